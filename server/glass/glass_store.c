/* SPDX-License-Identifier: Apache-2.0
 * What the server reads and ends too; the rest: glass_admin_store.c. */
#include "glass/glass_store.h"

static const struct mg_stmt_def find_service = {
	.name = "glass.find_service",
	.sql = "SELECT since_us FROM madoguchi.city_service WHERE municipality = ?",
	.params = "t",
	.columns = "i",
};
static const struct mg_stmt_def find_glass = {
	.name = "glass.find",
	.sql = "SELECT g.glass_no, g.opened_us, g.until_us, (SELECT COUNT(*) FROM madoguchi.glass_act a"
	       " WHERE a.municipality = g.municipality AND a.glass_no = g.glass_no)"
	       " FROM madoguchi.break_glass g WHERE g.municipality = ? AND g.is_open = 1",
	.params = "t",
	.columns = "uiii",
};
static const struct mg_stmt_def end_glass = {
	.name = "glass.end",
	.sql = "UPDATE madoguchi.break_glass SET ended_us = ?, ended_by = ?, end_writer = ?, end_n = ?"
	       " WHERE municipality = ? AND glass_no = ? AND ended_us IS NULL",
	.params = "ituutu",
	.columns = "",
};
mg_stmt_list mg_glass_statements = {&find_service, &find_glass, &end_glass, NULL};

bool mg_glass_service(struct mg_tx *tx, struct mg_arena *arena, const struct mg_shared *shared, int64_t *ret_since_us,
	struct mg_error *err)
{
	struct mg_rows rows;
	if (!mg_query(tx, arena, &find_service, MG_PARAMS(MG_T(shared->municipality)), &rows, err))
		return false;
	*ret_since_us = rows.n ? mg_i(mg_row(&rows, 0)) : 0;
	return true;
}

bool mg_glass_find(struct mg_tx *tx, struct mg_arena *arena, const struct mg_shared *shared, struct mg_glass *ret,
	struct mg_error *err)
{
	struct mg_rows rows;
	if (!mg_query(tx, arena, &find_glass, MG_PARAMS(MG_T(shared->municipality)), &rows, err))
		return false;
	*ret = (struct mg_glass){0};
	if (rows.n) {
		const struct mg_value *v = mg_row(&rows, 0);
		*ret = (struct mg_glass){.glass_no = mg_u(&v[0]), .opened_us = mg_i(&v[1]), .until_us = mg_i(&v[2]),
			.acts = (uint32_t)mg_i(&v[3])};
	}
	return true;
}

bool mg_glass_end(struct mg_tx *tx, const struct mg_shared *shared, uint64_t glass_no, const char *by, int64_t now_us,
	struct mg_glass_log log, bool *ret, struct mg_error *err)
{
	uint64_t n;
	if (!mg_exec(tx, &end_glass,
		    MG_PARAMS(MG_I(now_us), MG_T(by), MG_U(log.writer), MG_U(log.n), MG_T(shared->municipality), MG_U(glass_no)),
		    &n, NULL, err))
		return false;
	*ret = n == 1;
	return true;
}
