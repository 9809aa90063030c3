/* SPDX-License-Identifier: Apache-2.0 */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdio.h>
#include <cmocka.h>
#include "base/macros.h"
#include "base/term.h"
#include "exemption/exemption_rules_legal.h"
#include "support/rules.h"

static void terms_end_the_day_before_the_answering_day_or_with_the_month(void **state)
{
	(void)state;
	static const struct {
		const char *from;
		int32_t months, last;
	} cases[] = {{"2024-11-26", 24, 20261125}, {"2024-02-29", 24, 20260228}, {"2024-03-01", 24, 20260228},
		{"2024-08-31", 18, 20260228}, {"2024-08-30", 18, 20260228}, {"2024-08-28", 18, 20260227}, {"2024-01-31", 1, 20240229},
		{"2025-12-31", 2, 20260228}};

	for (size_t i = 0; i < MG_LEN(cases); i++) {
		const struct mg_date last = mg_term_last(day(cases[i].from), cases[i].months);

		if (mg_ymd(last) != cases[i].last)
			fail_msg("case %zu: %d", i, mg_ymd(last));
		assert_int_equal(mg_ymd(mg_term_passed(day(cases[i].from), cases[i].months)),
			mg_ymd(mg_date_add_days(last, 1)));
	}
}

static void legal_exemption_runs_from_the_month_before_to_the_month_of_ceasing(void **state)
{
	(void)state;
	static const struct {
		enum mg_legal_ground ground;
		const char *began, *ended, *recovered;
		bool junyo;
		enum mg_result result;
		int32_t from, to, ceases;
		enum mg_article article;
	} cases[] = {
		{MG_LEGAL_WELFARE, "2026-10-15", "2027-03-20", "", 0, MG_RESULT_YES, 202609, 202703, 20270320, MG_ARTICLE_A89_1_2},
		{MG_LEGAL_WELFARE, "2026-10-01", "2027-04-01", "", 0, MG_RESULT_YES, 202609, 202704, 20270401, MG_ARTICLE_A89_1_2},
		{MG_LEGAL_WELFARE, "2026-01-31", "", "", 0, MG_RESULT_YES, 202512, 0, 0, MG_ARTICLE_A89_1_2},
		{MG_LEGAL_WELFARE, "2026-01-31", "", "2020-01-01", 0, MG_RESULT_YES, 202512, 0, 0, MG_ARTICLE_A89_1_2},
		{MG_LEGAL_WELFARE, "2026-10-15", "", "", 1, MG_RESULT_NO, -1, -1, -1, MG_ARTICLE_A90_1_2},
		{MG_LEGAL_FACILITY, "2026-10-15", "", "", 1, MG_RESULT_YES, 202609, 0, 0, MG_ARTICLE_A89_1_3},
		{MG_LEGAL_DISABILITY, "2026-10-15", "", "", 0, MG_RESULT_YES, 202609, 0, 0, MG_ARTICLE_A89_1_1},
		{MG_LEGAL_DISABILITY, "2020-10-15", "", "2023-05-10", 0, MG_RESULT_YES, 202009, 202605, 20260510,
			MG_ARTICLE_A89_1_1},
		{MG_LEGAL_DISABILITY, "2020-10-15", "2026-05-09", "2023-05-10", 0, MG_RESULT_YES, 202009, 202605, 20260509,
			MG_ARTICLE_A89_1_1},
		{MG_LEGAL_DISABILITY, "2020-10-15", "2026-05-11", "2023-05-10", 0, MG_RESULT_YES, 202009, 202605, 20260510,
			MG_ARTICLE_A89_1_1},
		{MG_LEGAL_DISABILITY, "2020-10-15", "", "2024-02-29", 0, MG_RESULT_YES, 202009, 202703, 20270301,
			MG_ARTICLE_A89_1_1},
		{MG_LEGAL_OTHER_AID, "2026-10-15", "", "", 0, MG_RESULT_NO, -1, -1, -1, MG_ARTICLE_A90_1_2},
	};

	for (size_t i = 0; i < MG_LEN(cases); i++) {
		const struct mg_legal_in in = {cases[i].ground, day(cases[i].began), day(cases[i].ended),
			day(cases[i].recovered), cases[i].junyo};
		struct mg_verdict v;

		mg_exemption_legal(&in, law(), &v);
		if (v.result != cases[i].result || figure(&v, MG_FIGURE_FROM_YM) != cases[i].from ||
			figure(&v, MG_FIGURE_TO_YM) != cases[i].to || v.reason[0].article != cases[i].article ||
			figure(&v, MG_FIGURE_EVENT_DATE) != cases[i].ceases)
			fail_msg("case %zu: %s %lld %lld", i, result_name(&v), (long long)figure(&v, MG_FIGURE_FROM_YM),
				(long long)figure(&v, MG_FIGURE_EVENT_DATE));
		assert_int_equal(v.kind, v.result == MG_RESULT_YES ? MG_MENJO_LEGAL : 0);
		assert_int_equal(figure(&v, MG_FIGURE_NOTICE_UNTIL), v.result != MG_RESULT_YES ? -1
			: mg_ymd(mg_date_add_days(cases[i].ceases ? (struct mg_date){cases[i].ceases / 10000,
				(uint8_t)(cases[i].ceases / 100 % 100), (uint8_t)(cases[i].ceases % 100)} : in.began_on, 14)));
		assert_int_equal(v.reason[0].name,
			v.result == MG_RESULT_YES ? MG_REASON_LEGAL_GROUND : MG_REASON_APPLY_INSTEAD);
	}
}

static void aid_by_analogy_to_foreigners_is_a_parameter(void **state)
{
	(void)state;
	static struct mg_law other;
	const struct mg_legal_in in = {.ground = MG_LEGAL_WELFARE, .began_on = day("2026-10-15"), .foreigner_junyo = true};
	struct mg_verdict v;

	other = *law();
	other.param[MG_PARAM_FOREIGNER_WELFARE_LEGAL].row[0].value = 1;
	mg_exemption_legal(&in, &other, &v);
	assert_int_equal(v.result, MG_RESULT_YES);
}

static void declared_months_are_cut_to_the_exemption(void **state)
{
	(void)state;
	static const struct {
		int32_t legal_from, legal_to, from, to;
		int32_t want_from, want_to; /* -1: refused */
	} cases[] = {
		{202609, 202703, 202701, 202702, 202701, 202702},
		{202609, 202703, 202607, 202612, 202609, 202612},
		{202609, 202703, 202703, 202705, 202703, 202703},
		{202609, 202703, 202704, 202705, -1, -1},
		{202609, 202703, 202607, 202608, -1, -1},
		{202609, 0, 202704, 209905, 202704, 209905},
		{202609, 202703, 202609, 202703, 202609, 202703},
	};

	for (size_t i = 0; i < MG_LEN(cases); i++) {
		const struct mg_declare_in in = {cases[i].legal_from, cases[i].legal_to, cases[i].from, cases[i].to};
		struct mg_verdict v;

		mg_exemption_declare(&in, &v);
		if (figure(&v, MG_FIGURE_FROM_YM) != cases[i].want_from || figure(&v, MG_FIGURE_TO_YM) != cases[i].want_to)
			fail_msg("case %zu", i);
		assert_int_equal(v.result, cases[i].want_from > 0 ? MG_RESULT_YES : MG_RESULT_NO);
		assert_int_equal(v.reason[0].name,
			cases[i].want_from > 0 ? MG_REASON_DECLARED_TO_PAY : MG_REASON_NOT_LEGALLY_EXEMPT);
		assert_int_equal(v.reason[0].article, MG_ARTICLE_A89_2);
	}
}

static void maternity_covers_four_months_and_six_for_twins(void **state)
{
	(void)state;
	static const struct {
		const char *due, *birth, *filed;
		bool multiple;
		int32_t days;
		enum mg_reason_name why;
		int32_t from, to; /* -1: refused */
	} cases[] = {
		{"2026-12-10", "", "2026-11-24", 0, 0, MG_REASON_DATE_DUE, 202611, 202702},
		{"2026-12-10", "", "2026-11-24", 1, 0, MG_REASON_DATE_DUE, 202609, 202702},
		{"2027-01-31", "", "2026-11-24", 0, 0, MG_REASON_DATE_DUE, 202612, 202703},
		/* filed after the birth: by its day; before it: by the day due */
		{"2026-12-10", "2027-01-02", "2027-01-02", 0, 0, MG_REASON_DATE_OF_BIRTH, 202612, 202703},
		{"2026-12-10", "2027-01-02", "2027-01-01", 0, 0, MG_REASON_DATE_DUE, 202611, 202702},
		/* from six months before the day due */
		{"2026-12-10", "", "2026-06-10", 0, 0, MG_REASON_DATE_DUE, 202611, 202702},
		{"2026-12-10", "", "2026-06-09", 0, 0, MG_REASON_TOO_EARLY, -1, -1},
		/* a birth from the 85th day */
		{"2026-12-10", "2026-09-02", "2026-11-24", 0, 84, MG_REASON_NOT_A_BIRTH, -1, -1},
		{"2026-12-10", "2026-09-02", "2026-11-24", 0, 85, MG_REASON_DATE_OF_BIRTH, 202608, 202611},
		/* from 2019-04 */
		{"2019-04-10", "2019-04-10", "2019-05-01", 0, 0, MG_REASON_DATE_OF_BIRTH, 201904, 201906},
		{"2019-02-10", "2019-02-10", "2019-05-01", 0, 0, MG_REASON_DATE_OF_BIRTH, 201904, 201904},
		{"2019-01-10", "2019-01-31", "2019-05-01", 0, 0, MG_REASON_BEFORE_THE_LAW, -1, -1},
	};

	for (size_t i = 0; i < MG_LEN(cases); i++) {
		const struct mg_maternity_in in = {day(cases[i].due), day(cases[i].birth), day(cases[i].filed),
			cases[i].multiple, cases[i].days};
		struct mg_verdict v;

		mg_exemption_maternity(&in, law(), &v);
		if (v.reason[0].name != cases[i].why || figure(&v, MG_FIGURE_FROM_YM) != cases[i].from ||
			figure(&v, MG_FIGURE_TO_YM) != cases[i].to)
			fail_msg("case %zu: %s %lld", i, reason_name(&v, 0), (long long)figure(&v, MG_FIGURE_FROM_YM));
		assert_int_equal(v.result, cases[i].from > 0 ? MG_RESULT_YES : MG_RESULT_NO);
		assert_int_equal(v.kind, cases[i].from > 0 ? MG_MENJO_MATERNITY : 0);
		assert_int_equal(figure(&v, MG_FIGURE_EVENT_DATE), cases[i].why == MG_REASON_TOO_EARLY ? 20260610 : -1);
	}
}

static void childcare_follows_maternity_or_runs_to_the_first_birthday(void **state)
{
	(void)state;
	static const struct {
		enum mg_parent parent;
		const char *birth, *adopted;
		int32_t maternity_to;
		const char *ceased;
		enum mg_reason_name why;
		int32_t from, to;
		bool no_form;
	} cases[] = {
		{MG_PARENT_MOTHER, "2027-05-01", "", 202707, "", MG_REASON_AFTER_MATERNITY, 202708, 202804, 1},
		{MG_PARENT_FATHER, "2027-05-01", "", 0, "", MG_REASON_RAISING_CHILD, 202705, 202804, 0},
		{MG_PARENT_MOTHER, "2027-05-01", "", 0, "", MG_REASON_RAISING_CHILD, 202705, 202804, 0},
		{MG_PARENT_MOTHER, "2026-01-01", "", 202603, "", MG_REASON_AFTER_MATERNITY, 202610, 202612, 0},
		{MG_PARENT_FATHER, "2026-01-01", "", 0, "", MG_REASON_RAISING_CHILD, 202610, 202612, 0},
		{MG_PARENT_FATHER, "2025-10-15", "", 0, "", MG_REASON_BEFORE_THE_LAW, -1, -1, 0},
		{MG_PARENT_FATHER, "2026-09-15", "", 0, "2026-09-30", MG_REASON_BEFORE_THE_LAW, -1, -1, 0},
		{MG_PARENT_FATHER, "2025-11-15", "", 0, "", MG_REASON_RAISING_CHILD, 202610, 202610, 0},
		{MG_PARENT_ADOPTIVE, "2027-01-15", "2027-05-10", 0, "", MG_REASON_RAISING_CHILD, 202705, 202712, 0},
		{MG_PARENT_ADOPTIVE, "2027-01-15", "2027-12-31", 0, "", MG_REASON_RAISING_CHILD, 202712, 202712, 0},
		{MG_PARENT_ADOPTIVE, "2027-01-15", "2028-01-01", 0, "", MG_REASON_NOTHING_LEFT, -1, -1, 0},
		/* a father's wife's maternity does not shorten his */
		{MG_PARENT_FATHER, "2027-05-01", "", 202707, "", MG_REASON_RAISING_CHILD, 202705, 202804, 0},
		/* due 2026-12-10 */
		{MG_PARENT_MOTHER, "2026-12-10", "", 202702, "", MG_REASON_AFTER_MATERNITY, 202703, 202711, 1},
		{MG_PARENT_FATHER, "2026-12-10", "", 0, "", MG_REASON_RAISING_CHILD, 202612, 202711, 0},
		/* twelve months for a child of 29 February too */
		{MG_PARENT_FATHER, "2028-02-29", "", 0, "", MG_REASON_RAISING_CHILD, 202802, 202901, 0},
		/* maternity to September 2026: needs no form; to August: does */
		{MG_PARENT_MOTHER, "2026-07-10", "", 202609, "", MG_REASON_AFTER_MATERNITY, 202610, 202706, 1},
		{MG_PARENT_MOTHER, "2026-06-10", "", 202608, "", MG_REASON_AFTER_MATERNITY, 202610, 202705, 0},
		/* ceased: to the month before the one that holds the day after */
		{MG_PARENT_FATHER, "2027-05-01", "", 0, "2027-08-30", MG_REASON_RAISING_CHILD, 202705, 202707, 0},
		{MG_PARENT_FATHER, "2027-05-01", "", 0, "2027-08-31", MG_REASON_RAISING_CHILD, 202705, 202708, 0},
		{MG_PARENT_FATHER, "2027-05-01", "", 0, "2028-08-31", MG_REASON_RAISING_CHILD, 202705, 202804, 0},
		{MG_PARENT_FATHER, "2027-05-01", "", 0, "2027-05-10", MG_REASON_NOTHING_LEFT, -1, -1, 0},
	};

	for (size_t i = 0; i < MG_LEN(cases); i++) {
		const struct mg_childcare_in in = {cases[i].parent, day(cases[i].birth), day(cases[i].adopted),
			cases[i].maternity_to, day(cases[i].ceased)};
		struct mg_verdict v;

		mg_exemption_childcare(&in, law(), &v);
		if (v.reason[0].name != cases[i].why || figure(&v, MG_FIGURE_FROM_YM) != cases[i].from ||
			figure(&v, MG_FIGURE_TO_YM) != cases[i].to)
			fail_msg("case %zu: %s %lld %lld", i, reason_name(&v, 0),
				(long long)figure(&v, MG_FIGURE_FROM_YM), (long long)figure(&v, MG_FIGURE_TO_YM));
		assert_int_equal(v.result, cases[i].from > 0 ? MG_RESULT_YES : MG_RESULT_NO);
		assert_int_equal(v.kind, cases[i].from > 0 ? MG_MENJO_CHILDCARE : 0);
		assert_int_equal(mg_verdict_has(&v, MG_REASON_NO_FORM_NEEDED), cases[i].no_form);
	}
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(terms_end_the_day_before_the_answering_day_or_with_the_month),
		cmocka_unit_test(legal_exemption_runs_from_the_month_before_to_the_month_of_ceasing),
		cmocka_unit_test(aid_by_analogy_to_foreigners_is_a_parameter),
		cmocka_unit_test(declared_months_are_cut_to_the_exemption),
		cmocka_unit_test(maternity_covers_four_months_and_six_for_twins),
		cmocka_unit_test(childcare_follows_maternity_or_runs_to_the_first_birthday),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
