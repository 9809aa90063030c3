/* SPDX-License-Identifier: Apache-2.0
 * Staff.Personnel: which accounts are out of order beside the list of personnel, the last login and the year's confirmation,
 * since when, and what was asked for already. Asks and changes nothing. */
#include "staff/staff.h"

struct report {
	const struct mg_personnel *people;
	size_t n_people;
	const struct mg_to_end *to_end;
	size_t n_to_end;
	const struct mg_staff_request *open, *due; /* undecided; approved for a day to come */
	size_t n_open, n_due;
	const struct mg_staff_row *accounts;
	size_t n_accounts;
	bool has_list;
	int64_t imported_us;
	struct mg_date today;
};
struct finding {
	Pb__StaffFinding what;
	struct mg_date since, left_on;
};

static bool no_room(struct mg_error *err)
{
	return mg_fail(err, MG_ERR_TOO_LARGE, "no room for the reply");
}

/* ---- what is wrong with one account ---- */

static const struct mg_personnel *find_person(const struct mg_personnel *list, size_t n, const char *ref)
{
	for (size_t i = 0; i < n; i++)
		if (strcmp(list[i].person_ref, ref) == 0)
			return &list[i];
	return NULL;
}

static const struct mg_to_end *find_to_end(const struct report *r, uint64_t staff_id)
{
	for (size_t i = 0; i < r->n_to_end; i++)
		if (r->to_end[i].staff_id == staff_id)
			return &r->to_end[i];
	return NULL;
}

/* The gravest first. Vendors are in no list of the city's personnel. */
static struct finding judge(const struct mg_call *call, const struct report *r, const struct mg_staff_row *m)
{
	const struct mg_personnel *p = m->person_ref[0] ? find_person(r->people, r->n_people, m->person_ref) : NULL;
	const struct mg_to_end *to_end = find_to_end(r, m->staff_id);
	const int64_t begun_us = m->assigned_us ? m->assigned_us : m->made_us;
	const struct mg_date begun_on = mg_date_of_utc_us(begun_us);
	if (p && p->state == MG_PERSONNEL_LEFT && mg_date_compare(p->left_on, r->today) < 0)
		return (struct finding){PB__STAFF_FINDING__STAFF_DEPARTED, p->left_on, p->left_on};
	if (r->has_list && !p && !m->vendor)
		return (struct finding){.what = PB__STAFF_FINDING__STAFF_UNKNOWN, .since = mg_date_of_utc_us(r->imported_us)};
	if (to_end)
		return (struct finding){.what = PB__STAFF_FINDING__STAFF_TO_END, .since = mg_date_of_utc_us(to_end->signed_us)};
	if (mg_staff_unused_days(m->last_login_us, begun_us, call->now_us) > MG_STAFF_UNUSED_DAYS)
		return (struct finding){.what = PB__STAFF_FINDING__STAFF_UNUSED,
			.since = mg_date_later(mg_date_of_utc_us(m->last_login_us), begun_on)};
	if (mg_staff_is_unconfirmed(m->confirmed, begun_on, r->today))
		return (struct finding){.what = PB__STAFF_FINDING__STAFF_UNCONFIRMED,
			.since = mg_staff_unconfirmed_since(begun_on, r->today)};
	return (struct finding){.what = PB__STAFF_FINDING__STAFF_FINDING_NONE};
}

/* ---- what was asked for, and who may ask ---- */

static const struct mg_staff_request *find_removal(
	const struct mg_staff_request *list, size_t n, const char *staff_no, enum mg_staff_state state)
{
	for (size_t i = 0; i < n; i++)
		if (list[i].kind == MG_STAFF_REMOVE && list[i].state == state && strcmp(list[i].staff_no, staff_no) == 0)
			return &list[i];
	return NULL;
}

static bool tell_removal(struct mg_call *call, const struct report *r, const struct mg_staff_row *m, Pb__StaffReported *row,
	struct mg_error *err)
{
	const struct mg_staff_row *head = mg_staff_head_of(r->accounts, r->n_accounts, m->ward, m->section, r->today);
	const struct mg_staff_request *removal = find_removal(r->open, r->n_open, m->staff_no, MG_STAFF_REQUESTED);
	if (!removal)
		removal = find_removal(r->due, r->n_due, m->staff_no, MG_STAFF_APPROVED);
	if (head && head->staff_id != m->staff_id) /* nobody asks for the own removal */
		row->head_name = mg_staff_borrow(head->name);
	if (!removal)
		return true;
	row->removal_no = removal->request_no;
	row->removal_approved = removal->state == MG_STAFF_APPROVED;
	return mg_staff_reply_day(call, removal->effective, &row->removal_on, err);
}

/* ---- the report ---- */

static bool report_one(struct mg_call *call, const struct report *r, const struct mg_staff_row *m, const struct finding *f,
	Pb__StaffPersonnelReply *out, struct mg_error *err)
{
	Pb__StaffReported *row = mg_arena_alloc(call->arena, sizeof(*row));
	if (!row)
		return no_room(err);
	pb__staff_reported__init(row);
	row->finding = f->what;
	out->reported[out->n_reported++] = row;
	return mg_staff_reply_day(call, f->left_on, &row->left_on, err) && mg_staff_reply_day(call, f->since, &row->since, err) &&
	       tell_removal(call, r, m, row, err) && mg_staff_reply_member(call, m, &row->member, err);
}

static bool load_requests(const struct mg_staff_in *at, struct report *r, struct mg_error *err)
{
	struct mg_staff_request *open, *due;
	const struct mg_date ahead = mg_date_add_days(r->today, MG_STAFF_AHEAD_DAYS_MAX);
	if (!mg_request_list(at, MG_REQUESTS_OPEN, "", "", r->today, &open, &r->n_open, err) ||
		!mg_request_list(at, MG_REQUESTS_DUE, "", "", ahead, &due, &r->n_due, err))
		return false;
	r->open = open;
	r->due = due;
	return true;
}

static bool load_report(struct mg_call *call, struct report *r, Pb__StaffPersonnelReply *out, struct mg_error *err)
{
	const struct mg_staff_in at = mg_staff_in(call);
	struct mg_personnel_run run;
	struct mg_personnel *people;
	struct mg_to_end *to_end;
	struct mg_staff_row *accounts;
	if (!mg_personnel_last(&at, &run, err) || !mg_personnel_list(&at, &people, &r->n_people, err) ||
		!mg_confirmation_to_end(&at, mg_date_fiscal_year(r->today), &to_end, &r->n_to_end, err) ||
		!mg_staff_list(&at, "", "", /* disabled_too= */ false, r->today, &accounts, &r->n_accounts, err))
		return false;
	r->people = people;
	r->to_end = to_end;
	r->accounts = accounts;
	r->has_list = run.run_no != 0;
	r->imported_us = run.imported_us;
	out->run_no = run.run_no;
	out->imported_us = run.imported_us;
	out->lines = run.lines;
	return load_requests(&at, r, err);
}

bool mg_Staff_personnel(
	struct mg_call *call, const Pb__StaffPersonnelRequest *in, Pb__StaffPersonnelReply *out, struct mg_error *err)
{
	static const Pb__StaffFinding by_gravity[] = {PB__STAFF_FINDING__STAFF_DEPARTED, PB__STAFF_FINDING__STAFF_UNKNOWN,
		PB__STAFF_FINDING__STAFF_TO_END, PB__STAFF_FINDING__STAFF_UNUSED, PB__STAFF_FINDING__STAFF_UNCONFIRMED};
	struct report r = {.today = mg_staff_today(call)};
	(void)in;
	if (!load_report(call, &r, out, err))
		return false;
	struct finding *found = mg_arena_calloc(call->arena, r.n_accounts + 1, sizeof(*found));
	out->reported = mg_arena_calloc(call->arena, r.n_accounts + 1, sizeof(*out->reported));
	if (!out->reported || !found)
		return no_room(err);
	for (size_t i = 0; i < r.n_accounts; i++)
		found[i] = judge(call, &r, &r.accounts[i]);
	for (size_t k = 0; k < MG_LEN(by_gravity); k++)
		for (size_t i = 0; i < r.n_accounts; i++)
			if (found[i].what == by_gravity[k] && !report_one(call, &r, &r.accounts[i], &found[i], out, err))
				return false;
	return mg_staff_note_number(call, "personnel_run", out->run_no, err) &&
	       mg_staff_note_number(call, "reported", out->n_reported, err);
}
