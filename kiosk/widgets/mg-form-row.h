/* SPDX-License-Identifier: Apache-2.0
 * One line of a form: circled number, label, 必須 in words, the field, and to the right of it, in
 * reserved space, a word about what stands in it. Knows nothing of what the field holds. */
#pragma once
#include <gtk/gtk.h>

#define MG_TYPE_FORM_ROW (mg_form_row_get_type ())
G_DECLARE_FINAL_TYPE (MgFormRow, mg_form_row, MG, FORM_ROW, GtkBox)

/* number: 1 to 20. field is taken. */
GtkWidget *mg_form_row_new (guint number, const char *label, GtkWidget *field);
void mg_form_row_set_needed (MgFormRow *self, gboolean is_needed);
/* A row that the form does not ask for now stays where it is, at rest; why: in its place for words.
 * NULL: asked for. */
void mg_form_row_set_rest (MgFormRow *self, const char *why);
/* tone: "t-bad" "t-warn" "t-faint"; text NULL: none. */
void mg_form_row_say (MgFormRow *self, const char *tone, const char *text);
