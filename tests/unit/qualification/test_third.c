/* SPDX-License-Identifier: Apache-2.0
 * 第3号 abroad (国民年金法7条1項3号), and 第2号 with a right to 老齢 (附則3条, 4条). */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdio.h>
#include <cmocka.h>
#include "base/macros.h"
#include "qualification/qualification_rules.h"
#include "support/rules.h"

#define NONE MG_INSURED_NONE
#define SECOND MG_INSURED_SECOND
#define THIRD MG_INSURED_THIRD

static void a_dependent_abroad_is_third_only_with_its_base_in_japan(void **state)
{
	(void)state;
	static const struct {
		const char *on;
		bool in_japan, base, employed;
		enum mg_result result;
		enum mg_insured kind;
	} cases[] = {
		{"2026-05-01", 0, 0, 0, MG_RESULT_CONFIRM, NONE},
		{"2026-05-01", 0, 1, 0, MG_RESULT_YES, THIRD},
		{"2026-05-01", 1, 0, 0, MG_RESULT_YES, THIRD},
		{"2026-05-01", 0, 0, 1, MG_RESULT_YES, SECOND},
		{"2020-04-01", 0, 0, 0, MG_RESULT_CONFIRM, NONE},
		{"2020-03-31", 0, 0, 0, MG_RESULT_YES, THIRD}, /* until then wherever they lived */
		{"2010-05-03", 0, 0, 0, MG_RESULT_NO, NONE},   /* not yet 20 */
	};

	for (size_t i = 0; i < MG_LEN(cases); i++) {
		const struct mg_circumstances c = {.birth = born("1990-05-05"), .in_japan = cases[i].in_japan, .dependent = true,
			.base_in_japan = cases[i].base, .employed = cases[i].employed};
		struct mg_verdict v;

		mg_qualification_type(&c, day(cases[i].on), &v);
		if (v.result != cases[i].result || v.kind != (int32_t)cases[i].kind)
			fail_msg("case %zu: %s kind %d", i, result_name(&v), v.kind);
		assert_int_equal(misses(&v, MG_PAPER_BASE_IN_JAPAN), v.result == MG_RESULT_CONFIRM);
		if (v.result == MG_RESULT_CONFIRM) {
			assert_string_equal(reason_name(&v, 0), "THIRD_ABROAD");
			assert_string_equal(article_text(&v, 0), "国民年金法7条1項3号");
		}
	}
	/* at 20 the same question, with the day; an age that does nothing asks nothing */
	struct mg_age_event_in in = {.person = {.birth = born("2006-05-05"), .dependent = true}, .age = 20};
	struct mg_verdict v;

	mg_qualification_age_event(&in, law(), &v);
	assert_int_equal(v.result, MG_RESULT_CONFIRM);
	assert_string_equal(reason_name(&v, 0), "THIRD_ABROAD");
	assert_int_equal(figure(&v, MG_FIGURE_EVENT_DATE), 20260504);
	in.before = THIRD;
	mg_qualification_age_event(&in, law(), &v);
	assert_int_equal(v.result, MG_RESULT_NO);
	in.before = NONE;
	in.person.base_in_japan = true;
	mg_qualification_age_event(&in, law(), &v);
	assert_int_equal(v.kind, THIRD);
}

static void a_right_to_old_age_ends_second_from_65_only(void **state)
{
	(void)state;
	static const struct {
		struct mg_partial_date birth;
		enum mg_result result;
	} cases[] = {
		{{.year = 1961, .month = 5, .day = 11}, MG_RESULT_YES}, /* 65 that day */
		{{.year = 1961, .month = 5, .day = 12}, MG_RESULT_NO},
		{{.year = 1961, .month = 4}, MG_RESULT_YES},
		{{.year = 1961, .month = 5}, MG_RESULT_CONFIRM},
		{{.year = 1961, .month = 6}, MG_RESULT_NO},
		{{.year = 1961}, MG_RESULT_CONFIRM},
		{{.year = 0}, MG_RESULT_CONFIRM},
	};

	for (size_t i = 0; i < MG_LEN(cases); i++) {
		struct mg_event_in in = {.fact = MG_FACT_OLD_AGE_RIGHT, .on = day("2026-05-10"), .before = SECOND,
			.birth = cases[i].birth};
		struct mg_verdict v;

		mg_qualification_event(&in, &v);
		if (v.result != cases[i].result)
			fail_msg("case %zu: %s", i, result_name(&v));
		assert_string_equal(reason_name(&v, 0), v.result == MG_RESULT_YES ? "SAME_DAY"
						       : v.result == MG_RESULT_NO ? "NO_EFFECT"
										   : "BIRTH_UNKNOWN");
		assert_int_equal(misses(&v, MG_PAPER_BIRTH_DATE), v.result == MG_RESULT_CONFIRM);
		assert_string_equal(article_text(&v, 0), v.result == MG_RESULT_NO ? "国民年金法8条・9条" : "国民年金法9条5号・附則4条");
		in.after = SECOND; /* the case says that the type stays */
		mg_qualification_event(&in, &v);
		assert_int_equal(v.result, MG_RESULT_NO);
		/* nothing else asks for the age */
		in.before = MG_INSURED_FIRST;
		in.after = NONE;
		mg_qualification_event(&in, &v);
		assert_int_equal(v.result, MG_RESULT_YES);
	}
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(a_dependent_abroad_is_third_only_with_its_base_in_japan),
		cmocka_unit_test(a_right_to_old_age_ends_second_from_65_only),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
