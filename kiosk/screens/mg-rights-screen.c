/* SPDX-License-Identifier: Apache-2.0 */
#include "mg-rights-screen.h"
#include "app/mg-list-screen.h"
#include "mg-fresh-sheet.h"
#include "mg-rights-cells.h"
#include "model/mg-i18n.h"
#include "widgets/mg-layout.h"

struct _MgRightsScreen
{
  MgListScreen parent_instance;
  /* children */
  GtkBox *now;
  GtkBox *proposal;
  GtkBox *changes;
};

#define MG_TYPE_RIGHTS_SCREEN (mg_rights_screen_get_type ())
G_DECLARE_FINAL_TYPE (MgRightsScreen, mg_rights_screen, MG, RIGHTS_SCREEN, MgListScreen)
G_DEFINE_FINAL_TYPE (MgRightsScreen, mg_rights_screen, MG_TYPE_LIST_SCREEN)

static gpointer
rights (gpointer self)
{
  return mg_desk_get_rights (mg_base_screen_get_desk (self));
}

static gboolean
may_change (gpointer self)
{
  return mg_session_may (mg_desk_get_session (mg_base_screen_get_desk (self)), "RIGHTS_CHANGE");
}

/* --- what is shown --- */

static void
hint (gpointer self, const Pb__RightsShowReply *shown, MgListFill *ret)
{
  if (shown->may_apply)
    {
      ret->tone = "t-warn";
      ret->hint = _ ("提案があります。黄色の所を確かめて［F12］で適用します。");
    }
  else if (shown->proposal && may_change (self))
    ret->hint = _ ("提案を出した人とは別の権限者が［F12］で適用します。");
  else if (shown->proposal)
    ret->hint = _ ("提案が適用を待っています。");
  else
    ret->hint = _ ("いまの権限表です。");
}

static void
fill (gpointer data, MgListFill *ret)
{
  MgRightsScreen *self = data;
  const Pb__RightsShowReply *shown = mg_rights_get (rights (self));
  mg_rights_show_matrix (self->now, shown ? shown->now : NULL, NULL);
  mg_rights_show_matrix (self->proposal, shown ? shown->proposal : NULL,
                         shown ? _ ("待っている提案はありません。") : NULL);
  mg_rights_show_changes (self->changes, shown);
  ret->trouble = mg_rights_get_trouble (rights (self));
  if (!shown)
    return;
  for (size_t i = 0; i < shown->n_lines; i++)
    g_ptr_array_add (ret->rows, shown->lines[i]);
  if (shown->proposal)
    ret->count = g_strdup_printf (_ ("変わるところ %u か所"), mg_rights_count_changes (shown));
  hint (self, shown, ret);
}

static gboolean
say_act (gpointer self)
{
  static const MgActSays propose_says
      = {N_ ("提案しています…"), N_ ("提案しました。別の権限者が適用すると使われます。"), NULL,
         N_ ("提案できません。版の番号がこれまでより大きくありません。")};
  static const MgActSays apply_says
      = {N_ ("適用しています…"), N_ ("適用しました。全員の次の操作から使われます。"),
         N_ ("適用していません。新しい提案が出ています。見直してください。"),
         N_ ("適用していません。提案した人とは別の権限者が適用します。")};
  const char *fault = mg_rights_get_fault (rights (self));
  const gboolean is_said
      = mg_base_screen_say_act (self, mg_rights_get_propose_act (rights (self)), &propose_says);
  if (is_said && fault)
    {
      g_autofree char *words = g_strdup_printf (_ ("提案できません。表の誤り：%s"), fault);
      mg_base_screen_say (self, "t-bad", words);
    }
  return mg_base_screen_say_act (self, mg_rights_get_apply_act (rights (self)), &apply_says)
         || is_said;
}

/* --- keys --- */

static gboolean
may_propose (gpointer self)
{
  return may_change (self) && mg_rights_has_file (rights (self));
}

static void
propose (gpointer self)
{
  mg_base_screen_expect (self);
  if (!mg_rights_propose (rights (self)))
    mg_base_screen_say (self, "t-bad",
                        _ ("署名された権限表がこの端末で読めません。情報システム課に知らせてください。"));
}

static gboolean
may_apply (gpointer self)
{
  const Pb__RightsShowReply *shown = mg_rights_get (rights (self));
  return shown && shown->may_apply;
}

static void
fresh_cb (gpointer self, MgSecret *token)
{
  mg_base_screen_expect (self);
  mg_rights_apply (rights (self), token);
}

static void
apply (gpointer self)
{
  const Pb__RightsShowReply *shown = mg_rights_get (rights (self));
  if (!shown || !shown->proposal)
    return;
  g_autofree char *title
      = g_strdup_printf (_ ("権限表の第 %u 版を適用しますか"), shown->proposal->version);
  mg_fresh_sheet_open (self, "/madoguchi.v1.Rights/Apply", title, fresh_cb, self);
}

static const MgKeyRow keys[] = {
    {5, N_ ("読み直す"), mg_list_screen_ask, NULL},
    {6, N_ ("提案"), propose, may_propose},
    {7, N_ ("前の行"), mg_list_screen_previous, NULL},
    {8, N_ ("次の行"), mg_list_screen_next, NULL},
    {12, N_ ("適用"), apply, may_apply},
};

/* --- screen --- */

static void
build (gpointer data)
{
  MgRightsScreen *self = data;
  GtkBox *side = mg_list_screen_get_side (self);
  gtk_box_append (side, mg_card_new (_ ("いまの権限表"), &self->now));
  gtk_box_append (side, mg_card_new (_ ("提案"), &self->proposal));
  gtk_box_append (side, mg_card_new (_ ("だれの何が変わるか"), &self->changes));
}

static void
ask (gpointer self)
{
  mg_rights_ask (rights (self));
}

static void
clear (gpointer self)
{
  mg_rights_clear (rights (self));
}

static const MgListSpec spec = {
    .title = N_ ("権限表"),
    .help = N_ (
        "どの役割が何をでき、どの画面を開けるかを示します。提案があると、いま → あと を黄色で示します。\n"
        "署名された表を権限者のひとりが［F6］で提案し、別の権限者が［F12］で本人確認をして適用します。"),
    .keys = keys,
    .n_keys = G_N_ELEMENTS (keys),
    .name = N_ ("権限表"),
    .head = N_ ("役割と権限（○ できる　― できない）"),
    .new_table = mg_rights_table_new,
    .get_model = rights,
    .ask = ask,
    .fill = fill,
    .say_act = say_act,
    .clear = clear,
    .build = build,
};

static void
mg_rights_screen_class_init (MgRightsScreenClass *klass)
{
  mg_list_screen_class_set (klass, &spec);
}

static void
mg_rights_screen_init (MgRightsScreen *self)
{
}

GtkWidget *
mg_rights_screen_new (MgDesk *desk)
{
  return mg_list_screen_create (MG_TYPE_RIGHTS_SCREEN, desk);
}
