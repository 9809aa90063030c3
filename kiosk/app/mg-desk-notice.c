/* SPDX-License-Identifier: Apache-2.0
 * The part of MgDesk that holds notices (those that stand at this counter, and those of screen 69), waits for them while
 * nobody is logged in, and how this terminal shows what it shows. */
#include "mg-desk-private.h"
#include "remote/mg-client-notice.h"

#define PAUSE_MS 300 /* a server that answers at once must not be asked in a loop */
#define AGAIN_MS 5000 /* after a failure */

void
mg_desk_notice_init (MgDesk *self)
{
  self->board = mg_board_new ();
  self->notices = mg_notices_new (self->line);
  self->displays = mg_displays_new (self->line);
}

void
mg_desk_notice_leave (MgDesk *self)
{
  mg_notices_clear (self->notices);
  mg_displays_clear (self->displays);
}

void
mg_desk_notice_dispose (MgDesk *self)
{
  g_clear_object (&self->notices);
  g_clear_object (&self->displays);
  g_clear_handle_id (&self->notice_timer, g_source_remove);
  g_clear_object (&self->notice_cancel);
  g_clear_pointer (&self->board, mg_board_free);
}

const MgBoard *
mg_desk_get_board (MgDesk *self)
{
  return self->board;
}

MgDisplays *
mg_desk_get_displays (MgDesk *self)
{
  return self->displays;
}

MgNotices *
mg_desk_get_notices (MgDesk *self)
{
  return self->notices;
}

/* --- the poll while nobody is logged in --- */

static gboolean
again_cb (gpointer data)
{
  MgDesk *self = data;
  self->notice_timer = 0;
  mg_desk_await_notices (self);
  return G_SOURCE_REMOVE;
}

static void
told_cb (GObject *source, GAsyncResult *result, gpointer data)
{
  g_autoptr (MgDesk) self = data;
  g_autoptr (GError) error = NULL;
  const gboolean told
      = mg_client_notices_finish (MG_CLIENT (source), result, self->board, &error);
  self->is_awaiting_notices = FALSE;
  mg_desk_note (self, error);
  if (self->state != MG_DESK_LOGIN)
    return;
  self->notice_timer = g_timeout_add (told ? PAUSE_MS : AGAIN_MS, again_cb, self);
  if (told)
    mg_desk_emit (self, MG_DESK_CHROME_CHANGED);
}

/* Asked for once a second, and again as soon as it was answered; before the first answer of the server nothing is. */
void
mg_desk_await_notices (MgDesk *self)
{
  if (self->state != MG_DESK_LOGIN || self->is_awaiting_notices || self->notice_timer
      || !*self->terminal || self->connection.state != MG_CONNECTION_OK)
    return;
  self->is_awaiting_notices = TRUE;
  mg_client_notices_async (self->client, self->board, mg_desk_renew (&self->notice_cancel),
                           told_cb, g_object_ref (self));
}

void
mg_desk_leave_notices (MgDesk *self)
{
  g_clear_handle_id (&self->notice_timer, g_source_remove);
  if (self->notice_cancel)
    g_cancellable_cancel (self->notice_cancel);
}
