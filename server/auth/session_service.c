/* SPDX-License-Identifier: Apache-2.0
 * Session.Lock, Session.Resume and Session.Logout. Resuming judges the finger alone: the password stood at the login,
 * and there are three tries in 15 minutes. A try is counted before its judging. */
#include "access/session_store.h"
#include "auth/attempt.h"
#include "auth/judge.h"

static bool fill_challenge(struct mg_call *call, ProtobufCBinaryData *ret_login_id, ProtobufCBinaryData *ret_nonce,
	struct mg_error *err)
{
	struct mg_challenge c;
	if (!mg_auth_add_challenge(call->tx, call->shared, MG_CHALLENGE_RESUME, call->terminal.terminal_id,
		    call->session.session_no, call->now_us, &c, err))
		return false;
	ret_login_id->data = (uint8_t *)mg_arena_memdup(call->arena, c.login_id, sizeof(c.login_id));
	ret_login_id->len = sizeof(c.login_id);
	ret_nonce->data = (uint8_t *)mg_arena_memdup(call->arena, c.nonce, sizeof(c.nonce));
	ret_nonce->len = sizeof(c.nonce);
	return (ret_login_id->data && ret_nonce->data) || mg_fail(err, MG_ERR_TOO_LARGE, "no room for the reply");
}

bool mg_Session_lock(struct mg_call *call, const Pb__LockRequest *in, Pb__LockReply *out, struct mg_error *err)
{
	bool locked;
	(void)in;
	return mg_auth_lock_session(
		       call->tx, call->shared, call->session.token_sha256, call->now_us, &locked, err) &&
	       fill_challenge(call, &out->login_id, &out->nonce, err);
}

bool mg_Session_logout(struct mg_call *call, const Pb__LogoutRequest *in, Pb__LogoutReply *out, struct mg_error *err)
{
	(void)in;
	(void)out;
	return mg_session_end(call->tx, call->shared, call->session.token_sha256, MG_SESSION_END_LOGGED_OFF, call->now_us,
		NULL, err);
}

/* ---- resume ---- */

static bool submit(struct mg_tx *tx, struct mg_call *call, struct mg_attempt *a, struct mg_error *err)
{
	if (!mg_attempt_take_challenge(tx, call, a, MG_CHALLENGE_RESUME, err) || !mg_attempt_take_image(tx, call, a, err) ||
		!mg_auth_list_fingers(tx, call->arena, call->shared, call->session.staff_id, a->person.fingers,
			&a->person.n_fingers, err) ||
		!mg_auth_count_resume(tx, call->arena, call->shared, call->session.token_sha256, &a->tries, err))
		return false;
	a->charged = true;
	if (a->tries > MG_SESSION_RESUME_TRIES)
		a->refused = "tries_used_up";
	return true;
}

static bool refund(struct mg_tx *tx, struct mg_call *call, struct mg_attempt *a, struct mg_error *err)
{
	return mg_attempt_close(tx, call, a, MG_OUTCOME_UNJUDGED, err) &&
	       mg_auth_refund_resume(tx, call->shared, call->session.token_sha256, err);
}

bool mg_Session_resume_prepare(struct mg_call *call, const Pb__ResumeRequest *in, struct mg_error *err)
{
	struct mg_finger_verdict finger = {0};
	struct mg_bytes login_id = {in->login_id.data, in->login_id.len};
	if (login_id.n == 0) /* asks for a challenge only */
		return true;
	struct mg_attempt *a = mg_attempt_begin(call, login_id, in->finger, in->capture, err);
	if (!a)
		return false;
	a->person.staff_id = call->session.staff_id;
	if (!mg_attempt_run(call, a, submit, err)) {
		if (err->code == MG_ERR_NOT_FOUND)
			err->code = MG_ERR_UNAUTHENTICATED;
		return false;
	}
	if (a->may_judge && !mg_judge_finger(call->shared, call->arena, call->session.staff_id, a->person.fingers,
				    a->person.n_fingers, &a->capture.image, &finger, err)) {
		mg_attempt_give_back(call, a, refund);
		return false;
	}
	if (finger.is_damaged)
		a->alarm = "template_damaged";
	if (!a->refused && !finger.matches)
		a->refused = "finger";
	if (a->refused)
		mg_attempt_delay(call, a);
	call->prepared = a;
	return true;
}

/* Not resumed: another challenge, or the end when the tries are used up. */
static bool stay_locked(struct mg_call *call, const struct mg_attempt *a, Pb__ResumeReply *out, struct mg_error *err)
{
	if (!mg_attempt_close(call->tx, call, a, MG_OUTCOME_REFUSED, err))
		return false;
	if (a->tries >= MG_SESSION_RESUME_TRIES)
		return mg_session_end(call->tx, call->shared, call->session.token_sha256, MG_SESSION_END_TRIES, call->now_us,
			NULL, err);
	out->tries_left = MG_SESSION_RESUME_TRIES - a->tries;
	return fill_challenge(call, &out->login_id, &out->nonce, err);
}

bool mg_Session_resume(struct mg_call *call, const Pb__ResumeRequest *in, Pb__ResumeReply *out, struct mg_error *err)
{
	const struct mg_attempt *a = call->prepared;
	bool reopened;
	(void)in;
	if (!a) {
		unsigned used = call->session.resume_tries;
		out->tries_left = used < MG_SESSION_RESUME_TRIES ? MG_SESSION_RESUME_TRIES - used : 0;
		return mg_call_note_fact(call, "resumed", "challenge", err) &&
		       fill_challenge(call, &out->login_id, &out->nonce, err);
	}
	if (!mg_attempt_note(call, a, err) || !mg_call_note_fact(call, "resumed", a->refused ? "no" : "yes", err))
		return false;
	if (a->refused)
		return stay_locked(call, a, out, err);
	if (!mg_attempt_close(call->tx, call, a, MG_OUTCOME_PASSED, err) ||
		!mg_auth_reopen_session(
			call->tx, call->shared, call->session.token_sha256, call->now_us, &reopened, err))
		return false;
	if (!reopened)
		return mg_fail(err, MG_ERR_UNAUTHENTICATED, "the session ended meanwhile");
	out->resumed = true;
	return true;
}
