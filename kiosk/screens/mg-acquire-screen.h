/* SPDX-License-Identifier: Apache-2.0
 * 11 資格取得: the form of one person, judged while typing, registered, corrected or parked.
 * Entered with "new:処理番号", "correct:受付番号:処理番号", "take:N" (the N-th parked form of the
 * list), or NULL for what is open. */
#pragma once
#include <gtk/gtk.h>
#include "app/mg-desk.h"

#define MG_TYPE_ACQUIRE_SCREEN (mg_acquire_screen_get_type ())
G_DECLARE_FINAL_TYPE (MgAcquireScreen, mg_acquire_screen, MG, ACQUIRE_SCREEN, GtkBox)

GtkWidget *mg_acquire_screen_new (MgDesk *desk);
