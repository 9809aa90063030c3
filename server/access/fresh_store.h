/* SPDX-License-Identifier: Apache-2.0
 * Tokens of Session.Reauthenticate: fresh factors for one act of one session. The database keeps hashes only. Decides
 * nothing but whether a token is good, commits nothing. */
#pragma once
#include "base/arena.h"
#include "base/shared.h"
#include "db/db.h"

#define MG_FRESH_TOKEN_BYTES 32U
#define MG_FRESH_LIFE_US (60 * INT64_C(1000000))

struct mg_fresh {
	uint8_t token_sha256[32];
	uint8_t session_sha256[32]; /* hash of the session's token; the session is bound to its terminal */
	const char *path;           /* borrowed: "/madoguchi.v1.Export/Approve" */
};
/* UNAUTHENTICATED: the session is over. */
bool mg_fresh_add(struct mg_tx *tx, const struct mg_shared *shared, const struct mg_fresh *fresh, int64_t now_us,
	struct mg_error *err) MG_MUST_CHECK;
/* Spends the token of this session for this path. `ret_fault` is NULL when it was good, else why not, for the log:
 * "fresh_unknown", "fresh_of_another_session", "fresh_for_another_act", "fresh_used", "fresh_expired". */
bool mg_fresh_spend(struct mg_tx *tx, struct mg_arena *arena, const struct mg_shared *shared,
	const struct mg_fresh *fresh, int64_t now_us, const char **ret_fault, struct mg_error *err) MG_MUST_CHECK;

extern mg_stmt_list mg_fresh_statements;
