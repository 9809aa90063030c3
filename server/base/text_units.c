/* SPDX-License-Identifier: Apache-2.0 */
#include "base/text.h"
#include "base/text_internal.h"
#include <string.h>
#include <unicode/uchar.h>
#include <unicode/unorm2.h>
#include <unicode/ustring.h>
#include <unicode/utf16.h>

#define RAW_UNITS 512

static const struct {
	UChar32 variant;
	UChar32 base;
} VARIANTS[] = {
#define MG_VARIANT(variant, base) {variant, base},
#include "base/kanji_variants.def"
#undef MG_VARIANT
};

UChar32 mg_variant_fold(UChar32 c)
{
	size_t from = 0;
	for (size_t to = MG_LEN(VARIANTS); from < to;) {
		const size_t middle = (from + to) / 2;
		if (VARIANTS[middle].variant == c)
			return VARIANTS[middle].base;
		if (VARIANTS[middle].variant < c)
			from = middle + 1;
		else
			to = middle;
	}
	return c;
}

uint32_t mg_variant_of(uint32_t character)
{
	return (uint32_t)mg_variant_fold((UChar32)character);
}

static bool is_variation_selector(UChar32 c)
{
	return (c >= 0xfe00 && c <= 0xfe0f) || (c >= 0xe0100 && c <= 0xe01ef);
}

void mg_units_put(struct mg_units *t, UChar32 c)
{
	UBool failed = false;
	if (t->ok)
		U16_APPEND(t->u, t->n, MG_UNITS, c, failed);
	if (failed)
		t->ok = false;
}

/* UTF-8 to NFKC. A stand-alone voiced mark (゛ ゜) would become space + mark; as a combining mark
 * it joins its kana. */
void mg_units_read(const char *s, size_t n, struct mg_units *ret)
{
	UErrorCode status = U_ZERO_ERROR;
	UChar raw[RAW_UNITS];
	int32_t length = 0;
	int32_t kept = 0;
	ret->n = 0;
	ret->ok = n < 4 * RAW_UNITS;
	if (!ret->ok)
		return;
	u_strFromUTF8(raw, RAW_UNITS, &length, s, (int32_t)n, &status);
	for (int32_t i = 0; U_SUCCESS(status) && i < length;) {
		UChar32 c;
		const int32_t at = i;
		U16_NEXT(raw, i, length, c);
		if (is_variation_selector(c))
			continue;
		memmove(raw + kept, raw + at, (size_t)(i - at) * sizeof(UChar));
		if (c == 0x309b || c == 0x309c)
			raw[kept] = (UChar)(c - 2);
		kept += i - at;
	}
	const UNormalizer2 *nfkc = unorm2_getNFKCInstance(&status);
	ret->n = unorm2_normalize(nfkc, raw, kept, ret->u, MG_UNITS, &status);
	ret->ok = U_SUCCESS(status);
}

bool mg_units_write(const struct mg_units *t, char *ret, size_t cap)
{
	UErrorCode status = U_ZERO_ERROR;
	if (cap == 0)
		return false;
	ret[0] = '\0';
	if (!t->ok || cap > INT32_MAX)
		return false;
	u_strToUTF8(ret, (int32_t)cap, /* pDestLength= */ NULL, t->u, t->n, &status);
	if (U_SUCCESS(status) && status != U_STRING_NOT_TERMINATED_WARNING)
		return true;
	ret[0] = '\0';
	return false;
}
