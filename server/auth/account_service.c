/* SPDX-License-Identifier: Apache-2.0
 * Session.ReportLeak and Session.MyLogins: what a person does about, and sees of, the own account. */
#include "access/session_store.h"
#include "auth/account.h"
#include "auth/password_store.h"

#define SEEN_DAYS 90
#define DAY_US INT64_C(86400000000)

bool mg_account_menu(struct mg_call *call, uint64_t staff_id, enum mg_staff_role role, struct mg_account_menu *ret,
	struct mg_error *err)
{
	struct mg_session s = {.role = role};
	struct mg_account_menu menu = {.permissions = mg_arena_calloc(call->arena, MG_PERM_MAX, sizeof(*menu.permissions)),
		.screens = mg_arena_calloc(call->arena, MG_SCREENS, sizeof(*menu.screens))};
	if (!menu.permissions || !menu.screens)
		return mg_fail(err, MG_ERR_TOO_LARGE, "no room for the reply");
	if (!mg_withheld_find(call->tx, call->arena, call->shared, staff_id, call->now_us, &s.withheld, err) ||
		!mg_session_find_rights(call->tx, call->arena, call->shared, staff_id, &s, err))
		return false;
	for (int i = MG_PERM_SIGNED_IN + 1; i < MG_PERM_MAX; i++)
		if (mg_session_may(&s, (enum mg_perm)i))
			menu.permissions[menu.n_permissions++] = (char *)(uintptr_t)mg_perm_name((enum mg_perm)i);
	const struct mg_screens own = s.matrix ? mg_rights_screens(s.matrix, s.may) : (struct mg_screens){{0, 0}};
	for (unsigned i = 0; i < MG_SCREENS; i++)
		if (mg_screens_has(&own, i))
			menu.screens[menu.n_screens++] = i;
	*ret = menu;
	return true;
}

bool mg_Session_report_leak(
	struct mg_call *call, const Pb__ReportLeakRequest *in, Pb__ReportLeakReply *out, struct mg_error *err)
{
	const uint64_t staff_id = call->session.staff_id;
	struct mg_leak leak = {.staff_id = staff_id, .reported_by = call->session.staff_no,
		.terminal_id = call->terminal.terminal_id, .locks = in->lock_account, .now_us = call->now_us};
	bool active;
	mg_call_log_ref(call, &leak.log_writer, &leak.log_n);
	if (!mg_call_note_fact(call, "act", leak.locks ? "lock" : "change", err) ||
		!mg_auth_lock_parties(
			call->tx, call->arena, call->shared, staff_id, call->terminal.terminal_id, &active, err))
		return false;
	if (!active)
		return mg_fail(err, MG_ERR_UNAUTHENTICATED, "disabled, locked or revoked meanwhile");
	/* the password that may be known stays good for nothing but its change */
	if (!mg_incident_add_leak(call->tx, call->shared, &leak, &out->incident_no, err) ||
		!mg_password_demand_change(call->tx, call->shared, staff_id, true, err))
		return false;
	if (!leak.locks)
		return mg_password_end_others(
			call->tx, call->shared, staff_id, call->session.token_sha256, call->now_us, NULL, err);
	return mg_password_lock(call->tx, call->shared, staff_id, call->now_us, err) &&
	       mg_session_end_of_staff(
		       call->tx, call->shared, staff_id, MG_SESSION_END_REVOKED, call->now_us, NULL, err);
}

/* ---- my logins ---- */

static bool fill_seen(struct mg_call *call, const struct mg_seen *seen, size_t n, Pb__MyLoginsReply *out,
	struct mg_error *err)
{
	Pb__LoginSeen *rows = mg_arena_calloc(call->arena, n + 1, sizeof(*rows));
	out->seen = mg_arena_calloc(call->arena, n + 1, sizeof(*out->seen));
	if (!rows || !out->seen)
		return mg_fail(err, MG_ERR_TOO_LARGE, "no room for the reply");
	for (size_t i = 0; i < n; i++) {
		rows[i] = (Pb__LoginSeen)PB__LOGIN_SEEN__INIT;
		rows[i].at_us = seen[i].at_us;
		rows[i].terminal_name = seen[i].terminal;
		rows[i].section_name = seen[i].section;
		rows[i].act = (Pb__LoginSeen__Act)seen[i].kind; /* the same order */
		rows[i].outcome = (Pb__LoginSeen__Outcome)seen[i].outcome;
		out->seen[i] = &rows[i];
	}
	out->n_seen = n;
	return true;
}

bool mg_Session_my_logins(
	struct mg_call *call, const Pb__MyLoginsRequest *in, Pb__MyLoginsReply *out, struct mg_error *err)
{
	const unsigned max_age_days = call->shared->password_max_age_days;
	struct mg_password_hashes last;
	struct mg_seen seen[MG_SEEN_MAX];
	size_t n;
	(void)in;
	if (!mg_seen_list(call->tx, call->arena, call->shared, call->session.staff_id, call->now_us - SEEN_DAYS * DAY_US,
		    seen, &n, &out->refused, err) ||
		!mg_password_history(call->tx, call->arena, call->shared, call->session.staff_id, &last, err))
		return false;
	out->password_changed_us = last.changed_us;
	out->password_expires_us = max_age_days ? last.changed_us + max_age_days * DAY_US : 0;
	out->characters_min = mg_account_characters_min(call->shared);
	out->history = MG_PASSWORD_HISTORY;
	return fill_seen(call, seen, n, out, err);
}
