/* SPDX-License-Identifier: Apache-2.0 */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdio.h>
#include <cmocka.h>
#include "base/macros.h"
#include "exemption/exemption_rules_period.h"
#include "support/rules.h"

static void the_year_of_a_month_turns_in_july_and_in_april(void **state)
{
	(void)state;
	static const struct {
		int32_t ym, exemption, student;
	} cases[] = {{202606, 2025, 2026}, {202607, 2026, 2026}, {202612, 2026, 2026}, {202701, 2026, 2026},
		{202703, 2026, 2026}, {202704, 2026, 2027}, {202706, 2026, 2027}, {202707, 2027, 2027}};

	for (size_t i = 0; i < MG_LEN(cases); i++) {
		assert_int_equal(mg_exemption_year(cases[i].ym), cases[i].exemption);
		assert_int_equal(mg_student_year(cases[i].ym), cases[i].student);
		assert_int_equal(mg_form_year(MG_FORM_EXEMPTION, cases[i].ym), cases[i].exemption);
		assert_int_equal(mg_form_year(MG_FORM_STUDENT, cases[i].ym), cases[i].student);
	}
	assert_int_equal(mg_form_first_ym(MG_FORM_EXEMPTION, 2026), 202607);
	assert_int_equal(mg_form_first_ym(MG_FORM_STUDENT, 2026), 202604);
}

static void an_application_reaches_two_years_and_one_month_back_one_form_a_year(void **state)
{
	(void)state;
	static const struct {
		enum mg_form form;
		const char *applied;
		int32_t n;
		struct {
			int32_t year, from, to, household;
		} want[4];
	} cases[] = {
		{MG_FORM_EXEMPTION, "2026-11-24", 3,
			{{2024, 202410, 202506, 20250630}, {2025, 202507, 202606, 20260630}, {2026, 202607, 202706, 20261124}}},
		{MG_FORM_EXEMPTION, "2026-07-10", 4,
			{{2023, 202406, 202406, 20240630}, {2024, 202407, 202506, 20250630}, {2025, 202507, 202606, 20260630},
				{2026, 202607, 202706, 20260710}}},
		{MG_FORM_EXEMPTION, "2026-06-30", 3,
			{{2023, 202405, 202406, 20240630}, {2024, 202407, 202506, 20250630}, {2025, 202507, 202606, 20260630}}},
		{MG_FORM_EXEMPTION, "2026-08-01", 3,
			{{2024, 202407, 202506, 20250630}, {2025, 202507, 202606, 20260630}, {2026, 202607, 202706, 20260801}}},
		{MG_FORM_STUDENT, "2026-11-24", 3,
			{{2024, 202410, 202503, 20250331}, {2025, 202504, 202603, 20260331}, {2026, 202604, 202703, 20261124}}},
		{MG_FORM_STUDENT, "2026-04-01", 4,
			{{2023, 202403, 202403, 20240331}, {2024, 202404, 202503, 20250331}, {2025, 202504, 202603, 20260331},
				{2026, 202604, 202703, 20260401}}},
		/* July 2014 reaches June 2012 */
		{MG_FORM_EXEMPTION, "2014-07-01", 4,
			{{2011, 201206, 201206, 20120630}, {2012, 201207, 201306, 20130630}, {2013, 201307, 201406, 20140630},
				{2014, 201407, 201506, 20140701}}},
	};

	for (size_t i = 0; i < MG_LEN(cases); i++) {
		struct mg_form_period got[MG_FORMS_MAX];
		const int32_t n = mg_exemption_forms(cases[i].form, day(cases[i].applied), law(), got);

		if (n != cases[i].n)
			fail_msg("case %zu: %d forms", i, n);
		for (int32_t k = 0; k < n; k++)
			if (got[k].year != cases[i].want[k].year || got[k].from_ym != cases[i].want[k].from ||
				got[k].to_ym != cases[i].want[k].to ||
				mg_ymd(got[k].household_on) != cases[i].want[k].household)
				fail_msg("case %zu form %d: %d %d–%d %d", i, k, got[k].year, got[k].from_ym,
					got[k].to_ym, mg_ymd(got[k].household_on));
	}
}

static void a_form_is_not_filed_before_its_year_nor_after_it_lapsed(void **state)
{
	(void)state;
	struct mg_form_period p;

	assert_false(mg_exemption_form(MG_FORM_EXEMPTION, 2027, day("2027-06-30"), law(), &p));
	assert_true(mg_exemption_form(MG_FORM_EXEMPTION, 2027, day("2027-07-01"), law(), &p));
	assert_true(mg_exemption_form(MG_FORM_EXEMPTION, 2023, day("2026-07-31"), law(), &p));
	assert_false(mg_exemption_form(MG_FORM_EXEMPTION, 2023, day("2026-08-01"), law(), &p));
	assert_false(mg_exemption_form(MG_FORM_STUDENT, 2027, day("2027-03-31"), law(), &p));
	assert_true(mg_exemption_form(MG_FORM_STUDENT, 2027, day("2027-04-01"), law(), &p));
}

static void the_household_is_that_of_the_last_day_or_of_the_application(void **state)
{
	(void)state;
	assert_int_equal(mg_ymd(mg_household_day(202610, day("2026-11-24"))), 20261031);
	assert_int_equal(mg_ymd(mg_household_day(202611, day("2026-11-24"))), 20261124);
	assert_int_equal(mg_ymd(mg_household_day(202611, day("2026-11-30"))), 20261130);
	assert_int_equal(mg_ymd(mg_household_day(202611, day("2026-11-29"))), 20261129);
	assert_int_equal(mg_ymd(mg_household_day(202706, day("2026-11-24"))), 20261124);
}

static void a_special_ground_runs_from_the_month_before_to_june_of_the_second_year_after(void **state)
{
	(void)state;
	static const struct {
		enum mg_tokurei tokurei;
		enum mg_form form;
		const char *on;
		bool papers;
		int32_t ym;
		bool holds;
	} cases[] = {
		{MG_TOKUREI_JOB_LOSS, MG_FORM_EXEMPTION, "2026-03-31", true, 202601, false},
		{MG_TOKUREI_JOB_LOSS, MG_FORM_EXEMPTION, "2026-03-31", true, 202602, true},
		{MG_TOKUREI_JOB_LOSS, MG_FORM_EXEMPTION, "2026-03-31", true, 202806, true},
		{MG_TOKUREI_JOB_LOSS, MG_FORM_EXEMPTION, "2026-03-31", true, 202807, false},
		{MG_TOKUREI_JOB_LOSS, MG_FORM_EXEMPTION, "2026-03-31", false, 202604, false},
		{MG_TOKUREI_JOB_LOSS, MG_FORM_STUDENT, "2026-03-31", true, 202803, true},
		{MG_TOKUREI_JOB_LOSS, MG_FORM_STUDENT, "2026-03-31", true, 202804, false},
		{MG_TOKUREI_JOB_LOSS, MG_FORM_EXEMPTION, "2026-01-01", true, 202512, true},
		{MG_TOKUREI_JOB_LOSS, MG_FORM_EXEMPTION, "2026-01-01", true, 202806, true},
		{MG_TOKUREI_JOB_LOSS, MG_FORM_EXEMPTION, "", true, 202604, false},
		{MG_TOKUREI_BUSINESS_CLOSED, MG_FORM_EXEMPTION, "2026-03-31", true, 202602, true},
		{MG_TOKUREI_DISASTER, MG_FORM_EXEMPTION, "2026-03-31", true, 202602, true},
		{MG_TOKUREI_DISASTER, MG_FORM_EXEMPTION, "2026-03-31", true, 202601, false},
		{MG_TOKUREI_OTHER, MG_FORM_EXEMPTION, "2026-03-31", true, 202806, true},
		{MG_TOKUREI_VIOLENCE, MG_FORM_EXEMPTION, "", true, 203001, true},
		{MG_TOKUREI_VIOLENCE, MG_FORM_EXEMPTION, "", false, 203001, false},
		{MG_TOKUREI_COVID, MG_FORM_EXEMPTION, "", true, 202001, false},
		{MG_TOKUREI_COVID, MG_FORM_EXEMPTION, "", true, 202002, true},
		{MG_TOKUREI_COVID, MG_FORM_EXEMPTION, "", true, 202306, true},
		{MG_TOKUREI_COVID, MG_FORM_EXEMPTION, "", true, 202307, false},
		{MG_TOKUREI_COVID, MG_FORM_STUDENT, "", true, 202303, true},
		{MG_TOKUREI_COVID, MG_FORM_STUDENT, "", true, 202304, false},
		{MG_TOKUREI_NONE, MG_FORM_EXEMPTION, "2026-03-31", true, 202604, false},
	};

	for (size_t i = 0; i < MG_LEN(cases); i++) {
		const struct mg_special s = {.tokurei = cases[i].tokurei, .role = MG_ROLE_SELF,
			.on = day(cases[i].on), .papers = cases[i].papers};

		if (mg_special_holds(&s, cases[i].form, cases[i].ym, law()) != cases[i].holds)
			fail_msg("case %zu", i);
	}
}

static void the_day_of_leaving_work_is_a_parameter(void **state)
{
	(void)state;
	static struct mg_law other;
	const struct mg_special lost = {.tokurei = MG_TOKUREI_JOB_LOSS, .on = day("2026-03-31"), .papers = true};
	const struct mg_special closed = {.tokurei = MG_TOKUREI_BUSINESS_CLOSED, .on = day("2026-03-31"), .papers = true};

	other = *law();
	other.param[MG_PARAM_JOB_LOSS_NEXT_DAY].row[0].value = 1;
	assert_false(mg_special_holds(&lost, MG_FORM_EXEMPTION, 202602, &other));
	assert_true(mg_special_holds(&lost, MG_FORM_EXEMPTION, 202603, &other));
	assert_true(mg_special_holds(&closed, MG_FORM_EXEMPTION, 202602, &other));
}

static void each_special_ground_has_its_paper(void **state)
{
	(void)state;
	assert_int_equal(mg_special_paper(MG_TOKUREI_NONE), MG_PAPER_NONE);
	assert_int_equal(mg_special_paper(MG_TOKUREI_JOB_LOSS), MG_PAPER_JOB_LOSS_PROOF);
	assert_int_equal(mg_special_paper(MG_TOKUREI_BUSINESS_CLOSED), MG_PAPER_BUSINESS_CLOSED_PROOF);
	assert_int_equal(mg_special_paper(MG_TOKUREI_DISASTER), MG_PAPER_DISASTER_PROOF);
	assert_int_equal(mg_special_paper(MG_TOKUREI_VIOLENCE), MG_PAPER_VIOLENCE_PROOF);
	assert_int_equal(mg_special_paper(MG_TOKUREI_OTHER), MG_PAPER_SPECIAL_PROOF);
	assert_int_equal(mg_special_paper(MG_TOKUREI_COVID), MG_PAPER_ESTIMATED_INCOME);
}

static void deferment_ends_before_the_month_of_its_age(void **state)
{
	(void)state;
	static const struct {
		struct mg_partial_date birth;
		int32_t ym;
		enum mg_result result;
	} cases[] = {
		{{1976, 11, 1, 0}, 202609, MG_RESULT_YES},
		{{1976, 11, 1, 0}, 202610, MG_RESULT_NO},
		{{1976, 11, 2, 0}, 202610, MG_RESULT_YES},
		{{1976, 11, 2, 0}, 202611, MG_RESULT_NO},
		{{1976, 3, 1, 0}, 202601, MG_RESULT_YES},
		{{1976, 3, 1, 0}, 202602, MG_RESULT_NO},
		/* before 2016-07 under 30 only */
		{{1986, 7, 2, 0}, 201606, MG_RESULT_YES},
		{{1986, 6, 2, 0}, 201606, MG_RESULT_NO},
		{{1986, 6, 2, 0}, 201607, MG_RESULT_YES},
		/* the law began in 2005-04 and ends with 2035-06 */
		{{1990, 1, 1, 0}, 200503, MG_RESULT_NO},
		{{1990, 1, 1, 0}, 200504, MG_RESULT_YES},
		{{1990, 1, 1, 0}, 203506, MG_RESULT_YES},
		{{1990, 1, 1, 0}, 203507, MG_RESULT_NO},
		/* a day that is not known */
		{{1976, 0, 0, 0}, 202511, MG_RESULT_YES},
		{{1976, 0, 0, 0}, 202512, MG_RESULT_CONFIRM},
		{{1976, 0, 0, 0}, 202611, MG_RESULT_CONFIRM},
		{{1976, 0, 0, 0}, 202612, MG_RESULT_NO},
		{{0, 0, 0, 0}, 202612, MG_RESULT_CONFIRM},
	};

	for (size_t i = 0; i < MG_LEN(cases); i++)
		if (mg_deferment_by_age(cases[i].birth, cases[i].ym, law()) != cases[i].result)
			fail_msg("case %zu: %d", i, (int)mg_deferment_by_age(cases[i].birth, cases[i].ym, law()));
}

static void cancelling_takes_effect_from_the_month_before_and_not_for_students(void **state)
{
	(void)state;
	static const struct {
		enum mg_menjo kind;
		const char *applied;
		int32_t from, to;
		enum mg_result result;
		int32_t cancelled_from;
		enum mg_article article;
	} cases[] = {
		{MG_MENJO_FULL, "2026-11-24", 202607, 202706, MG_RESULT_YES, 202610, MG_ARTICLE_A90_3},
		{MG_MENJO_HALF, "2026-11-24", 202607, 202706, MG_RESULT_YES, 202610, MG_ARTICLE_A90J2_4},
		{MG_MENJO_THREE_QUARTERS, "2026-01-24", 202507, 202606, MG_RESULT_YES, 202512, MG_ARTICLE_A90J2_4},
		{MG_MENJO_QUARTER, "2026-11-24", 202612, 202706, MG_RESULT_YES, 202612, MG_ARTICLE_A90J2_4},
		{MG_MENJO_DEFERMENT, "2026-11-24", 202610, 202706, MG_RESULT_YES, 202610, MG_ARTICLE_H26S14},
		{MG_MENJO_FULL, "2026-11-24", 202507, 202610, MG_RESULT_YES, 202610, MG_ARTICLE_A90_3},
		{MG_MENJO_FULL, "2026-11-24", 202507, 202609, MG_RESULT_NO, -1, MG_ARTICLE_A90_3},
		{MG_MENJO_STUDENT, "2026-11-24", 202604, 202703, MG_RESULT_NO, -1, MG_ARTICLE_A90J3_2},
		{MG_MENJO_LEGAL, "2026-11-24", 202604, 202703, MG_RESULT_NO, -1, MG_ARTICLE_A90_3},
		{MG_MENJO_MATERNITY, "2026-11-24", 202604, 202703, MG_RESULT_NO, -1, MG_ARTICLE_A90_3},
	};

	for (size_t i = 0; i < MG_LEN(cases); i++) {
		const struct mg_cancel_in in = {cases[i].kind, day(cases[i].applied), cases[i].from, cases[i].to};
		struct mg_verdict v;

		mg_exemption_cancel(&in, &v);
		if (v.result != cases[i].result || figure(&v, MG_FIGURE_FROM_YM) != cases[i].cancelled_from ||
			v.reason[0].article != cases[i].article || v.kind != (int32_t)cases[i].kind)
			fail_msg("case %zu: %s %s", i, result_name(&v), article_name(&v, 0));
		assert_int_equal(figure(&v, MG_FIGURE_TO_YM), v.result == MG_RESULT_YES ? cases[i].to : -1);
	}
}

static void only_whole_exemptions_without_a_special_ground_continue(void **state)
{
	(void)state;
	static const struct {
		enum mg_menjo approved;
		enum mg_tokurei tokurei;
		int32_t year;
		bool wished, deferment_only;
		enum mg_reason_name why;
		int32_t kinds; /* bit 1 全額, bit 2 猶予 */
	} cases[] = {
		{MG_MENJO_FULL, 0, 2026, true, false, MG_REASON_CONTINUED, 1},
		{MG_MENJO_FULL, 0, 2026, true, true, MG_REASON_CONTINUED, 1},
		{MG_MENJO_DEFERMENT, 0, 2026, true, false, MG_REASON_CONTINUED, 3},
		{MG_MENJO_DEFERMENT, 0, 2026, true, true, MG_REASON_CONTINUED, 2},
		{MG_MENJO_DEFERMENT, 0, 2017, true, false, MG_REASON_CONTINUED, 3},
		{MG_MENJO_DEFERMENT, 0, 2016, true, false, MG_REASON_CONTINUED, 2},
		{MG_MENJO_FULL, 0, 2026, false, false, MG_REASON_NOT_WISHED, 0},
		{MG_MENJO_HALF, 0, 2026, true, false, MG_REASON_FILE_EVERY_YEAR, 0},
		{MG_MENJO_STUDENT, 0, 2026, true, false, MG_REASON_FILE_EVERY_YEAR, 0},
		{MG_MENJO_FULL, MG_TOKUREI_JOB_LOSS, 2026, true, false, MG_REASON_SPECIAL_NOT_CONTINUED, 0},
	};

	for (size_t i = 0; i < MG_LEN(cases); i++) {
		const struct mg_continued_in in = {cases[i].approved, cases[i].tokurei, cases[i].year,
			cases[i].wished, cases[i].deferment_only, false, mg_ym_first(cases[i].year * 100 + 7)};
		struct mg_verdict v;
		int32_t kinds = 0;

		mg_exemption_continued(&in, law(), &v);
		for (int32_t k = 0; k < v.figure_n; k++)
			if (v.figure[k].name == MG_FIGURE_NEXT_KIND)
				kinds |= v.figure[k].value == MG_MENJO_FULL ? 1 : 2;
		if (v.reason[0].name != cases[i].why || kinds != cases[i].kinds ||
			(v.result == MG_RESULT_YES) != (kinds != 0) || v.kind != (int32_t)cases[i].approved)
			fail_msg("case %zu: %s %d", i, reason_name(&v, 0), kinds);
		assert_int_equal(figure(&v, MG_FIGURE_NEXT_YEAR), kinds ? cases[i].year + 1 : -1);
	}
}

static void only_the_current_year_and_not_other_aid_is_continued(void **state)
{
	(void)state;
	static const struct {
		const char *received;
		bool aid;
		enum mg_reason_name why;
	} cases[] = {
		{"2026-06-30", false, MG_REASON_YEAR_NOT_CONTINUED},
		{"2026-07-01", false, MG_REASON_CONTINUED},
		{"2027-06-30", false, MG_REASON_CONTINUED},
		{"2027-07-01", false, MG_REASON_YEAR_NOT_CONTINUED},
		{"2026-11-24", true, MG_REASON_AID_NOT_CONTINUED},
	};

	for (size_t i = 0; i < MG_LEN(cases); i++) {
		const struct mg_continued_in in = {.approved = MG_MENJO_FULL, .year = 2026, .wished = true,
			.other_aid = cases[i].aid, .received_date = day(cases[i].received)};
		struct mg_verdict v;

		mg_exemption_continued(&in, law(), &v);
		assert_int_equal(v.reason[0].name, cases[i].why);
		assert_int_equal(v.reason[0].article, MG_ARTICLE_K77_3);
		assert_int_equal(v.result == MG_RESULT_YES, cases[i].why == MG_REASON_CONTINUED);
	}
}

static void the_rest_of_a_premium_is_rounded_to_ten_yen(void **state)
{
	(void)state;
	static const struct {
		int64_t premium, three_quarters, half, quarter;
	} cases[] = {
		{17920, 4480, 8960, 13440},
		{17510, 4380, 8760, 13130},
		{16980, 4250, 8490, 12740},
		{16520, 4130, 8260, 12390},
		{16590, 4150, 8300, 12440},
		/* 4.75 yen over goes down, 5 goes up */
		{19, 0, 10, 10},
		{20, 10, 10, 20},
		{18, 0, 10, 10},
		{9, 0, 0, 10},
	};

	for (size_t i = 0; i < MG_LEN(cases); i++) {
		assert_int_equal(mg_partial_rest_yen(cases[i].premium, MG_MENJO_THREE_QUARTERS), cases[i].three_quarters);
		assert_int_equal(mg_partial_rest_yen(cases[i].premium, MG_MENJO_HALF), cases[i].half);
		assert_int_equal(mg_partial_rest_yen(cases[i].premium, MG_MENJO_QUARTER), cases[i].quarter);
		assert_int_equal(mg_partial_rest_yen(cases[i].premium, MG_MENJO_FULL), 0);
	}
	assert_int_equal(mg_partial_rest_yen(mg_law_in_month(law(), MG_PARAM_PREMIUM, 202604), MG_MENJO_HALF), 8960);
	assert_int_equal(mg_law_in_month(law(), MG_PARAM_PREMIUM, 202603), 17510);
	assert_int_equal(mg_pay_later_until(201611), 202611);
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(the_year_of_a_month_turns_in_july_and_in_april),
		cmocka_unit_test(an_application_reaches_two_years_and_one_month_back_one_form_a_year),
		cmocka_unit_test(a_form_is_not_filed_before_its_year_nor_after_it_lapsed),
		cmocka_unit_test(the_household_is_that_of_the_last_day_or_of_the_application),
		cmocka_unit_test(a_special_ground_runs_from_the_month_before_to_june_of_the_second_year_after),
		cmocka_unit_test(the_day_of_leaving_work_is_a_parameter),
		cmocka_unit_test(each_special_ground_has_its_paper),
		cmocka_unit_test(deferment_ends_before_the_month_of_its_age),
		cmocka_unit_test(cancelling_takes_effect_from_the_month_before_and_not_for_students),
		cmocka_unit_test(only_whole_exemptions_without_a_special_ground_continue),
		cmocka_unit_test(only_the_current_year_and_not_other_aid_is_continued),
		cmocka_unit_test(the_rest_of_a_premium_is_rounded_to_ten_yen),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
