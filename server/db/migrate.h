/* SPDX-License-Identifier: Apache-2.0
 * Brings the schema to the state of sql/migrations: each NNNN_name.sql once, in the order of its number. Never goes
 * back, and refuses when a script that was applied has been edited since. */
#pragma once
#include "base/clock.h"
#include "db/db.h"

/* `directory` holds the scripts; others files in it are ignored. `ret_applied` (may be NULL): how many ran now.
 * DDL commits by itself: a script that fails half-way is named in the error and must be finished by hand.
 * Errors: INVALID (a number twice, unreadable file), DATA_LOSS (an applied script was edited, one
 * came late, or the database is newer than the scripts), INTERNAL (the script's own error). */
bool mg_migrate(struct mg_db *db, const char *directory, const struct mg_clock *clock, unsigned *ret_applied,
	struct mg_error *err) MG_MUST_CHECK;
/* The same, and tells each script's name and SHA-256 before it runs. */
typedef void mg_migrate_note_fn(void *user, const char *name, const uint8_t sha256[32]);
bool mg_migrate_noting(struct mg_db *db, const char *directory, const struct mg_clock *clock, mg_migrate_note_fn *note, void *user,
	unsigned *ret_applied, struct mg_error *err) MG_MUST_CHECK;
extern mg_stmt_list mg_migrate_statements;
