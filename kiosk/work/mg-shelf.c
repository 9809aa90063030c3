/* SPDX-License-Identifier: Apache-2.0 */
#include "mg-shelf.h"

static void
came_cb (gpointer data, MgMessage *message, MgTrouble trouble)
{
  MgShelf *self = data;
  g_autoptr (MgMessage) old = NULL;
  self->trouble = message ? MG_N_TROUBLES : trouble;
  if (message)
    {
      old = g_steal_pointer (&self->held);
      self->held = message;
    }
  self->changed (self->owner);
}

void
mg_shelf_init (MgShelf *self, MgLine *line, const MgCallSpec *spec,
               void (*changed) (gpointer owner), gpointer owner)
{
  self->changed = changed;
  self->owner = owner;
  self->held = NULL;
  self->trouble = MG_N_TROUBLES;
  self->read = mg_read_new (line, spec, came_cb, self);
}

void
mg_shelf_ask (MgShelf *self, const ProtobufCMessage *request)
{
  mg_read_ask (self->read, request);
}

const ProtobufCMessage *
mg_shelf_get (const MgShelf *self)
{
  return self->held ? mg_message_get (self->held) : NULL;
}

gboolean
mg_shelf_is_busy (const MgShelf *self)
{
  return mg_read_is_busy (self->read);
}

MgMessage *
mg_shelf_empty (MgShelf *self)
{
  mg_read_stop (self->read);
  self->trouble = MG_N_TROUBLES;
  return g_steal_pointer (&self->held);
}

void
mg_shelf_finish (MgShelf *self)
{
  g_clear_pointer (&self->read, mg_read_free);
  g_clear_pointer (&self->held, mg_message_free);
}
