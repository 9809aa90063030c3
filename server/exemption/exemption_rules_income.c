/* SPDX-License-Identifier: Apache-2.0 */
#include "base/macros.h"
#include "exemption/exemption_rules_income.h"

static int64_t not_below_zero(int64_t yen)
{
	return MG_MAX(yen, 0);
}

int64_t mg_income_a(const struct mg_tax *tax)
{
	return not_below_zero(tax->total_income - tax->loss_total);
}

/* 令6条の12第2項1号: at the amounts on the tax record. */
static int64_t deductions_on_record(const struct mg_tax *tax)
{
	return tax->ded_casualty + tax->ded_medical + tax->ded_social_insurance +
	       tax->ded_small_mutual + tax->ded_spouse_special + tax->ded_specific_relative +
	       tax->beef_cattle_exempt_income;
}

/* 令6条の12第2項2号: fixed amounts a head; 特別障害者 instead of 障害者, never on top. */
static int64_t deductions_by_head(const struct mg_tax *tax, const struct mg_law *law, int32_t ym)
{
	const int32_t special = tax->disabled_special_n + (tax->is_disabled_general == 2);
	const int32_t general = tax->disabled_general_n + (tax->is_disabled_general == 1);
	int64_t sum = general * mg_law_in_month(law, MG_PARAM_DEDUCT_DISABLED, ym) +
		      special * mg_law_in_month(law, MG_PARAM_DEDUCT_DISABLED_SPECIAL, ym);

	if (tax->is_widow == 1)
		sum += mg_law_in_month(law, MG_PARAM_DEDUCT_WIDOW, ym);
	if (tax->is_widow == 2)
		sum += mg_law_in_month(law, MG_PARAM_DEDUCT_SINGLE_PARENT, ym);
	if (tax->is_working_student)
		sum += mg_law_in_month(law, MG_PARAM_DEDUCT_WORKING_STUDENT, ym);
	return sum;
}

int64_t mg_income_b(const struct mg_tax *tax, const struct mg_law *law, int32_t ym)
{
	return not_below_zero(
		mg_income_a(tax) - deductions_on_record(tax) - deductions_by_head(tax, law, ym));
}

static bool has_old_counts(const struct mg_tax *tax)
{
	return tax->dep_specific_old_n >= 0 && tax->dep_general_old_n >= 0;
}

int32_t mg_dependants(const struct mg_tax *tax)
{
	return (tax->deductible_spouse_kbn != MG_SPOUSE_NONE) + tax->dep_specific_n +
	       tax->dep_elderly_n + tax->dep_general_n + tax->dep_under16_n;
}

void mg_dependants_yen(const struct mg_tax *tax, const struct mg_law *law, int32_t ym,
	int64_t *ret_low, int64_t *ret_high)
{
	const int64_t general = mg_law_in_month(law, MG_PARAM_DEPENDANT_GENERAL, ym);
	const int64_t elderly = mg_law_in_month(law, MG_PARAM_DEPENDANT_ELDERLY, ym);
	const int64_t specific = mg_law_in_month(law, MG_PARAM_DEPENDANT_SPECIFIC, ym);
	int64_t sum = tax->dep_elderly_n * elderly;

	if (tax->deductible_spouse_kbn == MG_SPOUSE_GENERAL)
		sum += general;
	if (tax->deductible_spouse_kbn == MG_SPOUSE_70)
		sum += elderly;
	if (has_old_counts(tax)) {
		*ret_low = *ret_high = sum + tax->dep_specific_old_n * specific +
				       tax->dep_general_old_n * general;
		return;
	}
	sum += tax->dep_specific_n * specific + tax->dep_under16_n * general;
	*ret_low = sum + tax->dep_general_n * general;
	*ret_high = sum + tax->dep_general_n * specific;
}

/* 旧特定 are 特定 and those of 16 to 18; 旧一般 are 年少 and the rest of 一般: the sums must agree, and each contain its part. */
static bool old_counts_differ(const struct mg_tax *tax)
{
	return tax->dep_specific_old_n + tax->dep_general_old_n !=
		       tax->dep_specific_n + tax->dep_general_n + tax->dep_under16_n ||
	       tax->dep_specific_old_n < tax->dep_specific_n ||
	       tax->dep_general_old_n < tax->dep_under16_n;
}

bool mg_tax_is_odd(const struct mg_tax *tax)
{
	const int32_t counts[] = {tax->dep_specific_n, tax->dep_elderly_n, tax->dep_general_n,
		tax->dep_under16_n, tax->disabled_special_n, tax->disabled_general_n};

	for (size_t i = 0; i < MG_LEN(counts); i++)
		if (counts[i] < 0)
			return true;
	return (tax->parts_sum != 0 && tax->parts_sum != tax->total_income) ||
	       (tax->losses_sum != 0 && tax->losses_sum != tax->loss_total) ||
	       (has_old_counts(tax) && old_counts_differ(tax));
}

/* 法90条1項1号 and 納付猶予 count heads (令6条の7); the parts and 学特 add Σ (令6条の8の2, 6条の9, 6条の9の2). */
static const struct {
	enum mg_param base;
	bool by_head;
} LIMITS[MG_MENJO_MAX] = {
	[MG_MENJO_FULL] = {MG_PARAM_FULL_BASE, true},
	[MG_MENJO_DEFERMENT] = {MG_PARAM_FULL_BASE, true},
	[MG_MENJO_THREE_QUARTERS] = {MG_PARAM_THREE_QUARTERS_BASE, false},
	[MG_MENJO_HALF] = {MG_PARAM_HALF_BASE, false},
	[MG_MENJO_QUARTER] = {MG_PARAM_QUARTER_BASE, false},
	[MG_MENJO_STUDENT] = {MG_PARAM_STUDENT_BASE, false},
};

bool mg_income_limit(const struct mg_tax *tax, enum mg_menjo kind, const struct mg_law *law, int32_t ym,
	int64_t ret_limit[2])
{
	int64_t base, low, high;

	if (!mg_law_find_in_month(law, LIMITS[kind].base, ym, &base))
		return false;
	if (LIMITS[kind].by_head)
		low = high = (mg_dependants(tax) + 1) *
			     mg_law_in_month(law, MG_PARAM_FULL_PER_HEAD, ym);
	else
		mg_dependants_yen(tax, law, ym, &low, &high);
	ret_limit[0] = base + low;
	ret_limit[1] = base + high;
	return true;
}

static void figure(struct mg_verdict *ret, enum mg_figure_name name, enum mg_role role,
	enum mg_menjo kind, int64_t value)
{
	if (ret)
		mg_verdict_figure(ret, (struct mg_figure){name, role, kind, value});
}

void mg_tax_figures(const struct mg_tax *tax, enum mg_role role, const struct mg_law *law, int32_t ym,
	struct mg_verdict *ret)
{
	int64_t low, high;

	mg_dependants_yen(tax, law, ym, &low, &high);
	figure(ret, MG_FIGURE_INCOME_A, role, MG_MENJO_NONE, mg_income_a(tax));
	figure(ret, MG_FIGURE_INCOME_B, role, MG_MENJO_NONE, mg_income_b(tax, law, ym));
	figure(ret, MG_FIGURE_DEPENDANTS, role, MG_MENJO_NONE, mg_dependants(tax));
	figure(ret, MG_FIGURE_DEPENDANTS_YEN, role, MG_MENJO_NONE, low);
	if (high != low)
		figure(ret, MG_FIGURE_DEPENDANTS_YEN_HIGH, role, MG_MENJO_NONE, high);
}

/* 法90条1項3号: 障害者, 寡婦 or ひとり親 with an income A up to the fixed limit; for every kind (90条の2各項2号, 90条の3第1項2号,
 * 平26附則14条1項2号). */
static bool passes_ground3(const struct mg_person_case *in, int64_t income_a, const struct mg_law *law)
{
	const enum mg_param limit = in->kind == MG_MENJO_STUDENT ? MG_PARAM_GROUND3_STUDENT_LIMIT
								 : MG_PARAM_GROUND3_LIMIT;

	return (in->tax->is_disabled_general != 0 || in->tax->is_widow != 0) &&
	       income_a <= mg_law_in_month(law, limit, in->ym);
}

static enum mg_pass by_income(const struct mg_person_case *in, int64_t income_a, int64_t income_b,
	enum mg_role role, const struct mg_law *law, struct mg_verdict *ret)
{
	const int64_t income = LIMITS[in->kind].by_head ? income_a : income_b;
	int64_t limit[2];

	if (!mg_income_limit(in->tax, in->kind, law, in->ym, limit))
		return MG_PASS_CONFIRM;
	figure(ret, MG_FIGURE_INCOME_LIMIT, role, in->kind, limit[0]);
	if (income <= limit[0])
		return MG_PASS_INCOME;
	if (passes_ground3(in, income_a, law))
		return MG_PASS_GROUND3;
	return income <= limit[1] ? MG_PASS_CONFIRM : MG_PASS_NO;
}

enum mg_pass mg_person_passes(const struct mg_person_case *in, enum mg_role role,
	const struct mg_law *law, struct mg_verdict *ret)
{
	const bool none_stated = in->tax->declared == MG_DECLARED_NO_INCOME;
	int64_t income_a, income_b;

	if (in->special)
		return MG_PASS_SPECIAL;
	if (in->other_aid)
		return MG_PASS_OTHER_AID;
	if (in->has_estimate) {
		income_a = income_b = not_below_zero(in->estimate_yen);
	} else if (in->tax->declared == MG_DECLARED_YES) {
		income_a = mg_income_a(in->tax);
		income_b = mg_income_b(in->tax, law, in->ym);
	} else if (none_stated && mg_law_in_month(law, MG_PARAM_ZERO_STATEMENT_COUNTS, in->ym)) {
		income_a = income_b = 0;
	} else {
		return in->tax->declared == MG_DECLARED_NO_DATA ? MG_PASS_NO_DATA : MG_PASS_UNDECLARED;
	}
	return by_income(in, income_a, income_b, role, law, ret);
}
