/* SPDX-License-Identifier: Apache-2.0
 * The household tab of a person. Shows only; emits "opened" (the 処理番号 of a member) on Enter. */
#pragma once
#include <gtk/gtk.h>
#include "model/mg-person.h"

#define MG_TYPE_PERSON_HOUSEHOLD (mg_person_household_get_type ())
G_DECLARE_FINAL_TYPE (MgPersonHousehold, mg_person_household, MG, PERSON_HOUSEHOLD, GtkBox)

/* person: borrowed until the next call; NULL: nobody. */
void mg_person_household_show (MgPersonHousehold *self, const MgPersonData *person);
