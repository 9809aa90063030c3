/* SPDX-License-Identifier: Apache-2.0
 * The core schema, its accounts and its stores against a real MariaDB, as the account of the server. */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <stdio.h>
#include <stdlib.h>
#include <cmocka.h>
#include "access/fresh_store.h"
#include "access/rights_store.h"
#include "access/session_list_store.h"
#include "access/session_store.h"
#include "audit/appender.h"
#include "auth/auth_store.h"
#include "auth/password_store.h"
#include "database.h"
#include "db/migrate.h"

#define S INT64_C(1000000)
#define NOW (INT64_C(1795000000) * S)
#define STMT(name_, sql_, params_, columns_)                                                                 \
	static const struct mg_stmt_def name_ = {.name = #name_, .sql = sql_, .params = params_, .columns = columns_}
STMT(show_grants, "SHOW GRANTS", "", "t");
STMT(set_last_seen, "UPDATE madoguchi.session SET last_seen_us = ? WHERE token_sha256 = ?", "ib", "");
STMT(delete_session, "DELETE FROM madoguchi.session WHERE token_sha256 = ?", "b", "");
STMT(change_leaf, "UPDATE madoguchi_log.leaf SET entry = '' WHERE n = ?", "i", "");
STMT(read_leaf, "SELECT n FROM madoguchi_log.leaf WHERE n = ?", "i", "i");

static const struct mg_db_config *superuser;
static struct mg_db_config app;
static const struct mg_shared shared = {.municipality = "271403", .clock = &mg_clock_system};

static int setup(void **state)
{
	(void)state;
	superuser = mg_test_db_start("test_auth_store");
	mg_test_db_grants(superuser);
	app = mg_test_db_as(superuser, "mg_app");
	mg_test_db_sql(superuser,
		"INSERT INTO madoguchi.municipality VALUES ('271403', '架空市', '271403.madoguchi', 0);"
		"INSERT INTO madoguchi.terminal (municipality, terminal_id, name, section, ward, cert_sha256, cert_not_after_us,"
		" assertion_key, state, enrolled_us) VALUES"
		" ('271403', 1, '北-01', '北区役所', '146', UNHEX(REPEAT('01', 32)), 4000000000000000, REPEAT('k', 32), 'enrolled', 0),"
		" ('271403', 2, '北-02', '北区役所', '146', UNHEX(REPEAT('02', 32)), 4000000000000000, REPEAT('l', 32), 'enrolled', 0),"
		" ('271403', 3, '北-03', '北区役所', '146', UNHEX(REPEAT('03', 32)), 4000000000000000, REPEAT('m', 32), 'revoked', 0),"
		" ('271403', 4, '北-04', '北区役所', '146', UNHEX(REPEAT('04', 32)), 1000000, REPEAT('n', 32), 'enrolled', 0);"
		"INSERT INTO madoguchi.staff (municipality, staff_id, staff_no, name, kana, ward, section, role, state,"
		" must_change_password, valid_from, valid_to, made_us) VALUES"
		" ('271403', 1, '100001', '西 恵', 'ニシ メグミ', '146', '保険年金課', 'clerk', 'active', 0, '2020-01-01', NULL, 0),"
		" ('271403', 2, '100002', '東 健太', 'ヒガシ ケンタ', '142', '保険年金課', 'clerk', 'active', 1, '2020-01-01', NULL, 0),"
		" ('271403', 3, '100003', '大野 昔', 'オオノ ムカシ', '142', '保険年金課', 'clerk', 'active', 0, '2020-01-01',"
		" '2025-03-31', 0);"
		"INSERT INTO madoguchi.staff_password VALUES"
		" ('271403', 1, 1, '$argon2id$old', 1, 0, 'admin:root'), ('271403', 1, 2, '$argon2id$new', 1, 0, 'admin:root'),"
		" ('271403', 3, 1, '$argon2id$x', 1, 0, 'admin:root');");
	return 0;
}

static void fill(uint8_t ret[32], int byte)
{
	memset(ret, byte, 32);
}

struct fixture {
	struct mg_db *db;
	struct mg_arena arena;
	struct mg_tx tx;
	struct mg_error err;
};
/* A transaction as mg_app that is rolled back at the end. */
static void begin(struct fixture *f)
{
	*f = (struct fixture){.db = mg_test_db_open(&app)};
	mg_arena_init(&f->arena, 1 << 20);
	mg_tx_begin(&f->tx, f->db);
}
static void end(struct fixture *f)
{
	mg_tx_done(&f->tx);
	mg_arena_done(&f->arena);
	mg_db_free(f->db);
}
#define ok(call)                                                                                             \
	do {                                                                                                 \
		if (!(call))                                                                                 \
			fail_msg("%s", f.err.detail);                                                        \
	} while (0)

static void every_statement_prepares_as_the_account_that_runs_it(void **state)
{
	(void)state;
	static const struct {
		const char *user;
		const struct mg_stmt_def *const *list;
	} lists[] = {{"mg_app", mg_session_statements}, {"mg_app", mg_rights_statements}, {"mg_app", mg_fresh_statements},
		{"mg_app", mg_session_list_statements}, {"mg_app", mg_auth_statements},
		{"mg_app", mg_auth_session_statements}, {"mg_app", mg_password_statements}, {"mg_app", mg_appender_statements},
		{"mg_app", mg_appender_guard_statements},
		{"mg_import", mg_appender_statements}, {"mg_purge", mg_appender_statements},
		{"mg_migrate", mg_migrate_statements}};
	for (size_t l = 0; l < MG_LEN(lists); l++) {
		struct mg_db_config config = mg_test_db_as(superuser, lists[l].user);
		MG_CLEANUP(mg_db_freep) struct mg_db *db = mg_test_db_open(&config);
		for (size_t i = 0; lists[l].list[i]; i++) {
			struct mg_error err = {0};
			if (!mg_stmt_check(db, lists[l].list[i], &err))
				fail_msg("%s: %s", lists[l].user, err.detail);
		}
	}
}

static char *grants_text(void)
{
	FILE *f = fopen(MG_SOURCE_DIR "/sql/grants.sql", "re");
	char *text = calloc(1, 1 << 20);
	assert_non_null(f);
	assert_true(fread(text, 1, (1 << 20) - 1, f) > 0);
	fclose(f);
	return text;
}

static size_t lines_for(const char *text, const char *user)
{
	char to[64];
	size_t n = 0;
	snprintf(to, sizeof(to), " TO `%s`@", user);
	for (const char *p = text; (p = strstr(p, to)) != NULL; p++)
		n++;
	return n;
}

static void each_account_may_exactly_what_the_file_says(void **state)
{
	(void)state;
	static const char *const users[] = {
		"mg_app", "mg_seq", "mg_verify", "mg_import", "mg_purge", "mg_backup", "mg_migrate"};
	char *text = grants_text();
	for (size_t i = 0; i < MG_LEN(users); i++) {
		struct mg_error err = {0};
		struct mg_rows rows;
		struct mg_tx tx;
		struct mg_db_config config = mg_test_db_as(superuser, users[i]);
		MG_CLEANUP(mg_db_freep) struct mg_db *db = mg_test_db_open(&config);
		MG_CLEANUP(mg_arena_done) struct mg_arena arena;
		mg_arena_init(&arena, 1 << 20);
		if (!mg_db_check_grants(db, text, &err))
			fail_msg("%s", err.detail);
		mg_tx_begin(&tx, db);
		assert_true(mg_query(&tx, &arena, &show_grants, MG_NO_PARAMS, &rows, &err));
		assert_int_equal(rows.n, lines_for(text, users[i]));
		mg_tx_done(&tx);
	}
	free(text);
}

static void an_account_with_one_right_more_is_noticed(void **state)
{
	(void)state;
	struct mg_error err = {0};
	char *text = grants_text();
	mg_test_db_sql(superuser, "GRANT DELETE ON madoguchi.session TO mg_app@localhost");
	MG_CLEANUP(mg_db_freep) struct mg_db *db = mg_test_db_open(&app);
	assert_false(mg_db_check_grants(db, text, &err));
	assert_int_equal(err.code, MG_ERR_DENIED);
	mg_test_db_sql(superuser, "REVOKE DELETE ON madoguchi.session FROM mg_app@localhost");
	free(text);
}

static void the_server_may_neither_delete_sessions_nor_touch_or_read_the_log(void **state)
{
	(void)state;
	struct fixture f;
	uint8_t token[32];
	struct mg_rows rows;
	fill(token, 9);
	begin(&f);
	assert_false(mg_exec(&f.tx, &delete_session, MG_PARAMS(MG_B(token, 32)), NULL, NULL, &f.err));
	assert_int_equal(f.err.code, MG_ERR_DENIED);
	assert_false(mg_exec(&f.tx, &change_leaf, MG_PARAMS(MG_I(1)), NULL, NULL, &f.err));
	assert_int_equal(f.err.code, MG_ERR_DENIED);
	assert_false(mg_query(&f.tx, &f.arena, &read_leaf, MG_PARAMS(MG_I(1)), &rows, &f.err));
	assert_int_equal(f.err.code, MG_ERR_DENIED);
	end(&f);
}

static void only_an_enrolled_terminal_with_a_valid_certificate_is_known(void **state)
{
	(void)state;
	struct fixture f;
	struct mg_terminal t;
	uint8_t cert[32];
	begin(&f);
	fill(cert, 1);
	ok(mg_terminal_load(&f.tx, &f.arena, &shared, cert, &t, &f.err));
	assert_int_equal(t.terminal_id, 1);
	assert_string_equal(t.name, "北-01");
	for (int i = 3; i <= 5; i++) { /* revoked, run out, unknown */
		fill(cert, i);
		assert_false(mg_terminal_load(&f.tx, &f.arena, &shared, cert, &t, &f.err));
		assert_int_equal(f.err.code, MG_ERR_TERMINAL_UNKNOWN);
	}
	end(&f);
}

static void a_person_is_found_with_the_newest_password_and_only_within_the_dates(void **state)
{
	(void)state;
	struct fixture f;
	struct mg_auth_person p;
	begin(&f);
	ok(mg_auth_find_person(&f.tx, &f.arena, &shared, "100001", NOW, &p, &f.err));
	assert_true(p.is_known && p.is_usable);
	assert_string_equal(p.password_hash, "$argon2id$new");
	assert_int_equal(p.role, MG_STAFF_CLERK);
	ok(mg_auth_find_person(&f.tx, &f.arena, &shared, "100002", NOW, &p, &f.err)); /* no password yet */
	assert_true(p.is_known && !p.is_usable && p.must_change_password);
	ok(mg_auth_find_person(&f.tx, &f.arena, &shared, "100003", NOW, &p, &f.err));
	assert_true(p.is_known && !p.is_usable);
	ok(mg_auth_find_person(&f.tx, &f.arena, &shared, "' OR 1=1 -- ", NOW, &p, &f.err));
	assert_false(p.is_known);
	end(&f);
}

static void add_session(struct fixture *f, int token_byte, uint64_t staff, uint64_t terminal, bool expect)
{
	uint8_t token[32];
	struct mg_terminal t = {.terminal_id = terminal};
	fill(token, token_byte);
	fill(t.cert_sha256, (int)terminal);
	if (mg_auth_add_session(&f->tx, &shared, token, staff, &t, NOW, &f->err) != expect)
		fail_msg("%s", f->err.detail);
}

static void a_person_and_a_terminal_have_one_live_session_each(void **state)
{
	(void)state;
	struct fixture f;
	uint64_t n;
	begin(&f);
	add_session(&f, 10, 1, 1, true);
	add_session(&f, 11, 1, 2, false); /* the person again */
	assert_int_equal(f.err.code, MG_ERR_ALREADY_EXISTS);
	add_session(&f, 12, 2, 1, false); /* the terminal again */
	assert_int_equal(f.err.code, MG_ERR_ALREADY_EXISTS);
	ok(mg_session_end_of_staff(&f.tx, &shared, 1, MG_SESSION_END_ELSEWHERE, NOW + 1, &n, &f.err));
	assert_int_equal(n, 1);
	add_session(&f, 13, 1, 2, true);
	ok(mg_session_end_of_terminal(&f.tx, &shared, 2, MG_SESSION_END_REVOKED, NOW + 2, &n, &f.err));
	assert_int_equal(n, 1);
	end(&f);
}

static void a_session_is_loaded_only_under_its_terminal_and_says_why_it_ended(void **state)
{
	(void)state;
	struct fixture f;
	struct mg_session s = {0};
	enum mg_session_end why;
	uint8_t token[32], cert[32], other[32];
	fill(token, 20);
	fill(cert, 1);
	fill(other, 2);
	begin(&f);
	add_session(&f, 20, 1, 1, true);
	ok(mg_session_load(&f.tx, &f.arena, &shared, token, cert, NOW + S, &s, &why, &f.err));
	assert_int_equal(s.state, MG_SESSION_LIVE);
	assert_string_equal(s.staff_no, "100001");
	assert_string_equal(s.ward, "146");
	assert_false(mg_session_load(&f.tx, &f.arena, &shared, token, other, NOW + S, &s, &why, &f.err));
	assert_int_equal(f.err.code, MG_ERR_UNAUTHENTICATED);
	assert_int_equal(why, MG_SESSION_END_NONE);
	ok(mg_session_load(&f.tx, &f.arena, &shared, token, cert, NOW + 6 * 60 * S, &s, &why, &f.err));
	assert_int_equal(s.state, MG_SESSION_LOCKED);
	assert_false(mg_session_load(&f.tx, &f.arena, &shared, token, cert, NOW + 15 * 60 * S, &s, &why, &f.err));
	assert_int_equal(why, MG_SESSION_END_IDLE);
	assert_string_equal(s.staff_no, "100001");
	assert_int_equal(s.state, MG_SESSION_NONE);
	bool touched;
	ok(mg_session_touch(&f.tx, &shared, &s, NOW + 14 * 60 * S, &touched, &f.err));
	assert_true(touched);
	ok(mg_session_load(&f.tx, &f.arena, &shared, token, cert, NOW + 15 * 60 * S, &s, &why, &f.err));
	assert_int_equal(s.last_seen_us, NOW + 14 * 60 * S);
	ok(mg_session_end(&f.tx, &shared, token, MG_SESSION_END_LOGGED_OFF, NOW + 900 * S, NULL, &f.err));
	assert_false(mg_session_load(&f.tx, &f.arena, &shared, token, cert, NOW + 900 * S, &s, &why, &f.err));
	assert_int_equal(why, MG_SESSION_END_LOGGED_OFF);
	end(&f);
}

static void a_session_that_is_over_cannot_be_revived_even_by_sql(void **state)
{
	(void)state;
	struct fixture f;
	uint8_t token[32];
	fill(token, 30);
	begin(&f);
	add_session(&f, 30, 1, 1, true);
	ok(mg_session_end(&f.tx, &shared, token, MG_SESSION_END_LOGGED_OFF, NOW, NULL, &f.err));
	assert_false(mg_exec(&f.tx, &set_last_seen, MG_PARAMS(MG_I(NOW), MG_B(token, 32)), NULL, NULL, &f.err));
	assert_int_equal(f.err.code, MG_ERR_REFUSED_BY_RULE);
	end(&f);
}

static void a_challenge_goes_open_submitted_done_and_never_back(void **state)
{
	(void)state;
	struct fixture f;
	struct mg_challenge c, read;
	bool found;
	begin(&f);
	ok(mg_auth_add_challenge(&f.tx, &shared, MG_CHALLENGE_LOGIN, 1, 0, NOW, &c, &f.err));
	ok(mg_auth_lock_challenge(&f.tx, &f.arena, &shared, (struct mg_bytes){c.login_id, 16}, &found, &read, &f.err));
	assert_true(found && read.is_open);
	assert_memory_equal(read.nonce, c.nonce, 32);
	assert_int_equal(read.expires_us, NOW + 60 * S);
	assert_false(mg_auth_submit_challenge(&f.tx, &shared, c.login_id, 1, &f.err) &&
		     mg_auth_submit_challenge(&f.tx, &shared, c.login_id, 2, &f.err));
	assert_int_equal(f.err.code, MG_ERR_REFUSED_BY_RULE);
	ok(mg_auth_close_challenge(&f.tx, &shared, c.login_id, MG_OUTCOME_PASSED, &f.err));
	assert_false(mg_auth_submit_challenge(&f.tx, &shared, c.login_id, 1, &f.err));
	ok(mg_auth_lock_challenge(&f.tx, &f.arena, &shared, (struct mg_bytes){c.login_id, 16}, &found, &read, &f.err));
	assert_true(found && !read.is_open);
	ok(mg_auth_lock_challenge(&f.tx, &f.arena, &shared, (struct mg_bytes){c.login_id, 15}, &found, &read, &f.err));
	assert_false(found);
	end(&f);
}

static void failures_are_counted_per_pair_person_and_terminal(void **state)
{
	(void)state;
	struct fixture f;
	struct mg_login_counters c;
	uint32_t since;
	begin(&f);
	for (unsigned i = 0; i < 3; i++) {
		ok(mg_auth_lock_counters(&f.tx, &f.arena, &shared, 1, 1, &c, &since, &f.err));
		assert_int_equal(c.pair_failures, i);
		c = mg_login_after_failure(&c, NOW);
		ok(mg_auth_store_counters(&f.tx, &shared, 1, 1, &c, since + 1, NOW, &f.err));
	}
	ok(mg_auth_lock_counters(&f.tx, &f.arena, &shared, 1, 2, &c, &since, &f.err)); /* the same person elsewhere */
	assert_int_equal(c.pair_failures, 0);
	assert_int_equal(c.staff_failures, 3);
	assert_int_equal(since, 3);
	ok(mg_auth_store_bucket(&f.tx, &shared, 2, NOW, &f.err));
	ok(mg_auth_lock_counters(&f.tx, &f.arena, &shared, 0, 2, &c, &since, &f.err)); /* an unknown number */
	assert_int_equal(c.bucket_empty_us, NOW);
	ok(mg_auth_clear_failures(&f.tx, &shared, 1, &f.err));
	ok(mg_auth_lock_counters(&f.tx, &f.arena, &shared, 1, 1, &c, &since, &f.err));
	assert_int_equal(c.pair_failures + c.staff_failures, 0);
	end(&f);
}

static void a_picture_is_new_once(void **state)
{
	(void)state;
	struct fixture f;
	uint8_t sha[32];
	bool is_new;
	fill(sha, 77);
	begin(&f);
	ok(mg_auth_add_image(&f.tx, &shared, sha, 1, NOW, &is_new, &f.err));
	assert_true(is_new);
	ok(mg_auth_add_image(&f.tx, &shared, sha, 2, NOW, &is_new, &f.err));
	assert_false(is_new);
	end(&f);
}

static void tries_to_resume_are_counted_and_the_fourth_finds_none_left(void **state)
{
	(void)state;
	struct fixture f;
	struct mg_session s;
	enum mg_session_end why;
	uint8_t token[32], cert[32];
	bool did;
	unsigned tries;
	fill(token, 40);
	fill(cert, 1);
	begin(&f);
	add_session(&f, 40, 1, 1, true);
	ok(mg_auth_lock_session(&f.tx, &shared, token, NOW + S, &did, &f.err));
	assert_true(did);
	ok(mg_auth_count_resume(&f.tx, &f.arena, &shared, token, &tries, &f.err));
	assert_int_equal(tries, 1);
	ok(mg_auth_reopen_session(&f.tx, &shared, token, NOW + 2 * S, &did, &f.err));
	ok(mg_session_load(&f.tx, &f.arena, &shared, token, cert, NOW + 2 * S, &s, &why, &f.err));
	assert_int_equal(s.state, MG_SESSION_LIVE);
	for (unsigned i = 1; i <= 3; i++)
		ok(mg_auth_count_resume(&f.tx, &f.arena, &shared, token, &tries, &f.err));
	assert_false(mg_session_load(&f.tx, &f.arena, &shared, token, cert, NOW + 2 * S, &s, &why, &f.err));
	assert_int_equal(why, MG_SESSION_END_TRIES);
	end(&f);
}

static void a_password_that_is_no_argon2id_hash_is_refused_by_the_database(void **state)
{
	(void)state;
	struct mg_error err = {0};
	MG_CLEANUP(mg_db_freep) struct mg_db *db = mg_test_db_open(superuser);
	const char *sql = "INSERT INTO madoguchi.staff_password VALUES ('271403', 2, 1, 'secret', 1, 0, 'x')";
	assert_false(mg_db_script(db, sql, strlen(sql), &err));
	assert_non_null(strstr(err.detail, "Argon2id"));
}

static void a_revoked_terminal_is_never_revived(void **state)
{
	(void)state;
	struct mg_error err = {0};
	MG_CLEANUP(mg_db_freep) struct mg_db *db = mg_test_db_open(superuser);
	const char *sql = "UPDATE madoguchi.terminal SET state = 'enrolled' WHERE terminal_id = 3";
	assert_false(mg_db_script(db, sql, strlen(sql), &err));
	assert_non_null(strstr(err.detail, "never revived"));
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(every_statement_prepares_as_the_account_that_runs_it),
		cmocka_unit_test(each_account_may_exactly_what_the_file_says),
		cmocka_unit_test(an_account_with_one_right_more_is_noticed),
		cmocka_unit_test(the_server_may_neither_delete_sessions_nor_touch_or_read_the_log),
		cmocka_unit_test(only_an_enrolled_terminal_with_a_valid_certificate_is_known),
		cmocka_unit_test(a_person_is_found_with_the_newest_password_and_only_within_the_dates),
		cmocka_unit_test(a_person_and_a_terminal_have_one_live_session_each),
		cmocka_unit_test(a_session_is_loaded_only_under_its_terminal_and_says_why_it_ended),
		cmocka_unit_test(a_session_that_is_over_cannot_be_revived_even_by_sql),
		cmocka_unit_test(a_challenge_goes_open_submitted_done_and_never_back),
		cmocka_unit_test(failures_are_counted_per_pair_person_and_terminal),
		cmocka_unit_test(a_picture_is_new_once),
		cmocka_unit_test(tries_to_resume_are_counted_and_the_fourth_finds_none_left),
		cmocka_unit_test(a_password_that_is_no_argon2id_hash_is_refused_by_the_database),
		cmocka_unit_test(a_revoked_terminal_is_never_revived),
	};
	return cmocka_run_group_tests(tests, setup, NULL);
}
