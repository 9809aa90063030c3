/* SPDX-License-Identifier: Apache-2.0
 * What is typed into a field and never shown: the letters lie in locked memory that is wiped, and the field itself holds
 * nothing but fillers, since GTK 4.8 hands the text of its password entries to the accessibility bus. */
#pragma once
#include <gtk/gtk.h>

/* From now on, until entry goes. max: characters at most. filler: one character that stands for each (what the field's
 * other guards let through). Undo is off. */
void mg_hidden_text_guard (GtkWidget *entry, guint max, const char *filler);
/* What was typed; borrowed until it changes. Setting and emptying go by GtkEditable as ever. */
const char *mg_hidden_text_get (GtkWidget *entry);
