/* SPDX-License-Identifier: Apache-2.0
 * Export.Close: what the terminal's agent says is on the stick. Export.Passphrase: shown to who approved, after that. */
#include <inttypes.h>
#include <stdio.h>
#include "base/log.h"
#include "export/gate.h"
#include "export/ticket_format.h"
#include "receipt/receipt.h"

static const struct mg_gate_words close_words = {
	MG_ENVELOPE_TYPE("export-close"), "close_missing", "close_agent", "close_signature", "close_form"};

static bool open_close(struct mg_call *call, const struct mg_ticket *t, const Pb__Envelope *envelope,
	const Sg__ExportClose **ret, struct mg_error *err)
{
	struct mg_key_list keys;
	const Sg__Key *key;
	ProtobufCMessage *m;
	char holder[24];
	snprintf(holder, sizeof(holder), "%" PRIu64, t->terminal_id);
	if (!mg_key_list_newest(call->tx, call->arena, call->shared, &keys, err) ||
		!mg_gate_open(call, &keys, SG__KEY__USE__AGENT, holder, &close_words, envelope,
			&sg__export_close__descriptor, &m, &key, err))
		return false;
	*ret = (const Sg__ExportClose *)(const void *)m;
	const struct mg_close_terms terms = {.ticket_id = t->ticket_id,
		.nonce = t->nonce.p,
		.terminal = t->terminal_id,
		.sealed_sha256 = t->sealed_sha256,
		.sealed_size = t->sealed_size};
	const char *fault = mg_close_fault(*ret, &terms);
	if (!fault)
		return true;
	if (strcmp(fault, "close_digest") == 0) {
		mg_log(MG_LOG_ALARM, "export at terminal %" PRIu64 ": the stick holds something else than was approved",
			t->terminal_id);
		if (!mg_call_note_fact(call, "alarm", fault, err))
			return false;
	}
	return mg_gate_fault(call, fault, err);
}

/* Told again what it was told before: the answer got lost, or somebody tries another story. */
static bool close_again(struct mg_call *call, const struct mg_ticket *t, struct mg_bytes envelope, struct mg_error *err)
{
	const struct mg_export_in at = mg_export_in(call);
	struct mg_bytes before;
	if (!mg_ticket_closed_with(&at, t->ticket_id, &before, err))
		return false;
	if (before.n != envelope.n || memcmp(before.p, envelope.p, envelope.n) != 0)
		return mg_gate_fault(call, "closed_otherwise", err);
	return mg_call_note_fact(call, "again", "yes", err);
}

/* What a 送付書 took in is 送付済 once it was carried out; other extracts took in no receipt. */
static bool send_receipts(struct mg_call *call, const struct mg_ticket *t, struct mg_error *err)
{
	uint64_t sent;
	char number[24];
	if (!mg_receipt_send(call, t->extract_id, &sent, err))
		return false;
	snprintf(number, sizeof(number), "%" PRIu64, sent);
	return mg_call_note_fact(call, "receipts_sent", number, err);
}

bool mg_Export_close(
	struct mg_call *call, const Pb__ExportCloseRequest *in, mg_reply_Export_close *out, struct mg_error *err)
{
	const struct mg_export_in at = mg_export_in(call);
	struct mg_ticket t;
	struct mg_ticket_close c = {0};
	const Sg__ExportClose *s;
	if (!mg_export_own(call, &in->ticket_id, true, &t, err))
		return false;
	if (t.terminal_id != call->terminal.terminal_id)
		return mg_gate_fault(call, "another_terminal", err);
	if (!t.redeemed_us || t.nonce.n != 32)
		return mg_gate_fault(call, "not_redeemed", err);
	if (!open_close(call, &t, in->close, &s, err) || !mg_gate_pack(call, in->close, &c.envelope, err))
		return false;
	const bool written = s->outcome == SG__EXPORT_CLOSE__OUTCOME__WRITTEN;
	const enum mg_ticket_state to = written ? MG_TICKET_WRITTEN : MG_TICKET_FAILED;
	out->state = (Pb__ExportState)to;
	if (t.closed_us)
		return mg_export_note(call, &t, MG_TICKET_NONE, err) && close_again(call, &t, c.envelope, err);
	c.failure = written ? NULL : s->reason;
	c.written_bytes = s->written_bytes;
	return mg_export_note(call, &t, to, err) && mg_call_note_fact(call, "outcome", written ? "WRITTEN" : s->reason, err) &&
	       mg_ticket_close(&at, t.ticket_id, &c, t.sealed_sha256, call->now_us, mg_export_log(call), err) &&
	       (!written || send_receipts(call, &t, err));
}

/* ---- passphrase ---- */

bool mg_Export_passphrase(
	struct mg_call *call, const Pb__ExportPassphraseRequest *in, mg_reply_Export_passphrase *out, struct mg_error *err)
{
	const struct mg_export_in at = mg_export_in(call);
	struct mg_ticket t;
	struct mg_extract x;
	uint8_t id[16];
	if (!mg_export_read_id(call, &in->ticket_id, id, err) || !mg_ticket_get(&at, id, true, &t, err))
		return false;
	if (strcmp(t.ward, call->session.ward) != 0)
		return mg_fail(err, MG_ERR_NOT_FOUND, "a ticket of another section");
	if (t.approver_id != call->session.staff_id)
		return mg_gate_fault(call, "not_the_approver", err);
	if (t.state != MG_TICKET_WRITTEN)
		return mg_gate_fault(call, "not_written", err);
	out->passphrase = mg_arena_alloc(call->arena, MG_EXTRACT_PASSPHRASE_BYTES);
	if (!out->passphrase)
		return mg_fail(err, MG_ERR_TOO_LARGE, "no room for the reply");
	return mg_extract_get(call, t.extract_id, &x, err) && mg_extract_passphrase(call, &x, out->passphrase, err) &&
	       mg_ticket_show(&at, id, call->session.staff_no, call->now_us, mg_export_log(call), err) &&
	       mg_call_note_fact(call, "shown", t.passphrase_shown_us ? "again" : "first", err) &&
	       mg_export_note(call, &t, MG_TICKET_NONE, err);
}
