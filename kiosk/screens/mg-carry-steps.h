/* SPDX-License-Identifier: Apache-2.0
 * The steps of a carry-out, the one under way with its bar, and in large letters what the hand must
 * do with the stick. Shows only. */
#pragma once
#include <gtk/gtk.h>
#include "work/mg-carry.h"

#define MG_TYPE_CARRY_STEPS (mg_carry_steps_get_type ())
G_DECLARE_FINAL_TYPE (MgCarrySteps, mg_carry_steps, MG, CARRY_STEPS, GtkBox)

GtkWidget *mg_carry_steps_new (void);
/* is_plugged: the stick that was approved is in. label: its 管理番号. */
void mg_carry_steps_show (MgCarrySteps *self, MgCarry *carry, gboolean is_plugged,
                          const char *label);
