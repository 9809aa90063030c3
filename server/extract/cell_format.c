/* SPDX-License-Identifier: Apache-2.0 */
#include "extract/cell_format.h"
#include <string.h>
#include "base/macros.h"

static bool is_dangerous(const char *value, size_t n)
{
	static const char *const begins[] = {
		"=", "+", "-", "@", "'", "\t", "\r", "\n", "＝", "＋", "－", "−", "＠", "＇"};
	for (size_t i = 0; i < MG_LEN(begins); i++) {
		const size_t len = strlen(begins[i]);
		if (n >= len && memcmp(value, begins[i], len) == 0)
			return true;
	}
	return false;
}

size_t mg_cell_neutralise(const char *value, size_t n, char *ret)
{
	const size_t extra = is_dangerous(value, n);
	if (extra)
		ret[0] = '\'';
	if (n)
		memcpy(ret + extra, value, n);
	return n + extra;
}

const char *mg_cell_recover(const char *cell, size_t n, size_t *ret_n)
{
	const size_t extra = n > 0 && cell[0] == '\'';
	*ret_n = n - extra;
	return cell + extra;
}
