/* SPDX-License-Identifier: Apache-2.0
 * 持ち出し承認 (screen 52): everything inside one request, and the signature under exactly that. */
#pragma once
#include <gtk/gtk.h>
#include "app/mg-desk.h"

GtkWidget *mg_approve_screen_new (MgDesk *desk);
