/* SPDX-License-Identifier: Apache-2.0
 * Finger.Witness: a second person looks on and gives the own factors, judged exactly as a login (auth/factors.h), at the
 * terminal of the enrolment. No session begins. */
#include "auth/enrol.h"
#include "auth/factors.h"

/* Neither who enrols nor who is enrolled, and with a password that nobody else has set. */
static bool may_witness(struct mg_call *call, struct mg_tx *tx, const struct mg_enrolment_row *row, const char *staff_no,
	struct mg_enrol_staff *ret, struct mg_error *err)
{
	const struct mg_enrol_in in = mg_enrol_of(call, tx);
	struct mg_enrol_staff subject, enroller;
	if (!mg_enrol_get_staff(&in, row->staff_id, &subject, err) ||
		!mg_enrol_get_staff(&in, row->enroller_id, &enroller, err))
		return false;
	if (!mg_enrol_find_staff(&in, staff_no, ret, err)) {
		if (err->code != MG_ERR_NOT_FOUND)
			return false;
		*err = (struct mg_error){0}; /* judged like anybody: the one refusal */
		*ret = (struct mg_enrol_staff){0};
		return true;
	}
	const struct mg_enrol_person w = mg_enrol_person_of(ret), a = mg_enrol_person_of(&subject),
				     b = mg_enrol_person_of(&enroller);
	if (!mg_enrol_are_two(&w, &a) || !mg_enrol_are_two(&w, &b))
		return mg_enrol_refuse(call, "staff_no", "not a third person, by number and by personnel number", err);
	if (ret->vendor) /* whatever a vendor's own rights are: a witness is of the city */
		return mg_enrol_refuse(call, "staff_no", "a vendor witnesses nothing", err);
	return !ret->must_change_password ||
	       mg_enrol_refuse(call, "staff_no", "the first password was not changed yet", err);
}

/* What is confirmed stands: every finger compared, two to four of them. */
static bool is_ready(struct mg_call *call, struct mg_tx *tx, const struct mg_enrolment_row *row, struct mg_error *err)
{
	const struct mg_enrol_in in = mg_enrol_of(call, tx);
	struct mg_enrolled fingers[10];
	struct mg_enrol_capture captures[10];
	size_t n_fingers, n;
	bool complete;
	if (!mg_enrol_list(&in, row->staff_id, /* lock= */ false, fingers, &n_fingers, err) ||
		!mg_enrol_list_captures(&in, row, captures, &n, err))
		return false;
	const uint32_t taken = mg_enrol_capture_bits(captures, n, &complete);
	return (complete && mg_enrol_count_fits(mg_enrol_count(mg_enrol_bits(fingers, n_fingers), taken))) ||
	       mg_enrol_refuse(call, "fingers", "two to four fingers, each compared with everybody", err);
}

bool mg_Finger_witness_prepare(struct mg_call *call, const Pb__FingerWitnessRequest *in, struct mg_error *err)
{
	struct mg_enrolment_row row;
	struct mg_enrol_staff witness;
	{
		MG_CLEANUP(mg_tx_done) struct mg_tx tx;
		mg_tx_begin(&tx, call->db);
		if (!mg_enrol_go_on(call, &tx, &in->enrolment_id, MG_ENROL_OPEN, &row, err) ||
			!may_witness(call, &tx, &row, in->staff_no, &witness, err) || !is_ready(call, &tx, &row, err))
			return false;
	}
	struct mg_attempt *a = mg_attempt_begin(
		call, (struct mg_bytes){in->login_id.data, in->login_id.len}, in->finger, in->capture, err);
	if (!a)
		return false;
	a->kind = MG_CHALLENGE_FRESH;
	return mg_factors_judge(call, a, in->staff_no, in->password, err);
}

bool mg_Finger_witness(
	struct mg_call *call, const Pb__FingerWitnessRequest *in, Pb__FingerWitnessReply *out, struct mg_error *err)
{
	const struct mg_enrol_in at = mg_enrol_of(call, call->tx);
	struct mg_attempt *a = call->prepared;
	struct mg_enrolment_row row;
	struct mg_enrol_staff witness;
	uint32_t failures;
	bool hold;
	if (!a || a->refused)
		return mg_fail(err, MG_ERR_INTERNAL, "factors that were not judged");
	if (!mg_auth_factors_hold(call->tx, call->arena, call->shared, &a->person, &hold, err))
		return false;
	if (!hold) /* the witness has no session that would have ended with them */
		return mg_enrol_refuse(call, "staff_no", "other factors meanwhile", err);
	if (!mg_attempt_note(call, a, err) || !mg_attempt_close(call->tx, call, a, MG_OUTCOME_PASSED, err) ||
		!mg_factors_forget_failures(call, a, &failures, err) ||
		!mg_enrol_go_on(call, call->tx, &in->enrolment_id, MG_ENROL_OPEN, &row, err) ||
		!is_ready(call, call->tx, &row, err) ||
		!may_witness(call, call->tx, &row, a->person.staff_no, &witness, err) ||
		!mg_enrol_note(call, row.staff_id, err) ||
		!mg_call_note_fact(call, "witness", a->person.staff_no, err) ||
		!mg_enrol_set_witness(&at, &row, a->person.staff_id, call->now_us, err))
		return false;
	out->name = (char *)(uintptr_t)witness.name;
	out->until_us = call->now_us + MG_ENROL_WITNESS_LIFE_US;
	return true;
}
