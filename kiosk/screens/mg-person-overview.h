/* SPDX-License-Identifier: Apache-2.0
 * The first tab of a person: what the counter asks for first, and the household. Shows only. */
#pragma once
#include <gtk/gtk.h>
#include "model/mg-person.h"

#define MG_TYPE_PERSON_OVERVIEW (mg_person_overview_get_type ())
G_DECLARE_FINAL_TYPE (MgPersonOverview, mg_person_overview, MG, PERSON_OVERVIEW, GtkBox)

void mg_person_overview_show (MgPersonOverview *self, const MgPersonData *person);
