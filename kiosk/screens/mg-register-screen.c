/* SPDX-License-Identifier: Apache-2.0 */
#include "mg-register-screen.h"
#include "app/mg-base-screen.h"
#include "app/mg-guard.h"
#include "im/mg-im-mode.h"
#include "mg-receipt-cells.h"
#include "model/mg-fields.h"
#include "model/mg-i18n.h"
#include "widgets/mg-era-entry.h"
#include "widgets/mg-holder.h"
#include "widgets/mg-label.h"

struct _MgRegisterScreen
{
  MgBaseScreen parent_instance;
  /* children */
  GtkWidget *entry;
  MgEraEntry *day;
  GtkWidget *filters[MG_N_RECEIPT_STATES];
  GtkStack *stack;
  GtkLabel *empty_head;
  GtkLabel *empty_text;
  MgTable *table;
  /* owned */
  GListStore *rows; /* MgHolder of const Pb__ReceiptRow * */
};

G_DEFINE_FINAL_TYPE (MgRegisterScreen, mg_register_screen, MG_TYPE_BASE_SCREEN)

static MgRegister *
receipts (MgRegisterScreen *self)
{
  return mg_desk_get_register (mg_base_screen_get_desk (self));
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
  mg_table_fill (self->table, self->rows, rows);
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
  if (trouble != MG_N_TROUBLES)
    mg_base_screen_say (self, "t-bad", mg_trouble_words (trouble));
  else if (mg_base_screen_is_here (self) && mg_register_has_answer (receipts (self)))
    say_found (self, rows->len);
}

/* --- acts --- */

static void
open_selected (gpointer data)
{
  MgRegisterScreen *self = data;
  const Pb__ReceiptRow *row = mg_table_get_held (self->table, self->rows);
  if (mg_register_is_busy (receipts (self)) || !row)
    {
      mg_base_screen_say (self, NULL, row ? _ ("照会中…") : _ ("開く届書がありません。"));
      return;
    }
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

/* --- keys --- */

static void
start_over (gpointer data)
{
  MgRegisterScreen *self = data;
  gtk_editable_set_text (GTK_EDITABLE (self->entry), "");
  mg_era_entry_clear (self->day);
  mg_register_set_day (receipts (self), NULL);
  gtk_widget_grab_focus (self->entry);
}

static void
next_state (gpointer self)
{
  const guint next = ((guint)mg_register_get_state (receipts (self)) + 1) % MG_N_RECEIPT_STATES;
  mg_register_set_state (receipts (self), (Pb__ReceiptState)next);
}

static void
choose_day (gpointer self)
{
  gtk_widget_grab_focus (GTK_WIDGET (MG_REGISTER_SCREEN (self)->day));
}

static void
row_before (gpointer self)
{
  mg_table_step (MG_REGISTER_SCREEN (self)->table, -1);
}

static void
row_after (gpointer self)
{
  mg_table_step (MG_REGISTER_SCREEN (self)->table, 1);
}

static const MgKeyRow keys[] = {
    {0, NULL, start_over, NULL},
    {4, N_ ("状態で絞る"), next_state, NULL},
    {5, N_ ("日を変える"), choose_day, NULL},
    {7, N_ ("前の届書"), row_before, NULL},
    {8, N_ ("次の届書"), row_after, NULL},
    {12, N_ ("開く"), open_selected, NULL},
};

/* --- screen --- */

static void
enter (gpointer self, const char *argument)
{
  mg_codes_ask (mg_desk_get_codes (mg_base_screen_get_desk (self)));
  mg_register_ask (receipts (self));
  mg_base_screen_say (self, NULL, _ ("照会中…"));
}

static void
wipe (gpointer data)
{
  MgRegisterScreen *self = data;
  gtk_editable_set_text (GTK_EDITABLE (self->entry), "");
  mg_era_entry_clear (self->day);
  mg_register_clear (receipts (self));
}

static GtkWidget *
get_focus (gpointer self)
{
  return MG_REGISTER_SCREEN (self)->entry;
}

static const MgBaseSpec spec = {
    .title = N_ ("受付処理簿"),
    .help = N_ ("受付番号・処理番号・氏名のはじめで探せます。［F4］を押すたびに状態が替わり、件数は"
                "条件に合うものです。\n"
                "［F5］で入力した日を変えます。［Esc］できょうの一覧に戻ります。"),
    .keys = keys,
    .n_keys = G_N_ELEMENTS (keys),
    .enter = enter,
    .wipe = wipe,
    .get_focus = get_focus,
};

static void
mg_register_screen_dispose (GObject *object)
{
  MgRegisterScreen *self = MG_REGISTER_SCREEN (object);
  g_clear_object (&self->rows);
  G_OBJECT_CLASS (mg_register_screen_parent_class)->dispose (object);
}

static void
mg_register_screen_class_init (MgRegisterScreenClass *klass)
{
  G_OBJECT_CLASS (klass)->dispose = mg_register_screen_dispose;
  MG_BASE_SCREEN_CLASS (klass)->spec = &spec;
}

static void
add_head (MgRegisterScreen *self, GtkBox *content)
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
  gtk_box_append (content, head);
  g_signal_connect_swapped (self->entry, "changed", G_CALLBACK (typed_cb), self);
  g_signal_connect_swapped (self->entry, "activate", G_CALLBACK (open_selected), self);
  g_signal_connect_swapped (self->day, "entered", G_CALLBACK (day_cb), self);
  g_signal_connect_swapped (self->day, "full", G_CALLBACK (day_cb), self);
}

static void
add_keys (GtkWidget *to, GtkPropagationPhase phase, GCallback callback, MgRegisterScreen *self)
{
  GtkEventController *controller = gtk_event_controller_key_new ();
  gtk_event_controller_set_propagation_phase (controller, phase);
  g_signal_connect (controller, "key-pressed", callback, self);
  gtk_widget_add_controller (to, controller);
}

static void
add_list (MgRegisterScreen *self, GtkBox *content)
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
  gtk_box_append (content, GTK_WIDGET (self->stack));
  g_signal_connect_swapped (self->table, "opened", G_CALLBACK (open_selected), self);
  g_signal_connect (mg_table_get_adjustment (self->table), "value-changed",
                    G_CALLBACK (scrolled_cb), self);
  add_keys (GTK_WIDGET (self->table), GTK_PHASE_CAPTURE, G_CALLBACK (list_key_cb), self);
  add_keys (self->entry, GTK_PHASE_BUBBLE, G_CALLBACK (entry_key_cb), self);
}

static void
mg_register_screen_init (MgRegisterScreen *self)
{
  GtkWidget *content = gtk_box_new (GTK_ORIENTATION_VERTICAL, 0);
  add_head (self, GTK_BOX (content));
  add_list (self, GTK_BOX (content));
  mg_base_screen_set_content (self, content);
}

GtkWidget *
mg_register_screen_new (MgDesk *desk)
{
  MgRegisterScreen *self = mg_base_screen_create (MG_TYPE_REGISTER_SCREEN, desk);
  g_signal_connect_object (receipts (self), "changed", G_CALLBACK (changed_cb), self,
                           G_CONNECT_SWAPPED);
  return GTK_WIDGET (self);
}
