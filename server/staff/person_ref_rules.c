/* SPDX-License-Identifier: Apache-2.0 */
#include "staff/person_ref_rules.h"
#include <stdio.h>
#include <string.h>

#define DIGITS_MAX 10U

bool mg_person_ref_read(const char *text, bool is_vendor, char ret[MG_PERSON_REF_BYTES])
{
	const char letter = is_vendor ? 'V' : 'P';
	if (*text == letter || *text == letter - 'A' + 'a') {
		text++;
		if (*text == '-')
			text++;
	}
	if (text[strspn(text, "0123456789")])
		return false;
	text += strspn(text, "0");
	if (!*text || strlen(text) > DIGITS_MAX)
		return false;
	snprintf(ret, MG_PERSON_REF_BYTES, "%c-%s", letter, text);
	return true;
}
