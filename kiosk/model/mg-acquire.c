/* SPDX-License-Identifier: Apache-2.0 */
#include "mg-acquire.h"
#include <string.h>
#include "mg-i18n.h"
#include "mg-secret.h"

#define REASON_AGE_20 "01" /* of the code master */

static const struct
{
  const char *name; /* in the protocol */
  const char *label;
} fields[] = {
    [MG_ACQUIRE_RECEIVED] = {"received_date", N_ ("受付年月日")},
    [MG_ACQUIRE_LATE] = {"late_entry_reason", N_ ("入力が遅れた理由")},
    [MG_ACQUIRE_REASON] = {"reason_code", N_ ("届出の事由")},
    [MG_ACQUIRE_FACT] = {"fact_date", N_ ("異動年月日")},
    [MG_ACQUIRE_FILER] = {"filer", N_ ("届出人")},
    [MG_ACQUIRE_FILER_NAME] = {"filer_name", N_ ("届出人の氏名")},
    [MG_ACQUIRE_RELATION] = {"filer_relation", N_ ("本人との続柄")},
    [MG_ACQUIRE_DOCUMENTS] = {"documents", N_ ("確かめた書類")},
    [MG_ACQUIRE_NUMBER] = {"number_check", N_ ("個人番号の確認")},
    [MG_ACQUIRE_PENSION_NO] = {"pension_no", N_ ("基礎年金番号")},
    [MG_ACQUIRE_REMARKS] = {"remarks", N_ ("備考")},
};
G_STATIC_ASSERT (G_N_ELEMENTS (fields) == MG_N_ACQUIRE);

void
mg_acquire_init (MgAcquire *self)
{
  *self = (MgAcquire) {.filer = MG_FILER_UNKNOWN};
  for (guint i = 0; i < MG_N_ACQUIRE; i++)
    self->text[i] = g_strdup ("");
  for (guint i = 0; i < MG_N_TYPED; i++)
    self->typed[i] = g_strdup ("");
}

void
mg_acquire_clear (MgAcquire *self)
{
  for (guint i = 0; i < MG_N_ACQUIRE; i++)
    mg_wipe_free (g_steal_pointer (&self->text[i]), -1);
  for (guint i = 0; i < MG_N_TYPED; i++)
    mg_wipe_free (g_steal_pointer (&self->typed[i]), -1);
  *self = (MgAcquire) {.filer = MG_FILER_UNKNOWN};
}

static gboolean
set (char **place, const char *text)
{
  if (g_str_equal (*place, text))
    return FALSE;
  char *copy = g_strdup (text);
  mg_wipe_free (*place, -1);
  *place = copy;
  return TRUE;
}

gboolean
mg_acquire_set_text (MgAcquire *self, MgAcquireField field, const char *text)
{
  return set (&self->text[field], text);
}

void
mg_acquire_set_typed (MgAcquire *self, guint field, const char *text)
{
  if (field != MG_ACQUIRE_NUMBER)
    set (&self->typed[field], text);
}

void
mg_acquire_copy (MgAcquire *to, const MgAcquire *from)
{
  to->received = from->received;
  to->fact = from->fact;
  to->filer = from->filer;
  to->number = from->number;
  for (guint i = 0; i < MG_N_ACQUIRE; i++)
    mg_acquire_set_text (to, (MgAcquireField)i, from->text[i]);
  for (guint i = 0; i < MG_N_TYPED; i++)
    mg_acquire_set_typed (to, i, from->typed[i]);
}

gboolean
mg_acquire_equal (const MgAcquire *a, const MgAcquire *b)
{
  for (guint i = 0; i < MG_N_ACQUIRE; i++)
    if (!g_str_equal (a->text[i], b->text[i]))
      return FALSE;
  for (guint i = 0; i < MG_N_TYPED; i++)
    if (!g_str_equal (a->typed[i], b->typed[i]))
      return FALSE;
  return mg_date_compare (&a->received, &b->received) == 0
         && mg_date_compare (&a->fact, &b->fact) == 0 && a->filer == b->filer
         && a->number == b->number;
}

gboolean
mg_acquire_asks (const MgAcquire *self, MgAcquireField field, const MgDate *today)
{
  switch (field)
    {
    case MG_ACQUIRE_FILER_NAME:
    case MG_ACQUIRE_RELATION:
      return self->filer == MG_FILER_HEAD || self->filer == MG_FILER_AGENT;
    case MG_ACQUIRE_LATE:
      return self->received.year > 0 && mg_date_compare (&self->received, today) < 0;
    default:
      return TRUE;
    }
}

gboolean
mg_acquire_needs (const MgAcquire *self, MgAcquireField field, const MgDate *today)
{
  if (field == MG_ACQUIRE_NUMBER
      || field == MG_ACQUIRE_PENSION_NO) /* either of them tells who it is (番号法16条) */
    return self->number == MG_NUMBER_NOT_SHOWN && !*self->text[MG_ACQUIRE_PENSION_NO]
           && field == MG_ACQUIRE_NUMBER;
  if (field == MG_ACQUIRE_FACT && g_str_equal (self->text[MG_ACQUIRE_REASON], REASON_AGE_20))
    return FALSE; /* the day one attains 20 is reckoned from the birth */
  return field != MG_ACQUIRE_REMARKS && mg_acquire_asks (self, field, today);
}

gboolean
mg_acquire_is_filled (const MgAcquire *self, MgAcquireField field)
{
  switch (field)
    {
    case MG_ACQUIRE_RECEIVED:
      return self->received.year > 0;
    case MG_ACQUIRE_FACT:
      return self->fact.year > 0;
    case MG_ACQUIRE_FILER:
      return self->filer != MG_FILER_UNKNOWN;
    case MG_ACQUIRE_NUMBER:
      return self->number != MG_NUMBER_NOT_SHOWN;
    default:
      return *self->text[field] != '\0';
    }
}

MgAcquireField
mg_acquire_find_missing (const MgAcquire *self, const MgDate *today)
{
  for (guint i = 0; i < MG_N_ACQUIRE; i++)
    {
      const MgAcquireField field = (MgAcquireField)i;
      if (mg_acquire_needs (self, field, today) && !mg_acquire_is_filled (self, field))
        return field;
    }
  return MG_N_ACQUIRE;
}

const char *
mg_acquire_label (MgAcquireField field)
{
  return _ (fields[field].label);
}

const char *
mg_filer_word (MgFiler filer)
{
  static const char *const words[] = {"", N_ ("本人"), N_ ("世帯主"), N_ ("代理人")};
  return filer > MG_FILER_UNKNOWN && filer < MG_N_FILERS ? _ (words[filer]) : "";
}

const char *
mg_number_word (MgNumberCheck number)
{
  static const char *const words[] = {
      [MG_NUMBER_NOT_SHOWN] = N_ ("提示なし"),
      [MG_NUMBER_MATCHES] = N_ ("○ 記録の番号と合っています"),
      [MG_NUMBER_DIFFERS] = N_ ("× 記録の番号と違います"),
      [MG_NUMBER_INQUIRED] = N_ ("照会中"),
      [MG_NUMBER_NONE_HELD] = N_ ("？ 記録に番号がありません"),
  };
  return number < MG_N_NUMBERS ? _ (words[number]) : "";
}

const char *
mg_acquire_name (MgAcquireField field)
{
  return field < MG_N_ACQUIRE ? mg_typed_name (field) : "";
}

MgAcquireField
mg_acquire_of_name (const char *name)
{
  return (MgAcquireField)MIN (mg_typed_of_name (name), MG_N_ACQUIRE);
}

const char *
mg_typed_label (guint field)
{
  return field < MG_N_ACQUIRE   ? mg_acquire_label ((MgAcquireField)field)
         : field == MG_WHY_CODE ? _ ("訂正の理由")
                                : _ ("訂正のいきさつ");
}

const char *
mg_typed_name (guint field)
{
  static const char *const whys[] = {"correction_reason", "reason"};
  return field < MG_N_ACQUIRE ? fields[field].name
         : field < MG_N_TYPED ? whys[field - MG_N_ACQUIRE]
                              : "";
}

guint
mg_typed_of_name (const char *name)
{
  guint i = 0;
  while (i < MG_N_TYPED && strcmp (mg_typed_name (i), name) != 0)
    i++;
  return i;
}
