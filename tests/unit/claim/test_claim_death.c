/* SPDX-License-Identifier: Apache-2.0 */
#include "claim/claim_rules_death.h"
#include "life.h"

static void a_child_is_one_until_the_march_after_eighteen_or_twenty_when_disabled(void **state)
{
	(void)state;
	static const struct {
		const char *born, *until;
	} ends[] = {
		{"2008-04-01", "2026-03-31"}, /* attains 18 on 31 March */
		{"2008-04-02", "2027-03-31"},
		{"2009-03-31", "2027-03-31"},
		{"2008-02-29", "2026-03-31"},
		{"2008-12-31", "2027-03-31"},
	};
	static const struct {
		const char *born, *on;
		bool disabled, married, is;
	} cases[] = {
		{"2008-04-01", "2026-03-31", false, false, true},
		{"2008-04-01", "2026-04-01", false, false, false},
		{"2008-04-01", "2026-03-31", false, true, false},
		{"2006-11-26", "2026-11-24", true, false, true},
		{"2006-11-26", "2026-11-25", true, false, false},
		{"2006-11-26", "2026-11-24", true, true, false},
		{"2006-11-26", "2026-11-24", false, false, false},
	};

	for (size_t i = 0; i < MG_LEN(ends); i++)
		assert_int_equal(mg_ymd(mg_child_until(day(ends[i].born))), mg_ymd(day(ends[i].until)));
	for (size_t i = 0; i < MG_LEN(cases); i++) {
		const struct mg_child child = {day(cases[i].born), cases[i].disabled, cases[i].married};

		assert_int_equal(mg_is_child(&child, day(cases[i].on)), cases[i].is);
	}
}

static const struct mg_child CHILD[] = {{{2015, 1, 1}, false, false}};

static struct mg_survivor_in survivor(void)
{
	return (struct mg_survivor_in){.died_on = day("2024-11-25"), .birth = day(LIFE_BIRTH), .in_japan = true,
		.has_spouse = true, .child = CHILD, .child_n = 1};
}

static void survivors_need_an_insured_death_or_sixty_to_sixtyfour_in_japan_or_25_years(void **state)
{
	(void)state;
	static const struct {
		const char *birth;
		bool insured, in_japan;
		int32_t months; /* paid up to 2024-09 */
		enum mg_result result;
		const char *reason, *article;
	} cases[] = {
		{LIFE_BIRTH, true, false, 120, MG_RESULT_YES, "INSURED", "国民年金法37条1号"},
		{LIFE_BIRTH, false, true, 120, MG_RESULT_YES, "INSURED", "国民年金法37条2号"},
		{LIFE_BIRTH, false, false, 120, MG_RESULT_NO, "NOT_INSURED", "国民年金法37条"},
		{"1964-11-26", false, true, 120, MG_RESULT_YES, "INSURED", "国民年金法37条2号"}, /* 60 that day */
		{"1964-11-27", false, true, 120, MG_RESULT_NO, "NOT_INSURED", "国民年金法37条"},
		{"1959-11-26", false, true, 120, MG_RESULT_NO, "NOT_INSURED", "国民年金法37条"}, /* 65 that day */
		{"1959-11-27", false, true, 120, MG_RESULT_YES, "INSURED", "国民年金法37条2号"},
		{LIFE_BIRTH, false, false, 299, MG_RESULT_NO, "NOT_INSURED", "国民年金法37条"},
		{LIFE_BIRTH, false, false, 300, MG_RESULT_YES, "25_YEARS", "国民年金法37条3号"},
		{LIFE_BIRTH, true, true, 300, MG_RESULT_YES, "25_YEARS", "国民年金法37条3号"},
	};

	for (size_t i = 0; i < MG_LEN(cases); i++) {
		struct mg_survivor_in in = survivor();
		struct mg_timeline *t = empty_life();
		struct mg_verdict v;

		in.birth = day(cases[i].birth);
		in.insured_on = cases[i].insured;
		in.in_japan = cases[i].in_japan;
		PAID(t, 202410, cases[i].months);
		mg_claim_survivor(&in, t, law(), &v);
		if (v.result != cases[i].result || strcmp(reason_name(&v, 0), cases[i].reason) != 0)
			fail_msg("case %zu: %s %s", i, result_name(&v), reason_name(&v, 0));
		assert_string_equal(article_text(&v, 0), cases[i].article);
		assert_int_equal(v.kind, v.result == MG_RESULT_YES ? MG_CLAIM_SURVIVOR : MG_CLAIM_NONE);
		assert_int_equal(figure(&v, MG_FIGURE_LIMIT_DATE), v.result == MG_RESULT_YES ? 20291125 : -1);
	}
}

static void the_25_years_take_every_kind_up_to_the_month_before_death(void **state)
{
	(void)state;
	static const struct {
		int32_t last_ym, paid, full, kara, kara_unpaid, early;
		enum mg_result result;
	} cases[] = {
		{202410, 297, 1, 1, 1, 0, MG_RESULT_YES},
		{202410, 296, 1, 1, 1, 0, MG_RESULT_NO},
		{202411, 297, 1, 1, 1, 0, MG_RESULT_NO}, /* the month of death counts for nothing */
		{202410, 277, 1, 1, 1, 20, MG_RESULT_YES}, /* 第2号 before 20 */
		{202410, 277, 1, 1, 1, 19, MG_RESULT_NO},
	};

	for (size_t i = 0; i < MG_LEN(cases); i++) {
		struct mg_survivor_in in = survivor();
		struct mg_timeline *t = empty_life();
		struct mg_verdict v;

		in.in_japan = false;
		PAID(t, cases[i].last_ym, cases[i].paid);
		put_early(t, 198404, cases[i].early);
		put(t, 199001, cases[i].full, MG_INSURED_FIRST, MG_STATUS_FULL);
		put(t, 199002, cases[i].kara, MG_INSURED_NONE, MG_STATUS_KARA);
		put(t, 199003, cases[i].kara_unpaid, MG_INSURED_VOLUNTARY_ABROAD, MG_STATUS_LAPSED);
		mg_claim_survivor(&in, t, law(), &v);
		if (v.result != cases[i].result)
			fail_msg("case %zu: %s", i, result_name(&v));
	}
}

static void a_death_at_60_to_64_counts_only_of_somebody_once_insured(void **state)
{
	(void)state;
	static const struct {
		int32_t last_ym;
		bool early, insured_on;
		enum mg_result result;
		const char *reason, *article;
	} cases[] = {
		{0, false, false, MG_RESULT_NO, "NEVER_INSURED", "国民年金法37条2号"},
		{202412, false, false, MG_RESULT_NO, "NEVER_INSURED", "国民年金法37条2号"},
		{202411, false, false, MG_RESULT_YES, "INSURED", "国民年金法37条2号"},
		{198404, true, false, MG_RESULT_YES, "INSURED", "国民年金法37条2号"},
		{0, false, true, MG_RESULT_YES, "INSURED", "国民年金法37条1号"},
	};

	for (size_t i = 0; i < MG_LEN(cases); i++) {
		struct mg_survivor_in in = survivor();
		struct mg_timeline *t = empty_life();
		struct mg_verdict v;

		in.insured_on = cases[i].insured_on;
		if (cases[i].early)
			put_early(t, cases[i].last_ym, 1);
		else if (cases[i].last_ym != 0)
			PAID(t, cases[i].last_ym, 1);
		mg_claim_survivor(&in, t, law(), &v);
		if (v.result != cases[i].result || strcmp(reason_name(&v, 0), cases[i].reason) != 0)
			fail_msg("case %zu: %s %s", i, result_name(&v), reason_name(&v, 0));
		assert_string_equal(article_text(&v, 0), cases[i].article);
	}
}

static void survivors_need_the_premium_test_and_its_figures_are_shown(void **state)
{
	(void)state;
	struct mg_survivor_in in = survivor();
	struct mg_timeline *t = empty_life();
	struct mg_verdict v;

	in.insured_on = true;
	put(t, 202410, 90, MG_INSURED_FIRST, MG_STATUS_LAPSED);
	put(t, 202410, 3, MG_INSURED_FIRST, MG_STATUS_PAID);
	put(t, 202407, 2, MG_INSURED_FIRST, MG_STATUS_FULL);
	put(t, 202405, 1, MG_INSURED_VOLUNTARY_ABROAD, MG_STATUS_LAPSED);
	mg_claim_survivor(&in, t, law(), &v);
	assert_int_equal(v.result, MG_RESULT_NO);
	assert_string_equal(reason_name(&v, 0), "PREMIUM_TEST");
	assert_string_equal(article_text(&v, 0), "国民年金法37条");
	assert_int_equal(figure(&v, MG_FIGURE_MONTHS_PAID), 2); /* up to the second month before */
	assert_int_equal(figure(&v, MG_FIGURE_MONTHS_EXEMPT), 2);
	assert_int_equal(figure(&v, MG_FIGURE_MONTHS_UNPAID), 85);
	assert_int_equal(figure(&v, MG_FIGURE_PREMIUM_TEST), 0);
	assert_int_equal(figure(&v, MG_FIGURE_CHILDREN), 1);
	PAID(t, 202409, 90);
	mg_claim_survivor(&in, t, law(), &v);
	assert_int_equal(v.result, MG_RESULT_YES);
	assert_int_equal(figure(&v, MG_FIGURE_PREMIUM_TEST), 2);
}

static void survivors_are_a_spouse_with_a_child_or_the_child(void **state)
{
	(void)state;
	static const struct mg_child grown[] = {{{1990, 1, 1}, false, false}, {{2015, 1, 1}, false, true}};
	struct mg_survivor_in in = survivor();
	struct mg_timeline *t = empty_life();
	struct mg_verdict v;

	PAID(t, 202410, 120);
	in.insured_on = true;
	mg_claim_survivor(&in, t, law(), &v);
	assert_string_equal(reason_name(&v, 1), "SPOUSE_WITH_CHILD");
	in.has_spouse = false;
	mg_claim_survivor(&in, t, law(), &v);
	assert_string_equal(reason_name(&v, 1), "CHILD_ALONE");
	in.income_yen = 8499999;
	mg_claim_survivor(&in, t, law(), &v);
	assert_int_equal(v.result, MG_RESULT_YES);
	in.income_yen = 8500000;
	mg_claim_survivor(&in, t, law(), &v);
	assert_int_equal(v.result, MG_RESULT_NO);
	assert_string_equal(reason_name(&v, 1), "NOT_KEPT");
	in.income_yen = 0;
	in.child = grown;
	in.child_n = 2;
	mg_claim_survivor(&in, t, law(), &v);
	assert_int_equal(v.result, MG_RESULT_NO);
	assert_string_equal(reason_name(&v, 1), "NO_CHILD");
	assert_int_equal(figure(&v, MG_FIGURE_CHILDREN), 0);
	in.unborn_child = true;
	mg_claim_survivor(&in, t, law(), &v);
	assert_int_equal(v.result, MG_RESULT_CONFIRM);
	assert_string_equal(reason_name(&v, 1), "UNBORN_CHILD");
}

static struct mg_widow_in widow(void)
{
	return (struct mg_widow_in){.died_on = day("2024-11-25"), .wife_birth = day("1966-05-01"),
		.married_on = day("2000-01-01"), .kept = true};
}

static void the_husband_needs_120_months_up_to_the_month_before(void **state)
{
	(void)state;
	static const struct {
		int32_t last_ym, paid, deferred, special;
		int second; /* and one month as 第2号; 2: before 20 */
		enum mg_result result;
		int32_t first;
	} cases[] = {
		{202410, 120, 0, 0, false, MG_RESULT_YES, 120},
		{202410, 119, 0, 0, false, MG_RESULT_NO, 119},
		{202411, 120, 0, 0, false, MG_RESULT_NO, 119},
		{202410, 1, 119, 0, false, MG_RESULT_YES, 120},
		{202410, 0, 120, 0, false, MG_RESULT_NO, 120},
		{202410, 0, 120, 0, true, MG_RESULT_YES, 120}, /* one month paid of whatever type */
		{202410, 0, 120, 0, 2, MG_RESULT_YES, 120},    /* and age */
		{202410, 119, 0, 1, true, MG_RESULT_NO, 119},  /* 第2号 and from 65 on are none of the 120 */
	};

	for (size_t i = 0; i < MG_LEN(cases); i++) {
		const struct mg_widow_in in = widow();
		struct mg_timeline *t = empty_life();
		struct mg_verdict v;

		put(t, 200012, cases[i].deferred, MG_INSURED_FIRST, i % 2 ? MG_STATUS_STUDENT : MG_STATUS_DEFERMENT);
		put(t, 199001, cases[i].special, MG_INSURED_SPECIAL_JAPAN, MG_STATUS_PAID);
		put(t, 198901, cases[i].second == 1, MG_INSURED_SECOND, MG_STATUS_SECOND);
		put_early(t, 198304, cases[i].second == 2);
		PAID(t, cases[i].last_ym, cases[i].paid);
		mg_claim_widow(&in, t, law(), &v);
		if (v.result != cases[i].result)
			fail_msg("case %zu: %s", i, result_name(&v));
		assert_int_equal(figure(&v, MG_FIGURE_MONTHS_FIRST), cases[i].first);
		if (v.result == MG_RESULT_NO)
			assert_string_equal(reason_name(&v, 0), "TOO_FEW_MONTHS");
	}
}

static void the_widow_needs_ten_years_and_to_be_under_65(void **state)
{
	(void)state;
	static const struct {
		const char *married, *born;
		int64_t income;
		enum { KEPT = 1, DREW = 2, EARLY = 4, REMARRIED = 8 } facts;
		const char *reason, *article;
	} cases[] = {
		{"2014-11-25", "1966-05-01", 0, KEPT, "WIDOW", "国民年金法49条1項"},
		{"2014-11-26", "1966-05-01", 0, KEPT, "MARRIED_TOO_SHORT", "国民年金法49条1項"},
		{"", "1966-05-01", 0, KEPT, "MARRIED_TOO_SHORT", "国民年金法49条1項"},
		{"2000-01-01", "1959-11-27", 0, KEPT, "WIDOW", "国民年金法49条1項"},
		{"2000-01-01", "1959-11-26", 0, KEPT, "AGE_OUTSIDE", "国民年金法49条1項"},
		{"2000-01-01", "1966-05-01", 8499999, KEPT, "WIDOW", "国民年金法49条1項"},
		{"2000-01-01", "1966-05-01", 8500000, KEPT, "NOT_KEPT", "国民年金法49条1項"},
		{"2000-01-01", "1966-05-01", 0, 0, "NOT_KEPT", "国民年金法49条1項"},
		{"2000-01-01", "1966-05-01", 0, KEPT | DREW, "DREW_PENSION", "国民年金法49条1項"},
		{"2000-01-01", "1966-05-01", 0, KEPT | EARLY, "EARLY_OLD_AGE", "国民年金法附則9条の2第5項"},
		{"2000-01-01", "1966-05-01", 0, KEPT | REMARRIED, "REMARRIED", "国民年金法51条"},
	};

	for (size_t i = 0; i < MG_LEN(cases); i++) {
		struct mg_timeline *t = empty_life();
		struct mg_widow_in in = widow();
		struct mg_verdict v;
		const bool opens = strcmp(cases[i].reason, "WIDOW") == 0;

		PAID(t, 202410, 120);
		in.married_on = day(cases[i].married);
		in.wife_birth = day(cases[i].born);
		in.income_yen = cases[i].income;
		in.kept = cases[i].facts & KEPT;
		in.drew_pension = cases[i].facts & DREW;
		in.early_old_age = cases[i].facts & EARLY;
		in.remarried = cases[i].facts & REMARRIED;
		mg_claim_widow(&in, t, law(), &v);
		if (strcmp(reason_name(&v, 0), cases[i].reason) != 0)
			fail_msg("case %zu: %s", i, reason_name(&v, 0));
		assert_string_equal(article_text(&v, 0), cases[i].article);
		assert_int_equal(v.result, opens ? MG_RESULT_YES : MG_RESULT_NO);
		assert_int_equal(v.kind, opens ? MG_CLAIM_WIDOW : MG_CLAIM_NONE);
		assert_int_equal(mg_verdict_has(&v, MG_REASON_ONE_ONLY), opens);
	}
}

static void the_widow_is_paid_from_the_month_after_sixty_or_the_death_to_sixtyfive(void **state)
{
	(void)state;
	static const struct {
		const char *born;
		int32_t from, to;
	} cases[] = {
		{"1966-05-01", 202605, 203104}, /* 60 on 2026-04-30 */
		{"1966-05-02", 202606, 203105},
		{"1964-12-01", 202412, 202911}, /* 60 on 2024-11-30, the month of death */
		{"1964-12-02", 202501, 202912},
		{"1962-01-01", 202412, 202612},
	};

	for (size_t i = 0; i < MG_LEN(cases); i++) {
		struct mg_timeline *t = empty_life();
		struct mg_widow_in in = widow();
		struct mg_verdict v;

		PAID(t, 202410, 120);
		in.wife_birth = day(cases[i].born);
		mg_claim_widow(&in, t, law(), &v);
		assert_int_equal(figure(&v, MG_FIGURE_FROM_YM), cases[i].from);
		assert_int_equal(figure(&v, MG_FIGURE_TO_YM), cases[i].to);
		assert_int_equal(figure(&v, MG_FIGURE_LIMIT_DATE), 20291125);
	}
}

static struct mg_lump_sum_in lump_sum(void)
{
	return (struct mg_lump_sum_in){.died_on = day("2024-11-25"), .received_date = day("2026-11-25"),
		.relation = MG_RELATION_SPOUSE, .same_livelihood = true};
}

static void the_lump_sum_goes_by_the_months_paid(void **state)
{
	(void)state;
	static const struct {
		int32_t months;
		int64_t yen;
	} cases[] = {{35, 0}, {36, 120000}, {179, 120000}, {180, 145000}, {239, 145000}, {240, 170000}, {299, 170000},
		{300, 220000}, {359, 220000}, {360, 270000}, {419, 270000}, {420, 320000}, {480, 320000}};

	for (size_t i = 0; i < MG_LEN(cases); i++) {
		const struct mg_lump_sum_in in = lump_sum();
		struct mg_timeline *t = empty_life();
		struct mg_verdict v;

		PAID(t, 202410, cases[i].months);
		mg_claim_lump_sum(&in, t, law(), &v);
		assert_int_equal(figure(&v, MG_FIGURE_MONTHS_QUARTERS), cases[i].months * 4);
		assert_int_equal(v.result, cases[i].yen ? MG_RESULT_YES : MG_RESULT_NO);
		assert_int_equal(figure(&v, MG_FIGURE_LUMP_SUM_YEN), cases[i].yen ? cases[i].yen : -1);
		assert_string_equal(reason_name(&v, 0), cases[i].yen ? "LUMP_SUM" : "TOO_FEW_MONTHS");
		assert_string_equal(article_text(&v, 0), cases[i].yen ? "国民年金法52条の4" : "国民年金法52条の2第1項");
	}
}

static void partly_exempted_months_count_by_the_part_paid_and_from_65_too(void **state)
{
	(void)state;
	static const struct {
		enum mg_insured insured;
		enum mg_status status;
		int32_t quarters;
	} cases[] = {
		{MG_INSURED_FIRST, MG_STATUS_THREE_QUARTERS, 1},
		{MG_INSURED_FIRST, MG_STATUS_HALF, 2},
		{MG_INSURED_FIRST, MG_STATUS_QUARTER, 3},
		{MG_INSURED_FIRST, MG_STATUS_PAID_LATER, 4},
		{MG_INSURED_FIRST, MG_STATUS_MATERNITY, 4},
		{MG_INSURED_SPECIAL_JAPAN, MG_STATUS_PAID, 4},
		{MG_INSURED_VOLUNTARY_60, MG_STATUS_PAID, 4},
		{MG_INSURED_FIRST, MG_STATUS_FULL, 0},
		{MG_INSURED_FIRST, MG_STATUS_DEFERMENT, 0},
		{MG_INSURED_SECOND, MG_STATUS_SECOND, 0},
	};

	for (size_t i = 0; i < MG_LEN(cases); i++) {
		const struct mg_lump_sum_in in = lump_sum();
		struct mg_timeline *t = empty_life();
		struct mg_verdict v;

		PAID(t, 202410, 35);
		put(t, 200001, 4, cases[i].insured, cases[i].status);
		mg_claim_lump_sum(&in, t, law(), &v);
		assert_int_equal(figure(&v, MG_FIGURE_MONTHS_QUARTERS), 140 + 4 * cases[i].quarters);
		assert_int_equal(v.result, cases[i].quarters ? MG_RESULT_YES : MG_RESULT_NO);
	}
}

static void what_bars_the_lump_sum(void **state)
{
	(void)state;
	static const struct {
		enum mg_relation relation;
		bool same, drew, unborn;
		enum mg_survivor_right right;
		enum mg_result result;
		const char *reason, *article;
	} cases[] = {
		{MG_RELATION_SIBLING, true, false, false, 0, MG_RESULT_YES, "LUMP_SUM", "国民年金法52条の4"},
		{MG_RELATION_THIRD_DEGREE, true, false, false, 0, MG_RESULT_NO, "NOT_AN_HEIR", "国民年金法52条の3第1項"},
		{MG_RELATION_NONE, true, false, false, 0, MG_RESULT_NO, "NOT_AN_HEIR", "国民年金法52条の3第1項"},
		{MG_RELATION_SPOUSE, false, false, false, 0, MG_RESULT_NO, "NOT_SAME_LIVELIHOOD", "国民年金法52条の3第1項"},
		{MG_RELATION_SPOUSE, true, true, false, 0, MG_RESULT_NO, "DREW_PENSION", "国民年金法52条の2第1項"},
		{MG_RELATION_SPOUSE, true, false, true, 0, MG_RESULT_CONFIRM, "UNBORN_CHILD", "国民年金法52条の2第2項・3項"},
		{MG_RELATION_SPOUSE, true, false, false, MG_SURVIVOR_RIGHT_HELD, MG_RESULT_NO, "SURVIVOR_RIGHT",
			"国民年金法52条の2第2項・3項"},
		{MG_RELATION_SPOUSE, true, false, false, MG_SURVIVOR_RIGHT_ENDED_IN_MONTH, MG_RESULT_YES, "LUMP_SUM",
			"国民年金法52条の4"},
		{MG_RELATION_SPOUSE, true, false, false, MG_SURVIVOR_RIGHT_SUSPENDED, MG_RESULT_YES, "LUMP_SUM",
			"国民年金法52条の4"},
		{MG_RELATION_CHILD, true, false, false, MG_SURVIVOR_RIGHT_SUSPENDED, MG_RESULT_NO, "NOT_AN_HEIR",
			"国民年金法52条の3第1項"},
		{MG_RELATION_CHILD, true, false, false, 0, MG_RESULT_YES, "LUMP_SUM", "国民年金法52条の4"},
	};

	for (size_t i = 0; i < MG_LEN(cases); i++) {
		struct mg_lump_sum_in in = lump_sum();
		struct mg_timeline *t = empty_life();
		struct mg_verdict v;

		PAID(t, 202410, 36);
		in.relation = cases[i].relation;
		in.same_livelihood = cases[i].same;
		in.drew_pension = cases[i].drew;
		in.unborn_child = cases[i].unborn;
		in.survivor_right = cases[i].right;
		mg_claim_lump_sum(&in, t, law(), &v);
		if (v.result != cases[i].result || strcmp(reason_name(&v, 0), cases[i].reason) != 0)
			fail_msg("case %zu: %s %s", i, result_name(&v), reason_name(&v, 0));
		assert_string_equal(article_text(&v, 0), cases[i].article);
		assert_int_equal(v.kind, v.result == MG_RESULT_YES ? MG_CLAIM_LUMP_SUM : MG_CLAIM_NONE);
		assert_int_equal(figure(&v, MG_FIGURE_LIMIT_DATE), 20261125);
	}
}

static void three_years_of_additional_premiums_add_a_fixed_amount(void **state)
{
	(void)state;
	static const struct {
		int32_t months;
		int64_t yen;
	} cases[] = {{0, 120000}, {35, 120000}, {36, 128500}, {400, 128500}};

	for (size_t i = 0; i < MG_LEN(cases); i++) {
		struct mg_lump_sum_in in = lump_sum();
		struct mg_timeline *t = empty_life();
		struct mg_verdict v;

		PAID(t, 202410, 36);
		in.additional_months = cases[i].months;
		mg_claim_lump_sum(&in, t, law(), &v);
		assert_int_equal(figure(&v, MG_FIGURE_LUMP_SUM_YEN), cases[i].yen);
	}
}

static void a_late_claim_is_answered_with_a_warning(void **state)
{
	(void)state;
	struct mg_lump_sum_in in = lump_sum();
	struct mg_timeline *t = empty_life();
	struct mg_verdict v;

	PAID(t, 202410, 36);
	mg_claim_lump_sum(&in, t, law(), &v);
	assert_false(mg_verdict_has(&v, MG_REASON_LAPSED));
	in.received_date = day("2026-11-26");
	mg_claim_lump_sum(&in, t, law(), &v);
	assert_int_equal(v.result, MG_RESULT_YES);
	assert_true(mg_verdict_has(&v, MG_REASON_LAPSED));
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(a_child_is_one_until_the_march_after_eighteen_or_twenty_when_disabled),
		cmocka_unit_test(survivors_need_an_insured_death_or_sixty_to_sixtyfour_in_japan_or_25_years),
		cmocka_unit_test(the_25_years_take_every_kind_up_to_the_month_before_death),
		cmocka_unit_test(a_death_at_60_to_64_counts_only_of_somebody_once_insured),
		cmocka_unit_test(survivors_need_the_premium_test_and_its_figures_are_shown),
		cmocka_unit_test(survivors_are_a_spouse_with_a_child_or_the_child),
		cmocka_unit_test(the_husband_needs_120_months_up_to_the_month_before),
		cmocka_unit_test(the_widow_needs_ten_years_and_to_be_under_65),
		cmocka_unit_test(the_widow_is_paid_from_the_month_after_sixty_or_the_death_to_sixtyfive),
		cmocka_unit_test(the_lump_sum_goes_by_the_months_paid),
		cmocka_unit_test(partly_exempted_months_count_by_the_part_paid_and_from_65_too),
		cmocka_unit_test(what_bars_the_lump_sum),
		cmocka_unit_test(three_years_of_additional_premiums_add_a_fixed_amount),
		cmocka_unit_test(a_late_claim_is_answered_with_a_warning),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
