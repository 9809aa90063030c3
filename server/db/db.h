/* SPDX-License-Identifier: Apache-2.0
 * A database connection, its prepared statements and its transactions: the only floor that includes <mysql.h>.
 * Knows nothing of persons, sessions or logs. A connection and all it hands out belong to one thread at a time. */
#pragma once
#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>
#include <string.h>
#include "base/arena.h"
#include "base/bytes.h"
#include "base/error.h"

struct mg_db;

struct mg_db_config {
	const char *socket;   /* path of the unix socket */
	const char *user;     /* one account per power, see sql/grants.sql */
	const char *password; /* NULL: unix_socket authentication */
};

/* Opens a connection with autocommit off, REPEATABLE READ, utf8mb4, UTC, strict sql_mode, local_infile off.
 * mg_db_check_settings reads back. Errors: UNAVAILABLE (not reachable, refused), INTERNAL (a setting was refused). */
bool mg_db_open(const struct mg_db_config *config, struct mg_db **ret, struct mg_error *err)
	MG_MUST_CHECK;
/* Closes and frees; accepts NULL. An open transaction is lost, as after a crash. */
void mg_db_free(struct mg_db *db);
void mg_db_freep(struct mg_db **db);
/* True once the connection broke: free it and open another. */
bool mg_db_is_broken(const struct mg_db *db);
uint64_t mg_db_thread_id(const struct mg_db *db);

/* ---- statements ---- */

/* One statement, kept beside the code that binds it. `params` and `columns` have a letter each:
 * i int64 · u uint64 · t text (UTF-8) · b bytes · d date as "YYYY-MM-DD" text. */
struct mg_stmt_def {
	const char *name; /* for the log: "person.find_by_kana" */
	const char *sql;
	const char *params;
	const char *columns; /* "" for statements without a result */
};

/* NULL-terminated list that each store exports, so that a test prepares them all. */
typedef const struct mg_stmt_def *const mg_stmt_list[];

enum mg_value_kind { MG_VALUE_NULL, MG_VALUE_I64, MG_VALUE_U64, MG_VALUE_BYTES };
struct mg_value {
	enum mg_value_kind kind;
	union {
		int64_t i;
		uint64_t u;
		struct mg_bytes b; /* text and bytes; text results are NUL-terminated behind n */
	};
};
#define MG_NULL ((struct mg_value){.kind = MG_VALUE_NULL})
#define MG_I(x) ((struct mg_value){.kind = MG_VALUE_I64, .i = (x)})
#define MG_U(x) ((struct mg_value){.kind = MG_VALUE_U64, .u = (x)})
#define MG_B(ptr, len)                                                                             \
	((struct mg_value){.kind = MG_VALUE_BYTES, .b = {(const uint8_t *)(ptr), (len)}})
static inline struct mg_value MG_T(const char *s) /* NULL becomes SQL NULL */
{
	return s ? MG_B(s, strlen(s)) : MG_NULL;
}
/* Reads a result cell: 0, "" or an empty view for NULL. */
static inline int64_t mg_i(const struct mg_value *v)
{
	return v->kind == MG_VALUE_I64 ? v->i : v->kind == MG_VALUE_U64 ? (int64_t)v->u : 0;
}
static inline uint64_t mg_u(const struct mg_value *v)
{
	return v->kind == MG_VALUE_U64 ? v->u : v->kind == MG_VALUE_I64 ? (uint64_t)v->i : 0;
}
static inline const char *mg_s(const struct mg_value *v)
{
	return v->kind == MG_VALUE_BYTES ? (const char *)v->b.p : "";
}

struct mg_rows {
	size_t n;       /* rows */
	size_t columns; /* cells a row */
	struct mg_value *cells;
};
static inline const struct mg_value *mg_row(const struct mg_rows *rows, size_t i)
{
	return rows->cells + i * rows->columns;
}

/* ---- transactions ---- */

/* A transaction on a connection; what is not committed is rolled back by mg_tx_done. */
struct mg_tx {
	struct mg_db *db; /* borrowed; NULL: none open */
	bool touched;     /* a statement ran */
};
void mg_tx_begin(struct mg_tx *tx, struct mg_db *db); /* no round trip: autocommit is off */
/* Errors: RETRY (lost a race), UNCERTAIN (the connection broke while COMMIT was under way), INTERNAL. */
bool mg_tx_commit(struct mg_tx *tx, struct mg_error *err) MG_MUST_CHECK;
void mg_tx_done(struct mg_tx *tx); /* rolls back what is open; accepts a zeroed struct */

/* Runs a statement without a result. `ret_affected` and `ret_insert_id` may be NULL.
 * Errors: RETRY (1020, 1205, 1213), ALREADY_EXISTS (1062), UNAVAILABLE (connection lost before COMMIT), INTERNAL. */
bool mg_exec(struct mg_tx *tx, const struct mg_stmt_def *def, const struct mg_value *params, size_t n,
	uint64_t *ret_affected, uint64_t *ret_insert_id, struct mg_error *err) MG_MUST_CHECK;
/* Runs a statement and copies all rows into the arena. At most `max_rows` (0: no limit but the arena's). */
bool mg_query(struct mg_tx *tx, struct mg_arena *arena, const struct mg_stmt_def *def,
	const struct mg_value *params, size_t n, struct mg_rows *ret, struct mg_error *err) MG_MUST_CHECK;
#define MG_PARAMS(...)                                                                             \
	(const struct mg_value[]){__VA_ARGS__},                                                    \
		sizeof((const struct mg_value[]){__VA_ARGS__}) / sizeof(struct mg_value)
#define MG_NO_PARAMS NULL, 0

/* Streams rows to `each` without keeping them; the cells live until it returns. `each` returns false to stop with its
 * error. No other statement may run on the connection meanwhile. */
typedef bool mg_row_fn(void *user, const struct mg_value *row, size_t columns, struct mg_error *err);
bool mg_query_each(struct mg_tx *tx, const struct mg_stmt_def *def, const struct mg_value *params,
	size_t n, mg_row_fn *each, void *user, struct mg_error *err) MG_MUST_CHECK;

/* One column of an array binding: `rows` values side by side. */
struct mg_bulk_column {
	char type;               /* a letter of mg_stmt_def.params */
	const int64_t *i;        /* i, u */
	const char *const *p;    /* t, b, d: one pointer a row; NULL: SQL NULL */
	const unsigned long *n;  /* t, b, d: lengths */
	const char *null;        /* i, u: 1 = SQL NULL; may be NULL */
};
/* Runs an INSERT once for all rows (MariaDB array binding). Errors as mg_exec. */
bool mg_exec_bulk(struct mg_tx *tx, const struct mg_stmt_def *def, const struct mg_bulk_column *columns,
	size_t n_columns, size_t rows, uint64_t *ret_affected, struct mg_error *err) MG_MUST_CHECK;

/* Runs text that holds no value of anybody: migrations and set-up only. */
bool mg_db_script(struct mg_db *db, const char *sql, size_t len, struct mg_error *err) MG_MUST_CHECK;

/* Calls `trace` with every statement that runs on the connection and its parameters, before it runs; NULL: no more. For
 * measurements and tests: parameters are personal data and must not be written anywhere. */
typedef void mg_db_trace_fn(void *user, const struct mg_stmt_def *def, const struct mg_value *params, size_t n);
void mg_db_trace(struct mg_db *db, mg_db_trace_fn *trace, void *user);

/* Prepares a statement and checks that its parameters and columns are what the definition says. */
bool mg_stmt_check(struct mg_db *db, const struct mg_stmt_def *def, struct mg_error *err) MG_MUST_CHECK;

/* ---- start-up checks (settings.c) ---- */

/* Refuses (INTERNAL, naming the setting) unless the server is durable and isolated as measured: flush=1, sync_binlog=1
 * when a binlog is written, REPEATABLE READ with snapshot isolation, strict mode, local_infile off, secure_timestamp. */
bool mg_db_check_settings(struct mg_db *db, struct mg_error *err) MG_MUST_CHECK;
/* Refuses (DENIED, naming the grant) when the account may do more than the lines of sql/grants.sql say. */
bool mg_db_check_grants(struct mg_db *db, const char *grants_sql, struct mg_error *err) MG_MUST_CHECK;
/* Once per process before threads, and once per thread that used a connection before it ends. */
bool mg_db_library_init(void) MG_MUST_CHECK;
void mg_db_library_done(void);
void mg_db_thread_done(void);
