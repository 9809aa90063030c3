/* SPDX-License-Identifier: Apache-2.0 */
#include "staff/staff_rules.h"
#include <string.h>

#define DAY_US INT64_C(86400000000)

static const char *const kinds[] = {"", "register", "change", "remove", "personal", "password"};
static const char *const states[MG_STAFF_STATE_MAX] = {"", "requested", "approved", "done", "refused", "withdrawn", "lapsed"};

const char *mg_staff_kind_name(enum mg_staff_kind kind)
{
	return (unsigned)kind <= MG_STAFF_PASSWORD ? kinds[kind] : "";
}

const char *mg_staff_state_name(enum mg_staff_state state)
{
	return (unsigned)state < MG_STAFF_STATE_MAX ? states[state] : "";
}

bool mg_staff_may_move(enum mg_staff_state from, enum mg_staff_state to)
{
	if (from == MG_STAFF_REQUESTED)
		return to == MG_STAFF_APPROVED || to == MG_STAFF_REFUSED || to == MG_STAFF_WITHDRAWN;
	return from == MG_STAFF_APPROVED && (to == MG_STAFF_DONE || to == MG_STAFF_LAPSED);
}

static bool is_known(const char *ref)
{
	return ref && ref[0];
}

bool mg_staff_same_person(const struct mg_staff_party *a, const struct mg_staff_party *b)
{
	if (!is_known(a->person_ref) || !is_known(b->person_ref))
		return true;
	return (a->staff_id && a->staff_id == b->staff_id) || strcmp(a->person_ref, b->person_ref) == 0;
}

/* ---- asking ---- */

static const char *what_fault(const struct mg_staff_wish *w, struct mg_date today)
{
	const bool has_end = !mg_date_is_none(w->valid_to);
	if (mg_date_compare(w->effective, today) < 0)
		return "day_is_past";
	if (mg_date_compare(w->effective, mg_date_add_days(today, MG_STAFF_AHEAD_DAYS_MAX)) > 0)
		return "day_too_far";
	if (w->kind != MG_STAFF_REMOVE && has_end && mg_date_compare(w->valid_to, w->effective) < 0)
		return "end_before_beginning";
	if (w->vendor && !has_end)
		return "vendor_without_end";
	if (w->vendor && (w->role == MG_STAFF_HEAD || w->role == MG_STAFF_AUTHORITY)) /* they would be one of two */
		return "vendor_role";
	if (w->kind == MG_STAFF_PERSONAL &&
		mg_date_compare(w->valid_to, mg_date_add_days(w->effective, MG_STAFF_PERSONAL_DAYS_MAX - 1)) > 0)
		return "span_too_long";
	return NULL;
}

static const char *place_fault(const struct mg_staff_party *head, const char *ward, const char *section)
{
	if (strcmp(head->ward, ward) != 0)
		return "another_ward";
	return strcmp(head->section, section) != 0 ? "another_section" : NULL;
}

static const char *register_fault(const struct mg_staff_party *head, const struct mg_staff_party *subject,
	const struct mg_staff_wish *w)
{
	const char *fault = place_fault(head, w->ward, w->section);
	if (fault || !subject->staff_id)
		return fault;
	/* who comes back gets the number back; nobody else ever does */
	const bool same = is_known(subject->person_ref) && strcmp(subject->person_ref, w->person_ref) == 0;
	return subject->active || !same || subject->vendor != w->vendor ? "number_taken" : NULL;
}

static const char *existing_fault(const struct mg_staff_party *head, const struct mg_staff_party *subject,
	const struct mg_staff_wish *w, bool changes_anything)
{
	const char *fault = place_fault(head, subject->ward, subject->section);
	if (fault)
		return fault;
	if (!subject->active)
		return "not_active";
	if (w->kind == MG_STAFF_PERSONAL && !subject->vendor)
		return "not_a_vendor";
	return w->kind == MG_STAFF_CHANGE && !changes_anything ? "nothing_changes" : NULL;
}

const char *mg_staff_request_fault(const struct mg_staff_party *head, const struct mg_staff_party *subject,
	const struct mg_staff_wish *w, bool changes_anything, struct mg_date today)
{
	const struct mg_staff_party person = {.staff_id = subject->staff_id, .person_ref = w->person_ref};
	if (head->role != MG_STAFF_HEAD || !head->active || head->vendor)
		return "not_a_head";
	if (!is_known(head->person_ref) || !is_known(w->person_ref))
		return "no_person_ref";
	if (w->kind != MG_STAFF_REMOVE && mg_staff_same_person(head, &person))
		return "own_account";
	const char *fault = w->kind == MG_STAFF_REGISTER ? register_fault(head, subject, w)
							 : existing_fault(head, subject, w, changes_anything);
	return fault ? fault : what_fault(w, today);
}

/* ---- deciding ---- */

const char *mg_staff_decide_fault(const struct mg_staff_party *decider, const struct mg_staff_party *requester,
	const struct mg_staff_party *subject, bool approves)
{
	if (decider->role != MG_STAFF_AUTHORITY || decider->vendor)
		return "not_the_authority";
	if (!decider->active)
		return "decider_not_active";
	if (!is_known(decider->person_ref) || !is_known(requester->person_ref) || !is_known(subject->person_ref))
		return "no_person_ref";
	if (mg_staff_same_person(decider, requester))
		return "own_request";
	if (mg_staff_same_person(decider, subject))
		return "own_account";
	return approves && (!requester->active || requester->role != MG_STAFF_HEAD) ? "requester_not_in_office" : NULL;
}

bool mg_staff_is_due(enum mg_staff_kind kind, struct mg_date effective, struct mg_date today)
{
	return kind == MG_STAFF_REGISTER || kind == MG_STAFF_PERSONAL || mg_date_compare(effective, today) <= 0;
}

bool mg_staff_is_left_open(enum mg_staff_state state, int64_t asked_us, int64_t now_us)
{
	return state == MG_STAFF_REQUESTED && now_us - asked_us > MG_STAFF_OPEN_DAYS * DAY_US;
}

struct mg_date mg_staff_last_day(struct mg_date effective, struct mg_date valid_from)
{
	return mg_date_later(mg_date_add_days(effective, -1), valid_from);
}

int32_t mg_staff_unused_days(int64_t last_login_us, int64_t made_us, int64_t now_us)
{
	const int64_t since = last_login_us > made_us ? last_login_us : made_us;
	return now_us > since ? (int32_t)((now_us - since) / DAY_US) : 0;
}

/* ---- the yearly confirmation ---- */

bool mg_staff_confirms(const struct mg_staff_party *head, const struct mg_staff_party *member, bool has_head)
{
	if (!head->active || head->vendor || !is_known(head->person_ref) || head->staff_id == member->staff_id ||
		(is_known(member->person_ref) && strcmp(head->person_ref, member->person_ref) == 0))
		return false;
	if (head->role == MG_STAFF_HEAD)
		return strcmp(head->ward, member->ward) == 0 && strcmp(head->section, member->section) == 0;
	return head->role == MG_STAFF_AUTHORITY && (member->role == MG_STAFF_HEAD || !has_head);
}

bool mg_staff_confirmation_is_overdue(struct mg_date today)
{
	const struct mg_date may = {mg_date_fiscal_year(today), 5, 1};
	return mg_date_compare(today, may) >= 0;
}

bool mg_staff_is_unconfirmed(bool confirmed, struct mg_date assigned_on, struct mg_date today)
{
	return !confirmed && mg_staff_confirmation_is_overdue(today) &&
	       mg_date_to_days(today) - mg_date_to_days(assigned_on) > MG_STAFF_UNCONFIRMED_DAYS;
}

struct mg_date mg_staff_unconfirmed_since(struct mg_date assigned_on, struct mg_date today)
{
	const struct mg_date april = {mg_date_fiscal_year(today), 4, 1};
	return mg_date_later(april, assigned_on);
}
