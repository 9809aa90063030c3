/* SPDX-License-Identifier: Apache-2.0
 * The months of an exemption: the year of a month, which forms an application day needs, how far back they reach, on which
 * day the household is looked at, how long a special ground holds, cancelling, continued review, and what remains to be
 * paid (国民年金法90条–90条の3, 94条, 102条4項). Pure; it judges nobody. */
#pragma once
#include <stdbool.h>
#include <stdint.h>
#include "base/law.h"
#include "base/verdict.h"

/* The two forms, each with its own year: 申請免除・納付猶予 (July to June) and 学生納付特例 (April to March). */
enum mg_form {
	MG_FORM_EXEMPTION,
	MG_FORM_STUDENT,
};

/* 2026-07 to 2027-06 is exemption year 2026; 2026-04 to 2027-03 is 学特 year 2026. Income is that of the year before. */
int32_t mg_exemption_year(int32_t ym);
int32_t mg_student_year(int32_t ym);
int32_t mg_form_year(enum mg_form form, int32_t ym);
int32_t mg_form_first_ym(enum mg_form form, int32_t year);

/* One form: the months that it may cover when it is filed on a day. */
struct mg_form_period {
	int32_t year;
	int32_t from_ym;
	int32_t to_ym;
	struct mg_date household_on; /* past year: its last day; current year: the day of application */
};
/* Two years and one month back, to the end of the current year of the form: one form a year. Returns how many of `ret`
 * are filled, at most MG_FORMS_MAX (four for an application in July). */
#define MG_FORMS_MAX 4
int32_t mg_exemption_forms(enum mg_form form, struct mg_date applied_on, const struct mg_law *law,
	struct mg_form_period ret[MG_FORMS_MAX]);
/* The period of one year's form; false when that year cannot be filed on that day (too early, or all lapsed). */
bool mg_exemption_form(enum mg_form form, int32_t year, struct mg_date applied_on,
	const struct mg_law *law, struct mg_form_period *ret);

/* The day whose household counts for the month: its last day, or the day of application for months not over then. */
struct mg_date mg_household_day(int32_t ym, struct mg_date applied_on);

/* The months in which a special ground holds (施行規則77条の7等, to be verified): from the month before the event to June
 * (学特: March) of the second year after. VIOLENCE has no such limit; COVID those of its parameters. */
struct mg_special {
	enum mg_tokurei tokurei; /* tokurei_nintei_kbn */
	enum mg_role role;	 /* whose: who lost the work, was struck by the disaster */
	struct mg_date on;	 /* 離職日, 休廃止日, 被災日 */
	bool papers;		 /* the papers were shown */
	bool has_estimate;	 /* COVID: 所得見込額 */
	int64_t estimate_yen;
};
bool mg_special_holds(const struct mg_special *special, enum mg_form form, int32_t ym,
	const struct mg_law *law);
/* The paper that proves it. */
enum mg_paper mg_special_paper(enum mg_tokurei tokurei);

/* 納付猶予 ends before the month in which the age of its law is attained (平26附則14条1項; 平16附則19条2項 before 2016-07).
 * YES, NO, or CONFIRM when the birth date is not known well enough; NO also when the law has it not. */
enum mg_result mg_deferment_by_age(struct mg_partial_date birth, int32_t ym, const struct mg_law *law);

/* 取消 (法90条3項, 90条の2第4項): from the month before the application; not for 学特. kind: the exemption.
 * Figures FROM_YM, TO_YM of the months cancelled. */
struct mg_cancel_in {
	enum mg_menjo kind;
	struct mg_date applied_on;
	int32_t from_ym, to_ym; /* the exemption granted */
};
void mg_exemption_cancel(const struct mg_cancel_in *in, struct mg_verdict *ret);

/* 継続審査 (則77条3項, 77条の5第3項): whether the wish to be examined again without a form may stand, and for which kinds the
 * next year. kind: the exemption granted. Only 全額 and 猶予, on the ground of income or as 障害者等, and on the form of the year
 * that holds the day of application. Figures NEXT_YEAR, NEXT_KIND (one for each). */
struct mg_continued_in {
	enum mg_menjo approved;
	enum mg_tokurei tokurei;
	int32_t year;		/* exemption year granted */
	bool wished;		/* continued_review */
	bool deferment_only;	/* limited to 猶予 by the person */
	bool other_aid;		/* granted for 生活扶助以外の扶助 (法90条1項2号) */
	struct mg_date received_date;
};
void mg_exemption_continued(const struct mg_continued_in *in, const struct mg_law *law,
	struct mg_verdict *ret);

/* What is left to pay of a month's premium, rounded to ten yen (法90条の2第6項). 0 for whole exemptions. */
int64_t mg_partial_rest_yen(int64_t premium_yen, enum mg_menjo kind);
/* The last month in which 追納 of `ym` can be approved: ten years (法94条1項). */
int32_t mg_pay_later_until(int32_t ym);
