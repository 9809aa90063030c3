/* SPDX-License-Identifier: Apache-2.0
 * The part of MgDesk that holds the counter's records. */
#include "mg-desk-private.h"

static void
noted_cb (MgDesk *self, const GError *error)
{
  mg_desk_note (self, error);
}

void
mg_desk_counter_init (MgDesk *self)
{
  self->line = mg_line_new (self->client);
  g_signal_connect_object (self->line, "noted", G_CALLBACK (noted_cb), self, G_CONNECT_SWAPPED);
  self->codes = mg_codes_new (self->line);
  self->form = mg_form_new (self->line);
  self->register_ = mg_register_new (self->line);
  self->check = mg_check_new (self->line);
  self->drafts = mg_drafts_new (self->line);
  self->memos = mg_memos_new (self->line);
  self->papers = mg_papers_new (self->line);
  self->sessions = mg_sessions_new (self->line);
  mg_desk_export_init (self);
  mg_desk_enrol_init (self);
  mg_desk_rights_init (self);
  mg_desk_notice_init (self);
}

void
mg_desk_counter_leave (MgDesk *self)
{
  mg_form_close (self->form);
  mg_register_clear (self->register_);
  mg_check_clear (self->check);
  mg_drafts_clear (self->drafts);
  mg_memos_close (self->memos);
  mg_papers_close (self->papers);
  mg_sessions_clear (self->sessions);
  mg_desk_export_leave (self);
  mg_desk_enrol_leave (self);
  mg_desk_rights_leave (self);
  mg_desk_notice_leave (self);
  mg_line_cancel (self->line);
}

void
mg_desk_counter_dispose (MgDesk *self)
{
  g_clear_object (&self->codes);
  g_clear_object (&self->form);
  g_clear_object (&self->register_);
  g_clear_object (&self->check);
  g_clear_object (&self->drafts);
  g_clear_object (&self->memos);
  g_clear_object (&self->papers);
  g_clear_object (&self->sessions);
  mg_desk_export_dispose (self);
  mg_desk_enrol_dispose (self);
  mg_desk_rights_dispose (self);
  mg_desk_notice_dispose (self);
  g_clear_object (&self->line);
}

MgCodes *
mg_desk_get_codes (MgDesk *self)
{
  return self->codes;
}

MgForm *
mg_desk_get_form (MgDesk *self)
{
  return self->form;
}

MgRegister *
mg_desk_get_register (MgDesk *self)
{
  return self->register_;
}

MgCheck *
mg_desk_get_check (MgDesk *self)
{
  return self->check;
}

MgDrafts *
mg_desk_get_drafts (MgDesk *self)
{
  return self->drafts;
}

MgMemos *
mg_desk_get_memos (MgDesk *self)
{
  return self->memos;
}

MgPapers *
mg_desk_get_papers (MgDesk *self)
{
  return self->papers;
}

MgSessions *
mg_desk_get_sessions (MgDesk *self)
{
  return self->sessions;
}

MgDate
mg_desk_get_today (MgDesk *self)
{
  return mg_date_of_instant (mg_desk_now_us (self));
}
