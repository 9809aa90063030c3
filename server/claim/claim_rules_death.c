/* SPDX-License-Identifier: Apache-2.0 */
#include "base/macros.h"
#include "claim/claim_rules.h"
#include "claim/claim_rules_death.h"
#include "qualification/qualification_rules.h"
#include "qualification/qualification_rules_count.h"

struct mg_date mg_child_until(struct mg_date born_on)
{
	const struct mg_date attains = mg_date_attains(born_on, 18);

	return (struct mg_date){.year = mg_date_fiscal_year(attains) + 1, .month = 3, .day = 31};
}

bool mg_is_child(const struct mg_child *child, struct mg_date on)
{
	if (child->married)
		return false;
	return mg_date_compare(on, mg_child_until(child->born_on)) <= 0 ||
	       (child->disabled && mg_date_age(child->born_on, on) < 20);
}

static int32_t count_children(const struct mg_survivor_in *in)
{
	int32_t n = 0;

	for (int32_t i = 0; i < in->child_n; i++)
		n += mg_is_child(&in->child[i], in->died_on);
	return n;
}

static void premium_figures(
	const struct mg_month_counts *c, enum mg_premium_test test, struct mg_verdict *ret)
{
	mg_verdict_number(ret, MG_FIGURE_MONTHS_PAID, mg_count_paid(c));
	mg_verdict_number(ret, MG_FIGURE_MONTHS_EXEMPT, mg_count_exempt(c));
	mg_verdict_number(ret, MG_FIGURE_MONTHS_UNPAID, c->unpaid + c->kara_unpaid);
	mg_verdict_number(ret, MG_FIGURE_PREMIUM_TEST, (int64_t)test);
}

/* 法37条3号・4号: 25 years of paid, exempt and 合算対象 months (附則9条1項, 昭60附則8条5項6号). */
static bool has_25_years(const struct mg_timeline *life, struct mg_date died_on)
{
	struct mg_month_counts c;

	mg_count_months(life, mg_timeline_begin(life), mg_ym_add(mg_ym_of(died_on), -1), &c);
	return mg_count_qualifying(&c) >= 300;
}

/* 法37条: the deceased was insured, or had been and was 60 to 64 in Japan, each with the premium test; or had 25 years. */
static bool death_counts(const struct mg_survivor_in *in, const struct mg_timeline *life,
	const struct mg_law *law, struct mg_verdict *ret)
{
	const struct mg_premium_case premium = {in->birth, in->died_on, in->insured_on};
	const int32_t age = mg_date_age(in->birth, in->died_on);
	struct mg_month_counts counts;
	const enum mg_premium_test test = mg_premium_test(life, &premium, law, &counts);

	premium_figures(&counts, test, ret);
	if (has_25_years(life, in->died_on)) {
		mg_verdict_because(ret, MG_REASON_25_YEARS, MG_ARTICLE_A37_3);
		return true;
	}
	if (!in->insured_on && !(in->in_japan && age >= MG_AGE_TO && age < MG_AGE_VOLUNTARY_TO)) {
		mg_verdict_say(ret, MG_RESULT_NO, MG_REASON_NOT_INSURED, MG_ARTICLE_A37);
		return false;
	}
	if (!in->insured_on && mg_timeline_last_insured(life, mg_ym_of(in->died_on)) == 0) {
		mg_verdict_say(ret, MG_RESULT_NO, MG_REASON_NEVER_INSURED, MG_ARTICLE_A37_2);
		return false;
	}
	if (test == MG_PREMIUM_NOT_MET) {
		mg_verdict_say(ret, MG_RESULT_NO, MG_REASON_PREMIUM_TEST, MG_ARTICLE_A37);
		return false;
	}
	mg_verdict_because(ret, MG_REASON_INSURED, in->insured_on ? MG_ARTICLE_A37_1 : MG_ARTICLE_A37_2);
	return true;
}

void mg_claim_survivor(const struct mg_survivor_in *in, const struct mg_timeline *life,
	const struct mg_law *law, struct mg_verdict *ret)
{
	const int32_t children = count_children(in);

	mg_verdict_init(ret);
	mg_verdict_number(ret, MG_FIGURE_CHILDREN, children);
	if (!death_counts(in, life, law, ret))
		return;
	if (children == 0) {
		mg_verdict_say(ret, in->unborn_child ? MG_RESULT_CONFIRM : MG_RESULT_NO,
			in->unborn_child ? MG_REASON_UNBORN_CHILD : MG_REASON_NO_CHILD, MG_ARTICLE_A37J2);
		return;
	}
	if (in->income_yen >= mg_law_at(law, MG_PARAM_SURVIVOR_INCOME_LIMIT, mg_ymd(in->died_on))) {
		mg_verdict_say(ret, MG_RESULT_NO, MG_REASON_NOT_KEPT, MG_ARTICLE_A37J2);
		return;
	}
	ret->kind = MG_CLAIM_SURVIVOR;
	mg_verdict_say(ret, MG_RESULT_YES,
		in->has_spouse ? MG_REASON_SPOUSE_WITH_CHILD : MG_REASON_CHILD_ALONE, MG_ARTICLE_A37J2);
	mg_verdict_date(ret, MG_FIGURE_LIMIT_DATE,
		mg_claim_limit(in->died_on, mg_claim_years(MG_CLAIM_SURVIVOR)));
}

/* The months up to the month before the death. */
static void months_before(
	const struct mg_timeline *life, struct mg_date died_on, struct mg_month_counts *ret)
{
	mg_count_months(life, mg_timeline_begin(life), mg_ym_add(mg_ym_of(died_on), -1), ret);
}

/* 法49条1項: his months; at least one, of whatever type and age (昭60附則8条4項 leaves 49条 out), paid or exempt otherwise than
 * by 学特 or 猶予. */
static bool husband_counts(const struct mg_month_counts *c, struct mg_verdict *ret)
{
	const int32_t first = c->first_paid + mg_count_exempt(c);

	mg_verdict_number(ret, MG_FIGURE_MONTHS_FIRST, first);
	return first >= 120 && mg_count_paid(c) + mg_count_exempt(c) - c->deferred > 0;
}

static enum mg_reason_name why_no_widow(const struct mg_widow_in *in, const struct mg_law *law)
{
	if (in->drew_pension)
		return MG_REASON_DREW_PENSION;
	if (!in->kept ||
		in->income_yen >= mg_law_at(law, MG_PARAM_SURVIVOR_INCOME_LIMIT, mg_ymd(in->died_on)))
		return MG_REASON_NOT_KEPT;
	if (mg_date_is_none(in->married_on) ||
		mg_date_compare(mg_date_add_months(in->married_on, 120), in->died_on) > 0)
		return MG_REASON_MARRIED_TOO_SHORT;
	if (mg_date_age(in->wife_birth, in->died_on) >= MG_AGE_VOLUNTARY_TO)
		return MG_REASON_AGE_OUTSIDE;
	if (in->early_old_age)
		return MG_REASON_EARLY_OLD_AGE;
	return in->remarried ? MG_REASON_REMARRIED : MG_REASON_NONE;
}

/* 法49条3項, 18条1項: from the month after 60 is attained, or after the death; 51条: to the month of 65. */
static void widow_period(const struct mg_widow_in *in, struct mg_verdict *ret)
{
	const int32_t attains_60 = mg_ym_of(mg_date_attains(in->wife_birth, MG_AGE_TO));
	const int32_t death = mg_ym_of(in->died_on);

	mg_verdict_number(ret, MG_FIGURE_FROM_YM, mg_ym_add(MG_MAX(attains_60, death), 1));
	mg_verdict_number(
		ret, MG_FIGURE_TO_YM, mg_ym_of(mg_date_attains(in->wife_birth, MG_AGE_VOLUNTARY_TO)));
}

void mg_claim_widow(const struct mg_widow_in *in, const struct mg_timeline *life,
	const struct mg_law *law, struct mg_verdict *ret)
{
	const enum mg_reason_name why = why_no_widow(in, law);
	struct mg_month_counts counts;

	mg_verdict_init(ret);
	months_before(life, in->died_on, &counts);
	if (!husband_counts(&counts, ret)) {
		mg_verdict_say(ret, MG_RESULT_NO, MG_REASON_TOO_FEW_MONTHS, MG_ARTICLE_A49_1);
		return;
	}
	if (why != MG_REASON_NONE) {
		mg_verdict_say(ret, MG_RESULT_NO, why,
			why == MG_REASON_EARLY_OLD_AGE ? MG_ARTICLE_S9J2_5
			: why == MG_REASON_REMARRIED   ? MG_ARTICLE_A51
						       : MG_ARTICLE_A49_1);
		return;
	}
	ret->kind = MG_CLAIM_WIDOW;
	mg_verdict_say(ret, MG_RESULT_YES, MG_REASON_WIDOW, MG_ARTICLE_A49_1);
	mg_verdict_because(ret, MG_REASON_ONE_ONLY, MG_ARTICLE_A52J6);
	widow_period(in, ret);
	mg_verdict_date(ret, MG_FIGURE_LIMIT_DATE,
		mg_claim_limit(in->died_on, mg_claim_years(MG_CLAIM_WIDOW)));
}

/* 法52条の2第1項, 52条の4第1項: in quarters of a month. */
static int32_t lump_sum_quarters(const struct mg_month_counts *c)
{
	return (c->first_paid + c->special_paid) * 4 + c->quarter * 3 + c->half * 2 + c->three_quarters;
}

/* 法52条の4第1項の表: from so many months. 0 below 36. */
static int64_t lump_sum_yen(int32_t quarters, const struct mg_law *law, int32_t ymd)
{
	static const struct {
		int32_t months;
		enum mg_param yen;
	} TABLE[] = {
		{420, MG_PARAM_LUMP_SUM_420},
		{360, MG_PARAM_LUMP_SUM_360},
		{300, MG_PARAM_LUMP_SUM_300},
		{240, MG_PARAM_LUMP_SUM_240},
		{180, MG_PARAM_LUMP_SUM_180},
		{36, MG_PARAM_LUMP_SUM_036},
	};

	for (size_t i = 0; i < MG_LEN(TABLE); i++)
		if (quarters >= TABLE[i].months * 4)
			return mg_law_at(law, TABLE[i].yen, ymd);
	return 0;
}

static enum mg_reason_name why_no_lump_sum(
	const struct mg_lump_sum_in *in, int64_t yen, enum mg_article *ret_article)
{
	const bool spouse_only = in->survivor_right == MG_SURVIVOR_RIGHT_SUSPENDED;

	*ret_article = MG_ARTICLE_A52J2_1;
	if (in->drew_pension)
		return MG_REASON_DREW_PENSION;
	if (yen == 0)
		return MG_REASON_TOO_FEW_MONTHS;
	*ret_article = MG_ARTICLE_A52J2_2;
	if (in->survivor_right == MG_SURVIVOR_RIGHT_HELD)
		return MG_REASON_SURVIVOR_RIGHT;
	*ret_article = MG_ARTICLE_A52J3_1;
	if (!in->same_livelihood)
		return MG_REASON_NOT_SAME_LIVELIHOOD;
	return spouse_only ? (in->relation == MG_RELATION_SPOUSE ? MG_REASON_NONE : MG_REASON_NOT_AN_HEIR)
	       : in->relation >= MG_RELATION_SPOUSE && in->relation <= MG_RELATION_SIBLING
		       ? MG_REASON_NONE
		       : MG_REASON_NOT_AN_HEIR;
}

/* 法52条の4第2項: three years of 付加 add a fixed amount. */
#define ADDITIONAL_FROM_MONTHS 36

void mg_claim_lump_sum(const struct mg_lump_sum_in *in, const struct mg_timeline *life,
	const struct mg_law *law, struct mg_verdict *ret)
{
	const struct mg_date limit = mg_claim_limit(in->died_on, mg_claim_years(MG_CLAIM_LUMP_SUM));
	const int32_t ymd = mg_ymd(in->died_on);
	struct mg_month_counts counts;
	enum mg_reason_name why;
	enum mg_article article;

	mg_verdict_init(ret);
	months_before(life, in->died_on, &counts);
	const int32_t quarters = lump_sum_quarters(&counts);
	int64_t yen = lump_sum_yen(quarters, law, ymd);

	mg_verdict_number(ret, MG_FIGURE_MONTHS_QUARTERS, quarters);
	mg_verdict_date(ret, MG_FIGURE_LIMIT_DATE, limit);
	why = why_no_lump_sum(in, yen, &article);
	if (why != MG_REASON_NONE) {
		mg_verdict_say(ret, MG_RESULT_NO, why, article);
		return;
	}
	if (in->unborn_child) {
		mg_verdict_say(ret, MG_RESULT_CONFIRM, MG_REASON_UNBORN_CHILD, MG_ARTICLE_A52J2_2);
		return;
	}
	if (in->additional_months >= ADDITIONAL_FROM_MONTHS)
		yen += mg_law_at(law, MG_PARAM_LUMP_SUM_ADDITIONAL, ymd);
	ret->kind = MG_CLAIM_LUMP_SUM;
	mg_verdict_say(ret, MG_RESULT_YES, MG_REASON_LUMP_SUM, MG_ARTICLE_A52J4);
	mg_verdict_because(ret, MG_REASON_ONE_ONLY, MG_ARTICLE_A52J6);
	mg_verdict_number(ret, MG_FIGURE_LUMP_SUM_YEN, yen);
	if (mg_date_compare(in->received_date, limit) > 0)
		mg_verdict_because(ret, MG_REASON_LAPSED, MG_ARTICLE_A102_4);
}
