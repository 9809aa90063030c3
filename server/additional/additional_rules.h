/* SPDX-License-Identifier: Apache-2.0
 * 付加保険料: who may begin, from which month, and how it ends (国民年金法87条の2). Pure; a 事前判定. */
#pragma once
#include <stdbool.h>
#include <stdint.h>
#include "base/date.h"
#include "base/verdict.h"

/* An application to pay it. */
struct mg_additional_start_in {
	struct mg_date received_date;
	int32_t wish_from_ym;	 /* the month asked for; 0: none named */
	enum mg_insured insured; /* in the month of application */
	enum mg_status status;	 /* of that month */
	bool fund_member;	 /* 国民年金基金の加入員 */
	bool farmer;		 /* 農業者年金の被保険者: obliged */
};
/* From the month of application on, never earlier (1項). Figure FROM_YM. */
void mg_additional_start(const struct mg_additional_start_in *in, struct mg_verdict *ret);

/* An application to pay it no longer. */
struct mg_additional_stop_in {
	struct mg_date received_date;
	int32_t paid_to_ym; /* last month paid or prepaid without a gap; 0 none */
};
/* From the month before the application, for months neither paid nor prepaid (3項). Figure FROM_YM: first month without. */
void mg_additional_stop(const struct mg_additional_stop_in *in, struct mg_verdict *ret);

/* Joining a 国民年金基金 is a deemed application to stop (4項). */
struct mg_additional_fund_in {
	struct mg_date joined_on;
	int32_t paid_to_ym;    /* last month paid month by month; 0 none */
	int32_t prepaid_to_ym; /* last month prepaid (前納); 0 none */
};
/* Unpaid months from the month before, prepaid ones from the month of joining. Figures FROM_YM, EVENT_DATE. */
void mg_additional_fund(const struct mg_additional_fund_in *in, struct mg_verdict *ret);

/* An exemption is granted to somebody who pays it: it ends with the month before (1項括弧書), unless the exemption is
 * 産前産後 or 育児. Figure FROM_YM: first month without; NO: it goes on. */
void mg_additional_exempted(enum mg_menjo kind, int32_t exempt_from_ym, struct mg_verdict *ret);

/* Whether the 400 yen may be paid for a month of that type and status (2項). */
void mg_additional_month(enum mg_insured insured, enum mg_status status, struct mg_verdict *ret);
