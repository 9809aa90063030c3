/* SPDX-License-Identifier: Apache-2.0 */
#include "mg-export-cells.h"
#include "model/mg-digest.h"
#include "model/mg-era.h"
#include "model/mg-fields.h"
#include "model/mg-i18n.h"
#include "widgets/mg-field.h"
#include "widgets/mg-label.h"
#include "work/mg-carry.h"
#include "work/mg-sticks.h"

#define CHARS 34 /* where a long value is broken */
#define LEAST_CHARS 20

static MgColumn columns[] = {
    {N_ ("申請"), MG_CELL_TEXT, 1130},  {N_ ("内容"), MG_CELL_NAME, 800},
    {N_ ("行"), MG_CELL_NUM, 300},      {N_ ("申請者"), MG_CELL_TEXT, 600},
    {N_ ("承認者"), MG_CELL_TEXT, 600}, {N_ ("媒体"), MG_CELL_TEXT, 600},
    {N_ ("渡す先"), MG_CELL_TEXT, 0},   {N_ ("状態"), MG_CELL_PILL, 750},
};

static MgColumn short_columns[] = {
    {N_ ("申請"), MG_CELL_TEXT, 1200},
    {N_ ("内容"), MG_CELL_NAME, 0},
    {N_ ("状態"), MG_CELL_PILL, 750},
};

static const char *
title_of (const Pb__ExportItem *item)
{
  return item->extract ? item->extract->title : "";
}

static char *
state_pill (const Pb__ExportItem *item)
{
  return g_strdup_printf ("%s:%s", mg_export_state_tone (item->state),
                          mg_export_state_word (item->state));
}

static char *
cell (gpointer held, guint column)
{
  const Pb__ExportItem *item = held;
  g_autofree char *text = NULL;
  switch (column)
    {
    case 0:
      text = mg_clock_format (item->asked_us);
      return g_markup_escape_text (text, -1);
    case 1:
      return g_markup_escape_text (title_of (item), -1);
    case 2:
      return mg_count_format (item->extract ? item->extract->row_count : 0);
    case 3:
      return g_markup_escape_text (item->requester_name, -1);
    case 4:
      return g_markup_escape_text (*item->approver_name ? item->approver_name : "―", -1);
    case 5:
      return g_markup_escape_text (item->medium_label, -1);
    case 6:
      return g_markup_escape_text (item->recipient, -1);
    default:
      return state_pill (item);
    }
}

static char *
short_cell (gpointer held, guint column)
{
  static const guint places[] = {0, 1, 7};
  return cell (held, places[column]);
}

static void
translate (MgColumn *all, guint n)
{
  for (guint i = 0; i < n; i++)
    all[i].title = _ (all[i].title);
}

MgTable *
mg_export_table_new (const char *name, GListModel *model)
{
  static gsize once;
  if (g_once_init_enter (&once))
    {
      translate (columns, G_N_ELEMENTS (columns));
      g_once_init_leave (&once, 1);
    }
  return mg_table_new (name, columns, G_N_ELEMENTS (columns), model, cell);
}

MgTable *
mg_export_table_new_short (const char *name, GListModel *model)
{
  static gsize once;
  if (g_once_init_enter (&once))
    {
      translate (short_columns, G_N_ELEMENTS (short_columns));
      g_once_init_leave (&once, 1);
    }
  return mg_table_new (name, short_columns, G_N_ELEMENTS (short_columns), model, short_cell);
}

char *
mg_export_person_format (const char *name, const char *staff_no)
{
  if (g_str_equal (staff_no, "system"))
    return g_strdup (_ ("システムが自動で作成"));
  return *staff_no ? g_strdup_printf (_ ("%s（%s）"), name, staff_no) : g_strdup ("―");
}

char *
mg_export_period_format (const Pb__BuiltExtract *extract)
{
  const MgDate from = mg_wire_date (extract->from);
  const MgDate to = mg_wire_date (extract->to);
  g_autofree char *first = mg_era_format (&from, MG_ERA_LONG);
  g_autofree char *last = mg_era_format (&to, MG_ERA_LONG);
  if (from.year == 0)
    return g_strdup ("―");
  return mg_date_compare (&from, &to) == 0 || to.year == 0
             ? g_steal_pointer (&first)
             : g_strdup_printf (_ ("%s から %s まで"), first, last);
}

static void
add (GtkBox *box, const char *label, const char *value, guint chars)
{
  GtkWidget *field = mg_field_new (label, *value ? value : "―", chars);
  gtk_label_set_max_width_chars (GTK_LABEL (gtk_widget_get_last_child (field)),
                                 LEAST_CHARS); /* and what the column has */
  gtk_box_append (box, field);
}

static void
add_instant (GtkBox *box, const char *label, gint64 us, const char *by)
{
  g_autofree char *clock = us > 0 ? mg_clock_format (us) : g_strdup ("");
  g_autofree char *text
      = us > 0 && by && *by ? g_strdup_printf ("%s　%s", clock, by) : g_steal_pointer (&clock);
  add (box, label, text, 0);
}

void
mg_export_show_what (GtkBox *box, const Pb__ExportItem *item)
{
  mg_box_clear (box);
  if (!item || !item->extract)
    return;
  const Pb__BuiltExtract *extract = item->extract;
  g_autofree char *rows = mg_count_format (extract->row_count);
  g_autofree char *people = mg_count_format (extract->person_count);
  g_autofree char *size = mg_bytes_format (extract->plain_size);
  g_autofree char *count = g_strdup_printf (_ ("%s 行　%s 人　%s"), rows, people, size);
  g_autofree char *period = mg_export_period_format (extract);
  gtk_box_append (box, mg_field_new_toned (_ ("内容"), extract->title, "t-strong"));
  add (box, _ ("期間"), period, 0);
  add (box, _ ("件数"), count, 0);
  add (box, _ ("目的"), item->purpose, CHARS);
  add (box, _ ("渡す先"), item->recipient, CHARS);
  add (box, _ ("理由"), item->reason, CHARS);
}

void
mg_export_show_where (GtkBox *box, const Pb__ExportItem *item, gint64 not_after_us)
{
  mg_box_clear (box);
  if (!item)
    return;
  g_autofree char *who = mg_export_person_format (item->requester_name, item->requester);
  g_autofree char *maker = item->extract ? mg_export_person_format (item->extract->extractor_name,
                                                                    item->extract->extractor)
                                         : g_strdup ("―");
  g_autofree char *terminal = g_strdup_printf (_ ("%s　この端末だけ"), item->terminal_name);
  g_autofree char *device = mg_stick_format (item->device, NULL);
  g_autofree char *stick = g_strdup_printf ("%s　%s", item->medium_label, device);
  g_autofree char *clock = not_after_us > 0 ? mg_clock_format (not_after_us) : NULL;
  g_autofree char *until = clock ? g_strdup_printf (_ ("%s まで・1 回限り"), clock)
                                 : g_strdup (_ ("承認から 4 時間以内・1 回限り"));
  g_autofree char *file = g_strdup_printf (_ ("%s（暗号化）"), item->file_name);
  gtk_box_append (box, mg_field_new_toned (_ ("申請者"), who, "t-strong"));
  add (box, _ ("抽出"), maker, 0);
  add (box, _ ("端末"), terminal, 0);
  add (box, _ ("媒体"), stick, 0);
  add (box, _ ("有効"), until, 0);
  add (box, _ ("ファイル名"), file, 0);
}

void
mg_export_show_way (GtkBox *box, const Pb__ExportItem *item)
{
  mg_box_clear (box);
  if (!item)
    return;
  const gboolean is_refusal = item->state == PB__EXPORT_STATE__EXPORT_REFUSED;
  const char *reason = mg_reason_words (item->failure);
  add_instant (box, _ ("申請"), item->asked_us, item->requester_name);
  add_instant (box, is_refusal ? _ ("差し戻し") : _ ("承認"), item->decided_us,
               item->approver_name);
  if (is_refusal)
    add (box, _ ("そのことば"), item->failure, CHARS);
  add_instant (box, _ ("使用"), item->redeemed_us, NULL);
  add_instant (box, _ ("終了"), item->closed_us, NULL);
  if (item->state == PB__EXPORT_STATE__EXPORT_FAILED)
    add (box, _ ("失敗"), reason ? reason : item->failure, CHARS);
  if (item->written_sha256.len > 0)
    {
      g_autofree char *digest
          = mg_digest_format (item->written_sha256.data, item->written_sha256.len);
      gtk_box_append (box, mg_field_new_toned (_ ("書いた中身"), digest, "t-mono t-small"));
    }
  if (item->extract && item->extract->plain_sha256.len > 0)
    {
      g_autofree char *digest
          = mg_digest_format (item->extract->plain_sha256.data, item->extract->plain_sha256.len);
      gtk_box_append (box, mg_field_new_toned (_ ("封をする前"), digest, "t-mono t-small"));
    }
}
