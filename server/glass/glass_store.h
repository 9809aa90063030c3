/* SPDX-License-Identifier: Apache-2.0
 * The phase of a city, its recovery codes and its break-glasses as rows. Decides nothing, commits nothing. */
#pragma once
#include "base/arena.h"
#include "base/shared.h"
#include "db/db.h"

#define MG_ENVELOPES 2U

/* The entry that a step is committed with. */
struct mg_glass_log {
	uint64_t writer, n;
};

/* In service since; 0: in set-up. */
bool mg_glass_service(struct mg_tx *tx, struct mg_arena *arena, const struct mg_shared *shared, int64_t *ret_since_us,
	struct mg_error *err) MG_MUST_CHECK;

/* ---- by madoguchi-admin ---- */

struct mg_glass_service_step {
	const char *first_no, *second_no, *actor;
	int64_t now_us;
	struct mg_glass_log log;
};
/* ALREADY_EXISTS: it is. REFUSED_BY_RULE: a trigger says why. */
bool mg_glass_begin_service(struct mg_tx *tx, const struct mg_shared *shared, const struct mg_glass_service_step *step,
	struct mg_error *err) MG_MUST_CHECK;

/* Staff numbers of active people with a single finger: a city in service lets none of them in. Arena memory. */
bool mg_glass_list_single_fingers(struct mg_tx *tx, struct mg_arena *arena, const struct mg_shared *shared,
	const char *const **ret_numbers, size_t *ret_n, struct mg_error *err) MG_MUST_CHECK;

/* Of a person of the authority, by number, what a login does not need: `ret_person_ref` is "" when unknown, arena memory.
 * NOT_FOUND: nobody has this number. */
bool mg_glass_person_ref(struct mg_tx *tx, struct mg_arena *arena, const struct mg_shared *shared, const char *staff_no,
	const char **ret_person_ref, bool *ret_vendor, struct mg_error *err) MG_MUST_CHECK;

struct mg_recovery_code {
	uint64_t code_no; /* 0: this envelope has no good code */
	const char *hash; /* arena */
};
bool mg_glass_codes(struct mg_tx *tx, struct mg_arena *arena, const struct mg_shared *shared,
	struct mg_recovery_code ret[MG_ENVELOPES], struct mg_error *err) MG_MUST_CHECK;
/* Ends the good codes; `ret_n` is how many. */
bool mg_glass_end_codes(struct mg_tx *tx, const struct mg_shared *shared, bool used, int64_t now_us, uint64_t *ret_n,
	struct mg_error *err) MG_MUST_CHECK;
/* One that was read as good is used up. CONFLICT: it was meanwhile. */
bool mg_glass_use_code(struct mg_tx *tx, const struct mg_shared *shared, uint64_t code_no, int64_t now_us,
	struct mg_error *err) MG_MUST_CHECK;
bool mg_glass_add_code(struct mg_tx *tx, const struct mg_shared *shared, unsigned envelope, const char *hash,
	int64_t now_us, struct mg_error *err) MG_MUST_CHECK;

/* Wrong tries in a row, and until when none is judged; zeros when there were none. */
bool mg_glass_tries(struct mg_tx *tx, struct mg_arena *arena, const struct mg_shared *shared, uint32_t *ret_failures,
	int64_t *ret_wait_until_us, struct mg_error *err) MG_MUST_CHECK;
/* The same under a lock that lasts until the transaction ends; the row is made when there was none. */
bool mg_glass_lock_tries(struct mg_tx *tx, struct mg_arena *arena, const struct mg_shared *shared, uint32_t *ret_failures,
	int64_t *ret_wait_until_us, struct mg_error *err) MG_MUST_CHECK;
bool mg_glass_set_tries(struct mg_tx *tx, const struct mg_shared *shared, uint32_t failures, int64_t wait_until_us,
	struct mg_error *err) MG_MUST_CHECK;

struct mg_new_glass {
	const char *first_no, *second_no; /* both NULL: by the codes */
	const char *reason, *actor;
	int64_t opened_us, until_us;
	struct mg_glass_log log;
};
/* ALREADY_EXISTS: another one has not ended. */
bool mg_glass_open(struct mg_tx *tx, const struct mg_shared *shared, const struct mg_new_glass *glass,
	uint64_t *ret_glass_no, struct mg_error *err) MG_MUST_CHECK;
bool mg_glass_add_act(struct mg_tx *tx, const struct mg_shared *shared, uint64_t glass_no, const char *command,
	const char *actor, int64_t now_us, struct mg_glass_log log, struct mg_error *err) MG_MUST_CHECK;

/* ---- by everybody ---- */

struct mg_glass {
	uint64_t glass_no; /* 0: none */
	int64_t opened_us, until_us;
	uint32_t acts;
};
/* The one that has not ended; its time may be over all the same. */
bool mg_glass_find(struct mg_tx *tx, struct mg_arena *arena, const struct mg_shared *shared, struct mg_glass *ret,
	struct mg_error *err) MG_MUST_CHECK;
/* `*ret` false: somebody else ended it. */
bool mg_glass_end(struct mg_tx *tx, const struct mg_shared *shared, uint64_t glass_no, const char *by, int64_t now_us,
	struct mg_glass_log log, bool *ret, struct mg_error *err) MG_MUST_CHECK;

extern mg_stmt_list mg_glass_statements;       /* mg_app's too */
extern mg_stmt_list mg_glass_admin_statements; /* the database's administrator's */
