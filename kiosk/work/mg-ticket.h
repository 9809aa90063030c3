/* SPDX-License-Identifier: Apache-2.0
 * The ticket that an approver signs, built from exactly what Export.Preview said and the screen
 * showed; and the approver's key in the list (work/mg-authority.h opens it). Pure: reads no clock, keeps nothing. */
#pragma once
#include "madoguchi/signed/v1/export.pb-c.h"
#include "madoguchi/v1/export.pb-c.h"
#include "remote/mg-line.h"

/* Why there is no ticket; the words are for the approver. */
typedef enum
{
  MG_TICKET_OK,
  MG_TICKET_INCOMPLETE, /* a field is missing or of another shape */
  MG_TICKET_DIFFERS,    /* what was looked at is not what was built */
  MG_TICKET_OWN,        /* the approver asked for it or built it */
  MG_TICKET_NOT_OPEN,   /* no longer waits for an approval */
  MG_TICKET_NO_KEY,     /* the approver has no valid key in the list */
  MG_TICKET_EPOCH,      /* the list in hand is not the one that Preview named */
  MG_TICKET_AUTHORITY,  /* no list that the pinned authority root signed */
  MG_TICKET_PERIOD,     /* longer than four hours, or empty */
  MG_N_TICKETS,
} MgTicketVerdict;
const char *mg_ticket_words (MgTicketVerdict verdict);

void mg_key_list_free (Sg__KeyList *list);
G_DEFINE_AUTOPTR_CLEANUP_FUNC (Sg__KeyList, mg_key_list_free)
/* The key that this person signs with at now_us; NULL: none. Borrowed from list. */
const Sg__Key *mg_key_list_find (const Sg__KeyList *list, const char *staff_no, gint64 now_us);

/* Two pages of one preview: the same request, the same digests, the same columns. */
gboolean mg_preview_same (const Pb__ExportPreviewReply *a, const Pb__ExportPreviewReply *b);
/* ret_payload: the bytes to be signed, in memory that is wiped. */
MgTicketVerdict mg_ticket_build (const Pb__ExportPreviewReply *seen, const Sg__KeyList *list,
                                 const char *approver, gint64 now_us, GBytes **ret_payload);
