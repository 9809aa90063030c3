/* SPDX-License-Identifier: Apache-2.0 */
#include <stdio.h>
#include "base/text.h"
#include "receipt/receipt_inside.h"

struct mg_receipt_in mg_receipt_in(const struct mg_call *call)
{
	struct mg_receipt_in in = {.tx = call->tx,
		.arena = call->arena,
		.municipality = call->shared->municipality,
		.now_us = call->now_us};
	mg_call_log_ref(call, &in.log_writer, &in.log_n);
	return in;
}

struct mg_receipt mg_receipt_of(const struct mg_receipt_row *row)
{
	return (struct mg_receipt){.no = row->no,
		.version = row->version,
		.form = row->form,
		.state = row->state,
		.shori_no = row->shori_no,
		.name_kanji = row->name_kanji,
		.name_kana = row->name_kana,
		.received_date = row->received_date,
		.entered_us = row->entered_us,
		.staff_id = row->staff_id,
		.staff_no = row->staff_no,
		.staff_name = row->staff_name,
		.form_version = row->form_version,
		.form_day = row->form_day,
		.form_staff_id = row->form_staff_id,
		.number_inquired = row->number_inquired,
		.checked_us = row->checked_us,
		.checked_by_name = row->checked_by_name};
}

static struct mg_receipt_row row_of(const struct mg_receipt *r)
{
	return (struct mg_receipt_row){.no = r->no,
		.version = r->version,
		.form = r->form,
		.state = r->state,
		.shori_no = r->shori_no,
		.name_kanji = r->name_kanji,
		.name_kana = r->name_kana,
		.received_date = r->received_date,
		.entered_us = r->entered_us,
		.staff_id = r->staff_id,
		.staff_no = r->staff_no,
		.staff_name = r->staff_name,
		.form_version = r->form_version,
		.form_day = r->form_day,
		.form_staff_id = r->form_staff_id,
		.number_inquired = r->number_inquired};
}

/* ---- under seal ---- */

/* What binds a sealed piece to its receipt; the person's key opens it. */
static void name_of(const struct mg_call *call, const struct mg_receipt_no *no, char ret[48])
{
	char text[MG_RECEIPT_NO_BYTES];
	mg_receipt_no_format(no, text);
	snprintf(ret, 48, "%s/%s", call->shared->municipality, text);
}

static bool seal(struct mg_call *call, const struct mg_receipt_no *no, const char *shori_no,
	const char *column, uint32_t version, const void *plain, size_t n, struct mg_bytes *ret,
	struct mg_error *err)
{
	uint8_t key[MG_KEY_BYTES];
	char name[48];
	name_of(call, no, name);
	uint8_t *sealed = mg_arena_alloc(call->arena, n + MG_SEAL_OVERHEAD);
	if (!sealed)
		return mg_fail(err, MG_ERR_TOO_LARGE, "no room for what is sealed");
	if (!mg_keys_person(
		    call->shared->keys, call->tx, call->shared->municipality, shori_no, key, err))
		return false;
	mg_seal(key, &(struct mg_seal_place){"receipt", column, name, version}, plain, n, sealed);
	mg_wipe(key, sizeof(key));
	*ret = (struct mg_bytes){sealed, n + MG_SEAL_OVERHEAD};
	return true;
}

static bool unseal(struct mg_call *call, const struct mg_receipt_no *no, const char *shori_no,
	const char *column, uint32_t version, struct mg_bytes sealed, struct mg_bytes *ret,
	struct mg_error *err)
{
	uint8_t key[MG_KEY_BYTES];
	char name[48];
	if (sealed.n < MG_SEAL_OVERHEAD)
		return mg_fail(
			err, MG_ERR_DATA_LOSS, "a sealed piece of a receipt is shorter than any");
	name_of(call, no, name);
	uint8_t *plain = mg_arena_alloc(call->arena, sealed.n);
	if (!plain)
		return mg_fail(err, MG_ERR_TOO_LARGE, "no room for what is sealed");
	if (!mg_keys_person(
		    call->shared->keys, call->tx, call->shared->municipality, shori_no, key, err))
		return false;
	const bool ok = mg_unseal(key, &(struct mg_seal_place){"receipt", column, name, version},
		sealed.p, sealed.n, plain, err);
	mg_wipe(key, sizeof(key));
	*ret = (struct mg_bytes){plain, sealed.n - MG_SEAL_OVERHEAD};
	return ok;
}

bool mg_receipt_open_form(struct mg_call *call, const struct mg_receipt_no *no,
	const char *shori_no, uint32_t version, bool before, struct mg_form_content *ret,
	bool *ret_found, struct mg_error *err)
{
	const struct mg_receipt_in in = mg_receipt_in(call);
	struct mg_bytes sealed, plain;
	uint32_t found;
	if (!mg_receipt_find_form(&in, no, version, before, &found, &sealed, err))
		return false;
	*ret_found = found != 0;
	if (!found)
		return true;
	if (!unseal(call, no, shori_no, "form", found, sealed, &plain, err))
		return false;
	return mg_form_read(plain.p, plain.n, ret) ||
	       mg_fail(err, MG_ERR_DATA_LOSS, "the content of a form is malformed");
}

bool mg_receipt_open_reason(struct mg_call *call, const struct mg_receipt_no *no,
	const char *shori_no, const struct mg_receipt_step_row *step, const char **ret,
	struct mg_error *err)
{
	struct mg_bytes plain = {0};
	*ret = "";
	if (!step->reason.n)
		return true;
	if (!unseal(call, no, shori_no, "reason", step->step, step->reason, &plain, err))
		return false;
	*ret = mg_arena_memdup(call->arena, plain.p, plain.n);
	return *ret || mg_fail(err, MG_ERR_TOO_LARGE, "no room for the reply");
}

/* ---- numbers, entries, steps ---- */

bool mg_receipt_take_number(struct mg_call *call, struct mg_receipt_no *ret, struct mg_error *err)
{
	const struct mg_receipt_in in = mg_receipt_in(call);
	struct mg_receipt_no no = {.day = mg_date_of_utc_us(call->now_us)};
	snprintf(no.ward, sizeof(no.ward), "%s", call->session.ward);
	if (!mg_receipt_next_number(&in, no.ward, no.day, &no.number, err))
		return false;
	*ret = no;
	return true;
}

/* Search keys of a name, at most as long as their columns. */
static bool key_of(
	struct mg_call *call, bool kana, const char *name, const char **ret, struct mg_error *err)
{
	char key[MG_TEXT_KEY_BYTES];
	const size_t n = strlen(name);
	if (!(kana ? mg_kana_key(name, n, key, sizeof(key))
		   : mg_kanji_key(name, n, key, sizeof(key))))
		return mg_fail(err, MG_ERR_DATA_LOSS, "a name has no key");
	char *copy = mg_arena_memdup(call->arena, key, mg_text_bytes_of(key, strlen(key), 100));
	*ret = copy;
	return copy || mg_fail(err, MG_ERR_TOO_LARGE, "no room for a key");
}

static bool add_form(struct mg_call *call, const struct mg_receipt_row *row,
	const struct mg_receipt_entry *entry, struct mg_error *err)
{
	const struct mg_receipt_in in = mg_receipt_in(call);
	struct mg_form_content content = {.packed = entry->packed, .n = entry->n_items};
	uint8_t *bytes = mg_arena_alloc(call->arena, MG_FORM_BYTES);
	struct mg_bytes sealed;
	if (!bytes || entry->n_items > MG_FORM_ITEMS_MAX)
		return mg_fail(err, MG_ERR_TOO_LARGE, "a form has too many items");
	for (size_t i = 0; i < entry->n_items; i++) {
		const struct mg_receipt_item *item = &entry->items[i];
		content.item[i] = (struct mg_form_item){
			{item->label, strlen(item->label)}, {item->value, strlen(item->value)}};
	}
	const size_t n = mg_form_write(&content, bytes);
	if (!n)
		return mg_fail(err, MG_ERR_TOO_LARGE, "a form is larger than any may be");
	const bool ok = seal(
		call, &row->no, row->shori_no, "form", row->form_version, bytes, n, &sealed, err);
	mg_wipe(bytes, n);
	return ok && mg_receipt_add_form(&in, &row->no, row->form_version, row->form_day,
			     row->form_staff_id, sealed, err);
}

static bool fill_entry(struct mg_call *call, const struct mg_receipt_entry *entry,
	struct mg_receipt_row *row, struct mg_error *err)
{
	row->form = entry->form;
	row->name_kanji = entry->name_kanji;
	row->name_kana = entry->name_kana;
	row->received_date = entry->received_date;
	row->number_inquired = entry->number_inquired;
	row->form_day = mg_date_of_utc_us(call->now_us);
	row->form_staff_id = call->session.staff_id;
	return key_of(call, /* kana= */ true, entry->name_kana, &row->kana_key, err) &&
	       key_of(call, /* kana= */ false, entry->name_kanji, &row->kanji_key, err);
}

bool mg_receipt_enter(struct mg_call *call, const struct mg_receipt_no *no,
	const struct mg_receipt_entry *entry, struct mg_error *err)
{
	const struct mg_receipt_in in = mg_receipt_in(call);
	struct mg_receipt_row row = {.no = *no,
		.version = 1,
		.state = MG_RECEIPT_ENTERED,
		.shori_no = entry->shori_no,
		.entered_us = call->now_us,
		.staff_id = call->session.staff_id,
		.staff_no = call->session.staff_no,
		.staff_name = call->session.staff_name,
		.form_version = 1};
	const struct mg_receipt_step_row step = {.step = 1, .what = MG_STEP_ENTERED};
	return fill_entry(call, entry, &row, err) && mg_receipt_add(&in, &row, err) &&
	       mg_receipt_add_step(&in, no, &step, &call->session, err) &&
	       add_form(call, &row, entry, err);
}

bool mg_receipt_lock(struct mg_call *call, const struct mg_receipt_no *no, uint32_t version,
	struct mg_receipt *ret, struct mg_error *err)
{
	const struct mg_receipt_in in = mg_receipt_in(call);
	struct mg_receipt_row row;
	bool found;
	if (!mg_receipt_find(&in, no, /* lock= */ true, &row, &found, err))
		return false;
	if (!found)
		return mg_fail(err, MG_ERR_NOT_FOUND, "no such receipt");
	if (row.version != version)
		return mg_fail(err, MG_ERR_CONFLICT, "the receipt has another version");
	*ret = mg_receipt_of(&row);
	return true;
}

bool mg_receipt_answer_for(const struct mg_call *call, const struct mg_receipt *receipt, bool moves,
	enum mg_receipt_answer *ret, struct mg_error *err)
{
	const struct mg_receipt_in in = mg_receipt_in(call);
	const struct mg_date today = mg_date_of_utc_us(call->now_us);
	bool is_author;
	if (!mg_receipt_same_person(
		    &in, receipt->form_staff_id, call->session.staff_id, &is_author, err))
		return false;
	*ret = mg_receipt_may_change(&(struct mg_receipt_asker){.is_author = is_author,
		.is_today = mg_date_compare(receipt->form_day, today) == 0,
		.may_correct = mg_session_may(&call->session, MG_PERM_RECORD_CORRECT),
		.moves = moves,
		.is_checked = receipt->checked_us != 0,
		.same_ward = strcmp(receipt->no.ward, call->session.ward) == 0});
	return true;
}

bool mg_receipt_form(struct mg_call *call, const struct mg_receipt *receipt,
	struct mg_bytes *ret_packed, struct mg_error *err)
{
	bool found;
	struct mg_form_content *content = mg_arena_calloc(call->arena, 1, sizeof(*content));
	if (!content)
		return mg_fail(err, MG_ERR_TOO_LARGE, "no room for a form");
	if (!mg_receipt_open_form(call, &receipt->no, receipt->shori_no, receipt->form_version,
		    /* before= */ false, content, &found, err))
		return false;
	*ret_packed = content->packed;
	return found || mg_fail(err, MG_ERR_DATA_LOSS, "a receipt without its form");
}

bool mg_receipt_take_step(struct mg_call *call, struct mg_receipt_row *row,
	enum mg_receipt_step what, const struct mg_receipt_why *why, struct mg_error *err)
{
	const struct mg_receipt_in in = mg_receipt_in(call);
	struct mg_receipt_step_row step = {
		.step = row->version + 1, .what = what, .reason_code = why->code};
	if (why->words[0] && !seal(call, &row->no, row->shori_no, "reason", step.step, why->words,
				     strlen(why->words), &step.reason, err))
		return false;
	return mg_receipt_change(&in, row, err) &&
	       mg_receipt_add_step(&in, &row->no, &step, &call->session, err);
}

bool mg_receipt_revise(struct mg_call *call, struct mg_receipt *receipt,
	const struct mg_receipt_entry *entry, const struct mg_receipt_why *why,
	struct mg_error *err)
{
	struct mg_receipt_row row = row_of(receipt);
	row.state = MG_RECEIPT_ENTERED; /* and unchecked: row_of leaves that out */
	row.form_version = row.version + 1;
	if (!fill_entry(call, entry, &row, err) ||
		!mg_receipt_take_step(call, &row, MG_STEP_CORRECTED, why, err) ||
		!add_form(call, &row, entry, err))
		return false;
	*receipt = mg_receipt_of(&row);
	return true;
}

bool mg_receipt_send(struct mg_call *call, uint64_t extract_id, uint64_t *ret, struct mg_error *err)
{
	const struct mg_receipt_in in = mg_receipt_in(call);
	return mg_receipt_send_rows(&in, extract_id, &call->session, ret, err);
}
