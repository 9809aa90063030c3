/* SPDX-License-Identifier: Apache-2.0
 * Export.Approve, Export.Redeem and Export.Keys: the approver's signature over one ticket, and the one moment in which it is
 * spent. Order of the protocol: docs/export.md. */
#include "export/gate.h"
#include "export/ticket_format.h"

#define NONCE_BYTES 32U

/* ---- approve ---- */

static const struct mg_gate_words ticket_words = {MG_ENVELOPE_TYPE("export-ticket"), "ticket_missing", "key_of_another",
	"ticket_signature", "ticket_form"};

static struct mg_ticket_terms terms_of(const struct mg_call *call, const struct mg_ticket *t, uint64_t epoch)
{
	return (struct mg_ticket_terms){.ticket_id = t->ticket_id,
		.municipality = call->shared->municipality,
		.extractor = t->extractor_no,
		.requester = t->requester_no,
		.approver = call->session.staff_no,
		.terminal = t->terminal_id,
		.vendor = t->device.vendor,
		.product = t->device.product,
		.serial = t->device.serial,
		.descriptors_sha256 = t->device.descriptors_sha256,
		.plain_sha256 = t->plain_sha256,
		.sealed_sha256 = t->sealed_sha256,
		.sealed_size = t->sealed_size,
		.row_count = t->row_count,
		.file_name = t->file_name,
		.purpose = t->purpose,
		.recipient = t->recipient,
		.key_epoch = epoch,
		.now_us = call->now_us};
}

/* The extract lies there as it was requested, and the stick is where it should be. */
static bool check_things(struct mg_call *call, const struct mg_ticket *t, struct mg_error *err)
{
	const struct mg_export_in at = mg_export_in(call);
	struct mg_extract x;
	bool lent;
	if (!mg_extract_get(call, t->extract_id, &x, err) ||
		!mg_medium_is_lent(&at, t->medium_id, t->requester_id, &t->device, &lent, err))
		return false;
	if (!x.is_ready || memcmp(x.sealed_sha256, t->sealed_sha256, 32) != 0 ||
		memcmp(x.plain_sha256, t->plain_sha256, 32) != 0 || x.sealed_size != t->sealed_size ||
		x.row_count != t->row_count)
		return mg_gate_fault(call, "extract_gone", err);
	return lent || mg_gate_fault(call, "stick_not_lent", err);
}

static bool open_ticket(struct mg_call *call, const struct mg_ticket *t, const Pb__Envelope *envelope,
	const Sg__ExportTicket **ret, struct mg_error *err)
{
	struct mg_key_list keys;
	const Sg__Key *key;
	ProtobufCMessage *m;
	if (!mg_key_list_newest(call->tx, call->arena, call->shared, &keys, err) ||
		!mg_gate_open(call, &keys, SG__KEY__USE__SUPERVISOR, call->session.staff_no, &ticket_words, envelope,
			&sg__export_ticket__descriptor, &m, &key, err))
		return false;
	if (strcmp(key->ward, t->ward) != 0)
		return mg_gate_fault(call, "key_of_another_ward", err);
	const Sg__ExportTicket *signed_ticket = (const Sg__ExportTicket *)(const void *)m;
	const struct mg_ticket_terms terms = terms_of(call, t, keys.list->epoch);
	const char *fault = mg_ticket_fault(signed_ticket, &terms);
	if (fault)
		return mg_gate_fault(call, fault, err);
	*ret = signed_ticket;
	return true;
}

bool mg_Export_approve(struct mg_call *call, const Pb__ExportApproveRequest *in, mg_reply_Export_approve *out,
	struct mg_error *err)
{
	const struct mg_export_in at = mg_export_in(call);
	struct mg_ticket t;
	const Sg__ExportTicket *s;
	struct mg_ticket_approval a = {.approver_id = call->session.staff_id,
		.approver_no = call->session.staff_no,
		.approver_name = call->session.staff_name};
	if (!mg_export_to_decide(call, &in->ticket_id, true, &t, err))
		return false;
	if (mg_ticket_after(t.state, t.asked_us, t.not_after_us, t.redeemed_us, call->now_us) != MG_TICKET_REQUESTED)
		return mg_gate_fault(call, "not_requested", err);
	if (!open_ticket(call, &t, in->ticket, &s, err) || !check_things(call, &t, err) ||
		!mg_gate_pack(call, in->ticket, &a.envelope, err))
		return false;
	a.not_before_us = s->not_before_us;
	a.not_after_us = s->not_after_us;
	a.key_epoch = s->key_epoch;
	return mg_ticket_approve(&at, t.ticket_id, &a, call->now_us, mg_export_log(call), err) &&
	       mg_ticket_get(&at, t.ticket_id, false, &t, err) && mg_export_note(call, &t, MG_TICKET_APPROVED, err) &&
	       mg_export_item(call, &t, &out->item, err);
}

/* ---- redeem ---- */

/* Why the statement that spends found nothing to spend. */
static bool refuse_redemption(
	struct mg_call *call, const Pb__ExportRedeemRequest *in, struct mg_error *err)
{
	struct mg_ticket t;
	if (!mg_export_own(call, &in->ticket_id, false, &t, err))
		return false;
	if (t.terminal_id != call->terminal.terminal_id)
		return mg_gate_fault(call, "another_terminal", err);
	if (t.state == MG_TICKET_APPROVED && call->now_us < t.not_before_us)
		return mg_gate_fault(call, "not_yet", err);
	if (t.state == MG_TICKET_EXPIRED || (t.state == MG_TICKET_APPROVED && call->now_us > t.not_after_us))
		return mg_gate_fault(call, "expired", err);
	return mg_gate_fault(call, t.redeemed_us ? "spent" : "not_approved", err);
}

/* Who signed may have lost the key since, and the stick may have been taken back. */
static bool check_still(struct mg_call *call, const struct mg_ticket *t, struct mg_error *err)
{
	struct mg_key_list keys;
	const Pb__Envelope *envelope;
	const char *fault;
	if (!mg_key_list_newest(call->tx, call->arena, call->shared, &keys, err) ||
		!mg_envelope_unpack(call->arena, t->ticket, &envelope, err))
		return false;
	if (!mg_key_list_key(&keys, SG__KEY__USE__SUPERVISOR,
		    (struct mg_bytes){envelope->key_id.data, envelope->key_id.len}, call->now_us, &fault))
		return mg_gate_fault(call, fault, err);
	return check_things(call, t, err);
}

bool mg_Export_redeem(
	struct mg_call *call, const Pb__ExportRedeemRequest *in, mg_reply_Export_redeem *out, struct mg_error *err)
{
	const struct mg_export_in at = mg_export_in(call);
	struct mg_ticket t;
	uint8_t id[16];
	bool spent;
	if (!mg_export_read_id(call, &in->ticket_id, id, err))
		return false;
	if (in->nonce.len != NONCE_BYTES)
		return mg_gate_fault(call, "nonce", err);
	if (!mg_ticket_redeem(&at, id, call->session.staff_id, call->terminal.terminal_id, in->nonce.data, call->now_us,
		    mg_export_log(call), &spent, err))
		return false;
	if (!spent)
		return refuse_redemption(call, in, err);
	out->redeemed_us = call->now_us;
	return mg_ticket_get(&at, id, false, &t, err) && check_still(call, &t, err) &&
	       mg_export_note(call, &t, MG_TICKET_REDEEMED, err);
}

/* ---- keys ---- */

static bool put_own(struct mg_call *call, mg_reply_Export_keys *out, struct mg_error *err)
{
	const struct mg_export_in at = mg_export_in(call);
	struct mg_own_key own;
	bool found;
	if (!mg_own_key_find(&at, call->session.staff_id, &found, &own, err) || !found)
		return !err->code;
	Pb__WrappedKey *w = mg_arena_alloc(call->arena, sizeof(*w));
	if (!w)
		return mg_fail(err, MG_ERR_TOO_LARGE, "no room for the reply");
	pb__wrapped_key__init(w);
	w->key_id = (ProtobufCBinaryData){own.key_id.n, (uint8_t *)(uintptr_t)own.key_id.p};
	w->salt = (ProtobufCBinaryData){own.salt.n, (uint8_t *)(uintptr_t)own.salt.p};
	w->memory_kib = own.memory_kib;
	w->passes = own.passes;
	w->sealed = (ProtobufCBinaryData){own.sealed.n, (uint8_t *)(uintptr_t)own.sealed.p};
	w->public_key = (ProtobufCBinaryData){own.public_key.n, (uint8_t *)(uintptr_t)own.public_key.p};
	out->own = w;
	return true;
}

bool mg_Export_keys(
	struct mg_call *call, const Pb__ExportKeysRequest *in, mg_reply_Export_keys *out, struct mg_error *err)
{
	struct mg_key_list keys;
	(void)in;
	if (!mg_key_list_newest(call->tx, call->arena, call->shared, &keys, err))
		return false;
	out->key_list = (Pb__Envelope *)(uintptr_t)keys.envelope;
	return put_own(call, out, err);
}
