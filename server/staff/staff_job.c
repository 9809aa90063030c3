/* SPDX-License-Identifier: Apache-2.0
 * The job StaffDay: what a day brings for accounts. Approved changes and removals whose day has come, accounts behind their last
 * day, and, once a day, the alarms: requests left open, accounts that were past their end, assignments that nobody confirmed.
 * Each is one transaction with one entry. */
#include "access/session_store.h"
#include "base/log.h"
#include "staff/staff.h"

#define TRIES 5

/* ---- what is due ---- */

static bool act_on_one(struct mg_call *call, uint64_t request_no, struct mg_error *err)
{
	const struct mg_staff_in at = mg_staff_in(call);
	struct mg_staff_request r;
	if (!mg_request_get(&at, request_no, /* lock= */ true, &r, err))
		return false;
	if (r.state != MG_STAFF_APPROVED) /* another server was quicker */
		return true;
	return mg_staff_note(call, &r, MG_STAFF_STATE_NONE, err) && mg_staff_act(call, &r, "system", err) && mg_job_commit(call, err);
}

static bool disable_one(struct mg_call *call, uint64_t staff_id, struct mg_error *err)
{
	const struct mg_staff_in at = mg_staff_in(call);
	const struct mg_date today = mg_staff_today(call);
	struct mg_staff_row row;
	uint64_t ended;
	char last[MG_DATE_TEXT_BYTES];
	if (!mg_staff_get(&at, staff_id, /* lock= */ true, today, &row, err))
		return false;
	if (!row.active || mg_date_is_none(row.valid_to) || mg_date_compare(row.valid_to, today) >= 0)
		return true;
	mg_date_format(row.valid_to, MG_DATE_ISO, last);
	return mg_call_note_fact(call, "staff_no", row.staff_no, err) && mg_call_note_fact(call, "last_day", last, err) &&
	       mg_call_note_fact(call, "step", "disabled", err) && mg_account_disable(&at, staff_id, call->now_us, err) &&
	       mg_session_end_of_staff(
		       call->tx, call->shared, staff_id, MG_SESSION_END_REVOKED, call->now_us, &ended, err) &&
	       mg_call_note_fact(call, "sessions_ended", ended ? "1" : "0", err) && mg_job_commit(call, err);
}

typedef bool one_fn(struct mg_call *call, uint64_t id, struct mg_error *err);
/* One that cannot be done must not keep the others: its error is told at the end. */
static bool each(struct mg_call *call, const uint64_t *ids, size_t n, one_fn *one, struct mg_error *err)
{
	bool ok = true;
	for (size_t i = 0; i < n && !mg_call_is_over(call); i++) {
		struct mg_error own = {0};
		bool done = false;
		for (int k = 0; k < TRIES && !done && (k == 0 || own.code == MG_ERR_RETRY || own.code == MG_ERR_CONFLICT); k++) {
			own = (struct mg_error){0};
			mg_arena_reset(call->arena);
			done = mg_job_begin(call, &own) && one(call, ids[i], &own);
		}
		if (!done) {
			*err = own;
			ok = false;
		}
	}
	return ok;
}

/* ---- once a day ---- */

static bool count(struct mg_call *call, struct mg_staff_day *d, struct mg_error *err)
{
	const struct mg_staff_in at = mg_staff_in(call);
	struct mg_staff_request *open;
	struct mg_staff_row *all;
	size_t n_open, n_all;
	if (!mg_request_list(&at, MG_REQUESTS_OPEN, "", "", d->day, &open, &n_open, err) ||
		!mg_staff_list(&at, "", "", /* disabled_too= */ false, d->day, &all, &n_all, err))
		return false;
	for (size_t i = 0; i < n_open; i++)
		d->open_requests += mg_staff_is_left_open(open[i].state, open[i].asked_us, call->now_us);
	for (size_t i = 0; i < n_all && mg_staff_confirmation_is_overdue(d->day); i++)
		d->unconfirmed += mg_staff_is_active(&all[i], d->day) && !all[i].confirmed;
	return true;
}

static bool raise_alarm(struct mg_call *call, const char *what, uint32_t n, struct mg_error *err)
{
	if (!n)
		return true;
	mg_log(MG_LOG_ALARM, "accounts: %u %s", n, what);
	return mg_staff_note_number(call, what, n, err) && mg_call_note_fact(call, "alarm", what, err);
}

static bool look(struct mg_call *call, struct mg_date day, size_t past_end, struct mg_error *err)
{
	const struct mg_staff_in at = mg_staff_in(call);
	struct mg_staff_day d = {.day = day, .past_end = (uint32_t)past_end};
	bool is_there;
	if (!mg_staff_day_is_there(&at, day, &is_there, err) || is_there)
		return is_there;
	if (!count(call, &d, err))
		return false;
	if (!mg_staff_day_add(&at, &d, mg_staff_log(call), err))
		return err->code == MG_ERR_ALREADY_EXISTS; /* another server was quicker: nothing to commit */
	return mg_call_note_fact(call, "step", "day", err) && raise_alarm(call, "requests_left_open", d.open_requests, err) &&
	       raise_alarm(call, "accounts_past_their_end", d.past_end, err) &&
	       raise_alarm(call, "assignments_unconfirmed", d.unconfirmed, err) && mg_job_commit(call, err);
}

bool mg_job_staff_day(struct mg_call *call, struct mg_error *err)
{
	MG_CLEANUP(mg_arena_done) struct mg_arena mine;
	struct mg_staff_request *due;
	uint64_t *past, *nos;
	size_t n_due, n_past;
	mg_arena_init(&mine, 8U << 20);
	const struct mg_staff_in at = {call->tx, &mine, call->shared};
	if (!mg_job_begin(call, err))
		return false;
	const struct mg_date today = mg_staff_today(call);
	if (!mg_request_list(&at, MG_REQUESTS_DUE, "", "", today, &due, &n_due, err))
		return false;
	nos = mg_arena_calloc(&mine, n_due + 1, sizeof(*nos));
	if (!nos)
		return mg_fail(err, MG_ERR_TOO_LARGE, "no room for what is due");
	for (size_t i = 0; i < n_due; i++)
		nos[i] = due[i].request_no;
	bool ok = each(call, nos, n_due, act_on_one, err);
	/* behind what was due: only who has an end without a removal is left */
	if (!mg_job_begin(call, err) || !mg_account_list_past(&at, today, &past, &n_past, err))
		return false;
	ok = each(call, past, n_past, disable_one, err) && ok;
	mg_arena_reset(call->arena);
	return mg_job_begin(call, err) && look(call, today, n_past, err) && ok;
}
