/* SPDX-License-Identifier: Apache-2.0
 * The steps of a ticket behind the gate, each one statement that names the state it leaves, and what they look at. Decides
 * nothing, commits nothing. */
#pragma once
#include "export/export_store.h"

struct mg_ticket_approval {
	uint64_t approver_id;
	const char *approver_no, *approver_name;
	int64_t not_before_us, not_after_us;
	uint64_t key_epoch;
	struct mg_bytes envelope; /* packed */
};
/* CONFLICT: it is no longer REQUESTED. INTERNAL with the trigger's words: who may not. */
bool mg_ticket_approve(const struct mg_export_in *at, const uint8_t ticket_id[16], const struct mg_ticket_approval *a,
	int64_t now_us, struct mg_export_log log, struct mg_error *err) MG_MUST_CHECK;

/* The one statement that spends a ticket: APPROVED, of this person, at this terminal, in its time. `ret_spent` is false when
 * it was not so. */
bool mg_ticket_redeem(const struct mg_export_in *at, const uint8_t ticket_id[16], uint64_t requester_id,
	uint64_t terminal_id, const uint8_t nonce[32], int64_t now_us, struct mg_export_log log, bool *ret_spent,
	struct mg_error *err) MG_MUST_CHECK;

struct mg_ticket_close {
	const char *failure; /* NULL: written */
	uint64_t written_bytes;
	struct mg_bytes envelope; /* packed */
};
/* CONFLICT: it is neither REDEEMED nor UNCLOSED. */
bool mg_ticket_close(const struct mg_export_in *at, const uint8_t ticket_id[16], const struct mg_ticket_close *c,
	const uint8_t sealed_sha256[32], int64_t now_us, struct mg_export_log log, struct mg_error *err) MG_MUST_CHECK;
/* The packed envelope of the close; empty: not closed. */
bool mg_ticket_closed_with(const struct mg_export_in *at, const uint8_t ticket_id[16], struct mg_bytes *ret,
	struct mg_error *err) MG_MUST_CHECK;
/* The first showing is remembered; later ones stand in the log only. */
bool mg_ticket_show(const struct mg_export_in *at, const uint8_t ticket_id[16], const char *staff_no, int64_t now_us,
	struct mg_export_log log, struct mg_error *err) MG_MUST_CHECK;

/* True when the stick is the city's, lent to this person, and as its descriptors were when it was entered. */
bool mg_medium_is_lent(const struct mg_export_in *at, uint64_t medium_id, uint64_t staff_id, const struct mg_device *device,
	bool *ret, struct mg_error *err) MG_MUST_CHECK;
/* The log entry that redeemed a ticket, as it was written. Empty: none. */
bool mg_redeemed_entry(const struct mg_export_in *at, const uint8_t ticket_id[16], struct mg_bytes *ret,
	struct mg_error *err) MG_MUST_CHECK;

/* The wrapped half of a person's software key of this id; `ret_found` false: on a card, or none. */
struct mg_own_key {
	struct mg_bytes key_id, salt, sealed, public_key;
	uint32_t memory_kib, passes;
};
bool mg_own_key_find(const struct mg_export_in *at, uint64_t staff_id, bool *ret_found, struct mg_own_key *ret,
	struct mg_error *err) MG_MUST_CHECK;

extern mg_stmt_list mg_export_gate_statements;
