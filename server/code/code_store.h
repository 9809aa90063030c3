/* SPDX-License-Identifier: Apache-2.0
 * SQL of the code master. */
#pragma once
#include "base/date.h"
#include "db/db.h"

struct mg_code_word {
	const char *list, *code, *name, *text, *source;
	bool verify;
};
bool mg_code_list(struct mg_tx *tx, struct mg_arena *arena, const char *municipality,
	const char *list, struct mg_date on, struct mg_code_word **ret, size_t *ret_n,
	struct mg_error *err) MG_MUST_CHECK;
bool mg_code_get(struct mg_tx *tx, struct mg_arena *arena, const char *municipality,
	const char *list, const char *code, struct mg_date on, const char **ret_text,
	struct mg_error *err) MG_MUST_CHECK;

/* Puts the text of a codes.csv (list,code,name,text,valid_from,valid_to,source,verify; RFC 4180)
 * into the table, rows that stand there already renewed. INVALID names the line. Under mg_migrate
 * or the superuser. */
bool mg_code_load(struct mg_tx *tx, const char *municipality, const char *text, size_t n,
	size_t *ret_n, struct mg_error *err) MG_MUST_CHECK;

extern mg_stmt_list mg_code_statements;
extern mg_stmt_list mg_code_load_statements;
