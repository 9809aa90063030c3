/* SPDX-License-Identifier: Apache-2.0 */
#include "base/date.h"
#include <stdio.h>

/* 明治 began on 1868-01-25, but days are Gregorian only since 明治6年1月1日
 * (明治5年太政官布告第337号). */
static const struct mg_date FIRST_GREGORIAN = {1873, 1, 1};

static const struct era {
	enum mg_era era;
	struct mg_date first;
	const char *name;
	const char *letter;
} ERAS[] = {
	{MG_ERA_REIWA, {2019, 5, 1}, "令和", "R"},
	{MG_ERA_HEISEI, {1989, 1, 8}, "平成", "H"},
	{MG_ERA_SHOWA, {1926, 12, 25}, "昭和", "S"},
	{MG_ERA_TAISHO, {1912, 7, 30}, "大正", "T"},
	{MG_ERA_MEIJI, {1868, 1, 25}, "明治", "M"},
};

static const struct era *find_era(enum mg_era era)
{
	for (size_t i = 0; i < MG_LEN(ERAS); i++)
		if (ERAS[i].era == era)
			return &ERAS[i];
	return NULL;
}

/* The last day of an era that is over: the day before the next. */
static struct mg_date last_day(const struct era *era)
{
	return mg_date_add_days(era[-1].first, -1);
}

enum mg_era mg_date_era(struct mg_date d, int32_t *ret_year)
{
	if (mg_date_compare(d, FIRST_GREGORIAN) < 0)
		return MG_ERA_NONE;
	const struct era *era = ERAS;
	while (mg_date_compare(d, era->first) < 0)
		era++;
	if (ret_year != NULL)
		*ret_year = d.year - era->first.year + 1;
	return era->era;
}

const char *mg_era_name(enum mg_era era)
{
	const struct era *e = find_era(era);
	return e == NULL ? "" : e->name;
}

const char *mg_era_letter(enum mg_era era)
{
	const struct era *e = find_era(era);
	return e == NULL ? "" : e->letter;
}

enum mg_date_reading mg_date_from_era(
	enum mg_era era, int32_t year, int month, int day, struct mg_date *ret_date)
{
	const struct era *e = find_era(era);
	if (e == NULL || year < 1 || year > 999)
		return MG_DATE_NOT_A_DATE;
	const int32_t western = e->first.year + year - 1;
	if (day < 1 || day > mg_month_days(western, month))
		return MG_DATE_NO_SUCH_DAY;
	const struct mg_date d = {western, (uint8_t)month, (uint8_t)day};
	const enum mg_era right = mg_date_era(d, /* ret_year= */ NULL);
	if (right == MG_ERA_NONE)
		return MG_DATE_TOO_OLD;
	*ret_date = d;
	return right == era ? MG_DATE_READ : MG_DATE_OTHER_ERA;
}

bool mg_partial_is_whole(struct mg_partial_date p)
{
	return p.year != 0 && p.month != 0 && p.day != 0;
}

bool mg_partial_range(struct mg_partial_date p, struct mg_date *ret_from, struct mg_date *ret_to)
{
	if (p.year == 0)
		return false;
	struct mg_date from = {p.year, p.month, p.day};
	struct mg_date to = from;
	if (p.month == 0) {
		from.month = 1;
		to.month = 12;
	}
	/* with the month unknown a day says nothing about the range */
	if (p.month == 0 || p.day == 0) {
		from.day = 1;
		to.day = (uint8_t)mg_month_days(to.year, to.month);
	}
	const struct era *era = find_era((enum mg_era)p.era);
	if (era != NULL)
		from = mg_date_later(from, era->first);
	if (era != NULL && era != ERAS)
		to = mg_date_earlier(to, last_day(era));
	*ret_from = from;
	*ret_to = to;
	return true;
}

/* The year in words: 昭和54年, 令和元年, S54, 1979年. */
static void format_year(struct mg_partial_date p, bool letter, char *ret, size_t cap)
{
	/* an era is named by a day it certainly holds; a year alone by its last day, unless the
	 * record named the era */
	const struct mg_date day = {p.year, p.month == 0 ? 12 : p.month,
		p.day != 0 && p.month != 0
			? p.day
			: (uint8_t)mg_month_days(p.year, p.month == 0 ? 12 : p.month)};
	int32_t year = 0;
	enum mg_era era = mg_date_era(day, &year);
	const struct era *named = find_era((enum mg_era)p.era);
	if (named != NULL) {
		era = named->era;
		year = p.year - named->first.year + 1;
	}
	if (era == MG_ERA_NONE)
		snprintf(ret, cap, letter ? "%d" : "%d年", (int)p.year);
	else if (letter)
		snprintf(ret, cap, "%s%d", mg_era_letter(era), (int)year);
	else if (year == 1)
		snprintf(ret, cap, "%s元年", mg_era_name(era));
	else
		snprintf(ret, cap, "%s%d年", mg_era_name(era), (int)year);
}

static void format_words(struct mg_partial_date p, const char *year, char ret[MG_DATE_TEXT_BYTES])
{
	if (p.month != 0 && p.day != 0)
		snprintf(ret, MG_DATE_TEXT_BYTES, "%s%d月%d日", year, p.month, p.day);
	else if (p.month != 0)
		snprintf(ret, MG_DATE_TEXT_BYTES, "%s%d月日不詳", year, p.month);
	else
		snprintf(ret, MG_DATE_TEXT_BYTES, "%s月日不詳", year);
}

void mg_partial_format(
	struct mg_partial_date p, enum mg_date_style style, char ret[MG_DATE_TEXT_BYTES])
{
	char year[24];
	ret[0] = '\0';
	switch (style) {
	case MG_DATE_DIGITS:
		snprintf(ret, MG_DATE_TEXT_BYTES, "%04d%02d%02d", (int)p.year, p.month, p.day);
		return;
	case MG_DATE_ISO:
		snprintf(ret, MG_DATE_TEXT_BYTES, "%04d-%02d-%02d", (int)p.year, p.month, p.day);
		return;
	case MG_DATE_ERA:
	case MG_DATE_WESTERN:
		if (p.year == 0) {
			snprintf(ret, MG_DATE_TEXT_BYTES, "年月日不詳");
			return;
		}
		if (style == MG_DATE_WESTERN)
			snprintf(year, sizeof(year), "%d年", (int)p.year);
		else
			format_year(p, /* letter= */ false, year, sizeof(year));
		format_words(p, year, ret);
		return;
	case MG_DATE_SHORT:
		format_year(p, /* letter= */ true, year, sizeof(year));
		if (p.month == 0)
			snprintf(ret, MG_DATE_TEXT_BYTES, "%s", year);
		else if (p.day == 0)
			snprintf(ret, MG_DATE_TEXT_BYTES, "%s.%d", year, p.month);
		else
			snprintf(ret, MG_DATE_TEXT_BYTES, "%s.%d.%d", year, p.month, p.day);
		return;
	}
}

void mg_date_format(struct mg_date d, enum mg_date_style style, char ret[MG_DATE_TEXT_BYTES])
{
	ret[0] = '\0';
	if (mg_date_is_none(d))
		return;
	mg_partial_format(
		(struct mg_partial_date){d.year, d.month, d.day, MG_ERA_NONE}, style, ret);
}
