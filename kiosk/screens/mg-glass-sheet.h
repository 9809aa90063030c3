/* SPDX-License-Identifier: Apache-2.0
 * After a break-glass: what was done on the server meanwhile, and the authority's word that it was
 * seen, with the own factors. A sheet over the screen of reviews. */
#pragma once
#include <glib.h>

/* One that is over waits for this person. */
gboolean mg_glass_sheet_is_offered (gpointer screen);
void mg_glass_sheet_open (gpointer screen);
