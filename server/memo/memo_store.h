/* SPDX-License-Identifier: Apache-2.0
 * SQL of memos on a person. Decides nothing and never commits. */
#pragma once
#include "access/session.h"
#include "db/db.h"

struct mg_memo_in {
	struct mg_tx *tx;
	struct mg_arena *arena;
	const char *municipality;
	const char *shori_no;
	const struct mg_session *session;
	bool own_ward_only; /* 支援措置: what another ward wrote is not there */
	int64_t now_us;
	uint64_t log_writer, log_n;
};
struct mg_memo_row {
	uint32_t memo_no;
	struct mg_bytes text; /* sealed */
	int64_t made_us;
	uint64_t staff_id;
	const char *staff_name;
	int64_t struck_us; /* 0: in force */
	const char *struck_by_name;
};
#define MG_MEMO_PAGE 100U
/* Newest first behind memo `before` (0: from the newest), one more than a page. */
bool mg_memo_list_rows(const struct mg_memo_in *in, bool with_struck, uint64_t before,
	struct mg_memo_row **ret, size_t *ret_n, struct mg_error *err) MG_MUST_CHECK;
/* The number that the person's next memo has. */
bool mg_memo_next(const struct mg_memo_in *in, uint32_t *ret, struct mg_error *err) MG_MUST_CHECK;
bool mg_memo_put(const struct mg_memo_in *in, uint32_t memo_no, struct mg_bytes sealed,
	struct mg_error *err) MG_MUST_CHECK;
bool mg_memo_find(const struct mg_memo_in *in, uint64_t memo_no, struct mg_memo_row *ret,
	bool *ret_found, struct mg_error *err) MG_MUST_CHECK;
/* *ret_done false: it was struck out already. */
bool mg_memo_strike_row(const struct mg_memo_in *in, uint64_t memo_no, bool *ret_done,
	struct mg_error *err) MG_MUST_CHECK;

extern mg_stmt_list mg_memo_statements;
