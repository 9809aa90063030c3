/* SPDX-License-Identifier: Apache-2.0
 * 媒体台帳 (screen 56): the city's sticks and where they are. */
#pragma once
#include <gtk/gtk.h>
#include "app/mg-desk.h"

GtkWidget *mg_media_screen_new (MgDesk *desk);
