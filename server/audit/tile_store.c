/* SPDX-License-Identifier: Apache-2.0 */
#include "audit/tile_store.h"
#include <stdlib.h>
#include "wire/hash_evp.h"

#define CACHED_TILES 20U /* one path of the tree, and the neighbours that a consistency proof touches */

struct cached {
	unsigned level;
	uint64_t idx;
	size_t n; /* 0: empty slot */
	uint64_t used;
	struct mg_hash hashes[MG_TILE_HASHES];
};

struct mg_log_tree {
	/* owned */
	struct mg_crypto *crypto;
	struct mg_arena arena; /* for one query */
	/* borrowed */
	struct mg_tx *tx;
	/* state */
	uint64_t size;
	uint64_t clock;
	struct mg_tree view;
	struct cached tiles[CACHED_TILES];
};

static const struct mg_stmt_def read_tile = {
	.name = "log.read_tile",
	.sql = "SELECT hashes FROM madoguchi_log.tile WHERE level = ? AND idx = ?",
	.params = "uu",
	.columns = "b",
};
static const struct mg_stmt_def read_roots = {
	.name = "log.read_roots",
	.sql = "SELECT idx, root FROM madoguchi_log.tile WHERE level = ? AND idx >= ? AND idx < ? ORDER BY idx",
	.params = "uuu",
	.columns = "ub",
};
static const struct mg_stmt_def read_runs = {
	.name = "log.read_runs",
	.sql = "SELECT first_index, hashes FROM madoguchi_log.run WHERE first_index >="
	       " (SELECT COALESCE(MAX(first_index), 0) FROM madoguchi_log.run WHERE first_index <= ?)"
	       " AND first_index < ? ORDER BY first_index",
	.params = "uu",
	.columns = "ub",
};
mg_stmt_list mg_tile_statements = {&read_tile, &read_roots, &read_runs, NULL};

static bool subtree(void *user, unsigned level, uint64_t index, struct mg_hash *ret, struct mg_error *err)
{
	struct mg_log_tree *tree = user;
	unsigned tile_level = level / 8, shift = level % 8;
	uint64_t first = index << shift;
	size_t at = first % MG_TILE_HASHES, count = (size_t)1 << shift, n;
	const struct mg_hash *hashes;
	if (!mg_log_tree_tile(tree, tile_level, first / MG_TILE_HASHES, &hashes, &n, err))
		return false;
	if (at + count > n)
		return mg_fail(err, MG_ERR_INVALID, "a subtree outside the log's tree was asked for");
	mg_merkle_fold(tree->crypto, hashes + at, count, ret);
	return true;
}

bool mg_log_tree_new(struct mg_tx *tx, uint64_t size, struct mg_log_tree **ret, struct mg_error *err)
{
	MG_CLEANUP(mg_log_tree_freep) struct mg_log_tree *tree = calloc(1, sizeof(*tree));
	if (!tree)
		return mg_fail(err, MG_ERR_INTERNAL, "out of memory");
	mg_arena_init(&tree->arena, 64U << 20);
	tree->tx = tx;
	tree->size = size;
	if (!mg_crypto_evp_new(&tree->crypto, err))
		return false;
	tree->view = (struct mg_tree){.crypto = tree->crypto, .subtree = subtree, .user = tree};
	*ret = MG_TAKE(tree);
	return true;
}

void mg_log_tree_free(struct mg_log_tree *tree)
{
	if (!tree)
		return;
	mg_crypto_evp_free(tree->crypto);
	mg_arena_done(&tree->arena);
	free(tree);
}

void mg_log_tree_freep(struct mg_log_tree **tree)
{
	mg_log_tree_free(*tree);
	*tree = NULL;
}

const struct mg_tree *mg_log_tree_view(const struct mg_log_tree *tree)
{
	return &tree->view;
}

/* ---- tiles ---- */

static bool load_full(struct mg_log_tree *tree, struct cached *c, struct mg_error *err)
{
	struct mg_rows rows;
	if (!mg_query(tree->tx, &tree->arena, &read_tile, MG_PARAMS(MG_U(c->level), MG_U(c->idx)), &rows, err))
		return false;
	if (rows.n != 1 || rows.cells[0].b.n != MG_TILE_BYTES)
		return mg_fail(err, MG_ERR_DATA_LOSS, "tile %u/%llu is missing or of a wrong length", c->level,
			(unsigned long long)c->idx);
	memcpy(c->hashes, rows.cells[0].b.p, MG_TILE_BYTES);
	return true;
}

/* The right edge of an upper level: the roots of the full tiles below. */
static bool load_roots(struct mg_log_tree *tree, struct cached *c, size_t n, struct mg_error *err)
{
	uint64_t first = c->idx * MG_TILE_HASHES;
	struct mg_rows rows;
	if (!mg_query(tree->tx, &tree->arena, &read_roots, MG_PARAMS(MG_U(c->level - 1), MG_U(first), MG_U(first + n)),
		    &rows, err))
		return false;
	if (rows.n != n)
		return mg_fail(err, MG_ERR_DATA_LOSS, "tiles are missing on level %u", c->level - 1);
	for (size_t i = 0; i < n; i++) {
		const struct mg_value *row = mg_row(&rows, i);
		if (mg_u(&row[0]) != first + i || row[1].b.n != MG_HASH_BYTES)
			return mg_fail(err, MG_ERR_DATA_LOSS, "tiles are missing on level %u", c->level - 1);
		memcpy(c->hashes[i].b, row[1].b.p, MG_HASH_BYTES);
	}
	return true;
}

/* The right edge of level 0: leaf hashes that stand in runs only. */
static bool load_runs(struct mg_log_tree *tree, struct cached *c, size_t n, struct mg_error *err)
{
	uint64_t first = c->idx * MG_TILE_HASHES, next = first;
	struct mg_rows rows;
	if (!mg_query(tree->tx, &tree->arena, &read_runs, MG_PARAMS(MG_U(first), MG_U(first + n)), &rows, err))
		return false;
	for (size_t i = 0; i < rows.n; i++) {
		const struct mg_value *row = mg_row(&rows, i);
		uint64_t at = mg_u(&row[0]), count = row[1].b.n / MG_HASH_BYTES;
		if (at > next || row[1].b.n % MG_HASH_BYTES != 0)
			return mg_fail(err, MG_ERR_DATA_LOSS, "a run is missing before index %llu", (unsigned long long)at);
		for (; next < first + n && next < at + count; next++)
			memcpy(c->hashes[next - first].b, row[1].b.p + (next - at) * MG_HASH_BYTES, MG_HASH_BYTES);
	}
	return next == first + n ||
	       mg_fail(err, MG_ERR_DATA_LOSS, "a run is missing at index %llu", (unsigned long long)next);
}

/* The slot that holds the tile, or else the one that was not used for longest. */
static struct cached *slot_for(struct mg_log_tree *tree, unsigned level, uint64_t idx)
{
	struct cached *oldest = &tree->tiles[0];
	for (size_t i = 0; i < CACHED_TILES; i++) {
		struct cached *c = &tree->tiles[i];
		if (c->n && c->level == level && c->idx == idx)
			return c;
		if (c->used < oldest->used)
			oldest = c;
	}
	oldest->n = 0;
	oldest->level = level;
	oldest->idx = idx;
	return oldest;
}

bool mg_log_tree_tile(struct mg_log_tree *tree, unsigned level, uint64_t idx, const struct mg_hash **ret, size_t *ret_n,
	struct mg_error *err)
{
	uint64_t on_level = level < MG_TILE_LEVELS ? tree->size >> (8 * level) : 0;
	uint64_t first = idx * MG_TILE_HASHES;
	if (idx > UINT64_MAX / MG_TILE_HASHES || first >= on_level)
		return mg_fail(err, MG_ERR_INVALID, "a tile outside the log's tree was asked for");
	size_t n = on_level - first < MG_TILE_HASHES ? (size_t)(on_level - first) : MG_TILE_HASHES;
	struct cached *c = slot_for(tree, level, idx);
	c->used = ++tree->clock;
	if (c->n == 0) {
		mg_arena_reset(&tree->arena);
		bool ok = n == MG_TILE_HASHES ? load_full(tree, c, err)
			  : level == 0        ? load_runs(tree, c, n, err)
					      : load_roots(tree, c, n, err);
		if (!ok)
			return false;
		c->n = n;
	}
	*ret = c->hashes;
	*ret_n = c->n;
	return true;
}
