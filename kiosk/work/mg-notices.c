/* SPDX-License-Identifier: Apache-2.0 */
#include "mg-notices.h"

static const MgCallSpec list_call
    = {&pb__notice__descriptor, "List", .timeout_ms = 8000, MG_CALL_PLAIN};
static const MgCallSpec act_calls[MG_N_NOTICE_ACTS] = {
    [MG_NOTICE_POST] = {&pb__notice__descriptor, "Post", .timeout_ms = 10000, MG_CALL_WRITE},
    [MG_NOTICE_WITHDRAW] = {&pb__notice__descriptor, "Withdraw", .timeout_ms = 10000, MG_CALL_WRITE},
};

struct _MgNotices
{
  GObject parent_instance;
  /* owned */
  MgShelf list;
  MgWrite *acts[MG_N_NOTICE_ACTS];
  /* state */
  MgNoticeAct last;
};

G_DEFINE_FINAL_TYPE (MgNotices, mg_notices, G_TYPE_OBJECT)

static guint changed_signal;

static void
changed (gpointer self)
{
  g_signal_emit (self, changed_signal, 0);
}

void
mg_notices_ask (MgNotices *self)
{
  Pb__NoticeListRequest request = PB__NOTICE_LIST_REQUEST__INIT;
  mg_shelf_ask (&self->list, &request.base);
}

void
mg_notices_clear (MgNotices *self)
{
  g_autoptr (MgMessage) old = mg_shelf_empty (&self->list);
  for (guint i = 0; i < MG_N_NOTICE_ACTS; i++)
    mg_write_clear (self->acts[i]);
  changed (self);
}

const Pb__NoticeListReply *
mg_notices_get (MgNotices *self)
{
  return (const Pb__NoticeListReply *)mg_shelf_get (&self->list);
}

MgTrouble
mg_notices_get_trouble (MgNotices *self)
{
  return self->list.trouble;
}

static void
written_cb (gpointer owner, MgWrite *write)
{
  const MgAct *act = mg_write_get_act (write);
  if (act->state == MG_ACT_DONE || act->state == MG_ACT_FAILED)
    mg_notices_ask (owner);
  changed (owner);
}

static gboolean
send (MgNotices *self, MgNoticeAct which, const ProtobufCMessage *request)
{
  self->last = which;
  return mg_write_again (self->acts[which]) || mg_write_send (self->acts[which], request);
}

gboolean
mg_notices_post (MgNotices *self, const char *text, const char *ward, gint64 until_us,
                 gboolean is_urgent)
{
  Pb__NoticePostRequest request = PB__NOTICE_POST_REQUEST__INIT;
  request.text = (char *)text;
  request.ward = (char *)ward;
  request.until_us = until_us;
  request.urgent = is_urgent;
  return send (self, MG_NOTICE_POST, &request.base);
}

gboolean
mg_notices_withdraw (MgNotices *self, guint64 notice_no, const char *why)
{
  Pb__NoticeWithdrawRequest request = PB__NOTICE_WITHDRAW_REQUEST__INIT;
  request.notice_no = notice_no;
  request.why = (char *)why;
  return send (self, MG_NOTICE_WITHDRAW, &request.base);
}

const MgAct *
mg_notices_get_act (MgNotices *self, MgNoticeAct *ret_which)
{
  *ret_which = self->last;
  return mg_write_get_act (self->acts[self->last]);
}

const char *
mg_notices_get_field (MgNotices *self)
{
  return mg_write_get_field (self->acts[self->last]);
}

const Pb__NoticePostReply *
mg_notices_get_posted (MgNotices *self)
{
  return (const Pb__NoticePostReply *)mg_write_get_reply (self->acts[MG_NOTICE_POST]);
}

static void
mg_notices_finalize (GObject *object)
{
  MgNotices *self = MG_NOTICES (object);
  mg_shelf_finish (&self->list);
  for (guint i = 0; i < MG_N_NOTICE_ACTS; i++)
    mg_write_free (self->acts[i]);
  G_OBJECT_CLASS (mg_notices_parent_class)->finalize (object);
}

static void
mg_notices_class_init (MgNoticesClass *klass)
{
  G_OBJECT_CLASS (klass)->finalize = mg_notices_finalize;
  changed_signal = g_signal_new ("changed", MG_TYPE_NOTICES, G_SIGNAL_RUN_LAST, 0, NULL, NULL, NULL,
                                 G_TYPE_NONE, 0);
}

static void
mg_notices_init (MgNotices *self)
{
}

MgNotices *
mg_notices_new (MgLine *line)
{
  MgNotices *self = g_object_new (MG_TYPE_NOTICES, NULL);
  mg_shelf_init (&self->list, line, &list_call, changed, self);
  for (guint i = 0; i < MG_N_NOTICE_ACTS; i++)
    self->acts[i] = mg_write_new (line, &act_calls[i], written_cb, self);
  return self;
}
