/* SPDX-License-Identifier: Apache-2.0
 * 登録・変更・抹消の依頼 (61): what the head of a section asked for. */
#pragma once
#include <gtk/gtk.h>
#include "app/mg-desk.h"

GtkWidget *mg_staff_screen_new (MgDesk *desk);
