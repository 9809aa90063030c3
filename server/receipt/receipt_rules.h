/* SPDX-License-Identifier: Apache-2.0
 * The register of forms (受付処理簿) as values: numbers, states and which step may follow which,
 * who may correct, and what one types to find a receipt. Pure; stores nothing, reads no clock. */
#pragma once
#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>
#include "base/date.h"

/* Gap-free within ward and day: "143-20261128-0007". */
struct mg_receipt_no {
	char ward[4];	    /* three digits: where the form was received */
	struct mg_date day; /* of 受付処理, in Japan */
	uint32_t number;    /* from 1 */
};
#define MG_RECEIPT_NO_BYTES 32
/* The number is written with four digits at least. */
void mg_receipt_no_format(const struct mg_receipt_no *no, char ret[MG_RECEIPT_NO_BYTES]);

/* The numbers are those of the ReceiptState of the protocol. */
enum mg_receipt_state {
	MG_RECEIPT_NONE = 0,
	MG_RECEIPT_ENTERED,   /* 受付処理済 */
	MG_RECEIPT_CHECKED,   /* 照合済: finished as an entry */
	MG_RECEIPT_SENT,      /* 送付済 */
	MG_RECEIPT_FINISHED,  /* 完結 */
	MG_RECEIPT_RETURNED,  /* 返戻 */
	MG_RECEIPT_WITHDRAWN, /* 取下げ */
	MG_RECEIPT_REJECTED,  /* 却下 */
	MG_RECEIPT_STATE_MAX
};
const char *mg_receipt_state_name(
	enum mg_receipt_state state); /* as the column holds it: "entered" */
const char *mg_receipt_state_text(enum mg_receipt_state state);	    /* "受付処理済" */
enum mg_receipt_state mg_receipt_state_from_name(const char *name); /* NONE when unknown */

/* Those of the FormKind of the protocol. */
enum mg_form { MG_FORM_NONE = 0, MG_FORM_ACQUIRE_FIRST, MG_FORM_MAX };
const char *mg_form_name(enum mg_form form); /* "acquire_first" */
const char *mg_form_text(enum mg_form form); /* "国民年金被保険者資格取得届(第1号)" */
enum mg_form mg_form_from_name(const char *name);

/* ---- steps ---- */

enum mg_receipt_step {
	MG_STEP_NONE = 0,
	MG_STEP_ENTERED,
	MG_STEP_CORRECTED,
	MG_STEP_RETURNED,
	MG_STEP_RESUMED,
	MG_STEP_WITHDRAWN,
	MG_STEP_REJECTED,
	MG_STEP_CHECKED,
	MG_STEP_SENT, /* by the close of a carry-out, not by hand */
	MG_STEP_MAX
};
const char *mg_receipt_step_name(enum mg_receipt_step step); /* "returned" */
/* The list of the code master that holds the step's reasons; NULL: none is asked. */
const char *mg_receipt_step_reasons(enum mg_receipt_step step);
/* The step that leads from one state to another; NONE: none does. */
enum mg_receipt_step mg_receipt_step_to(enum mg_receipt_state from, enum mg_receipt_state to);
/* True when the form of a receipt in that state may be corrected. */
bool mg_receipt_is_open(enum mg_receipt_state state);
/* True when what the form did to the person's record counts in that state. */
bool mg_receipt_counts(enum mg_receipt_state state);

/* Who asks for a correction or a step of a receipt. */
struct mg_receipt_asker {
	bool is_author;	  /* made the version in force */
	bool is_today;	  /* that version is of today */
	bool may_correct; /* holds RECORD_CORRECT */
	bool same_ward;	  /* of the receipt */
	bool moves;	  /* a step of the receipt, not a correction of its form */
	bool is_checked;  /* signed off: another person stands for it too */
};
enum mg_receipt_answer {
	MG_RECEIPT_MAY,	       /* an entry of today by its author */
	MG_RECEIPT_MAY_REASON, /* by another person with the right: a reason is demanded */
	MG_RECEIPT_OTHERS,     /* somebody else's: needs the right */
	MG_RECEIPT_TOO_LATE,   /* one's own of an earlier day: another person corrects it */
	MG_RECEIPT_WARD,       /* of another ward */
	MG_RECEIPT_SIGNED,     /* one's own, signed off: another person takes the step */
};
enum mg_receipt_answer mg_receipt_may_change(const struct mg_receipt_asker *asker);
/* Japanese, for whom it concerns; empty when they may. */
const char *mg_receipt_answer_text(enum mg_receipt_answer answer);

/* ---- what one types to find receipts ---- */

enum mg_receipt_text_kind {
	MG_RECEIPT_TEXT_NONE, /* empty: all */
	MG_RECEIPT_TEXT_NUMBER,
	MG_RECEIPT_TEXT_NO,	/* ward, day and number */
	MG_RECEIPT_TEXT_PERSON, /* 処理番号 */
	MG_RECEIPT_TEXT_NAME,	/* anything else: the beginning of a name */
};
/* Reads full width or half: 1 to 6 digits are a number, "143-20261128-0007" is a receipt, 10 digits
 * are a 処理番号. `ret_no` holds the number alone for NUMBER; `ret_shori_no` is filled for PERSON.
 */
enum mg_receipt_text_kind mg_receipt_text_read(
	const char *text, size_t n, struct mg_receipt_no *ret_no, char ret_shori_no[11]);
