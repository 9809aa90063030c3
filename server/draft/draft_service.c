/* SPDX-License-Identifier: Apache-2.0
 * Parked forms: half filled, kept under the clerk, sealed under the person's key, or the month's
 * where no person is named yet. What is dropped or used keeps no content. */
#include <stdio.h>
#include "draft/draft.h"
#include "draft/draft_rules.h"
#include "draft/draft_store.h"
#include "madoguchi/v1/draft.pb-c.h"
#include "person/view.h"
#include "receipt/receipt_rules.h"
#include "rpc/check.h"

#define FORM_BYTES_MAX 6000U
#define HALF_TYPED_MAX 16U
#define HALF_TYPED_CHARACTERS 200U
#define DAY_US INT64_C(86400000000)

static bool no_room(struct mg_error *err)
{
	return mg_fail(err, MG_ERR_TOO_LARGE, "no room for a parked form");
}

static char *borrow(const char *s)
{
	return (char *)(uintptr_t)(s ? s : "");
}

static struct mg_draft_in draft_in(const struct mg_call *call)
{
	struct mg_draft_in in = {.tx = call->tx,
		.arena = call->arena,
		.municipality = call->shared->municipality,
		.session = &call->session,
		.now_us = call->now_us};
	mg_call_log_ref(call, &in.log_writer, &in.log_n);
	return in;
}

static bool read_id(
	struct mg_call *call, ProtobufCBinaryData id, uint8_t ret[16], struct mg_error *err)
{
	if (id.len == 16) {
		memcpy(ret, id.data, 16);
		return true;
	}
	call->field = "draft_id";
	return mg_fail(err, MG_ERR_INVALID, "a parked form's id has 16 bytes");
}

static bool note_draft(
	struct mg_call *call, const uint8_t id[16], const char *shori_no, struct mg_error *err)
{
	char hex[33];
	mg_hex(id, 16, hex);
	return mg_call_note_fact(call, "draft", hex, err) &&
	       (!shori_no[0] || mg_call_note_person(call, shori_no, err));
}

/* ---- under seal ---- */

static bool key_of(struct mg_call *call, const struct mg_draft_row *row, uint8_t ret[MG_KEY_BYTES],
	struct mg_error *err)
{
	const char *city = call->shared->municipality;
	return row->key_month[0]
		       ? mg_keys_month(call->shared->keys, call->tx, city, row->key_month, ret, err)
		       : mg_keys_person(
				 call->shared->keys, call->tx, city, row->shori_no, ret, err);
}

static void name_of(const struct mg_call *call, const struct mg_draft_row *row, char ret[48])
{
	char hex[33];
	mg_hex(row->draft_id, 16, hex);
	snprintf(ret, 48, "%s/%s", call->shared->municipality, hex);
}

static bool seal(struct mg_call *call, const Pb__DraftForm *form, uint32_t version,
	struct mg_draft_row *row, struct mg_error *err)
{
	const size_t n = pb__draft_form__get_packed_size(form);
	uint8_t key[MG_KEY_BYTES];
	char name[48];
	uint8_t *plain = mg_arena_alloc(call->arena, n + 1),
		*sealed = mg_arena_alloc(call->arena, n + MG_SEAL_OVERHEAD);
	if (!plain || !sealed)
		return no_room(err);
	if (!key_of(call, row, key, err))
		return false;
	pb__draft_form__pack(form, plain);
	name_of(call, row, name);
	mg_seal(key, &(struct mg_seal_place){"draft", "content", name, version}, plain, n, sealed);
	mg_wipe(key, sizeof(key));
	mg_wipe(plain, n);
	row->content = (struct mg_bytes){sealed, n + MG_SEAL_OVERHEAD};
	return true;
}

static bool unseal(struct mg_call *call, const struct mg_draft_row *row, Pb__DraftForm **ret,
	struct mg_error *err)
{
	uint8_t key[MG_KEY_BYTES];
	char name[48];
	ProtobufCMessage *m;
	if (row->content.n < MG_SEAL_OVERHEAD)
		return mg_fail(err, MG_ERR_DATA_LOSS, "a parked form is shorter than any");
	const size_t n = row->content.n - MG_SEAL_OVERHEAD;
	uint8_t *plain = mg_arena_alloc(call->arena, n + 1);
	if (!plain)
		return no_room(err);
	if (!key_of(call, row, key, err))
		return false;
	name_of(call, row, name);
	const struct mg_seal_place place = {"draft", "content", name, row->version};
	const bool ok = mg_unseal(key, &place, row->content.p, row->content.n, plain, err);
	mg_wipe(key, sizeof(key));
	if (!ok)
		return false;
	if (!mg_request_unpack(&pb__draft_form__descriptor, call->arena, plain, n, &m, err))
		return mg_fail(err, MG_ERR_DATA_LOSS, "a parked form is malformed");
	*ret = (Pb__DraftForm *)(void *)m;
	return true;
}

/* ---- Park ---- */

static void month_of(int64_t utc_us, char ret[7])
{
	const struct mg_date today = mg_date_of_utc_us(utc_us);
	snprintf(ret, 7, "%04u%02u", (unsigned)today.year % 10000U, today.month % 100U);
}

/* Whose form it is; one that names nobody yet parks without a person. */
static bool read_person(struct mg_call *call, const Pb__DraftForm *form, struct mg_draft_row *row,
	struct mg_error *err)
{
	const char *shori_no = form->acquire ? form->acquire->shori_no : "";
	struct mg_person_view person;
	char month[7];
	row->shori_no = shori_no;
	row->name_kanji = row->name_kana = row->key_month = "";
	if (shori_no[0]) {
		if (!mg_person_view(call, shori_no, &person, err))
			return false;
		row->name_kanji = person.name_kanji;
		row->name_kana = person.name_kana;
		return true;
	}
	month_of(call->now_us, month);
	row->key_month = mg_arena_strdup(call->arena, month);
	return row->key_month || no_room(err);
}

static bool add(struct mg_call *call, const struct mg_draft_row *row, struct mg_error *err)
{
	const struct mg_draft_in in = draft_in(call);
	uint64_t n;
	if (!mg_draft_count(&in, &n, err))
		return false;
	if (n >= MG_DRAFTS_MAX) {
		call->field = "draft_id";
		return mg_fail(
			err, MG_ERR_REFUSED_BY_RULE, "as many parked forms as one clerk may have");
	}
	if (mg_draft_add(&in, row, err))
		return true;
	if (err->code == MG_ERR_ALREADY_EXISTS)
		err->code = MG_ERR_CONFLICT;
	return false;
}

static bool change(struct mg_call *call, const struct mg_draft_row *row, struct mg_error *err)
{
	const struct mg_draft_in in = draft_in(call);
	bool done;
	return mg_draft_change(&in, row, &done, err) &&
	       (done || mg_fail(err, MG_ERR_CONFLICT,
				"the parked form has another version, or another owner"));
}

/* Digits of a 個人番号 are kept nowhere, so its field has nothing half typed. */
static bool check_half_typed(struct mg_call *call, const Pb__DraftForm *form, struct mg_error *err)
{
	bool ok = form->n_half_typed <= HALF_TYPED_MAX;
	for (size_t i = 0; ok && i < form->n_half_typed; i++) {
		const Pb__HalfTyped *h = form->half_typed[i];
		const size_t n = strlen(h->text);
		ok = strlen(h->field) <= 32 && strcmp(h->field, "number_check") != 0 &&
		     mg_text_is_clean(h->text, n) && mg_text_count(h->text, n) <= HALF_TYPED_CHARACTERS;
	}
	if (ok)
		return true;
	call->field = "half_typed";
	return mg_fail(err, MG_ERR_INVALID, "half-typed fields that may not be kept");
}

bool mg_Draft_park(struct mg_call *call, const Pb__DraftParkRequest *in, Pb__DraftParkReply *out,
	struct mg_error *err)
{
	struct mg_draft_row row = {.version = in->version};
	if (!read_id(call, in->draft_id, row.draft_id, err))
		return false;
	if (!in->form || in->form->kind != PB__FORM_KIND__FORM_ACQUIRE_FIRST ||
		pb__draft_form__get_packed_size(in->form) > FORM_BYTES_MAX) {
		call->field = "form";
		return mg_fail(err, MG_ERR_INVALID, "no form, or one larger than any may be");
	}
	row.form = mg_form_name(MG_FORM_ACQUIRE_FIRST);
	if (!check_half_typed(call, in->form, err) || !read_person(call, in->form, &row, err) ||
		!seal(call, in->form, in->version + 1, &row, err) ||
		!(in->version == 0 ? add(call, &row, err) : change(call, &row, err)) ||
		!note_draft(call, row.draft_id, row.shori_no, err))
		return false;
	out->version = in->version + 1;
	return true;
}

/* ---- List, Take, Drop ---- */

static bool asker_of(struct mg_call *call, const struct mg_draft_row *row,
	struct mg_draft_asker *ret, struct mg_error *err)
{
	const struct mg_draft_in in = draft_in(call);
	bool present = false;
	ret->is_own = row->staff_id == call->session.staff_id;
	ret->same_ward = strcmp(row->ward, call->session.ward) == 0;
	ret->may_take = mg_session_may(&call->session, MG_PERM_DRAFT_TAKE);
	if (!ret->is_own && !mg_draft_is_present(&in, row->staff_id, &present, err))
		return false;
	ret->owner_is_away = !present;
	return true;
}

static bool reply_row(struct mg_call *call, const struct mg_draft_row *row, Pb__DraftRow **ret,
	struct mg_error *err)
{
	struct mg_draft_asker asker;
	Pb__DraftRow *to = mg_arena_alloc(call->arena, sizeof(*to));
	uint8_t *id = mg_arena_alloc(call->arena, 16);
	if (!to || !id)
		return no_room(err);
	if (!asker_of(call, row, &asker, err))
		return false;
	memcpy(id, row->draft_id, 16);
	pb__draft_row__init(to);
	to->draft_id = (ProtobufCBinaryData){16, id};
	to->version = row->version;
	to->kind = (Pb__FormKind)mg_form_from_name(row->form);
	to->shori_no = borrow(row->shori_no);
	to->name_kanji = borrow(row->name_kanji);
	to->name_kana = borrow(row->name_kana);
	to->parked_us = row->parked_us;
	to->staff_no = borrow(row->staff_no);
	to->staff_name = borrow(row->staff_name);
	to->own = asker.is_own;
	to->may_take = mg_draft_may_open(&asker);
	*ret = to;
	return !row->shori_no[0] || mg_call_note_person(call, row->shori_no, err);
}

bool mg_Draft_list(struct mg_call *call, const Pb__DraftListRequest *in, Pb__DraftListReply *out,
	struct mg_error *err)
{
	const struct mg_draft_in at = draft_in(call);
	struct mg_draft_row *rows;
	size_t n;
	if (in->whole_ward && !mg_session_may(&call->session, MG_PERM_DRAFT_TAKE))
		return mg_fail(err, MG_ERR_DENIED,
			"a ward's parked forms are for those who may take them over");
	if (!mg_draft_list(&at, in->whole_ward, &rows, &n, err))
		return false;
	out->rows = mg_arena_calloc(call->arena, n + 1, sizeof(*out->rows));
	if (!out->rows)
		return no_room(err);
	for (; out->n_rows < n; out->n_rows++)
		if (!reply_row(call, &rows[out->n_rows], &out->rows[out->n_rows], err))
			return false;
	return true;
}

/* The version stays: asked again after a lost answer, the same comes back. */
static bool take_over(struct mg_call *call, struct mg_draft_row *row, struct mg_error *err)
{
	const struct mg_draft_in at = draft_in(call);
	if (!mg_call_note_fact(call, "taken_from", row->staff_no, err) ||
		!mg_draft_hand_over(&at, row->draft_id, err))
		return false;
	row->staff_id = call->session.staff_id;
	row->staff_no = call->session.staff_no;
	row->staff_name = call->session.staff_name;
	return true;
}

bool mg_Draft_take(struct mg_call *call, const Pb__DraftTakeRequest *in, Pb__DraftTakeReply *out,
	struct mg_error *err)
{
	const struct mg_draft_in at = draft_in(call);
	struct mg_draft_asker asker;
	struct mg_draft_row row;
	uint8_t id[16];
	bool found;
	if (!read_id(call, in->draft_id, id, err) || !mg_draft_lock(&at, id, &row, &found, err))
		return false;
	if (!found)
		return mg_fail(err, MG_ERR_NOT_FOUND, "no such parked form");
	if (!asker_of(call, &row, &asker, err))
		return false;
	if (!mg_draft_may_open(&asker))
		return mg_fail(err, MG_ERR_DENIED, "another's parked form");
	if (row.version != in->version)
		return mg_fail(err, MG_ERR_CONFLICT, "the parked form has another version");
	if (!note_draft(call, id, row.shori_no, err) || !unseal(call, &row, &out->form, err) ||
		(!asker.is_own && !take_over(call, &row, err)))
		return false;
	out->version = row.version;
	return reply_row(call, &row, &out->row, err);
}

bool mg_Draft_drop(struct mg_call *call, const Pb__DraftDropRequest *in, Pb__DraftDropReply *out,
	struct mg_error *err)
{
	const struct mg_draft_in at = draft_in(call);
	struct mg_draft_row row;
	uint8_t id[16];
	bool found, done;
	(void)out;
	if (!read_id(call, in->draft_id, id, err) || !mg_draft_lock(&at, id, &row, &found, err))
		return false;
	if (!found || row.staff_id != call->session.staff_id)
		return mg_fail(err, MG_ERR_NOT_FOUND, "no such parked form of this clerk");
	if (row.version != in->version)
		return mg_fail(err, MG_ERR_CONFLICT, "the parked form has another version");
	return mg_draft_close(&at, id, in->version, "dropped", &done, err) &&
	       note_draft(call, id, row.shori_no, err);
}

/* ---- for others ---- */

bool mg_draft_end(struct mg_call *call, ProtobufCBinaryData draft_id, struct mg_error *err)
{
	const struct mg_draft_in at = draft_in(call);
	bool done = false;
	if (draft_id.len == 16 && !mg_draft_close(&at, draft_id.data, 0, "used", &done, err))
		return false;
	return !done || note_draft(call, draft_id.data, "", err);
}

bool mg_job_draft_purge(struct mg_call *call, struct mg_error *err)
{
	uint64_t n;
	char number[24];
	if (!mg_job_begin(call, err) || !mg_draft_purge(call->tx, call->shared->municipality,
						call->now_us - MG_DRAFT_DAYS * DAY_US, &n, err))
		return false;
	if (n == 0)
		return true; /* the job's end rolls back: nothing happened, nothing is written down
			      */
	snprintf(number, sizeof(number), "%llu", (unsigned long long)n);
	return mg_call_note_fact(call, "drafts", number, err) && mg_job_commit(call, err);
}
