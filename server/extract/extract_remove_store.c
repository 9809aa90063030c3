/* SPDX-License-Identifier: Apache-2.0 */
#include "extract/extract_remove_store.h"

#define STMT(id, name_, sql_, params_, columns_)                                                   \
	static const struct mg_stmt_def id = {                                                     \
		.name = name_, .sql = sql_, .params = params_, .columns = columns_}

STMT(list_removable, "extract.list_removable",
	"SELECT e.extract_id FROM madoguchi.extract e WHERE e.municipality = ? AND e.state = "
	"'ready' AND e.removed_after_us < ? AND NOT EXISTS (SELECT 1 FROM madoguchi.export_ticket t "
	"WHERE t.municipality = e.municipality AND t.extract_id = e.extract_id AND t.state IN "
	"('requested', 'approved', 'redeemed', 'unclosed')) LIMIT 50",
	"ti", "u");
STMT(remove_chunks, "extract.remove_chunks",
	"DELETE FROM madoguchi.extract_chunk WHERE municipality = ? AND extract_id = ?", "tu", "");
STMT(remove_extract, "extract.remove",
	"UPDATE madoguchi.extract SET state = 'removed', removed_us = ? WHERE municipality = ? AND "
	"extract_id = ? AND state = 'ready'",
	"itu", "");

mg_stmt_list mg_extract_remove_statements = {&list_removable, &remove_chunks, &remove_extract, NULL};

bool mg_extract_list_removable(const struct mg_extract_in *at, int64_t now_us, uint64_t **ret, size_t *ret_n,
	struct mg_error *err)
{
	struct mg_rows rows;
	if (!mg_query(at->tx, at->arena, &list_removable, MG_PARAMS(MG_T(at->shared->municipality), MG_I(now_us)),
		    &rows, err))
		return false;
	*ret = mg_arena_calloc(at->arena, rows.n + 1, sizeof(**ret));
	if (!*ret)
		return mg_fail(err, MG_ERR_TOO_LARGE, "extracts do not fit their arena");
	for (size_t i = 0; i < rows.n; i++)
		(*ret)[i] = mg_u(mg_row(&rows, i));
	*ret_n = rows.n;
	return true;
}

bool mg_extract_remove(const struct mg_extract_in *at, uint64_t extract_id, int64_t now_us, struct mg_error *err)
{
	const struct mg_value city = MG_T(at->shared->municipality), id = MG_U(extract_id);
	uint64_t changed;
	if (!mg_exec(at->tx, &remove_chunks, MG_PARAMS(city, id), NULL, NULL, err) ||
		!mg_exec(at->tx, &remove_extract, MG_PARAMS(MG_I(now_us), city, id), &changed, NULL, err))
		return false;
	return changed == 1 || mg_fail(err, MG_ERR_CONFLICT, "the extract was removed meanwhile");
}
