/* SPDX-License-Identifier: Apache-2.0
 * Reads the parameters of the law from sql/codes/law.csv into the value that the rules take. The rules never call it. */
#pragma once
#include <stdbool.h>
#include <stddef.h>
#include "base/error.h"
#include "base/law.h"

/* The columns of a law.csv. */
enum mg_law_column {
	MG_LAW_KEY,
	MG_LAW_VALID_FROM,
	MG_LAW_VALID_TO,
	MG_LAW_VALUE,
	MG_LAW_UNIT,
	MG_LAW_SOURCE,
	MG_LAW_VERIFY,
	MG_LAW_COLUMNS
};

/* The text of a law.csv (key,valid_from,valid_to,value,unit,source,verify; RFC 4180). INVALID names the line: a key that
 * base/law.def does not have, a unit that differs, a date that does not exist, rows of a key that overlap, or a key
 * without a row. `ret` is touched on success only. */
bool mg_law_parse(const char *text, size_t n, struct mg_law *ret, struct mg_error *err) MG_MUST_CHECK;
/* The same from a file of at most a mebibyte. NOT_FOUND when it cannot be read. */
bool mg_law_load(const char *path, struct mg_law *ret, struct mg_error *err) MG_MUST_CHECK;
