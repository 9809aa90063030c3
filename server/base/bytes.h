/* SPDX-License-Identifier: Apache-2.0
 * Bytes: views, hexadecimal, wiping, comparison in constant time, and bounded reading and writing of the
 * length-prefixed binary form that log entries and process messages use (integers big-endian). */
#pragma once
#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>
#include "base/macros.h"

struct mg_bytes {
	const uint8_t *p; /* borrowed */
	size_t n;
};

/* Writes 2*n lower-case digits and a NUL to `ret`. */
void mg_hex(const void *bytes, size_t n, char *ret);
/* Reads exactly 2*n digits of either case; false on anything else. */
bool mg_unhex(const char *hex, size_t hex_len, uint8_t *ret, size_t n);
/* True when equal; time depends on n only. */
bool mg_equal_ct(const void *a, const void *b, size_t n);
void mg_wipe(void *p, size_t n);

/* Writer over a caller's buffer. After the first overflow `ok` stays false and nothing more is written. */
struct mg_writer {
	uint8_t *p; /* borrowed */
	size_t n;   /* written */
	size_t cap;
	bool ok;
};
void mg_writer_init(struct mg_writer *w, void *buffer, size_t cap);
void mg_put_u8(struct mg_writer *w, uint8_t v);
void mg_put_u16(struct mg_writer *w, uint16_t v);
void mg_put_u32(struct mg_writer *w, uint32_t v);
void mg_put_u64(struct mg_writer *w, uint64_t v);
void mg_put_raw(struct mg_writer *w, const void *bytes, size_t n);
/* u32 length, then the bytes. */
void mg_put_block(struct mg_writer *w, const void *bytes, size_t n);

/* Reader; after the first short read `ok` stays false and zeros come back. */
struct mg_reader {
	const uint8_t *p; /* borrowed */
	size_t n;         /* left */
	bool ok;
};
void mg_reader_init(struct mg_reader *r, const void *bytes, size_t n);
uint8_t mg_get_u8(struct mg_reader *r);
uint16_t mg_get_u16(struct mg_reader *r);
uint32_t mg_get_u32(struct mg_reader *r);
uint64_t mg_get_u64(struct mg_reader *r);
/* NULL (and ok = false) when fewer than n bytes are left. Borrowed from the reader's buffer. */
const uint8_t *mg_get_raw(struct mg_reader *r, size_t n);
struct mg_bytes mg_get_block(struct mg_reader *r);
/* True when everything was read and nothing failed. */
bool mg_reader_end(const struct mg_reader *r);
