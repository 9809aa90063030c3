/* SPDX-License-Identifier: Apache-2.0
 * 46 照合用リスト: what one clerk entered on a day, held against the papers and signed off by
 * another person. */
#pragma once
#include "app/mg-base-screen.h"

#define MG_TYPE_CHECK_SCREEN (mg_check_screen_get_type ())
G_DECLARE_FINAL_TYPE (MgCheckScreen, mg_check_screen, MG, CHECK_SCREEN, MgBaseScreen)

GtkWidget *mg_check_screen_new (MgDesk *desk);
