/* SPDX-License-Identifier: Apache-2.0 */
#include "mg-notice-screen.h"
#include "app/mg-list-screen.h"
#include "mg-notice-sheets.h"
#include "model/mg-era.h"
#include "model/mg-i18n.h"
#include "widgets/mg-field.h"
#include "widgets/mg-label.h"

struct _MgNoticeScreen
{
  MgListScreen parent_instance;
};

#define MG_TYPE_NOTICE_SCREEN (mg_notice_screen_get_type ())
G_DECLARE_FINAL_TYPE (MgNoticeScreen, mg_notice_screen, MG, NOTICE_SCREEN, MgListScreen)
G_DEFINE_FINAL_TYPE (MgNoticeScreen, mg_notice_screen, MG_TYPE_LIST_SCREEN)

static gpointer
notices (gpointer self)
{
  return mg_desk_get_notices (mg_base_screen_get_desk (self));
}

/* --- a row, in the list and as a card --- */

static const MgColumn columns[] = {
    {N_ ("本文"), MG_CELL_TEXT, 2450}, {N_ ("宛先"), MG_CELL_TEXT, 500},
    {N_ ("終わり"), MG_CELL_TEXT, 1200}, {N_ ("状態"), MG_CELL_PILL, 0},
};

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
cell (gpointer row, guint column)
{
  const Pb__NoticeItem *item = row;
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

static void
show (gpointer self, GtkBox *card, gconstpointer row)
{
  const Pb__NoticeItem *item = row;
  g_autofree char *posted = mg_clock_format (item->posted_us);
  g_autofree char *until = mg_clock_format (item->until_us);
  g_autofree char *gone = item->withdrawn_us > 0 ? mg_clock_format (item->withdrawn_us) : NULL;
  g_autofree char *who = g_strdup_printf (_ ("%s（%s）"), item->staff_name, item->staff_no);
  const MgFieldWords fields[] = {
      {_ ("状態"), item->in_force ? _ ("掲示中") : state_word (item)},
      {_ ("宛先"), ward_word (item)},
      {_ ("種類"), item->urgent ? _ ("至急") : _ ("ふつう")},
      {_ ("掲示"), posted},
      {_ ("終わり"), until},
      {_ ("掲示した人"), who},
      {_ ("所属"), item->section_name},
      {_ ("取下げ"), gone},
      {_ ("取り下げた人"), item->withdrawn_name},
      {_ ("理由"), item->withdrawn_why},
  };
  gtk_box_append (card, mg_paragraph_new (item->text, "t-strong"));
  mg_fields_add (card, fields, G_N_ELEMENTS (fields));
}

/* --- the list and its news --- */

static void
fill (gpointer self, MgListFill *ret)
{
  const Pb__NoticeListReply *list = mg_notices_get (notices (self));
  guint in_force = 0;
  ret->trouble = mg_notices_get_trouble (notices (self));
  if (!list)
    return;
  for (size_t i = 0; i < list->n_items; i++)
    {
      in_force += list->items[i]->in_force;
      g_ptr_array_add (ret->rows, list->items[i]);
    }
  ret->count = g_strdup_printf (_ ("掲示中 %u 件　1 週間で %u 件"), in_force, ret->rows->len);
  ret->hint = _ ("［F12］で、窓口の画面に 1 行のお知らせを出します。");
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

static gboolean
say_act (gpointer self)
{
  MgActSays says[] = {
      [MG_NOTICE_POST] = {N_ ("掲示しています…"), N_ ("掲示しました。"), NULL, NULL},
      [MG_NOTICE_WITHDRAW] = {N_ ("取り下げています…"), N_ ("取り下げました。端末からは 1 秒ほどで消えます。"),
                              N_ ("取り下げていません。もう終わっています。一覧を読み直しました。"),
                              N_ ("取り下げていません。ほかの区か全区のお知らせです。")},
  };
  MgNoticeAct which;
  const MgAct *act = mg_notices_get_act (notices (self), &which);
  const Pb__NoticePostReply *posted = mg_notices_get_posted (notices (self));
  says[MG_NOTICE_POST].rule = refusal (mg_notices_get_field (notices (self)));
  if (!mg_base_screen_say_act (self, act, &says[which]))
    return FALSE;
  if (which == MG_NOTICE_POST && act->state == MG_ACT_DONE && posted)
    {
      g_autofree char *words
          = g_strdup_printf (_ ("掲示しました。%u 台の端末に 1 秒ほどで届きます。"), posted->terminals);
      mg_base_screen_say (self, "t-good", words);
    }
  return TRUE;
}

/* --- keys --- */

static gboolean
may_withdraw (gpointer self)
{
  const Pb__NoticeItem *item = mg_list_screen_get_row (self);
  return item && item->may_withdraw;
}

static void
withdraw (gpointer self)
{
  mg_notice_withdraw_open (self, mg_list_screen_get_row (self));
}

static const MgKeyRow keys[] = {
    {5, N_ ("読み直す"), mg_list_screen_ask, NULL},
    {7, N_ ("前の件"), mg_list_screen_previous, NULL},
    {8, N_ ("次の件"), mg_list_screen_next, NULL},
    {10, N_ ("取り下げ"), withdraw, may_withdraw},
    {12, N_ ("掲示"), mg_notice_post_open, NULL},
};

/* --- screen --- */

static void
ask (gpointer self)
{
  mg_notices_ask (notices (self));
}

static void
clear (gpointer self)
{
  mg_notices_clear (notices (self));
}

static const MgListSpec spec = {
    .title = N_ ("お知らせ"),
    .help = N_ ("窓口の画面の上に、1 行のお知らせを出します。使っている端末には 1 秒ほどで届き、ロック中の画面にも出ます。\n"
                "所属長は自分の区に、情報システム課は全区か 1 つの区に出せます。ひとつの宛先に同時に出せるのは 2 件までです。\n"
                "終わりの時刻（24 時間まで）に自動で消えます。だれが出し、だれがなぜ取り下げたかは記録されます。\n"
                "だれからも見えるので、人の名前や番号など、個人の情報は書かないでください。"),
    .keys = keys,
    .n_keys = G_N_ELEMENTS (keys),
    .name = N_ ("お知らせ"),
    .columns = columns,
    .n_columns = G_N_ELEMENTS (columns),
    .cell = cell,
    .card = N_ ("選んだお知らせ"),
    .show = show,
    .get_model = notices,
    .ask = ask,
    .fill = fill,
    .say_act = say_act,
    .clear = clear,
};

static void
mg_notice_screen_class_init (MgNoticeScreenClass *klass)
{
  mg_list_screen_class_set (klass, &spec);
}

static void
mg_notice_screen_init (MgNoticeScreen *self)
{
}

GtkWidget *
mg_notice_screen_new (MgDesk *desk)
{
  return mg_list_screen_create (MG_TYPE_NOTICE_SCREEN, desk);
}
