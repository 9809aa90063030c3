/* SPDX-License-Identifier: Apache-2.0
 * The history tab of a person: what was recorded when, and for the chosen event what changed.
 * Shows only; emits "more" when the end of the list is near. */
#pragma once
#include <gtk/gtk.h>
#include "model/mg-person.h"

#define MG_TYPE_PERSON_HISTORY (mg_person_history_get_type ())
G_DECLARE_FINAL_TYPE (MgPersonHistory, mg_person_history, MG, PERSON_HISTORY, GtkBox)

/* events: MgEvent, borrowed until the next call. */
void mg_person_history_show (MgPersonHistory *self, const GPtrArray *events);
