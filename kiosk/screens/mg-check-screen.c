/* SPDX-License-Identifier: Apache-2.0 */
#include "mg-check-screen.h"
#include <string.h>
#include "app/mg-base-screen.h"
#include "app/mg-guard.h"
#include "im/mg-im-mode.h"
#include "mg-paper-screen.h"
#include "mg-receipt-cells.h"
#include "model/mg-i18n.h"
#include "widgets/mg-era-entry.h"
#include "widgets/mg-grid-table.h"
#include "widgets/mg-holder.h"
#include "widgets/mg-label.h"

#define STAFF_NO_DIGITS 6

struct _MgCheckScreen
{
  MgBaseScreen parent_instance;
  /* children */
  GtkWidget *staff_no;
  MgEraEntry *day;
  GtkLabel *head;
  GtkBox *pills;
  MgTable *table;
  GtkLabel *line_head;
  MgGridTable *items;
  /* owned */
  GListStore *rows; /* MgHolder of const Pb__ReceiptRow * */
  /* state */
  gboolean asks_sign; /* F12 was pressed once */
};

G_DEFINE_FINAL_TYPE (MgCheckScreen, mg_check_screen, MG_TYPE_BASE_SCREEN)

static MgCheck *
check (MgCheckScreen *self)
{
  return mg_desk_get_check (mg_base_screen_get_desk (self));
}

/* --- what is shown --- */

static void
show_line (MgCheckScreen *self)
{
  const char *heads[] = {_ ("項目"), _ ("前"), _ ("登録した内容"), NULL};
  const Pb__CheckListReply *list = mg_check_get (check (self));
  const guint here = mg_table_get_selected (self->table);
  if (!list || here >= list->n_lines)
    {
      gtk_label_set_text (self->line_head, "");
      mg_grid_table_clear (self->items);
      return;
    }
  const Pb__CheckListLine *line = list->lines[here];
  const MgReceiptNo no = mg_wire_receipt_no (line->row->no);
  g_autofree char *number = mg_receipt_no_format (&no);
  g_autofree char *head = g_strdup_printf ("%s　%s", number, line->row->name_kanji);
  gtk_label_set_text (self->line_head, head);
  mg_grid_table_start (self->items, heads);
  for (size_t i = 0; i < line->n_items; i++)
    {
      const Pb__CheckListItem *item = line->items[i];
      const char *cells[] = {item->label, item->before, item->after};
      const gboolean changed = *item->before && !g_str_equal (item->before, item->after);
      mg_grid_table_add (self->items, cells, changed ? 2 : 0);
    }
}

static void
show_head (MgCheckScreen *self, const Pb__CheckListReply *list)
{
  g_autofree char *day = mg_era_format (mg_check_get_day (check (self)), MG_ERA_WEEKDAY);
  g_autofree char *words = g_strdup_printf (_ ("%s（%s）　%s の入力　%zu 件"), list->staff_name,
                                            list->staff_no, day, list->n_lines);
  guint changed_since = 0;
  gtk_label_set_text (self->head, words);
  for (size_t i = 0; i < list->n_lines; i++)
    changed_since += list->lines[i]->changed_since;
  if (list->signed_off && list->n_lines > 0)
    {
      g_autofree char *at = mg_clock_format (list->signed_us);
      g_autofree char *by = g_strdup_printf (_ ("照合済　%s　%s"), list->signed_by, at);
      gtk_box_append (self->pills, mg_pill_new (by, "good"));
    }
  else if (list->n_lines > 0)
    gtk_box_append (self->pills, mg_pill_new (_ ("照合待ち"), "key"));
  if (changed_since > 0)
    {
      g_autofree char *again = g_strdup_printf (_ ("照合のあとに訂正 %u 件"), changed_since);
      gtk_box_append (self->pills, mg_pill_new (again, "warn"));
    }
}

static const MgActSays says = {
    .busy = N_ ("登録しています…"),
    .done = N_ ("照合済にしました。"),
    .conflict
    = N_ ("見ているあいだに一覧が変わりました。署名していません。新しい一覧を確かめてください。"),
};

static void
say_list (MgCheckScreen *self, const Pb__CheckListReply *list)
{
  const gboolean is_own = g_str_equal (list->staff_no, mg_base_screen_get_staff_no (self));
  mg_base_screen_say (self, NULL,
                      list->n_lines == 0 ? _ ("この日の入力はありません。")
                      : list->signed_off ? _ ("この一覧は照合済です。")
                      : is_own
                          ? _ ("自分の入力です。照合はほかの職員が行います。")
                          : _ ("届書と 1 件ずつ見比べ、合っていれば［F12］で照合済にします。"));
}

static void
changed_cb (MgCheckScreen *self)
{
  const Pb__CheckListReply *list = mg_check_get (check (self));
  const MgTrouble trouble = mg_check_get_trouble (check (self));
  g_autoptr (GPtrArray) rows = g_ptr_array_new ();
  for (size_t i = 0; list && i < list->n_lines; i++)
    g_ptr_array_add (rows, list->lines[i]->row);
  self->asks_sign = FALSE;
  mg_table_fill (self->table, self->rows, rows);
  mg_box_clear (self->pills);
  gtk_label_set_text (self->head, "");
  if (list)
    show_head (self, list);
  show_line (self);
  if (trouble != MG_N_TROUBLES)
    mg_base_screen_say (self, "t-bad", mg_trouble_words (trouble));
  else if (mg_check_is_busy (check (self)))
    mg_base_screen_say (self, NULL, _ ("照会中…"));
  else if (mg_check_get_act (check (self))->state != MG_ACT_IDLE)
    mg_base_screen_say_act (self, mg_check_get_act (check (self)), &says);
  else if (list)
    say_list (self, list);
  if (mg_base_screen_is_here (self))
    mg_screen_changed (MG_SCREEN (self));
}

/* --- acts --- */

static void
ask (MgCheckScreen *self)
{
  MgDate day = mg_desk_get_today (mg_base_screen_get_desk (self));
  mg_era_entry_get_date (self->day, &day);
  mg_check_open (check (self), gtk_editable_get_text (GTK_EDITABLE (self->staff_no)), &day);
}

static void
staff_cb (MgCheckScreen *self)
{
  if (strlen (gtk_editable_get_text (GTK_EDITABLE (self->staff_no))) == STAFF_NO_DIGITS)
    ask (self);
}

static void
asked_cb (MgCheckScreen *self)
{
  ask (self);
  gtk_widget_grab_focus (GTK_WIDGET (self->table));
}

static void
sign (gpointer data)
{
  MgCheckScreen *self = data;
  const Pb__CheckListReply *list = mg_check_get (check (self));
  const MgAct *act = mg_check_get_act (check (self));
  if (act->state == MG_ACT_UNSETTLED)
    mg_check_sign_off (check (self));
  else if (!list || list->n_lines == 0 || list->signed_off)
    mg_base_screen_say (self, NULL,
                        _ ("照合する一覧がありません。職員番号を入れて開いてください。"));
  else if (!self->asks_sign)
    {
      g_autofree char *line = g_strdup_printf (
          _ ("%zu 件を照合済にしますか。もう一度［F12］で署名します。［Esc］でやめます。"),
          list->n_lines);
      self->asks_sign = TRUE;
      mg_base_screen_say (self, "t-warn", line);
    }
  else
    {
      mg_base_screen_expect (self);
      self->asks_sign = FALSE;
      mg_check_sign_off (check (self));
    }
}

/* --- keys --- */

static gboolean
has_lines (gpointer self)
{
  const Pb__CheckListReply *list = mg_check_get (check (self));
  return list && list->n_lines > 0;
}

static void
back_off (gpointer data)
{
  MgCheckScreen *self = data;
  const Pb__CheckListReply *list = mg_check_get (check (self));
  self->asks_sign = FALSE;
  if (list)
    say_list (self, list);
}

static void
choose_staff (gpointer self)
{
  gtk_widget_grab_focus (MG_CHECK_SCREEN (self)->staff_no);
}

static void
read_again (gpointer self)
{
  ask (self);
}

static void
line_before (gpointer self)
{
  mg_table_step (MG_CHECK_SCREEN (self)->table, -1);
}

static void
line_after (gpointer self)
{
  mg_table_step (MG_CHECK_SCREEN (self)->table, 1);
}

static void
print (gpointer self)
{
  g_autofree char *paper = mg_paper_argument_of_list (mg_check_get_day (check (self)),
                                                      mg_check_get (check (self))->staff_no);
  mg_screen_go (self, "paper", paper);
}

static const MgKeyRow keys[] = {
    {0, NULL, back_off, NULL},
    {4, N_ ("職員"), choose_staff, NULL},
    {5, N_ ("読み直す"), read_again, NULL},
    {7, N_ ("前の行"), line_before, NULL},
    {8, N_ ("次の行"), line_after, NULL},
    {9, N_ ("印刷"), print, has_lines},
    {12, N_ ("照合済"), sign, NULL},
};

/* --- screen --- */

static void
enter (gpointer data, const char *argument)
{
  MgCheckScreen *self = data;
  if (mg_check_get (check (self)))
    mg_check_again (check (self));
  else
    ask (self);
}

static void
wipe (gpointer data)
{
  MgCheckScreen *self = data;
  gtk_editable_set_text (GTK_EDITABLE (self->staff_no), "");
  mg_era_entry_clear (self->day);
  mg_check_clear (check (self));
}

static GtkWidget *
get_focus (gpointer self)
{
  return MG_CHECK_SCREEN (self)->staff_no;
}

static const MgBaseSpec spec = {
    .title = N_ ("照合用リスト"),
    .help = N_ ("入力した職員の番号と日を入れると、その日の入力と訂正を 1 "
                "件ずつ示します。右に前と後が並びます。\n"
                "届書と見比べて合っていれば［F12］で照合済にします。自分の入力は照合できません。"),
    .keys = keys,
    .n_keys = G_N_ELEMENTS (keys),
    .enter = enter,
    .wipe = wipe,
    .get_focus = get_focus,
};

static void
mg_check_screen_dispose (GObject *object)
{
  MgCheckScreen *self = MG_CHECK_SCREEN (object);
  g_clear_object (&self->rows);
  G_OBJECT_CLASS (mg_check_screen_parent_class)->dispose (object);
}

static void
mg_check_screen_class_init (MgCheckScreenClass *klass)
{
  G_OBJECT_CLASS (klass)->dispose = mg_check_screen_dispose;
  MG_BASE_SCREEN_CLASS (klass)->spec = &spec;
}

static GtkWidget *
new_head (MgCheckScreen *self)
{
  GtkWidget *head = gtk_box_new (GTK_ORIENTATION_VERTICAL, 8);
  GtkWidget *line = gtk_box_new (GTK_ORIENTATION_HORIZONTAL, 12);
  GtkWidget *words = gtk_box_new (GTK_ORIENTATION_HORIZONTAL, 12);
  self->staff_no = gtk_entry_new ();
  gtk_entry_set_max_length (GTK_ENTRY (self->staff_no), STAFF_NO_DIGITS);
  gtk_editable_set_width_chars (GTK_EDITABLE (self->staff_no), 8);
  gtk_editable_set_max_width_chars (GTK_EDITABLE (self->staff_no), 8);
  gtk_widget_add_css_class (self->staff_no, "in");
  mg_guard_entry (self->staff_no);
  mg_guard_digits (self->staff_no);
  mg_im_ask (self->staff_no, MG_IM_DIGITS);
  gtk_accessible_update_property (GTK_ACCESSIBLE (self->staff_no), GTK_ACCESSIBLE_PROPERTY_LABEL,
                                  _ ("入力した職員の番号"), -1);
  self->day = MG_ERA_ENTRY (mg_era_entry_new (_ ("入力した日")));
  self->head = GTK_LABEL (mg_text_new ("", "t-head"));
  self->pills = GTK_BOX (gtk_box_new (GTK_ORIENTATION_HORIZONTAL, 4));
  gtk_box_append (GTK_BOX (line), mg_text_new (_ ("入力した職員の番号"), "t-label"));
  gtk_box_append (GTK_BOX (line), self->staff_no);
  gtk_box_append (GTK_BOX (line), mg_text_new (_ ("空欄は自分"), "t-small t-faint"));
  gtk_box_append (GTK_BOX (line), mg_text_new (_ ("入力した日"), "t-label"));
  gtk_box_append (GTK_BOX (line), GTK_WIDGET (self->day));
  gtk_box_append (GTK_BOX (line), mg_text_new (_ ("空欄はきょう"), "t-small t-faint"));
  gtk_box_append (GTK_BOX (words), GTK_WIDGET (self->head));
  gtk_box_append (GTK_BOX (words), GTK_WIDGET (self->pills));
  mg_add_classes (head, "search-head");
  gtk_box_append (GTK_BOX (head), line);
  gtk_box_append (GTK_BOX (head), words);
  g_signal_connect_swapped (self->staff_no, "changed", G_CALLBACK (staff_cb), self);
  g_signal_connect_swapped (self->staff_no, "activate", G_CALLBACK (asked_cb), self);
  g_signal_connect_swapped (self->day, "entered", G_CALLBACK (asked_cb), self);
  return head;
}

static void
mg_check_screen_init (MgCheckScreen *self)
{
  GtkWidget *card = gtk_box_new (GTK_ORIENTATION_VERTICAL, 6);
  GtkWidget *scroller = gtk_scrolled_window_new ();
  GtkWidget *body = gtk_box_new (GTK_ORIENTATION_HORIZONTAL, 14);
  GtkWidget *list = gtk_box_new (GTK_ORIENTATION_VERTICAL, 0);
  GtkWidget *content = gtk_box_new (GTK_ORIENTATION_VERTICAL, 0);
  gtk_box_append (GTK_BOX (content), new_head (self));
  self->rows = g_list_store_new (MG_TYPE_HOLDER);
  self->table = mg_receipt_table_new_short (_ ("照合用リスト"), G_LIST_MODEL (self->rows));
  gtk_widget_set_hexpand (GTK_WIDGET (self->table), TRUE);
  gtk_widget_set_vexpand (GTK_WIDGET (self->table), TRUE);
  self->line_head = GTK_LABEL (mg_text_new ("", "t-head"));
  self->items = MG_GRID_TABLE (mg_grid_table_new (_ ("登録した内容")));
  mg_add_classes (card, "card tight");
  gtk_box_append (GTK_BOX (card), GTK_WIDGET (self->line_head));
  gtk_box_append (GTK_BOX (card), GTK_WIDGET (self->items));
  gtk_widget_set_valign (card, GTK_ALIGN_START);
  gtk_scrolled_window_set_child (GTK_SCROLLED_WINDOW (scroller), card);
  gtk_scrolled_window_set_policy (GTK_SCROLLED_WINDOW (scroller), GTK_POLICY_NEVER,
                                  GTK_POLICY_AUTOMATIC);
  mg_add_classes (scroller, "side-x");
  gtk_widget_set_hexpand (scroller, FALSE);
  mg_add_classes (list, "card flush");
  gtk_box_append (GTK_BOX (list), GTK_WIDGET (self->table));
  gtk_widget_add_css_class (body, "body");
  gtk_widget_set_vexpand (body, TRUE);
  gtk_box_append (GTK_BOX (body), list);
  gtk_box_append (GTK_BOX (body), scroller);
  gtk_box_append (GTK_BOX (content), body);
  mg_base_screen_set_content (self, content);
  g_signal_connect_swapped (self->table, "selected", G_CALLBACK (show_line), self);
}

GtkWidget *
mg_check_screen_new (MgDesk *desk)
{
  MgCheckScreen *self = mg_base_screen_create (MG_TYPE_CHECK_SCREEN, desk);
  g_signal_connect_object (check (self), "changed", G_CALLBACK (changed_cb), self,
                           G_CONNECT_SWAPPED);
  return GTK_WIDGET (self);
}
