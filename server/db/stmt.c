/* SPDX-License-Identifier: Apache-2.0
 * Prepared statements, bound by type letters. */
#include <stdlib.h>
#include "db/db_internal.h"

#define MAX_PARAMS 160U

static bool stmt_fail(struct mg_db *db, MYSQL_STMT *stmt, const struct mg_stmt_def *def, struct mg_error *err)
{
	/* What breaks between two rows stands at the connection only. */
	if (mysql_stmt_errno(stmt) == 0)
		return mg_db_fail(db, mysql_errno(db->mysql), def->name, mysql_error(db->mysql), err);
	return mg_db_fail(db, mysql_stmt_errno(stmt), def->name, mysql_stmt_error(stmt), err);
}

bool mg_stmt_get(struct mg_db *db, const struct mg_stmt_def *def, MYSQL_STMT **ret, struct mg_error *err)
{
	size_t i = ((uintptr_t)def >> 4) * 0x9E3779B1U % MG_STMT_SLOTS;
	while (db->slots[i].def && db->slots[i].def != def)
		i = (i + 1) % MG_STMT_SLOTS;
	if (!db->slots[i].def) {
		if (db->n_slots + 1 >= MG_STMT_SLOTS)
			return mg_fail(err, MG_ERR_INTERNAL, "too many statements on one connection");
		MYSQL_STMT *stmt = mysql_stmt_init(db->mysql);
		if (!stmt)
			return mg_fail(err, MG_ERR_INTERNAL, "out of memory");
		if (mysql_stmt_prepare(stmt, def->sql, strlen(def->sql)) != 0) {
			stmt_fail(db, stmt, def, err);
			mysql_stmt_close(stmt);
			return false;
		}
		if (mysql_stmt_param_count(stmt) != strlen(def->params) ||
			mysql_stmt_field_count(stmt) != strlen(def->columns)) {
			mysql_stmt_close(stmt);
			return mg_fail(err, MG_ERR_INTERNAL, "%s: parameters or columns differ from the definition",
				def->name);
		}
		db->slots[i] = (struct mg_stmt_slot){.def = def, .stmt = stmt};
		db->n_slots++;
	}
	*ret = db->slots[i].stmt;
	return true;
}

static enum enum_field_types wire_type(char letter)
{
	switch (letter) {
	case 'i':
	case 'u':
		return MYSQL_TYPE_LONGLONG;
	case 'b':
		return MYSQL_TYPE_BLOB;
	default:
		return MYSQL_TYPE_STRING;
	}
}

static bool bind_params(MYSQL_STMT *stmt, const struct mg_stmt_def *def, const struct mg_value *params,
	size_t n, struct mg_error *err)
{
	if (n != strlen(def->params) || n > MAX_PARAMS)
		return mg_fail(err, MG_ERR_INTERNAL, "%s: %zu parameters given", def->name, n);
	MYSQL_BIND bind[MAX_PARAMS];
	unsigned int one = 0;
	mysql_stmt_attr_set(stmt, STMT_ATTR_ARRAY_SIZE, &one);
	memset(bind, 0, n * sizeof(*bind));
	for (size_t i = 0; i < n; i++) {
		const struct mg_value *v = &params[i];
		char letter = def->params[i];
		bool number = letter == 'i' || letter == 'u';
		bind[i].buffer_type = v->kind == MG_VALUE_NULL ? MYSQL_TYPE_NULL : wire_type(letter);
		bind[i].is_unsigned = letter == 'u';
		if (v->kind == MG_VALUE_NULL)
			continue;
		if (number != (v->kind != MG_VALUE_BYTES))
			return mg_fail(err, MG_ERR_INTERNAL, "%s: parameter %zu has the wrong type", def->name, i);
		if (number) {
			bind[i].buffer = (void *)(uintptr_t)&v->i;
		} else {
			bind[i].buffer = (void *)(uintptr_t)(v->b.p ? (const void *)v->b.p : "");
			bind[i].buffer_length = v->b.n;
		}
	}
	if (n && mysql_stmt_bind_param(stmt, bind) != 0)
		return mg_fail(err, MG_ERR_INTERNAL, "%s: bind failed", def->name);
	return true;
}

static bool execute(struct mg_tx *tx, const struct mg_stmt_def *def, const struct mg_value *params, size_t n,
	MYSQL_STMT **ret, struct mg_error *err)
{
	if (!tx->db || tx->db->broken)
		return mg_fail(err, MG_ERR_UNAVAILABLE, "%s: no connection", def->name);
	MYSQL_STMT *stmt;
	if (!mg_stmt_get(tx->db, def, &stmt, err) || !bind_params(stmt, def, params, n, err))
		return false;
	tx->touched = true;
	if (tx->db->trace)
		tx->db->trace(tx->db->trace_user, def, params, n);
	if (mysql_stmt_execute(stmt) != 0)
		return stmt_fail(tx->db, stmt, def, err);
	*ret = stmt;
	return true;
}

bool mg_exec(struct mg_tx *tx, const struct mg_stmt_def *def, const struct mg_value *params, size_t n,
	uint64_t *ret_affected, uint64_t *ret_insert_id, struct mg_error *err)
{
	MYSQL_STMT *stmt;
	if (!execute(tx, def, params, n, &stmt, err))
		return false;
	if (ret_affected)
		*ret_affected = mysql_stmt_affected_rows(stmt);
	if (ret_insert_id)
		*ret_insert_id = mysql_stmt_insert_id(stmt);
	return true;
}

/* ---- results ---- */

struct fetch {
	MYSQL_STMT *stmt;
	const struct mg_stmt_def *def;
	size_t columns;
	MYSQL_BIND bind[MAX_PARAMS];
	unsigned long length[MAX_PARAMS];
	my_bool null[MAX_PARAMS];
	int64_t number[MAX_PARAMS];
};

static bool fetch_begin(struct mg_db *db, struct fetch *f, struct mg_error *err)
{
	if (f->columns > MAX_PARAMS)
		return mg_fail(err, MG_ERR_INTERNAL, "%s: too many columns", f->def->name);
	if (f->columns > db->cell_columns) {
		uint8_t *wider = realloc(db->cell_buffer, f->columns * MG_CELL_BYTES);
		if (!wider)
			return mg_fail(err, MG_ERR_INTERNAL, "out of memory");
		db->cell_buffer = wider;
		db->cell_columns = f->columns;
	}
	memset(f->bind, 0, f->columns * sizeof(*f->bind));
	for (size_t i = 0; i < f->columns; i++) {
		char letter = f->def->columns[i];
		MYSQL_BIND *b = &f->bind[i];
		b->buffer_type = wire_type(letter);
		b->is_null = &f->null[i];
		b->length = &f->length[i];
		if (letter == 'i' || letter == 'u') {
			b->buffer = &f->number[i];
			b->is_unsigned = letter == 'u';
		} else {
			b->buffer = db->cell_buffer + i * MG_CELL_BYTES;
			b->buffer_length = MG_CELL_BYTES;
		}
	}
	if (mysql_stmt_bind_result(f->stmt, f->bind) != 0)
		return stmt_fail(db, f->stmt, f->def, err);
	return true;
}

/* Copies the current row into the arena. */
static bool fetch_row(struct mg_db *db, struct fetch *f, struct mg_arena *arena, struct mg_value *ret,
	struct mg_error *err)
{
	for (size_t i = 0; i < f->columns; i++) {
		char letter = f->def->columns[i];
		if (f->null[i]) {
			ret[i] = MG_NULL;
		} else if (letter == 'i' || letter == 'u') {
			ret[i] = letter == 'i' ? MG_I(f->number[i]) : MG_U((uint64_t)f->number[i]);
		} else {
			size_t n = f->length[i];
			char *copy = mg_arena_alloc(arena, n + 1);
			if (!copy)
				return mg_fail(err, MG_ERR_TOO_LARGE, "%s: result exceeds the arena", f->def->name);
			if (n <= MG_CELL_BYTES) {
				memcpy(copy, f->bind[i].buffer, n);
			} else {
				MYSQL_BIND whole = {.buffer_type = wire_type(letter), .buffer = copy,
					.buffer_length = n, .length = &f->length[i], .is_null = &f->null[i]};
				if (mysql_stmt_fetch_column(f->stmt, &whole, (unsigned)i, 0) != 0)
					return stmt_fail(db, f->stmt, f->def, err);
			}
			ret[i] = MG_B(copy, n);
		}
	}
	return true;
}

typedef bool row_sink(void *user, struct fetch *f, struct mg_db *db, struct mg_error *err);

static bool fetch_all(struct mg_tx *tx, const struct mg_stmt_def *def, const struct mg_value *params, size_t n,
	row_sink *sink, void *user, struct mg_error *err)
{
	struct fetch f = {.def = def, .columns = strlen(def->columns)};
	if (!execute(tx, def, params, n, &f.stmt, err) || !fetch_begin(tx->db, &f, err))
		return false;
	bool ok = true;
	int r = 0;
	while (ok && ((r = mysql_stmt_fetch(f.stmt)) == 0 || r == MYSQL_DATA_TRUNCATED))
		ok = sink(user, &f, tx->db, err);
	if (ok && r == 1)
		ok = stmt_fail(tx->db, f.stmt, def, err);
	if (mysql_stmt_free_result(f.stmt) != 0 && ok)
		ok = stmt_fail(tx->db, f.stmt, def, err);
	return ok;
}

struct collect {
	struct mg_arena *arena;
	struct mg_rows rows;
	size_t cap;
};

static bool collect_row(void *user, struct fetch *f, struct mg_db *db, struct mg_error *err)
{
	struct collect *c = user;
	if (c->rows.n == c->cap) {
		size_t cap = c->cap ? c->cap * 2 : 8;
		struct mg_value *wider = mg_arena_calloc(c->arena, cap * f->columns, sizeof(*wider));
		if (!wider)
			return mg_fail(err, MG_ERR_TOO_LARGE, "%s: result exceeds the arena", f->def->name);
		if (c->rows.n)
			memcpy(wider, c->rows.cells, c->rows.n * f->columns * sizeof(*wider));
		c->rows.cells = wider;
		c->cap = cap;
	}
	if (!fetch_row(db, f, c->arena, c->rows.cells + c->rows.n * f->columns, err))
		return false;
	c->rows.n++;
	return true;
}

bool mg_query(struct mg_tx *tx, struct mg_arena *arena, const struct mg_stmt_def *def,
	const struct mg_value *params, size_t n, struct mg_rows *ret, struct mg_error *err)
{
	struct collect c = {.arena = arena, .rows = {.columns = strlen(def->columns)}};
	if (!fetch_all(tx, def, params, n, collect_row, &c, err))
		return false;
	*ret = c.rows;
	return true;
}

struct stream {
	mg_row_fn *each;
	void *user;
	struct mg_arena arena;
};

static bool stream_row(void *user, struct fetch *f, struct mg_db *db, struct mg_error *err)
{
	struct stream *s = user;
	struct mg_value row[MAX_PARAMS];
	mg_arena_reset(&s->arena);
	return fetch_row(db, f, &s->arena, row, err) && s->each(s->user, row, f->columns, err);
}

bool mg_query_each(struct mg_tx *tx, const struct mg_stmt_def *def, const struct mg_value *params, size_t n,
	mg_row_fn *each, void *user, struct mg_error *err)
{
	MG_CLEANUP(mg_arena_done) struct mg_arena arena;
	mg_arena_init(&arena, 64U << 20);
	struct stream s = {.each = each, .user = user, .arena = arena};
	bool ok = fetch_all(tx, def, params, n, stream_row, &s, err);
	arena = s.arena;
	return ok;
}

bool mg_exec_bulk(struct mg_tx *tx, const struct mg_stmt_def *def, const struct mg_bulk_column *columns,
	size_t n_columns, size_t rows, uint64_t *ret_affected, struct mg_error *err)
{
	if (!tx->db || tx->db->broken)
		return mg_fail(err, MG_ERR_UNAVAILABLE, "%s: no connection", def->name);
	if (n_columns != strlen(def->params) || n_columns > MAX_PARAMS || rows == 0 || rows > 100000)
		return mg_fail(err, MG_ERR_INTERNAL, "%s: bad array binding", def->name);
	MYSQL_STMT *stmt;
	if (!mg_stmt_get(tx->db, def, &stmt, err))
		return false;
	MG_CLEANUP(mg_arena_done) struct mg_arena arena;
	mg_arena_init(&arena, 256U << 20);
	MYSQL_BIND bind[MAX_PARAMS];
	memset(bind, 0, n_columns * sizeof(*bind));
	for (size_t c = 0; c < n_columns; c++) {
		const struct mg_bulk_column *col = &columns[c];
		char *indicator = mg_arena_calloc(&arena, rows, 1);
		if (!indicator)
			return mg_fail(err, MG_ERR_TOO_LARGE, "%s: array too large", def->name);
		bool number = def->params[c] == 'i' || def->params[c] == 'u';
		for (size_t r = 0; r < rows; r++)
			if (number ? col->null && col->null[r] : !col->p[r])
				indicator[r] = STMT_INDICATOR_NULL;
		bind[c].buffer_type = wire_type(def->params[c]);
		bind[c].is_unsigned = def->params[c] == 'u';
		bind[c].u.indicator = indicator;
		bind[c].buffer = number ? (void *)(uintptr_t)col->i : (void *)(uintptr_t)col->p;
		bind[c].length = number ? NULL : (unsigned long *)(uintptr_t)col->n;
	}
	unsigned int size = (unsigned int)rows;
	tx->touched = true;
	if (mysql_stmt_attr_set(stmt, STMT_ATTR_ARRAY_SIZE, &size) != 0 ||
		mysql_stmt_bind_param(stmt, bind) != 0 || mysql_stmt_execute(stmt) != 0)
		return stmt_fail(tx->db, stmt, def, err);
	if (ret_affected)
		*ret_affected = mysql_stmt_affected_rows(stmt);
	return true;
}

void mg_db_trace(struct mg_db *db, mg_db_trace_fn *trace, void *user)
{
	db->trace = trace;
	db->trace_user = user;
}

bool mg_stmt_check(struct mg_db *db, const struct mg_stmt_def *def, struct mg_error *err)
{
	MYSQL_STMT *stmt;
	if (!mg_stmt_get(db, def, &stmt, err))
		return false;
	MYSQL_RES *meta = mysql_stmt_result_metadata(stmt);
	if (!meta)
		return true;
	bool ok = true;
	for (unsigned i = 0; ok && i < mysql_num_fields(meta); i++) {
		MYSQL_FIELD *f = mysql_fetch_field_direct(meta, i);
		bool number = def->columns[i] == 'i' || def->columns[i] == 'u';
		if (number != (IS_NUM(f->type) && f->type != MYSQL_TYPE_NEWDECIMAL))
			ok = mg_fail(err, MG_ERR_INTERNAL, "%s: column %s has another type", def->name, f->name);
	}
	mysql_free_result(meta);
	return ok;
}
