/* SPDX-License-Identifier: Apache-2.0 */
#include "mg-line.h"
#include <string.h>

struct _MgLine
{
  GObject parent_instance;
  /* owned */
  MgClient *client;
  GCancellable *cancellable; /* of everything */
  /* state */
  gboolean is_stopped;
};

G_DEFINE_FINAL_TYPE (MgLine, mg_line, G_TYPE_OBJECT)

static guint noted_signal;

static void
mg_line_finalize (GObject *object)
{
  MgLine *self = MG_LINE (object);
  g_clear_object (&self->client);
  g_clear_object (&self->cancellable);
  G_OBJECT_CLASS (mg_line_parent_class)->finalize (object);
}

static void
mg_line_class_init (MgLineClass *klass)
{
  G_OBJECT_CLASS (klass)->finalize = mg_line_finalize;
  noted_signal = g_signal_new ("noted", MG_TYPE_LINE, G_SIGNAL_RUN_LAST, 0, NULL, NULL, NULL,
                               G_TYPE_NONE, 1, G_TYPE_POINTER);
}

static void
mg_line_init (MgLine *self)
{
  self->cancellable = g_cancellable_new ();
}

MgLine *
mg_line_new (MgClient *client)
{
  MgLine *self = g_object_new (MG_TYPE_LINE, NULL);
  self->client = g_object_ref (client);
  return self;
}

void
mg_line_stop (MgLine *self, gboolean is_stopped)
{
  self->is_stopped = is_stopped;
}

void
mg_line_cancel (MgLine *self)
{
  g_cancellable_cancel (self->cancellable);
}

typedef struct
{
  guint8 *bytes;
  gsize n;
} Packed;

static void
packed_free (gpointer data)
{
  Packed *packed = data;
  explicit_bzero (packed->bytes, packed->n);
  g_free (packed->bytes);
  g_free (packed);
}

GBytes *
mg_line_pack (const ProtobufCMessage *message)
{
  Packed *packed = g_new0 (Packed, 1);
  packed->n = protobuf_c_message_get_packed_size (message);
  packed->bytes = g_malloc (packed->n + 1);
  protobuf_c_message_pack (message, packed->bytes);
  return g_bytes_new_with_free_func (packed->bytes, packed->n, packed_free, packed);
}

static void
cancelled_cb (GCancellable *cancellable, gpointer inner)
{
  g_cancellable_cancel (inner);
}

static void
answered_cb (GObject *source, GAsyncResult *result, gpointer data)
{
  g_autoptr (GTask) task = data;
  GError *error = NULL;
  MgMessage *message = mg_client_call_finish (MG_CLIENT (source), result, &error);
  g_signal_emit (g_task_get_source_object (task), noted_signal, 0, error);
  if (message)
    g_task_return_pointer (task, message, (GDestroyNotify)mg_message_free);
  else
    g_task_return_error (task, error);
}

void
mg_line_send_async (MgLine *self, const MgCallSpec *spec, GBytes *bytes, const guint8 *key,
                    const MgSecret *fresh, GCancellable *cancellable, GAsyncReadyCallback callback, gpointer data)
{
  GTask *task = g_task_new (self, NULL, callback, data);
  if (self->is_stopped || g_cancellable_is_cancelled (self->cancellable))
    {
      g_task_return_new_error (
          task, MG_TROUBLE, self->is_stopped ? MG_TROUBLE_ALARM : MG_TROUBLE_CANCELLED, "stopped");
      g_object_unref (task);
      return;
    }
  GCancellable *inner = cancellable ? g_object_ref (cancellable) : g_cancellable_new ();
  g_task_set_task_data (task, inner, g_object_unref);
  g_signal_connect_object (self->cancellable, "cancelled", G_CALLBACK (cancelled_cb), inner, 0);
  mg_client_send_async (self->client, spec, bytes, key, fresh, inner, answered_cb, task);
}

MgMessage *
mg_line_send_finish (MgLine *self, GAsyncResult *result, MgTrouble *ret_trouble, char *field)
{
  g_autoptr (GError) error = NULL;
  MgMessage *message = g_task_propagate_pointer (G_TASK (result), &error);
  if (!message)
    *ret_trouble = mg_trouble_of (error);
  if (field)
    g_strlcpy (field, message ? "" : mg_trouble_field_of (error), MG_FIELD_BYTES);
  return message;
}
