/* SPDX-License-Identifier: Apache-2.0 */
#include "base/law.h"
#include <string.h>

static const struct {
	const char *key, *unit;
} PARAMS[] = {
#define MG_PARAM(name, key, unit) {key, unit},
#include "base/law.def"
#undef MG_PARAM
};

bool mg_law_find(const struct mg_law *law, enum mg_param param, int32_t ymd, int64_t *ret_value)
{
	for (int32_t i = 0; i < law->param[param].n; i++) {
		const struct mg_law_row *row = &law->param[param].row[i];

		if (ymd >= row->from_ymd && (row->to_ymd == 0 || ymd <= row->to_ymd)) {
			*ret_value = row->value;
			return true;
		}
	}
	return false;
}

int64_t mg_law_at(const struct mg_law *law, enum mg_param param, int32_t ymd)
{
	int64_t value = 0;

	(void)mg_law_find(law, param, ymd, &value);
	return value;
}

bool mg_law_find_in_month(const struct mg_law *law, enum mg_param param, int32_t ym, int64_t *ret_value)
{
	return mg_law_find(law, param, ym * 100 + 1, ret_value);
}

int64_t mg_law_in_month(const struct mg_law *law, enum mg_param param, int32_t ym)
{
	int64_t value = 0;

	(void)mg_law_find_in_month(law, param, ym, &value);
	return value;
}

const char *mg_param_key(enum mg_param param)
{
	return PARAMS[param].key;
}

enum mg_param mg_param_find(const char *key)
{
	int32_t i = 0;

	while (i < MG_PARAM_MAX && strcmp(PARAMS[i].key, key) != 0)
		i++;
	return (enum mg_param)i;
}

const char *mg_param_unit(enum mg_param param)
{
	return PARAMS[param].unit;
}
