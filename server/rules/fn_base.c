/* SPDX-License-Identifier: Apache-2.0
 * Dates, numbers and search keys as functions of the tool. */
#include <string.h>
#include "base/macros.h"
#include "base/number.h"
#include "base/text.h"
#include "exemption/exemption_rules_period.h"
#include "rules/case.h"

struct age_in {
	struct mg_date birth, on;
	int32_t years;
};
MG_CASE_SHAPE(attains_shape, age_in,
	MG_CASE_FIELD(age_in, birth, "birth_date", DATE, .needed = true),
	MG_CASE_FIELD(age_in, years, "years", NUMBER, .needed = true, .most = 120, .means = "the age"));
MG_CASE_SHAPE(age_shape, age_in,
	MG_CASE_FIELD(age_in, birth, "birth_date", DATE, .needed = true),
	MG_CASE_FIELD(age_in, on, "on", DATE, .needed = true));

static void run_attains(const void *p, const struct mg_law *law, struct mg_case_out *out)
{
	const struct age_in *in = p;

	(void)law;
	mg_case_date(out, "date", mg_date_attains(in->birth, in->years));
}

static void run_age(const void *p, const struct mg_law *law, struct mg_case_out *out)
{
	const struct age_in *in = p;

	(void)law;
	mg_case_number(out, "age", mg_date_age(in->birth, in->on));
}

struct text_in {
	struct mg_text text;
};
MG_CASE_SHAPE(text_shape, text_in, MG_CASE_FIELD(text_in, text, "text", TEXT, .needed = true));
MG_CASE_SHAPE(number_shape, text_in, MG_CASE_FIELD(text_in, text, "number", TEXT, .needed = true));

static void run_date_read(const void *p, const struct mg_law *law, struct mg_case_out *out)
{
	static const char *const READING[] = {"READ", "NOT_A_DATE", "NO_SUCH_DAY", "OTHER_ERA", "TOO_OLD"};
	const struct text_in *in = p;
	struct mg_partial_date d = {0};
	char text[MG_DATE_TEXT_BYTES];
	const enum mg_date_reading reading = mg_partial_parse(in->text.s, in->text.n, &d);

	(void)law;
	mg_case_text(out, "reading", READING[reading]);
	if (reading != MG_DATE_READ && reading != MG_DATE_OTHER_ERA)
		return;
	mg_case_flag(out, "whole", mg_partial_is_whole(d));
	mg_partial_format(d, MG_DATE_ISO, text);
	mg_case_text(out, "date", text);
	if (mg_partial_is_whole(d)) /* in the era that holds the day: with OTHER_ERA the offer */
		mg_date_format((struct mg_date){d.year, d.month, d.day}, MG_DATE_ERA, text);
	else
		mg_partial_format(d, MG_DATE_ERA, text);
	mg_case_text(out, "era", text);
}

static void run_years(const void *p, const struct mg_law *law, struct mg_case_out *out)
{
	const struct age_in *in = p;
	const int32_t ym = mg_ym_of(in->on);

	(void)law;
	mg_case_number(out, "fiscal_year", mg_date_fiscal_year(in->on));
	mg_case_number(out, "exemption_year", mg_exemption_year(ym));
	mg_case_number(out, "student_year", mg_student_year(ym));
}
MG_CASE_SHAPE(on_shape, age_in, MG_CASE_FIELD(age_in, on, "on", DATE, .needed = true));

/* Folds the digits and says whether the number is one, with the check digit that would make it so. */
static void check(const void *p, struct mg_case_out *out, bool (*is_valid)(const char *, size_t), size_t digits,
	char (*digit)(const char *), size_t from)
{
	const struct text_in *in = p;
	char folded[16];
	const bool clean = mg_digits_fold(in->text.s, in->text.n, folded, sizeof(folded));
	const char check_digit[2] = {clean && digit && strlen(folded) == digits ? digit(folded + from) : 0};

	mg_case_flag(out, "valid", clean && is_valid(folded, strlen(folded)));
	if (check_digit[0])
		mg_case_text(out, "check_digit", check_digit);
}

static void run_my_number(const void *p, const struct mg_law *law, struct mg_case_out *out)
{
	(void)law;
	check(p, out, mg_my_number_is_valid, 12, mg_my_number_check, 0);
}

static void run_pension_no(const void *p, const struct mg_law *law, struct mg_case_out *out)
{
	(void)law;
	check(p, out, mg_pension_no_is_valid, 10, NULL, 0);
}

static void run_municipality(const void *p, const struct mg_law *law, struct mg_case_out *out)
{
	(void)law;
	check(p, out, mg_municipality_is_valid, 6, mg_municipality_check, 0);
}

static void run_corporate_no(const void *p, const struct mg_law *law, struct mg_case_out *out)
{
	(void)law;
	check(p, out, mg_corporate_no_is_valid, 13, mg_corporate_no_check, 1);
}

static void run_keys(const void *p, const struct mg_law *law, struct mg_case_out *out)
{
	static const struct {
		const char *name;
		bool (*key)(const char *, size_t, char *, size_t);
	} KEYS[] = {{"kana", mg_kana_key}, {"kanji", mg_kanji_key}, {"address", mg_address_key}};
	const struct text_in *in = p;
	char key[160];

	(void)law;
	for (size_t i = 0; i < MG_LEN(KEYS); i++)
		if (KEYS[i].key(in->text.s, in->text.n, key, sizeof(key)))
			mg_case_text(out, KEYS[i].name, key);
}

const struct mg_case_fn mg_case_base_fns[] = {
	{"date_attains", "the day on which an age is attained (年齢計算ニ関スル法律, 民法143条)", &attains_shape, NULL, run_attains},
	{"date_age", "the age attained on a day", &age_shape, NULL, run_age},
	{"date_read", "a date in any form a clerk types; OTHER_ERA offers the right era", &text_shape, NULL, run_date_read},
	{"date_years", "fiscal, exemption and 学特 year of a day", &on_shape, NULL, run_years},
	{"my_number", "個人番号: the check digit", &number_shape, NULL, run_my_number},
	{"pension_no", "基礎年金番号: ten digits, no check digit", &number_shape, NULL, run_pension_no},
	{"municipality_code", "全国地方公共団体コード: the check digit", &number_shape, NULL, run_municipality},
	{"corporate_no", "法人番号: the check digit in front", &number_shape, NULL, run_corporate_no},
	{"search_keys", "the keys that a name or an address is found by", &text_shape, NULL, run_keys},
	{NULL, NULL, NULL, NULL, NULL},
};
