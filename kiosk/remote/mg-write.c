/* SPDX-License-Identifier: Apache-2.0 */
#include "mg-write.h"
#include <sys/random.h>

struct _MgWrite
{
  grefcount refs;
  /* borrowed */
  const MgCallSpec *spec;
  MgWriteChanged changed;
  gpointer owner; /* NULL once it went */
  /* owned */
  MgLine *line;
  GBytes *request; /* of the open act */
  MgMessage *reply;
  MgSecret *fresh; /* of the open act; NULL: it needs none */
  /* state */
  MgAct act;
  char field[MG_FIELD_BYTES];
  guint timer;
};

static void
unref (MgWrite *self)
{
  if (!g_ref_count_dec (&self->refs))
    return;
  g_clear_pointer (&self->request, g_bytes_unref);
  g_clear_pointer (&self->reply, mg_message_free);
  g_clear_pointer (&self->fresh, mg_secret_free);
  g_clear_object (&self->line);
  g_free (self);
}

MgWrite *
mg_write_new (MgLine *line, const MgCallSpec *spec, MgWriteChanged changed, gpointer owner)
{
  MgWrite *self = g_new0 (MgWrite, 1);
  g_ref_count_init (&self->refs);
  self->line = g_object_ref (line);
  self->spec = spec;
  self->changed = changed;
  self->owner = owner;
  self->act.trouble = MG_N_TROUBLES;
  return self;
}

void
mg_write_free (MgWrite *self)
{
  if (!self)
    return;
  g_clear_handle_id (&self->timer, g_source_remove);
  self->owner = NULL;
  unref (self);
}

static gint64
now_ms (void)
{
  return g_get_monotonic_time () / 1000;
}

static void send (MgWrite *self);

static gboolean
due_cb (gpointer data)
{
  MgWrite *self = data;
  self->timer = 0;
  if (mg_act_tick (&self->act, now_ms ()))
    send (self);
  else if (self->act.state == MG_ACT_WAITING)
    self->timer = g_timeout_add (10, due_cb, self);
  return G_SOURCE_REMOVE;
}

static void
answered_cb (GObject *source, GAsyncResult *result, gpointer data)
{
  MgWrite *self = data;
  MgTrouble trouble = MG_N_TROUBLES;
  char field[MG_FIELD_BYTES];
  g_autoptr (MgMessage) message = mg_line_send_finish (MG_LINE (source), result, &trouble, field);
  if (self->owner)
    {
      if (message)
        {
          mg_act_done (&self->act);
          self->reply = g_steal_pointer (&message);
        }
      else
        mg_act_fail (&self->act, trouble, now_ms ());
      g_strlcpy (self->field, self->act.state == MG_ACT_FAILED ? field : "", sizeof self->field);
      if (!mg_act_is_open (&self->act))
        {
          g_clear_pointer (&self->request, g_bytes_unref);
          g_clear_pointer (&self->fresh, mg_secret_free);
        }
      if (self->act.state == MG_ACT_WAITING)
        self->timer = g_timeout_add ((guint)MAX (self->act.due_ms - now_ms (), 1), due_cb, self);
      self->changed (self->owner, self);
    }
  unref (self);
}

static void
send (MgWrite *self)
{
  g_ref_count_inc (&self->refs);
  mg_line_send_async (self->line, self->spec, self->request, self->act.key, self->fresh, NULL,
                      answered_cb, self);
}

gboolean
mg_write_send (MgWrite *self, const ProtobufCMessage *request)
{
  return mg_write_send_fresh (self, request, NULL);
}

gboolean
mg_write_send_fresh (MgWrite *self, const ProtobufCMessage *request, MgSecret *fresh)
{
  g_autoptr (MgSecret) taken = fresh;
  guint8 key[MG_ACT_KEY_BYTES];
  while (getrandom (key, sizeof key, 0) != sizeof key)
    ;
  if (!mg_act_begin (&self->act, key))
    return FALSE;
  g_clear_pointer (&self->reply, mg_message_free);
  g_clear_pointer (&self->fresh, mg_secret_free);
  self->fresh = g_steal_pointer (&taken);
  self->request = mg_line_pack (request);
  send (self);
  self->changed (self->owner, self);
  return TRUE;
}

gboolean
mg_write_again (MgWrite *self)
{
  if (!mg_act_again (&self->act))
    return FALSE;
  send (self);
  self->changed (self->owner, self);
  return TRUE;
}

const MgAct *
mg_write_get_act (const MgWrite *self)
{
  return &self->act;
}

const char *
mg_write_get_field (const MgWrite *self)
{
  return self->act.state == MG_ACT_FAILED ? self->field : "";
}

const ProtobufCMessage *
mg_write_get_reply (const MgWrite *self)
{
  return self->act.state == MG_ACT_DONE && self->reply ? mg_message_get (self->reply) : NULL;
}

void
mg_write_clear (MgWrite *self)
{
  if (mg_act_is_open (&self->act))
    return;
  g_clear_pointer (&self->reply, mg_message_free);
  self->act = (MgAct) {.trouble = MG_N_TROUBLES};
}
