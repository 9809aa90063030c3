/* SPDX-License-Identifier: Apache-2.0
 * Writes a J01 file as a stream: header, data lines, trailer with count, hash total and digest. It
 * checks nothing: what it is given is what is written, so that tests can write wrong files too. */
#pragma once
#include <openssl/types.h>
#include "exchange/j01_format.h"

typedef bool mg_j01_write_fn(void *context, const void *bytes, size_t n, struct mg_error *err);

struct mg_j01_writer {
	/* borrowed */
	mg_j01_write_fn *write;
	void *context;
	/* owned */
	EVP_MD_CTX *digest;
	struct mg_cp932 *cp932;
	char *line;
	char *encoded;
	/* state */
	enum mg_frame_charset charset;
	uint64_t records;
	uint64_t hash_total;
	uint64_t replaced; /* characters that CP932 lacks */
};

/* Writes the header. Errors: BUSY (no memory), and those of `write`. */
bool mg_j01_writer_open(struct mg_j01_writer *ret, const struct mg_frame_header *header,
	mg_j01_write_fn *write, void *context, struct mg_error *err) MG_MUST_CHECK;
/* Writes one data line; a record too long for a line is INVALID. */
bool mg_j01_write(struct mg_j01_writer *w, const struct mg_j01_record *record,
	struct mg_error *err) MG_MUST_CHECK;
/* Writes the trailer. */
bool mg_j01_writer_close(struct mg_j01_writer *w, struct mg_error *err) MG_MUST_CHECK;
void mg_j01_writer_done(struct mg_j01_writer *w);
