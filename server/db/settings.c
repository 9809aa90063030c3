/* SPDX-License-Identifier: Apache-2.0
 * What must hold before the server serves: measured to lose acknowledged writes otherwise (docs/security.md). */
#include <stdio.h>
#include <stdlib.h>
#include "db/db_internal.h"
#include "db/grants.h"

static const struct {
	const char *name;
	const char *value;
	const char *only_if; /* checked only when this variable is ON; NULL: always */
} required[] = {
	{"innodb_flush_log_at_trx_commit", "1", NULL},
	{"innodb_doublewrite", "ON", NULL},
	{"innodb_snapshot_isolation", "ON", NULL},
	{"local_infile", "OFF", NULL},
	{"secure_timestamp", "YES", NULL},
	{"sync_binlog", "1", "log_bin"},
};

static const struct mg_stmt_def variable = {
	.name = "settings.variable",
	.sql = "SELECT VARIABLE_VALUE FROM information_schema.GLOBAL_VARIABLES WHERE VARIABLE_NAME = ?",
	.params = "t",
	.columns = "t",
};
static const struct mg_stmt_def session = {
	.name = "settings.session",
	.sql = "SELECT @@SESSION.sql_mode, @@SESSION.tx_isolation, @@SESSION.autocommit",
	.params = "",
	.columns = "ttu",
};

static bool read_variable(
	struct mg_tx *tx, struct mg_arena *arena, const char *name, const char **ret, struct mg_error *err)
{
	struct mg_rows rows;
	if (!mg_query(tx, arena, &variable, MG_PARAMS(MG_T(name)), &rows, err))
		return false;
	*ret = rows.n ? mg_s(mg_row(&rows, 0)) : "";
	return true;
}

static bool check_one(struct mg_tx *tx, struct mg_arena *arena, size_t i, struct mg_error *err)
{
	const char *value;
	if (required[i].only_if) {
		if (!read_variable(tx, arena, required[i].only_if, &value, err))
			return false;
		if (strcmp(value, "ON") != 0)
			return true;
	}
	if (!read_variable(tx, arena, required[i].name, &value, err))
		return false;
	if (strcmp(value, required[i].value) != 0)
		return mg_fail(err, MG_ERR_INTERNAL, "database setting %s is '%.20s', must be '%s'",
			required[i].name, value, required[i].value);
	return true;
}

bool mg_db_check_settings(struct mg_db *db, struct mg_error *err)
{
	MG_CLEANUP(mg_arena_done) struct mg_arena arena;
	mg_arena_init(&arena, 1U << 16);
	MG_CLEANUP(mg_tx_done) struct mg_tx tx;
	mg_tx_begin(&tx, db);
	for (size_t i = 0; i < MG_LEN(required); i++)
		if (!check_one(&tx, &arena, i, err))
			return false;
	struct mg_rows rows;
	if (!mg_query(&tx, &arena, &session, MG_NO_PARAMS, &rows, err))
		return false;
	if (!strstr(mg_s(mg_row(&rows, 0)), "STRICT_ALL_TABLES"))
		return mg_fail(err, MG_ERR_INTERNAL, "database setting sql_mode is not strict");
	if (strcmp(mg_s(mg_row(&rows, 0) + 1), "REPEATABLE-READ") != 0 || mg_u(mg_row(&rows, 0) + 2) != 0)
		return mg_fail(err, MG_ERR_INTERNAL, "database setting tx_isolation or autocommit did not hold");
	return true;
}

bool mg_db_check_grants(struct mg_db *db, const char *grants_sql, struct mg_error *err)
{
	if (mysql_query(db->mysql, "SHOW GRANTS") != 0)
		return mg_db_fail(db, mysql_errno(db->mysql), "SHOW GRANTS", mysql_error(db->mysql), err);
	MYSQL_RES *res = mysql_store_result(db->mysql);
	if (!res)
		return mg_fail(err, MG_ERR_INTERNAL, "SHOW GRANTS: no result");
	bool ok = true;
	for (MYSQL_ROW row; ok && (row = mysql_fetch_row(res));) {
		char line[MG_GRANT_LINE_BYTES];
		mg_grant_normalise(row[0], strlen(row[0]), line);
		if (!mg_grant_is_allowed(row[0], grants_sql))
			ok = mg_fail(err, MG_ERR_DENIED, "the account may more than sql/grants.sql says: %.120s", line);
	}
	mysql_free_result(res);
	return ok;
}
