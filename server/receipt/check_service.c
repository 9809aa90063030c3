/* SPDX-License-Identifier: Apache-2.0
 * 照合用リスト: the list of a day, and the signature of another person without which nothing is
 * finished. */
#include <stdio.h>
#include "receipt/receipt_inside.h"

static bool no_room(struct mg_error *err)
{
	return mg_fail(err, MG_ERR_TOO_LARGE, "no room for the reply");
}

static char *borrow(const char *s)
{
	return (char *)(uintptr_t)(s ? s : "");
}

/* A day that has come; absent: today. */
static bool read_day(
	struct mg_call *call, const Pb__Date *day, struct mg_date *ret, struct mg_error *err)
{
	const struct mg_date today = mg_date_of_utc_us(call->now_us);
	*ret = today;
	if (!day)
		return true;
	if (day->year >= 1 && day->year <= 9999 && day->month <= 12 && day->day <= 31) {
		*ret = (struct mg_date){day->year, (uint8_t)day->month, (uint8_t)day->day};
		if (mg_date_is_valid(*ret) && mg_date_compare(*ret, today) <= 0)
			return true;
	}
	call->field = "day";
	return mg_fail(err, MG_ERR_INVALID, "no such day, or one to come");
}

static bool check_words(
	struct mg_call *call, const char *ward, const char *staff_no, struct mg_error *err)
{
	call->field = ward[0] && strlen(ward) != 3 ? "ward"
		      : strlen(staff_no) > 16	   ? "staff_no"
						   : NULL;
	return !call->field || mg_fail(err, MG_ERR_INVALID, "not a ward, or not a staff number");
}

static bool note_list(struct mg_call *call, const struct mg_check_list *list, struct mg_error *err)
{
	char day[MG_DATE_TEXT_BYTES], digest[65], lines[16];
	mg_date_format(list->day, MG_DATE_DIGITS, day);
	mg_hex(list->digest, sizeof(list->digest), digest);
	snprintf(lines, sizeof(lines), "%zu", list->n_lines);
	return mg_call_note_fact(call, "ward", list->ward, err) &&
	       mg_call_note_fact(call, "day", day, err) &&
	       mg_call_note_fact(call, "staff", list->staff_no, err) &&
	       mg_call_note_fact(call, "lines", lines, err) &&
	       mg_call_note_fact(call, "sha256", digest, err);
}

static bool fill_line(struct mg_call *call, const struct mg_check_line *line,
	Pb__CheckListLine **ret, struct mg_error *err)
{
	Pb__CheckListLine *to = mg_arena_calloc(call->arena, 1, sizeof(*to));
	Pb__CheckListItem *item = mg_arena_calloc(call->arena, line->n_items + 1, sizeof(*item));
	if (!to || !item)
		return no_room(err);
	pb__check_list_line__init(to);
	to->items = mg_arena_calloc(call->arena, line->n_items + 1, sizeof(*to->items));
	to->changed_since = line->changed_since;
	if (!to->items || !mg_receipt_reply_row(call, &line->receipt, &to->row, err))
		return no_room(err);
	for (; to->n_items < line->n_items; to->n_items++) {
		const struct mg_receipt_item *from = &line->items[to->n_items];
		pb__check_list_item__init(&item[to->n_items]);
		item[to->n_items].label = borrow(from->label);
		item[to->n_items].before = borrow(from->before);
		item[to->n_items].after = borrow(from->value);
		to->items[to->n_items] = &item[to->n_items];
	}
	*ret = to;
	return true;
}

bool mg_Receipt_check_list(struct mg_call *call, const Pb__CheckListRequest *in,
	Pb__CheckListReply *out, struct mg_error *err)
{
	struct mg_check_list list;
	struct mg_date day;
	if (!read_day(call, in->day, &day, err) ||
		!check_words(call, in->ward, in->staff_no, err) ||
		!mg_check_list_load(call, in->ward, day, in->staff_no, &list, err) ||
		!note_list(call, &list, err))
		return false;
	out->lines = mg_arena_calloc(call->arena, list.n_lines + 1, sizeof(*out->lines));
	if (!out->lines)
		return no_room(err);
	for (; out->n_lines < list.n_lines; out->n_lines++)
		if (!fill_line(call, &list.lines[out->n_lines], &out->lines[out->n_lines], err))
			return false;
	out->staff_no = borrow(list.staff_no);
	out->staff_name = borrow(list.staff_name);
	out->signed_off = list.signed_off;
	out->signed_by = borrow(list.signed_by);
	out->signed_us = list.signed_us;
	out->digest.len = sizeof(list.digest);
	out->digest.data =
		(uint8_t *)mg_arena_memdup(call->arena, list.digest, sizeof(list.digest));
	return out->digest.data || no_room(err);
}

/* ---- SignOff ---- */

/* Nobody checks what they entered themselves, under whichever of their accounts. */
static bool is_anothers(struct mg_call *call, uint64_t staff_id, struct mg_error *err)
{
	const struct mg_receipt_in at = mg_receipt_in(call);
	bool own;
	if (!mg_receipt_same_person(&at, staff_id, call->session.staff_id, &own, err))
		return false;
	if (!own)
		return true;
	call->field = "staff_no";
	return mg_fail(err, MG_ERR_REFUSED_BY_RULE, "nobody checks what they entered themselves");
}

static bool check_line(struct mg_call *call, const struct mg_check_line *line, struct mg_error *err)
{
	const struct mg_receipt_in at = mg_receipt_in(call);
	struct mg_receipt_row row;
	bool found;
	if (!mg_receipt_find(&at, &line->receipt.no, /* lock= */ true, &row, &found, err))
		return false;
	row.state = MG_RECEIPT_CHECKED;
	row.checked_us = call->now_us;
	row.checked_by = call->session.staff_id;
	row.checked_by_name = call->session.staff_name;
	return mg_receipt_take_step(
		call, &row, MG_STEP_CHECKED, &(struct mg_receipt_why){"", ""}, err);
}

bool mg_Receipt_sign_off(struct mg_call *call, const Pb__SignOffRequest *in, Pb__SignOffReply *out,
	struct mg_error *err)
{
	struct mg_check_list list;
	struct mg_date day;
	uint64_t staff_id;
	if (!read_day(call, in->day, &day, err) || !check_words(call, in->ward, in->staff_no, err))
		return false;
	if (in->ward[0] && strcmp(in->ward, call->session.ward) != 0)
		return mg_fail(err, MG_ERR_DENIED, "another ward's list");
	if (!mg_check_list_lock(call, in->ward, day, in->staff_no, &list, &staff_id, err) ||
		!is_anothers(call, staff_id, err) || !note_list(call, &list, err))
		return false;
	if (in->digest.len != sizeof(list.digest) ||
		memcmp(in->digest.data, list.digest, sizeof(list.digest)) != 0)
		return mg_fail(
			err, MG_ERR_CONFLICT, "the list is another than the one that was shown");
	for (size_t i = 0; i < list.n_lines; i++) {
		const struct mg_check_line *line = &list.lines[i];
		if (line->receipt.state != MG_RECEIPT_ENTERED || line->changed_since)
			continue;
		if (!check_line(call, line, err))
			return false;
		out->lines++;
	}
	if (out->lines == 0) {
		call->field = "digest";
		return mg_fail(
			err, MG_ERR_REFUSED_BY_RULE, "there is nothing to check on this list");
	}
	out->signed_us = call->now_us;
	return true;
}
