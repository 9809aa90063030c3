/* SPDX-License-Identifier: Apache-2.0
 * The rows of the root key's generations, and every table whose rows are wrapped under it. Decides nothing, commits
 * nothing, knows no files. */
#pragma once
#include "keys/keys.h"

/* ---- generations ---- */

struct mg_kek_rows {
	uint32_t current; /* the newest that is finished; 0: the city has no row yet */
	uint32_t begun;   /* one that is newer and not finished; 0: none */
	int64_t finished_us;
	uint8_t begun_check[32];
	bool older_destroyed; /* all before `current` */
};
bool mg_kek_rows(struct mg_tx *tx, struct mg_arena *arena, const char *municipality, struct mg_kek_rows *ret,
	struct mg_error *err) MG_MUST_CHECK;
/* Enters the root key a city begins with, unless it has one. */
bool mg_kek_enter(struct mg_tx *tx, struct mg_arena *arena, const struct mg_keys *keys, const char *municipality,
	int64_t now_us, struct mg_error *err) MG_MUST_CHECK;
/* A new generation, which `keys` holds, with the lasting secrets under it. */
bool mg_kek_begin(struct mg_tx *tx, const struct mg_keys *keys, const char *municipality, uint32_t generation,
	int64_t now_us, struct mg_error *err) MG_MUST_CHECK;
/* Waits for everybody who still writes under an older one; from its commit on nobody does. */
bool mg_kek_finish(struct mg_tx *tx, const char *municipality, uint32_t generation, int64_t now_us, struct mg_error *err)
	MG_MUST_CHECK;
/* Of all before `generation`: their secrets go. */
bool mg_kek_destroy(struct mg_tx *tx, const char *municipality, uint32_t generation, int64_t now_us, struct mg_error *err)
	MG_MUST_CHECK;

/* ---- wrapped rows ---- */

struct mg_wrapped_table {
	const char *name;    /* for the log: "person_key" */
	const char *purpose; /* of mg_keys_wrap */
	const char *seal_table, *seal_column;
	size_t n;            /* bytes of what is wrapped */
	const struct mg_stmt_def *list, *update, *count;
};
#define MG_WRAPPED_TABLES 6U
extern const struct mg_wrapped_table mg_wrapped_tables[MG_WRAPPED_TABLES];

struct mg_wrapped_counts {
	uint64_t older, newest;
};
/* How many rows are wrapped under `generation`, and how many under an older one. */
bool mg_wrapped_count(struct mg_tx *tx, struct mg_arena *arena, const struct mg_wrapped_table *table,
	const char *municipality, uint32_t generation, struct mg_wrapped_counts *ret, struct mg_error *err) MG_MUST_CHECK;
/* Wraps the next rows after the place `after` (empty: from the beginning), which it moves on, anew under the newest
 * generation of `keys`. *ret_n = 0: no older row behind `after`. Errors: RETRY (a row changed meanwhile), DATA_LOSS (one
 * does not open). */
#define MG_WRAPPED_PLACE_BYTES 80U
bool mg_wrapped_renew(struct mg_tx *tx, struct mg_arena *arena, const struct mg_wrapped_table *table,
	const struct mg_keys *keys, const char *municipality, unsigned max_rows, char after[MG_WRAPPED_PLACE_BYTES],
	size_t *ret_n, struct mg_error *err) MG_MUST_CHECK;

extern mg_stmt_list mg_kek_statements;
