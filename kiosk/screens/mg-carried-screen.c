/* SPDX-License-Identifier: Apache-2.0 */
#include "mg-carried-screen.h"
#include "app/mg-list-screen.h"
#include "mg-export-cells.h"
#include "model/mg-fields.h"
#include "model/mg-i18n.h"
#include "widgets/mg-era-entry.h"
#include "widgets/mg-label.h"
#include "widgets/mg-layout.h"
#include "widgets/mg-text-entry.h"

#define STAFF_NO_DIGITS 6

struct _MgCarriedScreen
{
  MgListScreen parent_instance;
  /* children */
  MgEraEntry *from;
  MgEraEntry *to;
  GtkWidget *ward;
  GtkWidget *staff_no;
  GtkBox *what;
  GtkBox *where;
};

#define MG_TYPE_CARRIED_SCREEN (mg_carried_screen_get_type ())
G_DECLARE_FINAL_TYPE (MgCarriedScreen, mg_carried_screen, MG, CARRIED_SCREEN, MgListScreen)
G_DEFINE_FINAL_TYPE (MgCarriedScreen, mg_carried_screen, MG_TYPE_LIST_SCREEN)

static gpointer
carried (gpointer self)
{
  return mg_desk_get_carried (mg_base_screen_get_desk (self));
}

/* --- what is shown --- */

static void
show (gpointer data, GtkBox *card, gconstpointer row)
{
  MgCarriedScreen *self = data;
  const Pb__ExportItem *item = row;
  mg_export_show_what (self->what, item);
  mg_export_show_where (self->where, item, item->not_after_us);
  mg_export_show_way (card, item);
}

static void
fill (gpointer data, MgListFill *ret)
{
  MgCarriedScreen *self = data;
  const GPtrArray *rows = mg_carried_get_rows (carried (self));
  const gboolean has_more = mg_carried_has_more (carried (self));
  mg_box_clear (self->what);
  mg_box_clear (self->where);
  ret->trouble = mg_carried_get_trouble (carried (self));
  ret->is_busy = mg_carried_is_busy (carried (self));
  for (guint i = 0; i < rows->len; i++)
    g_ptr_array_add (ret->rows, rows->pdata[i]);
  if (!mg_carried_has_answer (carried (self)))
    return;
  ret->count = g_strdup_printf (has_more ? _ ("%u 件以上") : _ ("%u 件"), rows->len);
  ret->hint = rows->len == 0 ? _ ("条件に合う持ち出しはありません。条件を減らしてください。")
              : has_more     ? _ ("新しいものから並んでいます。下へ進むと続きが出ます。")
                             : _ ("新しいものから並んでいます。");
}

/* --- conditions --- */

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
empty (MgCarriedScreen *self)
{
  mg_era_entry_clear (self->from);
  mg_era_entry_clear (self->to);
  mg_entry_set (self->ward, "");
  mg_entry_set (self->staff_no, "");
}

static void
asked_cb (gpointer self)
{
  gtk_widget_grab_focus (GTK_WIDGET (mg_list_screen_get_table (self)));
  mg_list_screen_ask (self);
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

/* Near the end of the rows the next page is asked for. */
static void
scrolled_cb (GtkAdjustment *where, MgCarriedScreen *self)
{
  const double page = gtk_adjustment_get_page_size (where);
  if (page > 0
      && gtk_adjustment_get_upper (where) - page - gtk_adjustment_get_value (where) < page / 2)
    mg_carried_more (carried (self));
}

/* --- keys --- */

static void
clear_conditions (gpointer self)
{
  empty (self);
  mg_list_screen_ask (self);
}

static void
go_to_conditions (gpointer self)
{
  gtk_widget_grab_focus (GTK_WIDGET (MG_CARRIED_SCREEN (self)->from));
}

static const MgKeyRow keys[] = {
    {0, NULL, clear_conditions, NULL},
    {4, N_ ("条件"), go_to_conditions, NULL},
    {5, N_ ("読み直す"), mg_list_screen_ask, NULL},
    {7, N_ ("前の記録"), mg_list_screen_previous, NULL},
    {8, N_ ("次の記録"), mg_list_screen_next, NULL},
    {12, N_ ("この条件で"), mg_list_screen_ask, NULL},
};

/* --- screen --- */

static void
build (gpointer data)
{
  MgCarriedScreen *self = data;
  gtk_box_append (mg_list_screen_get_main (self), mg_card_new (_ ("何を"), &self->what));
  gtk_box_prepend (mg_list_screen_get_side (self), mg_card_new (_ ("だれが・どこで"), &self->where));
  mg_list_screen_set_top (self, new_head (self));
  g_signal_connect (mg_table_get_adjustment (mg_list_screen_get_table (self)), "value-changed",
                    G_CALLBACK (scrolled_cb), self);
}

static void
clear (gpointer self)
{
  empty (self);
  mg_carried_clear (carried (self));
}

static const MgListSpec spec = {
    .title = N_ ("持ち出しの記録"),
    .help
    = N_ ("だれが、いつ、何を、どの媒体で持ち出したかを示します。申請・差し戻し・失敗も残っています"
          "。\n"
          "［F4］で期間・区・職員番号（申請・承認・抽出のどれか）を入れ、［F12］で絞ります。"),
    .keys = keys,
    .n_keys = G_N_ELEMENTS (keys),
    .name = N_ ("持ち出しの記録"),
    .head = N_ ("記録"),
    .new_table = mg_export_table_new,
    .card = N_ ("いままで"),
    .show = show,
    .get_model = carried,
    .ask = ask,
    .fill = fill,
    .clear = clear,
    .build = build,
};

static void
mg_carried_screen_class_init (MgCarriedScreenClass *klass)
{
  mg_list_screen_class_set (klass, &spec);
}

static void
mg_carried_screen_init (MgCarriedScreen *self)
{
}

GtkWidget *
mg_carried_screen_new (MgDesk *desk)
{
  return mg_list_screen_create (MG_TYPE_CARRIED_SCREEN, desk);
}
