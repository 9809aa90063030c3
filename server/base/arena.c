/* SPDX-License-Identifier: Apache-2.0 */
#include "base/arena.h"
#include <stdarg.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#define FIRST_BLOCK_BYTES 8192U

struct mg_arena_block {
	struct mg_arena_block *next;
	size_t size;
	size_t used;
	_Alignas(16) unsigned char data[];
};

void mg_arena_init(struct mg_arena *arena, size_t limit_bytes)
{
	*arena = (struct mg_arena){.limit_bytes = limit_bytes};
}

static struct mg_arena_block *block_new(size_t size)
{
	struct mg_arena_block *b = malloc(sizeof(*b) + size);
	if (b)
		*b = (struct mg_arena_block){.size = size};
	return b;
}

void *mg_arena_alloc(struct mg_arena *arena, size_t bytes)
{
	if (bytes > arena->limit_bytes || arena->used_bytes > arena->limit_bytes - bytes)
		return NULL;
	size_t need = (bytes + 15U) & ~(size_t)15U;
	if (need == 0)
		need = 16;
	struct mg_arena_block *b = arena->head;
	if (!b || b->size - b->used < need) {
		size_t size = b ? b->size * 2 : FIRST_BLOCK_BYTES;
		if (size < need)
			size = need;
		struct mg_arena_block *fresh = block_new(size);
		if (!fresh)
			return NULL;
		fresh->next = b;
		arena->head = b = fresh;
	}
	void *p = b->data + b->used;
	b->used += need;
	arena->used_bytes += need;
	memset(p, 0, need);
	return p;
}

void *mg_arena_calloc(struct mg_arena *arena, size_t count, size_t bytes)
{
	size_t total;
	if (__builtin_mul_overflow(count, bytes, &total))
		return NULL;
	return mg_arena_alloc(arena, total);
}

char *mg_arena_memdup(struct mg_arena *arena, const void *bytes, size_t n)
{
	char *p = n == SIZE_MAX ? NULL : mg_arena_alloc(arena, n + 1);
	if (p && n)
		memcpy(p, bytes, n);
	return p;
}

char *mg_arena_strdup(struct mg_arena *arena, const char *s)
{
	return mg_arena_memdup(arena, s, strlen(s));
}

char *mg_arena_printf(struct mg_arena *arena, const char *format, ...)
{
	va_list ap;
	va_start(ap, format);
	int n = vsnprintf(NULL, 0, format, ap);
	va_end(ap);
	if (n < 0)
		return NULL;
	char *p = mg_arena_alloc(arena, (size_t)n + 1);
	if (!p)
		return NULL;
	va_start(ap, format);
	vsnprintf(p, (size_t)n + 1, format, ap);
	va_end(ap);
	return p;
}

static void block_free(struct mg_arena *arena, struct mg_arena_block *b)
{
	if (arena->wipe)
		explicit_bzero(b->data, b->used);
	free(b);
}

void mg_arena_reset(struct mg_arena *arena)
{
	struct mg_arena_block *b = arena->head;
	while (b && b->next) {
		struct mg_arena_block *next = b->next;
		block_free(arena, b);
		b = next;
	}
	if (b) {
		if (arena->wipe)
			explicit_bzero(b->data, b->used);
		b->used = 0;
	}
	arena->head = b;
	arena->used_bytes = 0;
	arena->wipe = false;
}

void mg_arena_done(struct mg_arena *arena)
{
	while (arena->head) {
		struct mg_arena_block *next = arena->head->next;
		block_free(arena, arena->head);
		arena->head = next;
	}
	arena->used_bytes = 0;
}
