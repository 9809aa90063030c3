/* SPDX-License-Identifier: Apache-2.0
 * What the calls of service Finger have in common; shared by the services of this slice only. */
#pragma once
#include "auth/enrol_store.h"
#include "rpc/call.h"

static inline struct mg_enrol_in mg_enrol_of(const struct mg_call *call, struct mg_tx *tx)
{
	return (struct mg_enrol_in){.tx = tx, .arena = call->arena, .shared = call->shared};
}
static inline struct mg_enrol_person mg_enrol_person_of(const struct mg_enrol_staff *s)
{
	return (struct mg_enrol_person){.staff_id = s->staff_id, .person_ref = s->person_ref};
}
/* REFUSED_BY_RULE with the field to blame. Always false. */
bool mg_enrol_refuse(struct mg_call *call, const char *field, const char *why, struct mg_error *err);
/* The sitting, and that it may go on; refuses when it is over, another session's, or not in the wanted state. */
bool mg_enrol_go_on(struct mg_call *call, struct mg_tx *tx, const ProtobufCBinaryData *id, enum mg_enrol_state wanted,
	struct mg_enrolment_row *ret, struct mg_error *err) MG_MUST_CHECK;
/* Bits of the fingers that are enrolled, and of those of the sitting; `ret_complete`: each was compared with everybody. */
uint32_t mg_enrol_bits(const struct mg_enrolled *fingers, size_t n);
uint32_t mg_enrol_capture_bits(const struct mg_enrol_capture *captures, size_t n, bool *ret_complete);
/* Names whose fingers, in the entry. */
bool mg_enrol_note(struct mg_call *call, uint64_t staff_id, struct mg_error *err) MG_MUST_CHECK;
/* "left-index" … for the entry. */
const char *mg_enrol_finger_name(unsigned finger);
