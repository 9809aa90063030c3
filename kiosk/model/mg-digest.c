/* SPDX-License-Identifier: Apache-2.0 */
#include "mg-digest.h"
#include <string.h>
#include "mg-fields.h"
#include "mg-i18n.h"

#define GROUP 4
#define GROUPS_A_LINE 8
#define SHORT_BYTES 4

char *
mg_digest_group (const char *digits)
{
  GString *out = g_string_new (NULL);
  for (gsize i = 0; digits[i]; i++)
    {
      if (i > 0 && i % (GROUP * GROUPS_A_LINE) == 0)
        g_string_append_c (out, '\n');
      else if (i > 0 && i % GROUP == 0)
        g_string_append_c (out, ' ');
      g_string_append_c (out, digits[i]);
    }
  return g_string_free (out, FALSE);
}

static char *
to_hex (const guint8 *bytes, gsize n)
{
  GString *out = g_string_new (NULL);
  for (gsize i = 0; i < n; i++)
    g_string_append_printf (out, "%02x", bytes[i]);
  return g_string_free (out, FALSE);
}

char *
mg_digest_format (const guint8 *bytes, gsize n)
{
  g_autofree char *digits = to_hex (bytes, n);
  return mg_digest_group (digits);
}

char *
mg_digest_format_short (const guint8 *bytes, gsize n)
{
  if (n == 0)
    return g_strdup ("―");
  g_autofree char *digits = to_hex (bytes, MIN (n, SHORT_BYTES));
  g_autofree char *groups = mg_digest_group (digits);
  return n > SHORT_BYTES ? g_strconcat (groups, " …", NULL) : g_steal_pointer (&groups);
}

char *
mg_bytes_format (guint64 n)
{
  g_autofree char *count = mg_count_format (n);
  if (n < 1000000)
    return g_strdup_printf (_ ("%s バイト"), count);
  return g_strdup_printf ("%.1f MB", (double)n / 1e6);
}
