/* SPDX-License-Identifier: Apache-2.0
 * Making a parcel: libzip pulls the inner ZIP, which pulls the file, and pushes the outer one. */
#include "extract/parcel.h"
#include <sodium.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <time.h>
#include <zip.h>
#include "base/bytes.h"

#define OUTER_NAME "data.zip"
#define JAPAN_S (9 * 3600)

void mg_passphrase_draw(char ret[MG_PASSPHRASE_BYTES])
{
	static const char digits[] = "0123456789ABCDEFGHJKMNPQRSTVWXYZ";
	uint8_t random[20];
	char *p = ret;
	randombytes_buf(random, sizeof(random));
	for (size_t i = 0; i < sizeof(random); i++) {
		if (i > 0 && i % 4 == 0)
			*p++ = '-';
		*p++ = digits[random[i] % 32]; /* 32 divides 256: no digit is likelier */
	}
	*p = '\0';
	mg_wipe(random, sizeof(random));
}

struct making {
	const struct mg_parcel_job *job;
	struct mg_error *err;
	bool failed; /* err is set */
	struct mg_inner_writer *inner;
	zip_error_t zip_error;
	/* the outer file: its first piece waits, the newest fills up */
	uint8_t head[MG_PARCEL_PIECE], last[MG_PARCEL_PIECE];
	uint64_t at, size;
};

static zip_int64_t fail(struct making *m)
{
	m->failed = true;
	zip_error_set(&m->zip_error, ZIP_ER_WRITE, 0);
	return -1;
}

/* ---- in ---- */

static bool give_file(void *user, uint8_t *ret, size_t cap, size_t *ret_n)
{
	struct making *m = user;
	return m->job->source(m->job->user, ret, cap, ret_n, m->err);
}

static zip_int64_t inner_source(void *user, void *data, zip_uint64_t len, zip_source_cmd_t cmd)
{
	struct making *m = user;
	size_t n;
	switch (cmd) {
	case ZIP_SOURCE_SUPPORTS:
		return zip_source_make_command_bitmap(ZIP_SOURCE_OPEN, ZIP_SOURCE_READ, ZIP_SOURCE_CLOSE,
			ZIP_SOURCE_STAT, ZIP_SOURCE_ERROR, ZIP_SOURCE_FREE, -1);
	case ZIP_SOURCE_READ:
		if (!mg_inner_writer_read(m->inner, data, len, &n))
			return fail(m);
		return (zip_int64_t)n;
	case ZIP_SOURCE_STAT:
		zip_stat_init(data);
		return sizeof(zip_stat_t);
	case ZIP_SOURCE_ERROR:
		return zip_error_to_data(&m->zip_error, data, len);
	case ZIP_SOURCE_OPEN:
	case ZIP_SOURCE_CLOSE:
	case ZIP_SOURCE_FREE:
		return 0;
	default:
		zip_error_set(&m->zip_error, ZIP_ER_OPNOTSUPP, 0);
		return -1;
	}
}

/* ---- out ---- */

/* Bytes at m->at: anywhere in the first piece, or at the end of the file. */
static bool put_some(struct making *m, const uint8_t *p, size_t n, size_t *ret_used)
{
	const size_t in_piece = (size_t)(m->at % MG_PARCEL_PIECE), room = MG_PARCEL_PIECE - in_piece;
	const uint64_t number = m->at / MG_PARCEL_PIECE;
	*ret_used = n < room ? n : room;
	if (number > 0 && m->at != m->size)
		return mg_fail(m->err, MG_ERR_INTERNAL, "libzip went back into a piece that was stored");
	memcpy((number == 0 ? m->head : m->last) + in_piece, p, *ret_used);
	m->at += *ret_used;
	const bool grew = m->at > m->size;
	m->size = grew ? m->at : m->size;
	if (number > 0 && grew && in_piece + *ret_used == MG_PARCEL_PIECE)
		return m->job->store(m->job->user, (uint32_t)number, m->last, MG_PARCEL_PIECE, m->err);
	return true;
}

static zip_int64_t put_all(struct making *m, const uint8_t *p, size_t n)
{
	for (size_t done = 0, used; done < n; done += used)
		if (!put_some(m, p + done, n - done, &used))
			return fail(m);
	return (zip_int64_t)n;
}

static bool put_rest(struct making *m)
{
	const size_t rest = (size_t)(m->size % MG_PARCEL_PIECE);
	const uint32_t number = (uint32_t)(m->size / MG_PARCEL_PIECE);
	if (number > 0 && rest > 0 && !m->job->store(m->job->user, number, m->last, rest, m->err))
		return false;
	return m->job->store(
		m->job->user, 0, m->head, m->size < MG_PARCEL_PIECE ? (size_t)m->size : MG_PARCEL_PIECE, m->err);
}

static zip_int64_t seek(struct making *m, void *data, zip_uint64_t len)
{
	const zip_int64_t to = zip_source_seek_compute_offset(m->at, m->size, data, len, &m->zip_error);
	if (to < 0)
		return -1;
	m->at = (uint64_t)to;
	return 0;
}

static zip_int64_t outer_write(struct making *m, void *data, zip_uint64_t len, zip_source_cmd_t cmd)
{
	switch (cmd) {
	case ZIP_SOURCE_BEGIN_WRITE:
	case ZIP_SOURCE_COMMIT_WRITE:
	case ZIP_SOURCE_ROLLBACK_WRITE:
	case ZIP_SOURCE_REMOVE:
		return 0;
	case ZIP_SOURCE_WRITE:
		return put_all(m, data, len);
	case ZIP_SOURCE_SEEK_WRITE:
		return seek(m, data, len);
	case ZIP_SOURCE_TELL_WRITE:
		return (zip_int64_t)m->at;
	default:
		zip_error_set(&m->zip_error, ZIP_ER_OPNOTSUPP, 0);
		return -1;
	}
}

static zip_int64_t outer_source(void *user, void *data, zip_uint64_t len, zip_source_cmd_t cmd)
{
	struct making *m = user;
	switch (cmd) {
	case ZIP_SOURCE_SUPPORTS:
		return zip_source_make_command_bitmap(ZIP_SOURCE_OPEN, ZIP_SOURCE_READ, ZIP_SOURCE_CLOSE,
			ZIP_SOURCE_STAT, ZIP_SOURCE_ERROR, ZIP_SOURCE_FREE, ZIP_SOURCE_SEEK, ZIP_SOURCE_TELL,
			ZIP_SOURCE_BEGIN_WRITE, ZIP_SOURCE_COMMIT_WRITE, ZIP_SOURCE_ROLLBACK_WRITE, ZIP_SOURCE_WRITE,
			ZIP_SOURCE_SEEK_WRITE, ZIP_SOURCE_TELL_WRITE, ZIP_SOURCE_REMOVE, -1);
	case ZIP_SOURCE_STAT: /* there is no such file yet */
		zip_error_set(&m->zip_error, ZIP_ER_READ, 2);
		return -1;
	case ZIP_SOURCE_ERROR:
		return zip_error_to_data(&m->zip_error, data, len);
	case ZIP_SOURCE_FREE:
		return 0;
	default:
		return outer_write(m, data, len, cmd);
	}
}

static bool add_entry(struct making *m, zip_t *zip)
{
	zip_source_t *in = zip_source_function_create(inner_source, m, NULL);
	if (!in)
		return false;
	const zip_int64_t i = zip_file_add(zip, OUTER_NAME, in, 0);
	if (i < 0) {
		zip_source_free(in);
		return false;
	}
	return zip_set_file_compression(zip, (zip_uint64_t)i, ZIP_CM_STORE, 0) == 0 &&
	       zip_file_set_encryption(zip, (zip_uint64_t)i, ZIP_EM_AES_256, m->job->passphrase) == 0 &&
	       zip_file_set_mtime(zip, (zip_uint64_t)i, (time_t)(m->job->made_us / 1000000), 0) == 0;
}

static bool run(struct making *m)
{
	zip_source_t *out = zip_source_function_create(outer_source, m, NULL);
	if (!out)
		return false;
	zip_t *zip = zip_open_from_source(out, ZIP_CREATE | ZIP_TRUNCATE, &m->zip_error);
	if (!zip) {
		zip_source_free(out);
		return false;
	}
	if (!add_entry(m, zip) || zip_close(zip) != 0) {
		m->zip_error = *zip_get_error(zip);
		zip_discard(zip);
		return false;
	}
	return true;
}

static struct mg_inner_writer *begin_inner(struct making *m)
{
	char comment[MG_INNER_COMMENT + 1];
	uint8_t random[MG_INNER_COMMENT / 2];
	const time_t s = (time_t)(m->job->made_us / 1000000) + JAPAN_S;
	struct tm tm;
	randombytes_buf(random, sizeof(random));
	mg_hex(random, sizeof(random), comment);
	gmtime_r(&s, &tm);
	return mg_inner_writer_new(m->job->name, comment,
		(uint16_t)(tm.tm_hour << 11 | tm.tm_min << 5 | tm.tm_sec / 2),
		(uint16_t)((tm.tm_year - 80) << 9 | (tm.tm_mon + 1) << 5 | tm.tm_mday), give_file, m);
}

bool mg_parcel_make(const struct mg_parcel_job *job, uint64_t *ret_size, uint32_t *ret_pieces, struct mg_error *err)
{
	struct making *m = calloc(1, sizeof(*m));
	*err = (struct mg_error){0}; /* its code says below whether a callback failed */
	if (!m || sodium_init() < 0) {
		free(m);
		return mg_fail(err, MG_ERR_INTERNAL, "no memory to seal in");
	}
	m->job = job;
	m->err = err;
	m->inner = begin_inner(m);
	bool ok = m->inner && run(m);
	if (!ok && !m->failed)
		(void)mg_fail(err, MG_ERR_INTERNAL, "libzip: error %d", zip_error_code_zip(&m->zip_error));
	else if (!ok && err->code == MG_OK)
		(void)mg_fail(err, MG_ERR_TOO_LARGE, "a file longer than a parcel takes");
	ok = ok && put_rest(m);
	if (ok) {
		*ret_size = m->size;
		*ret_pieces = (uint32_t)((m->size + MG_PARCEL_PIECE - 1) / MG_PARCEL_PIECE);
	}
	mg_inner_writer_free(m->inner);
	free(m);
	return ok;
}
