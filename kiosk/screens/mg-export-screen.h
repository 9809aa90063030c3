/* SPDX-License-Identifier: Apache-2.0
 * 持ち出し申請 (screen 51): what was built, to whom and why it leaves, and one's own requests. */
#pragma once
#include <gtk/gtk.h>
#include "app/mg-desk.h"

GtkWidget *mg_export_screen_new (MgDesk *desk);
