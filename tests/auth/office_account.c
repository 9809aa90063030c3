/* SPDX-License-Identifier: Apache-2.0 */
#include "office_account.h"
#include "office_inside.h"
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <string.h>
#include <cmocka.h>

/* The office has no door, and its calls no entry: incidents name the first of writer 1. */
void mg_call_log_ref(const struct mg_call *call, uint64_t *ret_writer, uint64_t *ret_n)
{
	(void)call;
	*ret_writer = 1;
	*ret_n = 1;
}

static bool handle_change(struct mg_call *call, const void *in, void *out, struct mg_error *err)
{
	return mg_Session_change_password(call, in, out, err);
}
static bool handle_report(struct mg_call *call, const void *in, void *out, struct mg_error *err)
{
	return mg_Session_report_leak(call, in, out, err);
}
static bool handle_logins(struct mg_call *call, const void *in, void *out, struct mg_error *err)
{
	return mg_Session_my_logins(call, in, out, err);
}

static bool is_in_notes(const char *text)
{
	return memmem(office.notes.facts, office.notes.facts_n, text, strlen(text)) != NULL;
}

struct office_change office_change_password(
	const uint8_t token[32], const struct office_try *t, const char *new_password)
{
	enum mg_session_end end;
	struct office_challenge c = t->challenge ? *t->challenge : office_fresh_challenge(token, t->terminal);
	struct mg_call call = office_call_in(token, t->terminal, &end);
	Pb__ChangePasswordRequest in = PB__CHANGE_PASSWORD_REQUEST__INIT;
	Pb__ChangePasswordReply out = PB__CHANGE_PASSWORD_REPLY__INIT;
	struct office_change r = {0};
	struct mg_error err = {0};
	struct office_packed p;
	office_pack(t, &c, &p);
	in.login_id = (ProtobufCBinaryData){16, c.login_id};
	in.password = (char *)(uintptr_t)(t->password ? t->password : office_people[t->person].password);
	in.finger = &p.finger;
	in.capture = &p.envelope;
	in.new_password = (char *)(uintptr_t)new_password;
	office_arrived_us = 0;
	bool ok = mg_Session_change_password_prepare(&call, &in, &err) &&
		  office_run(&call, handle_change, &in, &out, &err);
	office_finish(&r.reply, &call, ok, &err);
	r.text_in_notes = is_in_notes(new_password) || is_in_notes(in.password);
	r.changed = out.changed;
	r.fault = (int)out.fault;
	r.n_permissions = out.n_permissions;
	r.characters_min = out.characters_min;
	return r;
}

struct office_reply office_report_leak(const uint8_t token[32], int terminal, bool lock_account)
{
	enum mg_session_end end;
	struct mg_call call = office_call_in(token, terminal, &end);
	Pb__ReportLeakRequest in = PB__REPORT_LEAK_REQUEST__INIT;
	Pb__ReportLeakReply out = PB__REPORT_LEAK_REPLY__INIT;
	struct office_reply r = {0};
	struct mg_error err = {0};
	in.lock_account = lock_account;
	bool ok = office_run(&call, handle_report, &in, &out, &err);
	office_finish(&r, &call, ok, &err);
	if (ok)
		assert_true(out.incident_no > 0);
	return r;
}

struct office_logins office_my_logins(const uint8_t token[32], int terminal)
{
	enum mg_session_end end;
	struct mg_call call = office_call_in(token, terminal, &end);
	Pb__MyLoginsRequest in = PB__MY_LOGINS_REQUEST__INIT;
	Pb__MyLoginsReply out = PB__MY_LOGINS_REPLY__INIT;
	struct office_logins r = {0};
	struct mg_error err = {0};
	if (!office_run(&call, handle_logins, &in, &out, &err))
		fail_msg("my logins: %s", err.detail);
	for (r.n = 0; r.n < out.n_seen; r.n++) {
		r.outcome[r.n] = (int)out.seen[r.n]->outcome;
		r.act[r.n] = (int)out.seen[r.n]->act;
		r.at_us[r.n] = out.seen[r.n]->at_us;
		snprintf(r.terminal[r.n], sizeof(r.terminal[0]), "%s", out.seen[r.n]->terminal_name);
	}
	r.refused = out.refused;
	r.changed_us = out.password_changed_us;
	r.expires_us = out.password_expires_us;
	return r;
}

struct office_reply office_login_with(enum office_person person, int terminal, const char *password)
{
	return office_login(&(struct office_try){.person = person, .terminal = terminal, .password = password});
}
