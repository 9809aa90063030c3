/* SPDX-License-Identifier: Apache-2.0
 * CP932 (Windows-31J) to UTF-8 and back, with the seven characters that two mappings disagree about
 * named explicitly. It never guesses and never writes "?". */
#pragma once
#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>
#include "base/error.h"
#include "base/macros.h"

struct mg_cp932; /* one per thread: holds a converter */

bool mg_cp932_open(struct mg_cp932 **ret, struct mg_error *err) MG_MUST_CHECK;
void mg_cp932_free(struct mg_cp932 *c);
void mg_cp932_freep(struct mg_cp932 **c);

/* Decodes `n` bytes; false when they are not CP932 or do not fit. 〜 − ‖ — ¢ £ ¬ come out as
 * U+301C, 2212, 2016, 2014, 00A2, 00A3, 00AC. User-defined characters come out in the private use
 * area; refuse them there. */
bool mg_cp932_decode(struct mg_cp932 *c, const char *s, size_t n, char *ret, size_t cap,
	size_t *ret_n) MG_MUST_CHECK;

/* A character that CP932 lacks and what was written for it. */
struct mg_cp932_replaced {
	uint32_t character;
	uint32_t written; /* the variant of base/kanji_variants.def, or 〓 */
};

/* Encodes valid UTF-8; both mappings of the seven pairs are taken. What CP932 lacks becomes its
 * variant or 〓 and is added to `ret_replaced` (the first `replaced_cap`; *ret_replaced_n counts
 * all). Variation selectors are dropped and counted with `written` 0. False when it does not fit.
 */
struct mg_cp932_encoding {
	const char *s;
	size_t n;
	char *out; /* caller's */
	size_t cap;
	size_t used;			    /* result */
	struct mg_cp932_replaced *replaced; /* caller's, may be NULL */
	size_t replaced_cap;
	size_t replaced_n; /* result */
};
bool mg_cp932_encode(struct mg_cp932 *c, struct mg_cp932_encoding *e) MG_MUST_CHECK;
