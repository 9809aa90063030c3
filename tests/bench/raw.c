/* SPDX-License-Identifier: Apache-2.0 */
#include "raw.h"
#include <mysql.h>
#include <stdio.h>
#include <stdlib.h>

#define PARAMS_MAX 160U
#define COLUMNS_MAX 200U
#define CELL_BYTES 256U
#define STATEMENTS_MAX 64U /* different ones */

struct recorded {
	const struct mg_stmt_def *def;
	size_t n;
	struct mg_value *params; /* bytes are owned */
};
struct call {
	size_t n, cap;
	struct recorded *statements;
};
struct mg_raw {
	struct mg_db *db; /* borrowed: being recorded */
	size_t n, cap;
	struct call *calls;
};

struct mg_raw *mg_raw_new(void)
{
	return calloc(1, sizeof(struct mg_raw));
}

static void call_done(struct call *c)
{
	for (size_t i = 0; i < c->n; i++) {
		for (size_t k = 0; k < c->statements[i].n; k++)
			if (c->statements[i].params[k].kind == MG_VALUE_BYTES)
				free((void *)(uintptr_t)c->statements[i].params[k].b.p);
		free(c->statements[i].params);
	}
	free(c->statements);
}

void mg_raw_free(struct mg_raw *raw)
{
	for (size_t i = 0; i < raw->n; i++)
		call_done(&raw->calls[i]);
	free(raw->calls);
	free(raw);
}

/* Room for one more element, zeroed. */
static void *one_more(void **list, size_t *n, size_t *cap, size_t size)
{
	if (*n == *cap) {
		*cap = *cap ? *cap * 2 : 8;
		*list = realloc(*list, *cap * size);
		if (!*list)
			abort();
	}
	void *at = (char *)*list + *n * size;
	memset(at, 0, size);
	(*n)++;
	return at;
}

static void take(void *user, const struct mg_stmt_def *def, const struct mg_value *params, size_t n)
{
	struct mg_raw *raw = user;
	struct call *c = &raw->calls[raw->n - 1];
	struct recorded *r = one_more((void **)&c->statements, &c->n, &c->cap, sizeof(*r));
	*r = (struct recorded){.def = def, .n = n, .params = calloc(n + 1, sizeof(*params))};
	if (!r->params || n > PARAMS_MAX)
		abort();
	for (size_t i = 0; i < n; i++) {
		r->params[i] = params[i];
		if (params[i].kind != MG_VALUE_BYTES)
			continue;
		uint8_t *copy = malloc(params[i].b.n + 1);
		if (!copy)
			abort();
		memcpy(copy, params[i].b.p ? params[i].b.p : (const uint8_t *)"", params[i].b.n);
		r->params[i].b.p = copy;
	}
}

void mg_raw_record(struct mg_raw *raw, struct mg_db *db)
{
	if (raw->db)
		mg_db_trace(raw->db, NULL, NULL);
	raw->db = db;
	if (!db)
		return;
	one_more((void **)&raw->calls, &raw->n, &raw->cap, sizeof(*raw->calls));
	mg_db_trace(db, take, raw);
}

void mg_raw_forget_last(struct mg_raw *raw)
{
	mg_raw_record(raw, NULL);
	call_done(&raw->calls[--raw->n]);
}

size_t mg_raw_calls(const struct mg_raw *raw)
{
	return raw->n;
}

size_t mg_raw_statements(const struct mg_raw *raw)
{
	size_t n = 0;
	for (size_t i = 0; i < raw->n; i++)
		n += raw->calls[i].n;
	return n;
}

/* ---- replay ---- */

struct prepared {
	const struct mg_stmt_def *def;
	MYSQL_STMT *stmt;
	size_t columns;
};
struct mg_raw_thread {
	const struct mg_raw *raw;
	MYSQL *mysql;
	struct prepared prepared[STATEMENTS_MAX];
	size_t n;
	int64_t writer, entries;
	char *cells;
};

static MYSQL *connect_to(const char *socket)
{
	MYSQL *mysql = mysql_init(NULL);
	if (!mysql || !mysql_real_connect(mysql, NULL, "root", NULL, NULL, 0, socket, 0)) {
		fprintf(stderr, "raw: %s\n", mysql ? mysql_error(mysql) : "out of memory");
		exit(1);
	}
	mysql_set_character_set(mysql, "utf8mb4");
	return mysql;
}

bool mg_raw_prepare_database(const char *socket)
{
	static const char *const sql[] = {"DROP DATABASE IF EXISTS mg_bench", "CREATE DATABASE mg_bench",
		"CREATE TABLE mg_bench.leaf LIKE madoguchi_log.leaf",
		"CREATE TABLE mg_bench.receipt_number LIKE madoguchi.receipt_number",
		"CREATE TABLE mg_bench.receipt_step LIKE madoguchi.receipt_step",
		"CREATE TABLE mg_bench.receipt_form LIKE madoguchi.receipt_form",
		"CREATE TABLE mg_bench.receipt LIKE madoguchi.receipt",
		"CREATE TABLE mg_bench.person_turn LIKE madoguchi.person_turn",
		"CREATE TABLE mg_bench.pension_qualification LIKE madoguchi.pension_qualification",
		"CREATE TABLE mg_bench.pension_state LIKE madoguchi.pension_state",
		"CREATE TABLE mg_bench.idempotency LIKE madoguchi.idempotency"};
	MYSQL *mysql = connect_to(socket);
	bool ok = true;
	for (size_t i = 0; ok && i < sizeof(sql) / sizeof(*sql); i++)
		ok = mysql_query(mysql, sql[i]) == 0;
	if (!ok)
		fprintf(stderr, "raw: %s\n", mysql_error(mysql));
	mysql_close(mysql);
	return ok;
}

struct mg_raw_thread *mg_raw_thread_new(
	const struct mg_raw *raw, const char *socket, unsigned number)
{
	static int64_t round; /* a writer of its own for each thread of each run */
	struct mg_raw_thread *t = calloc(1, sizeof(*t));
	if (!t)
		abort();
	t->raw = raw;
	t->writer = __atomic_add_fetch(&round, 1, __ATOMIC_RELAXED) * 1000 + number;
	t->mysql = connect_to(socket);
	t->cells = malloc((size_t)COLUMNS_MAX * CELL_BYTES);
	if (!t->cells || mysql_autocommit(t->mysql, 0) != 0)
		abort();
	return t;
}

void mg_raw_thread_free(struct mg_raw_thread *t)
{
	for (size_t i = 0; i < t->n; i++)
		mysql_stmt_close(t->prepared[i].stmt);
	mysql_close(t->mysql);
	mysql_thread_end();
	free(t->cells);
	free(t);
}

static bool is_entry(const struct mg_stmt_def *def)
{
	return strncmp(def->name, "log.add_", 8) == 0 && strstr(def->name, "leaf");
}

/* What is written goes into tables of the same shape in mg_bench: beside rows that stand already no row could be written
 * again. What only looks reads the real ones, but for the tables that the same call wrote before. */
static const char *const COPIED[] = {"madoguchi_log.leaf", "madoguchi.receipt_number", "madoguchi.receipt_step",
	"madoguchi.receipt_form", "madoguchi.receipt", "madoguchi.person_turn", "madoguchi.pension_qualification",
	"madoguchi.pension_state", "madoguchi.idempotency"};

static bool is_written(const char *sql)
{
	for (size_t i = 0; i < sizeof(COPIED) / sizeof(*COPIED); i++)
		if (strstr(sql, COPIED[i]))
			return true;
	return false;
}

static char *to_copies(const char *sql)
{
	char *copy = malloc(strlen(sql) + 1);
	char *to = copy;
	if (!copy)
		abort();
	while (*sql) {
		size_t n = 0;
		for (size_t i = 0; n == 0 && i < sizeof(COPIED) / sizeof(*COPIED); i++)
			if (strncmp(sql, COPIED[i], strlen(COPIED[i])) == 0)
				n = strlen(COPIED[i]);
		const char *table = n ? memchr(sql, '.', n) : NULL;
		if (table) { /* the shorter name of the copies' schema */
			memcpy(to, "mg_bench", 8);
			to += 8;
			sql = table;
		}
		*to++ = *sql++;
	}
	*to = '\0';
	return copy;
}

static struct prepared *prepare(struct mg_raw_thread *t, const struct mg_stmt_def *def)
{
	for (size_t i = 0; i < t->n; i++)
		if (t->prepared[i].def == def)
			return &t->prepared[i];
	char *own_sql = is_written(def->sql) ? to_copies(def->sql) : NULL;
	const char *sql = own_sql ? own_sql : def->sql;
	struct prepared *p = &t->prepared[t->n];
	if (t->n == STATEMENTS_MAX)
		abort();
	*p = (struct prepared){
		.def = def, .stmt = mysql_stmt_init(t->mysql), .columns = strlen(def->columns)};
	if (mysql_stmt_prepare(p->stmt, sql, strlen(sql)) != 0 || p->columns > COLUMNS_MAX) {
		fprintf(stderr, "raw: %s: %s\n", def->name, mysql_stmt_error(p->stmt));
		exit(1);
	}
	free(own_sql);
	t->n++;
	return p;
}

static enum enum_field_types type_of(char letter)
{
	return letter == 'i' || letter == 'u' ? MYSQL_TYPE_LONGLONG
	       : letter == 'b'		      ? MYSQL_TYPE_BLOB
					      : MYSQL_TYPE_STRING;
}

static bool execute(struct mg_raw_thread *t, const struct recorded *r, struct prepared *p)
{
	MYSQL_BIND bind[PARAMS_MAX];
	memset(bind, 0, sizeof(bind));
	for (size_t i = 0; i < r->n; i++) {
		const struct mg_value *v = &r->params[i];
		bind[i].buffer_type =
			v->kind == MG_VALUE_NULL ? MYSQL_TYPE_NULL : type_of(r->def->params[i]);
		bind[i].is_unsigned = r->def->params[i] == 'u';
		bind[i].buffer = v->kind == MG_VALUE_BYTES ? (void *)(uintptr_t)v->b.p
							   : (void *)(uintptr_t)&v->i;
		bind[i].buffer_length = v->kind == MG_VALUE_BYTES ? v->b.n : 0;
	}
	if (is_entry(r->def)) {
		t->entries++;
		bind[0].buffer = &t->writer;
		bind[1].buffer = &t->entries;
	}
	return (r->n == 0 || mysql_stmt_bind_param(p->stmt, bind) == 0) &&
	       mysql_stmt_execute(p->stmt) == 0;
}

static bool fetch(struct mg_raw_thread *t, const struct prepared *p)
{
	MYSQL_BIND bind[COLUMNS_MAX];
	unsigned long length[COLUMNS_MAX];
	my_bool null[COLUMNS_MAX];
	int64_t number[COLUMNS_MAX];
	memset(bind, 0, p->columns * sizeof(*bind));
	for (size_t i = 0; i < p->columns; i++) {
		bind[i].buffer_type = type_of(p->def->columns[i]);
		bind[i].length = &length[i];
		bind[i].is_null = &null[i];
		if (bind[i].buffer_type == MYSQL_TYPE_LONGLONG) {
			bind[i].buffer = &number[i];
		} else {
			bind[i].buffer = t->cells + i * CELL_BYTES;
			bind[i].buffer_length = CELL_BYTES;
		}
	}
	if (mysql_stmt_bind_result(p->stmt, bind) != 0)
		return false;
	int r;
	while ((r = mysql_stmt_fetch(p->stmt)) == 0 || r == MYSQL_DATA_TRUNCATED)
		continue;
	mysql_stmt_free_result(p->stmt);
	return r == MYSQL_NO_DATA;
}

bool mg_raw_replay(struct mg_raw_thread *t, size_t call)
{
	const struct call *c = &t->raw->calls[call % t->raw->n];
	for (size_t i = 0; i < c->n; i++) {
		struct prepared *p = prepare(t, c->statements[i].def);
		if (!execute(t, &c->statements[i], p) || (p->columns && !fetch(t, p))) {
			fprintf(stderr, "raw: %s: %s\n", p->def->name, mysql_stmt_error(p->stmt));
			return false;
		}
	}
	return mysql_commit(t->mysql) == 0;
}
