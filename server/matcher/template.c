/* SPDX-License-Identifier: Apache-2.0
 * GVariant's serialisation is described in its own specification ("GVariant Specification", Ryan
 * Lortie, 2010): values at their alignment with zero padding, and at the end of a container the
 * offsets where its variable-sized members end, as wide as the container's size needs. */
#include "matcher/template.h"
#include <string.h>

#define TYPE_NBIS 2
#define FINGER_LAST 10
#define COORDINATE_MAX 1000
#define THETA_MAX 180	    /* degrees either way */
#define NO_DATE 0x80000000u /* INT32_MIN: not known */
#define HEADER "FP3"
#define HEADER_BYTES 3
#define PAYLOAD_TYPE "(a(aiaiai))"
/* driver, device id, user name, description, extensions; the payload comes last and needs none */
#define RECORD_OFFSETS 5

static bool bad(struct mg_error *err, const char *what)
{
	return mg_fail(err, MG_ERR_DATA_LOSS, "template: %s", what);
}

static uint32_t little(const uint8_t *p, size_t width)
{
	uint32_t v = 0;
	for (size_t i = 0; i < width; i++)
		v |= (uint32_t)p[i] << (8 * i);
	return v;
}

static size_t align(size_t at, size_t to)
{
	return (at + to - 1) / to * to;
}

/* Width of the offsets in a container of n bytes. n is at most MG_TEMPLATE_BYTES_MAX, so two bytes
 * suffice. */
static size_t offset_width(size_t n)
{
	return n > UINT8_MAX ? 2 : 1;
}

/* A container with `count` offsets of which `body` bytes are members: would the narrower width have
 * done? */
static bool offsets_too_wide(size_t n, size_t body, size_t count)
{
	return offset_width(n) == 2 && body + count <= UINT8_MAX;
}

/* Are the bytes from `from` to `to` zeros? */
static bool zeros(const uint8_t *p, size_t from, size_t to)
{
	while (from < to)
		if (p[from++] != 0)
			return false;
	return true;
}

static bool check_column(struct mg_bytes c, int32_t low, int32_t high)
{
	for (size_t i = 0; i < c.n; i += 4) {
		const int32_t v = (int32_t)little(c.p + i, 4);
		if (v < low || v > high)
			return false;
	}
	return true;
}

/* (aiaiai): three columns of the same length, then two offsets, the later column's first. */
static bool check_picture(struct mg_bytes e, unsigned *minutiae, struct mg_error *err)
{
	if (e.n < 2)
		return bad(err, "picture too short");
	const size_t width = offset_width(e.n);
	if (e.n < 2 * width)
		return bad(err, "picture too short");
	const size_t body = e.n - 2 * width;
	const size_t column = body / 3;
	if (body % 12 != 0 || column == 0 || column > 4 * MG_TEMPLATE_MINUTIAE_MAX)
		return bad(err, "number of minutiae");
	if (offsets_too_wide(e.n, body, 2) || little(e.p + body + width, width) != column ||
		little(e.p + body, width) != 2 * column)
		return bad(err, "columns of different length");
	if (!check_column((struct mg_bytes){e.p, column}, 0, COORDINATE_MAX) ||
		!check_column((struct mg_bytes){e.p + column, column}, 0, COORDINATE_MAX) ||
		!check_column((struct mg_bytes){e.p + 2 * column, column}, -THETA_MAX, THETA_MAX))
		return bad(err, "minutia outside any picture");
	*minutiae += (unsigned)(column / 4);
	return true;
}

/* a(aiaiai): the pictures, each at a multiple of four, then where each ends. */
static bool check_pictures(struct mg_bytes a, struct mg_template_facts *facts, struct mg_error *err)
{
	if (a.n == 0)
		return bad(err, "no picture");
	const size_t width = offset_width(a.n);
	const size_t table = a.n < width ? a.n : little(a.p + a.n - width, width);
	if (table >= a.n || (a.n - table) % width != 0)
		return bad(err, "picture table");
	const size_t count = (a.n - table) / width;
	if (count > MG_TEMPLATE_PICTURES_MAX || offsets_too_wide(a.n, table, count))
		return bad(err, "number of pictures");
	size_t at = 0;
	for (size_t i = 0; i < count; i++) {
		const size_t start = align(at, 4), end = little(a.p + table + i * width, width);
		if (end > table || start > end || !zeros(a.p, at, start))
			return bad(err, "picture bounds");
		if (!check_picture(
			    (struct mg_bytes){a.p + start, end - start}, &facts->minutiae, err))
			return false;
		at = end;
	}
	facts->pictures = (unsigned)count;
	return true;
}

/* A NUL-terminated string that equals `expected` and fills its place. */
static bool is_text(const uint8_t *p, size_t from, size_t to, const char *expected)
{
	const size_t n = strlen(expected) + 1;
	return to >= from && to - from == n && memcmp(p + from, expected, n) == 0;
}

static bool check_record(struct mg_bytes r, struct mg_template_facts *facts, struct mg_error *err)
{
	const size_t width = offset_width(r.n);
	if (r.n < 64) /* strings, payload type and alignments alone take more */
		return bad(err, "too short");
	const size_t body = r.n - RECORD_OFFSETS * width;
	size_t end[RECORD_OFFSETS];
	for (size_t i = 0; i < RECORD_OFFSETS; i++) {
		end[i] = little(r.p + r.n - (i + 1) * width, width);
		if (end[i] > body)
			return bad(err, "offset outside");
	}
	if (offsets_too_wide(r.n, body, RECORD_OFFSETS))
		return bad(err, "offsets too wide");
	if (little(r.p, 4) != TYPE_NBIS)
		return bad(err, "not minutiae");
	if (!is_text(r.p, 4, end[0], MG_TEMPLATE_DRIVER) ||
		!is_text(r.p, end[0], end[1], MG_TEMPLATE_DEVICE_ID))
		return bad(err, "another device");
	const size_t names = end[1] + 2; /* after device_stored and finger */
	if (names > body || r.p[end[1]] != 0 || r.p[end[1] + 1] > FINGER_LAST)
		return bad(err, "finger");
	if (end[2] != names || end[3] != names)
		return bad(err, "names inside");
	const size_t date = align(names, 4), extensions = align(date + 4, 8);
	if (end[4] != extensions || !zeros(r.p, names, date) || !zeros(r.p, date + 4, extensions))
		return bad(err, "extensions");
	const size_t payload_type = sizeof(PAYLOAD_TYPE); /* a NUL, then the text without one */
	if (body < extensions + payload_type || r.p[body - payload_type] != 0 ||
		memcmp(r.p + body - payload_type + 1, PAYLOAD_TYPE, payload_type - 1) != 0)
		return bad(err, "payload type");
	facts->finger = r.p[end[1] + 1];
	return check_pictures(
		(struct mg_bytes){r.p + extensions, body - payload_type - extensions}, facts, err);
}

bool mg_template_check(struct mg_bytes blob, struct mg_template_facts *ret, struct mg_error *err)
{
	struct mg_template_facts facts = {0};
	if (blob.n <= HEADER_BYTES || blob.n > MG_TEMPLATE_BYTES_MAX ||
		memcmp(blob.p, HEADER, HEADER_BYTES) != 0)
		return bad(err, "no FP3 blob");
	if (!check_record(
		    (struct mg_bytes){blob.p + HEADER_BYTES, blob.n - HEADER_BYTES}, &facts, err))
		return false;
	if (ret)
		*ret = facts;
	return true;
}

static uint32_t draw(uint64_t *state, uint32_t below)
{
	*state = *state * 6364136223846793005ull + 1442695040888963407ull;
	return (uint32_t)(*state >> 33) % below;
}

static void put_little(struct mg_writer *w, uint32_t v, size_t width)
{
	for (size_t i = 0; i < width; i++)
		mg_put_u8(w, (uint8_t)(v >> (8 * i)));
}

static void put_zeros_to(struct mg_writer *w, size_t base, size_t to)
{
	while ((w->n - base) % to != 0)
		mg_put_u8(w, 0);
}

#define DECOY_MINUTIAE 72 /* the usual number; wide enough that every offset takes two bytes */

static void put_decoy_picture(struct mg_writer *w, uint64_t *state)
{
	static const uint32_t range[3] = {256, 320, 180};
	for (size_t column = 0; column < 3; column++)
		for (size_t i = 0; i < DECOY_MINUTIAE; i++)
			put_little(w, draw(state, range[column]), 4);
	put_little(w, 8 * DECOY_MINUTIAE, 2);
	put_little(w, 4 * DECOY_MINUTIAE, 2);
}

size_t mg_template_decoy(uint64_t seed, uint8_t *ret)
{
	struct mg_writer w;
	mg_writer_init(&w, ret, MG_TEMPLATE_BYTES_MAX);
	mg_put_raw(&w, HEADER, HEADER_BYTES);
	put_little(&w, TYPE_NBIS, 4);
	mg_put_raw(&w, MG_TEMPLATE_DRIVER, sizeof(MG_TEMPLATE_DRIVER));
	const size_t end_driver = w.n - HEADER_BYTES;
	mg_put_raw(&w, MG_TEMPLATE_DEVICE_ID, sizeof(MG_TEMPLATE_DEVICE_ID));
	const size_t end_device = w.n - HEADER_BYTES;
	put_little(&w, 0, 2); /* device_stored, finger */
	const size_t end_names = w.n - HEADER_BYTES;
	put_zeros_to(&w, HEADER_BYTES, 4);
	put_little(&w, NO_DATE, 4);
	put_zeros_to(&w, HEADER_BYTES, 8);
	const size_t end_extensions = w.n - HEADER_BYTES;
	size_t end_picture[MG_TEMPLATE_PICTURES_MAX];
	const size_t pictures = w.n;
	for (size_t i = 0; i < MG_TEMPLATE_PICTURES_MAX; i++) {
		put_zeros_to(&w, pictures, 4);
		put_decoy_picture(&w, &seed);
		end_picture[i] = w.n - pictures;
	}
	for (size_t i = 0; i < MG_TEMPLATE_PICTURES_MAX; i++)
		put_little(&w, (uint32_t)end_picture[i], 2);
	mg_put_u8(&w, 0);
	mg_put_raw(&w, PAYLOAD_TYPE, sizeof(PAYLOAD_TYPE) - 1);
	const size_t ends[RECORD_OFFSETS] = {
		end_extensions, end_names, end_names, end_device, end_driver};
	for (size_t i = 0; i < RECORD_OFFSETS; i++)
		put_little(&w, (uint32_t)ends[i], 2);
	return w.n;
}
