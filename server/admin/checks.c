/* SPDX-License-Identifier: Apache-2.0 */
#include "admin/checks.h"
#include <ctype.h>
#include <stdlib.h>
#include <string.h>
#include "base/text.h"

bool mg_check_number(const char *option, const char *value, uint64_t *ret, struct mg_error *err)
{
	size_t n = strlen(value);
	if (n < 1 || n > 9 || strspn(value, "0123456789") != n || value[0] == '0')
		return mg_fail(err, MG_ERR_INVALID, "--%s wants a number", option);
	*ret = strtoull(value, NULL, 10);
	return true;
}

bool mg_check_text(const char *option, const char *value, size_t max_bytes, struct mg_error *err)
{
	size_t n = strlen(value);
	if (n < 1 || n > max_bytes || !mg_text_is_clean(value, n))
		return mg_fail(err, MG_ERR_INVALID, "--%s wants 1 to %zu bytes of plain text", option, max_bytes);
	return true;
}

bool mg_check_staff_no(const char *value, struct mg_error *err)
{
	size_t n = strlen(value);
	bool ok = n >= 1 && n <= 16;
	for (size_t i = 0; i < n; i++)
		ok = ok && (isalnum((unsigned char)value[i]) || value[i] == '-') && (unsigned char)value[i] < 0x80;
	return ok || mg_fail(err, MG_ERR_INVALID, "--staff-no wants 1 to 16 letters, digits or dashes");
}

bool mg_check_ward(const char *value, struct mg_error *err)
{
	return (strlen(value) == 3 && strspn(value, "0123456789") == 3) ||
	       mg_fail(err, MG_ERR_INVALID, "--ward wants three digits");
}

static bool is_leap(int year)
{
	return (year % 4 == 0 && year % 100 != 0) || year % 400 == 0;
}

bool mg_check_day(const char *option, const char *value, struct mg_error *err)
{
	static const int days[] = {31, 28, 31, 30, 31, 30, 31, 31, 30, 31, 30, 31};
	if (!value)
		return true;
	bool ok = strlen(value) == 10 && value[4] == '-' && value[7] == '-';
	for (size_t i = 0; ok && i < 10; i++)
		ok = i == 4 || i == 7 || isdigit((unsigned char)value[i]);
	int year = ok ? atoi(value) : 0, month = ok ? atoi(value + 5) : 0, day = ok ? atoi(value + 8) : 0;
	ok = ok && year >= 1900 && month >= 1 && month <= 12 && day >= 1 &&
	     day <= days[month - 1] + (month == 2 && is_leap(year));
	return ok || mg_fail(err, MG_ERR_INVALID, "--%s wants a day like 2026-11-24", option);
}

bool mg_check_finger(const char *value, unsigned *ret, struct mg_error *err)
{
	static const char *const names[] = {"left-thumb", "left-index", "left-middle", "left-ring", "left-little",
		"right-thumb", "right-index", "right-middle", "right-ring", "right-little"};
	for (unsigned i = 0; i < MG_LEN(names); i++)
		if (strcmp(names[i], value) == 0) {
			*ret = i + 1;
			return true;
		}
	return mg_fail(err, MG_ERR_INVALID, "--finger wants a name like right-index");
}
