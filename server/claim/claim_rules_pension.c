/* SPDX-License-Identifier: Apache-2.0 */
#include "base/macros.h"
#include "base/term.h"
#include "claim/claim_rules_pension.h"
#include "qualification/qualification_rules.h"
#include "qualification/qualification_rules_count.h"

/* 法26条, 附則9条1項: paid, exempt and 合算対象 months; at least one paid or exempt otherwise than by 学特 or 猶予, and 第2号
 * before 20 and from 60 is none such (昭60附則8条4項, 5項6号). */
static bool has_the_months(const struct mg_timeline *life, const struct mg_law *law,
	struct mg_date on, struct mg_verdict *ret)
{
	struct mg_month_counts c;
	int32_t months;

	mg_count_months(life, mg_timeline_begin(life), mg_ym_add(mg_ym_of(on), -1), &c);
	months = mg_count_qualifying(&c);
	mg_verdict_number(ret, MG_FIGURE_MONTHS, months);
	return months >= mg_law_at(law, MG_PARAM_OLD_AGE_MONTHS, mg_ymd(on)) &&
	       mg_count_paid_old_age(&c) + mg_count_exempt(&c) - c.deferred > 0;
}

/* 附則9条の2: from 60, not while insured under 附則5条; less a rate for each month before that of 65. */
static void early(const struct mg_old_age_in *in, int32_t months, const struct mg_law *law,
	struct mg_verdict *ret)
{
	if (mg_date_age(in->birth, in->received_date) < MG_AGE_TO) {
		mg_verdict_say(ret, MG_RESULT_NO, MG_REASON_AGE_OUTSIDE, MG_ARTICLE_S9J2_1);
		return;
	}
	if (mg_insured_is_voluntary(in->insured)) {
		mg_verdict_say(ret, MG_RESULT_NO, MG_REASON_VOLUNTARY, MG_ARTICLE_S9J2_1);
		return;
	}
	ret->kind = MG_CLAIM_OLD_AGE;
	mg_verdict_say(ret, MG_RESULT_YES, MG_REASON_CLAIMED_EARLY, MG_ARTICLE_S9J2_1);
	mg_verdict_number(ret, MG_FIGURE_EARLY_MONTHS, months);
	mg_verdict_number(
		ret, MG_FIGURE_RATE, months * mg_law_at(law, MG_PARAM_EARLY_RATE, mg_ymd(in->birth)));
}

/* 法28条: from one year after 65, more by a rate for each month, up to the months of the birth. */
static void late(const struct mg_old_age_in *in, int32_t months, const struct mg_law *law,
	struct mg_verdict *ret)
{
	const int32_t most = (int32_t)mg_law_at(law, MG_PARAM_LATE_MONTHS, mg_ymd(in->birth));
	const int32_t counted = MG_MIN(months, most);
	const int32_t ymd = mg_ymd(in->received_date);

	ret->kind = MG_CLAIM_OLD_AGE;
	mg_verdict_say(ret, MG_RESULT_YES, MG_REASON_CLAIMED_LATE, MG_ARTICLE_A28);
	mg_verdict_number(ret, MG_FIGURE_LATE_MONTHS, counted);
	mg_verdict_number(ret, MG_FIGURE_RATE, counted * mg_law_at(law, MG_PARAM_LATE_RATE, ymd));
}

void mg_claim_old_age(const struct mg_old_age_in *in, const struct mg_timeline *life,
	const struct mg_law *law, struct mg_verdict *ret)
{
	const struct mg_date at_65 = mg_date_attains(in->birth, MG_AGE_VOLUNTARY_TO);
	const struct mg_date at_66 = mg_date_attains(in->birth, MG_AGE_VOLUNTARY_TO + 1);
	const int32_t after = mg_ym_diff(mg_ym_of(at_65), mg_ym_of(in->received_date));

	mg_verdict_init(ret);
	if (!has_the_months(life, law, in->received_date, ret)) {
		mg_verdict_say(ret, MG_RESULT_NO, MG_REASON_TOO_FEW_MONTHS, MG_ARTICLE_A26);
	} else if (mg_date_compare(in->received_date, at_65) < 0) {
		early(in, -after, law, ret);
	} else if (mg_date_compare(in->received_date, at_66) >= 0) {
		late(in, after, law, ret);
	} else {
		ret->kind = MG_CLAIM_OLD_AGE;
		mg_verdict_say(ret, MG_RESULT_YES, MG_REASON_AT_65, MG_ARTICLE_A26);
	}
}

struct mg_date mg_recognition_day(const struct mg_disability_in *in)
{
	const struct mg_date at_20 = mg_date_attains(in->birth, MG_AGE_FROM);
	struct mg_date day = mg_term_passed(in->first_visit_on, 18);

	if (!mg_date_is_none(in->fixed_on))
		day = mg_date_earlier(day, in->fixed_on);
	return in->insured == MG_INSURED_NONE ? mg_date_later(day, at_20) : day;
}

/* Insured at the first visit, or once insured and 60 to 64 in Japan (法30条1項1号・2号), with the premium test; before 20 and not
 * insured: 法30条の4, without it. NONE when the first visit counts for nothing. */
static enum mg_claim kind_of_disability(const struct mg_disability_in *in,
	const struct mg_timeline *life, const struct mg_law *law, struct mg_verdict *ret)
{
	const int32_t age = mg_date_age(in->birth, in->first_visit_on);
	const bool insured = in->insured != MG_INSURED_NONE;
	const struct mg_premium_case premium = {in->birth, in->first_visit_on, insured};
	struct mg_month_counts counts;
	enum mg_premium_test test;

	if (!insured && age < MG_AGE_FROM)
		return MG_CLAIM_DISABILITY_UNDER_20;
	if (!insured && !(in->in_japan && age >= MG_AGE_TO && age < MG_AGE_VOLUNTARY_TO)) {
		mg_verdict_say(ret, MG_RESULT_NO, MG_REASON_NOT_INSURED, MG_ARTICLE_A30_1);
		return MG_CLAIM_NONE;
	}
	if (!insured && mg_timeline_last_insured(life, mg_ym_of(in->first_visit_on)) == 0) {
		mg_verdict_say(ret, MG_RESULT_NO, MG_REASON_NEVER_INSURED, MG_ARTICLE_A30_1_2);
		return MG_CLAIM_NONE;
	}
	test = mg_premium_test(life, &premium, law, &counts);
	mg_verdict_number(ret, MG_FIGURE_MONTHS_PAID, mg_count_paid(&counts));
	mg_verdict_number(ret, MG_FIGURE_MONTHS_EXEMPT, mg_count_exempt(&counts));
	mg_verdict_number(ret, MG_FIGURE_MONTHS_UNPAID, counts.unpaid + counts.kara_unpaid);
	mg_verdict_number(ret, MG_FIGURE_PREMIUM_TEST, (int64_t)test);
	if (test != MG_PREMIUM_NOT_MET)
		return MG_CLAIM_DISABILITY;
	mg_verdict_say(ret, MG_RESULT_NO, MG_REASON_PREMIUM_TEST, MG_ARTICLE_A30_1);
	return MG_CLAIM_NONE;
}

static bool is_grade(int32_t grade)
{
	return grade == 1 || grade == 2;
}

void mg_claim_disability(const struct mg_disability_in *in, const struct mg_timeline *life,
	const struct mg_law *law, struct mg_verdict *ret)
{
	const struct mg_date recognition = mg_recognition_day(in);
	const struct mg_date at_65 = mg_date_attains(in->birth, MG_AGE_VOLUNTARY_TO);
	enum mg_claim kind;

	mg_verdict_init(ret);
	mg_verdict_date(ret, MG_FIGURE_EVENT_DATE, recognition);
	kind = kind_of_disability(in, life, law, ret);
	if (kind == MG_CLAIM_NONE)
		return;
	if (mg_date_compare(in->received_date, recognition) < 0) {
		mg_verdict_say(ret, MG_RESULT_NO, MG_REASON_TOO_EARLY, MG_ARTICLE_A30_1);
		return;
	}
	if (is_grade(in->grade_then)) {
		ret->kind = (int32_t)kind;
		mg_verdict_say(ret, MG_RESULT_YES, MG_REASON_GRADE_AT_RECOGNITION,
			kind == MG_CLAIM_DISABILITY ? MG_ARTICLE_A30_1 : MG_ARTICLE_A30J4);
	} else if (is_grade(in->grade_now) && mg_date_compare(in->received_date, at_65) < 0) {
		ret->kind = (int32_t)kind;
		mg_verdict_say(ret, MG_RESULT_YES, MG_REASON_GRADE_LATER,
			kind == MG_CLAIM_DISABILITY ? MG_ARTICLE_A30J2 : MG_ARTICLE_A30J4_2);
	} else {
		mg_verdict_say(ret, MG_RESULT_NO,
			is_grade(in->grade_now) ? MG_REASON_AGE_OUTSIDE : MG_REASON_NO_GRADE, MG_ARTICLE_A30J2);
	}
	if (ret->result == MG_RESULT_YES && kind == MG_CLAIM_DISABILITY_UNDER_20)
		mg_verdict_because(ret, MG_REASON_INCOME_STOP, MG_ARTICLE_A36J3);
}

void mg_claim_special_lump_sum(bool paid_before_1986, bool holds_disability, struct mg_verdict *ret)
{
	mg_verdict_init(ret);
	if (paid_before_1986 && holds_disability) {
		ret->kind = MG_CLAIM_SPECIAL_LUMP_SUM;
		mg_verdict_say(ret, MG_RESULT_YES, MG_REASON_SPECIAL_LUMP_SUM, MG_ARTICLE_S60S94);
	} else {
		mg_verdict_say(ret, MG_RESULT_NO, MG_REASON_NO_SPECIAL_LUMP_SUM, MG_ARTICLE_S60S94);
	}
}
