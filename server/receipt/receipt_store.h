/* SPDX-License-Identifier: Apache-2.0
 * SQL of the register of forms: numbers, receipts with the image before each step, steps, forms,
 * lists. Decides nothing and never commits. */
#pragma once
#include "access/session.h"
#include "base/shared.h"
#include "db/db.h"
#include "receipt/receipt_rules.h"

/* One receipt as its row holds it. Texts are borrowed. */
struct mg_receipt_row {
	struct mg_receipt_no no;
	uint32_t version;
	enum mg_form form;
	enum mg_receipt_state state;
	const char *shori_no, *name_kanji, *name_kana;
	const char *kanji_key, *kana_key; /* written, not read back */
	struct mg_date received_date;
	int64_t entered_us;
	uint64_t staff_id;
	const char *staff_no, *staff_name;
	uint32_t form_version;
	struct mg_date form_day;
	uint64_t form_staff_id;
	bool number_inquired;
	int64_t checked_us; /* 0: not checked */
	uint64_t checked_by;
	const char *checked_by_name;
};

/* What a statement belongs to: transaction, memory, city, and the log entry of a change. */
struct mg_receipt_in {
	struct mg_tx *tx;
	struct mg_arena *arena;
	const char *municipality;
	int64_t now_us;
	uint64_t log_writer, log_n;
};

bool mg_receipt_next_number(const struct mg_receipt_in *in, const char *ward, struct mg_date day,
	uint32_t *ret, struct mg_error *err) MG_MUST_CHECK;
bool mg_receipt_add(const struct mg_receipt_in *in, const struct mg_receipt_row *row,
	struct mg_error *err) MG_MUST_CHECK;
/* The row of a number, locked or not; *ret_found. */
bool mg_receipt_find(const struct mg_receipt_in *in, const struct mg_receipt_no *no, bool lock,
	struct mg_receipt_row *ret, bool *ret_found, struct mg_error *err) MG_MUST_CHECK;
/* Keeps the image of the row, then puts `row` in its place as version row->version + 1. CONFLICT:
 * row->version is not in force. */
bool mg_receipt_change(const struct mg_receipt_in *in, struct mg_receipt_row *row,
	struct mg_error *err) MG_MUST_CHECK;

/* ---- sending ---- */

/* Image, step and state 'sent' of each receipt that is in this extract and stands as it did there; *ret: how many. CONFLICT:
 * they were not the same ones in the three statements. */
bool mg_receipt_send_rows(const struct mg_receipt_in *in, uint64_t extract_id, const struct mg_session *by, uint64_t *ret,
	struct mg_error *err) MG_MUST_CHECK;

/* ---- steps and forms ---- */

struct mg_receipt_step_row {
	uint32_t step;
	enum mg_receipt_step what;
	int64_t at_us;
	const char *staff_name;
	const char *reason_code;
	struct mg_bytes reason; /* sealed; empty: none */
};
bool mg_receipt_add_step(const struct mg_receipt_in *in, const struct mg_receipt_no *no,
	const struct mg_receipt_step_row *step, const struct mg_session *by,
	struct mg_error *err) MG_MUST_CHECK;
/* Oldest first, in the arena. */
bool mg_receipt_list_steps(const struct mg_receipt_in *in, const struct mg_receipt_no *no,
	struct mg_receipt_step_row **ret, size_t *ret_n, struct mg_error *err) MG_MUST_CHECK;

bool mg_receipt_add_form(const struct mg_receipt_in *in, const struct mg_receipt_no *no,
	uint32_t version, struct mg_date made_day, uint64_t staff_id, struct mg_bytes sealed,
	struct mg_error *err) MG_MUST_CHECK;
/* The sealed form of a version, or of the last one before it (`before`). *ret_version 0: there is
 * none. */
bool mg_receipt_find_form(const struct mg_receipt_in *in, const struct mg_receipt_no *no,
	uint32_t version, bool before, uint32_t *ret_version, struct mg_bytes *ret,
	struct mg_error *err) MG_MUST_CHECK;

/* ---- lists ---- */

#define MG_RECEIPT_PAGE 50U
struct mg_receipt_question {
	const char *ward;
	struct mg_date from, to;	  /* days, both inclusive */
	enum mg_receipt_state state;	  /* NONE: all */
	const char *staff_no;		  /* empty: everybody's */
	uint32_t number;		  /* 0: all */
	const char *shori_no;		  /* empty: all */
	const char *kana_key, *kanji_key; /* beginnings; both empty: all */
	bool sees_hidden; /* the ward's own: persons under 支援措置 stand in the list */
	struct mg_receipt_no behind; /* the page begins behind it; number 0: the first page */
};
/* Newest first, one more than a page. */
bool mg_receipt_list(const struct mg_receipt_in *in, const struct mg_receipt_question *q,
	struct mg_receipt_row **ret, size_t *ret_n, struct mg_error *err) MG_MUST_CHECK;
/* Of the question without its state and place; [0]: all. */
bool mg_receipt_count(const struct mg_receipt_in *in, const struct mg_receipt_question *q,
	uint32_t ret[MG_RECEIPT_STATE_MAX], struct mg_error *err) MG_MUST_CHECK;
/* True when the person is under 支援措置 or lives with somebody who is. */
bool mg_receipt_is_hidden(const struct mg_receipt_in *in, const char *shori_no, bool *ret,
	struct mg_error *err) MG_MUST_CHECK;

/* ---- lists for checking ---- */

struct mg_check_row {
	struct mg_receipt_row receipt;
	uint32_t first_version; /* of what this person made of it on this day */
	uint32_t last_version;
};
/* `lock`: as the transaction's first read. NOT_FOUND. */
bool mg_check_find_staff(const struct mg_receipt_in *in, const char *staff_no, bool lock,
	uint64_t *ret_staff_id, const char **ret_name, struct mg_error *err) MG_MUST_CHECK;
/* True when both accounts are the same, or of one person (staff.person_ref). A plain read. */
bool mg_receipt_same_person(const struct mg_receipt_in *in, uint64_t staff_id, uint64_t other_id,
	bool *ret, struct mg_error *err) MG_MUST_CHECK;
/* `lock`: the receipts too, before any plain read. At most `max` and one more. */
bool mg_check_list_rows(const struct mg_receipt_in *in, const char *ward, struct mg_date day,
	uint64_t staff_id, bool lock, struct mg_check_row **ret, size_t *ret_n,
	struct mg_error *err) MG_MUST_CHECK;

extern mg_stmt_list mg_receipt_statements;
extern mg_stmt_list mg_receipt_list_statements;
