/* SPDX-License-Identifier: Apache-2.0 */
#include <errmsg.h>
#include <mysqld_error.h>
#include <stdlib.h>
#include "db/db_internal.h"

bool mg_db_library_init(void)
{
	return mysql_library_init(0, NULL, NULL) == 0;
}

void mg_db_library_done(void)
{
	mysql_library_end();
}

void mg_db_thread_done(void)
{
	mysql_thread_end();
}

bool mg_db_fail(struct mg_db *db, unsigned number, const char *name, const char *text, struct mg_error *err)
{
	switch (number) {
	case CR_SERVER_GONE_ERROR:
	case CR_SERVER_LOST:
	case CR_COMMANDS_OUT_OF_SYNC:
	case ER_CONNECTION_KILLED:
	case ER_SERVER_SHUTDOWN:
		db->broken = true;
		return mg_fail(err, MG_ERR_UNAVAILABLE, "%s: connection lost (%u)", name, number);
	case ER_CHECKREAD:
	case ER_LOCK_WAIT_TIMEOUT:
	case ER_LOCK_DEADLOCK:
		return mg_fail(err, MG_ERR_RETRY, "%s: lost a race (%u)", name, number);
	case ER_DUP_ENTRY:
		return mg_fail(err, MG_ERR_ALREADY_EXISTS, "%s: duplicate key", name);
	case ER_DISK_FULL:
	case ER_RECORD_FILE_FULL:
		return mg_fail(err, MG_ERR_UNAVAILABLE, "%s: the database's disk is full (%u)", name, number);
	case ER_TABLEACCESS_DENIED_ERROR:
	case ER_COLUMNACCESS_DENIED_ERROR:
	case ER_PROCACCESS_DENIED_ERROR:
	case ER_SPECIFIC_ACCESS_DENIED_ERROR:
		return mg_fail(err, MG_ERR_DENIED, "%s: the database account may not (%u)", name, number);
	case ER_SIGNAL_EXCEPTION:
		/* A trigger's refusal carries our own text, never a value. */
		return mg_fail(err, MG_ERR_REFUSED_BY_RULE, "%s: %.120s", name, text);
	default:
		/* The driver's text may quote a value, so only syntax and schema faults keep it. */
		if (number == ER_PARSE_ERROR || number == ER_NO_SUCH_TABLE || number == ER_BAD_FIELD_ERROR)
			return mg_fail(err, MG_ERR_INTERNAL, "%s: %u %.120s", name, number, text);
		return mg_fail(err, MG_ERR_INTERNAL, "%s: database error %u", name, number);
	}
}

static bool run_plain(struct mg_db *db, const char *sql, struct mg_error *err)
{
	if (mysql_query(db->mysql, sql) != 0)
		return mg_db_fail(db, mysql_errno(db->mysql), "session set-up", mysql_error(db->mysql), err);
	return true;
}

bool mg_db_open(const struct mg_db_config *config, struct mg_db **ret, struct mg_error *err)
{
	MG_CLEANUP(mg_db_freep) struct mg_db *db = calloc(1, sizeof(*db));
	if (!db || !(db->mysql = mysql_init(NULL)))
		return mg_fail(err, MG_ERR_INTERNAL, "out of memory");
	unsigned off = 0, connect_s = 5, io_s = 60;
	mysql_options(db->mysql, MYSQL_OPT_LOCAL_INFILE, &off);
	mysql_options(db->mysql, MYSQL_OPT_CONNECT_TIMEOUT, &connect_s);
	mysql_options(db->mysql, MYSQL_OPT_READ_TIMEOUT, &io_s);
	mysql_options(db->mysql, MYSQL_SET_CHARSET_NAME, "utf8mb4");
	if (!mysql_real_connect(db->mysql, NULL, config->user, config->password, NULL, 0, config->socket,
		    CLIENT_FOUND_ROWS)) {
		unsigned number = mysql_errno(db->mysql);
		return mg_fail(err, MG_ERR_UNAVAILABLE, "database as %s: cannot connect (%u)", config->user, number);
	}
	/* Any account may change its sql_mode, and the server's defaults are its operator's, so each connection sets what it
	 * depends on; statements never change it again. */
	if (!run_plain(db,
		    "SET SESSION sql_mode='STRICT_ALL_TABLES,NO_ZERO_DATE,NO_ZERO_IN_DATE,"
		    "ERROR_FOR_DIVISION_BY_ZERO,NO_ENGINE_SUBSTITUTION',"
		    " time_zone='+00:00', autocommit=0, innodb_lock_wait_timeout=5,"
		    " tx_isolation='REPEATABLE-READ'",
		    err))
		return false;
	*ret = MG_TAKE(db);
	return true;
}

void mg_db_free(struct mg_db *db)
{
	if (!db)
		return;
	for (size_t i = 0; i < MG_STMT_SLOTS; i++)
		if (db->slots[i].stmt)
			mysql_stmt_close(db->slots[i].stmt);
	if (db->mysql)
		mysql_close(db->mysql);
	mg_wipe(db->cell_buffer, db->cell_columns * MG_CELL_BYTES);
	free(db->cell_buffer);
	free(db);
}

void mg_db_freep(struct mg_db **db)
{
	mg_db_free(*db);
	*db = NULL;
}

bool mg_db_is_broken(const struct mg_db *db)
{
	return !db || db->broken;
}

uint64_t mg_db_thread_id(const struct mg_db *db)
{
	return mysql_thread_id(db->mysql);
}

void mg_tx_begin(struct mg_tx *tx, struct mg_db *db)
{
	*tx = (struct mg_tx){.db = db};
}

bool mg_tx_commit(struct mg_tx *tx, struct mg_error *err)
{
	struct mg_db *db = tx->db;
	if (!db)
		return mg_fail(err, MG_ERR_INTERNAL, "commit without a transaction");
	tx->db = NULL;
	if (mysql_commit(db->mysql) == 0)
		return true;
	unsigned number = mysql_errno(db->mysql);
	(void)mg_db_fail(db, number, "commit", "", err);
	if (db->broken) /* the server may or may not have committed before the line broke */
		return mg_fail(err, MG_ERR_UNCERTAIN, "connection lost in COMMIT (%u)", number);
	if (mysql_rollback(db->mysql) != 0)
		db->broken = true;
	return false;
}

void mg_tx_done(struct mg_tx *tx)
{
	if (!tx->db)
		return;
	if (!tx->db->broken && tx->touched && mysql_rollback(tx->db->mysql) != 0)
		tx->db->broken = true;
	tx->db = NULL;
}

bool mg_db_script(struct mg_db *db, const char *sql, size_t len, struct mg_error *err)
{
	if (mysql_set_server_option(db->mysql, MYSQL_OPTION_MULTI_STATEMENTS_ON) != 0 ||
		mysql_real_query(db->mysql, sql, len) != 0)
		return mg_fail(err, MG_ERR_INTERNAL, "script: %u %.150s", mysql_errno(db->mysql),
			mysql_error(db->mysql));
	int more = 0;
	while (more == 0) {
		MYSQL_RES *res = mysql_store_result(db->mysql);
		if (res)
			mysql_free_result(res);
		more = mysql_next_result(db->mysql);
	}
	if (more > 0)
		return mg_fail(err, MG_ERR_INTERNAL, "script: %u %.150s", mysql_errno(db->mysql),
			mysql_error(db->mysql));
	mysql_set_server_option(db->mysql, MYSQL_OPTION_MULTI_STATEMENTS_OFF);
	return true;
}
