/* SPDX-License-Identifier: Apache-2.0
 * Reads checkpoints and makes proofs for those who check the log: from the runs, tiles and notes that the sequencer
 * wrote. Writes nothing and verifies nothing: the reader of a proof does. */
#pragma once
#include "base/arena.h"
#include "db/db.h"
#include "wire/merkle.h"

/* Tree size of the newest checkpoint; 0 when there is none yet. */
bool mg_proof_newest_size(struct mg_tx *tx, uint64_t *ret_size, struct mg_error *err) MG_MUST_CHECK;

struct mg_stored_checkpoint {
	uint64_t size;
	const char *note; /* C2SP signed note; arena */
	int64_t created_us;
};
/* The newest checkpoint; size 0 and an empty note when there is none yet. */
bool mg_proof_newest(struct mg_tx *tx, struct mg_arena *arena, struct mg_stored_checkpoint *ret, struct mg_error *err)
	MG_MUST_CHECK;

/* Proof that the tree of `from` leaves is the beginning of the tree of `to` leaves (wire/merkle.h); `to` is the size of a
 * checkpoint. Errors: INVALID (from > to, to beyond the log), DATA_LOSS (stored hashes are missing). */
bool mg_proof_consistency(struct mg_tx *tx, uint64_t from, uint64_t to, struct mg_proof *ret, struct mg_error *err)
	MG_MUST_CHECK;
/* Proof that the leaf at `index` is in the tree of `size` leaves, the size of a checkpoint. Errors: the same. */
bool mg_proof_inclusion(struct mg_tx *tx, uint64_t index, uint64_t size, struct mg_proof *ret, struct mg_error *err)
	MG_MUST_CHECK;

/* The index of the entry (writer, n) among the first `size` leaves, and its leaf hash; *ret_found is false while the
 * sequencer has not indexed it. */
bool mg_proof_find_entry(struct mg_tx *tx, uint64_t writer, uint64_t n, uint64_t size, bool *ret_found,
	uint64_t *ret_index, struct mg_hash *ret_leaf, struct mg_error *err) MG_MUST_CHECK;
/* The index of a leaf hash among the newest 100,000 of the first `size` leaves: what a terminal that knows only the hash
 * of its recent entry asks for. Reads the hashes of those runs, so ask for an entry by its number where you know it. */
bool mg_proof_find_leaf(struct mg_tx *tx, const struct mg_hash *leaf, uint64_t size, bool *ret_found, uint64_t *ret_index,
	struct mg_error *err) MG_MUST_CHECK;

/* When the oldest entry that no checkpoint covers was made (microseconds UTC, as the entry says); 0: all are covered.
 * Looks at the newest 1,000 writers and at those under alarm. */
bool mg_proof_oldest_uncovered(struct mg_tx *tx, int64_t *ret_utc_us, struct mg_error *err) MG_MUST_CHECK;

extern mg_stmt_list mg_proof_statements;
