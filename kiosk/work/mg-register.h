/* SPDX-License-Identifier: Apache-2.0
 * 受付処理簿 at this terminal: a day's receipts with their counts, and one receipt with its steps,
 * to be returned, withdrawn, rejected or resumed. No widgets. */
#pragma once
#include "madoguchi/v1/receipt.pb-c.h"
#include "mg-wire.h"
#include "remote/mg-read.h"
#include "remote/mg-write.h"

#define MG_N_RECEIPT_STATES 8 /* of the protocol */
#define MG_REGISTER_REST_MS 150
#define MG_REGISTER_ROWS_MAX 200

#define MG_TYPE_REGISTER (mg_register_get_type ())
G_DECLARE_FINAL_TYPE (MgRegister, mg_register, MG, REGISTER, GObject)

/* Emits "changed" (the list) and "receipt-changed". */
MgRegister *mg_register_new (MgLine *line);
/* The list. text is asked for when the clerk rests; state and day at once. day: NULL for today. */
void mg_register_set_text (MgRegister *self, const char *text);
void mg_register_set_state (MgRegister *self, Pb__ReceiptState state);
void mg_register_set_day (MgRegister *self, const MgDate *day);
void mg_register_ask (MgRegister *self);
/* The next page, unless there is none or MG_REGISTER_ROWS_MAX are shown. */
void mg_register_more (MgRegister *self);
Pb__ReceiptState mg_register_get_state (MgRegister *self);
const MgDate *mg_register_get_day (MgRegister *self); /* year 0: today */
const GPtrArray *
mg_register_get_rows (MgRegister *self); /* of const Pb__ReceiptRow *; borrowed until "changed" */
guint mg_register_get_total (MgRegister *self);
guint mg_register_count (MgRegister *self, guint state); /* of the question without its state */
gboolean mg_register_is_busy (MgRegister *self);
gboolean mg_register_has_answer (MgRegister *self);
MgTrouble mg_register_get_trouble (MgRegister *self); /* MG_N_TROUBLES: none */

/* One receipt. */
void mg_register_open (MgRegister *self, const MgReceiptNo *no);
const Pb__ReceiptOpenReply *
mg_register_get_receipt (MgRegister *self); /* NULL: not open or not come */
const MgReceiptNo *mg_register_get_no (MgRegister *self);
MgTrouble mg_register_get_receipt_trouble (MgRegister *self);
/* FALSE: an act is under way. Continues one whose end is not known. */
gboolean mg_register_move (MgRegister *self, Pb__ReceiptState to, const char *code,
                           const char *reason);
const MgAct *mg_register_get_act (MgRegister *self);
/* Forgets everything, wiped. */
void mg_register_clear (MgRegister *self);

/* 受付, 照合済, 返戻 …; borrowed. The tone of its pill: "warn". */
const char *mg_receipt_state_word (guint state);
const char *mg_receipt_state_tone (guint state);
const char *mg_receipt_step_word (const char *what); /* "returned" -> 返戻 */
/* The code list of its reasons; "": none. */
const char *mg_receipt_step_reasons (const char *what);
const char *mg_form_kind_word (int kind);
