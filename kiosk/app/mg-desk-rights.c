/* SPDX-License-Identifier: Apache-2.0
 * The part of MgDesk that holds the matrix of rights. */
#include "mg-desk-private.h"

void
mg_desk_rights_init (MgDesk *self)
{
  self->rights = mg_rights_new (self->line, self->config->rights_file);
}

void
mg_desk_rights_leave (MgDesk *self)
{
  mg_rights_clear (self->rights);
}

void
mg_desk_rights_dispose (MgDesk *self)
{
  g_clear_object (&self->rights);
}

MgRights *
mg_desk_get_rights (MgDesk *self)
{
  return self->rights;
}
