/* SPDX-License-Identifier: Apache-2.0
 * この端末の表示 (screen 60): large type, high contrast and screen reader of this terminal. */
#pragma once
#include <gtk/gtk.h>
#include "app/mg-desk.h"

GtkWidget *mg_display_screen_new (MgDesk *desk);
