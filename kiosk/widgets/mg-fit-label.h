/* SPDX-License-Identifier: Apache-2.0
 * A word in the middle of the width it gets: condensed where it is a little too long, as print does
 * it, and on two lines only where that could no longer be read. Shows only. */
#pragma once
#include <gtk/gtk.h>

#define MG_TYPE_FIT_LABEL (mg_fit_label_get_type ())
G_DECLARE_FINAL_TYPE (MgFitLabel, mg_fit_label, MG, FIT_LABEL, GtkWidget)

/* classes: as of mg_label_new(). */
GtkWidget *mg_fit_label_new (const char *classes);
void mg_fit_label_set (MgFitLabel *self, const char *text);
const char *mg_fit_label_get (MgFitLabel *self);
