/* SPDX-License-Identifier: Apache-2.0
 * The log in SQL, for sequencer and witness: reads writers and leaves, adds runs, tiles,
 * checkpoints and alarms. Changes no row. */
#pragma once
#include "audit/tile_store.h"
#include "db/db.h"

struct mg_log_writer_row {
	uint64_t writer;
	const char *municipality;
	struct mg_bytes uid, boot_id, anchor, signature; /* live until the callback returns */
	uint32_t chain_len;
};
/* Whether the receipt key signed exactly this row, of this city. */
bool mg_log_writer_is_signed(const struct mg_log_writer_row *row, const struct mg_crypto *crypto,
	const char *municipality, const uint8_t receipt_key[MG_PUBLIC_KEY_BYTES]);
typedef bool mg_log_writer_fn(
	void *user, const struct mg_log_writer_row *row, struct mg_error *err);
/* Writers with a number of at least `from`, in order. Errors: DATA_LOSS (a row of a wrong shape).
 */
bool mg_log_each_writer(struct mg_tx *tx, uint64_t from, mg_log_writer_fn *each, void *user,
	struct mg_error *err) MG_MUST_CHECK;

/* The last indexed number of each writer that has any. */
typedef bool mg_log_done_fn(void *user, uint64_t writer, uint64_t n, struct mg_error *err);
bool mg_log_each_done(
	struct mg_tx *tx, mg_log_done_fn *each, void *user, struct mg_error *err) MG_MUST_CHECK;
/* Every writer number that stands in the table of leaves, or in that of alarms, once each. */
typedef bool mg_log_number_fn(void *user, uint64_t writer, struct mg_error *err);
bool mg_log_each_leaf_writer(
	struct mg_tx *tx, mg_log_number_fn *each, void *user, struct mg_error *err) MG_MUST_CHECK;
bool mg_log_each_alarm(
	struct mg_tx *tx, mg_log_number_fn *each, void *user, struct mg_error *err) MG_MUST_CHECK;

/* Entries of one writer behind number `done`, in order, at most `limit`. The callback ends the
 * reading early with *stop. */
typedef bool mg_log_leaf_fn(
	void *user, uint64_t n, struct mg_bytes entry, bool *stop, struct mg_error *err);
bool mg_log_each_leaf(struct mg_tx *tx, uint64_t writer, uint64_t done, size_t limit,
	mg_log_leaf_fn *each, void *user, struct mg_error *err) MG_MUST_CHECK;
/* The stored bytes of one entry, in the arena. Errors: DATA_LOSS (no such entry). */
bool mg_log_leaf(struct mg_tx *tx, struct mg_arena *arena, uint64_t writer, uint64_t n,
	struct mg_bytes *ret, struct mg_error *err) MG_MUST_CHECK;

/* The end of the log as the runs have it: 0 when there is none. */
bool mg_log_run_end(struct mg_tx *tx, uint64_t *ret_size, struct mg_error *err) MG_MUST_CHECK;

struct mg_log_run {
	uint64_t first_index;
	uint64_t writer;
	uint64_t n_from, n_to;
};
/* `hashes`: one for each number of the run. Errors: ALREADY_EXISTS (another sequencer has taken the
 * index). */
bool mg_log_add_run(struct mg_tx *tx, const struct mg_log_run *run, const struct mg_hash *hashes,
	struct mg_error *err) MG_MUST_CHECK;
bool mg_log_add_tile(struct mg_tx *tx, unsigned level, uint64_t idx,
	const struct mg_hash hashes[MG_TILE_HASHES], const struct mg_hash *root,
	struct mg_error *err) MG_MUST_CHECK;
bool mg_log_add_checkpoint(struct mg_tx *tx, uint64_t size, const char *note,
	const struct mg_hash *root, int64_t created_us, struct mg_error *err) MG_MUST_CHECK;
bool mg_log_add_alarm(struct mg_tx *tx, uint64_t writer, uint64_t n, const char *fault,
	int64_t created_us, struct mg_error *err) MG_MUST_CHECK;

extern mg_stmt_list mg_log_statements;
