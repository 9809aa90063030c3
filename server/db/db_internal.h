/* SPDX-License-Identifier: Apache-2.0
 * What the files of this floor share; nobody else includes it. */
#pragma once
#include <mysql.h>
#include "db/db.h"

#define MG_STMT_SLOTS 256U /* a power of two, well above the number of statements of one program */
#define MG_CELL_BYTES 256U /* longer cells are fetched a second time */

struct mg_stmt_slot {
	const struct mg_stmt_def *def;
	MYSQL_STMT *stmt; /* owned */
};

struct mg_db {
	MYSQL *mysql; /* owned */
	struct mg_stmt_slot slots[MG_STMT_SLOTS];
	size_t n_slots;
	bool broken;
	uint8_t *cell_buffer; /* owned: MG_CELL_BYTES for each column */
	size_t cell_columns;
	mg_db_trace_fn *trace; /* NULL while serving */
	void *trace_user;
};

/* Turns the error number of the driver into ours; marks the connection broken when it is. */
bool mg_db_fail(struct mg_db *db, unsigned number, const char *name, const char *text, struct mg_error *err);
bool mg_stmt_get(struct mg_db *db, const struct mg_stmt_def *def, MYSQL_STMT **ret, struct mg_error *err);
