/* SPDX-License-Identifier: Apache-2.0 */
#include "audit/tiler.h"

bool mg_tiler_load(struct mg_log_tree *tree, uint64_t size, struct mg_tiler *ret, struct mg_error *err)
{
	if (!mg_tree_frontier(mg_log_tree_view(tree), size, &ret->frontier, err))
		return false;
	for (unsigned level = 0; level < MG_TILE_LEVELS; level++) {
		uint64_t on_level = size >> (8 * level);
		const struct mg_hash *hashes;
		size_t n = on_level % MG_TILE_HASHES, have;
		if (n == 0)
			continue;
		if (!mg_log_tree_tile(tree, level, on_level / MG_TILE_HASHES, &hashes, &have, err))
			return false;
		if (have != n)
			return mg_fail(err, MG_ERR_DATA_LOSS, "the edge of level %u has another length", level);
		memcpy(ret->edge[level], hashes, n * sizeof(*hashes));
	}
	return true;
}

bool mg_tiler_add(const struct mg_crypto *crypto, struct mg_tiler *tiler, const struct mg_hash *leaf, mg_tile_fn *full,
	void *user, struct mg_error *err)
{
	struct mg_hash h = *leaf, root;
	uint64_t index = tiler->frontier.size;
	bool filled = mg_frontier_add_leaf(crypto, &tiler->frontier, leaf, 8, &root);
	for (unsigned level = 0; level < MG_TILE_LEVELS; level++) {
		struct mg_hash *edge = tiler->edge[level];
		edge[index % MG_TILE_HASHES] = h;
		if (index % MG_TILE_HASHES != MG_TILE_HASHES - 1)
			break;
		if (level == 0 && filled)
			h = root;
		else
			mg_merkle_fold(crypto, edge, MG_TILE_HASHES, &h);
		index /= MG_TILE_HASHES;
		if (!full(user, level, index, edge, &h, err))
			return false;
	}
	return true;
}
