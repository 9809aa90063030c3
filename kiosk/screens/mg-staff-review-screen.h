/* SPDX-License-Identifier: Apache-2.0
 * 審査 (62): the authority checks what was asked for, with before and after. */
#pragma once
#include <gtk/gtk.h>
#include "app/mg-desk.h"

GtkWidget *mg_staff_review_screen_new (MgDesk *desk);
