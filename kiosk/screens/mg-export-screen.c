/* SPDX-License-Identifier: Apache-2.0 */
#include "mg-export-screen.h"
#include "app/mg-base-screen.h"
#include "mg-build-sheet.h"
#include "mg-export-cells.h"
#include "model/mg-digest.h"
#include "model/mg-fields.h"
#include "model/mg-i18n.h"
#include "widgets/mg-code-entry.h"
#include "widgets/mg-field.h"
#include "widgets/mg-form-row.h"
#include "widgets/mg-holder.h"
#include "widgets/mg-label.h"
#include "widgets/mg-layout.h"
#include "widgets/mg-text-entry.h"

#define TEXT_CHARS 34
#define PURPOSE_MAX 100
#define RECIPIENT_MAX 50

typedef enum
{
  PURPOSE,
  RECIPIENT,
  REASON,
  N_TEXTS,
} TextRow;

struct _MgExportScreen
{
  MgBaseScreen parent_instance;
  /* children */
  MgTable *extracts;
  MgTable *own;
  GtkLabel *extracts_right;
  GtkLabel *own_right;
  GtkWidget *form;
  GtkWidget *texts[N_TEXTS];
  MgFormRow *text_rows[N_TEXTS];
  MgCodeEntry *stick;
  MgFormRow *stick_row;
  GtkBox *limits;
  GtkBox *way;
  /* owned */
  GListStore *extract_rows; /* MgHolder of const Pb__BuiltExtract * */
  GListStore *own_rows;     /* MgHolder of const Pb__ExportItem * */
  GPtrArray *sticks;        /* MgCode: 1, 2 … of those lent to this person */
  GArray *stick_ids;        /* guint64: their numbers in the register */
};

#define MG_TYPE_EXPORT_SCREEN (mg_export_screen_get_type ())
G_DECLARE_FINAL_TYPE (MgExportScreen, mg_export_screen, MG, EXPORT_SCREEN, MgBaseScreen)
G_DEFINE_FINAL_TYPE (MgExportScreen, mg_export_screen, MG_TYPE_BASE_SCREEN)

static MgColumn extract_columns[] = {
    {N_ ("内容"), MG_CELL_NAME, 0},   {N_ ("期間"), MG_CELL_TEXT, 1150},
    {N_ ("行"), MG_CELL_NUM, 300},    {N_ ("抽出"), MG_CELL_TEXT, 650},
    {N_ ("作成"), MG_CELL_TEXT, 1150},
};

static char *
extract_cell (gpointer held, guint column)
{
  const Pb__BuiltExtract *extract = held;
  g_autofree char *text = NULL;
  switch (column)
    {
    case 0:
      return g_markup_escape_text (extract->title, -1);
    case 1:
      text = mg_export_period_format (extract);
      return g_markup_escape_text (text, -1);
    case 2:
      return mg_count_format (extract->row_count);
    case 3:
      return g_markup_escape_text (
          g_str_equal (extract->extractor, "system") ? _ ("システム") : extract->extractor_name,
          -1);
    default:
      text = mg_clock_format (extract->built_us);
      return g_markup_escape_text (text, -1);
    }
}

static MgExports *
exports (gpointer self)
{
  return mg_desk_get_exports (mg_base_screen_get_desk (self));
}

static gboolean
may (gpointer self, const char *permission)
{
  return mg_session_may (mg_desk_get_session (mg_base_screen_get_desk (self)), permission);
}

static gboolean
carries (gpointer self)
{
  return may (self, "MEDIA_OUT");
}

static gboolean
extracts (gpointer self)
{
  return may (self, "EXTRACT");
}

/* --- what is shown --- */

static void
show_sticks (MgExportScreen *self)
{
  const Pb__MediaListReply *media = mg_exports_get_media (exports (self));
  const char *me = mg_base_screen_get_staff_no (self);
  g_autofree char *before = g_strdup (mg_code_entry_get_value (self->stick));
  mg_code_entry_set_codes (self->stick, NULL, NULL);
  g_ptr_array_set_size (self->sticks, 0);
  g_array_set_size (self->stick_ids, 0);
  for (size_t i = 0; media && i < media->n_media && self->sticks->len < 9; i++)
    {
      const Pb__Medium *medium = media->media[i];
      const MgDate due = mg_wire_date (medium->due);
      if (medium->state != PB__MEDIUM_STATE__MEDIUM_LENT || !g_str_equal (medium->lent_to, me))
        continue;
      g_autofree char *number = g_strdup_printf ("%u", self->sticks->len + 1);
      g_autofree char *until = mg_era_format (&due, MG_ERA_LONG);
      g_autofree char *words = g_strdup_printf (_ ("%s　%s まで貸出"), medium->label, until);
      g_ptr_array_add (self->sticks, mg_code_new (number, words));
      g_array_append_val (self->stick_ids, medium->medium_id);
    }
  mg_code_entry_set_codes (self->stick, self->sticks, NULL);
  if (!*before && self->sticks->len == 1)
    mg_code_entry_set_value (self->stick, "1"); /* one is no choice */
  mg_form_row_set_rest (
      self->stick_row, self->sticks->len > 0 || !media ? NULL : _ ("貸し出された媒体がありません"));
}

static void
show_limits (MgExportScreen *self)
{
  const Pb__ExtractSpecsReply *specs = mg_exports_get_specs (exports (self));
  mg_box_clear (self->limits);
  if (!specs)
    return;
  g_autofree char *quota = g_strdup_printf (_ ("1 日 %u 回まで　きょう %u 回"),
                                            specs->quota_per_day, specs->quota_used);
  g_autofree char *size = mg_bytes_format (specs->size_limit);
  g_autofree char *limit = g_strdup_printf (_ ("1 件 %s まで"), size);
  const gboolean is_full = specs->quota_per_day > 0 && specs->quota_used >= specs->quota_per_day;
  gtk_box_append (self->limits,
                  mg_field_new_toned (_ ("回数"), quota, is_full ? "t-warn" : "field-value"));
  gtk_box_append (self->limits, mg_field_new (_ ("大きさ"), limit, 0));
  gtk_box_append (self->limits, mg_text_new (_ ("この操作は記録されます。"), "t-label"));
}

static void
show_way (MgExportScreen *self)
{
  mg_export_show_way (self->way, mg_table_get_held (self->own, self->own_rows));
  mg_screen_changed (MG_SCREEN (self));
}

static void
count (GtkLabel *label, gboolean has, size_t n)
{
  g_autofree char *words = has ? g_strdup_printf (_ ("%zu 件"), n) : g_strdup (_ ("照会中…"));
  gtk_label_set_text (label, words);
}

static void
fill (MgExportScreen *self)
{
  const Pb__ExtractListReply *built = mg_exports_get_extracts (exports (self));
  const Pb__ExportListReply *own = mg_exports_get_own (exports (self));
  g_autoptr (GPtrArray) rows = g_ptr_array_new ();
  g_autoptr (GPtrArray) items = g_ptr_array_new ();
  for (size_t i = 0; built && i < built->n_extracts; i++)
    g_ptr_array_add (rows, built->extracts[i]);
  for (size_t i = 0; own && i < own->n_items; i++)
    if (g_str_equal (own->items[i]->requester, mg_base_screen_get_staff_no (self)))
      g_ptr_array_add (items, own->items[i]);
  mg_table_fill (self->extracts, self->extract_rows, rows);
  mg_table_fill (self->own, self->own_rows, items);
  count (self->extracts_right, built != NULL, rows->len);
  count (self->own_right, own != NULL, items->len);
}

static void
say (MgExportScreen *self)
{
  static const MgActSays says[] = {
      [MG_EXPORTS_NONE] = {"", "", NULL, NULL},
      [MG_EXPORTS_REQUEST]
      = {N_ ("申請しています…"), N_ ("申請しました。承認されると 53 で持ち出せます。"),
         N_ ("申請していません。承認待ちか承認済の申請がすでにあります。先に取り下げてください。"),
         N_ ("申請していません。きょうの回数を使い切ったか、この内容・媒体では申請できません。")},
      [MG_EXPORTS_WITHDRAW]
      = {N_ ("取り下げています…"), N_ ("取り下げました。"),
         N_ ("取り下げていません。もう使われたか、決裁されています。［F5］で読み直してください。"),
         NULL},
      [MG_EXPORTS_BUILD] = {N_ ("抽出しています…"), N_ ("抽出し、封をしました。"), NULL,
                            N_ ("抽出していません。きょうの回数か大きさの上限を超えています。期間を"
                                "短くしてください。")},
  };
  const MgTrouble trouble = mg_exports_get_trouble (exports (self));
  const Pb__ExtractListReply *built = mg_exports_get_extracts (exports (self));
  if (mg_base_screen_say_act (self, mg_exports_get_act (exports (self)),
                              &says[mg_exports_get_last (exports (self))]))
    return;
  if (trouble != MG_N_TROUBLES)
    mg_base_screen_say (self, "t-bad", mg_trouble_words (trouble));
  else if (!mg_exports_is_busy (exports (self)) && built
           && mg_exports_get_act (exports (self))->state == MG_ACT_IDLE)
    mg_base_screen_say (self, NULL,
                        built->n_extracts == 0 ? _ ("持ち出せる抽出はまだありません。")
                        : carries (self)
                            ? _ ("持ち出す内容を選び、目的と渡す先を入れて［F12］で申請します。")
                            : _ ("抽出済の一覧です。［F12］で新しく抽出します。"));
}

static void
changed_cb (MgExportScreen *self)
{
  fill (self);
  show_sticks (self);
  show_limits (self);
  show_way (self);
  say (self);
}

/* --- keys --- */

static void
ask_again (gpointer self)
{
  mg_exports_ask (exports (self));
  mg_base_screen_say (self, NULL, _ ("照会中…"));
}

static void
previous (gpointer self)
{
  mg_table_step (MG_EXPORT_SCREEN (self)->extracts, -1);
}

static void
next (gpointer self)
{
  mg_table_step (MG_EXPORT_SCREEN (self)->extracts, 1);
}

static void
go_to_own (gpointer self)
{
  gtk_widget_grab_focus (GTK_WIDGET (MG_EXPORT_SCREEN (self)->own));
}

static gboolean
has_open (gpointer self)
{
  const Pb__ExportItem *item
      = mg_table_get_held (MG_EXPORT_SCREEN (self)->own, MG_EXPORT_SCREEN (self)->own_rows);
  return item
         && (item->state == PB__EXPORT_STATE__EXPORT_REQUESTED
             || item->state == PB__EXPORT_STATE__EXPORT_APPROVED);
}

static void
withdraw_cb (MgExportScreen *self)
{
  const Pb__ExportItem *item = mg_table_get_held (self->own, self->own_rows);
  if (item && item->ticket_id.len == MG_TICKET_ID_BYTES)
    {
      mg_base_screen_expect (self);
      mg_exports_withdraw (exports (self), item->ticket_id.data);
    }
  mg_base_screen_close_sheet (self);
}

static void
withdraw (gpointer self)
{
  MgSheet *sheet
      = mg_sheet_new (_ ("この申請を取り下げますか"), _ ("取り下げる"), _ ("やめる"), TRUE);
  const Pb__ExportItem *item
      = mg_table_get_held (MG_EXPORT_SCREEN (self)->own, MG_EXPORT_SCREEN (self)->own_rows);
  mg_sheet_add_text (sheet, item->extract ? item->extract->title : "");
  mg_sheet_add_text (sheet, _ ("取り下げた申請は戻せません。必要なときは新しく申請します。"));
  g_signal_connect_object (sheet, "act", G_CALLBACK (withdraw_cb), self, G_CONNECT_SWAPPED);
  mg_base_screen_open_sheet (self, sheet);
}

/* TRUE: the cursor went to what is missing. */
static gboolean
lacks (MgExportScreen *self, guint64 *ret_medium_id)
{
  const guint n = (guint)g_ascii_strtoull (mg_code_entry_get_value (self->stick), NULL, 10);
  GtkWidget *missing = NULL;
  for (guint i = 0; i < N_TEXTS; i++)
    {
      const gboolean is_empty = !*mg_entry_text (self->texts[i]);
      mg_form_row_say (self->text_rows[i], "t-bad", is_empty ? _ ("まだ入っていません") : NULL);
      if (is_empty && !missing)
        missing = self->texts[i];
    }
  if (!missing && (n == 0 || n > self->stick_ids->len))
    missing = GTK_WIDGET (self->stick);
  if (missing)
    {
      gtk_widget_grab_focus (missing);
      mg_base_screen_say (self, "t-bad",
                          missing == GTK_WIDGET (self->stick)
                              ? _ ("媒体を選んでください。媒体は係長から借ります（56 媒体台帳）。")
                              : _ ("まだ入っていない項目があります。"));
      return TRUE;
    }
  *ret_medium_id = g_array_index (self->stick_ids, guint64, n - 1);
  return FALSE;
}

static void
request (gpointer data)
{
  MgExportScreen *self = data;
  const Pb__BuiltExtract *extract = mg_table_get_held (self->extracts, self->extract_rows);
  MgExportWish wish = {0};
  if (!extract)
    {
      mg_base_screen_say (self, NULL, _ ("持ち出せる抽出はまだありません。"));
      return;
    }
  if (lacks (self, &wish.medium_id))
    return;
  wish.extract_id = extract->extract_id;
  wish.purpose = mg_entry_text (self->texts[PURPOSE]);
  wish.recipient = mg_entry_text (self->texts[RECIPIENT]);
  wish.reason = mg_entry_text (self->texts[REASON]);
  mg_base_screen_expect (self);
  mg_exports_request (exports (self), &wish);
}

static const MgKeyRow keys[] = {
    {4, N_ ("抽出する"), mg_build_sheet_open, extracts},
    {5, N_ ("読み直す"), ask_again, NULL},
    {6, N_ ("自分の申請"), go_to_own, carries},
    {7, N_ ("前の抽出"), previous, NULL},
    {8, N_ ("次の抽出"), next, NULL},
    {10, N_ ("取り下げる"), withdraw, has_open},
    {12, N_ ("申請"), request, carries},
    {12, N_ ("抽出する"), mg_build_sheet_open, extracts},
};

/* --- screen --- */

static void
enter (gpointer self, const char *argument)
{
  gtk_widget_set_visible (MG_EXPORT_SCREEN (self)->form, carries (self));
  ask_again (self);
}

static void
wipe (gpointer data)
{
  MgExportScreen *self = data;
  for (guint i = 0; i < N_TEXTS; i++)
    mg_entry_set (self->texts[i], "");
  mg_code_entry_set_value (self->stick, "");
  g_list_store_remove_all (self->extract_rows);
  g_list_store_remove_all (self->own_rows);
  mg_exports_clear (exports (self));
}

/* The table is still empty when the screen opens; [F7] and [F8] choose from within the form. */
static GtkWidget *
get_focus (gpointer self)
{
  MgExportScreen *screen = self;
  return carries (self) ? screen->texts[PURPOSE] : GTK_WIDGET (screen->extracts);
}

static const MgBaseSpec spec = {
    .title = N_ ("持ち出し申請"),
    .help
    = N_ ("抽出済のファイルを選び、目的・渡す先・媒体・理由を入れて申請します。承認した人が別にいて"
          "、はじめて持ち出せます。\n"
          "右に自分の申請と状態が並びます。［F10］で取り下げます。抽出した人は申請できません。"),
    .keys = keys,
    .n_keys = G_N_ELEMENTS (keys),
    .enter = enter,
    .wipe = wipe,
    .get_focus = get_focus,
};

static void
mg_export_screen_finalize (GObject *object)
{
  MgExportScreen *self = MG_EXPORT_SCREEN (object);
  g_clear_object (&self->extract_rows);
  g_clear_object (&self->own_rows);
  g_ptr_array_unref (self->sticks);
  g_array_unref (self->stick_ids);
  G_OBJECT_CLASS (mg_export_screen_parent_class)->finalize (object);
}

static void
mg_export_screen_class_init (MgExportScreenClass *klass)
{
  G_OBJECT_CLASS (klass)->finalize = mg_export_screen_finalize;
  MG_BASE_SCREEN_CLASS (klass)->spec = &spec;
}

static void
chosen_cb (MgExportScreen *self)
{
  gtk_widget_grab_focus (carries (self) ? self->texts[PURPOSE] : GTK_WIDGET (self->extracts));
}

static void
next_cb (GtkWidget *widget)
{
  gtk_widget_grab_focus (widget);
}

static void
last_cb (MgExportScreen *self)
{
  mg_base_screen_say (self, NULL, _ ("［F12］で申請します。"));
}

static GtkWidget *
new_form (MgExportScreen *self)
{
  const char *labels[N_TEXTS] = {_ ("目的"), _ ("渡す先"), _ ("理由")};
  GtkBox *box;
  GtkWidget *card = mg_card_new (_ ("持ち出しの申請"), &box);
  for (guint i = 0; i < N_TEXTS; i++)
    {
      self->texts[i]
          = mg_text_entry_new (labels[i], TEXT_CHARS, i == RECIPIENT ? RECIPIENT_MAX : PURPOSE_MAX);
      self->text_rows[i]
          = MG_FORM_ROW (mg_form_row_new (i == REASON ? 4 : i + 1, labels[i], self->texts[i]));
      mg_form_row_set_needed (self->text_rows[i], TRUE);
    }
  self->stick = MG_CODE_ENTRY (mg_code_entry_new (_ ("媒体"), 1, FALSE));
  self->stick_row = MG_FORM_ROW (mg_form_row_new (3, _ ("媒体"), GTK_WIDGET (self->stick)));
  mg_form_row_set_needed (self->stick_row, TRUE);
  gtk_box_append (box, GTK_WIDGET (self->text_rows[PURPOSE]));
  gtk_box_append (box, GTK_WIDGET (self->text_rows[RECIPIENT]));
  gtk_box_append (box, GTK_WIDGET (self->stick_row));
  gtk_box_append (box, GTK_WIDGET (self->text_rows[REASON]));
  g_signal_connect_swapped (self->texts[PURPOSE], "activate", G_CALLBACK (next_cb),
                            self->texts[RECIPIENT]);
  g_signal_connect_swapped (self->texts[RECIPIENT], "activate", G_CALLBACK (next_cb), self->stick);
  g_signal_connect_swapped (self->stick, "full", G_CALLBACK (next_cb), self->texts[REASON]);
  g_signal_connect_swapped (self->texts[REASON], "activate", G_CALLBACK (last_cb), self);
  return card;
}

static void
mg_export_screen_init (MgExportScreen *self)
{
  GtkBox *main_box, *side_box;
  GtkWidget *body = mg_columns_new ("side-x", &main_box, &side_box);
  for (guint i = 0; i < G_N_ELEMENTS (extract_columns); i++)
    extract_columns[i].title = _ (extract_columns[i].title);
  self->extract_rows = g_list_store_new (MG_TYPE_HOLDER);
  self->own_rows = g_list_store_new (MG_TYPE_HOLDER);
  self->sticks = mg_code_list_new ();
  self->stick_ids = g_array_new (FALSE, TRUE, sizeof (guint64));
  self->extracts = mg_table_new (_ ("抽出済"), extract_columns, G_N_ELEMENTS (extract_columns),
                                 G_LIST_MODEL (self->extract_rows), extract_cell);
  self->own = mg_export_table_new_short (_ ("自分の申請"), G_LIST_MODEL (self->own_rows));
  self->form = new_form (self);
  gtk_box_append (main_box, mg_table_card_new (_ ("抽出済（封をしたファイル）"),
                                               GTK_WIDGET (self->extracts), &self->extracts_right));
  gtk_box_append (main_box, self->form);
  gtk_box_append (side_box,
                  mg_table_card_new (_ ("自分の申請"), GTK_WIDGET (self->own), &self->own_right));
  gtk_box_append (side_box, mg_card_new (_ ("選んだ申請のいままで"), &self->way));
  gtk_box_append (side_box, mg_card_new (_ ("上限"), &self->limits));
  mg_base_screen_set_content (self, body);
  g_signal_connect_swapped (self->extracts, "opened", G_CALLBACK (chosen_cb), self);
  g_signal_connect_swapped (self->own, "selected", G_CALLBACK (show_way), self);
}

GtkWidget *
mg_export_screen_new (MgDesk *desk)
{
  gpointer self = mg_base_screen_create (MG_TYPE_EXPORT_SCREEN, desk);
  g_signal_connect_object (mg_desk_get_exports (desk), "changed", G_CALLBACK (changed_cb), self,
                           G_CONNECT_SWAPPED);
  return GTK_WIDGET (self);
}
