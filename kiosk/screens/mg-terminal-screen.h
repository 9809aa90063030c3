/* SPDX-License-Identifier: Apache-2.0
 * 端末 (screen 66): which terminals there are, when they were last seen, who sits there; revoking and hearing again. */
#pragma once
#include <gtk/gtk.h>
#include "app/mg-desk.h"

GtkWidget *mg_terminal_screen_new (MgDesk *desk);
