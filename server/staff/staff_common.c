/* SPDX-License-Identifier: Apache-2.0 */
#include <stdio.h>
#include "base/text.h"
#include "staff/staff.h"

static bool no_room(struct mg_error *err)
{
	return mg_fail(err, MG_ERR_TOO_LARGE, "no room for the reply");
}

bool mg_staff_invalid(struct mg_call *call, const char *field, struct mg_error *err)
{
	call->field = field;
	return mg_fail(err, MG_ERR_INVALID, "%s", field);
}

bool mg_staff_refuse(struct mg_call *call, const char *fault, struct mg_error *err)
{
	call->field = fault;
	/* who tries this stands in the log by name, whatever else is refused just now */
	call->always_log = true;
	return mg_call_note_fact(call, "refused", fault, err) && mg_fail(err, MG_ERR_REFUSED_BY_RULE, "%s", fault);
}

bool mg_staff_check_text(struct mg_call *call, const char *field, const char *text, size_t max, struct mg_error *err)
{
	const size_t n = strlen(text);
	if (mg_text_is_clean(text, n) && mg_text_trim(text, n).n > 0 && mg_text_count(text, n) <= max)
		return true;
	return mg_staff_invalid(call, field, err);
}

bool mg_staff_read_day(struct mg_call *call, const char *field, const Pb__Date *in, bool may_lack, struct mg_date *ret,
	struct mg_error *err)
{
	*ret = (struct mg_date){0};
	if (!in && may_lack)
		return true;
	if (!in || in->year < 1 || in->year > 9999 || in->month > 12 || in->day > 31)
		return mg_staff_invalid(call, field, err);
	*ret = (struct mg_date){in->year, (uint8_t)in->month, (uint8_t)in->day};
	return mg_date_is_valid(*ret) || mg_staff_invalid(call, field, err);
}

bool mg_staff_own(struct mg_call *call, struct mg_staff_row *ret, struct mg_error *err)
{
	const struct mg_staff_in at = mg_staff_in(call);
	return mg_staff_get(&at, call->session.staff_id, /* lock= */ false, mg_staff_today(call), ret, err);
}

/* ---- replies ---- */

bool mg_staff_reply_day(struct mg_call *call, struct mg_date day, Pb__Date **ret, struct mg_error *err)
{
	*ret = NULL;
	if (mg_date_is_none(day))
		return true;
	*ret = mg_arena_alloc(call->arena, sizeof(**ret));
	if (!*ret)
		return no_room(err);
	pb__date__init(*ret);
	(*ret)->year = day.year, (*ret)->month = day.month, (*ret)->day = day.day;
	return true;
}

static bool reply_account(struct mg_call *call, const struct mg_staff_image *a, bool vendor, Pb__StaffAccount **ret,
	struct mg_error *err)
{
	Pb__StaffAccount *out = mg_arena_alloc(call->arena, sizeof(*out));
	if (!out)
		return no_room(err);
	pb__staff_account__init(out);
	out->name = mg_staff_borrow(a->name);
	out->kana = mg_staff_borrow(a->kana);
	out->ward = mg_staff_borrow(a->ward);
	out->section = mg_staff_borrow(a->section);
	out->role = mg_staff_borrow(mg_role_name(a->role));
	out->role_title = mg_staff_borrow(mg_role_title(a->role));
	out->vendor = vendor;
	*ret = out;
	return mg_staff_reply_day(call, a->valid_to, &out->valid_to, err);
}

bool mg_staff_reply_member(struct mg_call *call, const struct mg_staff_row *row, Pb__StaffMember **ret, struct mg_error *err)
{
	Pb__StaffMember *out = mg_arena_alloc(call->arena, sizeof(*out));
	const struct mg_staff_image image = {row->name, row->kana, row->ward, row->section, row->role, row->valid_to};
	if (!out)
		return no_room(err);
	pb__staff_member__init(out);
	out->staff_no = mg_staff_borrow(row->staff_no);
	out->active = mg_staff_is_active(row, mg_staff_today(call));
	out->last_login_us = row->last_login_us;
	const int64_t begun_us = row->assigned_us ? row->assigned_us : row->made_us;
	out->unused_days = (uint32_t)mg_staff_unused_days(row->last_login_us, begun_us, call->now_us);
	out->has_password = row->has_password;
	out->fingers = row->fingers;
	out->personal_today = row->personal_today;
	out->confirmed = row->confirmed;
	*ret = out;
	return mg_staff_reply_day(call, row->valid_from, &out->valid_from, err) &&
	       reply_account(call, &image, row->vendor, &out->account, err);
}

bool mg_staff_reply_item(struct mg_call *call, const struct mg_staff_request *r, Pb__StaffItem **ret, struct mg_error *err)
{
	Pb__StaffItem *out = mg_arena_alloc(call->arena, sizeof(*out));
	if (!out)
		return no_room(err);
	pb__staff_item__init(out);
	out->request_no = r->request_no;
	out->kind = (Pb__StaffKind)r->kind;
	out->state = (Pb__StaffState)r->state;
	out->staff_no = mg_staff_borrow(r->staff_no);
	out->person_ref = mg_staff_borrow(r->person_ref);
	out->need = mg_staff_borrow(r->need);
	out->requester = mg_staff_borrow(r->requester_no);
	out->requester_name = mg_staff_borrow(r->requester_name);
	out->asked_section = mg_staff_borrow(r->asked_section);
	out->asked_us = r->asked_us;
	out->decider = mg_staff_borrow(r->decider_no);
	out->decider_name = mg_staff_borrow(r->decider_name);
	out->decided_us = r->decided_us;
	out->words = mg_staff_borrow(r->words);
	out->done_us = r->done_us;
	out->left_open = mg_staff_is_left_open(r->state, r->asked_us, call->now_us);
	out->wants_password = r->wants_password;
	*ret = out;
	return mg_staff_reply_day(call, r->effective, &out->effective, err) &&
	       (!r->before.name || reply_account(call, &r->before, r->vendor, &out->before, err)) &&
	       reply_account(call, &r->after, r->vendor, &out->after, err);
}

/* ---- what a request speaks of ---- */

struct mg_staff_image mg_staff_image_of(const struct mg_staff_row *row)
{
	return (struct mg_staff_image){row->name, row->kana, row->ward, row->section, row->role, row->valid_to};
}

bool mg_staff_same_image(const struct mg_staff_image *a, const struct mg_staff_image *b)
{
	return strcmp(a->name, b->name) == 0 && strcmp(a->kana, b->kana) == 0 && strcmp(a->ward, b->ward) == 0 &&
	       strcmp(a->section, b->section) == 0 && a->role == b->role && mg_date_compare(a->valid_to, b->valid_to) == 0;
}

bool mg_staff_is_stale(const struct mg_staff_request *r, const struct mg_staff_row *now)
{
	const struct mg_staff_image is = mg_staff_image_of(now);
	if (r->kind == MG_STAFF_REMOVE)
		return r->decided_us && now->assigned_us > r->decided_us;
	/* begun anew or changed since, even where it looks as before: that was decided on later */
	return r->kind == MG_STAFF_CHANGE && (!now->active || !r->before.name || !mg_staff_same_image(&is, &r->before) ||
						     now->assigned_us > r->asked_us);
}

/* ---- facts ---- */

bool mg_staff_note_number(struct mg_call *call, const char *key, uint64_t value, struct mg_error *err)
{
	char text[24];
	snprintf(text, sizeof(text), "%llu", (unsigned long long)value);
	return mg_call_note_fact(call, key, text, err);
}

static bool note_image(struct mg_call *call, const char *key, const struct mg_staff_image *a, struct mg_error *err)
{
	char day[MG_DATE_TEXT_BYTES];
	mg_date_format(a->valid_to, MG_DATE_ISO, day);
	const char *text = mg_arena_printf(call->arena, "%s, %s, %s, %s, %s", a->name, a->ward, a->section, mg_role_name(a->role),
		day[0] ? day : "no end");
	return text ? mg_call_note_fact(call, key, text, err) : no_room(err);
}

bool mg_staff_note(struct mg_call *call, const struct mg_staff_request *r, enum mg_staff_state to, struct mg_error *err)
{
	char day[MG_DATE_TEXT_BYTES];
	mg_date_format(r->effective, MG_DATE_ISO, day);
	return (!r->request_no || mg_staff_note_number(call, "request", r->request_no, err)) &&
	       mg_call_note_fact(call, "kind", mg_staff_kind_name(r->kind), err) &&
	       mg_call_note_fact(call, "staff_no", r->staff_no, err) && mg_call_note_fact(call, "effective", day, err) &&
	       (!r->before.name || note_image(call, "before", &r->before, err)) && note_image(call, "after", &r->after, err) &&
	       (!r->vendor || mg_call_note_fact(call, "vendor", "yes", err)) &&
	       (!to || mg_call_note_fact(call, "step", mg_staff_state_name(to), err));
}

/* ---- heads ---- */

const struct mg_staff_row *mg_staff_head_of(const struct mg_staff_row *list, size_t n, const char *ward, const char *section,
	struct mg_date today)
{
	for (size_t i = 0; i < n; i++)
		if (list[i].role == MG_STAFF_HEAD && strcmp(list[i].ward, ward) == 0 && strcmp(list[i].section, section) == 0 &&
			mg_staff_is_active(&list[i], today))
			return &list[i];
	return NULL;
}

bool mg_staff_list_to_confirm(struct mg_call *call, const struct mg_staff_row *head, struct mg_staff_row **ret, size_t *ret_n,
	uint32_t *ret_confirmed, struct mg_error *err)
{
	const struct mg_staff_in at = mg_staff_in(call);
	const struct mg_date today = mg_staff_today(call);
	const struct mg_staff_party signer = mg_staff_party_of(head, today);
	struct mg_staff_row *all;
	size_t n;
	*ret_n = 0;
	*ret_confirmed = 0;
	if (!mg_staff_list(&at, "", "", /* disabled_too= */ false, today, &all, &n, err))
		return false;
	*ret = mg_arena_calloc(call->arena, n + 1, sizeof(**ret));
	if (!*ret)
		return no_room(err);
	for (size_t i = 0; i < n; i++) {
		const struct mg_staff_party member = mg_staff_party_of(&all[i], today);
		const bool has_head = mg_staff_head_of(all, n, all[i].ward, all[i].section, today) != NULL;
		if (!member.active || !mg_staff_confirms(&signer, &member, has_head))
			continue;
		if (all[i].confirmed)
			++*ret_confirmed;
		else
			(*ret)[(*ret_n)++] = all[i];
	}
	return true;
}
