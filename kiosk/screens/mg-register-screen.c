/* SPDX-License-Identifier: Apache-2.0 */
#include "mg-register-screen.h"
#include "app/mg-guard.h"
#include "app/mg-screen.h"
#include "im/mg-im-mode.h"
#include "mg-receipt-cells.h"
#include "model/mg-fields.h"
#include "model/mg-i18n.h"
#include "widgets/mg-era-entry.h"
#include "widgets/mg-holder.h"
#include "widgets/mg-label.h"

struct _MgRegisterScreen
{
  GtkBox parent_instance;
  /* children */
  GtkWidget *entry;
  MgEraEntry *day;
  GtkWidget *filters[MG_N_RECEIPT_STATES];
  GtkStack *stack;
  GtkLabel *empty_head;
  GtkLabel *empty_text;
  MgTable *table;
  /* owned */
  MgDesk *desk;
  GListStore *rows; /* MgHolder of const Pb__ReceiptRow * */
  /* state */
  gboolean is_here;
};

static void mg_register_screen_iface_init (MgScreenInterface *iface);

G_DEFINE_FINAL_TYPE_WITH_CODE (MgRegisterScreen, mg_register_screen, GTK_TYPE_BOX,
                               G_IMPLEMENT_INTERFACE (MG_TYPE_SCREEN,
                                                      mg_register_screen_iface_init))

static MgRegister *
receipts (MgRegisterScreen *self)
{
  return mg_desk_get_register (self->desk);
}

/* --- what is shown --- */

static void
show_filters (MgRegisterScreen *self)
{
  for (guint i = 0; i < MG_N_RECEIPT_STATES; i++)
    {
      g_autofree char *count = mg_count_format (mg_register_count (receipts (self), i));
      g_autofree char *words = mg_register_has_answer (receipts (self))
                                   ? g_strdup_printf ("%s %s", mg_receipt_state_word (i), count)
                                   : g_strdup (mg_receipt_state_word (i));
      gtk_button_set_label (GTK_BUTTON (self->filters[i]), words);
      if ((guint)mg_register_get_state (receipts (self)) == i)
        gtk_widget_add_css_class (self->filters[i], "here");
      else
        gtk_widget_remove_css_class (self->filters[i], "here");
    }
}

static void
say_found (MgRegisterScreen *self, guint shown)
{
  const guint total = mg_register_get_total (receipts (self));
  g_autofree char *count = mg_count_format (total);
  g_autofree char *line
      = total > shown && shown >= MG_REGISTER_ROWS_MAX
            ? g_strdup_printf (
                _ ("<b>%s 件</b>のうち新しい %u 件を示しています。番号か氏名を足してください。"),
                count, shown)
            : g_strdup_printf (_ ("<b>%s 件</b>です。［↑］［↓］で選び［Enter］で開きます。"),
                               count);
  mg_screen_say (MG_SCREEN (self), NULL, line, NULL);
}

static void
changed_cb (MgRegisterScreen *self)
{
  const GPtrArray *rows = mg_register_get_rows (receipts (self));
  const MgTrouble trouble = mg_register_get_trouble (receipts (self));
  mg_holder_fill (self->rows, rows);
  show_filters (self);
  if (rows->len > 0)
    {
      gtk_label_set_text (self->empty_head, ""); /* a screen reader sees the hidden page too */
      gtk_label_set_text (self->empty_text, "");
      gtk_stack_set_visible_child_name (self->stack, "rows");
    }
  else
    {
      const gboolean has = mg_register_has_answer (receipts (self));
      gtk_label_set_text (self->empty_head, has ? _ ("受け付けた届書はありません") : _ ("照会中…"));
      gtk_label_set_text (self->empty_text,
                          has ? _ ("条件を減らすか、［F5］で日を変えてください。") : "");
      gtk_stack_set_visible_child_name (self->stack, "empty");
    }
  if (!self->is_here)
    return;
  if (trouble != MG_N_TROUBLES)
    {
      g_autofree char *line = g_strconcat ("× ", mg_trouble_words (trouble), NULL);
      mg_screen_say (MG_SCREEN (self), "t-bad", line, NULL);
    }
  else if (mg_register_has_answer (receipts (self)))
    say_found (self, rows->len);
}

/* --- acts --- */

static void
open_selected (MgRegisterScreen *self)
{
  const guint position = mg_table_get_selected (self->table);
  g_autoptr (MgHolder) holder = g_list_model_get_item (G_LIST_MODEL (self->rows), position);
  if (mg_register_is_busy (receipts (self)) || !holder)
    {
      mg_screen_say (MG_SCREEN (self), NULL, holder ? _ ("照会中…") : _ ("開く届書がありません。"),
                     NULL);
      return;
    }
  const Pb__ReceiptRow *row = holder->held;
  const MgReceiptNo no = mg_wire_receipt_no (row->no);
  g_autofree char *text = mg_receipt_no_format (&no);
  mg_screen_go (MG_SCREEN (self), "receipt", text);
}

static void
typed_cb (MgRegisterScreen *self)
{
  mg_register_set_text (receipts (self), gtk_editable_get_text (GTK_EDITABLE (self->entry)));
}

static void
day_cb (MgRegisterScreen *self)
{
  MgDate day;
  if (mg_era_entry_get_date (self->day, &day))
    mg_register_set_day (receipts (self), &day);
  gtk_widget_grab_focus (self->entry);
}

static void
filter_cb (GtkWidget *button, MgRegisterScreen *self)
{
  for (guint i = 0; i < MG_N_RECEIPT_STATES; i++)
    if (self->filters[i] == button)
      mg_register_set_state (receipts (self), (Pb__ReceiptState)i);
}

static gboolean
entry_key_cb (GtkEventControllerKey *controller, guint key, guint code, GdkModifierType state,
              MgRegisterScreen *self)
{
  if (key != GDK_KEY_Down || g_list_model_get_n_items (G_LIST_MODEL (self->rows)) == 0)
    return GDK_EVENT_PROPAGATE;
  gtk_widget_grab_focus (GTK_WIDGET (self->table));
  return GDK_EVENT_STOP;
}

static gboolean
list_key_cb (GtkEventControllerKey *controller, guint key, guint code, GdkModifierType state,
             MgRegisterScreen *self)
{
  if (key != GDK_KEY_Up || mg_table_get_selected (self->table) != 0)
    return GDK_EVENT_PROPAGATE;
  gtk_widget_grab_focus (self->entry);
  return GDK_EVENT_STOP;
}

static void
scrolled_cb (GtkAdjustment *where, MgRegisterScreen *self)
{
  const double page = gtk_adjustment_get_page_size (where);
  if (page > 0
      && gtk_adjustment_get_upper (where) - page - gtk_adjustment_get_value (where) < page / 2)
    mg_register_more (receipts (self));
}

static void
step (MgRegisterScreen *self, int by)
{
  const int wanted = (int)mg_table_get_selected (self->table) + by;
  if (wanted >= 0 && wanted < (int)g_list_model_get_n_items (G_LIST_MODEL (self->rows)))
    mg_table_select (self->table, (guint)wanted);
}

/* --- screen --- */

static const char *
get_title (MgScreen *screen)
{
  return _ ("受付処理簿");
}

static void
list_keys (MgScreen *screen, MgKeys *ret)
{
  ret->words[0] = _ ("操作説明");
  ret->words[1] = _ ("検索");
  ret->words[2] = _ ("戻る");
  ret->words[3] = _ ("状態で絞る");
  ret->words[4] = _ ("日を変える");
  ret->words[6] = _ ("前の届書");
  ret->words[7] = _ ("次の届書");
  ret->words[10] = _ ("画面ロック");
  ret->words[11] = _ ("開く");
  ret->first = 12;
}

static gboolean
press (MgScreen *screen, guint key)
{
  MgRegisterScreen *self = MG_REGISTER_SCREEN (screen);
  const guint next = ((guint)mg_register_get_state (receipts (self)) + 1) % MG_N_RECEIPT_STATES;
  switch (key)
    {
    case 0:
      gtk_editable_set_text (GTK_EDITABLE (self->entry), "");
      mg_era_entry_clear (self->day);
      mg_register_set_day (receipts (self), NULL);
      gtk_widget_grab_focus (self->entry);
      return TRUE;
    case 3:
      mg_screen_go (screen, "home", NULL);
      return TRUE;
    case 4:
      mg_register_set_state (receipts (self), (Pb__ReceiptState)next);
      return TRUE;
    case 5:
      gtk_widget_grab_focus (GTK_WIDGET (self->day));
      return TRUE;
    case 7:
      step (self, -1);
      return TRUE;
    case 8:
      step (self, 1);
      return TRUE;
    case 12:
      open_selected (self);
      return TRUE;
    default:
      return FALSE;
    }
}

static const char *
get_help (MgScreen *screen)
{
  return _ ("受付番号・処理番号・氏名のはじめで探せます。［F4］を押すたびに状態が替わり、件数は条件"
            "に合うものです。\n"
            "［F5］で入力した日を変えます。［Esc］できょうの一覧に戻ります。");
}

static void
enter (MgScreen *screen, const char *argument)
{
  MgRegisterScreen *self = MG_REGISTER_SCREEN (screen);
  self->is_here = TRUE;
  mg_codes_ask (mg_desk_get_codes (self->desk));
  mg_register_ask (receipts (self));
  mg_screen_say (screen, NULL, _ ("照会中…"), NULL);
}

static void
leave (MgScreen *screen)
{
  MG_REGISTER_SCREEN (screen)->is_here = FALSE;
}

static void
wipe (MgScreen *screen)
{
  MgRegisterScreen *self = MG_REGISTER_SCREEN (screen);
  gtk_editable_set_text (GTK_EDITABLE (self->entry), "");
  mg_era_entry_clear (self->day);
  mg_register_clear (receipts (self));
}

static void
mg_register_screen_iface_init (MgScreenInterface *iface)
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
mg_register_screen_grab_focus (GtkWidget *widget)
{
  return gtk_widget_grab_focus (MG_REGISTER_SCREEN (widget)->entry);
}

static void
mg_register_screen_dispose (GObject *object)
{
  MgRegisterScreen *self = MG_REGISTER_SCREEN (object);
  g_clear_object (&self->rows);
  g_clear_object (&self->desk);
  G_OBJECT_CLASS (mg_register_screen_parent_class)->dispose (object);
}

static void
mg_register_screen_class_init (MgRegisterScreenClass *klass)
{
  G_OBJECT_CLASS (klass)->dispose = mg_register_screen_dispose;
  GTK_WIDGET_CLASS (klass)->grab_focus = mg_register_screen_grab_focus;
}

static void
add_head (MgRegisterScreen *self)
{
  GtkWidget *head = gtk_box_new (GTK_ORIENTATION_VERTICAL, 8);
  GtkWidget *line = gtk_box_new (GTK_ORIENTATION_HORIZONTAL, 12);
  GtkWidget *filters = gtk_box_new (GTK_ORIENTATION_HORIZONTAL, 4);
  self->entry = gtk_entry_new ();
  gtk_entry_set_placeholder_text (GTK_ENTRY (self->entry), _ ("受付番号・処理番号・氏名"));
  gtk_accessible_update_property (GTK_ACCESSIBLE (self->entry), GTK_ACCESSIBLE_PROPERTY_LABEL,
                                  _ ("届書を探す"), -1);
  gtk_widget_set_hexpand (self->entry, TRUE);
  mg_add_classes (self->entry, "in");
  mg_guard_entry (self->entry);
  mg_im_ask (self->entry, MG_IM_SEARCH);
  self->day = MG_ERA_ENTRY (mg_era_entry_new (_ ("入力した日")));
  gtk_box_append (GTK_BOX (line), self->entry);
  gtk_box_append (GTK_BOX (line), mg_text_new (_ ("入力した日"), "t-label"));
  gtk_box_append (GTK_BOX (line), GTK_WIDGET (self->day));
  gtk_box_append (GTK_BOX (filters), mg_text_new (_ ("状態"), "t-label"));
  for (guint i = 0; i < MG_N_RECEIPT_STATES; i++)
    {
      self->filters[i] = gtk_button_new_with_label (mg_receipt_state_word (i));
      mg_add_classes (self->filters[i], "filter");
      g_signal_connect (self->filters[i], "clicked", G_CALLBACK (filter_cb), self);
      gtk_box_append (GTK_BOX (filters), self->filters[i]);
    }
  mg_add_classes (head, "search-head");
  gtk_box_append (GTK_BOX (head), line);
  gtk_box_append (GTK_BOX (head), filters);
  gtk_box_append (GTK_BOX (self), head);
  g_signal_connect_swapped (self->entry, "changed", G_CALLBACK (typed_cb), self);
  g_signal_connect_swapped (self->entry, "activate", G_CALLBACK (open_selected), self);
  g_signal_connect_swapped (self->day, "entered", G_CALLBACK (day_cb), self);
  g_signal_connect_swapped (self->day, "full", G_CALLBACK (day_cb), self);
}

static void
add_keys (GtkWidget *to, GtkPropagationPhase phase, GCallback callback, MgRegisterScreen *self)
{
  GtkEventController *keys = gtk_event_controller_key_new ();
  gtk_event_controller_set_propagation_phase (keys, phase);
  g_signal_connect (keys, "key-pressed", callback, self);
  gtk_widget_add_controller (to, keys);
}

static void
add_list (MgRegisterScreen *self)
{
  GtkWidget *empty = gtk_box_new (GTK_ORIENTATION_VERTICAL, 6);
  self->empty_head = GTK_LABEL (mg_text_new ("", "t-title"));
  self->empty_text = GTK_LABEL (mg_text_new ("", "t-label"));
  gtk_label_set_xalign (self->empty_head, 0.5);
  gtk_widget_set_valign (empty, GTK_ALIGN_CENTER);
  gtk_widget_set_halign (empty, GTK_ALIGN_CENTER);
  gtk_box_append (GTK_BOX (empty), GTK_WIDGET (self->empty_head));
  gtk_box_append (GTK_BOX (empty), GTK_WIDGET (self->empty_text));
  self->rows = g_list_store_new (MG_TYPE_HOLDER);
  self->table = mg_receipt_table_new (_ ("受付処理簿"), G_LIST_MODEL (self->rows));
  gtk_widget_set_hexpand (GTK_WIDGET (self->table), TRUE);
  self->stack = GTK_STACK (gtk_stack_new ());
  gtk_stack_set_transition_type (self->stack, GTK_STACK_TRANSITION_TYPE_NONE);
  gtk_stack_add_named (self->stack, empty, "empty");
  gtk_stack_add_named (self->stack, GTK_WIDGET (self->table), "rows");
  gtk_widget_set_vexpand (GTK_WIDGET (self->stack), TRUE);
  gtk_box_append (GTK_BOX (self), GTK_WIDGET (self->stack));
  g_signal_connect_swapped (self->table, "opened", G_CALLBACK (open_selected), self);
  g_signal_connect (mg_table_get_adjustment (self->table), "value-changed",
                    G_CALLBACK (scrolled_cb), self);
  add_keys (GTK_WIDGET (self->table), GTK_PHASE_CAPTURE, G_CALLBACK (list_key_cb), self);
  add_keys (self->entry, GTK_PHASE_BUBBLE, G_CALLBACK (entry_key_cb), self);
}

static void
mg_register_screen_init (MgRegisterScreen *self)
{
  gtk_orientable_set_orientation (GTK_ORIENTABLE (self), GTK_ORIENTATION_VERTICAL);
  add_head (self);
  add_list (self);
}

GtkWidget *
mg_register_screen_new (MgDesk *desk)
{
  MgRegisterScreen *self = g_object_new (MG_TYPE_REGISTER_SCREEN, NULL);
  self->desk = g_object_ref (desk);
  g_signal_connect_object (receipts (self), "changed", G_CALLBACK (changed_cb), self,
                           G_CONNECT_SWAPPED);
  return GTK_WIDGET (self);
}
