/* SPDX-License-Identifier: Apache-2.0
 * The one spelling of a personnel number: as a table, and what the migration makes of a city from before. */
#include <dirent.h>
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>
#include <cmocka.h>
#include "base/arena.h"
#include "database.h"
#include "db/migrate.h"
#include "staff/person_ref_rules.h"

static void a_number_is_read_into_its_one_spelling(void **state)
{
	(void)state;
	static const struct {
		const char *typed;
		bool is_vendor;
		const char *wanted; /* NULL: none */
	} cases[] = {
		{"1", false, "P-1"}, {"900002", false, "P-900002"}, {"P-900002", false, "P-900002"}, {"p-900002", false, "P-900002"},
		{"P900002", false, "P-900002"}, {"P-0000900002", false, "P-900002"}, {"0000900002", false, "P-900002"},
		{"9999999999", false, "P-9999999999"}, {"00009999999999", false, "P-9999999999"}, {"10", true, "V-10"},
		{"v-010", true, "V-10"}, {"", false, NULL}, {"P", false, NULL}, {"P-", false, NULL}, {"0", false, NULL},
		{"P-000", false, NULL}, {"12345678901", false, NULL}, {"P--1", false, NULL}, {"-1", false, NULL}, {"1 ", false, NULL},
		{" 1", false, NULL}, {"P-1a", false, NULL}, {"PP1", false, NULL}, {"V-1", false, NULL}, {"P-1", true, NULL},
		{"\xef\xbc\x91", false, NULL}, {"1.0", false, NULL}, {"+1", false, NULL},
	};
	for (size_t i = 0; i < sizeof(cases) / sizeof(cases[0]); i++) {
		char got[MG_PERSON_REF_BYTES] = "untouched", again[MG_PERSON_REF_BYTES] = "";
		const bool read = mg_person_ref_read(cases[i].typed, cases[i].is_vendor, got);
		assert_string_equal(got, cases[i].wanted ? cases[i].wanted : "untouched");
		assert_int_equal(read, cases[i].wanted != NULL);
		if (read) { /* what it makes, it leaves as it is */
			assert_true(mg_person_ref_read(got, cases[i].is_vendor, again));
			assert_string_equal(again, got);
		}
	}
}

/* ---- a city from before ---- */

static const struct mg_db_config *superuser;
static char before[] = "/tmp/mg-before-XXXXXX";

/* The scripts up to the one of the number, in a folder of their own. */
static void copy_scripts(void)
{
	DIR *d = opendir(MG_SOURCE_DIR "/sql/migrations");
	assert_non_null(d);
	assert_non_null(mkdtemp(before));
	for (struct dirent *e; (e = readdir(d)) != NULL;)
		if (e->d_name[0] != '.' && strcmp(e->d_name, "0034") < 0) {
			char from[400], to[400];
			snprintf(from, sizeof(from), MG_SOURCE_DIR "/sql/migrations/%s", e->d_name);
			snprintf(to, sizeof(to), "%s/%s", before, e->d_name);
			assert_int_equal(symlink(from, to), 0);
		}
	closedir(d);
}

static bool migrate(const char *folder, struct mg_error *err)
{
	MG_CLEANUP(mg_db_freep) struct mg_db *db = mg_test_db_open(superuser);
	unsigned applied;
	return mg_migrate(db, folder, &mg_clock_system, &applied, err);
}

static int64_t number(const char *sql)
{
	const struct mg_stmt_def def = {.name = "number", .sql = sql, .params = "", .columns = "i"};
	MG_CLEANUP(mg_db_freep) struct mg_db *db = mg_test_db_open(superuser);
	MG_CLEANUP(mg_arena_done) struct mg_arena arena;
	MG_CLEANUP(mg_tx_done) struct mg_tx tx;
	struct mg_rows rows;
	struct mg_error err = {0};
	mg_arena_init(&arena, 1U << 16);
	mg_tx_begin(&tx, db);
	if (!mg_query(&tx, &arena, &def, MG_NO_PARAMS, &rows, &err))
		fail_msg("%s", err.detail);
	return rows.n ? mg_i(mg_row(&rows, 0)) : -1;
}

static void sql(const char *text)
{
	mg_test_db_sql(superuser, text);
}

#define STAFF(id, ref, vendor)                                                                                              \
	"INSERT INTO madoguchi.staff (municipality, staff_id, staff_no, name, kana, ward, section, role, state,"            \
	" must_change_password, valid_from, valid_to, made_us, person_ref, vendor) VALUES ('271403', " #id ", '20000" #id   \
	"', '架空', 'カクウ', '146', '北', IF(" #id " = 1, 'head', 'clerk'), 'active', 0, '2026-01-01', IF(" #vendor              \
	", '2027-03-31', NULL), 1, " ref ", " #vendor ");"
#define REQUEST(no, state, ref)                                                                                             \
	"INSERT INTO madoguchi.staff_request (municipality, request_no, kind, state, staff_no, person_ref, need, effective," \
	" name, kana, ward, section, role, vendor, requester_id, requester_no, requester_name, asked_ward, asked_section,"  \
	" asked_us, log_writer, log_n) VALUES ('271403', " #no ", 'register', 'requested', '30000" #no "', " ref            \
	", 'x', '2026-12-01', 'x', 'x', '146', '北', 'clerk', 0, 1, '200001', 'x', '146', '北', 1, 1, 1);"                    \
	"UPDATE madoguchi.staff_request SET state = '" state "' WHERE request_no = " #no " AND state <> '" state "';"

static void a_city_from_before_is_brought_into_the_one_spelling(void **state)
{
	(void)state;
	struct mg_error err = {0};
	copy_scripts();
	superuser = mg_test_db_start_empty("test_person_ref");
	if (!migrate(before, &err))
		fail_msg("%s", err.detail);
	sql("INSERT INTO madoguchi.municipality VALUES ('271403', '架空市', 'kakuu', 1);"
	    STAFF(1, "'P-900002'", 0) STAFF(2, "'0000900002'", 0) STAFF(3, "'77'", 0) STAFF(4, "NULL", 0) STAFF(5, "'V9'", 1)
	    STAFF(6, "'X-12'", 0) REQUEST(1, "requested", "'00055'") REQUEST(2, "withdrawn", "'00056'")
	    "INSERT INTO madoguchi.personnel_run (municipality, run_no, source, seq, file_created, line_count, sha256, imported_us,"
	    " imported_by, log_writer, log_n) VALUES ('271403', 1, '人事', 1, '20261128080000', 1, REPEAT('x', 32), 1, 'x', 1, 1);"
	    "INSERT INTO madoguchi.personnel (municipality, run_no, person_ref, name, kana, section, state)"
	    " VALUES ('271403', 1, '0000900002', 'x', 'x', 'x', 'working');"
	    /* in service, where nobody but the server changes whose an account is */
	    "DROP TRIGGER madoguchi.service_begins_by_two;"
	    "INSERT INTO madoguchi.city_service VALUES ('271403', 1, '200001', '200002', 'x', 1, 1)");
	/* what is no number stops it, named, with nothing changed */
	assert_false(migrate(MG_SOURCE_DIR "/sql/migrations", &err));
	assert_non_null(strstr(err.detail, "200006"));
	assert_int_equal(number("SELECT COUNT(*) FROM madoguchi.staff WHERE person_ref IN ('0000900002', '77', 'V9', 'X-12')"), 4);
	sql("DELETE FROM madoguchi.staff WHERE staff_id = 6");
	err = (struct mg_error){0};
	if (!migrate(MG_SOURCE_DIR "/sql/migrations", &err))
		fail_msg("%s", err.detail);
	assert_int_equal(number("SELECT COUNT(*) FROM madoguchi.staff WHERE (staff_id, person_ref) IN ((1, 'P-900002'), (2, 'P-900002'),"
				" (3, 'P-77'), (5, 'V-9')) OR staff_id = 4 AND person_ref IS NULL"), 5);
	assert_int_equal(number("SELECT COUNT(*) FROM madoguchi.staff_history WHERE person_ref IN ('0000900002', '77', 'V9')"), 3);
	assert_int_equal(number("SELECT COUNT(*) FROM madoguchi.staff_request WHERE (request_no, person_ref) IN ((1, 'P-55'), (2, '00056'))"), 2);
	assert_int_equal(number("SELECT COUNT(*) FROM madoguchi.personnel WHERE person_ref = 'P-900002'"), 1);
	/* two accounts of one person are seen to be that */
	assert_int_equal(number("SELECT COUNT(*) FROM (SELECT 1 FROM madoguchi.staff WHERE state = 'active' AND person_ref IS NOT NULL"
				" GROUP BY municipality, person_ref HAVING COUNT(*) > 1) x"), 1);
	static const char another[] = "UPDATE madoguchi.staff SET person_ref = 'P-78' WHERE staff_id = 3";
	MG_CLEANUP(mg_db_freep) struct mg_db *db = mg_test_db_open(superuser);
	assert_false(mg_db_script(db, another, strlen(another), &err));
}

static int teardown(void **state)
{
	char line[100];
	(void)state;
	snprintf(line, sizeof(line), "rm -rf %s", before);
	return system(line);
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(a_number_is_read_into_its_one_spelling),
		cmocka_unit_test(a_city_from_before_is_brought_into_the_one_spelling),
	};
	return cmocka_run_group_tests(tests, NULL, teardown);
}
