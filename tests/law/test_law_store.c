/* SPDX-License-Identifier: Apache-2.0
 * The parameters of the law in a real MariaDB: what is read back is what the file says, edition by edition. */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <cmocka.h>
#include "base/replace.h"
#include "database.h"
#include "law/law_load.h"
#include "law/law_store.h"
#include "support/rules.h"

#define LAW_CSV MG_SOURCE_DIR "/sql/codes/law.csv"
#define CHANGED_CSV MG_BINARY_DIR "/tests/law/changed.csv"
#define CITY "271403"

static const struct mg_db_config *superuser;

static int setup(void **state)
{
	(void)state;
	superuser = mg_test_db_start("test_law_store");
	mg_test_db_grants(superuser);
	return 0;
}

static bool load(const char *city, const char *path, uint32_t *ret_edition, struct mg_error *err)
{
	MG_CLEANUP(mg_db_freep) struct mg_db *db = mg_test_db_open(superuser);
	MG_CLEANUP(mg_arena_done) struct mg_arena arena;
	MG_CLEANUP(mg_tx_done) struct mg_tx tx;

	mg_arena_init(&arena, 1 << 20);
	mg_tx_begin(&tx, db);
	return mg_law_store_load(&tx, &arena, city, path, 1764000000000000, ret_edition, err) && mg_tx_commit(&tx, err);
}

static bool get(const char *city, struct mg_law *ret, uint32_t *ret_edition, struct mg_error *err)
{
	const struct mg_db_config app = mg_test_db_as(superuser, "mg_app");
	MG_CLEANUP(mg_db_freep) struct mg_db *db = mg_test_db_open(&app);
	MG_CLEANUP(mg_arena_done) struct mg_arena arena;
	MG_CLEANUP(mg_tx_done) struct mg_tx tx;

	mg_arena_init(&arena, 1 << 20);
	mg_tx_begin(&tx, db);
	return mg_law_store_get(&tx, &arena, city, ret, ret_edition, err);
}

static void assert_same_law(const struct mg_law *a, const struct mg_law *b)
{
	for (int32_t p = 0; p < MG_PARAM_MAX; p++) {
		assert_int_equal(a->param[p].n, b->param[p].n);
		for (int32_t i = 0; i < a->param[p].n; i++) {
			assert_int_equal(a->param[p].row[i].from_ymd, b->param[p].row[i].from_ymd);
			assert_int_equal(a->param[p].row[i].to_ymd, b->param[p].row[i].to_ymd);
			assert_int_equal(a->param[p].row[i].value, b->param[p].row[i].value);
			assert_int_equal(a->param[p].row[i].verify, b->param[p].row[i].verify);
		}
	}
}

/* The file with the premium of 2026 changed. */
static void write_changed(void)
{
	struct mg_error err = {0};
	uint8_t *bytes;
	size_t n;

	assert_true(mg_file_read(LAW_CSV, 1 << 20, &bytes, &n, &err));
	char *at = strstr((char *)bytes, ",17920,yen");

	assert_non_null(at);
	memcpy(at, ",17930", 6);
	assert_true(mg_file_replace(CHANGED_CSV, bytes, n, &err));
	free(bytes);
}

static void a_city_without_parameters_has_none(void **state)
{
	(void)state;
	static struct mg_law read;
	struct mg_error err = {0};
	uint32_t edition;

	assert_false(get("999999", &read, &edition, &err));
	assert_int_equal(err.code, MG_ERR_NOT_FOUND);
}

static void what_is_read_back_is_what_the_file_says(void **state)
{
	(void)state;
	static struct mg_law read;
	struct mg_error err = {0};
	uint32_t edition = 0;

	assert_true(load(CITY, LAW_CSV, &edition, &err));
	assert_int_equal(edition, 1);
	assert_true(get(CITY, &read, &edition, &err));
	assert_int_equal(edition, 1);
	assert_same_law(&read, law());
}

static void the_same_file_makes_no_new_edition_and_a_changed_one_does(void **state)
{
	(void)state;
	static struct mg_law read;
	struct mg_error err = {0};
	uint32_t edition = 0;

	assert_true(load(CITY, LAW_CSV, &edition, &err));
	assert_int_equal(edition, 1);
	write_changed();
	assert_true(load(CITY, CHANGED_CSV, &edition, &err));
	assert_int_equal(edition, 2);
	assert_true(get(CITY, &read, &edition, &err));
	assert_int_equal(edition, 2);
	assert_int_equal(mg_law_in_month(&read, MG_PARAM_PREMIUM, 202604), 17930);
	/* back to the old text is a third edition: the newest is in force */
	assert_true(load(CITY, LAW_CSV, &edition, &err));
	assert_int_equal(edition, 3);
	assert_true(get(CITY, &read, &edition, &err));
	assert_int_equal(mg_law_in_month(&read, MG_PARAM_PREMIUM, 202604), 17920);
	/* another city has editions of its own */
	assert_true(load("271411", CHANGED_CSV, &edition, &err));
	assert_int_equal(edition, 1);
}

static void a_bad_file_stores_nothing(void **state)
{
	(void)state;
	static struct mg_law read;
	struct mg_error err = {0};
	uint32_t before = 0, after = 0;

	assert_true(get(CITY, &read, &before, &err));
	assert_false(load(CITY, MG_SOURCE_DIR "/sql/codes/codes.csv", &after, &err));
	assert_int_equal(err.code, MG_ERR_INVALID);
	assert_false(load(CITY, MG_SOURCE_DIR "/sql/codes/none.csv", &after, &err));
	assert_int_equal(err.code, MG_ERR_NOT_FOUND);
	assert_true(get(CITY, &read, &after, &err));
	assert_int_equal(before, after);
}

static void a_row_that_the_program_does_not_know_is_no_law(void **state)
{
	(void)state;
	static struct mg_law read;
	struct mg_error err = {0};
	uint32_t edition;

	mg_test_db_sql(superuser, "INSERT INTO madoguchi.law_edition SELECT '271420', 1, file_sha256, 0 FROM"
				  " madoguchi.law_edition WHERE municipality = '271403' AND edition = 1;"
				  "INSERT INTO madoguchi.law_param VALUES ('271420', 1, 'old.key', '2000-01-01', NULL, 1, 'yen', 'x', 0)");
	assert_false(get("271420", &read, &edition, &err));
	assert_int_equal(err.code, MG_ERR_DATA_LOSS);
	mg_test_db_sql(superuser, "UPDATE madoguchi.law_param SET param_key = 'premium.monthly' WHERE municipality = '271420'");
	assert_false(get("271420", &read, &edition, &err));
	assert_int_equal(err.code, MG_ERR_DATA_LOSS);
}

static void every_statement_is_what_its_definition_says(void **state)
{
	(void)state;
	MG_CLEANUP(mg_db_freep) struct mg_db *db = mg_test_db_open(superuser);
	struct mg_error err = {0};

	for (const struct mg_stmt_def *const *s = mg_law_statements; *s; s++)
		if (!mg_stmt_check(db, *s, &err))
			fail_msg("%s: %s", (*s)->name, err.detail);
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(a_city_without_parameters_has_none),
		cmocka_unit_test(what_is_read_back_is_what_the_file_says),
		cmocka_unit_test(the_same_file_makes_no_new_edition_and_a_changed_one_does),
		cmocka_unit_test(a_bad_file_stores_nothing),
		cmocka_unit_test(a_row_that_the_program_does_not_know_is_no_law),
		cmocka_unit_test(every_statement_is_what_its_definition_says),
	};

	return cmocka_run_group_tests(tests, setup, NULL);
}
