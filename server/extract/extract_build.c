/* SPDX-License-Identifier: Apache-2.0 */
#include "extract/extract_build.h"
#include <openssl/evp.h>
#include <stdio.h>
#include <stdlib.h>
#include "exchange/cp932_format.h"
#include "exchange/csv_format.h"
#include "extract/cell_format.h"
#include "extract/field_rules.h"
#include "extract/parcel.h"
#include "extract/person_set.h"

#define LINE_BYTES (64U << 10) /* of one row, in the file's charset */
#define CELL_BYTES 4000U       /* of one value; the longest that a record has is under 1,000 */
#define ROWS_ARENA (8U << 20)

_Static_assert(MG_EXTRACT_PASSPHRASE_BYTES == MG_PASSPHRASE_BYTES, "the same passphrase");

struct building {
	struct mg_call *call;
	const struct mg_build *build;
	struct mg_extract x;
	struct mg_rows_question q;
	struct mg_arena page; /* the rows at hand */
	struct mg_extract_row *rows;
	size_t n_rows, at;
	bool ended, has_heading;
	struct mg_cp932 *cp932; /* NULL: UTF-8 */
	char line[LINE_BYTES];
	size_t line_n, line_at;
	EVP_MD_CTX *plain, *persons;
	uint8_t part[16 * MG_PERSONS_PART];
	size_t part_n;
	uint32_t parts;
	struct mg_person_set set;
	uint64_t replaced;
};

static void building_done(struct building **b)
{
	if (!*b)
		return;
	mg_arena_done(&(*b)->page);
	mg_cp932_free((*b)->cp932);
	EVP_MD_CTX_free((*b)->plain);
	EVP_MD_CTX_free((*b)->persons);
	mg_person_set_done(&(*b)->set);
	mg_wipe(*b, sizeof(**b));
	free(*b);
}

/* ---- a line ---- */

static bool put_bytes(struct building *b, const char *p, size_t n, struct mg_error *err)
{
	if (b->line_n + n > sizeof(b->line))
		return mg_fail(err, MG_ERR_TOO_LARGE, "a row is longer than any may be");
	memcpy(b->line + b->line_n, p, n);
	b->line_n += n;
	return true;
}

static bool put_cell(struct building *b, const char *value, bool is_first, struct mg_error *err)
{
	char cell[CELL_BYTES + MG_CELL_EXTRA_BYTES], coded[CELL_BYTES + 8], quoted[2 * CELL_BYTES + 32];
	const size_t value_n = strlen(value);
	if (value_n > CELL_BYTES)
		return mg_fail(err, MG_ERR_TOO_LARGE, "a value is longer than any may be");
	const size_t n = mg_cell_neutralise(value, value_n, cell);
	struct mg_cp932_encoding e = {.s = cell, .n = n, .out = coded, .cap = sizeof(coded), .used = n};
	if (b->cp932 && !mg_cp932_encode(b->cp932, &e))
		return mg_fail(err, MG_ERR_DATA_LOSS, "a value is not UTF-8");
	b->replaced += e.replaced_n;
	const size_t quoted_n = mg_csv_quote(b->cp932 ? coded : cell, e.used, quoted);
	return put_bytes(b, ",", !is_first, err) && put_bytes(b, quoted, quoted_n, err);
}

static bool put_heading(struct building *b, struct mg_error *err)
{
	const struct mg_spec *s = b->build->spec;
	if (!b->cp932 && !put_bytes(b, "\xef\xbb\xbf", 3, err))
		return false;
	for (size_t i = 0; i < s->n_fields; i++)
		if (!put_cell(b, s->fields[i].title, i == 0, err))
			return false;
	return put_bytes(b, "\r\n", 2, err);
}

static bool flush_persons(struct building *b, struct mg_error *err)
{
	const struct mg_extract_in at = mg_extract_in(b->call);
	const size_t n = b->part_n;
	if (n == 0)
		return true;
	b->part_n = 0;
	EVP_DigestUpdate(b->persons, b->part, n);
	return mg_extract_person_add(&at, b->x.extract_id, b->parts++, b->part, n, err);
}

static bool count_person(struct building *b, const struct mg_extract_row *row, struct mg_error *err)
{
	uint8_t *p = b->part + b->part_n;
	mg_keys_pseudonym(b->call->shared->keys, b->call->shared->municipality, row->shori_no, p);
	if (!mg_person_set_add(&b->set, p))
		return mg_fail(err, MG_ERR_BUSY, "out of memory");
	b->part_n += 16;
	return b->part_n < sizeof(b->part) || flush_persons(b, err);
}

static bool put_row(struct building *b, const struct mg_extract_row *row, struct mg_error *err)
{
	const struct mg_spec *s = b->build->spec;
	const struct mg_extract_in at = mg_extract_in(b->call);
	char room[MG_FIELD_TEXT_BYTES];
	b->x.row_count++;
	for (size_t i = 0; i < s->n_fields; i++)
		if (!put_cell(b, mg_field_value(s->fields[i].name, row, b->x.row_count, room), i == 0, err))
			return false;
	if (b->build->marks_receipts &&
		!mg_extract_receipt_add(&at, row->ward, row->day, row->number, row->version, b->x.extract_id, err))
		return false;
	return put_bytes(b, "\r\n", 2, err) && count_person(b, row, err);
}

/* ---- the flow ---- */

static bool next_rows(struct building *b, struct mg_error *err)
{
	const struct mg_extract_in at = {b->call->tx, &b->page, b->call->shared};
	if (mg_call_is_over(b->call))
		return mg_fail(err, MG_ERR_DEADLINE, "over before the extract was whole");
	mg_arena_reset(&b->page);
	b->at = 0;
	if (!b->build->rows(&at, &b->q, &b->rows, &b->n_rows, err))
		return false;
	b->ended = b->n_rows == 0;
	if (!b->ended) {
		b->q.after_day = b->rows[b->n_rows - 1].day;
		b->q.after_number = b->rows[b->n_rows - 1].number;
	}
	return true;
}

static bool next_line(struct building *b, struct mg_error *err)
{
	b->line_n = b->line_at = 0;
	if (!b->has_heading) {
		b->has_heading = true;
		return put_heading(b, err);
	}
	if (b->at == b->n_rows && !b->ended && !next_rows(b, err))
		return false;
	return b->ended || put_row(b, &b->rows[b->at++], err);
}

static bool give(void *user, uint8_t *ret, size_t cap, size_t *ret_n, struct mg_error *err)
{
	struct building *b = user;
	const uint64_t limit = b->call->shared->export_size_limit_bytes;
	*ret_n = 0;
	while (*ret_n < cap) {
		if (b->line_at == b->line_n && (!next_line(b, err) || b->ended))
			break;
		const size_t left = b->line_n - b->line_at, n = left < cap - *ret_n ? left : cap - *ret_n;
		memcpy(ret + *ret_n, b->line + b->line_at, n);
		b->line_at += n;
		*ret_n += n;
	}
	EVP_DigestUpdate(b->plain, ret, *ret_n);
	b->x.plain_size += *ret_n;
	if (err->code == MG_OK && b->x.plain_size > limit) {
		b->call->field = "to";
		return mg_fail(err, MG_ERR_REFUSED_BY_RULE, "larger than an extract may be");
	}
	return err->code == MG_OK;
}

static bool store(void *user, uint32_t number, const uint8_t *bytes, size_t n, struct mg_error *err)
{
	const struct building *b = user;
	const struct mg_extract_in at = mg_extract_in(b->call);
	return mg_chunk_add(&at, b->x.extract_id, number, bytes, n, err);
}

/* ---- before and after ---- */

static bool check_spec(struct mg_call *call, const struct mg_spec *s, struct mg_error *err)
{
	bool ok = s->approved_us && !s->withdrawn_us && s->n_fields > 0;
	for (size_t i = 0; ok && i < s->n_fields; i++)
		ok = mg_field_is_known(s->fields[i].name);
	if (ok)
		return true;
	call->field = "spec";
	return mg_fail(err, MG_ERR_REFUSED_BY_RULE, "a specification that nobody approved, or with a field that there is not");
}

static bool begin(struct building *b, struct mg_call *call, const struct mg_build *build, struct mg_error *err)
{
	const struct mg_extract_in at = mg_extract_in(call);
	struct mg_extract_log log;
	mg_call_log_ref(call, &log.writer, &log.n);
	b->call = call;
	b->build = build;
	b->q = build->question;
	mg_arena_init(&b->page, ROWS_ARENA);
	b->page.wipe = true;
	b->x = (struct mg_extract){.spec = build->spec->spec,
		.version = build->spec->version,
		.title = build->spec->title,
		.ward = build->question.ward,
		.from = build->question.from,
		.to = build->question.to,
		.reason = build->reason,
		.extractor_id = build->extractor_id,
		.extractor_no = build->extractor_no,
		.extractor_name = build->extractor_name,
		.built_us = call->now_us,
		.removed_after_us = call->now_us + call->shared->export_keep_us};
	b->plain = EVP_MD_CTX_new();
	b->persons = EVP_MD_CTX_new();
	if (!b->plain || !b->persons || EVP_DigestInit_ex(b->plain, EVP_sha256(), NULL) != 1 ||
		EVP_DigestInit_ex(b->persons, EVP_sha256(), NULL) != 1)
		return mg_fail(err, MG_ERR_BUSY, "out of memory");
	return (!build->spec->is_cp932 || mg_cp932_open(&b->cp932, err)) &&
	       mg_extract_add(&at, &b->x, log, &b->x.extract_id, err);
}

/* The digest of what is stored: read back, since the first piece is complete only at the end. */
static bool hash_sealed(struct building *b, struct mg_error *err)
{
	const struct mg_extract_in at = {b->call->tx, &b->page, b->call->shared};
	EVP_MD_CTX *md = EVP_MD_CTX_new();
	bool ok = md && EVP_DigestInit_ex(md, EVP_sha256(), NULL) == 1;
	for (uint32_t i = 0; ok && i < b->x.chunks; i++) {
		struct mg_bytes piece;
		mg_arena_reset(&b->page);
		ok = mg_chunk_get(&at, b->x.extract_id, i, &piece, err) && EVP_DigestUpdate(md, piece.p, piece.n) == 1;
	}
	ok = ok && EVP_DigestFinal_ex(md, b->x.sealed_sha256, NULL) == 1;
	EVP_MD_CTX_free(md);
	return ok || err->code != MG_OK || mg_fail(err, MG_ERR_INTERNAL, "no digest");
}

static bool seal_passphrase(struct building *b, const char passphrase[MG_PASSPHRASE_BYTES], struct mg_error *err)
{
	uint8_t *sealed = mg_arena_alloc(b->call->arena, MG_PASSPHRASE_BYTES + MG_WRAP_OVERHEAD);
	const char *place_key =
		mg_arena_printf(b->call->arena, "%s/%llu", b->call->shared->municipality, (unsigned long long)b->x.extract_id);
	if (!sealed || !place_key)
		return mg_fail(err, MG_ERR_TOO_LARGE, "no room for the passphrase");
	const struct mg_seal_place place = {"extract", "passphrase", place_key, 1};
	mg_keys_wrap(b->call->shared->keys, "export-passphrase", &place, passphrase, MG_PASSPHRASE_BYTES, sealed);
	b->x.passphrase = (struct mg_bytes){sealed, MG_PASSPHRASE_BYTES + MG_WRAP_OVERHEAD};
	return true;
}

static bool note_number(struct mg_call *call, const char *key, uint64_t number, struct mg_error *err)
{
	char text[24];
	snprintf(text, sizeof(text), "%llu", (unsigned long long)number);
	return mg_call_note_fact(call, key, text, err);
}

static bool note_hash(struct mg_call *call, const char *key, const uint8_t hash[32], struct mg_error *err)
{
	char hex[65];
	mg_hex(hash, 32, hex);
	return mg_call_note_fact(call, key, hex, err);
}

static bool note(const struct building *b, const uint8_t persons[32], struct mg_error *err)
{
	struct mg_call *call = b->call;
	const struct mg_extract *x = &b->x;
	char days[2 * MG_DATE_TEXT_BYTES], from[MG_DATE_TEXT_BYTES], to[MG_DATE_TEXT_BYTES];
	mg_date_format(x->from, MG_DATE_ISO, from);
	mg_date_format(x->to, MG_DATE_ISO, to);
	snprintf(days, sizeof(days), "%.10s..%.10s", from, to);
	return note_number(call, "extract", x->extract_id, err) && mg_call_note_fact(call, "spec", x->spec, err) &&
	       note_number(call, "version", x->version, err) && mg_call_note_fact(call, "ward", x->ward, err) &&
	       mg_call_note_fact(call, "days", days, err) && mg_call_note_fact(call, "reason", x->reason, err) &&
	       note_number(call, "rows", x->row_count, err) && note_number(call, "persons", x->person_count, err) &&
	       note_hash(call, "persons_sha256", persons, err) && note_hash(call, "plain_sha256", x->plain_sha256, err) &&
	       note_hash(call, "sealed_sha256", x->sealed_sha256, err) && note_number(call, "replaced", b->replaced, err);
}

static bool seal(struct building *b, const char passphrase[MG_PASSPHRASE_BYTES], struct mg_error *err)
{
	char name[MG_INNER_NAME_MAX + 1], from[MG_DATE_TEXT_BYTES], to[MG_DATE_TEXT_BYTES];
	mg_date_format(b->x.from, MG_DATE_DIGITS, from);
	mg_date_format(b->x.to, MG_DATE_DIGITS, to);
	snprintf(name, sizeof(name), "%.40s-%.3s-%.8s-%.8s.csv", b->x.spec, b->x.ward, from, to);
	const struct mg_parcel_job job = {.name = name,
		.passphrase = passphrase,
		.made_us = b->x.built_us,
		.source = give,
		.store = store,
		.user = b};
	return mg_parcel_make(&job, &b->x.sealed_size, &b->x.chunks, err);
}

static bool finish(struct building *b, const char passphrase[MG_PASSPHRASE_BYTES], struct mg_error *err)
{
	const struct mg_extract_in at = mg_extract_in(b->call);
	uint8_t persons[32];
	if (!flush_persons(b, err))
		return false;
	EVP_DigestFinal_ex(b->plain, b->x.plain_sha256, NULL);
	EVP_DigestFinal_ex(b->persons, persons, NULL);
	b->x.person_count = b->set.n;
	b->x.is_ready = true;
	return hash_sealed(b, err) && seal_passphrase(b, passphrase, err) &&
	       mg_extract_finish(&at, &b->x, persons, b->replaced, err) && note(b, persons, err);
}

bool mg_extract_build(struct mg_call *call, const struct mg_build *build, struct mg_extract *ret, struct mg_error *err)
{
	char passphrase[MG_PASSPHRASE_BYTES];
	*err = (struct mg_error){0}; /* its code says below whether a callback failed */
	if (!check_spec(call, build->spec, err))
		return false;
	MG_CLEANUP(building_done) struct building *b = calloc(1, sizeof(*b));
	if (!b)
		return mg_fail(err, MG_ERR_BUSY, "out of memory");
	mg_passphrase_draw(passphrase);
	const bool ok = begin(b, call, build, err) && seal(b, passphrase, err) && finish(b, passphrase, err);
	mg_wipe(passphrase, sizeof(passphrase));
	if (ok)
		*ret = b->x;
	return ok;
}
