/* SPDX-License-Identifier: Apache-2.0 */
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

static void build(const struct mg_insured_spell *spell, int32_t spell_n, const struct mg_month_span *span,
	int32_t span_n, const char *as_of, struct mg_timeline *t)
{
	const struct mg_life life = {.birth = day(BORN), .as_of = day(as_of), .spell = spell, .spell_n = spell_n,
		.span = span, .span_n = span_n};

	mg_timeline_build(&life, t);
}

static const struct mg_month_cell *cell(const struct mg_timeline *t, int32_t ym)
{
	const struct mg_month_cell *c = mg_timeline_cell(t, ym);

	assert_non_null(c);
	return c;
}

static void a_life_runs_from_the_month_of_20_to_the_month_before_70(void **state)
{
	(void)state;
	static const struct {
		const char *birth;
		int32_t first, last;
	} cases[] = {
		{"1990-04-02", 201004, 206003},
		{"1990-04-01", 201003, 206002},
		{"2004-02-29", 202402, 207401},
		{"2004-03-01", 202402, 207401},
		{"2006-01-01", 202512, 207511},
	};
	static const struct mg_insured_spell none[1];

	for (size_t i = 0; i < MG_LEN(cases); i++) {
		const struct mg_life life = {.birth = day(cases[i].birth), .as_of = day("2026-11-24"), .spell = none};
		static struct mg_timeline t;

		mg_timeline_build(&life, &t);
		assert_int_equal(t.first_ym, cases[i].first);
		assert_null(mg_timeline_cell(&t, mg_ym_add(cases[i].first, -1)));
		assert_ptr_equal(mg_timeline_cell(&t, cases[i].first), &t.month[0]);
		assert_ptr_equal(mg_timeline_cell(&t, cases[i].last), &t.month[MG_LIFE_MONTHS - 1]);
		assert_null(mg_timeline_cell(&t, mg_ym_add(cases[i].last, 1)));
	}
}

static void the_last_type_held_in_a_month_is_its_type(void **state)
{
	(void)state;
	static const struct {
		struct {
			enum mg_insured type;
			const char *from, *until;
		} spell[3];
		int32_t n;
		int insured[4]; /* April, May, June, July 2026 */
	} cases[] = {
		/* 1号, then 厚年 from the 20th to the last working day 30 May: May is 1号 */
		{{{FIRST, "2010-04-01", "2026-05-20"}, {SECOND, "2026-05-20", "2026-05-31"}, {FIRST, "2026-05-31", ""}},
			3, {FIRST, FIRST, FIRST, FIRST}},
		{{{FIRST, "2010-04-01", "2026-05-20"}, {SECOND, "2026-05-20", "2026-06-01"}, {FIRST, "2026-06-01", ""}},
			3, {FIRST, SECOND, FIRST, FIRST}},
		/* lost in May and nothing after: May does not count */
		{{{FIRST, "2010-04-01", "2026-05-31"}}, 1, {FIRST, 0, 0, 0}},
		{{{FIRST, "2010-04-01", "2026-06-01"}}, 1, {FIRST, FIRST, 0, 0}},
		/* acquired and lost within June counts June */
		{{{FIRST, "2026-06-02", "2026-06-29"}}, 1, {0, 0, FIRST, 0}},
		/* unless another is acquired in it */
		{{{FIRST, "2026-06-02", "2026-06-10"}, {SECOND, "2026-06-20", ""}}, 2, {0, 0, SECOND, SECOND}},
		{{{SECOND, "2026-06-20", "2026-06-25"}, {FIRST, "2026-06-02", "2026-06-10"}}, 2, {0, 0, SECOND, 0}},
		/* lost the day it began: never held */
		{{{FIRST, "2026-06-02", "2026-06-02"}}, 1, {0, 0, 0, 0}},
		/* a whole life inside the months, from before 20 */
		{{{SECOND, "2008-04-01", "2026-05-01"}, {THIRD, "2026-05-01", "2026-07-01"}}, 2, {SECOND, THIRD, THIRD, 0}},
		{{{FIRST, "2026-06-01", "2026-07-01"}, {SECOND, "2026-07-01", "2026-07-02"}}, 2, {0, 0, FIRST, SECOND}},
		/* overlapping by mistake: the one that began last; of one day the higher type */
		{{{FIRST, "2026-04-01", ""}, {THIRD, "2026-05-15", ""}}, 2, {FIRST, THIRD, THIRD, THIRD}},
		{{{THIRD, "2026-06-01", ""}, {SECOND, "2026-06-01", ""}}, 2, {0, 0, THIRD, THIRD}},
		{{{SECOND, "2026-06-01", ""}, {THIRD, "2026-06-01", ""}}, 2, {0, 0, THIRD, THIRD}},
	};

	for (size_t i = 0; i < MG_LEN(cases); i++) {
		struct mg_insured_spell spell[3];
		static struct mg_timeline t;

		for (int32_t k = 0; k < cases[i].n; k++)
			spell[k] = (struct mg_insured_spell){cases[i].spell[k].type, day(cases[i].spell[k].from),
				day(cases[i].spell[k].until)};
		for (int turn = 0; turn < 2; turn++) {
			build(spell, cases[i].n, NULL, 0, "2026-11-24", &t);
			for (int m = 0; m < 4; m++)
				if (cell(&t, 202604 + m)->insured != cases[i].insured[m])
					fail_msg("case %zu month %d: %d", i, 4 + m, cell(&t, 202604 + m)->insured);
			/* the other way round gives the same */
			for (int32_t k = 0; k < cases[i].n / 2; k++) {
				const struct mg_insured_spell swap = spell[k];
				spell[k] = spell[cases[i].n - 1 - k];
				spell[cases[i].n - 1 - k] = swap;
			}
		}
	}
}

static void overlapping_spells_settle_by_their_beginning_then_by_type_whatever_their_order(void **state)
{
	(void)state;
	struct mg_insured_spell spell[] = {{THIRD, day("2026-01-31"), day("")}, {FIRST, day("2026-02-01"), day("")},
		{SECOND, day("2026-02-01"), day("2026-04-01")}};
	static struct mg_timeline a, b;

	build(spell, 3, NULL, 0, "2026-11-24", &a);
	const struct mg_insured_spell swap = spell[0];
	spell[0] = spell[2];
	spell[2] = swap;
	build(spell, 3, NULL, 0, "2026-11-24", &b);
	assert_memory_equal(&a, &b, sizeof(a));
	assert_int_equal(cell(&a, 202601)->insured, THIRD);
	assert_int_equal(cell(&a, 202602)->insured, SECOND);
	assert_int_equal(cell(&a, 202603)->insured, SECOND);
	assert_int_equal(cell(&a, 202604)->insured, FIRST);
}

#define M(mark) MG_MARK_##mark
#define S(status) MG_STATUS_##status

/* One month, June 2026, of 第1号 unless said; marks with their day. */
static const struct {
	struct {
		enum mg_mark mark;
		const char *on;
	} mark[4];
	int32_t n;
	enum mg_insured insured;
	enum mg_status status;
	enum mg_rest rest;
} status_cases[] = {
	{{{M(PAID), "2026-07-01"}}, 1, FIRST, S(PAID), MG_REST_NONE},
	{{{M(MATERNITY), "2026-07-01"}, {M(CHILDCARE), "2026-07-01"}}, 2, FIRST, S(MATERNITY), 0},
	{{{M(MATERNITY), "2026-07-01"}, {M(PAID), "2026-06-01"}}, 2, FIRST, S(MATERNITY), 0},
	{{{M(CHILDCARE), "2026-07-01"}, {M(PAID), "2026-06-01"}}, 2, FIRST, S(CHILDCARE), 0},
	{{{M(CHILDCARE), "2026-07-01"}, {M(HALF), "2026-06-01"}, {M(LEGAL), "2026-06-01"}}, 3, FIRST, S(CHILDCARE), 0},
	{{{M(PAID), "2026-06-01"}, {M(HALF), "2026-07-01"}}, 2, FIRST, S(PAID), 0},
	{{{M(PAID), "2026-06-01"}, {M(FULL), "2026-05-01"}}, 2, FIRST, S(PAID), 0},
	{{{M(HALF), "2026-06-01"}, {M(LEGAL), "2026-06-01"}}, 2, FIRST, S(HALF), MG_REST_UNPAID},
	{{{M(HALF), "2026-06-01"}, {M(FULL), "2026-05-01"}}, 2, FIRST, S(HALF), MG_REST_UNPAID},
	{{{M(THREE_QUARTERS), "2026-06-01"}, {M(REST_PAID), "2026-07-01"}}, 2, FIRST, S(THREE_QUARTERS), MG_REST_PAID},
	{{{M(QUARTER), "2026-06-01"}}, 1, FIRST, S(QUARTER), MG_REST_UNPAID},
	{{{M(QUARTER), "2026-06-01"}, {M(HALF), "2026-06-01"}}, 2, FIRST, S(HALF), MG_REST_UNPAID},
	{{{M(HALF), "2026-06-01"}, {M(THREE_QUARTERS), "2026-06-01"}}, 2, FIRST, S(THREE_QUARTERS), MG_REST_UNPAID},
	{{{M(HALF), "2026-06-01"}, {M(PAID_LATER), "2026-08-01"}}, 2, FIRST, S(PAID_LATER), 0},
	{{{M(FULL), "2026-06-01"}, {M(PAID_LATER), "2026-08-01"}}, 2, FIRST, S(PAID_LATER), 0},
	{{{M(LEGAL), "2026-06-01"}, {M(FULL), "2026-05-01"}}, 2, FIRST, S(LEGAL), 0},
	/* declared to be paid: not exempt; another exemption may stand */
	{{{M(LEGAL), "2026-06-01"}, {M(DECLARED), "2026-07-01"}}, 2, FIRST, S(UNPAID), 0},
	{{{M(LEGAL), "2026-06-01"}, {M(DECLARED), "2026-07-01"}, {M(PAID), "2026-07-02"}}, 3, FIRST, S(PAID), 0},
	{{{M(LEGAL), "2026-06-01"}, {M(DECLARED), "2026-07-01"}, {M(FULL), "2026-07-02"}}, 3, FIRST, S(FULL), 0},
	/* paid before the reason began stays; on the day and after it is given back */
	{{{M(LEGAL), "2026-06-10"}, {M(PAID), "2026-06-09"}}, 2, FIRST, S(PAID), 0},
	{{{M(LEGAL), "2026-06-10"}, {M(PAID), "2026-06-10"}}, 2, FIRST, S(LEGAL), 0},
	{{{M(LEGAL), "2026-06-10"}, {M(PAID), "2026-06-11"}}, 2, FIRST, S(LEGAL), 0},
	/* 全額 against 猶予 and 学特: the older stands, of one day 全額 */
	{{{M(FULL), "2026-06-02"}, {M(DEFERMENT), "2026-06-01"}}, 2, FIRST, S(DEFERMENT), 0},
	{{{M(FULL), "2026-06-02"}, {M(DEFERMENT), "2026-06-02"}}, 2, FIRST, S(FULL), 0},
	{{{M(FULL), "2026-06-02"}, {M(DEFERMENT), "2026-06-03"}}, 2, FIRST, S(FULL), 0},
	{{{M(FULL), "2026-06-02"}, {M(STUDENT), "2026-06-01"}}, 2, FIRST, S(STUDENT), 0},
	{{{M(FULL), "2026-06-02"}, {M(STUDENT), "2026-06-03"}}, 2, FIRST, S(FULL), 0},
	{{{M(STUDENT), "2026-06-02"}, {M(DEFERMENT), "2026-06-01"}}, 2, FIRST, S(STUDENT), 0},
	{{{M(FULL), "2026-06-02"}}, 1, FIRST, S(FULL), 0},
	{{{M(DEFERMENT), "2026-06-02"}}, 1, FIRST, S(DEFERMENT), 0},
	{{{M(NONE), ""}}, 0, FIRST, S(UNPAID), 0},
	{{{M(KARA), ""}}, 1, FIRST, S(UNPAID), 0},
	/* not yet known on 2026-11-24 */
	{{{M(PAID), "2026-11-24"}}, 1, FIRST, S(PAID), 0},
	{{{M(PAID), "2026-11-25"}}, 1, FIRST, S(UNPAID), 0},
	{{{M(LEGAL), "2026-12-01"}}, 1, FIRST, S(LEGAL), 0},
	{{{M(LEGAL), "2026-06-10"}, {M(PAID), "2026-11-25"}}, 2, FIRST, S(LEGAL), 0},
	{{{M(FULL), "2026-12-02"}, {M(DEFERMENT), "2026-06-01"}}, 2, FIRST, S(DEFERMENT), 0},
	/* other types */
	{{{M(FULL), "2026-06-01"}}, 1, SECOND, S(SECOND), 0},
	{{{M(MATERNITY), "2026-06-01"}}, 1, THIRD, S(THIRD), 0},
	{{{M(FULL), "2026-06-01"}}, 1, MG_INSURED_NONE, S(NONE), 0},
	{{{M(KARA), ""}}, 1, MG_INSURED_NONE, S(KARA), 0},
	{{{M(MATERNITY), "2026-06-01"}}, 1, MG_INSURED_VOLUNTARY_60, S(UNPAID), 0},
	{{{M(PAID), "2026-06-01"}, {M(LEGAL), "2026-05-01"}}, 2, MG_INSURED_VOLUNTARY_ABROAD, S(PAID), 0},
	{{{M(PAID), "2026-06-01"}}, 1, MG_INSURED_SPECIAL_JAPAN, S(PAID), 0},
};

static void a_month_has_one_status_by_priority(void **state)
{
	(void)state;
	for (size_t i = 0; i < MG_LEN(status_cases); i++) {
		const struct mg_insured_spell spell = {status_cases[i].insured, day("2026-06-01"), day("")};
		struct mg_month_span span[4] = {0};
		static struct mg_timeline t;

		for (int32_t k = 0; k < status_cases[i].n; k++)
			span[k] = (struct mg_month_span){status_cases[i].mark[k].mark, 202606, 202606, day(status_cases[i].mark[k].on)};
		for (int32_t turn = 0; turn < status_cases[i].n || turn == 0; turn++) {
			const struct mg_month_span first = span[0];

			build(&spell, status_cases[i].insured != MG_INSURED_NONE, span, status_cases[i].n, "2026-11-24", &t);
			if (cell(&t, 202606)->status != (int)status_cases[i].status || cell(&t, 202606)->rest != (int)status_cases[i].rest)
				fail_msg("case %zu: %s rest %d", i, mg_word(MG_WORDS_STATUS, cell(&t, 202606)->status)->name,
					cell(&t, 202606)->rest);
			if (status_cases[i].n > 0 && status_cases[i].mark[0].mark != M(NONE))
				assert_int_equal(cell(&t, 202606)->marks & MG_MARK_BIT(NONE), 0);
			/* the next one first */
			for (int32_t k = 0; k + 1 < status_cases[i].n; k++)
				span[k] = span[k + 1];
			span[status_cases[i].n > 0 ? status_cases[i].n - 1 : 3] = first;
		}
		assert_int_equal(cell(&t, 202607)->marks, 0);
		assert_int_equal(cell(&t, 202605)->marks, 0);
	}
}

static void spans_mark_their_months_and_no_others(void **state)
{
	(void)state;
	const struct mg_insured_spell spell = {FIRST, day("2010-04-01"), day("")};
	/* the pairs meet in their overlap only */
	const struct mg_month_span span[] = {
		{M(LEGAL), 202602, 202605, day("2026-03-10")},
		{M(PAID), 202604, 202608, day("2026-03-10")},
		{M(DEFERMENT), 202601, 202603, day("2026-01-10")},
		{M(FULL), 202603, 202609, day("2026-02-10")},
		{M(PAID), 190001, 201004, day("2010-04-01")},
		{M(PAID), 206003, 209912, day("2010-04-01")},
	};
	static const enum mg_status want[] = {S(DEFERMENT), S(LEGAL), S(LEGAL), S(LEGAL), S(LEGAL), S(PAID),
		S(PAID), S(PAID), S(FULL), S(DUE)};
	static struct mg_timeline t;

	build(&spell, 1, span, MG_LEN(span), "2026-11-24", &t);
	for (int m = 0; m < 10; m++)
		assert_int_equal(cell(&t, 202601 + m)->status, want[m]);
	assert_int_equal(cell(&t, 202603)->marks & MG_TIMELINE_OLDER_THAN_FULL, MG_TIMELINE_OLDER_THAN_FULL);
	assert_int_equal(cell(&t, 202604)->marks & MG_TIMELINE_OLDER_THAN_FULL, 0);
	assert_int_equal(cell(&t, 202602)->marks & MG_TIMELINE_OLDER_THAN_FULL, 0);
	assert_int_equal(cell(&t, 202603)->marks & MG_TIMELINE_PAID_AFTER_LEGAL, 0);
	assert_int_equal(cell(&t, 202604)->marks & MG_TIMELINE_PAID_AFTER_LEGAL, MG_TIMELINE_PAID_AFTER_LEGAL);
	assert_int_equal(cell(&t, 202606)->marks & MG_TIMELINE_PAID_AFTER_LEGAL, 0);
	assert_int_equal(cell(&t, 201004)->status, S(PAID));
	assert_int_equal(cell(&t, 201005)->status, S(LAPSED));
	assert_int_equal(cell(&t, 206002)->status, S(DUE));
	assert_int_equal(cell(&t, 206003)->status, S(PAID));
}

static void a_premium_is_due_then_unpaid_for_two_years_then_lapsed(void **state)
{
	(void)state;
	static const struct {
		const char *as_of;
		enum mg_status plain;
		enum mg_status half;
		enum mg_rest rest;
	} cases[] = {
		/* of June 2026 */
		{"2026-05-31", S(DUE), S(HALF), MG_REST_DUE},
		{"2026-07-31", S(DUE), S(HALF), MG_REST_DUE},
		{"2026-08-01", S(UNPAID), S(HALF), MG_REST_UNPAID},
		{"2028-07-31", S(UNPAID), S(HALF), MG_REST_UNPAID},
		{"2028-08-01", S(LAPSED), S(LAPSED), MG_REST_LAPSED},
	};
	const struct mg_insured_spell spell = {FIRST, day("2010-04-01"), day("")};
	const struct mg_month_span half = {M(HALF), 202606, 202606, day("2026-01-01")};
	static struct mg_timeline t;

	for (size_t i = 0; i < MG_LEN(cases); i++) {
		build(&spell, 1, NULL, 0, cases[i].as_of, &t);
		assert_int_equal(cell(&t, 202606)->status, cases[i].plain);
		build(&spell, 1, &half, 1, cases[i].as_of, &t);
		assert_int_equal(cell(&t, 202606)->status, cases[i].half);
		assert_int_equal(cell(&t, 202606)->rest, cases[i].rest);
	}
}

static const struct {
	enum mg_insured insured;
	struct {
		enum mg_mark mark;
		const char *on;
	} mark[3];
	int32_t n;
	enum mg_mark loser;
	enum mg_reason_name why;
	enum mg_article article;
	bool refund;
} loser_cases[] = {
	{FIRST, {{M(MATERNITY), "2026-06-01"}, {M(FULL), "2026-05-01"}}, 2, M(FULL), MG_REASON_MATERNITY_WINS,
		MG_ARTICLE_A88J2, false},
	{FIRST, {{M(MATERNITY), "2026-06-01"}, {M(PAID), "2026-05-01"}}, 2, M(PAID), MG_REASON_MATERNITY_WINS,
		MG_ARTICLE_A88J2, true},
	{FIRST, {{M(CHILDCARE), "2026-06-01"}, {M(PAID_LATER), "2026-05-01"}}, 2, M(PAID_LATER),
		MG_REASON_CHILDCARE_WINS, MG_ARTICLE_A88J3, true},
	{FIRST, {{M(PAID), "2026-06-01"}, {M(FULL), "2026-05-01"}}, 2, M(FULL), MG_REASON_ALREADY_PAID,
		MG_ARTICLE_A90_1, false},
	{FIRST, {{M(PAID), "2026-06-01"}, {M(FULL), "2026-05-01"}}, 2, M(PAID), MG_REASON_NONE, MG_ARTICLE_NONE,
		false},
	{FIRST, {{M(PAID), "2026-06-01"}}, 1, M(FULL), MG_REASON_NONE, MG_ARTICLE_NONE, false},
	{FIRST, {{M(PAID_LATER), "2026-06-01"}, {M(FULL), "2026-05-01"}}, 2, M(FULL), MG_REASON_PAID_LATER,
		MG_ARTICLE_A94_4, false},
	{FIRST, {{M(HALF), "2026-06-01"}, {M(LEGAL), "2026-05-01"}}, 2, M(LEGAL), MG_REASON_PARTIAL_WINS,
		MG_ARTICLE_A90J2_2, false},
	{FIRST, {{M(THREE_QUARTERS), "2026-06-01"}, {M(FULL), "2026-05-01"}, {M(REST_PAID), "2026-07-01"}}, 3, M(FULL),
		MG_REASON_PARTIAL_WINS, MG_ARTICLE_A90J2_1, false},
	{FIRST, {{M(THREE_QUARTERS), "2026-06-01"}, {M(REST_PAID), "2026-07-01"}}, 2, M(REST_PAID), MG_REASON_NONE,
		MG_ARTICLE_NONE, false},
	{FIRST, {{M(QUARTER), "2026-06-01"}, {M(FULL), "2026-05-01"}}, 2, M(FULL), MG_REASON_PARTIAL_WINS,
		MG_ARTICLE_A90J2_3, false},
	{FIRST, {{M(PAID), "2026-06-01"}, {M(REST_PAID), "2026-05-01"}}, 2, M(REST_PAID), MG_REASON_ALREADY_PAID,
		MG_ARTICLE_A90_1, false},
	{FIRST, {{M(LEGAL), "2026-06-01"}, {M(FULL), "2026-05-01"}}, 2, M(FULL), MG_REASON_LEGAL_WINS,
		MG_ARTICLE_A89_1, false},
	{FIRST, {{M(LEGAL), "2026-06-01"}, {M(PAID), "2026-06-02"}}, 2, M(PAID), MG_REASON_LEGAL_WINS,
		MG_ARTICLE_A89_1, true},
	{FIRST, {{M(LEGAL), "2026-06-01"}, {M(DECLARED), "2026-05-01"}}, 2, M(LEGAL), MG_REASON_DECLARED_TO_PAY,
		MG_ARTICLE_A89_2, false},
	{FIRST, {{M(LEGAL), "2026-06-01"}, {M(DECLARED), "2026-05-01"}}, 2, M(DECLARED), MG_REASON_NONE,
		MG_ARTICLE_NONE, false},
	{FIRST, {{M(LEGAL), "2026-06-01"}, {M(DECLARED), "2026-05-01"}, {M(PAID), "2026-05-01"}}, 3, M(LEGAL),
		MG_REASON_DECLARED_TO_PAY, MG_ARTICLE_A89_2, false},
	{FIRST, {{M(FULL), "2026-06-02"}, {M(DEFERMENT), "2026-06-01"}}, 2, M(FULL), MG_REASON_OLDER_STANDS,
		MG_ARTICLE_H26S14, false},
	{FIRST, {{M(FULL), "2026-06-02"}, {M(STUDENT), "2026-06-01"}}, 2, M(FULL), MG_REASON_OLDER_STANDS,
		MG_ARTICLE_A90J3_1, false},
	{FIRST, {{M(FULL), "2026-06-02"}, {M(DEFERMENT), "2026-06-02"}}, 2, M(DEFERMENT), MG_REASON_FULL_WINS,
		MG_ARTICLE_A90_1, false},
	{SECOND, {{M(FULL), "2026-06-02"}}, 1, M(FULL), MG_REASON_NOT_FIRST, MG_ARTICLE_A94J6, false},
	{SECOND, {{M(LEGAL), "2026-06-02"}, {M(DECLARED), "2026-06-02"}}, 2, M(LEGAL), MG_REASON_NOT_FIRST,
		MG_ARTICLE_A94J6, false},
	{THIRD, {{M(PAID), "2026-06-02"}}, 1, M(PAID), MG_REASON_NOT_FIRST, MG_ARTICLE_A94J6, false},
	{MG_INSURED_NONE, {{M(FULL), "2026-06-02"}}, 1, M(FULL), MG_REASON_NOT_INSURED, MG_ARTICLE_A7_1_1, false},
	{MG_INSURED_NONE, {{M(KARA), ""}, {M(FULL), "2026-06-02"}}, 2, M(FULL), MG_REASON_NOT_INSURED,
		MG_ARTICLE_S9, false},
	{MG_INSURED_NONE, {{M(KARA), ""}}, 1, M(KARA), MG_REASON_NONE, MG_ARTICLE_NONE, false},
	{FIRST, {{M(KARA), ""}}, 1, M(KARA), MG_REASON_INSURED, MG_ARTICLE_S9, false},
	{MG_INSURED_VOLUNTARY_60, {{M(MATERNITY), "2026-06-01"}}, 1, M(MATERNITY), MG_REASON_VOLUNTARY,
		MG_ARTICLE_S5_10, false},
	{MG_INSURED_VOLUNTARY_60, {{M(PAID), "2026-06-01"}}, 1, M(PAID), MG_REASON_NONE, MG_ARTICLE_NONE, false},
	{MG_INSURED_VOLUNTARY_60, {{M(LEGAL), "2026-06-01"}, {M(DECLARED), "2026-06-01"}}, 2, M(LEGAL),
		MG_REASON_VOLUNTARY, MG_ARTICLE_S5_10, false},
};

static void losers_are_kept_with_the_reason(void **state)
{
	(void)state;
	for (size_t i = 0; i < MG_LEN(loser_cases); i++) {
		const struct mg_insured_spell spell = {loser_cases[i].insured, day("2026-06-01"), day("")};
		struct mg_month_span span[3];
		struct mg_reason why;
		static struct mg_timeline t;

		for (int32_t k = 0; k < loser_cases[i].n; k++)
			span[k] = (struct mg_month_span){loser_cases[i].mark[k].mark, 202606, 202606, day(loser_cases[i].mark[k].on)};
		build(&spell, loser_cases[i].insured != MG_INSURED_NONE, span, loser_cases[i].n, "2026-11-24", &t);
		why = mg_timeline_why_lost(cell(&t, 202606), loser_cases[i].loser);
		if (why.name != loser_cases[i].why || why.article != loser_cases[i].article ||
			mg_timeline_is_refund(cell(&t, 202606)) != loser_cases[i].refund)
			fail_msg("case %zu: %s %s", i, mg_word(MG_WORDS_REASON, (int32_t)why.name)->name,
				mg_word(MG_WORDS_ARTICLE, (int32_t)why.article)->name);
	}
}

static void a_lapsed_rest_says_so(void **state)
{
	(void)state;
	const struct mg_insured_spell spell = {FIRST, day("2010-04-01"), day("")};
	const struct mg_month_span half = {M(HALF), 202006, 202006, day("2020-01-01")};
	struct mg_reason why;
	static struct mg_timeline t;

	build(&spell, 1, &half, 1, "2026-11-24", &t);
	why = mg_timeline_why_lost(cell(&t, 202006), M(HALF));
	assert_int_equal(why.name, MG_REASON_REST_LAPSED);
	assert_int_equal(why.article, MG_ARTICLE_A102_4);
}

static void a_declared_month_due_or_unpaid_names_the_declaration(void **state)
{
	(void)state;
	const struct mg_insured_spell spell = {FIRST, day("2010-04-01"), day("")};
	const struct mg_month_span span[] = {{M(LEGAL), 202610, 202612, day("2026-11-01")},
		{M(DECLARED), 202611, 202611, day("2026-11-01")}};
	static struct mg_timeline t;

	build(&spell, 1, span, 2, "2026-11-24", &t);
	assert_int_equal(cell(&t, 202611)->status, S(DUE));
	assert_int_equal(mg_timeline_why_lost(cell(&t, 202611), M(LEGAL)).name, MG_REASON_DECLARED_TO_PAY);
	assert_int_equal(cell(&t, 202612)->status, S(LEGAL));
	assert_int_equal(cell(&t, 202610)->status, S(LEGAL));
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(a_life_runs_from_the_month_of_20_to_the_month_before_70),
		cmocka_unit_test(the_last_type_held_in_a_month_is_its_type),
		cmocka_unit_test(overlapping_spells_settle_by_their_beginning_then_by_type_whatever_their_order),
		cmocka_unit_test(a_month_has_one_status_by_priority),
		cmocka_unit_test(spans_mark_their_months_and_no_others),
		cmocka_unit_test(a_premium_is_due_then_unpaid_for_two_years_then_lapsed),
		cmocka_unit_test(losers_are_kept_with_the_reason),
		cmocka_unit_test(a_lapsed_rest_says_so),
		cmocka_unit_test(a_declared_month_due_or_unpaid_names_the_declaration),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
