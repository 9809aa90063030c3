/* SPDX-License-Identifier: Apache-2.0
 * The file of registered specifications into its tables, and their approval: for madoguchi-admin, under mg_migrate or the
 * superuser. */
#pragma once
#include "base/arena.h"
#include "db/db.h"

/* Puts the text of an extract.csv into the tables: new versions, unapproved. One that stands there already must be the same.
 * INVALID names the line. */
bool mg_extract_load(struct mg_tx *tx, struct mg_arena *arena, const char *municipality, const char *text, size_t n,
	int64_t now_us, size_t *ret_specs, struct mg_error *err) MG_MUST_CHECK;

struct mg_spec_step {
	const char *spec;
	uint64_t version;
	const char *by; /* staff number of the section's head or deputy */
	bool withdraws;
	int64_t now_us;
	uint64_t log_writer, log_n;
};
/* NOT_FOUND: no such specification that is still to be approved, or that can be withdrawn; or nobody has that number. */
bool mg_extract_spec_step(
	struct mg_tx *tx, const char *municipality, const struct mg_spec_step *step, struct mg_error *err) MG_MUST_CHECK;

extern mg_stmt_list mg_extract_load_statements;
