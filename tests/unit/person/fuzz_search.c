/* SPDX-License-Identifier: Apache-2.0
 * Any bytes as the search text: no reading may crash, log a 個人番号, or set criteria beside a refusal. */
#include <stdint.h>
#include <stdlib.h>
#include <string.h>
#include "person/search_rules.h"

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size);

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size)
{
	static struct mg_search_reading r;
	unsigned readings = 1;
	for (unsigned which = 0; which < readings && which < 8; which++) {
		mg_search_read((const char *)data, size, which, &r);
		if (which == 0)
			readings = r.readings;
		const struct mg_search *s = &r.search;
		const bool any = s->kana[0] || s->kanji[0] || s->given_kana[0] || s->given_kanji[0] || s->address[0] ||
				 s->pension_no[0] || s->shori_no[0] || s->my_number[0] || s->birth_to;
		if ((r.refusal != NULL) == any || s->birth_from > s->birth_to)
			abort();
		if (s->my_number[0] && strstr(r.for_log, s->my_number))
			abort();
		if (!mg_text_is_clean(r.understood, strlen(r.understood)) || !mg_text_is_clean(r.for_log, strlen(r.for_log)))
			abort();
		mg_search_covered("ヤマダ　タロウ", s->kana);
	}
	return 0;
}
