/* SPDX-License-Identifier: Apache-2.0
 * Addresses as they are searched, and how much of a name a prefix covers. */
#include <string.h>
#include "person/search_rules.h"

/* The bytes of the first `count` characters of the NUL-terminated key. */
static size_t bytes_of(const char *key, size_t count)
{
	return mg_text_bytes_of(key, strlen(key), count);
}

/* True when character number `at` (from 0) of the key is `c`. */
static bool is_at(const char *key, size_t at, const char *c)
{
	const size_t offset = bytes_of(key, at);
	return strncmp(key + offset, c, strlen(c)) == 0;
}

/* 大阪府, 北海道, 東京都; 県 as the third or fourth character. 0: none. */
static size_t prefecture(const char *key)
{
	static const char *const named[] = {"北海道", "東京都", "大阪府", "京都府"};
	for (size_t i = 0; i < MG_LEN(named); i++)
		if (strncmp(key, named[i], strlen(named[i])) == 0)
			return strlen(named[i]);
	for (size_t at = 2; at <= 3; at++)
		if (is_at(key, at, "県"))
			return bytes_of(key, at + 1);
	return 0;
}

/* The part that ends with `c` within the first characters; 0: none. A town may begin with the character (市之町), so the
 * part before it is never empty. */
static size_t part(const char *key, const char *c, size_t longest)
{
	for (size_t at = 1; at <= longest; at++)
		if (is_at(key, at, c))
			return bytes_of(key, at + 1);
	return 0;
}

bool mg_search_address_key(const char *s, size_t n, char *ret, size_t cap)
{
	if (!mg_address_key(s, n, ret, cap))
		return false;
	size_t skip = prefecture(ret);
	skip += part(ret + skip, "市", 5);
	skip += part(ret + skip, "区", 3);
	memmove(ret, ret + skip, strlen(ret + skip) + 1);
	return true;
}

uint32_t mg_search_covered(const char *name, const char *key)
{
	char covered[MG_SEARCH_KEY_BYTES];
	const size_t n = strlen(name), key_n = strlen(key);
	const size_t characters = mg_text_count(name, n);
	for (size_t i = 1; i <= characters && key_n; i++) {
		if (!mg_kana_key(name, mg_text_bytes_of(name, n, i), covered, sizeof(covered)))
			return 0;
		if (strlen(covered) >= key_n)
			return strncmp(covered, key, key_n) == 0 ? (uint32_t)i : 0;
	}
	return 0;
}
