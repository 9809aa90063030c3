/* SPDX-License-Identifier: Apache-2.0 */
#include "mg-memos.h"
#include "model/mg-secret.h"

static const MgCallSpec list_call
    = {&pb__memo__descriptor, "List", .timeout_ms = 8000, MG_CALL_PLAIN};
static const MgCallSpec add_call
    = {&pb__memo__descriptor, "Add", .timeout_ms = 10000, MG_CALL_WRITE};
static const MgCallSpec strike_call
    = {&pb__memo__descriptor, "Strike", .timeout_ms = 10000, MG_CALL_WRITE};

struct _MgMemos
{
  GObject parent_instance;
  /* owned */
  MgRead *list;
  MgWrite *add;
  MgWrite *strike;
  MgMessage *shown;
  char *shori_no;
  /* state */
  MgTrouble trouble;
};

G_DEFINE_FINAL_TYPE (MgMemos, mg_memos, G_TYPE_OBJECT)

enum
{
  CHANGED,
  ADDED,
  N_SIGNALS
};

static guint signals[N_SIGNALS];

static void
listed_cb (gpointer owner, MgMessage *message, MgTrouble trouble)
{
  MgMemos *self = owner;
  g_autoptr (MgMessage) old = NULL;
  self->trouble = trouble;
  if (message)
    {
      old = g_steal_pointer (&self->shown);
      self->shown = message;
    }
  g_signal_emit (self, signals[CHANGED], 0);
}

static void
ask (MgMemos *self)
{
  Pb__MemoListRequest request = PB__MEMO_LIST_REQUEST__INIT;
  request.shori_no = self->shori_no;
  request.with_struck = TRUE;
  mg_read_ask (self->list, &request.base);
}

void
mg_memos_open (MgMemos *self, const char *shori_no)
{
  g_autofree char *wanted = g_strdup (shori_no);
  if (!g_str_equal (wanted, self->shori_no))
    mg_memos_close (self);
  mg_wipe_free (self->shori_no, -1);
  self->shori_no = g_steal_pointer (&wanted);
  ask (self);
}

void
mg_memos_close (MgMemos *self)
{
  g_autoptr (MgMessage) old = g_steal_pointer (&self->shown);
  mg_read_stop (self->list);
  mg_write_clear (self->add);
  mg_write_clear (self->strike);
  mg_wipe_free (self->shori_no, -1);
  self->shori_no = g_strdup ("");
  self->trouble = MG_N_TROUBLES;
  g_signal_emit (self, signals[CHANGED], 0);
}

const Pb__MemoListReply *
mg_memos_get (MgMemos *self)
{
  return self->shown ? (const Pb__MemoListReply *)mg_message_get (self->shown) : NULL;
}

MgTrouble
mg_memos_get_trouble (MgMemos *self)
{
  return self->trouble;
}

static void
written_cb (gpointer owner, MgWrite *write)
{
  MgMemos *self = owner;
  if (mg_write_get_act (write)->state == MG_ACT_DONE && *self->shori_no)
    {
      if (write == self->add)
        g_signal_emit (self, signals[ADDED], 0);
      ask (self);
    }
  g_signal_emit (self, signals[CHANGED], 0);
}

gboolean
mg_memos_add (MgMemos *self, const char *text)
{
  Pb__MemoAddRequest request = PB__MEMO_ADD_REQUEST__INIT;
  if (mg_write_again (self->add))
    return TRUE;
  request.shori_no = self->shori_no;
  request.text = (char *)text;
  return mg_write_send (self->add, &request.base);
}

gboolean
mg_memos_strike (MgMemos *self, guint64 memo_id)
{
  Pb__MemoStrikeRequest request = PB__MEMO_STRIKE_REQUEST__INIT;
  if (mg_write_again (self->strike))
    return TRUE;
  request.shori_no = self->shori_no;
  request.memo_id = memo_id;
  return mg_write_send (self->strike, &request.base);
}

const MgAct *
mg_memos_get_adding (MgMemos *self)
{
  return mg_write_get_act (self->add);
}

const MgAct *
mg_memos_get_striking (MgMemos *self)
{
  return mg_write_get_act (self->strike);
}

static void
mg_memos_finalize (GObject *object)
{
  MgMemos *self = MG_MEMOS (object);
  mg_read_free (self->list);
  mg_write_free (self->add);
  mg_write_free (self->strike);
  g_clear_pointer (&self->shown, mg_message_free);
  mg_wipe_free (self->shori_no, -1);
  G_OBJECT_CLASS (mg_memos_parent_class)->finalize (object);
}

static void
mg_memos_class_init (MgMemosClass *klass)
{
  G_OBJECT_CLASS (klass)->finalize = mg_memos_finalize;
  signals[CHANGED] = g_signal_new ("changed", MG_TYPE_MEMOS, G_SIGNAL_RUN_LAST, 0, NULL, NULL, NULL,
                                   G_TYPE_NONE, 0);
  signals[ADDED] = g_signal_new ("added", MG_TYPE_MEMOS, G_SIGNAL_RUN_LAST, 0, NULL, NULL, NULL,
                                 G_TYPE_NONE, 0);
}

static void
mg_memos_init (MgMemos *self)
{
  self->shori_no = g_strdup ("");
  self->trouble = MG_N_TROUBLES;
}

MgMemos *
mg_memos_new (MgLine *line)
{
  MgMemos *self = g_object_new (MG_TYPE_MEMOS, NULL);
  self->list = mg_read_new (line, &list_call, listed_cb, self);
  self->add = mg_write_new (line, &add_call, written_cb, self);
  self->strike = mg_write_new (line, &strike_call, written_cb, self);
  return self;
}
