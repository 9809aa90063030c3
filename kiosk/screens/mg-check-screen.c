/* SPDX-License-Identifier: Apache-2.0 */
#include "mg-check-screen.h"
#include <string.h>
#include "app/mg-guard.h"
#include "app/mg-screen.h"
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
  GtkBox parent_instance;
  /* children */
  GtkWidget *staff_no;
  MgEraEntry *day;
  GtkLabel *head;
  GtkBox *pills;
  MgTable *table;
  GtkLabel *line_head;
  MgGridTable *items;
  /* owned */
  MgDesk *desk;
  GListStore *rows; /* MgHolder of const Pb__ReceiptRow * */
  /* state */
  gboolean is_here;
  gboolean said_act;
  gboolean asks_sign; /* F12 was pressed once */
};

static void mg_check_screen_iface_init (MgScreenInterface *iface);

G_DEFINE_FINAL_TYPE_WITH_CODE (MgCheckScreen, mg_check_screen, GTK_TYPE_BOX,
                               G_IMPLEMENT_INTERFACE (MG_TYPE_SCREEN, mg_check_screen_iface_init))

static MgCheck *
check (MgCheckScreen *self)
{
  return mg_desk_get_check (self->desk);
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

static void
say_act (MgCheckScreen *self)
{
  const MgAct *act = mg_check_get_act (check (self));
  const char *words = mg_act_words (act);
  g_autofree char *line = NULL;
  if (act->state == MG_ACT_IDLE || (self->said_act && !mg_act_is_open (act)))
    return;
  self->said_act = !mg_act_is_open (act);
  if (mg_act_is_open (act))
    line = g_strdup (words ? words : _ ("登録しています…"));
  else if (act->state == MG_ACT_DONE)
    line = g_strconcat ("○ ", _ ("照合済にしました。"), NULL);
  else if (act->trouble == MG_TROUBLE_CONFLICT)
    line = g_strdup (_ (
        "× 見ているあいだに一覧が変わりました。署名していません。新しい一覧を確かめてください。"));
  else
    line = g_strconcat ("× ", words ? words : mg_trouble_words (act->trouble), NULL);
  mg_screen_say (MG_SCREEN (self),
                 act->state == MG_ACT_DONE     ? "t-good"
                 : act->state == MG_ACT_FAILED ? "t-bad"
                                               : "t-warn",
                 line, NULL);
}

static void
say_list (MgCheckScreen *self, const Pb__CheckListReply *list)
{
  const MgSession *session = mg_desk_get_session (self->desk);
  const gboolean is_own = session && g_str_equal (list->staff_no, session->staff_no);
  mg_screen_say (MG_SCREEN (self), NULL,
                 list->n_lines == 0 ? _ ("この日の入力はありません。")
                 : list->signed_off ? _ ("この一覧は照合済です。")
                 : is_own ? _ ("自分の入力です。照合はほかの職員が行います。")
                          : _ ("届書と 1 件ずつ見比べ、合っていれば［F12］で照合済にします。"),
                 NULL);
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
  mg_holder_fill (self->rows, rows);
  mg_box_clear (self->pills);
  gtk_label_set_text (self->head, "");
  if (list)
    show_head (self, list);
  show_line (self);
  if (!self->is_here)
    return;
  if (trouble != MG_N_TROUBLES)
    {
      g_autofree char *line = g_strconcat ("× ", mg_trouble_words (trouble), NULL);
      mg_screen_say (MG_SCREEN (self), "t-bad", line, NULL);
    }
  else if (mg_check_is_busy (check (self)))
    mg_screen_say (MG_SCREEN (self), NULL, _ ("照会中…"), NULL);
  else if (mg_check_get_act (check (self))->state != MG_ACT_IDLE)
    say_act (self);
  else if (list)
    say_list (self, list);
  mg_screen_changed (MG_SCREEN (self));
}

/* --- acts --- */

static void
ask (MgCheckScreen *self)
{
  MgDate day = mg_desk_get_today (self->desk);
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
step (MgCheckScreen *self, int by)
{
  const int wanted = (int)mg_table_get_selected (self->table) + by;
  if (wanted >= 0 && wanted < (int)g_list_model_get_n_items (G_LIST_MODEL (self->rows)))
    mg_table_select (self->table, (guint)wanted);
}

static void
sign (MgCheckScreen *self)
{
  const Pb__CheckListReply *list = mg_check_get (check (self));
  const MgAct *act = mg_check_get_act (check (self));
  if (act->state == MG_ACT_UNSETTLED)
    mg_check_sign_off (check (self));
  else if (!list || list->n_lines == 0 || list->signed_off)
    mg_screen_say (MG_SCREEN (self), NULL,
                   _ ("照合する一覧がありません。職員番号を入れて開いてください。"), NULL);
  else if (!self->asks_sign)
    {
      g_autofree char *line = g_strdup_printf (
          _ ("%zu 件を照合済にしますか。もう一度［F12］で署名します。［Esc］でやめます。"),
          list->n_lines);
      self->asks_sign = TRUE;
      mg_screen_say (MG_SCREEN (self), "t-warn", line, NULL);
    }
  else
    {
      self->said_act = FALSE;
      self->asks_sign = FALSE;
      mg_check_sign_off (check (self));
    }
}

/* --- screen --- */

static const char *
get_title (MgScreen *screen)
{
  return _ ("照合用リスト");
}

static void
list_keys (MgScreen *screen, MgKeys *ret)
{
  MgCheckScreen *self = MG_CHECK_SCREEN (screen);
  const Pb__CheckListReply *list = mg_check_get (check (self));
  ret->words[0] = _ ("操作説明");
  ret->words[1] = _ ("検索");
  ret->words[2] = _ ("戻る");
  ret->words[3] = _ ("職員");
  ret->words[4] = _ ("読み直す");
  ret->words[6] = _ ("前の行");
  ret->words[7] = _ ("次の行");
  ret->words[8] = list && list->n_lines > 0 ? _ ("印刷") : NULL;
  ret->words[10] = _ ("画面ロック");
  ret->words[11] = _ ("照合済");
  ret->first = 12;
}

static gboolean
press (MgScreen *screen, guint key)
{
  MgCheckScreen *self = MG_CHECK_SCREEN (screen);
  const Pb__CheckListReply *list = mg_check_get (check (self));
  switch (key)
    {
    case 0:
      self->asks_sign = FALSE;
      if (list)
        say_list (self, list);
      return TRUE;
    case 3:
      mg_screen_go (screen, "home", NULL);
      return TRUE;
    case 4:
      gtk_widget_grab_focus (self->staff_no);
      return TRUE;
    case 5:
      ask (self);
      return TRUE;
    case 7:
      step (self, -1);
      return TRUE;
    case 8:
      step (self, 1);
      return TRUE;
    case 9:
      if (list && list->n_lines > 0)
        {
          g_autofree char *paper
              = mg_paper_argument_of_list (mg_check_get_day (check (self)), list->staff_no);
          mg_screen_go (screen, "paper", paper);
        }
      return TRUE;
    case 12:
      sign (self);
      return TRUE;
    default:
      return FALSE;
    }
}

static const char *
get_help (MgScreen *screen)
{
  return _ ("入力した職員の番号と日を入れると、その日の入力と訂正を 1 "
            "件ずつ示します。右に前と後が並びます。\n"
            "届書と見比べて合っていれば［F12］で照合済にします。自分の入力は照合できません。");
}

static void
enter (MgScreen *screen, const char *argument)
{
  MgCheckScreen *self = MG_CHECK_SCREEN (screen);
  self->is_here = TRUE;
  self->said_act = TRUE;
  if (mg_check_get (check (self)))
    mg_check_again (check (self));
  else
    ask (self);
}

static void
leave (MgScreen *screen)
{
  MG_CHECK_SCREEN (screen)->is_here = FALSE;
}

static void
wipe (MgScreen *screen)
{
  MgCheckScreen *self = MG_CHECK_SCREEN (screen);
  gtk_editable_set_text (GTK_EDITABLE (self->staff_no), "");
  mg_era_entry_clear (self->day);
  mg_check_clear (check (self));
}

static void
mg_check_screen_iface_init (MgScreenInterface *iface)
{
  iface->get_title = get_title;
  iface->list_keys = list_keys;
  iface->press = press;
  iface->get_help = get_help;
  iface->enter = enter;
  iface->leave = leave;
  iface->wipe = wipe;
}

static gboolean
mg_check_screen_grab_focus (GtkWidget *widget)
{
  return gtk_widget_grab_focus (MG_CHECK_SCREEN (widget)->staff_no);
}

static void
mg_check_screen_dispose (GObject *object)
{
  MgCheckScreen *self = MG_CHECK_SCREEN (object);
  g_clear_object (&self->rows);
  g_clear_object (&self->desk);
  G_OBJECT_CLASS (mg_check_screen_parent_class)->dispose (object);
}

static void
mg_check_screen_class_init (MgCheckScreenClass *klass)
{
  G_OBJECT_CLASS (klass)->dispose = mg_check_screen_dispose;
  GTK_WIDGET_CLASS (klass)->grab_focus = mg_check_screen_grab_focus;
}

static void
add_head (MgCheckScreen *self)
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
  gtk_box_append (GTK_BOX (self), head);
  g_signal_connect_swapped (self->staff_no, "changed", G_CALLBACK (staff_cb), self);
  g_signal_connect_swapped (self->staff_no, "activate", G_CALLBACK (asked_cb), self);
  g_signal_connect_swapped (self->day, "entered", G_CALLBACK (asked_cb), self);
}

static void
mg_check_screen_init (MgCheckScreen *self)
{
  GtkWidget *card = gtk_box_new (GTK_ORIENTATION_VERTICAL, 6);
  GtkWidget *scroller = gtk_scrolled_window_new ();
  GtkWidget *body = gtk_box_new (GTK_ORIENTATION_HORIZONTAL, 14);
  GtkWidget *list = gtk_box_new (GTK_ORIENTATION_VERTICAL, 0);
  gtk_orientable_set_orientation (GTK_ORIENTABLE (self), GTK_ORIENTATION_VERTICAL);
  add_head (self);
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
  gtk_box_append (GTK_BOX (self), body);
  g_signal_connect_swapped (self->table, "selected", G_CALLBACK (show_line), self);
}

GtkWidget *
mg_check_screen_new (MgDesk *desk)
{
  MgCheckScreen *self = g_object_new (MG_TYPE_CHECK_SCREEN, NULL);
  self->desk = g_object_ref (desk);
  g_signal_connect_object (check (self), "changed", G_CALLBACK (changed_cb), self,
                           G_CONNECT_SWAPPED);
  return GTK_WIDGET (self);
}
