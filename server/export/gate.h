/* SPDX-License-Identifier: Apache-2.0
 * What the calls behind the gate of this slice share: refusals with a reason of their own, keys of the list, envelopes. */
#pragma once
#include "export/export.h"
#include "export/gate_store.h"
#include "keys/key_list.h"

/* REFUSED_BY_RULE: `fault` (a literal) goes into the entry as "refused" and to the caller as the field. */
bool mg_gate_fault(struct mg_call *call, const char *fault, struct mg_error *err);
/* Opens an envelope that a key of the list must have signed: of this use, held by `holder`, in force now. Faults:
 * "<what>_missing", the key's, "<what>_holder", "<what>_signature", "<what>_form" (another type, unknown fields, trailing
 * bytes, a second spelling), where `what` is "ticket" or "close". */
struct mg_gate_words {
	const char *type;
	const char *missing, *holder, *signature, *form;
};
bool mg_gate_open(struct mg_call *call, const struct mg_key_list *keys, Sg__Key__Use use, const char *holder,
	const struct mg_gate_words *words, const Pb__Envelope *envelope, const ProtobufCMessageDescriptor *payload,
	ProtobufCMessage **ret, const Sg__Key **ret_key, struct mg_error *err) MG_MUST_CHECK;
/* The envelope's bytes as they are stored. */
bool mg_gate_pack(struct mg_call *call, const Pb__Envelope *envelope, struct mg_bytes *ret, struct mg_error *err)
	MG_MUST_CHECK;
