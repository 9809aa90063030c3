/* SPDX-License-Identifier: Apache-2.0
 * Login.Challenge and Login.Login: both factors judged together, one verdict, one refusal.
 *   prepare: both factors (auth/factors.h)
 *   handler: failures forgotten · a change of a password that is too old demanded · other sessions ended · session begun */
#include <openssl/sha.h>
#include <sodium.h>
#include "access/session_store.h"
#include "auth/account.h"
#include "auth/attempt.h"
#include "auth/factors.h"
#include "auth/password_store.h"

bool mg_Login_challenge(
	struct mg_call *call, const Pb__ChallengeRequest *in, Pb__ChallengeReply *out, struct mg_error *err)
{
	struct mg_challenge c;
	bool is_training;
	(void)in;
	if (!mg_auth_add_challenge(
		    call->tx, call->shared, MG_CHALLENGE_LOGIN, call->terminal.terminal_id, 0, call->now_us, &c, err))
		return false;
	out->login_id.data = (uint8_t *)mg_arena_memdup(call->arena, c.login_id, sizeof(c.login_id));
	out->login_id.len = sizeof(c.login_id);
	out->nonce.data = (uint8_t *)mg_arena_memdup(call->arena, c.nonce, sizeof(c.nonce));
	out->nonce.len = sizeof(c.nonce);
	out->terminal_name = call->terminal.name;
	out->section_name = call->terminal.section;
	out->municipality_name = mg_arena_strdup(call->arena, call->shared->municipality_name);
	if (!mg_auth_is_training(call->tx, call->arena, call->shared, &is_training, err))
		return false;
	out->training = is_training;
	return (out->login_id.data && out->nonce.data && out->municipality_name) ||
	       mg_fail(err, MG_ERR_TOO_LARGE, "no room for the reply");
}

bool mg_Login_login_prepare(struct mg_call *call, const Pb__LoginRequest *in, struct mg_error *err)
{
	struct mg_bytes login_id = {in->login_id.data, in->login_id.len};
	struct mg_attempt *a = mg_attempt_begin(call, login_id, in->finger, in->capture, err);
	if (!a)
		return false;
	a->kind = MG_CHALLENGE_LOGIN;
	return mg_factors_judge(call, a, in->staff_no, in->password, err);
}

/* ---- the transaction ---- */

static bool is_expired(const struct mg_call *call, const struct mg_auth_person *p)
{
	return mg_password_is_expired(p->password_changed_us, call->now_us, call->shared->password_max_age_days);
}

/* Ends what else the person or the terminal has open, and begins. */
static bool begin_session(struct mg_call *call, const struct mg_attempt *a, const uint8_t token_sha256[32],
	struct mg_error *err)
{
	uint64_t of_staff, of_terminal;
	bool active, hold;
	if (!mg_auth_lock_parties(call->tx, call->arena, call->shared, a->person.staff_id, call->terminal.terminal_id,
		    &active, err) ||
		!mg_auth_factors_hold(call->tx, call->arena, call->shared, &a->person, &hold, err))
		return false;
	if (!active || !hold) /* judged, and taken away before the session begins */
		return mg_call_note_fact(call, "refused", active ? "factors_changed_meanwhile" : "disabled_meanwhile", err) &&
		       mg_fail(err, MG_ERR_LOGIN_REFUSED, "disabled, revoked or other factors meanwhile");
	if (is_expired(call, &a->person) &&
		!mg_password_demand_change(call->tx, call->shared, a->person.staff_id, true, err))
		return false;
	if (!mg_session_end_of_staff(call->tx, call->shared, a->person.staff_id, MG_SESSION_END_ELSEWHERE, call->now_us,
		    &of_staff, err) ||
		!mg_session_end_of_terminal(call->tx, call->shared, call->terminal.terminal_id, MG_SESSION_END_ELSEWHERE,
			call->now_us, &of_terminal, err) ||
		!mg_auth_add_session(
			call->tx, call->shared, token_sha256, a->person.staff_id, &call->terminal, call->now_us, err))
		return false;
	if (of_staff + of_terminal > 0)
		return mg_call_note_fact(call, "ended_other_sessions", of_staff + of_terminal > 1 ? "2" : "1", err);
	return true;
}

static bool fill_reply(struct mg_call *call, struct mg_attempt *a, const uint8_t token[32], uint32_t failures,
	Pb__LoginReply *out, struct mg_error *err)
{
	struct mg_auth_person *p = &a->person;
	out->token.data = (uint8_t *)mg_arena_memdup(call->arena, token, 32);
	out->token.len = 32;
	if (!out->token.data)
		return mg_fail(err, MG_ERR_TOO_LARGE, "no room for the reply");
	out->staff_name = p->name;
	out->section_name = p->section;
	out->role_name = (char *)(uintptr_t)mg_role_title(p->role);
	out->password_expired = is_expired(call, p);
	out->must_change_password = p->must_change_password || out->password_expired;
	out->characters_min = mg_account_characters_min(call->shared);
	out->last_login_us = p->last_login_us;
	out->last_login_terminal = p->last_login_terminal;
	out->failures_since = failures;
	out->server_now_us = call->now_us;
	out->ward = p->ward;
	struct mg_account_menu menu;
	if (out->must_change_password)
		return true;
	if (!mg_account_menu(call, p->staff_id, p->role, &menu, err))
		return false;
	out->n_permissions = menu.n_permissions, out->permissions = menu.permissions;
	out->n_screens = menu.n_screens, out->screens = menu.screens;
	return true;
}

bool mg_Login_login(struct mg_call *call, const Pb__LoginRequest *in, Pb__LoginReply *out, struct mg_error *err)
{
	struct mg_attempt *a = call->prepared;
	struct mg_tx *tx = call->tx;
	uint8_t token[32], token_sha256[32];
	uint32_t failures = 0;
	(void)in;
	if (!a || a->refused)
		return mg_fail(err, MG_ERR_INTERNAL, "a login that was not judged");
	mg_attempt_delay(call, a); /* should it be refused here */
	randombytes_buf(token, sizeof(token));
	SHA256(token, sizeof(token), token_sha256);
	bool ok = mg_attempt_note(call, a, err) && mg_attempt_close(tx, call, a, MG_OUTCOME_PASSED, err) &&
		  mg_factors_forget_failures(call, a, &failures, err) && begin_session(call, a, token_sha256, err) &&
		  mg_auth_note_login(tx, call->shared, a->person.staff_id, call->terminal.name, call->now_us, err);
	if (ok && a->rehashed[0])
		ok = mg_auth_store_hash(
			tx, call->shared, a->person.staff_id, a->person.password_generation, a->rehashed, err);
	ok = ok && fill_reply(call, a, token, failures, out, err);
	mg_wipe(token, sizeof(token));
	if (!ok && err->code == MG_ERR_ALREADY_EXISTS)
		err->code = MG_ERR_RETRY; /* the person logged in elsewhere at the same instant: the next round ends that */
	if (ok)
		call->not_before_mono_us = 0;
	return ok;
}
