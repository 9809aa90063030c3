/* SPDX-License-Identifier: Apache-2.0
 * The register of forms (受付処理簿) as other capabilities use it: the slice of a form takes a
 * number, enters the form, puts another version in force; papers read a receipt or a list for
 * checking. It judges no form and commits nothing. */
#pragma once
#include "madoguchi/v1/receipt.pb-c.h"
#include "receipt/receipt_rules.h"
#include "rpc/call.h"

/* One item of a form in words, as the screen showed it. Borrowed. */
struct mg_receipt_item {
	const char *label;  /* "異動年月日" */
	const char *before; /* of lists for checking: what stood there before; empty: new */
	const char *value;  /* "令和8年11月28日" */
};

/* One receipt as it is now. Everything borrowed is in the call's arena. */
struct mg_receipt {
	struct mg_receipt_no no;
	uint32_t version;
	enum mg_form form;
	enum mg_receipt_state state;
	const char *shori_no;
	const char *name_kanji; /* as the register had it when it was entered */
	const char *name_kana;
	struct mg_date received_date; /* 受付年月日 */
	int64_t entered_us;	      /* 受付処理 */
	uint64_t staff_id;
	const char *staff_no;
	const char *staff_name;
	uint32_t form_version;
	struct mg_date form_day; /* of the version in force */
	uint64_t form_staff_id;
	bool number_inquired; /* 個人番号 照会中 */
	int64_t checked_us;   /* 0: the version in force was not checked yet */
	const char *checked_by_name;
};
static inline bool mg_receipt_is_corrected(const struct mg_receipt *r)
{
	return r->form_version > 1;
}
static inline bool mg_receipt_is_late(const struct mg_receipt *r)
{
	return mg_date_compare(r->received_date, r->no.day) < 0;
}

/* ---- reading, for papers and screens ---- */

/* A receipt with the items of the form in force: what a 受付票 shows. */
struct mg_receipt_sheet {
	struct mg_receipt receipt;
	const struct mg_receipt_item *items; /* `before` is empty */
	size_t n_items;
};
/* NOT_FOUND: none has that number, or it belongs to another ward and its person is under 支援措置.
 * Names the person in the call's entry. DATA_LOSS: its form cannot be opened. */
bool mg_receipt_load(struct mg_call *call, const struct mg_receipt_no *no,
	struct mg_receipt_sheet *ret, struct mg_error *err) MG_MUST_CHECK;

/* 照合用リスト: what one member of staff entered or corrected in a ward on a day. */
struct mg_check_line {
	struct mg_receipt receipt;
	const struct mg_receipt_item
		*items; /* of a new entry all; of a correction those that changed */
	size_t n_items;
	bool is_checked;    /* the version in force, by somebody */
	bool changed_since; /* a later version is in force: it stands on its own maker's list */
};
struct mg_check_list {
	char ward[4];
	struct mg_date day;
	const char *staff_no;
	const char *staff_name;
	struct mg_check_line *lines; /* by day and number */
	size_t n_lines;
	bool signed_off; /* there is something and all of it is checked */
	const char *signed_by;
	int64_t signed_us;  /* of the line checked last */
	uint8_t digest[32]; /* SHA-256 over lines, versions and items: what a signature stands for
			     */
};
#define MG_CHECK_LINES_MAX 250U
/* `ward` empty: the session's; `staff_no` empty: own. An empty list is a success. NOT_FOUND: no
 * such person of staff. Names the persons in the call's entry. TOO_LARGE beyond MG_CHECK_LINES_MAX.
 */
bool mg_check_list_load(struct mg_call *call, const char *ward, struct mg_date day,
	const char *staff_no, struct mg_check_list *ret, struct mg_error *err) MG_MUST_CHECK;

/* The number as the protocol carries it; INVALID with the call's field "no" when it is none. */
bool mg_receipt_no_read(struct mg_call *call, const Pb__ReceiptNo *no, struct mg_receipt_no *ret,
	struct mg_error *err) MG_MUST_CHECK;
/* In the call's arena; NULL when that is full. */
Pb__ReceiptNo *mg_receipt_no_reply(struct mg_call *call, const struct mg_receipt_no *no);

/* ---- writing, for the slices of forms ---- */

/* Takes the next number of the session's ward today. The transaction's FIRST statement: under
 * snapshot isolation a read before it makes the database refuse the row under load (docs/adr/0008).
 */
bool mg_receipt_take_number(
	struct mg_call *call, struct mg_receipt_no *ret, struct mg_error *err) MG_MUST_CHECK;

/* What a form brings. Borrowed. */
struct mg_receipt_entry {
	enum mg_form form;
	const char *shori_no;
	const char *name_kanji;
	const char *name_kana;
	struct mg_date received_date;
	bool number_inquired;
	struct mg_bytes packed; /* the form as its slice wants it back, at most 4 KiB */
	const struct mg_receipt_item *items;
	size_t n_items;
};
/* Enters the form under the number as version 1. NOT_FOUND: the person has no data key. */
bool mg_receipt_enter(struct mg_call *call, const struct mg_receipt_no *no,
	const struct mg_receipt_entry *entry, struct mg_error *err) MG_MUST_CHECK;

/* Locks a receipt for a step and reads it; before any plain read of the transaction. NOT_FOUND;
 * CONFLICT: another version than `version` is in force. */
bool mg_receipt_lock(struct mg_call *call, const struct mg_receipt_no *no, uint32_t version,
	struct mg_receipt *ret, struct mg_error *err) MG_MUST_CHECK;
/* Whether the caller may take a step of that receipt (`moves`), or correct its form. Two accounts of one person are one author. A plain
 * read. */
bool mg_receipt_answer_for(const struct mg_call *call, const struct mg_receipt *receipt, bool moves,
	enum mg_receipt_answer *ret, struct mg_error *err) MG_MUST_CHECK;
/* The form of a version as it was packed. */
bool mg_receipt_form(struct mg_call *call, const struct mg_receipt *receipt,
	struct mg_bytes *ret_packed, struct mg_error *err) MG_MUST_CHECK;
/* Why a step is taken. `code` empty: none. */
struct mg_receipt_why {
	const char *code;
	const char *words; /* at most 200 characters */
};
/* Puts another version of the form in force; the receipt is to be checked anew. `receipt` was
 * locked, and is updated. */
bool mg_receipt_revise(struct mg_call *call, struct mg_receipt *receipt,
	const struct mg_receipt_entry *entry, const struct mg_receipt_why *why,
	struct mg_error *err) MG_MUST_CHECK;

/* ---- sending, for the export ---- */

/* Makes 送付済 what the 送付書 of this extract took in and what stands as it stood in it; *ret is how many. A step of the
 * call's person, under the call's entry. The database refuses it unless the carry-out was closed as written. CONFLICT: a
 * receipt moved meanwhile. */
bool mg_receipt_send(struct mg_call *call, uint64_t extract_id, uint64_t *ret, struct mg_error *err) MG_MUST_CHECK;
