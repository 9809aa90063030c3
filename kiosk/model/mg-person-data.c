/* SPDX-License-Identifier: Apache-2.0 */
#include <string.h>
#include "mg-i18n.h"
#include "mg-person.h"
#include "mg-secret.h"

static void
item_free (gpointer data)
{
  MgItem *item = data;
  g_free (item->column);
  mg_wipe_free (item->value, -1);
  g_free (item);
}

MgItem *
mg_item_new (const char *column, const char *value, MgItemState state)
{
  MgItem *item = g_new0 (MgItem, 1);
  item->column = g_strdup (column);
  item->value = g_strdup (value);
  item->state = state;
  return item;
}

static void
member_free (gpointer data)
{
  MgMember *member = data;
  g_object_unref (member->row);
  g_free (member->relation);
  g_free (member);
}

MgMember *
mg_member_new (MgRow *row, const char *relation, gboolean is_head)
{
  MgMember *member = g_new0 (MgMember, 1);
  member->row = row;
  member->relation = g_strdup (relation);
  member->is_head = is_head;
  return member;
}

MgPersonData *
mg_person_data_new (void)
{
  MgPersonData *data = g_new0 (MgPersonData, 1);
  for (int i = 0; i < MG_N_GROUPS; i++)
    data->items[i] = g_ptr_array_new_with_free_func (item_free);
  data->household = g_ptr_array_new_with_free_func (member_free);
  return data;
}

void
mg_person_data_free (MgPersonData *data)
{
  if (!data)
    return;
  g_clear_object (&data->row);
  mg_wipe_free (data->pension_no, -1);
  g_free (data->insured_type);
  for (int i = 0; i < MG_N_GROUPS; i++)
    g_ptr_array_unref (data->items[i]);
  g_ptr_array_unref (data->household);
  g_free (data);
}

static void
change_free (gpointer data)
{
  MgChange *change = data;
  g_free (change->column);
  mg_wipe_free (change->before, -1);
  mg_wipe_free (change->after, -1);
  g_free (change);
}

MgChange *
mg_change_new (const char *column, const char *before, const char *after, MgItemState state)
{
  MgChange *change = g_new0 (MgChange, 1);
  change->column = g_strdup (column);
  change->before = g_strdup (before);
  change->after = g_strdup (after);
  change->state = state;
  return change;
}

MgEvent *
mg_event_new (const char *reason_code, const char *source, MgGroup group)
{
  MgEvent *event = g_new0 (MgEvent, 1);
  event->reason_code = g_strdup (reason_code);
  event->source = g_strdup (source);
  event->group = group;
  event->changes = g_ptr_array_new_with_free_func (change_free);
  return event;
}

void
mg_event_free (MgEvent *event)
{
  if (!event)
    return;
  g_free (event->reason_code);
  g_free (event->source);
  g_ptr_array_unref (event->changes);
  g_free (event);
}

const MgItem *
mg_person_data_find (const MgPersonData *data, MgGroup group, const char *column)
{
  const GPtrArray *items = data->items[group];
  for (guint i = 0; i < items->len; i++)
    {
      const MgItem *item = items->pdata[i];
      if (strcmp (item->column, column) == 0)
        return item;
    }
  return NULL;
}

char *
mg_item_words (MgGroup group, const char *column, const char *value, MgItemState state)
{
  if (state == MG_ITEM_NOT_PERMITTED)
    return g_strdup (_ ("表示できません"));
  if (state == MG_ITEM_UNKNOWN)
    return g_strdup (_ ("不明"));
  if (!*value)
    return g_strdup ("—");
  const MgFieldInfo *field = mg_fields_find (group, column);
  return field ? mg_fields_format (field, value) : g_strdup (value);
}

char *
mg_pension_no_words (const char *pension_no)
{
  if (!pension_no || !*pension_no)
    return g_strdup ("—");
  return strlen (pension_no) == 10 ? g_strdup_printf ("%.4s-%s", pension_no, pension_no + 4)
                                   : g_strdup (pension_no);
}

const char *
mg_insured_type_words (const char *code)
{
  static const struct
  {
    const char *code;
    const char *words;
  } types[] = {
      {"1", N_ ("第1号被保険者")},
      {"2", N_ ("第2号被保険者")},
      {"3", N_ ("第3号被保険者")},
      {"4", N_ ("任意加入（国内）")},
      {"5", N_ ("任意加入（海外）")},
      {"6", N_ ("特例任意加入")},
  };
  if (!code || !*code)
    return "—";
  for (gsize i = 0; i < G_N_ELEMENTS (types); i++)
    if (strcmp (types[i].code, code) == 0)
      return _ (types[i].words);
  return code;
}
