/* SPDX-License-Identifier: Apache-2.0
 * A guarded one-line field for words or for digits. */
#pragma once
#include <gtk/gtk.h>

/* name: the accessible name. chars: as wide as what goes in. max: characters at most. A GtkEntry.
 */
GtkWidget *mg_text_entry_new (const char *name, guint chars, guint max);
GtkWidget *mg_digit_entry_new (const char *name, guint digits);
const char *mg_entry_text (GtkWidget *entry);
void mg_entry_set (GtkWidget *entry, const char *text);
