/* SPDX-License-Identifier: Apache-2.0
 * お知らせ (screen 69): the notices that were posted, posting and withdrawing. What stands at this counter is MgBoard's. No
 * widgets. */
#pragma once
#include "madoguchi/v1/notice.pb-c.h"
#include "mg-shelf.h"
#include "remote/mg-write.h"

#define MG_TYPE_NOTICES (mg_notices_get_type ())
G_DECLARE_FINAL_TYPE (MgNotices, mg_notices, MG, NOTICES, GObject)

/* Emits "changed". */
MgNotices *mg_notices_new (MgLine *line);
void mg_notices_ask (MgNotices *self);
void mg_notices_clear (MgNotices *self);
const Pb__NoticeListReply *mg_notices_get (MgNotices *self); /* NULL: not come */
MgTrouble mg_notices_get_trouble (MgNotices *self);

typedef enum
{
  MG_NOTICE_POST,
  MG_NOTICE_WITHDRAW,
  MG_N_NOTICE_ACTS,
} MgNoticeAct;
/* ward "": the whole city. FALSE: an earlier act has no end yet. */
gboolean mg_notices_post (MgNotices *self, const char *text, const char *ward, gint64 until_us,
                          gboolean is_urgent);
gboolean mg_notices_withdraw (MgNotices *self, guint64 notice_no, const char *why);
/* Of the act pressed last. */
const MgAct *mg_notices_get_act (MgNotices *self, MgNoticeAct *ret_which);
const char *mg_notices_get_field (MgNotices *self);        /* to blame for its failure; "" */
const Pb__NoticePostReply *mg_notices_get_posted (MgNotices *self); /* NULL: none is done */
