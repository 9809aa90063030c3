/* SPDX-License-Identifier: Apache-2.0 */
#include "mg-fields.h"
#include <string.h>
#include "mg-era.h"
#include "mg-i18n.h"

static const MgFieldInfo fields[] = {
#include "mg-fields.inc"
};

static const MgSection juki_sections[] = {
    {N_ ("氏名"), 7, 14},          {N_ ("氏名"), 86, 90},
    {N_ ("生年月日・性別"), 22, 26}, {N_ ("世帯・続柄"), 2, 6},
    {N_ ("世帯・続柄"), 27, 29},     {N_ ("現住所"), 15, 21},
    {N_ ("現住所"), 107, 107},       {N_ ("現住所"), 82, 83},
    {N_ ("現住所"), 96, 96},         {N_ ("現住所"), 110, 111},
    {N_ ("前住所"), 30, 36},         {N_ ("前住所"), 108, 108},
    {N_ ("転入・転出"), 37, 43},     {N_ ("転入・転出"), 64, 66},
    {N_ ("実定地"), 44, 47},         {N_ ("実定地"), 67, 67},
    {N_ ("異動・住民・住定"), 48, 58}, {N_ ("消除"), 59, 63},
    {N_ ("国籍・在留"), 91, 95},     {N_ ("国保・国民年金"), 97, 100},
    {N_ ("備考"), 104, 106},         {N_ ("番号・処理"), 1, 1},
    {N_ ("番号・処理"), 84, 85},     {N_ ("番号・処理"), 101, 103},
    {N_ ("番号・処理"), 109, 109},   {N_ ("履歴の回数"), 68, 81},
};

static const MgSection atena_sections[] = {
    {N_ ("氏名"), 10, 19},       {N_ ("外国人の氏名"), 58, 61}, {N_ ("生年月日・性別・続柄"), 52, 57},
    {N_ ("住民"), 2, 9},         {N_ ("住民"), 20, 20},         {N_ ("現住所"), 21, 29},
    {N_ ("宛名"), 42, 51},       {N_ ("宛名"), 62, 63},         {N_ ("転出先"), 30, 35},
    {N_ ("転入前住所"), 36, 41}, {N_ ("番号"), 1, 1},
};

const MgFieldInfo *
mg_fields_find (MgGroup group, const char *column)
{
  for (gsize i = 0; i < G_N_ELEMENTS (fields); i++)
    if (fields[i].group == group && strcmp (fields[i].column, column) == 0)
      return &fields[i];
  return NULL;
}

const MgFieldInfo *
mg_fields_list (MgGroup group, guint *ret_n)
{
  const MgFieldInfo *first = NULL;
  guint n = 0;
  for (gsize i = 0; i < G_N_ELEMENTS (fields); i++)
    {
      if (fields[i].group != group)
        continue;
      first = first ? first : &fields[i];
      n++;
    }
  *ret_n = n;
  return first;
}

const MgSection *
mg_fields_sections (MgGroup group, guint *ret_n)
{
  *ret_n = group == MG_GROUP_JUKI ? G_N_ELEMENTS (juki_sections) : G_N_ELEMENTS (atena_sections);
  return group == MG_GROUP_JUKI ? juki_sections : atena_sections;
}

static gboolean
is_digits (const char *value, gsize n)
{
  return strlen (value) == n && strspn (value, "0123456789") == n;
}

static char *
format_number (const char *value)
{
  const gsize n = strlen (value);
  GString *out = g_string_new (NULL);
  if (!is_digits (value, n))
    return g_string_free (g_string_append (out, value), FALSE);
  for (gsize i = 0; i < n; i++)
    {
      if (i > 0 && (n - i) % 3 == 0)
        g_string_append_c (out, ',');
      g_string_append_c (out, value[i]);
    }
  return g_string_free (out, FALSE);
}

char *
mg_fields_format (const MgFieldInfo *field, const char *value)
{
  MgDate date;
  if (field->type[0] == 'D' && mg_date_from_digits (value, &date))
    return mg_era_format (&date, MG_ERA_LONG);
  if (field->type[0] == 'F' && is_digits (value, 1))
    return g_strdup (*value == '0' ? _ ("無") : _ ("有"));
  if (strcmp (field->type, "C7") == 0 && is_digits (value, 7))
    return g_strdup_printf ("%.3s-%s", value, value + 3);
  if (strcmp (field->column, "kokunen_kigo_no") == 0 && is_digits (value, 10))
    return g_strdup_printf ("%.4s-%s", value, value + 4);
  if (field->type[0] == 'T' && is_digits (value, 6))
    return g_strdup_printf ("%.2s:%.2s:%s", value, value + 2, value + 4);
  if (g_str_has_prefix (field->column, "sex") && is_digits (value, 1))
    return g_strdup (*value == '1' ? _ ("男") : *value == '2' ? _ ("女") : value);
  if (field->type[0] == 'N')
    return format_number (value);
  return g_strdup (value);
}

char *
mg_count_format (guint64 count)
{
  g_autofree char *digits = g_strdup_printf ("%" G_GUINT64_FORMAT, count);
  return format_number (digits);
}
