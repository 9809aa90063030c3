/* SPDX-License-Identifier: Apache-2.0 */
#include "base/macros.h"
#include "exemption/exemption_rules_period.h"

#define MARCH 3
#define APRIL 4
#define JUNE 6
#define JULY 7

static int32_t year_from(int32_t ym, int32_t first_month)
{
	return ym / 100 - (ym % 100 < first_month);
}

int32_t mg_exemption_year(int32_t ym)
{
	return year_from(ym, JULY);
}

int32_t mg_student_year(int32_t ym)
{
	return year_from(ym, APRIL);
}

int32_t mg_form_year(enum mg_form form, int32_t ym)
{
	return form == MG_FORM_STUDENT ? mg_student_year(ym) : mg_exemption_year(ym);
}

int32_t mg_form_first_ym(enum mg_form form, int32_t year)
{
	return year * 100 + (form == MG_FORM_STUDENT ? APRIL : JULY);
}

bool mg_exemption_form(enum mg_form form, int32_t year, struct mg_date applied_on,
	const struct mg_law *law, struct mg_form_period *ret)
{
	const int32_t applied_ym = mg_ym_of(applied_on);
	const int32_t back = (int32_t)mg_law_at(law, MG_PARAM_RETROACTIVE_MONTHS, mg_ymd(applied_on));
	const int32_t earliest = mg_ym_add(applied_ym, -back);
	const int32_t first = mg_form_first_ym(form, year);
	const int32_t last = mg_ym_add(first, 11);

	if (last < earliest || year > mg_form_year(form, applied_ym))
		return false;
	ret->year = year;
	ret->from_ym = MG_MAX(first, earliest);
	ret->to_ym = last;
	ret->household_on = mg_household_day(last, applied_on);
	return true;
}

int32_t mg_exemption_forms(enum mg_form form, struct mg_date applied_on, const struct mg_law *law,
	struct mg_form_period ret[MG_FORMS_MAX])
{
	const int32_t current = mg_form_year(form, mg_ym_of(applied_on));
	int32_t n = 0;

	for (int32_t year = current - MG_FORMS_MAX + 1; year <= current; year++)
		n += mg_exemption_form(form, year, applied_on, law, &ret[n]);
	return n;
}

struct mg_date mg_household_day(int32_t ym, struct mg_date applied_on)
{
	return mg_date_earlier(mg_ym_last(ym), applied_on);
}

/* 離職: the day itself or the day after is the event; a parameter, to be verified. */
static int32_t event_ym(const struct mg_special *special, const struct mg_law *law)
{
	const bool next_day = special->tokurei == MG_TOKUREI_JOB_LOSS &&
			      mg_law_at(law, MG_PARAM_JOB_LOSS_NEXT_DAY, mg_ymd(special->on)) != 0;

	return mg_ym_of(mg_date_add_days(special->on, next_day));
}

bool mg_special_holds(
	const struct mg_special *special, enum mg_form form, int32_t ym, const struct mg_law *law)
{
	int32_t event;

	if (!special->papers)
		return false;
	switch (special->tokurei) {
	case MG_TOKUREI_NONE:
	case MG_TOKUREI_MAX:
		return false;
	case MG_TOKUREI_VIOLENCE:
		return true;
	case MG_TOKUREI_COVID:
		return mg_law_in_month(law,
			       form == MG_FORM_STUDENT ? MG_PARAM_COVID_SPECIAL_STUDENT
						       : MG_PARAM_COVID_SPECIAL,
			       ym) != 0;
	case MG_TOKUREI_JOB_LOSS:
	case MG_TOKUREI_BUSINESS_CLOSED:
	case MG_TOKUREI_DISASTER:
	case MG_TOKUREI_OTHER:
		break;
	}
	if (mg_date_is_none(special->on))
		return false;
	event = event_ym(special, law);
	return ym >= mg_ym_add(event, -1) &&
	       ym <= (event / 100 + 2) * 100 + (form == MG_FORM_STUDENT ? MARCH : JUNE);
}

enum mg_paper mg_special_paper(enum mg_tokurei tokurei)
{
	static const enum mg_paper PAPER[MG_TOKUREI_MAX] = {
		[MG_TOKUREI_JOB_LOSS] = MG_PAPER_JOB_LOSS_PROOF,
		[MG_TOKUREI_BUSINESS_CLOSED] = MG_PAPER_BUSINESS_CLOSED_PROOF,
		[MG_TOKUREI_DISASTER] = MG_PAPER_DISASTER_PROOF,
		[MG_TOKUREI_VIOLENCE] = MG_PAPER_VIOLENCE_PROOF,
		[MG_TOKUREI_OTHER] = MG_PAPER_SPECIAL_PROOF,
		[MG_TOKUREI_COVID] = MG_PAPER_ESTIMATED_INCOME,
	};

	return PAPER[tokurei];
}

enum mg_result mg_deferment_by_age(struct mg_partial_date birth, int32_t ym, const struct mg_law *law)
{
	struct mg_date first, last;
	int64_t age;

	if (!mg_law_find_in_month(law, MG_PARAM_DEFERMENT_UNDER_AGE, ym, &age))
		return MG_RESULT_NO;
	if (!mg_partial_range(birth, &first, &last))
		return MG_RESULT_CONFIRM;
	if (ym < mg_ym_of(mg_date_attains(first, (int32_t)age)))
		return MG_RESULT_YES;
	return ym < mg_ym_of(mg_date_attains(last, (int32_t)age)) ? MG_RESULT_CONFIRM : MG_RESULT_NO;
}

void mg_exemption_cancel(const struct mg_cancel_in *in, struct mg_verdict *ret)
{
	const int32_t before = mg_ym_add(mg_ym_of(in->applied_on), -1);
	const int32_t from = MG_MAX(in->from_ym, before);
	enum mg_article article = MG_ARTICLE_A90_3;

	mg_verdict_init(ret);
	ret->kind = (int32_t)in->kind;
	switch (in->kind) {
	case MG_MENJO_FULL:
		break;
	case MG_MENJO_DEFERMENT:
		article = MG_ARTICLE_H26S14;
		break;
	case MG_MENJO_THREE_QUARTERS:
	case MG_MENJO_HALF:
	case MG_MENJO_QUARTER:
		article = MG_ARTICLE_A90J2_4;
		break;
	case MG_MENJO_STUDENT: /* 法90条の3第2項 applies 90条2項 alone */
		mg_verdict_say(ret, MG_RESULT_NO, MG_REASON_CANNOT_CANCEL, MG_ARTICLE_A90J3_2);
		return;
	case MG_MENJO_NONE:
	case MG_MENJO_LEGAL:
	case MG_MENJO_MATERNITY:
	case MG_MENJO_CHILDCARE:
	case MG_MENJO_MAX:
		mg_verdict_say(ret, MG_RESULT_NO, MG_REASON_CANNOT_CANCEL, MG_ARTICLE_A90_3);
		return;
	}
	if (from > in->to_ym) {
		mg_verdict_say(ret, MG_RESULT_NO, MG_REASON_NOTHING_LEFT, article);
		return;
	}
	mg_verdict_say(ret, MG_RESULT_YES, MG_REASON_CANCELLED_FROM, article);
	mg_verdict_number(ret, MG_FIGURE_FROM_YM, from);
	mg_verdict_number(ret, MG_FIGURE_TO_YM, in->to_ym);
}

void mg_exemption_continued(
	const struct mg_continued_in *in, const struct mg_law *law, struct mg_verdict *ret)
{
	const int32_t next_ym = mg_form_first_ym(MG_FORM_EXEMPTION, in->year + 1);

	mg_verdict_init(ret);
	ret->kind = (int32_t)in->approved;
	if (!in->wished) {
		mg_verdict_say(ret, MG_RESULT_NO, MG_REASON_NOT_WISHED, MG_ARTICLE_K77_3);
		return;
	}
	if (in->approved != MG_MENJO_FULL && in->approved != MG_MENJO_DEFERMENT) {
		mg_verdict_say(ret, MG_RESULT_NO, MG_REASON_FILE_EVERY_YEAR, MG_ARTICLE_K77_3);
		return;
	}
	if (in->tokurei != MG_TOKUREI_NONE) {
		mg_verdict_say(ret, MG_RESULT_NO, MG_REASON_SPECIAL_NOT_CONTINUED, MG_ARTICLE_K77_3);
		return;
	}
	if (in->other_aid) {
		mg_verdict_say(ret, MG_RESULT_NO, MG_REASON_AID_NOT_CONTINUED, MG_ARTICLE_K77_3);
		return;
	}
	if (mg_exemption_year(mg_ym_of(in->received_date)) != in->year) {
		mg_verdict_say(ret, MG_RESULT_NO, MG_REASON_YEAR_NOT_CONTINUED, MG_ARTICLE_K77_3);
		return;
	}
	mg_verdict_say(ret, MG_RESULT_YES, MG_REASON_CONTINUED, MG_ARTICLE_K77_3);
	mg_verdict_number(ret, MG_FIGURE_NEXT_YEAR, in->year + 1);
	if (in->approved == MG_MENJO_FULL ||
		(!in->deferment_only && mg_law_in_month(law, MG_PARAM_CONTINUED_MAY_RISE, next_ym) != 0))
		mg_verdict_number(ret, MG_FIGURE_NEXT_KIND, MG_MENJO_FULL);
	if (in->approved == MG_MENJO_DEFERMENT)
		mg_verdict_number(ret, MG_FIGURE_NEXT_KIND, MG_MENJO_DEFERMENT);
}

int64_t mg_partial_rest_yen(int64_t premium_yen, enum mg_menjo kind)
{
	const int64_t quarters = kind == MG_MENJO_THREE_QUARTERS ? 1
				 : kind == MG_MENJO_HALF	 ? 2
				 : kind == MG_MENJO_QUARTER	 ? 3
								 : 0;

	/* In quarters of a yen ten yen are 40; five yen (20) and more go up. */
	return (premium_yen * quarters + 20) / 40 * 10;
}

int32_t mg_pay_later_until(int32_t ym)
{
	return mg_ym_add(ym, 120);
}
