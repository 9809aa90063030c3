/* SPDX-License-Identifier: Apache-2.0 */
#include "export/gate.h"

bool mg_gate_fault(struct mg_call *call, const char *fault, struct mg_error *err)
{
	call->field = fault;
	call->always_log = true; /* few people may come here at all, and each no is looked into */
	return mg_call_note_fact(call, "refused", fault, err) && mg_fail(err, MG_ERR_REFUSED_BY_RULE, "%s", fault);
}

bool mg_gate_open(struct mg_call *call, const struct mg_key_list *keys, Sg__Key__Use use, const char *holder,
	const struct mg_gate_words *words, const Pb__Envelope *e, const ProtobufCMessageDescriptor *payload,
	ProtobufCMessage **ret, const Sg__Key **ret_key, struct mg_error *err)
{
	const char *fault;
	if (!e)
		return mg_gate_fault(call, words->missing, err);
	const Sg__Key *key = mg_key_list_key(
		keys, use, (struct mg_bytes){e->key_id.data, e->key_id.len}, call->now_us, &fault);
	if (!key)
		return mg_gate_fault(call, fault, err);
	if (strcmp(key->holder, holder) != 0)
		return mg_gate_fault(call, words->holder, err);
	if (mg_envelope_open(call->arena, key->public_key.data, words->type, e, payload, ret, err)) {
		*ret_key = key;
		return true;
	}
	if (err->code != MG_ERR_DENIED && err->code != MG_ERR_INVALID)
		return false;
	return mg_gate_fault(call, err->code == MG_ERR_DENIED ? words->signature : words->form, err);
}

bool mg_gate_pack(struct mg_call *call, const Pb__Envelope *envelope, struct mg_bytes *ret, struct mg_error *err)
{
	size_t n = pb__envelope__get_packed_size(envelope);
	uint8_t *bytes = mg_arena_alloc(call->arena, n);
	if (!bytes)
		return mg_fail(err, MG_ERR_TOO_LARGE, "no room for an envelope");
	*ret = (struct mg_bytes){bytes, pb__envelope__pack(envelope, bytes)};
	return true;
}
