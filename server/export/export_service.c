/* SPDX-License-Identifier: Apache-2.0
 * Asking to carry an extract, and what happens to the request before anything is signed: its list, withdrawal and refusal. */
#include <openssl/rand.h>
#include "export/export.h"
#include "export/media_store.h"

#define TEXT_CHARACTERS 200U
#define RECIPIENT_CHARACTERS 100U

static bool no_room(struct mg_error *err)
{
	return mg_fail(err, MG_ERR_TOO_LARGE, "no room for the reply");
}

static bool refuse(struct mg_call *call, const char *field, const char *why, struct mg_error *err)
{
	call->field = field;
	call->always_log = true; /* who tries this stands in the log by name, whatever else is refused just now */
	return mg_fail(err, MG_ERR_REFUSED_BY_RULE, "%s", why);
}

/* ---- Request ---- */

static bool find_extract(struct mg_call *call, uint64_t extract_id, struct mg_extract *ret, struct mg_error *err)
{
	bool apart;
	if (!mg_extract_get(call, extract_id, ret, err))
		return false;
	if (strcmp(ret->ward, call->session.ward) != 0)
		return mg_fail(err, MG_ERR_NOT_FOUND, "an extract of another section");
	if (!ret->is_ready || call->now_us > ret->removed_after_us)
		return refuse(call, "extract_id", "the extract's time is over", err);
	if (!mg_export_are_apart(call, call->session.staff_id, ret->extractor_id, &apart, err))
		return false;
	return apart || refuse(call, "extract_id", "another person carries what somebody extracted", err);
}

static bool find_stick(struct mg_call *call, uint64_t medium_id, struct mg_medium *ret, struct mg_error *err)
{
	const struct mg_export_in at = mg_export_in(call);
	if (!mg_medium_get(&at, medium_id, /* lock= */ true, ret, err))
		return false;
	if (strcmp(ret->ward, call->session.ward) != 0)
		return mg_fail(err, MG_ERR_NOT_FOUND, "a stick of another section");
	if (ret->state != MG_MEDIUM_LENT || ret->lent_to != call->session.staff_id)
		return refuse(call, "medium_id", "the stick is not lent to this person", err);
	if (mg_date_compare(ret->due, mg_date_of_utc_us(call->now_us)) < 0)
		return refuse(call, "medium_id", "the stick is overdue", err);
	return true;
}

static void fill_ticket(struct mg_call *call, const struct mg_extract *x, const struct mg_medium *m,
	const Pb__ExportRequestRequest *in, struct mg_ticket *ret)
{
	*ret = (struct mg_ticket){.state = MG_TICKET_REQUESTED,
		.ward = x->ward,
		.extract_id = x->extract_id,
		.extractor_id = x->extractor_id,
		.extractor_no = x->extractor_no,
		.requester_id = call->session.staff_id,
		.requester_no = call->session.staff_no,
		.requester_name = call->session.staff_name,
		.terminal_id = call->terminal.terminal_id,
		.terminal_name = call->terminal.name,
		.medium_id = m->medium_id,
		.medium_label = m->label,
		.device = m->device,
		.sealed_size = x->sealed_size,
		.row_count = x->row_count,
		.purpose = in->purpose,
		.recipient = in->recipient,
		.reason = in->reason,
		.asked_us = call->now_us};
	memcpy(ret->plain_sha256, x->plain_sha256, 32);
	memcpy(ret->sealed_sha256, x->sealed_sha256, 32);
}

static bool add_ticket(struct mg_call *call, struct mg_ticket *t, struct mg_error *err)
{
	const struct mg_export_in at = mg_export_in(call);
	char *file_name = mg_arena_alloc(call->arena, MG_EXPORT_FILE_BYTES);
	uint32_t count;
	if (!file_name)
		return no_room(err);
	if (!mg_ticket_count(&at, mg_date_start_utc_us(mg_date_of_utc_us(call->now_us)), &count, err))
		return false;
	mg_export_file_name(count + 1, file_name);
	t->file_name = file_name;
	if (RAND_bytes(t->ticket_id, sizeof(t->ticket_id)) != 1)
		return mg_fail(err, MG_ERR_INTERNAL, "no random bytes");
	if (mg_ticket_add(&at, t, mg_export_log(call), err))
		return true;
	return err->code == MG_ERR_ALREADY_EXISTS
		       ? refuse(call, "extract_id", "the person has a ticket that is still open", err)
		       : false;
}

bool mg_Export_request(struct mg_call *call, const Pb__ExportRequestRequest *in, Pb__ExportRequestReply *out,
	struct mg_error *err)
{
	struct mg_extract x;
	struct mg_medium m;
	struct mg_ticket t;
	if (!mg_export_check_text(call, "purpose", in->purpose, TEXT_CHARACTERS, err) ||
		!mg_export_check_text(call, "recipient", in->recipient, RECIPIENT_CHARACTERS, err) ||
		!mg_export_check_text(call, "reason", in->reason, TEXT_CHARACTERS, err) ||
		!mg_extract_take_quota(call, "request", err) || !find_extract(call, in->extract_id, &x, err) ||
		!find_stick(call, in->medium_id, &m, err))
		return false;
	fill_ticket(call, &x, &m, in, &t);
	if (!add_ticket(call, &t, err) || !mg_export_note(call, &t, MG_TICKET_REQUESTED, err))
		return false;
	t.purpose = t.recipient = t.reason = ""; /* the caller knows them; what is kept for replay says little */
	if (!mg_export_item(call, &t, &out->item, err))
		return false;
	out->item->extract->reason = (char *)(uintptr_t) "";
	return true;
}

/* ---- Withdraw ---- */

bool mg_Export_withdraw(struct mg_call *call, const Pb__ExportWithdrawRequest *in, Pb__ExportWithdrawReply *out,
	struct mg_error *err)
{
	const struct mg_export_in at = mg_export_in(call);
	struct mg_ticket t;
	(void)out;
	if (!mg_export_own(call, &in->ticket_id, /* lock= */ true, &t, err))
		return false;
	if (!mg_ticket_may_move(t.state, MG_TICKET_WITHDRAWN))
		return refuse(call, "ticket_id", "it is too late to withdraw this", err);
	return mg_export_note(call, &t, MG_TICKET_WITHDRAWN, err) &&
	       mg_ticket_withdraw(&at, t.ticket_id, t.state, call->now_us, mg_export_log(call), err);
}

/* ---- List ---- */

static bool fill_items(struct mg_call *call, const struct mg_ticket *tickets, size_t n, bool to_decide,
	Pb__ExportItem ***ret, size_t *ret_n, struct mg_error *err)
{
	*ret = mg_arena_calloc(call->arena, n + 1, sizeof(**ret));
	if (!*ret)
		return no_room(err);
	for (size_t i = 0; i < n; i++) {
		bool from_requester = true, from_extractor = true;
		if (to_decide && (!mg_export_are_apart(call, call->session.staff_id, tickets[i].requester_id,
					  &from_requester, err) ||
					 !mg_export_are_apart(call, call->session.staff_id, tickets[i].extractor_id,
						 &from_extractor, err)))
			return false;
		if (from_requester && from_extractor && !mg_export_item(call, &tickets[i], &(*ret)[(*ret_n)++], err))
			return false;
	}
	return true;
}

bool mg_Export_list(struct mg_call *call, const Pb__ExportListRequest *in, Pb__ExportListReply *out, struct mg_error *err)
{
	const struct mg_export_in at = mg_export_in(call);
	const struct mg_session *s = &call->session;
	struct mg_ticket *tickets = NULL, *alarms;
	size_t n = 0, n_alarms;
	/* what waits for an approver is shown to whoever may decide it, and to nobody else */
	const bool may_decide = mg_session_may(s, MG_PERM_EXPORT_APPROVE);
	if ((!in->to_approve || may_decide) &&
		!mg_ticket_list(&at, in->to_approve ? MG_TICKETS_TO_DECIDE : MG_TICKETS_OWN, s->staff_id, s->ward,
			call->now_us, &tickets, &n, err))
		return false;
	return mg_ticket_list(&at, MG_TICKETS_ALARM, 0, s->ward, call->now_us, &alarms, &n_alarms, err) &&
	       fill_items(call, tickets, n, in->to_approve, &out->items, &out->n_items, err) &&
	       fill_items(call, alarms, n_alarms, false, &out->alarms, &out->n_alarms, err);
}

/* ---- Refuse ---- */

bool mg_Export_refuse(
	struct mg_call *call, const Pb__ExportRefuseRequest *in, Pb__ExportRefuseReply *out, struct mg_error *err)
{
	const struct mg_export_in at = mg_export_in(call);
	struct mg_ticket t;
	(void)out;
	if (!mg_export_check_text(call, "words", in->words, TEXT_CHARACTERS, err) ||
		!mg_export_to_decide(call, &in->ticket_id, /* lock= */ true, &t, err))
		return false;
	if (!mg_ticket_may_move(t.state, MG_TICKET_REFUSED))
		return refuse(call, "ticket_id", "it was decided already", err);
	const struct mg_ticket_refusal refusal = {
		call->session.staff_id, call->session.staff_no, call->session.staff_name, in->words};
	t.approver_id = call->session.staff_id;
	t.approver_no = call->session.staff_no;
	return mg_export_note(call, &t, MG_TICKET_REFUSED, err) && mg_call_note_fact(call, "words", in->words, err) &&
	       mg_ticket_refuse(&at, t.ticket_id, &refusal, call->now_us, mg_export_log(call), err);
}
