/* SPDX-License-Identifier: Apache-2.0
 * The inner file of a parcel: a plain ZIP (APPNOTE 6.3) with one deflated entry and a random comment. Written and read as it
 * flows by; it must not be given to anybody unsealed. The comment makes equal contents unequal before they are sealed, so that
 * the checksum that an encrypting ZIP shows outside says nothing. */
#pragma once
#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#define MG_INNER_NAME_MAX 80U
#define MG_INNER_COMMENT 32U /* hexadecimal digits of 16 random bytes */
#define MG_INNER_SIZE_MAX (UINT64_C(1) << 31)

/* Takes bytes; false stops. */
typedef bool mg_inner_sink(void *user, const uint8_t *bytes, size_t n);
/* Gives up to `cap` bytes; *ret_n 0 is the end; false stops. */
typedef bool mg_inner_source(void *user, uint8_t *ret, size_t cap, size_t *ret_n);

struct mg_inner_writer; /* pulls its contents and is pulled from */
/* `name` and `comment` (MG_INNER_COMMENT characters) are copied. `dos_time`, `dos_date` as in the ZIP. NULL: no memory. */
struct mg_inner_writer *mg_inner_writer_new(const char *name, const char *comment, uint16_t dos_time, uint16_t dos_date,
	mg_inner_source *source, void *user);
void mg_inner_writer_free(struct mg_inner_writer *w);
/* The next bytes of the ZIP. False: the source stopped, or it gave more than MG_INNER_SIZE_MAX. */
bool mg_inner_writer_read(struct mg_inner_writer *w, uint8_t *ret, size_t cap, size_t *ret_n);
/* Bytes taken from the source so far. */
uint64_t mg_inner_writer_plain(const struct mg_inner_writer *w);

struct mg_inner_reader;
struct mg_inner_reader *mg_inner_reader_new(mg_inner_sink *sink, void *user);
void mg_inner_reader_free(struct mg_inner_reader *r);
/* The next bytes of a ZIP of this very form; its contents go to the sink. False: another form, a wrong sum, or the sink
 * stopped. */
bool mg_inner_reader_feed(struct mg_inner_reader *r, const uint8_t *bytes, size_t n);
/* True when the ZIP was whole and nothing followed. */
bool mg_inner_reader_end(const struct mg_inner_reader *r);
/* Of the entry, once its head was read; else "". */
const char *mg_inner_reader_name(const struct mg_inner_reader *r);
