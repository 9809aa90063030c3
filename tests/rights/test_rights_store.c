/* SPDX-License-Identifier: Apache-2.0
 * The matrix in force, against a real MariaDB under the server's account: verified, held, never taken back; what
 * triggers and rights of the account hold besides the code. */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <cmocka.h>
#include "access/rights_store.h"
#include "database.h"
#include "rights/rights_change_store.h"
#include "rights_file.h"
#include "rights_signed.h"

static const struct mg_db_config *superuser;
static struct mg_db_config app;
static struct mg_shared shared = {.municipality = "271403", .clock = &mg_clock_system};
static struct mg_arena arena;
static struct mg_error error;

/* The city's file with this version, and the clerks' right to correct records as wanted. */
static struct mg_bytes signed_file(unsigned version, bool clerks_correct)
{
	static char text[MG_RIGHTS_TEXT_BYTES_MAX];
	size_t n;
	const char *whole = strchr(mg_test_rights_text(&n), '\n');
	snprintf(text, sizeof(text), "version,%u%s", version, whole);
	if (clerks_correct)
		strstr(text, "RECORD_CORRECT,-")[15] = 'x';
	return mg_test_rights_sign(text, strlen(text));
}

static bool as(const struct mg_db_config *who, bool (*work)(struct mg_tx *tx, const void *user), const void *user)
{
	struct mg_tx tx;
	MG_CLEANUP(mg_db_freep) struct mg_db *db = mg_test_db_open(who);
	error = (struct mg_error){0};
	mg_tx_begin(&tx, db);
	const bool ok = work(&tx, user) && mg_tx_commit(&tx, &error);
	mg_tx_done(&tx);
	return ok;
}

/* Runs SQL that the database must refuse with these words. */
static void refused(const struct mg_db_config *who, const char *sql, const char *words)
{
	MG_CLEANUP(mg_db_freep) struct mg_db *db = mg_test_db_open(who);
	error = (struct mg_error){0};
	assert_false(mg_db_script(db, sql, strlen(sql), &error));
	if (!strstr(error.detail, words))
		fail_msg("%s", error.detail);
}

static const struct mg_rights *found;
static bool look(struct mg_tx *tx, const void *user)
{
	(void)user;
	return mg_rights_in_force(tx, &arena, &shared, &found, &error);
}

struct act {
	unsigned version;
	bool clerks_correct;
	uint64_t by;
};
static bool propose(struct mg_tx *tx, const void *user)
{
	const struct act *a = user;
	const struct mg_matrix_in in = {tx, &arena, &shared};
	const struct mg_matrix_step step = {
		.now_us = 1, .by = "300001", .staff_id = a->by, .log_writer = 1, .log_n = 1};
	static const uint8_t sha256[32] = {1};
	return mg_matrix_propose(&in, a->version, sha256, signed_file(a->version, a->clerks_correct), &step, &error);
}
static bool apply(struct mg_tx *tx, const void *user)
{
	const struct act *a = user;
	const struct mg_matrix_in in = {tx, &arena, &shared};
	const struct mg_matrix_step step = {
		.now_us = 2, .by = "300002", .staff_id = a->by, .log_writer = 1, .log_n = 2};
	return mg_matrix_apply(&in, a->version, &step, &error);
}

static int setup(void **state)
{
	(void)state;
	superuser = mg_test_db_start("test_rights_store");
	mg_test_db_grants(superuser);
	app = mg_test_db_as(superuser, "mg_app");
	mg_arena_init(&arena, 4U << 20);
	/* 1 to 3: the authority, the third by another number the first; 4: a clerk; 5: the authority, but disabled */
	mg_test_db_sql(superuser,
		"INSERT INTO madoguchi.municipality VALUES ('271403', '架空市', '271403.madoguchi', 0);"
		"INSERT INTO madoguchi.staff (municipality, staff_id, staff_no, name, kana, ward, section, role, state,"
		" must_change_password, valid_from, made_us, person_ref) VALUES"
		" ('271403', 1, '300001', '一', 'イ', '146', '課', 'authority', 'active', 0, '2020-01-01', 0, 'P-1'),"
		" ('271403', 2, '300002', '二', 'ニ', '146', '課', 'authority', 'active', 0, '2020-01-01', 0, 'P-2'),"
		" ('271403', 3, '300003', '一', 'イ', '146', '課', 'authority', 'active', 0, '2020-01-01', 0, 'P-1'),"
		" ('271403', 4, '100001', '四', 'ヨ', '146', '課', 'clerk', 'active', 0, '2020-01-01', 0, 'P-4'),"
		" ('271403', 5, '300005', '五', 'ゴ', '146', '課', 'authority', 'disabled', 0, '2020-01-01', 0, 'P-5');"
		"INSERT INTO madoguchi.terminal (municipality, terminal_id, name, section, ward, cert_sha256, "
		"cert_not_after_us,"
		" assertion_key, state, enrolled_us) VALUES ('271403', 1, '北-01', '課', '146', REPEAT('c', 32), 9, "
		"REPEAT('k', 32),"
		" 'enrolled', 0);"
		"INSERT INTO madoguchi.session (municipality, token_sha256, staff_id, terminal_id, cert_sha256, "
		"created_us,"
		" last_seen_us, resume_tries) VALUES ('271403', REPEAT('t', 32), 4, 1, REPEAT('c', 32), 1, 1, 0)");
	return 0;
}

static int teardown(void **state)
{
	(void)state;
	mg_test_rights_end(&shared);
	mg_arena_done(&arena);
	return 0;
}

static void without_a_matrix_there_is_none_in_force(void **state)
{
	(void)state;
	struct mg_shared nothing = shared;
	assert_true(mg_rights_holder_new(&nothing.rights, &error));
	shared.rights = nothing.rights;
	assert_false(as(&app, look, NULL));
	assert_int_equal(error.code, MG_ERR_UNAVAILABLE);
	assert_non_null(strstr(error.detail, "rights-load"));
	mg_rights_holder_free(nothing.rights);
	mg_test_rights_begin(superuser, &shared);
	assert_true(as(&app, look, NULL));
	assert_int_equal(found->version, 1);
}

static void every_statement_prepares_as_the_account_that_runs_it(void **state)
{
	(void)state;
	const struct {
		const struct mg_db_config *who;
		const struct mg_stmt_def *const *list;
	} lists[] = {
		{&app, mg_rights_statements}, {&app, mg_matrix_statements}, {superuser, mg_matrix_load_statements}};
	for (size_t l = 0; l < MG_LEN(lists); l++) {
		MG_CLEANUP(mg_db_freep) struct mg_db *db = mg_test_db_open(lists[l].who);
		for (size_t i = 0; lists[l].list[i]; i++)
			if (!mg_stmt_check(db, lists[l].list[i], &error))
				fail_msg("%s", error.detail);
	}
}

static int64_t session_version(void)
{
	const struct mg_stmt_def def = {
		.name = "test.version", .sql = "SELECT version FROM madoguchi.session", .params = "", .columns = "i"};
	struct mg_rows rows;
	struct mg_tx tx;
	MG_CLEANUP(mg_db_freep) struct mg_db *db = mg_test_db_open(superuser);
	mg_tx_begin(&tx, db);
	assert_true(mg_query(&tx, &arena, &def, MG_NO_PARAMS, &rows, &error));
	mg_tx_done(&tx);
	return mg_i(mg_row(&rows, 0));
}

static void two_persons_put_a_matrix_in_force_and_every_live_session_changes(void **state)
{
	(void)state;
	const int64_t before = session_version();
	const struct mg_rights *first = found;
	if (!as(&app, propose, &(struct act){2, true, 1}))
		fail_msg("%s", error.detail);
	assert_int_equal(session_version(), before); /* nothing has changed for anybody */
	assert_true(as(&app, look, NULL));
	assert_int_equal(found->version, 1);
	assert_false(as(&app, apply, &(struct act){2, true, 1})); /* the same person */
	assert_false(as(&app, apply, &(struct act){2, true, 3})); /* the same by another number */
	assert_false(as(&app, apply, &(struct act){2, true, 4})); /* not of the authority */
	assert_false(as(&app, apply, &(struct act){2, true, 5})); /* disabled */
	assert_int_equal(session_version(), before);
	if (!as(&app, apply, &(struct act){2, true, 2}))
		fail_msg("%s", error.detail);
	assert_int_equal(session_version(), before + 1);
	assert_true(as(&app, look, NULL));
	assert_int_equal(found->version, 2);
	assert_true(found->role[MG_STAFF_CLERK] & MG_RIGHT(MG_PERM_RECORD_CORRECT));
	assert_false(
		first->role[MG_STAFF_CLERK] & MG_RIGHT(MG_PERM_RECORD_CORRECT)); /* whoever holds it keeps it whole */
	assert_int_equal(first->version, 1);
	assert_false(as(&app, apply, &(struct act){2, true, 2})); /* once */
}

static void versions_grow_and_only_the_newest_is_applied(void **state)
{
	(void)state;
	assert_false(as(&app, propose, &(struct act){2, false, 1}));
	assert_false(as(&app, propose, &(struct act){1, false, 1}));
	assert_false(as(&app, propose, &(struct act){3, false, 4})); /* a clerk */
	assert_true(as(&app, propose, &(struct act){4, false, 1}));
	assert_true(as(&app, propose, &(struct act){5, false, 1}));
	assert_false(as(&app, apply, &(struct act){4, false, 2}));
	refused(superuser, "UPDATE madoguchi.rights_matrix SET envelope = 'x' WHERE version = 5", "applied once");
	refused(superuser,
		"UPDATE madoguchi.rights_matrix SET envelope = 'x', applied_us = 1, applied_by = 'x', applied_staff_id "
		"= 2,"
		" applied_writer = 1, applied_n = 1 WHERE version = 5",
		"stays as it is");
	refused(superuser, "DELETE FROM madoguchi.rights_matrix WHERE version = 5", "are kept");
}

static void the_servers_account_enters_nothing_that_is_in_force_at_once(void **state)
{
	(void)state;
	const char *sql = "INSERT INTO madoguchi.rights_matrix (municipality, version, envelope, sha256, proposed_us, "
			  "proposed_by,"
			  " proposed_staff_id, proposed_writer, proposed_n, applied_us, applied_by, applied_staff_id,"
			  " applied_writer, applied_n) VALUES ('271403', 9, 'x', REPEAT('x', 32), 1, '300001', 1, 1, "
			  "1, 1, '300002',"
			  " 2, 1, 1)";
	refused(&app, sql, "denied");
	refused(&app, "DELETE FROM madoguchi.rights_matrix", "denied");
	refused(&app, "UPDATE madoguchi.rights_matrix SET version = 9", "denied");
	refused(superuser,
		"INSERT INTO madoguchi.rights_matrix (municipality, version, envelope, sha256, proposed_us, "
		"proposed_by,"
		" proposed_writer, proposed_n, applied_us, applied_by, applied_writer, applied_n) VALUES ('271403', 9, "
		"'x',"
		" REPEAT('x', 32), 1, 'admin:x', 1, 1, 1, 'admin:x', 1, 1)",
		"only the first");
	refused(superuser,
		"INSERT INTO madoguchi.rights_matrix (municipality, version, envelope, sha256, proposed_us, "
		"proposed_by,"
		" proposed_staff_id, proposed_writer, proposed_n, applied_us, applied_by, applied_staff_id, "
		"applied_writer, applied_n)"
		" VALUES ('271403', 9, 'x', REPEAT('x', 32), 1, '300001', 1, 1, 1, 1, '300003', 3, 1, 1)",
		"two persons");
}

/* What a superuser of the database can do: rows as they like, without triggers. */
static void forge(const char *sql)
{
	mg_test_db_sql(superuser, "DROP TRIGGER IF EXISTS madoguchi.matrix_stays; DROP TRIGGER IF EXISTS "
				  "madoguchi.matrix_is_applied_once;"
				  "DROP TRIGGER IF EXISTS madoguchi.matrix_is_proposed");
	mg_test_db_sql(superuser, sql);
}

static void what_the_root_did_not_sign_and_what_is_older_is_an_alarm(void **state)
{
	(void)state;
	struct mg_rights_holder *running = shared.rights;
	forge("UPDATE madoguchi.rights_matrix SET applied_us = NULL, applied_by = NULL, applied_staff_id = NULL,"
	      " applied_writer = NULL, applied_n = NULL WHERE version = 2"); /* back to version 1 */
	assert_true(as(&app, look, NULL)); /* for the calls that were under way: two minutes */
	assert_int_equal(found->version, 1);
	assert_true(mg_rights_holder_new(&shared.rights, &error)); /* a server that starts again */
	assert_false(as(&app, look, NULL));
	assert_int_equal(error.code, MG_ERR_DATA_LOSS);
	assert_non_null(strstr(error.detail, "was seen"));
	forge("UPDATE madoguchi.rights_matrix SET applied_us = 1, applied_by = 'x', applied_staff_id = 2, "
	      "applied_writer = 1,"
	      " applied_n = 1, envelope = CONCAT(LEFT(envelope, LENGTH(envelope) - 1), '!') WHERE version = 5");
	assert_false(as(&app, look, NULL));
	assert_int_equal(error.code, MG_ERR_DATA_LOSS);
	assert_non_null(strstr(error.detail, "signature"));
	forge("UPDATE madoguchi.rights_matrix SET envelope = (SELECT e FROM (SELECT envelope AS e FROM "
	      "madoguchi.rights_matrix"
	      " WHERE version = 4) x) WHERE version = 5");
	assert_false(as(&app, look, NULL));
	assert_non_null(strstr(error.detail, "another version"));
	mg_rights_holder_free(shared.rights);
	shared.rights = running;
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(without_a_matrix_there_is_none_in_force),
		cmocka_unit_test(every_statement_prepares_as_the_account_that_runs_it),
		cmocka_unit_test(two_persons_put_a_matrix_in_force_and_every_live_session_changes),
		cmocka_unit_test(versions_grow_and_only_the_newest_is_applied),
		cmocka_unit_test(the_servers_account_enters_nothing_that_is_in_force_at_once),
		cmocka_unit_test(what_the_root_did_not_sign_and_what_is_older_is_an_alarm),
	};
	return cmocka_run_group_tests(tests, setup, teardown);
}
