/* SPDX-License-Identifier: Apache-2.0
 * The words of a search text: where they end and what they are written in. Tells no meaning; search_rules.c does. */
#pragma once
#include <stdbool.h>
#include "base/text.h"

enum mg_word_script {
	MG_WORD_KANA,	 /* hiragana, katakana of either width */
	MG_WORD_LATIN,
	MG_WORD_KANJI,	 /* kanji, also with kana among them: a name, or a place without number */
	MG_WORD_ADDRESS, /* kanji or kana with digits */
	MG_WORD_MARKS,	 /* dashes and dots only */
	MG_WORD_OTHER,	 /* a script that no record here is searched by */
};

/* Splits at half- and full-width spaces into at most `cap` words that point into `text`; words that belong together are
 * one: the parts of 昭和54年 5月14日, of a 基礎年金番号 in 4-6 and of a 個人番号 in 4-4-4. Returns the number of words, cap + 1
 * when there are more. */
size_t mg_words_split(const char *text, size_t n, struct mg_text *ret, size_t cap);
enum mg_word_script mg_word_script(struct mg_text w);
unsigned mg_word_hyphens(struct mg_text w);
/* True when a word, or words of digits beside each other, hold twelve digits or more. */
bool mg_words_hold_my_number(const struct mg_text *words, size_t n);
