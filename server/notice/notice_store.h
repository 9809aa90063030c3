/* SPDX-License-Identifier: Apache-2.0
 * Notices in the database: posted, listed, withdrawn. Decides nothing, commits nothing. What the long poll reads: board.h. */
#pragma once
#include "access/session.h"
#include "base/arena.h"
#include "base/shared.h"
#include "db/db.h"

struct mg_notice_in {
	struct mg_tx *tx;
	struct mg_arena *arena;
	const struct mg_shared *shared;
	const struct mg_session *session;
	int64_t now_us;
	uint64_t log_writer, log_n;
};
struct mg_notice_row {
	uint64_t notice_no;
	const char *text, *ward, *staff_no, *staff_name, *section; /* arena; ward "": the city */
	bool urgent;
	int64_t posted_us, until_us;
	int64_t withdrawn_us; /* 0: not withdrawn */
	const char *withdrawn_name, *withdrawn_why;
};
#define MG_NOTICE_PAGE 100U

/* How many enrolled terminals stand in that ward, and how many notices are in force for exactly it. "": the city. */
bool mg_notice_count(const struct mg_notice_in *in, const char *ward, uint64_t *ret_terminals, uint64_t *ret_in_force,
	struct mg_error *err) MG_MUST_CHECK;
bool mg_notice_put(const struct mg_notice_in *in, const char *text, const char *ward, int64_t until_us, bool urgent,
	uint64_t *ret_no, struct mg_error *err) MG_MUST_CHECK;
/* Those that were in force at `since_us` or later; newest first, one more than a page. `ward` NULL: of all. */
bool mg_notice_list(const struct mg_notice_in *in, const char *ward, int64_t since_us, struct mg_notice_row **ret,
	size_t *ret_n, struct mg_error *err) MG_MUST_CHECK;
/* Locks it. NOT_FOUND. */
bool mg_notice_lock(const struct mg_notice_in *in, uint64_t notice_no, struct mg_notice_row *ret, struct mg_error *err)
	MG_MUST_CHECK;
bool mg_notice_withdraw_row(const struct mg_notice_in *in, uint64_t notice_no, const char *why, struct mg_error *err)
	MG_MUST_CHECK;

extern mg_stmt_list mg_notice_statements;
