/* SPDX-License-Identifier: Apache-2.0
 * お知らせ (screen 69): notices to the counters, posted and withdrawn. */
#pragma once
#include <gtk/gtk.h>
#include "app/mg-desk.h"

GtkWidget *mg_notice_screen_new (MgDesk *desk);
