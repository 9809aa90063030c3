/* SPDX-License-Identifier: Apache-2.0
 * Staff.Ask, Requests, Withdraw: what the head of a section asks for. */
#include "staff/person_ref_rules.h"
#include "staff/staff.h"

#define NEED_CHARACTERS 200U
#define NAME_CHARACTERS 30U
#define SECTION_CHARACTERS 40U

static bool is_number(const char *s, size_t max)
{
	const size_t n = strlen(s);
	for (size_t i = 0; i < n; i++)
		if (!((s[i] >= '0' && s[i] <= '9') || (s[i] >= 'A' && s[i] <= 'Z') || (s[i] >= 'a' && s[i] <= 'z') || s[i] == '-'))
			return false;
	return n >= 1 && n <= max;
}

static bool read_image(struct mg_call *call, const Pb__StaffAccount *in, struct mg_staff_image *ret, struct mg_error *err)
{
	if (!in)
		return mg_staff_invalid(call, "account", err);
	*ret = (struct mg_staff_image){in->name, in->kana, in->ward, in->section, mg_role_from_name(in->role), {0}};
	if (ret->role == MG_STAFF_NONE)
		return mg_staff_invalid(call, "role", err);
	if (strlen(in->ward) != 3 || strspn(in->ward, "0123456789") != 3)
		return mg_staff_invalid(call, "ward", err);
	return mg_staff_check_text(call, "name", in->name, NAME_CHARACTERS, err) &&
	       mg_staff_check_text(call, "kana", in->kana, NAME_CHARACTERS, err) &&
	       mg_staff_check_text(call, "section", in->section, SECTION_CHARACTERS, err) &&
	       mg_staff_read_day(call, "valid_to", in->valid_to, /* may_lack= */ true, &ret->valid_to, err);
}

/* In the one spelling, whatever was typed: who has two would be two people. */
static bool read_person(struct mg_call *call, const char *typed, struct mg_staff_request *r, struct mg_error *err)
{
	char ref[MG_PERSON_REF_BYTES];
	if (!mg_person_ref_read(typed, r->vendor, ref))
		return mg_staff_invalid(call, "person_ref", err);
	r->person_ref = mg_arena_strdup(call->arena, ref);
	return r->person_ref || mg_fail(err, MG_ERR_TOO_LARGE, "no room for a personnel number");
}

/* Fills what follows from the kind: a registration is of the head's own section, the rest of an account that is there. */
static bool read_account(struct mg_call *call, const Pb__StaffAskRequest *in, const struct mg_staff_row *head,
	const struct mg_staff_row *subject, struct mg_staff_request *r, struct mg_error *err)
{
	Pb__StaffAccount own;
	if (r->kind == MG_STAFF_REGISTER) {
		if (!in->account)
			return mg_staff_invalid(call, "account", err);
		own = *in->account; /* where the head is, unless somewhere else was said: then it is refused */
		if (!own.ward[0])
			own.ward = mg_staff_borrow(head->ward);
		if (!own.section[0])
			own.section = mg_staff_borrow(head->section);
		r->vendor = own.vendor;
		return read_person(call, in->person_ref, r, err) && read_image(call, &own, &r->after, err);
	}
	if (!subject->staff_id)
		return mg_staff_invalid(call, "staff_no", err);
	r->staff_id = subject->staff_id;
	r->vendor = subject->vendor;
	r->person_ref = subject->person_ref;
	r->before = r->after = mg_staff_image_of(subject);
	if (r->kind == MG_STAFF_CHANGE)
		return read_image(call, in->account, &r->after, err);
	return r->kind != MG_STAFF_PERSONAL || mg_staff_read_day(call, "valid_to", in->account ? in->account->valid_to : NULL,
						       /* may_lack= */ false, &r->after.valid_to, err);
}

static bool changes(const struct mg_staff_request *r)
{
	return !r->before.name || !mg_staff_same_image(&r->after, &r->before);
}

static bool judge(struct mg_call *call, const struct mg_staff_row *head, const struct mg_staff_row *subject,
	const struct mg_staff_request *r, struct mg_error *err)
{
	const struct mg_staff_in at = mg_staff_in(call);
	const struct mg_date today = mg_staff_today(call);
	const struct mg_staff_party asks = mg_staff_party_of(head, today), whose = mg_staff_party_of(subject, today);
	const struct mg_staff_wish wish = {.kind = r->kind, .person_ref = r->person_ref, .ward = r->after.ward,
		.section = r->after.section, .role = r->after.role, .vendor = r->vendor, .effective = r->effective,
		.valid_to = r->after.valid_to};
	uint64_t others = 0, open = 0;
	const char *fault = mg_staff_request_fault(&asks, &whose, &wish, changes(r), today);
	if (fault)
		return mg_staff_refuse(call, fault, err);
	if (!mg_request_count_open(&at, r->staff_no, r->kind, &open, err) ||
		(r->kind == MG_STAFF_REGISTER && !mg_staff_count_others(&at, r->person_ref, r->staff_no, /* lock= */ false, &others, err)))
		return false;
	if (open)
		return mg_staff_refuse(call, "asked_already", err);
	/* one person, one account: who has two could stand on both sides */
	return !others || mg_staff_refuse(call, "person_has_account", err);
}

bool mg_Staff_ask(struct mg_call *call, const Pb__StaffAskRequest *in, Pb__StaffStepReply *out, struct mg_error *err)
{
	const struct mg_staff_in at = mg_staff_in(call);
	struct mg_staff_row head, subject;
	struct mg_staff_request r = {.kind = (enum mg_staff_kind)in->kind, .staff_no = in->staff_no, .need = in->need};
	if (in->kind == PB__STAFF_KIND__STAFF_KIND_NONE)
		return mg_staff_invalid(call, "kind", err);
	if (!is_number(in->staff_no, 16))
		return mg_staff_invalid(call, "staff_no", err);
	if (!mg_staff_check_text(call, "need", in->need, NEED_CHARACTERS, err) ||
		!mg_staff_read_day(call, "effective", in->effective, /* may_lack= */ false, &r.effective, err) ||
		!mg_staff_own(call, &head, err) ||
		!mg_staff_find_no(&at, in->staff_no, /* lock= */ false, mg_staff_today(call), &subject, err) ||
		!read_account(call, in, &head, &subject, &r, err))
		return false;
	r.requester_id = head.staff_id;
	r.requester_no = head.staff_no;
	r.requester_name = head.name;
	r.asked_ward = head.ward;
	r.asked_section = head.section;
	r.asked_us = call->now_us;
	out->state = PB__STAFF_STATE__STAFF_REQUESTED;
	/* the facts come first, so that a refusal says what was tried */
	return mg_staff_note(call, &r, MG_STAFF_REQUESTED, err) && mg_call_note_fact(call, "need", in->need, err) &&
	       judge(call, &head, &subject, &r, err) && mg_request_add(&at, &r, mg_staff_log(call), &out->request_no, err) &&
	       mg_staff_note_number(call, "request", out->request_no, err);
}

static bool fill_list(struct mg_call *call, const struct mg_staff_request *list, size_t n, Pb__StaffRequestsReply *out,
	struct mg_error *err)
{
	out->items = mg_arena_calloc(call->arena, n + 1, sizeof(*out->items));
	if (!out->items)
		return mg_fail(err, MG_ERR_TOO_LARGE, "no room for the reply");
	for (; out->n_items < n; out->n_items++) {
		if (!mg_staff_reply_item(call, &list[out->n_items], &out->items[out->n_items], err))
			return false;
		out->left_open += out->items[out->n_items]->left_open;
	}
	return mg_staff_note_number(call, "requests", n, err);
}

bool mg_Staff_requests(
	struct mg_call *call, const Pb__StaffRequestsRequest *in, Pb__StaffRequestsReply *out, struct mg_error *err)
{
	const struct mg_staff_in at = mg_staff_in(call);
	struct mg_staff_request *list;
	struct mg_staff_row own;
	size_t n;
	(void)in;
	return mg_staff_own(call, &own, err) &&
	       mg_request_list(&at, MG_REQUESTS_OF_SECTION, own.ward, own.section, mg_staff_today(call), &list, &n, err) &&
	       fill_list(call, list, n, out, err);
}

bool mg_Staff_review(struct mg_call *call, const Pb__StaffReviewRequest *in, Pb__StaffRequestsReply *out, struct mg_error *err)
{
	const struct mg_staff_in at = mg_staff_in(call);
	const enum mg_request_list which = in->all ? MG_REQUESTS_ALL : MG_REQUESTS_OPEN;
	struct mg_staff_request *list;
	size_t n;
	return mg_request_list(&at, which, "", "", mg_staff_today(call), &list, &n, err) && fill_list(call, list, n, out, err);
}

bool mg_Staff_withdraw(struct mg_call *call, const Pb__StaffWithdrawRequest *in, Pb__StaffStepReply *out, struct mg_error *err)
{
	const struct mg_staff_in at = mg_staff_in(call);
	struct mg_staff_request r;
	if (!mg_request_get(&at, in->request_no, /* lock= */ true, &r, err) || !mg_staff_note(call, &r, MG_STAFF_WITHDRAWN, err))
		return false;
	if (r.requester_id != call->session.staff_id)
		return mg_staff_refuse(call, "not_the_requester", err);
	if (!mg_staff_may_move(r.state, MG_STAFF_WITHDRAWN))
		return mg_staff_refuse(call, "decided_already", err);
	const struct mg_request_step step = {.request_no = r.request_no, .from = r.state, .to = MG_STAFF_WITHDRAWN,
		.by_no = call->session.staff_no, .now_us = call->now_us};
	out->request_no = r.request_no;
	out->state = PB__STAFF_STATE__STAFF_WITHDRAWN;
	return mg_request_move(&at, &step, mg_staff_log(call), err);
}
