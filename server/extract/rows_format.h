/* SPDX-License-Identifier: Apache-2.0
 * Reads the rows of a CSV as it flows by, in pieces of any length: every field quoted, CR LF behind a row. It keeps the heading
 * and one window of rows and forgets the rest. */
#pragma once
#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>
#include "base/arena.h"

#define MG_ROWS_COLUMNS_MAX 64U
#define MG_ROWS_CELL_MAX 4096U

struct mg_row_cells {
	const char **cells; /* NUL-terminated, as they stand in the file, without quotes */
	size_t *lengths;
	size_t n;
};
struct mg_rows_reader {
	/* what is wanted */
	struct mg_arena *arena; /* borrowed */
	uint64_t first;	/* number of the first row of the window; 0 is the one behind the heading */
	size_t max;	/* rows of the window */
	/* result */
	struct mg_row_cells heading;
	struct mg_row_cells *rows; /* max */
	size_t n_rows;
	uint64_t seen; /* rows, without the heading */
	/* state */
	enum { MG_ROWS_FIELD, MG_ROWS_QUOTED, MG_ROWS_QUOTE, MG_ROWS_CR, MG_ROWS_START } at;
	bool in_row, past_heading;
	char cell[MG_ROWS_CELL_MAX + 1];
	size_t cell_n;
	const char *cells[MG_ROWS_COLUMNS_MAX];
	size_t lengths[MG_ROWS_COLUMNS_MAX];
	size_t n_cells;
};

/* False: no room in the arena. */
bool mg_rows_begin(struct mg_rows_reader *r, struct mg_arena *arena, uint64_t first, size_t max);
/* False: it is no such CSV, a cell or a row is longer than any, or the arena is full. */
bool mg_rows_feed(struct mg_rows_reader *r, const uint8_t *bytes, size_t n);
/* True when the last row was whole. */
bool mg_rows_end(const struct mg_rows_reader *r);
