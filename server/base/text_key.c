/* SPDX-License-Identifier: Apache-2.0 */
#include "base/text.h"
#include "base/text_internal.h"
#include <unicode/uchar.h>
#include <unicode/unorm2.h>
#include <unicode/ustring.h>
#include <unicode/utf16.h>

/* What a katakana becomes; 0: dropped. */
static UChar32 fold_katakana(UChar32 c)
{
	switch (c) {
	case 0x30a1: /* ァィゥェォ */
	case 0x30a3:
	case 0x30a5:
	case 0x30a7:
	case 0x30a9:
	case 0x30c3: /* ッャュョヮ */
	case 0x30e3:
	case 0x30e5:
	case 0x30e7:
	case 0x30ee:
		return c + 1;
	case U'ヵ':
		return U'カ';
	case U'ヶ':
		return U'ケ';
	case U'ヰ':
		return U'イ';
	case U'ヱ':
		return U'エ';
	case U'ヲ':
		return U'オ';
	case U'ヷ':
		return U'バ';
	case U'ヸ':
		return U'ビ';
	case U'ヴ':
		return U'ブ';
	case U'ヹ':
		return U'ベ';
	case U'ヺ':
		return U'ボ';
	case U'ヂ':
		return U'ジ';
	case U'ヅ':
		return U'ズ';
	case 0x30a0: /* ゠ ・ ー */
	case 0x30fb:
	case 0x30fc:
		return 0;
	default:
		return c;
	}
}

/* The small kana of Ainu, U+31F0 to U+31FF, as the large ones. */
static UChar32 fold_ainu(UChar32 c)
{
	static const UChar LARGE[] = u"クシストヌハヒフヘホムラリルレロ";
	return LARGE[c - 0x31f0];
}

static bool is_dropped(UChar32 c)
{
	static const UChar DROPPED[] =
		u" \t-'`.,"
		u"\u00ad\u00b4\u00b7\u2018\u2019\u2022\u200b\u200c\u200d\u200e\u200f\u2060\u2212"
		u"\u3000\u3001\u3002\u301c\u3030\u3099\u309a\ufe63\ufeff\uff0d";
	if (c >= 0x2010 && c <= 0x2015)
		return true;
	if (c >= 0x0300 && c <= 0x036f)
		return true;
	return c != 0 && c < 0x10000 && u_strchr(DROPPED, (UChar)c) != NULL;
}

/* é to E; letters without a decomposition (Ø Đ Ł) stay themselves in upper case. */
static UChar32 fold_latin(UChar32 c)
{
	UErrorCode status = U_ZERO_ERROR;
	UChar parts[4];
	const UNormalizer2 *nfc = unorm2_getNFCInstance(&status);
	for (int step = 0; step < 3 && c >= 0x80; step++) {
		if (unorm2_getRawDecomposition(nfc, c, parts, MG_LEN(parts), &status) <= 0)
			break;
		c = parts[0];
	}
	return u_toupper(c);
}

static bool is_kana(UChar32 c)
{
	return c >= 0x30a1 && c <= 0x30fa;
}

/* The voiced form of a kana that has one: ヾ after ス is ズ. */
static UChar32 voiced(UChar32 c)
{
	static const UChar PLAIN[] = u"カキクケコサシスセソタチツテトハヒフヘホ";
	static const UChar VOICED[] = u"ガギグゲゴザジズゼゾダジズデドバビブベボ";
	const UChar *at = u_strchr(PLAIN, (UChar)c);
	return at == NULL ? c : VOICED[at - PLAIN];
}

static UChar32 fold(UChar32 c)
{
	if (c >= 0x3041 && c <= 0x3096) /* hiragana */
		c += 0x60;
	if (c >= 0x30a0 && c <= 0x30ff)
		return fold_katakana(c);
	if (c >= 0x31f0 && c <= 0x31ff)
		return fold_ainu(c);
	if (is_dropped(c))
		return 0;
	if (c < 0x250 || (c >= 0x1e00 && c <= 0x1eff))
		return fold_latin(c);
	return c;
}

/* ヴ with a small vowel after it is one sound: バ ビ ベ ボ, not ブア. Returns 0 when it is none of
 * these. */
static UChar32 fold_v(UChar32 c, UChar next)
{
	if (c != U'ヴ' && c != U'ゔ')
		return 0;
	switch (next) {
	case u'ァ':
	case u'ぁ':
		return U'バ';
	case u'ィ':
	case u'ぃ':
		return U'ビ';
	case u'ェ':
	case u'ぇ':
		return U'ベ';
	case u'ォ':
	case u'ぉ':
		return U'ボ';
	default:
		return 0;
	}
}

/* ゝ ヽ repeat the kana before, ゞ ヾ voice it; with none before they stay. */
static UChar32 fold_repeat(UChar32 c, UChar32 before)
{
	if (!is_kana(before))
		return c;
	if (c == U'ゝ' || c == U'ヽ')
		return before;
	if (c == U'ゞ' || c == U'ヾ')
		return voiced(before);
	return c;
}

static void fold_name(const struct mg_units *in, bool kanji, struct mg_units *out)
{
	UChar32 before = 0;
	out->n = 0;
	out->ok = in->ok;
	for (int32_t i = 0; in->ok && i < in->n;) {
		UChar32 c;
		U16_NEXT(in->u, i, in->n, c);
		const UChar32 v = i < in->n ? fold_v(c, in->u[i]) : 0;
		if (v != 0)
			i++;
		c = v != 0 ? v : fold_repeat(c, before);
		if (kanji && c == U'々' && before != 0)
			c = before;
		c = fold(kanji ? mg_variant_fold(c) : c);
		if (c == 0)
			continue;
		mg_units_put(out, c);
		before = c;
	}
}

static bool name_key(const char *s, size_t n, bool kanji, char *ret, size_t cap)
{
	struct mg_units in;
	struct mg_units out;
	mg_units_read(s, n, &in);
	fold_name(&in, kanji, &out);
	return mg_units_write(&out, ret, cap);
}

bool mg_kana_key(const char *s, size_t n, char *ret, size_t cap)
{
	return name_key(s, n, /* kanji= */ false, ret, cap);
}

bool mg_kanji_key(const char *s, size_t n, char *ret, size_t cap)
{
	return name_key(s, n, /* kanji= */ true, ret, cap);
}

bool mg_text_nfkc(const char *s, size_t n, char *ret, size_t cap)
{
	struct mg_units in;
	mg_units_read(s, n, &in);
	return mg_units_write(&in, ret, cap);
}
