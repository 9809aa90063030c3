/* SPDX-License-Identifier: Apache-2.0
 * 権限表 (screen 63): which role holds what, いま and あと, proposed by one and applied by another. */
#pragma once
#include <gtk/gtk.h>
#include "app/mg-desk.h"

GtkWidget *mg_rights_screen_new (MgDesk *desk);
