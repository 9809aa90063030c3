/* SPDX-License-Identifier: Apache-2.0 */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdio.h>
#include <cmocka.h>
#include "base/macros.h"
#include "qualification/qualification_rules_count.h"
#include "support/rules.h"

#define M(mark) MG_MARK_##mark
#define FIRST MG_INSURED_FIRST

struct spell {
	enum mg_insured type;
	const char *from, *until;
};
struct span {
	enum mg_mark mark;
	int32_t from_ym, to_ym;
};

/* Born 1970-01-02: 20 in 1990-01, 60 in 2030-01. */
static const struct mg_timeline *life(const struct spell *spell, const struct span *span, const char *as_of)
{
	static struct mg_timeline t;
	struct mg_insured_spell spells[8];
	struct mg_month_span spans[12];
	struct mg_life l = {.birth = day("1970-01-02"), .as_of = day(as_of), .spell = spells, .span = spans};

	for (; spell && spell->type != MG_INSURED_NONE; spell++)
		spells[l.spell_n++] = (struct mg_insured_spell){spell->type, day(spell->from), day(spell->until)};
	for (; span && span->mark != MG_MARK_NONE; span++)
		spans[l.span_n++] = (struct mg_month_span){span->mark, span->from_ym, span->to_ym, day("1990-01-01")};
	mg_timeline_build(&l, &t);
	return &t;
}

static void each_month_is_counted_in_one_kind(void **state)
{
	(void)state;
	const struct spell spell[] = {{FIRST, "1990-01-01", "2015-01-01"}, {MG_INSURED_SECOND, "2015-01-01", "2016-01-01"},
		{MG_INSURED_THIRD, "2016-01-01", "2017-01-01"}, {MG_INSURED_VOLUNTARY_ABROAD, "2020-01-01", "2021-01-01"},
		{MG_INSURED_VOLUNTARY_60, "2030-01-01", "2031-01-01"}, {MG_INSURED_SPECIAL_JAPAN, "2035-01-01", "2036-01-01"}, {0}};
	const struct span span[] = {{M(PAID), 199001, 199001}, {M(PAID_LATER), 199002, 199003},
		{M(MATERNITY), 199004, 199006}, {M(CHILDCARE), 199007, 199010}, {M(THREE_QUARTERS), 199101, 199105},
		{M(REST_PAID), 199101, 199303}, {M(HALF), 199201, 199206}, {M(QUARTER), 199301, 199307},
		{M(LEGAL), 199401, 199408}, {M(FULL), 199501, 199509}, {M(STUDENT), 199601, 199610}, {0}};
	const struct mg_timeline *t = life(spell, span, "2026-11-24");
	struct mg_month_counts c;

	mg_count_months(t, 199001, 199012, &c);
	assert_int_equal(c.first_paid, 1 + 2 + 3 + 4);
	assert_int_equal(c.unpaid, 2);
	mg_count_months(t, 199101, 199312, &c);
	assert_int_equal(c.three_quarters, 5);
	assert_int_equal(c.half, 6);
	assert_int_equal(c.quarter, 3); /* the rest of four months was never paid */
	assert_int_equal(c.unpaid, 36 - 5 - 6 - 3);
	mg_count_months(t, 199401, 199612, &c);
	assert_int_equal(c.full, 8 + 9);
	assert_int_equal(c.deferred, 10);
	assert_int_equal(mg_count_exempt(&c), 27);
	assert_int_equal(mg_count_paid(&c), 0);
	mg_count_months(t, 201501, 201612, &c);
	assert_int_equal(c.second, 12);
	assert_int_equal(c.third, 12);
	assert_int_equal(mg_count_paid(&c), 24);
	mg_count_months(t, 202001, 202012, &c);
	assert_int_equal(c.kara_unpaid, 12);
	assert_int_equal(c.unpaid, 0);
	mg_count_months(t, 202912, 203012, &c);
	assert_int_equal(c.unpaid, 12);
	assert_int_equal(c.kara_unpaid, 0);
}

static void the_range_is_cut_to_the_life_and_both_ends_count(void **state)
{
	(void)state;
	const struct spell spell[] = {{FIRST, "1990-01-01", ""}, {0}};
	const struct span span[] = {{M(PAID), 199001, 203912}, {0}};
	const struct mg_timeline *t = life(spell, span, "2026-11-24");
	static const struct {
		int32_t from, to, n;
	} cases[] = {{199001, 199001, 1}, {198901, 199001, 1}, {198901, 198912, 0}, {199012, 199101, 2},
		{203912, 204001, 1}, {204001, 204101, 0}, {198001, 205001, 600}, {199005, 199004, 0}};

	for (size_t i = 0; i < MG_LEN(cases); i++) {
		struct mg_month_counts c;

		mg_count_months(t, cases[i].from, cases[i].to, &c);
		if (c.first_paid != cases[i].n)
			fail_msg("case %zu: %d", i, c.first_paid);
	}
}

static void second_outside_20_to_59_is_paid_and_for_old_age_only_a_month_that_qualifies(void **state)
{
	(void)state;
	const struct spell spell[] = {{MG_INSURED_SECOND, "1987-04-01", "1990-03-01"}, {MG_INSURED_SECOND, "2029-11-01", "2030-04-01"},
		{MG_INSURED_VOLUNTARY_ABROAD, "2020-01-01", "2020-05-01"}, {FIRST, "2000-01-01", "2000-03-01"}, {0}};
	const struct span span[] = {{M(KARA), 198801, 199112}, {M(PAID), 200001, 200001}, {M(FULL), 200002, 200002}, {0}};
	const struct mg_timeline *t = life(spell, span, "2036-11-24");
	static const struct {
		int32_t from, to, second, outside, paid, old_age;
	} cases[] = {
		{198704, 198712, 0, 9, 9, 0},
		{190001, 198912, 0, 33, 33, 0},
		{198912, 199001, 1, 1, 2, 1},
		{199001, 199002, 2, 0, 2, 2},
		{198912, 198912, 0, 1, 1, 0},
		{199003, 199003, 0, 0, 0, 0},
		{202911, 202912, 2, 0, 2, 2}, /* 60 is attained in 2030-01 */
		{203001, 203003, 0, 3, 3, 0},
		{202912, 203001, 1, 1, 2, 1},
	};
	struct mg_month_counts c;

	for (size_t i = 0; i < MG_LEN(cases); i++) {
		mg_count_months(t, cases[i].from, cases[i].to, &c);
		if (c.second != cases[i].second || c.second_outside != cases[i].outside || mg_count_paid(&c) != cases[i].paid ||
			mg_count_paid_old_age(&c) != cases[i].old_age)
			fail_msg("case %zu: %d, %d", i, c.second, c.second_outside);
	}
	/* 33 + 3 outside, 2 + 2 within, 1 paid, 1 exempt, 4 joined and left unpaid, KARA from 1990-03 to 1991-12 */
	mg_count_months(t, 190001, 209912, &c);
	assert_int_equal(mg_count_qualifying(&c), 36 + 4 + 1 + 1 + 4 + 22);
}

static void months_from_65_on_are_paid_but_not_as_first(void **state)
{
	(void)state;
	const struct spell spell[] = {{MG_INSURED_SPECIAL_JAPAN, "2035-01-01", "2035-07-01"},
		{MG_INSURED_SPECIAL_ABROAD, "2035-07-01", "2036-01-01"}, {MG_INSURED_VOLUNTARY_60, "2034-01-01", "2035-01-01"}, {0}};
	const struct span span[] = {{M(PAID), 203401, 203512}, {0}};
	const struct mg_timeline *t = life(spell, span, "2036-11-24");
	struct mg_month_counts c;

	mg_count_months(t, 203401, 203512, &c);
	assert_int_equal(c.first_paid, 12);
	assert_int_equal(c.special_paid, 12);
	assert_int_equal(mg_count_paid(&c), 24);
}

static void kara_counts_without_insurance_and_before_60(void **state)
{
	(void)state;
	const struct spell spell[] = {{MG_INSURED_VOLUNTARY_ABROAD, "2029-12-01", "2030-02-01"},
		{MG_INSURED_VOLUNTARY_OLD_AGE, "2028-01-01", "2028-02-01"}, {0}};
	const struct span span[] = {{M(KARA), 199001, 199112}, {M(KARA), 202911, 203012}, {0}};
	const struct mg_timeline *t = life(spell, span, "2036-11-24");
	struct mg_month_counts c;

	mg_count_months(t, 199001, 199212, &c);
	assert_int_equal(c.kara, 24);
	/* November is KARA; December joined and unpaid; January 2030 is 60 */
	mg_count_months(t, 202911, 203006, &c);
	assert_int_equal(c.kara, 1);
	assert_int_equal(c.kara_unpaid, 1);
	assert_int_equal(c.unpaid, 1);
	mg_count_months(t, 202801, 202801, &c);
	assert_int_equal(c.kara_unpaid, 1);
}

static void article_27_weighs_each_kind_by_its_day(void **state)
{
	(void)state;
	const struct spell spell[] = {{FIRST, "1990-01-01", ""}, {0}};
	static const struct {
		struct span span[6];
		int32_t weight; /* 24ths */
	} cases[] = {
		{{{M(PAID), 200001, 200012}, {0}}, 12 * 24},
		/* before and from 2009-04 */
		{{{M(FULL), 200903, 200903}, {0}}, 8},
		{{{M(FULL), 200904, 200904}, {0}}, 12},
		{{{M(FULL), 200903, 200904}, {0}}, 20},
		{{{M(THREE_QUARTERS), 200903, 200903}, {M(REST_PAID), 200903, 200904}, {0}}, 12},
		{{{M(THREE_QUARTERS), 200904, 200904}, {M(REST_PAID), 200903, 200904}, {0}}, 15},
		{{{M(HALF), 200903, 200903}, {M(REST_PAID), 200903, 200904}, {0}}, 16},
		{{{M(HALF), 200904, 200904}, {M(REST_PAID), 200903, 200904}, {0}}, 18},
		{{{M(QUARTER), 200903, 200903}, {M(REST_PAID), 200903, 200904}, {0}}, 20},
		{{{M(QUARTER), 200904, 200904}, {M(REST_PAID), 200903, 200904}, {0}}, 21},
		{{{M(LEGAL), 201001, 201001}, {0}}, 12},
		{{{M(STUDENT), 201001, 201012}, {M(DEFERMENT), 201101, 201112}, {0}}, 0},
		{{{M(PAID), 199001, 202912}, {0}}, 480 * 24},
		/* 468 months paid, 12 exempt, and 12 paid after 60: 480 paid */
		{{{M(FULL), 201001, 201012}, {M(PAID), 199001, 200912}, {M(PAID), 201101, 202912}, {0}}, 468 * 24 + 12 * 12},
	};

	for (size_t i = 0; i < MG_LEN(cases); i++) {
		const struct mg_timeline *t = life(spell, cases[i].span, "2036-11-24");
		const int32_t weight = mg_pension_months_24ths(t, 199001, 203912, law());

		if (weight != cases[i].weight)
			fail_msg("case %zu: %d", i, weight);
	}
}

static void a_range_may_begin_before_the_life_and_end_after_it(void **state)
{
	(void)state;
	const struct spell spell[] = {{FIRST, "1990-01-01", ""}, {0}};
	const struct span span[] = {{M(PAID), 199001, 199001}, {M(PAID), 203912, 203912}, {0}};
	const struct mg_timeline *t = life(spell, span, "2026-11-24");
	struct mg_month_counts c;

	mg_count_months(t, 198001, 199012, &c);
	assert_int_equal(c.first_paid, 1);
	assert_int_equal(c.unpaid, 11);
	mg_count_months(t, 203901, 205012, &c);
	assert_int_equal(c.first_paid, 1);
	assert_int_equal(c.unpaid, 11);
}

static void beyond_480_months_the_states_part_falls_away(void **state)
{
	(void)state;
	const struct spell spell[] = {{FIRST, "1990-01-01", "2030-01-01"}, {MG_INSURED_VOLUNTARY_60, "2030-01-01", "2035-01-01"}, {0}};
	static const struct {
		struct span span[6];
		int32_t weight;
	} cases[] = {
		/* 456 paid, 24 exempt from 2010, 12 more paid after 60: 468 paid, 12 exempt whole, 12 beyond for nothing */
		{{{M(PAID), 199001, 200912}, {M(FULL), 201001, 201112}, {M(PAID), 201201, 203012}, {0}},
			468 * 24 + 12 * 12},
		/* 24 half-exempt months: 12 with 18, 12 beyond with 18 - 12 */
		{{{M(PAID), 199001, 200912}, {M(HALF), 201001, 201112}, {M(REST_PAID), 201001, 201112}, {M(PAID), 201201, 203012}, {0}},
			468 * 24 + 12 * 18 + 12 * 6},
		/* of 2000: 16 and 16 - 8 */
		{{{M(PAID), 199001, 199912}, {M(HALF), 200001, 200112}, {M(REST_PAID), 200001, 200112}, {M(PAID), 200201, 203012}, {0}},
			468 * 24 + 12 * 16 + 12 * 8},
		/* never above 480 whole months */
		{{{M(PAID), 199001, 200912}, {M(QUARTER), 201001, 201212}, {M(REST_PAID), 201001, 201212}, {M(PAID), 201301, 203412}, {0}},
			480 * 24},
		/* 516 paid: what is beyond 480 adds nothing and takes nothing */
		{{{M(PAID), 199001, 203212}, {0}}, 480 * 24},
	};

	for (size_t i = 0; i < MG_LEN(cases); i++) {
		const struct mg_timeline *t = life(spell, cases[i].span, "2040-11-24");
		const int32_t weight = mg_pension_months_24ths(t, 199001, 203912, law());

		if (weight != cases[i].weight)
			fail_msg("case %zu: %d, not %d", i, weight, cases[i].weight);
	}
	/* 第2号 before 20 and from 60 is none of 法27条 (昭60附則8条4項) */
	const struct spell employed[] = {{MG_INSURED_SECOND, "1987-04-01", "1990-03-01"}, {MG_INSURED_SECOND, "2029-11-01", "2035-01-01"}, {0}};
	assert_int_equal(mg_pension_months_24ths(life(employed, NULL, "2040-11-24"), 190001, 209912, law()), (2 + 2) * 24);
	/* a month outside the range is not weighed */
	const struct span one[] = {{M(PAID), 200901, 200912}, {0}};
	assert_int_equal(mg_pension_months_24ths(life(spell, one, "2040-11-24"), 200902, 200911, law()), 10 * 24);
	assert_int_equal(mg_pension_months_24ths(life(spell, one, "2040-11-24"), 200905, 200911, law()), 7 * 24);
	assert_int_equal(mg_pension_months_24ths(life(spell, one, "2040-11-24"), 200805, 200902, law()), 2 * 24);
}

static const struct {
	struct span span[4];
	struct spell spell[3];
	const char *on;
	bool insured_on;
	enum mg_premium_test test;
} premium_cases[] = {
	/* 36 months 1990-01 to 1992-12 before a visit in 1993-02: 24 paid are two thirds, 23 are not */
	{{{M(PAID), 199001, 199112}, {0}}, {{FIRST, "1990-01-01", ""}, {0}}, "1993-02-15", 1, MG_PREMIUM_TWO_THIRDS},
	{{{M(PAID), 199001, 199111}, {0}}, {{FIRST, "1990-01-01", ""}, {0}}, "1993-02-15", 1, MG_PREMIUM_NOT_MET},
	{{{M(PAID), 199001, 199111}, {M(STUDENT), 199201, 199201}, {0}}, {{FIRST, "1990-01-01", ""}, {0}}, "1993-02-15", 1,
		MG_PREMIUM_TWO_THIRDS},
	/* the month before the visit does not count, the one before that does */
	{{{M(PAID), 199001, 199111}, {M(PAID), 199301, 199301}, {0}}, {{FIRST, "1990-01-01", ""}, {0}}, "1993-02-15", 1,
		MG_PREMIUM_NOT_MET},
	{{{M(PAID), 199001, 199111}, {M(PAID), 199212, 199212}, {0}}, {{FIRST, "1990-01-01", ""}, {0}}, "1993-02-15", 1,
		MG_PREMIUM_TWO_THIRDS},
	/* the year before: January to December 1992 without a gap */
	{{{M(PAID), 199201, 199212}, {0}}, {{FIRST, "1990-01-01", ""}, {0}}, "1993-02-15", 1, MG_PREMIUM_TWELVE_MONTHS},
	{{{M(PAID), 199202, 199212}, {0}}, {{FIRST, "1990-01-01", ""}, {0}}, "1993-02-15", 1, MG_PREMIUM_NOT_MET},
	{{{M(PAID), 199201, 199211}, {0}}, {{FIRST, "1990-01-01", ""}, {0}}, "1993-02-15", 1, MG_PREMIUM_NOT_MET},
	/* months without insurance do no harm; for somebody not insured the year ends with the last insured month */
	{{{M(PAID), 199201, 199206}, {0}}, {{FIRST, "1990-01-01", "1992-07-01"}, {0}}, "1993-02-15", 1,
		MG_PREMIUM_TWELVE_MONTHS},
	{{{M(PAID), 199201, 199206}, {0}}, {{FIRST, "1990-01-01", "1992-07-01"}, {0}}, "1993-02-15", 0, MG_PREMIUM_NOT_MET},
	{{{M(PAID), 199107, 199206}, {0}}, {{FIRST, "1990-01-01", "1992-07-01"}, {0}}, "1993-02-15", 0,
		MG_PREMIUM_TWELVE_MONTHS},
	{{{M(PAID), 199108, 199206}, {0}}, {{FIRST, "1990-01-01", "1992-07-01"}, {0}}, "1993-02-15", 0, MG_PREMIUM_NOT_MET},
	/* no insured month at all before */
	{{{0}}, {{FIRST, "1993-01-05", ""}, {0}}, "1993-02-15", 1, MG_PREMIUM_NO_MONTHS},
	{{{0}}, {{FIRST, "1992-12-05", ""}, {0}}, "1993-02-15", 1, MG_PREMIUM_NOT_MET},
	{{{0}}, {{FIRST, "1990-01-01", "1990-02-01"}, {0}}, "1993-02-15", 0, MG_PREMIUM_NOT_MET},
	/* joined abroad and left unpaid: insured and not paid */
	{{{0}}, {{MG_INSURED_VOLUNTARY_ABROAD, "1990-01-01", ""}, {0}}, "1993-02-15", 1, MG_PREMIUM_NOT_MET},
	{{{M(PAID), 199203, 199212}, {0}}, {{MG_INSURED_VOLUNTARY_ABROAD, "1990-01-01", ""}, {0}}, "1993-02-15", 1,
		MG_PREMIUM_NOT_MET},
	/* 第2号 before 20 is paid: 24 of 36 months, and 23 of 35; and the year may lie there */
	{{{0}}, {{MG_INSURED_SECOND, "1988-01-01", "1990-01-01"}, {FIRST, "1990-01-01", ""}, {0}}, "1991-02-15", 1,
		MG_PREMIUM_TWO_THIRDS},
	{{{0}}, {{MG_INSURED_SECOND, "1988-02-01", "1990-01-01"}, {FIRST, "1990-01-01", ""}, {0}}, "1991-02-15", 1,
		MG_PREMIUM_NOT_MET},
	{{{0}}, {{MG_INSURED_SECOND, "1988-02-01", "1988-03-01"}, {0}}, "1991-02-15", 0, MG_PREMIUM_TWO_THIRDS},
	/* and so it is from 60: 24 unpaid before, 48 */
	{{{0}}, {{FIRST, "2028-01-01", "2030-01-01"}, {MG_INSURED_SECOND, "2030-01-01", ""}, {0}}, "2034-02-15", 1,
		MG_PREMIUM_TWO_THIRDS},
	{{{0}}, {{FIRST, "2028-01-01", "2030-01-01"}, {MG_INSURED_SECOND, "2030-02-01", "2030-03-01"}, {0}}, "2034-02-15", 0,
		MG_PREMIUM_NOT_MET},
	/* the rule ends with 2036-03-31, and at 65 */
	{{{M(PAID), 203401, 203601}, {0}}, {{FIRST, "1990-01-01", ""}, {0}}, "2034-12-31", 1, MG_PREMIUM_NOT_MET},
	{{{M(PAID), 203301, 203601}, {0}}, {{FIRST, "1990-01-01", ""}, {0}}, "2034-12-31", 1, MG_PREMIUM_TWELVE_MONTHS},
	{{{M(PAID), 203301, 203601}, {0}}, {{FIRST, "1990-01-01", ""}, {0}}, "2035-01-01", 1, MG_PREMIUM_NOT_MET},
};

static void the_premium_tests_run_to_the_second_month_before(void **state)
{
	(void)state;
	for (size_t i = 0; i < MG_LEN(premium_cases); i++) {
		const struct mg_timeline *t = life(premium_cases[i].spell, premium_cases[i].span, "2040-01-01");
		const struct mg_premium_case in = {day("1970-01-02"), day(premium_cases[i].on), premium_cases[i].insured_on};
		struct mg_month_counts c;
		const enum mg_premium_test test = mg_premium_test(t, &in, law(), &c);

		if (test != premium_cases[i].test)
			fail_msg("case %zu: %d (paid %d unpaid %d)", i, (int)test, mg_count_paid(&c), c.unpaid);
	}
}

static void the_twelve_months_rule_ends_in_2036(void **state)
{
	(void)state;
	const struct spell spell[] = {{FIRST, "1990-01-01", ""}, {0}};
	const struct span span[] = {{M(PAID), 203301, 203812}, {0}};
	const struct mg_timeline *t = life(spell, span, "2040-01-01");
	struct mg_premium_case in = {day("1990-01-02"), day("2036-03-31"), true};
	struct mg_month_counts c;

	assert_int_equal(mg_premium_test(t, &in, law(), &c), MG_PREMIUM_TWELVE_MONTHS);
	in.on = day("2036-04-01");
	assert_int_equal(mg_premium_test(t, &in, law(), &c), MG_PREMIUM_NOT_MET);
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(each_month_is_counted_in_one_kind),
		cmocka_unit_test(the_range_is_cut_to_the_life_and_both_ends_count),
		cmocka_unit_test(second_outside_20_to_59_is_paid_and_for_old_age_only_a_month_that_qualifies),
		cmocka_unit_test(months_from_65_on_are_paid_but_not_as_first),
		cmocka_unit_test(kara_counts_without_insurance_and_before_60),
		cmocka_unit_test(article_27_weighs_each_kind_by_its_day),
		cmocka_unit_test(a_range_may_begin_before_the_life_and_end_after_it),
		cmocka_unit_test(beyond_480_months_the_states_part_falls_away),
		cmocka_unit_test(the_premium_tests_run_to_the_second_month_before),
		cmocka_unit_test(the_twelve_months_rule_ends_in_2036),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
