/* SPDX-License-Identifier: Apache-2.0
 * Counts the time without a key: warns, locks, logs off. Pure. The server has its own limits, which
 * decide; this one only spares the clerk the surprise. */
#pragma once
#include <glib.h>

typedef enum
{
  MG_IDLE_NOTHING,
  MG_IDLE_WARN, /* less than 60 s to the lock */
  MG_IDLE_LOCK,
  MG_IDLE_LOG_OFF,
} MgIdleAct;

typedef struct
{
  gint64 lock_ms;    /* 300,000 */
  gint64 log_off_ms; /* 900,000: from the last key, locked or not */
  gint64 last_ms;
  gboolean is_locked;
} MgIdle;

void mg_idle_init (MgIdle *self, gint64 lock_ms, gint64 log_off_ms, gint64 now_ms);
/* A key or a touch. It prolongs nothing once locked. */
void mg_idle_touch (MgIdle *self, gint64 now_ms);
void mg_idle_set_locked (MgIdle *self, gboolean locked, gint64 now_ms);
/* What is due now, and the seconds to the lock (or, when locked, to the log-off). */
MgIdleAct mg_idle_check (const MgIdle *self, gint64 now_ms, guint *ret_seconds);
