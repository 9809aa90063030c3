/* SPDX-License-Identifier: Apache-2.0 */
#include "mg-rights-screen.h"
#include "app/mg-base-screen.h"
#include "mg-fresh-sheet.h"
#include "mg-rights-cells.h"
#include "model/mg-i18n.h"
#include "widgets/mg-holder.h"
#include "widgets/mg-label.h"
#include "widgets/mg-layout.h"

struct _MgRightsScreen
{
  MgBaseScreen parent_instance;
  /* children */
  MgTable *table;
  GtkLabel *right;
  GtkBox *now;
  GtkBox *proposal;
  GtkBox *changes;
  /* owned */
  GListStore *rows; /* MgHolder of const Pb__RightsLine * */
  /* state */
  gboolean keeps_word; /* what was said about an act stays until a key */
};

#define MG_TYPE_RIGHTS_SCREEN (mg_rights_screen_get_type ())
G_DECLARE_FINAL_TYPE (MgRightsScreen, mg_rights_screen, MG, RIGHTS_SCREEN, MgBaseScreen)
G_DEFINE_FINAL_TYPE (MgRightsScreen, mg_rights_screen, MG_TYPE_BASE_SCREEN)

static MgRights *
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
fill (MgRightsScreen *self)
{
  const Pb__RightsShowReply *shown = mg_rights_get (rights (self));
  g_autoptr (GPtrArray) rows = g_ptr_array_new ();
  for (size_t i = 0; shown && i < shown->n_lines; i++)
    g_ptr_array_add (rows, shown->lines[i]);
  mg_table_fill (self->table, self->rows, rows);
  mg_rights_show_matrix (self->now, shown ? shown->now : NULL, NULL);
  mg_rights_show_matrix (self->proposal, shown ? shown->proposal : NULL,
                         shown ? _ ("待っている提案はありません。") : NULL);
  mg_rights_show_changes (self->changes, shown);
  g_autofree char *n
      = g_strdup_printf (_ ("変わるところ %u か所"), mg_rights_count_changes (shown));
  gtk_label_set_text (self->right, shown && shown->proposal ? n : "");
}

static void
say_state (MgRightsScreen *self)
{
  const Pb__RightsShowReply *shown = mg_rights_get (rights (self));
  const MgTrouble trouble = mg_rights_get_trouble (rights (self));
  if (trouble != MG_N_TROUBLES)
    mg_base_screen_say (self, "t-bad", mg_trouble_words (trouble));
  else if (!shown)
    mg_base_screen_say (self, NULL, _ ("照会中…"));
  else if (shown->may_apply)
    mg_base_screen_say (self, "t-warn",
                        _ ("提案があります。黄色の所を確かめて［F12］で適用します。"));
  else if (shown->proposal && may_change (self))
    mg_base_screen_say (self, NULL,
                        _ ("提案を出した人とは別の権限者が［F12］で適用します。"));
  else if (shown->proposal)
    mg_base_screen_say (self, NULL, _ ("提案が適用を待っています。"));
  else
    mg_base_screen_say (self, NULL, _ ("いまの権限表です。"));
}

static void
say (MgRightsScreen *self)
{
  static const MgActSays propose_says
      = {N_ ("提案しています…"), N_ ("提案しました。別の権限者が適用すると使われます。"), NULL,
         N_ ("提案できません。版の番号がこれまでより大きくありません。")};
  static const MgActSays apply_says
      = {N_ ("適用しています…"), N_ ("適用しました。全員の次の操作から使われます。"),
         N_ ("適用していません。新しい提案が出ています。見直してください。"),
         N_ ("適用していません。提案した人とは別の権限者が適用します。")};
  const char *fault = mg_rights_get_fault (rights (self));
  const gboolean was_proposed
      = mg_base_screen_say_act (self, mg_rights_get_propose_act (rights (self)), &propose_says);
  if (was_proposed && fault)
    {
      g_autofree char *words = g_strdup_printf (_ ("提案できません。表の誤り：%s"), fault);
      mg_base_screen_say (self, "t-bad", words);
    }
  if (mg_base_screen_say_act (self, mg_rights_get_apply_act (rights (self)), &apply_says)
      || was_proposed)
    self->keeps_word = TRUE;
  else if (!self->keeps_word)
    say_state (self);
}

static void
changed_cb (MgRightsScreen *self)
{
  fill (self);
  say (self);
  mg_screen_changed (MG_SCREEN (self));
}

/* --- keys --- */

static void
ask_again (gpointer data)
{
  MG_RIGHTS_SCREEN (data)->keeps_word = FALSE;
  mg_rights_ask (rights (data));
}

static gboolean
may_propose (gpointer self)
{
  return may_change (self) && mg_rights_has_file (rights (self));
}

static void
propose (gpointer data)
{
  MgRightsScreen *self = data;
  self->keeps_word = FALSE;
  mg_base_screen_expect (self);
  if (mg_rights_propose (rights (self)))
    return;
  self->keeps_word = TRUE;
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
apply (gpointer data)
{
  MgRightsScreen *self = data;
  const Pb__RightsShowReply *shown = mg_rights_get (rights (self));
  self->keeps_word = FALSE;
  if (!shown || !shown->proposal)
    return;
  g_autofree char *title
      = g_strdup_printf (_ ("権限表の第 %u 版を適用しますか"), shown->proposal->version);
  mg_fresh_sheet_open (self, "/madoguchi.v1.Rights/Apply", title, fresh_cb, self);
}

static void
previous (gpointer self)
{
  mg_table_step (MG_RIGHTS_SCREEN (self)->table, -1);
}

static void
next (gpointer self)
{
  mg_table_step (MG_RIGHTS_SCREEN (self)->table, 1);
}

static const MgKeyRow keys[] = {
    {5, N_ ("読み直す"), ask_again, NULL}, {6, N_ ("提案"), propose, may_propose},
    {7, N_ ("前の行"), previous, NULL},    {8, N_ ("次の行"), next, NULL},
    {12, N_ ("適用"), apply, may_apply},
};

static void
enter (gpointer self, const char *argument)
{
  ask_again (self);
}

static void
wipe (gpointer data)
{
  MgRightsScreen *self = data;
  g_list_store_remove_all (self->rows);
  mg_rights_clear (rights (self));
}

static GtkWidget *
get_focus (gpointer self)
{
  return GTK_WIDGET (MG_RIGHTS_SCREEN (self)->table);
}

static const MgBaseSpec spec = {
    .title = N_ ("権限表"),
    .help = N_ (
        "どの役割が何をでき、どの画面を開けるかを示します。提案があると、いま → あと を黄色で示します。\n"
        "署名された表を権限者のひとりが［F6］で提案し、別の権限者が［F12］で本人確認をして適用します。"),
    .keys = keys,
    .n_keys = G_N_ELEMENTS (keys),
    .enter = enter,
    .wipe = wipe,
    .get_focus = get_focus,
};

static void
mg_rights_screen_finalize (GObject *object)
{
  g_clear_object (&MG_RIGHTS_SCREEN (object)->rows);
  G_OBJECT_CLASS (mg_rights_screen_parent_class)->finalize (object);
}

static void
mg_rights_screen_class_init (MgRightsScreenClass *klass)
{
  G_OBJECT_CLASS (klass)->finalize = mg_rights_screen_finalize;
  MG_BASE_SCREEN_CLASS (klass)->spec = &spec;
}

static void
mg_rights_screen_init (MgRightsScreen *self)
{
  GtkBox *main_box, *side_box;
  GtkWidget *body = mg_columns_new ("side-m", &main_box, &side_box);
  self->rows = g_list_store_new (MG_TYPE_HOLDER);
  self->table = mg_rights_table_new (_ ("権限表"), G_LIST_MODEL (self->rows));
  gtk_box_append (main_box, mg_table_card_new (_ ("役割と権限（○ できる　― できない）"),
                                               GTK_WIDGET (self->table), &self->right));
  gtk_box_append (side_box, mg_card_new (_ ("いまの権限表"), &self->now));
  gtk_box_append (side_box, mg_card_new (_ ("提案"), &self->proposal));
  gtk_box_append (side_box, mg_card_new (_ ("だれの何が変わるか"), &self->changes));
  mg_base_screen_set_content (self, body);
}

GtkWidget *
mg_rights_screen_new (MgDesk *desk)
{
  gpointer self = mg_base_screen_create (MG_TYPE_RIGHTS_SCREEN, desk);
  g_signal_connect_object (mg_desk_get_rights (desk), "changed", G_CALLBACK (changed_cb), self,
                           G_CONNECT_SWAPPED);
  return GTK_WIDGET (self);
}
