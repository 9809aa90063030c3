/* SPDX-License-Identifier: Apache-2.0
 * The months before that of 20. */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdio.h>
#include <string.h>
#include <cmocka.h>
#include "base/macros.h"
#include "qualification/qualification_rules_timeline.h"
#include "support/rules.h"

#define FIRST MG_INSURED_FIRST
#define SECOND MG_INSURED_SECOND
#define THIRD MG_INSURED_THIRD
#define BORN "1990-04-02" /* attains 20 on 2010-04-01 */

static void build(const struct mg_insured_spell *spell, int32_t spell_n, struct mg_timeline *t)
{
	const struct mg_life life = {.birth = day(BORN), .as_of = day("2026-11-24"), .spell = spell, .spell_n = spell_n};

	mg_timeline_build(&life, t);
}

static void months_before_20_are_known_as_second_and_as_nothing_else(void **state)
{
	(void)state;
	static const struct {
		struct {
			enum mg_insured type;
			const char *from, *until;
		} spell[2];
		int32_t n, from_ym, to_ym, months; /* the first and last early month, and how many there are */
	} cases[] = {
		{{{SECOND, "2008-04-01", "2009-04-01"}}, 1, 200804, 200903, 12},
		{{{SECOND, "2008-04-01", "2009-03-31"}}, 1, 200804, 200902, 11},
		{{{SECOND, "2008-04-30", ""}}, 1, 200804, 201003, 24}, /* on beyond 20: those are cells */
		{{{SECOND, "2008-04-05", "2008-04-25"}}, 1, 200804, 200804, 1},
		{{{SECOND, "2008-04-05", "2008-04-05"}}, 1, 0, 0, 0},
		{{{SECOND, "2008-04-01", "2008-06-10"}, {SECOND, "2009-01-10", "2009-03-10"}}, 2, 200804, 200902, 4},
		{{{SECOND, "2010-03-31", "2010-04-30"}}, 1, 201003, 201003, 1},
		{{{SECOND, "2010-04-01", "2010-04-30"}}, 1, 0, 0, 0},
		{{{SECOND, "1989-01-01", "1990-05-01"}}, 1, 199004, 199004, 1},
		{{{SECOND, "1989-01-01", "1990-04-01"}}, 1, 0, 0, 0},
		{{{FIRST, "2008-04-01", "2009-04-01"}, {THIRD, "2009-04-01", ""}}, 2, 0, 0, 0},
		{{{MG_INSURED_VOLUNTARY_ABROAD, "2008-04-01", ""}}, 1, 0, 0, 0},
	};

	for (size_t i = 0; i < MG_LEN(cases); i++) {
		struct mg_insured_spell spell[2];
		static struct mg_timeline t;
		int32_t n = 0;

		for (int32_t k = 0; k < cases[i].n; k++)
			spell[k] = (struct mg_insured_spell){cases[i].spell[k].type, day(cases[i].spell[k].from),
				day(cases[i].spell[k].until)};
		build(spell, cases[i].n, &t);
		assert_int_equal(mg_timeline_begin(&t), 199004);
		for (int32_t ym = 198801; ym <= 201212; ym = mg_ym_add(ym, 1)) {
			const bool is = mg_timeline_is_early(&t, ym);

			n += is;
			if (is && (ym < cases[i].from_ym || ym > cases[i].to_ym))
				fail_msg("case %zu: %d", i, ym);
		}
		if (n != cases[i].months)
			fail_msg("case %zu: %d months", i, n);
		if (n > 0)
			assert_true(mg_timeline_is_early(&t, cases[i].from_ym) && mg_timeline_is_early(&t, cases[i].to_ym));
	}
}

static void months_of_a_life_and_before_it_do_not_run_into_each_other(void **state)
{
	(void)state;
	const struct mg_insured_spell before = {SECOND, day("1989-01-01"), day("2010-04-01")};
	const struct mg_insured_spell after = {FIRST, day("2010-04-01"), day("")};
	static struct mg_timeline t;

	build(&before, 1, &t);
	assert_true(mg_timeline_is_early(&t, 201003));
	for (int32_t i = 0; i < MG_LIFE_MONTHS; i++)
		assert_int_equal(t.month[i].insured, MG_INSURED_NONE);
	build(&after, 1, &t);
	assert_false(mg_timeline_is_early(&t, 201004));
	for (int32_t i = 0; i < MG_EARLY_MONTHS; i++)
		assert_false(t.early[i]);
}

static void the_last_insured_month_may_lie_before_20(void **state)
{
	(void)state;
	static const struct {
		enum mg_insured type;
		const char *from, *until;
		int32_t to_ym, last_ym;
	} cases[] = {
		{FIRST, "2012-04-01", "2013-04-01", 202601, 201303},
		{FIRST, "2012-04-01", "2013-04-01", 201303, 201303},
		{FIRST, "2012-04-01", "2013-04-01", 201302, 201302},
		{FIRST, "2012-04-01", "2013-04-01", 201204, 201204},
		{FIRST, "2012-04-01", "2013-04-01", 201203, 0},
		{FIRST, "2010-04-01", "2010-05-01", 202601, 201004},
		{SECOND, "2060-02-01", "", 209901, 206003},
		{SECOND, "2060-02-01", "", 206002, 206002},
		{SECOND, "2008-04-01", "2009-04-01", 202601, 200903},
		{SECOND, "2008-04-01", "2009-04-01", 200804, 200804},
		{SECOND, "2008-04-01", "2009-04-01", 200803, 0},
		{SECOND, "1990-04-01", "1990-05-01", 202601, 199004},
		{SECOND, "1990-03-01", "1990-04-01", 202601, 0},
		{FIRST, "2008-04-01", "2009-04-01", 202601, 0},
	};

	for (size_t i = 0; i < MG_LEN(cases); i++) {
		const struct mg_insured_spell spell = {cases[i].type, day(cases[i].from), day(cases[i].until)};
		static struct mg_timeline t;

		build(&spell, 1, &t);
		if (mg_timeline_last_insured(&t, cases[i].to_ym) != cases[i].last_ym)
			fail_msg("case %zu: %d", i, mg_timeline_last_insured(&t, cases[i].to_ym));
	}
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(months_before_20_are_known_as_second_and_as_nothing_else),
		cmocka_unit_test(months_of_a_life_and_before_it_do_not_run_into_each_other),
		cmocka_unit_test(the_last_insured_month_may_lie_before_20),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
