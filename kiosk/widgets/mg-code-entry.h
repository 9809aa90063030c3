/* SPDX-License-Identifier: Apache-2.0
 * A code by its number: two digits (or one), and the word appears beside; F4 or ↓ opens the list.
 * In the form for several codes each number typed adds one, and typed again takes it away. An
 * unknown number is an error in the same place. */
#pragma once
#include <gtk/gtk.h>

#define MG_TYPE_CODE_ENTRY (mg_code_entry_get_type ())
G_DECLARE_FINAL_TYPE (MgCodeEntry, mg_code_entry, MG, CODE_ENTRY, GtkBox)

/* Emits "edited" when its value is another one by the clerk's hand, and "full" when the number is
 * whole and known: then the cursor goes on. name: the accessible name. digits: 1 or 2. */
GtkWidget *mg_code_entry_new (const char *name, guint digits, gboolean several);
/* Of MgCode (work/mg-codes.h), borrowed; NULL: not there yet. prefix: only codes that begin with
 * it; NULL for all. */
void mg_code_entry_set_codes (MgCodeEntry *self, const GPtrArray *codes, const char *prefix);
/* The code, or the codes divided by blanks. What is half typed is not in it. Borrowed. */
const char *mg_code_entry_get_value (MgCodeEntry *self);
void mg_code_entry_set_value (MgCodeEntry *self, const char *value); /* emits nothing */
/* What stands in the field and is no code (yet); "" for none. Borrowed until it changes. */
const char *mg_code_entry_get_typed (MgCodeEntry *self);
/* Beside the value, when the field is put back as it was; emits nothing. */
void mg_code_entry_set_typed (MgCodeEntry *self, const char *text);
/* F4: opens or closes the list. */
void mg_code_entry_toggle_list (MgCodeEntry *self);
gboolean mg_code_entry_has_list_open (MgCodeEntry *self);
/* Something is typed that is no code; of several also half a number, which would be lost. */
gboolean mg_code_entry_is_wrong (MgCodeEntry *self);
