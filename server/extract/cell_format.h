/* SPDX-License-Identifier: Apache-2.0
 * One cell of a CSV that people open in a spreadsheet: made harmless without losing its value. It knows neither quoting nor
 * charsets. */
#pragma once
#include <stdbool.h>
#include <stddef.h>

/* What a spreadsheet takes for the beginning of a formula, half or full width, or an apostrophe: = + - @ ' TAB CR LF and
 * ＝ ＋ － − ＠ ＇. Such a cell gets an apostrophe in front; every other is written as it is. So a value is recovered by
 * taking one apostrophe away from the front of a cell that has one. */
#define MG_CELL_EXTRA_BYTES 1U

/* UTF-8. Writes n or n + 1 bytes to `ret` and returns how many. */
size_t mg_cell_neutralise(const char *value, size_t n, char *ret);
/* The value of a cell: a view into it. */
const char *mg_cell_recover(const char *cell, size_t n, size_t *ret_n);
