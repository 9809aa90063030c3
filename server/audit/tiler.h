/* SPDX-License-Identifier: Apache-2.0
 * The growing end of the log's tree: takes leaf hashes in order, hands out every tile that fills, knows the root. Pure:
 * a plain value that may be copied, so that a batch that is not committed is forgotten by dropping the copy. */
#pragma once
#include "audit/tile_store.h"

struct mg_tiler {
	struct mg_frontier frontier;
	struct mg_hash edge[MG_TILE_LEVELS][MG_TILE_HASHES]; /* of each level the hashes that fill no tile yet */
};

/* Called with each full tile: its 256 hashes and the hash above them. */
typedef bool mg_tile_fn(void *user, unsigned level, uint64_t idx, const struct mg_hash hashes[MG_TILE_HASHES],
	const struct mg_hash *root, struct mg_error *err);

/* Takes the edge of a stored tree of `size` leaves. Errors: those of mg_log_tree_tile. */
bool mg_tiler_load(struct mg_log_tree *tree, uint64_t size, struct mg_tiler *ret, struct mg_error *err) MG_MUST_CHECK;
/* Appends a leaf hash. Errors: the callback's. */
bool mg_tiler_add(const struct mg_crypto *crypto, struct mg_tiler *tiler, const struct mg_hash *leaf, mg_tile_fn *full,
	void *user, struct mg_error *err) MG_MUST_CHECK;
