/* SPDX-License-Identifier: Apache-2.0 */
#include "base/date.h"

#define DAY_US (INT64_C(86400) * 1000000)
#define JAPAN_US (INT64_C(9) * 3600 * 1000000)

bool mg_date_is_none(struct mg_date d)
{
	return d.year == 0;
}

bool mg_year_is_leap(int32_t year)
{
	return (year % 4 == 0 && year % 100 != 0) || year % 400 == 0;
}

int mg_month_days(int32_t year, int month)
{
	static const int DAYS[] = {31, 28, 31, 30, 31, 30, 31, 31, 30, 31, 30, 31};
	if (month < 1 || month > 12)
		return 0;
	return month == 2 && mg_year_is_leap(year) ? 29 : DAYS[month - 1];
}

bool mg_date_is_valid(struct mg_date d)
{
	return d.year >= 1 && d.year <= 9999 && d.day >= 1 &&
	       d.day <= mg_month_days(d.year, d.month);
}

int mg_date_compare(struct mg_date a, struct mg_date b)
{
	if (a.year != b.year)
		return a.year - b.year;
	if (a.month != b.month)
		return a.month - b.month;
	return a.day - b.day;
}

struct mg_date mg_date_earlier(struct mg_date a, struct mg_date b)
{
	return mg_date_compare(a, b) < 0 ? a : b;
}

struct mg_date mg_date_later(struct mg_date a, struct mg_date b)
{
	return mg_date_compare(a, b) < 0 ? b : a;
}

/* Years begin in March here, so that the leap day is the last of its year. Day 0 is 1 March of year 0, before every date. */
int32_t mg_date_to_days(struct mg_date d)
{
	const int32_t year = d.month <= 2 ? d.year - 1 : d.year;
	const int32_t cycle = year / 400;
	const int32_t year_of_cycle = year - cycle * 400;
	const int32_t month = d.month > 2 ? d.month - 3 : d.month + 9;
	const int32_t day_of_year = (153 * month + 2) / 5 + d.day - 1;
	const int32_t day_of_cycle =
		year_of_cycle * 365 + year_of_cycle / 4 - year_of_cycle / 100 + day_of_year;
	return cycle * 146097 + day_of_cycle - 719468;
}

struct mg_date mg_date_from_days(int32_t days)
{
	days += 719468;
	const int32_t cycle = days / 146097;
	const int32_t day_of_cycle = days - cycle * 146097;
	const int32_t year_of_cycle = (day_of_cycle - day_of_cycle / 1460 + day_of_cycle / 36524 -
					      day_of_cycle / 146096) /
				      365;
	const int32_t day_of_year =
		day_of_cycle - (365 * year_of_cycle + year_of_cycle / 4 - year_of_cycle / 100);
	const int32_t month = (5 * day_of_year + 2) / 153;
	const int32_t civil = month < 10 ? month + 3 : month - 9;
	return (struct mg_date){
		.year = year_of_cycle + cycle * 400 + (civil <= 2),
		.month = (uint8_t)civil,
		.day = (uint8_t)(day_of_year - (153 * month + 2) / 5 + 1),
	};
}

struct mg_date mg_date_add_days(struct mg_date d, int32_t days)
{
	return mg_date_from_days(mg_date_to_days(d) + days);
}

struct mg_date mg_date_add_months(struct mg_date d, int32_t months)
{
	const int32_t ym = mg_ym_add(mg_ym_of(d), months);
	const struct mg_date last = mg_ym_last(ym);
	return (struct mg_date){last.year, last.month, (uint8_t)MG_MIN(d.day, last.day)};
}

struct mg_date mg_date_of_utc_us(int64_t utc_us)
{
	const int64_t local = utc_us + JAPAN_US;
	const int64_t days = local >= 0 ? local / DAY_US : -((-local + DAY_US - 1) / DAY_US);
	return mg_date_from_days((int32_t)days);
}

int64_t mg_date_start_utc_us(struct mg_date d)
{
	return mg_date_to_days(d) * DAY_US - JAPAN_US;
}

struct mg_date mg_date_attains(struct mg_date birth, int32_t years)
{
	const struct mg_date birthday = {birth.year + years, birth.month, birth.day};
	if (birth.day > mg_month_days(birthday.year, birthday.month))
		return (struct mg_date){birthday.year, 2, 28};
	return mg_date_add_days(birthday, -1);
}

int32_t mg_date_age(struct mg_date birth, struct mg_date on)
{
	if (mg_date_compare(on, birth) < 0)
		return -1;
	int32_t age = on.year - birth.year;
	/* 31 December attains what the 1 January birthday of the next year counts */
	if (mg_date_compare(mg_date_attains(birth, age + 1), on) <= 0)
		return age + 1;
	return mg_date_compare(mg_date_attains(birth, age), on) <= 0 ? age : age - 1;
}

int32_t mg_date_fiscal_year(struct mg_date d)
{
	return d.month >= 4 ? d.year : d.year - 1;
}

int32_t mg_ym_of(struct mg_date d)
{
	return d.year * 100 + d.month;
}

bool mg_ym_is_valid(int32_t ym)
{
	return ym / 100 >= 1 && ym / 100 <= 9999 && ym % 100 >= 1 && ym % 100 <= 12;
}

static int32_t ym_index(int32_t ym)
{
	return ym / 100 * 12 + ym % 100 - 1;
}

int32_t mg_ym_add(int32_t ym, int32_t months)
{
	const int32_t index = ym_index(ym) + months;
	return index / 12 * 100 + index % 12 + 1;
}

int32_t mg_ym_diff(int32_t a, int32_t b)
{
	return ym_index(b) - ym_index(a);
}

struct mg_date mg_ym_first(int32_t ym)
{
	return (struct mg_date){ym / 100, (uint8_t)(ym % 100), 1};
}

struct mg_date mg_ym_last(int32_t ym)
{
	const int32_t year = ym / 100;
	const int month = ym % 100;
	return (struct mg_date){year, (uint8_t)month, (uint8_t)mg_month_days(year, month)};
}
