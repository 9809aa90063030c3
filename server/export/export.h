/* SPDX-License-Identifier: Apache-2.0
 * What the parts of this slice say to each other: replies about tickets, who is who, and the facts of their entries. Order of
 * the protocol: docs/export.md. */
#pragma once
#include "export/export_store.h"
#include "extract/extract.h"
#include "rpc/call.h"

static inline struct mg_export_in mg_export_in(const struct mg_call *call)
{
	return (struct mg_export_in){call->tx, call->arena, call->shared};
}
static inline struct mg_export_log mg_export_log(const struct mg_call *call)
{
	struct mg_export_log log;
	mg_call_log_ref(call, &log.writer, &log.n);
	return log;
}

/* Reads the 16 bytes of a request's ticket_id. INVALID with the field. */
bool mg_export_read_id(struct mg_call *call, const ProtobufCBinaryData *in, uint8_t ret[16], struct mg_error *err) MG_MUST_CHECK;
/* The ticket of the session's own person, locked when asked. NOT_FOUND: none, or another's. */
bool mg_export_own(struct mg_call *call, const ProtobufCBinaryData *ticket_id, bool lock, struct mg_ticket *ret,
	struct mg_error *err) MG_MUST_CHECK;
/* A ticket that this session may decide on: of its ward, requested and extracted by other people (two accounts of one person
 * are one), by rank head or deputy. NOT_FOUND: none, or another ward's; REFUSED_BY_RULE: one of the three is the same. */
bool mg_export_to_decide(struct mg_call *call, const ProtobufCBinaryData *ticket_id, bool lock, struct mg_ticket *ret,
	struct mg_error *err) MG_MUST_CHECK;
/* How many redemptions of the session's ward have no close, for those whom it concerns: heads, deputies, who approves; 0 for
 * everybody else. A plain read without notes: the long poll tells it. */
bool mg_export_unclosed(struct mg_call *call, uint32_t *ret, struct mg_error *err) MG_MUST_CHECK;
/* *ret: two accounts, of two people. 0 is the system, which is nobody. */
bool mg_export_are_apart(struct mg_call *call, uint64_t a, uint64_t b, bool *ret, struct mg_error *err) MG_MUST_CHECK;
bool mg_export_device(struct mg_call *call, const struct mg_device *d, Sg__UsbDevice **ret, struct mg_error *err) MG_MUST_CHECK;
/* The reply about a ticket, with the extract inside. */
bool mg_export_item(struct mg_call *call, const struct mg_ticket *t, Pb__ExportItem **ret, struct mg_error *err) MG_MUST_CHECK;
/* True when `text` is clean and 1 to `max` characters long; else INVALID with the field. */
bool mg_export_check_text(struct mg_call *call, const char *field, const char *text, size_t max, struct mg_error *err) MG_MUST_CHECK;
/* Facts of the entry: ticket, extract, digests, stick, people, and the state that it leaves and gets
 * (NONE: it stays as it is). */
bool mg_export_note(struct mg_call *call, const struct mg_ticket *t, enum mg_ticket_state to, struct mg_error *err) MG_MUST_CHECK;
