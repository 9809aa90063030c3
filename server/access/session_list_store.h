/* SPDX-License-Identifier: Apache-2.0
 * Sessions of others, for who looks after them (Session.List, Session.End). Commits nothing, authorises nobody. */
#pragma once
#include "access/access_rules.h"
#include "base/arena.h"
#include "base/shared.h"
#include "db/db.h"

#define MG_SESSIONS_LISTED_MAX 500U

struct mg_session_item {
	uint64_t session_no;
	const char *staff_no, *staff_name, *section, *terminal_name, *terminal_section; /* arena */
	enum mg_staff_role role;
	struct mg_session_facts facts;
};
/* Those that nobody ended, oldest first; some may be over by time (access_rules.h judges). `ret` is in the arena; `ret_more`:
 * there are more than MG_SESSIONS_LISTED_MAX. */
bool mg_session_list_open(struct mg_tx *tx, struct mg_arena *arena, const struct mg_shared *shared, int64_t now_us,
	const struct mg_session_item **ret, size_t *ret_n, bool *ret_more, struct mg_error *err) MG_MUST_CHECK;
/* Ends one by its number. NOT_FOUND: there is none, or it is over. */
bool mg_session_end_numbered(struct mg_tx *tx, const struct mg_shared *shared, uint64_t session_no,
	enum mg_session_end reason, int64_t now_us, struct mg_error *err) MG_MUST_CHECK;
/* Whose it is and where, also of one that is over. NOT_FOUND. Texts live in the arena. */
bool mg_session_get_numbered(struct mg_tx *tx, struct mg_arena *arena, const struct mg_shared *shared, uint64_t session_no,
	int64_t now_us, struct mg_session_item *ret, struct mg_error *err) MG_MUST_CHECK;

extern mg_stmt_list mg_session_list_statements;
