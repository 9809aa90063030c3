/* SPDX-License-Identifier: Apache-2.0
 * The types of interface fields and the check of one value. It judges the shape of a value, never
 * its meaning. */
#pragma once
#include <stdint.h>
#include "base/text.h"
#include "exchange/reason_format.h"

/* Empty means "unknown" and passes every type. Lengths are characters. */
enum mg_field_type {
	MG_FIELD_DIGITS,       /* C: exactly n digits */
	MG_FIELD_TEXT,	       /* V: at most n code points */
	MG_FIELD_CODE,	       /* K: 1 to n letters or digits */
	MG_FIELD_FLAG,	       /* F: 0 or 1 */
	MG_FIELD_DATE,	       /* D: YYYYMMDD, a whole date */
	MG_FIELD_DATE_UNKNOWN, /* DU: as D, 00 for an unknown month or day, 00000000 for all of it
				*/
	MG_FIELD_MONTH,	       /* YM: YYYYMM */
	MG_FIELD_NUMBER,       /* N: 1 to n digits */
	MG_FIELD_TIME,	       /* T: HHMMSS */
};

struct mg_field_def {
	const char *column;
	enum mg_field_type type;
	uint16_t length;
};

/* MG_REASON_NONE when `value` (clean UTF-8) has the shape of `def`. */
enum mg_import_reason mg_field_check(const struct mg_field_def *def, struct mg_text value);
