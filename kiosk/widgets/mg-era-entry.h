/* SPDX-License-Identifier: Apache-2.0
 * A date field: what is typed on the left, what was understood on the right, an offer when the era
 * is wrong (↓ takes it). Emits "entered" on Enter when the date is good, "edited" when the date is
 * another one by the clerk's hand, and "full" when eight digits are a date: then the cursor goes
 * on. */
#pragma once
#include <gtk/gtk.h>
#include "model/mg-era.h"

#define MG_TYPE_ERA_ENTRY (mg_era_entry_get_type ())
G_DECLARE_FINAL_TYPE (MgEraEntry, mg_era_entry, MG, ERA_ENTRY, GtkBox)

/* name: the accessible name, the same as the visible label beside it. */
GtkWidget *mg_era_entry_new (const char *name);
/* FALSE: empty, half typed or wrong. */
gboolean mg_era_entry_get_date (MgEraEntry *self, MgDate *ret);
void mg_era_entry_clear (MgEraEntry *self);
/* Year 0 clears. Emits nothing. */
void mg_era_entry_set_date (MgEraEntry *self, const MgDate *date);
/* What is typed and is no date (yet), as it stands; "" when it is one. Borrowed until it changes. */
const char *mg_era_entry_get_typed (MgEraEntry *self);
void mg_era_entry_set_typed (MgEraEntry *self, const char *text); /* emits nothing */
/* Something is typed that is no date (yet). */
gboolean mg_era_entry_is_wrong (MgEraEntry *self);
