/* SPDX-License-Identifier: Apache-2.0 */
#include "audit/proof_store.h"
#include "audit/tile_store.h"

#define RECENT_LEAVES 100000U

static const struct mg_stmt_def newest_size = {
	.name = "log.newest_size",
	.sql = "SELECT MAX(size) FROM madoguchi_log.checkpoint",
	.params = "",
	.columns = "u",
};
static const struct mg_stmt_def newest = {
	.name = "log.newest_checkpoint",
	.sql = "SELECT size, note, created_us FROM madoguchi_log.checkpoint ORDER BY size DESC LIMIT 1",
	.params = "",
	.columns = "uti",
};
static const struct mg_stmt_def run_of_entry = {
	.name = "log.run_of_entry",
	.sql = "SELECT first_index, n_from, hashes FROM madoguchi_log.run WHERE writer = ? AND n_to >= ?"
	       " ORDER BY n_to LIMIT 1",
	.params = "uu",
	.columns = "uub",
};
static const struct mg_stmt_def run_of_leaf = {
	.name = "log.run_of_leaf",
	.sql = "SELECT first_index, hashes FROM madoguchi_log.run WHERE first_index >= ? AND first_index < ?"
	       " AND LOCATE(?, hashes) > 0 ORDER BY first_index DESC LIMIT 1",
	.params = "uub",
	.columns = "ub",
};
/* Bytes 8 to 15 of an entry are its instant (wire/entry.h), big-endian: the least string is the oldest. */
static const struct mg_stmt_def oldest_uncovered = {
	.name = "log.oldest_uncovered",
	.sql = "SELECT utc_us FROM madoguchi_log.uncovered ORDER BY utc_us LIMIT 1",
	.params = "",
	.columns = "b",
};
mg_stmt_list mg_proof_statements = {&newest_size, &newest, &run_of_entry, &run_of_leaf, &oldest_uncovered, NULL};

bool mg_proof_newest_size(struct mg_tx *tx, uint64_t *ret_size, struct mg_error *err)
{
	MG_CLEANUP(mg_arena_done) struct mg_arena arena;
	struct mg_rows rows;
	mg_arena_init(&arena, 4096);
	if (!mg_query(tx, &arena, &newest_size, MG_NO_PARAMS, &rows, err))
		return false;
	*ret_size = rows.n ? mg_u(mg_row(&rows, 0)) : 0;
	return true;
}

bool mg_proof_newest(struct mg_tx *tx, struct mg_arena *arena, struct mg_stored_checkpoint *ret, struct mg_error *err)
{
	struct mg_rows rows;
	if (!mg_query(tx, arena, &newest, MG_NO_PARAMS, &rows, err))
		return false;
	*ret = (struct mg_stored_checkpoint){.note = ""};
	if (rows.n) {
		const struct mg_value *row = mg_row(&rows, 0);
		*ret = (struct mg_stored_checkpoint){.size = mg_u(&row[0]), .note = mg_s(&row[1]), .created_us = mg_i(&row[2])};
	}
	return true;
}

bool mg_proof_consistency(struct mg_tx *tx, uint64_t from, uint64_t to, struct mg_proof *ret, struct mg_error *err)
{
	MG_CLEANUP(mg_log_tree_freep) struct mg_log_tree *tree = NULL;
	return mg_log_tree_new(tx, to, &tree, err) &&
	       mg_tree_prove_consistency(mg_log_tree_view(tree), from, to, ret, err);
}

bool mg_proof_inclusion(struct mg_tx *tx, uint64_t index, uint64_t size, struct mg_proof *ret, struct mg_error *err)
{
	MG_CLEANUP(mg_log_tree_freep) struct mg_log_tree *tree = NULL;
	return mg_log_tree_new(tx, size, &tree, err) &&
	       mg_tree_prove_inclusion(mg_log_tree_view(tree), index, size, ret, err);
}

bool mg_proof_find_entry(struct mg_tx *tx, uint64_t writer, uint64_t n, uint64_t size, bool *ret_found,
	uint64_t *ret_index, struct mg_hash *ret_leaf, struct mg_error *err)
{
	MG_CLEANUP(mg_arena_done) struct mg_arena arena;
	struct mg_rows rows;
	mg_arena_init(&arena, 16U << 20);
	if (!mg_query(tx, &arena, &run_of_entry, MG_PARAMS(MG_U(writer), MG_U(n)), &rows, err))
		return false;
	*ret_found = false;
	if (rows.n == 0 || n < mg_u(&rows.cells[1]))
		return true;
	uint64_t at = n - mg_u(&rows.cells[1]), index = mg_u(&rows.cells[0]) + at;
	if (index >= size)
		return true;
	if ((at + 1) * MG_HASH_BYTES > rows.cells[2].b.n)
		return mg_fail(err, MG_ERR_DATA_LOSS, "a run with too few hashes");
	memcpy(ret_leaf->b, rows.cells[2].b.p + at * MG_HASH_BYTES, MG_HASH_BYTES);
	*ret_index = index;
	*ret_found = true;
	return true;
}

bool mg_proof_find_leaf(struct mg_tx *tx, const struct mg_hash *leaf, uint64_t size, bool *ret_found, uint64_t *ret_index,
	struct mg_error *err)
{
	MG_CLEANUP(mg_arena_done) struct mg_arena arena;
	struct mg_rows rows;
	uint64_t from = size > RECENT_LEAVES ? size - RECENT_LEAVES : 0;
	mg_arena_init(&arena, 16U << 20);
	if (!mg_query(tx, &arena, &run_of_leaf, MG_PARAMS(MG_U(from), MG_U(size), MG_B(leaf->b, MG_HASH_BYTES)), &rows, err))
		return false;
	*ret_found = false;
	for (size_t i = 0; rows.n && (i + 1) * MG_HASH_BYTES <= rows.cells[1].b.n; i++) {
		if (memcmp(rows.cells[1].b.p + i * MG_HASH_BYTES, leaf->b, MG_HASH_BYTES) != 0)
			continue;
		*ret_index = mg_u(&rows.cells[0]) + i;
		*ret_found = *ret_index < size;
		break;
	}
	return true;
}

bool mg_proof_oldest_uncovered(struct mg_tx *tx, int64_t *ret_utc_us, struct mg_error *err)
{
	MG_CLEANUP(mg_arena_done) struct mg_arena arena;
	struct mg_rows rows;
	struct mg_reader r;
	mg_arena_init(&arena, 4096);
	if (!mg_query(tx, &arena, &oldest_uncovered, MG_NO_PARAMS, &rows, err))
		return false;
	*ret_utc_us = 0;
	if (rows.n == 0)
		return true;
	mg_reader_init(&r, rows.cells[0].b.p, rows.cells[0].b.n);
	int64_t utc_us = (int64_t)mg_get_u64(&r);
	if (!r.ok)
		return mg_fail(err, MG_ERR_DATA_LOSS, "an entry without an instant");
	*ret_utc_us = utc_us;
	return true;
}
