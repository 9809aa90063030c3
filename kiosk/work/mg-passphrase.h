/* SPDX-License-Identifier: Apache-2.0
 * 開封パスワード (screen 55): shown to the approver after the close, from locked memory, for 30 s.
 * No widgets. */
#pragma once
#include "mg-exports.h"

#define MG_PASSPHRASE_S 30

#define MG_TYPE_PASSPHRASE (mg_passphrase_get_type ())
G_DECLARE_FINAL_TYPE (MgPassphrase, mg_passphrase, MG, PASSPHRASE, GObject)

/* Emits "changed", also once a second while it is shown. */
MgPassphrase *mg_passphrase_new (MgLine *line);
/* The approver's own list anew. */
void mg_passphrase_ask (MgPassphrase *self);
void mg_passphrase_clear (MgPassphrase *self);
const Pb__ExportListReply *mg_passphrase_get_list (MgPassphrase *self); /* NULL: not come */
gboolean mg_passphrase_is_busy (MgPassphrase *self);
MgTrouble mg_passphrase_get_trouble (MgPassphrase *self);
/* fresh is taken. FALSE: one is asked for already. */
gboolean mg_passphrase_show (MgPassphrase *self, const guint8 *ticket_id, MgSecret *fresh);
void mg_passphrase_hide (MgPassphrase *self); /* wipes */
/* NULL: hidden. Borrowed from locked memory. */
const char *mg_passphrase_peek (MgPassphrase *self);
guint mg_passphrase_get_seconds (MgPassphrase *self);
const MgAct *mg_passphrase_get_act (MgPassphrase *self);
