/* SPDX-License-Identifier: Apache-2.0
 * Why: one line of words, asked for in a sheet before an act. Keeps nothing and does nothing. */
#pragma once
#include "app/mg-base-screen.h"

/* All in the language of the program. */
typedef struct
{
  const char *title; /* the question */
  const char *text;  /* what follows; NULL: nothing */
  const char *act;   /* the verb of F12 */
  const char *lack;  /* said while there are no words */
  guint max;         /* characters */
  gboolean is_grave;
  guint64 about; /* the number of what it is about: the list may be another one by then */
} MgReasonAsk;

/* After the sheet is closed; words are borrowed. Not called when the clerk gives up. */
typedef void (*MgReasonDone) (gpointer screen, guint64 about, const char *words);
void mg_reason_sheet_open (gpointer screen, const MgReasonAsk *ask, MgReasonDone done);
