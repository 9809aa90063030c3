/* SPDX-License-Identifier: Apache-2.0 */
#include "auth/factors.h"
#include "auth/enrol_rules.h"
#include "auth/judge.h"
#include "auth/password.h"

/* Whom a crash of ours cost failures must not be shut out by it. */
static bool give_back_unjudged(struct mg_tx *tx, struct mg_call *call, const struct mg_attempt *a,
	struct mg_login_counters *counters, struct mg_error *err)
{
	uint64_t n = 0;
	if (counters->pair_failures > 0 &&
		!mg_auth_close_unjudged(tx, call->shared, a->person.staff_id, call->terminal.terminal_id,
			call->now_us - MG_LOGIN_UNJUDGED_US, &n, err))
		return false;
	*counters = mg_login_after_unjudged(counters, n);
	return true;
}

/* Takes the challenge, remembers the picture, and counts a failure in advance when the attempt will be judged. */
static bool submit(struct mg_tx *tx, struct mg_call *call, struct mg_attempt *a, struct mg_error *err)
{
	const uint64_t staff_id = a->person.staff_id, terminal_id = call->terminal.terminal_id;
	struct mg_login_counters counters;
	uint32_t refused_since;
	if (!mg_attempt_take_challenge(tx, call, a, a->kind, err) ||
		!mg_auth_lock_counters(tx, call->arena, call->shared, staff_id, terminal_id, &counters, &refused_since, err) ||
		!give_back_unjudged(tx, call, a, &counters, err) || !mg_attempt_take_image(tx, call, a, err))
		return false;
	enum mg_login_gate gate = mg_login_gate_judge(&counters, call->now_us);
	if (!a->refused && gate != MG_LOGIN_OPEN)
		a->refused = mg_login_gate_name(gate);
	if (mg_login_terminal_waits(&counters, call->now_us))
		a->may_judge = false; /* a flood must not keep hashing and matching busy */
	if (!a->refused && !a->person.is_known)
		a->refused = "staff_unknown";
	if (!a->refused && !a->person.is_usable)
		a->refused = "staff_disabled";
	if (!a->person.is_known)
		return true;
	a->charged = !a->refused;
	if (a->charged && !mg_auth_charge_challenge(tx, call->shared, a->challenge_id, err))
		return false;
	if (a->charged)
		counters = mg_login_after_failure(&counters, call->now_us);
	return mg_auth_store_counters(
		tx, call->shared, staff_id, terminal_id, &counters, refused_since + 1, call->now_us, err);
}

/* The judges failed, not the person: takes the failure back. */
static bool refund(struct mg_tx *tx, struct mg_call *call, struct mg_attempt *a, struct mg_error *err)
{
	struct mg_login_counters counters;
	uint32_t refused_since;
	if (!mg_attempt_close(tx, call, a, MG_OUTCOME_UNJUDGED, err) ||
		!mg_auth_lock_counters(tx, call->arena, call->shared, a->person.staff_id, call->terminal.terminal_id,
			&counters, &refused_since, err))
		return false;
	counters = mg_login_after_refund(&counters);
	return mg_auth_store_counters(tx, call->shared, a->person.staff_id, call->terminal.terminal_id, &counters,
		refused_since ? refused_since - 1 : 0, call->now_us, err);
}

/* A refusal that nobody else counts: the terminal's bucket, for unknown numbers too. */
static bool count_at_terminal(struct mg_tx *tx, struct mg_call *call, struct mg_attempt *a, struct mg_error *err)
{
	struct mg_login_counters counters;
	uint32_t unused;
	if (!mg_attempt_close(tx, call, a, MG_OUTCOME_REFUSED, err) ||
		!mg_auth_lock_counters(
			tx, call->arena, call->shared, 0, call->terminal.terminal_id, &counters, &unused, err))
		return false;
	return mg_auth_store_bucket(tx, call->shared, call->terminal.terminal_id,
		mg_login_bucket_after_failure(counters.bucket_empty_us, call->now_us), err);
}

/* One hash and one match, whoever it is. Fails only when the judges cannot judge. */
static bool judge(struct mg_call *call, struct mg_attempt *a, const char *password, struct mg_error *err)
{
	struct mg_shared *s = call->shared;
	const struct mg_auth_person *p = &a->person;
	struct mg_password_gate *gate = s->login_gate;
	struct mg_finger_verdict finger;
	bool has_password = p->is_known && p->password_hash[0] != '\0';
	bool password_ok =
		mg_password_matches(gate, s->keys, password, has_password ? p->password_hash : gate->decoy) & has_password;
	if (!mg_judge_finger(s, call->arena, p->staff_id, p->fingers, p->n_fingers, &a->capture.image, &finger, err))
		return false;
	if (finger.is_damaged)
		a->alarm = "template_damaged";
	if (!a->refused && !(password_ok & finger.matches))
		a->refused = password_ok ? "finger" : finger.matches ? "password" : "password_and_finger";
	if (!a->refused && !mg_enrol_suffices(p->in_service, p->n_fingers))
		a->refused = "single_finger";
	if (!a->refused && a->kind == MG_CHALLENGE_LOGIN && mg_password_needs_rehash(p->password_hash))
		return mg_password_hash(gate, s->keys, password, a->rehashed, err);
	return true;
}

static bool find_person(struct mg_call *call, struct mg_attempt *a, const char *staff_no, struct mg_error *err)
{
	MG_CLEANUP(mg_tx_done) struct mg_tx tx;
	mg_tx_begin(&tx, call->db);
	return mg_auth_find_person(&tx, call->arena, call->shared, staff_no, call->now_us, &a->person, err);
}

static bool refuse(struct mg_call *call, struct mg_attempt *a, struct mg_error *err)
{
	bool counted = mg_attempt_run(call, a, count_at_terminal, err) && mg_attempt_note(call, a, err);
	mg_attempt_delay(call, a);
	return counted && mg_fail(err, MG_ERR_LOGIN_REFUSED, "%s", a->refused);
}

bool mg_factors_judge(struct mg_call *call, struct mg_attempt *a, const char *staff_no, const char *password,
	struct mg_error *err)
{
	if (!find_person(call, a, staff_no, err) || !mg_attempt_run(call, a, submit, err))
		return false;
	call->prepared = a;
	if (a->may_judge && !judge(call, a, password, err)) {
		mg_attempt_give_back(call, a, refund);
		return false;
	}
	return a->refused ? refuse(call, a, err) : true;
}

bool mg_factors_forget_failures(
	struct mg_call *call, const struct mg_attempt *a, uint32_t *ret_failures, struct mg_error *err)
{
	const struct mg_login_counters none = {0};
	struct mg_login_counters before;
	uint32_t refused_since;
	if (!mg_auth_lock_counters(call->tx, call->arena, call->shared, a->person.staff_id, call->terminal.terminal_id,
		    &before, &refused_since, err))
		return false;
	*ret_failures = refused_since ? refused_since - 1 : 0; /* this attempt counted itself */
	/* who logs in is told of them; who was there already has yet to be */
	return mg_auth_store_counters(call->tx, call->shared, a->person.staff_id, call->terminal.terminal_id, &none,
		a->kind == MG_CHALLENGE_LOGIN ? 0 : *ret_failures, call->now_us, err);
}
