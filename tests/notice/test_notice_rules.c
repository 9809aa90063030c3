/* SPDX-License-Identifier: Apache-2.0 */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <stdio.h>
#include <string.h>
#include <cmocka.h>
#include "base/macros.h"
#include "display/display_rules.h"
#include "notice/notice_rules.h"

#define NOW INT64_C(1764288000000000)
#define HOUR_US INT64_C(3600000000)

static const struct mg_notice_poster head = {"146", false}, it = {"100", true};

static const char *malformed(const char *text, const char *ward)
{
	const struct mg_notice_wish wish = {text, ward, NOW + HOUR_US};
	const char *field = mg_notice_malformed(&wish);
	return field ? field : "";
}

static const char *refused(struct mg_notice_wish wish, const struct mg_notice_poster *poster, uint64_t terminals,
	uint64_t in_force)
{
	const char *field = mg_notice_refused(&wish, poster, NOW, terminals, in_force);
	return field ? field : "";
}

static void a_notice_is_one_line_of_at_most_120_characters(void **state)
{
	(void)state;
	char text[4 * 121 + 1] = "";
	for (int i = 0; i < 120; i++)
		strcat(text, "窓");
	assert_string_equal(malformed("17:30 にシステムを止めます", ""), "");
	assert_string_equal(malformed(text, "146"), "");
	strcat(text, "口");
	assert_string_equal(malformed(text, ""), "text");
	static const char *const bad[] = {"", " ", "\u3000", "二行\nになる", "タブ\tがある", "\x7f", "\u2028", "\u202e逆", "\xff"};
	for (size_t i = 0; i < MG_LEN(bad); i++)
		assert_string_equal(malformed(bad[i], ""), "text");
}

static void a_ward_has_three_digits_or_is_the_city(void **state)
{
	(void)state;
	static const char *const bad[] = {"1", "14", "1466", "14a", "１４６"};
	for (size_t i = 0; i < MG_LEN(bad); i++)
		assert_string_equal(malformed("休止", bad[i]), "ward");
}

static void a_head_addresses_the_own_ward_and_central_it_everybody(void **state)
{
	(void)state;
	const int64_t until = NOW + HOUR_US;
	assert_string_equal(refused((struct mg_notice_wish){"休止", "146", until}, &head, 1, 0), "");
	assert_string_equal(refused((struct mg_notice_wish){"休止", "142", until}, &head, 1, 0), "ward");
	assert_string_equal(refused((struct mg_notice_wish){"休止", "", until}, &head, 1, 0), "ward");
	assert_string_equal(refused((struct mg_notice_wish){"休止", "", until}, &it, 1, 0), "");
	assert_string_equal(refused((struct mg_notice_wish){"休止", "142", until}, &it, 1, 0), "");
	assert_string_equal(refused((struct mg_notice_wish){"休止", "999", until}, &it, 0, 0), "ward");
	assert_true(mg_notice_may_withdraw("146", &head) && mg_notice_may_withdraw("", &it));
	assert_false(mg_notice_may_withdraw("142", &head) || mg_notice_may_withdraw("", &head));
}

static void it_ends_within_a_day_and_few_stand_at_a_time(void **state)
{
	(void)state;
	assert_string_equal(refused((struct mg_notice_wish){"休止", "", NOW}, &it, 1, 0), "until_us");
	assert_string_equal(refused((struct mg_notice_wish){"休止", "", NOW + 1}, &it, 1, 0), "");
	assert_string_equal(refused((struct mg_notice_wish){"休止", "", NOW + 24 * HOUR_US}, &it, 1, 0), "");
	assert_string_equal(refused((struct mg_notice_wish){"休止", "", NOW + 24 * HOUR_US + 1}, &it, 1, 0), "until_us");
	assert_string_equal(refused((struct mg_notice_wish){"休止", "", INT64_MIN}, &it, 1, 0), "until_us");
	assert_string_equal(refused((struct mg_notice_wish){"休止", "", NOW + 1}, &it, 1, MG_NOTICES_EACH - 1), "");
	assert_string_equal(refused((struct mg_notice_wish){"休止", "", NOW + 1}, &it, 1, MG_NOTICES_EACH), "in_force");
}

static void twelve_digits_in_a_row_are_somebodys_number(void **state)
{
	(void)state;
	static const struct {
		const char *text;
		const char *field;
	} cases[] = {
		{"2026-11-28 17:30 にシステムを止めます", ""},
		{"電話 090-1234-5678 に連絡してください", ""},
		{"10:00-11:00、12:00-13:00、14:00", ""},
		{"123456789012 の人", "text"},
		{"番号 1234-5678-9012", "text"},
		{"番号 1234 5678 9012", "text"},
		{"番号　１２３４－５６７８－９０１２", "text"},
		{"番号 1234\u30105678\u30119012", ""},
		{"123456789012", "text"},
		{"12345678901", ""},
	};
	for (size_t i = 0; i < MG_LEN(cases); i++)
		assert_string_equal(refused((struct mg_notice_wish){cases[i].text, "", NOW + 1}, &it, 1, 0), cases[i].field);
}

static void another_set_of_notices_has_another_version(void **state)
{
	(void)state;
	const uint64_t one = mg_notice_version_add(0, 1), two = mg_notice_version_add(0, 2);
	assert_true(one != 0 && two != 0 && one != two);
	assert_true(mg_notice_version_add(one, 2) != one && mg_notice_version_add(one, 2) != two);
	assert_true(mg_notice_version_add(one, 2) != mg_notice_version_add(two, 1));
	assert_true(mg_notice_version_add(0, 1) == one);
}

static void a_display_is_one_of_those_that_are_offered(void **state)
{
	(void)state;
	static const uint32_t good[] = {0, 100, 125, 150, 200}, bad[] = {1, 99, 110, 201, UINT32_MAX};
	char words[MG_DISPLAY_WORDS];
	for (size_t i = 0; i < MG_LEN(good); i++)
		assert_true(mg_display_is_offered(&(struct mg_display){good[i], true, false}));
	for (size_t i = 0; i < MG_LEN(bad); i++)
		assert_false(mg_display_is_offered(&(struct mg_display){bad[i], false, false}));
	mg_display_words(&(struct mg_display){150, true, false}, words);
	assert_string_equal(words, "scale=150 contrast=1 reader=0");
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(a_notice_is_one_line_of_at_most_120_characters),
		cmocka_unit_test(a_ward_has_three_digits_or_is_the_city),
		cmocka_unit_test(a_head_addresses_the_own_ward_and_central_it_everybody),
		cmocka_unit_test(it_ends_within_a_day_and_few_stand_at_a_time),
		cmocka_unit_test(twelve_digits_in_a_row_are_somebodys_number),
		cmocka_unit_test(another_set_of_notices_has_another_version),
		cmocka_unit_test(a_display_is_one_of_those_that_are_offered),
	};
	return cmocka_run_group_tests(tests, NULL, NULL);
}
