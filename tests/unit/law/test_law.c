/* SPDX-License-Identifier: Apache-2.0 */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdio.h>
#include <string.h>
#include <cmocka.h>
#include "base/macros.h"
#include "support/rules.h"

static void a_value_holds_from_its_first_day_to_its_last(void **state)
{
	(void)state;
	static const struct mg_law made = {.param[MG_PARAM_PREMIUM] = {.n = 3, .row = {{20250401, 20260331, 17510, false},
		{20260501, 20260531, 17920, true}, {20260802, 0, 18000, false}}}};
	static const struct {
		int32_t ymd;
		int64_t value; /* 0: none */
	} cases[] = {{20250331, 0}, {20250401, 17510}, {20260331, 17510}, {20260401, 0}, {20260501, 17920}, {20260531, 17920},
		{20260601, 0}, {20260801, 0}, {20260802, 18000}, {99991231, 18000}};

	for (size_t i = 0; i < MG_LEN(cases); i++) {
		int64_t value = -1;

		assert_int_equal(mg_law_find(&made, MG_PARAM_PREMIUM, cases[i].ymd, &value), cases[i].value != 0);
		assert_int_equal(value, cases[i].value != 0 ? cases[i].value : -1);
		assert_int_equal(mg_law_at(&made, MG_PARAM_PREMIUM, cases[i].ymd), cases[i].value);
	}
	/* a month is asked by its first day */
	assert_int_equal(mg_law_in_month(&made, MG_PARAM_PREMIUM, 202605), 17920);
	assert_int_equal(mg_law_in_month(&made, MG_PARAM_PREMIUM, 202608), 0);
	assert_int_equal(mg_law_in_month(&made, MG_PARAM_PREMIUM, 202609), 18000);
	assert_int_equal(mg_law_at(&made, MG_PARAM_FULL_BASE, 20260501), 0);
}

static void every_parameter_has_a_key_and_a_unit(void **state)
{
	(void)state;
	for (int32_t a = 0; a < MG_PARAM_MAX; a++) {
		assert_true(strlen(mg_param_key((enum mg_param)a)) > 0 && strlen(mg_param_unit((enum mg_param)a)) > 0);
		for (int32_t b = 0; b < a; b++)
			assert_string_not_equal(mg_param_key((enum mg_param)a), mg_param_key((enum mg_param)b));
	}
}

static void every_word_is_found_by_its_name_and_stands_once(void **state)
{
	(void)state;
	for (int32_t list = 0; list < MG_WORDS_MAX; list++) {
		int32_t n;
		const struct mg_word *words = mg_words((enum mg_word_list)list, &n);

		assert_true(n > 1);
		for (int32_t i = 0; i < n; i++) {
			assert_int_equal(mg_word_find((enum mg_word_list)list, words[i].name), i);
			assert_ptr_equal(mg_word((enum mg_word_list)list, i), &words[i]);
		}
		assert_ptr_equal(mg_word((enum mg_word_list)list, n), &words[0]);
		assert_ptr_equal(mg_word((enum mg_word_list)list, -1), &words[0]);
		assert_int_equal(mg_word_find((enum mg_word_list)list, "NO_SUCH_NAME"), -1);
	}
}

static void a_full_verdict_says_that_it_was_cut(void **state)
{
	(void)state;
	struct mg_verdict v;

	mg_verdict_init(&v);
	for (int32_t i = 0; i < MG_REASONS_MAX; i++)
		mg_verdict_because(&v, MG_REASON_SAME_DAY, MG_ARTICLE_A7_1_1);
	for (int32_t i = 0; i < MG_FIGURES_MAX; i++)
		mg_verdict_number(&v, MG_FIGURE_MONTHS, i);
	for (int32_t i = 0; i < MG_MISSING_MAX; i++)
		for (int twice = 0; twice < 2; twice++)
			mg_verdict_missing(&v, (enum mg_paper)(i + 1), MG_ROLE_SELF);
	assert_false(v.cut);
	assert_int_equal(v.reason_n, MG_REASONS_MAX);
	assert_int_equal(v.figure_n, MG_FIGURES_MAX);
	assert_int_equal(v.missing_n, MG_MISSING_MAX);
	mg_verdict_because(&v, MG_REASON_SAME_DAY, MG_ARTICLE_A7_1_1);
	assert_true(v.cut);
	v.cut = false;
	mg_verdict_number(&v, MG_FIGURE_MONTHS, 1);
	assert_true(v.cut);
	v.cut = false;
	mg_verdict_missing(&v, MG_PAPER_TAX_DATA, MG_ROLE_HEAD);
	assert_true(v.cut);
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(a_value_holds_from_its_first_day_to_its_last),
		cmocka_unit_test(every_parameter_has_a_key_and_a_unit),
		cmocka_unit_test(every_word_is_found_by_its_name_and_stands_once),
		cmocka_unit_test(a_full_verdict_says_that_it_was_cut),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
