/* SPDX-License-Identifier: Apache-2.0
 * The journal that preload.c keeps of writes which no fsync has covered, and how they are taken
 * back once the program that made them is dead: the path of the file, then a head and the bytes
 * that stood there for each write, in their order. */
#pragma once
#include <stdbool.h>
#include <stdint.h>

#define UNSYNCED_PATH_BYTES 1024
struct unsynced_head {
	uint64_t at, n, old_size; /* `n` bytes of the image follow */
};
/* Takes back what stands in the journals of `dir` and deletes them. The number of writes undone;
 * -1: a journal or its file could not be read. */
int64_t unsynced_undo(const char *dir);
