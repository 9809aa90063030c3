/* SPDX-License-Identifier: Apache-2.0
 * The database's own no to fingers that one person enrolled alone, whoever asks it directly; and that each statement fits
 * it under the server's account. */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <stdio.h>
#include <string.h>
#include <cmocka.h>
#include "auth/enrol_store.h"
#include "base/macros.h"
#include "database.h"

static const struct mg_db_config *superuser;
static struct mg_db_config app;

#define STAFF(id, ref)                                                                                                 \
	"INSERT INTO madoguchi.staff (municipality, staff_id, staff_no, name, kana, ward, section, role, state,"       \
	" must_change_password, valid_from, made_us, person_ref) VALUES ('271403', " #id ", '" #id                     \
	"', '架空', 'カクウ', '146', '課', 'authority', 'active', 0, '2020-01-01', 0, " ref ");"
#define BEGIN(id, subject, enroller)                                                                                   \
	"INSERT INTO madoguchi.finger_enrolment (municipality, enrolment_id, staff_id, enroller_id, terminal_id,"      \
	" session_no, nonce, state, made_us, expires_us) VALUES ('271403', '" id "', " #subject ", " #enroller         \
	", 1, 1, REPEAT('n', 32), 'open', 1, 2)"
#define CAPTURE(id, finger, complete)                                                                                  \
	"INSERT INTO madoguchi.finger_capture VALUES ('271403', '" id "', " #finger                                    \
	", 1, 'sealed" #finger "', 'key', REPEAT('p', 32), 0, 0, 0, 0, " #complete ", 1)"
#define WITNESS(id, who)                                                                                               \
	"UPDATE madoguchi.finger_enrolment SET state = 'witnessed', witness_id = " #who                                \
	", witnessed_us = 1 WHERE enrolment_id = '" id "'"
#define FINGER(id, subject, finger, sealed)                                                                            \
	"INSERT INTO madoguchi.finger VALUES ('271403', " #subject ", " #finger ", 1, '" sealed                        \
	"', 'key', 'd', '0', 1, 'x', " id ", NULL)"
#define DONE(id) "UPDATE madoguchi.finger_enrolment SET state = 'done', ended_us = 1 WHERE enrolment_id = '" id "'"

/* One statement of its own, committed; true: the database said no to it. */
static bool is_refused(const struct mg_db_config *who, const char *sql)
{
	const struct mg_stmt_def def = {.name = "test", .sql = sql, .params = "", .columns = ""};
	struct mg_error err = {0};
	struct mg_tx tx;
	MG_CLEANUP(mg_db_freep) struct mg_db *db = mg_test_db_open(who);
	mg_tx_begin(&tx, db);
	const bool ok = mg_exec(&tx, &def, MG_NO_PARAMS, NULL, NULL, &err) && mg_tx_commit(&tx, &err);
	mg_tx_done(&tx);
	return !ok;
}

#define REFUSED(who, sql)                                                                                              \
	do {                                                                                                           \
		if (!is_refused(who, sql))                                                                             \
			fail_msg("the database took: %s", sql);                                                        \
	} while (0)
#define TAKEN(who, sql)                                                                                                \
	do {                                                                                                           \
		if (is_refused(who, sql))                                                                              \
			fail_msg("the database refused: %s", sql);                                                     \
	} while (0)

static int setup(void **state)
{
	(void)state;
	superuser = mg_test_db_start("test_enrol_store");
	mg_test_db_grants(superuser);
	app = mg_test_db_as(superuser, "mg_app");
	mg_test_db_sql(superuser, "INSERT INTO madoguchi.municipality VALUES ('271403', '架空市', '271403.madoguchi', 0);");
	mg_test_db_sql(superuser, STAFF(1, "'P-1'") STAFF(2, "'P-2'") STAFF(3, "'P-3'") STAFF(4, "'P-1'") STAFF(5, "NULL")
		"INSERT INTO madoguchi.staff (municipality, staff_id, staff_no, name, kana, ward, section, role, state, must_change_password,"
		" valid_from, valid_to, made_us, person_ref, vendor) VALUES ('271403', 6, '6', '架空', 'カクウ', '146', '課', 'it', 'active',"
		" 0, '2020-01-01', '2099-12-31', 0, 'V-6', 1);");
	return 0;
}

static void nobody_enrols_alone(void **state)
{
	(void)state;
	REFUSED(&app, BEGIN("aaaaaaaaaaaaaaaa", 1, 1));
	REFUSED(&app, BEGIN("aaaaaaaaaaaaaaaa", 1, 4)); /* a second account of the same person */
	REFUSED(&app, BEGIN("aaaaaaaaaaaaaaaa", 1, 5)); /* nobody knows who that is */
	REFUSED(&app, BEGIN("aaaaaaaaaaaaaaaa", 1, 6)); /* a vendor */
	TAKEN(&app, BEGIN("aaaaaaaaaaaaaaaa", 1, 2));
	REFUSED(&app, WITNESS("aaaaaaaaaaaaaaaa", 3)); /* nothing was taken */
	TAKEN(&app, CAPTURE("aaaaaaaaaaaaaaaa", 7, 0));
	REFUSED(&app, WITNESS("aaaaaaaaaaaaaaaa", 3)); /* not compared with everybody */
	TAKEN(&app, "UPDATE madoguchi.finger_capture SET complete = 1");
	REFUSED(&app, WITNESS("aaaaaaaaaaaaaaaa", 2));
	REFUSED(&app, WITNESS("aaaaaaaaaaaaaaaa", 1));
	REFUSED(&app, WITNESS("aaaaaaaaaaaaaaaa", 4));
	REFUSED(&app, WITNESS("aaaaaaaaaaaaaaaa", 5));
	REFUSED(&app, WITNESS("aaaaaaaaaaaaaaaa", 6));
	REFUSED(&app, DONE("aaaaaaaaaaaaaaaa"));
	REFUSED(&app, FINGER("'aaaaaaaaaaaaaaaa'", 1, 7, "sealed7")); /* before the second person */
	TAKEN(&app, WITNESS("aaaaaaaaaaaaaaaa", 3));
	REFUSED(superuser, "UPDATE madoguchi.finger_enrolment SET witness_id = 5");
	REFUSED(superuser, "UPDATE madoguchi.finger_enrolment SET enroller_id = 3");
	REFUSED(superuser, "UPDATE madoguchi.finger_enrolment SET state = 'open'");
	REFUSED(&app, CAPTURE("aaaaaaaaaaaaaaaa", 2, 1)); /* after the second person */
	REFUSED(&app, "UPDATE madoguchi.finger_capture SET template = 'other'");
	REFUSED(&app, FINGER("'aaaaaaaaaaaaaaaa'", 1, 7, "other"));
	REFUSED(&app, FINGER("'aaaaaaaaaaaaaaaa'", 2, 7, "sealed7"));
	REFUSED(&app, FINGER("'aaaaaaaaaaaaaaaa'", 1, 2, "sealed7"));
	REFUSED(&app, FINGER("NULL", 1, 7, "sealed7"));
	TAKEN(&app, FINGER("'aaaaaaaaaaaaaaaa'", 1, 7, "sealed7"));
	REFUSED(&app, DONE("aaaaaaaaaaaaaaaa")); /* one finger */
	TAKEN(superuser, FINGER("NULL", 1, 2, "x")); /* madoguchi-admin, on the server */
	TAKEN(&app, DONE("aaaaaaaaaaaaaaaa"));
	REFUSED(superuser, "UPDATE madoguchi.finger_enrolment SET state = 'witnessed'");
	REFUSED(&app, CAPTURE("aaaaaaaaaaaaaaaa", 3, 1));
}

static void what_is_enrolled_changes_by_two_and_leaves_nothing_behind(void **state)
{
	(void)state;
	REFUSED(&app, "UPDATE madoguchi.finger SET template = 'forged', version = 2 WHERE finger = 7");
	REFUSED(&app, "UPDATE madoguchi.finger SET template = 'forged', version = 2, enrolment_id = NULL WHERE finger = 7");
	REFUSED(&app, "UPDATE madoguchi.finger SET template = 'forged' WHERE finger = 2");
	REFUSED(superuser, "UPDATE madoguchi.finger SET template = 'forged' WHERE finger = 7"); /* the same version */
	REFUSED(&app, "UPDATE madoguchi.finger SET removed_us = 1 WHERE finger = 7");           /* the template stays */
	REFUSED(&app, "DELETE FROM madoguchi.finger");
	TAKEN(&app, "UPDATE madoguchi.finger SET removed_us = 1, template = '', wrapped = '' WHERE finger = 7");
	REFUSED(&app, "UPDATE madoguchi.finger SET removed_us = NULL WHERE finger = 7");
	REFUSED(superuser, BEGIN("bbbbbbbbbbbbbbbb", 1, 4));
}

static void each_finger_that_comes_or_goes_is_counted(void **state)
{
	(void)state;
	struct mg_arena arena;
	struct mg_tx tx;
	struct mg_error err = {0};
	const struct mg_shared shared = {.municipality = "271403", .clock = &mg_clock_system};
	uint64_t before, after;
	MG_CLEANUP(mg_db_freep) struct mg_db *db = mg_test_db_open(&app);
	mg_arena_init(&arena, 1 << 16);
	const struct mg_enrol_in in = {&tx, &arena, &shared};
	mg_tx_begin(&tx, db);
	assert_true(mg_enrol_city_version(&in, /* lock= */ true, &before, &err));
	mg_tx_done(&tx);
	TAKEN(superuser, FINGER("NULL", 2, 7, "x"));
	TAKEN(&app, "UPDATE madoguchi.finger SET removed_us = 1, template = '', wrapped = '' WHERE staff_id = 2");
	mg_tx_begin(&tx, db);
	assert_true(mg_enrol_city_version(&in, /* lock= */ true, &after, &err));
	mg_tx_done(&tx);
	assert_int_equal(after, before + 2);
	mg_arena_done(&arena);
}

static void every_statement_prepares_under_the_account_of_the_server(void **state)
{
	(void)state;
	struct mg_error err = {0};
	MG_CLEANUP(mg_db_freep) struct mg_db *db = mg_test_db_open(&app);
	for (const struct mg_stmt_def *const *s = mg_enrol_statements; *s; s++)
		if (!mg_stmt_check(db, *s, &err))
			fail_msg("%s: %s", (*s)->name, err.detail);
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(every_statement_prepares_under_the_account_of_the_server),
		cmocka_unit_test(nobody_enrols_alone),
		cmocka_unit_test(what_is_enrolled_changes_by_two_and_leaves_nothing_behind),
		cmocka_unit_test(each_finger_that_comes_or_goes_is_counted),
	};
	return cmocka_run_group_tests(tests, setup, NULL);
}
