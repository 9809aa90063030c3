/* SPDX-License-Identifier: Apache-2.0
 * Session.ChangePassword: old password and finger judged as in a login, then the new one by the rules.
 *   prepare: the rules that need no secret · both factors (auth/factors.h) · none of the last ones again · the new hash
 *   handler: failures forgotten · new generation · no change demanded any more · other sessions ended · leaks settled
 * A new password that the rules refuse is an answer, not an error: the old one stays in force, and the entry says why. */
#include "access/session_store.h"
#include "auth/account.h"
#include "auth/factors.h"
#include "auth/password.h"
#include "auth/password_store.h"

struct change {
	struct mg_attempt *attempt; /* NULL: refused by the rules before anything was judged */
	enum mg_password_fault fault;
	uint32_t generation;        /* that the new one follows */
	char hash[MG_PASSWORD_HASH_BYTES];
};

unsigned mg_account_characters_min(const struct mg_shared *shared)
{
	return shared->password_characters_min > MG_PASSWORD_CHARACTERS_MIN ? shared->password_characters_min
									     : MG_PASSWORD_CHARACTERS_MIN;
}

static bool judge_text(
	struct mg_call *call, const char *password, enum mg_password_fault *ret, struct mg_error *err)
{
	MG_CLEANUP(mg_tx_done) struct mg_tx tx;
	char nfc[2 * MG_PASSWORD_BYTES_MAX + 1];
	struct mg_password_owner owner;
	mg_tx_begin(&tx, call->db);
	if (!mg_password_owner_load(&tx, call->arena, call->shared, call->session.staff_id, &owner, err))
		return false;
	if (strnlen(password, MG_PASSWORD_BYTES_MAX + 1) > MG_PASSWORD_BYTES_MAX)
		*ret = MG_PASSWORD_TOO_LONG;
	else if (!mg_password_nfc(password, nfc, sizeof(nfc), NULL))
		*ret = MG_PASSWORD_CONTROL;
	else
		*ret = mg_password_judge(nfc, strlen(nfc), &owner, mg_account_characters_min(call->shared));
	mg_wipe(nfc, sizeof(nfc));
	return true;
}

/* Takes one hash's time for each that is kept. */
static bool judge_history(struct mg_call *call, const char *password, struct change *c, struct mg_error *err)
{
	struct mg_password_hashes last;
	struct mg_tx tx;
	mg_tx_begin(&tx, call->db);
	bool ok = mg_password_history(&tx, call->arena, call->shared, call->session.staff_id, &last, err);
	mg_tx_done(&tx);
	for (size_t i = 0; ok && i < last.n; i++)
		if (mg_password_matches(call->shared->login_gate, call->shared->keys, password, last.hash[i]))
			c->fault = MG_PASSWORD_REUSED;
	c->generation = last.generation;
	return ok;
}

bool mg_Session_change_password_prepare(
	struct mg_call *call, const Pb__ChangePasswordRequest *in, struct mg_error *err)
{
	struct mg_bytes login_id = {in->login_id.data, in->login_id.len};
	struct change *c = mg_arena_calloc(call->arena, 1, sizeof(*c));
	if (!c)
		return mg_fail(err, MG_ERR_TOO_LARGE, "no room for a change");
	if (!judge_text(call, in->new_password, &c->fault, err))
		return false;
	if (c->fault != MG_PASSWORD_FINE) { /* the challenge stays good for another try */
		call->prepared = c;
		return true;
	}
	c->attempt = mg_attempt_begin(call, login_id, in->finger, in->capture, err);
	if (!c->attempt)
		return false;
	c->attempt->kind = MG_CHALLENGE_FRESH;
	if (!mg_factors_judge(call, c->attempt, call->session.staff_no, in->password, err) ||
		!judge_history(call, in->new_password, c, err))
		return false;
	call->prepared = c;
	return c->fault != MG_PASSWORD_FINE ||
	       mg_password_hash(call->shared->login_gate, call->shared->keys, in->new_password, c->hash, err);
}

static bool store(struct mg_call *call, const struct change *c, struct mg_error *err)
{
	const uint64_t staff_id = call->session.staff_id;
	uint64_t ended, settled;
	bool active;
	if (!mg_auth_lock_parties(
		    call->tx, call->arena, call->shared, staff_id, call->terminal.terminal_id, &active, err))
		return false;
	if (!active)
		return mg_fail(err, MG_ERR_UNAUTHENTICATED, "disabled, locked or revoked meanwhile");
	if (!mg_password_add(call->tx, call->shared, staff_id, c->generation + 1, c->hash, call->session.staff_no,
		    call->now_us, err)) {
		if (err->code == MG_ERR_ALREADY_EXISTS)
			err->code = MG_ERR_CONFLICT; /* another change, or a reset, was quicker */
		return false;
	}
	if (!mg_password_demand_change(call->tx, call->shared, staff_id, false, err) ||
		!mg_password_end_others(
			call->tx, call->shared, staff_id, call->session.token_sha256, call->now_us, &ended, err) ||
		!mg_incident_settle_leaks(
			call->tx, call->shared, staff_id, call->session.staff_no, call->now_us, &settled, err))
		return false;
	return (!ended || mg_call_note_fact(call, "ended_other_sessions", "1", err)) &&
	       (!settled || mg_call_note_fact(call, "settled_leak", "1", err));
}

bool mg_Session_change_password(struct mg_call *call, const Pb__ChangePasswordRequest *in,
	Pb__ChangePasswordReply *out, struct mg_error *err)
{
	const struct change *c = call->prepared;
	uint32_t failures;
	(void)in;
	if (!c || (c->attempt && c->attempt->refused))
		return mg_fail(err, MG_ERR_INTERNAL, "a change that was not judged");
	out->changed = c->fault == MG_PASSWORD_FINE;
	out->fault = (Pb__PasswordFault)c->fault;
	out->characters_min = mg_account_characters_min(call->shared);
	out->history = MG_PASSWORD_HISTORY;
	if (!mg_call_note_fact(call, "changed", out->changed ? "yes" : "no", err) ||
		(!out->changed && !mg_call_note_fact(call, "fault", mg_password_fault_name(c->fault), err)))
		return false;
	if (c->attempt && (!mg_attempt_note(call, c->attempt, err) ||
				  !mg_attempt_close(call->tx, call, c->attempt, MG_OUTCOME_PASSED, err) ||
				  !mg_factors_forget_failures(call, c->attempt, &failures, err)))
		return false;
	struct mg_account_menu menu;
	if (!out->changed)
		return true;
	if (!store(call, c, err) || !mg_account_menu(call, call->session.staff_id, call->session.role, &menu, err))
		return false;
	out->n_permissions = menu.n_permissions, out->permissions = menu.permissions;
	out->n_screens = menu.n_screens, out->screens = menu.screens;
	return true;
}
