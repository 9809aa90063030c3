/* SPDX-License-Identifier: Apache-2.0 */
#include "base/macros.h"
#include "exemption/exemption_rules.h"
#include "qualification/qualification_rules.h"

#define ROLE(role) (1u << MG_ROLE_##role)

/* Whose income each kind looks at (法90条1項但書, 90条の2各項但書; 猶予 without the head; 学特 the applicant alone), and the
 * article of each ground: income, 2号 other aid, 3号 障害者等, 4号 special. */
static const struct {
	uint32_t judged;
	enum mg_article by_income, by_aid, by_ground3, by_special;
} KINDS[MG_MENJO_MAX] = {
	[MG_MENJO_FULL] = {ROLE(SELF) | ROLE(SPOUSE) | ROLE(HEAD), MG_ARTICLE_A90_1_1,
		MG_ARTICLE_A90_1_2, MG_ARTICLE_A90_1_3, MG_ARTICLE_A90_1_4},
	[MG_MENJO_THREE_QUARTERS] = {ROLE(SELF) | ROLE(SPOUSE) | ROLE(HEAD), MG_ARTICLE_A90J2_1_1,
		MG_ARTICLE_A90J2_1_2, MG_ARTICLE_A90J2_1_2, MG_ARTICLE_A90J2_1_3},
	[MG_MENJO_HALF] = {ROLE(SELF) | ROLE(SPOUSE) | ROLE(HEAD), MG_ARTICLE_A90J2_2_1,
		MG_ARTICLE_A90J2_2_2, MG_ARTICLE_A90J2_2_2, MG_ARTICLE_A90J2_2_3},
	[MG_MENJO_QUARTER] = {ROLE(SELF) | ROLE(SPOUSE) | ROLE(HEAD), MG_ARTICLE_A90J2_3_1,
		MG_ARTICLE_A90J2_3_2, MG_ARTICLE_A90J2_3_2, MG_ARTICLE_A90J2_3_3},
	[MG_MENJO_DEFERMENT] = {ROLE(SELF) | ROLE(SPOUSE), MG_ARTICLE_H26S14_1, MG_ARTICLE_H26S14_2,
		MG_ARTICLE_H26S14_2, MG_ARTICLE_H26S14_3},
	[MG_MENJO_STUDENT] = {ROLE(SELF), MG_ARTICLE_A90J3_1_1, MG_ARTICLE_A90J3_1_2,
		MG_ARTICLE_A90J3_1_2, MG_ARTICLE_A90J3_1_3},
};

/* What a month is, before any income is looked at. Neighbours with the same facts are judged once. */
struct facts {
	enum mg_reason_name outside; /* NONE: to be judged */
	enum mg_article outside_by;
	enum mg_result deferment; /* by age and law */
	bool special;
	const struct mg_exemption_part *part; /* NULL: no household known */
};

/* The case of one segment while its ranks are tried. */
struct trial {
	const struct mg_exemption_in *in;
	const struct mg_law *law;
	const struct facts *facts;
	struct mg_verdict *ret;
	int32_t limits_ym; /* the amounts are those of the form's year */
	uint32_t shown;	   /* a bit for each person whose figures are in the verdict */
};

static void outside(struct facts *f, enum mg_reason_name name, enum mg_article article)
{
	f->outside = name;
	f->outside_by = article;
}

/* Only unpaid months of 第1号 can be exempted: 法90条1項「既に納付されたものを除き」, 附則5条10項, 94条の6. */
static void look_at_cell(const struct mg_month_cell *cell, struct facts *f)
{
	if (!cell || cell->insured == MG_INSURED_NONE) {
		outside(f, MG_REASON_NOT_INSURED, MG_ARTICLE_A7_1_1);
		return;
	}
	if (mg_insured_is_voluntary((enum mg_insured)cell->insured)) {
		outside(f, MG_REASON_VOLUNTARY, MG_ARTICLE_S5_10);
		return;
	}
	switch ((enum mg_status)cell->status) {
	case MG_STATUS_UNPAID:
	case MG_STATUS_DUE:
		break;
	case MG_STATUS_SECOND:
	case MG_STATUS_THIRD:
		outside(f, MG_REASON_NOT_FIRST, MG_ARTICLE_A94J6);
		break;
	case MG_STATUS_PAID:
	case MG_STATUS_PAID_LATER:
		outside(f, MG_REASON_ALREADY_PAID, MG_ARTICLE_A90_1);
		break;
	case MG_STATUS_LAPSED:
		outside(f, MG_REASON_LAPSED, MG_ARTICLE_A102_4);
		break;
	case MG_STATUS_LEGAL:
		outside(f, MG_REASON_ALREADY_EXEMPT, MG_ARTICLE_A89_1);
		break;
	case MG_STATUS_MATERNITY:
		outside(f, MG_REASON_ALREADY_EXEMPT, MG_ARTICLE_A88J2);
		break;
	case MG_STATUS_CHILDCARE:
		outside(f, MG_REASON_ALREADY_EXEMPT, MG_ARTICLE_A88J3);
		break;
	case MG_STATUS_THREE_QUARTERS:
	case MG_STATUS_HALF:
	case MG_STATUS_QUARTER:
	case MG_STATUS_FULL:
	case MG_STATUS_STUDENT:
	case MG_STATUS_DEFERMENT:
	case MG_STATUS_NONE:
	case MG_STATUS_KARA:
	case MG_STATUS_MAX:
		outside(f, MG_REASON_ALREADY_EXEMPT, MG_ARTICLE_A90_1);
		break;
	}
}

/* Whether the time covers any day of the month: a month with one student day is a student month. */
static bool covers(const struct mg_student_time *time, int32_t ym)
{
	return mg_date_compare(time->from, mg_ym_last(ym)) <= 0 &&
	       (mg_date_is_none(time->to) || mg_date_compare(time->to, mg_ym_first(ym)) >= 0);
}

static void look_at_school(const struct mg_exemption_in *in, int32_t ym, struct facts *f)
{
	bool student = false, unlisted = false;

	for (int32_t i = 0; i < in->student_n; i++)
		if (covers(&in->student[i], ym))
			*(in->student[i].unlisted ? &unlisted : &student) = true;
	if (in->form == MG_FORM_EXEMPTION && student)
		outside(f, MG_REASON_STUDENT, MG_ARTICLE_A90_1);
	if (in->form == MG_FORM_STUDENT && !student)
		outside(f, unlisted ? MG_REASON_SCHOOL_UNLISTED : MG_REASON_NOT_STUDENT, MG_ARTICLE_A90J3_1);
}

/* Begins later, or ends earlier when both begin at once. */
static bool is_narrower(const struct mg_exemption_part *a, const struct mg_exemption_part *b)
{
	return a->from_ym != b->from_ym ? a->from_ym > b->from_ym : a->to_ym < b->to_ym;
}

static const struct mg_exemption_part *part_of(const struct mg_exemption_in *in, int32_t ym)
{
	const struct mg_exemption_part *best = NULL;

	for (int32_t i = 0; i < in->part_n; i++) {
		const struct mg_exemption_part *part = &in->part[i];

		if (part->from_ym <= ym && ym <= part->to_ym && (!best || is_narrower(part, best)))
			best = part;
	}
	return best;
}

static struct facts facts_of(const struct mg_exemption_in *in, const struct mg_timeline *life,
	const struct mg_law *law, int32_t ym)
{
	struct facts f = {
		.deferment = mg_deferment_by_age(in->birth, ym, law),
		.special = mg_special_holds(&in->special, in->form, ym, law),
		.part = part_of(in, ym),
	};

	look_at_school(in, ym, &f);
	if (life)
		look_at_cell(mg_timeline_cell(life, ym), &f);
	return f;
}

static bool same_facts(const struct facts *a, const struct facts *b)
{
	if (a->outside != b->outside || a->outside_by != b->outside_by)
		return false;
	return a->outside != MG_REASON_NONE ||
	       (a->deferment == b->deferment && a->special == b->special && a->part == b->part);
}

/* 希望順位: zero, unknown and repeated ones are dropped; nothing left means the order of the form. */
static int32_t wishes(const struct mg_exemption_in *in, enum mg_menjo ret[MG_RANKS])
{
	static const enum mg_menjo KIND_OF_WISH[MG_RANKS + 1] = {MG_MENJO_NONE, MG_MENJO_FULL,
		MG_MENJO_DEFERMENT, MG_MENJO_THREE_QUARTERS, MG_MENJO_HALF, MG_MENJO_QUARTER};
	uint32_t seen = 0;
	int32_t n = 0;

	if (in->form == MG_FORM_STUDENT) {
		ret[0] = MG_MENJO_STUDENT;
		return 1;
	}
	for (int32_t i = 0; i < MG_RANKS; i++) {
		const int32_t wish = in->wish_rank[i];

		if (wish < 1 || wish > MG_RANKS || (seen & (1u << wish)))
			continue;
		seen |= 1u << wish;
		ret[n++] = KIND_OF_WISH[wish];
	}
	for (int32_t i = 0; seen == 0 && i < MG_RANKS; i++)
		ret[n++] = KIND_OF_WISH[i + 1];
	return n;
}

static uint32_t roles_of(const struct mg_exemption_person *p)
{
	return p->is_self * ROLE(SELF) | p->is_spouse * ROLE(SPOUSE) | p->is_head * ROLE(HEAD);
}

/* Under which role the person is judged for a kind: the first that it looks at; NONE: not at all. */
static enum mg_role role_for(const struct mg_exemption_person *p, uint32_t judged)
{
	const uint32_t roles = roles_of(p) & judged;

	if (roles & ROLE(SELF))
		return MG_ROLE_SELF;
	if (roles & ROLE(SPOUSE))
		return MG_ROLE_SPOUSE;
	return roles ? MG_ROLE_HEAD : MG_ROLE_NONE;
}

static enum mg_pass try_person(struct trial *t, int32_t i, enum mg_menjo kind, enum mg_role role)
{
	const struct mg_exemption_person *p = &t->facts->part->person[i];
	const struct mg_special *s = &t->in->special;
	const bool special = t->facts->special && (roles_of(p) & (1u << s->role));
	const bool covid = s->tokurei == MG_TOKUREI_COVID;
	const struct mg_person_case person = {
		.tax = &p->tax,
		.kind = kind,
		.ym = t->limits_ym,
		.other_aid = t->facts->part->other_aid,
		.special = special && !covid && s->tokurei != MG_TOKUREI_VIOLENCE,
		.has_estimate = special && covid && s->has_estimate,
		.estimate_yen = s->estimate_yen,
	};

	if (!(t->shown & (1u << i)) && p->tax.declared == MG_DECLARED_YES) {
		mg_tax_figures(&p->tax, role, t->law, t->limits_ym, t->ret);
		if (mg_tax_is_odd(&p->tax))
			mg_verdict_reason(t->ret, (struct mg_reason){.name = MG_REASON_TAX_ODD,
							  .article = MG_ARTICLE_R6J12, .role = role});
	}
	t->shown |= 1u << i;
	return mg_person_passes(&person, role, t->law, t->ret);
}

/* The reason of a person's answer for the kind. */
static void explain(struct trial *t, enum mg_pass pass, struct mg_reason reason)
{
	static const enum mg_reason_name NAME[] = {
		[MG_PASS_NO] = MG_REASON_INCOME_OVER,
		[MG_PASS_INCOME] = MG_REASON_INCOME_WITHIN,
		[MG_PASS_OTHER_AID] = MG_REASON_OTHER_AID,
		[MG_PASS_GROUND3] = MG_REASON_GROUND3,
		[MG_PASS_SPECIAL] = MG_REASON_SPECIAL,
		[MG_PASS_NO_DATA] = MG_REASON_NO_DATA,
		[MG_PASS_UNDECLARED] = MG_REASON_UNDECLARED,
		[MG_PASS_CONFIRM] = MG_REASON_COUNTS_UNCLEAR,
	};

	reason.name = NAME[pass];
	reason.article = KINDS[reason.menjo].by_income;
	if (pass == MG_PASS_OTHER_AID)
		reason.article = KINDS[reason.menjo].by_aid;
	if (pass == MG_PASS_GROUND3)
		reason.article = KINDS[reason.menjo].by_ground3;
	if (pass == MG_PASS_SPECIAL)
		reason.article = KINDS[reason.menjo].by_special;
	mg_verdict_reason(t->ret, reason);
	if (pass == MG_PASS_NO_DATA)
		mg_verdict_missing(t->ret, MG_PAPER_TAX_DATA, reason.role);
	if (pass == MG_PASS_UNDECLARED)
		mg_verdict_missing(t->ret, MG_PAPER_TAX_DECLARATION, reason.role);
	if (pass == MG_PASS_CONFIRM)
		mg_verdict_missing(t->ret, MG_PAPER_TAX_OLD_COUNTS, reason.role);
}

static bool left_out(const struct trial *t, const struct mg_exemption_person *p)
{
	return p->is_spouse && !p->is_self && t->facts->special && t->in->special.tokurei == MG_TOKUREI_VIOLENCE;
}

/* All must pass, each alone, never summed. Missing data stands before a failure: another may still have to declare. */
static enum mg_result combine(uint32_t answers)
{
	if (answers & (1u << MG_PASS_NO_DATA))
		return MG_RESULT_INQUIRE;
	if (answers & (1u << MG_PASS_UNDECLARED))
		return MG_RESULT_UNDECLARED;
	if (answers & (1u << MG_PASS_NO))
		return MG_RESULT_NO;
	return answers & (1u << MG_PASS_CONFIRM) ? MG_RESULT_CONFIRM : MG_RESULT_YES;
}

/* Tries everyone who is judged under the role, which keeps the answer apart from the order of the people. */
static uint32_t try_role(struct trial *t, enum mg_menjo kind, enum mg_role role, int32_t rank)
{
	const struct mg_exemption_part *part = t->facts->part;
	uint32_t answers = 0;

	for (int32_t i = 0; i < part->person_n; i++) {
		const struct mg_exemption_person *p = &part->person[i];
		enum mg_pass pass;

		if (role_for(p, KINDS[kind].judged) != role || left_out(t, p))
			continue;
		pass = try_person(t, i, kind, role);
		answers |= 1u << pass;
		explain(t, pass, (struct mg_reason){.role = role, .menjo = kind, .rank = rank});
	}
	return answers;
}

static enum mg_result try_kind(struct trial *t, enum mg_menjo kind, int32_t rank)
{
	const struct mg_exemption_part *part = t->facts->part;
	const uint32_t needed = KINDS[kind].judged & (ROLE(SELF) | ROLE(HEAD));
	uint32_t answers = 0, found = 0;

	for (int32_t i = 0; part && i < part->person_n; i++)
		found |= roles_of(&part->person[i]);
	for (int32_t role = MG_ROLE_SELF; part && role <= MG_ROLE_HEAD; role++)
		answers |= try_role(t, kind, (enum mg_role)role, rank);
	if ((found & needed) != needed) {
		mg_verdict_reason(t->ret, (struct mg_reason){.name = MG_REASON_NO_HOUSEHOLD,
						  .article = KINDS[kind].by_income, .menjo = kind, .rank = rank});
		mg_verdict_missing(t->ret, MG_PAPER_HOUSEHOLD, MG_ROLE_NONE);
		answers |= 1u << MG_PASS_NO_DATA;
	}
	return combine(answers);
}

/* 猶予 is barred by age or because the law has it not in that month. */
static enum mg_result try_deferment_age(struct trial *t, int32_t rank)
{
	if (t->facts->deferment == MG_RESULT_YES)
		return MG_RESULT_YES;
	mg_verdict_reason(t->ret,
		(struct mg_reason){.name = t->facts->deferment == MG_RESULT_NO ? MG_REASON_AGE_OVER
									       : MG_REASON_BIRTH_UNKNOWN,
			.article = MG_ARTICLE_H26S14, .role = MG_ROLE_SELF, .menjo = MG_MENJO_DEFERMENT,
			.rank = rank});
	if (t->facts->deferment == MG_RESULT_CONFIRM)
		mg_verdict_missing(t->ret, MG_PAPER_BIRTH_DATE, MG_ROLE_SELF);
	return t->facts->deferment;
}

/* What the applicant still has to show, whatever the answer. */
static void note_papers(const struct mg_exemption_in *in, struct mg_verdict *ret)
{
	const struct mg_special *s = &in->special;

	if (s->tokurei != MG_TOKUREI_NONE &&
		(!s->papers || (s->tokurei == MG_TOKUREI_COVID && !s->has_estimate)))
		mg_verdict_missing(ret, mg_special_paper(s->tokurei), s->role);
	for (int32_t i = 0; in->form == MG_FORM_STUDENT && i < in->student_n; i++) {
		if (!in->student[i].proof)
			mg_verdict_missing(ret, MG_PAPER_STUDENT_PROOF, MG_ROLE_SELF);
		if (mg_date_is_none(in->student[i].to))
			mg_verdict_missing(ret, MG_PAPER_GRADUATION_DATE, MG_ROLE_SELF);
	}
}

static void judge_segment(struct trial *t)
{
	enum mg_menjo wish[MG_RANKS];
	const int32_t n = wishes(t->in, wish);
	enum mg_result result = MG_RESULT_NO;

	if (t->facts->outside != MG_REASON_NONE) {
		mg_verdict_say(t->ret, MG_RESULT_OUTSIDE, t->facts->outside, t->facts->outside_by);
		return;
	}
	for (int32_t i = 0; i < n && result == MG_RESULT_NO; i++) {
		result = wish[i] == MG_MENJO_DEFERMENT ? try_deferment_age(t, i + 1) : MG_RESULT_YES;
		if (result == MG_RESULT_YES)
			result = try_kind(t, wish[i], i + 1);
		if (result == MG_RESULT_YES)
			t->ret->kind = (int32_t)wish[i];
	}
	t->ret->result = result;
	note_papers(t->in, t->ret);
}

/* 則77条3項, 77条の5第3項: on the ground of income or as 障害者等 alone, not of other aid. */
static bool may_be_repeated(const struct mg_verdict *v)
{
	for (int32_t i = 0; i < v->reason_n; i++)
		if (v->reason[i].name == MG_REASON_OTHER_AID && (int32_t)v->reason[i].menjo == v->kind)
			return false;
	return v->kind == MG_MENJO_FULL || v->kind == MG_MENJO_DEFERMENT;
}

/* The same: on the form of the year that holds the day of application. */
static bool may_continue(const struct mg_exemption_in *in, const struct mg_exemption_out *out)
{
	if (!in->continued_review || in->special.tokurei != MG_TOKUREI_NONE ||
		in->year != mg_form_year(in->form, mg_ym_of(in->received_date)))
		return false;
	for (int32_t i = out->n - 1; i >= 0; i--) {
		const struct mg_verdict *v = &out->segment[i].verdict;

		if (v->result != MG_RESULT_OUTSIDE)
			return may_be_repeated(v);
	}
	return false;
}

void mg_exemption_judge(const struct mg_exemption_in *in, const struct mg_timeline *life,
	const struct mg_law *law, struct mg_exemption_out *ret)
{
	struct facts facts, last = {0};

	ret->n = 0;
	ret->continued_review = false;
	ret->period = (struct mg_form_period){.year = in->year};
	ret->fileable = mg_exemption_form(in->form, in->year, in->received_date, law, &ret->period);
	if (!ret->fileable)
		return;
	for (int32_t ym = ret->period.from_ym; ym <= ret->period.to_ym; ym = mg_ym_add(ym, 1)) {
		facts = facts_of(in, life, law, ym);
		if (ret->n > 0 && same_facts(&facts, &last)) {
			ret->segment[ret->n - 1].to_ym = ym;
			continue;
		}
		last = facts;
		struct mg_exemption_segment *segment = &ret->segment[ret->n++];
		struct trial trial = {.in = in, .law = law, .facts = &facts, .ret = &segment->verdict,
			.limits_ym = mg_form_first_ym(in->form, in->year)};

		segment->from_ym = segment->to_ym = ym;
		mg_verdict_init(&segment->verdict);
		judge_segment(&trial);
	}
	ret->continued_review = may_continue(in, ret);
}

const char *mg_rejection_code(const struct mg_reason *reason)
{
	static const char *const INCOME_OVER[MG_ROLE_MAX] = {"99", "01", "02", "03"};

	if (reason->name == MG_REASON_INCOME_OVER)
		return INCOME_OVER[reason->role];
	return mg_word(MG_WORDS_REASON, (int32_t)reason->name)->code;
}
