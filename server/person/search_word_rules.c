/* SPDX-License-Identifier: Apache-2.0 */
#include "person/search_word_rules.h"
#include <stdint.h>
#include <string.h>
#include "base/number.h"

/* The code point at *at, which moves behind it. The text is clean UTF-8. */
static uint32_t next_point(const char *s, size_t n, size_t *at)
{
	const uint8_t c = (uint8_t)s[*at];
	const unsigned more = c < 0x80 ? 0 : c < 0xe0 ? 1 : c < 0xf0 ? 2 : 3;
	uint32_t point = more == 0 ? c : c & (0x3fU >> more);
	for (unsigned i = 1; i <= more && *at + i < n; i++)
		point = point << 6 | ((uint8_t)s[*at + i] & 0x3fU);
	*at += more + 1;
	return point;
}

static bool is_space(uint32_t c)
{
	return c == ' ' || c == 0x3000 || c == 0xa0;
}

static size_t split_plain(const char *text, size_t n, struct mg_text *ret, size_t cap)
{
	size_t words = 0, start = 0;
	bool inside = false;
	for (size_t at = 0; at < n;) {
		const size_t before = at;
		const bool space = is_space(next_point(text, n, &at));
		if (!space && !inside) {
			start = before;
			inside = true;
		}
		const size_t end = space ? before : at;
		if (inside && (space || at >= n)) {
			if (words == cap)
				return cap + 1;
			ret[words++] = (struct mg_text){text + start, end - start};
			inside = false;
		}
	}
	return words;
}

/* How many digits the word has when it is nothing but digits without hyphens, else 0. */
static size_t digits_of(struct mg_text w)
{
	char digits[32];
	if (w.n > sizeof(digits) * 3 || !mg_digits_fold(w.s, w.n, digits, sizeof(digits)))
		return 0;
	const size_t n = strlen(digits);
	return n == mg_text_count(w.s, w.n) ? n : 0;
}

static bool ends_with(struct mg_text w, const char *end)
{
	const size_t n = strlen(end);
	return w.n >= n && memcmp(w.s + w.n - n, end, n) == 0;
}

static bool starts_with_number(struct mg_text w)
{
	size_t at = 0;
	const uint32_t c = w.n ? next_point(w.s, w.n, &at) : 0;
	return (c >= '0' && c <= '9') || (c >= 0xff10 && c <= 0xff19) || c == 0x5143 /* 元 */;
}

static bool continues_date(struct mg_text before, struct mg_text w)
{
	return starts_with_number(w) && ((ends_with(before, "年") && (ends_with(w, "月") || ends_with(w, "日"))) ||
						(ends_with(before, "月") && ends_with(w, "日")));
}

static bool is_era(struct mg_text w)
{
	static const char *const eras[] = {"明治", "大正", "昭和", "平成", "令和"};
	for (size_t i = 0; i < MG_LEN(eras); i++)
		if (w.n == strlen(eras[i]) && memcmp(w.s, eras[i], w.n) == 0)
			return true;
	return false;
}

/* The words joined keep the spaces between them: what reads them skips spaces. */
static void join(struct mg_text *words, size_t *n, size_t at, size_t more)
{
	const struct mg_text last = words[at + more];
	words[at].n = (size_t)(last.s + last.n - words[at].s);
	memmove(words + at + 1, words + at + more + 1, (*n - at - more - 1) * sizeof(*words));
	*n -= more;
}

size_t mg_words_split(const char *text, size_t n, struct mg_text *ret, size_t cap)
{
	size_t words = split_plain(text, n, ret, cap);
	if (words > cap)
		return words;
	for (size_t i = 0; i + 1 < words; i++) {
		const size_t a = digits_of(ret[i]), b = digits_of(ret[i + 1]), c = i + 2 < words ? digits_of(ret[i + 2]) : 0;
		if (a == 4 && b == 4 && c == 4)
			join(ret, &words, i, 2);
		else if (a == 4 && b >= 1 && b <= 6)
			join(ret, &words, i, 1);
		else
			while (i + 1 < words && (continues_date(ret[i], ret[i + 1]) ||
							(is_era(ret[i]) && starts_with_number(ret[i + 1]))))
				join(ret, &words, i, 1);
	}
	return words;
}

static bool is_mark(uint32_t c)
{
	return (c >= 0x2010 && c <= 0x2015) || c == '-' || c == '.' || c == ',' || c == '\'' || c == 0x2212 || c == 0x30fb ||
	       c == 0x30fc || c == 0xff70 || c == 0xff65 || c == 0xff0d || c == 0xb7 || c == 0x30a0 || c == 0x301c ||
	       c == 0xff5e || c == 0x2019 || c == '(' || c == ')' || c == 0xff08 || c == 0xff09;
}

static bool is_kana(uint32_t c)
{
	return (c >= 0x3041 && c <= 0x309f) || (c >= 0x30a1 && c <= 0x30ff) || (c >= 0x31f0 && c <= 0x31ff) ||
	       (c >= 0xff66 && c <= 0xff9f) || (c >= 0x3300 && c <= 0x3357);
}

static bool is_kanji(uint32_t c)
{
	return (c >= 0x4e00 && c <= 0x9fff) || (c >= 0x3400 && c <= 0x4dbf) || (c >= 0xf900 && c <= 0xfaff) ||
	       (c >= 0x20000 && c <= 0x3ffff) || c == 0x3005 || c == 0x3006 || c == 0x3007 || c == 0x303b ||
	       (c >= 0xe000 && c <= 0xf8ff) /* 外字 */;
}

static bool is_selector(uint32_t c)
{
	return (c >= 0xfe00 && c <= 0xfe0f) || (c >= 0xe0100 && c <= 0xe01ef);
}

static bool is_latin(uint32_t c)
{
	return (c >= 'A' && c <= 'Z') || (c >= 'a' && c <= 'z') || (c >= 0xc0 && c <= 0x24f) || (c >= 0x1e00 && c <= 0x1eff) ||
	       (c >= 0xff21 && c <= 0xff3a) || (c >= 0xff41 && c <= 0xff5a) || (c >= 0x300 && c <= 0x36f);
}

static bool is_digit(uint32_t c)
{
	return (c >= '0' && c <= '9') || (c >= 0xff10 && c <= 0xff19);
}

enum mg_word_script mg_word_script(struct mg_text w)
{
	unsigned kana = 0, kanji = 0, latin = 0, digits = 0, other = 0;
	for (size_t at = 0; at < w.n;) {
		const uint32_t c = next_point(w.s, w.n, &at);
		if (is_mark(c) || is_space(c) || is_selector(c))
			continue;
		kana += is_kana(c);
		kanji += is_kanji(c);
		latin += is_latin(c);
		digits += is_digit(c);
		other += !is_kana(c) && !is_kanji(c) && !is_latin(c) && !is_digit(c);
	}
	if (other)
		return MG_WORD_OTHER;
	if (digits)
		return kana || kanji ? MG_WORD_ADDRESS : latin ? MG_WORD_OTHER : MG_WORD_MARKS;
	if (kanji)
		return MG_WORD_KANJI;
	if (kana)
		return latin ? MG_WORD_KANJI : MG_WORD_KANA;
	return latin ? MG_WORD_LATIN : MG_WORD_MARKS;
}

unsigned mg_word_hyphens(struct mg_text w)
{
	unsigned hyphens = 0;
	for (size_t at = 0; at < w.n;)
		hyphens += is_mark(next_point(w.s, w.n, &at));
	return hyphens;
}

bool mg_words_hold_my_number(const struct mg_text *words, size_t n)
{
	size_t run = 0;
	for (size_t i = 0; i < n; i++) {
		size_t here = 0;
		bool only = true;
		for (size_t at = 0; at < words[i].n;) {
			const uint32_t c = next_point(words[i].s, words[i].n, &at);
			here += is_digit(c);
			only = only && (is_digit(c) || is_mark(c) || is_space(c));
		}
		run = only ? run + here : here;
		if (run >= 12)
			return true;
	}
	return false;
}
