/* SPDX-License-Identifier: Apache-2.0
 * Columns for array binding, filled row by row. Borrows every value; knows no table. */
#pragma once
#include "db/db.h"

#define MG_WRITE_COLUMNS 120U

struct mg_write_columns {
	struct mg_arena *arena; /* borrowed */
	size_t rows;		/* as many as each column holds */
	size_t n;
	bool ok; /* false once memory ran out */
	struct mg_bulk_column column[MG_WRITE_COLUMNS];
};

void mg_write_columns_init(struct mg_write_columns *c, struct mg_arena *arena, size_t rows);
/* Adds a column of text or bytes, all NULL. Returns its number. */
size_t mg_write_add(struct mg_write_columns *c);
size_t mg_write_add_numbers(struct mg_write_columns *c);
/* Adds a column that is the same in every row. */
void mg_write_add_same(struct mg_write_columns *c, const char *text);
void mg_write_add_same_number(struct mg_write_columns *c, int64_t number);
void mg_write_set(struct mg_write_columns *c, size_t column, size_t row, const void *p, size_t n);
void mg_write_set_number(struct mg_write_columns *c, size_t column, size_t row, int64_t number);
/* Runs the statement for all rows; nothing when there is none. */
bool mg_write_run(struct mg_write_columns *c, struct mg_tx *tx, const struct mg_stmt_def *def, uint64_t *ret_affected,
	struct mg_error *err) MG_MUST_CHECK;
