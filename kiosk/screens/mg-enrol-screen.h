/* SPDX-License-Identifier: Apache-2.0
 * 指の登録 (screen 64): five touches of each of two fingers, a second person's confirmation, and the fingers in force. */
#pragma once
#include "app/mg-desk.h"
#include <gtk/gtk.h>

GtkWidget *mg_enrol_screen_new (MgDesk *desk);
