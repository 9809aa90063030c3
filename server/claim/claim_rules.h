/* SPDX-License-Identifier: Apache-2.0
 * What every claim shares: until when it can be made, by whom first, with which papers (国民年金法19条, 52条の3, 102条). Pure;
 * a claim is always received, whatever the answer here: it only tells the clerk what to say. */
#pragma once
#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>
#include "base/date.h"
#include "base/verdict.h"

/* The last day of a right of `years` years that runs from the day after `fact_on` (民法140条, 143条). */
struct mg_date mg_claim_limit(struct mg_date fact_on, int32_t years);
/* 5 years, 死亡一時金 2 (法102条1項, 4項). */
int32_t mg_claim_years(enum mg_claim claim);
/* Whether a claim received on a day is in time. kind: the claim. Figure LIMIT_DATE; NO with LAPSED: a warning, no bar. */
void mg_claim_deadline(enum mg_claim claim, struct mg_date fact_on, struct mg_date received_date,
	struct mg_verdict *ret);

/* Somebody who may claim after a death. */
struct mg_survivor {
	enum mg_relation relation;
	bool same_livelihood; /* 死亡の当時生計を同じくしていた */
};
/* Who claims first: the nearest rank with the same livelihood; all of that rank, one for all (法19条4項, 52条の3第2項–3項).
 * 未支給 adds the other relatives to the third degree (法19条1項). Returns a bit for each of the first 32 of `list`. */
uint32_t mg_claim_heirs(enum mg_claim claim, const struct mg_survivor *list, int32_t n);

/* What a claim's papers depend on. */
struct mg_paper_case {
	enum mg_claim claim;
	bool de_facto;	   /* marriage without registration */
	bool living_apart; /* claimant and deceased lived apart */
	bool has_children; /* 子 of 遺族基礎 or 子の加算 */
	bool my_number;	   /* 個人番号 is given: income and residence records need not be brought (to be verified) */
	uint64_t shown;	   /* bit (1 << enum mg_paper) for each paper at hand */
};
/* The papers of the claim: those not shown are `missing`; YES when nothing is. Figure PAPERS_NEEDED. */
void mg_claim_papers(const struct mg_paper_case *in, struct mg_verdict *ret);

/* Whether the city takes the claim or sends the person to the 年金事務所 (施行令1条の2): by the type of the insurance that the
 * claim hangs on; who was of none that day comes to the city. OLD_AGE: every period must be of 第1号. */
struct mg_window_case {
	enum mg_claim claim;
	bool only_first;	 /* OLD_AGE: no period of 第2号 or 第3号 */
	enum mg_insured insured; /* at the first visit, or of the deceased at death; NONE: of none */
	bool drew_basic;	 /* UNPAID_PENSION: the deceased drew 障害基礎, 遺族基礎 or 寡婦 */
};
void mg_claim_window(const struct mg_window_case *in, struct mg_verdict *ret);
