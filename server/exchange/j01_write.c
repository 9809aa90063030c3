/* SPDX-License-Identifier: Apache-2.0 */
#include "exchange/j01_write.h"
#include <openssl/evp.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include "base/bytes.h"
#include "exchange/csv_format.h"

/* Every value doubles at most, and 116 fields bring three bytes each. */
#define LINE_BYTES (4 * MG_FRAME_LINE_BYTES)

struct line {
	char *p; /* borrowed */
	size_t n;
	bool ok;
};

static void add(struct line *l, const char *value, size_t n)
{
	if (l->n + 2 * n + 4 > LINE_BYTES) {
		l->ok = false;
		return;
	}
	if (l->n > 0)
		l->p[l->n++] = ',';
	l->n += mg_csv_quote(value, n, l->p + l->n);
}

static void add_string(struct line *l, const char *value)
{
	add(l, value, strlen(value));
}

static void add_number(struct line *l, uint64_t value)
{
	char text[24];
	snprintf(text, sizeof(text), "%llu", (unsigned long long)value);
	add_string(l, text);
}

static bool put(struct mg_j01_writer *w, struct line *l, struct mg_error *err)
{
	const char *bytes = l->p;
	if (!l->ok)
		return mg_fail(err, MG_ERR_INVALID, "a record is too long for a line");
	memcpy(l->p + l->n, "\r\n", 2);
	l->n += 2;
	if (w->charset == MG_CHARSET_CP932) {
		struct mg_cp932_encoding e = {
			.s = l->p, .n = l->n, .out = w->encoded, .cap = LINE_BYTES};
		if (!mg_cp932_encode(w->cp932, &e))
			return mg_fail(err, MG_ERR_INVALID, "a record is not UTF-8");
		w->replaced += e.replaced_n;
		bytes = w->encoded;
		l->n = e.used;
	}
	EVP_DigestUpdate(w->digest, bytes, l->n);
	return w->write(w->context, bytes, l->n, err);
}

static struct line new_line(const struct mg_j01_writer *w)
{
	return (struct line){.p = w->line, .ok = true};
}

static bool prepare(struct mg_j01_writer *w, struct mg_error *err)
{
	w->digest = EVP_MD_CTX_new();
	w->line = malloc(LINE_BYTES + 2);
	w->encoded = malloc(LINE_BYTES);
	if (w->digest == NULL || w->line == NULL || w->encoded == NULL ||
		EVP_DigestInit_ex(w->digest, EVP_sha256(), NULL) != 1)
		return mg_fail(err, MG_ERR_BUSY, "no memory for a file writer");
	return w->charset == MG_CHARSET_UTF8 || mg_cp932_open(&w->cp932, err);
}

bool mg_j01_writer_open(struct mg_j01_writer *ret, const struct mg_frame_header *header,
	mg_j01_write_fn *write, void *context, struct mg_error *err)
{
	char seq[16];
	struct mg_j01_writer w = {.write = write, .context = context, .charset = header->charset};
	if (!prepare(&w, err)) {
		mg_j01_writer_done(&w);
		return false;
	}
	struct line l = new_line(&w);
	add_string(&l, "1");
	add_string(&l, header->file_id);
	add_string(&l, header->layout_version);
	add_string(&l, header->municipality);
	add_string(&l, header->created);
	add_string(&l, header->source);
	snprintf(seq, sizeof(seq), "%08u", header->seq);
	add_string(&l, seq);
	add_string(&l, header->charset == MG_CHARSET_UTF8 ? "UTF-8" : "CP932");
	add_string(&l, header->spec_id);
	if (!put(&w, &l, err)) {
		mg_j01_writer_done(&w);
		return false;
	}
	*ret = w;
	return true;
}

bool mg_j01_write(struct mg_j01_writer *w, const struct mg_j01_record *record, struct mg_error *err)
{
	const char op = (char)record->op;
	struct line l = new_line(w);
	w->records++;
	(void)mg_frame_add_key(&w->hash_total, record->shori_no.s, record->shori_no.n);
	add_string(&l, "2");
	add_number(&l, w->records);
	add(&l, &op, 1);
	add(&l, record->shori_no.s, record->shori_no.n);
	add(&l, record->my_number.s, record->my_number.n);
	for (size_t i = 0; i < MG_J01_FIELDS; i++)
		add(&l, record->field[i].s, record->field[i].n);
	return put(w, &l, err);
}

bool mg_j01_writer_close(struct mg_j01_writer *w, struct mg_error *err)
{
	uint8_t sha256[MG_FRAME_DIGEST_BYTES];
	char hex[2 * MG_FRAME_DIGEST_BYTES + 1];
	struct line l = new_line(w);
	EVP_DigestFinal_ex(w->digest, sha256, NULL);
	EVP_DigestInit_ex(w->digest, EVP_sha256(), NULL);
	mg_hex(sha256, sizeof(sha256), hex);
	add_string(&l, "3");
	add_number(&l, w->records);
	add_string(&l, "0");
	add_string(&l, "0");
	add_number(&l, w->hash_total);
	add_string(&l, hex);
	return put(w, &l, err);
}

void mg_j01_writer_done(struct mg_j01_writer *w)
{
	if (w->line != NULL)
		mg_wipe(w->line, LINE_BYTES);
	if (w->encoded != NULL)
		mg_wipe(w->encoded, LINE_BYTES);
	free(w->line);
	free(w->encoded);
	EVP_MD_CTX_free(w->digest);
	mg_cp932_free(w->cp932);
	*w = (struct mg_j01_writer){0};
}
