/* SPDX-License-Identifier: Apache-2.0
 * セッション (screen 67): who is logged in where, and the end of a login. No widgets. */
#pragma once
#include "madoguchi/v1/session.pb-c.h"
#include "mg-shelf.h"
#include "model/mg-secret.h"
#include "remote/mg-write.h"

#define MG_TYPE_SESSIONS (mg_sessions_get_type ())
G_DECLARE_FINAL_TYPE (MgSessions, mg_sessions, MG, SESSIONS, GObject)

/* Emits "changed". */
MgSessions *mg_sessions_new (MgLine *line);
void mg_sessions_ask (MgSessions *self);
void mg_sessions_clear (MgSessions *self);
const Pb__SessionListReply *mg_sessions_get (MgSessions *self); /* NULL: not come */
gboolean mg_sessions_is_busy (MgSessions *self);
MgTrouble mg_sessions_get_trouble (MgSessions *self);
/* Ends a session by its number; fresh (MgDesk's) is taken. FALSE: an earlier one has no end yet. */
gboolean mg_sessions_end (MgSessions *self, guint64 session_no, MgSecret *fresh);
const MgAct *mg_sessions_get_act (MgSessions *self);
