/* SPDX-License-Identifier: Apache-2.0 */
#include "mg-connection.h"

static const guint waits_s[] = {1, 2, 4, 8, 10};

void
mg_connection_init (MgConnection *self)
{
  *self = (MgConnection){.state = MG_CONNECTION_STARTING};
}

static void
set_retry (MgConnection *self, gint64 now_ms)
{
  const guint i = MIN (self->attempts, G_N_ELEMENTS (waits_s) - 1);
  self->retry_at_ms = now_ms + waits_s[i] * 1000;
  self->attempts++;
}

static gboolean
go (MgConnection *self, MgConnectionState state, gint64 now_utc_us)
{
  if (self->state == state)
    return FALSE;
  self->state = state;
  self->since_us = now_utc_us;
  self->attempts = 0;
  return TRUE;
}

gboolean
mg_connection_answered (MgConnection *self, gint64 now_utc_us)
{
  return go (self, MG_CONNECTION_OK, now_utc_us);
}

gboolean
mg_connection_failed (MgConnection *self, MgConnectionState state, gint64 now_ms,
                      gint64 now_utc_us)
{
  const gboolean changed = go (self, state, now_utc_us);
  if (changed)
    set_retry (self, now_ms);
  return changed;
}

gboolean
mg_connection_due (MgConnection *self, gint64 now_ms)
{
  if ((self->state != MG_CONNECTION_LOST && self->state != MG_CONNECTION_SEALED)
      || now_ms < self->retry_at_ms)
    return FALSE;
  set_retry (self, now_ms);
  return TRUE;
}

void
mg_connection_hurry (MgConnection *self, gint64 now_ms)
{
  self->attempts = 0;
  self->retry_at_ms = now_ms;
}

guint
mg_connection_seconds (const MgConnection *self, gint64 now_ms)
{
  return self->retry_at_ms > now_ms ? (guint)((self->retry_at_ms - now_ms + 999) / 1000) : 0;
}
