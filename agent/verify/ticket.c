/* SPDX-License-Identifier: Apache-2.0 */
#include <string.h>
#include "agent/verify/keys.h"
#include "agent/verify/shape.h"
#include "wire/message.h"

#define SYSTEM "system" /* an extract that the server builds by itself */

static const struct mg_place ticket_place = {
	.type = MG_ENVELOPE_TYPE("export-ticket"),
	.use = SG__KEY__USE__SUPERVISOR,
	.unknown = MG_REASON_TICKET_KEY_UNKNOWN,
	.other_use = MG_REASON_TICKET_KEY_USE,
	.period = MG_REASON_TICKET_KEY_PERIOD,
	.forged = MG_REASON_TICKET_FORGED,
};

void mg_claim_done(struct mg_claim *claim)
{
	sg__key_list__free_unpacked(claim->keys, NULL);
	mg_wipe(claim, sizeof(*claim));
}

/* Three different persons; only the extract may be the system's. */
static enum mg_reason judge_persons(const Sg__ExportTicket *t, const Sg__Key *key, const char *ward)
{
	if (!mg_staff_no_is_valid(t->requester) || !mg_staff_no_is_valid(t->approver) ||
		!mg_staff_no_is_valid(t->extractor) || strcmp(t->requester, SYSTEM) == 0 ||
		strcmp(t->approver, SYSTEM) == 0)
		return MG_REASON_TICKET_PERSON;
	if (strcmp(key->holder, t->approver) != 0)
		return MG_REASON_TICKET_APPROVER;
	if (ward[0] != '\0' && strcmp(key->ward, ward) != 0)
		return MG_REASON_TICKET_WARD;
	if (strcmp(t->requester, t->approver) == 0)
		return MG_REASON_TICKET_OWN_REQUEST;
	if (strcmp(t->extractor, t->approver) == 0)
		return MG_REASON_TICKET_OWN_EXTRACT;
	if (strcmp(t->extractor, t->requester) == 0)
		return MG_REASON_TICKET_OWN_CARRY;
	return MG_REASON_NONE;
}

static enum mg_reason judge_period(const Sg__ExportTicket *t, int64_t now_us)
{
	/* The comparison before it keeps the difference from overflowing. */
	if (t->not_before_us < 0 || t->not_before_us >= t->not_after_us ||
		t->not_after_us - t->not_before_us > MG_TICKET_LIFE_US)
		return MG_REASON_TICKET_PERIOD;
	if (now_us < t->not_before_us)
		return MG_REASON_TICKET_EARLY;
	if (now_us >= t->not_after_us)
		return MG_REASON_TICKET_OVER;
	return MG_REASON_NONE;
}

static bool is_id(uint32_t v)
{
	return v >= 1 && v <= UINT16_MAX;
}

static bool is_words(const char *s)
{
	return s[0] != '\0' && strlen(s) <= MG_WORDS_BYTES_MAX;
}

static enum mg_reason judge_goods(const struct mg_policy *policy, const Sg__ExportTicket *t)
{
	const Sg__UsbDevice *d = t->device;
	if (!d || !is_id(d->vendor) || !is_id(d->product) || !mg_serial_is_valid(d->serial) ||
		d->descriptors_sha256.len != MG_DIGEST_BYTES)
		return MG_REASON_TICKET_DEVICE;
	if (t->plain_sha256.len != MG_DIGEST_BYTES || t->sealed_sha256.len != MG_DIGEST_BYTES || t->sealed_size == 0 ||
		t->sealed_size > policy->file_bytes_max)
		return MG_REASON_TICKET_DIGEST;
	if (!mg_file_name_is_short(t->file_name))
		return MG_REASON_TICKET_FILE_NAME;
	if (!is_words(t->purpose) || !is_words(t->recipient))
		return MG_REASON_TICKET_WORDS;
	return MG_REASON_NONE;
}

static enum mg_reason judge(const struct mg_policy *policy, const struct mg_known *known, const Sg__ExportTicket *t,
	const Sg__Key *key, int64_t now_us)
{
	if (strcmp(t->municipality, policy->municipality) != 0)
		return MG_REASON_TICKET_MUNICIPALITY;
	if (t->kind != SG__EXPORT_TICKET__KIND__EXPORT)
		return MG_REASON_TICKET_KIND;
	if (t->ticket_id.len != MG_TICKET_ID_BYTES)
		return MG_REASON_TICKET_ID;
	if (t->terminal != policy->terminal)
		return MG_REASON_TICKET_TERMINAL;
	if (t->key_epoch == 0 || t->key_epoch > known->epoch)
		return MG_REASON_TICKET_EPOCH;
	enum mg_reason reason = judge_persons(t, key, policy->ward);
	if (reason == MG_REASON_NONE)
		reason = judge_period(t, now_us);
	return reason != MG_REASON_NONE ? reason : judge_goods(policy, t);
}

/* Every length was looked at before. */
static void fill(const Sg__ExportTicket *t, struct mg_claim *ret)
{
	struct mg_order *o = &ret->order;
	memcpy(o->ticket_id, t->ticket_id.data, sizeof(o->ticket_id));
	o->terminal = t->terminal;
	o->not_before_us = t->not_before_us;
	o->not_after_us = t->not_after_us;
	o->device.vendor = (uint16_t)t->device->vendor;
	o->device.product = (uint16_t)t->device->product;
	memcpy(o->device.serial, t->device->serial, strlen(t->device->serial) + 1);
	memcpy(o->device.descriptors_sha256, t->device->descriptors_sha256.data, MG_DIGEST_BYTES);
	memcpy(o->sealed_sha256, t->sealed_sha256.data, MG_DIGEST_BYTES);
	o->sealed_size = t->sealed_size;
	memcpy(o->file_name, t->file_name, strlen(t->file_name) + 1);
	memcpy(ret->requester, t->requester, strlen(t->requester) + 1);
}

/* The ticket under a list that holds. */
static enum mg_reason verify(const struct mg_policy *policy, const struct mg_known *known, const struct mg_signed *ticket,
	int64_t now_us, struct mg_claim *ret)
{
	const Sg__Key *key = NULL;
	ProtobufCMessage *message = NULL;
	enum mg_reason reason = mg_verify_signer(policy, ret->keys, &ticket_place, ticket, now_us, &key);
	if (reason != MG_REASON_NONE)
		return reason;
	if (!mg_message_unpack_exact(&sg__export_ticket__descriptor, /* allocator= */ NULL, ticket->payload.p,
		    ticket->payload.n, &message, NULL))
		return MG_REASON_TICKET_MALFORMED;
	Sg__ExportTicket *t = (Sg__ExportTicket *)message;
	reason = judge(policy, known, t, key, now_us);
	if (reason == MG_REASON_NONE)
		fill(t, ret);
	sg__export_ticket__free_unpacked(t, NULL);
	return reason;
}

enum mg_reason mg_verify_ticket(const struct mg_policy *policy, struct mg_known *known, const struct mg_signed *key_list,
	const struct mg_signed *ticket, int64_t now_us, struct mg_claim *ret)
{
	struct mg_claim claim = {0};
	enum mg_reason reason = mg_verify_keys(policy, known, key_list, &claim.keys);
	if (reason != MG_REASON_NONE)
		return reason;
	claim.log_key = mg_keys_find_log(claim.keys, now_us);
	reason = claim.log_key ? verify(policy, known, ticket, now_us, &claim) : MG_REASON_KEYS_NO_LOG;
	if (reason != MG_REASON_NONE) {
		mg_claim_done(&claim);
		return reason;
	}
	*ret = claim;
	return MG_REASON_NONE;
}

enum mg_reason mg_verify_file(const struct mg_claim *claim, uint64_t size, const uint8_t sha256[MG_DIGEST_BYTES])
{
	if (size != claim->order.sealed_size)
		return MG_REASON_FILE_SIZE;
	if (!mg_equal_ct(sha256, claim->order.sealed_sha256, MG_DIGEST_BYTES))
		return MG_REASON_FILE_DIGEST;
	return MG_REASON_NONE;
}
