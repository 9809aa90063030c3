/* SPDX-License-Identifier: Apache-2.0
 * 権限表 (screen 63): the matrix of rights in force, the proposal beside it, and the two acts of two
 * persons. No widgets. */
#pragma once
#include "madoguchi/v1/rights.pb-c.h"
#include "mg-shelf.h"
#include "remote/mg-write.h"

#define MG_TYPE_RIGHTS (mg_rights_get_type ())
G_DECLARE_FINAL_TYPE (MgRights, mg_rights, MG, RIGHTS, GObject)

/* Emits "changed". file: of the signed matrix on this terminal, borrowed; NULL: none. */
MgRights *mg_rights_new (MgLine *line, const char *file);
void mg_rights_ask (MgRights *self);
void mg_rights_clear (MgRights *self);
const Pb__RightsShowReply *mg_rights_get (MgRights *self); /* NULL: not come */
gboolean mg_rights_is_busy (MgRights *self);
MgTrouble mg_rights_get_trouble (MgRights *self);

gboolean mg_rights_has_file (MgRights *self);
/* Sends the terminal's file. FALSE: it cannot be read, or is no signed file, or one is on its way. */
gboolean mg_rights_propose (MgRights *self);
/* Of the proposal that was refused: the line of its text; NULL: none. Borrowed. */
const char *mg_rights_get_fault (MgRights *self);
/* Applies the proposal that is shown. fresh is taken. */
gboolean mg_rights_apply (MgRights *self, MgSecret *fresh);
const MgAct *mg_rights_get_propose_act (MgRights *self);
const MgAct *mg_rights_get_apply_act (MgRights *self);
