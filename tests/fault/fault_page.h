/* SPDX-License-Identifier: Apache-2.0
 * One page of memory that the campaign shares with the programs it tries (preload.c): the clock's shift, how often a
 * COMMIT is interfered with, and what was done to it. The file is named by MG_FAULT_CLOCK. */
#pragma once
#include <stdatomic.h>
#include <stdint.h>

#define FAULT_PAGE_BYTES 4096
enum commit_fault {
	SLOW_BEFORE, /* up to 90 ms pass before COMMIT is sent: the caller's deadline runs out there */
	SLOW_AFTER,  /* and between the database's answer and the caller's */
	LOST_BEFORE, /* the line to the database breaks before COMMIT is on it */
	LOST_AFTER,  /* and after it was done: the server cannot know */
	DEAD_BEFORE, /* the server is killed (-9) there */
	DEAD_AFTER,  /* the server is killed between commit and reply */
	COMMIT_FAULTS
};
struct fault_page {
	int64_t shift_us;
	atomic_uint one_of; /* commits of the server; 0: none */
	atomic_ullong done[COMMIT_FAULTS];
};
