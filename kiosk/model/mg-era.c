/* SPDX-License-Identifier: Apache-2.0 */
#include "mg-era.h"
#include <string.h>

#define FIGURE_SPACE "\u2007"
#define JAPAN_OFFSET_US (9 * G_TIME_SPAN_HOUR)

typedef struct
{
  char letter;
  char digit; /* the era digit of the pension forms */
  const char *name;
  MgDate first; /* 改元の日; 明治 counts from the day its calendar was adopted by the registers */
} Era;

static const Era eras[] = {
    {'R', '9', "令和", {2019, 5, 1}},   {'H', '7', "平成", {1989, 1, 8}},
    {'S', '5', "昭和", {1926, 12, 25}}, {'T', '3', "大正", {1912, 7, 30}},
    {'M', '1', "明治", {1868, 1, 25}},
};

int
mg_date_compare (const MgDate *a, const MgDate *b)
{
  return (a->year - b->year) * 400 + (a->month - b->month) * 32 + (a->day - b->day);
}

/* A date unknown in part belongs to the era that its last possible day falls in: 昭和64年 and
 * 平成元年 are one year, and the office writes the later name only from 8 January. */
static const Era *
era_of (const MgDate *date)
{
  const MgDate last = {date->year, date->month ? date->month : 12, date->day ? date->day : 31};
  for (gsize i = 0; i < G_N_ELEMENTS (eras); i++)
    if (mg_date_compare (&last, &eras[i].first) >= 0)
      return &eras[i];
  return NULL;
}

static gboolean
is_real (const MgDate *date)
{
  if (date->year < 1 || date->year > 9999)
    return FALSE;
  if (date->month == 0)
    return date->day == 0;
  if (date->day == 0)
    return date->month <= 12;
  return g_date_valid_dmy ((GDateDay)date->day, (GDateMonth)date->month, (GDateYear)date->year);
}

static MgEraResult
check (const Era *typed, const MgDate *date, MgDate *ret_date)
{
  if (!is_real (date))
    return MG_ERA_WRONG;
  *ret_date = *date;
  if (!typed || era_of (date) == typed)
    return MG_ERA_OK;
  /* unknown in part: the era typed is right when the year touches it */
  const Era *next = typed == eras ? NULL : typed - 1;
  if (date->month == 0 && date->year >= typed->first.year
      && (!next || date->year <= next->first.year))
    return MG_ERA_OK;
  return MG_ERA_OFFER;
}

/* R8.4.1, 令和8.4.1 and 9-8.4.1 name the same era. */
static const char *
after_era (const Era *era, const char *text)
{
  if (g_ascii_toupper (text[0]) == era->letter)
    return text + 1;
  if (text[0] == era->digit && text[1] == '-')
    return text + 2;
  return g_str_has_prefix (text, era->name) ? text + strlen (era->name) : NULL;
}

static gboolean
take_number (const char **at, guint most_digits, int *ret)
{
  guint n = 0;
  int value = 0;
  for (; n < most_digits && g_ascii_isdigit (**at); n++, (*at)++)
    value = value * 10 + (**at - '0');
  *ret = value;
  return n > 0;
}

static gboolean
take_divider (const char **at)
{
  if (!**at || !strchr ("./-", **at))
    return FALSE;
  (*at)++;
  return TRUE;
}

/* "8.4.1" or, without dividers, two digits each. year_digits is the width of the year then. */
static gboolean
take_three (const char *text, guint year_digits, MgDate *ret)
{
  const char *at = text;
  const gboolean divided = text[strcspn (text, "./-")] != '\0';
  if (divided)
    return take_number (&at, 4, &ret->year) && take_divider (&at)
           && take_number (&at, 2, &ret->month) && take_divider (&at)
           && take_number (&at, 2, &ret->day) && !*at;
  if (strlen (text) != year_digits + 4 || strspn (text, "0123456789") != year_digits + 4)
    return FALSE;
  return take_number (&at, year_digits, &ret->year) && take_number (&at, 2, &ret->month)
         && take_number (&at, 2, &ret->day);
}

static MgEraResult
parse_plain (const char *text, MgDate *ret_date)
{
  MgDate date = {0, 0, 0};
  for (gsize i = 0; i < G_N_ELEMENTS (eras); i++)
    {
      const char *rest = after_era (&eras[i], text);
      if (!rest)
        continue;
      if (g_str_has_prefix (rest, "元"))
        return MG_ERA_PARTIAL;
      if (!take_three (rest, 2, &date) || date.year < 1)
        return MG_ERA_PARTIAL;
      date.year += eras[i].first.year - 1;
      return check (&eras[i], &date, ret_date);
    }
  if (!take_three (text, 4, &date) || date.year < 1000)
    return MG_ERA_PARTIAL;
  return check (NULL, &date, ret_date);
}

MgEraResult
mg_era_parse (const char *text, MgDate *ret_date)
{
  g_autofree char *plain = g_utf8_normalize (text, -1, G_NORMALIZE_ALL_COMPOSE);
  if (!plain)
    return MG_ERA_WRONG;
  g_strstrip (plain);
  return *plain ? parse_plain (plain, ret_date) : MG_ERA_EMPTY;
}

static const char *
weekday (const MgDate *date)
{
  static const char *const days[] = {"", "月", "火", "水", "木", "金", "土", "日"};
  GDate day;
  g_date_clear (&day, 1);
  g_date_set_dmy (&day, (GDateDay)date->day, (GDateMonth)date->month, (GDateYear)date->year);
  return days[g_date_get_weekday (&day)];
}

static void
add_month_and_day (GString *out, const MgDate *date, const char *pad)
{
  if (date->month == 0)
    {
      g_string_append (out, " 月日不詳");
      return;
    }
  g_string_append_printf (out, "%s%d月", date->month < 10 ? pad : "", date->month);
  if (date->day == 0)
    g_string_append (out, " 日不詳");
  else
    g_string_append_printf (out, "%s%d日", date->day < 10 ? pad : "", date->day);
}

static char *
format_short (const Era *era, const MgDate *date)
{
  const int year = date->year - era->first.year + 1;
  return g_strdup_printf ("%c%s%d.%s%d.%s%d", era->letter, year < 10 ? FIGURE_SPACE : "", year,
                          date->month < 10 ? FIGURE_SPACE : "", date->month,
                          date->day < 10 ? FIGURE_SPACE : "", date->day);
}

char *
mg_date_format_western (const MgDate *date)
{
  GString *out = g_string_new (NULL);
  if (date->year > 0)
    {
      g_string_append_printf (out, "%d年", date->year);
      add_month_and_day (out, date, "");
    }
  return g_string_free (out, FALSE);
}

char *
mg_era_format (const MgDate *date, MgEraStyle style)
{
  const Era *era = date->year > 0 ? era_of (date) : NULL;
  if (!era)
    return mg_date_format_western (date);
  if (style == MG_ERA_SHORT)
    return format_short (era, date);
  const char *pad = style == MG_ERA_COLUMN ? FIGURE_SPACE : "";
  const int year = date->year - era->first.year + 1;
  GString *out = g_string_new (era->name);
  if (year == 1)
    g_string_append_printf (out, "%s年", "元");
  else
    g_string_append_printf (out, "%s%d年", year < 10 ? pad : "", year);
  add_month_and_day (out, date, pad);
  if (style == MG_ERA_WEEKDAY && date->month && date->day)
    g_string_append_printf (out, "（%s）", weekday (date));
  return g_string_free (out, FALSE);
}

gboolean
mg_date_from_digits (const char *digits, MgDate *ret_date)
{
  MgDate date;
  if (strlen (digits) != 8 || strspn (digits, "0123456789") != 8
      || !take_three (digits, 4, &date) || !is_real (&date))
    return FALSE;
  *ret_date = date;
  return TRUE;
}

static GDateTime *
in_japan (gint64 utc_us)
{
  g_autoptr (GDateTime) epoch = g_date_time_new_from_unix_utc (0);
  return g_date_time_add (epoch, utc_us + JAPAN_OFFSET_US);
}

MgDate
mg_date_of_instant (gint64 utc_us)
{
  MgDate date;
  g_autoptr (GDateTime) here = in_japan (utc_us);
  g_date_time_get_ymd (here, &date.year, &date.month, &date.day);
  return date;
}

char *
mg_clock_format (gint64 utc_us)
{
  const MgDate date = mg_date_of_instant (utc_us);
  g_autoptr (GDateTime) here = in_japan (utc_us);
  return g_strdup_printf ("%d月%d日（%s）%d:%02d", date.month, date.day, weekday (&date),
                          g_date_time_get_hour (here), g_date_time_get_minute (here));
}

char *
mg_time_format (gint64 utc_us)
{
  g_autoptr (GDateTime) here = in_japan (utc_us);
  return g_strdup_printf ("%d:%02d", g_date_time_get_hour (here), g_date_time_get_minute (here));
}

char *
mg_instant_format (gint64 utc_us)
{
  const MgDate date = mg_date_of_instant (utc_us);
  g_autofree char *day = mg_era_format (&date, MG_ERA_SHORT);
  g_autoptr (GDateTime) here = in_japan (utc_us);
  return g_strdup_printf ("%s %02d:%02d:%02d", day, g_date_time_get_hour (here),
                          g_date_time_get_minute (here), g_date_time_get_second (here));
}

char *
mg_instant_words (gint64 utc_us)
{
  const MgDate date = mg_date_of_instant (utc_us);
  g_autofree char *day = mg_era_format (&date, MG_ERA_LONG);
  g_autoptr (GDateTime) here = in_japan (utc_us);
  return g_strdup_printf ("%s %d:%02d:%02d", day, g_date_time_get_hour (here),
                          g_date_time_get_minute (here), g_date_time_get_second (here));
}
