/* SPDX-License-Identifier: Apache-2.0 */
#include "mg-notice-screen.h"
#include "app/mg-base-screen.h"
#include "mg-export-layout.h"
#include "mg-notice-sheets.h"
#include "model/mg-era.h"
#include "model/mg-i18n.h"
#include "widgets/mg-field.h"
#include "widgets/mg-holder.h"
#include "widgets/mg-label.h"
#include "widgets/mg-table.h"

struct _MgNoticeScreen
{
  MgBaseScreen parent_instance;
  /* children */
  MgTable *table;
  GtkLabel *right;
  GtkBox *details;
  /* owned */
  GListStore *rows; /* MgHolder of const Pb__NoticeItem * */
};

#define MG_TYPE_NOTICE_SCREEN (mg_notice_screen_get_type ())
G_DECLARE_FINAL_TYPE (MgNoticeScreen, mg_notice_screen, MG, NOTICE_SCREEN, MgBaseScreen)
G_DEFINE_FINAL_TYPE (MgNoticeScreen, mg_notice_screen, MG_TYPE_BASE_SCREEN)

static MgColumn columns[] = {
    {N_ ("本文"), MG_CELL_TEXT, 2450}, {N_ ("宛先"), MG_CELL_TEXT, 500},
    {N_ ("終わり"), MG_CELL_TEXT, 1200}, {N_ ("状態"), MG_CELL_PILL, 0},
};

static MgNotices *
notices (gpointer self)
{
  return mg_desk_get_notices (mg_base_screen_get_desk (self));
}

static const Pb__NoticeItem *
selected (gpointer self)
{
  return mg_table_get_held (MG_NOTICE_SCREEN (self)->table, MG_NOTICE_SCREEN (self)->rows);
}

static const char *
state_word (const Pb__NoticeItem *item)
{
  if (item->withdrawn_us > 0)
    return _ ("取下げ");
  return !item->in_force ? _ ("終了") : item->urgent ? _ ("至急") : _ ("掲示中");
}

static const char *
state_tone (const Pb__NoticeItem *item)
{
  return !item->in_force ? "" : item->urgent ? "warn" : "key";
}

static const char *
ward_word (const Pb__NoticeItem *item)
{
  return *item->ward ? item->ward : _ ("全区");
}

static char *
cell (gpointer held, guint column)
{
  const Pb__NoticeItem *item = MG_HOLDER (held)->held;
  switch (column)
    {
    case 0:
      return g_markup_escape_text (item->text, -1);
    case 1:
      return g_markup_escape_text (ward_word (item), -1);
    case 2:
      return mg_clock_format (item->withdrawn_us > 0 ? item->withdrawn_us : item->until_us);
    default:
      return g_strdup_printf ("%s:%s", state_tone (item), state_word (item));
    }
}

/* --- what is shown --- */

static void
show_selected (MgNoticeScreen *self)
{
  const Pb__NoticeItem *item = selected (self);
  mg_box_clear (self->details);
  mg_screen_changed (MG_SCREEN (self));
  if (!item)
    return;
  g_autofree char *posted = mg_clock_format (item->posted_us);
  g_autofree char *until = mg_clock_format (item->until_us);
  g_autofree char *gone = item->withdrawn_us > 0 ? mg_clock_format (item->withdrawn_us) : NULL;
  g_autofree char *who = g_strdup_printf (_ ("%s（%s）"), item->staff_name, item->staff_no);
  const struct
  {
    const char *label;
    const char *value;
  } fields[] = {
      {_ ("状態"), item->in_force ? _ ("掲示中") : state_word (item)},
      {_ ("宛先"), ward_word (item)},
      {_ ("種類"), item->urgent ? _ ("至急") : _ ("ふつう")},
      {_ ("掲示"), posted},
      {_ ("終わり"), until},
      {_ ("掲示した人"), who},
      {_ ("所属"), item->section_name},
      {_ ("取下げ"), gone ? gone : ""},
      {_ ("取り下げた人"), item->withdrawn_name},
      {_ ("理由"), item->withdrawn_why},
  };
  gtk_box_append (self->details, mg_paragraph_new (item->text, "t-strong"));
  for (guint i = 0; i < G_N_ELEMENTS (fields); i++)
    gtk_box_append (self->details,
                    mg_field_new (fields[i].label, *fields[i].value ? fields[i].value : "―", 20));
}

/* Why the server did not take a new one, by the field it blames. */
static const char *
refusal (const char *field)
{
  static const struct
  {
    const char *field;
    const char *words;
  } all[] = {
      {"in_force", N_ ("掲示していません。その宛先には、もう 2 件出ています。どれかを［F10］で取り下げてください。")},
      {"ward", N_ ("掲示していません。その区には端末がないか、自分の区ではありません。")},
      {"until_us", N_ ("掲示していません。終わりは 24 時間より先にできません。")},
      {"text", N_ ("掲示していません。個人番号のような 12 けた以上の番号は書けません。")},
  };
  for (guint i = 0; i < G_N_ELEMENTS (all); i++)
    if (g_str_equal (all[i].field, field))
      return all[i].words;
  return NULL;
}

static void
say_posted (MgNoticeScreen *self)
{
  const Pb__NoticePostReply *posted = mg_notices_get_posted (notices (self));
  g_autofree char *words
      = g_strdup_printf (_ ("掲示しました。%u 台の端末に 1 秒ほどで届きます。"), posted->terminals);
  mg_base_screen_say (self, "t-good", words);
}

static void
say (MgNoticeScreen *self)
{
  MgActSays says[] = {
      [MG_NOTICE_POST] = {N_ ("掲示しています…"), N_ ("掲示しました。"), NULL, NULL},
      [MG_NOTICE_WITHDRAW] = {N_ ("取り下げています…"), N_ ("取り下げました。端末からは 1 秒ほどで消えます。"),
                              N_ ("取り下げていません。もう終わっています。一覧を読み直しました。"),
                              N_ ("取り下げていません。ほかの区か全区のお知らせです。")},
  };
  MgNoticeAct which;
  const MgAct *act = mg_notices_get_act (notices (self), &which);
  const MgTrouble trouble = mg_notices_get_trouble (notices (self));
  says[MG_NOTICE_POST].rule = refusal (mg_notices_get_field (notices (self)));
  if (mg_base_screen_say_act (self, act, &says[which]))
    {
      if (which == MG_NOTICE_POST && act->state == MG_ACT_DONE && mg_notices_get_posted (notices (self)))
        say_posted (self);
    }
  else if (trouble != MG_N_TROUBLES)
    mg_base_screen_say (self, "t-bad", mg_trouble_words (trouble));
  else if (mg_notices_get (notices (self)) && act->state == MG_ACT_IDLE)
    mg_base_screen_say (self, NULL, _ ("［F12］で、窓口の画面に 1 行のお知らせを出します。"));
}

static void
changed_cb (MgNoticeScreen *self)
{
  const Pb__NoticeListReply *list = mg_notices_get (notices (self));
  g_autoptr (GPtrArray) rows = g_ptr_array_new ();
  guint in_force = 0;
  for (size_t i = 0; list && i < list->n_items; i++)
    {
      in_force += list->items[i]->in_force;
      g_ptr_array_add (rows, list->items[i]);
    }
  g_autofree char *n = g_strdup_printf (_ ("掲示中 %u 件　1 週間で %u 件"), in_force, rows->len);
  mg_table_fill (self->table, self->rows, rows);
  gtk_label_set_text (self->right, list ? n : "");
  show_selected (self);
  say (self);
}

/* --- keys --- */

static void
open_withdraw (gpointer self)
{
  mg_notice_withdraw_open (self, selected (self));
}

static gboolean
is_mine_to_take (gpointer self)
{
  const Pb__NoticeItem *item = selected (self);
  return item && item->may_withdraw;
}

static void
ask_again (gpointer self)
{
  mg_notices_ask (notices (self));
  mg_base_screen_say (self, NULL, _ ("照会中…"));
}

static void
previous (gpointer self)
{
  mg_table_step (MG_NOTICE_SCREEN (self)->table, -1);
}

static void
next (gpointer self)
{
  mg_table_step (MG_NOTICE_SCREEN (self)->table, 1);
}

static const MgKeyRow keys[] = {
    {5, N_ ("読み直す"), ask_again, NULL},
    {7, N_ ("前の件"), previous, NULL},
    {8, N_ ("次の件"), next, NULL},
    {10, N_ ("取り下げ"), open_withdraw, is_mine_to_take},
    {12, N_ ("掲示"), mg_notice_post_open, NULL},
};

static void
enter (gpointer self, const char *argument)
{
  ask_again (self);
}

static void
wipe (gpointer self)
{
  g_list_store_remove_all (MG_NOTICE_SCREEN (self)->rows);
  mg_notices_clear (notices (self));
}

static GtkWidget *
get_focus (gpointer self)
{
  return GTK_WIDGET (MG_NOTICE_SCREEN (self)->table);
}

static const MgBaseSpec spec = {
    .title = N_ ("お知らせ"),
    .help = N_ ("窓口の画面の上に、1 行のお知らせを出します。使っている端末には 1 秒ほどで届き、ロック中の画面にも出ます。\n"
                "所属長は自分の区に、情報システム課は全区か 1 つの区に出せます。ひとつの宛先に同時に出せるのは 2 件までです。\n"
                "終わりの時刻（24 時間まで）に自動で消えます。だれが出し、だれがなぜ取り下げたかは記録されます。\n"
                "だれからも見えるので、人の名前や番号など、個人の情報は書かないでください。"),
    .keys = keys,
    .n_keys = G_N_ELEMENTS (keys),
    .enter = enter,
    .wipe = wipe,
    .get_focus = get_focus,
};

static void
mg_notice_screen_finalize (GObject *object)
{
  g_clear_object (&MG_NOTICE_SCREEN (object)->rows);
  G_OBJECT_CLASS (mg_notice_screen_parent_class)->finalize (object);
}

static void
mg_notice_screen_class_init (MgNoticeScreenClass *klass)
{
  G_OBJECT_CLASS (klass)->finalize = mg_notice_screen_finalize;
  MG_BASE_SCREEN_CLASS (klass)->spec = &spec;
}

static void
mg_notice_screen_init (MgNoticeScreen *self)
{
  GtkBox *main_box, *side_box;
  GtkWidget *body = mg_columns_new ("side-m", &main_box, &side_box);
  for (guint i = 0; i < G_N_ELEMENTS (columns); i++)
    columns[i].title = _ (columns[i].title);
  self->rows = g_list_store_new (MG_TYPE_HOLDER);
  self->table = mg_table_new (_ ("お知らせ"), columns, G_N_ELEMENTS (columns),
                              G_LIST_MODEL (self->rows), cell);
  gtk_box_append (main_box, mg_table_card_new (_ ("お知らせ"), GTK_WIDGET (self->table), &self->right));
  gtk_box_append (side_box, mg_card_new (_ ("選んだお知らせ"), &self->details));
  mg_base_screen_set_content (self, body);
  g_signal_connect_swapped (self->table, "selected", G_CALLBACK (show_selected), self);
}

GtkWidget *
mg_notice_screen_new (MgDesk *desk)
{
  gpointer self = mg_base_screen_create (MG_TYPE_NOTICE_SCREEN, desk);
  g_signal_connect_object (mg_desk_get_notices (desk), "changed", G_CALLBACK (changed_cb), self,
                           G_CONNECT_SWAPPED);
  return GTK_WIDGET (self);
}
