/* SPDX-License-Identifier: Apache-2.0
 * The notices in force, as the long poll reads them: one small statement for all terminals. Decides nothing, commits
 * nothing, knows nobody's session. */
#pragma once
#include "base/arena.h"
#include "base/shared.h"
#include "db/db.h"

struct mg_board_notice {
	uint64_t notice_no;
	const char *text, *ward, *staff_name, *section; /* in the board's memory; ward "": the city */
	bool urgent;
	int64_t posted_us, until_us;
};
struct mg_board {
	bool is_known; /* false: the last look failed, and nobody is told anything */
	size_t n;
	struct mg_board_notice *notices; /* urgent ones first, then the newest */
	struct mg_arena memory;
};

void mg_board_init(struct mg_board *board);
/* Reads anew; on a failure the board is not known. */
bool mg_board_read(struct mg_board *board, struct mg_tx *tx, const struct mg_shared *shared, int64_t now_us,
	struct mg_error *err) MG_MUST_CHECK;
void mg_board_done(struct mg_board *board);
bool mg_board_is_for(const struct mg_board_notice *notice, const char *ward);
/* What a terminal of that ward knows that shows all of its notices; 0: there are none. `named`: with who posted them, which
 * is another thing to know. */
uint64_t mg_board_version(const struct mg_board *board, const char *ward, bool named);

extern mg_stmt_list mg_board_statements;
