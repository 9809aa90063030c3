/* SPDX-License-Identifier: Apache-2.0
 * Counting the months of a life: by kind of period (国民年金法5条, 附則9条), as 法27条 weighs them, and the two premium
 * tests of 法30条 and 37条. Pure; it counts what the timeline says and doubts nothing. */
#pragma once
#include <stdbool.h>
#include <stdint.h>
#include "base/law.h"
#include "qualification/qualification_rules_timeline.h"

/* Months by kind of period. Partly exempted months count as such only when the rest is paid (法5条4項–6項). */
struct mg_month_counts {
	int32_t first_paid;	/* 第1号 paid, 追納 and 産前産後・育児 included (法5条1項), and months joined before 65 and paid */
	int32_t special_paid;	/* joined from 65 on (特例任意) and paid: 死亡一時金 counts them, 寡婦年金 does not */
	int32_t second;		/* 第2号 from the month of 20 to that before 60 */
	int32_t second_outside; /* 第2号 before and after: paid, but 合算対象 for 法26条, 27条 and 附則9条1項 (昭60附則8条4項) */
	int32_t third;		/* 第3号 */
	int32_t three_quarters, half, quarter;
	int32_t full;		/* 法定 and 全額 */
	int32_t deferred;	/* 学特 and 猶予: 法27条 does not weigh them */
	int32_t kara;		/* 合算対象期間 of months without insurance */
	int32_t kara_unpaid;	/* joined voluntarily under 60 and left unpaid: insured, and 合算対象期間 (附則9条1項) */
	int32_t unpaid;		/* insured, not paid, not exempt: every other 未納, also when not yet due */
};
/* Months from_ym to to_ym inclusive, as far as they lie in the life or before it (mg_timeline_begin). */
void mg_count_months(const struct mg_timeline *life, int32_t from_ym, int32_t to_ym,
	struct mg_month_counts *ret);
/* 保険料納付済期間 (法5条1項), and what of it 法26条, 27条, 附則9条1項 and 9条の2 take as such (昭60附則8条4項). */
int32_t mg_count_paid(const struct mg_month_counts *c);
int32_t mg_count_paid_old_age(const struct mg_month_counts *c);
/* 保険料免除期間 (法5条2項, 3項). */
int32_t mg_count_exempt(const struct mg_month_counts *c);

/* Paid, exempt and 合算対象 (法26条, 附則9条1項): 第2号 outside 20 to 59 counts in it, as either. */
int32_t mg_count_qualifying(const struct mg_month_counts *c);

/* The sum of the months of 法27条各号 in 24ths of a month, at most 480 * 24: paid 24, partly exempted and exempted as the
 * weights of their day say; beyond 480 months only the part that the premium paid (平16附則9条 for months before 2009-04). */
int32_t mg_pension_months_24ths(const struct mg_timeline *life, int32_t from_ym, int32_t to_ym,
	const struct mg_law *law);

enum mg_premium_test {
	MG_PREMIUM_NOT_MET,
	MG_PREMIUM_NO_MONTHS,	 /* no insured month before: met (法30条1項但書) */
	MG_PREMIUM_TWO_THIRDS,	 /* paid and exempt are two thirds of the insured months or more */
	MG_PREMIUM_TWELVE_MONTHS, /* no unpaid month in the year before (昭60附則20条1項) */
};
struct mg_premium_case {
	struct mg_date birth;
	struct mg_date on;  /* the day of the first visit, or of death */
	bool insured_on;    /* 被保険者 on that day */
};
/* 法30条1項但書, 37条但書: the months run to the second month before `on`; `life` must be built as of the day before it. */
enum mg_premium_test mg_premium_test(const struct mg_timeline *life, const struct mg_premium_case *in,
	const struct mg_law *law, struct mg_month_counts *ret_counts);
