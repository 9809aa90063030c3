/* SPDX-License-Identifier: Apache-2.0
 * The gist of 老齢基礎年金 with its early and late claim, 障害基礎年金 and 特別一時金 (国民年金法26条–30条の4, 附則9条, 9条の2).
 * Pure; no amounts of pensions, and never a decision. */
#pragma once
#include <stdbool.h>
#include <stdint.h>
#include "base/law.h"
#include "base/verdict.h"
#include "qualification/qualification_rules_timeline.h"

struct mg_old_age_in {
	struct mg_date birth;
	struct mg_date received_date;
	enum mg_insured insured; /* on that day */
};
/* Whether, and how early or late: 65; from 60 with a reduction (附則9条の2); from 66 with an increase (法28条). Figures MONTHS,
 * EARLY_MONTHS or LATE_MONTHS, RATE (per 10,000 taken off or added). `life` as of the day before. */
void mg_claim_old_age(const struct mg_old_age_in *in, const struct mg_timeline *life,
	const struct mg_law *law, struct mg_verdict *ret);

struct mg_disability_in {
	struct mg_date birth;
	struct mg_date first_visit_on; /* 初診日 */
	struct mg_date fixed_on;       /* 症状固定; none: not */
	struct mg_date received_date;
	enum mg_insured insured; /* on the day of the first visit */
	bool in_japan;		 /* likewise */
	int32_t grade_then;	 /* at the day of recognition: 0 none or not known, 1, 2, 3 */
	int32_t grade_now;	 /* at the claim */
};
/* 障害認定日: one year and six months after the first visit, or when fixed before (法30条1項). For somebody not insured at the
 * first visit not before 20 (法30条の4第1項); 法30条 itself has no least age. */
struct mg_date mg_recognition_day(const struct mg_disability_in *in);
/* 障害基礎年金. kind DISABILITY or DISABILITY_UNDER_20. Figures EVENT_DATE (recognition), MONTHS_…, PREMIUM_TEST. `life` must be
 * built as of the day before the first visit. */
void mg_claim_disability(const struct mg_disability_in *in, const struct mg_timeline *life,
	const struct mg_law *law, struct mg_verdict *ret);

/* 特別一時金 (昭60附則94条, 施行規則63条の3): paid voluntarily before 1986-04 and holds a disability pension. */
void mg_claim_special_lump_sum(bool paid_before_1986, bool holds_disability, struct mg_verdict *ret);
