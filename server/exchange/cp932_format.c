/* SPDX-License-Identifier: Apache-2.0 */
#include "exchange/cp932_format.h"
#include <stdlib.h>
#include <unicode/ucnv.h>
#include <unicode/ustring.h>
#include <unicode/utf16.h>
#include <unicode/utf8.h>
#include "base/text.h"

/* ICU's table maps the seven code points the Microsoft way; the registers use the JIS way. */
static const struct {
	UChar jis;
	UChar microsoft;
} PAIRS[] = {
	{0x301c, 0xff5e},
	{0x2212, 0xff0d},
	{0x2016, 0x2225},
	{0x2014, 0x2015},
	{0x00a2, 0xffe0},
	{0x00a3, 0xffe1},
	{0x00ac, 0xffe2},
};

#define GETA 0x3013 /* 〓 */
#define UNITS 65536

struct mg_cp932 {
	/* owned */
	UConverter *converter;
	UChar units[UNITS];
};

bool mg_cp932_open(struct mg_cp932 **ret, struct mg_error *err)
{
	UErrorCode status = U_ZERO_ERROR;
	struct mg_cp932 *c = calloc(1, sizeof(*c));
	if (c == NULL)
		return mg_fail(err, MG_ERR_BUSY, "no memory for a converter");
	c->converter = ucnv_open("ibm-943_P15A-2003", &status);
	if (U_SUCCESS(status)) {
		ucnv_setFallback(c->converter, false);
		ucnv_setToUCallBack(
			c->converter, UCNV_TO_U_CALLBACK_STOP, NULL, NULL, NULL, &status);
		ucnv_setFromUCallBack(
			c->converter, UCNV_FROM_U_CALLBACK_STOP, NULL, NULL, NULL, &status);
	}
	if (U_FAILURE(status)) {
		mg_cp932_free(c);
		return mg_fail(err, MG_ERR_INTERNAL, "ICU has no CP932: %s", u_errorName(status));
	}
	*ret = c;
	return true;
}

void mg_cp932_free(struct mg_cp932 *c)
{
	if (c == NULL)
		return;
	ucnv_close(c->converter);
	free(c);
}

void mg_cp932_freep(struct mg_cp932 **c)
{
	mg_cp932_free(*c);
	*c = NULL;
}

bool mg_cp932_decode(
	struct mg_cp932 *c, const char *s, size_t n, char *ret, size_t cap, size_t *ret_n)
{
	UErrorCode status = U_ZERO_ERROR;
	int32_t length = 0;
	if (n > UNITS || cap > INT32_MAX)
		return false;
	const int32_t units = ucnv_toUChars(c->converter, c->units, UNITS, s, (int32_t)n, &status);
	if (U_FAILURE(status))
		return false;
	for (int32_t i = 0; i < units; i++)
		for (size_t k = 0; c->units[i] >= 0x2015 && k < MG_LEN(PAIRS); k++)
			if (c->units[i] == PAIRS[k].microsoft)
				c->units[i] = PAIRS[k].jis;
	u_strToUTF8(ret, (int32_t)cap, &length, c->units, units, &status);
	if (U_FAILURE(status))
		return false;
	*ret_n = (size_t)length;
	return true;
}

/* One code point to one or two bytes; 0 when CP932 lacks it. */
static size_t encode_one(struct mg_cp932 *c, UChar32 code, char bytes[8])
{
	UErrorCode status = U_ZERO_ERROR;
	UChar units[2];
	int32_t n = 0;
	for (size_t k = 0; k < MG_LEN(PAIRS); k++)
		if ((UChar32)PAIRS[k].jis == code)
			code = PAIRS[k].microsoft;
	U16_APPEND_UNSAFE(units, n, code);
	const int32_t length = ucnv_fromUChars(c->converter, bytes, 8, units, n, &status);
	return U_SUCCESS(status) && length > 0 && length <= 2 ? (size_t)length : 0;
}

static void note(struct mg_cp932_encoding *e, UChar32 code, UChar32 written)
{
	if (e->replaced_n < e->replaced_cap)
		e->replaced[e->replaced_n] =
			(struct mg_cp932_replaced){(uint32_t)code, (uint32_t)written};
	e->replaced_n++;
}

static bool is_variation_selector(UChar32 c)
{
	return (c >= 0xfe00 && c <= 0xfe0f) || (c >= 0xe0100 && c <= 0xe01ef);
}

/* The bytes of `code`, of its variant, or of 〓. */
static size_t encode_or_replace(
	struct mg_cp932 *c, UChar32 code, struct mg_cp932_encoding *e, char bytes[8])
{
	size_t n = encode_one(c, code, bytes);
	if (n > 0)
		return n;
	UChar32 written = (UChar32)mg_variant_of((uint32_t)code);
	n = written == code ? 0 : encode_one(c, written, bytes);
	if (n == 0) {
		written = GETA;
		n = encode_one(c, written, bytes);
	}
	note(e, code, written);
	return n;
}

bool mg_cp932_encode(struct mg_cp932 *c, struct mg_cp932_encoding *e)
{
	e->used = 0;
	e->replaced_n = 0;
	for (size_t i = 0; i < e->n;) {
		UChar32 code;
		U8_NEXT((const uint8_t *)e->s, i, e->n, code);
		if (code < 0)
			return false;
		if (is_variation_selector(code)) {
			note(e, code, 0);
			continue;
		}
		char bytes[8];
		const size_t n = code < 0x80 ? 1 : encode_or_replace(c, code, e, bytes);
		if (code < 0x80)
			bytes[0] = (char)code;
		if (e->used + n > e->cap)
			return false;
		for (size_t k = 0; k < n; k++)
			e->out[e->used++] = bytes[k];
	}
	return true;
}
