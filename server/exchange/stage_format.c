/* SPDX-License-Identifier: Apache-2.0 */
#include "exchange/stage_format.h"
#include <string.h>

static bool put(char *ret, size_t cap, size_t *at, struct mg_text text)
{
	if (text.n + 1 > cap - *at)
		return false;
	if (text.n)
		memcpy(ret + *at, text.s, text.n);
	*at += text.n;
	ret[(*at)++] = '\0';
	return true;
}

bool mg_stage_pack(const struct mg_j01_record *record, char *ret, size_t cap, size_t *ret_n)
{
	size_t at = 0;
	if (!put(ret, cap, &at, record->my_number))
		return false;
	for (size_t i = 0; i < MG_J01_FIELDS; i++)
		if (!put(ret, cap, &at, record->field[i]))
			return false;
	*ret_n = at;
	return true;
}

bool mg_stage_unpack(const char *packed, size_t n, struct mg_text ret[MG_STAGE_FIELDS])
{
	size_t at = 0;
	for (size_t i = 0; i < MG_STAGE_FIELDS; i++) {
		const char *end = n - at ? memchr(packed + at, '\0', n - at) : NULL;
		if (!end)
			return false;
		ret[i] = (struct mg_text){packed + at, (size_t)(end - packed) - at};
		at += ret[i].n + 1;
	}
	return at == n;
}
