/* SPDX-License-Identifier: Apache-2.0
 * A bounded bump arena: all memory of one call, freed (and wiped) at once. Not thread-safe. */
#pragma once
#include <stddef.h>
#include <stdbool.h>
#include <stdint.h>
#include "base/macros.h"

struct mg_arena {
	/* owned */
	struct mg_arena_block *head;
	/* state */
	size_t used_bytes;
	size_t limit_bytes;
	bool wipe; /* wipe on reset and done: calls that carry secrets */
};

void mg_arena_init(struct mg_arena *arena, size_t limit_bytes);
/* Zeroed, 16-byte aligned memory that lives as long as the arena; NULL when the limit is reached. */
void *mg_arena_alloc(struct mg_arena *arena, size_t bytes) __attribute__((malloc));
void *mg_arena_calloc(struct mg_arena *arena, size_t count, size_t bytes);
/* Copies of a string or of bytes, NUL-terminated either way; NULL when the limit is reached. */
char *mg_arena_strdup(struct mg_arena *arena, const char *s);
char *mg_arena_memdup(struct mg_arena *arena, const void *bytes, size_t n);
char *mg_arena_printf(struct mg_arena *arena, const char *format, ...) MG_PRINTF(2, 3);
/* Frees everything but keeps the first block for the next call. */
void mg_arena_reset(struct mg_arena *arena);
/* Frees everything; accepts an arena that was only zeroed. */
void mg_arena_done(struct mg_arena *arena);
