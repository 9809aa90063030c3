/* SPDX-License-Identifier: Apache-2.0
 * One receipt of the register: its steps with who and why; correction, 返戻, 取下げ, 却下. Entered
 * with its number, or NULL for the one that is open. */
#pragma once
#include "app/mg-base-screen.h"

#define MG_TYPE_RECEIPT_SCREEN (mg_receipt_screen_get_type ())
G_DECLARE_FINAL_TYPE (MgReceiptScreen, mg_receipt_screen, MG, RECEIPT_SCREEN, MgBaseScreen)

GtkWidget *mg_receipt_screen_new (MgDesk *desk);
