/* SPDX-License-Identifier: Apache-2.0 */
#include "mg-act.h"
#include <string.h>
#include "mg-i18n.h"

#define FIRST_WAIT_MS 500
#define LONGEST_WAIT_MS 8000

gboolean
mg_act_is_open (const MgAct *self)
{
  return self->state == MG_ACT_SENDING || self->state == MG_ACT_WAITING
         || self->state == MG_ACT_UNSETTLED;
}

static void
send (MgAct *self)
{
  self->state = MG_ACT_SENDING;
  self->sends++;
  self->due_ms = 0;
}

gboolean
mg_act_begin (MgAct *self, const guint8 *key)
{
  if (mg_act_is_open (self))
    return FALSE;
  memcpy (self->key, key, sizeof self->key);
  self->sends = 0;
  self->trouble = MG_N_TROUBLES;
  self->was_unclear = FALSE;
  send (self);
  return TRUE;
}

gboolean
mg_act_again (MgAct *self)
{
  if (self->state != MG_ACT_UNSETTLED)
    return FALSE;
  self->sends = 0;
  send (self);
  return TRUE;
}

gboolean
mg_act_tick (MgAct *self, gint64 now_ms)
{
  if (self->state != MG_ACT_WAITING || now_ms < self->due_ms)
    return FALSE;
  send (self);
  return TRUE;
}

void
mg_act_done (MgAct *self)
{
  if (self->state != MG_ACT_SENDING)
    return;
  self->state = MG_ACT_DONE;
  self->trouble = MG_N_TROUBLES;
}

/* Answers that say nothing about whether an attempt, this one or an earlier one, was committed. A
 * session that is locked or over tells nothing of the attempts before it; without any before it the
 * act did not happen. */
static gboolean
is_unclear (const MgAct *self, MgTrouble trouble)
{
  switch (trouble)
    {
    case MG_TROUBLE_LOST:
    case MG_TROUBLE_SEALED:
    case MG_TROUBLE_BUSY:
    case MG_TROUBLE_UNCERTAIN:
      return TRUE;
    case MG_TROUBLE_LOCKED:
    case MG_TROUBLE_ENDED:
    case MG_TROUBLE_TERMINAL:
    case MG_TROUBLE_CANCELLED:
      return self->was_unclear;
    default:
      return FALSE;
    }
}

void
mg_act_fail (MgAct *self, MgTrouble trouble, gint64 now_ms)
{
  gint64 wait_ms = FIRST_WAIT_MS;
  if (self->state != MG_ACT_SENDING)
    return;
  self->trouble = trouble;
  if (!is_unclear (self, trouble))
    {
      self->state = MG_ACT_FAILED;
      return;
    }
  self->was_unclear = TRUE;
  if (self->sends >= MG_ACT_SENDS_MAX || trouble == MG_TROUBLE_LOCKED || trouble == MG_TROUBLE_ENDED
      || trouble == MG_TROUBLE_TERMINAL || trouble == MG_TROUBLE_CANCELLED)
    {
      self->state = MG_ACT_UNSETTLED;
      return;
    }
  for (guint i = 1; i < self->sends && wait_ms < LONGEST_WAIT_MS; i++)
    wait_ms *= 2;
  self->state = MG_ACT_WAITING;
  self->due_ms = now_ms + MIN (wait_ms, LONGEST_WAIT_MS);
}

const char *
mg_act_words (const MgAct *self)
{
  if (!self->was_unclear)
    return NULL;
  switch (self->state)
    {
    case MG_ACT_SENDING:
    case MG_ACT_WAITING:
      return _ ("登録できたか確かめています。もう一度押さないでください。");
    case MG_ACT_UNSETTLED:
      return _ ("登録できたかまだ分かりません。入力は残っています。［F12］で確かめます（二重にはな"
                "りません）。");
    case MG_ACT_DONE:
      return _ ("登録できていました。");
    default:
      return _ ("登録されていません。入力は残っています。［F12］でもう一度登録してください。");
    }
}
