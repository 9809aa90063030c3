/* SPDX-License-Identifier: Apache-2.0
 * Whether the server answers, since when not, and when to try again. Pure; must not connect. */
#pragma once
#include <glib.h>

typedef enum
{
  MG_CONNECTION_STARTING, /* not asked yet */
  MG_CONNECTION_OK,
  MG_CONNECTION_LOST,
  MG_CONNECTION_SEALED,
  MG_CONNECTION_SHUT, /* this terminal is not known: no retry helps */
} MgConnectionState;

typedef struct
{
  MgConnectionState state;
  gint64 since_us;    /* UTC: when this state began */
  gint64 retry_at_ms; /* LOST and SEALED: next attempt */
  guint attempts;
} MgConnection;

void mg_connection_init (MgConnection *self);
/* Each returns TRUE when the state changed. now_ms never steps back. */
gboolean mg_connection_answered (MgConnection *self, gint64 now_utc_us);
gboolean mg_connection_failed (MgConnection *self, MgConnectionState state, gint64 now_ms,
                               gint64 now_utc_us);
/* TRUE when it is time to ask; the next attempt is then set further off (1, 2, 4, 8, 10 s). */
gboolean mg_connection_due (MgConnection *self, gint64 now_ms);
/* F5: at once. */
void mg_connection_hurry (MgConnection *self, gint64 now_ms);
guint mg_connection_seconds (const MgConnection *self, gint64 now_ms);
