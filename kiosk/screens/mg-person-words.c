/* SPDX-License-Identifier: Apache-2.0 */
#include "mg-person-words.h"
#include "model/mg-i18n.h"

char *
mg_person_items_words (guint shown, guint all)
{
  return shown < all
             ? g_strdup_printf (_ ("%u 項目のうち、記録のある <b>%u 項目</b>を示しています。"
                                   "［F4］で空欄も示します。"),
                                all, shown)
             : g_strdup_printf (_ ("<b>%u 項目</b>すべてを示しています。"), all);
}

char *
mg_person_history_words (MgPerson *person)
{
  return !mg_person_history_is_shown (person)
             ? g_strdup (_ ("照会中…"))
             : g_strdup_printf (_ ("変更は <b>%u 件%s</b>です。新しいものから並んでいます。"),
                                mg_person_get_events (person)->len,
                                mg_person_has_more_events (person) ? _ ("以上") : "");
}

char *
mg_person_past_words (const MgDate *as_of)
{
  g_autofree char *day = mg_era_format (as_of, MG_ERA_LONG);
  return g_strdup_printf (
      _ ("<b>▲ %s "
         "に分かっていた内容です。</b>　いまの内容ではありません。［F5］［Esc］でいまに戻します。"),
      day);
}
