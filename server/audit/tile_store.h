/* SPDX-License-Identifier: Apache-2.0
 * The hashes of the log's tree as the sequencer stored them: full tiles, and runs for the right edge that fills no tile
 * yet. Believes what it reads: who checks it recomputes. */
#pragma once
#include "db/db.h"
#include "wire/merkle.h"

#define MG_TILE_HASHES 256U
#define MG_TILE_LEVELS 8U
#define MG_TILE_BYTES (MG_TILE_HASHES * MG_HASH_BYTES)

struct mg_log_tree; /* a view for one transaction and one thread; keeps the tiles it has read */

/* The tree of the first `size` leaves, all of which runs must cover. Errors: INTERNAL. */
bool mg_log_tree_new(struct mg_tx *tx, uint64_t size, struct mg_log_tree **ret, struct mg_error *err) MG_MUST_CHECK;
void mg_log_tree_free(struct mg_log_tree *tree); /* accepts NULL */
void mg_log_tree_freep(struct mg_log_tree **tree);
/* What wire/merkle.h makes proofs and frontiers from. Borrowed from the tree. */
const struct mg_tree *mg_log_tree_view(const struct mg_log_tree *tree);

/* The hashes of tile (level, idx) that stand within the tree: 256 when it is full, fewer at the right edge.
 * Errors: DATA_LOSS (hashes missing or of a wrong length). */
bool mg_log_tree_tile(struct mg_log_tree *tree, unsigned level, uint64_t idx, const struct mg_hash **ret, size_t *ret_n,
	struct mg_error *err) MG_MUST_CHECK;

extern mg_stmt_list mg_tile_statements;
