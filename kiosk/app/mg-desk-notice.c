/* SPDX-License-Identifier: Apache-2.0
 * The part of MgDesk that holds notices (those that stand at this counter, and those of screen 69) and how this terminal
 * shows what it shows. */
#include "mg-desk-private.h"

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
