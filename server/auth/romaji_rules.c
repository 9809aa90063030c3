/* SPDX-License-Identifier: Apache-2.0 */
#include "auth/romaji_rules.h"
#include <string.h>
#include "base/macros.h"

/* U+30A1 (ァ) to U+30F4 (ヴ) in 訓令式. "*": ッ, doubles the consonant that follows; small ャュョ replace the vowel before. */
static const char *const kunrei[] = {"a", "a", "i", "i", "u", "u", "e", "e", "o", "o", "ka", "ga", "ki", "gi", "ku", "gu",
	"ke", "ge", "ko", "go", "sa", "za", "si", "zi", "su", "zu", "se", "ze", "so", "zo", "ta", "da", "ti", "zi", "*", "tu", "zu",
	"te", "de", "to", "do", "na", "ni", "nu", "ne", "no", "ha", "ba", "pa", "hi", "bi", "pi", "hu", "bu", "pu", "he", "be", "pe",
	"ho", "bo", "po", "ma", "mi", "mu", "me", "mo", "ya", "ya", "yu", "yu", "yo", "yo", "ra", "ri", "ru", "re", "ro", "wa", "wa",
	"i", "e", "o", "n", "vu"};
#define FIRST 0x30A1
#define SMALL_YA 0x30E3
#define SMALL_YU 0x30E5
#define SMALL_YO 0x30E7
#define LONG_SIGN 0x30FC

/* One katakana of three bytes; 0: none. */
static int next_kana(const char **p, const char *end)
{
	const unsigned char *b = (const unsigned char *)*p;
	if (end - *p < 3 || (b[0] & 0xF0) != 0xE0)
		return 0;
	int point = (b[0] & 0x0F) << 12 | (b[1] & 0x3F) << 6 | (b[2] & 0x3F);
	*p += 3;
	return point >= 0x3041 && point <= 0x3096 ? point + 0x60 : point;
}

static bool put(char *ret, size_t cap, size_t *n, const char *text)
{
	size_t more = strlen(text);
	if (*n + more >= cap)
		return false;
	memcpy(ret + *n, text, more + 1);
	*n += more;
	return true;
}

static bool spell_kunrei(const char *kana, size_t bytes, char *ret, size_t cap)
{
	const char *end = kana + bytes;
	size_t n = 0;
	bool doubles = false;
	ret[0] = '\0';
	while (kana < end) {
		int point = next_kana(&kana, end);
		if (point == LONG_SIGN)
			continue;
		if (point < FIRST || point >= FIRST + (int)MG_LEN(kunrei))
			return false;
		const char *text = kunrei[point - FIRST];
		if (*text == '*') {
			doubles = true;
			continue;
		}
		if ((point == SMALL_YA || point == SMALL_YU || point == SMALL_YO) && n > 0 && ret[n - 1] == 'i')
			n--; /* キ + ャ: kya */
		if (doubles && !put(ret, cap, &n, (const char[]){text[0], '\0'}))
			return false;
		doubles = false;
		if (!put(ret, cap, &n, text))
			return false;
	}
	return n > 0;
}

/* The syllables that Hepburn writes otherwise, longer ones first. */
static const char *const hepburn[][2] = {{"sy", "sh"}, {"ty", "ch"}, {"zy", "j"}, {"si", "shi"}, {"ti", "chi"}, {"tu", "tsu"},
	{"hu", "fu"}, {"zi", "ji"}};
static const char *const without_long[][2] = {{"ou", "o"}, {"oo", "o"}, {"uu", "u"}};

static bool replace(char *text, size_t cap, const char *const (*pairs)[2], size_t n_pairs)
{
	char from[256];
	size_t n = 0;
	if (strlen(text) >= sizeof(from))
		return false;
	memcpy(from, text, strlen(text) + 1);
	text[0] = '\0';
	for (const char *p = from; *p;) {
		size_t i = 0;
		while (i < n_pairs && strncmp(p, pairs[i][0], 2) != 0)
			i++;
		const char one[] = {*p, '\0'};
		if (!put(text, cap, &n, i < n_pairs ? pairs[i][1] : one))
			return false;
		p += i < n_pairs ? 2 : 1;
	}
	return true;
}

bool mg_romaji_of(const char *kana, size_t n, unsigned way, char *ret, size_t cap)
{
	return spell_kunrei(kana, n, ret, cap) && (!(way & 1U) || replace(ret, cap, hepburn, MG_LEN(hepburn))) &&
	       (!(way & 2U) || replace(ret, cap, without_long, MG_LEN(without_long)));
}
