/* SPDX-License-Identifier: Apache-2.0 */
#include "exchange/field_format.h"
#include "base/date.h"
#include "base/number.h"

static bool is_code(const char *s, size_t n)
{
	for (size_t i = 0; i < n; i++) {
		const bool letter = (s[i] >= 'A' && s[i] <= 'Z') || (s[i] >= 'a' && s[i] <= 'z');
		if (!letter && (s[i] < '0' || s[i] > '9'))
			return false;
	}
	return true;
}

/* U+E000 to U+F8FF: characters that mean something only on the machine that made them. Longer
 * private planes have the lead bytes F3 B0 and above. */
static bool has_private_character(const char *s, size_t n)
{
	const unsigned char *p = (const unsigned char *)s;
	for (size_t i = 0; i + 2 < n; i++) {
		if (p[i] == 0xee || (p[i] == 0xef && p[i + 1] < 0xa4 && p[i + 1] >= 0x80))
			return true;
		if ((p[i] == 0xf3 && p[i + 1] >= 0xb0) || p[i] == 0xf4)
			return true;
	}
	return false;
}

static enum mg_import_reason check_text(struct mg_text value, size_t length)
{
	if (value.n > length && mg_text_count(value.s, value.n) > length)
		return MG_REASON_TOO_LONG;
	return has_private_character(value.s, value.n) ? MG_REASON_PRIVATE_CHARACTER
						       : MG_REASON_NONE;
}

static enum mg_import_reason check_date(struct mg_text value, bool may_be_unknown)
{
	struct mg_partial_date p;
	switch (mg_partial_from_digits(value.s, value.n, &p)) {
	case MG_DATE_READ:
		return mg_partial_is_whole(p) || may_be_unknown ? MG_REASON_NONE
								: MG_REASON_NOT_A_DATE;
	case MG_DATE_NO_SUCH_DAY:
		return MG_REASON_NO_SUCH_DAY;
	case MG_DATE_NOT_A_DATE:
	case MG_DATE_OTHER_ERA:
	case MG_DATE_TOO_OLD:
		return MG_REASON_NOT_A_DATE;
	}
	return MG_REASON_NOT_A_DATE;
}

static int two_digits(const char *s)
{
	return (s[0] - '0') * 10 + s[1] - '0';
}

static enum mg_import_reason check_month(struct mg_text value)
{
	if (value.n != 6 || !mg_is_digits(value.s, 6))
		return MG_REASON_NOT_A_MONTH;
	const int month = two_digits(value.s + 4);
	return month >= 1 && month <= 12 && two_digits(value.s) >= 18 ? MG_REASON_NONE
								      : MG_REASON_NOT_A_MONTH;
}

static enum mg_import_reason check_time(struct mg_text value)
{
	if (value.n != 6 || !mg_is_digits(value.s, 6))
		return MG_REASON_NOT_A_TIME;
	return two_digits(value.s) < 24 && two_digits(value.s + 2) < 60 &&
			       two_digits(value.s + 4) < 60
		       ? MG_REASON_NONE
		       : MG_REASON_NOT_A_TIME;
}

enum mg_import_reason mg_field_check(const struct mg_field_def *def, struct mg_text value)
{
	if (value.n == 0)
		return MG_REASON_NONE;
	switch (def->type) {
	case MG_FIELD_DIGITS:
		if (!mg_is_digits(value.s, value.n))
			return MG_REASON_NOT_DIGITS;
		return value.n == def->length ? MG_REASON_NONE : MG_REASON_WRONG_LENGTH;
	case MG_FIELD_TEXT:
		return check_text(value, def->length);
	case MG_FIELD_CODE:
		if (value.n > def->length)
			return MG_REASON_TOO_LONG;
		return is_code(value.s, value.n) ? MG_REASON_NONE : MG_REASON_NOT_A_CODE;
	case MG_FIELD_FLAG:
		return value.n == 1 && (value.s[0] == '0' || value.s[0] == '1')
			       ? MG_REASON_NONE
			       : MG_REASON_NOT_A_FLAG;
	case MG_FIELD_DATE:
		return check_date(value, /* may_be_unknown= */ false);
	case MG_FIELD_DATE_UNKNOWN:
		return check_date(value, /* may_be_unknown= */ true);
	case MG_FIELD_MONTH:
		return check_month(value);
	case MG_FIELD_NUMBER:
		if (value.n > def->length)
			return MG_REASON_TOO_LONG;
		return mg_is_digits(value.s, value.n) ? MG_REASON_NONE : MG_REASON_NOT_DIGITS;
	case MG_FIELD_TIME:
		return check_time(value);
	}
	return MG_REASON_NOT_A_CODE;
}
