/* SPDX-License-Identifier: Apache-2.0 */
#include "mg-read.h"

#define AGAIN_MS 1500

struct _MgRead
{
  grefcount refs;
  /* borrowed */
  const MgCallSpec *spec;
  MgReadDone done;
  gpointer owner; /* NULL once it went */
  /* owned */
  MgLine *line;
  GBytes *request; /* NULL: none open */
  GCancellable *cancellable;
  /* state */
  guint timer;
  gboolean is_busy;
};

static void
unref (MgRead *self)
{
  if (!g_ref_count_dec (&self->refs))
    return;
  g_clear_object (&self->line);
  g_free (self);
}

MgRead *
mg_read_new (MgLine *line, const MgCallSpec *spec, MgReadDone done, gpointer owner)
{
  MgRead *self = g_new0 (MgRead, 1);
  g_ref_count_init (&self->refs);
  self->line = g_object_ref (line);
  self->spec = spec;
  self->done = done;
  self->owner = owner;
  return self;
}

void
mg_read_stop (MgRead *self)
{
  g_clear_handle_id (&self->timer, g_source_remove);
  if (self->cancellable)
    g_cancellable_cancel (self->cancellable);
  g_clear_object (&self->cancellable);
  g_clear_pointer (&self->request, g_bytes_unref);
  self->is_busy = FALSE;
}

void
mg_read_free (MgRead *self)
{
  if (!self)
    return;
  mg_read_stop (self);
  self->owner = NULL;
  unref (self);
}

typedef struct
{
  MgRead *read;
  GCancellable *cancellable; /* its own: another one in the read means that this answer is old */
} Asked;

static void send (MgRead *self);

static gboolean
again_cb (gpointer data)
{
  MgRead *self = data;
  self->timer = 0;
  send (self);
  return G_SOURCE_REMOVE;
}

static void
answered_cb (GObject *source, GAsyncResult *result, gpointer data)
{
  Asked *asked = data;
  MgRead *self = asked->read;
  MgTrouble trouble = MG_N_TROUBLES;
  g_autoptr (MgMessage) message = mg_line_send_finish (MG_LINE (source), result, &trouble, NULL);
  if (self->owner && self->cancellable == asked->cancellable)
    {
      self->is_busy = FALSE;
      if (!message && mg_trouble_passes (trouble))
        self->timer = g_timeout_add (AGAIN_MS, again_cb, self);
      else
        g_clear_pointer (&self->request, g_bytes_unref);
      self->done (self->owner, g_steal_pointer (&message), trouble);
    }
  g_object_unref (asked->cancellable);
  g_free (asked);
  unref (self);
}

static void
send (MgRead *self)
{
  Asked *asked = g_new0 (Asked, 1);
  g_clear_object (&self->cancellable);
  self->cancellable = g_cancellable_new ();
  self->is_busy = TRUE;
  asked->read = self;
  asked->cancellable = g_object_ref (self->cancellable);
  g_ref_count_inc (&self->refs);
  mg_line_send_async (self->line, self->spec, self->request, NULL, NULL, self->cancellable,
                      answered_cb, asked);
}

void
mg_read_ask (MgRead *self, const ProtobufCMessage *request)
{
  GBytes *packed = mg_line_pack (request);
  mg_read_stop (self);
  self->request = packed;
  send (self);
}

gboolean
mg_read_is_busy (const MgRead *self)
{
  return self->is_busy || self->timer > 0;
}
