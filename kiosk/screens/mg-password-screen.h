/* SPDX-License-Identifier: Apache-2.0
 * Screen 68, the own logins and password; and, before home, the change of a first password or of one
 * that is too old. */
#pragma once
#include "app/mg-base-screen.h"

#define MG_TYPE_PASSWORD_SCREEN (mg_password_screen_get_type ())
G_DECLARE_FINAL_TYPE (MgPasswordScreen, mg_password_screen, MG, PASSWORD_SCREEN, MgBaseScreen)

GtkWidget *mg_password_screen_new (MgDesk *desk);
