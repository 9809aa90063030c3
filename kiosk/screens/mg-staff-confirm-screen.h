/* SPDX-License-Identifier: Apache-2.0
 * 年次確認 (65): is every assignment still needed; signed by the head. */
#pragma once
#include <gtk/gtk.h>
#include "app/mg-desk.h"

GtkWidget *mg_staff_confirm_screen_new (MgDesk *desk);
