/* SPDX-License-Identifier: Apache-2.0 */
#include "base/date.h"
#include <string.h>
#include <unicode/utf8.h>

/* A date as typed is first brought to one alphabet: digits, M T S H R for the eras, '.' for any
 * separator, y m d for 年 月 日, '?' for 不詳. */
#define FORM_BYTES 40

static const struct {
	const char *text;
	char form;
} WORDS[] = {
	{"明治", 'M'},
	{"大正", 'T'},
	{"昭和", 'S'},
	{"平成", 'H'},
	{"令和", 'R'},
	{"明", 'M'},
	{"大", 'T'},
	{"昭", 'S'},
	{"平", 'H'},
	{"令", 'R'},
	{"㍾", 'M'},
	{"㍽", 'T'},
	{"㍼", 'S'},
	{"㍻", 'H'},
	{"㋿", 'R'},
	{"年", 'y'},
	{"月", 'm'},
	{"日", 'd'},
	{"不詳", '?'},
	{"不明", '?'},
	{"元", '1'},
	{"・", '.'},
	{"ー", '.'},
	{"−", '.'},
	{"‐", '.'},
	{"–", '.'},
	{"／", '.'},
	{"－", '.'},
	{"．", '.'},
	{"。", '.'},
};

/* One character of plain or full-width ASCII; 0 for anything else. */
static char ascii_form(UChar32 c)
{
	if (c >= 0xff10 && c <= 0xff5a)
		c -= 0xfee0;
	if (c >= '0' && c <= '9')
		return (char)c;
	if (c == '.' || c == '-' || c == '/')
		return '.';
	if (c > 0 && c < 0x80 && strchr("mtshrMTSHR", (int)c) != NULL)
		return (char)(c & ~0x20);
	return 0;
}

static bool read_form(const char *s, size_t n, char form[FORM_BYTES])
{
	size_t used = 0;
	for (size_t at = 0; at < n;) {
		if (used + 1 == FORM_BYTES)
			return false;
		size_t next = at;
		UChar32 c;
		U8_NEXT((const uint8_t *)s, next, n, c);
		if (c == ' ' || c == 0x3000) {
			at = next;
			continue;
		}
		char f = c < 0 ? 0 : ascii_form(c);
		for (size_t i = 0; f == 0 && i < MG_LEN(WORDS); i++) {
			const size_t len = strlen(WORDS[i].text);
			if (len <= n - at && memcmp(WORDS[i].text, s + at, len) == 0) {
				f = WORDS[i].form;
				next = at + len;
			}
		}
		if (f == 0)
			return false;
		form[used++] = f;
		at = next;
	}
	form[used] = '\0';
	return used > 0;
}

struct parts {
	char era;
	int n;
	struct {
		int value;
		int digits;
		char after; /* '.', 'y', 'm', 'd' or 0 at the end */
	} part[4];
	bool unknown; /* 不詳 stands at the end */
};

static bool read_parts(const char *form, struct parts *ret)
{
	struct parts p = {.n = 0};
	const char *at = form;
	if (strchr("MTSHR", *at) != NULL)
		p.era = *at++;
	while (*at >= '0' && *at <= '9') {
		if (p.n == 4)
			return false;
		const char *start = at;
		int value = 0;
		for (; *at >= '0' && *at <= '9' && at - start < 8; at++)
			value = value * 10 + (*at - '0');
		p.part[p.n].value = value;
		p.part[p.n].digits = (int)(at - start);
		if (*at != '\0' && strchr(".ymd", *at) != NULL)
			p.part[p.n].after = *at++;
		p.n++;
	}
	p.unknown = strcmp(at, "?") == 0 || strcmp(at, "d?") == 0 || strcmp(at, "md?") == 0;
	*ret = p;
	return p.n > 0 && (p.unknown || *at == '\0');
}

/* 19790514, 5540514 (era digit), 540514 after an era letter, 197905, 1979: into year, month and
 * day. */
static bool split_compact(struct parts *p)
{
	const int v = p->part[0].value;
	const int digits = p->part[0].digits;
	int year = v;
	int month = 0;
	int day = 0;
	if ((p->era != 0 && digits == 6) || (p->era == 0 && (digits == 8 || digits == 7))) {
		year = v / 10000;
		month = v / 100 % 100;
		day = v % 100;
	} else if ((p->era != 0 && digits == 4) || (p->era == 0 && digits == 6)) {
		year = v / 100;
		month = v % 100;
	} else if (digits != (p->era != 0 ? 2 : 4) && !(p->era != 0 && digits == 1)) {
		return false;
	}
	if (p->era == 0 && digits == 7) {
		static const char BY_DIGIT[] = {0, 'M', 0, 'T', 0, 'S', 0, 'H', 0, 'R'};
		p->era = BY_DIGIT[year / 100];
		year %= 100;
		if (p->era == 0)
			return false;
	}
	p->n = 3;
	p->part[0].value = year;
	p->part[1].value = month;
	p->part[2].value = day;
	return true;
}

/* 5-64.1.7: the first digit is the era. */
static bool shift_era_digit(struct parts *p)
{
	static const char BY_DIGIT[] = {0, 'M', 0, 'T', 0, 'S', 0, 'H', 0, 'R'};
	if (p->era != 0 || p->part[0].digits != 1 || p->part[0].after != '.')
		return false;
	p->era = BY_DIGIT[p->part[0].value];
	memmove(p->part, p->part + 1, 3 * sizeof(p->part[0]));
	p->n = 3;
	return p->era != 0;
}

static bool is_after(char after, char word, bool last)
{
	return after == word || after == '.' || (last && after == 0);
}

static bool has_good_shape(const struct parts *p)
{
	const int year_digits = p->part[0].digits;
	if (p->era == 0 ? year_digits != 4 : year_digits > 2)
		return false;
	if (!is_after(p->part[0].after, 'y', p->n == 1))
		return false;
	if (p->n >= 2 && (p->part[1].digits > 2 || !is_after(p->part[1].after, 'm', p->n == 2)))
		return false;
	if (p->n == 3 && (p->part[2].digits > 2 || p->part[2].after == '.' ||
				 !is_after(p->part[2].after, 'd', true)))
		return false;
	return !(p->n == 3 && p->unknown);
}

static enum mg_era era_of(char letter)
{
	switch (letter) {
	case 'M':
		return MG_ERA_MEIJI;
	case 'T':
		return MG_ERA_TAISHO;
	case 'S':
		return MG_ERA_SHOWA;
	case 'H':
		return MG_ERA_HEISEI;
	case 'R':
		return MG_ERA_REIWA;
	default:
		return MG_ERA_NONE;
	}
}

/* A year, or a year and a month, of an era: it must share at least one day with it. */
static enum mg_date_reading read_era_part(
	enum mg_era era, int year, int month, struct mg_partial_date *ret)
{
	struct mg_date day;
	/* the 31 December of the year, or the last of the month, tells the western year */
	const struct mg_partial_date none = {0};
	struct mg_date from;
	struct mg_date to;
	enum mg_date_reading reading =
		mg_date_from_era(era, year, month == 0 ? 12 : month, 28, &day);
	if (reading != MG_DATE_READ && reading != MG_DATE_OTHER_ERA)
		return reading;
	struct mg_partial_date p = none;
	p.year = day.year;
	p.month = (uint8_t)month;
	p.era = (uint8_t)era;
	mg_partial_range(p, &from, &to);
	if (mg_date_compare(from, to) <= 0) {
		*ret = p;
		return MG_DATE_READ;
	}
	p.era = MG_ERA_NONE;
	*ret = p;
	return MG_DATE_OTHER_ERA;
}

static enum mg_date_reading read_western(int year, int month, int day, struct mg_partial_date *ret)
{
	if (year < 1 || (month == 0 && day != 0))
		return MG_DATE_NOT_A_DATE;
	if (month > 12 || (month != 0 && day > mg_month_days(year, month)))
		return MG_DATE_NO_SUCH_DAY;
	if (year < 1873)
		return MG_DATE_TOO_OLD;
	*ret = (struct mg_partial_date){year, (uint8_t)month, (uint8_t)day, MG_ERA_NONE};
	return MG_DATE_READ;
}

static enum mg_date_reading read_values(const struct parts *p, struct mg_partial_date *ret)
{
	const enum mg_era era = era_of(p->era);
	const int year = p->part[0].value;
	const int month = p->n >= 2 ? p->part[1].value : 0;
	const int day = p->n >= 3 ? p->part[2].value : 0;
	struct mg_date whole;
	if (era == MG_ERA_NONE)
		return read_western(year, month, day, ret);
	if (month == 0 && day != 0)
		return MG_DATE_NOT_A_DATE;
	if (month == 0 || day == 0)
		return read_era_part(era, year, month, ret);
	const enum mg_date_reading reading = mg_date_from_era(era, year, month, day, &whole);
	if (reading == MG_DATE_READ || reading == MG_DATE_OTHER_ERA)
		*ret = (struct mg_partial_date){whole.year, whole.month, whole.day,
			reading == MG_DATE_READ ? (uint8_t)era : (uint8_t)MG_ERA_NONE};
	return reading;
}

enum mg_date_reading mg_partial_parse(const char *s, size_t n, struct mg_partial_date *ret_date)
{
	char form[FORM_BYTES];
	struct parts p;
	if (!read_form(s, n, form) || !read_parts(form, &p))
		return MG_DATE_NOT_A_DATE;
	if (p.n == 1 && p.part[0].after == 0 && !p.unknown) {
		if (!split_compact(&p))
			return MG_DATE_NOT_A_DATE;
		return read_values(&p, ret_date);
	}
	if (p.n == 4 && !shift_era_digit(&p))
		return MG_DATE_NOT_A_DATE;
	if (!has_good_shape(&p))
		return MG_DATE_NOT_A_DATE;
	return read_values(&p, ret_date);
}

enum mg_date_reading mg_date_parse(const char *s, size_t n, struct mg_date *ret_date)
{
	struct mg_partial_date p;
	const enum mg_date_reading reading = mg_partial_parse(s, n, &p);
	if (reading != MG_DATE_READ && reading != MG_DATE_OTHER_ERA)
		return reading;
	if (!mg_partial_is_whole(p))
		return MG_DATE_NOT_A_DATE;
	*ret_date = (struct mg_date){p.year, p.month, p.day};
	return reading;
}

enum mg_date_reading mg_partial_from_digits(
	const char *s, size_t n, struct mg_partial_date *ret_date)
{
	int value = 0;
	if (n != 8)
		return MG_DATE_NOT_A_DATE;
	for (size_t i = 0; i < n; i++) {
		if (s[i] < '0' || s[i] > '9')
			return MG_DATE_NOT_A_DATE;
		value = value * 10 + (s[i] - '0');
	}
	if (value == 0) {
		*ret_date = (struct mg_partial_date){0};
		return MG_DATE_READ;
	}
	return read_western(value / 10000, value / 100 % 100, value % 100, ret_date);
}
