/* SPDX-License-Identifier: Apache-2.0
 * A parcel: a file as it may leave. Inside a plain ZIP with the file, outside a ZIP with one neutral entry under AES-256
 * (libzip, WinZip's AE-2), which a recipient opens with 7-Zip and the like. Made and opened in pieces of one size, in memory
 * that does not grow with the file. It keeps nothing and knows no database. docs/adr/0012. */
#pragma once
#include "base/error.h"
#include "base/macros.h"
#include "extract/inner_format.h"

#define MG_PARCEL_PIECE (256U << 10)
#define MG_PASSPHRASE_BYTES 25U /* five groups of four and a NUL */

/* Draws a passphrase of 100 random bits in Crockford's base 32: "7K2M-0QWE-…". The dashes belong to it. To be wiped. */
void mg_passphrase_draw(char ret[MG_PASSPHRASE_BYTES]);

/* Gives up to `cap` bytes of the file; *ret_n 0 is the end. */
typedef bool mg_parcel_source(void *user, uint8_t *ret, size_t cap, size_t *ret_n, struct mg_error *err);
/* Takes piece `number` of the sealed file: all but the last have MG_PARCEL_PIECE bytes. Pieces come in order but for the
 * first (0), which comes last: its head is only then complete. */
typedef bool mg_parcel_store(void *user, uint32_t number, const uint8_t *bytes, size_t n, struct mg_error *err);

struct mg_parcel_job {
	const char *name;	/* of the file inside: ASCII, at most MG_INNER_NAME_MAX */
	const char *passphrase;
	int64_t made_us;	/* UTC; shown in the time of Japan */
	mg_parcel_source *source;
	mg_parcel_store *store;
	void *user;
};
/* Errors of source and store; INTERNAL. */
bool mg_parcel_make(const struct mg_parcel_job *job, uint64_t *ret_size, uint32_t *ret_pieces, struct mg_error *err) MG_MUST_CHECK;

/* Gives piece `number`, as it was stored; the bytes live until the next call. */
typedef bool mg_parcel_load(void *user, uint32_t number, const uint8_t **ret, size_t *ret_n, struct mg_error *err);
/* Takes bytes of the file inside. */
typedef bool mg_parcel_sink(void *user, const uint8_t *bytes, size_t n, struct mg_error *err);
/* Opens a parcel of `size` bytes and lets the file inside flow by. DATA_LOSS: another passphrase, or not as it was made. */
bool mg_parcel_open(const char *passphrase, uint64_t size, mg_parcel_load *load, mg_parcel_sink *sink, void *user,
	struct mg_error *err) MG_MUST_CHECK;
