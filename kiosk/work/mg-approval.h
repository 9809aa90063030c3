/* SPDX-License-Identifier: Apache-2.0
 * Screen 52: the requests that wait for this approver, everything inside one of them, and the
 * signature under exactly that. The key is opened with its PIN, signs once and is wiped. No
 * widgets. */
#pragma once
#include "mg-authority.h"
#include "mg-exports.h"
#include "mg-ticket.h"

#define MG_PREVIEW_PAGE 100

#define MG_TYPE_APPROVAL (mg_approval_get_type ())
G_DECLARE_FINAL_TYPE (MgApproval, mg_approval, MG, APPROVAL, GObject)

/* Emits "changed". authority: borrowed; NULL: nothing is signed here. */
MgApproval *mg_approval_new (MgLine *line, MgAuthority *authority);
/* The list anew; staff_no: who approves here. */
void mg_approval_ask (MgApproval *self, const char *staff_no);
void mg_approval_clear (MgApproval *self);                          /* wipes */
const Pb__ExportListReply *mg_approval_get_list (MgApproval *self); /* NULL: not come */
gboolean mg_approval_is_busy (MgApproval *self);
MgTrouble mg_approval_get_trouble (MgApproval *self);

/* The n-th of the list: its first rows are asked for. */
void mg_approval_choose (MgApproval *self, guint n);
guint mg_approval_get_chosen (MgApproval *self);
/* The first page, from which the ticket is built; NULL: not come. */
const Pb__ExportPreviewReply *mg_approval_get_first (MgApproval *self);
/* The page in sight, and the number of its first row (from 0). */
const Pb__ExportPreviewReply *mg_approval_get_page (MgApproval *self, guint *ret_first_row);
/* by: 1 or -1. FALSE: there is none. */
gboolean mg_approval_turn (MgApproval *self, int by);

typedef enum
{
  MG_SIGNING_NONE,
  MG_SIGNING_OPENING, /* the key, with the PIN: about a second */
  MG_SIGNING_SIGNED,  /* waits for fresh factors, then mg_approval_approve() */
  MG_SIGNING_WRONG_PIN,
  MG_SIGNING_CARD_SHUT, /* the card has locked itself */
  MG_SIGNING_NO_CARD,
  MG_SIGNING_TWO_CARDS, /* that show the key: which one the PIN is of, nobody can tell */
  MG_SIGNING_BROKEN, /* the key cannot be opened here */
} MgSigning;
/* Builds the ticket of what is shown and signs it; pin is copied into locked memory and wiped when
 * the key is open. Anything but MG_TICKET_OK: nothing was begun. */
MgTicketVerdict mg_approval_sign (MgApproval *self, const char *pin, gint64 now_us);
MgSigning mg_approval_get_signing (MgApproval *self);
void mg_approval_drop_signature (MgApproval *self);
/* What is signed, as text for comparing: SHA-256 of the ticket in groups of four digits; to be
 * freed; NULL: none. */
char *mg_approval_format_signed (MgApproval *self);
/* SIGNED only; fresh is taken. */
gboolean mg_approval_approve (MgApproval *self, MgSecret *fresh);
gboolean mg_approval_refuse (MgApproval *self, const char *words);
/* Of the act pressed last; ret_is_refusal: which. */
const MgAct *mg_approval_get_act (MgApproval *self, gboolean *ret_is_refusal);
