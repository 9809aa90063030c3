/* SPDX-License-Identifier: Apache-2.0
 * The lines of a file between check and posting, in the database: in by array binding, held against
 * what is known as sets, out in pieces. Decides nothing and never commits. */
#pragma once
#include "base/shared.h"
#include "db/db.h"
#include "exchange/import_rules.h"

#define MG_STAGE_PIECE 2000U /* lines that go in, and are posted, at once */

/* Lines side by side. */
struct mg_stage_rows {
	size_t n;
	int64_t line_no[MG_STAGE_PIECE];
	const char *op[MG_STAGE_PIECE];		 /* one letter */
	const char *person[MG_STAGE_PIECE];	 /* ten digits */
	const char *number_hash[MG_STAGE_PIECE]; /* 32 bytes, or NULL */
	const char *record[MG_STAGE_PIECE];	 /* sealed */
	unsigned long record_n[MG_STAGE_PIECE];
};
bool mg_stage_add(struct mg_tx *tx, const struct mg_shared *shared, uint64_t run_id,
	const struct mg_stage_rows *rows, struct mg_error *err) MG_MUST_CHECK;

/* Adds a fault for each line that cannot follow on what is known or on other lines of the file:
 * what mg_person_write would refuse in pieces of MG_STAGE_PIECE lines, and persons and numbers that
 * occur twice. */
bool mg_stage_check(struct mg_tx *tx, struct mg_arena *arena, const struct mg_shared *shared,
	uint64_t run_id, struct mg_import_faults *faults, struct mg_error *err) MG_MUST_CHECK;

/* Lines `from` to `to`, in order: line_no, op, person, record. */
bool mg_stage_read(struct mg_tx *tx, struct mg_arena *arena, const struct mg_shared *shared,
	uint64_t run_id, uint64_t from, uint64_t to, struct mg_rows *ret,
	struct mg_error *err) MG_MUST_CHECK;

/* The lowest run with lines; 0: none. */
bool mg_stage_first_run(struct mg_tx *tx, struct mg_arena *arena, const struct mg_shared *shared,
	uint64_t *ret_run_id, struct mg_error *err) MG_MUST_CHECK;
/* Removes at most `limit` lines of the run. */
bool mg_stage_remove(struct mg_tx *tx, const struct mg_shared *shared, uint64_t run_id,
	uint64_t limit, uint64_t *ret_removed, struct mg_error *err) MG_MUST_CHECK;

extern mg_stmt_list mg_stage_statements; /* under mg_import */
