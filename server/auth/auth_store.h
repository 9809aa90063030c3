/* SPDX-License-Identifier: Apache-2.0
 * What logins read and write: factors of staff, challenges, failures, pictures seen, sessions begun and reopened.
 * Decides nothing, commits nothing. Locks are taken in the order challenge, person's failures, pair's failures,
 * terminal's bucket, staff, terminal, password, fingers, session; nobody takes them in another. */
#pragma once
#include "access/session.h"
#include "auth/auth_rules.h"
#include "base/arena.h"
#include "base/shared.h"
#include "db/db.h"

#define MG_LOGIN_ID_BYTES 16U
#define MG_NONCE_BYTES 32U
#define MG_FINGERS_MAX 4U /* the matcher takes no more at once: each more makes a false match likelier */

struct mg_auth_finger {
	unsigned finger;
	uint32_t version;
	struct mg_bytes sealed;  /* arena */
	struct mg_bytes wrapped; /* arena */
};

/* A staff member as a login sees them. */
struct mg_auth_person {
	bool is_known;
	bool is_usable; /* active, not locked for a leak, within the dates, with a password of the present pepper */
	uint64_t staff_id;
	char staff_no[17];
	char name[121];
	char section[241];
	char ward[4];
	enum mg_staff_role role;
	bool must_change_password;
	int64_t last_login_us;
	char last_login_terminal[161];
	uint32_t password_generation;
	int64_t password_changed_us;
	char password_hash[129];
	bool in_service; /* the city is: its set-up was ended */
	size_t n_fingers;
	struct mg_auth_finger fingers[MG_FINGERS_MAX];
};
/* By the number that was typed; a number that nobody has gives is_known = false, not an error. */
bool mg_auth_find_person(struct mg_tx *tx, struct mg_arena *arena, const struct mg_shared *shared, const char *staff_no,
	int64_t now_us, struct mg_auth_person *ret, struct mg_error *err) MG_MUST_CHECK;
/* The fingers alone, for resuming. */
bool mg_auth_list_fingers(struct mg_tx *tx, struct mg_arena *arena, const struct mg_shared *shared, uint64_t staff_id,
	struct mg_auth_finger ret[MG_FINGERS_MAX], size_t *ret_n, struct mg_error *err) MG_MUST_CHECK;

/* What came of an attempt, for the person to read (auth/account_service.c). */
enum mg_challenge_outcome { MG_OUTCOME_REFUSED, MG_OUTCOME_PASSED, MG_OUTCOME_UNJUDGED };
/* True when the city was made for training (madoguchi-admin init --training). */
bool mg_auth_is_training(struct mg_tx *tx, struct mg_arena *arena, const struct mg_shared *shared, bool *ret,
	struct mg_error *err) MG_MUST_CHECK;

enum mg_challenge_kind { MG_CHALLENGE_LOGIN, MG_CHALLENGE_RESUME, MG_CHALLENGE_FRESH };
struct mg_challenge {
	uint8_t login_id[MG_LOGIN_ID_BYTES];
	uint8_t nonce[MG_NONCE_BYTES];
	enum mg_challenge_kind kind;
	uint64_t terminal_id;
	uint64_t session_no; /* 0 for a login */
	bool is_open;
	int64_t expires_us;
};
/* Draws login_id and nonce. */
bool mg_auth_add_challenge(struct mg_tx *tx, const struct mg_shared *shared, enum mg_challenge_kind kind,
	uint64_t terminal_id, uint64_t session_no, int64_t now_us, struct mg_challenge *ret,
	struct mg_error *err) MG_MUST_CHECK;
/* Locks it; `ret_found` is false when there is none with this id. */
bool mg_auth_lock_challenge(struct mg_tx *tx, struct mg_arena *arena, const struct mg_shared *shared,
	struct mg_bytes login_id, bool *ret_found, struct mg_challenge *ret, struct mg_error *err) MG_MUST_CHECK;
/* open → submitted, naming the person when known (0: unknown); submitted → done. REFUSED_BY_RULE: not in that order. */
bool mg_auth_submit_challenge(struct mg_tx *tx, const struct mg_shared *shared, const uint8_t login_id[MG_LOGIN_ID_BYTES],
	uint64_t staff_id, struct mg_error *err) MG_MUST_CHECK;
bool mg_auth_close_challenge(struct mg_tx *tx, const struct mg_shared *shared, const uint8_t login_id[MG_LOGIN_ID_BYTES],
	enum mg_challenge_outcome outcome, struct mg_error *err) MG_MUST_CHECK;
/* Marks a submitted challenge: a failure was counted for it in advance. */
bool mg_auth_charge_challenge(struct mg_tx *tx, const struct mg_shared *shared, const uint8_t login_id[MG_LOGIN_ID_BYTES],
	struct mg_error *err) MG_MUST_CHECK;
/* Closes the charged challenges of a pair that were given before `before_us` and never judged; `ret_n` is their number.
 * The caller holds the pair's counters. */
bool mg_auth_close_unjudged(struct mg_tx *tx, const struct mg_shared *shared, uint64_t staff_id, uint64_t terminal_id,
	int64_t before_us, uint64_t *ret_n, struct mg_error *err) MG_MUST_CHECK;

/* Locks and reads what stands against the person (0: unknown) and the terminal. */
bool mg_auth_lock_counters(struct mg_tx *tx, struct mg_arena *arena, const struct mg_shared *shared, uint64_t staff_id,
	uint64_t terminal_id, struct mg_login_counters *ret, uint32_t *ret_refused_since, struct mg_error *err) MG_MUST_CHECK;
/* Writes pair and person; the caller holds the locks. */
bool mg_auth_store_counters(struct mg_tx *tx, const struct mg_shared *shared, uint64_t staff_id, uint64_t terminal_id,
	const struct mg_login_counters *counters, uint32_t refused_since, int64_t now_us, struct mg_error *err) MG_MUST_CHECK;
bool mg_auth_store_bucket(struct mg_tx *tx, const struct mg_shared *shared, uint64_t terminal_id, int64_t empty_us,
	struct mg_error *err) MG_MUST_CHECK;
/* Opens all shut pairs of a person and the person again: an act of administration. */
bool mg_auth_clear_failures(struct mg_tx *tx, const struct mg_shared *shared, uint64_t staff_id, struct mg_error *err)
	MG_MUST_CHECK;

/* Remembers a picture; `ret_new` is false when it was seen before. */
bool mg_auth_add_image(struct mg_tx *tx, const struct mg_shared *shared, const uint8_t sha256[32], uint64_t terminal_id,
	int64_t now_us, bool *ret_new, struct mg_error *err) MG_MUST_CHECK;

/* Locks staff and terminal rows, so that logins of one person, or at one terminal, come one after the other. */
bool mg_auth_lock_parties(struct mg_tx *tx, struct mg_arena *arena, const struct mg_shared *shared, uint64_t staff_id,
	uint64_t terminal_id, bool *ret_staff_active, struct mg_error *err) MG_MUST_CHECK;
/* Whether password and fingers are still those that were judged, read under locks that keep them so until the end of the
 * transaction: who takes one away in between comes before, and is seen here, or behind, as with every session that is there. */
bool mg_auth_factors_hold(struct mg_tx *tx, struct mg_arena *arena, const struct mg_shared *shared,
	const struct mg_auth_person *judged, bool *ret, struct mg_error *err) MG_MUST_CHECK;
/* ALREADY_EXISTS: the person or the terminal has another live session. */
bool mg_auth_add_session(struct mg_tx *tx, const struct mg_shared *shared, const uint8_t token_sha256[32],
	uint64_t staff_id, const struct mg_terminal *terminal, int64_t now_us, struct mg_error *err) MG_MUST_CHECK;
bool mg_auth_note_login(struct mg_tx *tx, const struct mg_shared *shared, uint64_t staff_id, const char *terminal_name,
	int64_t now_us, struct mg_error *err) MG_MUST_CHECK;
bool mg_auth_store_hash(struct mg_tx *tx, const struct mg_shared *shared, uint64_t staff_id, uint32_t generation,
	const char *hash, struct mg_error *err) MG_MUST_CHECK;

/* Locks a session that was locked by hand or by time: `ret_locked` is false when it was locked already. */
bool mg_auth_lock_session(struct mg_tx *tx, const struct mg_shared *shared, const uint8_t token_sha256[32], int64_t now_us,
	bool *ret_locked, struct mg_error *err) MG_MUST_CHECK;
/* Counts a try to resume before it is judged; `ret_tries` counts this one. NOT_FOUND: the session is over. */
bool mg_auth_count_resume(struct mg_tx *tx, struct mg_arena *arena, const struct mg_shared *shared,
	const uint8_t token_sha256[32], unsigned *ret_tries, struct mg_error *err) MG_MUST_CHECK;
/* Takes a try back that was not judged. */
bool mg_auth_refund_resume(struct mg_tx *tx, const struct mg_shared *shared, const uint8_t token_sha256[32],
	struct mg_error *err) MG_MUST_CHECK;
bool mg_auth_reopen_session(struct mg_tx *tx, const struct mg_shared *shared, const uint8_t token_sha256[32],
	int64_t now_us, bool *ret_reopened, struct mg_error *err) MG_MUST_CHECK;

extern mg_stmt_list mg_auth_statements;
extern mg_stmt_list mg_auth_session_statements;
