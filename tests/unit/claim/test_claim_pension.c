/* SPDX-License-Identifier: Apache-2.0 */
#include "claim/claim_rules_pension.h"
#include "life.h"

static void old_age_needs_its_months_and_one_that_counts(void **state)
{
	(void)state;
	static const struct {
		const char *received;
		int32_t last_ym, paid, full, deferred, kara, kara_unpaid;
		enum mg_result result;
		int32_t months;
	} cases[] = {
		{"2029-06-01", 202404, 120, 0, 0, 0, 0, MG_RESULT_YES, 120},
		{"2029-06-01", 202404, 119, 0, 0, 0, 0, MG_RESULT_NO, 119},
		{"2029-06-01", 202404, 1, 0, 119, 0, 0, MG_RESULT_YES, 120},
		{"2029-06-01", 202404, 0, 1, 119, 0, 0, MG_RESULT_YES, 120},
		{"2029-06-01", 202404, 0, 0, 120, 0, 0, MG_RESULT_NO, 120},
		{"2029-06-01", 202404, 1, 0, 1, 117, 1, MG_RESULT_YES, 120},
		{"2029-06-01", 202905, 120, 0, 0, 0, 0, MG_RESULT_YES, 120}, /* up to the month before the claim */
		{"2029-06-01", 202906, 120, 0, 0, 0, 0, MG_RESULT_NO, 119},
	};

	for (size_t i = 0; i < MG_LEN(cases); i++) {
		const struct mg_old_age_in in = {.birth = day(LIFE_BIRTH), .received_date = day(cases[i].received)};
		struct mg_timeline *t = empty_life();
		struct mg_verdict v;

		put(t, 199912, cases[i].kara, MG_INSURED_NONE, MG_STATUS_KARA);
		put(t, 198901, cases[i].kara_unpaid, MG_INSURED_VOLUNTARY_ABROAD, MG_STATUS_LAPSED);
		put(t, 200512, cases[i].deferred, MG_INSURED_FIRST, MG_STATUS_DEFERMENT);
		put(t, 200601, cases[i].full, MG_INSURED_FIRST, MG_STATUS_FULL);
		PAID(t, cases[i].last_ym, cases[i].paid);
		mg_claim_old_age(&in, t, law(), &v);
		if (v.result != cases[i].result || figure(&v, MG_FIGURE_MONTHS) != cases[i].months)
			fail_msg("case %zu: %s, %d months", i, result_name(&v), (int)figure(&v, MG_FIGURE_MONTHS));
		assert_string_equal(reason_name(&v, 0), v.result == MG_RESULT_YES ? "AT_65" : "TOO_FEW_MONTHS");
		assert_string_equal(article_text(&v, 0), "国民年金法26条・附則9条1項");
	}
}

static void second_before_20_and_from_60_fills_the_months_but_is_not_the_one_that_counts(void **state)
{
	(void)state;
	static const struct {
		int32_t early, second, late, deferred; /* before 20, before 60, from 60, 猶予 */
		enum mg_result result;
		int32_t months;
	} cases[] = {
		{60, 1, 59, 0, MG_RESULT_YES, 120},
		{60, 1, 58, 0, MG_RESULT_NO, 119},
		{60, 0, 60, 0, MG_RESULT_NO, 120},
		{60, 0, 0, 60, MG_RESULT_NO, 120},
		{60, 1, 0, 59, MG_RESULT_YES, 120},
	};

	for (size_t i = 0; i < MG_LEN(cases); i++) {
		const struct mg_old_age_in in = {.birth = day(LIFE_BIRTH), .received_date = day("2029-06-01")};
		struct mg_timeline *t = empty_life();
		struct mg_verdict v;

		put_early(t, 198404, cases[i].early);
		put(t, 202404, cases[i].second, MG_INSURED_SECOND, MG_STATUS_SECOND);
		put(t, 202905, cases[i].late, MG_INSURED_SECOND, MG_STATUS_SECOND);
		put(t, 200512, cases[i].deferred, MG_INSURED_FIRST, MG_STATUS_DEFERMENT);
		mg_claim_old_age(&in, t, law(), &v);
		if (v.result != cases[i].result || figure(&v, MG_FIGURE_MONTHS) != cases[i].months)
			fail_msg("case %zu: %s, %d months", i, result_name(&v), (int)figure(&v, MG_FIGURE_MONTHS));
	}
}

static void before_2017_08_it_took_300_months(void **state)
{
	(void)state;
	const struct mg_old_age_in old = {.birth = day("1952-05-01"), .received_date = day("2017-07-31")};
	const struct mg_old_age_in now = {.birth = day("1952-05-01"), .received_date = day("2017-08-01")};
	struct mg_timeline *t = empty_life();
	struct mg_verdict v;

	PAID(t, 201001, 120);
	mg_claim_old_age(&old, t, law(), &v);
	assert_int_equal(v.result, MG_RESULT_NO);
	mg_claim_old_age(&now, t, law(), &v);
	assert_int_equal(v.result, MG_RESULT_YES);
}

static void a_claim_is_early_from_60_at_65_or_late_from_66(void **state)
{
	(void)state;
	static const struct {
		const char *birth, *received;
		enum mg_insured insured;
		const char *reason, *article;
		int64_t months, rate; /* -1: none */
	} cases[] = {
		{LIFE_BIRTH, "2024-05-30", 0, "AGE_OUTSIDE", "国民年金法附則9条の2第1項", -1, -1},
		{LIFE_BIRTH, "2024-05-31", 0, "CLAIMED_EARLY", "国民年金法附則9条の2第1項", 60, 2400}, /* 60 that day */
		{LIFE_BIRTH, "2029-04-30", 0, "CLAIMED_EARLY", "国民年金法附則9条の2第1項", 1, 40},
		{LIFE_BIRTH, "2029-05-30", 0, "CLAIMED_EARLY", "国民年金法附則9条の2第1項", 0, 0},
		{LIFE_BIRTH, "2029-05-31", 0, "AT_65", "国民年金法26条・附則9条1項", -1, -1}, /* 65 that day */
		{LIFE_BIRTH, "2030-05-30", 0, "AT_65", "国民年金法26条・附則9条1項", -1, -1},
		{LIFE_BIRTH, "2030-05-31", 0, "CLAIMED_LATE", "国民年金法28条", 12, 840}, /* 66 that day */
		{LIFE_BIRTH, "2030-06-01", 0, "CLAIMED_LATE", "国民年金法28条", 13, 910},
		{LIFE_BIRTH, "2039-05-31", 0, "CLAIMED_LATE", "国民年金法28条", 120, 8400},
		{LIFE_BIRTH, "2039-06-01", 0, "CLAIMED_LATE", "国民年金法28条", 120, 8400},
		{"1952-04-01", "2022-03-31", 0, "CLAIMED_LATE", "国民年金法28条", 60, 4200},
		{"1952-04-01", "2022-05-31", 0, "CLAIMED_LATE", "国民年金法28条", 60, 4200},
		{"1952-04-02", "2022-05-31", 0, "CLAIMED_LATE", "国民年金法28条", 61, 4270},
		{"1962-04-01", "2022-05-01", 0, "CLAIMED_EARLY", "国民年金法附則9条の2第1項", 58, 2900},
		{"1962-04-02", "2022-05-01", 0, "CLAIMED_EARLY", "国民年金法附則9条の2第1項", 59, 2360},
		{LIFE_BIRTH, "2025-05-31", MG_INSURED_VOLUNTARY_60, "VOLUNTARY", "国民年金法附則9条の2第1項", -1, -1},
		{LIFE_BIRTH, "2025-05-31", MG_INSURED_SECOND, "CLAIMED_EARLY", "国民年金法附則9条の2第1項", 48, 1920},
	};

	for (size_t i = 0; i < MG_LEN(cases); i++) {
		const struct mg_old_age_in in = {day(cases[i].birth), day(cases[i].received), cases[i].insured};
		const bool late = strcmp(cases[i].reason, "CLAIMED_LATE") == 0;
		struct mg_timeline *t = empty_life();
		struct mg_verdict v;

		PAID(t, 202010, 300);
		mg_claim_old_age(&in, t, law(), &v);
		if (strcmp(reason_name(&v, 0), cases[i].reason) != 0)
			fail_msg("case %zu: %s", i, reason_name(&v, 0));
		assert_string_equal(article_text(&v, 0), cases[i].article);
		if (figure(&v, late ? MG_FIGURE_LATE_MONTHS : MG_FIGURE_EARLY_MONTHS) != cases[i].months)
			fail_msg("case %zu: months", i);
		assert_int_equal(figure(&v, MG_FIGURE_RATE), cases[i].rate);
		assert_int_equal(v.kind, v.result == MG_RESULT_YES ? MG_CLAIM_OLD_AGE : MG_CLAIM_NONE);
		assert_int_equal(v.result == MG_RESULT_NO, cases[i].months == -1 && strcmp(cases[i].reason, "AT_65") != 0);
	}
}

static void recognition_is_after_18_months_or_when_fixed_and_not_before_20(void **state)
{
	(void)state;
	static const struct {
		const char *birth, *visit, *fixed, *day;
		enum mg_insured insured;
	} cases[] = {
		{LIFE_BIRTH, "2022-09-15", "", "2024-03-15", MG_INSURED_NONE},
		{LIFE_BIRTH, "2022-08-31", "", "2024-03-01", MG_INSURED_NONE}, /* no 31 February: its last day passed */
		{LIFE_BIRTH, "2022-09-15", "2023-01-10", "2023-01-10", MG_INSURED_NONE},
		{LIFE_BIRTH, "2022-09-15", "2024-03-14", "2024-03-14", MG_INSURED_NONE},
		{LIFE_BIRTH, "2022-09-15", "2024-03-15", "2024-03-15", MG_INSURED_NONE},
		{LIFE_BIRTH, "2022-09-15", "2024-03-16", "2024-03-15", MG_INSURED_NONE},
		{"2006-05-05", "2022-09-15", "", "2026-05-04", MG_INSURED_NONE},
		{"2006-05-05", "2024-11-03", "", "2026-05-04", MG_INSURED_NONE},
		{"2006-05-05", "2024-11-04", "", "2026-05-04", MG_INSURED_NONE},
		{"2006-05-05", "2024-11-05", "", "2026-05-05", MG_INSURED_NONE},
		/* 法30条1項 itself has no least age */
		{"2006-05-05", "2022-09-15", "", "2024-03-15", MG_INSURED_SECOND},
		{"2006-05-05", "2022-09-15", "2023-01-10", "2023-01-10", MG_INSURED_SECOND},
	};

	for (size_t i = 0; i < MG_LEN(cases); i++) {
		const struct mg_disability_in in = {.birth = day(cases[i].birth), .first_visit_on = day(cases[i].visit),
			.fixed_on = day(cases[i].fixed), .insured = cases[i].insured};

		if (mg_ymd(mg_recognition_day(&in)) != mg_ymd(day(cases[i].day)))
			fail_msg("case %zu: %d", i, (int)mg_ymd(mg_recognition_day(&in)));
	}
}

static void the_first_visit_counts_when_insured_or_60_to_64_in_japan_or_before_20(void **state)
{
	(void)state;
	static const struct {
		const char *birth;
		enum mg_insured insured;
		bool in_japan;
		int32_t kind; /* NONE: not insured */
		const char *article;
	} cases[] = {
		{"1990-01-01", MG_INSURED_FIRST, false, MG_CLAIM_DISABILITY, "国民年金法30条1項"},
		{"1990-01-01", MG_INSURED_NONE, true, MG_CLAIM_NONE, "国民年金法30条1項"},
		{"2002-09-17", MG_INSURED_NONE, true, MG_CLAIM_DISABILITY_UNDER_20, "国民年金法30条の4第1項"},
		{"2002-09-16", MG_INSURED_NONE, true, MG_CLAIM_NONE, "国民年金法30条1項"}, /* 20 on 2022-09-15 */
		{"2003-01-01", MG_INSURED_SECOND, true, MG_CLAIM_DISABILITY, "国民年金法30条1項"},
		{"1962-09-16", MG_INSURED_NONE, true, MG_CLAIM_DISABILITY, "国民年金法30条1項"}, /* 60 that day */
		{"1962-09-17", MG_INSURED_NONE, true, MG_CLAIM_NONE, "国民年金法30条1項"},
		{"1962-09-16", MG_INSURED_NONE, false, MG_CLAIM_NONE, "国民年金法30条1項"},
		{"1957-09-17", MG_INSURED_NONE, true, MG_CLAIM_DISABILITY, "国民年金法30条1項"},
		{"1957-09-16", MG_INSURED_NONE, true, MG_CLAIM_NONE, "国民年金法30条1項"}, /* 65 that day */
	};

	for (size_t i = 0; i < MG_LEN(cases); i++) {
		const struct mg_disability_in in = {.birth = day(cases[i].birth), .first_visit_on = day("2022-09-15"),
			.received_date = day("2026-01-05"), .insured = cases[i].insured, .in_japan = cases[i].in_japan,
			.grade_then = 2};
		struct mg_timeline *t = empty_life();
		struct mg_verdict v;

		PAID(t, 202207, 120);
		mg_claim_disability(&in, t, law(), &v);
		if (v.kind != cases[i].kind)
			fail_msg("case %zu: %s", i, reason_name(&v, 0));
		assert_string_equal(article_text(&v, 0), cases[i].article);
		assert_string_equal(reason_name(&v, 0), cases[i].kind ? "GRADE_AT_RECOGNITION" : "NOT_INSURED");
		assert_int_equal(mg_verdict_has(&v, MG_REASON_INCOME_STOP), cases[i].kind == MG_CLAIM_DISABILITY_UNDER_20);
		assert_int_equal(figure(&v, MG_FIGURE_EVENT_DATE), mg_ymd(mg_recognition_day(&in)));
	}
}

static void at_60_to_64_the_first_visit_counts_only_for_somebody_once_insured(void **state)
{
	(void)state;
	const struct mg_disability_in in = {.birth = day("1962-09-16"), .first_visit_on = day("2022-09-15"),
		.received_date = day("2026-01-05"), .in_japan = true, .grade_then = 2};
	static const struct {
		int32_t last_ym, n;
		bool early;
		enum mg_result result;
		int32_t test;
	} cases[] = {
		{0, 0, false, MG_RESULT_NO, -1},
		{202209, 1, false, MG_RESULT_YES, 1},  /* no month up to the second before: nothing to have paid */
		{202210, 1, false, MG_RESULT_NO, -1},  /* only later */
		{198404, 1, true, MG_RESULT_YES, 2},
	};

	for (size_t i = 0; i < MG_LEN(cases); i++) {
		struct mg_timeline *t = empty_life();
		struct mg_verdict v;

		if (cases[i].early)
			put_early(t, cases[i].last_ym, cases[i].n);
		else
			put(t, cases[i].last_ym, cases[i].n, MG_INSURED_FIRST, MG_STATUS_LAPSED);
		mg_claim_disability(&in, t, law(), &v);
		if (v.result != cases[i].result || figure(&v, MG_FIGURE_PREMIUM_TEST) != cases[i].test)
			fail_msg("case %zu: %s", i, result_name(&v));
		if (v.result == MG_RESULT_NO) {
			assert_string_equal(reason_name(&v, 0), "NEVER_INSURED");
			assert_string_equal(article_text(&v, 0), "国民年金法30条1項2号");
		}
	}
	/* insured for the first time on that day: nothing is asked */
	struct mg_disability_in first = in;
	struct mg_verdict v;

	first.insured = MG_INSURED_VOLUNTARY_60;
	mg_claim_disability(&first, empty_life(), law(), &v);
	assert_int_equal(v.result, MG_RESULT_YES);
}

static void the_premium_test_is_shown_and_not_asked_before_20(void **state)
{
	(void)state;
	struct mg_disability_in in = {.birth = day("1990-01-01"), .first_visit_on = day("2022-09-15"),
		.received_date = day("2026-01-05"), .insured = MG_INSURED_FIRST, .grade_then = 1};
	struct mg_timeline *t = empty_life();
	struct mg_verdict v;

	put(t, 202208, 12, MG_INSURED_FIRST, MG_STATUS_LAPSED);
	put(t, 202106, 1, MG_INSURED_VOLUNTARY_ABROAD, MG_STATUS_LAPSED);
	put(t, 202105, 2, MG_INSURED_FIRST, MG_STATUS_FULL);
	put(t, 202103, 3, MG_INSURED_FIRST, MG_STATUS_PAID);
	mg_claim_disability(&in, t, law(), &v);
	assert_int_equal(v.result, MG_RESULT_NO);
	assert_string_equal(reason_name(&v, 0), "PREMIUM_TEST");
	assert_int_equal(figure(&v, MG_FIGURE_MONTHS_PAID), 3);
	assert_int_equal(figure(&v, MG_FIGURE_MONTHS_EXEMPT), 2);
	assert_int_equal(figure(&v, MG_FIGURE_MONTHS_UNPAID), 12); /* 2022-08 is not asked about */
	assert_int_equal(figure(&v, MG_FIGURE_PREMIUM_TEST), 0);
	in.insured = MG_INSURED_NONE;
	in.birth = day("2004-01-01");
	mg_claim_disability(&in, t, law(), &v);
	assert_int_equal(v.result, MG_RESULT_YES);
	assert_int_equal(figure(&v, MG_FIGURE_PREMIUM_TEST), -1);
}

static void a_grade_then_or_now_before_65(void **state)
{
	(void)state;
	static const struct {
		const char *birth, *received;
		int32_t then, now;
		enum mg_result result;
		const char *reason, *article;
	} cases[] = {
		{"1990-01-01", "2024-03-14", 2, 2, MG_RESULT_NO, "TOO_EARLY", "国民年金法30条1項"},
		{"1990-01-01", "2024-03-15", 1, 0, MG_RESULT_YES, "GRADE_AT_RECOGNITION", "国民年金法30条1項"},
		{"1990-01-01", "2024-03-15", 2, 0, MG_RESULT_YES, "GRADE_AT_RECOGNITION", "国民年金法30条1項"},
		{"1990-01-01", "2024-03-15", 3, 1, MG_RESULT_YES, "GRADE_LATER", "国民年金法30条の2"},
		{"1990-01-01", "2024-03-15", 0, 2, MG_RESULT_YES, "GRADE_LATER", "国民年金法30条の2"},
		{"1990-01-01", "2024-03-15", 3, 3, MG_RESULT_NO, "NO_GRADE", "国民年金法30条の2"},
		{"1990-01-01", "2024-03-15", 0, 0, MG_RESULT_NO, "NO_GRADE", "国民年金法30条の2"},
		{"1960-06-01", "2025-05-30", 0, 2, MG_RESULT_YES, "GRADE_LATER", "国民年金法30条の2"},
		{"1960-06-01", "2025-05-31", 0, 2, MG_RESULT_NO, "AGE_OUTSIDE", "国民年金法30条の2"}, /* 65 that day */
		{"1960-06-01", "2025-05-31", 2, 2, MG_RESULT_YES, "GRADE_AT_RECOGNITION", "国民年金法30条1項"},
	};

	for (size_t i = 0; i < MG_LEN(cases); i++) {
		const struct mg_disability_in in = {.birth = day(cases[i].birth), .first_visit_on = day("2022-09-15"),
			.received_date = day(cases[i].received), .insured = MG_INSURED_FIRST, .grade_then = cases[i].then,
			.grade_now = cases[i].now};
		struct mg_timeline *t = empty_life();
		struct mg_verdict v;

		PAID(t, 202207, 120);
		mg_claim_disability(&in, t, law(), &v);
		if (v.result != cases[i].result || strcmp(reason_name(&v, 0), cases[i].reason) != 0)
			fail_msg("case %zu: %s %s", i, result_name(&v), reason_name(&v, 0));
		assert_string_equal(article_text(&v, 0), cases[i].article);
		assert_int_equal(v.kind, v.result == MG_RESULT_YES ? MG_CLAIM_DISABILITY : MG_CLAIM_NONE);
	}
}

static void before_20_a_grade_later_has_its_own_article_and_the_income_stop(void **state)
{
	(void)state;
	const struct mg_disability_in in = {.birth = day("2004-01-01"), .first_visit_on = day("2019-09-15"),
		.received_date = day("2026-03-15"), .grade_now = 2};
	struct mg_verdict v;

	mg_claim_disability(&in, empty_life(), law(), &v);
	assert_int_equal(v.kind, MG_CLAIM_DISABILITY_UNDER_20);
	assert_string_equal(article_text(&v, 0), "国民年金法30条の4第2項");
	assert_string_equal(article_text(&v, 1), "国民年金法36条の3");
}

static void the_special_lump_sum_needs_both_facts(void **state)
{
	(void)state;
	for (int bits = 0; bits < 4; bits++) {
		struct mg_verdict v;

		mg_claim_special_lump_sum(bits & 1, bits & 2, &v);
		assert_int_equal(v.result, bits == 3 ? MG_RESULT_YES : MG_RESULT_NO);
		assert_int_equal(v.kind, bits == 3 ? MG_CLAIM_SPECIAL_LUMP_SUM : MG_CLAIM_NONE);
		assert_string_equal(reason_name(&v, 0), bits == 3 ? "SPECIAL_LUMP_SUM" : "NO_SPECIAL_LUMP_SUM");
		assert_string_equal(article_text(&v, 0), "昭和60年改正法附則94条・施行規則63条の3");
	}
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(old_age_needs_its_months_and_one_that_counts),
		cmocka_unit_test(second_before_20_and_from_60_fills_the_months_but_is_not_the_one_that_counts),
		cmocka_unit_test(before_2017_08_it_took_300_months),
		cmocka_unit_test(a_claim_is_early_from_60_at_65_or_late_from_66),
		cmocka_unit_test(recognition_is_after_18_months_or_when_fixed_and_not_before_20),
		cmocka_unit_test(the_first_visit_counts_when_insured_or_60_to_64_in_japan_or_before_20),
		cmocka_unit_test(at_60_to_64_the_first_visit_counts_only_for_somebody_once_insured),
		cmocka_unit_test(the_premium_test_is_shown_and_not_asked_before_20),
		cmocka_unit_test(a_grade_then_or_now_before_65),
		cmocka_unit_test(before_20_a_grade_later_has_its_own_article_and_the_income_stop),
		cmocka_unit_test(the_special_lump_sum_needs_both_facts),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
