/* SPDX-License-Identifier: Apache-2.0
 * セッション (screen 67): who is logged in where; a login is ended from here. */
#pragma once
#include <gtk/gtk.h>
#include "app/mg-desk.h"

GtkWidget *mg_sessions_screen_new (MgDesk *desk);
