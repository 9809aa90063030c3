/* SPDX-License-Identifier: Apache-2.0 */
#include "extract/rows_format.h"
#include <string.h>

bool mg_rows_begin(struct mg_rows_reader *r, struct mg_arena *arena, uint64_t first, size_t max)
{
	*r = (struct mg_rows_reader){.arena = arena, .first = first, .max = max, .at = MG_ROWS_START};
	r->rows = mg_arena_calloc(arena, max + 1, sizeof(*r->rows));
	return r->rows != NULL;
}

static bool is_wanted(const struct mg_rows_reader *r)
{
	return !r->past_heading || (r->seen >= r->first && r->n_rows < r->max);
}

static bool end_cell(struct mg_rows_reader *r)
{
	if (r->n_cells == MG_ROWS_COLUMNS_MAX)
		return false;
	if (is_wanted(r)) {
		r->cells[r->n_cells] = mg_arena_memdup(r->arena, r->cell, r->cell_n);
		r->lengths[r->n_cells] = r->cell_n;
		if (!r->cells[r->n_cells])
			return false;
	}
	r->n_cells++;
	r->cell_n = 0;
	return true;
}

static bool end_row(struct mg_rows_reader *r)
{
	if (is_wanted(r)) {
		struct mg_row_cells *to = r->past_heading ? &r->rows[r->n_rows++] : &r->heading;
		to->n = r->n_cells;
		to->cells = (const char **)(void *)mg_arena_memdup(r->arena, r->cells, r->n_cells * sizeof(*r->cells));
		to->lengths =
			(size_t *)(void *)mg_arena_memdup(r->arena, r->lengths, r->n_cells * sizeof(*r->lengths));
		if (!to->cells || !to->lengths)
			return false;
	}
	if (r->past_heading)
		r->seen++;
	r->past_heading = true;
	r->n_cells = 0;
	return true;
}

static bool take(struct mg_rows_reader *r, char c)
{
	switch (r->at) {
	case MG_ROWS_START:
	case MG_ROWS_FIELD:
		r->at = MG_ROWS_QUOTED;
		return c == '"';
	case MG_ROWS_QUOTED:
		if (c == '"') {
			r->at = MG_ROWS_QUOTE;
			return true;
		}
		if (r->cell_n == MG_ROWS_CELL_MAX)
			return false;
		r->cell[r->cell_n++] = c;
		return true;
	case MG_ROWS_QUOTE:
		if (c == '"') {
			r->at = MG_ROWS_QUOTED;
			if (r->cell_n == MG_ROWS_CELL_MAX)
				return false;
			r->cell[r->cell_n++] = c;
			return true;
		}
		r->at = c == ',' ? MG_ROWS_FIELD : MG_ROWS_CR;
		return (c == ',' || c == '\r') && end_cell(r);
	case MG_ROWS_CR:
		r->at = MG_ROWS_START;
		return c == '\n' && end_row(r);
	}
	return false;
}

bool mg_rows_feed(struct mg_rows_reader *r, const uint8_t *bytes, size_t n)
{
	for (size_t i = 0; i < n; i++)
		if (!take(r, (char)bytes[i]))
			return false;
	return true;
}

bool mg_rows_end(const struct mg_rows_reader *r)
{
	return r->at == MG_ROWS_START;
}
