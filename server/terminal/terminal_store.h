/* SPDX-License-Identifier: Apache-2.0
 * The terminals in the database. Decides nothing, commits nothing. */
#pragma once
#include "base/arena.h"
#include "base/shared.h"
#include "db/db.h"

/* The numbers are those of the protocol. */
enum mg_terminal_state { MG_TERMINAL_NONE, MG_TERMINAL_ENROLLED, MG_TERMINAL_REVOKED, MG_TERMINAL_SUSPENDED };

struct mg_terminal_row {
	uint64_t terminal_id;
	const char *name, *section, *ward, *staff_no, *changed_by, *note; /* arena */
	enum mg_terminal_state state;
	int64_t enrolled_us, cert_not_after_us, last_seen_us, changed_us;
	struct mg_bytes cert_sha256;
	const char *program; /* as it said itself; "": never */
	unsigned renewal;    /* number of the protocol: none, waits, issued */
};
struct mg_terminal_in {
	struct mg_tx *tx;
	struct mg_arena *arena;
	const struct mg_shared *shared;
};
/* By name; at most 1,000. */
bool mg_terminal_list(const struct mg_terminal_in *in, struct mg_terminal_row **ret, size_t *ret_n, struct mg_error *err)
	MG_MUST_CHECK;
/* Locks it. NOT_FOUND. */
bool mg_terminal_lock(const struct mg_terminal_in *in, uint64_t terminal_id, struct mg_terminal_row *ret,
	struct mg_error *err) MG_MUST_CHECK;
/* To REVOKED, SUSPENDED or back to ENROLLED (from SUSPENDED). */
bool mg_terminal_set(const struct mg_terminal_in *in, uint64_t terminal_id, enum mg_terminal_state state, const char *by,
	const char *note, int64_t now_us, struct mg_error *err) MG_MUST_CHECK;

extern mg_stmt_list mg_terminal_statements;
