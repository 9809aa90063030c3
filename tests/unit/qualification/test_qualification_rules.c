/* SPDX-License-Identifier: Apache-2.0 */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdio.h>
#include <cmocka.h>
#include "base/macros.h"
#include "qualification/qualification_rules.h"
#include "support/rules.h"

#define NONE MG_INSURED_NONE
#define FIRST MG_INSURED_FIRST
#define SECOND MG_INSURED_SECOND
#define THIRD MG_INSURED_THIRD
#define SIXTY MG_INSURED_VOLUNTARY_60
#define OLD MG_INSURED_VOLUNTARY_OLD_AGE
#define ABROAD MG_INSURED_VOLUNTARY_ABROAD
#define SPJ MG_INSURED_SPECIAL_JAPAN
#define SPA MG_INSURED_SPECIAL_ABROAD

/* fact, before, after: 0 no such event, 1 same day, 2 next day. Whatever is not listed must have no effect. */
struct line {
	enum mg_fact fact;
	enum mg_insured before, after;
	int day; /* 1 same, 2 next */
	enum mg_action action;
	const char *article;
};
#define ACQ MG_ACTION_ACQUIRE
#define LOSE MG_ACTION_LOSE
#define CHANGE MG_ACTION_CHANGE
#define BOTH MG_ACTION_LOSE_AND_ACQUIRE
#define F(fact) MG_FACT_##fact
static const struct line LINES[] = {
	{F(AGE_20), NONE, FIRST, 1, ACQ, "国民年金法8条1号"},
	{F(AGE_20), NONE, THIRD, 1, ACQ, "国民年金法8条5号"},
	{F(MOVED_IN), NONE, FIRST, 1, ACQ, "国民年金法8条2号"},
	{F(MOVED_IN), NONE, THIRD, 1, ACQ, "国民年金法8条5号"},
	{F(OLD_AGE_ENDED), NONE, FIRST, 1, ACQ, "国民年金法8条3号"},
	{F(EXCLUSION_ENDED), NONE, FIRST, 1, ACQ, "国民年金法8条3号"},
	{F(EXCLUSION_ENDED), NONE, THIRD, 1, ACQ, "国民年金法8条5号"},
	{F(KOSEI_ACQUIRED), NONE, SECOND, 1, ACQ, "国民年金法8条4号"},
	{F(BECAME_DEPENDENT), NONE, THIRD, 1, ACQ, "国民年金法8条5号"},
	{F(VOLUNTARY_APPLIED), NONE, SIXTY, 1, ACQ, "国民年金法附則5条3項"},
	{F(VOLUNTARY_APPLIED), NONE, OLD, 1, ACQ, "国民年金法附則5条3項"},
	{F(VOLUNTARY_APPLIED), NONE, ABROAD, 1, ACQ, "国民年金法附則5条3項"},
	{F(VOLUNTARY_APPLIED), NONE, SPJ, 1, ACQ, "平成6年改正法附則11条・令和7年改正法附則40条"},
	{F(VOLUNTARY_APPLIED), NONE, SPA, 1, ACQ, "平成6年改正法附則11条・令和7年改正法附則40条"},
	{F(KOSEI_ACQUIRED), FIRST, SECOND, 1, CHANGE, "国民年金法8条4号"},
	{F(KOSEI_ACQUIRED), THIRD, SECOND, 1, CHANGE, "国民年金法8条4号"},
	{F(BECAME_DEPENDENT), FIRST, THIRD, 1, CHANGE, "国民年金法8条5号"},
	{F(KOSEI_LOST), SECOND, FIRST, 1, CHANGE, "国民年金法9条5号"},
	{F(KOSEI_LOST), SECOND, THIRD, 1, CHANGE, "国民年金法9条5号"},
	{F(KOSEI_LOST), SECOND, NONE, 1, LOSE, "国民年金法9条5号"},
	{F(DEPENDENCY_ENDED), THIRD, FIRST, 1, CHANGE, "国民年金法9条6号"},
	{F(DEPENDENCY_ENDED), THIRD, SECOND, 1, CHANGE, "国民年金法9条6号"},
	{F(DEPENDENCY_ENDED), THIRD, NONE, 2, LOSE, "国民年金法9条6号"},
	{F(MOVED_OUT), FIRST, SECOND, 1, CHANGE, "国民年金法9条2号"},
	{F(MOVED_OUT), FIRST, THIRD, 1, CHANGE, "国民年金法9条2号"},
	{F(MOVED_OUT), FIRST, NONE, 2, LOSE, "国民年金法9条2号"},
	{F(MOVED_OUT), THIRD, NONE, 2, LOSE, "国民年金法9条6号"},
	{F(DEATH), FIRST, NONE, 2, LOSE, "国民年金法9条1号"},
	{F(DEATH), SECOND, NONE, 2, LOSE, "国民年金法9条1号"},
	{F(DEATH), THIRD, NONE, 2, LOSE, "国民年金法9条1号"},
	{F(AGE_60), FIRST, NONE, 1, LOSE, "国民年金法9条3号"},
	{F(AGE_60), THIRD, NONE, 1, LOSE, "国民年金法9条3号"},
	{F(OLD_AGE_RIGHT), FIRST, NONE, 1, LOSE, "国民年金法9条4号"},
	{F(OLD_AGE_RIGHT), SECOND, NONE, 1, LOSE, "国民年金法9条5号・附則4条"},
	{F(EXCLUDED), FIRST, NONE, 2, LOSE, "国民年金法9条4号"},
	{F(EXCLUDED), THIRD, NONE, 2, LOSE, "国民年金法9条6号"},
	{F(AGE_65), SECOND, NONE, 1, LOSE, "国民年金法9条5号・附則4条"},
	{F(AGE_70), SECOND, NONE, 1, LOSE, "国民年金法9条5号"},
#define EVERY_VOLUNTARY(type)                                                                      \
	{F(DEATH), type, NONE, 2, LOSE, "国民年金法附則5条5項"},                                   \
	{F(AGE_65), type, NONE, 1, LOSE, "国民年金法附則5条5項1号"},                               \
	{F(AGE_65), type, SPJ, 1, BOTH, "平成6年改正法附則11条3項・令和7年改正法附則40条3項"},     \
	{F(AGE_65), type, SPA, 1, BOTH, "平成6年改正法附則11条3項・令和7年改正法附則40条3項"},     \
	{F(KOSEI_ACQUIRED), type, SECOND, 1, BOTH, "国民年金法附則5条5項2号"},                     \
	{F(WITHDRAWN), type, NONE, 1, LOSE, "国民年金法附則5条5項3号"},                            \
	{F(FULL_480), type, NONE, 1, LOSE, "国民年金法附則5条5項4号"},
	EVERY_VOLUNTARY(SIXTY) EVERY_VOLUNTARY(OLD) EVERY_VOLUNTARY(ABROAD)
	{F(MOVED_OUT), OLD, NONE, 2, LOSE, "国民年金法附則5条6項1号"},
	{F(MOVED_OUT), OLD, SECOND, 1, BOTH, "国民年金法附則5条6項1号"},
	{F(MOVED_OUT), OLD, THIRD, 1, BOTH, "国民年金法附則5条6項1号"},
	{F(MOVED_OUT), OLD, ABROAD, 1, BOTH, "国民年金法附則5条6項1号"},
	{F(OLD_AGE_ENDED), OLD, NONE, 1, LOSE, "国民年金法附則5条6項2号"},
	{F(OLD_AGE_ENDED), OLD, FIRST, 1, BOTH, "国民年金法附則5条6項2号"},
	{F(BECAME_DEPENDENT), OLD, THIRD, 1, BOTH, "国民年金法附則5条6項3号"},
	{F(UNPAID_REMINDER), OLD, NONE, 2, LOSE, "国民年金法附則5条6項4号"},
	{F(EXCLUDED), OLD, NONE, 2, LOSE, "国民年金法附則5条6項5号"},
	{F(MOVED_OUT), SIXTY, NONE, 2, LOSE, "国民年金法附則5条7項"},
	{F(MOVED_OUT), SIXTY, SECOND, 1, BOTH, "国民年金法附則5条7項"},
	{F(MOVED_OUT), SIXTY, ABROAD, 1, BOTH, "国民年金法附則5条7項"},
	{F(UNPAID_REMINDER), SIXTY, NONE, 2, LOSE, "国民年金法附則5条7項"},
	{F(EXCLUDED), SIXTY, NONE, 2, LOSE, "国民年金法附則5条7項"},
	{F(MOVED_IN), ABROAD, NONE, 2, LOSE, "国民年金法附則5条8項1号"},
	{F(MOVED_IN), ABROAD, FIRST, 1, BOTH, "国民年金法附則5条8項1号"},
	{F(MOVED_IN), ABROAD, SECOND, 1, BOTH, "国民年金法附則5条8項1号"},
	{F(MOVED_IN), ABROAD, THIRD, 1, BOTH, "国民年金法附則5条8項1号"},
	{F(MOVED_IN), ABROAD, OLD, 1, BOTH, "国民年金法附則5条8項1号"},
	{F(MOVED_IN), ABROAD, SIXTY, 1, BOTH, "国民年金法附則5条8項1号"},
	{F(NATIONALITY_LOST), ABROAD, NONE, 2, LOSE, "国民年金法附則5条8項2号"},
	{F(NATIONALITY_LOST), ABROAD, SECOND, 1, BOTH, "国民年金法附則5条8項2号"},
	{F(NATIONALITY_LOST), ABROAD, THIRD, 1, BOTH, "国民年金法附則5条8項2号"},
	{F(BECAME_DEPENDENT), ABROAD, THIRD, 1, BOTH, "国民年金法附則5条8項3号"},
	{F(UNPAID_TWO_YEARS), ABROAD, NONE, 2, LOSE, "国民年金法附則5条8項4号"},
	{F(UNPAID_TWO_YEARS), ABROAD, SECOND, 1, BOTH, "国民年金法附則5条8項4号"},
	{F(UNPAID_TWO_YEARS), ABROAD, THIRD, 1, BOTH, "国民年金法附則5条8項4号"},
#define H6 "平成6年改正法附則11条・令和7年改正法附則40条"
	{F(DEATH), SPJ, NONE, 2, LOSE, H6},
	{F(DEATH), SPA, NONE, 2, LOSE, H6},
	{F(AGE_70), SPJ, NONE, 1, LOSE, H6},
	{F(AGE_70), SPA, NONE, 1, LOSE, H6},
	{F(KOSEI_ACQUIRED), SPJ, SECOND, 1, BOTH, H6},
	{F(KOSEI_ACQUIRED), SPA, SECOND, 1, BOTH, H6},
	{F(WITHDRAWN), SPJ, NONE, 1, LOSE, H6},
	{F(WITHDRAWN), SPA, NONE, 1, LOSE, H6},
	{F(OLD_AGE_RIGHT), SPJ, NONE, 2, LOSE, H6},
	{F(OLD_AGE_RIGHT), SPA, NONE, 2, LOSE, H6},
	{F(MOVED_OUT), SPJ, NONE, 2, LOSE, H6},
	{F(MOVED_OUT), SPJ, SECOND, 1, BOTH, H6},
	{F(MOVED_OUT), SPJ, SPA, 1, BOTH, H6},
	{F(UNPAID_REMINDER), SPJ, NONE, 2, LOSE, H6},
	{F(EXCLUDED), SPJ, NONE, 2, LOSE, H6},
	{F(MOVED_IN), SPA, NONE, 2, LOSE, H6},
	{F(MOVED_IN), SPA, SECOND, 1, BOTH, H6},
	{F(MOVED_IN), SPA, SPJ, 1, BOTH, H6},
	{F(NATIONALITY_LOST), SPA, NONE, 2, LOSE, H6},
	{F(UNPAID_TWO_YEARS), SPA, NONE, 2, LOSE, H6},
};

static const struct line *line_of(int fact, int before, int after)
{
	for (size_t i = 0; i < MG_LEN(LINES); i++)
		if ((int)LINES[i].fact == fact && (int)LINES[i].before == before && (int)LINES[i].after == after)
			return &LINES[i];
	return NULL;
}

static void check_line(int fact, int before, int after)
{
	const struct mg_event_in in = {.fact = (enum mg_fact)fact, .on = day("2026-05-31"),
		.before = (enum mg_insured)before, .after = (enum mg_insured)after, .birth = born("1961-06-01")};
	const struct line *line = line_of(fact, before, after);
	struct mg_verdict v;

	mg_qualification_event(&in, &v);
	if (!line) {
		if (v.result != MG_RESULT_NO || !mg_verdict_has(&v, MG_REASON_NO_EFFECT) || v.figure_n != 0)
			fail_msg("fact %d from %d to %d should have no effect", fact, before, after);
		return;
	}
	if (v.result != MG_RESULT_YES || v.kind != after ||
		figure(&v, MG_FIGURE_EVENT_DATE) != (line->day == 1 ? 20260531 : 20260601) ||
		figure(&v, MG_FIGURE_ACTION) != (int64_t)line->action ||
		v.reason[0].name != (line->day == 1 ? MG_REASON_SAME_DAY : MG_REASON_NEXT_DAY))
		fail_msg("fact %d from %d to %d: %s %lld", fact, before, after, result_name(&v),
			(long long)figure(&v, MG_FIGURE_EVENT_DATE));
	assert_string_equal(mg_word(MG_WORDS_ARTICLE, (int32_t)v.reason[0].article)->text, line->article);
	assert_int_equal(mg_verdict_has(&v, MG_REASON_SPOUSE_THIRD_ENDS),
		before == SECOND && after == NONE && (fact == MG_FACT_AGE_65 || fact == MG_FACT_OLD_AGE_RIGHT));
	assert_int_equal(figure(&v, MG_FIGURE_NOTICE_UNTIL), 20260614);
	/* a loss in May keeps April, one on 1 June keeps May */
	if (before != NONE)
		assert_int_equal(figure(&v, MG_FIGURE_LAST_YM), line->day == 1 ? 202604 : 202605);
	else
		assert_int_equal(figure(&v, MG_FIGURE_LAST_YM), -1);
	assert_int_equal(figure(&v, MG_FIGURE_FIRST_YM), after == NONE ? -1 : 202605);
}

static void every_fact_from_every_type_to_every_type_does_what_the_law_says(void **state)
{
	(void)state;
	for (int fact = 0; fact < MG_FACT_MAX; fact++)
		for (int before = 0; before < MG_INSURED_MAX; before++)
			for (int after = 0; after < MG_INSURED_MAX; after++)
				check_line(fact, before, after);
}

static void acquired_and_lost_in_one_month_counts_that_month_unless_another_type_follows(void **state)
{
	(void)state;
	static const struct {
		const char *acquired, *fact_on;
		enum mg_fact fact;
		enum mg_insured before, after;
		int32_t last_ym;
	} cases[] = {
		{"2026-06-02", "2026-06-28", MG_FACT_MOVED_OUT, FIRST, NONE, 202606},
		{"2026-05-31", "2026-06-28", MG_FACT_MOVED_OUT, FIRST, NONE, 202605},
		{"2026-06-02", "2026-06-30", MG_FACT_MOVED_OUT, FIRST, NONE, 202606}, /* lost on 1 July */
		{"2026-06-02", "2026-06-20", MG_FACT_KOSEI_ACQUIRED, FIRST, SECOND, 0},
		{"2026-05-02", "2026-06-20", MG_FACT_KOSEI_ACQUIRED, FIRST, SECOND, 202605},
		{"", "2026-01-20", MG_FACT_KOSEI_ACQUIRED, FIRST, SECOND, 202512},
	};

	for (size_t i = 0; i < MG_LEN(cases); i++) {
		const struct mg_event_in in = {.fact = cases[i].fact, .on = day(cases[i].fact_on),
			.before = cases[i].before, .after = cases[i].after, .acquired_on = day(cases[i].acquired)};
		struct mg_verdict v;

		mg_qualification_event(&in, &v);
		if (figure(&v, MG_FIGURE_LAST_YM) != cases[i].last_ym)
			fail_msg("case %zu: %lld", i, (long long)figure(&v, MG_FIGURE_LAST_YM));
	}
}

static void the_type_follows_the_circumstances(void **state)
{
	(void)state;
	/* columns: in Japan, employed, dependent, 厚年老齢, 老齢の権利, excluded */
	static const struct {
		const char *birth, *on;
		bool in_japan, employed, dependent, kosei, right, excluded;
		enum mg_result result;
		enum mg_insured kind;
		enum mg_reason_name why;
	} cases[] = {
		{"2006-04-01", "2026-03-30", 1, 0, 0, 0, 0, 0, MG_RESULT_NO, NONE, MG_REASON_AGE_OUTSIDE},
		{"2006-04-01", "2026-03-31", 1, 0, 0, 0, 0, 0, MG_RESULT_YES, FIRST, MG_REASON_INSURED},
		{"1966-03-02", "2026-02-28", 1, 0, 0, 0, 0, 0, MG_RESULT_YES, FIRST, MG_REASON_INSURED},
		{"1966-03-02", "2026-03-01", 1, 0, 0, 0, 0, 0, MG_RESULT_NO, NONE, MG_REASON_AGE_OUTSIDE},
		{"1990-01-01", "2026-03-01", 0, 0, 0, 0, 0, 0, MG_RESULT_NO, NONE, MG_REASON_NOT_IN_JAPAN},
		{"1970-01-01", "2026-03-01", 1, 0, 0, 1, 0, 0, MG_RESULT_NO, NONE, MG_REASON_KOSEI_OLD_AGE},
		{"1990-01-01", "2026-03-01", 1, 0, 0, 0, 0, 1, MG_RESULT_NO, NONE, MG_REASON_EXCLUDED},
		{"1990-01-01", "2026-03-01", 1, 1, 1, 0, 0, 0, MG_RESULT_YES, SECOND, MG_REASON_INSURED},
		{"2010-01-01", "2026-03-01", 1, 1, 0, 0, 0, 0, MG_RESULT_YES, SECOND, MG_REASON_INSURED},
		/* the law has no least age for 第2号 */
		{"2026-01-01", "2026-03-01", 1, 1, 0, 0, 0, 0, MG_RESULT_YES, SECOND, MG_REASON_INSURED},
		{"1990-01-01", "2026-03-01", 0, 1, 0, 0, 0, 1, MG_RESULT_YES, SECOND, MG_REASON_INSURED},
		/* at 65 with a right to 老齢 no longer 第2号; without it until 70 */
		{"1961-03-02", "2026-02-28", 1, 1, 0, 0, 1, 0, MG_RESULT_YES, SECOND, MG_REASON_INSURED},
		{"1961-03-02", "2026-03-01", 1, 1, 0, 0, 1, 0, MG_RESULT_NO, NONE, MG_REASON_AGE_OUTSIDE},
		{"1961-03-02", "2026-03-01", 1, 1, 0, 0, 0, 0, MG_RESULT_YES, SECOND, MG_REASON_INSURED},
		{"1956-03-02", "2026-02-28", 1, 1, 0, 0, 0, 0, MG_RESULT_YES, SECOND, MG_REASON_INSURED},
		{"1956-03-02", "2026-03-01", 1, 1, 0, 0, 0, 0, MG_RESULT_NO, NONE, MG_REASON_AGE_OUTSIDE},
		{"1990-01-01", "2026-03-01", 1, 0, 1, 0, 0, 0, MG_RESULT_YES, THIRD, MG_REASON_INSURED},
		{"1970-01-01", "2026-03-01", 1, 0, 1, 1, 0, 0, MG_RESULT_YES, THIRD, MG_REASON_INSURED},
		{"1990-01-01", "2026-03-01", 1, 0, 1, 0, 0, 1, MG_RESULT_NO, NONE, MG_REASON_EXCLUDED},
		{"2006-03-03", "2026-03-01", 1, 0, 1, 0, 0, 0, MG_RESULT_NO, NONE, MG_REASON_AGE_OUTSIDE},
		{"2006-03-02", "2026-03-01", 1, 0, 1, 0, 0, 0, MG_RESULT_YES, THIRD, MG_REASON_INSURED},
		{"1966-03-03", "2026-03-01", 1, 0, 1, 0, 0, 0, MG_RESULT_YES, THIRD, MG_REASON_INSURED},
		{"1966-03-02", "2026-03-01", 0, 0, 1, 0, 0, 0, MG_RESULT_NO, NONE, MG_REASON_NOT_IN_JAPAN},
	};

	for (size_t i = 0; i < MG_LEN(cases); i++) {
		const struct mg_circumstances c = {.birth = born(cases[i].birth), .in_japan = cases[i].in_japan,
			.employed = cases[i].employed, .dependent = cases[i].dependent,
			.kosei_old_age = cases[i].kosei, .old_age_right = cases[i].right,
			.excluded = cases[i].excluded};
		struct mg_verdict v;

		mg_qualification_type(&c, day(cases[i].on), &v);
		if (v.result != cases[i].result || v.kind != (int32_t)cases[i].kind ||
			v.reason[0].name != cases[i].why)
			fail_msg("case %zu: %s kind %d %s", i, result_name(&v), v.kind, reason_name(&v, 0));
	}
}

static void a_birth_known_in_part_is_confirmed_only_where_it_matters(void **state)
{
	(void)state;
	static const struct {
		struct mg_partial_date birth;
		const char *on;
		bool employed, dependent;
		enum mg_result result;
	} cases[] = {
		{{.year = 2006}, "2025-12-30", 0, 0, MG_RESULT_NO},
		{{.year = 2006}, "2025-12-31", 0, 0, MG_RESULT_CONFIRM},
		{{.year = 2006}, "2026-12-29", 0, 0, MG_RESULT_CONFIRM},
		{{.year = 2006}, "2026-12-30", 0, 0, MG_RESULT_YES},
		{{.year = 2006, .month = 5}, "2026-04-29", 0, 0, MG_RESULT_NO},
		{{.year = 2006, .month = 5}, "2026-04-30", 0, 0, MG_RESULT_CONFIRM},
		{{.year = 2006, .month = 5}, "2026-05-30", 0, 0, MG_RESULT_YES},
		{{.year = 1966}, "2026-06-01", 0, 1, MG_RESULT_CONFIRM},
		{{.year = 1966}, "2026-06-01", 1, 0, MG_RESULT_YES},
		{{.year = 1956}, "2026-06-01", 1, 0, MG_RESULT_CONFIRM},
		{{.year = 0}, "2026-06-01", 1, 0, MG_RESULT_CONFIRM},
	};

	for (size_t i = 0; i < MG_LEN(cases); i++) {
		const struct mg_circumstances c = {.birth = cases[i].birth, .in_japan = true,
			.employed = cases[i].employed, .dependent = cases[i].dependent};
		struct mg_verdict v;

		mg_qualification_type(&c, day(cases[i].on), &v);
		if (v.result != cases[i].result || (v.missing_n > 0) != (v.result == MG_RESULT_CONFIRM))
			fail_msg("case %zu: %s", i, result_name(&v));
		if (v.result == MG_RESULT_CONFIRM)
			assert_int_equal(v.missing[0].paper, MG_PAPER_BIRTH_DATE);
	}
}

static void joining_voluntarily_follows_age_place_and_nationality(void **state)
{
	(void)state;
	static const struct {
		const char *birth, *received;
		bool in_japan, japanese, kosei, right, early, excluded;
		enum mg_insured now;
		int32_t months_24ths;
		enum mg_insured kind; /* NONE: refused */
		enum mg_reason_name why;
	} cases[] = {
		/* in Japan, 60 to 64 */
		{"1966-03-02", "2026-03-01", 1, 1, 0, 0, 0, 0, NONE, 0, SIXTY, MG_REASON_SAME_DAY},
		{"1966-03-02", "2026-02-28", 1, 1, 0, 0, 0, 0, NONE, 0, NONE, MG_REASON_NOT_VOLUNTARY},
		{"1966-03-02", "2026-02-28", 1, 1, 1, 0, 0, 0, NONE, 0, OLD, MG_REASON_SAME_DAY},
		{"1966-03-02", "2026-03-01", 1, 1, 1, 0, 0, 0, NONE, 0, SIXTY, MG_REASON_SAME_DAY},
		{"1961-03-02", "2026-02-28", 1, 0, 0, 0, 0, 0, NONE, 0, SIXTY, MG_REASON_SAME_DAY},
		{"1966-03-02", "2026-03-01", 1, 1, 0, 0, 0, 1, NONE, 0, NONE, MG_REASON_EXCLUDED},
		/* abroad: nationals from 20 to 64 */
		{"2006-03-02", "2026-03-01", 0, 1, 0, 0, 0, 0, NONE, 0, ABROAD, MG_REASON_SAME_DAY},
		{"2006-03-02", "2026-02-28", 0, 1, 0, 0, 0, 0, NONE, 0, NONE, MG_REASON_AGE_OUTSIDE},
		{"1961-03-02", "2026-02-28", 0, 1, 0, 0, 0, 0, NONE, 0, ABROAD, MG_REASON_SAME_DAY},
		{"2006-03-02", "2026-03-01", 0, 0, 0, 0, 0, 0, NONE, 0, NONE, MG_REASON_NOT_JAPANESE},
		{"2006-03-02", "2026-03-01", 0, 1, 0, 0, 0, 1, NONE, 0, ABROAD, MG_REASON_SAME_DAY},
		/* 65 to 69: born until the limit, no right to 老齢 */
		{"1961-03-02", "2026-04-01", 1, 1, 0, 0, 0, 0, NONE, 0, SPJ, MG_REASON_SAME_DAY},
		{"1961-03-02", "2026-04-01", 1, 1, 0, 1, 0, 0, NONE, 0, NONE, MG_REASON_NOT_VOLUNTARY},
		{"1961-03-02", "2026-03-01", 0, 1, 0, 0, 0, 0, NONE, 0, SPA, MG_REASON_SAME_DAY},
		{"1956-04-02", "2026-03-31", 1, 1, 0, 0, 0, 0, NONE, 0, SPJ, MG_REASON_SAME_DAY},
		{"1956-04-02", "2026-04-01", 1, 1, 0, 0, 0, 0, NONE, 0, NONE, MG_REASON_AGE_OUTSIDE},
		{"1975-04-01", "2040-03-31", 1, 1, 0, 0, 0, 0, NONE, 0, SPJ, MG_REASON_SAME_DAY},
		{"1975-04-02", "2040-04-01", 1, 1, 0, 0, 0, 0, NONE, 0, NONE, MG_REASON_NOT_VOLUNTARY},
		/* insured already, early pension, 480 months */
		{"1966-03-02", "2026-03-01", 1, 1, 0, 0, 0, 0, SECOND, 0, NONE, MG_REASON_ALREADY_INSURED},
		{"1966-03-02", "2026-03-01", 1, 1, 0, 0, 1, 0, NONE, 0, NONE, MG_REASON_EARLY_OLD_AGE},
		{"1966-03-02", "2026-03-01", 1, 1, 0, 0, 0, 0, NONE, 480 * 24, NONE, MG_REASON_MONTHS_FULL},
		{"1966-03-02", "2026-03-01", 1, 1, 0, 0, 0, 0, NONE, 480 * 24 - 1, SIXTY, MG_REASON_SAME_DAY},
	};

	for (size_t i = 0; i < MG_LEN(cases); i++) {
		const struct mg_voluntary_in in = {
			.person = {.birth = born(cases[i].birth), .in_japan = cases[i].in_japan,
				.japanese = cases[i].japanese, .kosei_old_age = cases[i].kosei,
				.old_age_right = cases[i].right, .early_old_age = cases[i].early,
				.excluded = cases[i].excluded},
			.received_date = day(cases[i].received), .now = cases[i].now,
			.pension_months_24ths = cases[i].months_24ths, .account_transfer = i % 2};
		struct mg_verdict v;

		mg_qualification_voluntary(&in, law(), &v);
		if (v.kind != (int32_t)cases[i].kind || v.reason[0].name != cases[i].why ||
			v.result != (cases[i].kind == NONE ? MG_RESULT_NO : MG_RESULT_YES))
			fail_msg("case %zu: %s kind %d %s", i, result_name(&v), v.kind, reason_name(&v, 0));
		if (v.result == MG_RESULT_YES) {
			assert_int_equal(figure(&v, MG_FIGURE_EVENT_DATE), mg_ymd(in.received_date));
			assert_int_equal(misses(&v, MG_PAPER_ACCOUNT_TRANSFER),
				in.person.in_japan && !in.account_transfer);
		}
	}
}

static void joining_needs_a_birth_date_that_tells_the_age(void **state)
{
	(void)state;
	struct mg_voluntary_in in = {.person = {.birth = {.year = 1966}, .in_japan = true},
		.received_date = day("2026-06-01")};
	struct mg_verdict v;

	mg_qualification_voluntary(&in, law(), &v);
	assert_int_equal(v.result, MG_RESULT_CONFIRM);
	in.received_date = day("2026-12-31");
	mg_qualification_voluntary(&in, law(), &v);
	assert_int_equal(v.kind, SIXTY);
	in.person.birth.year = 0;
	mg_qualification_voluntary(&in, law(), &v);
	assert_int_equal(v.result, MG_RESULT_CONFIRM);
}

static void attaining_an_age_does_what_the_law_says_to_each_type(void **state)
{
	(void)state;
	static const struct {
		const char *birth;
		int32_t age;
		enum mg_insured before;
		bool in_japan, right;
		enum mg_result result;
		enum mg_insured after;
		int32_t on;
	} cases[] = {
		{"2004-02-29", 20, NONE, 1, 0, MG_RESULT_YES, FIRST, 20240228},
		{"2004-02-29", 20, NONE, 0, 0, MG_RESULT_NO, NONE, 20240228},
		{"2004-02-29", 20, SECOND, 1, 0, MG_RESULT_NO, NONE, 20240228},
		{"1966-03-01", 60, FIRST, 1, 0, MG_RESULT_YES, NONE, 20260228},
		{"1966-03-02", 60, THIRD, 1, 0, MG_RESULT_YES, NONE, 20260301},
		{"1966-03-02", 60, SECOND, 1, 0, MG_RESULT_NO, NONE, 20260301},
		{"1966-03-02", 60, OLD, 1, 0, MG_RESULT_NO, NONE, 20260301},
		{"1966-03-02", 60, NONE, 1, 0, MG_RESULT_NO, NONE, 20260301},
		{"1960-02-29", 65, SIXTY, 1, 1, MG_RESULT_YES, NONE, 20250228},
		{"1960-02-29", 65, SIXTY, 1, 0, MG_RESULT_YES, SPJ, 20250228},
		{"1960-02-29", 65, ABROAD, 0, 0, MG_RESULT_YES, SPA, 20250228},
		{"1960-02-29", 65, OLD, 1, 0, MG_RESULT_YES, SPJ, 20250228},
		{"1975-04-02", 65, SIXTY, 1, 0, MG_RESULT_YES, NONE, 20400401},
		{"1960-02-29", 65, SECOND, 1, 1, MG_RESULT_YES, NONE, 20250228},
		{"1960-02-29", 65, SECOND, 1, 0, MG_RESULT_NO, NONE, 20250228},
		{"1960-02-29", 65, SPJ, 1, 0, MG_RESULT_NO, NONE, 20250228},
		{"1960-02-29", 65, FIRST, 1, 0, MG_RESULT_NO, NONE, 20250228},
		{"1955-02-28", 70, SPJ, 1, 0, MG_RESULT_YES, NONE, 20250227},
		{"1955-02-28", 70, SPA, 0, 0, MG_RESULT_YES, NONE, 20250227},
		{"1955-02-28", 70, SECOND, 1, 0, MG_RESULT_YES, NONE, 20250227},
		{"1955-02-28", 70, SIXTY, 1, 0, MG_RESULT_NO, NONE, 20250227},
		{"1955-02-28", 69, SPJ, 1, 0, MG_RESULT_NO, NONE, 20240227},
	};

	for (size_t i = 0; i < MG_LEN(cases); i++) {
		const struct mg_age_event_in in = {.person = {.birth = born(cases[i].birth),
							   .in_japan = cases[i].in_japan, .japanese = true,
							   .old_age_right = cases[i].right},
			.before = cases[i].before, .age = cases[i].age};
		struct mg_verdict v;

		mg_qualification_age_event(&in, law(), &v);
		if (v.result != cases[i].result || v.kind != (int32_t)cases[i].after ||
			figure(&v, MG_FIGURE_EVENT_DATE) != cases[i].on)
			fail_msg("case %zu: %s kind %d %lld", i, result_name(&v), v.kind,
				(long long)figure(&v, MG_FIGURE_EVENT_DATE));
		assert_int_equal(mg_verdict_has(&v, MG_REASON_SPOUSE_THIRD_ENDS),
			v.result == MG_RESULT_YES && cases[i].age == 65 && cases[i].before == SECOND);
	}
}

static void an_age_event_of_an_unknown_day_goes_to_the_work_list_at_the_earliest(void **state)
{
	(void)state;
	struct mg_age_event_in in = {.person = {.birth = {.year = 2006, .month = 5}, .in_japan = true}, .age = 20};
	struct mg_verdict v;

	mg_qualification_age_event(&in, law(), &v);
	assert_int_equal(v.result, MG_RESULT_CONFIRM);
	assert_int_equal(figure(&v, MG_FIGURE_EVENT_DATE), 20260430);
	in.person.birth = (struct mg_partial_date){0};
	mg_qualification_age_event(&in, law(), &v);
	assert_int_equal(v.result, MG_RESULT_CONFIRM);
	assert_int_equal(figure(&v, MG_FIGURE_EVENT_DATE), -1);
}

static void employment_is_lost_the_day_after_and_notices_have_fourteen_days(void **state)
{
	(void)state;
	assert_int_equal(mg_ymd(mg_kosei_lost_on(day("2026-03-31"))), 20260401);
	assert_int_equal(mg_ymd(mg_kosei_lost_on(day("2024-02-28"))), 20240229);
	assert_int_equal(mg_ymd(mg_notice_until(day("2026-03-31"))), 20260414);
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(every_fact_from_every_type_to_every_type_does_what_the_law_says),
		cmocka_unit_test(acquired_and_lost_in_one_month_counts_that_month_unless_another_type_follows),
		cmocka_unit_test(the_type_follows_the_circumstances),
		cmocka_unit_test(a_birth_known_in_part_is_confirmed_only_where_it_matters),
		cmocka_unit_test(joining_voluntarily_follows_age_place_and_nationality),
		cmocka_unit_test(joining_needs_a_birth_date_that_tells_the_age),
		cmocka_unit_test(attaining_an_age_does_what_the_law_says_to_each_type),
		cmocka_unit_test(an_age_event_of_an_unknown_day_goes_to_the_work_list_at_the_earliest),
		cmocka_unit_test(employment_is_lost_the_day_after_and_notices_have_fourteen_days),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
