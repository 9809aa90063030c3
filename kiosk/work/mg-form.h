/* SPDX-License-Identifier: Apache-2.0
 * The one 資格取得届 at this terminal: what is typed, what the server's rules say of it,
 * registering and correcting it, parking it at the server. Keeps what was typed until it is
 * registered, parked or dropped. No widgets. */
#pragma once
#include "madoguchi/v1/draft.pb-c.h"
#include "mg-wire.h"
#include "remote/mg-read.h"
#include "remote/mg-write.h"

#define MG_FORM_REST_MS 200 /* between the last key and the question to the rules */
#define MG_DRAFT_ID_BYTES 16

typedef enum
{
  MG_FORM_CLOSED,
  MG_FORM_OPENING, /* the person's file is asked for; typing is possible already */
  MG_FORM_OPEN,
  MG_FORM_DONE, /* registered: see mg_form_get_receipt() */
} MgFormState;

#define MG_TYPE_FORM (mg_form_get_type ())
G_DECLARE_FINAL_TYPE (MgForm, mg_form, MG, FORM, GObject)

/* Emits "changed" whenever anything below gives another answer, and "filled" when the values were
 * replaced from outside (opened, taken): then the screen shows them anew. */
MgForm *mg_form_new (MgLine *line);

/* --- opening; FALSE while something typed is neither registered nor parked (mg_form_is_unsaved())
 * --- */
gboolean mg_form_begin (MgForm *self, const char *shori_no, const MgDate *today);
gboolean mg_form_begin_correction (MgForm *self, const char *shori_no, const MgReceiptNo *no,
                                   const MgDate *today);
gboolean mg_form_begin_draft (MgForm *self, const Pb__DraftTakeReply *draft, const MgDate *today);
/* Forgets all, wiped; whatever is under way goes on at the server. */
void mg_form_close (MgForm *self);

/* --- typing --- */
const MgAcquire *mg_form_get_values (MgForm *self);
/* Copied. The rules are asked when the clerk rests. */
void mg_form_set_values (MgForm *self, const MgAcquire *values);
/* 12 digits of a card: compared by the server, kept nowhere. The result becomes a value of the
 * form. */
void mg_form_check_number (MgForm *self, const char *digits);
gboolean mg_form_is_checking_number (MgForm *self);

/* --- acts --- */
/* Registers, or corrects with a reason (code and words). Continues an act whose end is not known.
 * FALSE: there is one under way. */
gboolean mg_form_record (MgForm *self, const char *reason_code, const char *reason);
/* Keeps it at the server under this clerk. cursor: the field to come back to. FALSE: nothing to
 * park, or under way. */
gboolean mg_form_park (MgForm *self, MgAcquireField cursor);
/* Takes the parked form away at the server and forgets this one. */
void mg_form_drop (MgForm *self);
/* After a conflict: what is there now becomes what the clerk has seen. */
void mg_form_reread (MgForm *self);

/* --- what is --- */
MgFormState mg_form_get_state (MgForm *self);
const char *mg_form_get_shori_no (MgForm *self);
gboolean mg_form_is_unsaved (MgForm *self); /* typed, and neither registered nor parked since */
gboolean mg_form_is_parked (MgForm *self);  /* the server has it as it stands */
gboolean mg_form_has_draft (MgForm *self);  /* the server has some version of it */
const MgReceiptNo *mg_form_get_correcting (MgForm *self); /* number 0: a new one */
const MgReceiptNo *mg_form_get_receipt (MgForm *self);    /* DONE */
gint64 mg_form_get_entered_us (MgForm *self);             /* DONE, new ones */
MgAcquireField mg_form_get_cursor (MgForm *self); /* of the parked form; MG_N_ACQUIRE: none */
const Pb__QualificationShowReply *mg_form_get_person (MgForm *self); /* NULL: not come yet */
/* Of what was typed last; NULL: not asked or not come yet. It stays while a newer one is asked for.
 */
const Pb__QualificationJudgeReply *mg_form_get_judgement (MgForm *self);
gboolean mg_form_is_judging (MgForm *self);
gboolean mg_form_is_rereading (MgForm *self); /* what mg_form_reread() asked for has not come */
/* Another number when the person, the judgement or what was seen before is another one: what is
 * drawn from these alone need not be drawn anew for every key. */
guint mg_form_get_news (MgForm *self);
MgTrouble mg_form_get_trouble (MgForm *self); /* of the last question; MG_N_TROUBLES: none */
const MgAct *mg_form_get_act (MgForm *self);  /* registering */
const MgAct *mg_form_get_parking (MgForm *self);
/* The field the server refused as it stood in the act that failed, the why of a correction too;
 * MG_N_TYPED: none, or typed since. */
guint mg_form_get_blamed (MgForm *self);
gboolean mg_form_has_conflict (MgForm *self);
/* After mg_form_reread(): what the clerk had seen before. NULL: nothing to compare. */
const Pb__QualificationShowReply *mg_form_get_seen_before (MgForm *self);
const guint8 *mg_form_get_draft_id (MgForm *self); /* MG_DRAFT_ID_BYTES; NULL: never parked */
