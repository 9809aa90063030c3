/* SPDX-License-Identifier: Apache-2.0
 * The parameters of the law in the database: loaded from sql/codes/law.csv as editions, read back as the value that the rules
 * take. It decides nothing and commits nothing. */
#pragma once
#include "base/arena.h"
#include "base/law.h"
#include "db/db.h"

/* Adds the file as the next edition unless the newest one is of the same bytes; *ret_edition is the one in force then.
 * Errors: as mg_law_load (nothing is stored), and those of the database. */
bool mg_law_store_load(struct mg_tx *tx, struct mg_arena *arena, const char *municipality, const char *path,
	int64_t now_us, uint32_t *ret_edition, struct mg_error *err) MG_MUST_CHECK;
/* The newest edition. NOT_FOUND: none is loaded. DATA_LOSS: a row that this program's base/law.def cannot hold. */
bool mg_law_store_get(struct mg_tx *tx, struct mg_arena *arena, const char *municipality, struct mg_law *ret,
	uint32_t *ret_edition, struct mg_error *err) MG_MUST_CHECK;

extern mg_stmt_list mg_law_statements;
