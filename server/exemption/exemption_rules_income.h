/* SPDX-License-Identifier: Apache-2.0
 * What a person's tax record says for an exemption: income A and B, the dependants, the limits of each kind, and whether
 * the person passes (国民年金法90条–90条の3; 国民年金法施行令6条の7–6条の12). Pure; it knows neither households nor months. */
#pragma once
#include <stdbool.h>
#include <stdint.h>
#include "base/law.h"
#include "base/verdict.h"

/* J02: how the year's income is known. */
enum mg_declared {
	MG_DECLARED_NO_DATA = 0,   /* not known here: to be asked for */
	MG_DECLARED_YES = 1,
	MG_DECLARED_NO_INCOME = 2, /* 申立: stated to have had none */
	MG_DECLARED_NOT = 3,	   /* 未申告 */
};
/* 控対配区分 */
enum mg_deductible_spouse {
	MG_SPOUSE_NONE = 0,
	MG_SPOUSE_GENERAL = 1,
	MG_SPOUSE_70 = 2, /* aged 70 or more */
};
#define MG_COUNT_UNKNOWN (-1)

/* The 税情報 of one person for one 課税年度, under the names of the record group. Yen are whole; counts are heads. */
struct mg_tax {
	enum mg_declared declared;
	int64_t total_income;	     /* 12 合計所得額 */
	int64_t loss_total;	     /* 38 損失合計 */
	int64_t parts_sum;	     /* 13–28 summed, for the plausibility check; 0: not given */
	int64_t losses_sum;	     /* 39–45 summed, likewise */
	int64_t ded_casualty;	     /* 30 雑損控除額 */
	int64_t ded_medical;	     /* 31 医療費控除額 */
	int64_t ded_social_insurance; /* 32 社会保険料控除額 */
	int64_t ded_small_mutual;    /* 33 小規模共済控除額 */
	int64_t ded_spouse_special;  /* 34 配偶者特別控除額 */
	int64_t ded_specific_relative; /* 特定親族特別控除額 (from 2025) */
	int64_t beef_cattle_exempt_income; /* 35 肉用牛免税対象所得額 */
	int32_t is_widow;	     /* 46: 0 none, 1 寡婦, 2 ひとり親 */
	int32_t is_disabled_general; /* 48, own disability: 0 none, 1 general, 2 special */
	bool is_working_student;     /* 47 勤労学生 */
	enum mg_deductible_spouse deductible_spouse_kbn; /* 50: 同一生計配偶者 */
	int32_t dep_specific_n;	     /* 51 扶養特定 (19 to 22) */
	int32_t dep_elderly_n;	     /* 53 扶養老人 (70 and over; 同居老人 stand inside) */
	int32_t dep_general_n;	     /* 54 扶養一般 (16 to 18, 23 to 69) */
	int32_t dep_under16_n;	     /* 58 扶養年少 */
	int32_t disabled_special_n;  /* 56 特別障害者, dependants only (同居 stand inside) */
	int32_t disabled_general_n;  /* 57 普通障害者, dependants only */
	int32_t dep_specific_old_n;  /* 59 旧特定扶養 (16 to 22), or MG_COUNT_UNKNOWN */
	int32_t dep_general_old_n;   /* 60 旧一般扶養 (under 16, 23 to 69), or MG_COUNT_UNKNOWN */
};

/* A, before any deduction (令6条の11): 合計所得額 less carried losses, never below 0. */
int64_t mg_income_a(const struct mg_tax *tax);
/* B: A less the deductions of 令6条の12第2項, never below 0. 基礎, 扶養, 生命保険 and 地震保険 are not among them. */
int64_t mg_income_b(const struct mg_tax *tax, const struct mg_law *law, int32_t ym);
/* 扶養親族等の数 (令6条の7): the deductible spouse and every dependant, each one head. */
int32_t mg_dependants(const struct mg_tax *tax);
/* Σ (令6条の8の2, 6条の9, 6条の9の2): by kind of dependant. Without the old counts those aged 16 to 18 cannot be told from
 * 一般: then the sum lies between *ret_low and *ret_high; otherwise both are the same. */
void mg_dependants_yen(const struct mg_tax *tax, const struct mg_law *law, int32_t ym,
	int64_t *ret_low, int64_t *ret_high);
/* The record contradicts itself: counts below zero, parts that do not sum up (13–28, 39–45), old counts that do not match. */
bool mg_tax_is_odd(const struct mg_tax *tax);

/* The limit of income for a kind in a month; false when the law has none then. Low and high as above. */
bool mg_income_limit(const struct mg_tax *tax, enum mg_menjo kind, const struct mg_law *law, int32_t ym,
	int64_t ret_limit[2]);

/* The figures of one person for the exemption desk: A, B, heads, Σ. */
void mg_tax_figures(const struct mg_tax *tax, enum mg_role role, const struct mg_law *law, int32_t ym,
	struct mg_verdict *ret);

/* How one person fares for one kind. */
enum mg_pass {
	MG_PASS_NO,	    /* 所得超過 */
	MG_PASS_INCOME,	    /* 法90条1項1号 and its likes */
	MG_PASS_OTHER_AID,  /* 2号: 生活扶助以外の扶助 in the household */
	MG_PASS_GROUND3,    /* 3号: 障害者・寡婦・ひとり親 */
	MG_PASS_SPECIAL,    /* 4号: 失業, 災害 … */
	MG_PASS_NO_DATA,    /* 要照会 */
	MG_PASS_UNDECLARED, /* 未申告 */
	MG_PASS_CONFIRM,    /* 要確認: the answer hangs on what the record does not tell */
};
struct mg_person_case {
	const struct mg_tax *tax;
	enum mg_menjo kind;
	int32_t ym;	   /* the month judged; its limits and amounts hold */
	bool other_aid;	   /* 法90条1項2号 */
	bool special;	   /* 法90条1項4号 holds for this person in this month */
	bool has_estimate; /* 臨時特例: the estimated income stands for A and B */
	int64_t estimate_yen;
};
/* Which of the grounds the person passes, the limit used going to `ret` under `role` (NULL: none wanted). */
enum mg_pass mg_person_passes(const struct mg_person_case *in, enum mg_role role,
	const struct mg_law *law, struct mg_verdict *ret);
