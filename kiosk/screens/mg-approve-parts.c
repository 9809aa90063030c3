/* SPDX-License-Identifier: Apache-2.0 */
#include "mg-approve-parts.h"
#include <string.h>
#include "model/mg-i18n.h"
#include "widgets/mg-holder.h"
#include "widgets/mg-label.h"
#include "widgets/mg-table.h"

#define LETTER_WIDTH 55 /* of a half-width letter, hundredths of rem */
#define PADDING 130
#define WIDEST 1600
#define NARROWEST 350
#define NAMES_A_LINE 6

typedef struct
{
  MgColumn *columns;
  GListStore *rows;
} Held;

static void
held_free (gpointer data)
{
  Held *held = data;
  g_object_unref (held->rows);
  g_free (held->columns);
  g_free (held);
}

static guint
width_of (const char *text)
{
  guint width = 0;
  for (const char *p = text; *p; p = g_utf8_next_char (p))
    width += g_unichar_iswide (g_utf8_get_char (p)) ? 2 : 1;
  return width;
}

static char *
cell (gpointer held, guint column)
{
  const Pb__ExportPreviewRow *row = held;
  return column < row->n_cells ? g_markup_escape_text (row->cells[column], -1) : g_strdup ("");
}

static MgColumn *
new_columns (const Pb__ExportPreviewReply *page)
{
  MgColumn *columns = g_new0 (MgColumn, page->n_columns + 1);
  for (size_t c = 0; c < page->n_columns; c++)
    {
      guint widest = width_of (page->columns[c]->title);
      for (size_t r = 0; r < page->n_rows; r++)
        if (c < page->rows[r]->n_cells)
          widest = MAX (widest, width_of (page->rows[r]->cells[c]));
      columns[c].title = page->columns[c]->title;
      columns[c].kind = MG_CELL_TEXT;
      columns[c].width = (int)CLAMP (widest * LETTER_WIDTH + PADDING, NARROWEST, WIDEST);
    }
  return columns;
}

GtkWidget *
mg_rows_new (const Pb__ExportPreviewReply *page)
{
  Held *held = g_new0 (Held, 1);
  g_autoptr (GPtrArray) rows = g_ptr_array_new ();
  held->columns = new_columns (page);
  held->rows = g_list_store_new (MG_TYPE_HOLDER);
  for (size_t i = 0; i < page->n_rows; i++)
    g_ptr_array_add (rows, page->rows[i]);
  mg_holder_fill (held->rows, rows);
  GtkWidget *table = GTK_WIDGET (mg_table_new (_ ("中身"), held->columns, (guint)page->n_columns,
                                               G_LIST_MODEL (held->rows), cell));
  g_object_set_data_full (G_OBJECT (table), "mg-held", held, held_free);
  gtk_widget_set_vexpand (table, TRUE);
  return table;
}

void
mg_rows_clear (GtkWidget *rows)
{
  Held *held = g_object_get_data (G_OBJECT (rows), "mg-held");
  g_list_store_remove_all (held->rows);
}

static void
add_check (GtkBox *box, gboolean is_good, const char *words)
{
  GtkWidget *row = gtk_box_new (GTK_ORIENTATION_HORIZONTAL, 8);
  GtkWidget *sign = mg_text_new (is_good ? "✓" : "▲", is_good ? "t-good" : "t-warn");
  gtk_label_set_width_chars (GTK_LABEL (sign), 2);
  gtk_box_append (GTK_BOX (row), sign);
  gtk_box_append (GTK_BOX (row), mg_text_new (words, is_good ? NULL : "t-warn"));
  gtk_box_append (box, row);
}

static gboolean
is_same (const ProtobufCBinaryData *a, const ProtobufCBinaryData *b)
{
  return a->len == b->len && a->len > 0 && memcmp (a->data, b->data, a->len) == 0;
}

void
mg_checks_show (GtkBox *box, const Pb__ExportPreviewReply *seen, const char *approver)
{
  guint personal = 0;
  mg_box_clear (box);
  if (!seen || !seen->item || !seen->item->extract)
    return;
  const Pb__ExportItem *item = seen->item;
  const gboolean is_other = !g_str_equal (item->requester, approver)
                            && !g_str_equal (item->extract->extractor, approver)
                            && !g_str_equal (item->requester, item->extract->extractor);
  const gboolean is_whole = is_same (&seen->plain_sha256, &item->extract->plain_sha256)
                            && is_same (&seen->sealed_sha256, &item->extract->sealed_sha256);
  for (size_t i = 0; i < seen->n_columns; i++)
    personal += seen->columns[i]->is_personal;
  g_autofree char *names = personal > 0
                               ? g_strdup_printf (_ ("個人の情報の列が %u 列あります"), personal)
                               : g_strdup (_ ("個人の情報の列はありません"));
  add_check (box, is_other,
             is_other ? _ ("抽出・申請・承認は別の人です")
                      : _ ("抽出・申請・承認に同じ人がいます"));
  add_check (box, is_whole,
             is_whole ? _ ("下の中身と封をしたファイルが一致します")
                      : _ ("下の中身と封をしたファイルが一致しません"));
  add_check (box, personal == 0, names);
}

char *
mg_columns_format (const Pb__ExportPreviewReply *seen)
{
  GString *text = g_string_new (NULL);
  for (size_t i = 0; i < seen->n_columns; i++)
    g_string_append_printf (text, "%s%s",
                            i == 0                  ? ""
                            : i % NAMES_A_LINE == 0 ? "・\n"
                                                    : "・",
                            seen->columns[i]->title);
  return g_string_free (text, FALSE);
}
