/* SPDX-License-Identifier: Apache-2.0
 * Passwords as rows: what is known of whose they are, the last hashes, a new generation; accounts locked for a leak, incidents,
 * and attempts as their person may read them. Decides nothing, commits nothing. Locks: staff before session. */
#pragma once
#include "auth/auth_store.h"
#include "auth/password_rules.h"

struct mg_password_hashes {
	size_t n;
	uint32_t generation; /* of the newest; 0: none */
	int64_t changed_us;
	const char *hash[MG_PASSWORD_HISTORY]; /* arena, newest first */
};
/* `ret` borrows from the arena. NOT_FOUND: no such person. */
bool mg_password_owner_load(struct mg_tx *tx, struct mg_arena *arena, const struct mg_shared *shared, uint64_t staff_id,
	struct mg_password_owner *ret, struct mg_error *err) MG_MUST_CHECK;
bool mg_password_history(struct mg_tx *tx, struct mg_arena *arena, const struct mg_shared *shared, uint64_t staff_id,
	struct mg_password_hashes *ret, struct mg_error *err) MG_MUST_CHECK;
/* ALREADY_EXISTS: this generation is there. */
bool mg_password_add(struct mg_tx *tx, const struct mg_shared *shared, uint64_t staff_id, uint32_t generation,
	const char *hash, const char *set_by, int64_t now_us, struct mg_error *err) MG_MUST_CHECK;
bool mg_password_demand_change(struct mg_tx *tx, const struct mg_shared *shared, uint64_t staff_id, bool must_change,
	struct mg_error *err) MG_MUST_CHECK;
/* Locked for a leak from `locked_us`; 0 opens it again. */
bool mg_password_lock(struct mg_tx *tx, const struct mg_shared *shared, uint64_t staff_id, int64_t locked_us,
	struct mg_error *err) MG_MUST_CHECK;
/* Ends the live sessions of a person but this one. */
bool mg_password_end_others(struct mg_tx *tx, const struct mg_shared *shared, uint64_t staff_id,
	const uint8_t token_sha256[32], int64_t now_us, uint64_t *ret_ended, struct mg_error *err) MG_MUST_CHECK;

struct mg_leak {
	uint64_t staff_id;
	const char *reported_by; /* staff number, or admin:<user> */
	uint64_t terminal_id;    /* 0: on the server */
	bool locks;              /* else: a forced change */
	int64_t now_us;
	uint64_t log_writer, log_n;
};
bool mg_incident_add_leak(struct mg_tx *tx, const struct mg_shared *shared, const struct mg_leak *leak,
	uint64_t *ret_incident_no, struct mg_error *err) MG_MUST_CHECK;
/* A new password is in force: all open leaks of the person are settled. `ret_n` may be NULL. */
bool mg_incident_settle_leaks(struct mg_tx *tx, const struct mg_shared *shared, uint64_t staff_id, const char *by,
	int64_t now_us, uint64_t *ret_n, struct mg_error *err) MG_MUST_CHECK;

#define MG_SEEN_MAX 50U
struct mg_seen {
	int64_t at_us;
	char *terminal, *section; /* arena */
	enum mg_challenge_kind kind;
	enum { MG_SEEN_REFUSED, MG_SEEN_PASSED, MG_SEEN_UNJUDGED, MG_SEEN_BROKEN_OFF } outcome;
};
/* Attempts under the person's number since `from_us`, newest first;
 * `ret_refused` counts all that were refused or broke off. */
bool mg_seen_list(struct mg_tx *tx, struct mg_arena *arena, const struct mg_shared *shared, uint64_t staff_id,
	int64_t from_us, struct mg_seen ret[MG_SEEN_MAX], size_t *ret_n, uint32_t *ret_refused,
	struct mg_error *err) MG_MUST_CHECK;

extern mg_stmt_list mg_password_statements;
