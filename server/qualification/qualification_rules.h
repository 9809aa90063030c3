/* SPDX-License-Identifier: Apache-2.0
 * Who is insured as what (国民年金法7条, 附則3条, 5条), and the day and months of each acquisition, loss and change
 * (8条, 9条, 11条, 11条の2). Pure: it knows nothing of records, and never decides: every answer is a 事前判定. */
#pragma once
#include <stdbool.h>
#include <stdint.h>
#include "base/date.h"
#include "base/law.h"
#include "base/verdict.h"

/* The ages of the law: 7条1項, 附則5条1項, 平成6年改正法附則11条. */
#define MG_AGE_FROM 20
#define MG_AGE_TO 60
#define MG_AGE_VOLUNTARY_TO 65
#define MG_AGE_SPECIAL_TO 70

/* What is true of a person on one day. */
struct mg_circumstances {
	struct mg_partial_date birth;
	bool in_japan;		/* 日本国内に住所を有する */
	bool japanese;		/* 日本国籍を有する */
	bool employed;		/* 厚生年金保険の被保険者 */
	bool dependent;		/* 第2号の配偶者で主としてその収入により生計を維持する (age and domicile are judged here) */
	bool base_in_japan;	/* of a dependent abroad: 国内に生活の基礎があると認められる者 (法7条1項3号, 則1条の3) */
	bool kosei_old_age;	/* 厚生年金保険法に基づく老齢給付等を受けることができる */
	bool old_age_right;	/* 老齢又は退職を支給事由とする年金給付の受給権 (附則3条; 平6附則11条) */
	bool early_old_age;	/* 老齢基礎年金の繰上げを請求した */
	bool excluded;		/* 適用除外 (施行規則1条の2: 医療滞在, 観光等の長期滞在) */
};

/* The ages a person may have on a day when the birth date is known in part; false when the year is unknown. */
bool mg_age_range(struct mg_partial_date birth, struct mg_date on, int32_t *ret_least, int32_t *ret_most);

/* Which compulsory type a person has on the day (法7条1項各号, 附則3条). kind: mg_insured, NONE with the reason.
 * CONFIRM when the birth date is not known well enough, or a dependent spouse has no domicile in Japan and base_in_japan is
 * not said. */
void mg_qualification_type(const struct mg_circumstances *c, struct mg_date on, struct mg_verdict *ret);

/* One fact and what it does to the insurance. `after`: the type that the person has from the fact on, NONE for none. */
struct mg_event_in {
	enum mg_fact fact;
	struct mg_date on;	    /* the day of the fact itself (死亡日, 転出日, 厚年喪失日) */
	enum mg_insured before;
	enum mg_insured after;
	struct mg_date acquired_on; /* when `before` began; none: in an earlier month */
	struct mg_partial_date birth; /* asked for where a right to 老齢 would end 第2号, which it does from 65 (附則3条) */
};
/* The day of acquisition, loss or change and the months that count (法8条, 9条, 11条, 附則4条, 5条3項–8項, 平6附則11条).
 * kind: the type after. Figures: ACTION, EVENT_DATE, FIRST_YM (of the type after), LAST_YM (of the type before),
 * NOTICE_UNTIL. NO when the fact does nothing to that type, as when somebody of 第3号 moves out and `after` says that the type
 * stays (base_in_japan). CONFIRM when it depends on a birth date that is not known well enough. */
void mg_qualification_event(const struct mg_event_in *in, struct mg_verdict *ret);

/* 厚生年金 is lost the day after the last working day (厚生年金保険法14条2号). */
struct mg_date mg_kosei_lost_on(struct mg_date last_working_day);
/* 14 days from the fact, which is not counted (施行規則1条の4等, 民法140条). */
struct mg_date mg_notice_until(struct mg_date fact_on);

/* What attaining 20, 60, 65 or 70 does. `c` as of that day; `before` the type until then. With a birth date known in
 * part: CONFIRM, EVENT_DATE the earliest possible day, for the work list; never automatic. */
struct mg_age_event_in {
	struct mg_circumstances person;
	enum mg_insured before;
	int32_t age;
};
void mg_qualification_age_event(const struct mg_age_event_in *in, const struct mg_law *law,
	struct mg_verdict *ret);

/* An application to join voluntarily (附則5条1項–3項; 65 and over 平6附則11条, 令7附則40条). It takes effect on the day it
 * is received, never before. kind: mg_insured. */
struct mg_voluntary_in {
	struct mg_circumstances person;
	struct mg_date received_date;
	enum mg_insured now;	     /* the type held, NONE for none */
	int32_t pension_months_24ths; /* 法27条各号 (mg_pension_months_24ths) */
	bool account_transfer;	     /* 口座振替納付の申出, or 正当な事由 */
};
void mg_qualification_voluntary(const struct mg_voluntary_in *in, const struct mg_law *law,
	struct mg_verdict *ret);

bool mg_insured_is_voluntary(enum mg_insured type);
