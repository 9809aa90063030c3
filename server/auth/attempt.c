/* SPDX-License-Identifier: Apache-2.0 */
#include "auth/attempt.h"
#include "base/log.h"

#define ATTEMPTS 8

bool mg_attempt_run(struct mg_call *call, struct mg_attempt *attempt, mg_attempt_step *step, struct mg_error *err)
{
	for (int i = 0; i < ATTEMPTS; i++) {
		MG_CLEANUP(mg_tx_done) struct mg_tx tx;
		struct mg_error e = {0};
		struct mg_attempt before = *attempt;
		mg_tx_begin(&tx, call->db);
		bool ok = step(&tx, call, attempt, &e) && mg_tx_commit(&tx, &e);
		if (!ok)
			*attempt = before; /* what a lost round found out is not so */
		mg_wipe(&before, sizeof(before));
		if (ok)
			return true;
		if (e.code != MG_ERR_RETRY) {
			*err = e;
			return false;
		}
	}
	return mg_fail(err, MG_ERR_BUSY, "lost %d races in a row", ATTEMPTS);
}

struct mg_attempt *mg_attempt_begin(struct mg_call *call, struct mg_bytes login_id, const Pb__FingerImage *finger,
	const Pb__Envelope *envelope, struct mg_error *err)
{
	struct mg_attempt *a = mg_arena_alloc(call->arena, sizeof(*a));
	if (!a) {
		(void)mg_fail(err, MG_ERR_TOO_LARGE, "no room for an attempt");
		return NULL;
	}
	a->arrived_mono_us = mg_mono_us(call->shared->clock);
	a->login_id = login_id;
	if (!mg_capture_check(call->arena, finger, envelope, &call->terminal, &a->capture, err))
		return NULL;
	a->refused = a->capture.fault;
	return a;
}

static const char *challenge_fault(
	const struct mg_call *call, const struct mg_attempt *a, const struct mg_challenge *c, enum mg_challenge_kind kind)
{
	if (c->terminal_id != call->terminal.terminal_id)
		return "challenge_of_another_terminal";
	if (c->kind != kind || c->session_no != (kind == MG_CHALLENGE_LOGIN ? 0 : call->session.session_no))
		return "challenge_of_another_kind";
	if (!c->is_open)
		return "challenge_used";
	if (call->now_us >= c->expires_us)
		return "challenge_expired";
	if (!a->capture.fault && !mg_equal_ct(c->nonce, a->capture.nonce, sizeof(c->nonce)))
		return "capture_nonce";
	return NULL;
}

bool mg_attempt_take_challenge(struct mg_tx *tx, struct mg_call *call, struct mg_attempt *a, enum mg_challenge_kind kind,
	struct mg_error *err)
{
	struct mg_challenge c = {0};
	bool found;
	if (!mg_auth_lock_challenge(tx, call->arena, call->shared, a->login_id, &found, &c, err))
		return false;
	const char *fault = found ? challenge_fault(call, a, &c, kind) : "challenge_unknown";
	if (fault)
		a->refused = fault;
	a->may_judge = !a->refused;
	/* A terminal must not be able to use up another's challenge. */
	if (!found || !c.is_open || c.terminal_id != call->terminal.terminal_id)
		return true;
	memcpy(a->challenge_id, c.login_id, sizeof(a->challenge_id));
	a->submitted = true;
	return mg_auth_submit_challenge(tx, call->shared, c.login_id, a->person.staff_id, err);
}

bool mg_attempt_take_image(struct mg_tx *tx, struct mg_call *call, struct mg_attempt *a, struct mg_error *err)
{
	bool is_new;
	if (!a->may_judge)
		return true;
	if (!mg_auth_add_image(tx, call->shared, a->capture.image_sha256, call->terminal.terminal_id, call->now_us, &is_new,
		    err))
		return false;
	if (!is_new)
		a->refused = a->alarm = "image_seen_before";
	return true;
}

bool mg_attempt_note(struct mg_call *call, const struct mg_attempt *a, struct mg_error *err)
{
	/* A number that nobody has is not written down: it may be a password typed into the wrong field. */
	if (a->person.is_known)
		mg_call_note_actor(call, a->person.staff_no);
	/* A storm of junk must not hide the guesses in it from the log; how many are judged, the terminal's bucket bounds. */
	call->always_log = a->may_judge || a->alarm;
	if (a->alarm) {
		mg_log(MG_LOG_ALARM, "login at terminal %llu: %s", (unsigned long long)call->terminal.terminal_id, a->alarm);
		if (!mg_call_note_fact(call, "alarm", a->alarm, err))
			return false;
	}
	return !a->refused || mg_call_note_fact(call, "refused", a->refused, err);
}

void mg_attempt_give_back(struct mg_call *call, struct mg_attempt *a, mg_attempt_step *refund)
{
	struct mg_error e = {0};
	if (a->charged && !mg_attempt_run(call, a, refund, &e))
		mg_log_error(MG_LOG_ERROR, "a failure counted in advance stays for now", &e);
	if (!mg_attempt_note(call, a, &e))
		mg_log_error(MG_LOG_ERROR, "an attempt could not be named in its entry", &e);
	mg_attempt_delay(call, a);
}

bool mg_attempt_close(struct mg_tx *tx, struct mg_call *call, const struct mg_attempt *a,
	enum mg_challenge_outcome outcome, struct mg_error *err)
{
	return !a->submitted || mg_auth_close_challenge(tx, call->shared, a->challenge_id, outcome, err);
}

void mg_attempt_delay(struct mg_call *call, const struct mg_attempt *a)
{
	call->not_before_mono_us = mg_login_answer_at_us(a->arrived_mono_us, mg_mono_us(call->shared->clock));
}
