/* SPDX-License-Identifier: Apache-2.0 */
#include "mg-carried.h"

static const MgCallSpec carried_call
    = {&pb__export__descriptor, "Carried", .timeout_ms = 10000, MG_CALL_PLAIN};

struct _MgCarried
{
  GObject parent_instance;
  /* owned */
  MgRead *read;
  GPtrArray *pages; /* MgMessage: what the rows point into */
  GPtrArray *rows;
  char *ward;
  char *staff_no;
  /* state */
  MgDate from;
  MgDate to;
  MgTrouble trouble;
  gboolean has_answer;
  gboolean has_more;
};

G_DEFINE_FINAL_TYPE (MgCarried, mg_carried, G_TYPE_OBJECT)

static guint changed_signal;

static void
changed (MgCarried *self)
{
  g_signal_emit (self, changed_signal, 0);
}

static void
ask (MgCarried *self, const ProtobufCBinaryData *before)
{
  Pb__ExportCarriedRequest request = PB__EXPORT_CARRIED_REQUEST__INIT;
  Pb__Date days[2];
  request.from = mg_wire_put_date (&days[0], &self->from);
  request.to = mg_wire_put_date (&days[1], &self->to);
  request.ward = self->ward;
  request.staff_no = self->staff_no;
  if (before)
    request.before = *before;
  mg_read_ask (self->read, &request.base);
}

static void
came_cb (gpointer owner, MgMessage *message, MgTrouble trouble)
{
  MgCarried *self = owner;
  self->trouble = message ? MG_N_TROUBLES : trouble;
  if (message)
    {
      const Pb__ExportCarriedReply *reply
          = (const Pb__ExportCarriedReply *)mg_message_get (message);
      for (size_t i = 0; i < reply->n_items; i++)
        g_ptr_array_add (self->rows, reply->items[i]);
      g_ptr_array_add (self->pages, message);
      self->has_answer = TRUE;
      self->has_more = reply->more && reply->n_items > 0;
    }
  changed (self);
}

/* The rows go first, then what they point into. */
void
mg_carried_clear (MgCarried *self)
{
  g_autoptr (GPtrArray) old = g_steal_pointer (&self->pages);
  self->pages = g_ptr_array_new_with_free_func ((GDestroyNotify)mg_message_free);
  mg_read_stop (self->read);
  g_ptr_array_set_size (self->rows, 0);
  self->has_answer = self->has_more = FALSE;
  self->trouble = MG_N_TROUBLES;
  changed (self);
}

void
mg_carried_ask (MgCarried *self, const MgDate *from, const MgDate *to, const char *ward,
                const char *staff_no)
{
  mg_carried_clear (self);
  self->from = *from;
  self->to = *to;
  g_free (self->ward);
  g_free (self->staff_no);
  self->ward = g_strdup (ward);
  self->staff_no = g_strdup (staff_no);
  ask (self, NULL);
}

void
mg_carried_more (MgCarried *self)
{
  if (!self->has_more || mg_read_is_busy (self->read) || self->rows->len == 0)
    return;
  const Pb__ExportItem *last = self->rows->pdata[self->rows->len - 1];
  ask (self, &last->ticket_id);
}

const GPtrArray *
mg_carried_get_rows (MgCarried *self)
{
  return self->rows;
}

gboolean
mg_carried_has_answer (MgCarried *self)
{
  return self->has_answer;
}

gboolean
mg_carried_has_more (MgCarried *self)
{
  return self->has_more;
}

gboolean
mg_carried_is_busy (MgCarried *self)
{
  return mg_read_is_busy (self->read);
}

MgTrouble
mg_carried_get_trouble (MgCarried *self)
{
  return self->trouble;
}

static void
mg_carried_finalize (GObject *object)
{
  MgCarried *self = MG_CARRIED (object);
  mg_read_free (self->read);
  g_ptr_array_unref (self->rows);
  g_ptr_array_unref (self->pages);
  g_free (self->ward);
  g_free (self->staff_no);
  G_OBJECT_CLASS (mg_carried_parent_class)->finalize (object);
}

static void
mg_carried_class_init (MgCarriedClass *klass)
{
  G_OBJECT_CLASS (klass)->finalize = mg_carried_finalize;
  changed_signal = g_signal_new ("changed", MG_TYPE_CARRIED, G_SIGNAL_RUN_LAST, 0, NULL, NULL, NULL,
                                 G_TYPE_NONE, 0);
}

static void
mg_carried_init (MgCarried *self)
{
  self->rows = g_ptr_array_new ();
  self->pages = g_ptr_array_new_with_free_func ((GDestroyNotify)mg_message_free);
  self->ward = g_strdup ("");
  self->staff_no = g_strdup ("");
  self->trouble = MG_N_TROUBLES;
}

MgCarried *
mg_carried_new (MgLine *line)
{
  MgCarried *self = g_object_new (MG_TYPE_CARRIED, NULL);
  self->read = mg_read_new (line, &carried_call, came_cb, self);
  return self;
}
