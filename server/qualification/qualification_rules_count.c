/* SPDX-License-Identifier: Apache-2.0 */
#include "base/macros.h"
#include "qualification/qualification_rules.h"
#include "qualification/qualification_rules_count.h"

/* 附則9条1項: 附則5条1項1号 or 3号 without the premium, before 60. */
static bool is_unpaid_kara(const struct mg_month_cell *cell, bool before_60)
{
	return before_60 && (cell->insured == MG_INSURED_VOLUNTARY_OLD_AGE ||
				    cell->insured == MG_INSURED_VOLUNTARY_ABROAD);
}

static void count_cell(const struct mg_month_cell *cell, bool before_60, struct mg_month_counts *c)
{
	const bool rest_paid = cell->rest == MG_REST_PAID;

	switch ((enum mg_status)cell->status) {
	case MG_STATUS_NONE:
	case MG_STATUS_MAX:
		break;
	case MG_STATUS_SECOND:
		*(before_60 ? &c->second : &c->second_outside) += 1;
		break;
	case MG_STATUS_THIRD:
		c->third++;
		break;
	case MG_STATUS_MATERNITY:
	case MG_STATUS_CHILDCARE:
	case MG_STATUS_PAID:
	case MG_STATUS_PAID_LATER:
		*(cell->insured >= MG_INSURED_SPECIAL_JAPAN ? &c->special_paid : &c->first_paid) += 1;
		break;
	case MG_STATUS_THREE_QUARTERS:
		*(rest_paid ? &c->three_quarters : &c->unpaid) += 1;
		break;
	case MG_STATUS_HALF:
		*(rest_paid ? &c->half : &c->unpaid) += 1;
		break;
	case MG_STATUS_QUARTER:
		*(rest_paid ? &c->quarter : &c->unpaid) += 1;
		break;
	case MG_STATUS_LEGAL:
	case MG_STATUS_FULL:
		c->full++;
		break;
	case MG_STATUS_STUDENT:
	case MG_STATUS_DEFERMENT:
		c->deferred++;
		break;
	case MG_STATUS_UNPAID:
	case MG_STATUS_LAPSED:
	case MG_STATUS_DUE:
		*(is_unpaid_kara(cell, before_60) ? &c->kara_unpaid : &c->unpaid) += 1;
		break;
	case MG_STATUS_KARA:
		c->kara += before_60;
		break;
	}
}

/* The months of the life that lie in from_ym..to_ym, as offsets; empty when *ret_to < *ret_from. */
static void offsets(const struct mg_timeline *life, int32_t from_ym, int32_t to_ym, int32_t *ret_from,
	int32_t *ret_to)
{
	const int32_t from = mg_ym_diff(life->first_ym, from_ym);
	const int32_t to = mg_ym_diff(life->first_ym, to_ym);

	*ret_from = MG_MAX(from, 0);
	*ret_to = MG_MIN(to, MG_LIFE_MONTHS - 1);
}

#define MONTHS_TO_60 ((MG_AGE_TO - MG_AGE_FROM) * 12)

void mg_count_months(const struct mg_timeline *life, int32_t from_ym, int32_t to_ym,
	struct mg_month_counts *ret)
{
	const int32_t early_to = MG_MIN(to_ym, mg_ym_add(life->first_ym, -1));
	int32_t from, to;

	*ret = (struct mg_month_counts){0};
	for (int32_t ym = MG_MAX(from_ym, mg_timeline_begin(life)); ym <= early_to; ym = mg_ym_add(ym, 1))
		ret->second_outside += mg_timeline_is_early(life, ym);
	offsets(life, from_ym, to_ym, &from, &to);
	for (int32_t i = from; i <= to; i++)
		count_cell(&life->month[i], i < MONTHS_TO_60, ret);
}

int32_t mg_count_paid(const struct mg_month_counts *c)
{
	return mg_count_paid_old_age(c) + c->second_outside;
}

int32_t mg_count_paid_old_age(const struct mg_month_counts *c)
{
	return c->first_paid + c->special_paid + c->second + c->third;
}

int32_t mg_count_qualifying(const struct mg_month_counts *c)
{
	return mg_count_paid(c) + mg_count_exempt(c) + c->kara + c->kara_unpaid;
}

int32_t mg_count_exempt(const struct mg_month_counts *c)
{
	return c->three_quarters + c->half + c->quarter + c->full + c->deferred;
}

/* 法27条 takes the kinds in this order, and of each the months from 2009-04 before the older ones (平16附則9条). */
static const struct {
	int32_t offset; /* of the count in struct mg_month_counts */
	enum mg_param weight;
} WEIGHED[] = {
	{offsetof(struct mg_month_counts, quarter), MG_PARAM_WEIGHT_QUARTER},
	{offsetof(struct mg_month_counts, half), MG_PARAM_WEIGHT_HALF},
	{offsetof(struct mg_month_counts, three_quarters), MG_PARAM_WEIGHT_THREE_QUARTERS},
	{offsetof(struct mg_month_counts, full), MG_PARAM_WEIGHT_FULL},
};
/* 国庫負担: one half from this month, one third before; an exempt month keeps the State's part (= its full weight). */
#define HALF_FROM_YM 200904

static int32_t count_of(const struct mg_month_counts *c, int32_t offset)
{
	return *(const int32_t *)(const void *)((const char *)c + offset);
}

/* Adds `months` of one kind: up to what is left of the 480 with the whole weight, the excess without the State's part. */
static int32_t weigh(int32_t months, int64_t weight, int64_t state, int32_t *left)
{
	const int32_t inside = MG_MIN(months, *left);

	*left -= inside;
	return inside * (int32_t)weight + (months - inside) * (int32_t)(weight - state);
}

int32_t mg_pension_months_24ths(const struct mg_timeline *life, int32_t from_ym, int32_t to_ym,
	const struct mg_law *law)
{
	const int32_t boundary = mg_ym_add(HALF_FROM_YM, -1);
	struct mg_month_counts older, newer;
	int32_t left = 480, sum;

	mg_count_months(life, from_ym, MG_MIN(to_ym, boundary), &older);
	mg_count_months(life, MG_MAX(from_ym, HALF_FROM_YM), to_ym, &newer);
	sum = weigh(mg_count_paid_old_age(&older) + mg_count_paid_old_age(&newer), 24, 24, &left);
	for (size_t i = 0; i < MG_LEN(WEIGHED); i++) {
		const enum mg_param p = WEIGHED[i].weight;

		sum += weigh(count_of(&newer, WEIGHED[i].offset), mg_law_in_month(law, p, HALF_FROM_YM),
			mg_law_in_month(law, MG_PARAM_WEIGHT_FULL, HALF_FROM_YM), &left);
		sum += weigh(count_of(&older, WEIGHED[i].offset), mg_law_in_month(law, p, boundary),
			mg_law_in_month(law, MG_PARAM_WEIGHT_FULL, boundary), &left);
	}
	return MG_MIN(sum, 480 * 24);
}

/* The months in which premiums could be asked: insured ones. */
static int32_t insured_months(const struct mg_month_counts *c)
{
	return mg_count_paid(c) + mg_count_exempt(c) + c->unpaid + c->kara_unpaid;
}

/* 昭60附則20条1項: the year up to the second month before; for somebody not insured that day, up to the last insured
 * month. No month of it may be insured and neither paid nor exempt. */
static bool year_is_clean(
	const struct mg_timeline *life, const struct mg_premium_case *in, int32_t to_ym, int32_t last_ym)
{
	const int32_t end = in->insured_on ? to_ym : last_ym;
	struct mg_month_counts year;

	mg_count_months(life, mg_ym_add(end, -11), end, &year);
	return year.unpaid + year.kara_unpaid == 0;
}

/* Months as 第2号 before 20 and from 60 are paid here, whenever they were (法5条1項, 昭60附則8条9項). */
enum mg_premium_test mg_premium_test(const struct mg_timeline *life, const struct mg_premium_case *in,
	const struct mg_law *law, struct mg_month_counts *ret_counts)
{
	const int32_t to_ym = mg_ym_add(mg_ym_of(in->on), -2);
	const int32_t last_ym = mg_timeline_last_insured(life, to_ym);

	mg_count_months(life, mg_timeline_begin(life), to_ym, ret_counts);
	if (last_ym == 0)
		return MG_PREMIUM_NO_MONTHS;
	if ((mg_count_paid(ret_counts) + mg_count_exempt(ret_counts)) * 3 >=
		insured_months(ret_counts) * 2)
		return MG_PREMIUM_TWO_THIRDS;
	if (mg_law_at(law, MG_PARAM_TWELVE_MONTHS_RULE, mg_ymd(in->on)) == 0 ||
		mg_date_age(in->birth, in->on) >= MG_AGE_VOLUNTARY_TO)
		return MG_PREMIUM_NOT_MET;
	return year_is_clean(life, in, to_ym, last_ym) ? MG_PREMIUM_TWELVE_MONTHS : MG_PREMIUM_NOT_MET;
}
