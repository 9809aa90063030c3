/* SPDX-License-Identifier: Apache-2.0 */
#include "mg-row.h"
#include "mg-i18n.h"
#include "mg-secret.h"

G_DEFINE_FINAL_TYPE (MgRow, mg_row, G_TYPE_OBJECT)

void
mg_row_set (char **place, const char *text)
{
  char *old = *place;
  *place = g_strdup (text ? text : "");
  mg_wipe_free (old, -1);
}

static void
mg_row_finalize (GObject *object)
{
  MgRow *self = MG_ROW (object);
  char *owned[] = {self->shori_no,   self->name, self->kana,    self->matched_text,
                   self->birth_text, self->sex,  self->address, self->ward};
  for (gsize i = 0; i < G_N_ELEMENTS (owned); i++)
    mg_wipe_free (owned[i], -1);
  G_OBJECT_CLASS (mg_row_parent_class)->finalize (object);
}

static void
mg_row_class_init (MgRowClass *klass)
{
  G_OBJECT_CLASS (klass)->finalize = mg_row_finalize;
}

static void
mg_row_init (MgRow *self)
{
  char **owned[] = {&self->shori_no,   &self->name, &self->kana,    &self->matched_text,
                    &self->birth_text, &self->sex,  &self->address, &self->ward};
  for (gsize i = 0; i < G_N_ELEMENTS (owned); i++)
    mg_row_set (owned[i], "");
  self->age = -1;
}

MgRow *
mg_row_new (void)
{
  return g_object_new (MG_TYPE_ROW, NULL);
}

char *
mg_row_birth (const MgRow *self, MgEraStyle style)
{
  if (self->birth.year == 0)
    return g_strdup (*self->birth_text ? self->birth_text : _ ("不明"));
  return self->is_foreigner ? mg_date_format_western (&self->birth)
                            : mg_era_format (&self->birth, style);
}

const char *
mg_row_sex (const MgRow *self)
{
  return g_str_equal (self->sex, "1") ? _ ("男") : g_str_equal (self->sex, "2") ? _ ("女") : "";
}

const char *
mg_match_word (MgMatch match)
{
  static const char *const words[] = {
      [MG_MATCH_OLD_NAME] = N_ ("旧氏"),
      [MG_MATCH_ALIAS] = N_ ("通称"),
      [MG_MATCH_ALPHABET] = N_ ("英字名"),
      [MG_MATCH_KATAKANA] = N_ ("カタカナ名"),
      [MG_N_MATCHES] = NULL,
  };
  return match < MG_N_MATCHES && words[match] ? _ (words[match]) : "";
}

const char *
mg_resident_word (MgResident resident)
{
  static const char *const words[] = {N_ ("すべて"), N_ ("住民"), N_ ("転出"), N_ ("死亡")};
  G_STATIC_ASSERT (G_N_ELEMENTS (words) == MG_N_RESIDENTS);
  return resident < MG_N_RESIDENTS ? _ (words[resident]) : "";
}

char *
mg_row_facts (const MgRow *self)
{
  g_autofree char *birth = mg_row_birth (self, MG_ERA_LONG);
  GString *out = g_string_new (birth);
  if (self->age >= 0)
    g_string_append_printf (out, _ ("　%d歳"), self->age);
  if (*mg_row_sex (self))
    g_string_append_printf (out, "　%s", mg_row_sex (self));
  mg_wipe_free (g_steal_pointer (&birth), -1);
  return g_string_free (out, FALSE);
}
