/* SPDX-License-Identifier: Apache-2.0
 * 持ち出し実行 (screen 53): one approved file onto one stick, step by step. */
#pragma once
#include <gtk/gtk.h>
#include "app/mg-desk.h"

GtkWidget *mg_carry_screen_new (MgDesk *desk);
