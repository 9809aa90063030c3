/* SPDX-License-Identifier: Apache-2.0
 * Who gets what after a death: 遺族基礎年金, 寡婦年金, 死亡一時金 (国民年金法37条–41条, 49条–52条の6). Pure; the gist only, and
 * never a decision. Lives must be built as of the day before the death. */
#pragma once
#include <stdbool.h>
#include <stdint.h>
#include "base/law.h"
#include "base/verdict.h"
#include "qualification/qualification_rules_timeline.h"

/* 法37条の2第1項2号: until the 31 March after attaining 18; under 20 when disabled (grade 1 or 2); not married. */
struct mg_child {
	struct mg_date born_on;
	bool disabled;
	bool married;
};
bool mg_is_child(const struct mg_child *child, struct mg_date on);
/* The last day of the first of the two. */
struct mg_date mg_child_until(struct mg_date born_on);

struct mg_survivor_in {
	struct mg_date died_on;
	struct mg_date birth;	  /* of the deceased */
	bool insured_on;	  /* 被保険者 on the day of death */
	bool in_japan;
	bool has_spouse;	  /* a spouse kept by the deceased and living with the child */
	bool unborn_child;
	int64_t income_yen;	  /* of who claims, a year */
	const struct mg_child *child; /* kept by the deceased */
	int32_t child_n;
};
/* 遺族基礎年金 (法37条, 37条の2). Figures CHILDREN, MONTHS_PAID, MONTHS_EXEMPT, MONTHS_INSURED, PREMIUM_TEST. */
void mg_claim_survivor(const struct mg_survivor_in *in, const struct mg_timeline *life,
	const struct mg_law *law, struct mg_verdict *ret);

struct mg_widow_in {
	struct mg_date died_on;
	struct mg_date wife_birth;
	struct mg_date married_on; /* also the beginning of a marriage in fact (法5条7項); none: never */
	bool kept;		   /* 夫によつて生計を維持した */
	bool drew_pension;	   /* he had drawn 老齢基礎 or 障害基礎 */
	bool early_old_age;	   /* she draws 老齢基礎 early */
	bool remarried;		   /* or adopted by others than direct kin (法51条) */
	int64_t income_yen;	   /* hers, a year */
};
/* 寡婦年金 (法49条). Figures MONTHS_FIRST, FROM_YM (first month paid), TO_YM (the last), LIMIT_DATE. */
void mg_claim_widow(const struct mg_widow_in *in, const struct mg_timeline *life,
	const struct mg_law *law, struct mg_verdict *ret);

/* What stands in the way of 死亡一時金 (法52条の2第2項, 3項). */
enum mg_survivor_right {
	MG_SURVIVOR_RIGHT_NONE,
	MG_SURVIVOR_RIGHT_HELD,		  /* somebody may have 遺族基礎 for this death */
	MG_SURVIVOR_RIGHT_ENDED_IN_MONTH, /* it ended in the month of death */
	MG_SURVIVOR_RIGHT_SUSPENDED,	  /* only a child's, suspended for living with a parent */
};
struct mg_lump_sum_in {
	struct mg_date died_on;
	struct mg_date received_date;
	enum mg_relation relation; /* of who claims */
	bool same_livelihood;
	bool drew_pension; /* the deceased had drawn 老齢基礎 or 障害基礎 */
	enum mg_survivor_right survivor_right;
	bool unborn_child; /* 胎児: 遺族基礎 may arise at its birth */
	int32_t additional_months; /* 付加 paid */
};
/* 死亡一時金 (法52条の2–52条の4). Figures MONTHS_QUARTERS (quarters of a month), LUMP_SUM_YEN, LIMIT_DATE; the reason LAPSED is
 * a warning beside the answer. */
void mg_claim_lump_sum(const struct mg_lump_sum_in *in, const struct mg_timeline *life,
	const struct mg_law *law, struct mg_verdict *ret);
