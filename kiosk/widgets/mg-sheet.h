/* SPDX-License-Identifier: Apache-2.0
 * A sheet over the content of a screen: a question with its number, what follows, and two verbs, of
 * which the safe one has the focus. Emits "act" (F12 or a click, never Enter) and "closed" (Esc,
 * F3, the safe button). Decides nothing. */
#pragma once
#include <gtk/gtk.h>

#define MG_TYPE_SHEET (mg_sheet_get_type ())
G_DECLARE_FINAL_TYPE (MgSheet, mg_sheet, MG, SHEET, GtkBox)

/* act: the verb of F12; safe: of the way back. is_grave: the verb stands in red. */
MgSheet *mg_sheet_new (const char *title, const char *act, const char *safe, gboolean is_grave);
/* Below what is there already. Taken. */
void mg_sheet_add (MgSheet *self, GtkWidget *child);
void mg_sheet_add_text (MgSheet *self, const char *text);
/* What gets the focus instead of the safe button. */
void mg_sheet_set_focus (MgSheet *self, GtkWidget *child);
/* An error or a hint above the buttons, in reserved space; NULL: none. */
void mg_sheet_say (MgSheet *self, const char *tone, const char *text);
const char *mg_sheet_get_act (MgSheet *self);
const char *mg_sheet_get_safe (MgSheet *self);
gboolean mg_sheet_is_grave (MgSheet *self);
void mg_sheet_act (MgSheet *self);   /* as if F12 */
void mg_sheet_close (MgSheet *self); /* as if Esc */
