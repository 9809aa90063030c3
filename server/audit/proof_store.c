/* SPDX-License-Identifier: Apache-2.0 */
#include "audit/proof_store.h"

static const struct mg_stmt_def newest_size = {
	.name = "log.newest_size",
	.sql = "SELECT COALESCE(MAX(size), 0) FROM madoguchi_log.checkpoint",
	.params = "",
	.columns = "u",
};
static const struct mg_stmt_def newest = {
	.name = "log.newest_checkpoint",
	.sql = "SELECT size, note, created_us FROM madoguchi_log.checkpoint ORDER BY size DESC LIMIT 1",
	.params = "",
	.columns = "uti",
};
mg_stmt_list mg_proof_statements = {&newest_size, &newest, NULL};

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
