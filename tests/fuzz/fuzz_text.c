/* SPDX-License-Identifier: Apache-2.0 */
#include <stdint.h>
#include <stdlib.h>
#include <string.h>
#include "base/number.h"
#include "base/text.h"

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size);

static void try_key(bool (*key)(const char *, size_t, char *, size_t), const char *s, size_t n)
{
	char large[MG_TEXT_KEY_BYTES];
	char small[8];
	const bool fits = key(s, n, large, sizeof(large));
	if (fits && (mg_text_find_fault(s, n, NULL) == MG_TEXT_NOT_UTF8 ||
			    mg_text_find_fault(large, strlen(large), NULL) == MG_TEXT_NOT_UTF8))
		abort();
	if (key(s, n, small, sizeof(small)) && (!fits || strcmp(small, large) != 0))
		abort();
}

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size)
{
	const char *s = (const char *)data;
	char digits[13];
	size_t at = size;
	if (mg_text_find_fault(s, size, &at) != MG_TEXT_CLEAN && at >= size)
		abort();
	if (mg_text_bytes_of(s, size, mg_text_count(s, size)) > size)
		abort();
	if (mg_text_trim(s, size).n > size)
		abort();
	try_key(mg_kana_key, s, size);
	try_key(mg_kanji_key, s, size);
	try_key(mg_address_key, s, size);
	try_key(mg_text_nfkc, s, size);
	if (mg_digits_fold(s, size, digits, sizeof(digits)) &&
		!mg_is_digits(digits, strlen(digits)))
		abort();
	return 0;
}
