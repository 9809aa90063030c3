/* SPDX-License-Identifier: Apache-2.0 */
#include <openssl/evp.h>
#include <stdlib.h>
#include "base/number.h"
#include "receipt/receipt_inside.h"

static bool no_room(struct mg_error *err)
{
	return mg_fail(err, MG_ERR_TOO_LARGE, "no room for the reply");
}

bool mg_receipt_no_read(struct mg_call *call, const Pb__ReceiptNo *no, struct mg_receipt_no *ret,
	struct mg_error *err)
{
	struct mg_receipt_no r = {0};
	call->field = "no";
	if (!no || !no->day || strlen(no->ward) != 3 || !mg_is_digits(no->ward, 3) ||
		no->number == 0 || no->day->year < 1 || no->day->year > 9999 ||
		no->day->month > 12 || no->day->day > 31)
		return mg_fail(err, MG_ERR_INVALID, "not a receipt number");
	r.day = (struct mg_date){no->day->year, (uint8_t)no->day->month, (uint8_t)no->day->day};
	r.number = no->number;
	memcpy(r.ward, no->ward, 4);
	if (!mg_date_is_valid(r.day))
		return mg_fail(err, MG_ERR_INVALID, "a receipt of no day");
	call->field = NULL;
	*ret = r;
	return true;
}

Pb__ReceiptNo *mg_receipt_no_reply(struct mg_call *call, const struct mg_receipt_no *no)
{
	Pb__ReceiptNo *r = mg_arena_alloc(call->arena, sizeof(*r));
	Pb__Date *day = mg_arena_alloc(call->arena, sizeof(*day));
	if (!r || !day)
		return NULL;
	pb__receipt_no__init(r);
	pb__date__init(day);
	day->year = no->day.year, day->month = no->day.month, day->day = no->day.day;
	r->ward = mg_arena_strdup(call->arena, no->ward);
	r->day = day;
	r->number = no->number;
	return r->ward ? r : NULL;
}

/* ---- items ---- */

static const char *text_of(struct mg_call *call, struct mg_text t)
{
	return mg_arena_memdup(call->arena, t.n ? t.s : "", t.n);
}

static const struct mg_text *find_item(const struct mg_form_content *content, struct mg_text label)
{
	for (size_t i = 0; i < content->n; i++)
		if (content->item[i].label.n == label.n &&
			memcmp(content->item[i].label.s, label.s, label.n) == 0)
			return &content->item[i].value;
	return NULL;
}

static bool same(const struct mg_text *a, struct mg_text b)
{
	return a && a->n == b.n && memcmp(a->s, b.s, b.n) == 0;
}

static bool add_item(struct mg_call *call, struct mg_receipt_item *to, struct mg_text label,
	struct mg_text before, struct mg_text value, struct mg_error *err)
{
	*to = (struct mg_receipt_item){
		text_of(call, label), text_of(call, before), text_of(call, value)};
	return (to->label && to->before && to->value) || no_room(err);
}

/* All items, or with `before` those that differ from it: what is gone, too. */
static bool list_items(struct mg_call *call, const struct mg_form_content *now,
	const struct mg_form_content *before, const struct mg_receipt_item **ret, size_t *ret_n,
	struct mg_error *err)
{
	static const struct mg_text none = {"", 0};
	struct mg_receipt_item *items =
		mg_arena_calloc(call->arena, 2 * MG_FORM_ITEMS_MAX, sizeof(*items));
	size_t n = 0;
	if (!items)
		return no_room(err);
	for (size_t i = 0; i < now->n; i++) {
		const struct mg_form_item *item = &now->item[i];
		const struct mg_text *was = before ? find_item(before, item->label) : NULL;
		if (same(was, item->value))
			continue;
		if (!add_item(call, &items[n++], item->label, was ? *was : none, item->value, err))
			return false;
	}
	for (size_t i = 0; before && i < before->n; i++)
		if (!find_item(now, before->item[i].label) &&
			!add_item(call, &items[n++], before->item[i].label, before->item[i].value,
				none, err))
			return false;
	*ret = items;
	*ret_n = n;
	return true;
}

/* ---- one receipt ---- */

bool mg_receipt_load(struct mg_call *call, const struct mg_receipt_no *no,
	struct mg_receipt_sheet *ret, struct mg_error *err)
{
	const struct mg_receipt_in in = mg_receipt_in(call);
	struct mg_receipt_row row;
	bool found, hidden = false;
	struct mg_form_content *content = mg_arena_calloc(call->arena, 1, sizeof(*content));
	if (!content)
		return no_room(err);
	if (!mg_receipt_find(&in, no, /* lock= */ false, &row, &found, err))
		return false;
	if (found && strcmp(no->ward, call->session.ward) != 0 &&
		!mg_receipt_is_hidden(&in, row.shori_no, &hidden, err))
		return false;
	if (!found || hidden)
		return mg_fail(
			err, MG_ERR_NOT_FOUND, "no such receipt, or not to be shown in this ward");
	ret->receipt = mg_receipt_of(&row);
	if (!mg_call_note_person(call, row.shori_no, err) ||
		!mg_receipt_open_form(call, no, row.shori_no, row.form_version, /* before= */ false,
			content, &found, err))
		return false;
	if (!found)
		return mg_fail(err, MG_ERR_DATA_LOSS, "a receipt without its form");
	return list_items(call, content, NULL, &ret->items, &ret->n_items, err);
}

/* ---- lists for checking ---- */

static bool fill_line(struct mg_call *call, const struct mg_check_row *row,
	struct mg_check_line *ret, struct mg_error *err)
{
	struct mg_form_content *now = mg_arena_calloc(call->arena, 2, sizeof(*now));
	struct mg_form_content *before = now + 1;
	bool found, has_before;
	if (!now)
		return no_room(err);
	ret->receipt = mg_receipt_of(&row->receipt);
	ret->changed_since = row->receipt.form_version > row->last_version;
	ret->is_checked = !ret->changed_since && row->receipt.checked_us != 0;
	const struct mg_receipt *r = &ret->receipt;
	if (!mg_call_note_person(call, r->shori_no, err) ||
		!mg_receipt_open_form(call, &r->no, r->shori_no, row->last_version,
			/* before= */ false, now, &found, err) ||
		!mg_receipt_open_form(call, &r->no, r->shori_no, row->first_version,
			/* before= */ true, before, &has_before, err))
		return false;
	if (!found)
		return mg_fail(err, MG_ERR_DATA_LOSS, "a receipt without its form");
	return list_items(call, now, has_before ? before : NULL, &ret->items, &ret->n_items, err);
}

static bool add_text(EVP_MD_CTX *digest, const char *text)
{
	return EVP_DigestUpdate(digest, text, strlen(text) + 1) == 1;
}

static bool add_line(EVP_MD_CTX *digest, const struct mg_check_line *line)
{
	char head[80], no[MG_RECEIPT_NO_BYTES];
	mg_receipt_no_format(&line->receipt.no, no);
	snprintf(head, sizeof(head), "%s %u %u %d %d", no, line->receipt.version,
		line->receipt.form_version, (int)line->receipt.state, line->changed_since);
	bool ok = add_text(digest, head);
	for (size_t i = 0; i < line->n_items; i++)
		ok = ok && add_text(digest, line->items[i].label) &&
		     add_text(digest, line->items[i].before) &&
		     add_text(digest, line->items[i].value);
	return ok;
}

static void fill_digest(struct mg_check_list *list)
{
	EVP_MD_CTX *digest = EVP_MD_CTX_new();
	char head[120], day[MG_DATE_TEXT_BYTES];
	unsigned n = sizeof(list->digest);
	mg_date_format(list->day, MG_DATE_DIGITS, day);
	snprintf(
		head, sizeof(head), "%s %s %s %zu", list->ward, day, list->staff_no, list->n_lines);
	bool ok = digest && EVP_DigestInit_ex(digest, EVP_sha256(), NULL) == 1 &&
		  add_text(digest, head);
	for (size_t i = 0; i < list->n_lines; i++)
		ok = ok && add_line(digest, &list->lines[i]);
	if (!ok || EVP_DigestFinal_ex(digest, list->digest, &n) != 1)
		abort(); /* only when memory runs out */
	EVP_MD_CTX_free(digest);
}

/* What is withdrawn, rejected or returned needs no check; the list is whole when the rest has one.
 */
static void judge_list(struct mg_check_list *list)
{
	list->signed_off = false;
	list->signed_by = "";
	list->signed_us = 0;
	bool open = false;
	for (size_t i = 0; i < list->n_lines; i++) {
		const struct mg_check_line *line = &list->lines[i];
		open |= line->receipt.state == MG_RECEIPT_ENTERED && !line->is_checked &&
			!line->changed_since;
		if (line->is_checked && line->receipt.checked_us > list->signed_us) {
			list->signed_us = line->receipt.checked_us;
			list->signed_by = line->receipt.checked_by_name;
		}
	}
	list->signed_off = !open && list->signed_us != 0;
}

/* Another ward's list leaves out who is under 支援措置: the ward would tell where they are. */
static bool fill_lines(struct mg_call *call, const struct mg_check_row *rows,
	struct mg_check_list *list, struct mg_error *err)
{
	const struct mg_receipt_in in = mg_receipt_in(call);
	const bool own_ward = strcmp(list->ward, call->session.ward) == 0;
	const size_t n = list->n_lines;
	list->n_lines = 0;
	for (size_t i = 0; i < n; i++) {
		bool hidden = false;
		if (!own_ward && !mg_receipt_is_hidden(&in, rows[i].receipt.shori_no, &hidden, err))
			return false;
		if (!hidden && !fill_line(call, &rows[i], &list->lines[list->n_lines++], err))
			return false;
	}
	return true;
}

static bool load_list(struct mg_call *call, const char *ward, struct mg_date day,
	const char *staff_no, bool lock, struct mg_check_list *ret, uint64_t *ret_staff_id,
	struct mg_error *err)
{
	const struct mg_receipt_in in = mg_receipt_in(call);
	struct mg_check_list list = {.day = day};
	struct mg_check_row *rows;
	snprintf(list.ward, sizeof(list.ward), "%s", ward[0] ? ward : call->session.ward);
	list.staff_no =
		mg_arena_strdup(call->arena, staff_no[0] ? staff_no : call->session.staff_no);
	if (!list.staff_no)
		return no_room(err);
	if (!mg_check_find_staff(&in, list.staff_no, lock, ret_staff_id, &list.staff_name, err) ||
		!mg_check_list_rows(
			&in, list.ward, day, *ret_staff_id, lock, &rows, &list.n_lines, err))
		return false;
	if (list.n_lines > MG_CHECK_LINES_MAX)
		return mg_fail(
			err, MG_ERR_TOO_LARGE, "a list for checking has more lines than may be");
	list.lines = mg_arena_calloc(call->arena, list.n_lines + 1, sizeof(*list.lines));
	if (!list.lines)
		return no_room(err);
	if (!fill_lines(call, rows, &list, err))
		return false;
	fill_digest(&list);
	judge_list(&list);
	*ret = list;
	return true;
}

bool mg_check_list_load(struct mg_call *call, const char *ward, struct mg_date day,
	const char *staff_no, struct mg_check_list *ret, struct mg_error *err)
{
	uint64_t staff_id;
	return load_list(call, ward, day, staff_no, /* lock= */ false, ret, &staff_id, err);
}

bool mg_check_list_lock(struct mg_call *call, const char *ward, struct mg_date day,
	const char *staff_no, struct mg_check_list *ret, uint64_t *ret_staff_id,
	struct mg_error *err)
{
	return load_list(call, ward, day, staff_no, /* lock= */ true, ret, ret_staff_id, err);
}
