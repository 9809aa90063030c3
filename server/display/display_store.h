/* SPDX-License-Identifier: Apache-2.0
 * Settings of terminals in the database. Decides nothing, commits nothing. */
#pragma once
#include "base/arena.h"
#include "base/shared.h"
#include "db/db.h"
#include "display/display_rules.h"

struct mg_display_in {
	struct mg_tx *tx;
	struct mg_arena *arena;
	const struct mg_shared *shared;
	uint64_t terminal_id;
};
struct mg_display_change {
	const char *staff_no;
	int64_t now_us;
	uint64_t log_writer, log_n;
};
/* As a new terminal when nobody ever set it. */
bool mg_display_find(const struct mg_display_in *in, struct mg_display *ret, struct mg_error *err) MG_MUST_CHECK;
bool mg_display_put(const struct mg_display_in *in, const struct mg_display *display,
	const struct mg_display_change *change, struct mg_error *err) MG_MUST_CHECK;

extern mg_stmt_list mg_display_statements;
