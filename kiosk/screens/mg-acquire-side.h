/* SPDX-License-Identifier: Apache-2.0
 * Beside the form: what the rules say, and what registering changes, or after a conflict what
 * another changed. */
#pragma once
#include <gtk/gtk.h>
#include "work/mg-codes.h"
#include "work/mg-form.h"

#define MG_TYPE_ACQUIRE_SIDE (mg_acquire_side_get_type ())
G_DECLARE_FINAL_TYPE (MgAcquireSide, mg_acquire_side, MG, ACQUIRE_SIDE, GtkBox)

GtkWidget *mg_acquire_side_new (void);
/* Shows form as it is now; keeps nothing of it. */
void mg_acquire_side_show (MgAcquireSide *self, MgForm *form, MgCodes *codes);
