/* SPDX-License-Identifier: Apache-2.0
 * What has outlived its use goes, what has not stays, in a real MariaDB under the account of the job. */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <stdio.h>
#include <cmocka.h>
#include "audit/appender.h"
#include "database.h"
#include "retention/retention_store.h"

#define NOW_DAYS 30000
#define DAY_US INT64_C(86400000000)
#define NOW (NOW_DAYS * DAY_US)

static const struct mg_db_config *superuser;
static struct mg_db_config job;

static int setup(void **state)
{
	(void)state;
	superuser = mg_test_db_start("test_retention");
	mg_test_db_grants(superuser);
	job = mg_test_db_as(superuser, "mg_import");
	/* of each table: 1,200 rows, the n-th n days old; sessions of an odd number are not over */
	mg_test_db_sql(superuser,
		"USE madoguchi; SET @day = 86400000000, @now = 30000 * 86400000000, foreign_key_checks = 0;"
		"INSERT INTO madoguchi.login_challenge (municipality, login_id, nonce, terminal_id, kind, state, created_us, expires_us)"
		" SELECT '271403', UNHEX(LPAD(HEX(seq), 32, '0')), REPEAT('n', 32), 1, 'login', 'open', 0, @now - seq * @day"
		" FROM seq_1_to_1200;"
		"INSERT INTO madoguchi.seen_image SELECT '271403', UNHEX(SHA2(seq, 256)), 1, @now - seq * @day FROM seq_1_to_1200;"
		"INSERT INTO madoguchi.fresh_token SELECT '271403', UNHEX(SHA2(seq, 256)), REPEAT('s', 32), '/x', @now - seq * @day - 60000000,"
		" @now - seq * @day, NULL FROM seq_1_to_1200;"
		"INSERT INTO madoguchi.idempotency SELECT '271403', 1, UNHEX(LPAD(HEX(seq), 32, '0')), REPEAT('h', 32), 'r', @now - seq * @day"
		" FROM seq_1_to_1200;"
		"INSERT INTO madoguchi.session (municipality, token_sha256, staff_id, terminal_id, cert_sha256, created_us, last_seen_us,"
		" resume_tries, ended_us, end_reason) SELECT '271403', UNHEX(SHA2(seq, 256)), seq, seq, REPEAT('c', 32), 0, 0, 0,"
		" IF(seq % 2, NULL, @now - seq * @day), IF(seq % 2, NULL, 'idle') FROM seq_1_to_1200;"
		"INSERT INTO madoguchi.notice (municipality, text, urgent, posted_us, until_us, staff_id, staff_no, staff_name, section,"
		" log_writer, log_n) SELECT '271403', '架空の連絡', 0, @now - seq * @day - 1, @now - seq * @day, 1, '1', '架空', '北', 1, seq"
		" FROM seq_0_to_1199;"
		"INSERT INTO madoguchi.idempotency SELECT '272271', 1, UNHEX(LPAD(HEX(seq), 32, '0')), REPEAT('h', 32), 'r', 0 FROM seq_1_to_3;");
	return 0;
}

static int64_t count(const char *table)
{
	char sql[200];
	struct mg_stmt_def def = {.name = "count", .sql = sql, .params = "", .columns = "i"};
	MG_CLEANUP(mg_db_freep) struct mg_db *db = mg_test_db_open(superuser);
	MG_CLEANUP(mg_arena_done) struct mg_arena arena;
	MG_CLEANUP(mg_tx_done) struct mg_tx tx;
	struct mg_rows rows;
	snprintf(sql, sizeof(sql), "SELECT COUNT(*) FROM madoguchi.%s", table);
	mg_arena_init(&arena, 1 << 16);
	mg_tx_begin(&tx, db);
	assert_true(mg_query(&tx, &arena, &def, MG_NO_PARAMS, &rows, NULL));
	return mg_i(&rows.cells[0]);
}

static uint64_t remove_piece(struct mg_db *db, const struct mg_retention *what)
{
	struct mg_error err = {0};
	MG_CLEANUP(mg_arena_done) struct mg_arena arena;
	MG_CLEANUP(mg_tx_done) struct mg_tx tx;
	uint64_t n = 0;
	mg_arena_init(&arena, 1 << 20);
	mg_tx_begin(&tx, db);
	if (!mg_retention_remove(&tx, &arena, what, "271403", NOW, &n, &err) || !mg_tx_commit(&tx, &err))
		fail_msg("%s: %s", what->table, err.detail);
	return n;
}

static void what_is_old_goes_in_pieces_and_what_is_not_stays(void **state)
{
	(void)state;
	static const struct {
		const char *table;
		int64_t left; /* rows not older than the days kept; the boundary itself stays */
	} cases[] = {{"login_challenge", 400}, {"seen_image", 90}, {"fresh_token", 1}, {"idempotency", 7 + 3},
		{"session", 600 + 200}, {"notice", 91}};
	MG_CLEANUP(mg_db_freep) struct mg_db *db = mg_test_db_open(&job);
	assert_int_equal(mg_retention_list_len, MG_LEN(cases));
	for (size_t i = 0; i < MG_LEN(cases); i++) {
		const struct mg_retention *what = &mg_retention_list[i];
		const int64_t before = count(what->table);
		assert_string_equal(what->table, cases[i].table);
		uint64_t n, removed = 0;
		do {
			n = remove_piece(db, what);
			assert_true(n <= MG_RETENTION_PIECE);
			removed += n;
		} while (n > 0);
		assert_int_equal(count(what->table), cases[i].left);
		assert_int_equal(before - (int64_t)removed, cases[i].left);
	}
}

/* A session that lives on locks nothing that the job waits for, nor the other way round. */
static void who_works_meanwhile_is_not_held_up(void **state)
{
	(void)state;
	static const struct mg_stmt_def touch = {.name = "touch",
		.sql = "UPDATE madoguchi.session SET last_seen_us = last_seen_us + 1 WHERE municipality = '271403' AND "
		       "token_sha256 = UNHEX(SHA2(1, 256))",
		.params = "",
		.columns = ""};
	MG_CLEANUP(mg_db_freep) struct mg_db *clerk = mg_test_db_open(superuser), *db = mg_test_db_open(&job);
	struct mg_error err = {0};
	mg_test_db_sql(superuser, "UPDATE madoguchi.session SET ended_us = 1, end_reason = 'idle' WHERE token_sha256 = UNHEX(SHA2(3, 256))");
	{
		MG_CLEANUP(mg_tx_done) struct mg_tx working;
		mg_tx_begin(&working, clerk);
		assert_true(mg_exec(&working, &touch, MG_NO_PARAMS, NULL, NULL, &err));
		assert_int_equal(remove_piece(db, &mg_retention_list[4]), 1);
	}
}

static void every_statement_prepares_under_the_job_s_account(void **state)
{
	(void)state;
	MG_CLEANUP(mg_db_freep) struct mg_db *db = mg_test_db_open(&job);
	for (size_t i = 0; mg_retention_statements[i]; i++) {
		struct mg_error err = {0};
		if (!mg_stmt_check(db, mg_retention_statements[i], &err))
			fail_msg("%s", err.detail);
	}
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(every_statement_prepares_under_the_job_s_account),
		cmocka_unit_test(what_is_old_goes_in_pieces_and_what_is_not_stays),
		cmocka_unit_test(who_works_meanwhile_is_not_held_up),
	};
	return cmocka_run_group_tests(tests, setup, NULL);
}
