/* SPDX-License-Identifier: Apache-2.0 */
#include "mg-idle.h"

#define WARN_MS 60000

void
mg_idle_init (MgIdle *self, gint64 lock_ms, gint64 log_off_ms, gint64 now_ms)
{
  *self = (MgIdle){.lock_ms = lock_ms, .log_off_ms = log_off_ms, .last_ms = now_ms};
}

void
mg_idle_touch (MgIdle *self, gint64 now_ms)
{
  if (!self->is_locked)
    self->last_ms = now_ms;
}

void
mg_idle_set_locked (MgIdle *self, gboolean locked, gint64 now_ms)
{
  if (!locked)
    self->last_ms = now_ms;
  self->is_locked = locked;
}

MgIdleAct
mg_idle_check (const MgIdle *self, gint64 now_ms, guint *ret_seconds)
{
  const gint64 idle_ms = now_ms - self->last_ms;
  const gint64 limit_ms = self->is_locked ? self->log_off_ms : self->lock_ms;
  const gint64 left_ms = MAX (limit_ms - idle_ms, 0);
  *ret_seconds = (guint)((left_ms + 999) / 1000);
  if (left_ms == 0)
    return self->is_locked ? MG_IDLE_LOG_OFF : MG_IDLE_LOCK;
  return !self->is_locked && left_ms <= WARN_MS ? MG_IDLE_WARN : MG_IDLE_NOTHING;
}
