/* SPDX-License-Identifier: Apache-2.0 */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <cmocka.h>
#include "model/mg-era.h"

static const struct {
	const char *typed;
	MgEraResult result;
	MgDate date;
	const char *words;
} cases[] = {
	{"", MG_ERA_EMPTY, {0, 0, 0}, NULL},
	{"R", MG_ERA_PARTIAL, {0, 0, 0}, NULL},
	{"R8.4", MG_ERA_PARTIAL, {0, 0, 0}, NULL},
	{"R8.4.1", MG_ERA_OK, {2026, 4, 1}, "令和8年4月1日（水）"},
	{"r080401", MG_ERA_OK, {2026, 4, 1}, "令和8年4月1日（水）"},
	{"ｒ８．４．１", MG_ERA_OK, {2026, 4, 1}, "令和8年4月1日（水）"},
	{"令和8.4.1", MG_ERA_OK, {2026, 4, 1}, "令和8年4月1日（水）"},
	{"9-8.4.1", MG_ERA_OK, {2026, 4, 1}, "令和8年4月1日（水）"},
	{"20260401", MG_ERA_OK, {2026, 4, 1}, "令和8年4月1日（水）"},
	{"2026-04-01", MG_ERA_OK, {2026, 4, 1}, "令和8年4月1日（水）"},
	{"5-64.1.7", MG_ERA_OK, {1989, 1, 7}, "昭和64年1月7日（土）"},
	{"S64.1.8", MG_ERA_OFFER, {1989, 1, 8}, "平成元年1月8日（日）"},
	{"H38.4.1", MG_ERA_OFFER, {2026, 4, 1}, "令和8年4月1日（水）"},
	{"R1.5.1", MG_ERA_OK, {2019, 5, 1}, "令和元年5月1日（水）"},
	{"H31.4.30", MG_ERA_OK, {2019, 4, 30}, "平成31年4月30日（火）"},
	{"S20.0.0", MG_ERA_OK, {1945, 0, 0}, "昭和20年 月日不詳"},
	{"S20.8.0", MG_ERA_OK, {1945, 8, 0}, "昭和20年8月 日不詳"},
	{"S20.0.5", MG_ERA_WRONG, {0, 0, 0}, NULL},
	{"R8.2.29", MG_ERA_WRONG, {0, 0, 0}, NULL},
	{"R8.13.1", MG_ERA_WRONG, {0, 0, 0}, NULL},
	{"20240229", MG_ERA_OK, {2024, 2, 29}, "令和6年2月29日（木）"},
	{"R0.1.1", MG_ERA_PARTIAL, {0, 0, 0}, NULL},
	{"abc", MG_ERA_PARTIAL, {0, 0, 0}, NULL},
	{"S54.5.14.1", MG_ERA_PARTIAL, {0, 0, 0}, NULL},
	{"\xff", MG_ERA_WRONG, {0, 0, 0}, NULL},
};

static void every_way_of_typing_a_date_is_read(void **state)
{
	for (size_t i = 0; i < G_N_ELEMENTS(cases); i++) {
		MgDate date = {0, 0, 0};
		print_message("%s\n", cases[i].typed);
		assert_int_equal(mg_era_parse(cases[i].typed, &date), cases[i].result);
		assert_memory_equal(&date, &cases[i].date, sizeof date);
		if (!cases[i].words)
			continue;
		g_autofree char *words = mg_era_format(&date, MG_ERA_WEEKDAY);
		assert_string_equal(words, cases[i].words);
	}
}

static void columns_of_dates_have_one_width(void **state)
{
	const MgDate a = {1979, 5, 14};
	const MgDate b = {1968, 11, 3};
	g_autofree char *column = mg_era_format(&a, MG_ERA_COLUMN);
	g_autofree char *other = mg_era_format(&b, MG_ERA_COLUMN);
	g_autofree char *brief = mg_era_format(&a, MG_ERA_SHORT);
	assert_string_equal(column, "昭和54年\u20075月14日");
	assert_int_equal(g_utf8_strlen(column, -1), g_utf8_strlen(other, -1));
	assert_string_equal(brief, "S54.\u20075.14");
}

static void a_record_date_is_eight_digits_and_nothing_else(void **state)
{
	MgDate date;
	assert_true(mg_date_from_digits("19790514", &date));
	assert_int_equal(date.day, 14);
	assert_true(mg_date_from_digits("19450000", &date));
	assert_int_equal(date.month, 0);
	assert_false(mg_date_from_digits("1979051", &date));
	assert_false(mg_date_from_digits("1979-5-4", &date));
	assert_false(mg_date_from_digits("19790532", &date));
	assert_false(mg_date_from_digits("00000000", &date));
}

static void the_day_is_the_day_in_japan(void **state)
{
	const MgDate date = mg_date_of_instant(1795446000LL * 1000000); /* 15:00 UTC */
	const MgDate before = mg_date_of_instant(1795446000LL * 1000000 - 1);
	g_autofree char *clock = mg_clock_format(1795478400LL * 1000000);
	assert_int_equal(date.year, 2026);
	assert_int_equal(date.month, 11);
	assert_int_equal(date.day, 24);
	assert_int_equal(before.day, 23);
	assert_string_equal(clock, "11月24日（火）9:00");
	g_autofree char *words = mg_instant_words(1795478400LL * 1000000);
	g_autofree char *column = mg_instant_format(1795478400LL * 1000000);
	assert_string_equal(words, "令和8年11月24日 9:00:00");
	assert_string_equal(column, "R\u20078.11.24 09:00:00");
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(every_way_of_typing_a_date_is_read),
		cmocka_unit_test(columns_of_dates_have_one_width),
		cmocka_unit_test(a_record_date_is_eight_digits_and_nothing_else),
		cmocka_unit_test(the_day_is_the_day_in_japan),
	};
	return cmocka_run_group_tests(tests, NULL, NULL);
}
