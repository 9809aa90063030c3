/* SPDX-License-Identifier: Apache-2.0
 * What the two files of search keys share: text in UTF-16 units between UTF-8 and UTF-8. Not for
 * anyone else. */
#pragma once
#include <stdbool.h>
#include <stddef.h>
#include <unicode/umachine.h>

#define MG_UNITS 1024

struct mg_units {
	UChar u[MG_UNITS];
	int32_t n;
	bool ok;
};

/* UTF-8 to NFKC without variation selectors; ok = false on anything else. */
void mg_units_read(const char *s, size_t n, struct mg_units *ret);
/* Appends one code point. */
void mg_units_put(struct mg_units *t, UChar32 c);
bool mg_units_write(const struct mg_units *t, char *ret, size_t cap);
/* The one form a variant character is folded to; other characters come back as they are. */
UChar32 mg_variant_fold(UChar32 c);
