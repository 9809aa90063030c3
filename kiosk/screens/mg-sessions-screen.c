/* SPDX-License-Identifier: Apache-2.0 */
#include "mg-sessions-screen.h"
#include "app/mg-list-screen.h"
#include "mg-fresh-sheet.h"
#include "model/mg-era.h"
#include "model/mg-i18n.h"
#include "widgets/mg-field.h"

struct _MgSessionsScreen
{
  MgListScreen parent_instance;
  /* state */
  guint64 asked_no; /* the session that fresh factors are asked for */
};

#define MG_TYPE_SESSIONS_SCREEN (mg_sessions_screen_get_type ())
G_DECLARE_FINAL_TYPE (MgSessionsScreen, mg_sessions_screen, MG, SESSIONS_SCREEN, MgListScreen)
G_DEFINE_FINAL_TYPE (MgSessionsScreen, mg_sessions_screen, MG_TYPE_LIST_SCREEN)

static gpointer
sessions (gpointer self)
{
  return mg_desk_get_sessions (mg_base_screen_get_desk (self));
}

/* --- a row, in the list and as a card --- */

static const MgColumn columns[] = {
    {N_ ("職員"), MG_CELL_NAME, 900},    {N_ ("所属"), MG_CELL_TEXT, 1350},
    {N_ ("端末"), MG_CELL_TEXT, 700},    {N_ ("最後の操作"), MG_CELL_TEXT, 1150},
    {N_ ("状態"), MG_CELL_PILL, 0},
};

static const char *
state_word (const Pb__SessionItem *item)
{
  return item->own ? _ ("自分") : item->locked ? _ ("ロック中") : _ ("利用中");
}

static char *
cell (gpointer row, guint column)
{
  const Pb__SessionItem *item = row;
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

static void
show (gpointer self, GtkBox *card, gconstpointer row)
{
  const Pb__SessionItem *item = row;
  g_autofree char *begun = mg_clock_format (item->begun_us);
  g_autofree char *seen = mg_clock_format (item->last_seen_us);
  g_autofree char *ends = mg_clock_format (item->ends_us);
  const MgFieldWords fields[] = {
      {_ ("職員"), item->staff_name},        {_ ("職員番号"), item->staff_no},
      {_ ("職名"), item->role_name},         {_ ("所属"), item->section_name},
      {_ ("端末"), item->terminal_name},     {_ ("端末の所属"), item->terminal_section},
      {_ ("ログイン"), begun},               {_ ("最後の操作"), seen},
      {_ ("遅くとも"), ends},                {_ ("状態"), state_word (item)},
  };
  mg_fields_add (card, fields, G_N_ELEMENTS (fields));
}

/* --- the list and its news --- */

static void
fill (gpointer self, MgListFill *ret)
{
  const Pb__SessionListReply *list = mg_sessions_get (sessions (self));
  ret->trouble = mg_sessions_get_trouble (sessions (self));
  ret->is_busy = mg_sessions_is_busy (sessions (self));
  if (!list)
    return;
  for (size_t i = 0; i < list->n_items; i++)
    g_ptr_array_add (ret->rows, list->items[i]);
  ret->count = g_strdup_printf (list->more ? _ ("%u 人以上") : _ ("%u 人がログインしています"),
                                ret->rows->len);
  ret->hint = list->n_items <= 1
                  ? _ ("ログインしている職員はほかにいません。")
                  : _ ("［F12］で、選んだ職員のログインをすぐに終わらせます。その端末で書"
                       "きかけの入力は失われます。");
}

static gboolean
say_act (gpointer self)
{
  static const MgActSays says
      = {N_ ("終わらせています…"), N_ ("ログインを終わらせました。端末には 1 秒ほどで届きます。"),
         N_ ("このログインは、もう終わっています。一覧を読み直しました。"), NULL};
  const MgAct *act = mg_sessions_get_act (sessions (self));
  if (!mg_base_screen_say_act (self, act, &says))
    return FALSE;
  if (act->state == MG_ACT_FAILED && act->trouble == MG_TROUBLE_NOT_FOUND)
    mg_base_screen_say (self, "t-warn", _ (says.conflict));
  return TRUE;
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
  const Pb__SessionItem *item = mg_list_screen_get_row (self);
  return item && !item->own;
}

static void
end_login (gpointer self)
{
  const Pb__SessionItem *item = mg_list_screen_get_row (self);
  g_autofree char *title = g_strdup_printf (_ ("%s（%s）のログインを終わらせる本人の確認"),
                                            item->staff_name, item->terminal_name);
  MG_SESSIONS_SCREEN (self)->asked_no = item->session_no;
  mg_fresh_sheet_open (self, "/madoguchi.v1.Session/End", title, fresh_cb, self);
}

static const MgKeyRow keys[] = {
    {5, N_ ("読み直す"), mg_list_screen_ask, NULL},
    {7, N_ ("前の職員"), mg_list_screen_previous, NULL},
    {8, N_ ("次の職員"), mg_list_screen_next, NULL},
    {12, N_ ("終わらせる"), end_login, is_other},
};

/* --- screen --- */

static void
ask (gpointer self)
{
  mg_sessions_ask (sessions (self));
}

static void
clear (gpointer self)
{
  mg_sessions_clear (sessions (self));
}

static const MgListSpec spec = {
    .title = N_ ("セッション"),
    .help
    = N_ ("いまログインしている職員と端末の一覧です。席を離れたままの端末や、異動した職員のログインを"
          "、［F12］で終わらせます。\n"
          "終わらせるには、自分のパスワードと指をもう一度確かめます。だれのログインを終わらせたかは記"
          "録されます。"),
    .keys = keys,
    .n_keys = G_N_ELEMENTS (keys),
    .name = N_ ("セッション"),
    .columns = columns,
    .n_columns = G_N_ELEMENTS (columns),
    .cell = cell,
    .card = N_ ("選んだセッション"),
    .show = show,
    .get_model = sessions,
    .ask = ask,
    .fill = fill,
    .say_act = say_act,
    .clear = clear,
};

static void
mg_sessions_screen_class_init (MgSessionsScreenClass *klass)
{
  mg_list_screen_class_set (klass, &spec);
}

static void
mg_sessions_screen_init (MgSessionsScreen *self)
{
}

GtkWidget *
mg_sessions_screen_new (MgDesk *desk)
{
  return mg_list_screen_create (MG_TYPE_SESSIONS_SCREEN, desk);
}
