/* SPDX-License-Identifier: Apache-2.0 */
#include "base/number.h"
#include <stdint.h>
#include <string.h>
#include <unicode/utf8.h>

bool mg_is_digits(const char *s, size_t n)
{
	for (size_t i = 0; i < n; i++)
		if (s[i] < '0' || s[i] > '9')
			return false;
	return n > 0;
}

static unsigned weighted_sum(const char *digits, const char *weights)
{
	unsigned sum = 0;
	for (size_t i = 0; weights[i] != '\0'; i++)
		sum += (unsigned)(digits[i] - '0') * (unsigned)(weights[i] - '0');
	return sum;
}

static bool are_all_equal(const char *s, size_t n)
{
	for (size_t i = 1; i < n; i++)
		if (s[i] != s[0])
			return false;
	return true;
}

char mg_my_number_check(const char digits[11])
{
	const unsigned rest = weighted_sum(digits, "65432765432") % 11;
	return (char)('0' + (rest <= 1 ? 0 : 11 - rest));
}

bool mg_my_number_is_valid(const char *s, size_t n)
{
	return n == 12 && mg_is_digits(s, n) && !are_all_equal(s, n) &&
	       mg_my_number_check(s) == s[11];
}

bool mg_pension_no_is_valid(const char *s, size_t n)
{
	return n == 10 && mg_is_digits(s, n);
}

char mg_municipality_check(const char digits[5])
{
	const unsigned sum = weighted_sum(digits, "65432");
	return (char)('0' + (sum < 11 ? 11 - sum : 11 - sum % 11) % 10);
}

bool mg_municipality_is_valid(const char *s, size_t n)
{
	return n == 6 && mg_is_digits(s, n) && !are_all_equal(s, n) &&
	       mg_municipality_check(s) == s[5];
}

char mg_corporate_no_check(const char digits[12])
{
	return (char)('0' + 9 - weighted_sum(digits, "212121212121") % 9);
}

bool mg_corporate_no_is_valid(const char *s, size_t n)
{
	return n == 13 && mg_is_digits(s, n) && mg_corporate_no_check(s + 1) == s[0];
}

static bool is_filler(UChar32 c)
{
	return c == '-' || c == ' ' || c == 0x3000 || (c >= 0x2010 && c <= 0x2015) || c == 0x2212 ||
	       c == 0xff0d || c == 0x30fc || c == 0xff70;
}

bool mg_digits_fold(const char *s, size_t n, char *ret, size_t cap)
{
	char digits[64];
	size_t used = 0;
	for (size_t i = 0; i < n;) {
		UChar32 c;
		U8_NEXT((const uint8_t *)s, i, n, c);
		if (is_filler(c))
			continue;
		if (c >= 0xff10 && c <= 0xff19)
			c -= 0xfee0;
		if (c < '0' || c > '9' || used + 1 >= cap || used == sizeof(digits))
			return false;
		digits[used++] = (char)c;
	}
	if (used == 0)
		return false;
	memcpy(ret, digits, used);
	ret[used] = '\0';
	return true;
}
