/* SPDX-License-Identifier: Apache-2.0 */
#include <string.h>
#include "agent/verify/keys.h"
#include "madoguchi/v1/export.pb-c.h"
#include "wire/entry.h"
#include "wire/message.h"

#define REDEEM_PATH "/madoguchi.v1.Export/Redeem"
/* Two tags with one-byte lengths, 16 and 32 bytes. */
#define REDEEM_REQUEST_BYTES (2U + MG_TICKET_ID_BYTES + 2U + MG_NONCE_BYTES)

static const struct mg_place receipt_place = {
	.type = MG_ENVELOPE_TYPE("export-receipt"),
	.use = SG__KEY__USE__RECEIPT,
	.unknown = MG_REASON_RECEIPT_KEY_UNKNOWN,
	.other_use = MG_REASON_RECEIPT_KEY_USE,
	.period = MG_REASON_RECEIPT_KEY_PERIOD,
	.forged = MG_REASON_RECEIPT_FORGED,
};

void mg_claim_open_nonce(struct mg_claim *claim, const uint8_t nonce[MG_NONCE_BYTES], int64_t mono_us)
{
	memcpy(claim->order.nonce, nonce, MG_NONCE_BYTES);
	claim->is_open = true;
	claim->open_until_mono_us = mono_us + MG_NONCE_LIFE_US;
}

uint64_t mg_known_size(const struct mg_known *known, const struct mg_claim *claim)
{
	return strcmp(known->origin, claim->log_key->holder) == 0 ? known->size : 0;
}

static bool is_bytes(ProtobufCBinaryData field, const void *bytes, size_t n)
{
	return field.len == n && mg_equal_ct(field.data, bytes, n);
}

static enum mg_reason judge_fields(const struct mg_claim *claim, const Sg__ExportReceipt *r, int64_t now_us)
{
	const struct mg_order *o = &claim->order;
	if (!is_bytes(r->ticket_id, o->ticket_id, MG_TICKET_ID_BYTES))
		return MG_REASON_RECEIPT_TICKET;
	if (!is_bytes(r->nonce, o->nonce, MG_NONCE_BYTES))
		return MG_REASON_RECEIPT_NONCE;
	if (r->terminal != o->terminal)
		return MG_REASON_RECEIPT_TERMINAL;
	if (r->not_after_us != o->not_after_us)
		return MG_REASON_RECEIPT_PERIOD;
	if (now_us >= o->not_after_us)
		return MG_REASON_TICKET_OVER;
	if (r->key_epoch < claim->keys->epoch)
		return MG_REASON_RECEIPT_EPOCH;
	if (r->key_epoch > claim->keys->epoch)
		return MG_REASON_KEYS_OUTDATED;
	return MG_REASON_NONE;
}

static bool read_path(size_t n, const ProtobufCBinaryData *hashes, struct mg_proof *ret)
{
	if (n > MG_PROOF_MAX)
		return false;
	for (size_t i = 0; i < n; i++) {
		if (hashes[i].len != MG_HASH_BYTES)
			return false;
		memcpy(ret->path[i].b, hashes[i].data, MG_HASH_BYTES);
	}
	ret->n = n;
	return true;
}

/* The checkpoint is the log's, and that log began as the one that was seen before. */
static enum mg_reason judge_log(const struct mg_policy *policy, struct mg_known *known, const struct mg_claim *claim,
	const Sg__ExportReceipt *r, struct mg_checkpoint *ret)
{
	const struct mg_bytes note = {(const uint8_t *)r->checkpoint, strlen(r->checkpoint)};
	const char *origin = claim->log_key->holder;
	struct mg_proof growth;
	if (!mg_checkpoint_parse(note, ret, NULL))
		return MG_REASON_CHECKPOINT_MALFORMED;
	if (strcmp(ret->origin, origin) != 0)
		return MG_REASON_CHECKPOINT_ORIGIN;
	if (!mg_checkpoint_open(policy->crypto, origin, claim->log_key->public_key.data, note, ret, NULL))
		return MG_REASON_CHECKPOINT_FORGED;
	const uint64_t known_size = mg_known_size(known, claim);
	if (ret->size < known_size)
		return MG_REASON_LOG_OLDER;
	if (!read_path(r->n_consistency, r->consistency, &growth))
		return MG_REASON_PROOF_HASHES;
	if (!mg_consistency_is_proved(
		    policy->crypto, known_size, &known->root, ret->size, &ret->root, growth.path, growth.n))
		return MG_REASON_LOG_FORKED;
	memcpy(known->origin, ret->origin, sizeof(known->origin));
	known->size = ret->size;
	known->root = ret->root;
	return MG_REASON_NONE;
}

static bool is_text(struct mg_bytes bytes, const char *text)
{
	return bytes.n == strlen(text) && memcmp(bytes.p, text, bytes.n) == 0;
}

/* SHA-256 of ExportRedeemRequest{ticket_id, nonce} as it is packed. */
static void request_hash(const struct mg_policy *policy, const struct mg_order *o, struct mg_hash *ret)
{
	struct mg_order order = *o;
	Pb__ExportRedeemRequest request = PB__EXPORT_REDEEM_REQUEST__INIT;
	uint8_t packed[REDEEM_REQUEST_BYTES];
	request.ticket_id = (ProtobufCBinaryData){MG_TICKET_ID_BYTES, order.ticket_id};
	request.nonce = (ProtobufCBinaryData){MG_NONCE_BYTES, order.nonce};
	const struct mg_bytes bytes = {packed, pb__export_redeem_request__pack(&request, packed)};
	policy->crypto->sha256(policy->crypto, &bytes, 1, ret);
}

/* What the log says happened is this redemption, by this person, here. */
static enum mg_reason judge_entry(
	const struct mg_policy *policy, const struct mg_claim *claim, ProtobufCBinaryData bytes)
{
	struct mg_entry e;
	struct mg_hash request;
	if (!mg_entry_read(bytes.data, bytes.len, &e, NULL))
		return MG_REASON_ENTRY_MALFORMED;
	if (strcmp(e.municipality, policy->municipality) != 0)
		return MG_REASON_ENTRY_MUNICIPALITY;
	if (!is_text(e.rpc_path, REDEEM_PATH))
		return MG_REASON_ENTRY_CALL;
	if (e.result != MG_OK)
		return MG_REASON_ENTRY_RESULT;
	if (!is_text(e.actor, claim->requester))
		return MG_REASON_ENTRY_ACTOR;
	if (policy->has_certificate && !mg_equal_ct(e.terminal_cert, policy->certificate_sha256, MG_DIGEST_BYTES))
		return MG_REASON_ENTRY_TERMINAL;
	request_hash(policy, &claim->order, &request);
	if (!mg_equal_ct(e.request_hash, request.b, MG_HASH_BYTES))
		return MG_REASON_ENTRY_REQUEST;
	return MG_REASON_NONE;
}

static enum mg_reason judge_proof(
	const struct mg_policy *policy, const struct mg_checkpoint *checkpoint, const Sg__ExportReceipt *r)
{
	struct mg_proof inclusion;
	struct mg_hash leaf;
	if (!read_path(r->n_path, r->path, &inclusion))
		return MG_REASON_PROOF_HASHES;
	mg_merkle_leaf(policy->crypto, (struct mg_bytes){r->entry.data, r->entry.len}, &leaf);
	return mg_inclusion_is_proved(policy->crypto, r->leaf_index, checkpoint->size, &leaf, inclusion.path, inclusion.n,
		       &checkpoint->root)
		? MG_REASON_NONE
		: MG_REASON_PROOF_WRONG;
}

static enum mg_reason judge(const struct mg_policy *policy, struct mg_known *known, const struct mg_claim *claim,
	const Sg__ExportReceipt *r, int64_t now_us)
{
	struct mg_checkpoint checkpoint;
	enum mg_reason reason = judge_fields(claim, r, now_us);
	if (reason == MG_REASON_NONE)
		reason = judge_log(policy, known, claim, r, &checkpoint);
	if (reason == MG_REASON_NONE)
		reason = judge_proof(policy, &checkpoint, r);
	return reason != MG_REASON_NONE ? reason : judge_entry(policy, claim, r->entry);
}

enum mg_reason mg_verify_receipt(const struct mg_policy *policy, struct mg_known *known, struct mg_claim *claim,
	const struct mg_signed *receipt, int64_t now_us, int64_t mono_us, struct mg_order *ret)
{
	const Sg__Key *key = NULL;
	ProtobufCMessage *message = NULL;
	if (!claim->is_open)
		return MG_REASON_NONCE_SPENT;
	claim->is_open = false;
	if (mono_us >= claim->open_until_mono_us)
		return MG_REASON_NONCE_OVER;
	enum mg_reason reason = mg_verify_signer(policy, claim->keys, &receipt_place, receipt, now_us, &key);
	if (reason != MG_REASON_NONE)
		return reason;
	if (!mg_message_unpack_exact(&sg__export_receipt__descriptor, /* allocator= */ NULL, receipt->payload.p,
		    receipt->payload.n, &message, NULL))
		return MG_REASON_RECEIPT_MALFORMED;
	Sg__ExportReceipt *r = (Sg__ExportReceipt *)message;
	reason = judge(policy, known, claim, r, now_us);
	sg__export_receipt__free_unpacked(r, NULL);
	if (reason == MG_REASON_NONE)
		*ret = claim->order;
	return reason;
}
