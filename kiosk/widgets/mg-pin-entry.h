/* SPDX-License-Identifier: Apache-2.0
 * A field for a password or a PIN: bullets, no clipboard, no length in sight once it was sent. */
#pragma once
#include <gtk/gtk.h>

/* name: the accessible name, the same as the visible label. A GtkPasswordEntry; what was typed: mg_hidden_text_get(). */
GtkWidget *mg_pin_entry_new (const char *name);
/* Sent: the letters go and a row of fixed length stands in their place, read-only. FALSE: empty and
 * to be typed into again. */
void mg_pin_entry_set_fixed (GtkWidget *entry, gboolean is_fixed);
