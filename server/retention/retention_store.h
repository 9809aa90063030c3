/* SPDX-License-Identifier: Apache-2.0
 * What only serves the moment and is not kept: challenges, pictures seen, fresh tokens, stored replies, sessions that are over,
 * notices whose time is over.
 * Nothing of a resident and nothing of the log stands in these tables. Commits nothing. */
#pragma once
#include "db/db.h"

#define MG_RETENTION_PIECE 500U /* rows a transaction removes: its locks are short */

/* One table; the index over its instant makes the oldest rows come first. */
struct mg_retention {
	const char *table; /* for the entry */
	unsigned days;	   /* kept after that instant */
	const struct mg_stmt_def *find, *remove;
};
extern const struct mg_retention mg_retention_list[];
extern const size_t mg_retention_list_len;

/* Removes up to MG_RETENTION_PIECE rows whose instant is `days` before `now_us` or earlier; *ret_n: how many. */
bool mg_retention_remove(struct mg_tx *tx, struct mg_arena *arena, const struct mg_retention *what,
	const char *municipality, int64_t now_us, uint64_t *ret_n, struct mg_error *err) MG_MUST_CHECK;

extern mg_stmt_list mg_retention_statements;
