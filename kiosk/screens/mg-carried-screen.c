/* SPDX-License-Identifier: Apache-2.0 */
#include "mg-carried-screen.h"
#include "app/mg-base-screen.h"
#include "mg-export-cells.h"
#include "model/mg-fields.h"
#include "model/mg-i18n.h"
#include "widgets/mg-era-entry.h"
#include "widgets/mg-holder.h"
#include "widgets/mg-label.h"
#include "widgets/mg-layout.h"
#include "widgets/mg-text-entry.h"

#define STAFF_NO_DIGITS 6

struct _MgCarriedScreen
{
  MgBaseScreen parent_instance;
  /* children */
  MgEraEntry *from;
  MgEraEntry *to;
  GtkWidget *ward;
  GtkWidget *staff_no;
  MgTable *table;
  GtkLabel *right;
  GtkBox *what;
  GtkBox *where;
  GtkBox *way;
  /* owned */
  GListStore *rows; /* MgHolder of const Pb__ExportItem * */
};

#define MG_TYPE_CARRIED_SCREEN (mg_carried_screen_get_type ())
G_DECLARE_FINAL_TYPE (MgCarriedScreen, mg_carried_screen, MG, CARRIED_SCREEN, MgBaseScreen)
G_DEFINE_FINAL_TYPE (MgCarriedScreen, mg_carried_screen, MG_TYPE_BASE_SCREEN)

static MgCarried *
carried (gpointer self)
{
  return mg_desk_get_carried (mg_base_screen_get_desk (self));
}

static void
show_selected (MgCarriedScreen *self)
{
  const Pb__ExportItem *item = mg_table_get_held (self->table, self->rows);
  mg_export_show_what (self->what, item);
  mg_export_show_where (self->where, item, item ? item->not_after_us : 0);
  mg_export_show_way (self->way, item);
}

static void
say (MgCarriedScreen *self)
{
  const MgTrouble trouble = mg_carried_get_trouble (carried (self));
  const guint n = mg_carried_get_rows (carried (self))->len;
  if (trouble != MG_N_TROUBLES)
    mg_base_screen_say (self, "t-bad", mg_trouble_words (trouble));
  else if (mg_carried_is_busy (carried (self)))
    mg_base_screen_say (self, NULL, _ ("照会中…"));
  else if (mg_carried_has_answer (carried (self)) && n == 0)
    mg_base_screen_say (self, NULL, _ ("条件に合う持ち出しはありません。条件を減らしてください。"));
  else if (mg_carried_has_answer (carried (self)))
    {
      g_autofree char *words
          = g_strdup_printf (mg_carried_has_more (carried (self))
                                 ? _ ("新しい %u 件を示しています。下へ進むと続きが出ます。")
                                 : _ ("%u 件です。新しいものから並んでいます。"),
                             n);
      mg_base_screen_say (self, NULL, words);
    }
}

static void
changed_cb (MgCarriedScreen *self)
{
  const GPtrArray *rows = mg_carried_get_rows (carried (self));
  g_autofree char *n = g_strdup_printf (
      mg_carried_has_more (carried (self)) ? _ ("%u 件以上") : _ ("%u 件"), rows->len);
  mg_table_fill (self->table, self->rows, rows);
  gtk_label_set_text (self->right, mg_carried_has_answer (carried (self)) ? n : "");
  show_selected (self);
  say (self);
}

/* --- keys --- */

static void
ask (gpointer data)
{
  MgCarriedScreen *self = data;
  MgDate from = {0};
  MgDate to = {0};
  mg_era_entry_get_date (self->from, &from);
  mg_era_entry_get_date (self->to, &to);
  mg_carried_ask (carried (self), &from, &to, mg_entry_text (self->ward),
                  mg_entry_text (self->staff_no));
}

static void
asked_cb (MgCarriedScreen *self)
{
  ask (self);
  gtk_widget_grab_focus (GTK_WIDGET (self->table));
}

static void
go_to_filters (gpointer self)
{
  gtk_widget_grab_focus (GTK_WIDGET (MG_CARRIED_SCREEN (self)->from));
}

static void
previous (gpointer self)
{
  mg_table_step (MG_CARRIED_SCREEN (self)->table, -1);
}

static void
next (gpointer self)
{
  mg_table_step (MG_CARRIED_SCREEN (self)->table, 1);
}

static void
clear_filters (gpointer data)
{
  MgCarriedScreen *self = data;
  mg_era_entry_clear (self->from);
  mg_era_entry_clear (self->to);
  mg_entry_set (self->ward, "");
  mg_entry_set (self->staff_no, "");
  ask (self);
}

static const MgKeyRow keys[] = {
    {0, NULL, clear_filters, NULL},   {4, N_ ("条件"), go_to_filters, NULL},
    {5, N_ ("読み直す"), ask, NULL},  {7, N_ ("前の記録"), previous, NULL},
    {8, N_ ("次の記録"), next, NULL}, {12, N_ ("この条件で"), ask, NULL},
};

static void
scrolled_cb (GtkAdjustment *where, MgCarriedScreen *self)
{
  const double page = gtk_adjustment_get_page_size (where);
  if (page > 0
      && gtk_adjustment_get_upper (where) - page - gtk_adjustment_get_value (where) < page / 2)
    mg_carried_more (carried (self));
}

static void
enter (gpointer self, const char *argument)
{
  ask (self);
}

static void
wipe (gpointer data)
{
  MgCarriedScreen *self = data;
  mg_era_entry_clear (self->from);
  mg_era_entry_clear (self->to);
  mg_entry_set (self->ward, "");
  mg_entry_set (self->staff_no, "");
  g_list_store_remove_all (self->rows);
  mg_carried_clear (carried (self));
}

static GtkWidget *
get_focus (gpointer self)
{
  return GTK_WIDGET (MG_CARRIED_SCREEN (self)->table);
}

static const MgBaseSpec spec = {
    .title = N_ ("持ち出しの記録"),
    .help
    = N_ ("だれが、いつ、何を、どの媒体で持ち出したかを示します。申請・差し戻し・失敗も残っています"
          "。\n"
          "［F4］で期間・区・職員番号（申請・承認・抽出のどれか）を入れ、［F12］で絞ります。"),
    .keys = keys,
    .n_keys = G_N_ELEMENTS (keys),
    .enter = enter,
    .wipe = wipe,
    .get_focus = get_focus,
};

static void
mg_carried_screen_finalize (GObject *object)
{
  g_clear_object (&MG_CARRIED_SCREEN (object)->rows);
  G_OBJECT_CLASS (mg_carried_screen_parent_class)->finalize (object);
}

static void
mg_carried_screen_class_init (MgCarriedScreenClass *klass)
{
  G_OBJECT_CLASS (klass)->finalize = mg_carried_screen_finalize;
  MG_BASE_SCREEN_CLASS (klass)->spec = &spec;
}

static GtkWidget *
new_head (MgCarriedScreen *self)
{
  GtkWidget *line = gtk_box_new (GTK_ORIENTATION_HORIZONTAL, 12);
  self->from = MG_ERA_ENTRY (mg_era_entry_new (_ ("この日から")));
  self->to = MG_ERA_ENTRY (mg_era_entry_new (_ ("この日まで")));
  self->ward = mg_digit_entry_new (_ ("区"), MG_WARD_DIGITS);
  self->staff_no = mg_digit_entry_new (_ ("職員番号"), STAFF_NO_DIGITS);
  GtkWidget *fields[]
      = {GTK_WIDGET (self->from), GTK_WIDGET (self->to), self->ward, self->staff_no};
  const char *labels[] = {_ ("この日から"), _ ("この日まで"), _ ("区"), _ ("職員番号")};
  for (guint i = 0; i < G_N_ELEMENTS (fields); i++)
    {
      gtk_box_append (GTK_BOX (line), mg_text_new (labels[i], "t-label"));
      gtk_box_append (GTK_BOX (line), fields[i]);
      g_signal_connect_swapped (fields[i], i < 2 ? "entered" : "activate", G_CALLBACK (asked_cb),
                                self);
    }
  mg_add_classes (line, "search-head");
  return line;
}

static void
mg_carried_screen_init (MgCarriedScreen *self)
{
  GtkBox *main_box, *side_box;
  GtkWidget *all = gtk_box_new (GTK_ORIENTATION_VERTICAL, 0);
  GtkWidget *body = mg_columns_new ("side-m", &main_box, &side_box);
  self->rows = g_list_store_new (MG_TYPE_HOLDER);
  self->table = mg_export_table_new (_ ("持ち出しの記録"), G_LIST_MODEL (self->rows));
  gtk_box_append (main_box, mg_table_card_new (_ ("記録"), GTK_WIDGET (self->table), &self->right));
  gtk_box_append (side_box, mg_card_new (_ ("何を"), &self->what));
  gtk_box_append (side_box, mg_card_new (_ ("だれが・どこで"), &self->where));
  gtk_box_append (side_box, mg_card_new (_ ("いままで"), &self->way));
  gtk_box_append (GTK_BOX (all), new_head (self));
  gtk_box_append (GTK_BOX (all), body);
  mg_base_screen_set_content (self, all);
  g_signal_connect_swapped (self->table, "selected", G_CALLBACK (show_selected), self);
  g_signal_connect (mg_table_get_adjustment (self->table), "value-changed",
                    G_CALLBACK (scrolled_cb), self);
}

GtkWidget *
mg_carried_screen_new (MgDesk *desk)
{
  gpointer self = mg_base_screen_create (MG_TYPE_CARRIED_SCREEN, desk);
  g_signal_connect_object (mg_desk_get_carried (desk), "changed", G_CALLBACK (changed_cb), self,
                           G_CONNECT_SWAPPED);
  return GTK_WIDGET (self);
}
