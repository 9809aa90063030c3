/* SPDX-License-Identifier: Apache-2.0 */
#include "mg-drafts.h"
#include <string.h>
#include "mg-form.h"

static const MgCallSpec list_call
    = {&pb__draft__descriptor, "List", .timeout_ms = 8000, MG_CALL_PLAIN};
static const MgCallSpec take_call
    = {&pb__draft__descriptor, "Take", .timeout_ms = 10000, MG_CALL_WRITE};

struct _MgDrafts
{
  GObject parent_instance;
  /* owned */
  MgRead *list;
  MgWrite *take;
  MgMessage *shown;
  /* state */
  MgTrouble trouble;
};

G_DEFINE_FINAL_TYPE (MgDrafts, mg_drafts, G_TYPE_OBJECT)

enum
{
  CHANGED,
  TAKEN,
  N_SIGNALS
};

static guint signals[N_SIGNALS];

static void
listed_cb (gpointer owner, MgMessage *message, MgTrouble trouble)
{
  MgDrafts *self = owner;
  g_autoptr (MgMessage) old = NULL;
  self->trouble = trouble;
  if (message)
    {
      old = g_steal_pointer (&self->shown);
      self->shown = message;
    }
  g_signal_emit (self, signals[CHANGED], 0);
}

void
mg_drafts_ask (MgDrafts *self, gboolean whole_ward)
{
  Pb__DraftListRequest request = PB__DRAFT_LIST_REQUEST__INIT;
  request.whole_ward = whole_ward;
  mg_read_ask (self->list, &request.base);
}

const Pb__DraftListReply *
mg_drafts_get (MgDrafts *self)
{
  return self->shown ? (const Pb__DraftListReply *)mg_message_get (self->shown) : NULL;
}

MgTrouble
mg_drafts_get_trouble (MgDrafts *self)
{
  return self->trouble;
}

static gboolean
is_id (const Pb__DraftRow *row, const guint8 *draft_id)
{
  return row->draft_id.len == MG_DRAFT_ID_BYTES
         && memcmp (row->draft_id.data, draft_id, MG_DRAFT_ID_BYTES) == 0;
}

const Pb__DraftRow *
mg_drafts_find_next (MgDrafts *self, const guint8 *draft_id, int by)
{
  const Pb__DraftListReply *list = mg_drafts_get (self);
  const int n = list ? (int)list->n_rows : 0;
  int here = by > 0 ? -1 : n;
  for (int i = 0; draft_id && i < n; i++)
    if (is_id (list->rows[i], draft_id))
      here = i;
  for (int step = 1; step <= n; step++)
    {
      const Pb__DraftRow *row = list->rows[((here + by * step) % n + n) % n];
      if (row->own && !(draft_id && is_id (row, draft_id)))
        return row;
    }
  return NULL;
}

static void
taken_cb (gpointer owner, MgWrite *write)
{
  MgDrafts *self = owner;
  if (mg_write_get_act (write)->state == MG_ACT_DONE)
    g_signal_emit (self, signals[TAKEN], 0);
  g_signal_emit (self, signals[CHANGED], 0);
}

gboolean
mg_drafts_take (MgDrafts *self, const Pb__DraftRow *row)
{
  Pb__DraftTakeRequest request = PB__DRAFT_TAKE_REQUEST__INIT;
  if (mg_write_again (self->take))
    return TRUE;
  request.draft_id = row->draft_id;
  request.version = row->version;
  return mg_write_send (self->take, &request.base);
}

const MgAct *
mg_drafts_get_act (MgDrafts *self)
{
  return mg_write_get_act (self->take);
}

const Pb__DraftTakeReply *
mg_drafts_get_taken (MgDrafts *self)
{
  return (const Pb__DraftTakeReply *)mg_write_get_reply (self->take);
}

void
mg_drafts_clear (MgDrafts *self)
{
  g_autoptr (MgMessage) old = g_steal_pointer (&self->shown);
  mg_read_stop (self->list);
  mg_write_clear (self->take);
  g_signal_emit (self, signals[CHANGED], 0);
}

static void
mg_drafts_finalize (GObject *object)
{
  MgDrafts *self = MG_DRAFTS (object);
  mg_read_free (self->list);
  mg_write_free (self->take);
  g_clear_pointer (&self->shown, mg_message_free);
  G_OBJECT_CLASS (mg_drafts_parent_class)->finalize (object);
}

static void
mg_drafts_class_init (MgDraftsClass *klass)
{
  G_OBJECT_CLASS (klass)->finalize = mg_drafts_finalize;
  signals[CHANGED] = g_signal_new ("changed", MG_TYPE_DRAFTS, G_SIGNAL_RUN_LAST, 0, NULL, NULL,
                                   NULL, G_TYPE_NONE, 0);
  signals[TAKEN] = g_signal_new ("taken", MG_TYPE_DRAFTS, G_SIGNAL_RUN_LAST, 0, NULL, NULL, NULL,
                                 G_TYPE_NONE, 0);
}

static void
mg_drafts_init (MgDrafts *self)
{
  self->trouble = MG_N_TROUBLES;
}

MgDrafts *
mg_drafts_new (MgLine *line)
{
  MgDrafts *self = g_object_new (MG_TYPE_DRAFTS, NULL);
  self->list = mg_read_new (line, &list_call, listed_cb, self);
  self->take = mg_write_new (line, &take_call, taken_cb, self);
  return self;
}
