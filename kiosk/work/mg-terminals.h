/* SPDX-License-Identifier: Apache-2.0
 * 端末 (screen 66): the city's terminals, revoked and heard again. No widgets. */
#pragma once
#include "madoguchi/v1/terminal.pb-c.h"
#include "mg-shelf.h"
#include "remote/mg-write.h"

#define MG_TYPE_TERMINALS (mg_terminals_get_type ())
G_DECLARE_FINAL_TYPE (MgTerminals, mg_terminals, MG, TERMINALS, GObject)

/* Emits "changed". */
MgTerminals *mg_terminals_new (MgLine *line);
void mg_terminals_ask (MgTerminals *self);
void mg_terminals_clear (MgTerminals *self);
const Pb__TerminalListReply *mg_terminals_get (MgTerminals *self); /* NULL: not come */
MgTrouble mg_terminals_get_trouble (MgTerminals *self);

typedef enum
{
  MG_TERMINAL_REVOKE,  /* for good */
  MG_TERMINAL_RELEASE, /* heard again after a suspension */
  MG_N_TERMINAL_ACTS,
} MgTerminalAct;
/* token is taken. FALSE: an earlier act has no end yet. */
gboolean mg_terminals_act (MgTerminals *self, MgTerminalAct which, guint64 terminal_id,
                           const char *note, MgSecret *token);
/* Of the act pressed last. */
const MgAct *mg_terminals_get_act (MgTerminals *self, MgTerminalAct *ret_which);
/* The name of the call, for fresh factors. */
const char *mg_terminal_act_path (MgTerminalAct which);
const char *mg_terminal_state_word (Pb__TerminalState state);
const char *mg_terminal_state_tone (Pb__TerminalState state);
