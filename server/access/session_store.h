/* SPDX-License-Identifier: Apache-2.0
 * Terminals and sessions in the database, as every call asks for them. Commits nothing, authorises nobody: the gate
 * does. */
#pragma once
#include "access/access_rules.h"
#include "access/session.h"
#include "base/arena.h"
#include "base/shared.h"
#include "db/db.h"

/* The enrolled terminal with this certificate, the one in force or its next one. TERMINAL_UNKNOWN: none, or revoked or
 * suspended, or this certificate has run out. */
bool mg_terminal_load(struct mg_tx *tx, struct mg_arena *arena, const struct mg_shared *shared,
	const uint8_t cert_sha256[32], struct mg_terminal *ret, struct mg_error *err) MG_MUST_CHECK;

/* The session of a token on the terminal that it was given to; one statement by primary keys. True when it is LIVE or
 * LOCKED. UNAUTHENTICATED: no such token under this certificate (*ret_end is NONE), or over (*ret_end says why, and
 * `ret` still names the person, with state NONE, so that the refusal can be logged under that name). Errors of the matrix
 * of rights: as mg_rights_at. */
bool mg_session_load(struct mg_tx *tx, struct mg_arena *arena, const struct mg_shared *shared,
	const uint8_t token_sha256[32], const uint8_t cert_sha256[32], int64_t now_us, struct mg_session *ret,
	enum mg_session_end *ret_end, struct mg_error *err) MG_MUST_CHECK;

/* What a person of session->role may under the matrix in force, into `session`; nothing for nobody. Errors: as
 * mg_rights_at. */
bool mg_session_find_rights(struct mg_tx *tx, struct mg_arena *arena, const struct mg_shared *shared, uint64_t staff_id,
	struct mg_session *session, struct mg_error *err) MG_MUST_CHECK;

/* What an account does not have whatever its role and rights (access.h), on the day of `now_us`. */
bool mg_withheld_find(struct mg_tx *tx, struct mg_arena *arena, const struct mg_shared *shared, uint64_t staff_id,
	int64_t now_us, uint64_t *ret, struct mg_error *err) MG_MUST_CHECK;

/* Holds the session's row as it was read (*ret_same; false: it, the person or the terminal changed since) until the transaction
 * ends: nobody ends the session, disables the person or revokes the terminal before. Errors: of the database. */
bool mg_session_hold(struct mg_tx *tx, struct mg_arena *arena, const struct mg_shared *shared, const struct mg_session *session,
	bool *ret_same, struct mg_error *err) MG_MUST_CHECK;

/* Writes last_seen when 30 s have passed since session->last_seen_us (*ret_touched); otherwise asks the database nothing. Only for
 * a LIVE session, inside a transaction that writes anyway. */
bool mg_session_touch(struct mg_tx *tx, const struct mg_shared *shared, const struct mg_session *session,
	int64_t now_us, bool *ret_touched, struct mg_error *err) MG_MUST_CHECK;

/* Ends one session; `ret_ended` (may be NULL) is false when it was over already. */
bool mg_session_end(struct mg_tx *tx, const struct mg_shared *shared, const uint8_t token_sha256[32],
	enum mg_session_end reason, int64_t now_us, bool *ret_ended, struct mg_error *err) MG_MUST_CHECK;
/* Ends the live session of a person, or on a terminal; `ret_ended` (may be NULL): how many (0 or 1). */
bool mg_session_end_of_staff(struct mg_tx *tx, const struct mg_shared *shared, uint64_t staff_id,
	enum mg_session_end reason, int64_t now_us, uint64_t *ret_ended, struct mg_error *err) MG_MUST_CHECK;
bool mg_session_end_of_terminal(struct mg_tx *tx, const struct mg_shared *shared, uint64_t terminal_id,
	enum mg_session_end reason, int64_t now_us, uint64_t *ret_ended, struct mg_error *err) MG_MUST_CHECK;

/* Not heard any more until somebody lifts it. `ret_id` 0: no terminal that is heard has this certificate. */
bool mg_terminal_suspend(struct mg_tx *tx, struct mg_arena *arena, const struct mg_shared *shared,
	const uint8_t cert_sha256[32], int64_t now_us, uint64_t *ret_id, struct mg_error *err) MG_MUST_CHECK;

/* The next certificate of a terminal that is heard comes in force; the one before is nobody's any more. `ret_id` 0: it is no
 * next one (now). */
bool mg_terminal_take_next(struct mg_tx *tx, struct mg_arena *arena, const struct mg_shared *shared,
	const uint8_t cert_sha256[32], uint64_t *ret_id, struct mg_error *err) MG_MUST_CHECK;

extern mg_stmt_list mg_session_statements;
