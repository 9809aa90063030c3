/* SPDX-License-Identifier: Apache-2.0
 * Rights of single persons, as madoguchi-admin gives and ends them. Whether they may be given, the database's triggers say. */
#pragma once
#include "base/shared.h"
#include "db/db.h"

struct mg_right_step {
	uint64_t staff_id;
	const char *name; /* "EXTRACT" */
	const char *asked_by, *allowed_by; /* staff numbers */
	const char *actor; /* admin:<user> */
	int64_t now_us;
	uint64_t log_writer, log_n;
};
/* ALREADY_EXISTS: the person has it. INTERNAL with the words of the trigger that forbids it. */
bool mg_right_give(struct mg_tx *tx, const struct mg_shared *shared, const struct mg_right_step *step, struct mg_error *err) MG_MUST_CHECK;
/* NOT_FOUND: the person does not have it. */
bool mg_right_end(struct mg_tx *tx, const struct mg_shared *shared, const struct mg_right_step *step, struct mg_error *err) MG_MUST_CHECK;

extern mg_stmt_list mg_right_statements;
