/* SPDX-License-Identifier: Apache-2.0
 * Text as it may enter the system, and the search keys made of it. Keys are for finding only: no
 * record is ever rewritten with one, and no text is normalised for storage (NFC would replace
 * registered compatibility characters). */
#pragma once
#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>
#include "base/macros.h"

struct mg_text {
	const char *s; /* borrowed, not NUL-terminated */
	size_t n;      /* bytes */
};

enum mg_text_fault {
	MG_TEXT_CLEAN,
	MG_TEXT_NOT_UTF8, /* also surrogates, overlong forms and anything above U+10FFFF */
	MG_TEXT_CONTROL,  /* NUL, C0, DEL, C1, line and paragraph separators */
	MG_TEXT_BIDI,	  /* U+202A-202E, U+2066-2069: they let a name show other than it is */
};

/* The first fault in `s` of `n` bytes; its offset goes to `ret_at` (may be NULL) when there is one.
 */
enum mg_text_fault mg_text_find_fault(const char *s, size_t n, size_t *ret_at);
bool mg_text_is_clean(const char *s, size_t n);
/* Code points of valid UTF-8 (an ideographic variation sequence counts as two). */
size_t mg_text_count(const char *s, size_t n);
/* The bytes of the first `count` code points of valid UTF-8, or `n` when there are fewer. */
size_t mg_text_bytes_of(const char *s, size_t n, size_t count);
/* Without the half- and full-width spaces at both ends. */
struct mg_text mg_text_trim(const char *s, size_t n);

/* Stored keys carry this number: change a rule below and every stored key must be rebuilt. */
#define MG_KEY_VERSION 1
/* A key of a column of 200 characters always fits (three bytes a character, some expand). */
#define MG_TEXT_KEY_BYTES 1024

/* The keys below write a NUL-terminated string of at most cap - 1 bytes to `ret`. False, with an
 * empty `ret`, when `s` is not UTF-8, has more than 512 UTF-16 units or its key does not fit. An
 * empty key is a success: refuse it as a search. The same function runs when a record is stored and
 * when it is searched. */

/* Reading: NFKC, hiragana and half width to katakana, small kana to large, ヴァ to バ, ヂ to ジ, ヲ
 * to オ, ゝ to the kana before it, letters to upper case without accents; spaces, dashes, ー, ・
 * and marks are dropped. */
bool mg_kana_key(const char *s, size_t n, char *ret, size_t cap) MG_MUST_CHECK;
/* Spelling: as the kana key, and variant characters to one form (kanji_variants.def), 々 to the
 * character before it, variation selectors dropped. */
bool mg_kanji_key(const char *s, size_t n, char *ret, size_t cap) MG_MUST_CHECK;
/* Address: NFKC, variant characters, ヶ to ケ; 丁目 丁 番地 番 号 の and dashes after a number
 * become "-" before the next number and vanish otherwise (の only at the end); kanji numerals
 * before 丁 番 号 become digits; spaces are dropped. */
bool mg_address_key(const char *s, size_t n, char *ret, size_t cap) MG_MUST_CHECK;
/* Compatibility form only (half width to full, full-width digits and letters to ASCII). */
bool mg_text_nfkc(const char *s, size_t n, char *ret, size_t cap) MG_MUST_CHECK;
/* The one form the variant character is folded to, itself when it is none (kanji_variants.def). */
uint32_t mg_variant_of(uint32_t character);
