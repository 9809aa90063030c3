/* SPDX-License-Identifier: Apache-2.0
 * Claims as functions of the tool. */
#include "base/macros.h"
#include "claim/claim_rules.h"
#include "claim/claim_rules_death.h"
#include "claim/claim_rules_pension.h"
#include "rules/case.h"

#define CLAIM(structure, member) \
	MG_CASE_FIELD(structure, member, "jukyu_nenkin_kind", WORD, .needed = true, .words = MG_WORDS_CLAIM)
#define LIFE(structure) MG_CASE_FIELD(structure, life, "life", OBJECT, .needed = true, .shape = &mg_case_life_shape)

struct deadline_in {
	enum mg_claim claim;
	struct mg_date fact_on, received_date;
};
MG_CASE_SHAPE(deadline_shape, deadline_in, CLAIM(deadline_in, claim),
	MG_CASE_FIELD(deadline_in, fact_on, "fact_on", DATE, .needed = true),
	MG_CASE_FIELD(deadline_in, received_date, "claim_date", DATE, .needed = true));

static const char *deadline_refuses(const void *p)
{
	return ((const struct deadline_in *)p)->claim == MG_CLAIM_NONE ? "jukyu_nenkin_kind: NONE is no claim" : NULL;
}

static void run_deadline(const void *p, const struct mg_law *law, struct mg_case_out *out)
{
	const struct deadline_in *in = p;

	(void)law;
	mg_claim_deadline(in->claim, in->fact_on, in->received_date, mg_case_verdict(out, MG_WORDS_CLAIM));
}

MG_CASE_SHAPE(survivor_shape, mg_survivor,
	MG_CASE_FIELD(mg_survivor, relation, "relation", WORD, .needed = true, .words = MG_WORDS_RELATION),
	MG_CASE_FIELD(mg_survivor, same_livelihood, "same_livelihood", FLAG, .means = "生計を同じくしていた"));
struct heirs_in {
	enum mg_claim claim;
	const struct mg_survivor *survivor;
	int32_t n;
};
MG_CASE_SHAPE(heirs_shape, heirs_in, CLAIM(heirs_in, claim),
	MG_CASE_LIST_OF(heirs_in, survivor, n, "survivors", survivor_shape, 32, .needed = true));

static const char *heirs_refuses(const void *p)
{
	const enum mg_claim claim = ((const struct heirs_in *)p)->claim;

	return claim == MG_CLAIM_LUMP_SUM || claim == MG_CLAIM_UNPAID_PENSION
		       ? NULL
		       : "jukyu_nenkin_kind: LUMP_SUM or UNPAID_PENSION is wanted";
}

static void run_heirs(const void *p, const struct mg_law *law, struct mg_case_out *out)
{
	const struct heirs_in *in = p;
	const uint32_t bits = mg_claim_heirs(in->claim, in->survivor, in->n);

	(void)law;
	mg_case_number(out, "heirs", __builtin_popcount(bits));
	for (int32_t i = 0; i < in->n; i++)
		if (bits & (1u << i)) {
			mg_case_number(out, "first_place", i);
			mg_case_text(out, "relation", mg_word(MG_WORDS_RELATION, (int32_t)in->survivor[i].relation)->name);
			break;
		}
}

MG_CASE_SHAPE(papers_shape, mg_paper_case, CLAIM(mg_paper_case, claim),
	MG_CASE_FIELD(mg_paper_case, de_facto, "de_facto", FLAG, .means = "事実婚"),
	MG_CASE_FIELD(mg_paper_case, living_apart, "living_apart", FLAG),
	MG_CASE_FIELD(mg_paper_case, has_children, "has_children", FLAG),
	MG_CASE_FIELD(mg_paper_case, my_number, "my_number", FLAG, .means = "個人番号 is given"));

static void run_papers(const void *p, const struct mg_law *law, struct mg_case_out *out)
{
	(void)law;
	mg_claim_papers(p, mg_case_verdict(out, MG_WORDS_CLAIM));
}

MG_CASE_SHAPE(window_shape, mg_window_case, CLAIM(mg_window_case, claim),
	MG_CASE_FIELD(mg_window_case, only_first, "only_first", FLAG, .means = "OLD_AGE: every period of 第1号"),
	MG_CASE_FIELD(mg_window_case, insured, "insured_type", WORD, .words = MG_WORDS_INSURED),
	MG_CASE_FIELD(mg_window_case, drew_basic, "drew_basic", FLAG, .means = "UNPAID_PENSION: drew 障害基礎, 遺族基礎 or 寡婦"));

static void run_window(const void *p, const struct mg_law *law, struct mg_case_out *out)
{
	(void)law;
	mg_claim_window(p, mg_case_verdict(out, MG_WORDS_CLAIM));
}

MG_CASE_SHAPE(child_shape, mg_child, MG_CASE_FIELD(mg_child, born_on, "birth_date", DATE, .needed = true),
	MG_CASE_FIELD(mg_child, disabled, "disabled", FLAG), MG_CASE_FIELD(mg_child, married, "married", FLAG));
struct survivor_in {
	struct mg_survivor_in claim;
	struct mg_life life;
};
MG_CASE_SHAPE(survivor_claim_shape, survivor_in,
	MG_CASE_FIELD(survivor_in, claim.died_on, "died_on", DATE, .needed = true),
	MG_CASE_FIELD(survivor_in, claim.insured_on, "insured_on", FLAG, .means = "被保険者 on the day of death"),
	MG_CASE_FIELD(survivor_in, claim.in_japan, "in_japan", FLAG),
	MG_CASE_FIELD(survivor_in, claim.has_spouse, "has_spouse", FLAG),
	MG_CASE_FIELD(survivor_in, claim.unborn_child, "unborn_child", FLAG, .means = "胎児"),
	MG_CASE_FIELD(survivor_in, claim.income_yen, "income_yen", YEN, .means = "of who claims, a year"),
	MG_CASE_LIST_OF(survivor_in, claim.child, claim.child_n, "children", child_shape, 16), LIFE(survivor_in));

static const char *survivor_refuses(const void *p)
{
	return mg_case_life_refuses(&((const struct survivor_in *)p)->life);
}

static void run_survivor(const void *p, const struct mg_law *law, struct mg_case_out *out)
{
	const struct survivor_in *in = p;
	struct mg_survivor_in claim = in->claim;
	struct mg_timeline life;

	claim.birth = in->life.birth;
	mg_timeline_build(&in->life, &life);
	mg_claim_survivor(&claim, &life, law, mg_case_verdict(out, MG_WORDS_CLAIM));
}

struct widow_in {
	struct mg_widow_in claim;
	struct mg_life life;
};
MG_CASE_SHAPE(widow_shape, widow_in, MG_CASE_FIELD(widow_in, claim.died_on, "died_on", DATE, .needed = true),
	MG_CASE_FIELD(widow_in, claim.wife_birth, "birth_date", DATE, .needed = true, .means = "hers"),
	MG_CASE_FIELD(widow_in, claim.married_on, "married_on", DATE, .means = "事実婚を含む; none: never"),
	MG_CASE_FIELD(widow_in, claim.kept, "kept", FLAG, .means = "生計維持"),
	MG_CASE_FIELD(widow_in, claim.drew_pension, "drew_pension", FLAG, .means = "he had drawn 老齢基礎 or 障害基礎"),
	MG_CASE_FIELD(widow_in, claim.early_old_age, "early_old_age", FLAG, .means = "she draws 老齢基礎 early"),
	MG_CASE_FIELD(widow_in, claim.remarried, "remarried", FLAG),
	MG_CASE_FIELD(widow_in, claim.income_yen, "income_yen", YEN), LIFE(widow_in));

static const char *widow_refuses(const void *p)
{
	return mg_case_life_refuses(&((const struct widow_in *)p)->life);
}

static void run_widow(const void *p, const struct mg_law *law, struct mg_case_out *out)
{
	const struct widow_in *in = p;
	struct mg_timeline life;

	mg_timeline_build(&in->life, &life);
	mg_claim_widow(&in->claim, &life, law, mg_case_verdict(out, MG_WORDS_CLAIM));
}

static const char *const RIGHTS[] = {"NONE", "HELD", "ENDED_IN_MONTH", "SUSPENDED"};
struct lump_sum_in {
	struct mg_lump_sum_in claim;
	struct mg_life life;
};
MG_CASE_SHAPE(lump_sum_shape, lump_sum_in, MG_CASE_FIELD(lump_sum_in, claim.died_on, "died_on", DATE, .needed = true),
	MG_CASE_FIELD(lump_sum_in, claim.received_date, "claim_date", DATE, .needed = true),
	MG_CASE_FIELD(lump_sum_in, claim.relation, "relation", WORD, .needed = true, .words = MG_WORDS_RELATION),
	MG_CASE_FIELD(lump_sum_in, claim.same_livelihood, "same_livelihood", FLAG),
	MG_CASE_FIELD(lump_sum_in, claim.drew_pension, "drew_pension", FLAG),
	MG_CASE_FIELD(lump_sum_in, claim.survivor_right, "survivor_right", CHOICE, .most = MG_LEN(RIGHTS), .choices = RIGHTS),
	MG_CASE_FIELD(lump_sum_in, claim.unborn_child, "unborn_child", FLAG),
	MG_CASE_FIELD(lump_sum_in, claim.additional_months, "additional_months", NUMBER, .most = 600, .means = "付加 paid"),
	LIFE(lump_sum_in));

static const char *lump_sum_refuses(const void *p)
{
	return mg_case_life_refuses(&((const struct lump_sum_in *)p)->life);
}

static void run_lump_sum(const void *p, const struct mg_law *law, struct mg_case_out *out)
{
	const struct lump_sum_in *in = p;
	struct mg_timeline life;

	mg_timeline_build(&in->life, &life);
	mg_claim_lump_sum(&in->claim, &life, law, mg_case_verdict(out, MG_WORDS_CLAIM));
}

struct old_age_in {
	struct mg_old_age_in claim;
	struct mg_life life;
};
MG_CASE_SHAPE(old_age_shape, old_age_in,
	MG_CASE_FIELD(old_age_in, claim.received_date, "claim_date", DATE, .needed = true),
	MG_CASE_FIELD(old_age_in, claim.insured, "insured_type", WORD, .words = MG_WORDS_INSURED), LIFE(old_age_in));

static const char *old_age_refuses(const void *p)
{
	return mg_case_life_refuses(&((const struct old_age_in *)p)->life);
}

static void run_old_age(const void *p, const struct mg_law *law, struct mg_case_out *out)
{
	const struct old_age_in *in = p;
	struct mg_old_age_in claim = in->claim;
	struct mg_timeline life;

	claim.birth = in->life.birth;
	mg_timeline_build(&in->life, &life);
	mg_claim_old_age(&claim, &life, law, mg_case_verdict(out, MG_WORDS_CLAIM));
}

struct disability_in {
	struct mg_disability_in claim;
	struct mg_life life;
};
MG_CASE_SHAPE(disability_shape, disability_in,
	MG_CASE_FIELD(disability_in, claim.first_visit_on, "first_visit_on", DATE, .needed = true, .means = "初診日"),
	MG_CASE_FIELD(disability_in, claim.fixed_on, "fixed_on", DATE, .means = "症状固定"),
	MG_CASE_FIELD(disability_in, claim.received_date, "claim_date", DATE, .needed = true),
	MG_CASE_FIELD(disability_in, claim.insured, "insured_type", WORD, .words = MG_WORDS_INSURED, .means = "on 初診日"),
	MG_CASE_FIELD(disability_in, claim.in_japan, "in_japan", FLAG, .means = "on 初診日"),
	MG_CASE_FIELD(disability_in, claim.grade_then, "grade_then", NUMBER, .most = 3, .means = "at 障害認定日"),
	MG_CASE_FIELD(disability_in, claim.grade_now, "grade_now", NUMBER, .most = 3), LIFE(disability_in));

static const char *disability_refuses(const void *p)
{
	return mg_case_life_refuses(&((const struct disability_in *)p)->life);
}

static void run_disability(const void *p, const struct mg_law *law, struct mg_case_out *out)
{
	const struct disability_in *in = p;
	struct mg_disability_in claim = in->claim;
	struct mg_timeline life;

	claim.birth = in->life.birth;
	mg_timeline_build(&in->life, &life);
	mg_claim_disability(&claim, &life, law, mg_case_verdict(out, MG_WORDS_CLAIM));
}

struct special_lump_sum_in {
	bool paid_before_1986, holds_disability;
};
MG_CASE_SHAPE(special_lump_sum_shape, special_lump_sum_in,
	MG_CASE_FIELD(special_lump_sum_in, paid_before_1986, "paid_before_1986", FLAG),
	MG_CASE_FIELD(special_lump_sum_in, holds_disability, "holds_disability", FLAG));

static void run_special_lump_sum(const void *p, const struct mg_law *law, struct mg_case_out *out)
{
	const struct special_lump_sum_in *in = p;

	(void)law;
	mg_claim_special_lump_sum(in->paid_before_1986, in->holds_disability, mg_case_verdict(out, MG_WORDS_CLAIM));
}

const struct mg_case_fn mg_case_benefit_fns[] = {
	{"claim_deadline", "until when a claim can be made (法102条)", &deadline_shape, deadline_refuses, run_deadline},
	{"claim_heirs", "who claims first (法19条, 52条の3)", &heirs_shape, heirs_refuses, run_heirs},
	{"claim_papers", "the papers of a claim", &papers_shape, NULL, run_papers},
	{"claim_window", "city or 年金事務所 (令1条の2)", &window_shape, NULL, run_window},
	{"claim_survivor", "遺族基礎年金 (法37条, 37条の2); `life` as of the day before the death", &survivor_claim_shape, survivor_refuses,
		run_survivor},
	{"claim_widow", "寡婦年金 (法49条)", &widow_shape, widow_refuses, run_widow},
	{"claim_lump_sum", "死亡一時金 (法52条の2–52条の4)", &lump_sum_shape, lump_sum_refuses, run_lump_sum},
	{"claim_old_age", "老齢基礎年金, early and late (法26条, 28条, 附則9条の2)", &old_age_shape, old_age_refuses, run_old_age},
	{"claim_disability", "障害基礎年金 (法30条–30条の4); `life` as of the day before 初診日", &disability_shape, disability_refuses,
		run_disability},
	{"claim_special_lump_sum", "特別一時金 (昭60附則94条)", &special_lump_sum_shape, NULL, run_special_lump_sum},
	{NULL, NULL, NULL, NULL, NULL},
};
