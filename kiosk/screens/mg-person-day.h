/* SPDX-License-Identifier: Apache-2.0
 * The line above the pages in which the clerk types as of which day the person is shown. */
#pragma once
#include <gtk/gtk.h>
#include "app/mg-desk.h"

#define MG_TYPE_PERSON_DAY (mg_person_day_get_type ())
G_DECLARE_FINAL_TYPE (MgPersonDay, mg_person_day, MG, PERSON_DAY, GtkBox)

/* Emits "chosen" (const MgDate *: a past day, or NULL for today) and "refused" when the day is none
 * that can be shown. */
void mg_person_day_set_desk (MgPersonDay *self, MgDesk *desk); /* borrowed; must outlive it */
void mg_person_day_open (MgPersonDay *self);
void mg_person_day_close (MgPersonDay *self);
