/* SPDX-License-Identifier: Apache-2.0
 * What the reader and the verdict say while a finger is asked for: always in the same place and of
 * the same height. Shows an MgLogin; acts on nothing. */
#pragma once
#include <gtk/gtk.h>
#include "model/mg-login.h"

#define MG_TYPE_FINGER_PANEL (mg_finger_panel_get_type ())
G_DECLARE_FINAL_TYPE (MgFingerPanel, mg_finger_panel, MG, FINGER_PANEL, GtkBox)

void mg_finger_panel_show (MgFingerPanel *self, const MgLogin *login, MgLoginKind kind,
                           gint64 now_ms);
