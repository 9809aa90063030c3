/* SPDX-License-Identifier: Apache-2.0
 * 開封パスワード (screen 55): shown to the approver after the close, for half a minute. */
#pragma once
#include <gtk/gtk.h>
#include "app/mg-desk.h"

GtkWidget *mg_passphrase_screen_new (MgDesk *desk);
