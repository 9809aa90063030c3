/* SPDX-License-Identifier: Apache-2.0 */
#include "person/search_rules.h"
#include <stdio.h>
#include <string.h>
#include "base/bytes.h"
#include "base/date.h"
#include "base/number.h"
#include "person/search_word_rules.h"

#define WORDS 12U
#define LAST_YEAR 2100 /* of birth: 99990000 is a number, not a year */

static const char TOO_SHORT[] = "探す手がかりが足りません。カナか漢字を 1 文字、または数字を 3 けた入れてください。";
static const char TOO_MANY[] = "語が多すぎます。姓と名、生年月日、番号、住所をそれぞれ 1 つにしてください。";
static const char TWICE[] = "同じ種類の条件が 2 つあります。1 つにしてください。";
static const char NOT_TEXT[] = "読めない文字が入っています。カナ、漢字、数字で入れ直してください。";
static const char NO_SUCH_DAY[] = "その日付はありません。年月日を確かめてください。";
static const char TOO_OLD[] = "明治 6 年より前の日付では探せません。氏名で探してください。";
static const char BAD_LENGTH[] = "番号のけた数が違います。基礎年金番号は 10 けた、個人番号は 12 けたです。";
static const char BAD_CHECK[] = "個人番号の検査数字が合いません。番号を確かめてください。";
static const char NO_TOWN[] = "都道府県・市・区だけでは探せません。町名を足してください。";

struct reader {
	struct mg_search_reading *ret;
	unsigned numbers_other; /* 1: ambiguous digits in their second meaning */
	int address_word;	/* the kanji word that is an address; -1: all are names */
	int kanji_word;		/* kanji words seen so far */
	bool digits_are_ambiguous;
};

static void refuse(struct reader *r, const char *why)
{
	if (!r->ret->refusal)
		r->ret->refusal = why;
}

static void say(struct reader *r, const char *text)
{
	char *to = r->ret->understood;
	const size_t used = strlen(to);
	snprintf(to + used, sizeof(r->ret->understood) - used, "%s%s", used ? "・" : "", text);
}

/* "label value", cut to whole characters where it is long. */
static void say_value(struct reader *r, const char *label, const char *value, size_t n)
{
	char line[200];
	const size_t kept = mg_text_bytes_of(value, n, 30);
	snprintf(line, sizeof(line), "%s %.*s%s", label, (int)kept, value, kept < n ? "…" : "");
	say(r, line);
}

/* ---- birth ---- */

static uint32_t number_of(struct mg_date d)
{
	return (uint32_t)d.year * 10000U + d.month * 100U + d.day;
}

/* 昭和20年5月生: without the 不詳 that a record would say. */
static void say_birth(struct reader *r, struct mg_partial_date p)
{
	char day[MG_DATE_TEXT_BYTES], line[MG_DATE_TEXT_BYTES + 8];
	mg_partial_format(p, MG_DATE_ERA, day);
	if (!mg_partial_is_whole(p)) {
		char *unknown = strstr(day, p.month ? "日不詳" : "月日不詳");
		if (unknown)
			*unknown = '\0';
	}
	snprintf(line, sizeof(line), "%s生", day);
	say(r, line);
}

static void set_birth(struct reader *r, struct mg_partial_date p)
{
	struct mg_search *s = &r->ret->search;
	struct mg_date from, to;
	if (s->birth_to) {
		refuse(r, TWICE);
		return;
	}
	if (p.year > LAST_YEAR || !mg_partial_range(p, &from, &to)) {
		refuse(r, NO_SUCH_DAY);
		return;
	}
	s->birth_from = number_of(from);
	s->birth_to = number_of(to);
	/* days recorded as unknown in part stand before the first day of their month or year */
	if (!mg_partial_is_whole(p) && from.day == 1)
		s->birth_from = (uint32_t)from.year * 10000U + (p.month && from.month == p.month ? p.month * 100U : 0U);
	s->birth_unknown[0] = (uint32_t)p.year * 10000U;
	s->birth_unknown[1] = (uint32_t)p.year * 10000U + p.month * 100U;
	say_birth(r, p);
}

/* True when the word is a date or is refused as one. */
static bool read_date(struct reader *r, struct mg_text w)
{
	struct mg_partial_date p;
	switch (mg_partial_parse(w.s, w.n, &p)) {
	case MG_DATE_READ:
	case MG_DATE_OTHER_ERA: /* old certificates print 平成31年5月1日: the same day, under its era's name */
		set_birth(r, p);
		return true;
	case MG_DATE_NO_SUCH_DAY:
		refuse(r, NO_SUCH_DAY);
		return true;
	case MG_DATE_TOO_OLD:
		refuse(r, TOO_OLD);
		return true;
	case MG_DATE_NOT_A_DATE:
		break;
	}
	return false;
}

/* ---- numbers ---- */

static void set_pension_no(struct reader *r, const char *digits)
{
	struct mg_search *s = &r->ret->search;
	char shown[16];
	if (s->pension_no[0]) {
		refuse(r, TWICE);
		return;
	}
	snprintf(s->pension_no, sizeof(s->pension_no), "%s", digits);
	snprintf(shown, sizeof(shown), "%.4s%s%s", digits, strlen(digits) > 4 ? "-" : "", strlen(digits) > 4 ? digits + 4 : "");
	say_value(r, "基礎年金番号", shown, strlen(shown));
}

static void set_shori_no(struct reader *r, const char *digits)
{
	if (r->ret->search.shori_no[0]) {
		refuse(r, TWICE);
		return;
	}
	snprintf(r->ret->search.shori_no, sizeof(r->ret->search.shori_no), "%s", digits);
	say_value(r, "処理番号", digits, strlen(digits));
}

static void set_my_number(struct reader *r, const char *digits)
{
	if (r->ret->search.my_number[0]) {
		refuse(r, TWICE);
		return;
	}
	if (!mg_my_number_is_valid(digits, 12)) {
		refuse(r, BAD_CHECK);
		return;
	}
	memcpy(r->ret->search.my_number, digits, 13);
	say(r, "個人番号 ●●●●");
}

/* Digits alone. 19790514 is a day before it is a number; 1979 and 197905 are the beginning of a number before they are a
 * year, since a number is typed digit by digit. */
static void read_digits(struct reader *r, struct mg_text w, const char *digits)
{
	struct mg_partial_date p;
	const size_t n = strlen(digits);
	const bool is_date = (n == 4 || n >= 6) && n <= 8 && mg_partial_parse(digits, n, &p) == MG_DATE_READ &&
			     p.year <= LAST_YEAR;
	/* 1979-5-14 says by its hyphens that it is a date */
	if (mg_word_hyphens(w) >= 2 && read_date(r, w))
		return;
	if (n == 12) {
		set_my_number(r, digits);
	} else if (n < 3) {
		refuse(r, TOO_SHORT);
	} else if (n > 10) {
		refuse(r, BAD_LENGTH);
	} else if (n == 10) {
		r->digits_are_ambiguous = true;
		if (r->numbers_other)
			set_shori_no(r, digits);
		else
			set_pension_no(r, digits);
	} else if (!is_date) {
		set_pension_no(r, digits);
	} else {
		const bool date_first = n >= 7;
		r->digits_are_ambiguous = true;
		if (date_first != (r->numbers_other != 0))
			set_birth(r, p);
		else
			set_pension_no(r, digits);
	}
}

/* ---- names and addresses ---- */

/* The first word of the name begins it; what follows is the given name, in whatever script. */
static void add_name(struct reader *r, struct mg_text w, bool kana)
{
	struct mg_search *s = &r->ret->search;
	char key[MG_SEARCH_KEY_BYTES];
	const bool first = !s->kana[0] && !s->kanji[0];
	char *to = kana ? (first ? s->kana : s->given_kana) : first ? s->kanji : s->given_kanji;
	if (!(kana ? mg_kana_key(w.s, w.n, key, sizeof(key)) : mg_kanji_key(w.s, w.n, key, sizeof(key))))
		refuse(r, NOT_TEXT);
	else if (!key[0])
		refuse(r, TOO_SHORT);
	else if (strlen(to) + strlen(key) >= MG_SEARCH_KEY_BYTES)
		refuse(r, TOO_MANY);
	else
		memcpy(to + strlen(to), key, strlen(key) + 1);
	say_value(r, !first ? "名" : kana ? "カナ" : "氏名", kana ? key : w.s, kana ? strlen(key) : w.n);
}

static void set_address(struct reader *r, struct mg_text w)
{
	struct mg_search *s = &r->ret->search;
	if (s->address[0])
		refuse(r, TWICE);
	else if (!mg_search_address_key(w.s, w.n, s->address, sizeof(s->address)))
		refuse(r, NOT_TEXT);
	else if (!s->address[0])
		refuse(r, NO_TOWN);
	say_value(r, "住所", s->address, strlen(s->address));
}

static void read_word(struct reader *r, struct mg_text w)
{
	char digits[MG_SEARCH_TEXT_BYTES + 1];
	if (mg_digits_fold(w.s, w.n, digits, sizeof(digits))) {
		read_digits(r, w, digits);
		mg_wipe(digits, sizeof(digits));
		return;
	}
	if (read_date(r, w))
		return;
	switch (mg_word_script(w)) {
	case MG_WORD_KANA:
		add_name(r, w, /* kana= */ true);
		break;
	case MG_WORD_LATIN:
		add_name(r, w, /* kana= */ false);
		break;
	case MG_WORD_KANJI:
		if (r->kanji_word++ == r->address_word)
			set_address(r, w);
		else
			add_name(r, w, /* kana= */ false);
		break;
	case MG_WORD_ADDRESS:
		set_address(r, w);
		break;
	case MG_WORD_MARKS:
		refuse(r, TOO_SHORT);
		break;
	case MG_WORD_OTHER:
		refuse(r, NOT_TEXT);
		break;
	}
}

static void read_words(struct reader *r, const struct mg_text *words, size_t n)
{
	for (size_t i = 0; i < n && !r->ret->refusal; i++)
		read_word(r, words[i]);
}

/* What can be an address is tried as one in this order: no kanji word, the last, the first. */
static int address_word_of(unsigned which, int kanji_words)
{
	return which == 0 ? -1 : which == 1 ? kanji_words - 1 : 0;
}

static void log_text(const char *text, size_t n, bool has_my_number, char ret[MG_SEARCH_TEXT_BYTES + 1])
{
	if (has_my_number)
		snprintf(ret, MG_SEARCH_TEXT_BYTES + 1, "個人番号で検索");
	else
		snprintf(ret, MG_SEARCH_TEXT_BYTES + 1, "%.*s", (int)n, text);
}

void mg_search_read(const char *text, size_t n, unsigned which, struct mg_search_reading *ret)
{
	struct mg_text words[WORDS];
	memset(ret, 0, sizeof(*ret));
	struct reader first = {.ret = ret, .address_word = -1};
	snprintf(ret->for_log, sizeof(ret->for_log), "（読めない条件）");
	if (n > MG_SEARCH_TEXT_BYTES || !mg_text_is_clean(text, n)) {
		refuse(&first, n > MG_SEARCH_TEXT_BYTES ? TOO_MANY : NOT_TEXT);
		return;
	}
	const size_t n_words = mg_words_split(text, n, words, WORDS);
	if (n_words == 0 || n_words > WORDS) {
		refuse(&first, n_words ? TOO_MANY : TOO_SHORT);
		return;
	}
	/* any twelve digits may be a 個人番号, also one mistyped: it is not for the log */
	log_text(text, n, mg_words_hold_my_number(words, n_words), ret->for_log);
	read_words(&first, words, n_words);
	const unsigned by_address = first.kanji_word == 0 ? 1 : first.kanji_word == 1 ? 2 : 3;
	const unsigned by_number = first.digits_are_ambiguous ? 2 : 1;
	ret->readings = ret->refusal ? 0 : by_address * by_number;
	if (which > 0 && which < ret->readings) {
		memset(&ret->search, 0, sizeof(ret->search));
		ret->understood[0] = '\0';
		struct reader other = {.ret = ret, .numbers_other = which / by_address,
			.address_word = address_word_of(which % by_address, first.kanji_word)};
		read_words(&other, words, n_words);
	}
	if (ret->refusal) {
		mg_wipe(&ret->search, sizeof(ret->search));
		mg_wipe(ret->understood, sizeof(ret->understood));
	}
}
