/* SPDX-License-Identifier: Apache-2.0 */
#include "mg-rights.h"
#include <string.h>

#define FILE_BYTES_MAX 20480 /* as the server takes it */

static const MgCallSpec show_call
    = {&pb__rights__descriptor, "Show", .timeout_ms = 8000, MG_CALL_PLAIN};
static const MgCallSpec propose_call
    = {&pb__rights__descriptor, "Propose", .timeout_ms = 10000, MG_CALL_WRITE};
static const MgCallSpec apply_call
    = {&pb__rights__descriptor, "Apply", .timeout_ms = 10000, MG_CALL_WRITE};

struct _MgRights
{
  GObject parent_instance;
  /* borrowed */
  const char *file;
  /* owned */
  MgShelf shelf;
  MgWrite *propose;
  MgWrite *apply;
};

G_DEFINE_FINAL_TYPE (MgRights, mg_rights, G_TYPE_OBJECT)

static guint changed_signal;

static void
changed (gpointer self)
{
  g_signal_emit (self, changed_signal, 0);
}

void
mg_rights_ask (MgRights *self)
{
  Pb__RightsShowRequest request = PB__RIGHTS_SHOW_REQUEST__INIT;
  mg_shelf_ask (&self->shelf, &request.base);
}

void
mg_rights_clear (MgRights *self)
{
  g_autoptr (MgMessage) old = mg_shelf_empty (&self->shelf);
  mg_write_clear (self->propose);
  mg_write_clear (self->apply);
  changed (self);
}

const Pb__RightsShowReply *
mg_rights_get (MgRights *self)
{
  return (const Pb__RightsShowReply *)mg_shelf_get (&self->shelf);
}

gboolean
mg_rights_is_busy (MgRights *self)
{
  return mg_shelf_is_busy (&self->shelf);
}

MgTrouble
mg_rights_get_trouble (MgRights *self)
{
  return self->shelf.trouble;
}

/* What either act changed is asked for anew. */
static void
written_cb (gpointer owner, MgWrite *write)
{
  MgRights *self = owner;
  const MgActState state = mg_write_get_act (write)->state;
  changed (self);
  if (state == MG_ACT_DONE || state == MG_ACT_FAILED)
    mg_rights_ask (self);
}

gboolean
mg_rights_has_file (MgRights *self)
{
  return self->file != NULL;
}

gboolean
mg_rights_propose (MgRights *self)
{
  Pb__RightsProposeRequest request = PB__RIGHTS_PROPOSE_REQUEST__INIT;
  g_autofree char *bytes = NULL;
  gsize n = 0;
  if (mg_write_again (self->propose))
    return TRUE;
  if (!self->file || !g_file_get_contents (self->file, &bytes, &n, NULL) || n > FILE_BYTES_MAX)
    return FALSE;
  Pb__Envelope *envelope = pb__envelope__unpack (NULL, n, (const uint8_t *)bytes);
  if (!envelope)
    return FALSE;
  request.signed_file = envelope;
  const gboolean is_sent = mg_write_send (self->propose, &request.base);
  pb__envelope__free_unpacked (envelope, NULL);
  return is_sent;
}

const char *
mg_rights_get_fault (MgRights *self)
{
  const Pb__RightsProposeReply *reply
      = (const Pb__RightsProposeReply *)mg_write_get_reply (self->propose);
  return reply && *reply->fault ? reply->fault : NULL;
}

gboolean
mg_rights_apply (MgRights *self, MgSecret *fresh)
{
  g_autoptr (MgSecret) taken = fresh;
  const Pb__RightsShowReply *shown = mg_rights_get (self);
  Pb__RightsApplyRequest request = PB__RIGHTS_APPLY_REQUEST__INIT;
  if (mg_write_again (self->apply))
    return TRUE;
  if (!shown || !shown->proposal)
    return FALSE;
  request.version = shown->proposal->version;
  request.sha256 = shown->proposal->sha256;
  return mg_write_send_fresh (self->apply, &request.base, g_steal_pointer (&taken));
}

const MgAct *
mg_rights_get_propose_act (MgRights *self)
{
  return mg_write_get_act (self->propose);
}

const MgAct *
mg_rights_get_apply_act (MgRights *self)
{
  return mg_write_get_act (self->apply);
}

static void
mg_rights_finalize (GObject *object)
{
  MgRights *self = MG_RIGHTS (object);
  mg_shelf_finish (&self->shelf);
  mg_write_free (self->propose);
  mg_write_free (self->apply);
  G_OBJECT_CLASS (mg_rights_parent_class)->finalize (object);
}

static void
mg_rights_class_init (MgRightsClass *klass)
{
  G_OBJECT_CLASS (klass)->finalize = mg_rights_finalize;
  changed_signal = g_signal_new ("changed", MG_TYPE_RIGHTS, G_SIGNAL_RUN_LAST, 0, NULL, NULL, NULL,
                                 G_TYPE_NONE, 0);
}

static void
mg_rights_init (MgRights *self)
{
}

MgRights *
mg_rights_new (MgLine *line, const char *file)
{
  MgRights *self = g_object_new (MG_TYPE_RIGHTS, NULL);
  self->file = file;
  mg_shelf_init (&self->shelf, line, &show_call, changed, self);
  self->propose = mg_write_new (line, &propose_call, written_cb, self);
  self->apply = mg_write_new (line, &apply_call, written_cb, self);
  return self;
}
