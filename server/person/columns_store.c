/* SPDX-License-Identifier: Apache-2.0 */
#include "person/columns_store.h"

void mg_write_columns_init(struct mg_write_columns *c, struct mg_arena *arena, size_t rows)
{
	*c = (struct mg_write_columns){.arena = arena, .rows = rows, .ok = true};
}

static struct mg_bulk_column *next(struct mg_write_columns *c)
{
	static struct mg_bulk_column none;
	c->ok = c->ok && c->n < MG_WRITE_COLUMNS;
	return c->ok ? &c->column[c->n++] : &none;
}

size_t mg_write_add(struct mg_write_columns *c)
{
	const char **p = mg_arena_calloc(c->arena, c->rows, sizeof(*p));
	unsigned long *n = mg_arena_calloc(c->arena, c->rows, sizeof(*n));
	c->ok = c->ok && p && n;
	*next(c) = (struct mg_bulk_column){.p = p, .n = n};
	return c->n - 1;
}

size_t mg_write_add_numbers(struct mg_write_columns *c)
{
	int64_t *i = mg_arena_calloc(c->arena, c->rows, sizeof(*i));
	c->ok = c->ok && i;
	*next(c) = (struct mg_bulk_column){.i = i};
	return c->n - 1;
}

void mg_write_add_same(struct mg_write_columns *c, const char *text)
{
	const size_t column = mg_write_add(c), n = strlen(text);
	for (size_t row = 0; row < c->rows; row++)
		mg_write_set(c, column, row, text, n);
}

void mg_write_add_same_number(struct mg_write_columns *c, int64_t number)
{
	const size_t column = mg_write_add_numbers(c);
	for (size_t row = 0; row < c->rows; row++)
		mg_write_set_number(c, column, row, number);
}

void mg_write_set(struct mg_write_columns *c, size_t column, size_t row, const void *p, size_t n)
{
	if (!c->ok)
		return;
	/* the arrays are ours; the binding sees them const */
	((const char **)(uintptr_t)c->column[column].p)[row] = p;
	((unsigned long *)(uintptr_t)c->column[column].n)[row] = n;
}

void mg_write_set_number(struct mg_write_columns *c, size_t column, size_t row, int64_t number)
{
	if (c->ok)
		((int64_t *)(uintptr_t)c->column[column].i)[row] = number;
}

bool mg_write_run(struct mg_write_columns *c, struct mg_tx *tx, const struct mg_stmt_def *def, uint64_t *ret_affected,
	struct mg_error *err)
{
	if (!c->ok)
		return mg_fail(err, MG_ERR_TOO_LARGE, "%s: too many rows or columns at once", def->name);
	if (c->rows == 0) {
		if (ret_affected)
			*ret_affected = 0;
		return true;
	}
	return mg_exec_bulk(tx, def, c->column, c->n, c->rows, ret_affected, err);
}
