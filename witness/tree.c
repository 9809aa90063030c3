/* SPDX-License-Identifier: Apache-2.0 */
#include "tree.h"
#include <inttypes.h>
#include <stdarg.h>
#include <stdio.h>
#include <stdlib.h>
#include "audit/tile_store.h"

static const struct mg_stmt_def read_checkpoints = {
	.name = "witness.checkpoints",
	.sql = "SELECT size, note, root FROM madoguchi_log.checkpoint WHERE size > ? AND size <= ? ORDER BY size",
	.params = "uu",
	.columns = "utb",
};
static const struct mg_stmt_def read_tiles = {
	.name = "witness.tiles",
	.sql = "SELECT idx, hashes, root FROM madoguchi_log.tile WHERE level = ? AND idx >= ? AND idx < ? ORDER BY idx",
	.params = "uuu",
	.columns = "ubb",
};
static const struct mg_stmt_def tile_beyond = {
	.name = "witness.tile_beyond",
	.sql = "SELECT level, idx FROM madoguchi_log.tile WHERE level >= ? OR (level = ? AND idx >= ?) ORDER BY level, idx LIMIT 1",
	.params = "uuu",
	.columns = "uu",
};
static const struct mg_stmt_def run_beyond = {
	.name = "witness.run_beyond",
	.sql = "SELECT first_index, writer, n_from FROM madoguchi_log.run WHERE first_index >= ? ORDER BY first_index LIMIT 1",
	.params = "u",
	.columns = "uuu",
};
static const struct mg_stmt_def empty_checkpoint = {
	.name = "witness.empty_checkpoint",
	.sql = "SELECT COUNT(*) FROM madoguchi_log.checkpoint WHERE size = 0",
	.params = "",
	.columns = "u",
};
mg_stmt_list mg_tree_statements = {
	&read_checkpoints, &read_tiles, &tile_beyond, &run_beyond, &empty_checkpoint, NULL};

MG_PRINTF(4, 5)
static void report(struct mg_tree_check *tree, enum mg_leaf_fault fault, uint64_t index, const char *format, ...)
{
	struct mg_finding f = {.fault = fault, .index = index};
	va_list ap;
	va_start(ap, format);
	vsnprintf(f.what, sizeof(f.what), format, ap);
	va_end(ap);
	mg_findings_add(tree->findings, &f);
}

/* ---- the tree grows ---- */

static bool keep_root(struct mg_tree_check *tree, const struct mg_hash *root, struct mg_error *err)
{
	if (tree->n_roots == tree->cap) {
		size_t cap = tree->cap ? tree->cap * 2 : 4096;
		struct mg_hash *wider = realloc(tree->roots, cap * sizeof(*wider));
		if (!wider)
			return mg_fail(err, MG_ERR_INTERNAL, "out of memory");
		tree->roots = wider;
		tree->cap = cap;
	}
	tree->roots[tree->n_roots++] = *root;
	return true;
}

static void compare_known(struct mg_tree_check *tree, const struct mg_crypto *crypto)
{
	struct mg_hash root;
	mg_frontier_root(crypto, &tree->frontier, &root);
	if (!mg_hash_equals(&root, &tree->known->root))
		report(tree, MG_LEAF_ROLLED_BACK, tree->last_good,
			"the first %" PRIu64 " entries are not those that this witness has seen", tree->known->size);
}

static bool advance(struct mg_tree_check *tree, const struct mg_window *window, uint64_t to,
	const struct mg_crypto *crypto, struct mg_error *err)
{
	while (tree->frontier.size < to) {
		struct mg_hash root;
		if (mg_frontier_add_leaf(crypto, &tree->frontier, mg_window_hash(window, tree->frontier.size), 8, &root) &&
			!keep_root(tree, &root, err))
			return false;
		if (tree->known && tree->frontier.size == tree->known->size)
			compare_known(tree, crypto);
	}
	return true;
}

/* ---- checkpoints ---- */

struct notes {
	struct mg_tree_check *tree;
	const struct mg_window *window;
	const struct mg_crypto *crypto;
	bool over;
};

static void judge_root(struct notes *notes, uint64_t size, struct mg_bytes note, const struct mg_hash *root)
{
	struct mg_tree_check *tree = notes->tree;
	struct mg_checkpoint c;
	if (!mg_checkpoint_open(notes->crypto, tree->origin, tree->log_key, note, &c, NULL) || c.size != size)
		report(tree, MG_LEAF_CHECKPOINT_WRONG, size - 1, "the checkpoint of size %" PRIu64 " is not one that the log signed",
			size);
	else if (!mg_hash_equals(&c.root, root))
		report(tree, MG_LEAF_CHECKPOINT_WRONG, tree->last_good,
			"of the entries %" PRIu64 " to %" PRIu64 " at least one is not what was signed", tree->last_good, size - 1);
	else
		report(tree, MG_LEAF_CHECKPOINT_WRONG, size - 1,
			"the root beside the checkpoint of size %" PRIu64 " is another one", size);
	notes->over = true;
}

static bool check_note(void *user, const struct mg_value *row, size_t columns, struct mg_error *err)
{
	struct notes *notes = user;
	struct mg_tree_check *tree = notes->tree;
	struct mg_checkpoint c;
	struct mg_hash root;
	uint64_t size = mg_u(&row[0]);
	(void)columns;
	if (notes->over)
		return true;
	if (!advance(tree, notes->window, size, notes->crypto, err))
		return false;
	mg_frontier_root(notes->crypto, &tree->frontier, &root);
	bool same = row[2].b.n == MG_HASH_BYTES && memcmp(row[2].b.p, root.b, MG_HASH_BYTES) == 0 &&
		    mg_checkpoint_parse(row[1].b, &c, NULL) && c.size == size && mg_hash_equals(&c.root, &root) &&
		    strcmp(c.origin, tree->origin) == 0;
	if (!same) {
		judge_root(notes, size, row[1].b, &root);
		return true;
	}
	tree->last_good = size;
	tree->checkpoints++;
	return true;
}

static bool check_signature(void *user, const struct mg_value *row, size_t columns, struct mg_error *err)
{
	struct notes *notes = user;
	struct mg_checkpoint c;
	(void)columns;
	(void)err;
	if (!notes->over &&
		!mg_checkpoint_open(notes->crypto, notes->tree->origin, notes->tree->log_key, row[1].b, &c, NULL)) {
		report(notes->tree, MG_LEAF_CHECKPOINT_WRONG, mg_u(&row[0]) - 1,
			"the checkpoint of size %" PRIu64 " is not one that the log signed", mg_u(&row[0]));
		notes->over = true;
	}
	return true;
}

bool mg_tree_check_signatures(struct mg_tree_check *tree, uint64_t from, uint64_t to, struct mg_tx *tx,
	const struct mg_crypto *crypto, struct mg_error *err)
{
	struct notes notes = {.tree = tree, .crypto = crypto};
	return mg_query_each(tx, &read_checkpoints, MG_PARAMS(MG_U(from), MG_U(to)), check_signature, &notes, err);
}

/* ---- tiles ---- */

struct tiles {
	struct mg_tree_check *tree;
	unsigned level;
	uint64_t next, end;           /* tile numbers expected */
	const struct mg_hash *hashes; /* of tile `next` */
	const struct mg_hash *roots;  /* root of tile `next` */
	bool over;
};

/* The first leaf under the tile whose hash differs: exactly on level 0, else the first leaf of that subtree. */
static uint64_t first_difference(const struct tiles *t, struct mg_bytes hashes)
{
	uint64_t at = 0;
	while (at < MG_TILE_HASHES && hashes.n >= (at + 1) * MG_HASH_BYTES &&
		memcmp(hashes.p + at * MG_HASH_BYTES, t->hashes[at].b, MG_HASH_BYTES) == 0)
		at++;
	return at < MG_TILE_HASHES ? at : 0;
}

static void report_tile(struct tiles *t, uint64_t hash, const char *what)
{
	report(t->tree, MG_LEAF_TILE_WRONG, hash << (8 * t->level), "tile %u/%" PRIu64 " %s", t->level,
		hash / MG_TILE_HASHES, what);
	t->over = true;
}

static bool check_tile(void *user, const struct mg_value *row, size_t columns, struct mg_error *err)
{
	struct tiles *t = user;
	(void)columns;
	(void)err;
	if (t->over)
		return true;
	if (mg_u(&row[0]) != t->next)
		report_tile(t, t->next * MG_TILE_HASHES, "is missing");
	else if (row[1].b.n != MG_TILE_BYTES || memcmp(row[1].b.p, t->hashes, MG_TILE_BYTES) != 0 ||
		 row[2].b.n != MG_HASH_BYTES || memcmp(row[2].b.p, t->roots->b, MG_HASH_BYTES) != 0)
		report_tile(t, t->next * MG_TILE_HASHES + first_difference(t, row[1].b), "has other hashes than the entries");
	t->next++;
	t->hashes += MG_TILE_HASHES;
	t->roots++;
	return true;
}

static bool check_tiles(struct tiles *t, struct mg_tx *tx, struct mg_error *err)
{
	struct mg_value level = MG_U(t->level), next = MG_U(t->next), end = MG_U(t->end);
	if (t->next >= t->end)
		return true;
	if (!mg_query_each(tx, &read_tiles, MG_PARAMS(level, next, end), check_tile, t, err))
		return false;
	if (!t->over && t->next < t->end)
		report_tile(t, t->next * MG_TILE_HASHES, "is missing");
	return true;
}

bool mg_tree_check_window(struct mg_tree_check *tree, const struct mg_window *window, struct mg_tx *tx,
	const struct mg_crypto *crypto, struct mg_error *err)
{
	struct notes notes = {.tree = tree, .window = window, .crypto = crypto};
	if (!mg_query_each(tx, &read_checkpoints, MG_PARAMS(MG_U(window->from), MG_U(window->to)), check_note, &notes, err) ||
		!advance(tree, window, window->to, crypto, err))
		return false;
	uint64_t first = window->base / MG_TILE_HASHES;
	struct tiles tiles = {.tree = tree, .next = first, .end = window->to / MG_TILE_HASHES, .hashes = window->hashes,
		.roots = tree->roots + first};
	return check_tiles(&tiles, tx, err);
}

/* ---- the end ---- */

static bool one_row(struct mg_tx *tx, struct mg_arena *arena, const struct mg_stmt_def *def, const struct mg_value *params,
	size_t n, struct mg_rows *ret, struct mg_error *err)
{
	mg_arena_reset(arena);
	return mg_query(tx, arena, def, params, n, ret, err);
}

static bool check_beyond(struct mg_tree_check *tree, uint64_t size, unsigned level, uint64_t on_level, struct mg_tx *tx,
	struct mg_arena *arena, struct mg_error *err)
{
	struct mg_rows rows;
	if (!one_row(tx, arena, &tile_beyond, MG_PARAMS(MG_U(MG_TILE_LEVELS), MG_U(level), MG_U(on_level)), &rows, err))
		return false;
	if (rows.n)
		report(tree, MG_LEAF_TILE_WRONG, size, "tile %" PRIu64 "/%" PRIu64 " stands beyond the log's end",
			mg_u(&rows.cells[0]), mg_u(&rows.cells[1]));
	return true;
}

static bool check_upper(struct mg_tree_check *tree, uint64_t size, struct mg_tx *tx, const struct mg_crypto *crypto,
	struct mg_arena *arena, struct mg_error *err)
{
	uint64_t below = size / MG_TILE_HASHES; /* full tiles of the level below */
	if (!check_beyond(tree, size, 0, below, tx, arena, err))
		return false;
	for (unsigned level = 1; level < MG_TILE_LEVELS; level++) {
		uint64_t n = below / MG_TILE_HASHES;
		struct mg_hash *roots = calloc((size_t)n + 1, sizeof(*roots));
		if (!roots)
			return mg_fail(err, MG_ERR_INTERNAL, "out of memory");
		for (uint64_t i = 0; i < n; i++)
			mg_merkle_fold(crypto, tree->roots + i * MG_TILE_HASHES, MG_TILE_HASHES, &roots[i]);
		struct tiles tiles = {.tree = tree, .level = level, .end = n, .hashes = tree->roots, .roots = roots};
		bool ok = check_tiles(&tiles, tx, err);
		free(tree->roots);
		tree->roots = roots;
		if (!ok || !check_beyond(tree, size, level, n, tx, arena, err))
			return false;
		below = n;
	}
	return true;
}

bool mg_tree_check_end(struct mg_tree_check *tree, uint64_t size, struct mg_tx *tx, const struct mg_crypto *crypto,
	struct mg_error *err)
{
	MG_CLEANUP(mg_arena_done) struct mg_arena arena;
	struct mg_rows rows;
	mg_arena_init(&arena, 1U << 16);
	if (!check_upper(tree, size, tx, crypto, &arena, err))
		return false;
	if (!one_row(tx, &arena, &run_beyond, MG_PARAMS(MG_U(size)), &rows, err))
		return false;
	if (rows.n) {
		struct mg_finding f = {.fault = MG_LEAF_RUN_WRONG, .index = mg_u(&rows.cells[0]), .writer = mg_u(&rows.cells[1]),
			.n = mg_u(&rows.cells[2]), .what = "a run names entries that no checkpoint covers"};
		mg_findings_add(tree->findings, &f);
	}
	if (!one_row(tx, &arena, &empty_checkpoint, MG_NO_PARAMS, &rows, err))
		return false;
	if (mg_u(&rows.cells[0]))
		report(tree, MG_LEAF_CHECKPOINT_WRONG, 0, "there is a checkpoint of the empty log, which is never signed");
	return true;
}

void mg_tree_check_done(struct mg_tree_check *tree)
{
	free(tree->roots);
	tree->roots = NULL;
	tree->n_roots = tree->cap = 0;
}
