/* SPDX-License-Identifier: Apache-2.0 */
#include "base/text.h"
#include "base/text_internal.h"
#include <uchar.h>
#include <unicode/uchar.h>
#include <unicode/utf16.h>

/* Code points of the address being folded. */
struct points {
	UChar32 c[MG_UNITS];
	int32_t n;
};

static bool is_digit(UChar32 c)
{
	return c >= '0' && c <= '9';
}

static bool is_dash(UChar32 c)
{
	switch (c) {
	case '-':
	case 0x00ad:
	case 0x2212: /* − */
	case 0x2500: /* ─ */
	case 0x301c: /* 〜 */
	case '~':
	case 0x30fc: /* ー */
		return true;
	default:
		return c >= 0x2010 && c <= 0x2015;
	}
}

static bool is_space(UChar32 c)
{
	return c == ' ' || c == 0x3000 || c == 0x200b;
}

/* The value of 〇 and 一 to 九, 10 and 100 for 十 and 百, -1 for anything else. */
static int numeral(UChar32 c)
{
	static const char32_t DIGITS[] = U"〇一二三四五六七八九";
	for (int i = 0; i < 10; i++)
		if ((UChar32)DIGITS[i] == c)
			return i;
	return c == U'十' ? 10 : c == U'百' ? 100 : -1;
}

/* The length of 丁目, 丁, 番地, 番 or 号 at `at`; 0 when there is none. */
static int32_t unit_at(const struct points *p, int32_t at)
{
	if (at >= p->n)
		return 0;
	const UChar32 next = at + 1 < p->n ? p->c[at + 1] : 0;
	if (p->c[at] == U'丁')
		return next == U'目' ? 2 : 1;
	if (p->c[at] == U'番')
		return next == U'地' ? 2 : 1;
	return p->c[at] == U'号' ? 1 : 0;
}

/* Kanji numerals at `at` that stand before a unit, up to 999: their length, and their value; 0 when
 * it is none. */
static int32_t numerals_at(const struct points *p, int32_t at, unsigned *ret_value)
{
	unsigned total = 0;
	unsigned pending = 0;
	bool has_pending = false;
	int32_t i = at;
	for (; i < p->n && i - at < 6; i++) {
		const int v = numeral(p->c[i]);
		if (v < 0)
			break;
		if (v >= 10) {
			total += (has_pending ? pending : 1) * (unsigned)v;
			has_pending = false;
			pending = 0;
			continue;
		}
		pending = pending * 10 + (unsigned)v;
		has_pending = true;
	}
	if (i == at || unit_at(p, i) == 0)
		return 0;
	*ret_value = total + pending;
	return i - at;
}

static bool number_starts(const struct points *p, int32_t at)
{
	unsigned value;
	return at < p->n && (is_digit(p->c[at]) || numerals_at(p, at, &value) > 0);
}

/* Past whatever separates one number from the next. */
static int32_t skip_separators(const struct points *p, int32_t at)
{
	for (;;) {
		const int32_t unit = unit_at(p, at);
		if (unit > 0)
			at += unit;
		else if (at < p->n && (is_dash(p->c[at]) || is_space(p->c[at])))
			at++;
		else if (at < p->n && (p->c[at] == U'の' || p->c[at] == U'ノ') &&
			 (at + 1 == p->n || number_starts(p, at + 1)))
			at++;
		else
			return at;
	}
}

static void put_number(struct mg_units *out, unsigned value)
{
	if (value >= 10)
		put_number(out, value / 10);
	mg_units_put(out, (UChar32)('0' + value % 10));
}

/* Copies the number at `at`; returns where it ends, or `at` when there is none. */
static int32_t copy_number(const struct points *p, int32_t at, struct mg_units *out)
{
	unsigned value;
	const int32_t numerals = numerals_at(p, at, &value);
	if (numerals > 0) {
		put_number(out, value);
		return at + numerals;
	}
	for (; at < p->n && is_digit(p->c[at]); at++)
		mg_units_put(out, p->c[at]);
	return at;
}

static UChar32 fold(UChar32 c)
{
	switch (c) {
	case U'ヶ':
		return U'ケ';
	case U'ヵ':
		return U'カ';
	case U'ヰ':
		return U'イ';
	case U'ヱ':
		return U'エ';
	default:
		return u_toupper(mg_variant_fold(c));
	}
}

static void fold_address(const struct points *p, struct mg_units *out)
{
	for (int32_t i = 0; i < p->n;) {
		const int32_t end = copy_number(p, i, out);
		if (end > i) {
			i = skip_separators(p, end);
			if (i > end && number_starts(p, i))
				mg_units_put(out, '-');
			continue;
		}
		if (!is_space(p->c[i]) && !is_dash(p->c[i]))
			mg_units_put(out, p->c[i]);
		i++;
	}
}

bool mg_address_key(const char *s, size_t n, char *ret, size_t cap)
{
	struct mg_units in;
	struct mg_units out = {.n = 0};
	struct points p = {.n = 0};
	mg_units_read(s, n, &in);
	for (int32_t i = 0; in.ok && i < in.n; p.n++) {
		UChar32 c;
		U16_NEXT(in.u, i, in.n, c);
		p.c[p.n] = fold(c);
	}
	out.ok = in.ok;
	fold_address(&p, &out);
	return mg_units_write(&out, ret, cap);
}
