/* SPDX-License-Identifier: Apache-2.0
 * The card of parked forms at home, with their count; with the right to take over, those of the
 * ward too. */
#pragma once
#include <gtk/gtk.h>
#include "app/mg-desk.h"

#define MG_TYPE_HOME_DRAFTS (mg_home_drafts_get_type ())
G_DECLARE_FINAL_TYPE (MgHomeDrafts, mg_home_drafts, MG, HOME_DRAFTS, GtkBox)

/* Emits "opened" (guint: row of the list). */
GtkWidget *mg_home_drafts_new (MgDesk *desk);
void mg_home_drafts_refresh (MgHomeDrafts *self);
