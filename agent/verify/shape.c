/* SPDX-License-Identifier: Apache-2.0 */
#include "agent/verify/shape.h"
#include <string.h>

#define STAFF_NO_CHARS 16U
#define LETTERS "ABCDEFGHIJKLMNOPQRSTUVWXYZ"
#define DIGITS "0123456789"

static bool consists_of(const char *s, const char *set, size_t low, size_t high)
{
	const size_t n = strlen(s);
	return n >= low && n <= high && strspn(s, set) == n;
}

bool mg_staff_no_is_valid(const char *s)
{
	return consists_of(s, LETTERS "abcdefghijklmnopqrstuvwxyz" DIGITS "-", 1, STAFF_NO_CHARS);
}

bool mg_ward_is_valid(const char *s)
{
	return consists_of(s, DIGITS, 3, 3);
}

bool mg_serial_is_valid(const char *s)
{
	size_t n = 0;
	while (s[n] >= 0x20 && s[n] < 0x7F)
		n++;
	return s[n] == '\0' && n > 0 && n <= MG_SERIAL_CHARS;
}

bool mg_file_name_is_short(const char *s)
{
	static const char set[] = LETTERS DIGITS "-_";
	const size_t stem = strspn(s, set);
	return stem >= 1 && stem <= 8 && s[stem] == '.' && consists_of(s + stem + 1, set, 1, 3);
}

bool mg_order_is_whole(const struct mg_order *o, int64_t now_us)
{
	return o->device.vendor != 0 && o->device.product != 0 &&
	       memchr(o->device.serial, '\0', sizeof(o->device.serial)) != NULL && mg_serial_is_valid(o->device.serial) &&
	       memchr(o->file_name, '\0', sizeof(o->file_name)) != NULL && mg_file_name_is_short(o->file_name) &&
	       o->sealed_size > 0 && o->not_before_us <= now_us && now_us < o->not_after_us &&
	       o->not_after_us - o->not_before_us <= MG_TICKET_LIFE_US;
}
