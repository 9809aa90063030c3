/* SPDX-License-Identifier: Apache-2.0
 * The page of memos of the person screen: short, dated, signed; struck out, never overwritten. */
#pragma once
#include <gtk/gtk.h>
#include "app/mg-desk.h"

#define MG_TYPE_PERSON_MEMOS (mg_person_memos_get_type ())
G_DECLARE_FINAL_TYPE (MgPersonMemos, mg_person_memos, MG, PERSON_MEMOS, GtkBox)

/* Emits "said" (const char *tone, const char *words) for the message line. */
GtkWidget *mg_person_memos_new (MgDesk *desk);
/* Asks for the memos of the person; NULL: empties the page. */
void mg_person_memos_show (MgPersonMemos *self, const char *shori_no);
void mg_person_memos_add (MgPersonMemos *self);    /* F12 */
void mg_person_memos_strike (MgPersonMemos *self); /* F10: the chosen one */
