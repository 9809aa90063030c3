/* SPDX-License-Identifier: Apache-2.0
 * Civil dates of the Gregorian calendar, months, eras and ages by the law. It never reads the
 * clock: today is an argument everywhere. */
#pragma once
#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>
#include "base/macros.h"

/* A whole date; year 0 is "none". Years 1 to 9999. */
struct mg_date {
	int32_t year;
	uint8_t month;
	uint8_t day;
};

/* A date of which parts may be unknown (0): a year alone, a year and a month, or all of it. Year 0:
 * nothing is known. `era` is MG_ERA_NONE when it was given in the western calendar: S64 alone means
 * seven days only. */
struct mg_partial_date {
	int32_t year;
	uint8_t month;
	uint8_t day;
	uint8_t era;
};

/* The digits the pension service uses for eras. */
enum mg_era {
	MG_ERA_NONE = 0,
	MG_ERA_MEIJI = 1,
	MG_ERA_TAISHO = 3,
	MG_ERA_SHOWA = 5,
	MG_ERA_HEISEI = 7,
	MG_ERA_REIWA = 9,
};

bool mg_date_is_none(struct mg_date d);
bool mg_date_is_valid(struct mg_date d);
bool mg_year_is_leap(int32_t year);
/* 28 to 31; 0 for a month that does not exist. */
int mg_month_days(int32_t year, int month);
/* Negative, 0 or positive. Both must be valid or none (none sorts first). */
int mg_date_compare(struct mg_date a, struct mg_date b);
struct mg_date mg_date_earlier(struct mg_date a, struct mg_date b);
struct mg_date mg_date_later(struct mg_date a, struct mg_date b);

/* Days since 1970-01-01 and back, proleptic Gregorian. */
int32_t mg_date_to_days(struct mg_date d);
struct mg_date mg_date_from_days(int32_t days);
struct mg_date mg_date_add_days(struct mg_date d, int32_t days);
/* The same day n months on; where it does not exist the last day of that month (民法143条2項但書).
 * n may be negative. */
struct mg_date mg_date_add_months(struct mg_date d, int32_t months);
/* The civil day and the microseconds of UTC, in Japan (UTC+9, no summer time). */
struct mg_date mg_date_of_utc_us(int64_t utc_us);
int64_t mg_date_start_utc_us(struct mg_date d);

/* The day a person born on `birth` attains `years`: the day before the birthday, and 28 February
 * where the birthday 29 February does not exist (年齢計算ニ関スル法律, 民法143条). */
struct mg_date mg_date_attains(struct mg_date birth, int32_t years);
/* The age attained on the day `on`, counted the same way; -1 before the birth. */
int32_t mg_date_age(struct mg_date birth, struct mg_date on);

/* April to March: 2026-03-31 is fiscal year 2025. */
int32_t mg_date_fiscal_year(struct mg_date d);

/* Months are integers YYYYMM; 0 is none. */
int32_t mg_ym_of(struct mg_date d);
bool mg_ym_is_valid(int32_t ym);
int32_t mg_ym_add(int32_t ym, int32_t months);
/* Months from a to b: 0 for the same month. */
int32_t mg_ym_diff(int32_t a, int32_t b);
struct mg_date mg_ym_first(int32_t ym);
struct mg_date mg_ym_last(int32_t ym);

/* The era that holds the day and the year in it; MG_ERA_NONE before 1873-01-01, when the old
 * calendar was in force. */
enum mg_era mg_date_era(struct mg_date d, int32_t *ret_year);
/* "昭和", "S"; empty strings for MG_ERA_NONE. */
const char *mg_era_name(enum mg_era era);
const char *mg_era_letter(enum mg_era era);

enum mg_date_reading {
	MG_DATE_READ,
	MG_DATE_NOT_A_DATE,  /* no form that is known */
	MG_DATE_NO_SUCH_DAY, /* 30 February, month 13 */
	MG_DATE_OTHER_ERA, /* 平成31年5月1日: the day lies in another era, which is offered */
	MG_DATE_TOO_OLD,   /* before 1873-01-01 no Gregorian day can be told */
};

/* Era, its year, month, day to a civil date. With MG_DATE_OTHER_ERA the same civil day is in
 * `ret_date`, as the offer: printing it names the right era. On the other failures nothing is
 * touched. */
enum mg_date_reading mg_date_from_era(
	enum mg_era era, int32_t year, int month, int day, struct mg_date *ret_date);

/* Reads R8.4.1, r080401, 5-64.1.7, S54.5.14, 昭54/5/14, 昭和54年5月14日, 20260401, 1979-05-14,
 * 1979年5月14日, full width or half. Strict: the whole text, a day that exists, inside its era; the
 * offer as above. */
enum mg_date_reading mg_date_parse(const char *s, size_t n, struct mg_date *ret_date);
/* As above, and dates known in part: 昭和20年, S20.5, 昭和20年5月日不詳, 昭和20年月日不詳, 1945,
 * 1945-05, 19450500. */
enum mg_date_reading mg_partial_parse(const char *s, size_t n, struct mg_partial_date *ret_date);
/* Eight digits as interface files write them, 00 for an unknown month or day, 0000 for an unknown
 * year; nothing else. */
enum mg_date_reading mg_partial_from_digits(
	const char *s, size_t n, struct mg_partial_date *ret_date);
bool mg_partial_is_whole(struct mg_partial_date p);
/* The first and the last day it can mean, within its era. False when the year is unknown. */
bool mg_partial_range(struct mg_partial_date p, struct mg_date *ret_from, struct mg_date *ret_to);

enum mg_date_style {
	MG_DATE_DIGITS,	 /* 19790514 */
	MG_DATE_ISO,	 /* 1979-05-14 */
	MG_DATE_ERA,	 /* 昭和54年5月14日; year 1 is 元年; western before 1873 */
	MG_DATE_SHORT,	 /* S54.5.14 */
	MG_DATE_WESTERN, /* 1979年5月14日 */
};
#define MG_DATE_TEXT_BYTES 40
/* Writes nothing but a NUL for "none". */
void mg_date_format(struct mg_date d, enum mg_date_style style, char ret[MG_DATE_TEXT_BYTES]);
/* 昭和20年5月日不詳, 昭和20年月日不詳; MG_DATE_DIGITS and MG_DATE_ISO write 00 for what is unknown.
 */
void mg_partial_format(
	struct mg_partial_date p, enum mg_date_style style, char ret[MG_DATE_TEXT_BYTES]);
