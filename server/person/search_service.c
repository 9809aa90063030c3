/* SPDX-License-Identifier: Apache-2.0
 * Person.Search: read the text · walk one index from where the last page ended · count · fill the
 * reply. What a text means is the first of its readings that finds somebody. */
#include <openssl/sha.h>
#include <stdio.h>
#include "access/record_rules.h"
#include "base/number.h"
#include "person/cursor_service.h"
#include "person/reply_service.h"
#include "person/search_store.h"

_Static_assert(MG_RESIDENT_DECEASED == (int)PB__RESIDENT_STATE__RESIDENT_DECEASED &&
		       MG_RESIDENT_LIVING == (int)PB__RESIDENT_STATE__RESIDENT_LIVING,
	"states of the record and of the protocol differ");

struct question {
	const Pb__PersonSearchRequest *in;
	uint8_t hash[32];
	bool has_cursor;
	struct mg_search_cursor cursor; /* of the page before */
};

struct found {
	struct mg_search_reading reading; /* wiped at the end */
	struct mg_search_plan plan;
	unsigned which;
	struct mg_search_hit *hits;
	size_t n;
	bool more;
	uint32_t total;
	bool more_than_total;
};

/* Text and filters: what a cursor belongs to. */
static bool hash_question(struct mg_call *call, const Pb__PersonSearchRequest *in, uint8_t ret[32],
	struct mg_error *err)
{
	const size_t cap = strlen(in->text) + strlen(in->ward) + 16;
	uint8_t *bytes = mg_arena_alloc(call->arena, cap);
	struct mg_writer w;
	if (!bytes)
		return mg_fail(err, MG_ERR_TOO_LARGE, "no room for the request");
	mg_writer_init(&w, bytes, cap);
	mg_put_u32(&w, (uint32_t)in->state);
	mg_put_block(&w, in->ward, strlen(in->ward));
	mg_put_block(&w, in->text, strlen(in->text));
	SHA256(w.p, w.n, ret);
	return true;
}

static bool read_question(struct mg_call *call, const Pb__PersonSearchRequest *in,
	struct question *q, struct mg_error *err)
{
	struct mg_bytes plain;
	*q = (struct question){.in = in, .has_cursor = in->cursor.len != 0};
	if (!hash_question(call, in, q->hash, err))
		return false;
	if (!q->has_cursor)
		return true;
	if (!mg_cursor_open(call, "search", q->hash, &in->cursor, &plain, err))
		return false;
	return mg_search_cursor_read(plain.p, plain.n, &q->cursor) || mg_cursor_refuse(call, err);
}

/* Before anything of it is written down: what is no ward may be anything. */
static bool check_ward(struct mg_call *call, const char *ward, struct mg_error *err)
{
	if (!ward[0] || (strlen(ward) == 3 && mg_is_digits(ward, 3)))
		return true;
	call->field = "ward";
	return mg_fail(err, MG_ERR_INVALID, "a ward has three digits");
}

/* What was asked for goes into the entry; a 個人番号 never does, and leaves no trace in memory. */
static bool note_question(struct mg_call *call, const Pb__PersonSearchRequest *in,
	const char *for_log, struct mg_error *err)
{
	char state[4];
	snprintf(state, sizeof(state), "%d", (int)in->state);
	return mg_call_note_query(call, for_log, err) &&
	       (in->state == PB__RESIDENT_STATE__RESIDENT_ALL ||
		       mg_call_note_fact(call, "state", state, err)) &&
	       (!in->ward[0] || mg_call_note_fact(call, "ward", in->ward, err));
}

/* Puts the holder of a 個人番号 in its place. *ret_none: nobody holds it, or another than the one
 * asked for. */
static bool resolve_number(
	struct mg_call *call, struct mg_search *s, bool *ret_none, struct mg_error *err)
{
	uint8_t hash[32];
	char holder[11];
	*ret_none = false;
	if (!s->my_number[0])
		return true;
	const struct mg_record anybody = {"", false};
	if (!mg_record_shows(&call->session, &anybody, MG_CLASS_NUMBER))
		return mg_fail(err, MG_ERR_DENIED, "a search by 個人番号 needs FIELD_NUMBER");
	mg_keys_my_number_hash(call->shared->keys, s->my_number, hash);
	if (!mg_search_find_holder(
		    call->tx, call->arena, call->shared->municipality, hash, holder, err))
		return false;
	*ret_none = !holder[0] || (s->shori_no[0] && strcmp(s->shori_no, holder) != 0);
	memcpy(s->shori_no, holder, sizeof(holder));
	return true;
}

static bool find_in_reading(
	struct mg_call *call, const struct question *q, struct found *f, struct mg_error *err)
{
	struct mg_search *s = &f->reading.search;
	bool none;
	f->n = 0;
	if (!resolve_number(call, s, &none, err))
		return false;
	if (none)
		return true;
	f->plan = mg_search_plan(s);
	const struct mg_search_ask ask = {.municipality = call->shared->municipality,
		.search = s,
		.ward = q->in->ward,
		.state = (unsigned)q->in->state,
		.plan = f->plan};
	if (q->has_cursor && q->cursor.lead != (unsigned)f->plan.lead)
		return mg_cursor_refuse(call, err); /* made by another version of the server */
	if (!mg_search_list(call->tx, call->arena, &ask, q->has_cursor ? &q->cursor.place : NULL,
		    f->hits, &f->n, &f->more, err))
		return false;
	f->total = q->has_cursor ? q->cursor.total : (uint32_t)f->n;
	f->more_than_total = q->has_cursor && q->cursor.more_than_total;
	if (q->has_cursor || !f->more)
		return true;
	if (!mg_search_count(call->tx, call->arena, &ask, &f->total, err))
		return false;
	f->more_than_total = f->total > MG_SEARCH_COUNT_MAX;
	if (f->more_than_total)
		f->total = MG_SEARCH_COUNT_MAX;
	return true;
}

static bool is_number_alone(const struct mg_search *s)
{
	return s->pension_no[0] && !s->shori_no[0] && !s->my_number[0] && !s->birth_to && !s->address[0] &&
	       !mg_search_has_name(s);
}

/* 基礎年金番号 that a notice brought and the register does not know yet: their persons follow on the
 * first page, where it has room. */
static bool find_by_state(
	struct mg_call *call, const struct question *q, struct found *f, struct mg_error *err)
{
	const struct mg_search *s = &f->reading.search;
	char persons[MG_SEARCH_STATES_MAX][11];
	size_t n, hits;
	bool more;
	if (q->has_cursor || f->more || !is_number_alone(s))
		return true;
	struct mg_search *one = mg_arena_calloc(call->arena, 1, sizeof(*one));
	struct mg_search_hit *hit = mg_arena_calloc(call->arena, MG_SEARCH_PAGE_ROWS, sizeof(*hit));
	if (!one || !hit)
		return mg_reply_no_room(err);
	if (!mg_search_list_states(call->tx, call->arena, call->shared->municipality, s->pension_no,
		    persons, &n, err))
		return false;
	for (size_t i = 0; i < n && f->n < MG_SEARCH_PAGE_ROWS; i++) {
		memcpy(one->shori_no, persons[i], sizeof(persons[i]));
		const struct mg_search_ask ask = {.municipality = call->shared->municipality,
			.search = one,
			.ward = q->in->ward,
			.state = (unsigned)q->in->state,
			.plan = mg_search_plan(one)};
		if (!mg_search_list(call->tx, call->arena, &ask, NULL, hit, &hits, &more, err))
			return false;
		if (hits > 0)
			f->hits[f->n++] = hit[0];
	}
	f->total = (uint32_t)f->n;
	return true;
}

/* `f->reading` is the first one. Where nobody is found it is so again at the end: that is how the
 * text was read. */
static bool find(
	struct mg_call *call, const struct question *q, struct found *f, struct mg_error *err)
{
	const Pb__PersonSearchRequest *in = q->in;
	const unsigned readings = f->reading.readings;
	if (q->has_cursor && q->cursor.reading >= readings)
		return mg_cursor_refuse(call, err);
	for (f->which = q->has_cursor ? q->cursor.reading : 0; f->which < readings; f->which++) {
		if (f->which > 0)
			mg_search_read(in->text, strlen(in->text), f->which, &f->reading);
		if (!find_in_reading(call, q, f, err) || !find_by_state(call, q, f, err))
			return false;
		if (f->n || q->has_cursor)
			return true;
	}
	if (readings > 1)
		mg_search_read(in->text, strlen(in->text), 0, &f->reading);
	return true;
}

/* ---- reply ---- */

static Pb__MatchKind match_of(const struct mg_search *s, unsigned kind)
{
	static const Pb__MatchKind by_name[] = {
		[MG_NAME_REAL] = PB__MATCH_KIND__MATCH_NAME,
		[MG_NAME_OLD] = PB__MATCH_KIND__MATCH_OLD_NAME,
		[MG_NAME_ALIAS] = PB__MATCH_KIND__MATCH_ALIAS,
		[MG_NAME_ALPHABET] = PB__MATCH_KIND__MATCH_ALPHABET,
		[MG_NAME_KATAKANA] = PB__MATCH_KIND__MATCH_KATAKANA,
	};
	if (mg_search_has_name(s))
		return kind < MG_LEN(by_name) ? by_name[kind] : PB__MATCH_KIND__MATCH_NONE;
	return s->my_number[0]	  ? PB__MATCH_KIND__MATCH_MY_NUMBER
	       : s->shori_no[0]	  ? PB__MATCH_KIND__MATCH_SHORI_NO
	       : s->pension_no[0] ? PB__MATCH_KIND__MATCH_PENSION_NO
	       : s->birth_to	  ? PB__MATCH_KIND__MATCH_BIRTH
				  : PB__MATCH_KIND__MATCH_ADDRESS;
}

static bool fill_row(struct mg_call *call, const struct mg_search *s,
	const struct mg_search_hit *hit, Pb__PersonRow **ret, struct mg_error *err)
{
	const struct mg_person_line line = {.shori_no = hit->place.shori_no,
		.name_kanji = hit->name_kanji,
		.name_kana = hit->name_kana,
		.address = hit->address,
		.sex = hit->sex,
		.ward = hit->ward,
		.birth = hit->birth,
		.era = hit->era,
		.state = (enum mg_resident_state)hit->state,
		.is_foreigner = hit->is_foreigner,
		.hides_place = hit->hides_place};
	if (!mg_reply_row(call, &line, mg_date_of_utc_us(call->now_us), ret, err))
		return false;
	Pb__PersonRow *row = *ret;
	row->match = match_of(s, hit->kind);
	if (mg_search_has_name(s))
		row->matched_text = mg_reply_borrow(hit->other_name);
	if (hit->kind == MG_NAME_REAL && s->kana[0])
		row->kana_len = mg_search_covered(hit->name_kana, s->kana);
	return mg_call_note_person(call, hit->place.shori_no, err);
}

static bool fill_cursor(struct mg_call *call, const struct question *q, const struct found *f,
	ProtobufCBinaryData *ret, struct mg_error *err)
{
	uint8_t plain[MG_SEARCH_CURSOR_BYTES];
	if (!f->more)
		return true;
	const struct mg_search_cursor cursor = {.reading = (uint8_t)f->which,
		.lead = (uint8_t)f->plan.lead,
		.total = (uint16_t)f->total,
		.more_than_total = f->more_than_total,
		.place = f->hits[f->n - 1].place};
	return mg_cursor_seal(
		call, "search", q->hash, plain, mg_search_cursor_write(&cursor, plain), ret, err);
}

static bool fill(struct mg_call *call, const struct question *q, const struct found *f,
	Pb__PersonSearchReply *out, struct mg_error *err)
{
	out->understood = mg_arena_strdup(
		call->arena, f->reading.refusal ? f->reading.refusal : f->reading.understood);
	out->rows = mg_arena_calloc(call->arena, f->n + 1, sizeof(*out->rows));
	if (!out->understood || !out->rows)
		return mg_reply_no_room(err);
	for (; out->n_rows < f->n; out->n_rows++)
		if (!fill_row(call, &f->reading.search, &f->hits[out->n_rows],
			    &out->rows[out->n_rows], err))
			return false;
	out->total = f->total;
	out->more_than_total = f->more_than_total;
	return fill_cursor(call, q, f, &out->next_cursor, err);
}

static void found_done(struct found *f)
{
	mg_wipe(&f->reading, sizeof(f->reading));
}

bool mg_Person_search(struct mg_call *call, const Pb__PersonSearchRequest *in,
	Pb__PersonSearchReply *out, struct mg_error *err)
{
	struct question q;
	MG_CLEANUP(found_done) struct found f = {0};
	mg_search_read(in->text, strlen(in->text), 0, &f.reading);
	if (f.reading.search.my_number[0] || f.reading.refusal)
		call->arena->wipe = true; /* the request lies there */
	f.hits = mg_arena_calloc(call->arena, MG_SEARCH_PAGE_ROWS, sizeof(*f.hits));
	if (!f.hits)
		return mg_reply_no_room(err);
	return check_ward(call, in->ward, err) && note_question(call, in, f.reading.for_log, err) &&
	       read_question(call, in, &q, err) && find(call, &q, &f, err) &&
	       fill(call, &q, &f, out, err);
}
