/* SPDX-License-Identifier: Apache-2.0 */
#include "agent/verify/keys.h"
#include <string.h>
#include "agent/verify/shape.h"
#include "wire/message.h"

static bool is_signed_by(const struct mg_policy *policy, const uint8_t public_key[MG_PUBLIC_KEY_BYTES], const char *type,
	const struct mg_signed *s)
{
	const struct mg_envelope envelope = {type, s->payload, s->key_id, s->signature};
	return mg_envelope_verify(policy->crypto, public_key, type, &envelope, NULL);
}

/* A holder's name by the key's use; a ward stands with supervisors only. */
static bool holder_is_valid(const Sg__Key *key)
{
	switch (key->use) {
	case SG__KEY__USE__SUPERVISOR:
		return mg_staff_no_is_valid(key->holder) && mg_ward_is_valid(key->ward);
	case SG__KEY__USE__LOG:
		return mg_note_name_is_valid(key->holder) && key->ward[0] == '\0';
	case SG__KEY__USE__RECEIPT:
	case SG__KEY__USE__AGENT:
		return key->holder[0] != '\0' && key->ward[0] == '\0';
	default:
		return false;
	}
}

static bool key_is_valid(const struct mg_policy *policy, const Sg__Key *key)
{
	uint8_t id[MG_KEY_ID_BYTES];
	if (key->public_key.len != MG_PUBLIC_KEY_BYTES || key->id.len != MG_KEY_ID_BYTES ||
		key->algorithm != SG__KEY__ALGORITHM__ED25519 || key->not_before_us >= key->not_after_us)
		return false;
	mg_key_id(policy->crypto, key->public_key.data, id);
	return memcmp(id, key->id.data, MG_KEY_ID_BYTES) == 0 && holder_is_valid(key);
}

static enum mg_reason judge(const struct mg_policy *policy, const struct mg_known *known, const Sg__KeyList *list)
{
	if (strcmp(list->municipality, policy->municipality) != 0)
		return MG_REASON_KEYS_MUNICIPALITY;
	if (list->epoch == 0 || list->epoch < known->epoch || list->epoch < policy->epoch_min)
		return MG_REASON_KEYS_OLDER;
	for (size_t i = 0; i < list->n_keys; i++)
		if (!key_is_valid(policy, list->keys[i]))
			return MG_REASON_KEYS_ENTRY;
	for (size_t i = 1; i < list->n_keys; i++)
		if (memcmp(list->keys[i - 1]->id.data, list->keys[i]->id.data, MG_KEY_ID_BYTES) >= 0)
			return MG_REASON_KEYS_ORDER;
	return MG_REASON_NONE;
}

enum mg_reason mg_verify_keys(const struct mg_policy *policy, struct mg_known *known, const struct mg_signed *signed_list,
	Sg__KeyList **ret)
{
	ProtobufCMessage *message = NULL;
	if (!is_signed_by(policy, policy->authority, MG_ENVELOPE_TYPE("key-list"), signed_list))
		return MG_REASON_KEYS_FORGED;
	if (!mg_message_unpack_exact(&sg__key_list__descriptor, /* allocator= */ NULL, signed_list->payload.p,
		    signed_list->payload.n, &message, NULL))
		return MG_REASON_KEYS_MALFORMED;
	Sg__KeyList *list = (Sg__KeyList *)message;
	const enum mg_reason reason = judge(policy, known, list);
	if (reason != MG_REASON_NONE) {
		sg__key_list__free_unpacked(list, NULL);
		return reason;
	}
	known->epoch = list->epoch;
	*ret = list;
	return MG_REASON_NONE;
}

static bool is_valid_at(const Sg__Key *key, int64_t now_us)
{
	return key->not_before_us <= now_us && now_us < key->not_after_us;
}

const Sg__Key *mg_keys_find_log(const Sg__KeyList *keys, int64_t now_us)
{
	const Sg__Key *found = NULL;
	for (size_t i = 0; i < keys->n_keys; i++) {
		const Sg__Key *key = keys->keys[i];
		if (key->use == SG__KEY__USE__LOG && is_valid_at(key, now_us) &&
			(!found || key->not_before_us > found->not_before_us))
			found = key;
	}
	return found;
}

static const Sg__Key *find_key(const Sg__KeyList *keys, struct mg_bytes id)
{
	for (size_t i = 0; id.n == MG_KEY_ID_BYTES && i < keys->n_keys; i++)
		if (memcmp(keys->keys[i]->id.data, id.p, MG_KEY_ID_BYTES) == 0)
			return keys->keys[i];
	return NULL;
}

enum mg_reason mg_verify_signer(const struct mg_policy *policy, const Sg__KeyList *keys, const struct mg_place *place,
	const struct mg_signed *signed_, int64_t now_us, const Sg__Key **ret)
{
	const Sg__Key *key = find_key(keys, signed_->key_id);
	if (!key)
		return place->unknown;
	if (key->use != place->use)
		return place->other_use;
	if (!is_valid_at(key, now_us))
		return place->period;
	if (!is_signed_by(policy, key->public_key.data, place->type, signed_))
		return place->forged;
	*ret = key;
	return MG_REASON_NONE;
}
