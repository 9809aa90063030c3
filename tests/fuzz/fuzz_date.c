/* SPDX-License-Identifier: Apache-2.0 */
#include <stdint.h>
#include <stdlib.h>
#include <string.h>
#include "base/date.h"

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size);

/* What was read must be a date, and every style of it must read back as the same date. */
static void check_whole(struct mg_date d)
{
	for (int style = MG_DATE_DIGITS; style <= MG_DATE_WESTERN; style++) {
		char text[MG_DATE_TEXT_BYTES];
		struct mg_date again = {0};
		mg_date_format(d, (enum mg_date_style)style, text);
		if (mg_date_parse(text, strlen(text), &again) != MG_DATE_READ ||
			mg_date_compare(d, again) != 0)
			abort();
	}
}

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size)
{
	const char *s = (const char *)data;
	struct mg_date d;
	struct mg_partial_date p;
	struct mg_date from;
	struct mg_date to;
	enum mg_date_reading reading = mg_date_parse(s, size, &d);
	if (reading == MG_DATE_READ || reading == MG_DATE_OTHER_ERA) {
		if (!mg_date_is_valid(d))
			abort();
		if (d.year <= 2117) /* an era year of three digits is not read */
			check_whole(d);
	}
	reading = mg_partial_parse(s, size, &p);
	if ((reading == MG_DATE_READ || reading == MG_DATE_OTHER_ERA) &&
		(!mg_partial_range(p, &from, &to) || !mg_date_is_valid(from) ||
			!mg_date_is_valid(to) || mg_date_compare(from, to) > 0))
		abort();
	if (mg_partial_from_digits(s, size, &p) == MG_DATE_READ && p.year != 0 &&
		(!mg_partial_range(p, &from, &to) || mg_date_compare(from, to) > 0))
		abort();
	return 0;
}
