/* SPDX-License-Identifier: Apache-2.0
 * Staff.Approve, Refuse, FirstPassword: what the authority decides and gives, and what an approved request does on its day. */
#include <sodium.h>
#include "access/session_store.h"
#include "auth/password.h"
#include "base/log.h"
#include "staff/staff.h"

#define WORDS_CHARACTERS 200U

/* ---- what it does ---- */

static bool end_sessions(struct mg_call *call, uint64_t staff_id, struct mg_error *err)
{
	uint64_t ended;
	return mg_session_end_of_staff(
		       call->tx, call->shared, staff_id, MG_SESSION_END_REVOKED, call->now_us, &ended, err) &&
	       mg_call_note_fact(call, "sessions_ended", ended ? "1" : "0", err);
}

static bool act_register(struct mg_call *call, const struct mg_staff_request *r, uint64_t *ret_id, struct mg_error *err)
{
	const struct mg_staff_in at = mg_staff_in(call);
	const struct mg_date today = mg_staff_today(call);
	struct mg_staff_row was;
	uint64_t others;
	if (!mg_staff_find_no(&at, r->staff_no, /* lock= */ true, today, &was, err) ||
		!mg_staff_count_others(&at, r->person_ref, r->staff_no, /* lock= */ true, &others, err))
		return false;
	if (others) /* asked for under two numbers, and the other one was approved first */
		return mg_staff_refuse(call, "person_has_account", err);
	if (!was.staff_id)
		return mg_account_make(&at, r, call->now_us, ret_id, err);
	if (was.active || strcmp(was.person_ref, r->person_ref) != 0) /* somebody was quicker */
		return mg_staff_refuse(call, "number_taken", err);
	*ret_id = was.staff_id;
	return mg_account_revive(&at, r, was.staff_id, call->now_us, err);
}

static bool act_remove(struct mg_call *call, const struct mg_staff_request *r, const struct mg_staff_row *was, bool is_due,
	struct mg_error *err)
{
	const struct mg_staff_in at = mg_staff_in(call);
	if (!mg_account_end_on(&at, r->staff_id, mg_staff_last_day(r->effective, was->valid_from), err))
		return false;
	return !is_due || (mg_account_disable(&at, r->staff_id, call->now_us, err) && end_sessions(call, r->staff_id, err));
}

/* A change or a removal, of the account locked; `ret_lapsed` when that is another one by now. */
static bool act_on_account(struct mg_call *call, const struct mg_staff_request *r, bool is_due, bool *ret_lapsed, struct mg_error *err)
{
	const struct mg_staff_in at = mg_staff_in(call);
	struct mg_staff_row was;
	if (!mg_staff_get(&at, r->staff_id, /* lock= */ true, mg_staff_today(call), &was, err))
		return false;
	if (is_due && mg_staff_is_stale(r, &was)) {
		*ret_lapsed = true;
		mg_log(MG_LOG_ALARM, "accounts: request %llu lapsed: the account is another one than it was", (unsigned long long)r->request_no);
		return mg_call_note_fact(call, "alarm", "request_lapsed", err);
	}
	if (r->kind == MG_STAFF_REMOVE)
		return act_remove(call, r, &was, is_due, err);
	if (r->kind == MG_STAFF_PASSWORD) /* the old one goes when the new one is drawn (FirstPassword) */
		return !is_due || end_sessions(call, r->staff_id, err);
	/* who works on sees the old menu: the next session has the new rights */
	return !is_due || (mg_account_change(&at, r, call->now_us, err) && end_sessions(call, r->staff_id, err));
}

bool mg_staff_act(struct mg_call *call, const struct mg_staff_request *r, const char *by_no, struct mg_error *err)
{
	const struct mg_staff_in at = mg_staff_in(call);
	const bool is_due = mg_staff_is_due(r->kind, r->effective, mg_staff_today(call));
	struct mg_request_step step = {.request_no = r->request_no, .from = MG_STAFF_APPROVED, .to = MG_STAFF_DONE, .by_no = by_no,
		.staff_id = r->staff_id, .now_us = call->now_us};
	bool ok, lapsed = false;
	if (r->kind == MG_STAFF_REGISTER)
		ok = act_register(call, r, &step.staff_id, err);
	else if (r->kind == MG_STAFF_PERSONAL)
		ok = mg_vendor_allow(&at, r, err);
	else
		ok = act_on_account(call, r, is_due, &lapsed, err);
	if (lapsed)
		step.to = MG_STAFF_LAPSED;
	if (ok && r->state == MG_STAFF_APPROVED) /* on its day; who approves is the step itself */
		ok = mg_call_note_fact(call, "step", mg_staff_state_name(step.to), err);
	return ok && (!is_due || mg_request_move(&at, &step, mg_staff_log(call), err));
}

/* ---- deciding ---- */

/* The request, locked, when this session's person may decide on it. */
static bool to_decide(
	struct mg_call *call, uint64_t request_no, enum mg_staff_state to, struct mg_staff_request *ret, struct mg_error *err)
{
	const struct mg_staff_in at = mg_staff_in(call);
	const struct mg_date today = mg_staff_today(call);
	struct mg_staff_row own, asked;
	if (!mg_request_get(&at, request_no, /* lock= */ true, ret, err) || !mg_staff_note(call, ret, to, err) ||
		!mg_staff_own(call, &own, err) || !mg_staff_get(&at, ret->requester_id, /* lock= */ false, today, &asked, err))
		return false;
	const struct mg_staff_party decider = mg_staff_party_of(&own, today), requester = mg_staff_party_of(&asked, today),
				    subject = {.staff_id = ret->staff_id, .person_ref = ret->person_ref};
	const char *fault = mg_staff_decide_fault(&decider, &requester, &subject, to == MG_STAFF_APPROVED);
	if (fault)
		return mg_staff_refuse(call, fault, err);
	return mg_staff_may_move(ret->state, to) || mg_staff_refuse(call, "decided_already", err);
}

/* The account, locked, is still what was asked about. */
static bool is_as_asked(struct mg_call *call, const struct mg_staff_request *r, struct mg_error *err)
{
	const struct mg_staff_in at = mg_staff_in(call);
	struct mg_staff_row now;
	if (!r->staff_id)
		return true;
	return mg_staff_get(&at, r->staff_id, /* lock= */ true, mg_staff_today(call), &now, err) &&
	       (!mg_staff_is_stale(r, &now) || mg_staff_refuse(call, "account_changed", err));
}

static bool decide(struct mg_call *call, struct mg_staff_request *r, enum mg_staff_state to, const char *words, struct mg_error *err)
{
	const struct mg_staff_in at = mg_staff_in(call);
	const struct mg_request_step step = {.request_no = r->request_no, .from = r->state, .to = to,
		.by_id = call->session.staff_id, .by_no = call->session.staff_no, .by_name = call->session.staff_name,
		.words = words, .now_us = call->now_us};
	return mg_request_move(&at, &step, mg_staff_log(call), err);
}

/* Whom the list of personnel does not know gets nothing new. A vendor's people stand in no list; a removal is always fine. */
static bool is_of_the_city(struct mg_call *call, const struct mg_staff_request *r, struct mg_error *err)
{
	const struct mg_staff_in at = mg_staff_in(call);
	bool known = true;
	if (!r->vendor && r->kind != MG_STAFF_REMOVE &&
		!mg_personnel_knows(&at, r->person_ref, mg_staff_today(call), &known, err))
		return false;
	return known || mg_staff_refuse(call, "not_in_personnel", err);
}

bool mg_Staff_approve(struct mg_call *call, const Pb__StaffApproveRequest *in, Pb__StaffStepReply *out, struct mg_error *err)
{
	struct mg_staff_request r;
	if (!to_decide(call, in->request_no, MG_STAFF_APPROVED, &r, err) || !is_of_the_city(call, &r, err) ||
		!is_as_asked(call, &r, err))
		return false;
	/* asked for in time and decided late: it acts today, never in the past */
	const bool is_due = mg_staff_is_due(r.kind, r.effective, mg_staff_today(call));
	out->request_no = r.request_no;
	out->state = is_due ? PB__STAFF_STATE__STAFF_DONE : PB__STAFF_STATE__STAFF_APPROVED;
	return decide(call, &r, MG_STAFF_APPROVED, NULL, err) && mg_staff_act(call, &r, call->session.staff_no, err);
}

bool mg_Staff_refuse(struct mg_call *call, const Pb__StaffRefuseRequest *in, Pb__StaffStepReply *out, struct mg_error *err)
{
	struct mg_staff_request r;
	if (!mg_staff_check_text(call, "words", in->words, WORDS_CHARACTERS, err) ||
		!to_decide(call, in->request_no, MG_STAFF_REFUSED, &r, err))
		return false;
	out->request_no = r.request_no;
	out->state = PB__STAFF_STATE__STAFF_REFUSED;
	return mg_call_note_fact(call, "words", in->words, err) && decide(call, &r, MG_STAFF_REFUSED, in->words, err);
}

/* ---- the first password ---- */

/* No letter that is read as another. 16 of 31 are 79 bits. */
static const char letters[] = "abcdefghjkmnpqrstuvwxyz23456789";
#define GROUPS 4U
#define GROUP 4U
#define FIRST_BYTES (GROUPS * (GROUP + 1U))

struct first {
	char text[FIRST_BYTES]; /* "abcd-efgh-jkmn-pqrs" */
	char hash[MG_PASSWORD_HASH_BYTES];
};

/* Hashing takes its time: before the transaction. The arena of this call is wiped. */
bool mg_Staff_first_password_prepare(struct mg_call *call, const Pb__StaffFirstPasswordRequest *in, struct mg_error *err)
{
	struct first *f = mg_arena_calloc(call->arena, 1, sizeof(*f));
	(void)in;
	if (!f || sodium_init() < 0)
		return mg_fail(err, MG_ERR_TOO_LARGE, "no room for a first password");
	for (size_t i = 0; i < FIRST_BYTES - 1; i++)
		f->text[i] = i % (GROUP + 1) == GROUP ? '-' : letters[randombytes_uniform(sizeof(letters) - 1)];
	call->prepared = f;
	return mg_password_hash(call->shared->login_gate, call->shared->keys, f->text, f->hash, err);
}

bool mg_Staff_first_password(
	struct mg_call *call, const Pb__StaffFirstPasswordRequest *in, Pb__StaffFirstPasswordReply *out, struct mg_error *err)
{
	const struct mg_staff_in at = mg_staff_in(call);
	struct first *f = call->prepared;
	struct mg_staff_row own;
	struct mg_staff_request r;
	if (!f)
		return mg_fail(err, MG_ERR_INTERNAL, "a first password that was not drawn");
	if (!mg_request_get(&at, in->request_no, /* lock= */ true, &r, err) ||
		!mg_staff_note(call, &r, MG_STAFF_STATE_NONE, err) || !mg_staff_own(call, &own, err))
		return false;
	const struct mg_staff_party giver = mg_staff_party_of(&own, mg_staff_today(call)),
				    whose = {.staff_id = r.staff_id, .person_ref = r.person_ref};
	if (mg_staff_same_person(&giver, &whose))
		return mg_staff_refuse(call, "own_account", err);
	if (!r.wants_password) /* forgotten ones are asked for by the head, as a request of their own */
		return mg_staff_refuse(call, "not_a_new_account", err);
	out->password = f->text;
	return mg_account_password(&at, r.staff_id, f->hash, call->session.staff_no, call->now_us, err) &&
	       (r.kind != MG_STAFF_PASSWORD || end_sessions(call, r.staff_id, err));
}
