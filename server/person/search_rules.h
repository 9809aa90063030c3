/* SPDX-License-Identifier: Apache-2.0
 * How the one search field is read: text to criteria, and what a clerk is told about it. Decides on the text alone; knows
 * no record, no clock and no key. */
#pragma once
#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>
#include "base/text.h"

#define MG_SEARCH_TEXT_BYTES 200U
#define MG_SEARCH_KEY_BYTES MG_TEXT_KEY_BYTES

/* Criteria that must all hold. Empty or 0: not asked for. Keys are prefixes in the form of base/text.h. */
struct mg_search {
	/* Of the name, one head in one script: the beginning of the name. What follows is the given name, in its own script. */
	char kana[MG_SEARCH_KEY_BYTES];
	char kanji[MG_SEARCH_KEY_BYTES];
	char given_kana[MG_SEARCH_KEY_BYTES];
	char given_kanji[MG_SEARCH_KEY_BYTES];
	char address[MG_SEARCH_KEY_BYTES];
	char pension_no[11]; /* 基礎年金番号, 3 to 10 digits */
	char shori_no[11];   /* all ten */
	char my_number[13];  /* valid; wipe it */
	/* Birth as YYYYMMDD between, or one of two forms with unknown parts that the day may be recorded under. */
	uint32_t birth_from;
	uint32_t birth_to;
	uint32_t birth_unknown[2];
};

struct mg_search_reading {
	struct mg_search search;
	/* How many ways the text can be read; what is meant is the first that finds somebody. */
	unsigned readings;
	/* Why it is not searched, in the clerk's words; NULL: it is. */
	const char *refusal;
	char understood[512]; /* "カナ ヤマダ・昭和54年5月14日生" */
	char for_log[MG_SEARCH_TEXT_BYTES + 1]; /* the text, without a 個人番号 */
};

/* Reads clean text of at most MG_SEARCH_TEXT_BYTES in its reading `which` (0: the likeliest). With a refusal no criterion is
 * set. Words that can be two things: kanji (name, else address), 4, 6, 7 or 8 digits (number or birth), 10 digits
 * (基礎年金番号, else 処理番号). Spaces, half or full width, part words. */
void mg_search_read(const char *text, size_t n, unsigned which, struct mg_search_reading *ret);

/* The key of an address as records and searches share it: mg_address_key without prefecture, city and ward, which clerks
 * leave out. Empty when nothing but these is there. False as mg_address_key. */
bool mg_search_address_key(const char *s, size_t n, char *ret, size_t cap) MG_MUST_CHECK;

/* The characters of `name` (full-width katakana) that the prefix `key` covers, 0 when it does not. */
uint32_t mg_search_covered(const char *name, const char *key);
