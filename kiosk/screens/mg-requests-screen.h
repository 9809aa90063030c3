/* SPDX-License-Identifier: Apache-2.0
 * 端末の登録: requests of new terminals, behind screen 66. */
#pragma once
#include <gtk/gtk.h>
#include "app/mg-desk.h"

GtkWidget *mg_requests_screen_new (MgDesk *desk);
