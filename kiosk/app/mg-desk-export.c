/* SPDX-License-Identifier: Apache-2.0
 * The part of MgDesk that holds what leaves on a stick, and the accounts of the staff. */
#include "mg-desk-private.h"

void
mg_desk_export_init (MgDesk *self)
{
  self->exports = mg_exports_new (self->line);
  self->approval = mg_approval_new (self->line, self->authority);
  self->carry = mg_carry_new (self->line, self->config->agent_socket);
  self->sticks = mg_sticks_new (self->config->agent_socket);
  self->media = mg_media_new (self->line);
  self->carried = mg_carried_new (self->line);
  self->passphrase = mg_passphrase_new (self->line);
  self->staff = mg_staff_new (self->line);
}

void
mg_desk_export_leave (MgDesk *self)
{
  mg_exports_clear (self->exports);
  mg_approval_clear (self->approval);
  mg_carry_leave (self->carry);
  mg_sticks_watch (self->sticks, FALSE);
  mg_media_clear (self->media);
  mg_carried_clear (self->carried);
  mg_passphrase_clear (self->passphrase);
  mg_staff_clear (self->staff);
}

void
mg_desk_export_dispose (MgDesk *self)
{
  g_clear_object (&self->exports);
  g_clear_object (&self->approval);
  g_clear_object (&self->carry);
  g_clear_object (&self->sticks);
  g_clear_object (&self->media);
  g_clear_object (&self->carried);
  g_clear_object (&self->passphrase);
  g_clear_object (&self->staff);
}

MgExports *
mg_desk_get_exports (MgDesk *self)
{
  return self->exports;
}

MgApproval *
mg_desk_get_approval (MgDesk *self)
{
  return self->approval;
}

MgCarry *
mg_desk_get_carry (MgDesk *self)
{
  return self->carry;
}

MgSticks *
mg_desk_get_sticks (MgDesk *self)
{
  return self->sticks;
}

MgMedia *
mg_desk_get_media (MgDesk *self)
{
  return self->media;
}

MgCarried *
mg_desk_get_carried (MgDesk *self)
{
  return self->carried;
}

MgPassphrase *
mg_desk_get_passphrase (MgDesk *self)
{
  return self->passphrase;
}

MgStaff *
mg_desk_get_staff (MgDesk *self)
{
  return self->staff;
}
