/* SPDX-License-Identifier: Apache-2.0
 * Builds the tree over a window's leaf hashes and holds it against what is stored: every checkpoint's root and note,
 * every tile. One thread at a time. */
#pragma once
#include "wire/checkpoint.h"
#include "window.h"

struct mg_tree_check {
	/* borrowed */
	const char *origin;
	const uint8_t *log_key;
	const struct mg_checkpoint *known; /* one that was seen before: the log must pass through it; NULL: none */
	struct mg_findings *findings;
	/* owned */
	struct mg_hash *roots; /* of the full tiles of level 0, one behind the other */
	size_t n_roots, cap;
	/* state */
	struct mg_frontier frontier;
	uint64_t last_good; /* size of the last checkpoint that fitted */
	uint64_t checkpoints;
};

/* Goes on through the window: checkpoints and tiles of level 0 within it. */
bool mg_tree_check_window(struct mg_tree_check *tree, const struct mg_window *window, struct mg_tx *tx,
	const struct mg_crypto *crypto, struct mg_error *err) MG_MUST_CHECK;
/* At the end: the upper tiles, and that nothing stands beyond `size`. */
bool mg_tree_check_end(struct mg_tree_check *tree, uint64_t size, struct mg_tx *tx, const struct mg_crypto *crypto,
	struct mg_error *err) MG_MUST_CHECK;
void mg_tree_check_done(struct mg_tree_check *tree);

/* Checks the signatures of the checkpoints with from < size <= to. Looks at no hash of the tree: other
 * threads may meanwhile. */
bool mg_tree_check_signatures(struct mg_tree_check *tree, uint64_t from, uint64_t to, struct mg_tx *tx,
	const struct mg_crypto *crypto, struct mg_error *err) MG_MUST_CHECK;

extern mg_stmt_list mg_tree_statements;
