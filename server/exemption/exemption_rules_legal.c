/* SPDX-License-Identifier: Apache-2.0 */
#include "base/macros.h"
#include "base/term.h"
#include "exemption/exemption_rules_legal.h"
#include "qualification/qualification_rules.h"

static void period(struct mg_verdict *ret, int32_t from_ym, int32_t to_ym)
{
	mg_verdict_number(ret, MG_FIGURE_FROM_YM, from_ym);
	mg_verdict_number(ret, MG_FIGURE_TO_YM, to_ym);
}

/* 法89条1項1号括弧書: three years without a state of grade 3, counted from the day itself. */
static struct mg_date ceases_on(const struct mg_legal_in *in)
{
	struct mg_date recovered;

	if (in->ground != MG_LEGAL_DISABILITY || mg_date_is_none(in->recovered_on))
		return in->ended_on;
	recovered = mg_term_passed(in->recovered_on, 36);
	return mg_date_is_none(in->ended_on) ? recovered : mg_date_earlier(recovered, in->ended_on);
}

void mg_exemption_legal(const struct mg_legal_in *in, const struct mg_law *law, struct mg_verdict *ret)
{
	static const enum mg_article ARTICLE[] = {
		[MG_LEGAL_DISABILITY] = MG_ARTICLE_A89_1_1,
		[MG_LEGAL_WELFARE] = MG_ARTICLE_A89_1_2,
		[MG_LEGAL_FACILITY] = MG_ARTICLE_A89_1_3,
	};
	const struct mg_date end = ceases_on(in);

	mg_verdict_init(ret);
	if (in->ground == MG_LEGAL_OTHER_AID ||
		(in->ground == MG_LEGAL_WELFARE && in->foreigner_junyo &&
			mg_law_at(law, MG_PARAM_FOREIGNER_WELFARE_LEGAL, mg_ymd(in->began_on)) == 0)) {
		mg_verdict_say(ret, MG_RESULT_NO, MG_REASON_APPLY_INSTEAD, MG_ARTICLE_A90_1_2);
		return;
	}
	ret->kind = MG_MENJO_LEGAL;
	mg_verdict_say(ret, MG_RESULT_YES, MG_REASON_LEGAL_GROUND, ARTICLE[in->ground]);
	period(ret, mg_ym_add(mg_ym_of(in->began_on), -1), mg_date_is_none(end) ? 0 : mg_ym_of(end));
	mg_verdict_date(ret, MG_FIGURE_EVENT_DATE, end);
	mg_verdict_date(ret, MG_FIGURE_NOTICE_UNTIL, mg_notice_until(mg_date_is_none(end) ? in->began_on : end));
}

void mg_exemption_declare(const struct mg_declare_in *in, struct mg_verdict *ret)
{
	const int32_t from = MG_MAX(in->from_ym, in->legal_from_ym);
	const int32_t to = in->legal_to_ym == 0 ? in->to_ym : MG_MIN(in->to_ym, in->legal_to_ym);

	mg_verdict_init(ret);
	if (from > to) {
		mg_verdict_say(ret, MG_RESULT_NO, MG_REASON_NOT_LEGALLY_EXEMPT, MG_ARTICLE_A89_2);
		return;
	}
	ret->kind = MG_MENJO_LEGAL;
	mg_verdict_say(ret, MG_RESULT_YES, MG_REASON_DECLARED_TO_PAY, MG_ARTICLE_A89_2);
	period(ret, from, to);
}

/* The part of from..to in which the law is in force; false when there is none. */
static bool in_force(enum mg_param param, const struct mg_law *law, int32_t *from, int32_t to)
{
	while (*from <= to && mg_law_in_month(law, param, *from) == 0)
		*from = mg_ym_add(*from, 1);
	return *from <= to;
}

/* A birth is one from the 85th day of pregnancy, stillbirth included (practice of the pension service, to be verified). */
#define BIRTH_FROM_DAYS 85

void mg_exemption_maternity(const struct mg_maternity_in *in, const struct mg_law *law, struct mg_verdict *ret)
{
	const bool after_birth =
		!mg_date_is_none(in->born_on) && mg_date_compare(in->filed_on, in->born_on) >= 0;
	const int32_t month = mg_ym_of(after_birth ? in->born_on : in->due_on);
	const int32_t to = mg_ym_add(month, 2);
	int32_t from = mg_ym_add(month, in->multiple ? -3 : -1);

	mg_verdict_init(ret);
	if (in->pregnancy_days != 0 && in->pregnancy_days < BIRTH_FROM_DAYS) {
		mg_verdict_say(ret, MG_RESULT_NO, MG_REASON_NOT_A_BIRTH, MG_ARTICLE_A88J2);
		return;
	}
	if (!after_birth && mg_date_compare(in->filed_on, mg_date_add_months(in->due_on, -6)) < 0) {
		mg_verdict_say(ret, MG_RESULT_NO, MG_REASON_TOO_EARLY, MG_ARTICLE_K73J7);
		mg_verdict_date(ret, MG_FIGURE_EVENT_DATE, mg_date_add_months(in->due_on, -6));
		return;
	}
	if (!in_force(MG_PARAM_MATERNITY, law, &from, to)) {
		mg_verdict_say(ret, MG_RESULT_NO, MG_REASON_BEFORE_THE_LAW, MG_ARTICLE_A88J2);
		return;
	}
	ret->kind = MG_MENJO_MATERNITY;
	mg_verdict_say(ret, MG_RESULT_YES, after_birth ? MG_REASON_DATE_OF_BIRTH : MG_REASON_DATE_DUE,
		MG_ARTICLE_A88J2);
	period(ret, from, to);
}

/* 育児 ends with the month before the one that holds the day after the raising stopped (to be verified). */
static int32_t childcare_to(const struct mg_childcare_in *in, int32_t to)
{
	int32_t last;

	if (mg_date_is_none(in->ceased_on))
		return to;
	last = mg_ym_add(mg_ym_of(mg_date_add_days(in->ceased_on, 1)), -1);
	return MG_MIN(last, to);
}

void mg_exemption_childcare(const struct mg_childcare_in *in, const struct mg_law *law, struct mg_verdict *ret)
{
	const bool follows = in->parent == MG_PARENT_MOTHER && in->maternity_to_ym != 0;
	const int32_t born = mg_ym_of(in->born_on);
	/* 法88条の3: at most twelve months, for a child born on 29 February too. */
	int32_t to = mg_ym_add(born, 11);
	int32_t from = in->parent == MG_PARENT_ADOPTIVE ? mg_ym_of(in->adopted_on) : born;
	int32_t first;

	mg_verdict_init(ret);
	if (follows) {
		from = mg_ym_add(in->maternity_to_ym, 1);
		to = mg_ym_add(from, 8);
	}
	first = from;
	to = childcare_to(in, to);
	if (!in_force(MG_PARAM_CHILDCARE, law, &first, to)) {
		mg_verdict_say(ret, MG_RESULT_NO,
			from > to ? MG_REASON_NOTHING_LEFT : MG_REASON_BEFORE_THE_LAW, MG_ARTICLE_A88J3);
		return;
	}
	ret->kind = MG_MENJO_CHILDCARE;
	mg_verdict_say(ret, MG_RESULT_YES,
		follows ? MG_REASON_AFTER_MATERNITY : MG_REASON_RAISING_CHILD, MG_ARTICLE_A88J3);
	if (follows && first == from)
		mg_verdict_because(ret, MG_REASON_NO_FORM_NEEDED, MG_ARTICLE_A88J3);
	period(ret, first, to);
}
