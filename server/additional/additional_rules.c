/* SPDX-License-Identifier: Apache-2.0 */
#include "additional/additional_rules.h"
#include "base/macros.h"

/* 法87条の2第1項: 第1号, and those who joined under 附則5条 (9項); not from 65 (平6附則11条). */
static bool is_of_the_type(enum mg_insured insured)
{
	return insured == MG_INSURED_FIRST || insured == MG_INSURED_VOLUNTARY_60 ||
	       insured == MG_INSURED_VOLUNTARY_OLD_AGE || insured == MG_INSURED_VOLUNTARY_ABROAD;
}

static bool is_exempt(enum mg_status status)
{
	switch (status) {
	case MG_STATUS_THREE_QUARTERS:
	case MG_STATUS_HALF:
	case MG_STATUS_QUARTER:
	case MG_STATUS_LEGAL:
	case MG_STATUS_FULL:
	case MG_STATUS_STUDENT:
	case MG_STATUS_DEFERMENT:
		return true;
	case MG_STATUS_NONE:
	case MG_STATUS_SECOND:
	case MG_STATUS_THIRD:
	case MG_STATUS_MATERNITY:
	case MG_STATUS_CHILDCARE:
	case MG_STATUS_PAID:
	case MG_STATUS_PAID_LATER:
	case MG_STATUS_UNPAID:
	case MG_STATUS_LAPSED:
	case MG_STATUS_DUE:
	case MG_STATUS_KARA:
	case MG_STATUS_MAX:
		break;
	}
	return false;
}

/* What bars a month by type or exemption; true when something does. */
static bool is_barred(enum mg_insured insured, enum mg_status status, struct mg_verdict *ret)
{
	if (insured == MG_INSURED_SPECIAL_JAPAN || insured == MG_INSURED_SPECIAL_ABROAD)
		mg_verdict_say(ret, MG_RESULT_NO, MG_REASON_SPECIAL_VOLUNTARY, MG_ARTICLE_H6S11);
	else if (!is_of_the_type(insured))
		mg_verdict_say(ret, MG_RESULT_NO, MG_REASON_NOT_FIRST, MG_ARTICLE_A87J2_1);
	else if (is_exempt(status))
		mg_verdict_say(ret, MG_RESULT_NO, MG_REASON_ALREADY_EXEMPT, MG_ARTICLE_A87J2_1);
	else
		return false;
	return true;
}

void mg_additional_start(const struct mg_additional_start_in *in, struct mg_verdict *ret)
{
	const int32_t from_ym = mg_ym_of(in->received_date);

	mg_verdict_init(ret);
	if (is_barred(in->insured, in->status, ret))
		return;
	if (in->fund_member) {
		mg_verdict_say(ret, MG_RESULT_NO, MG_REASON_FUND_MEMBER, MG_ARTICLE_A87J2_1);
		return;
	}
	mg_verdict_say(ret, MG_RESULT_YES, MG_REASON_FROM_APPLICATION, MG_ARTICLE_A87J2_1);
	if (in->wish_from_ym != 0 && in->wish_from_ym < from_ym)
		mg_verdict_because(ret, MG_REASON_NOT_BACKDATED, MG_ARTICLE_A87J2_1);
	if (in->farmer)
		mg_verdict_because(ret, MG_REASON_FARMER_OBLIGED, MG_ARTICLE_FARMER17);
	mg_verdict_number(ret, MG_FIGURE_FROM_YM, from_ym);
}

/* The first month not paid, no earlier than `ym`. None paid (0) is before every month. */
static int32_t first_unpaid(int32_t paid_to_ym, int32_t ym)
{
	return MG_MAX(mg_ym_add(paid_to_ym, 1), ym);
}

void mg_additional_stop(const struct mg_additional_stop_in *in, struct mg_verdict *ret)
{
	const int32_t before = mg_ym_add(mg_ym_of(in->received_date), -1);
	const int32_t from = first_unpaid(in->paid_to_ym, before);

	mg_verdict_init(ret);
	mg_verdict_say(ret, MG_RESULT_YES, MG_REASON_FROM_MONTH_BEFORE, MG_ARTICLE_A87J2_3);
	if (from > before)
		mg_verdict_because(ret, MG_REASON_PAID_STAYS, MG_ARTICLE_A87J2_3);
	mg_verdict_number(ret, MG_FIGURE_FROM_YM, from);
}

void mg_additional_fund(const struct mg_additional_fund_in *in, struct mg_verdict *ret)
{
	const int32_t joined = mg_ym_of(in->joined_on);
	const int32_t before = mg_ym_add(joined, -1);
	int32_t from = first_unpaid(in->paid_to_ym, before);

	/* What is prepaid stands up to the month before joining, and is given back from the month of joining on. */
	if (in->prepaid_to_ym >= before)
		from = MG_MAX(from, joined);
	mg_verdict_init(ret);
	mg_verdict_say(ret, MG_RESULT_YES, MG_REASON_FUND_MEMBER, MG_ARTICLE_A87J2_4);
	if (from > before)
		mg_verdict_because(ret, MG_REASON_PAID_STAYS, MG_ARTICLE_A87J2_3);
	mg_verdict_number(ret, MG_FIGURE_FROM_YM, from);
	mg_verdict_date(ret, MG_FIGURE_EVENT_DATE, in->joined_on);
}

void mg_additional_exempted(enum mg_menjo kind, int32_t exempt_from_ym, struct mg_verdict *ret)
{
	mg_verdict_init(ret);
	if (kind == MG_MENJO_NONE || kind == MG_MENJO_MATERNITY || kind == MG_MENJO_CHILDCARE) {
		mg_verdict_say(ret, MG_RESULT_NO, MG_REASON_ADDITIONAL_GOES_ON, MG_ARTICLE_A87J2_2);
		return;
	}
	mg_verdict_say(ret, MG_RESULT_YES, MG_REASON_EXEMPTION_ENDS_IT, MG_ARTICLE_A87J2_1);
	mg_verdict_number(ret, MG_FIGURE_FROM_YM, exempt_from_ym);
}

void mg_additional_month(enum mg_insured insured, enum mg_status status, struct mg_verdict *ret)
{
	mg_verdict_init(ret);
	if (is_barred(insured, status, ret))
		return;
	switch (status) {
	case MG_STATUS_PAID:
	case MG_STATUS_MATERNITY:
	case MG_STATUS_CHILDCARE:
		mg_verdict_say(ret, MG_RESULT_YES, MG_REASON_MAY_PAY_ADDITIONAL, MG_ARTICLE_A87J2_2);
		break;
	case MG_STATUS_UNPAID:
	case MG_STATUS_DUE:
		mg_verdict_say(ret, MG_RESULT_YES, MG_REASON_WITH_THE_PREMIUM, MG_ARTICLE_A87J2_2);
		break;
	case MG_STATUS_PAID_LATER:
		mg_verdict_say(ret, MG_RESULT_NO, MG_REASON_PAID_LATER, MG_ARTICLE_A87J2_2);
		break;
	case MG_STATUS_LAPSED:
		mg_verdict_say(ret, MG_RESULT_NO, MG_REASON_LAPSED, MG_ARTICLE_A102_4);
		break;
	case MG_STATUS_NONE:
	case MG_STATUS_SECOND:
	case MG_STATUS_THIRD:
	case MG_STATUS_THREE_QUARTERS:
	case MG_STATUS_HALF:
	case MG_STATUS_QUARTER:
	case MG_STATUS_LEGAL:
	case MG_STATUS_FULL:
	case MG_STATUS_STUDENT:
	case MG_STATUS_DEFERMENT:
	case MG_STATUS_KARA:
	case MG_STATUS_MAX:
		mg_verdict_say(ret, MG_RESULT_NO, MG_REASON_NOT_PAID, MG_ARTICLE_A87J2_2);
		break;
	}
}
