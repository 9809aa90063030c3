/* SPDX-License-Identifier: Apache-2.0 */
#include "extract/inner_format.h"
#include <stdlib.h>
#include <string.h>
#include <zlib.h>

#define LOCAL 30U
#define DESCRIPTOR 16U
#define CENTRAL 46U
#define END 22U
#define TAIL_MAX (DESCRIPTOR + CENTRAL + MG_INNER_NAME_MAX + END + MG_INNER_COMMENT)
#define FLAGS 0x0808U /* sizes behind the data; names in UTF-8 */
#define VERSION 20U
#define INPUT (64U << 10)

/* ---- the bytes around the data ---- */

struct entry {
	char name[MG_INNER_NAME_MAX + 1];
	char comment[MG_INNER_COMMENT + 1];
	uint16_t dos_time, dos_date;
	uint32_t crc;
	uint32_t packed, plain;
};

static uint8_t *put(uint8_t *p, uint64_t v, unsigned bytes) /* little-endian */
{
	for (unsigned i = 0; i < bytes; i++)
		*p++ = (uint8_t)(v >> (8 * i));
	return p;
}

/* Version, flags, method, time, sums and lengths, as local and central heads have them in common. */
static uint8_t *put_common(uint8_t *p, const struct entry *e, bool with_sizes)
{
	p = put(p, VERSION, 2);
	p = put(p, FLAGS, 2);
	p = put(p, Z_DEFLATED, 2);
	p = put(p, e->dos_time, 2);
	p = put(p, e->dos_date, 2);
	p = put(p, with_sizes ? e->crc : 0, 4);
	p = put(p, with_sizes ? e->packed : 0, 4);
	p = put(p, with_sizes ? e->plain : 0, 4);
	p = put(p, strlen(e->name), 2);
	return put(p, 0, 2);
}

static size_t write_head(const struct entry *e, uint8_t *ret)
{
	uint8_t *p = put_common(put(ret, 0x04034b50, 4), e, false);
	memcpy(p, e->name, strlen(e->name));
	return LOCAL + strlen(e->name);
}

static size_t write_tail(const struct entry *e, uint8_t *ret)
{
	const size_t name = strlen(e->name);
	uint8_t *p = put(ret, 0x08074b50, 4);
	p = put(put(put(p, e->crc, 4), e->packed, 4), e->plain, 4);
	const uint64_t central = LOCAL + name + e->packed + DESCRIPTOR;
	p = put_common(put(put(p, 0x02014b50, 4), VERSION, 2), e, true);
	p = put(put(p, 0, 6), 0, 4); /* comment, disk, attributes */
	p = put(p, 0, 4);	     /* where the local head is */
	memcpy(p, e->name, name);
	p = put(p + name, 0x06054b50, 4);
	p = put(p, 0, 4);
	p = put(put(p, 1, 2), 1, 2);
	p = put(put(p, CENTRAL + name, 4), central, 4);
	p = put(p, MG_INNER_COMMENT, 2);
	memcpy(p, e->comment, MG_INNER_COMMENT);
	return (size_t)(p - ret) + MG_INNER_COMMENT;
}

/* ---- writing ---- */

struct mg_inner_writer {
	struct entry entry;
	mg_inner_source *source;
	void *user;
	z_stream z;
	bool z_open;
	enum { HEAD, DATA, TAIL, DONE } at;
	uint8_t edge[TAIL_MAX]; /* head or tail */
	size_t edge_n, edge_at;
	uint8_t input[INPUT];
	bool input_ended;
	uint64_t plain, packed;
};

struct mg_inner_writer *mg_inner_writer_new(const char *name, const char *comment, uint16_t dos_time, uint16_t dos_date,
	mg_inner_source *source, void *user)
{
	struct mg_inner_writer *w = calloc(1, sizeof(*w));
	if (!w || strlen(name) > MG_INNER_NAME_MAX || strlen(comment) != MG_INNER_COMMENT) {
		free(w);
		return NULL;
	}
	memcpy(w->entry.name, name, strlen(name) + 1);
	memcpy(w->entry.comment, comment, MG_INNER_COMMENT + 1);
	w->entry.dos_time = dos_time;
	w->entry.dos_date = dos_date;
	w->source = source;
	w->user = user;
	/* level 1: nearly as small for such text, and twice as fast as the usual one */
	w->z_open = deflateInit2(&w->z, 1, Z_DEFLATED, -MAX_WBITS, 8, Z_DEFAULT_STRATEGY) == Z_OK;
	if (!w->z_open) {
		free(w);
		return NULL;
	}
	w->edge_n = write_head(&w->entry, w->edge);
	return w;
}

void mg_inner_writer_free(struct mg_inner_writer *w)
{
	if (!w)
		return;
	deflateEnd(&w->z);
	explicit_bzero(w, sizeof(*w)); /* a piece of the contents is in it */
	free(w);
}

uint64_t mg_inner_writer_plain(const struct mg_inner_writer *w)
{
	return w->plain;
}

static bool refill(struct mg_inner_writer *w)
{
	size_t n = 0;
	if (w->z.avail_in > 0 || w->input_ended)
		return true;
	if (!w->source(w->user, w->input, sizeof(w->input), &n))
		return false;
	w->input_ended = n == 0;
	w->plain += n;
	w->entry.crc = (uint32_t)crc32(w->entry.crc, w->input, (uInt)n);
	w->z.next_in = w->input;
	w->z.avail_in = (uInt)n;
	return w->plain <= MG_INNER_SIZE_MAX;
}

static bool read_data(struct mg_inner_writer *w, uint8_t *ret, size_t cap, size_t *ret_n)
{
	int z = Z_OK;
	w->z.next_out = ret;
	w->z.avail_out = (uInt)cap;
	while (w->z.avail_out > 0 && z == Z_OK) {
		if (!refill(w))
			return false;
		z = deflate(&w->z, w->input_ended ? Z_FINISH : Z_NO_FLUSH);
	}
	*ret_n = cap - w->z.avail_out;
	w->packed += *ret_n;
	if (z == Z_STREAM_END) {
		w->entry.packed = (uint32_t)w->packed;
		w->entry.plain = (uint32_t)w->plain;
		w->edge_n = write_tail(&w->entry, w->edge);
		w->edge_at = 0;
		w->at = TAIL;
	}
	return z == Z_OK || z == Z_STREAM_END || z == Z_BUF_ERROR;
}

bool mg_inner_writer_read(struct mg_inner_writer *w, uint8_t *ret, size_t cap, size_t *ret_n)
{
	*ret_n = 0;
	if (cap > UINT32_MAX)
		cap = UINT32_MAX;
	while (*ret_n == 0 && w->at != DONE && cap > 0) {
		if (w->at == DATA) {
			if (!read_data(w, ret, cap, ret_n))
				return false;
			continue;
		}
		const size_t left = w->edge_n - w->edge_at;
		*ret_n = left < cap ? left : cap;
		memcpy(ret, w->edge + w->edge_at, *ret_n);
		w->edge_at += *ret_n;
		if (w->edge_at == w->edge_n)
			w->at = w->at == HEAD ? DATA : DONE;
	}
	return true;
}

/* ---- reading ---- */

struct mg_inner_reader {
	struct entry entry;
	mg_inner_sink *sink;
	void *user;
	z_stream z;
	enum { R_HEAD, R_NAME, R_DATA, R_TAIL, R_DONE } at;
	uint8_t edge[TAIL_MAX];
	size_t edge_n, edge_want;
	uint8_t output[INPUT];
	uint64_t plain, packed;
};

struct mg_inner_reader *mg_inner_reader_new(mg_inner_sink *sink, void *user)
{
	struct mg_inner_reader *r = calloc(1, sizeof(*r));
	if (!r || inflateInit2(&r->z, -MAX_WBITS) != Z_OK) {
		free(r);
		return NULL;
	}
	r->sink = sink;
	r->user = user;
	r->edge_want = LOCAL;
	return r;
}

void mg_inner_reader_free(struct mg_inner_reader *r)
{
	if (!r)
		return;
	inflateEnd(&r->z);
	explicit_bzero(r, sizeof(*r));
	free(r);
}

const char *mg_inner_reader_name(const struct mg_inner_reader *r)
{
	return r->entry.name;
}

static uint16_t get16(const uint8_t *p)
{
	return (uint16_t)(p[0] | p[1] << 8);
}

/* The head must be the one that write_head writes for this name and time. */
static bool take_head(struct mg_inner_reader *r)
{
	uint8_t mine[LOCAL + MG_INNER_NAME_MAX];
	const size_t name = get16(r->edge + 26);
	if (r->at == R_HEAD) {
		r->entry.dos_time = get16(r->edge + 10);
		r->entry.dos_date = get16(r->edge + 12);
		r->edge_want = LOCAL + name;
		r->at = R_NAME;
		return name >= 1 && name <= MG_INNER_NAME_MAX;
	}
	memcpy(r->entry.name, r->edge + LOCAL, name);
	if (strlen(r->entry.name) != name || write_head(&r->entry, mine) != r->edge_want ||
		memcmp(mine, r->edge, r->edge_want) != 0)
		return false;
	r->at = R_DATA;
	r->edge_n = 0;
	return true;
}

static bool take_data(struct mg_inner_reader *r, const uint8_t **p, size_t *n)
{
	int z = Z_OK;
	r->z.next_in = (Bytef *)(uintptr_t)*p;
	r->z.avail_in = (uInt)(*n > UINT32_MAX ? UINT32_MAX : *n);
	const uInt before = r->z.avail_in;
	do {
		r->z.next_out = r->output;
		r->z.avail_out = sizeof(r->output);
		z = inflate(&r->z, Z_NO_FLUSH);
		const size_t got = sizeof(r->output) - r->z.avail_out;
		r->plain += got;
		r->entry.crc = (uint32_t)crc32(r->entry.crc, r->output, (uInt)got);
		if (r->plain > MG_INNER_SIZE_MAX || (got && !r->sink(r->user, r->output, got)))
			return false;
	} while (z == Z_OK && (r->z.avail_in > 0 || r->z.avail_out == 0));
	const size_t used = before - r->z.avail_in;
	*p += used;
	*n -= used;
	r->packed += used;
	if (z == Z_STREAM_END) {
		r->entry.packed = (uint32_t)r->packed;
		r->entry.plain = (uint32_t)r->plain;
		r->edge_want = DESCRIPTOR + CENTRAL + strlen(r->entry.name) + END + MG_INNER_COMMENT;
		r->at = R_TAIL;
	}
	return z == Z_OK || z == Z_STREAM_END || z == Z_BUF_ERROR;
}

static bool take_tail(struct mg_inner_reader *r)
{
	uint8_t mine[TAIL_MAX];
	memcpy(r->entry.comment, r->edge + r->edge_want - MG_INNER_COMMENT, MG_INNER_COMMENT);
	r->at = R_DONE;
	return write_tail(&r->entry, mine) == r->edge_want && memcmp(mine, r->edge, r->edge_want) == 0;
}

bool mg_inner_reader_feed(struct mg_inner_reader *r, const uint8_t *bytes, size_t n)
{
	while (n > 0) {
		if (r->at == R_DONE)
			return false;
		if (r->at == R_DATA) {
			if (!take_data(r, &bytes, &n))
				return false;
			continue;
		}
		const size_t want = r->edge_want - r->edge_n, take = want < n ? want : n;
		memcpy(r->edge + r->edge_n, bytes, take);
		r->edge_n += take;
		bytes += take;
		n -= take;
		if (r->edge_n == r->edge_want && !(r->at == R_TAIL ? take_tail(r) : take_head(r)))
			return false;
	}
	return true;
}

bool mg_inner_reader_end(const struct mg_inner_reader *r)
{
	return r->at == R_DONE;
}
