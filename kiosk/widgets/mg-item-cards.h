/* SPDX-License-Identifier: Apache-2.0
 * All items of one record group under their headings, in two columns, with or without the empty
 * ones. Shows only; arrows and page keys scroll it. */
#pragma once
#include <gtk/gtk.h>
#include "model/mg-person.h"

#define MG_TYPE_ITEM_CARDS (mg_item_cards_get_type ())
G_DECLARE_FINAL_TYPE (MgItemCards, mg_item_cards, MG, ITEM_CARDS, GtkBox)

GtkWidget *mg_item_cards_new (const char *name);
/* person: NULL clears. Returns how many items are shown; ret_all: how many the group has. */
guint mg_item_cards_show (MgItemCards *self, const MgPersonData *person, MgGroup group,
                          gboolean with_empty, guint *ret_all);
/* The same box beside other content: scrolling of any scrolled page by keys. */
void mg_scroll_by_keys (GtkScrolledWindow *scroller);
