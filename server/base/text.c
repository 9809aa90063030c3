/* SPDX-License-Identifier: Apache-2.0 */
#include "base/text.h"
#include <string.h>
#include <unicode/utf8.h>

static enum mg_text_fault fault_of(UChar32 c)
{
	if (c < 0)
		return MG_TEXT_NOT_UTF8;
	if (c < 0x20 || (c >= 0x7f && c <= 0x9f) || c == 0x2028 || c == 0x2029)
		return MG_TEXT_CONTROL;
	if ((c >= 0x202a && c <= 0x202e) || (c >= 0x2066 && c <= 0x2069))
		return MG_TEXT_BIDI;
	return MG_TEXT_CLEAN;
}

enum mg_text_fault mg_text_find_fault(const char *s, size_t n, size_t *ret_at)
{
	const uint8_t *p = (const uint8_t *)s;
	for (size_t i = 0; i < n;) {
		const size_t at = i;
		UChar32 c;
		U8_NEXT(p, i, n, c);
		const enum mg_text_fault fault = fault_of(c);
		if (fault != MG_TEXT_CLEAN) {
			if (ret_at != NULL)
				*ret_at = at;
			return fault;
		}
	}
	return MG_TEXT_CLEAN;
}

bool mg_text_is_clean(const char *s, size_t n)
{
	return mg_text_find_fault(s, n, /* ret_at= */ NULL) == MG_TEXT_CLEAN;
}

static bool starts_character(char byte)
{
	return ((unsigned char)byte & 0xc0) != 0x80;
}

size_t mg_text_count(const char *s, size_t n)
{
	size_t count = 0;
	for (size_t i = 0; i < n; i++)
		count += starts_character(s[i]);
	return count;
}

size_t mg_text_bytes_of(const char *s, size_t n, size_t count)
{
	size_t seen = 0;
	for (size_t i = 0; i < n; i++)
		if (starts_character(s[i]) && seen++ == count)
			return i;
	return n;
}

static size_t space_at(const char *s, size_t n)
{
	if (n >= 1 && s[0] == ' ')
		return 1;
	return n >= 3 && memcmp(s, "\u3000", 3) == 0 ? 3 : 0;
}

struct mg_text mg_text_trim(const char *s, size_t n)
{
	for (size_t skip; (skip = space_at(s, n)) > 0; s += skip)
		n -= skip;
	for (;;) {
		if (n >= 1 && s[n - 1] == ' ')
			n -= 1;
		else if (n >= 3 && memcmp(s + n - 3, "\u3000", 3) == 0)
			n -= 3;
		else
			return (struct mg_text){s, n};
	}
}
