/* SPDX-License-Identifier: Apache-2.0
 * The database floor against a real MariaDB: values there and back, races, lost connections, settings, grants. */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <stdio.h>
#include <cmocka.h>
#include <pthread.h>
#include "access/session_store.h"
#include "audit/appender.h"
#include "audit/proof_store.h"
#include "database.h"
#include "keys/keys.h"
#include "rpc/idempotency_store.h"

static const struct mg_db_config *superuser;

#define STMT(name_, sql_, params_, columns_)                                                                 \
	static const struct mg_stmt_def name_ = {.name = #name_, .sql = sql_, .params = params_, .columns = columns_}
STMT(add_row, "INSERT INTO test.t (k, i, u, s, b) VALUES (?, ?, ?, ?, ?)", "iiutb", "");
STMT(get_row, "SELECT i, u, s, b FROM test.t WHERE k = ?", "i", "iutb");
STMT(all_rows, "SELECT k, s FROM test.t WHERE k >= 1000 ORDER BY k", "", "it");
STMT(read_i, "SELECT i FROM test.t WHERE k = ?", "i", "i");
STMT(set_i, "UPDATE test.t SET i = ? WHERE k = ?", "ii", "");
STMT(kill_me, "KILL CONNECTION_ID()", "", "");
STMT(wrong_count, "SELECT i FROM test.t WHERE k = ?", "", "i");
STMT(wrong_type, "SELECT s FROM test.t", "", "i");

static int setup(void **state)
{
	(void)state;
	superuser = mg_test_db_start("test_db");
	mg_test_db_sql(superuser, "CREATE DATABASE test; CREATE TABLE test.t (k BIGINT PRIMARY KEY, i BIGINT, u BIGINT UNSIGNED,"
				  " s TEXT, b MEDIUMBLOB) ENGINE=InnoDB");
	return 0;
}

static void values_come_back_as_they_went_in(void **state)
{
	(void)state;
	MG_CLEANUP(mg_db_freep) struct mg_db *db = mg_test_db_open(superuser);
	MG_CLEANUP(mg_arena_done) struct mg_arena arena;
	MG_CLEANUP(mg_tx_done) struct mg_tx tx;
	struct mg_error err = {0};
	struct mg_rows rows;
	static uint8_t big[100000];
	memset(big, 7, sizeof(big));
	big[99999] = 9;
	mg_arena_init(&arena, 1 << 20);
	mg_tx_begin(&tx, db);
	assert_true(mg_exec(&tx, &add_row, MG_PARAMS(MG_I(1), MG_I(INT64_MIN), MG_U(UINT64_MAX), MG_T("髙橋𠮷"), MG_B(big, sizeof(big))), NULL, NULL, &err));
	assert_true(mg_exec(&tx, &add_row, MG_PARAMS(MG_I(2), MG_NULL, MG_NULL, MG_T(NULL), MG_NULL), NULL, NULL, &err));
	assert_true(mg_query(&tx, &arena, &get_row, MG_PARAMS(MG_I(1)), &rows, &err));
	assert_int_equal(rows.n, 1);
	assert_true(mg_i(&rows.cells[0]) == INT64_MIN);
	assert_true(mg_u(&rows.cells[1]) == UINT64_MAX);
	assert_string_equal(mg_s(&rows.cells[2]), "髙橋𠮷");
	assert_int_equal(rows.cells[3].b.n, sizeof(big));
	assert_memory_equal(rows.cells[3].b.p, big, sizeof(big));
	assert_true(mg_query(&tx, &arena, &get_row, MG_PARAMS(MG_I(2)), &rows, &err));
	for (int c = 0; c < 4; c++)
		assert_int_equal(rows.cells[c].kind, MG_VALUE_NULL);
}

static void a_transaction_that_is_not_committed_leaves_nothing(void **state)
{
	(void)state;
	MG_CLEANUP(mg_db_freep) struct mg_db *db = mg_test_db_open(superuser);
	MG_CLEANUP(mg_arena_done) struct mg_arena arena;
	struct mg_error err = {0};
	struct mg_rows rows;
	mg_arena_init(&arena, 1 << 16);
	{
		MG_CLEANUP(mg_tx_done) struct mg_tx tx;
		mg_tx_begin(&tx, db);
		assert_true(mg_exec(&tx, &add_row, MG_PARAMS(MG_I(10), MG_I(1), MG_NULL, MG_NULL, MG_NULL), NULL, NULL, &err));
	}
	MG_CLEANUP(mg_tx_done) struct mg_tx tx;
	mg_tx_begin(&tx, db);
	assert_true(mg_query(&tx, &arena, &read_i, MG_PARAMS(MG_I(10)), &rows, &err));
	assert_int_equal(rows.n, 0);
}

static void a_thousand_rows_go_in_by_array_binding(void **state)
{
	(void)state;
	enum { N = 1000 };
	static int64_t k[N], i[N];
	static char null[N], texts[N][24];
	static const char *s[N];
	static unsigned long n[N];
	for (int r = 0; r < N; r++) {
		k[r] = 1000 + r;
		i[r] = -r;
		null[r] = r % 3 == 0;
		snprintf(texts[r], sizeof(texts[r]), "行%d", r);
		s[r] = r % 5 == 0 ? NULL : texts[r];
		n[r] = strlen(texts[r]);
	}
	struct mg_bulk_column columns[] = {{.i = k}, {.i = i, .null = null}, {.i = i, .null = null}, {.p = s, .n = n}, {.p = s, .n = n}};
	for (int r = 0; r < N; r++)
		i[r] = r;
	MG_CLEANUP(mg_db_freep) struct mg_db *db = mg_test_db_open(superuser);
	MG_CLEANUP(mg_arena_done) struct mg_arena arena;
	MG_CLEANUP(mg_tx_done) struct mg_tx tx;
	struct mg_error err = {0};
	struct mg_rows rows;
	uint64_t affected = 0;
	mg_arena_init(&arena, 4 << 20);
	mg_tx_begin(&tx, db);
	assert_true(mg_exec_bulk(&tx, &add_row, columns, MG_LEN(columns), N, &affected, &err));
	assert_int_equal(affected, N);
	assert_true(mg_query(&tx, &arena, &all_rows, MG_NO_PARAMS, &rows, &err));
	assert_int_equal(rows.n, N);
	assert_int_equal(mg_row(&rows, 5)[1].kind, MG_VALUE_NULL);
	assert_string_equal(mg_s(&mg_row(&rows, 6)[1]), "行6");
	/* the same statement serves single rows again */
	assert_true(mg_exec(&tx, &add_row, MG_PARAMS(MG_I(9999), MG_I(1), MG_U(1), MG_T("x"), MG_NULL), NULL, NULL, &err));
}

static void a_lost_race_is_retry_and_not_a_lost_update(void **state)
{
	(void)state;
	struct mg_error err = {0};
	mg_test_db_sql(superuser, "INSERT INTO test.t (k, i) VALUES (20, 0); COMMIT");
	MG_CLEANUP(mg_db_freep) struct mg_db *a = mg_test_db_open(superuser), *b = NULL;
	MG_CLEANUP(mg_db_freep) struct mg_db *other = mg_test_db_open(superuser);
	(void)b;
	MG_CLEANUP(mg_arena_done) struct mg_arena arena;
	MG_CLEANUP(mg_tx_done) struct mg_tx ta, tb;
	struct mg_rows rows;
	mg_arena_init(&arena, 1 << 16);
	mg_tx_begin(&ta, a);
	mg_tx_begin(&tb, other);
	assert_true(mg_query(&ta, &arena, &read_i, MG_PARAMS(MG_I(20)), &rows, &err));
	assert_true(mg_query(&tb, &arena, &read_i, MG_PARAMS(MG_I(20)), &rows, &err));
	assert_true(mg_exec(&tb, &set_i, MG_PARAMS(MG_I(1), MG_I(20)), NULL, NULL, &err));
	assert_true(mg_tx_commit(&tb, &err));
	assert_false(mg_exec(&ta, &set_i, MG_PARAMS(MG_I(1), MG_I(20)), NULL, NULL, &err));
	assert_int_equal(err.code, MG_ERR_RETRY);
}

static void a_duplicate_key_says_so(void **state)
{
	(void)state;
	struct mg_error err = {0};
	MG_CLEANUP(mg_db_freep) struct mg_db *db = mg_test_db_open(superuser);
	MG_CLEANUP(mg_tx_done) struct mg_tx tx;
	mg_tx_begin(&tx, db);
	assert_true(mg_exec(&tx, &add_row, MG_PARAMS(MG_I(30), MG_I(1), MG_NULL, MG_NULL, MG_NULL), NULL, NULL, &err));
	assert_false(mg_exec(&tx, &add_row, MG_PARAMS(MG_I(30), MG_I(1), MG_NULL, MG_NULL, MG_NULL), NULL, NULL, &err));
	assert_int_equal(err.code, MG_ERR_ALREADY_EXISTS);
}

static void a_killed_connection_is_unavailable_then_broken(void **state)
{
	(void)state;
	struct mg_error err = {0};
	MG_CLEANUP(mg_db_freep) struct mg_db *db = mg_test_db_open(superuser);
	MG_CLEANUP(mg_tx_done) struct mg_tx tx;
	mg_tx_begin(&tx, db);
	assert_false(mg_exec(&tx, &kill_me, MG_NO_PARAMS, NULL, NULL, &err));
	assert_false(mg_tx_commit(&tx, &err));
	assert_int_equal(err.code, MG_ERR_UNCERTAIN);
	assert_true(mg_db_is_broken(db));
}

static void a_definition_that_does_not_fit_is_refused(void **state)
{
	(void)state;
	struct mg_error err = {0};
	MG_CLEANUP(mg_db_freep) struct mg_db *db = mg_test_db_open(superuser);
	assert_false(mg_stmt_check(db, &wrong_count, &err));
	assert_false(mg_stmt_check(db, &wrong_type, &err));
	assert_true(mg_stmt_check(db, &get_row, &err));
}

static void settings_that_lose_writes_are_refused(void **state)
{
	(void)state;
	static const char *const faults[][2] = {
		{"SET GLOBAL innodb_flush_log_at_trx_commit=2", "SET GLOBAL innodb_flush_log_at_trx_commit=1"},
		{"SET GLOBAL innodb_snapshot_isolation=OFF", "SET GLOBAL innodb_snapshot_isolation=ON"},
		{"SET GLOBAL local_infile=ON", "SET GLOBAL local_infile=OFF"},
	};
	struct mg_error err = {0};
	MG_CLEANUP(mg_db_freep) struct mg_db *db = mg_test_db_open(superuser);
	if (!mg_db_check_settings(db, &err))
		fail_msg("%s", err.detail);
	for (size_t i = 0; i < MG_LEN(faults); i++) {
		mg_test_db_sql(superuser, faults[i][0]);
		assert_false(mg_db_check_settings(db, &err));
		mg_test_db_sql(superuser, faults[i][1]);
	}
}

static void a_connection_reads_repeatably_whatever_the_database_is_set_to(void **state)
{
	(void)state;
	struct mg_error err = {0};
	static const char other[] = "SET SESSION tx_isolation='READ-COMMITTED'";
	mg_test_db_sql(superuser, "SET GLOBAL tx_isolation='READ-COMMITTED'");
	MG_CLEANUP(mg_db_freep) struct mg_db *db = mg_test_db_open(superuser);
	mg_test_db_sql(superuser, "SET GLOBAL tx_isolation='REPEATABLE-READ'");
	if (!mg_db_check_settings(db, &err))
		fail_msg("%s", err.detail);
	assert_true(mg_db_script(db, other, sizeof(other) - 1, &err));
	assert_false(mg_db_check_settings(db, &err));
	assert_non_null(strstr(err.detail, "tx_isolation"));
}

static void every_statement_of_the_floors_prepares(void **state)
{
	(void)state;
	const struct mg_stmt_def *const *const lists[] = {mg_session_statements, 
		mg_idempotency_statements};
	MG_CLEANUP(mg_db_freep) struct mg_db *db = mg_test_db_open(superuser);
	for (size_t l = 0; l < MG_LEN(lists); l++)
		for (size_t i = 0; lists[l][i]; i++) {
			struct mg_error err = {0};
			if (!mg_stmt_check(db, lists[l][i], &err))
				fail_msg("%s", err.detail);
		}
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(values_come_back_as_they_went_in),
		cmocka_unit_test(a_transaction_that_is_not_committed_leaves_nothing),
		cmocka_unit_test(a_thousand_rows_go_in_by_array_binding),
		cmocka_unit_test(a_lost_race_is_retry_and_not_a_lost_update),
		cmocka_unit_test(a_duplicate_key_says_so),
		cmocka_unit_test(a_killed_connection_is_unavailable_then_broken),
		cmocka_unit_test(a_definition_that_does_not_fit_is_refused),
		cmocka_unit_test(settings_that_lose_writes_are_refused),
		cmocka_unit_test(a_connection_reads_repeatably_whatever_the_database_is_set_to),
		cmocka_unit_test(every_statement_of_the_floors_prepares),
	};
	return cmocka_run_group_tests(tests, setup, NULL);
}
