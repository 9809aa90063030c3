/* SPDX-License-Identifier: Apache-2.0 */
#include "mg-receipt-cells.h"
#include "model/mg-i18n.h"
#include "widgets/mg-field.h"
#include "widgets/mg-label.h"
#include "work/mg-register.h"

static MgColumn columns[] = {
    {N_ ("番号"), MG_CELL_NUM, 430},          {N_ ("氏名"), MG_CELL_NAME, 1000},
    {N_ ("カナ"), MG_CELL_TEXT, 1150},        {N_ ("届書"), MG_CELL_TEXT, 1150},
    {N_ ("受付年月日"), MG_CELL_TEXT, 620},   {N_ ("入力"), MG_CELL_TEXT, 400},
    {N_ ("入力した職員"), MG_CELL_TEXT, 800}, {N_ ("状態"), MG_CELL_PILL, 0},
};

static MgColumn short_columns[] = {
    {N_ ("番号"), MG_CELL_NUM, 430},
    {N_ ("氏名"), MG_CELL_NAME, 1100},
    {N_ ("受付年月日"), MG_CELL_TEXT, 700},
    {N_ ("状態"), MG_CELL_PILL, 0},
};

/* 15:04 of an instant, in Japan. */
static char *
time_of_day (gint64 utc_us)
{
  g_autofree char *clock = mg_clock_format (utc_us);
  const char *end = g_utf8_strrchr (clock, -1, 0xff09); /* after the weekday's ） */
  return g_strdup (end ? g_utf8_next_char (end) : clock);
}

static char *
pills (const Pb__ReceiptRow *row)
{
  GString *text = g_string_new (NULL);
  g_string_append_printf (text, "%s:%s", mg_receipt_state_tone (row->state),
                          mg_receipt_state_word (row->state));
  if (row->corrected)
    g_string_append_printf (text, "|warn:%s", _ ("訂正あり"));
  if (row->late_entry)
    g_string_append_printf (text, "|warn:%s", _ ("後日入力"));
  if (row->number_inquired)
    g_string_append_printf (text, "|warn:%s", _ ("番号照会中"));
  return g_string_free (text, FALSE);
}

static char *
cell (gpointer item, guint column)
{
  const Pb__ReceiptRow *row = item;
  const MgDate received = mg_wire_date (row->received_date);
  g_autofree char *text = NULL;
  switch (column)
    {
    case 0:
      return g_strdup_printf ("%u", row->no ? row->no->number : 0);
    case 1:
      return g_markup_escape_text (row->name_kanji, -1);
    case 2:
      return g_markup_escape_text (row->name_kana, -1);
    case 3:
      return g_markup_escape_text (mg_form_kind_word (row->form), -1);
    case 4:
      return received.year > 0 ? mg_era_format (&received, MG_ERA_SHORT) : g_strdup ("—");
    case 5:
      return time_of_day (row->entered_us);
    case 6:
      return g_markup_escape_text (row->staff_name, -1);
    default:
      return pills (row);
    }
}

/* Beside the items of a line there is room for what tells the lines apart. */
static char *
short_cell (gpointer item, guint column)
{
  static const guint of[] = {0, 1, 4, 7};
  return cell (item, of[column]);
}

static void
translate (void)
{
  static gboolean translated;
  for (guint i = 0; !translated && i < G_N_ELEMENTS (columns); i++)
    columns[i].title = _ (columns[i].title);
  for (guint i = 0; !translated && i < G_N_ELEMENTS (short_columns); i++)
    short_columns[i].title = _ (short_columns[i].title);
  translated = TRUE;
}

MgTable *
mg_receipt_table_new_short (const char *name, GListModel *items)
{
  translate ();
  return mg_table_new (name, short_columns, G_N_ELEMENTS (short_columns), items, short_cell);
}

MgTable *
mg_receipt_table_new (const char *name, GListModel *items)
{
  translate ();
  return mg_table_new (name, columns, G_N_ELEMENTS (columns), items, cell);
}

static void
add_fact (GtkBox *to, const char *label, const char *value)
{
  gtk_box_append (to, mg_field_new (label, value && *value ? value : "—", 0));
}

void
mg_receipt_facts_show (GtkBox *to, const Pb__ReceiptRow *row)
{
  const MgReceiptNo no = mg_wire_receipt_no (row->no);
  const MgDate received = mg_wire_date (row->received_date);
  g_autofree char *number = mg_receipt_no_format (&no);
  g_autofree char *day = received.year > 0 ? mg_era_format (&received, MG_ERA_WEEKDAY) : NULL;
  g_autofree char *entered = mg_instant_words (row->entered_us);
  g_autofree char *staff = g_strdup_printf ("%s（%s）", row->staff_name, row->staff_no);
  mg_box_clear (to);
  add_fact (to, _ ("受付番号"), number);
  add_fact (to, _ ("届書"), mg_form_kind_word (row->form));
  add_fact (to, _ ("処理番号"), row->shori_no);
  add_fact (to, _ ("受付年月日"), day);
  add_fact (to, _ ("受付処理"), entered);
  add_fact (to, _ ("入力した職員"), staff);
  add_fact (to, _ ("照合"), row->checked_by_name);
}
