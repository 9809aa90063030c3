/* SPDX-License-Identifier: Apache-2.0 */
#include "exchange/frame_format.h"
#include <openssl/evp.h>
#include <stdlib.h>
#include <string.h>
#include "base/bytes.h"
#include "base/number.h"
#include "exchange/csv_format.h"
#include "exchange/frame_format_internal.h"

#define BUFFER_BYTES (4 * MG_FRAME_LINE_BYTES)
#define DECODED_BYTES (3 * MG_FRAME_LINE_BYTES)

static const struct mg_text RECORD_TYPE_TRAILER = {"\"3\",", 4};

bool mg_frame_open(struct mg_frame_reader *ret, const struct mg_frame_layout *layout,
	const char *municipality, mg_frame_read_fn *read, void *context)
{
	*ret = (struct mg_frame_reader){
		.layout = layout,
		.municipality = municipality,
		.read = read,
		.context = context,
		.buffer = malloc(BUFFER_BYTES),
		.digest = EVP_MD_CTX_new(),
	};
	if (ret->buffer != NULL && ret->digest != NULL &&
		EVP_DigestInit_ex(ret->digest, EVP_sha256(), NULL) == 1)
		return true;
	mg_frame_done(ret);
	return false;
}

void mg_frame_done(struct mg_frame_reader *r)
{
	if (r->buffer != NULL)
		mg_wipe(r->buffer, BUFFER_BYTES);
	if (r->decoded != NULL)
		mg_wipe(r->decoded, DECODED_BYTES);
	free(r->buffer);
	free(r->decoded);
	EVP_MD_CTX_free(r->digest);
	mg_cp932_free(r->cp932);
	*r = (struct mg_frame_reader){.closed = true};
}

bool mg_frame_add_key(uint64_t *total, const char *key, size_t n)
{
	uint64_t value = 0;
	if (n < 9 || !mg_is_digits(key, n))
		return false;
	for (size_t i = n - 9; i < n; i++)
		value = value * 10 + (uint64_t)(key[i] - '0');
	*total = (*total + value) % MG_FRAME_HASH_MODULUS;
	return true;
}

static enum mg_frame_event refuse(struct mg_frame_reader *r, enum mg_import_reason reason)
{
	r->fault = (struct mg_import_fault){reason, r->line, /* field= */ NULL};
	r->closed = true;
	return MG_FRAME_REFUSED;
}

/* Moves what is unread to the front and reads once more. */
static bool refill(struct mg_frame_reader *r, struct mg_error *err)
{
	size_t got = 0;
	memmove(r->buffer, r->buffer + r->from, r->to - r->from);
	r->to -= r->from;
	r->from = 0;
	if (!r->read(r->context, r->buffer + r->to, BUFFER_BYTES - r->to, &got, err))
		return false;
	r->at_end = got == 0;
	r->to += got;
	return true;
}

enum line_event { LINE_READ, LINE_NONE, LINE_CUT, LINE_LONG, LINE_FAILED };

/* The next line with its CR LF as a piece of the buffer; LINE_CUT when the file ends inside one. */
static enum line_event next_line(
	struct mg_frame_reader *r, struct mg_text *ret, struct mg_error *err)
{
	size_t searched = 0;
	for (;;) {
		const size_t left = r->to - r->from;
		char *start = r->buffer + r->from;
		const char *lf = memchr(start + searched, '\n', left - searched);
		if (lf != NULL) {
			*ret = (struct mg_text){start, (size_t)(lf - start) + 1};
			r->from += ret->n;
			r->line++;
			return ret->n > MG_FRAME_LINE_BYTES ? LINE_LONG : LINE_READ;
		}
		if (left > MG_FRAME_LINE_BYTES)
			return LINE_LONG;
		if (r->at_end)
			return left == 0 ? LINE_NONE : LINE_CUT;
		searched = left;
		if (!refill(r, err))
			return LINE_FAILED;
	}
}

static enum mg_import_reason fault_reason(const char *s, size_t n)
{
	switch (mg_text_find_fault(s, n, /* ret_at= */ NULL)) {
	case MG_TEXT_CLEAN:
		return MG_REASON_NONE;
	case MG_TEXT_NOT_UTF8:
		return MG_REASON_BAD_ENCODING;
	case MG_TEXT_CONTROL:
	case MG_TEXT_BIDI:
		return MG_REASON_CONTROL_CHARACTER;
	}
	return MG_REASON_BAD_ENCODING;
}

/* The line in UTF-8, without its line end, in memory that may be written to. */
static enum mg_import_reason decode_line(
	struct mg_frame_reader *r, struct mg_text raw, char **ret, size_t *ret_n)
{
	*ret = r->buffer + (raw.s - r->buffer);
	*ret_n = raw.n - 2;
	if (r->header.charset == MG_CHARSET_CP932 && r->cp932 != NULL) {
		if (!mg_cp932_decode(r->cp932, raw.s, raw.n - 2, r->decoded, DECODED_BYTES, ret_n))
			return MG_REASON_BAD_ENCODING;
		*ret = r->decoded;
	}
	return fault_reason(*ret, *ret_n);
}

static bool ends_well(struct mg_text raw)
{
	return raw.n >= 2 && raw.s[raw.n - 2] == '\r';
}

static bool prepare_charset(struct mg_frame_reader *r, struct mg_error *err)
{
	if (r->header.charset != MG_CHARSET_CP932)
		return true;
	r->decoded = malloc(DECODED_BYTES);
	if (r->decoded == NULL)
		return mg_fail(err, MG_ERR_BUSY, "no memory for a decoded line");
	return mg_cp932_open(&r->cp932, err);
}

/* The source is the one field of the header that may hold more than ASCII. */
static enum mg_import_reason decode_source(struct mg_frame_reader *r, struct mg_text source)
{
	char text[sizeof(r->header.source)];
	size_t n = source.n;
	if (r->header.charset == MG_CHARSET_CP932) {
		if (!mg_cp932_decode(r->cp932, source.s, source.n, text, sizeof(text) - 1, &n))
			return MG_REASON_BAD_ENCODING;
	} else if (n < sizeof(text)) {
		memcpy(text, source.s, n);
	}
	if (n == 0 || n >= sizeof(text) || mg_text_count(text, n) > MG_FRAME_SOURCE_CHARS)
		return MG_REASON_HEADER_FORM;
	memcpy(r->header.source, text, n);
	r->header.source[n] = '\0';
	return fault_reason(text, n);
}

static enum mg_frame_event read_header(
	struct mg_frame_reader *r, struct mg_text raw, struct mg_error *err)
{
	size_t count = 0;
	if (raw.n >= 3 && memcmp(raw.s, "\xef\xbb\xbf", 3) == 0)
		return refuse(r, MG_REASON_BYTE_ORDER_MARK);
	if (!ends_well(raw))
		return refuse(r, MG_REASON_LINE_END);
	EVP_DigestUpdate(r->digest, raw.s, raw.n);
	r->bytes += raw.n;
	if (!mg_csv_split(
		    r->buffer + (raw.s - r->buffer), raw.n - 2, r->fields, MG_FRAME_FIELDS, &count))
		return refuse(r, MG_REASON_NOT_CSV);
	enum mg_import_reason reason =
		mg_frame_read_header(r->fields, count, r->layout, r->municipality, &r->header);
	if (reason != MG_REASON_NONE)
		return refuse(r, reason);
	if (!prepare_charset(r, err)) {
		r->closed = true;
		return MG_FRAME_FAILED;
	}
	reason = decode_source(r, r->fields[5]);
	return reason == MG_REASON_NONE ? MG_FRAME_HEADER : refuse(r, reason);
}

static enum mg_frame_event read_trailer(
	struct mg_frame_reader *r, struct mg_text raw, struct mg_error *err)
{
	size_t count = 0;
	struct mg_frame_trailer trailer;
	struct mg_text rest;
	uint8_t before[MG_FRAME_DIGEST_BYTES];
	MG_CLEANUP(mg_frame_digest_freep) EVP_MD_CTX *copy = EVP_MD_CTX_new();
	if (copy == NULL || EVP_MD_CTX_copy_ex(copy, r->digest) != 1 ||
		EVP_DigestFinal_ex(copy, before, NULL) != 1) {
		r->closed = true;
		(void)mg_fail(err, MG_ERR_BUSY, "no memory for a digest");
		return MG_FRAME_FAILED;
	}
	EVP_DigestUpdate(r->digest, raw.s, raw.n);
	EVP_DigestFinal_ex(r->digest, r->sha256, NULL);
	r->bytes += raw.n;
	if (!mg_csv_split(
		    r->buffer + (raw.s - r->buffer), raw.n - 2, r->fields, MG_FRAME_FIELDS, &count))
		return refuse(r, MG_REASON_NOT_CSV);
	if (!mg_frame_read_trailer(r->fields, count, &trailer))
		return refuse(r, MG_REASON_TRAILER_FORM);
	/* the digest first: where it is right, a wrong count is the sender's fault and worth
	 * telling apart */
	if (!mg_equal_ct(trailer.sha256, before, sizeof(before)))
		return refuse(r,
			trailer.records != r->records ? MG_REASON_RECORD_COUNT : MG_REASON_DIGEST);
	if (trailer.records != r->records)
		return refuse(r, MG_REASON_RECORD_COUNT);
	if (trailer.amount[0] != 0 || trailer.amount[1] != 0)
		return refuse(r, MG_REASON_AMOUNT_TOTAL);
	if (trailer.hash_total != r->hash_total)
		return refuse(r, MG_REASON_HASH_TOTAL);
	r->closed = true;
	switch (next_line(r, &rest, err)) {
	case LINE_NONE:
		return MG_FRAME_END;
	case LINE_FAILED:
		return MG_FRAME_FAILED;
	case LINE_READ:
	case LINE_CUT:
	case LINE_LONG:
		return refuse(r, MG_REASON_AFTER_TRAILER);
	}
	return MG_FRAME_END;
}

static enum mg_frame_event read_data(struct mg_frame_reader *r, struct mg_text raw)
{
	char *line;
	size_t n;
	size_t count = 0;
	uint64_t number;
	EVP_DigestUpdate(r->digest, raw.s, raw.n);
	r->bytes += raw.n;
	const enum mg_import_reason reason = decode_line(r, raw, &line, &n);
	if (reason != MG_REASON_NONE)
		return refuse(r, reason);
	if (!mg_csv_split(line, n, r->fields, MG_FRAME_FIELDS, &count))
		return refuse(r, MG_REASON_NOT_CSV);
	if (r->fields[0].n != 1 || r->fields[0].s[0] != '2')
		return refuse(r, MG_REASON_RECORD_TYPE);
	if (count != r->layout->fields + 2)
		return refuse(r, MG_REASON_FIELD_COUNT);
	if (!mg_frame_read_number(r->fields[1], &number) || number != r->records + 1)
		return refuse(r, MG_REASON_LINE_NUMBER);
	r->records = number;
	r->data = (struct mg_frame_line){r->line, number, r->fields + 2, count - 2};
	const struct mg_text key = r->data.fields[r->layout->key_field];
	/* a key that is no number is the line's fault; the sender cannot have summed it either */
	(void)mg_frame_add_key(&r->hash_total, key.s, key.n);
	return MG_FRAME_DATA;
}

enum mg_frame_event mg_frame_next(struct mg_frame_reader *r, struct mg_error *err)
{
	struct mg_text raw;
	if (r->closed) {
		(void)mg_fail(
			err, MG_ERR_INTERNAL, "reading on after the end of an interface file");
		return MG_FRAME_FAILED;
	}
	switch (next_line(r, &raw, err)) {
	case LINE_FAILED:
		r->closed = true;
		return MG_FRAME_FAILED;
	case LINE_LONG:
		return refuse(r, MG_REASON_LINE_TOO_LONG);
	case LINE_CUT:
		return refuse(r, MG_REASON_NO_TRAILER);
	case LINE_NONE:
		return refuse(r, r->line == 0 ? MG_REASON_EMPTY_FILE : MG_REASON_NO_TRAILER);
	case LINE_READ:
		break;
	}
	if (r->line == 1)
		return read_header(r, raw, err);
	if (!ends_well(raw))
		return refuse(r, MG_REASON_LINE_END);
	if (raw.n >= RECORD_TYPE_TRAILER.n &&
		memcmp(raw.s, RECORD_TYPE_TRAILER.s, RECORD_TYPE_TRAILER.n) == 0)
		return read_trailer(r, raw, err);
	return read_data(r, raw);
}
