/* SPDX-License-Identifier: Apache-2.0
 * How a terminal is enrolled: its request is brought by one person and approved by another, who types what the terminal
 * itself shows; and how a terminal that is enrolled asks for its next certificate. What is approved here is signed beside
 * the authority's key, on another machine (admin/cmd_issue.c). */
#include <stdio.h>
#include "base/text.h"
#include "ceremony/request.h"
#include "rpc/call.h"
#include "terminal/request_rules.h"
#include "terminal/request_store.h"

#define NAME_CHARACTERS 40U
#define NAME_BYTES 60U
#define SECTION_CHARACTERS 80U
#define SECTION_BYTES 120U
#define WORDS_CHARACTERS 100U
#define RENEW_AGAIN_US INT64_C(3600000000) /* another renewal of one terminal: an hour later */

static struct mg_terminal_in in_of(const struct mg_call *call)
{
	return (struct mg_terminal_in){.tx = call->tx, .arena = call->arena, .shared = call->shared};
}

static char *borrow(const char *s)
{
	return (char *)(uintptr_t)(s ? s : "");
}

static bool invalid(struct mg_call *call, const char *field, struct mg_error *err)
{
	call->field = field;
	return mg_fail(err, MG_ERR_INVALID, "%s", field);
}

/* Who tries this stands in the log by name, whatever else is refused just now. */
static bool refuse(struct mg_call *call, const char *why, struct mg_error *err)
{
	call->field = why;
	call->always_log = true;
	return mg_call_note_fact(call, "refused", why, err) && mg_fail(err, MG_ERR_REFUSED_BY_RULE, "%s", why);
}

static bool check_text(struct mg_call *call, const char *field, const char *s, size_t characters, size_t bytes, struct mg_error *err)
{
	const size_t n = strlen(s);
	return (n > 0 && n <= bytes && mg_text_is_clean(s, n) && mg_text_trim(s, n).n == n && mg_text_count(s, n) <= characters) ||
	       invalid(call, field, err);
}

static bool is_ward(const char *s)
{
	return strlen(s) == 3 && strspn(s, "0123456789") == 3;
}

/* ---- replies and facts ---- */

static bool fill(struct mg_call *call, const struct mg_request_row *r, bool shown, Pb__TerminalRequestItem **ret, struct mg_error *err)
{
	Pb__TerminalRequestItem *out = mg_arena_alloc(call->arena, sizeof(*out));
	if (!out)
		return mg_fail(err, MG_ERR_TOO_LARGE, "no room for the reply");
	pb__terminal_request_item__init(out);
	out->request_id = r->request_id;
	out->state = (Pb__TerminalRequestState)r->state;
	out->renewal = r->renewal;
	/* of an undecided one it is read at the terminal, not copied from here */
	if (shown || r->state != MG_REQUEST_PROPOSED)
		out->fingerprint = (ProtobufCBinaryData){r->fingerprint.n, (uint8_t *)(uintptr_t)r->fingerprint.p};
	out->name = borrow(r->name);
	out->section = borrow(r->section);
	out->ward = borrow(r->ward);
	out->terminal_id = r->terminal_id;
	out->proposer_no = borrow(r->proposer_no);
	out->proposer_name = borrow(r->proposer_name);
	out->made_us = r->made_us;
	out->reviewer_no = borrow(r->reviewer_no);
	out->reviewer_name = borrow(r->reviewer_name);
	out->reviewed_us = r->reviewed_us;
	out->words = borrow(r->words);
	*ret = out;
	return true;
}

static bool reply_one(struct mg_call *call, uint64_t id, bool shown, Pb__TerminalRequestReply *out, struct mg_error *err)
{
	const struct mg_terminal_in at = in_of(call);
	struct mg_request_row r;
	return mg_terminal_request_lock(&at, id, &r, err) && fill(call, &r, shown, &out->request, err);
}

static bool note_number(struct mg_call *call, const char *key, uint64_t value, struct mg_error *err)
{
	char number[24];
	snprintf(number, sizeof(number), "%llu", (unsigned long long)value);
	return mg_call_note_fact(call, key, number, err);
}

static bool note_fingerprint(struct mg_call *call, const uint8_t *fingerprint, struct mg_error *err)
{
	char words[MG_FINGERPRINT_WORDS];
	mg_fingerprint_words(fingerprint, words);
	return mg_call_note_fact(call, "fingerprint", words, err);
}

/* The request in a message, verified; field "request" and the reason in the entry when it is none. */
static bool read_request(struct mg_call *call, const ProtobufCBinaryData *in, struct mg_request *ret, struct mg_error *err)
{
	struct mg_error why = {0};
	if (mg_request_read(in->data, in->len, ret, &why))
		return true;
	call->field = "request";
	return mg_call_note_fact(call, "request", why.detail, err) && mg_fail(err, MG_ERR_INVALID, "%s", why.detail);
}

static struct mg_new_request new_of(const struct mg_call *call, const struct mg_request *request)
{
	struct mg_new_request r = {.request = {request->bytes, request->n},
		.fingerprint = {request->fingerprint, sizeof(request->fingerprint)},
		.assertion_key = {request->assertion_key, sizeof(request->assertion_key)},
		.now_us = call->now_us};
	mg_call_log_ref(call, &r.log_writer, &r.log_n);
	return r;
}

/* ---- a new terminal ---- */

bool mg_Terminal_propose(
	struct mg_call *call, const Pb__TerminalProposeRequest *in, Pb__TerminalRequestReply *out, struct mg_error *err)
{
	const struct mg_terminal_in at = in_of(call);
	struct mg_request request;
	const char *person;
	bool taken;
	uint64_t id;
	if (!check_text(call, "name", in->name, NAME_CHARACTERS, NAME_BYTES, err) ||
		!check_text(call, "section", in->section, SECTION_CHARACTERS, SECTION_BYTES, err))
		return false;
	if (!is_ward(in->ward))
		return invalid(call, "ward", err);
	if (!read_request(call, &in->request, &request, err) || !note_fingerprint(call, request.fingerprint, err) ||
		!mg_call_note_fact(call, "name", in->name, err) || !mg_call_note_fact(call, "ward", in->ward, err) ||
		!mg_terminal_request_person(&at, call->session.staff_id, &person, err))
		return false;
	if (!*person)
		return refuse(call, "person_unknown", err);
	struct mg_new_request r = new_of(call, &request);
	if (!mg_terminal_request_name_taken(&at, in->name, &taken, err))
		return false;
	if (taken)
		return refuse(call, "name_taken", err);
	if (!mg_terminal_request_key_taken(&at, &r, &taken, err))
		return false;
	if (taken)
		return refuse(call, "key_taken", err);
	r.name = in->name;
	r.section = in->section;
	r.ward = in->ward;
	r.staff_id = call->session.staff_id;
	r.staff_no = call->session.staff_no;
	if (!mg_terminal_request_add(&at, &r, &id, err))
		return err->code == MG_ERR_ALREADY_EXISTS ? refuse(call, "proposed_already", err) : false;
	return note_number(call, "request", id, err) && reply_one(call, id, /* shown= */ true, out, err);
}

bool mg_Terminal_requests(
	struct mg_call *call, const Pb__TerminalRequestsRequest *in, Pb__TerminalRequestsReply *out, struct mg_error *err)
{
	const struct mg_terminal_in at = in_of(call);
	struct mg_request_row *list;
	size_t n;
	(void)in;
	if (!mg_terminal_request_list(&at, &list, &n, err))
		return false;
	out->requests = mg_arena_calloc(call->arena, n + 1, sizeof(*out->requests));
	if (!out->requests)
		return mg_fail(err, MG_ERR_TOO_LARGE, "no room for the reply");
	for (; out->n_requests < n; out->n_requests++)
		if (!fill(call, &list[out->n_requests], /* shown= */ false, &out->requests[out->n_requests], err))
			return false;
	return true;
}

/* Two people by number and person, and what stands at the terminal is what is approved. */
static bool may_approve(struct mg_call *call, const struct mg_request_row *r, const ProtobufCBinaryData *typed, struct mg_error *err)
{
	const struct mg_terminal_in at = in_of(call);
	struct mg_request_party proposer = {.staff_id = r->proposer_id}, reviewer = {.staff_id = call->session.staff_id};
	if (!mg_terminal_request_person(&at, proposer.staff_id, &proposer.person_ref, err) ||
		!mg_terminal_request_person(&at, reviewer.staff_id, &reviewer.person_ref, err))
		return false;
	const char *fault = mg_request_review_fault(&proposer, &reviewer);
	if (fault)
		return refuse(call, fault, err);
	return (typed->len == MG_FINGERPRINT_BYTES && r->fingerprint.n == typed->len &&
		       mg_equal_ct(typed->data, r->fingerprint.p, typed->len)) ||
	       refuse(call, "fingerprint", err);
}

bool mg_Terminal_review(
	struct mg_call *call, const Pb__TerminalReviewRequest *in, Pb__TerminalRequestReply *out, struct mg_error *err)
{
	const struct mg_terminal_in at = in_of(call);
	struct mg_request_row r;
	struct mg_request_decision d = {.request_id = in->request_id, .staff_id = call->session.staff_id,
		.staff_no = call->session.staff_no, .approve = in->approve, .words = in->approve ? "" : in->words,
		.now_us = call->now_us};
	if (!in->approve && !check_text(call, "words", in->words, WORDS_CHARACTERS, 4 * WORDS_CHARACTERS, err))
		return false;
	call->field = "request_id";
	if (!mg_terminal_request_lock(&at, in->request_id, &r, err) || !note_number(call, "request", r.request_id, err) ||
		!mg_call_note_fact(call, "name", r.name, err) || !mg_call_note_fact(call, "proposed_by", r.proposer_no, err) ||
		!mg_call_note_fact(call, "decision", in->approve ? "approve" : "refuse", err))
		return false;
	if (r.renewal || r.state != MG_REQUEST_PROPOSED)
		return refuse(call, "decided_already", err);
	if (in->approve && (!may_approve(call, &r, &in->fingerprint, err) || !note_fingerprint(call, r.fingerprint.p, err)))
		return false;
	mg_call_log_ref(call, &d.log_writer, &d.log_n);
	return mg_terminal_request_decide(&at, &d, err) && reply_one(call, r.request_id, /* shown= */ false, out, err);
}

/* ---- a terminal that is enrolled, for itself ---- */

bool mg_Terminal_renew(
	struct mg_call *call, const Pb__TerminalRenewRequest *in, Pb__TerminalRequestReply *out, struct mg_error *err)
{
	const struct mg_terminal_in at = in_of(call);
	struct mg_request request;
	struct mg_request_row before;
	uint64_t id;
	if (!read_request(call, &in->request, &request, err) || !note_number(call, "terminal", call->terminal.terminal_id, err) ||
		!note_fingerprint(call, request.fingerprint, err) ||
		!mg_terminal_request_newest_renewal(&at, call->terminal.terminal_id, &before, err))
		return false;
	if (!mg_equal_ct(request.assertion_key, call->terminal.assertion_key, sizeof(request.assertion_key)))
		return refuse(call, "another_terminal", err);
	const bool waits = before.request_id && before.state == MG_REQUEST_APPROVED;
	if (waits && mg_equal_ct(before.fingerprint.p, request.fingerprint, sizeof(request.fingerprint)))
		return fill(call, &before, /* shown= */ true, &out->request, err);
	if (before.request_id && call->now_us - before.made_us < RENEW_AGAIN_US)
		return refuse(call, "too_soon", err);
	struct mg_new_request r = new_of(call, &request);
	r.name = call->terminal.name;
	r.section = call->terminal.section;
	r.ward = call->terminal.ward;
	r.terminal_id = call->terminal.terminal_id;
	if (!mg_terminal_request_replace(&at, r.terminal_id, r.log_writer, r.log_n, err))
		return false;
	if (!mg_terminal_request_add(&at, &r, &id, err))
		return err->code == MG_ERR_ALREADY_EXISTS ? refuse(call, "proposed_already", err) : false;
	return note_number(call, "request", id, err) && reply_one(call, id, /* shown= */ true, out, err);
}

bool mg_Terminal_certificate(
	struct mg_call *call, const Pb__TerminalCertificateRequest *in, Pb__TerminalCertificateReply *out, struct mg_error *err)
{
	const struct mg_terminal_in at = in_of(call);
	struct mg_bytes next;
	if (!mg_program_is_valid(in->program))
		return invalid(call, "program", err);
	if (!mg_terminal_seen(&at, call->terminal.terminal_id, in->program, call->now_us, err) ||
		!mg_terminal_next(&at, call->terminal.terminal_id, &next, err))
		return false;
	out->certificate = (ProtobufCBinaryData){next.n, (uint8_t *)(uintptr_t)next.p};
	return mg_call_note_fact(call, "program", in->program, err);
}
