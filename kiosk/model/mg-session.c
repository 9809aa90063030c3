/* SPDX-License-Identifier: Apache-2.0 */
#include "mg-session.h"

void
mg_session_free (MgSession *self)
{
  if (!self)
    return;
  g_free (self->staff_no);
  g_free (self->staff_name);
  g_free (self->section_name);
  g_free (self->role_name);
  g_free (self->ward);
  g_free (self->last_login_terminal);
  g_strfreev (self->permissions);
  g_free (self);
}

gboolean
mg_session_may (const MgSession *self, const char *permission)
{
  return self && self->permissions
         && g_strv_contains ((const char *const *)self->permissions, permission);
}

gboolean
mg_session_has_screen (const MgSession *self, const char *number)
{
  guint64 n;
  return self && g_ascii_string_to_unsigned (number, 10, 0, 99, &n, NULL)
         && (self->screens[n / 64] >> (n % 64) & 1) != 0;
}

void
mg_session_set_screens (MgSession *self, const guint32 *numbers, gsize n)
{
  self->screens[0] = self->screens[1] = 0;
  for (gsize i = 0; i < n; i++)
    if (numbers[i] < 100)
      self->screens[numbers[i] / 64] |= G_GUINT64_CONSTANT (1) << numbers[i] % 64;
}

gboolean
mg_session_may_any (const MgSession *self, const char *permissions)
{
  g_auto (GStrv) names = g_strsplit (permissions, "|", -1);
  for (guint i = 0; names[i]; i++)
    if (mg_session_may (self, names[i]))
      return TRUE;
  return FALSE;
}
