/* SPDX-License-Identifier: Apache-2.0 */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <cmocka.h>
#include "base/macros.h"
#include "law/law_load.h"
#include "support/rules.h"

#define HEADING "key,valid_from,valid_to,value,unit,source,verify\n"

/* A file with one row of every parameter, the first of them as given. */
static char *file_with(const char *first, size_t *ret_n)
{
	static char text[65536];
	int n = snprintf(text, sizeof(text), HEADING "%s", first);

	for (int32_t i = 1; i < MG_PARAM_MAX; i++)
		n += snprintf(text + n, sizeof(text) - (size_t)n, "%s,2000-01-01,,7,\"%s\",法1条,0\n",
			mg_param_key((enum mg_param)i), mg_param_unit((enum mg_param)i));
	*ret_n = (size_t)n;
	return text;
}

static void a_file_is_read_with_its_days_and_marks(void **state)
{
	(void)state;
	static struct mg_law law_read;
	struct mg_error err = {0};
	size_t n;
	const char *text = file_with("exemption.full.per_head,2006-07-01,2021-06-30,350000,yen,施行令6条の7,1\r\n"
				     "exemption.full.per_head,2021-07-01,,-5,yen,\"施行令,6条の7\",0\n",
		&n);

	assert_true(mg_law_parse(text, n, &law_read, &err));
	assert_int_equal(law_read.param[MG_PARAM_FULL_PER_HEAD].n, 2);
	assert_int_equal(mg_law_at(&law_read, MG_PARAM_FULL_PER_HEAD, 20210630), 350000);
	assert_int_equal(mg_law_at(&law_read, MG_PARAM_FULL_PER_HEAD, 20210701), -5);
	assert_true(law_read.param[MG_PARAM_FULL_PER_HEAD].row[0].verify);
	assert_false(law_read.param[MG_PARAM_FULL_PER_HEAD].row[1].verify);
	assert_int_equal(mg_law_at(&law_read, MG_PARAM_LUMP_SUM_ADDITIONAL, 20260101), 7);
}

static void a_bad_file_is_refused_with_its_line(void **state)
{
	(void)state;
#define ROW(days, value, unit, source, verify) "exemption.full.per_head," days "," value "," unit "," source "," verify "\n"
	static const struct {
		const char *first, *detail;
	} cases[] = {
		{"", "no row for exemption.full.per_head"},
		{"exemption.full.percent,2006-07-01,,1,yen,x,0\n", "line 2: unknown key"},
		{"exemption.full.per_head,2006-07-01,,1,yen,x\n", "line 2: 6 fields"},
		{ROW("2006-07-01,", "1", "months", "x", "0"), "line 2: unit"},
		{ROW("2006-07-32,", "1", "yen", "x", "0"), "line 2: validity"},
		{ROW(",", "1", "yen", "x", "0"), "line 2: validity"},
		{ROW("20060701,", "1", "yen", "x", "0"), "line 2: validity"},
		{ROW("2006-07-01,2006-06-30", "1", "yen", "x", "0"), "line 2: validity"},
		{ROW("2006-07-01,", "", "yen", "x", "0"), "line 2: value"},
		{ROW("2006-07-01,", "1.5", "yen", "x", "0"), "line 2: value"},
		{ROW("2006-07-01,", "99999999999999999999", "yen", "x", "0"), "line 2: value"},
		{ROW("2006-07-01,", "1", "yen", "", "0"), "line 2: no source"},
		{ROW("2006-07-01,", "1", "yen", "x", "2"), "line 2: verify mark"},
		{ROW("2006-07-01,", "1", "yen", "x", "0") ROW("2020-01-01,", "1", "yen", "x", "0"),
			"line 3: overlaps an earlier row"},
		{ROW("2006-07-01,2006-07-31", "1", "yen", "x", "0") ROW("2006-07-31,", "1", "yen", "x", "0"),
			"line 3: overlaps an earlier row"},
		{"exemption.full.per_head,\"2006-07-01,,1,yen,x,0\n", "line 2: not CSV"},
	};
	static struct mg_law kept;

	kept.param[0].n = 31;
	for (size_t i = 0; i < MG_LEN(cases); i++) {
		struct mg_error err = {0};
		size_t n;
		const char *text = file_with(cases[i].first, &n);

		assert_false(mg_law_parse(text, n, &kept, &err));
		assert_string_equal(err.detail, cases[i].detail);
		assert_int_equal(err.code, MG_ERR_INVALID);
		assert_int_equal(kept.param[0].n, 31);
	}
}

static void a_key_has_at_most_32_rows(void **state)
{
	(void)state;
	static struct mg_law law_read;
	struct mg_error err = {0};
	char first[8192];
	size_t n, used = 0;

	for (int year = 2000; year <= 2000 + MG_LAW_ROWS_MAX; year++) {
		used += (size_t)snprintf(first + used, sizeof(first) - used,
			"exemption.full.per_head,%d-01-01,%d-12-31,1,yen,x,0\n", year, year);
		const char *text = file_with(first, &n);

		assert_int_equal(mg_law_parse(text, n, &law_read, &err), year < 2000 + MG_LAW_ROWS_MAX);
	}
	assert_string_equal(err.detail, "line 34: too many rows of a key");
}

static void only_the_file_of_parameters_is_taken(void **state)
{
	(void)state;
	static struct mg_law law_read;
	struct mg_error err = {0};

	assert_false(mg_law_parse("", 0, &law_read, &err));
	assert_string_equal(err.detail, "no heading");
	assert_false(mg_law_load(MG_SOURCE_DIR "/sql/codes/codes.csv", &law_read, &err));
	assert_false(mg_law_load(MG_SOURCE_DIR "/sql/codes/none.csv", &law_read, &err));
	assert_int_equal(err.code, MG_ERR_NOT_FOUND);
	assert_true(mg_law_load(MG_SOURCE_DIR "/sql/codes/law.csv", &law_read, &err));
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(a_file_is_read_with_its_days_and_marks),
		cmocka_unit_test(a_bad_file_is_refused_with_its_line),
		cmocka_unit_test(a_key_has_at_most_32_rows),
		cmocka_unit_test(only_the_file_of_parameters_is_taken),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
