/* SPDX-License-Identifier: Apache-2.0
 * Extracts as other capabilities read them. */
#include <openssl/evp.h>
#include <stdio.h>
#include <stdlib.h>
#include "exchange/cp932_format.h"
#include "extract/extract_build.h"
#include "extract/parcel.h"
#include "extract/rows_format.h"

#define CELL_UTF8_BYTES (3 * MG_ROWS_CELL_MAX)

static bool no_room(struct mg_error *err)
{
	return mg_fail(err, MG_ERR_TOO_LARGE, "no room for the reply");
}

static char *borrow(const char *s)
{
	return (char *)(uintptr_t)(s ? s : "");
}

bool mg_extract_get(struct mg_call *call, uint64_t extract_id, struct mg_extract *ret, struct mg_error *err)
{
	const struct mg_extract_in at = mg_extract_in(call);
	bool found;
	if (!mg_extract_find(&at, extract_id, ret, &found, err))
		return false;
	return found || mg_fail(err, MG_ERR_NOT_FOUND, "no such extract");
}

static Pb__Date *date_reply(struct mg_call *call, struct mg_date day)
{
	Pb__Date *d = mg_arena_alloc(call->arena, sizeof(*d));
	if (d) {
		pb__date__init(d);
		d->year = day.year, d->month = day.month, d->day = day.day;
	}
	return d;
}

static ProtobufCBinaryData hash_reply(struct mg_call *call, const uint8_t hash[32])
{
	return (ProtobufCBinaryData){32, (uint8_t *)mg_arena_memdup(call->arena, hash, 32)};
}

bool mg_extract_reply(struct mg_call *call, const struct mg_extract *x, Pb__BuiltExtract **ret, struct mg_error *err)
{
	Pb__BuiltExtract *out = mg_arena_alloc(call->arena, sizeof(*out));
	if (!out)
		return no_room(err);
	pb__built_extract__init(out);
	out->extract_id = x->extract_id;
	out->spec = borrow(x->spec);
	out->version = x->version;
	out->title = borrow(x->title);
	out->extractor = borrow(x->extractor_no);
	out->extractor_name = borrow(x->extractor_name);
	out->built_us = x->built_us;
	out->row_count = x->row_count;
	out->person_count = x->person_count;
	out->plain_sha256 = hash_reply(call, x->plain_sha256);
	out->plain_size = x->plain_size;
	out->sealed_sha256 = hash_reply(call, x->sealed_sha256);
	out->sealed_size = x->sealed_size;
	out->reason = borrow(x->reason);
	out->from = date_reply(call, x->from);
	out->to = date_reply(call, x->to);
	out->removed_after_us = x->removed_after_us;
	*ret = out;
	return (out->plain_sha256.data && out->sealed_sha256.data && out->from && out->to) || no_room(err);
}

bool mg_extract_take_quota(struct mg_call *call, const char *kind, struct mg_error *err)
{
	const struct mg_extract_in at = mg_extract_in(call);
	uint32_t used;
	if (!mg_quota_take(&at, call->session.staff_id, kind, mg_date_of_utc_us(call->now_us), &used, err))
		return false;
	if (used <= call->shared->export_quota_per_day)
		return true;
	call->field = "quota";
	return mg_fail(err, MG_ERR_REFUSED_BY_RULE, "as many as one person may on one day");
}

bool mg_extract_piece(struct mg_call *call, const struct mg_extract *x, uint64_t offset, struct mg_bytes *ret,
	struct mg_error *err)
{
	const struct mg_extract_in at = mg_extract_in(call);
	if (!x->is_ready)
		return mg_fail(err, MG_ERR_NOT_FOUND, "the extract was removed");
	if (offset >= x->sealed_size) {
		*ret = (struct mg_bytes){0};
		return true;
	}
	const uint64_t left = x->sealed_size - offset;
	const size_t want = left < MG_EXTRACT_PIECE_BYTES ? (size_t)left : MG_EXTRACT_PIECE_BYTES;
	uint8_t *bytes = mg_arena_alloc(call->arena, want);
	if (!bytes)
		return no_room(err);
	for (size_t done = 0; done < want;) {
		struct mg_bytes piece;
		const uint32_t number = (uint32_t)((offset + done) / MG_PARCEL_PIECE);
		const size_t from = (size_t)((offset + done) % MG_PARCEL_PIECE);
		if (!mg_chunk_get(&at, x->extract_id, number, &piece, err))
			return false;
		if (piece.n <= from)
			return mg_fail(err, MG_ERR_DATA_LOSS, "a piece of an extract is cut off");
		const size_t n = piece.n - from < want - done ? piece.n - from : want - done;
		memcpy(bytes + done, piece.p + from, n);
		done += n;
	}
	*ret = (struct mg_bytes){bytes, want};
	return true;
}

bool mg_extract_passphrase(struct mg_call *call, const struct mg_extract *x, char ret[MG_EXTRACT_PASSPHRASE_BYTES],
	struct mg_error *err)
{
	char place_key[40];
	snprintf(place_key, sizeof(place_key), "%s/%llu", call->shared->municipality, (unsigned long long)x->extract_id);
	const struct mg_seal_place place = {"extract", "passphrase", place_key, 1};
	const bool ok = mg_keys_open_wrapped(call->shared->keys, "export-passphrase", &place, x->passphrase,
		MG_EXTRACT_PASSPHRASE_BYTES, (uint8_t *)ret, err);
	ret[MG_EXTRACT_PASSPHRASE_BYTES - 1] = '\0';
	return ok;
}

/* ---- looking inside ---- */

struct looking {
	struct mg_call *call;
	const struct mg_extract *x;
	struct mg_arena piece; /* the piece at hand */
	struct mg_rows_reader rows;
	EVP_MD_CTX *plain, *sealed;
	size_t mark_left; /* of the byte order mark of UTF-8 */
	bool is_cp932;
};

static void looking_done(struct looking **l)
{
	if (!*l)
		return;
	mg_arena_done(&(*l)->piece);
	EVP_MD_CTX_free((*l)->plain);
	EVP_MD_CTX_free((*l)->sealed);
	mg_wipe(*l, sizeof(**l));
	free(*l);
}

static bool load(void *user, uint32_t number, const uint8_t **ret, size_t *ret_n, struct mg_error *err)
{
	struct looking *l = user;
	const struct mg_extract_in at = {l->call->tx, &l->piece, l->call->shared};
	struct mg_bytes bytes;
	if (mg_call_is_over(l->call))
		return mg_fail(err, MG_ERR_DEADLINE, "over before the extract was read");
	mg_arena_reset(&l->piece);
	if (!mg_chunk_get(&at, l->x->extract_id, number, &bytes, err))
		return false;
	*ret = bytes.p;
	*ret_n = bytes.n;
	return true;
}

static bool take(void *user, const uint8_t *bytes, size_t n, struct mg_error *err)
{
	struct looking *l = user;
	EVP_DigestUpdate(l->plain, bytes, n);
	while (n > 0 && l->mark_left > 0) {
		l->mark_left--;
		bytes++;
		n--;
	}
	return mg_rows_feed(&l->rows, bytes, n) || mg_fail(err, MG_ERR_DATA_LOSS, "an extract is no CSV as it was built");
}

static bool hash_sealed(struct looking *l, uint8_t ret[32], struct mg_error *err)
{
	for (uint32_t i = 0; i < l->x->chunks; i++) {
		const uint8_t *p;
		size_t n;
		if (!load(l, i, &p, &n, err))
			return false;
		EVP_DigestUpdate(l->sealed, p, n);
	}
	return EVP_DigestFinal_ex(l->sealed, ret, NULL) == 1 || mg_fail(err, MG_ERR_INTERNAL, "no digest");
}

static bool read_inside(struct looking *l, uint32_t first_row, struct mg_extract_inside *ret, struct mg_error *err)
{
	char passphrase[MG_EXTRACT_PASSPHRASE_BYTES];
	l->plain = EVP_MD_CTX_new();
	l->sealed = EVP_MD_CTX_new();
	if (!l->plain || !l->sealed || EVP_DigestInit_ex(l->plain, EVP_sha256(), NULL) != 1 ||
		EVP_DigestInit_ex(l->sealed, EVP_sha256(), NULL) != 1 ||
		!mg_rows_begin(&l->rows, l->call->arena, first_row, MG_EXTRACT_PREVIEW_ROWS))
		return no_room(err);
	if (!hash_sealed(l, ret->sealed_sha256, err) || !mg_extract_passphrase(l->call, l->x, passphrase, err))
		return false;
	const bool ok = mg_parcel_open(passphrase, l->x->sealed_size, load, take, l, err);
	mg_wipe(passphrase, sizeof(passphrase));
	if (!ok)
		return false;
	EVP_DigestFinal_ex(l->plain, ret->plain_sha256, NULL);
	return mg_rows_end(&l->rows) || mg_fail(err, MG_ERR_DATA_LOSS, "an extract ends within a row");
}

/* ---- what was found ---- */

static bool cell_reply(struct looking *l, struct mg_cp932 *cp932, const char *cell, size_t n, char **ret, struct mg_error *err)
{
	char text[CELL_UTF8_BYTES + 1];
	size_t text_n = n;
	if (cp932 && !mg_cp932_decode(cp932, cell, n, text, CELL_UTF8_BYTES, &text_n))
		return mg_fail(err, MG_ERR_DATA_LOSS, "a cell of an extract is not CP932");
	*ret = mg_arena_memdup(l->call->arena, cp932 ? text : cell, text_n);
	return *ret || no_room(err);
}

static bool row_reply(struct looking *l, struct mg_cp932 *cp932, const struct mg_row_cells *from,
	Pb__ExportPreviewRow *to, struct mg_error *err)
{
	pb__export_preview_row__init(to);
	to->cells = mg_arena_calloc(l->call->arena, from->n + 1, sizeof(*to->cells));
	if (!to->cells)
		return no_room(err);
	for (; to->n_cells < from->n; to->n_cells++)
		if (!cell_reply(l, cp932, from->cells[to->n_cells], from->lengths[to->n_cells], &to->cells[to->n_cells], err))
			return false;
	return true;
}

static bool rows_reply(struct looking *l, struct mg_extract_inside *ret, struct mg_error *err)
{
	MG_CLEANUP(mg_cp932_freep) struct mg_cp932 *cp932 = NULL;
	Pb__ExportPreviewRow *rows = mg_arena_calloc(l->call->arena, l->rows.n_rows + 1, sizeof(*rows));
	ret->rows = mg_arena_calloc(l->call->arena, l->rows.n_rows + 1, sizeof(*ret->rows));
	ret->n_rows = 0;
	if (!rows || !ret->rows)
		return no_room(err);
	if (l->is_cp932 && !mg_cp932_open(&cp932, err))
		return false;
	for (; ret->n_rows < l->rows.n_rows; ret->n_rows++) {
		ret->rows[ret->n_rows] = &rows[ret->n_rows];
		if (!row_reply(l, cp932, &l->rows.rows[ret->n_rows], &rows[ret->n_rows], err))
			return false;
	}
	return true;
}

static bool note_persons(struct looking *l, uint64_t first, size_t n, struct mg_error *err)
{
	static const uint8_t nobody[16];
	const struct mg_extract_in at = mg_extract_in(l->call);
	for (size_t done = 0; done < n;) {
		struct mg_bytes p;
		if (!mg_extract_person_find(&at, l->x->extract_id, first + done, &p, err))
			return false;
		if (p.n == 0)
			return mg_fail(err, MG_ERR_DATA_LOSS, "the persons of an extract are cut off");
		for (; p.n >= 16 && done < n; p.p += 16, p.n -= 16, done++)
			if (memcmp(p.p, nobody, 16) != 0 && !mg_call_note_pseudonym(l->call, p.p, err))
				return false;
	}
	return true;
}

bool mg_extract_fields_reply(struct mg_call *call, const struct mg_spec *spec, Pb__ExtractField ***ret, size_t *ret_n,
	struct mg_error *err)
{
	Pb__ExtractField *to = mg_arena_calloc(call->arena, spec->n_fields + 1, sizeof(*to));
	*ret = mg_arena_calloc(call->arena, spec->n_fields + 1, sizeof(**ret));
	if (!to || !*ret)
		return no_room(err);
	for (size_t i = 0; i < spec->n_fields; i++) {
		pb__extract_field__init(&to[i]);
		to[i].name = borrow(spec->fields[i].name);
		to[i].title = borrow(spec->fields[i].title);
		to[i].is_personal = spec->fields[i].is_personal;
		(*ret)[i] = &to[i];
	}
	*ret_n = spec->n_fields;
	return true;
}

bool mg_extract_look(struct mg_call *call, const struct mg_extract *x, uint32_t first_row, struct mg_extract_inside *ret,
	struct mg_error *err)
{
	const struct mg_extract_in at = mg_extract_in(call);
	struct mg_spec spec;
	if (!x->is_ready)
		return mg_fail(err, MG_ERR_NOT_FOUND, "the extract was removed");
	MG_CLEANUP(looking_done) struct looking *l = calloc(1, sizeof(*l));
	if (!l)
		return mg_fail(err, MG_ERR_BUSY, "out of memory");
	if (!mg_spec_get(&at, x->spec, x->version, &spec, err))
		return false;
	l->call = call;
	l->x = x;
	l->is_cp932 = spec.is_cp932;
	l->mark_left = spec.is_cp932 ? 0 : 3;
	mg_arena_init(&l->piece, 2U * MG_PARCEL_PIECE);
	l->piece.wipe = true;
	return read_inside(l, first_row, ret, err) && rows_reply(l, ret, err) &&
	       mg_extract_fields_reply(call, &spec, &ret->columns, &ret->n_columns, err) &&
	       note_persons(l, first_row, ret->n_rows, err);
}
