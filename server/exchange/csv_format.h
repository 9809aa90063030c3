/* SPDX-License-Identifier: Apache-2.0
 * One line of RFC 4180 CSV with every field quoted, split in place. It knows neither line ends nor
 * what fields mean. */
#pragma once
#include <stdbool.h>
#include <stddef.h>
#include "base/text.h"

/* Splits `line` (without CR LF) into at most `cap` fields that point into it; doubled quotes are
 * made single in place. False on anything but "…","…" . More than `cap` fields: true with
 * *ret_count == cap + 1. */
bool mg_csv_split(char *line, size_t n, struct mg_text *ret_fields, size_t cap, size_t *ret_count);
/* Writes `value` quoted, at most 2 * n + 2 bytes, to `ret`; returns the bytes written. */
size_t mg_csv_quote(const char *value, size_t n, char *ret);
