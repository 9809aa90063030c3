/* SPDX-License-Identifier: Apache-2.0
 * The parameters of the law as a value that the rules take: each with the days on which it holds. It never reads a
 * file; law/law_load.h fills it. */
#pragma once
#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

enum mg_param {
#define MG_PARAM(name, key, unit) MG_PARAM_##name,
#include "base/law.def"
#undef MG_PARAM
	MG_PARAM_MAX
};

/* One value and the days from and to which it holds, both inclusive, as YYYYMMDD; to_ymd 0 is open. */
struct mg_law_row {
	int32_t from_ymd;
	int32_t to_ymd;
	int64_t value;
	bool verify; /* to be verified against the official text before go-live */
};

#define MG_LAW_ROWS_MAX 32
struct mg_law {
	struct {
		struct mg_law_row row[MG_LAW_ROWS_MAX];
		int32_t n;
	} param[MG_PARAM_MAX];
};

/* The value in force on the day; false when the law has none for it. Months are asked by their first day. */
bool mg_law_find(const struct mg_law *law, enum mg_param param, int32_t ymd, int64_t *ret_value);
bool mg_law_find_in_month(const struct mg_law *law, enum mg_param param, int32_t ym, int64_t *ret_value);
/* The same, 0 when there is none. */
int64_t mg_law_at(const struct mg_law *law, enum mg_param param, int32_t ymd);
/* For a month YYYYMM. */
int64_t mg_law_in_month(const struct mg_law *law, enum mg_param param, int32_t ym);
const char *mg_param_key(enum mg_param param);
/* MG_PARAM_MAX when no parameter has the key. */
enum mg_param mg_param_find(const char *key);
const char *mg_param_unit(enum mg_param param);
