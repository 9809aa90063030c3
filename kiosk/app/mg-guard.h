/* SPDX-License-Identifier: Apache-2.0
 * Keeps what is typed and shown inside the window: no clipboard, no context menu, no emoji, no
 * closing. Must not touch what a key means to a screen. */
#pragma once
#include <gtk/gtk.h>

/* Switches off GtkText's own ways out. entry: any GtkEditable. */
void mg_guard_entry (GtkWidget *entry);
/* Swallows the keys and clicks that would reach them, and empties clipboards that fill all the same. */
void mg_guard_window (GtkWindow *window);
/* Digits only, whatever is typed or comes from a reader. */
void mg_guard_digits (GtkWidget *entry);
