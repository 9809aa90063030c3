/* SPDX-License-Identifier: Apache-2.0 */
#include "qualification/acquire_rules.h"
#include <string.h>
#include "base/macros.h"

static const char *const FIELDS[MG_ACQUIRE_FIELD_MAX] = {
	[MG_ACQUIRE_CASE] = "",
	[MG_ACQUIRE_RECEIVED_DATE] = "received_date",
	[MG_ACQUIRE_FACT_DATE] = "fact_date",
	[MG_ACQUIRE_REASON_CODE] = "reason_code",
	[MG_ACQUIRE_NUMBER_CHECK] = "number_check",
	[MG_ACQUIRE_PENSION_NO] = "pension_no",
};

const char *mg_acquire_field_name(enum mg_acquire_field field)
{
	return (unsigned)field < MG_ACQUIRE_FIELD_MAX ? FIELDS[field] : "";
}

enum mg_insured mg_insured_of_code(const char *code)
{
	int32_t n;
	const struct mg_word *words = mg_words(MG_WORDS_INSURED, &n);

	for (int32_t i = 1; i < n; i++)
		if (strcmp(words[i].code, code) == 0)
			return (enum mg_insured)i;
	return MG_INSURED_NONE;
}

/* 法8条, 9条5号・6号: what brings somebody into 第1号, and out of what. */
static const struct {
	const char *code;
	enum mg_fact fact;
	enum mg_insured before;
} REASONS[] = {
	{"01", MG_FACT_AGE_20, MG_INSURED_NONE},
	{"02", MG_FACT_MOVED_IN, MG_INSURED_NONE},
	{"03", MG_FACT_KOSEI_LOST, MG_INSURED_SECOND},
	{"04", MG_FACT_DEPENDENCY_ENDED, MG_INSURED_THIRD},
	{"06", MG_FACT_EXCLUSION_ENDED, MG_INSURED_NONE},
	{"07", MG_FACT_OLD_AGE_ENDED, MG_INSURED_NONE},
};

/* One case on its way: each step says no and returns false, or lets it pass. */
struct judging {
	const struct mg_acquire_in *in;
	struct mg_acquire_judgement *ret;
	enum mg_fact fact;
	struct mg_date on; /* the day of the fact, reckoned where it is */
};

static bool no(struct judging *j, enum mg_acquire_field field, enum mg_reason_name reason,
	enum mg_article article)
{
	j->ret->field = field;
	mg_verdict_say(&j->ret->verdict, MG_RESULT_NO, reason, article);
	return false;
}

static bool confirm(struct judging *j, enum mg_reason_name reason, enum mg_article article)
{
	mg_verdict_say(&j->ret->verdict, MG_RESULT_CONFIRM, reason, article);
	if (reason == MG_REASON_BIRTH_UNKNOWN)
		mg_verdict_missing(&j->ret->verdict, MG_PAPER_BIRTH_DATE, MG_ROLE_SELF);
	return false;
}

static bool not_typed(struct judging *j, enum mg_acquire_field field)
{
	j->ret->field = field;
	return false;
}

static bool after(struct mg_date a, struct mg_date b)
{
	return mg_date_compare(a, b) > 0;
}

/* The form's own: what was typed, and a reason that this form knows. */
static bool reads_reason(struct judging *j)
{
	const char *code = j->in->reason_code;

	if (mg_date_is_none(j->in->received_date))
		return not_typed(j, MG_ACQUIRE_RECEIVED_DATE);
	if (after(j->in->received_date, j->in->today))
		return no(j, MG_ACQUIRE_RECEIVED_DATE, MG_REASON_RECEIVED_IN_FUTURE,
			MG_ARTICLE_A12_1);
	if (!code[0])
		return not_typed(j, MG_ACQUIRE_REASON_CODE);
	for (size_t i = 0; i < MG_LEN(REASONS); i++)
		if (strcmp(REASONS[i].code, code) == 0) {
			j->fact = REASONS[i].fact;
			j->ret->before = REASONS[i].before;
			return true;
		}
	if (strcmp(code, "05") == 0)
		return no(
			j, MG_ACQUIRE_REASON_CODE, MG_REASON_REASON_IS_VOLUNTARY, MG_ARTICLE_S5_1);
	if (code[0] >= '5' && code[0] <= '6')
		return no(j, MG_ACQUIRE_REASON_CODE, MG_REASON_REASON_IS_LOSS, MG_ARTICLE_A9);
	return no(j, MG_ACQUIRE_REASON_CODE, MG_REASON_REASON_UNKNOWN, MG_ARTICLE_A12_1);
}

/* 法8条1号: the day of 20 follows from the birth; 年齢計算ニ関スル法律 makes it the day before the
 * birthday. */
static bool reckons_twenty(struct judging *j)
{
	const struct mg_partial_date b = j->in->birth;

	if (!mg_partial_is_whole(b))
		return confirm(j, MG_REASON_BIRTH_UNKNOWN, MG_ARTICLE_AGE_LAW);
	j->on = mg_date_attains((struct mg_date){b.year, b.month, b.day}, MG_AGE_FROM);
	if (mg_date_is_none(j->in->fact_date) || mg_date_compare(j->in->fact_date, j->on) == 0)
		return true;
	mg_verdict_date(&j->ret->verdict, MG_FIGURE_LIMIT_DATE, j->on);
	return no(j, MG_ACQUIRE_FACT_DATE, MG_REASON_NOT_DAY_OF_20, MG_ARTICLE_AGE_LAW);
}

static bool finds_the_day(struct judging *j)
{
	if (j->fact == MG_FACT_AGE_20) {
		if (!reckons_twenty(j))
			return false;
	} else if (mg_date_is_none(j->in->fact_date)) {
		return not_typed(j, MG_ACQUIRE_FACT_DATE);
	} else {
		j->on = j->in->fact_date;
	}
	if (after(j->on, j->in->today))
		return no(j, MG_ACQUIRE_FACT_DATE, MG_REASON_FACT_IN_FUTURE, MG_ARTICLE_A12_1);
	if (after(j->on, j->in->received_date))
		return no(j, MG_ACQUIRE_FACT_DATE, MG_REASON_FACT_AFTER_RECEIPT, MG_ARTICLE_A12_1);
	return true;
}

/* 法7条1項1号: from the day of 20 to the day before that of 60; the figure is the day that was
 * missed. */
static bool has_the_age(struct judging *j)
{
	struct mg_date first, last;

	if (!mg_partial_range(j->in->birth, &first, &last))
		return confirm(j, MG_REASON_BIRTH_UNKNOWN, MG_ARTICLE_AGE_LAW);
	if (after(first, j->on))
		return no(j, MG_ACQUIRE_FACT_DATE, MG_REASON_BEFORE_BIRTH, MG_ARTICLE_A7_1_1);
	const struct mg_date twenty = mg_date_attains(first, MG_AGE_FROM),
			     sixty = mg_date_attains(last, MG_AGE_TO);

	if (after(twenty, j->on)) {
		mg_verdict_date(&j->ret->verdict, MG_FIGURE_LIMIT_DATE, twenty);
		return no(j, MG_ACQUIRE_FACT_DATE, MG_REASON_BEFORE_20, MG_ARTICLE_A7_1_1);
	}
	if (!after(sixty, j->on)) {
		mg_verdict_date(&j->ret->verdict, MG_FIGURE_LIMIT_DATE, sixty);
		return no(j, MG_ACQUIRE_FACT_DATE, MG_REASON_AFTER_60, MG_ARTICLE_A9_3);
	}
	if (after(mg_date_attains(last, MG_AGE_FROM), j->on) ||
		!after(mg_date_attains(first, MG_AGE_TO), j->on))
		return confirm(j, MG_REASON_BIRTH_UNKNOWN, MG_ARTICLE_AGE_LAW);
	return true;
}

/* The last day here still counts: loss by death or by leaving is on the day after (法9条1号, 2号).
 */
static bool still_lives_here(struct judging *j)
{
	if (j->in->gone == MG_GONE_NOT)
		return true;
	if (mg_date_is_none(j->in->gone_on))
		return confirm(j, MG_REASON_GONE_DAY_UNKNOWN, MG_ARTICLE_A7_1_1);
	if (!after(j->on, j->in->gone_on))
		return true;
	switch (j->in->gone) {
	case MG_GONE_DIED:
		return no(j, MG_ACQUIRE_FACT_DATE, MG_REASON_DEAD, MG_ARTICLE_A9_1);
	case MG_GONE_ABROAD:
		return no(j, MG_ACQUIRE_FACT_DATE, MG_REASON_NOT_IN_JAPAN, MG_ARTICLE_A7_1_1);
	case MG_GONE_ELSEWHERE:
	case MG_GONE_NOT:
		break;
	}
	return no(j, MG_ACQUIRE_FACT_DATE, MG_REASON_LEFT_THE_CITY, MG_ARTICLE_A12_1);
}

/* 法7条1項: nobody is insured twice. A 第2号 or 第3号 that the city never heard of is taken from
 * the paper's word. */
static bool fits_the_record(struct judging *j)
{
	const enum mg_insured now = j->in->now, before = j->ret->before;

	if (mg_insured_is_voluntary(now))
		return no(j, MG_ACQUIRE_CASE, MG_REASON_ALREADY_VOLUNTARY, MG_ARTICLE_S5_1);
	if (now == MG_INSURED_FIRST)
		return no(j, MG_ACQUIRE_CASE, MG_REASON_ALREADY_FIRST, MG_ARTICLE_A7_1_1);
	if (now == MG_INSURED_SECOND && before != now)
		return before == MG_INSURED_THIRD
			       ? no(j, MG_ACQUIRE_REASON_CODE, MG_REASON_REASON_NOT_OF_SECOND,
					 MG_ARTICLE_A9_5)
			       : no(j, MG_ACQUIRE_CASE, MG_REASON_ALREADY_SECOND,
					 MG_ARTICLE_A7_1_2);
	if (now == MG_INSURED_THIRD && before != now)
		return before == MG_INSURED_SECOND
			       ? no(j, MG_ACQUIRE_REASON_CODE, MG_REASON_REASON_NOT_OF_THIRD,
					 MG_ARTICLE_A9_6)
			       : no(j, MG_ACQUIRE_CASE, MG_REASON_ALREADY_THIRD, MG_ARTICLE_A7_1_3);
	if (!mg_date_is_none(j->in->since) && after(j->in->since, j->on)) {
		mg_verdict_date(&j->ret->verdict, MG_FIGURE_LIMIT_DATE, j->in->since);
		return no(j, MG_ACQUIRE_FACT_DATE, MG_REASON_EARLIER_THAN_RECORD, MG_ARTICLE_A11J2);
	}
	if (j->in->number_differs)
		return no(j, MG_ACQUIRE_NUMBER_CHECK, MG_REASON_NUMBER_DIFFERS,
			MG_ARTICLE_NUMBER_ACT_16);
	return true;
}

/* The day on which what is acquired is lost again, as far as it is known: 60, or the day after the
 * last one here. */
static struct mg_date lost_on(const struct judging *j)
{
	struct mg_date first, last, lost = {0};

	if (mg_partial_range(j->in->birth, &first, &last) && mg_partial_is_whole(j->in->birth))
		lost = mg_date_attains(first, MG_AGE_TO);
	if (j->in->gone == MG_GONE_DIED || j->in->gone == MG_GONE_ABROAD) {
		const struct mg_date gone = mg_date_add_days(j->in->gone_on, 1);
		if (mg_date_is_none(lost) || after(lost, gone))
			lost = gone;
	}
	return lost;
}

/* 法11条: how the month of the day counts, where that is not plain. */
static void explain_month(struct judging *j)
{
	const int32_t ym = mg_ym_of(j->on);
	const struct mg_date lost = lost_on(j);

	if (!mg_date_is_none(lost) && mg_ym_of(lost) == ym)
		mg_verdict_because(&j->ret->verdict, MG_REASON_ACQUIRED_AND_LOST, MG_ARTICLE_A11_2);
	if (j->in->now == MG_INSURED_NONE && !mg_date_is_none(j->in->since) &&
		mg_ym_of(j->in->since) == ym)
		mg_verdict_because(&j->ret->verdict, MG_REASON_ACQUIRED_AGAIN, MG_ARTICLE_A11_2);
}

/* Accepted: the event of 法8条 or 9条, then what there is to say of it. */
static void accept(struct judging *j)
{
	struct mg_acquire_judgement *ret = j->ret;
	const struct mg_event_in event = {
		.fact = j->fact, .on = j->on, .before = ret->before, .after = MG_INSURED_FIRST};

	mg_qualification_event(&event, &ret->verdict);
	if (ret->verdict.result != MG_RESULT_YES)
		return;
	ret->event_date = j->on; /* 法8条, 11条の2: acquisition and change are on the day itself */
	ret->notice_until = mg_notice_until(j->on);
	ret->first_ym = mg_ym_of(j->on);
	ret->may_record = true;
	explain_month(j);
	if (after(j->in->received_date, ret->notice_until)) {
		ret->late_days =
			mg_date_to_days(j->in->received_date) - mg_date_to_days(ret->notice_until);
		mg_verdict_because(&ret->verdict, MG_REASON_LATE, MG_ARTICLE_A12_1_K1J4);
		mg_verdict_number(&ret->verdict, MG_FIGURE_LATE_DAYS, ret->late_days);
	}
	if (j->in->pension_no_differs) { /* one person may have had several: it is taken, and looked
					    into */
		ret->field = MG_ACQUIRE_PENSION_NO;
		mg_verdict_say(&ret->verdict, MG_RESULT_CONFIRM, MG_REASON_PENSION_NO_DIFFERS,
			MG_ARTICLE_A14);
	}
}

void mg_acquire_judge(const struct mg_acquire_in *in, struct mg_acquire_judgement *ret)
{
	struct judging j = {.in = in, .ret = ret};

	*ret = (struct mg_acquire_judgement){0};
	mg_verdict_init(&ret->verdict);
	if (reads_reason(&j) && finds_the_day(&j) && has_the_age(&j) && still_lives_here(&j) &&
		fits_the_record(&j))
		accept(&j);
}

/* ---- the paper ---- */

const char *mg_acquire_missing(const struct mg_acquire_paper *p)
{
	if (p->filer < 1 || p->filer > 3)
		return "filer";
	if (p->filer != 1 && (p->filer_name_n < 1 || p->filer_name_n > 100))
		return "filer_name";
	if (p->filer != 1 && !p->has_relation)
		return "filer_relation";
	if (p->documents_n < 1 || p->documents_n > MG_DOCUMENTS_MAX)
		return "documents";
	if (!p->number_was_judged)
		return "number_check";
	if (!p->pension_no_ok)
		return "pension_no";
	if (p->is_late_entry && !p->has_late_reason)
		return "late_entry_reason";
	return p->remarks_n > MG_REMARK_CHARACTERS ? "remarks" : NULL;
}
