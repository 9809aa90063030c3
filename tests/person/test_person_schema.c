/* SPDX-License-Identifier: Apache-2.0
 * The tables of the person against sql/fields.csv, and the rules that the database holds by itself. */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <stdio.h>
#include <cmocka.h>
#include "database.h"
#include "fields/fields.h"
#include "fields/items_sql.h"

static const struct mg_db_config *superuser;

#define STMT(name_, sql_, params_, columns_)                                                       \
	static const struct mg_stmt_def name_ = {.name = #name_, .sql = sql_, .params = params_, .columns = columns_}
STMT(find_column,
	"SELECT data_type, COALESCE(character_maximum_length, 0), ordinal_position FROM information_schema.columns"
	" WHERE table_schema = 'madoguchi' AND table_name = ? AND column_name = ?",
	"tt", "tii");
STMT(count_columns, "SELECT COUNT(*) FROM information_schema.columns WHERE table_schema = 'madoguchi' AND table_name = ?",
	"t", "i");
STMT(read_juki, "SELECT " MG_SQL_JUKI_PERSON_COLUMNS " FROM madoguchi.juki_person WHERE municipality = ? AND shori_no = ?",
	"tt", MG_SQL_JUKI_PERSON_RESULT);
STMT(read_ext,
	"SELECT " MG_SQL_JUKI_PERSON_EXT_COLUMNS " FROM madoguchi.juki_person_ext WHERE municipality = ? AND shori_no = ?", "tt",
	MG_SQL_JUKI_PERSON_EXT_RESULT);
STMT(read_atena, "SELECT " MG_SQL_ATENA_COLUMNS " FROM madoguchi.atena WHERE municipality = ? AND shori_no = ?", "tt",
	MG_SQL_ATENA_RESULT);
STMT(add_ext,
	"INSERT INTO madoguchi.juki_person_ext (municipality, shori_no, row_version, known_from_us, source, log_writer, log_n,"
	" " MG_SQL_JUKI_PERSON_EXT_COLUMNS ") VALUES (?, ?, 1, 1, 't', 1, 1, " MG_SQL_JUKI_PERSON_EXT_MARKS ")",
	"tt" MG_SQL_JUKI_PERSON_EXT_PARAM, "");

static int setup(void **state)
{
	(void)state;
	superuser = mg_test_db_start("test_person_schema");
	return 0;
}

static const char *const *types_of(enum mg_item_kind kind)
{
	static const char *const chars[] = {"char", NULL};
	static const char *const text[] = {"varchar", NULL};
	static const char *const date[] = {"date", NULL};
	static const char *const count[] = {"tinyint", "smallint", "mediumint", NULL};
	static const char *const time[] = {"time", NULL};
	static const char *const none[] = {NULL};
	switch (kind) {
	case MG_ITEM_NUMBER:
	case MG_ITEM_CODE:
	case MG_ITEM_FLAG:
		return chars;
	case MG_ITEM_TEXT:
		return text;
	case MG_ITEM_DATE:
	case MG_ITEM_PARTIAL_DATE:
		return date;
	case MG_ITEM_COUNT:
		return count;
	case MG_ITEM_TIME:
		return time;
	case MG_ITEM_MONTH:
	case MG_ITEM_YEAR:
	case MG_ITEM_YEN:
		break;
	}
	return none;
}

static void check_item(struct mg_tx *tx, struct mg_arena *arena, const char *table, const struct mg_field *f)
{
	struct mg_error err = {0};
	struct mg_rows rows;
	assert_true(mg_query(tx, arena, &find_column, MG_PARAMS(MG_T(table), MG_T(f->column)), &rows, &err));
	if (rows.n != 1)
		fail_msg("%s.%s is missing", table, f->column);
	const struct mg_value *v = mg_row(&rows, 0);
	if (f->mark == MG_ITEM_SEALED) {
		assert_string_equal(mg_s(&v[0]), "varbinary");
		assert_int_equal(mg_i(&v[1]), f->length * 4 + 40);
		return;
	}
	const char *const *allowed = types_of(f->kind);
	while (*allowed && strcmp(*allowed, mg_s(&v[0])) != 0)
		allowed++;
	if (!*allowed)
		fail_msg("%s.%s is %s", table, f->column, mg_s(&v[0]));
	if (f->length && f->kind != MG_ITEM_COUNT)
		assert_int_equal(mg_i(&v[1]), f->length);
}

static void every_item_has_a_column_of_its_kind_and_length(void **state)
{
	(void)state;
	static const struct {
		const char *group;
		const char *table; /* NULL: all tables of the group */
	} groups[] = {{"juki", NULL}, {"atena", NULL}};
	MG_CLEANUP(mg_db_freep) struct mg_db *db = mg_test_db_open(superuser);
	MG_CLEANUP(mg_arena_done) struct mg_arena arena;
	MG_CLEANUP(mg_tx_done) struct mg_tx tx;
	size_t items = 0;
	mg_arena_init(&arena, 8 << 20);
	mg_tx_begin(&tx, db);
	for (size_t g = 0; g < MG_LEN(groups); g++) {
		const struct mg_field_group *group = mg_field_group_find(groups[g].group);
		assert_non_null(group);
		for (size_t i = 0; i < group->n; i++) {
			char history[60];
			snprintf(history, sizeof(history), "%s_history", group->fields[i].table);
			check_item(&tx, &arena, group->fields[i].table, &group->fields[i]);
			check_item(&tx, &arena, history, &group->fields[i]);
			items++;
		}
	}
	assert_int_equal(items, 111 + 63);
}

static void tables_hold_nothing_but_items_and_their_head(void **state)
{
	(void)state;
	/* municipality, shori_no, row_version, known_from_us, source, log_writer, log_n; item 1 again as a computed column */
	static const struct {
		const char *table;
		int columns;
	} tables[] = {{"juki_person", MG_SQL_JUKI_PERSON_N + 7 + 1}, {"juki_person_ext", MG_SQL_JUKI_PERSON_EXT_N + 7},
		{"atena", MG_SQL_ATENA_N + 7}, {"juki_person_history", MG_SQL_JUKI_PERSON_N + 7 + 2},
		{"juki_person_ext_history", MG_SQL_JUKI_PERSON_EXT_N + 8}, {"atena_history", MG_SQL_ATENA_N + 8}};
	MG_CLEANUP(mg_db_freep) struct mg_db *db = mg_test_db_open(superuser);
	MG_CLEANUP(mg_arena_done) struct mg_arena arena;
	MG_CLEANUP(mg_tx_done) struct mg_tx tx;
	struct mg_error err = {0};
	struct mg_rows rows;
	mg_arena_init(&arena, 1 << 20);
	mg_tx_begin(&tx, db);
	for (size_t i = 0; i < MG_LEN(tables); i++) {
		assert_true(mg_query(&tx, &arena, &count_columns, MG_PARAMS(MG_T(tables[i].table)), &rows, &err));
		if (mg_i(&rows.cells[0]) != tables[i].columns)
			fail_msg("%s has %d columns", tables[i].table, (int)mg_i(&rows.cells[0]));
	}
}

static void column_lists_of_the_generator_prepare(void **state)
{
	(void)state;
	static const struct mg_stmt_def *const all[] = {&read_juki, &read_ext, &read_atena, &add_ext};
	MG_CLEANUP(mg_db_freep) struct mg_db *db = mg_test_db_open(superuser);
	for (size_t i = 0; i < MG_LEN(all); i++) {
		struct mg_error err = {0};
		if (!mg_stmt_check(db, all[i], &err))
			fail_msg("%s", err.detail);
	}
}

static void items_are_found_by_group_and_column(void **state)
{
	(void)state;
	const struct mg_field_group *juki = mg_field_group_find("juki");
	assert_ptr_equal(mg_field_find(juki, "name_kana"), &mg_fields_juki[MG_JUKI_NAME_KANA]);
	assert_string_equal(mg_fields_juki[MG_JUKI_NAME_KANA].label_ja, "氏名カナ");
	assert_int_equal(mg_fields_juki[MG_JUKI_REMARK_TEXT].mark, MG_ITEM_SEALED);
	assert_true(mg_fields_juki[MG_JUKI_ADDR].guarded);
	assert_int_equal(MG_JUKI_N, 111);
	assert_int_equal(MG_ATENA_N, 63);
	assert_null(mg_field_find(juki, "my_number"));
	assert_null(mg_field_group_find("person"));
}

/* Runs SQL that a trigger or CHECK must refuse. */
static void refused(const char *sql)
{
	struct mg_error err = {0};
	MG_CLEANUP(mg_db_freep) struct mg_db *db = mg_test_db_open(superuser);
	if (mg_db_script(db, sql, strlen(sql), &err))
		fail_msg("went through: %s", sql);
}

static void a_person_changes_only_with_the_image_before_it(void **state)
{
	(void)state;
	static const char *const tables[] = {"juki_person", "juki_person_ext", "atena"};
	for (size_t i = 0; i < MG_LEN(tables); i++) {
		char sql[800];
		const char *t = tables[i];
		snprintf(sql, sizeof(sql),
			"INSERT INTO madoguchi.%s (municipality, shori_no, row_version, known_from_us, source, log_writer, log_n)"
			" VALUES ('271403', '0000000001', 1, 100, 't', 1, 1)",
			t);
		mg_test_db_sql(superuser, sql);
		snprintf(sql, sizeof(sql), "UPDATE madoguchi.%s SET row_version = 2, known_from_us = 200", t);
		refused(sql);
		snprintf(sql, sizeof(sql), "DELETE FROM madoguchi.%s", t);
		refused(sql);
		snprintf(sql, sizeof(sql),
			"INSERT INTO madoguchi.%s_history (municipality, shori_no, row_version, known_from_us, known_to_us, source,"
			" log_writer, log_n) VALUES ('271403', '0000000001', 1, 100, 200, 't', 1, 1)",
			t);
		mg_test_db_sql(superuser, sql);
		snprintf(sql, sizeof(sql), "UPDATE madoguchi.%s SET row_version = 2", t);
		refused(sql); /* known_from_us did not grow */
		snprintf(sql, sizeof(sql), "UPDATE madoguchi.%s SET row_version = 2, known_from_us = 200, shori_no = '0000000002'", t);
		refused(sql);
		snprintf(sql, sizeof(sql), "UPDATE madoguchi.%s SET row_version = 2, known_from_us = 200", t);
		mg_test_db_sql(superuser, sql);
		snprintf(sql, sizeof(sql), "UPDATE madoguchi.%s_history SET known_to_us = 300", t);
		refused(sql);
	}
}

static void a_protected_person_cannot_be_given_an_address_to_search_by(void **state)
{
	(void)state;
	refused("INSERT INTO madoguchi.person_search VALUES ('271403', '0000000009', 1, 'ア', '', '亜', '', 19790514, 1, '141',"
		" NULL, NULL, '1', 1, 0, 0, '亜', 'ア', '', '', NULL)");
	refused("INSERT INTO madoguchi.person_search VALUES ('271403', '0000000009', 1, 'ア', '', '亜', '', 19790514, 1, '',"
		" NULL, '南瓦町3-1', '1', 1, 0, 0, '亜', 'ア', '', '', NULL)");
	refused("INSERT INTO madoguchi.person_search VALUES ('271403', '0000000009', 1, 'ア', '', '亜', '', 19790514, 1, '',"
		" NULL, NULL, '1', 1, 0, 0, '亜', 'ア', '', '南瓦町3-1', NULL)");
}

static void a_protection_ends_once_and_begins_anew(void **state)
{
	(void)state;
	mg_test_db_sql(superuser, "INSERT INTO madoguchi.protected_person (municipality, shori_no, started_us, started_by,"
				  " valid_from) VALUES ('271403', '0000000003', 100, 's', '2026-04-01')");
	refused("INSERT INTO madoguchi.protected_person (municipality, shori_no, started_us, started_by, valid_from)"
		" VALUES ('271403', '0000000003', 200, 's', '2026-05-01')");
	mg_test_db_sql(superuser, "UPDATE madoguchi.protected_person SET ended_us = 300, ended_by = 's'");
	refused("UPDATE madoguchi.protected_person SET ended_us = NULL, ended_by = NULL");
	mg_test_db_sql(superuser, "INSERT INTO madoguchi.protected_person (municipality, shori_no, started_us, started_by,"
				  " valid_from) VALUES ('271403', '0000000003', 400, 's', '2026-05-01')");
}

static void a_number_belongs_to_one_person(void **state)
{
	(void)state;
	static const char *const add = "INSERT INTO madoguchi.my_number (municipality, shori_no, row_version, known_from_us,"
				       " sealed, number_hash, status, source, log_writer, log_n)"
				       " VALUES ('271403', '%s', 1, 1, 'x', REPEAT('h', 32), 'current', 't', 1, 1)";
	char sql[500];
	snprintf(sql, sizeof(sql), add, "0000000001");
	mg_test_db_sql(superuser, sql);
	snprintf(sql, sizeof(sql), add, "0000000002");
	refused(sql);
}

static void an_import_run_goes_forward_and_a_number_is_taken_once(void **state)
{
	(void)state;
	static const char *const add =
		"INSERT INTO madoguchi.import_run (municipality, spec, source, seq, file_name, file_sha256, file_bytes,"
		" layout_ver, charset, state, refusal, received_us) VALUES ('271403', 'J01', 'JUKI', 7, 'f', REPEAT('h', 32), 1,"
		" '1', 'UTF-8', '%s', %s, 1)";
	char sql[500];
	snprintf(sql, sizeof(sql), add, "refused", "'count'");
	mg_test_db_sql(superuser, sql); /* a refused file may be sent again under its number */
	refused("UPDATE madoguchi.import_run SET state = 'posting', refusal = NULL");
	snprintf(sql, sizeof(sql), add, "received", "NULL");
	mg_test_db_sql(superuser, sql);
	refused(sql);
	mg_test_db_sql(superuser, "UPDATE madoguchi.import_run SET state = 'posting' WHERE state = 'received'");
	refused("UPDATE madoguchi.import_run SET state = 'checked' WHERE state = 'posting'");
	refused("UPDATE madoguchi.import_run SET posted = 5, inserted = 4 WHERE state = 'posting'");
}

static void the_import_account_may_not_rewrite_history(void **state)
{
	(void)state;
	struct mg_error err = {0};
	mg_test_db_grants(superuser);
	struct mg_db_config import = mg_test_db_as(superuser, "mg_import"), app = mg_test_db_as(superuser, "mg_app");
	static const char *const not_import[] = {"UPDATE madoguchi.juki_person_history SET source = 'x'",
		"DELETE FROM madoguchi.juki_person_history", "DELETE FROM madoguchi_keys.person_key",
		"DELETE FROM madoguchi.import_run"};
	static const char *const not_app[] = {"SELECT sealed FROM madoguchi.my_number", "DELETE FROM madoguchi.person_search",
		"UPDATE madoguchi.juki_person SET sex = '1'"};
	MG_CLEANUP(mg_db_freep) struct mg_db *db = mg_test_db_open(&import);
	for (size_t i = 0; i < MG_LEN(not_import); i++) {
		assert_false(mg_db_script(db, not_import[i], strlen(not_import[i]), &err));
		assert_non_null(strstr(err.detail, "denied"));
	}
	MG_CLEANUP(mg_db_freep) struct mg_db *adb = mg_test_db_open(&app);
	for (size_t i = 0; i < MG_LEN(not_app); i++) {
		assert_false(mg_db_script(adb, not_app[i], strlen(not_app[i]), &err));
		assert_non_null(strstr(err.detail, "denied"));
	}
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(every_item_has_a_column_of_its_kind_and_length),
		cmocka_unit_test(tables_hold_nothing_but_items_and_their_head),
		cmocka_unit_test(column_lists_of_the_generator_prepare),
		cmocka_unit_test(items_are_found_by_group_and_column),
		cmocka_unit_test(a_person_changes_only_with_the_image_before_it),
		cmocka_unit_test(a_protected_person_cannot_be_given_an_address_to_search_by),
		cmocka_unit_test(a_protection_ends_once_and_begins_anew),
		cmocka_unit_test(a_number_belongs_to_one_person),
		cmocka_unit_test(the_import_account_may_not_rewrite_history),
		cmocka_unit_test(an_import_run_goes_forward_and_a_number_is_taken_once),
	};
	return cmocka_run_group_tests(tests, setup, NULL);
}
