/* SPDX-License-Identifier: Apache-2.0
 * Screen 70: accounts that are out of order: of people who have left, who are in no list of personnel, who are no longer
 * needed, not used for long, not confirmed this year. Since when, what is to be done, and whether its removal was asked for.
 * Shows, and leads to 62; removals are asked for by heads on 61. */
#pragma once
#include <gtk/gtk.h>
#include "app/mg-desk.h"

GtkWidget *mg_staff_report_screen_new (MgDesk *desk);
