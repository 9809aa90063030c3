/* SPDX-License-Identifier: Apache-2.0 */
#include "base/macros.h"
#include "qualification/qualification_rules.h"

/* Sets of types, one bit each. */
#define T(type) (1u << MG_INSURED_##type)
#define NONE T(NONE)
#define ANY_COMPULSORY (T(FIRST) | T(SECOND) | T(THIRD))
#define OLD T(VOLUNTARY_OLD_AGE)
#define SIXTY T(VOLUNTARY_60)
#define ABROAD T(VOLUNTARY_ABROAD)
#define ANY_VOLUNTARY (OLD | SIXTY | ABROAD)
#define ANY_SPECIAL (T(SPECIAL_JAPAN) | T(SPECIAL_ABROAD))

enum day_rule {
	SAME, /* その日 */
	NEXT, /* 翌日 */
};

/* One line of the law: the fact, the type before, the type after, the day that the record carries, and the article.
 * 「翌日、ただし更に資格を取得したときはその日」 is two lines: one to NONE, one to the types acquired. */
static const struct {
	enum mg_fact fact;
	uint32_t before, after;
	enum day_rule day;
	enum mg_article article;
} EVENTS[] = {
	/* 法8条: acquisition on the day */
	{MG_FACT_AGE_20, NONE, T(FIRST), SAME, MG_ARTICLE_A8_1},
	{MG_FACT_AGE_20, NONE, T(THIRD), SAME, MG_ARTICLE_A8_5},
	{MG_FACT_MOVED_IN, NONE, T(FIRST), SAME, MG_ARTICLE_A8_2},
	{MG_FACT_MOVED_IN, NONE, T(THIRD), SAME, MG_ARTICLE_A8_5}, /* a dependent only with domicile (法7条1項3号) */
	{MG_FACT_OLD_AGE_ENDED, NONE, T(FIRST), SAME, MG_ARTICLE_A8_3},
	{MG_FACT_EXCLUSION_ENDED, NONE, T(FIRST), SAME, MG_ARTICLE_A8_3},
	{MG_FACT_EXCLUSION_ENDED, NONE, T(THIRD), SAME, MG_ARTICLE_A8_5},
	{MG_FACT_KOSEI_ACQUIRED, NONE, T(SECOND), SAME, MG_ARTICLE_A8_4},
	{MG_FACT_BECAME_DEPENDENT, NONE, T(THIRD), SAME, MG_ARTICLE_A8_5},
	/* 附則5条3項, 平6附則11条4項: on the day the application is received */
	{MG_FACT_VOLUNTARY_APPLIED, NONE, ANY_VOLUNTARY, SAME, MG_ARTICLE_S5_3},
	{MG_FACT_VOLUNTARY_APPLIED, NONE, ANY_SPECIAL, SAME, MG_ARTICLE_H6S11},
	/* Change of type: no loss between 1, 2 and 3 (法11条の2) */
	{MG_FACT_KOSEI_ACQUIRED, T(FIRST) | T(THIRD), T(SECOND), SAME, MG_ARTICLE_A8_4},
	{MG_FACT_BECAME_DEPENDENT, T(FIRST), T(THIRD), SAME, MG_ARTICLE_A8_5},
	{MG_FACT_KOSEI_LOST, T(SECOND), T(FIRST) | T(THIRD), SAME, MG_ARTICLE_A9_5},
	{MG_FACT_DEPENDENCY_ENDED, T(THIRD), T(FIRST) | T(SECOND), SAME, MG_ARTICLE_A9_6},
	{MG_FACT_MOVED_OUT, T(FIRST), T(SECOND) | T(THIRD), SAME, MG_ARTICLE_A9_2},
	/* 法9条, 附則4条: loss of 1, 2 and 3 */
	{MG_FACT_DEATH, ANY_COMPULSORY, NONE, NEXT, MG_ARTICLE_A9_1},
	{MG_FACT_MOVED_OUT, T(FIRST), NONE, NEXT, MG_ARTICLE_A9_2},
	{MG_FACT_AGE_60, T(FIRST) | T(THIRD), NONE, SAME, MG_ARTICLE_A9_3},
	{MG_FACT_OLD_AGE_RIGHT, T(FIRST), NONE, SAME, MG_ARTICLE_A9_4},
	{MG_FACT_EXCLUDED, T(FIRST), NONE, NEXT, MG_ARTICLE_A9_4},
	{MG_FACT_KOSEI_LOST, T(SECOND), NONE, SAME, MG_ARTICLE_A9_5},
	{MG_FACT_AGE_65, T(SECOND), NONE, SAME, MG_ARTICLE_S4},
	{MG_FACT_OLD_AGE_RIGHT, T(SECOND), NONE, SAME, MG_ARTICLE_S4}, /* from 65 (附則3条) */
	{MG_FACT_AGE_70, T(SECOND), NONE, SAME, MG_ARTICLE_A9_5},
	{MG_FACT_DEPENDENCY_ENDED, T(THIRD), NONE, NEXT, MG_ARTICLE_A9_6},
	{MG_FACT_EXCLUDED, T(THIRD), NONE, NEXT, MG_ARTICLE_A9_6},
	{MG_FACT_MOVED_OUT, T(THIRD), NONE, NEXT, MG_ARTICLE_A9_6}, /* no dependent without domicile (法7条1項3号) */
	/* 附則5条5項: every kind of joining before 65 */
	{MG_FACT_DEATH, ANY_VOLUNTARY, NONE, NEXT, MG_ARTICLE_S5_5},
	{MG_FACT_AGE_65, ANY_VOLUNTARY, NONE, SAME, MG_ARTICLE_S5_5_1},
	{MG_FACT_AGE_65, ANY_VOLUNTARY, ANY_SPECIAL, SAME, MG_ARTICLE_H6S11_3},
	{MG_FACT_KOSEI_ACQUIRED, ANY_VOLUNTARY, T(SECOND), SAME, MG_ARTICLE_S5_5_2},
	{MG_FACT_WITHDRAWN, ANY_VOLUNTARY, NONE, SAME, MG_ARTICLE_S5_5_3},
	{MG_FACT_FULL_480, ANY_VOLUNTARY, NONE, SAME, MG_ARTICLE_S5_5_4},
	/* 附則5条6項: in Japan under 60 with 厚年老齢給付等 */
	{MG_FACT_MOVED_OUT, OLD, NONE, NEXT, MG_ARTICLE_S5_6_1},
	{MG_FACT_MOVED_OUT, OLD, T(SECOND) | T(THIRD) | ABROAD, SAME, MG_ARTICLE_S5_6_1},
	{MG_FACT_OLD_AGE_ENDED, OLD, NONE | T(FIRST), SAME, MG_ARTICLE_S5_6_2},
	{MG_FACT_BECAME_DEPENDENT, OLD, T(THIRD), SAME, MG_ARTICLE_S5_6_3},
	{MG_FACT_UNPAID_REMINDER, OLD, NONE, NEXT, MG_ARTICLE_S5_6_4},
	{MG_FACT_EXCLUDED, OLD, NONE, NEXT, MG_ARTICLE_S5_6_5},
	/* 附則5条7項: in Japan from 60 to 64 */
	{MG_FACT_MOVED_OUT, SIXTY, NONE, NEXT, MG_ARTICLE_S5_7},
	{MG_FACT_MOVED_OUT, SIXTY, T(SECOND) | ABROAD, SAME, MG_ARTICLE_S5_7},
	{MG_FACT_UNPAID_REMINDER, SIXTY, NONE, NEXT, MG_ARTICLE_S5_7},
	{MG_FACT_EXCLUDED, SIXTY, NONE, NEXT, MG_ARTICLE_S5_7},
	/* 附則5条8項: abroad; every reason has the proviso of the same day */
	{MG_FACT_MOVED_IN, ABROAD, NONE, NEXT, MG_ARTICLE_S5_8_1},
	{MG_FACT_MOVED_IN, ABROAD, ANY_COMPULSORY | OLD | SIXTY, SAME, MG_ARTICLE_S5_8_1},
	{MG_FACT_NATIONALITY_LOST, ABROAD, NONE, NEXT, MG_ARTICLE_S5_8_2},
	{MG_FACT_NATIONALITY_LOST, ABROAD, T(SECOND) | T(THIRD), SAME, MG_ARTICLE_S5_8_2},
	{MG_FACT_BECAME_DEPENDENT, ABROAD, T(THIRD), SAME, MG_ARTICLE_S5_8_3},
	{MG_FACT_UNPAID_TWO_YEARS, ABROAD, NONE, NEXT, MG_ARTICLE_S5_8_4},
	{MG_FACT_UNPAID_TWO_YEARS, ABROAD, T(SECOND) | T(THIRD), SAME, MG_ARTICLE_S5_8_4},
	/* 平6附則11条: from 65; the day for a right to 老齢 is to be verified */
	{MG_FACT_DEATH, ANY_SPECIAL, NONE, NEXT, MG_ARTICLE_H6S11},
	{MG_FACT_AGE_70, ANY_SPECIAL, NONE, SAME, MG_ARTICLE_H6S11},
	{MG_FACT_KOSEI_ACQUIRED, ANY_SPECIAL, T(SECOND), SAME, MG_ARTICLE_H6S11},
	{MG_FACT_WITHDRAWN, ANY_SPECIAL, NONE, SAME, MG_ARTICLE_H6S11},
	{MG_FACT_OLD_AGE_RIGHT, ANY_SPECIAL, NONE, NEXT, MG_ARTICLE_H6S11},
	{MG_FACT_MOVED_OUT, T(SPECIAL_JAPAN), NONE, NEXT, MG_ARTICLE_H6S11},
	{MG_FACT_MOVED_OUT, T(SPECIAL_JAPAN), T(SECOND) | T(SPECIAL_ABROAD), SAME, MG_ARTICLE_H6S11},
	{MG_FACT_UNPAID_REMINDER, T(SPECIAL_JAPAN), NONE, NEXT, MG_ARTICLE_H6S11},
	{MG_FACT_EXCLUDED, T(SPECIAL_JAPAN), NONE, NEXT, MG_ARTICLE_H6S11},
	{MG_FACT_MOVED_IN, T(SPECIAL_ABROAD), NONE, NEXT, MG_ARTICLE_H6S11},
	{MG_FACT_MOVED_IN, T(SPECIAL_ABROAD), T(SECOND) | T(SPECIAL_JAPAN), SAME, MG_ARTICLE_H6S11},
	{MG_FACT_NATIONALITY_LOST, T(SPECIAL_ABROAD), NONE, NEXT, MG_ARTICLE_H6S11},
	{MG_FACT_UNPAID_TWO_YEARS, T(SPECIAL_ABROAD), NONE, NEXT, MG_ARTICLE_H6S11},
};

static bool is_compulsory(enum mg_insured type)
{
	return type != MG_INSURED_NONE && !mg_insured_is_voluntary(type);
}

static enum mg_action action_of(enum mg_insured before, enum mg_insured after)
{
	if (before == MG_INSURED_NONE)
		return MG_ACTION_ACQUIRE;
	if (after == MG_INSURED_NONE)
		return MG_ACTION_LOSE;
	return is_compulsory(before) && is_compulsory(after) ? MG_ACTION_CHANGE
							     : MG_ACTION_LOSE_AND_ACQUIRE;
}

/* 法11条1項: the type before counts to the month before; 2項: acquired and lost within one month it counts that month,
 * unless another type is acquired in it. */
static int32_t last_counted_ym(const struct mg_event_in *in, struct mg_date lost_on)
{
	const int32_t lost_ym = mg_ym_of(lost_on);

	if (!mg_date_is_none(in->acquired_on) && mg_ym_of(in->acquired_on) == lost_ym)
		return in->after == MG_INSURED_NONE ? lost_ym : 0;
	return mg_ym_add(lost_ym, -1);
}

/* 附則3条: only from 65 a right to 老齢 takes 第2号 away. */
static enum mg_result by_age(const struct mg_event_in *in)
{
	int32_t least, most;

	if (in->fact != MG_FACT_OLD_AGE_RIGHT || in->before != MG_INSURED_SECOND)
		return MG_RESULT_YES;
	if (!mg_age_range(in->birth, in->on, &least, &most))
		return MG_RESULT_CONFIRM;
	if (least >= MG_AGE_VOLUNTARY_TO)
		return MG_RESULT_YES;
	return most < MG_AGE_VOLUNTARY_TO ? MG_RESULT_NO : MG_RESULT_CONFIRM;
}

void mg_qualification_event(const struct mg_event_in *in, struct mg_verdict *ret)
{
	const enum mg_result age = by_age(in);
	size_t i = 0;

	mg_verdict_init(ret);
	while (i < MG_LEN(EVENTS) &&
		!(EVENTS[i].fact == in->fact && (EVENTS[i].before & (1u << in->before)) &&
			(EVENTS[i].after & (1u << in->after))))
		i++;
	if (i == MG_LEN(EVENTS) || age == MG_RESULT_NO) {
		mg_verdict_say(ret, MG_RESULT_NO, MG_REASON_NO_EFFECT, MG_ARTICLE_A9);
		return;
	}
	if (age == MG_RESULT_CONFIRM) {
		mg_verdict_say(ret, MG_RESULT_CONFIRM, MG_REASON_BIRTH_UNKNOWN, MG_ARTICLE_S4);
		mg_verdict_missing(ret, MG_PAPER_BIRTH_DATE, MG_ROLE_SELF);
		return;
	}
	const enum mg_action action = action_of(in->before, in->after);
	const struct mg_date day = mg_date_add_days(in->on, EVENTS[i].day == NEXT);

	ret->kind = (int32_t)in->after;
	mg_verdict_say(ret, MG_RESULT_YES,
		EVENTS[i].day == NEXT ? MG_REASON_NEXT_DAY : MG_REASON_SAME_DAY, EVENTS[i].article);
	if (EVENTS[i].article == MG_ARTICLE_S4)
		mg_verdict_because(ret, MG_REASON_SPOUSE_THIRD_ENDS, MG_ARTICLE_A7_1_3);
	mg_verdict_number(ret, MG_FIGURE_ACTION, (int64_t)action);
	mg_verdict_date(ret, MG_FIGURE_EVENT_DATE, day);
	if (in->before != MG_INSURED_NONE)
		mg_verdict_number(ret, MG_FIGURE_LAST_YM, last_counted_ym(in, day));
	if (in->after != MG_INSURED_NONE)
		mg_verdict_number(ret, MG_FIGURE_FIRST_YM, mg_ym_of(day));
	mg_verdict_date(ret, MG_FIGURE_NOTICE_UNTIL, mg_notice_until(in->on));
}
