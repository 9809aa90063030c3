/* SPDX-License-Identifier: Apache-2.0 */
#include "mg-sessions.h"

static const MgCallSpec list_call
    = {&pb__session__descriptor, "List", .timeout_ms = 8000, MG_CALL_PLAIN};
static const MgCallSpec end_call
    = {&pb__session__descriptor, "End", .timeout_ms = 10000, MG_CALL_WRITE};

struct _MgSessions
{
  GObject parent_instance;
  /* owned */
  MgShelf list;
  MgWrite *end;
};

G_DEFINE_FINAL_TYPE (MgSessions, mg_sessions, G_TYPE_OBJECT)

static guint changed_signal;

static void
changed (gpointer self)
{
  g_signal_emit (self, changed_signal, 0);
}

void
mg_sessions_ask (MgSessions *self)
{
  Pb__SessionListRequest request = PB__SESSION_LIST_REQUEST__INIT;
  mg_shelf_ask (&self->list, &request.base);
}

void
mg_sessions_clear (MgSessions *self)
{
  g_autoptr (MgMessage) old = mg_shelf_empty (&self->list);
  mg_write_clear (self->end);
  changed (self);
}

const Pb__SessionListReply *
mg_sessions_get (MgSessions *self)
{
  return (const Pb__SessionListReply *)mg_shelf_get (&self->list);
}

gboolean
mg_sessions_is_busy (MgSessions *self)
{
  return mg_shelf_is_busy (&self->list);
}

MgTrouble
mg_sessions_get_trouble (MgSessions *self)
{
  return self->list.trouble;
}

static void
ended_cb (gpointer owner, MgWrite *write)
{
  const MgAct *act = mg_write_get_act (write);
  if (act->state == MG_ACT_DONE
      || (act->state == MG_ACT_FAILED && act->trouble == MG_TROUBLE_NOT_FOUND))
    mg_sessions_ask (owner);
  changed (owner);
}

gboolean
mg_sessions_end (MgSessions *self, guint64 session_no, MgSecret *fresh)
{
  g_autoptr (MgSecret) taken = fresh;
  Pb__SessionEndRequest request = PB__SESSION_END_REQUEST__INIT;
  if (mg_write_again (self->end))
    return TRUE;
  request.session_no = session_no;
  return mg_write_send_fresh (self->end, &request.base, g_steal_pointer (&taken));
}

const MgAct *
mg_sessions_get_act (MgSessions *self)
{
  return mg_write_get_act (self->end);
}

static void
mg_sessions_finalize (GObject *object)
{
  MgSessions *self = MG_SESSIONS (object);
  mg_shelf_finish (&self->list);
  mg_write_free (self->end);
  G_OBJECT_CLASS (mg_sessions_parent_class)->finalize (object);
}

static void
mg_sessions_class_init (MgSessionsClass *klass)
{
  G_OBJECT_CLASS (klass)->finalize = mg_sessions_finalize;
  changed_signal = g_signal_new ("changed", MG_TYPE_SESSIONS, G_SIGNAL_RUN_LAST, 0, NULL, NULL,
                                 NULL, G_TYPE_NONE, 0);
}

static void
mg_sessions_init (MgSessions *self)
{
}

MgSessions *
mg_sessions_new (MgLine *line)
{
  MgSessions *self = g_object_new (MG_TYPE_SESSIONS, NULL);
  mg_shelf_init (&self->list, line, &list_call, changed, self);
  self->end = mg_write_new (line, &end_call, ended_cb, self);
  return self;
}
