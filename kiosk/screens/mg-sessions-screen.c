/* SPDX-License-Identifier: Apache-2.0 */
#include "mg-sessions-screen.h"
#include "app/mg-base-screen.h"
#include "mg-export-layout.h"
#include "mg-fresh-sheet.h"
#include "model/mg-era.h"
#include "model/mg-i18n.h"
#include "widgets/mg-field.h"
#include "widgets/mg-holder.h"
#include "widgets/mg-label.h"
#include "widgets/mg-table.h"

struct _MgSessionsScreen
{
  MgBaseScreen parent_instance;
  /* children */
  MgTable *table;
  GtkLabel *right;
  GtkBox *details;
  /* owned */
  GListStore *rows; /* MgHolder of const Pb__SessionItem * */
  /* state */
  guint64 asked_no; /* the session that fresh factors are asked for */
};

#define MG_TYPE_SESSIONS_SCREEN (mg_sessions_screen_get_type ())
G_DECLARE_FINAL_TYPE (MgSessionsScreen, mg_sessions_screen, MG, SESSIONS_SCREEN, MgBaseScreen)
G_DEFINE_FINAL_TYPE (MgSessionsScreen, mg_sessions_screen, MG_TYPE_BASE_SCREEN)

static MgColumn columns[] = {
    {N_ ("職員"), MG_CELL_NAME, 900},    {N_ ("所属"), MG_CELL_TEXT, 1350},
    {N_ ("端末"), MG_CELL_TEXT, 700},    {N_ ("最後の操作"), MG_CELL_TEXT, 1150},
    {N_ ("状態"), MG_CELL_PILL, 0},
};

static MgSessions *
sessions (gpointer self)
{
  return mg_desk_get_sessions (mg_base_screen_get_desk (self));
}

static const Pb__SessionItem *
selected (gpointer self)
{
  return mg_table_get_held (MG_SESSIONS_SCREEN (self)->table, MG_SESSIONS_SCREEN (self)->rows);
}

static const char *
state_word (const Pb__SessionItem *item)
{
  return item->own ? _ ("自分") : item->locked ? _ ("ロック中") : _ ("利用中");
}

static char *
cell (gpointer held, guint column)
{
  const Pb__SessionItem *item = MG_HOLDER (held)->held;
  switch (column)
    {
    case 0:
      return g_markup_escape_text (item->staff_name, -1);
    case 1:
      return g_markup_escape_text (item->section_name, -1);
    case 2:
      return g_markup_escape_text (item->terminal_name, -1);
    case 3:
      return mg_clock_format (item->last_seen_us);
    default:
      return g_strdup_printf ("%s:%s", item->own ? "" : item->locked ? "warn" : "key",
                              state_word (item));
    }
}

/* --- what is shown --- */

static void
show_selected (MgSessionsScreen *self)
{
  const Pb__SessionItem *item = selected (self);
  mg_box_clear (self->details);
  mg_screen_changed (MG_SCREEN (self));
  if (!item)
    return;
  g_autofree char *begun = mg_clock_format (item->begun_us);
  g_autofree char *seen = mg_clock_format (item->last_seen_us);
  g_autofree char *ends = mg_clock_format (item->ends_us);
  const struct
  {
    const char *label;
    const char *value;
  } fields[] = {
      {_ ("職員"), item->staff_name},
      {_ ("職員番号"), item->staff_no},
      {_ ("職名"), item->role_name},
      {_ ("所属"), item->section_name},
      {_ ("端末"), item->terminal_name},
      {_ ("端末の所属"), item->terminal_section},
      {_ ("ログイン"), begun},
      {_ ("最後の操作"), seen},
      {_ ("遅くとも"), ends},
      {_ ("状態"), state_word (item)},
  };
  for (guint i = 0; i < G_N_ELEMENTS (fields); i++)
    gtk_box_append (self->details,
                    mg_field_new (fields[i].label, *fields[i].value ? fields[i].value : "―", 24));
}

static void
say (MgSessionsScreen *self)
{
  static const MgActSays says
      = {N_ ("終わらせています…"), N_ ("ログインを終わらせました。端末には 1 秒ほどで届きます。"),
         N_ ("このログインは、もう終わっています。一覧を読み直しました。"), NULL};
  const MgAct *act = mg_sessions_get_act (sessions (self));
  const MgTrouble trouble = mg_sessions_get_trouble (sessions (self));
  const Pb__SessionListReply *list = mg_sessions_get (sessions (self));
  if (act->state == MG_ACT_FAILED && act->trouble == MG_TROUBLE_NOT_FOUND)
    mg_base_screen_say (self, "t-warn", _ (says.conflict));
  else if (mg_base_screen_say_act (self, act, &says))
    return;
  else if (trouble != MG_N_TROUBLES)
    mg_base_screen_say (self, "t-bad", mg_trouble_words (trouble));
  else if (list && !mg_sessions_is_busy (sessions (self)) && act->state == MG_ACT_IDLE)
    mg_base_screen_say (self, NULL,
                        list->n_items <= 1
                            ? _ ("ログインしている職員はほかにいません。")
                            : _ ("［F12］で、選んだ職員のログインをすぐに終わらせます。その端末で書"
                                 "きかけの入力は失われます。"));
}

static void
changed_cb (MgSessionsScreen *self)
{
  const Pb__SessionListReply *list = mg_sessions_get (sessions (self));
  g_autoptr (GPtrArray) rows = g_ptr_array_new ();
  for (size_t i = 0; list && i < list->n_items; i++)
    g_ptr_array_add (rows, list->items[i]);
  g_autofree char *n = g_strdup_printf (
      list && list->more ? _ ("%u 人以上") : _ ("%u 人がログインしています"), rows->len);
  mg_table_fill (self->table, self->rows, rows);
  gtk_label_set_text (self->right, list ? n : "");
  show_selected (self);
  say (self);
}

/* --- keys --- */

static void
fresh_cb (gpointer data, MgSecret *token)
{
  MgSessionsScreen *self = data;
  mg_base_screen_expect (self);
  mg_sessions_end (sessions (self), self->asked_no, token);
}

static gboolean
is_other (gpointer self)
{
  const Pb__SessionItem *item = selected (self);
  return item && !item->own;
}

static void
end_login (gpointer data)
{
  MgSessionsScreen *self = data;
  const Pb__SessionItem *item = selected (self);
  if (!item)
    return;
  g_autofree char *title = g_strdup_printf (_ ("%s（%s）のログインを終わらせる本人の確認"),
                                            item->staff_name, item->terminal_name);
  self->asked_no = item->session_no;
  mg_fresh_sheet_open (self, "/madoguchi.v1.Session/End", title, fresh_cb, self);
}

static void
ask_again (gpointer self)
{
  mg_sessions_ask (sessions (self));
  mg_base_screen_say (self, NULL, _ ("照会中…"));
}

static void
previous (gpointer self)
{
  mg_table_step (MG_SESSIONS_SCREEN (self)->table, -1);
}

static void
next (gpointer self)
{
  mg_table_step (MG_SESSIONS_SCREEN (self)->table, 1);
}

static const MgKeyRow keys[] = {
    {5, N_ ("読み直す"), ask_again, NULL},
    {7, N_ ("前の職員"), previous, NULL},
    {8, N_ ("次の職員"), next, NULL},
    {12, N_ ("終わらせる"), end_login, is_other},
};

static void
enter (gpointer self, const char *argument)
{
  ask_again (self);
}

static void
wipe (gpointer self)
{
  g_list_store_remove_all (MG_SESSIONS_SCREEN (self)->rows);
  mg_sessions_clear (sessions (self));
}

static GtkWidget *
get_focus (gpointer self)
{
  return GTK_WIDGET (MG_SESSIONS_SCREEN (self)->table);
}

static const MgBaseSpec spec = {
    .title = N_ ("セッション"),
    .help
    = N_ ("いまログインしている職員と端末の一覧です。席を離れたままの端末や、異動した職員のログインを"
          "、［F12］で終わらせます。\n"
          "終わらせるには、自分のパスワードと指をもう一度確かめます。だれのログインを終わらせたかは記"
          "録されます。"),
    .keys = keys,
    .n_keys = G_N_ELEMENTS (keys),
    .enter = enter,
    .wipe = wipe,
    .get_focus = get_focus,
};

static void
mg_sessions_screen_finalize (GObject *object)
{
  g_clear_object (&MG_SESSIONS_SCREEN (object)->rows);
  G_OBJECT_CLASS (mg_sessions_screen_parent_class)->finalize (object);
}

static void
mg_sessions_screen_class_init (MgSessionsScreenClass *klass)
{
  G_OBJECT_CLASS (klass)->finalize = mg_sessions_screen_finalize;
  MG_BASE_SCREEN_CLASS (klass)->spec = &spec;
}

static void
mg_sessions_screen_init (MgSessionsScreen *self)
{
  GtkBox *main_box, *side_box;
  GtkWidget *body = mg_columns_new ("side-m", &main_box, &side_box);
  for (guint i = 0; i < G_N_ELEMENTS (columns); i++)
    columns[i].title = _ (columns[i].title);
  self->rows = g_list_store_new (MG_TYPE_HOLDER);
  self->table = mg_table_new (_ ("セッション"), columns, G_N_ELEMENTS (columns),
                              G_LIST_MODEL (self->rows), cell);
  gtk_box_append (main_box,
                  mg_table_card_new (_ ("セッション"), GTK_WIDGET (self->table), &self->right));
  gtk_box_append (side_box, mg_card_new (_ ("選んだセッション"), &self->details));
  mg_base_screen_set_content (self, body);
  g_signal_connect_swapped (self->table, "selected", G_CALLBACK (show_selected), self);
}

GtkWidget *
mg_sessions_screen_new (MgDesk *desk)
{
  gpointer self = mg_base_screen_create (MG_TYPE_SESSIONS_SCREEN, desk);
  g_signal_connect_object (mg_desk_get_sessions (desk), "changed", G_CALLBACK (changed_cb), self,
                           G_CONNECT_SWAPPED);
  return GTK_WIDGET (self);
}
