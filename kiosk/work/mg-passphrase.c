/* SPDX-License-Identifier: Apache-2.0 */
#include "mg-passphrase.h"
#include <string.h>

static const MgCallSpec list_call
    = {&pb__export__descriptor, "List", .timeout_ms = 8000, MG_CALL_PLAIN};
static const MgCallSpec show_call
    = {&pb__export__descriptor, "Passphrase", .timeout_ms = 10000, MG_CALL_WRITE};

struct _MgPassphrase
{
  GObject parent_instance;
  /* owned */
  MgShelf list;
  MgWrite *show;
  MgSecret *text; /* NULL: hidden */
  /* state */
  gint64 until_us;
  guint timer;
};

G_DEFINE_FINAL_TYPE (MgPassphrase, mg_passphrase, G_TYPE_OBJECT)

static guint changed_signal;

static void
changed (gpointer self)
{
  g_signal_emit (self, changed_signal, 0);
}

void
mg_passphrase_ask (MgPassphrase *self)
{
  Pb__ExportListRequest request = PB__EXPORT_LIST_REQUEST__INIT;
  mg_shelf_ask (&self->list, &request.base);
}

void
mg_passphrase_hide (MgPassphrase *self)
{
  g_clear_handle_id (&self->timer, g_source_remove);
  g_clear_pointer (&self->text, mg_secret_free);
  mg_write_clear (self->show);
  changed (self);
}

void
mg_passphrase_clear (MgPassphrase *self)
{
  g_autoptr (MgMessage) old = mg_shelf_empty (&self->list);
  mg_passphrase_hide (self);
}

const Pb__ExportListReply *
mg_passphrase_get_list (MgPassphrase *self)
{
  return (const Pb__ExportListReply *)mg_shelf_get (&self->list);
}

gboolean
mg_passphrase_is_busy (MgPassphrase *self)
{
  return mg_shelf_is_busy (&self->list);
}

MgTrouble
mg_passphrase_get_trouble (MgPassphrase *self)
{
  return self->list.trouble;
}

static gboolean
second_cb (gpointer data)
{
  MgPassphrase *self = data;
  if (mg_passphrase_get_seconds (self) > 0)
    {
      changed (self);
      return G_SOURCE_CONTINUE;
    }
  self->timer = 0;
  mg_passphrase_hide (self);
  mg_passphrase_ask (self);
  return G_SOURCE_REMOVE;
}

static void
shown_cb (gpointer owner, MgWrite *write)
{
  MgPassphrase *self = owner;
  const Pb__ExportPassphraseReply *reply
      = (const Pb__ExportPassphraseReply *)mg_write_get_reply (write);
  if (reply && !self->text)
    {
      self->text = mg_secret_new ();
      if (self->text)
        mg_secret_set (self->text, reply->passphrase, strlen (reply->passphrase));
      mg_write_clear (write); /* the reply goes, wiped */
      self->until_us = g_get_monotonic_time () + MG_PASSPHRASE_S * G_USEC_PER_SEC;
      self->timer = g_timeout_add (500, second_cb, self);
    }
  changed (self);
}

gboolean
mg_passphrase_show (MgPassphrase *self, const guint8 *ticket_id, MgSecret *fresh)
{
  g_autoptr (MgSecret) taken = fresh;
  Pb__ExportPassphraseRequest request = PB__EXPORT_PASSPHRASE_REQUEST__INIT;
  mg_passphrase_hide (self);
  if (mg_write_again (self->show))
    return TRUE;
  request.ticket_id = (ProtobufCBinaryData) {MG_TICKET_ID_BYTES, (uint8_t *)ticket_id};
  return mg_write_send_fresh (self->show, &request.base, g_steal_pointer (&taken));
}

const char *
mg_passphrase_peek (MgPassphrase *self)
{
  return self->text ? mg_secret_peek (self->text) : NULL;
}

guint
mg_passphrase_get_seconds (MgPassphrase *self)
{
  const gint64 left_us = self->until_us - g_get_monotonic_time ();
  return self->text && left_us > 0 ? (guint)((left_us + G_USEC_PER_SEC - 1) / G_USEC_PER_SEC) : 0;
}

const MgAct *
mg_passphrase_get_act (MgPassphrase *self)
{
  return mg_write_get_act (self->show);
}

static void
mg_passphrase_finalize (GObject *object)
{
  MgPassphrase *self = MG_PASSPHRASE (object);
  g_clear_handle_id (&self->timer, g_source_remove);
  g_clear_pointer (&self->text, mg_secret_free);
  mg_shelf_finish (&self->list);
  mg_write_free (self->show);
  G_OBJECT_CLASS (mg_passphrase_parent_class)->finalize (object);
}

static void
mg_passphrase_class_init (MgPassphraseClass *klass)
{
  G_OBJECT_CLASS (klass)->finalize = mg_passphrase_finalize;
  changed_signal = g_signal_new ("changed", MG_TYPE_PASSPHRASE, G_SIGNAL_RUN_LAST, 0, NULL, NULL,
                                 NULL, G_TYPE_NONE, 0);
}

static void
mg_passphrase_init (MgPassphrase *self)
{
}

MgPassphrase *
mg_passphrase_new (MgLine *line)
{
  MgPassphrase *self = g_object_new (MG_TYPE_PASSPHRASE, NULL);
  mg_shelf_init (&self->list, line, &list_call, changed, self);
  self->show = mg_write_new (line, &show_call, shown_cb, self);
  return self;
}
