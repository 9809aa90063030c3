/* SPDX-License-Identifier: Apache-2.0 */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <string.h>
#include <cmocka.h>
#include "base/date.h"

static struct mg_date day(const char *iso)
{
	struct mg_date d = {0};
	if (mg_date_parse(iso, strlen(iso), &d) != MG_DATE_READ)
		fail_msg("%s", iso);
	return d;
}

static void assert_day(struct mg_date d, const char *iso)
{
	char text[MG_DATE_TEXT_BYTES];
	mg_date_format(d, MG_DATE_ISO, text);
	assert_string_equal(text, iso);
}

static void an_age_is_attained_the_day_before_the_birthday(void **state)
{
	(void)state;
	static const struct {
		const char *birth;
		int years;
		const char *attained;
	} cases[] = {
		{"2004-02-29", 20, "2024-02-28"},
		{"2004-03-01", 20, "2024-02-29"},
		{"2005-03-01", 20, "2025-02-28"},
		{"2006-04-01", 20, "2026-03-31"},
		{"2006-04-02", 20, "2026-04-01"},
		{"2006-01-01", 20, "2025-12-31"},
		{"1966-03-01", 60, "2026-02-28"},
		{"1966-03-02", 60, "2026-03-01"},
		{"1964-02-29", 60, "2024-02-28"},
		{"1964-03-01", 60, "2024-02-29"},
		{"1960-02-29", 65, "2025-02-28"},
		{"1976-03-01", 50, "2026-02-28"},
	};
	for (size_t i = 0; i < MG_LEN(cases); i++) {
		const struct mg_date birth = day(cases[i].birth);
		const struct mg_date attained = mg_date_attains(birth, cases[i].years);
		assert_day(attained, cases[i].attained);
		assert_int_equal(mg_date_age(birth, attained), cases[i].years);
		assert_int_equal(
			mg_date_age(birth, mg_date_add_days(attained, -1)), cases[i].years - 1);
		assert_int_equal(mg_date_age(birth, mg_date_add_days(attained, 1)), cases[i].years);
	}
	assert_int_equal(mg_date_age(day("2006-04-02"), day("2006-04-01")), -1);
	assert_int_equal(mg_date_age(day("2006-04-02"), day("2006-04-02")), 0);
}

static void days_and_dates_are_each_others_inverse(void **state)
{
	(void)state;
	struct mg_date d = day("1873-01-01");
	const int32_t first = mg_date_to_days(d);
	assert_int_equal(mg_date_to_days(day("1970-01-01")), 0);
	for (int32_t n = first; n < first + 100000; n++) {
		assert_true(mg_date_is_valid(d));
		assert_int_equal(mg_date_to_days(d), n);
		assert_int_equal(mg_date_compare(mg_date_from_days(n), d), 0);
		if (++d.day > mg_month_days(d.year, d.month)) {
			d.day = 1;
			d.year += d.month == 12;
			d.month = (uint8_t)(d.month % 12 + 1);
		}
	}
}

static void months_are_added_to_the_last_day_that_exists(void **state)
{
	(void)state;
	assert_day(mg_date_add_months(day("2026-01-31"), 1), "2026-02-28");
	assert_day(mg_date_add_months(day("2024-01-31"), 1), "2024-02-29");
	assert_day(mg_date_add_months(day("2024-01-28"), 1), "2024-02-28");
	assert_day(mg_date_add_months(day("2026-01-15"), -1), "2025-12-15");
	assert_day(mg_date_add_months(day("2026-12-31"), 2), "2027-02-28");
	assert_day(mg_date_add_months(day("2026-03-31"), -13), "2025-02-28");
	assert_int_equal(mg_ym_add(202612, 1), 202701);
	assert_int_equal(mg_ym_add(202601, -1), 202512);
	assert_int_equal(mg_ym_diff(202611, 202702), 3);
	assert_int_equal(mg_ym_diff(202702, 202611), -3);
	assert_day(mg_ym_last(202402), "2024-02-29");
	assert_day(mg_ym_first(202402), "2024-02-01");
	assert_false(mg_ym_is_valid(202613));
	assert_false(mg_ym_is_valid(202600));
	assert_true(mg_ym_is_valid(202612));
}

static void the_calendar_has_its_limits(void **state)
{
	(void)state;
	static const struct {
		struct mg_date d;
		bool valid;
	} cases[] = {
		{{1, 1, 1}, true}, {{0, 1, 1}, false}, {{9999, 12, 31}, true}, {{10000, 1, 1}, false}, {{2026, 1, 0}, false},
		{{2026, 1, 31}, true}, {{2026, 4, 31}, false}, {{2026, 0, 1}, false}, {{2026, 13, 1}, false},
		{{2026, 2, 29}, false}, {{2024, 2, 29}, true}, {{2000, 2, 29}, true}, {{1900, 2, 29}, false},
	};
	for (size_t i = 0; i < MG_LEN(cases); i++)
		if (mg_date_is_valid(cases[i].d) != cases[i].valid)
			fail_msg("case %zu", i);
	assert_int_equal(mg_month_days(2026, 0), 0);
	assert_int_equal(mg_month_days(2026, 12), 31);
	assert_int_equal(mg_month_days(2026, 13), 0);
	assert_true(mg_ym_is_valid(101));
	assert_false(mg_ym_is_valid(100));
	assert_false(mg_ym_is_valid(12));
	assert_true(mg_ym_is_valid(999912));
	assert_false(mg_ym_is_valid(1000001));
	assert_int_equal(mg_date_to_days((struct mg_date){1, 1, 1}), -719162);
	assert_day(mg_date_add_days((struct mg_date){1, 1, 1}, 59), "0001-03-01");
	assert_day(mg_date_add_days((struct mg_date){9999, 12, 30}, 1), "9999-12-31");
}

static void days_are_ordered_by_year_then_month_then_day(void **state)
{
	(void)state;
	static const char *const ORDER[] = {"1999-12-31", "2025-11-30", "2025-12-01", "2025-12-31", "2026-01-01", "2026-01-02",
		"2026-02-01", "2027-01-01"};
	for (size_t a = 0; a < MG_LEN(ORDER); a++) {
		for (size_t b = 0; b < MG_LEN(ORDER); b++) {
			const int order = mg_date_compare(day(ORDER[a]), day(ORDER[b]));
			assert_int_equal(order < 0, a < b);
			assert_int_equal(order == 0, a == b);
			assert_day(mg_date_earlier(day(ORDER[a]), day(ORDER[b])), ORDER[MG_MIN(a, b)]);
			assert_day(mg_date_later(day(ORDER[a]), day(ORDER[b])), ORDER[MG_MAX(a, b)]);
		}
	}
}

static void a_date_known_in_part_can_mean_the_days_of_its_era_only(void **state)
{
	(void)state;
	static const struct {
		struct mg_partial_date p;
		const char *from, *to, *era, *brief;
	} cases[] = {
		{{1868, 0, 0, MG_ERA_MEIJI}, "1868-01-25", "1868-12-31", "明治元年月日不詳", "M1"},
		{{1912, 0, 0, MG_ERA_MEIJI}, "1912-01-01", "1912-07-29", "明治45年月日不詳", "M45"},
		{{1912, 0, 0, MG_ERA_TAISHO}, "1912-07-30", "1912-12-31", "大正元年月日不詳", "T1"},
		{{1912, 7, 0, MG_ERA_TAISHO}, "1912-07-30", "1912-07-31", "大正元年7月日不詳", "T1.7"},
		{{1912, 0, 0, MG_ERA_NONE}, "1912-01-01", "1912-12-31", "大正元年月日不詳", "T1"},
		{{1926, 0, 0, MG_ERA_NONE}, "1926-01-01", "1926-12-31", "昭和元年月日不詳", "S1"},
		{{1989, 0, 0, MG_ERA_SHOWA}, "1989-01-01", "1989-01-07", "昭和64年月日不詳", "S64"},
		{{1989, 0, 0, MG_ERA_NONE}, "1989-01-01", "1989-12-31", "平成元年月日不詳", "H1"},
		{{1989, 1, 0, MG_ERA_NONE}, "1989-01-01", "1989-01-31", "平成元年1月日不詳", "H1.1"},
		{{1989, 1, 7, MG_ERA_NONE}, "1989-01-07", "1989-01-07", "昭和64年1月7日", "S64.1.7"},
		{{2019, 4, 0, MG_ERA_NONE}, "2019-04-01", "2019-04-30", "平成31年4月日不詳", "H31.4"},
		{{2026, 0, 0, MG_ERA_REIWA}, "2026-01-01", "2026-12-31", "令和8年月日不詳", "R8"},
		{{1990, 1, 15, MG_ERA_NONE}, "1990-01-15", "1990-01-15", "平成2年1月15日", "H2.1.15"},
		{{1989, 0, 7, MG_ERA_NONE}, "1989-01-01", "1989-12-31", "平成元年月日不詳", "H1"},
	};
	for (size_t i = 0; i < MG_LEN(cases); i++) {
		struct mg_date from, to;
		char text[MG_DATE_TEXT_BYTES];
		assert_true(mg_partial_range(cases[i].p, &from, &to));
		assert_day(from, cases[i].from);
		assert_day(to, cases[i].to);
		mg_partial_format(cases[i].p, MG_DATE_ERA, text);
		assert_string_equal(text, cases[i].era);
		mg_partial_format(cases[i].p, MG_DATE_SHORT, text);
		assert_string_equal(text, cases[i].brief);
	}
	struct mg_date d;
	assert_false(mg_partial_range((struct mg_partial_date){0}, &d, &d));
	assert_true(mg_partial_is_whole((struct mg_partial_date){1, 1, 1, 0}));
	assert_int_equal(mg_date_from_era(MG_ERA_REIWA, 999, 1, 1, &d), MG_DATE_READ);
	assert_int_equal(mg_date_from_era(MG_ERA_REIWA, 1000, 1, 1, &d), MG_DATE_NOT_A_DATE);
	assert_int_equal(mg_date_from_era(MG_ERA_REIWA, 0, 6, 1, &d), MG_DATE_NOT_A_DATE);
	assert_int_equal(mg_date_from_era(MG_ERA_REIWA, 8, 13, 1, &d), MG_DATE_NO_SUCH_DAY);
	assert_int_equal(mg_date_from_era(MG_ERA_REIWA, 8, 0, 1, &d), MG_DATE_NO_SUCH_DAY);
	assert_int_equal(mg_date_from_era(MG_ERA_REIWA, 8, 1, 0, &d), MG_DATE_NO_SUCH_DAY);
}

static void a_fiscal_year_begins_in_april(void **state)
{
	(void)state;
	assert_int_equal(mg_date_fiscal_year(day("2026-03-31")), 2025);
	assert_int_equal(mg_date_fiscal_year(day("2026-04-01")), 2026);
}

static void a_day_in_japan_begins_nine_hours_before_utc(void **state)
{
	(void)state;
	const int64_t start = mg_date_start_utc_us(day("1970-01-01"));
	assert_int_equal(start, INT64_C(-9) * 3600 * 1000000);
	assert_day(mg_date_of_utc_us(start), "1970-01-01");
	assert_day(mg_date_of_utc_us(start - 1), "1969-12-31");
	assert_day(mg_date_of_utc_us(start - 86400 * INT64_C(1000000)), "1969-12-31");
	assert_day(mg_date_of_utc_us(mg_date_start_utc_us(day("2026-11-24")) - 1), "2026-11-23");
}

struct reading_case {
	const char *text;
	enum mg_date_reading reading;
	const char *iso; /* the date, or the offer */
};

static void check_readings(const struct reading_case *cases, size_t n)
{
	for (size_t i = 0; i < n; i++) {
		struct mg_date d = {0};
		char iso[MG_DATE_TEXT_BYTES];
		const enum mg_date_reading reading =
			mg_date_parse(cases[i].text, strlen(cases[i].text), &d);
		mg_date_format(d, MG_DATE_ISO, iso);
		if (reading != cases[i].reading || strcmp(iso, cases[i].iso) != 0)
			fail_msg("%s: %d %s", cases[i].text, reading, iso);
	}
}

static void dates_are_read_in_every_form_a_clerk_types(void **state)
{
	(void)state;
	static const struct reading_case cases[] = {
		{"R8.4.1", MG_DATE_READ, "2026-04-01"},
		{"r080401", MG_DATE_READ, "2026-04-01"},
		{"r8/4/1", MG_DATE_READ, "2026-04-01"},
		{"Ｒ８．４．１", MG_DATE_READ, "2026-04-01"},
		{"5-64.1.7", MG_DATE_READ, "1989-01-07"},
		{"5540514", MG_DATE_READ, "1979-05-14"},
		{"S54.5.14", MG_DATE_READ, "1979-05-14"},
		{"s540514", MG_DATE_READ, "1979-05-14"},
		{"昭54.5.14", MG_DATE_READ, "1979-05-14"},
		{"昭和54年5月14日", MG_DATE_READ, "1979-05-14"},
		{"昭和５４年　５月１４日", MG_DATE_READ, "1979-05-14"},
		{"㍼54年5月14日", MG_DATE_READ, "1979-05-14"},
		{"昭和54・5・14", MG_DATE_READ, "1979-05-14"},
		{"令和元年5月1日", MG_DATE_READ, "2019-05-01"},
		{"20260401", MG_DATE_READ, "2026-04-01"},
		{"1979-05-14", MG_DATE_READ, "1979-05-14"},
		{"1979/5/14", MG_DATE_READ, "1979-05-14"},
		{"1979年5月14日", MG_DATE_READ, "1979-05-14"},
		{"2024-02-29", MG_DATE_READ, "2024-02-29"},
		{"2025-02-29", MG_DATE_NO_SUCH_DAY, ""},
		{"H31.4.31", MG_DATE_NO_SUCH_DAY, ""},
		{"R8.13.1", MG_DATE_NO_SUCH_DAY, ""},
		{"R8.0.1", MG_DATE_NOT_A_DATE, ""},
		{"R0.1.1", MG_DATE_NOT_A_DATE, ""},
		{"R8.4", MG_DATE_NOT_A_DATE, ""},
		{"1979", MG_DATE_NOT_A_DATE, ""},
		{"X8.4.1", MG_DATE_NOT_A_DATE, ""},
		{"4-54.5.14", MG_DATE_NOT_A_DATE, ""},
		{"54.5.14", MG_DATE_NOT_A_DATE, ""},
		{"1979-05-14x", MG_DATE_NOT_A_DATE, ""},
		{"1979-05-14-1", MG_DATE_NOT_A_DATE, ""},
		{"1979-005-14", MG_DATE_NOT_A_DATE, ""},
		{"1979..5.14", MG_DATE_NOT_A_DATE, ""},
		{"", MG_DATE_NOT_A_DATE, ""},
		{"昭和", MG_DATE_NOT_A_DATE, ""},
		{"1979\xff", MG_DATE_NOT_A_DATE, ""},
		{"99999999999999999999999999999999999999999999", MG_DATE_NOT_A_DATE, ""},
	};
	check_readings(cases, MG_LEN(cases));
}

static void a_day_outside_its_era_is_refused_and_the_right_one_offered(void **state)
{
	(void)state;
	static const struct reading_case cases[] = {
		{"昭和64年1月7日", MG_DATE_READ, "1989-01-07"},
		{"昭和64年1月8日", MG_DATE_OTHER_ERA, "1989-01-08"},
		{"平成1年1月7日", MG_DATE_OTHER_ERA, "1989-01-07"},
		{"平成元年1月8日", MG_DATE_READ, "1989-01-08"},
		{"平成31年4月30日", MG_DATE_READ, "2019-04-30"},
		{"平成31年5月1日", MG_DATE_OTHER_ERA, "2019-05-01"},
		{"令和1年4月30日", MG_DATE_OTHER_ERA, "2019-04-30"},
		{"大正15年12月24日", MG_DATE_READ, "1926-12-24"},
		{"大正15年12月25日", MG_DATE_OTHER_ERA, "1926-12-25"},
		{"昭和1年12月25日", MG_DATE_READ, "1926-12-25"},
		{"明治45年7月29日", MG_DATE_READ, "1912-07-29"},
		{"明治45年7月30日", MG_DATE_OTHER_ERA, "1912-07-30"},
		{"大正1年7月30日", MG_DATE_READ, "1912-07-30"},
		{"明治6年1月1日", MG_DATE_READ, "1873-01-01"},
		{"明治5年12月31日", MG_DATE_TOO_OLD, ""},
		{"明治1年1月25日", MG_DATE_TOO_OLD, ""},
		{"18721231", MG_DATE_TOO_OLD, ""},
		{"18730101", MG_DATE_READ, "1873-01-01"},
	};
	check_readings(cases, MG_LEN(cases));
	struct mg_date offer;
	char text[MG_DATE_TEXT_BYTES];
	const char *typed = "大正15年12月25日";
	assert_int_equal(mg_date_parse(typed, strlen(typed), &offer), MG_DATE_OTHER_ERA);
	mg_date_format(offer, MG_DATE_ERA, text);
	assert_string_equal(text, "昭和元年12月25日");
}

static const struct {
	const char *text;
	enum mg_date_reading reading;
	const char *digits;
	const char *era;
	const char *from;
	const char *to;
} part_cases[] = {
	{"昭和20年月日不詳", MG_DATE_READ, "19450000", "昭和20年月日不詳", "1945-01-01",
		"1945-12-31"},
	{"昭和20年不詳", MG_DATE_READ, "19450000", "昭和20年月日不詳", "1945-01-01",
		"1945-12-31"},
	{"昭和20年5月日不詳", MG_DATE_READ, "19450500", "昭和20年5月日不詳", "1945-05-01",
		"1945-05-31"},
	{"昭和20年5月不詳", MG_DATE_READ, "19450500", "昭和20年5月日不詳", "1945-05-01",
		"1945-05-31"},
	{"1980年00月00日", MG_DATE_READ, "19800000", "昭和55年月日不詳", "1980-01-01",
		"1980-12-31"},
	{"S64", MG_DATE_READ, "19890000", "昭和64年月日不詳", "1989-01-01", "1989-01-07"},
	{"H1", MG_DATE_READ, "19890000", "平成元年月日不詳", "1989-01-08", "1989-12-31"},
	{"S64.1", MG_DATE_READ, "19890100", "昭和64年1月日不詳", "1989-01-01",
		"1989-01-07"},
	{"S64.2", MG_DATE_OTHER_ERA, "19890200", "平成元年2月日不詳", "1989-02-01",
		"1989-02-28"},
	{"S65", MG_DATE_OTHER_ERA, "19900000", "平成2年月日不詳", "1990-01-01",
		"1990-12-31"},
	{"昭和54年", MG_DATE_READ, "19790000", "昭和54年月日不詳", "1979-01-01",
		"1979-12-31"},
	{"S54.5", MG_DATE_READ, "19790500", "昭和54年5月日不詳", "1979-05-01",
		"1979-05-31"},
	{"S54.5.", MG_DATE_READ, "19790500", "昭和54年5月日不詳", "1979-05-01",
		"1979-05-31"},
	{"S54.5.14", MG_DATE_READ, "19790514", "昭和54年5月14日", "1979-05-14",
		"1979-05-14"},
	{"1979", MG_DATE_READ, "19790000", "昭和54年月日不詳", "1979-01-01", "1979-12-31"},
	{"1979-02", MG_DATE_READ, "19790200", "昭和54年2月日不詳", "1979-02-01",
		"1979-02-28"},
	{"19790500", MG_DATE_READ, "19790500", "昭和54年5月日不詳", "1979-05-01",
		"1979-05-31"},
};

static void a_date_known_in_part_keeps_what_is_known(void **state)
{
	(void)state;
	for (size_t i = 0; i < MG_LEN(part_cases); i++) {
		struct mg_partial_date p = {0};
		struct mg_date from, to;
		char text[MG_DATE_TEXT_BYTES];
		assert_int_equal(mg_partial_parse(part_cases[i].text, strlen(part_cases[i].text), &p),
			part_cases[i].reading);
		mg_partial_format(p, MG_DATE_DIGITS, text);
		assert_string_equal(text, part_cases[i].digits);
		mg_partial_format(p, MG_DATE_ERA, text);
		assert_string_equal(text, part_cases[i].era);
		assert_true(mg_partial_range(p, &from, &to));
		assert_day(from, part_cases[i].from);
		assert_day(to, part_cases[i].to);
	}
	struct mg_partial_date p;
	assert_int_equal(
		mg_partial_parse("昭和20年15日", strlen("昭和20年15日"), &p), MG_DATE_NOT_A_DATE);
	assert_int_equal(mg_partial_parse("M5", 2, &p), MG_DATE_TOO_OLD);
}

static void interface_files_write_unknown_parts_as_zeros(void **state)
{
	(void)state;
	static const struct {
		const char *text;
		enum mg_date_reading reading;
		bool whole;
	} cases[] = {
		{"19790514", MG_DATE_READ, true},
		{"19790500", MG_DATE_READ, false},
		{"19790000", MG_DATE_READ, false},
		{"00000000", MG_DATE_READ, false},
		{"19790014", MG_DATE_NOT_A_DATE, false},
		{"00000514", MG_DATE_NOT_A_DATE, false},
		{"19791300", MG_DATE_NO_SUCH_DAY, false},
		{"19790532", MG_DATE_NO_SUCH_DAY, false},
		{"1979051", MG_DATE_NOT_A_DATE, false},
		{"1979051a", MG_DATE_NOT_A_DATE, false},
	};
	for (size_t i = 0; i < MG_LEN(cases); i++) {
		struct mg_partial_date p = {0};
		assert_int_equal(mg_partial_from_digits(cases[i].text, strlen(cases[i].text), &p),
			cases[i].reading);
		assert_int_equal(mg_partial_is_whole(p), cases[i].whole);
	}
}

static void dates_print_in_every_style(void **state)
{
	(void)state;
	static const struct {
		const char *iso;
		enum mg_date_style style;
		const char *text;
	} cases[] = {
		{"1979-05-14", MG_DATE_DIGITS, "19790514"},
		{"1979-05-14", MG_DATE_ISO, "1979-05-14"},
		{"1979-05-14", MG_DATE_ERA, "昭和54年5月14日"},
		{"1979-05-14", MG_DATE_SHORT, "S54.5.14"},
		{"1979-05-14", MG_DATE_WESTERN, "1979年5月14日"},
		{"2019-05-01", MG_DATE_ERA, "令和元年5月1日"},
		{"2019-05-01", MG_DATE_SHORT, "R1.5.1"},
		{"2019-04-30", MG_DATE_ERA, "平成31年4月30日"},
	};
	for (size_t i = 0; i < MG_LEN(cases); i++) {
		char text[MG_DATE_TEXT_BYTES];
		mg_date_format(day(cases[i].iso), cases[i].style, text);
		assert_string_equal(text, cases[i].text);
	}
	char text[MG_DATE_TEXT_BYTES] = "x";
	mg_date_format((struct mg_date){0}, MG_DATE_ERA, text);
	assert_string_equal(text, "");
	mg_date_format((struct mg_date){1872, 12, 31}, MG_DATE_ERA, text);
	assert_string_equal(text, "1872年12月31日");
	mg_partial_format((struct mg_partial_date){0}, MG_DATE_ERA, text);
	assert_string_equal(text, "年月日不詳");
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(an_age_is_attained_the_day_before_the_birthday),
		cmocka_unit_test(days_and_dates_are_each_others_inverse),
		cmocka_unit_test(months_are_added_to_the_last_day_that_exists),
		cmocka_unit_test(the_calendar_has_its_limits),
		cmocka_unit_test(days_are_ordered_by_year_then_month_then_day),
		cmocka_unit_test(a_date_known_in_part_can_mean_the_days_of_its_era_only),
		cmocka_unit_test(a_fiscal_year_begins_in_april),
		cmocka_unit_test(a_day_in_japan_begins_nine_hours_before_utc),
		cmocka_unit_test(dates_are_read_in_every_form_a_clerk_types),
		cmocka_unit_test(a_day_outside_its_era_is_refused_and_the_right_one_offered),
		cmocka_unit_test(a_date_known_in_part_keeps_what_is_known),
		cmocka_unit_test(interface_files_write_unknown_parts_as_zeros),
		cmocka_unit_test(dates_print_in_every_style),
	};
	return cmocka_run_group_tests(tests, NULL, NULL);
}
