/* SPDX-License-Identifier: Apache-2.0 */
#include "mg-search-cells.h"
#include "model/mg-i18n.h"
#include "model/mg-row.h"

static MgColumn columns[] = {
    {N_ ("氏名"), MG_CELL_NAME, 1150},     {N_ ("カナ（一致した箇所）"), MG_CELL_TEXT, 1450},
    {N_ ("生年月日"), MG_CELL_TEXT, 1000}, {N_ ("年齢"), MG_CELL_NUM, 310},
    {N_ ("性別"), MG_CELL_TEXT, 300},      {N_ ("住所"), MG_CELL_TEXT, 0},
    {N_ ("注意"), MG_CELL_PILL, 820},
};

/* The part that matched is marked; colour and weight, since colour alone says nothing in grey. */
static char *
kana_cell (const MgRow *row)
{
  const char *word = mg_match_word (row->match);
  if (*row->matched_text)
    return g_markup_printf_escaped ("%s <span background='#fff0b3' weight='bold'>%s</span>", word,
                                    row->matched_text);
  const guint n = (guint)g_utf8_strlen (row->kana, -1);
  if (row->kana_len == 0 || row->kana_from + row->kana_len > n)
    return g_markup_escape_text (row->kana, -1);
  const char *from = g_utf8_offset_to_pointer (row->kana, row->kana_from);
  const char *to = g_utf8_offset_to_pointer (from, row->kana_len);
  g_autofree char *before = g_strndup (row->kana, (gsize)(from - row->kana));
  g_autofree char *hit = g_strndup (from, (gsize)(to - from));
  return g_markup_printf_escaped ("%s<span background='#fff0b3' weight='bold'>%s</span>%s", before,
                                  hit, to);
}

static char *
pills_cell (const MgRow *row)
{
  GString *pills = g_string_new (NULL);
  if (row->is_protected)
    g_string_append_printf (pills, "solid:%s|", _ ("支援措置"));
  if (row->resident == MG_RESIDENT_MOVED_OUT || row->resident == MG_RESIDENT_DECEASED)
    g_string_append_printf (pills, "warn:%s|", mg_resident_word (row->resident));
  if (row->is_foreigner)
    g_string_append_printf (pills, "key:%s|", _ ("外国籍"));
  if (row->match == MG_MATCH_PENSION_NO)
    g_string_append_printf (pills, "good:%s|", _ ("年金番号"));
  if (pills->len > 0)
    g_string_truncate (pills, pills->len - 1);
  return g_string_free (pills, FALSE);
}

static char *
cell (gpointer item, guint column)
{
  const MgRow *row = MG_ROW (item);
  g_autofree char *text = NULL;
  switch (column)
    {
    case 0:
      return g_markup_escape_text (row->name, -1);
    case 1:
      return kana_cell (row);
    case 2:
      text = mg_row_birth (row, MG_ERA_COLUMN);
      return g_markup_escape_text (text, -1);
    case 3:
      return row->age >= 0 ? g_strdup_printf ("%d", row->age) : g_strdup ("");
    case 4:
      return g_strdup (mg_row_sex (row));
    case 5:
      return g_markup_escape_text (row->hides_address ? _ ("住所は表示できません") : row->address, -1);
    default:
      return pills_cell (row);
    }
}

MgTable *
mg_search_table_new (GListModel *rows)
{
  static gboolean translated;
  for (guint i = 0; !translated && i < G_N_ELEMENTS (columns); i++)
    columns[i].title = _ (columns[i].title);
  translated = TRUE;
  return mg_table_new (_ ("検索結果"), columns, G_N_ELEMENTS (columns), rows, cell);
}
