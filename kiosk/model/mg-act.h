/* SPDX-License-Identifier: Apache-2.0
 * One intended write: its idempotency key, how often it was sent, whether its end is known. A key
 * lives until a definite answer; so whatever the line does, the act is done once or not at all.
 * Knows neither wires nor widgets. */
#pragma once
#include <glib.h>
#include "mg-trouble.h"

#define MG_ACT_KEY_BYTES 16
#define MG_ACT_SENDS_MAX 7 /* by itself; then the clerk decides */

typedef enum
{
  MG_ACT_IDLE,
  MG_ACT_SENDING,
  MG_ACT_WAITING,   /* to be sent again at due_ms, with the same key */
  MG_ACT_UNSETTLED, /* still not known, and no longer sent by itself; mg_act_again() goes on with
                       the same key */
  MG_ACT_DONE,
  MG_ACT_FAILED, /* definite: nothing was changed; the next act has a new key */
} MgActState;

typedef struct
{
  MgActState state;
  MgTrouble trouble; /* of the last answer; MG_N_TROUBLES: none */
  guint8 key[MG_ACT_KEY_BYTES];
  guint sends; /* since the clerk pressed the key */
  gint64 due_ms;
  gboolean was_unclear; /* at least one answer left it open */
} MgAct;

/* FALSE while an earlier act has no definite answer: it has to be settled first. key: 16 fresh
 * random bytes. */
gboolean mg_act_begin (MgAct *self, const guint8 *key);
/* FALSE unless UNSETTLED. */
gboolean mg_act_again (MgAct *self);
/* TRUE when WAITING is over: it is SENDING now, and has to be sent. */
gboolean mg_act_tick (MgAct *self, gint64 now_ms);
void mg_act_done (MgAct *self);
/* trouble: what the answer said. Times are milliseconds of a clock that never steps back. */
void mg_act_fail (MgAct *self, MgTrouble trouble, gint64 now_ms);
/* No definite answer yet. */
gboolean mg_act_is_open (const MgAct *self);
/* What to say while it is open, and the first time after; borrowed. NULL: nothing out of the
 * ordinary. */
const char *mg_act_words (const MgAct *self);
