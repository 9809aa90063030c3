/* SPDX-License-Identifier: Apache-2.0
 * What the person screen says in its lines. All to be freed. */
#pragma once
#include "model/mg-person.h"

char *mg_person_items_words (guint shown, guint all);
char *mg_person_history_words (MgPerson *person);
char *mg_person_past_words (const MgDate *as_of); /* markup */
