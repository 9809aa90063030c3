/* SPDX-License-Identifier: Apache-2.0
 * Opening a parcel: libzip reads the outer file out of its pieces, what it decrypts is unpacked as it comes. */
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <zip.h>
#include "extract/parcel.h"

#define BUFFER (64U << 10)

struct opening {
	mg_parcel_load *load;
	mg_parcel_sink *sink;
	void *user;
	struct mg_error *err;
	bool failed; /* err is set */
	uint64_t size, at;
	uint32_t number; /* of the piece at hand */
	const uint8_t *piece;
	size_t piece_n;
	zip_error_t zip_error;
	uint8_t buffer[BUFFER];
};

static zip_int64_t fail(struct opening *o)
{
	o->failed = true;
	zip_error_set(&o->zip_error, ZIP_ER_READ, 0);
	return -1;
}

static zip_int64_t read_some(struct opening *o, uint8_t *ret, zip_uint64_t len)
{
	if (o->at >= o->size)
		return 0;
	const uint32_t number = (uint32_t)(o->at / MG_PARCEL_PIECE);
	const size_t from = (size_t)(o->at % MG_PARCEL_PIECE);
	if (!o->piece || o->number != number) {
		if (!o->load(o->user, number, &o->piece, &o->piece_n, o->err))
			return fail(o);
		o->number = number;
	}
	const uint64_t left = o->size - (uint64_t)number * MG_PARCEL_PIECE;
	if (o->piece_n != (left < MG_PARCEL_PIECE ? left : MG_PARCEL_PIECE)) {
		(void)mg_fail(o->err, MG_ERR_DATA_LOSS, "a piece of a sealed file has another length");
		return fail(o);
	}
	const size_t n = o->piece_n - from < len ? o->piece_n - from : (size_t)len;
	memcpy(ret, o->piece + from, n);
	o->at += n;
	return (zip_int64_t)n;
}

static zip_int64_t seek(struct opening *o, void *data, zip_uint64_t len)
{
	const zip_int64_t to = zip_source_seek_compute_offset(o->at, o->size, data, len, &o->zip_error);
	if (to < 0)
		return -1;
	o->at = (uint64_t)to;
	return 0;
}

static zip_int64_t outer_source(void *user, void *data, zip_uint64_t len, zip_source_cmd_t cmd)
{
	struct opening *o = user;
	switch (cmd) {
	case ZIP_SOURCE_SUPPORTS:
		return zip_source_make_command_bitmap(ZIP_SOURCE_OPEN, ZIP_SOURCE_READ, ZIP_SOURCE_CLOSE,
			ZIP_SOURCE_STAT, ZIP_SOURCE_ERROR, ZIP_SOURCE_FREE, ZIP_SOURCE_SEEK, ZIP_SOURCE_TELL, -1);
	case ZIP_SOURCE_OPEN:
		o->at = 0;
		return 0;
	case ZIP_SOURCE_READ:
		return read_some(o, data, len);
	case ZIP_SOURCE_SEEK:
		return seek(o, data, len);
	case ZIP_SOURCE_TELL:
		return (zip_int64_t)o->at;
	case ZIP_SOURCE_STAT: {
		zip_stat_t *st = data;
		zip_stat_init(st);
		st->size = o->size;
		st->valid = ZIP_STAT_SIZE;
		return sizeof(*st);
	}
	case ZIP_SOURCE_ERROR:
		return zip_error_to_data(&o->zip_error, data, len);
	case ZIP_SOURCE_CLOSE:
	case ZIP_SOURCE_FREE:
		return 0;
	default:
		zip_error_set(&o->zip_error, ZIP_ER_OPNOTSUPP, 0);
		return -1;
	}
}

static bool take(void *user, const uint8_t *bytes, size_t n)
{
	struct opening *o = user;
	return o->sink(o->user, bytes, n, o->err);
}

/* libzip compares the sum behind the last byte: the end is only reached when it fits. */
static bool flow(struct opening *o, zip_file_t *file)
{
	struct mg_inner_reader *inner = mg_inner_reader_new(take, o);
	zip_int64_t n = -1;
	bool ok = inner != NULL;
	while (ok && (n = zip_fread(file, o->buffer, sizeof(o->buffer))) > 0)
		ok = mg_inner_reader_feed(inner, o->buffer, (size_t)n);
	ok = ok && n == 0 && mg_inner_reader_end(inner);
	mg_inner_reader_free(inner);
	return ok;
}

static bool run(struct opening *o, const char *passphrase)
{
	zip_source_t *in = zip_source_function_create(outer_source, o, NULL);
	zip_t *zip = in ? zip_open_from_source(in, ZIP_RDONLY | ZIP_CHECKCONS, &o->zip_error) : NULL;
	if (!zip) {
		zip_source_free(in);
		return false;
	}
	zip_file_t *file = zip_get_num_entries(zip, 0) == 1 ? zip_fopen_index_encrypted(zip, 0, 0, passphrase) : NULL;
	bool ok = file && flow(o, file);
	if (file && zip_fclose(file) != 0)
		ok = false;
	zip_discard(zip);
	return ok;
}

bool mg_parcel_open(const char *passphrase, uint64_t size, mg_parcel_load *load, mg_parcel_sink *sink, void *user,
	struct mg_error *err)
{
	struct opening *o = calloc(1, sizeof(*o));
	*err = (struct mg_error){0}; /* its code says below whether a callback failed */
	if (!o)
		return mg_fail(err, MG_ERR_INTERNAL, "no memory to open a parcel in");
	*o = (struct opening){.load = load, .sink = sink, .user = user, .err = err, .size = size};
	const bool ok = run(o, passphrase);
	if (!ok && err->code == MG_OK)
		(void)mg_fail(err, MG_ERR_DATA_LOSS, "a sealed file does not open, or is not as it was made");
	explicit_bzero(o, sizeof(*o));
	free(o);
	return ok;
}
