/* SPDX-License-Identifier: Apache-2.0 */
#include "base/macros.h"
#include "base/term.h"
#include "claim/claim_rules.h"

struct mg_date mg_claim_limit(struct mg_date fact_on, int32_t years)
{
	return mg_term_last(mg_date_add_days(fact_on, 1), years * 12);
}

int32_t mg_claim_years(enum mg_claim claim)
{
	return claim == MG_CLAIM_LUMP_SUM ? 2 : 5;
}

void mg_claim_deadline(enum mg_claim claim, struct mg_date fact_on, struct mg_date received_date,
	struct mg_verdict *ret)
{
	const struct mg_date limit = mg_claim_limit(fact_on, mg_claim_years(claim));
	const enum mg_article article =
		claim == MG_CLAIM_LUMP_SUM ? MG_ARTICLE_A102_4 : MG_ARTICLE_A102_1;

	mg_verdict_init(ret);
	ret->kind = (int32_t)claim;
	if (mg_date_compare(received_date, limit) <= 0)
		mg_verdict_say(ret, MG_RESULT_YES, MG_REASON_IN_TIME, article);
	else
		mg_verdict_say(ret, MG_RESULT_NO, MG_REASON_LAPSED, article);
	mg_verdict_date(ret, MG_FIGURE_LIMIT_DATE, limit);
}

/* The ranks are those of the list of relations: 配偶者, 子, 父母, 孫, 祖父母, 兄弟姉妹, then for 未支給 the third degree. */
static bool is_heir(enum mg_claim claim, const struct mg_survivor *s)
{
	const enum mg_relation last =
		claim == MG_CLAIM_UNPAID_PENSION ? MG_RELATION_THIRD_DEGREE : MG_RELATION_SIBLING;

	return s->same_livelihood && s->relation != MG_RELATION_NONE && s->relation <= last;
}

uint32_t mg_claim_heirs(enum mg_claim claim, const struct mg_survivor *list, int32_t n)
{
	enum mg_relation first = MG_RELATION_MAX;
	uint32_t bits = 0;

	for (int32_t i = 0; i < n; i++)
		if (is_heir(claim, &list[i]))
			first = MG_MIN(first, list[i].relation);
	for (int32_t i = 0; i < n && i < 32; i++)
		if (is_heir(claim, &list[i]) && list[i].relation == first)
			bits |= 1u << i;
	return bits;
}

/* When a paper is asked for. */
enum when {
	ALWAYS,
	DE_FACTO,
	LIVING_APART,
	CHILDREN,
	NO_MY_NUMBER,
};
#define C(claim) (1u << MG_CLAIM_##claim)
#define DISABILITY (C(DISABILITY) | C(DISABILITY_UNDER_20))
#define AFTER_DEATH (C(SURVIVOR) | C(WIDOW) | C(LUMP_SUM) | C(UNPAID_PENSION))
#define EVERY (C(OLD_AGE) | DISABILITY | AFTER_DEATH | C(SPECIAL_LUMP_SUM))

/* 国民年金法施行規則16条, 31条, 39条, 60条の2, 61条, 25条, 63条の3 (each list to be verified). */
static const struct {
	uint32_t claims;
	enum mg_paper paper;
	enum when when;
} PAPERS[] = {
	{EVERY, MG_PAPER_PENSION_NUMBER, ALWAYS},
	{EVERY, MG_PAPER_IDENTITY, ALWAYS},
	{EVERY, MG_PAPER_BANK_ACCOUNT, ALWAYS},
	{C(OLD_AGE), MG_PAPER_FAMILY_REGISTER, NO_MY_NUMBER},
	{AFTER_DEATH, MG_PAPER_FAMILY_REGISTER, ALWAYS},
	{AFTER_DEATH, MG_PAPER_RESIDENT_RECORD, NO_MY_NUMBER},
	{AFTER_DEATH, MG_PAPER_REMOVED_RECORD, NO_MY_NUMBER},
	{AFTER_DEATH, MG_PAPER_LIVELIHOOD, LIVING_APART},
	{C(SURVIVOR) | C(WIDOW), MG_PAPER_DEATH_CERTIFICATE, ALWAYS},
	{C(SURVIVOR) | C(WIDOW), MG_PAPER_INCOME_PROOF, NO_MY_NUMBER},
	{C(SURVIVOR) | DISABILITY, MG_PAPER_CHILD_INCOME_PROOF, CHILDREN},
	{AFTER_DEATH, MG_PAPER_DE_FACTO_PROOF, DE_FACTO},
	{C(UNPAID_PENSION), MG_PAPER_PENSION_CERTIFICATE, ALWAYS},
	{DISABILITY, MG_PAPER_DIAGNOSIS, ALWAYS},
	{DISABILITY, MG_PAPER_FIRST_VISIT_PROOF, ALWAYS},
	{DISABILITY, MG_PAPER_ILLNESS_HISTORY, ALWAYS},
	{C(DISABILITY_UNDER_20), MG_PAPER_INCOME_PROOF, NO_MY_NUMBER},
	{DISABILITY, MG_PAPER_FAMILY_REGISTER, CHILDREN},
	{C(SPECIAL_LUMP_SUM), MG_PAPER_PENSION_CERTIFICATE, ALWAYS},
	{C(SPECIAL_LUMP_SUM), MG_PAPER_VOLUNTARY_PAYMENT_PROOF, ALWAYS},
};

static bool is_asked(enum when when, const struct mg_paper_case *in)
{
	switch (when) {
	case ALWAYS:
		return true;
	case DE_FACTO:
		return in->de_facto;
	case LIVING_APART:
		return in->living_apart;
	case CHILDREN:
		return in->has_children;
	case NO_MY_NUMBER:
		return !in->my_number;
	}
	return false;
}

void mg_claim_papers(const struct mg_paper_case *in, struct mg_verdict *ret)
{
	int64_t needed = 0;

	mg_verdict_init(ret);
	ret->kind = (int32_t)in->claim;
	for (size_t i = 0; i < MG_LEN(PAPERS); i++) {
		if (!(PAPERS[i].claims & (1u << in->claim)) || !is_asked(PAPERS[i].when, in))
			continue;
		needed++;
		if (!(in->shown & (UINT64_C(1) << PAPERS[i].paper)))
			mg_verdict_missing(ret, PAPERS[i].paper, MG_ROLE_NONE);
	}
	if (ret->missing_n == 0)
		mg_verdict_say(ret, MG_RESULT_YES, MG_REASON_PAPERS_COMPLETE, MG_ARTICLE_K_CLAIMS);
	else
		mg_verdict_say(ret, MG_RESULT_NO, MG_REASON_PAPERS_MISSING, MG_ARTICLE_K_CLAIMS);
	mg_verdict_number(ret, MG_FIGURE_PAPERS_NEEDED, needed);
}

void mg_claim_window(const struct mg_window_case *in, struct mg_verdict *ret)
{
	const bool office = in->insured == MG_INSURED_SECOND || in->insured == MG_INSURED_THIRD;
	bool here = false;

	switch (in->claim) {
	case MG_CLAIM_OLD_AGE:
		here = in->only_first;
		break;
	case MG_CLAIM_DISABILITY:
	case MG_CLAIM_SURVIVOR:
		here = !office;
		break;
	case MG_CLAIM_DISABILITY_UNDER_20:
	case MG_CLAIM_WIDOW:
	case MG_CLAIM_LUMP_SUM:
	case MG_CLAIM_SPECIAL_LUMP_SUM:
		here = true;
		break;
	case MG_CLAIM_UNPAID_PENSION:
		here = in->drew_basic;
		break;
	case MG_CLAIM_NONE:
	case MG_CLAIM_MAX:
		break;
	}
	mg_verdict_init(ret);
	ret->kind = (int32_t)in->claim;
	if (here)
		mg_verdict_say(ret, MG_RESULT_YES, MG_REASON_CITY_WINDOW, MG_ARTICLE_R1J2);
	else
		mg_verdict_say(ret, MG_RESULT_NO, MG_REASON_PENSION_OFFICE, MG_ARTICLE_R1J2);
}
