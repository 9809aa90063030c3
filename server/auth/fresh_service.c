/* SPDX-License-Identifier: Apache-2.0
 * Session.FreshChallenge and Session.Reauthenticate: finger and password of the person who is there, once more, for one
 * act. Judged exactly as a login; the gate spends the token in the transaction of the act (rpc/fresh.h). */
#include <openssl/sha.h>
#include <sodium.h>
#include "access/fresh_store.h"
#include "auth/factors.h"

bool mg_Session_fresh_challenge(struct mg_call *call, const Pb__FreshChallengeRequest *in, Pb__FreshChallengeReply *out,
	struct mg_error *err)
{
	struct mg_challenge c;
	(void)in;
	if (!mg_auth_add_challenge(call->tx, call->shared, MG_CHALLENGE_FRESH, call->terminal.terminal_id,
		    call->session.session_no, call->now_us, &c, err))
		return false;
	out->login_id.data = (uint8_t *)mg_arena_memdup(call->arena, c.login_id, sizeof(c.login_id));
	out->login_id.len = sizeof(c.login_id);
	out->nonce.data = (uint8_t *)mg_arena_memdup(call->arena, c.nonce, sizeof(c.nonce));
	out->nonce.len = sizeof(c.nonce);
	return (out->login_id.data && out->nonce.data) || mg_fail(err, MG_ERR_TOO_LARGE, "no room for the reply");
}

bool mg_Session_reauthenticate_prepare(
	struct mg_call *call, const Pb__ReauthenticateRequest *in, struct mg_error *err)
{
	struct mg_bytes login_id = {in->login_id.data, in->login_id.len};
	if (!mg_rpc_wants_fresh(in->path)) {
		call->field = "path";
		return mg_fail(err, MG_ERR_INVALID, "no act that wants fresh factors");
	}
	struct mg_attempt *a = mg_attempt_begin(call, login_id, in->finger, in->capture, err);
	if (!a)
		return false;
	a->kind = MG_CHALLENGE_FRESH;
	return mg_factors_judge(call, a, call->session.staff_no, in->password, err);
}

bool mg_Session_reauthenticate(struct mg_call *call, const Pb__ReauthenticateRequest *in, Pb__ReauthenticateReply *out,
	struct mg_error *err)
{
	struct mg_attempt *a = call->prepared;
	uint8_t token[MG_FRESH_TOKEN_BYTES];
	struct mg_fresh fresh = {.path = in->path};
	uint32_t failures;
	if (!a || a->refused)
		return mg_fail(err, MG_ERR_INTERNAL, "factors that were not judged");
	memcpy(fresh.session_sha256, call->session.token_sha256, sizeof(fresh.session_sha256));
	randombytes_buf(token, sizeof(token));
	SHA256(token, sizeof(token), fresh.token_sha256);
	bool ok = mg_attempt_note(call, a, err) && mg_call_note_fact(call, "act", in->path, err) &&
		  mg_attempt_close(call->tx, call, a, MG_OUTCOME_PASSED, err) && mg_factors_forget_failures(call, a, &failures, err) &&
		  mg_fresh_add(call->tx, call->shared, &fresh, call->now_us, err);
	if (ok) {
		out->token.data = (uint8_t *)mg_arena_memdup(call->arena, token, sizeof(token));
		out->token.len = sizeof(token);
		out->expires_us = call->now_us + MG_FRESH_LIFE_US;
		ok = out->token.data || mg_fail(err, MG_ERR_TOO_LARGE, "no room for the reply");
	}
	mg_wipe(token, sizeof(token));
	return ok;
}
