/* SPDX-License-Identifier: Apache-2.0
 * 照合用リスト at this terminal: what one clerk entered on a day, and the signature of another
 * person under exactly what is shown. No widgets. */
#pragma once
#include "madoguchi/v1/receipt.pb-c.h"
#include "mg-wire.h"
#include "remote/mg-read.h"
#include "remote/mg-write.h"

#define MG_TYPE_CHECK (mg_check_get_type ())
G_DECLARE_FINAL_TYPE (MgCheck, mg_check, MG, CHECK, GObject)

/* Emits "changed". */
MgCheck *mg_check_new (MgLine *line);
/* staff_no: whose; "" for one's own. day: of entry. */
void mg_check_open (MgCheck *self, const char *staff_no, const MgDate *day);
void mg_check_again (MgCheck *self);
const Pb__CheckListReply *mg_check_get (MgCheck *self); /* NULL: not come */
const MgDate *mg_check_get_day (MgCheck *self);
const char *mg_check_get_staff_no (MgCheck *self);
gboolean mg_check_is_busy (MgCheck *self);
MgTrouble mg_check_get_trouble (MgCheck *self);
/* Signs the list shown, or continues a signature whose end is not known. FALSE: nothing to sign or
 * under way. */
gboolean mg_check_sign_off (MgCheck *self);
const MgAct *mg_check_get_act (MgCheck *self);
void mg_check_clear (MgCheck *self);
