/* SPDX-License-Identifier: Apache-2.0 */
#include "mg-client-notice.h"
#include "mg-message.h"

static const MgCallSpec watch_call
    = {&pb__notice__descriptor, "Watch", .timeout_ms = 40000, MG_CALL_PLAIN};

void
mg_client_take_notices (MgBoard *board, const Pb__NoticesInForce *told)
{
  if (!told)
    return;
  GPtrArray *notices = g_ptr_array_new_with_free_func ((GDestroyNotify)mg_notice_free);
  for (size_t i = 0; i < told->n_items; i++)
    {
      const Pb__NoticeItem *item = told->items[i];
      MgNotice *notice = mg_notice_new (item->text, item->section_name, item->staff_name);
      notice->is_urgent = item->urgent;
      notice->posted_us = item->posted_us;
      notice->until_us = item->until_us;
      g_ptr_array_add (notices, notice);
    }
  mg_board_told (board, told->version, notices);
}

void
mg_client_notices_async (MgClient *self, const MgBoard *board, GCancellable *cancellable,
                         GAsyncReadyCallback callback, gpointer data)
{
  Pb__NoticeWatchRequest request = PB__NOTICE_WATCH_REQUEST__INIT;
  request.known_notices = mg_board_get_version (board);
  mg_client_call_async (self, &watch_call, &request.base, cancellable, callback, data);
}

gboolean
mg_client_notices_finish (MgClient *self, GAsyncResult *result, MgBoard *board, GError **error)
{
  g_autoptr (MgMessage) message = mg_client_call_finish (self, result, error);
  if (!message)
    return FALSE;
  mg_client_take_notices (board,
                          ((const Pb__NoticeWatchReply *)mg_message_get (message))->notices);
  return TRUE;
}
