/* SPDX-License-Identifier: Apache-2.0
 * Matrices of rights as they are proposed and applied. Decides nothing: the service does, and triggers hold it. */
#pragma once
#include "base/arena.h"
#include "base/shared.h"
#include "db/db.h"

/* One row; texts and bytes live in the arena. */
struct mg_matrix_row {
	uint32_t version; /* 0: there is none */
	struct mg_bytes envelope;
	uint8_t sha256[32];
	int64_t proposed_us;
	const char *proposed_by;
	uint64_t proposed_staff_id; /* 0: loaded on the server without one */
	int64_t applied_us;	    /* 0: not applied */
	const char *applied_by;	    /* "" */
};

struct mg_matrix_in {
	struct mg_tx *tx;
	struct mg_arena *arena;
	const struct mg_shared *shared;
};
/* Who does it, and the log key of the entry. */
struct mg_matrix_step {
	int64_t now_us;
	const char *by;	   /* staff number, or "admin:<user>" */
	uint64_t staff_id; /* 0: nobody of the staff */
	uint64_t log_writer, log_n;
};

/* The row of this version; the newest of all, applied or not, held until the end of the transaction. version 0 when
 * there is none. */
bool mg_matrix_find(
	const struct mg_matrix_in *in, uint32_t version, struct mg_matrix_row *ret, struct mg_error *err) MG_MUST_CHECK;
bool mg_matrix_find_newest(
	const struct mg_matrix_in *in, struct mg_matrix_row *ret, struct mg_error *err) MG_MUST_CHECK;
bool mg_matrix_lock_newest(
	const struct mg_matrix_in *in, struct mg_matrix_row *ret, struct mg_error *err) MG_MUST_CHECK;
/* Errors: ALREADY_EXISTS (the version), INTERNAL (a trigger: not above every other). */
bool mg_matrix_propose(const struct mg_matrix_in *in, uint32_t version, const uint8_t sha256[32],
	struct mg_bytes envelope, const struct mg_matrix_step *step, struct mg_error *err) MG_MUST_CHECK;
bool mg_matrix_apply(const struct mg_matrix_in *in, uint32_t version, const struct mg_matrix_step *step,
	struct mg_error *err) MG_MUST_CHECK;
/* Enters a matrix that is in force at once: what madoguchi-admin does. `applier` without staff: the city's first. */
bool mg_matrix_load(const struct mg_matrix_in *in, uint32_t version, const uint8_t sha256[32], struct mg_bytes envelope,
	const struct mg_matrix_step *proposer, const struct mg_matrix_step *applier,
	struct mg_error *err) MG_MUST_CHECK;
/* Whether two staff numbers are one person, by the row or by person_ref. */
bool mg_matrix_same_person(const struct mg_matrix_in *in, uint64_t staff_id, uint64_t other_id, bool *ret,
	struct mg_error *err) MG_MUST_CHECK;
/* Active staff of each role; `ret` by enum mg_staff_role. */
bool mg_matrix_count_people(const struct mg_matrix_in *in, uint32_t *ret, struct mg_error *err) MG_MUST_CHECK;

extern mg_stmt_list mg_matrix_statements;
extern mg_stmt_list mg_matrix_load_statements; /* of the administrator alone */
