/* SPDX-License-Identifier: Apache-2.0 */
#include "mg-media.h"
#include "model/mg-i18n.h"

static const MgCallSpec list_call
    = {&pb__media__descriptor, "List", .timeout_ms = 8000, MG_CALL_PLAIN};
static const MgCallSpec act_calls[MG_N_MEDIA_ACTS] = {
    [MG_MEDIA_ENTER] = {&pb__media__descriptor, "Enter", .timeout_ms = 10000, MG_CALL_WRITE},
    [MG_MEDIA_LEND] = {&pb__media__descriptor, "Lend", .timeout_ms = 10000, MG_CALL_WRITE},
    [MG_MEDIA_TAKE_BACK] = {&pb__media__descriptor, "TakeBack", .timeout_ms = 10000, MG_CALL_WRITE},
    [MG_MEDIA_DISPOSE] = {&pb__media__descriptor, "Dispose", .timeout_ms = 10000, MG_CALL_WRITE},
};

struct _MgMedia
{
  GObject parent_instance;
  /* owned */
  MgShelf list;
  MgWrite *acts[MG_N_MEDIA_ACTS];
  /* state */
  MgMediaAct last;
};

G_DEFINE_FINAL_TYPE (MgMedia, mg_media, G_TYPE_OBJECT)

static guint changed_signal;

static void
changed (gpointer self)
{
  g_signal_emit (self, changed_signal, 0);
}

void
mg_media_ask (MgMedia *self)
{
  Pb__MediaListRequest request = PB__MEDIA_LIST_REQUEST__INIT;
  mg_shelf_ask (&self->list, &request.base);
}

void
mg_media_clear (MgMedia *self)
{
  g_autoptr (MgMessage) old = mg_shelf_empty (&self->list);
  for (guint i = 0; i < MG_N_MEDIA_ACTS; i++)
    mg_write_clear (self->acts[i]);
  changed (self);
}

const Pb__MediaListReply *
mg_media_get (MgMedia *self)
{
  return (const Pb__MediaListReply *)mg_shelf_get (&self->list);
}

gboolean
mg_media_is_busy (MgMedia *self)
{
  return mg_shelf_is_busy (&self->list);
}

MgTrouble
mg_media_get_trouble (MgMedia *self)
{
  return self->list.trouble;
}

static void
written_cb (gpointer owner, MgWrite *write)
{
  const MgAct *act = mg_write_get_act (write);
  if (act->state == MG_ACT_DONE
      || (act->state == MG_ACT_FAILED && act->trouble == MG_TROUBLE_CONFLICT))
    mg_media_ask (owner);
  changed (owner);
}

static gboolean
send (MgMedia *self, MgMediaAct which, const ProtobufCMessage *request)
{
  self->last = which;
  return mg_write_again (self->acts[which]) || mg_write_send (self->acts[which], request);
}

gboolean
mg_media_enter (MgMedia *self, const char *label, const Sg__UsbDevice *device, const char *owner,
                const char *ward, const char *note)
{
  Pb__MediaEnterRequest request = PB__MEDIA_ENTER_REQUEST__INIT;
  request.label = (char *)label;
  request.device = (Sg__UsbDevice *)device;
  request.owner = (char *)owner;
  request.ward = (char *)ward;
  request.note = (char *)note;
  return send (self, MG_MEDIA_ENTER, &request.base);
}

gboolean
mg_media_lend (MgMedia *self, const Pb__Medium *medium, const char *staff_no, const MgDate *due)
{
  Pb__MediaLendRequest request = PB__MEDIA_LEND_REQUEST__INIT;
  Pb__Date day;
  request.medium_id = medium->medium_id;
  request.row_version = medium->row_version;
  request.staff_no = (char *)staff_no;
  request.due = mg_wire_put_date (&day, due);
  return send (self, MG_MEDIA_LEND, &request.base);
}

gboolean
mg_media_take_back (MgMedia *self, const Pb__Medium *medium, gboolean erased, const char *note)
{
  Pb__MediaTakeBackRequest request = PB__MEDIA_TAKE_BACK_REQUEST__INIT;
  request.medium_id = medium->medium_id;
  request.row_version = medium->row_version;
  request.erased = erased;
  request.note = (char *)note;
  return send (self, MG_MEDIA_TAKE_BACK, &request.base);
}

gboolean
mg_media_dispose (MgMedia *self, const Pb__Medium *medium, gboolean lost, const char *note)
{
  Pb__MediaDisposeRequest request = PB__MEDIA_DISPOSE_REQUEST__INIT;
  request.medium_id = medium->medium_id;
  request.row_version = medium->row_version;
  request.lost = lost;
  request.note = (char *)note;
  return send (self, MG_MEDIA_DISPOSE, &request.base);
}

const MgAct *
mg_media_get_act (MgMedia *self, MgMediaAct *ret_which)
{
  *ret_which = self->last;
  return mg_write_get_act (self->acts[self->last]);
}

static const struct
{
  const char *word;
  const char *tone;
} states[] = {
    [PB__MEDIUM_STATE__MEDIUM_NONE] = {"", ""},
    [PB__MEDIUM_STATE__MEDIUM_IN] = {N_ ("保管中"), ""},
    [PB__MEDIUM_STATE__MEDIUM_LENT] = {N_ ("貸出中"), "key"},
    [PB__MEDIUM_STATE__MEDIUM_DISPOSED] = {N_ ("廃棄済"), ""},
    [PB__MEDIUM_STATE__MEDIUM_LOST] = {N_ ("紛失"), "bad"},
};

const char *
mg_medium_state_word (Pb__MediumState state)
{
  const char *word = (unsigned)state < G_N_ELEMENTS (states) ? states[state].word : "";
  return *word ? _ (word) : "";
}

const char *
mg_medium_state_tone (Pb__MediumState state)
{
  return (unsigned)state < G_N_ELEMENTS (states) ? states[state].tone : "";
}

static void
mg_media_finalize (GObject *object)
{
  MgMedia *self = MG_MEDIA (object);
  mg_shelf_finish (&self->list);
  for (guint i = 0; i < MG_N_MEDIA_ACTS; i++)
    mg_write_free (self->acts[i]);
  G_OBJECT_CLASS (mg_media_parent_class)->finalize (object);
}

static void
mg_media_class_init (MgMediaClass *klass)
{
  G_OBJECT_CLASS (klass)->finalize = mg_media_finalize;
  changed_signal = g_signal_new ("changed", MG_TYPE_MEDIA, G_SIGNAL_RUN_LAST, 0, NULL, NULL, NULL,
                                 G_TYPE_NONE, 0);
}

static void
mg_media_init (MgMedia *self)
{
}

MgMedia *
mg_media_new (MgLine *line)
{
  MgMedia *self = g_object_new (MG_TYPE_MEDIA, NULL);
  mg_shelf_init (&self->list, line, &list_call, changed, self);
  for (guint i = 0; i < MG_N_MEDIA_ACTS; i++)
    self->acts[i] = mg_write_new (line, &act_calls[i], written_cb, self);
  return self;
}
