/* SPDX-License-Identifier: Apache-2.0 */
#include "mg-memos.h"
#include "model/mg-secret.h"

static const MgCallSpec list_call
    = {&pb__memo__descriptor, "List", .timeout_ms = 8000, MG_CALL_PLAIN};
static const MgCallSpec add_call
    = {&pb__memo__descriptor, "Add", .timeout_ms = 10000, MG_CALL_WRITE};
static const MgCallSpec strike_call
    = {&pb__memo__descriptor, "Strike", .timeout_ms = 10000, MG_CALL_WRITE};

#define PAGES_MAX 20 /* of a hundred memos each */

struct _MgMemos
{
  GObject parent_instance;
  /* owned */
  MgRead *list;
  MgWrite *add;
  MgWrite *strike;
  GPtrArray *pages; /* of MgMessage; NULL: none has come */
  GPtrArray *rows;  /* of Pb__MemoRow, borrowed from the pages */
  char *shori_no;
  /* state */
  gboolean anew; /* the page on its way is the first of a list that takes the place of this one */
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

/* Every page behind `before` follows by itself; 0: from the newest. */
static void
ask (MgMemos *self, guint64 before)
{
  Pb__MemoListRequest request = PB__MEMO_LIST_REQUEST__INIT;
  self->anew = before == 0;
  request.shori_no = self->shori_no;
  request.with_struck = TRUE;
  request.before = before;
  mg_read_ask (self->list, &request.base);
}

static void
listed_cb (gpointer owner, MgMessage *message, MgTrouble trouble)
{
  MgMemos *self = owner;
  g_autoptr (GPtrArray) old = NULL;
  g_autoptr (GPtrArray) old_rows = NULL;
  const Pb__MemoListReply *reply = message ? (const Pb__MemoListReply *)mg_message_get (message) : NULL;
  self->trouble = trouble;
  if (reply)
    {
      if (self->anew || !self->pages)
        {
          old = g_steal_pointer (&self->pages);
          old_rows = g_steal_pointer (&self->rows);
          self->pages = g_ptr_array_new_with_free_func ((GDestroyNotify)mg_message_free);
          self->rows = g_ptr_array_new ();
        }
      g_ptr_array_add (self->pages, message);
      for (size_t i = 0; i < reply->n_memos; i++)
        g_ptr_array_add (self->rows, reply->memos[i]);
      if (reply->more && reply->n_memos && self->pages->len < PAGES_MAX)
        ask (self, reply->memos[reply->n_memos - 1]->memo_id);
    }
  g_signal_emit (self, signals[CHANGED], 0);
}

void
mg_memos_open (MgMemos *self, const char *shori_no)
{
  g_autofree char *wanted = g_strdup (shori_no);
  if (!g_str_equal (wanted, self->shori_no))
    mg_memos_close (self);
  mg_wipe_free (self->shori_no, -1);
  self->shori_no = g_steal_pointer (&wanted);
  ask (self, 0);
}

void
mg_memos_close (MgMemos *self)
{
  g_autoptr (GPtrArray) old = g_steal_pointer (&self->pages);
  g_autoptr (GPtrArray) old_rows = g_steal_pointer (&self->rows);
  mg_read_stop (self->list);
  mg_write_clear (self->add);
  mg_write_clear (self->strike);
  mg_wipe_free (self->shori_no, -1);
  self->shori_no = g_strdup ("");
  self->trouble = MG_N_TROUBLES;
  g_signal_emit (self, signals[CHANGED], 0);
}

GPtrArray *
mg_memos_get (MgMemos *self)
{
  return self->rows;
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
      ask (self, 0);
    }
  g_signal_emit (self, signals[CHANGED], 0);
}

gboolean
mg_memos_add (MgMemos *self, const char *text)
{
  Pb__MemoAddRequest request = PB__MEMO_ADD_REQUEST__INIT;
  if (mg_write_again (self->add))
    return TRUE;
  mg_write_clear (self->strike); /* what is said next is of this one */
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
  mg_write_clear (self->add);
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
  g_clear_pointer (&self->rows, g_ptr_array_unref);
  g_clear_pointer (&self->pages, g_ptr_array_unref);
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
