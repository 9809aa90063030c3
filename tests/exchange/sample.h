/* SPDX-License-Identifier: Apache-2.0
 * A small J01 file of invented people in memory, and reading from memory in pieces of any size. */
#pragma once
#include <stdint.h>
#include "exchange/j01_write.h"

#define SAMPLE_RECORDS 4
#define SAMPLE_MUNICIPALITY "271403"

struct sample {
	char *p; /* owned */
	size_t n;
	/* state of reading */
	size_t at;
	size_t piece; /* at most so many bytes a call; 0: all */
};

/* The header every sample has. */
struct mg_frame_header sample_header(enum mg_frame_charset charset);
/* The value of a field of record `i`; "" for most. */
const char *sample_value(size_t i, enum mg_j01_field field);
/* Writes the whole file; aborts on failure. */
void sample_make(struct sample *ret, enum mg_frame_charset charset);
void sample_done(struct sample *s);
/* Replaces the first `from` at or after the last `line`-th line start; aborts when it is not there.
 */
void sample_replace(struct sample *s, size_t line, const char *from, const char *to);
bool sample_read(void *context, void *ret, size_t cap, size_t *ret_n, struct mg_error *err);
bool sample_write(void *context, const void *bytes, size_t n, struct mg_error *err);
