/* SPDX-License-Identifier: Apache-2.0 */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdio.h>
#include <cmocka.h>
#include "base/macros.h"
#include "exemption/exemption_rules_income.h"
#include "support/rules.h"

#define YM 202607
#define OLD_YM 202007
/* No dependants, declared; old counts not on the record. */
#define TAX(...)                                                                                                       \
	(struct mg_tax)                                                                                                \
	{                                                                                                              \
		.declared = MG_DECLARED_YES, .dep_specific_old_n = MG_COUNT_UNKNOWN,                                   \
		.dep_general_old_n = MG_COUNT_UNKNOWN, __VA_ARGS__                                                     \
	}

static void income_a_takes_off_losses_only_and_stops_at_zero(void **state)
{
	(void)state;
	assert_int_equal(mg_income_a(&TAX(.total_income = 700000, .ded_social_insurance = 200000)), 700000);
	assert_int_equal(mg_income_a(&TAX(.total_income = 700000, .loss_total = 100000)), 600000);
	assert_int_equal(mg_income_a(&TAX(.total_income = 700000, .loss_total = 700001)), 0);
	assert_int_equal(mg_income_a(&TAX(.total_income = 1)), 1);
}

static void income_b_takes_off_each_deduction_of_the_ordinance(void **state)
{
	(void)state;
	static const struct {
		struct mg_tax tax;
		int64_t b;
	} cases[] = {
		{{.total_income = 3000000}, 3000000},
		{{.total_income = 3000000, .loss_total = 100000}, 2900000},
		{{.total_income = 3000000, .ded_casualty = 1}, 2999999},
		{{.total_income = 3000000, .ded_medical = 2}, 2999998},
		{{.total_income = 3000000, .ded_social_insurance = 3}, 2999997},
		{{.total_income = 3000000, .ded_small_mutual = 4}, 2999996},
		{{.total_income = 3000000, .ded_spouse_special = 5}, 2999995},
		{{.total_income = 3000000, .ded_specific_relative = 6}, 2999994},
		{{.total_income = 3000000, .beef_cattle_exempt_income = 7}, 2999993},
		{{.total_income = 3000000, .is_widow = 1}, 2730000},
		{{.total_income = 3000000, .is_widow = 2}, 2650000},
		{{.total_income = 3000000, .is_working_student = true}, 2730000},
		{{.total_income = 3000000, .is_disabled_general = 1}, 2730000},
		{{.total_income = 3000000, .is_disabled_general = 2}, 2600000},
		{{.total_income = 3000000, .disabled_general_n = 2}, 2460000},
		{{.total_income = 3000000, .disabled_special_n = 2}, 2200000},
		{{.total_income = 3000000, .is_disabled_general = 1, .disabled_general_n = 1}, 2460000},
		{{.total_income = 3000000, .is_disabled_general = 2, .disabled_special_n = 1}, 2200000},
		{{.total_income = 1, .ded_medical = 2}, 0},
	};

	for (size_t i = 0; i < MG_LEN(cases); i++)
		if (mg_income_b(&cases[i].tax, law(), YM) != cases[i].b)
			fail_msg("case %zu: %lld", i, (long long)mg_income_b(&cases[i].tax, law(), YM));
}

static void every_dependant_is_one_head_and_has_the_amount_of_its_kind(void **state)
{
	(void)state;
	static const struct {
		struct mg_tax tax;
		int32_t heads;
		int64_t low, high;
	} cases[] = {
		{{.dep_specific_old_n = -1, .dep_general_old_n = -1}, 0, 0, 0},
		{{.dep_specific_old_n = -1, .dep_general_old_n = -1, .deductible_spouse_kbn = MG_SPOUSE_GENERAL}, 1, 380000, 380000},
		{{.dep_specific_old_n = -1, .dep_general_old_n = -1, .deductible_spouse_kbn = MG_SPOUSE_70}, 1, 480000, 480000},
		{{.dep_specific_old_n = -1, .dep_general_old_n = -1, .dep_elderly_n = 2}, 2, 960000, 960000},
		{{.dep_specific_old_n = -1, .dep_general_old_n = -1, .dep_specific_n = 1}, 1, 630000, 630000},
		{{.dep_specific_old_n = -1, .dep_general_old_n = -1, .dep_under16_n = 3}, 3, 1140000, 1140000},
		/* 一般 may be 16 to 18: between 380,000 and 630,000 each */
		{{.dep_specific_old_n = -1, .dep_general_old_n = -1, .dep_general_n = 2}, 2, 760000, 1260000},
		{{.dep_specific_old_n = 0, .dep_general_old_n = -1, .dep_general_n = 1}, 1, 380000, 630000},
		{{.dep_specific_old_n = -1, .dep_general_old_n = 0, .dep_general_n = 1}, 1, 380000, 630000},
		/* with the old counts: 特定 16 to 22, 一般 the rest */
		{{.dep_specific_old_n = 1, .dep_general_old_n = 1, .dep_general_n = 2}, 2, 1010000, 1010000},
		{{.dep_specific_old_n = 2, .dep_general_old_n = 1, .dep_specific_n = 1, .dep_general_n = 1, .dep_under16_n = 1}, 3,
			1640000, 1640000},
		{{.dep_specific_old_n = 0, .dep_general_old_n = 0, .dep_elderly_n = 1, .deductible_spouse_kbn = 1}, 2, 860000, 860000},
	};

	for (size_t i = 0; i < MG_LEN(cases); i++) {
		int64_t low, high;

		mg_dependants_yen(&cases[i].tax, law(), YM, &low, &high);
		if (mg_dependants(&cases[i].tax) != cases[i].heads || low != cases[i].low || high != cases[i].high)
			fail_msg("case %zu: %d %lld %lld", i, mg_dependants(&cases[i].tax), (long long)low, (long long)high);
	}
}

static void each_kind_has_its_limit_in_each_time(void **state)
{
	(void)state;
	/* one dependant of 40 and one of 20 */
	const struct mg_tax family = {.dep_general_n = 1, .dep_specific_n = 1, .dep_specific_old_n = 1, .dep_general_old_n = 1};
	const struct mg_tax alone = TAX(.total_income = 0);
	static const struct {
		enum mg_menjo kind;
		int64_t alone, family, old_alone;
	} cases[] = {
		{MG_MENJO_FULL, 670000, 1370000, 570000},
		{MG_MENJO_DEFERMENT, 670000, 1370000, 570000},
		{MG_MENJO_THREE_QUARTERS, 880000, 1890000, 780000},
		{MG_MENJO_HALF, 1280000, 2290000, 1180000},
		{MG_MENJO_QUARTER, 1680000, 2690000, 1580000},
		{MG_MENJO_STUDENT, 1280000, 2290000, 1180000},
	};

	for (size_t i = 0; i < MG_LEN(cases); i++) {
		int64_t limit[2] = {0};

		assert_true(mg_income_limit(&alone, cases[i].kind, law(), YM, limit));
		assert_int_equal(limit[0], cases[i].alone);
		assert_int_equal(limit[1], cases[i].alone);
		assert_true(mg_income_limit(&family, cases[i].kind, law(), YM, limit));
		assert_int_equal(limit[0], cases[i].family);
		assert_true(mg_income_limit(&alone, cases[i].kind, law(), 202004, limit));
		assert_int_equal(limit[0], cases[i].old_alone);
		assert_false(mg_income_limit(&alone, cases[i].kind, law(), 200001, limit));
	}
	/* the new limits: exemption year 2021 from July, students from April */
	int64_t limit[2];
	assert_true(mg_income_limit(&alone, MG_MENJO_FULL, law(), 202106, limit));
	assert_int_equal(limit[0], 570000);
	assert_true(mg_income_limit(&alone, MG_MENJO_FULL, law(), 202107, limit));
	assert_int_equal(limit[0], 670000);
	assert_true(mg_income_limit(&alone, MG_MENJO_STUDENT, law(), 202103, limit));
	assert_int_equal(limit[0], 1180000);
	assert_true(mg_income_limit(&alone, MG_MENJO_STUDENT, law(), 202104, limit));
	assert_int_equal(limit[0], 1280000);
}

static void a_person_passes_on_the_limit_and_fails_one_yen_over(void **state)
{
	(void)state;
	static const struct {
		enum mg_menjo kind;
		int32_t ym;
		struct mg_tax tax;
		enum mg_pass pass;
	} cases[] = {
#define D .declared = MG_DECLARED_YES
		{MG_MENJO_FULL, YM, {D, .total_income = 669999}, MG_PASS_INCOME},
		{MG_MENJO_FULL, YM, {D, .total_income = 670000}, MG_PASS_INCOME},
		{MG_MENJO_FULL, YM, {D, .total_income = 670001}, MG_PASS_NO},
		{MG_MENJO_DEFERMENT, YM, {D, .total_income = 670000}, MG_PASS_INCOME},
		{MG_MENJO_DEFERMENT, YM, {D, .total_income = 670001}, MG_PASS_NO},
		{MG_MENJO_THREE_QUARTERS, YM, {D, .total_income = 880000}, MG_PASS_INCOME},
		{MG_MENJO_THREE_QUARTERS, YM, {D, .total_income = 880001}, MG_PASS_NO},
		{MG_MENJO_HALF, YM, {D, .total_income = 1280000}, MG_PASS_INCOME},
		{MG_MENJO_HALF, YM, {D, .total_income = 1280001}, MG_PASS_NO},
		{MG_MENJO_QUARTER, YM, {D, .total_income = 1680000}, MG_PASS_INCOME},
		{MG_MENJO_QUARTER, YM, {D, .total_income = 1680001}, MG_PASS_NO},
		{MG_MENJO_STUDENT, YM, {D, .total_income = 1280000}, MG_PASS_INCOME},
		{MG_MENJO_STUDENT, YM, {D, .total_income = 1280001}, MG_PASS_NO},
		{MG_MENJO_FULL, OLD_YM, {D, .total_income = 570000}, MG_PASS_INCOME},
		{MG_MENJO_FULL, OLD_YM, {D, .total_income = 570001}, MG_PASS_NO},
		/* deductions count for B only */
		{MG_MENJO_FULL, YM, {D, .total_income = 700000, .ded_social_insurance = 200000}, MG_PASS_NO},
		{MG_MENJO_DEFERMENT, YM, {D, .total_income = 700000, .ded_social_insurance = 200000}, MG_PASS_NO},
		{MG_MENJO_THREE_QUARTERS, YM, {D, .total_income = 1000000, .ded_social_insurance = 200000}, MG_PASS_INCOME},
		/* 3号: 障害者, 寡婦, ひとり親 up to A 1,350,000 for every kind */
		{MG_MENJO_FULL, YM, {D, .total_income = 1350000, .is_widow = 2}, MG_PASS_GROUND3},
		{MG_MENJO_FULL, YM, {D, .total_income = 1350001, .is_widow = 2}, MG_PASS_NO},
		{MG_MENJO_FULL, YM, {D, .total_income = 1350000, .is_widow = 1}, MG_PASS_GROUND3},
		{MG_MENJO_FULL, YM, {D, .total_income = 1350000, .is_disabled_general = 1}, MG_PASS_GROUND3},
		{MG_MENJO_FULL, YM, {D, .total_income = 1350000, .is_disabled_general = 2}, MG_PASS_GROUND3},
		{MG_MENJO_FULL, YM, {D, .total_income = 1350000, .disabled_special_n = 1}, MG_PASS_NO},
		{MG_MENJO_DEFERMENT, YM, {D, .total_income = 1350000, .is_widow = 1}, MG_PASS_GROUND3},
		{MG_MENJO_THREE_QUARTERS, YM, {D, .total_income = 1350000, .is_disabled_general = 1}, MG_PASS_GROUND3},
		{MG_MENJO_STUDENT, 202604, {D, .total_income = 1350000, .is_disabled_general = 1}, MG_PASS_INCOME},
		{MG_MENJO_FULL, OLD_YM, {D, .total_income = 1250000, .is_widow = 1}, MG_PASS_GROUND3},
		{MG_MENJO_FULL, OLD_YM, {D, .total_income = 1250001, .is_widow = 1}, MG_PASS_NO},
		{MG_MENJO_FULL, YM, {D, .total_income = 1400000, .is_widow = 1, .dep_general_n = 3}, MG_PASS_INCOME},
		/* no data, not declared, stated none */
		{MG_MENJO_FULL, YM, {.declared = MG_DECLARED_NO_DATA}, MG_PASS_NO_DATA},
		{MG_MENJO_FULL, YM, {.declared = MG_DECLARED_NOT}, MG_PASS_UNDECLARED},
		{MG_MENJO_FULL, YM, {.declared = MG_DECLARED_NO_INCOME, .total_income = 9000000}, MG_PASS_INCOME},
		/* the year has no limits on record */
		{MG_MENJO_FULL, 200001, {D, .total_income = 0}, MG_PASS_CONFIRM},
	};

	for (size_t i = 0; i < MG_LEN(cases); i++) {
		const struct mg_person_case in = {.tax = &cases[i].tax, .kind = cases[i].kind, .ym = cases[i].ym};
		const enum mg_pass pass = mg_person_passes(&in, MG_ROLE_SELF, law(), NULL);

		if (pass != cases[i].pass)
			fail_msg("case %zu: %d", i, (int)pass);
	}
}

static void a_student_ground3_has_its_own_limit(void **state)
{
	(void)state;
	static struct mg_law other;
	const struct mg_tax tax = TAX(.total_income = 2000000, .is_disabled_general = 1);
	const struct mg_person_case in = {.tax = &tax, .kind = MG_MENJO_STUDENT, .ym = 202604};

	assert_int_equal(mg_person_passes(&in, MG_ROLE_SELF, law(), NULL), MG_PASS_NO);
	other = *law();
	other.param[MG_PARAM_GROUND3_STUDENT_LIMIT].row[1].value = 2000000;
	assert_int_equal(mg_person_passes(&in, MG_ROLE_SELF, &other, NULL), MG_PASS_GROUND3);
}

static void unknown_ages_are_confirmed_only_between_the_two_limits(void **state)
{
	(void)state;
	static const struct {
		int64_t income;
		enum mg_pass pass;
	} cases[] = {{1260000, MG_PASS_INCOME}, {1260001, MG_PASS_CONFIRM}, {1510000, MG_PASS_CONFIRM}, {1510001, MG_PASS_NO}};

	for (size_t i = 0; i < MG_LEN(cases); i++) {
		const struct mg_tax tax = TAX(.total_income = cases[i].income, .dep_general_n = 1);
		const struct mg_person_case in = {.tax = &tax, .kind = MG_MENJO_THREE_QUARTERS, .ym = YM};

		assert_int_equal(mg_person_passes(&in, MG_ROLE_SELF, law(), NULL), cases[i].pass);
	}
}

static void grounds_other_than_income_need_no_data(void **state)
{
	(void)state;
	const struct mg_tax tax = {.declared = MG_DECLARED_NO_DATA};
	struct mg_person_case in = {.tax = &tax, .kind = MG_MENJO_FULL, .ym = YM, .other_aid = true};

	assert_int_equal(mg_person_passes(&in, MG_ROLE_SELF, law(), NULL), MG_PASS_OTHER_AID);
	in.special = true;
	assert_int_equal(mg_person_passes(&in, MG_ROLE_SELF, law(), NULL), MG_PASS_SPECIAL);
	in.other_aid = false;
	assert_int_equal(mg_person_passes(&in, MG_ROLE_SELF, law(), NULL), MG_PASS_SPECIAL);
}

static void an_estimate_stands_for_both_incomes(void **state)
{
	(void)state;
	const struct mg_tax tax = {.declared = MG_DECLARED_NO_DATA};
	struct mg_person_case in = {.tax = &tax, .kind = MG_MENJO_FULL, .ym = YM, .has_estimate = true, .estimate_yen = 670000};

	assert_int_equal(mg_person_passes(&in, MG_ROLE_SELF, law(), NULL), MG_PASS_INCOME);
	in.estimate_yen = 670001;
	assert_int_equal(mg_person_passes(&in, MG_ROLE_SELF, law(), NULL), MG_PASS_NO);
	in.kind = MG_MENJO_THREE_QUARTERS;
	in.estimate_yen = 880000;
	assert_int_equal(mg_person_passes(&in, MG_ROLE_SELF, law(), NULL), MG_PASS_INCOME);
	in.estimate_yen = 880001;
	assert_int_equal(mg_person_passes(&in, MG_ROLE_SELF, law(), NULL), MG_PASS_NO);
	in.estimate_yen = -5;
	assert_int_equal(mg_person_passes(&in, MG_ROLE_SELF, law(), NULL), MG_PASS_INCOME);
}

static void a_statement_of_no_income_counts_where_the_city_says_so(void **state)
{
	(void)state;
	static struct mg_law other;
	const struct mg_tax tax = {.declared = MG_DECLARED_NO_INCOME};
	const struct mg_person_case in = {.tax = &tax, .kind = MG_MENJO_FULL, .ym = YM};

	other = *law();
	other.param[MG_PARAM_ZERO_STATEMENT_COUNTS].row[0].value = 0;
	assert_int_equal(mg_person_passes(&in, MG_ROLE_SELF, &other, NULL), MG_PASS_UNDECLARED);
	assert_int_equal(mg_person_passes(&in, MG_ROLE_SELF, law(), NULL), MG_PASS_INCOME);
	/* it is nothing, not little: a limit of nothing is kept */
	other = *law();
	for (int32_t i = 0; i < other.param[MG_PARAM_FULL_BASE].n; i++)
		other.param[MG_PARAM_FULL_BASE].row[i].value = 0;
	for (int32_t i = 0; i < other.param[MG_PARAM_FULL_PER_HEAD].n; i++)
		other.param[MG_PARAM_FULL_PER_HEAD].row[i].value = 0;
	assert_int_equal(mg_person_passes(&in, MG_ROLE_SELF, &other, NULL), MG_PASS_INCOME);
}

static void a_record_that_contradicts_itself_is_odd(void **state)
{
	(void)state;
	static const struct {
		struct mg_tax tax;
		bool odd;
	} cases[] = {
#define NO_OLD .dep_specific_old_n = -1, .dep_general_old_n = -1
		{{NO_OLD}, false},
		{{NO_OLD, .dep_specific_n = -1}, true},
		{{NO_OLD, .dep_elderly_n = -1}, true},
		{{NO_OLD, .dep_general_n = -1}, true},
		{{NO_OLD, .dep_under16_n = -1}, true},
		{{NO_OLD, .disabled_special_n = -1}, true},
		{{NO_OLD, .disabled_general_n = -1}, true},
		{{NO_OLD, .total_income = 5, .parts_sum = 5}, false},
		{{NO_OLD, .total_income = 5, .parts_sum = 4}, true},
		{{NO_OLD, .loss_total = 5, .losses_sum = 5}, false},
		{{NO_OLD, .loss_total = 5, .losses_sum = 6}, true},
		{{NO_OLD, .loss_total = 5, .losses_sum = 1}, true},
		{{NO_OLD, .total_income = 5, .parts_sum = 1}, true},
		{{.dep_specific_old_n = 1, .dep_general_old_n = 1, .dep_specific_n = 1, .dep_general_n = 1}, false},
		{{.dep_specific_old_n = 2, .dep_general_old_n = 0, .dep_specific_n = 1, .dep_general_n = 1}, false},
		{{.dep_specific_old_n = 2, .dep_general_old_n = 1, .dep_specific_n = 1, .dep_general_n = 1}, true},
		{{.dep_specific_old_n = 0, .dep_general_old_n = 2, .dep_specific_n = 1, .dep_general_n = 1}, true},
		{{.dep_specific_old_n = 2, .dep_general_old_n = 0, .dep_general_n = 1, .dep_under16_n = 1}, true},
		{{.dep_specific_old_n = 1, .dep_general_old_n = 1, .dep_general_n = 1, .dep_under16_n = 1}, false},
	};

	for (size_t i = 0; i < MG_LEN(cases); i++)
		if (mg_tax_is_odd(&cases[i].tax) != cases[i].odd)
			fail_msg("case %zu", i);
}

static void the_figures_of_a_person_are_all_there(void **state)
{
	(void)state;
	const struct mg_tax tax = TAX(.total_income = 1500000, .ded_medical = 100000, .dep_general_n = 1);
	const struct mg_tax known = {.total_income = 1};
	const struct mg_person_case in = {.tax = &tax, .kind = MG_MENJO_HALF, .ym = YM};
	struct mg_verdict v;

	mg_verdict_init(&v);
	mg_tax_figures(&tax, MG_ROLE_HEAD, law(), YM, &v);
	assert_int_equal(figure_of(&v, MG_FIGURE_INCOME_A, MG_ROLE_HEAD, 0), 1500000);
	assert_int_equal(figure_of(&v, MG_FIGURE_INCOME_B, MG_ROLE_HEAD, 0), 1400000);
	assert_int_equal(figure_of(&v, MG_FIGURE_DEPENDANTS, MG_ROLE_HEAD, 0), 1);
	assert_int_equal(figure_of(&v, MG_FIGURE_DEPENDANTS_YEN, MG_ROLE_HEAD, 0), 380000);
	assert_int_equal(figure_of(&v, MG_FIGURE_DEPENDANTS_YEN_HIGH, MG_ROLE_HEAD, 0), 630000);
	assert_int_equal(mg_person_passes(&in, MG_ROLE_HEAD, law(), &v), MG_PASS_INCOME);
	assert_int_equal(figure_of(&v, MG_FIGURE_INCOME_LIMIT, MG_ROLE_HEAD, MG_MENJO_HALF), 1660000);
	mg_verdict_init(&v);
	mg_tax_figures(&known, MG_ROLE_SELF, law(), YM, &v);
	assert_int_equal(figure(&v, MG_FIGURE_DEPENDANTS_YEN_HIGH), -1);
	assert_int_equal(v.figure_n, 4);
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(income_a_takes_off_losses_only_and_stops_at_zero),
		cmocka_unit_test(income_b_takes_off_each_deduction_of_the_ordinance),
		cmocka_unit_test(every_dependant_is_one_head_and_has_the_amount_of_its_kind),
		cmocka_unit_test(each_kind_has_its_limit_in_each_time),
		cmocka_unit_test(a_person_passes_on_the_limit_and_fails_one_yen_over),
		cmocka_unit_test(a_student_ground3_has_its_own_limit),
		cmocka_unit_test(unknown_ages_are_confirmed_only_between_the_two_limits),
		cmocka_unit_test(grounds_other_than_income_need_no_data),
		cmocka_unit_test(an_estimate_stands_for_both_incomes),
		cmocka_unit_test(a_statement_of_no_income_counts_where_the_city_says_so),
		cmocka_unit_test(a_record_that_contradicts_itself_is_odd),
		cmocka_unit_test(the_figures_of_a_person_are_all_there),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
