/* SPDX-License-Identifier: Apache-2.0
 * Export.Receipt: the proof, signed by the server's receipt key, that the log has the redemption of a ticket under a
 * checkpoint. All of it is read from the database, so it comes after a restart too. */
#include <openssl/crypto.h>
#include "audit/proof_store.h"
#include "export/gate.h"
#include "wire/hash_evp.h"

#define RECEIPT_TYPE MG_ENVELOPE_TYPE("export-receipt")

static bool no_room(struct mg_error *err)
{
	return mg_fail(err, MG_ERR_TOO_LARGE, "no room for a receipt");
}

/* The ticket that was redeemed with this nonce, by this person at this terminal. */
static bool find_ticket(
	struct mg_call *call, const Pb__ExportReceiptRequest *in, struct mg_ticket *t, struct mg_error *err)
{
	if (!mg_export_own(call, &in->ticket_id, false, t, err))
		return false;
	if (t->terminal_id != call->terminal.terminal_id)
		return mg_gate_fault(call, "another_terminal", err);
	if (!t->redeemed_us || t->nonce.n != 32)
		return mg_gate_fault(call, "not_redeemed", err);
	if (in->nonce.len != 32 || !mg_equal_ct(in->nonce.data, t->nonce.p, 32))
		return mg_gate_fault(call, "another_nonce", err);
	return true;
}

/* The hashes of a path as the message carries them. */
static bool put_path(struct mg_call *call, const struct mg_proof *proof, ProtobufCBinaryData **ret, size_t *ret_n,
	struct mg_error *err)
{
	if (proof->n == 0)
		return true;
	ProtobufCBinaryData *items = mg_arena_calloc(call->arena, proof->n, sizeof(*items));
	if (!items)
		return no_room(err);
	for (size_t i = 0; i < proof->n; i++) {
		items[i].len = MG_HASH_BYTES;
		items[i].data = (uint8_t *)mg_arena_memdup(call->arena, proof->path[i].b, MG_HASH_BYTES);
		if (!items[i].data)
			return no_room(err);
	}
	*ret = items;
	*ret_n = proof->n;
	return true;
}

/* `ret_covered` is false while no checkpoint covers the entry. */
static bool prove(struct mg_call *call, const struct mg_ticket *t, uint64_t known_size, Sg__ExportReceipt *r,
	bool *ret_covered, struct mg_error *err)
{
	const struct mg_export_in at = mg_export_in(call);
	struct mg_stored_checkpoint newest;
	struct mg_proof path = {0}, consistency = {0};
	struct mg_hash leaf;
	struct mg_bytes entry;
	if (!mg_proof_newest(call->tx, call->arena, &newest, err))
		return false;
	if (known_size > newest.size) /* the agent has seen a longer log: not to be answered away */
		return mg_gate_fault(call, "log_is_shorter", err);
	if (newest.size == 0) {
		*ret_covered = false;
		return true;
	}
	if (!mg_proof_find_entry(call->tx, t->redeem_writer, t->redeem_n, newest.size, ret_covered, &r->leaf_index, &leaf, err) ||
		!*ret_covered)
		return !err->code;
	if (!mg_redeemed_entry(&at, t->ticket_id, &entry, err) ||
		!mg_proof_inclusion(call->tx, r->leaf_index, newest.size, &path, err) ||
		(known_size > 0 && !mg_proof_consistency(call->tx, known_size, newest.size, &consistency, err)))
		return false;
	if (entry.n == 0)
		return mg_fail(err, MG_ERR_DATA_LOSS, "the entry of a redemption is gone");
	r->checkpoint = (char *)(uintptr_t)newest.note;
	r->entry = (ProtobufCBinaryData){entry.n, (uint8_t *)(uintptr_t)entry.p};
	return put_path(call, &path, &r->path, &r->n_path, err) &&
	       put_path(call, &consistency, &r->consistency, &r->n_consistency, err);
}

static bool sign(struct mg_call *call, const struct mg_key_list *keys, const Sg__ExportReceipt *r, Pb__Envelope **ret,
	struct mg_error *err)
{
	MG_CLEANUP(mg_crypto_evp_freep) struct mg_crypto *crypto = NULL;
	struct mg_signer signer;
	const char *fault;
	Pb__Envelope *e = mg_arena_alloc(call->arena, sizeof(*e));
	uint8_t *id = mg_arena_alloc(call->arena, MG_KEY_ID_BYTES), *signature = mg_arena_alloc(call->arena, MG_SIGNATURE_BYTES);
	size_t n = sg__export_receipt__get_packed_size(r);
	uint8_t *payload = mg_arena_alloc(call->arena, n);
	if (!e || !id || !signature || !payload)
		return no_room(err);
	sg__export_receipt__pack(r, payload);
	if (!mg_crypto_evp_new(&crypto, err) || !mg_signer_evp(call->shared->receipt_key, &signer, err))
		return false;
	mg_key_id(crypto, signer.public_key, id);
	if (!mg_key_list_key(keys, SG__KEY__USE__RECEIPT, (struct mg_bytes){id, MG_KEY_ID_BYTES}, call->now_us, &fault))
		return mg_fail(err, MG_ERR_INTERNAL, "the receipt key is not in the key list: %s", fault);
	if (!mg_envelope_sign(&signer, RECEIPT_TYPE, (struct mg_bytes){payload, n}, signature, err))
		return false;
	pb__envelope__init(e);
	e->payload_type = (char *)(uintptr_t)RECEIPT_TYPE;
	e->payload = (ProtobufCBinaryData){n, payload};
	e->key_id = (ProtobufCBinaryData){MG_KEY_ID_BYTES, id};
	e->signature = (ProtobufCBinaryData){MG_SIGNATURE_BYTES, signature};
	*ret = e;
	return true;
}

bool mg_Export_receipt(
	struct mg_call *call, const Pb__ExportReceiptRequest *in, mg_reply_Export_receipt *out, struct mg_error *err)
{
	Sg__ExportReceipt r = SG__EXPORT_RECEIPT__INIT;
	struct mg_key_list keys;
	struct mg_ticket t;
	bool covered;
	if (!find_ticket(call, in, &t, err) || !mg_key_list_newest(call->tx, call->arena, call->shared, &keys, err) ||
		!mg_export_note(call, &t, MG_TICKET_NONE, err) || !prove(call, &t, in->known_size, &r, &covered, err))
		return false;
	if (!covered)
		return true; /* asked again in 200 ms */
	r.ticket_id = (ProtobufCBinaryData){16, t.ticket_id};
	r.nonce = (ProtobufCBinaryData){t.nonce.n, (uint8_t *)(uintptr_t)t.nonce.p};
	r.terminal = t.terminal_id;
	r.not_after_us = t.not_after_us;
	r.key_epoch = keys.list->epoch;
	return sign(call, &keys, &r, &out->receipt, err);
}
