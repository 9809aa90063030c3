/* SPDX-License-Identifier: Apache-2.0 */
#include "notice/notice_rules.h"
#include <string.h>
#include "base/text.h"

#define WARD_DIGITS 3
#define FNV_BASIS UINT64_C(0xcbf29ce484222325)
#define FNV_PRIME UINT64_C(0x100000001b3)

bool mg_notice_is_line(const char *text, size_t max)
{
	const size_t n = strlen(text);
	const struct mg_text bare = mg_text_trim(text, n);
	return bare.n > 0 && n <= 4 * max && mg_text_is_clean(text, n) && mg_text_count(text, n) <= max;
}

static bool is_ward(const char *ward)
{
	return strlen(ward) == WARD_DIGITS && strspn(ward, "0123456789") == WARD_DIGITS;
}

const char *mg_notice_malformed(const struct mg_notice_wish *wish)
{
	if (!mg_notice_is_line(wish->text, MG_NOTICE_CHARACTERS))
		return "text";
	return wish->ward[0] && !is_ward(wish->ward) ? "ward" : NULL;
}

/* Bytes of a digit of either width at `s`; 0: it is none. */
static size_t digit_at(const char *s)
{
	const unsigned char *u = (const unsigned char *)s;
	if (u[0] >= '0' && u[0] <= '9')
		return 1;
	/* U+FF10 … U+FF19 */
	return u[0] == 0xef && u[1] == 0xbc && u[2] >= 0x90 && u[2] <= 0x99 ? 3 : 0;
}

/* What may stand between the digits of one number: a space or a hyphen of either width. */
static size_t between_at(const char *s)
{
	static const char *const marks[] = {" ", "-", "\u3000", "\uff0d", "\u2010", "\u2011", "\u2212", "\u30fc"};
	for (size_t i = 0; i < sizeof(marks) / sizeof(marks[0]); i++)
		if (strncmp(s, marks[i], strlen(marks[i])) == 0)
			return strlen(marks[i]);
	return 0;
}

static bool holds_a_number(const char *text)
{
	unsigned digits = 0;
	for (const char *s = text; *s;) {
		size_t n = digit_at(s);
		if (n > 0) {
			s += n;
			if (++digits >= MG_NOTICE_DIGITS)
				return true;
			continue;
		}
		n = between_at(s);
		digits = n > 0 ? digits : 0;
		s += n > 0 ? n : 1;
	}
	return false;
}

const char *mg_notice_refused(const struct mg_notice_wish *wish, const struct mg_notice_poster *poster, int64_t now_us,
	uint64_t terminals, uint64_t in_force)
{
	if (!poster->may_city && strcmp(wish->ward, poster->ward) != 0)
		return "ward";
	if (wish->until_us <= now_us || wish->until_us - now_us > MG_NOTICE_SPAN_US)
		return "until_us";
	if (holds_a_number(wish->text))
		return "text";
	if (terminals == 0)
		return "ward";
	return in_force >= MG_NOTICES_EACH ? "in_force" : NULL;
}

bool mg_notice_may_withdraw(const char *ward, const struct mg_notice_poster *poster)
{
	return poster->may_city || (ward[0] && strcmp(ward, poster->ward) == 0);
}

uint64_t mg_notice_version_add(uint64_t version, uint64_t notice_no)
{
	uint64_t hash = version ? version : FNV_BASIS;
	for (unsigned shift = 0; shift < 64; shift += 8)
		hash = (hash ^ ((notice_no >> shift) & 0xff)) * FNV_PRIME;
	return hash ? hash : 1;
}
