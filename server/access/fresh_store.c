/* SPDX-License-Identifier: Apache-2.0 */
#include "access/fresh_store.h"

/* Beside a session that lives: one that ended while the factors were judged gets none. */
static const struct mg_stmt_def add = {
	.name = "fresh.add",
	.sql = "INSERT INTO madoguchi.fresh_token (municipality, token_sha256, session_sha256, rpc_path, created_us, expires_us)"
	       " SELECT ?, ?, token_sha256, ?, ?, ? FROM madoguchi.session"
	       " WHERE municipality = ? AND token_sha256 = ? AND ended_us IS NULL",
	.params = "tbtiitb",
	.columns = "",
};
static const struct mg_stmt_def spend = {
	.name = "fresh.spend",
	.sql = "UPDATE madoguchi.fresh_token SET used_us = ? WHERE municipality = ? AND token_sha256 = ?"
	       " AND session_sha256 = ? AND rpc_path = ? AND expires_us > ? AND used_us IS NULL",
	.params = "itbbti",
	.columns = "",
};
static const struct mg_stmt_def find = {
	.name = "fresh.find",
	.sql = "SELECT session_sha256, rpc_path, used_us IS NOT NULL FROM madoguchi.fresh_token"
	       " WHERE municipality = ? AND token_sha256 = ?",
	.params = "tb",
	.columns = "bti",
};
mg_stmt_list mg_fresh_statements = {&add, &spend, &find, NULL};

bool mg_fresh_add(struct mg_tx *tx, const struct mg_shared *shared, const struct mg_fresh *f, int64_t now_us,
	struct mg_error *err)
{
	uint64_t n;
	if (!mg_exec(tx, &add,
		    MG_PARAMS(MG_T(shared->municipality), MG_B(f->token_sha256, 32), MG_T(f->path), MG_I(now_us),
			    MG_I(now_us + MG_FRESH_LIFE_US), MG_T(shared->municipality), MG_B(f->session_sha256, 32)),
		    &n, NULL, err))
		return false;
	return n == 1 || mg_fail(err, MG_ERR_UNAUTHENTICATED, "the session ended meanwhile");
}

/* Why nothing was spent. */
static const char *fault_of(const struct mg_rows *rows, const struct mg_fresh *f)
{
	if (rows->n == 0)
		return "fresh_unknown";
	const struct mg_value *v = mg_row(rows, 0);
	if (v[0].b.n != 32 || !mg_equal_ct(v[0].b.p, f->session_sha256, 32))
		return "fresh_of_another_session";
	if (strcmp(mg_s(&v[1]), f->path) != 0)
		return "fresh_for_another_act";
	return mg_i(&v[2]) ? "fresh_used" : "fresh_expired";
}

bool mg_fresh_spend(struct mg_tx *tx, struct mg_arena *arena, const struct mg_shared *shared, const struct mg_fresh *f,
	int64_t now_us, const char **ret_fault, struct mg_error *err)
{
	struct mg_rows rows;
	uint64_t n;
	if (!mg_exec(tx, &spend,
		    MG_PARAMS(MG_I(now_us), MG_T(shared->municipality), MG_B(f->token_sha256, 32), MG_B(f->session_sha256, 32),
			    MG_T(f->path), MG_I(now_us)),
		    &n, NULL, err))
		return false;
	if (n == 1) {
		*ret_fault = NULL;
		return true;
	}
	if (!mg_query(tx, arena, &find, MG_PARAMS(MG_T(shared->municipality), MG_B(f->token_sha256, 32)), &rows, err))
		return false;
	*ret_fault = fault_of(&rows, f);
	return true;
}
