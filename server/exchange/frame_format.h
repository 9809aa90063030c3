/* SPDX-License-Identifier: Apache-2.0
 * The frame that all interface files share, read as a stream, one line at a time: header, numbered
 * data lines, trailer with counts, totals and a digest. It knows no record's meaning, and it posts
 * nothing: a caller must not post a data line before MG_FRAME_END, because the trailer may refuse
 * them all.
 *
 * "1",file_id,layout_ver,municipality,created,source,seq8,charset,spec_id
 *
 * "2",line_no,fields...
 *
 * "3",record_count,amount_total_1,amount_total_2,hash_total,sha256 over all bytes before this line
 */
#pragma once
#include <openssl/types.h>
#include "base/date.h"
#include "base/error.h"
#include "base/text.h"
#include "exchange/cp932_format.h"
#include "exchange/reason_format.h"

#define MG_FRAME_LINE_BYTES 65536
#define MG_FRAME_FIELDS 160
#define MG_FRAME_DIGEST_BYTES 32
#define MG_FRAME_SOURCE_CHARS 20 /* import_run.source */
#define MG_FRAME_HASH_MODULUS UINT64_C(1000000000000)

enum mg_frame_charset { MG_CHARSET_UTF8, MG_CHARSET_CP932 };

struct mg_frame_header {
	char file_id[8];
	char layout_version[8];
	char municipality[7];
	char created[15]; /* YYYYMMDDHHMMSS */
	char source[MG_FRAME_SOURCE_CHARS * 4 + 1];
	uint32_t seq;
	enum mg_frame_charset charset;
	char spec_id[31];
};

/* What the reader holds a file against. */
struct mg_frame_layout {
	const char *file_id;
	const char *layout_version;
	uint32_t fields;    /* after "2" and line_no */
	uint32_t key_field; /* whose last nine digits are summed for hash_total */
};

/* Up to `cap` bytes of the file to `ret`; *ret_n == 0 at its end. False is a failure of the medium.
 */
typedef bool mg_frame_read_fn(
	void *context, void *ret, size_t cap, size_t *ret_n, struct mg_error *err);

enum mg_frame_event {
	MG_FRAME_HEADER,  /* the header is right */
	MG_FRAME_DATA,	  /* one data line */
	MG_FRAME_END,	  /* the trailer is right and nothing follows it */
	MG_FRAME_REFUSED, /* `fault` says why; nothing more is read */
	MG_FRAME_FAILED,  /* the medium failed: `err` */
};

struct mg_frame_line {
	uint64_t line;		      /* in the file, the header being 1 */
	uint64_t number;	      /* line_no: 1, 2, 3 */
	const struct mg_text *fields; /* borrowed until the next call; clean UTF-8 */
	size_t n;
};

struct mg_frame_reader {
	/* borrowed */
	const struct mg_frame_layout *layout;
	const char *municipality;
	mg_frame_read_fn *read;
	void *context;
	/* owned */
	char *buffer;
	char *decoded;
	EVP_MD_CTX *digest;
	struct mg_cp932 *cp932;
	/* state */
	size_t from, to; /* unread bytes of the buffer */
	bool at_end;	 /* the medium has no more */
	bool closed;	 /* END, REFUSED or FAILED was answered */
	struct mg_text fields[MG_FRAME_FIELDS];
	/* results so far */
	struct mg_frame_header header;
	struct mg_import_fault fault;
	struct mg_frame_line data;
	uint64_t line;
	uint64_t records;
	uint64_t hash_total;
	uint64_t bytes;
	uint8_t sha256[MG_FRAME_DIGEST_BYTES]; /* of the whole file, after MG_FRAME_END */
};

/* `layout` and `municipality` must outlive the reader. Errors: BUSY (no memory), INTERNAL. */
bool mg_frame_open(struct mg_frame_reader *ret, const struct mg_frame_layout *layout,
	const char *municipality, mg_frame_read_fn *read, void *context) MG_MUST_CHECK;
void mg_frame_done(struct mg_frame_reader *r);
enum mg_frame_event mg_frame_next(struct mg_frame_reader *r, struct mg_error *err) MG_MUST_CHECK;

/* The sum of one key into a hash total; false when the key has fewer than nine digits or others
 * than digits. */
bool mg_frame_add_key(uint64_t *total, const char *key, size_t n);
