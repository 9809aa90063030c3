/* SPDX-License-Identifier: Apache-2.0
 * Import runs and their errors in the database, and the key of a run. Decides nothing and never
 * commits. */
#pragma once
#include "base/shared.h"
#include "db/db.h"
#include "exchange/frame_format.h"
#include "exchange/import_rules.h"
#include "keys/keys.h"

/* The numbers are those of ImportRun.State. */
enum mg_run_state {
	MG_RUN_RECEIVED,
	MG_RUN_CHECKED,
	MG_RUN_POSTING,
	MG_RUN_POSTED,
	MG_RUN_REFUSED
};

/* A run as the job needs it. */
struct mg_run {
	uint64_t run_id; /* 0: none */
	enum mg_run_state state;
	uint32_t seq;
	uint64_t lines;
	uint64_t posted;
	uint64_t inserted, updated, deleted;
	uint8_t sha256[MG_FRAME_DIGEST_BYTES];
	char file_name[MG_IMPORT_NAME_BYTES + 1];
};

/* The run that is under way; run_id 0: there is none. `lock` holds its row until the end of the
 * transaction. */
bool mg_run_find(struct mg_tx *tx, struct mg_arena *arena, const struct mg_shared *shared,
	bool lock, struct mg_run *ret, struct mg_error *err) MG_MUST_CHECK;
/* First statement of a transaction beside which another one posts: it sees what the other one commits
 * meanwhile, and locks rows but no gaps between them. */
bool mg_run_read_committed(struct mg_tx *tx, struct mg_error *err) MG_MUST_CHECK;
/* What was taken last; the source borrows from the arena. */
bool mg_run_last(struct mg_tx *tx, struct mg_arena *arena, const struct mg_shared *shared,
	struct mg_import_last *ret, struct mg_error *err) MG_MUST_CHECK;
bool mg_run_is_taken(struct mg_tx *tx, struct mg_arena *arena, const struct mg_shared *shared,
	const uint8_t sha256[32], bool *ret, struct mg_error *err) MG_MUST_CHECK;

/* A file as it is written down. `header` may be half read: what it lacks is empty. */
struct mg_run_file {
	const char *name;
	const uint8_t *sha256; /* NULL: too large to be read */
	uint64_t bytes;
	const struct mg_frame_header *header;
};
/* Adds a run in state received, with a new key that seals its stage. Errors: ALREADY_EXISTS (taken
 * meanwhile). */
bool mg_run_add(struct mg_tx *tx, const struct mg_shared *shared, const struct mg_run_file *file,
	int64_t now_us, uint64_t *ret_run_id, struct mg_error *err) MG_MUST_CHECK;
/* Adds a run that is refused at once. */
bool mg_run_add_refused(struct mg_tx *tx, const struct mg_shared *shared,
	const struct mg_run_file *file, const struct mg_import_faults *faults, int64_t now_us,
	uint64_t *ret_run_id, struct mg_error *err) MG_MUST_CHECK;

/* Steps of the run that is under way. Errors: DATA_LOSS (it does not stand as `run` says). */
bool mg_run_staged(struct mg_tx *tx, const struct mg_shared *shared, const struct mg_run *run,
	uint64_t lines, struct mg_error *err) MG_MUST_CHECK;
bool mg_run_checked(struct mg_tx *tx, const struct mg_shared *shared, const struct mg_run *run,
	int64_t now_us, struct mg_error *err) MG_MUST_CHECK;
bool mg_run_add_posted(struct mg_tx *tx, const struct mg_shared *shared, const struct mg_run *run,
	uint64_t inserted, uint64_t updated, uint64_t deleted, struct mg_error *err) MG_MUST_CHECK;
/* The ends; the key is gone with them. */
bool mg_run_posted(struct mg_tx *tx, const struct mg_shared *shared, const struct mg_run *run,
	int64_t now_us, struct mg_error *err) MG_MUST_CHECK;
bool mg_run_refused(struct mg_tx *tx, const struct mg_shared *shared, const struct mg_run *run,
	const struct mg_import_faults *faults, int64_t now_us, struct mg_error *err) MG_MUST_CHECK;

/* Errors: DATA_LOSS (a run under way has none). */
bool mg_run_key(struct mg_tx *tx, struct mg_arena *arena, const struct mg_shared *shared,
	uint64_t run_id, uint8_t ret[MG_KEY_BYTES], struct mg_error *err) MG_MUST_CHECK;

/* What the list shows of a run; texts borrow from the arena. */
struct mg_run_shown {
	uint64_t run_id;
	const char *spec, *file_name, *refusal;
	struct mg_bytes sha256;
	uint32_t seq;
	enum mg_run_state state;
	uint64_t refusal_line, lines, posted, inserted, updated, deleted;
	int64_t received_us, finished_us;
};
/* The newest first, at most `limit`. */
bool mg_run_list(struct mg_tx *tx, struct mg_arena *arena, const struct mg_shared *shared,
	uint32_t limit, struct mg_run_shown **ret, size_t *ret_n,
	struct mg_error *err) MG_MUST_CHECK;

extern mg_stmt_list mg_exchange_statements;	 /* under mg_import */
extern mg_stmt_list mg_exchange_list_statements; /* under mg_app */
