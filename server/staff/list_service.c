/* SPDX-License-Identifier: Apache-2.0
 * Staff.List and Personnel: the people of the city, and which accounts are out of order beside the list of personnel. */
#include "staff/staff.h"

static bool no_room(struct mg_error *err)
{
	return mg_fail(err, MG_ERR_TOO_LARGE, "no room for the reply");
}

bool mg_Staff_list(struct mg_call *call, const Pb__StaffListRequest *in, Pb__StaffListReply *out, struct mg_error *err)
{
	const struct mg_staff_in at = mg_staff_in(call);
	struct mg_staff_row own, *list;
	size_t n;
	if (in->ward[0] && (strlen(in->ward) != 3 || strspn(in->ward, "0123456789") != 3))
		return mg_staff_invalid(call, "ward", err);
	if (!mg_staff_own(call, &own, err))
		return false;
	/* a head sees the own section, whatever is asked for */
	const bool is_head = own.role == MG_STAFF_HEAD;
	if (!mg_staff_list(&at, is_head ? own.ward : in->ward, is_head ? own.section : "", in->disabled_too, mg_staff_today(call),
		    &list, &n, err))
		return false;
	out->members = mg_arena_calloc(call->arena, n + 1, sizeof(*out->members));
	if (!out->members)
		return no_room(err);
	for (; out->n_members < n; out->n_members++)
		if (!mg_staff_reply_member(call, &list[out->n_members], &out->members[out->n_members], err))
			return false;
	return mg_staff_note_number(call, "members", n, err);
}

/* ---- the list of personnel ---- */

static const struct mg_personnel *find_person(const struct mg_personnel *list, size_t n, const char *ref)
{
	for (size_t i = 0; i < n; i++)
		if (strcmp(list[i].person_ref, ref) == 0)
			return &list[i];
	return NULL;
}

struct report {
	const struct mg_personnel *people;
	size_t n_people;
	const uint64_t *to_end;
	size_t n_to_end;
	bool has_list;
	struct mg_date today;
};

static bool is_to_end(const struct report *r, uint64_t staff_id)
{
	for (size_t i = 0; i < r->n_to_end; i++)
		if (r->to_end[i] == staff_id)
			return true;
	return false;
}

/* The gravest first. Vendors are in no list of the city's personnel. */
static Pb__StaffFinding judge(const struct mg_call *call, const struct report *r, const struct mg_staff_row *m, struct mg_date *ret_left)
{
	const struct mg_personnel *p = m->person_ref[0] ? find_person(r->people, r->n_people, m->person_ref) : NULL;
	const int64_t begun_us = m->assigned_us ? m->assigned_us : m->made_us;
	*ret_left = (struct mg_date){0};
	if (p && p->state == MG_PERSONNEL_LEFT && mg_date_compare(p->left_on, r->today) < 0) {
		*ret_left = p->left_on;
		return PB__STAFF_FINDING__STAFF_DEPARTED;
	}
	if (r->has_list && !p && !m->vendor)
		return PB__STAFF_FINDING__STAFF_UNKNOWN;
	if (is_to_end(r, m->staff_id))
		return PB__STAFF_FINDING__STAFF_TO_END;
	return mg_staff_unused_days(m->last_login_us, begun_us, call->now_us) > MG_STAFF_UNUSED_DAYS
		       ? PB__STAFF_FINDING__STAFF_UNUSED
		       : PB__STAFF_FINDING__STAFF_FINDING_NONE;
}

static bool report_one(struct mg_call *call, const struct mg_staff_row *m, Pb__StaffFinding finding, struct mg_date left_on,
	Pb__StaffPersonnelReply *out, struct mg_error *err)
{
	Pb__StaffReported *row = mg_arena_alloc(call->arena, sizeof(*row));
	if (!row)
		return no_room(err);
	pb__staff_reported__init(row);
	row->finding = finding;
	out->reported[out->n_reported++] = row;
	return mg_staff_reply_day(call, left_on, &row->left_on, err) && mg_staff_reply_member(call, m, &row->member, err);
}

static bool load_report(struct mg_call *call, struct report *r, Pb__StaffPersonnelReply *out, struct mg_error *err)
{
	const struct mg_staff_in at = mg_staff_in(call);
	struct mg_personnel_run run;
	struct mg_personnel *people;
	uint64_t *to_end;
	if (!mg_personnel_last(&at, &run, err) || !mg_personnel_list(&at, &people, &r->n_people, err) ||
		!mg_confirmation_to_end(&at, mg_date_fiscal_year(r->today), &to_end, &r->n_to_end, err))
		return false;
	r->people = people;
	r->to_end = to_end;
	r->has_list = run.run_no != 0;
	out->run_no = run.run_no;
	out->imported_us = run.imported_us;
	out->lines = run.lines;
	return true;
}

bool mg_Staff_personnel(
	struct mg_call *call, const Pb__StaffPersonnelRequest *in, Pb__StaffPersonnelReply *out, struct mg_error *err)
{
	const struct mg_staff_in at = mg_staff_in(call);
	struct report r = {.today = mg_staff_today(call)};
	struct mg_staff_row *list;
	size_t n;
	(void)in;
	if (!load_report(call, &r, out, err) ||
		!mg_staff_list(&at, "", "", /* disabled_too= */ false, r.today, &list, &n, err))
		return false;
	out->reported = mg_arena_calloc(call->arena, n + 1, sizeof(*out->reported));
	if (!out->reported)
		return no_room(err);
	for (size_t i = 0; i < n; i++) {
		struct mg_date left_on;
		const Pb__StaffFinding finding = judge(call, &r, &list[i], &left_on);
		if (finding != PB__STAFF_FINDING__STAFF_FINDING_NONE && !report_one(call, &list[i], finding, left_on, out, err))
			return false;
	}
	return mg_staff_note_number(call, "personnel_run", out->run_no, err) &&
	       mg_staff_note_number(call, "reported", out->n_reported, err);
}
