/* SPDX-License-Identifier: Apache-2.0
 * Exemptions and 付加 as functions of the tool. */
#include "additional/additional_rules.h"
#include "base/macros.h"
#include "exemption/exemption_rules.h"
#include "exemption/exemption_rules_legal.h"
#include "rules/case.h"

static const char *const FORMS[] = {"EXEMPTION", "STUDENT"};
#define FORM(structure, member)                                                                                         \
	MG_CASE_FIELD(structure, member, "form", CHOICE, .most = MG_LEN(FORMS), .choices = FORMS,                        \
		.means = "申請免除・納付猶予 (default), 学生納付特例")
#define YEN(member, name, ...) MG_CASE_FIELD(mg_tax, member, name, YEN, __VA_ARGS__)
#define HEADS(member) MG_CASE_FIELD(mg_tax, member, #member, NUMBER, .most = 99)

/* 税情報, under the names of the record group. */
MG_CASE_SHAPE(tax_shape, mg_tax,
	MG_CASE_FIELD(mg_tax, declared, "declared", NUMBER, .most = 3, .means = "0 no data, 1 declared, 2 申立 of no income, 3 未申告"),
	YEN(total_income, "total_income", .means = "12 合計所得額"), YEN(loss_total, "loss_total", .means = "38 損失合計"),
	YEN(parts_sum, "parts_sum", .means = "13–28 summed, 0: not given"),
	YEN(losses_sum, "losses_sum", .means = "39–45 summed, 0: not given"), YEN(ded_casualty, "ded_casualty"),
	YEN(ded_medical, "ded_medical"), YEN(ded_social_insurance, "ded_social_insurance"),
	YEN(ded_small_mutual, "ded_small_mutual"), YEN(ded_spouse_special, "ded_spouse_special"),
	YEN(ded_specific_relative, "ded_specific_relative", .means = "特定親族特別控除額"),
	YEN(beef_cattle_exempt_income, "beef_cattle_exempt_income"),
	MG_CASE_FIELD(mg_tax, is_widow, "is_widow", NUMBER, .most = 2, .means = "1 寡婦, 2 ひとり親"),
	MG_CASE_FIELD(mg_tax, is_disabled_general, "is_disabled_general", NUMBER, .most = 2, .means = "own: 1 普通, 2 特別"),
	MG_CASE_FIELD(mg_tax, is_working_student, "is_working_student", FLAG),
	MG_CASE_FIELD(mg_tax, deductible_spouse_kbn, "deductible_spouse_kbn", NUMBER, .most = 2, .means = "1 一般, 2 70歳以上"),
	HEADS(dep_specific_n), HEADS(dep_elderly_n), HEADS(dep_general_n), HEADS(dep_under16_n), HEADS(disabled_special_n),
	HEADS(disabled_general_n),
	MG_CASE_FIELD(mg_tax, dep_specific_old_n, "dep_specific_old_n", NUMBER, .least = -1, .most = 99,
		.otherwise = MG_COUNT_UNKNOWN, .means = "-1: not known"),
	MG_CASE_FIELD(mg_tax, dep_general_old_n, "dep_general_old_n", NUMBER, .least = -1, .most = 99,
		.otherwise = MG_COUNT_UNKNOWN, .means = "-1: not known"));

MG_CASE_SHAPE(exemption_person_shape, mg_exemption_person, MG_CASE_FIELD(mg_exemption_person, is_self, "is_self", FLAG),
	MG_CASE_FIELD(mg_exemption_person, is_spouse, "is_spouse", FLAG),
	MG_CASE_FIELD(mg_exemption_person, is_head, "is_head", FLAG),
	MG_CASE_FIELD(mg_exemption_person, tax, "tax", OBJECT, .needed = true, .shape = &tax_shape));
/* Of each person a reason and a limit for each kind, a reason that the record is odd, and five figures; and one reason about the
 * age: the lists hold them all. */
_Static_assert(MG_PERSONS_MAX * (MG_RANKS + 1) + 1 <= MG_REASONS_MAX, "a verdict loses reasons");
_Static_assert(MG_PERSONS_MAX * (MG_RANKS + 5) <= MG_FIGURES_MAX, "a verdict loses figures");
MG_CASE_SHAPE(part_shape, mg_exemption_part, MG_CASE_FIELD(mg_exemption_part, from_ym, "from_ym", YM, .needed = true),
	MG_CASE_FIELD(mg_exemption_part, to_ym, "to_ym", YM, .needed = true),
	MG_CASE_FIELD(mg_exemption_part, other_aid, "other_aid", FLAG, .means = "生活扶助以外の扶助 in the household"),
	MG_CASE_LIST_OF(mg_exemption_part, person, person_n, "persons", exemption_person_shape, MG_PERSONS_MAX));
MG_CASE_SHAPE(student_shape, mg_student_time, MG_CASE_FIELD(mg_student_time, from, "from", DATE, .needed = true),
	MG_CASE_FIELD(mg_student_time, to, "graduation_date", DATE, .means = "卒業(予定)年月日"),
	MG_CASE_FIELD(mg_student_time, unlisted, "unlisted", FLAG, .means = "a school that 令6条の6 does not list"),
	MG_CASE_FIELD(mg_student_time, proof, "proof", FLAG, .means = "学生証・在学証明書 was shown"));
MG_CASE_SHAPE(special_shape, mg_special,
	MG_CASE_FIELD(mg_special, tokurei, "tokurei_nintei_kbn", WORD, .needed = true, .words = MG_WORDS_TOKUREI),
	MG_CASE_FIELD(mg_special, role, "role", WORD, .needed = true, .words = MG_WORDS_ROLE, .means = "whose"),
	MG_CASE_FIELD(mg_special, on, "on", DATE, .means = "離職日, 休廃止日, 被災日"),
	MG_CASE_FIELD(mg_special, papers, "papers", FLAG, .means = "the papers were shown"),
	MG_CASE_FIELD(mg_special, has_estimate, "has_estimate", FLAG),
	MG_CASE_FIELD(mg_special, estimate_yen, "estimate_yen", YEN, .means = "所得見込額"));

struct judge_in {
	struct mg_exemption_in form;
	struct mg_life life;
};
#define WISH(i) MG_CASE_FIELD(judge_in, form.wish_rank[i - 1], "wish_rank" #i, NUMBER, .most = MG_RANKS)
MG_CASE_SHAPE(judge_shape, judge_in, FORM(judge_in, form.form),
	MG_CASE_FIELD(judge_in, form.year, "fiscal_year", NUMBER, .needed = true, .least = 1990, .most = 2199,
		.means = "exemption year (July), 学特 year (April)"),
	MG_CASE_FIELD(judge_in, form.received_date, "received_date", DATE, .needed = true),
	MG_CASE_FIELD(judge_in, form.birth, "birth_date", BIRTH, .needed = true), WISH(1), WISH(2), WISH(3), WISH(4), WISH(5),
	MG_CASE_FIELD(judge_in, form.continued_review, "continued_review", FLAG, .means = "継続審査"),
	MG_CASE_FIELD(judge_in, form.special, "special", OBJECT, .shape = &special_shape),
	MG_CASE_LIST_OF(judge_in, form.part, form.part_n, "households", part_shape, 12, .needed = true),
	MG_CASE_LIST_OF(judge_in, form.student, form.student_n, "students", student_shape, 8),
	MG_CASE_FIELD(judge_in, life, "life", OBJECT, .shape = &mg_case_life_shape, .means = "none: every month is open and of 第1号"));

static const char *judge_refuses(const void *p)
{
	const struct judge_in *in = p;

	for (int32_t i = 0; i < in->form.part_n; i++)
		if (in->form.part[i].to_ym < in->form.part[i].from_ym)
			return "households: to_ym lies before from_ym";
	return mg_case_life_refuses(&in->life);
}

static void say_period(const struct mg_form_period *period, struct mg_case_out *out)
{
	mg_case_ym(out, "from_ym", period->from_ym);
	mg_case_ym(out, "to_ym", period->to_ym);
	mg_case_date(out, "household_on", period->household_on);
}

static void run_judge(const void *p, const struct mg_law *law, struct mg_case_out *out)
{
	const struct judge_in *in = p;
	struct mg_exemption_out answer;
	struct mg_timeline life;
	const bool has_life = !mg_date_is_none(in->life.birth);

	if (has_life)
		mg_timeline_build(&in->life, &life);
	mg_exemption_judge(&in->form, has_life ? &life : NULL, law, &answer);
	mg_case_flag(out, "fileable", answer.fileable);
	if (!answer.fileable)
		return;
	say_period(&answer.period, out);
	mg_case_flag(out, "continued_review", answer.continued_review);
	for (int32_t i = 0; i < answer.n; i++) {
		*mg_case_verdict(out, MG_WORDS_MENJO) = answer.segment[i].verdict;
		out->part[i].from_ym = answer.segment[i].from_ym;
		out->part[i].to_ym = answer.segment[i].to_ym;
	}
}

struct forms_in {
	enum mg_form form;
	struct mg_date received_date;
};
MG_CASE_SHAPE(forms_shape, forms_in, FORM(forms_in, form),
	MG_CASE_FIELD(forms_in, received_date, "received_date", DATE, .needed = true));

static void run_forms(const void *p, const struct mg_law *law, struct mg_case_out *out)
{
	const struct forms_in *in = p;
	struct mg_form_period period[MG_FORMS_MAX];
	const int32_t n = mg_exemption_forms(in->form, in->received_date, law, period);
	static const char *const NAMES[MG_FORMS_MAX][3] = {{"fiscal_year_1", "from_ym_1", "to_ym_1"},
		{"fiscal_year_2", "from_ym_2", "to_ym_2"}, {"fiscal_year_3", "from_ym_3", "to_ym_3"},
		{"fiscal_year_4", "from_ym_4", "to_ym_4"}};

	mg_case_number(out, "forms", n);
	for (int32_t i = 0; i < n; i++) {
		mg_case_number(out, NAMES[i][0], period[i].year);
		mg_case_ym(out, NAMES[i][1], period[i].from_ym);
		mg_case_ym(out, NAMES[i][2], period[i].to_ym);
	}
}

struct income_in {
	struct mg_tax tax;
	enum mg_menjo kind;
	int32_t ym;
	bool other_aid;
};
MG_CASE_SHAPE(income_shape, income_in, MG_CASE_FIELD(income_in, tax, "tax", OBJECT, .needed = true, .shape = &tax_shape),
	MG_CASE_FIELD(income_in, kind, "menjo_type", WORD, .needed = true, .words = MG_WORDS_MENJO),
	MG_CASE_FIELD(income_in, ym, "ym", YM, .needed = true, .means = "a month of the form's year"),
	MG_CASE_FIELD(income_in, other_aid, "other_aid", FLAG));

static const char *income_refuses(const void *p)
{
	const enum mg_menjo kind = ((const struct income_in *)p)->kind;

	return kind >= MG_MENJO_FULL && kind <= MG_MENJO_STUDENT ? NULL : "menjo_type: not a kind that looks at income";
}

static void run_income(const void *p, const struct mg_law *law, struct mg_case_out *out)
{
	static const char *const PASS[] = {
		"NO", "INCOME", "OTHER_AID", "GROUND3", "SPECIAL", "NO_DATA", "UNDECLARED", "CONFIRM"};
	const struct income_in *in = p;
	const struct mg_person_case person = {.tax = &in->tax, .kind = in->kind, .ym = in->ym, .other_aid = in->other_aid};
	int64_t limit[2];

	mg_case_text(out, "pass", PASS[mg_person_passes(&person, MG_ROLE_SELF, law, NULL)]);
	mg_case_number(out, "income_A", mg_income_a(&in->tax));
	mg_case_number(out, "income_B", mg_income_b(&in->tax, law, in->ym));
	mg_case_number(out, "dependants", mg_dependants(&in->tax));
	mg_case_flag(out, "odd", mg_tax_is_odd(&in->tax));
	if (!mg_income_limit(&in->tax, in->kind, law, in->ym, limit))
		return;
	mg_case_number(out, "income_limit", limit[0]);
	if (limit[1] != limit[0])
		mg_case_number(out, "income_limit_high", limit[1]);
}

static const char *const GROUNDS[] = {NULL, "DISABILITY", "WELFARE", "FACILITY", "OTHER_AID"};
MG_CASE_SHAPE(legal_shape, mg_legal_in,
	MG_CASE_FIELD(mg_legal_in, ground, "legal_ground", CHOICE, .needed = true, .most = MG_LEN(GROUNDS), .choices = GROUNDS),
	MG_CASE_FIELD(mg_legal_in, began_on, "start_date", DATE, .needed = true),
	MG_CASE_FIELD(mg_legal_in, ended_on, "end_date", DATE, .means = "WELFARE: 廃止日, the first day without"),
	MG_CASE_FIELD(mg_legal_in, recovered_on, "recovered_on", DATE, .means = "DISABILITY: since when not even of grade 3"),
	MG_CASE_FIELD(mg_legal_in, foreigner_junyo, "foreigner_junyo", FLAG));

static void run_legal(const void *p, const struct mg_law *law, struct mg_case_out *out)
{
	mg_exemption_legal(p, law, mg_case_verdict(out, MG_WORDS_MENJO));
}

MG_CASE_SHAPE(declare_shape, mg_declare_in,
	MG_CASE_FIELD(mg_declare_in, legal_from_ym, "menjo_start_ym", YM, .needed = true, .means = "of the legal exemption"),
	MG_CASE_FIELD(mg_declare_in, legal_to_ym, "menjo_end_ym", YM, .means = "none: open"),
	MG_CASE_FIELD(mg_declare_in, from_ym, "start_ym", YM, .needed = true, .means = "declared"),
	MG_CASE_FIELD(mg_declare_in, to_ym, "end_ym", YM, .needed = true, .means = "declared"));

static void run_declare(const void *p, const struct mg_law *law, struct mg_case_out *out)
{
	(void)law;
	mg_exemption_declare(p, mg_case_verdict(out, MG_WORDS_MENJO));
}

MG_CASE_SHAPE(maternity_shape, mg_maternity_in,
	MG_CASE_FIELD(mg_maternity_in, due_on, "due_on", DATE, .needed = true, .means = "出産予定日"),
	MG_CASE_FIELD(mg_maternity_in, born_on, "born_on", DATE, .means = "出産日; none: not yet"),
	MG_CASE_FIELD(mg_maternity_in, filed_on, "notified_date", DATE, .needed = true),
	MG_CASE_FIELD(mg_maternity_in, multiple, "multiple", FLAG, .means = "多胎"),
	MG_CASE_FIELD(mg_maternity_in, pregnancy_days, "pregnancy_days", NUMBER, .most = 400, .means = "at the birth; 0: not told"));

static void run_maternity(const void *p, const struct mg_law *law, struct mg_case_out *out)
{
	mg_exemption_maternity(p, law, mg_case_verdict(out, MG_WORDS_MENJO));
}

static const char *const PARENTS[] = {NULL, "MOTHER", "FATHER", "ADOPTIVE"};
MG_CASE_SHAPE(childcare_shape, mg_childcare_in,
	MG_CASE_FIELD(mg_childcare_in, parent, "parent", CHOICE, .needed = true, .most = MG_LEN(PARENTS), .choices = PARENTS),
	MG_CASE_FIELD(mg_childcare_in, born_on, "born_on", DATE, .needed = true),
	MG_CASE_FIELD(mg_childcare_in, adopted_on, "adopted_on", DATE, .means = "ADOPTIVE"),
	MG_CASE_FIELD(mg_childcare_in, maternity_to_ym, "maternity_to_ym", YM, .means = "last month of her 産前産後"),
	MG_CASE_FIELD(mg_childcare_in, ceased_on, "ceased_on", DATE, .means = "stopped raising the child"));

static const char *childcare_refuses(const void *p)
{
	const struct mg_childcare_in *in = p;

	return in->parent == MG_PARENT_ADOPTIVE && mg_date_is_none(in->adopted_on) ? "adopted_on: missing" : NULL;
}

static void run_childcare(const void *p, const struct mg_law *law, struct mg_case_out *out)
{
	mg_exemption_childcare(p, law, mg_case_verdict(out, MG_WORDS_MENJO));
}

MG_CASE_SHAPE(cancel_shape, mg_cancel_in,
	MG_CASE_FIELD(mg_cancel_in, kind, "approved_menjo_type", WORD, .needed = true, .words = MG_WORDS_MENJO),
	MG_CASE_FIELD(mg_cancel_in, applied_on, "received_date", DATE, .needed = true),
	MG_CASE_FIELD(mg_cancel_in, from_ym, "menjo_start_ym", YM, .needed = true),
	MG_CASE_FIELD(mg_cancel_in, to_ym, "menjo_end_ym", YM, .needed = true));

static void run_cancel(const void *p, const struct mg_law *law, struct mg_case_out *out)
{
	(void)law;
	mg_exemption_cancel(p, mg_case_verdict(out, MG_WORDS_MENJO));
}

MG_CASE_SHAPE(continued_shape, mg_continued_in,
	MG_CASE_FIELD(mg_continued_in, approved, "approved_menjo_type", WORD, .needed = true, .words = MG_WORDS_MENJO),
	MG_CASE_FIELD(mg_continued_in, tokurei, "tokurei_nintei_kbn", WORD, .words = MG_WORDS_TOKUREI),
	MG_CASE_FIELD(mg_continued_in, year, "fiscal_year", NUMBER, .needed = true, .least = 1990, .most = 2199),
	MG_CASE_FIELD(mg_continued_in, wished, "continued_review", FLAG),
	MG_CASE_FIELD(mg_continued_in, deferment_only, "deferment_only", FLAG, .means = "limited to 猶予 by the person"),
	MG_CASE_FIELD(mg_continued_in, other_aid, "other_aid", FLAG, .means = "granted for 生活扶助以外の扶助"),
	MG_CASE_FIELD(mg_continued_in, received_date, "received_date", DATE, .needed = true));

static void run_continued(const void *p, const struct mg_law *law, struct mg_case_out *out)
{
	mg_exemption_continued(p, law, mg_case_verdict(out, MG_WORDS_MENJO));
}

struct rest_in {
	enum mg_menjo kind;
	int32_t ym;
};
MG_CASE_SHAPE(rest_shape, rest_in, MG_CASE_FIELD(rest_in, kind, "menjo_type", WORD, .words = MG_WORDS_MENJO),
	MG_CASE_FIELD(rest_in, ym, "ym", YM, .needed = true));

static void run_rest(const void *p, const struct mg_law *law, struct mg_case_out *out)
{
	const struct rest_in *in = p;
	const int64_t premium = mg_law_in_month(law, MG_PARAM_PREMIUM, in->ym);

	mg_case_number(out, "premium_yen", premium);
	mg_case_number(out, "rest_yen", mg_partial_rest_yen(premium, in->kind));
	mg_case_ym(out, "pay_later_until", mg_pay_later_until(in->ym));
}

MG_CASE_SHAPE(start_shape, mg_additional_start_in,
	MG_CASE_FIELD(mg_additional_start_in, received_date, "shinsei_date", DATE, .needed = true),
	MG_CASE_FIELD(mg_additional_start_in, wish_from_ym, "start_ym", YM, .means = "asked for"),
	MG_CASE_FIELD(mg_additional_start_in, insured, "insured_type", WORD, .needed = true, .words = MG_WORDS_INSURED),
	MG_CASE_FIELD(mg_additional_start_in, status, "status", WORD, .words = MG_WORDS_STATUS, .means = "of that month"),
	MG_CASE_FIELD(mg_additional_start_in, fund_member, "fund_member", FLAG, .means = "国民年金基金の加入員"),
	MG_CASE_FIELD(mg_additional_start_in, farmer, "farmer", FLAG, .means = "農業者年金の被保険者"));
MG_CASE_SHAPE(stop_shape, mg_additional_stop_in,
	MG_CASE_FIELD(mg_additional_stop_in, received_date, "shinsei_date", DATE, .needed = true),
	MG_CASE_FIELD(mg_additional_stop_in, paid_to_ym, "last_paid_ym", YM));
MG_CASE_SHAPE(fund_shape, mg_additional_fund_in,
	MG_CASE_FIELD(mg_additional_fund_in, joined_on, "joined_on", DATE, .needed = true),
	MG_CASE_FIELD(mg_additional_fund_in, paid_to_ym, "last_paid_ym", YM),
	MG_CASE_FIELD(mg_additional_fund_in, prepaid_to_ym, "prepaid_to_ym", YM, .means = "前納"));
struct additional_in {
	enum mg_menjo kind;
	int32_t from_ym;
	enum mg_insured insured;
	enum mg_status status;
};
MG_CASE_SHAPE(exempted_shape, additional_in,
	MG_CASE_FIELD(additional_in, kind, "menjo_type", WORD, .needed = true, .words = MG_WORDS_MENJO),
	MG_CASE_FIELD(additional_in, from_ym, "menjo_start_ym", YM, .needed = true));
MG_CASE_SHAPE(month_shape, additional_in,
	MG_CASE_FIELD(additional_in, insured, "insured_type", WORD, .needed = true, .words = MG_WORDS_INSURED),
	MG_CASE_FIELD(additional_in, status, "status", WORD, .words = MG_WORDS_STATUS));

static void run_start(const void *p, const struct mg_law *law, struct mg_case_out *out)
{
	(void)law;
	mg_additional_start(p, mg_case_verdict(out, MG_WORDS_MAX));
}

static void run_stop(const void *p, const struct mg_law *law, struct mg_case_out *out)
{
	(void)law;
	mg_additional_stop(p, mg_case_verdict(out, MG_WORDS_MAX));
}

static void run_fund(const void *p, const struct mg_law *law, struct mg_case_out *out)
{
	(void)law;
	mg_additional_fund(p, mg_case_verdict(out, MG_WORDS_MAX));
}

static void run_exempted(const void *p, const struct mg_law *law, struct mg_case_out *out)
{
	const struct additional_in *in = p;

	(void)law;
	mg_additional_exempted(in->kind, in->from_ym, mg_case_verdict(out, MG_WORDS_MAX));
}

static void run_month(const void *p, const struct mg_law *law, struct mg_case_out *out)
{
	const struct additional_in *in = p;

	(void)law;
	mg_additional_month(in->insured, in->status, mg_case_verdict(out, MG_WORDS_MAX));
}

const struct mg_case_fn mg_case_exemption_fns[] = {
	{"exemption_judge", "one form of one year, months judged by rank (法90条–90条の3)", &judge_shape, judge_refuses, run_judge},
	{"exemption_forms", "the forms that an application day needs", &forms_shape, NULL, run_forms},
	{"exemption_income", "how one person fares for one kind (令6条の7–6条の12)", &income_shape, income_refuses, run_income},
	{"exemption_legal", "法定免除 (法89条1項)", &legal_shape, NULL, run_legal},
	{"exemption_declare", "納付申出 (法89条2項)", &declare_shape, NULL, run_declare},
	{"exemption_maternity", "産前産後 (法88条の2)", &maternity_shape, NULL, run_maternity},
	{"exemption_childcare", "育児 (法88条の3)", &childcare_shape, childcare_refuses, run_childcare},
	{"exemption_cancel", "取消 (法90条3項)", &cancel_shape, NULL, run_cancel},
	{"exemption_continued", "継続審査 (則77条3項, 77条の5第3項)", &continued_shape, NULL, run_continued},
	{"exemption_rest", "what is left to pay (法90条の2第6項); until when 追納 (法94条1項)", &rest_shape, NULL, run_rest},
	{"additional_start", "付加 begins (法87条の2第1項)", &start_shape, NULL, run_start},
	{"additional_stop", "付加 ends by application (3項)", &stop_shape, NULL, run_stop},
	{"additional_fund", "付加 ends by joining a 基金 (4項)", &fund_shape, NULL, run_fund},
	{"additional_exempted", "付加 ends by an exemption (1項括弧書)", &exempted_shape, NULL, run_exempted},
	{"additional_month", "whether 付加 may be paid for a month (2項)", &month_shape, NULL, run_month},
	{NULL, NULL, NULL, NULL, NULL},
};
