/* SPDX-License-Identifier: Apache-2.0
 * 03 受付処理簿: the receipts of a day with the counts of their states; searched, filtered, opened.
 */
#pragma once
#include "app/mg-base-screen.h"

#define MG_TYPE_REGISTER_SCREEN (mg_register_screen_get_type ())
G_DECLARE_FINAL_TYPE (MgRegisterScreen, mg_register_screen, MG, REGISTER_SCREEN, MgBaseScreen)

GtkWidget *mg_register_screen_new (MgDesk *desk);
