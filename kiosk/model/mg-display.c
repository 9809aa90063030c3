/* SPDX-License-Identifier: Apache-2.0 */
#include "mg-display.h"
#include <stdio.h>

static const guint scales[MG_N_SCALES] = {0, 100, 125, 150, 200};

gboolean
mg_display_equal (const MgDisplay *a, const MgDisplay *b)
{
  return a->scale == b->scale && !a->contrast == !b->contrast && !a->reader == !b->reader;
}

char *
mg_display_format (const MgDisplay *display)
{
  return g_strdup_printf ("%u %d %d", display->scale, !!display->contrast, !!display->reader);
}

gboolean
mg_display_parse (const char *text, MgDisplay *ret)
{
  guint scale, contrast, reader;
  char end;
  if (!text || sscanf (text, "%3u %1u %1u%c", &scale, &contrast, &reader, &end) != 3
      || mg_display_scale_of (mg_display_number_of (scale)) != scale || contrast > 1 || reader > 1)
    return FALSE;
  *ret = (MgDisplay) {scale, contrast == 1, reader == 1};
  return TRUE;
}

guint
mg_display_scale_of (guint number)
{
  return number < MG_N_SCALES ? scales[number] : 0;
}

guint
mg_display_number_of (guint scale)
{
  for (guint i = 0; i < MG_N_SCALES; i++)
    if (scales[i] == scale)
      return i;
  return 0;
}
