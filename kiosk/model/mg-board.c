/* SPDX-License-Identifier: Apache-2.0 */
#include "mg-board.h"
#include <string.h>
#include "mg-era.h"
#include "mg-i18n.h"

#define MINUTE_US G_GINT64_CONSTANT (60000000)
#define DAY_US (24 * 60 * MINUTE_US)
#define JAPAN_US (9 * 60 * MINUTE_US)

struct _MgBoard
{
  /* owned */
  GPtrArray *notices;
  /* state */
  guint64 version;
};

MgBoard *
mg_board_new (void)
{
  MgBoard *self = g_new0 (MgBoard, 1);
  self->notices = g_ptr_array_new_with_free_func ((GDestroyNotify)mg_notice_free);
  return self;
}

void
mg_board_free (MgBoard *self)
{
  if (!self)
    return;
  g_ptr_array_unref (self->notices);
  g_free (self);
}

MgNotice *
mg_notice_new (const char *text, const char *section, const char *name)
{
  MgNotice *notice = g_new0 (MgNotice, 1);
  notice->text = g_strdup (text);
  notice->who = *name ? g_strdup_printf ("%s %s", section, name) : g_strdup (section);
  return notice;
}

void
mg_notice_free (MgNotice *notice)
{
  if (!notice)
    return;
  g_free (notice->text);
  g_free (notice->who);
  g_free (notice);
}

void
mg_board_told (MgBoard *self, guint64 version, GPtrArray *notices)
{
  g_ptr_array_unref (self->notices);
  self->notices = notices;
  self->version = version;
}

guint64
mg_board_get_version (const MgBoard *self)
{
  return self->version;
}

guint
mg_board_count (const MgBoard *self)
{
  return self->notices->len;
}

const MgNotice *
mg_board_get (const MgBoard *self, guint i)
{
  return i < self->notices->len ? g_ptr_array_index (self->notices, i) : NULL;
}

char *
mg_notice_words (const MgNotice *notice)
{
  g_autofree char *posted = mg_time_format (notice->posted_us);
  g_autofree char *until = mg_time_format (notice->until_us);
  return g_markup_printf_escaped (notice->is_urgent
                                      ? _ ("<b>▲ 至急　%s</b>　%s %s、%s まで")
                                      : _ ("<b>◆ お知らせ　%s</b>　%s %s、%s まで"),
                                  notice->text, notice->who, posted, until);
}

gint64
mg_notice_until (gint64 now_us, const char *digits)
{
  if (strlen (digits) != 4 || strspn (digits, "0123456789") != 4)
    return 0;
  const int hour = (digits[0] - '0') * 10 + digits[1] - '0';
  const int minute = (digits[2] - '0') * 10 + digits[3] - '0';
  if (hour > 23 || minute > 59)
    return 0;
  const gint64 here_us = now_us + JAPAN_US;
  const gint64 at_us = here_us - here_us % DAY_US + (hour * 60 + minute) * MINUTE_US - JAPAN_US;
  return at_us > now_us ? at_us : at_us + DAY_US;
}
