/* SPDX-License-Identifier: Apache-2.0
 * Acquire and Correct: a form becomes a receipt, an event and a state, all in one transaction. The
 * number comes first, then the person's lock, then everything else (docs/adr/0008). */
#include "code/code.h"
#include "draft/draft.h"
#include "qualification/acquire_inside.h"

static bool no_room(struct mg_error *err)
{
	return mg_fail(err, MG_ERR_TOO_LARGE, "no room for the reply");
}

static struct mg_acquire_case *new_case(struct mg_call *call)
{
	return mg_arena_calloc(call->arena, 1, sizeof(struct mg_acquire_case));
}

static bool note_receipt(struct mg_call *call, const struct mg_receipt_no *no,
	const struct mg_acquire_case *c, struct mg_error *err)
{
	char text[MG_RECEIPT_NO_BYTES], day[MG_DATE_TEXT_BYTES];
	mg_receipt_no_format(no, text);
	mg_date_format(c->judgement.event_date, MG_DATE_DIGITS, day);
	return mg_call_note_person(call, c->form->shori_no, err) &&
	       mg_call_note_fact(call, "receipt", text, err) &&
	       mg_call_note_fact(call, "event_date", day, err) &&
	       mg_call_note_fact(call, "reason", c->form->reason_code, err);
}

bool mg_Qualification_acquire(struct mg_call *call, const Pb__AcquireRequest *in,
	Pb__AcquireReply *out, struct mg_error *err)
{
	struct mg_acquire_case *c = new_case(call);
	struct mg_receipt_entry entry;
	struct mg_receipt_no no;
	if (!c)
		return no_room(err);
	if (!mg_acquire_read(call, in->form, c, err) || !mg_receipt_take_number(call, &no, err) ||
		!mg_person_lock(call, in->form->shori_no, err) ||
		!mg_acquire_load(call, NULL, c, err))
		return false;
	if (c->state.version != in->state_version)
		return mg_fail(err, MG_ERR_CONFLICT,
			"the person's state is another than the one that was shown");
	if (!mg_acquire_check(call, c, err) || !mg_acquire_check_number(call, c, NULL, err) ||
		!mg_acquire_demand(call, c, err) ||
		!mg_acquire_entry(call, c, &entry, err) ||
		!mg_receipt_enter(call, &no, &entry, err) ||
		!mg_acquire_record(call, &no, c, err) || !mg_draft_end(call, in->draft_id, err) ||
		!note_receipt(call, &no, c, err))
		return false;
	out->no = mg_receipt_no_reply(call, &no);
	out->version = 1;
	out->state_version = c->state.version;
	out->entered_us = call->now_us;
	return out->no || no_room(err);
}

/* ---- Correct ---- */

/* Another person's or a later correction says why; one's own of today may. The code has a name of
 * its own: "reason_code" is one of the form's. */
static bool check_why(struct mg_call *call, const Pb__CorrectRequest *in,
	enum mg_receipt_answer answer, struct mg_error *err)
{
	const size_t n = strlen(in->reason);
	const char *word;
	if (!mg_text_is_clean(in->reason, n) || mg_text_count(in->reason, n) > 200 ||
		(answer == MG_RECEIPT_MAY_REASON && n == 0)) {
		call->field = "reason";
		return mg_fail(err, MG_ERR_INVALID, "a reason of 1 to 200 characters");
	}
	if (answer == MG_RECEIPT_MAY && !in->reason_code[0])
		return true;
	return mg_code_check(call, "correction_reason", in->reason_code,
		mg_date_of_utc_us(call->now_us), "correction_reason", &word, err);
}

static bool may_correct(struct mg_call *call, const struct mg_receipt *r,
	const Pb__CorrectRequest *in, struct mg_error *err)
{
	enum mg_receipt_answer answer;
	if (!mg_receipt_answer_for(call, r, /* moves= */ false, &answer, err))
		return false;
	if (answer != MG_RECEIPT_MAY && answer != MG_RECEIPT_MAY_REASON)
		return mg_fail(
			err, MG_ERR_DENIED, "this receipt is not this person's to change now");
	if (!mg_receipt_is_open(r->state)) {
		call->field = "no";
		return mg_fail(err, MG_ERR_REFUSED_BY_RULE, "a receipt that is %s is not corrected",
			mg_receipt_state_name(r->state));
	}
	if (strcmp(in->form->shori_no, r->shori_no) != 0) {
		call->field = "shori_no";
		return mg_fail(err, MG_ERR_INVALID, "a receipt stays that of its person");
	}
	return check_why(call, in, answer, err);
}

bool mg_Qualification_correct(struct mg_call *call, const Pb__CorrectRequest *in,
	Pb__CorrectReply *out, struct mg_error *err)
{
	struct mg_acquire_case *c = new_case(call);
	struct mg_receipt_entry entry;
	struct mg_receipt_no no;
	struct mg_receipt r;
	if (!c)
		return no_room(err);
	if (!mg_acquire_read(call, in->form, c, err) ||
		!mg_receipt_no_read(call, in->no, &no, err) ||
		!mg_receipt_lock(call, &no, in->version, &r, err) ||
		!mg_person_lock(call, r.shori_no, err) || !may_correct(call, &r, in, err) ||
		!mg_acquire_load(call, &no, c, err) || !mg_acquire_check(call, c, err) ||
		!mg_acquire_check_number(call, c, &r, err) || !mg_acquire_demand(call, c, err) || !mg_acquire_entry(call, c, &entry, err))
		return false;
	const struct mg_receipt_why why = {in->reason_code, in->reason};
	if (!mg_receipt_revise(call, &r, &entry, &why, err) ||
		!mg_acquire_record(call, &no, c, err) || !note_receipt(call, &no, c, err))
		return false;
	out->version = r.version;
	out->state_version = c->state.version;
	return true;
}
