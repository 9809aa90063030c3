/* SPDX-License-Identifier: Apache-2.0
 * 持ち出しの記録 (screen 57): everything that was ever carried, or was to be. */
#pragma once
#include <gtk/gtk.h>
#include "app/mg-desk.h"

GtkWidget *mg_carried_screen_new (MgDesk *desk);
