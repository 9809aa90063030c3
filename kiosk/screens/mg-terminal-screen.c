/* SPDX-License-Identifier: Apache-2.0 */
#include "mg-terminal-screen.h"
#include "app/mg-base-screen.h"
#include "im/mg-im-mode.h"
#include "mg-fresh-sheet.h"
#include "model/mg-digest.h"
#include "model/mg-i18n.h"
#include "widgets/mg-field.h"
#include "widgets/mg-form-row.h"
#include "widgets/mg-holder.h"
#include "widgets/mg-label.h"
#include "widgets/mg-layout.h"
#include "widgets/mg-table.h"
#include "widgets/mg-text-entry.h"

#define NOTE_CHARS 34
#define NOTE_MAX 100

struct _MgTerminalScreen
{
  MgBaseScreen parent_instance;
  /* children */
  MgTable *table;
  GtkLabel *right;
  GtkBox *details;
  /* owned */
  GListStore *rows; /* MgHolder of const Pb__TerminalItem * */
  char *note;       /* of the act whose factors are asked for */
  /* state */
  guint64 terminal_id;
  MgTerminalAct act;
};

#define MG_TYPE_TERMINAL_SCREEN (mg_terminal_screen_get_type ())
G_DECLARE_FINAL_TYPE (MgTerminalScreen, mg_terminal_screen, MG, TERMINAL_SCREEN, MgBaseScreen)
G_DEFINE_FINAL_TYPE (MgTerminalScreen, mg_terminal_screen, MG_TYPE_BASE_SCREEN)

static MgColumn columns[] = {
    {N_ ("端末"), MG_CELL_NAME, 600},       {N_ ("置き場所"), MG_CELL_TEXT, 1300},
    {N_ ("使っている職員"), MG_CELL_TEXT, 850}, {N_ ("最終接続"), MG_CELL_TEXT, 1200},
    {N_ ("版"), MG_CELL_TEXT, 680},           {N_ ("状態"), MG_CELL_PILL, 0},
};

static MgTerminals *
terminals (gpointer self)
{
  return mg_desk_get_terminals (mg_base_screen_get_desk (self));
}

static const Pb__TerminalItem *
selected (gpointer self)
{
  return mg_table_get_held (MG_TERMINAL_SCREEN (self)->table, MG_TERMINAL_SCREEN (self)->rows);
}

static char *
clock_or_dash (gint64 us)
{
  return us > 0 ? mg_clock_format (us) : g_strdup ("―");
}

/* With its year: a certificate ends in another one. */
static char *
instant_or_dash (gint64 us)
{
  return us > 0 ? mg_instant_words (us) : g_strdup ("―");
}

/* In words, not by colour alone: which program runs there, and that another terminal has a newer one. */
static char *
program_words (const Pb__TerminalItem *t)
{
  if (!*t->program)
    return g_strdup ("―");
  return t->program_is_old ? g_strdup_printf (_ ("%s（古い）"), t->program) : g_strdup (t->program);
}

static const char *
renewal_word (Pb__TerminalRenewal renewal)
{
  return renewal == PB__TERMINAL_RENEWAL__RENEWAL_WAITING  ? _ ("更新待ち")
         : renewal == PB__TERMINAL_RENEWAL__RENEWAL_ISSUED ? _ ("切替待ち")
                                                           : "";
}

static char *
state_pills (const Pb__TerminalItem *t)
{
  const char *renewal = renewal_word (t->renewal);
  return g_strdup_printf (*renewal ? "%s:%s|warn:%s" : "%s:%s", mg_terminal_state_tone (t->state),
                          mg_terminal_state_word (t->state), renewal);
}

static char *
cell (gpointer held, guint column)
{
  const Pb__TerminalItem *t = held;
  switch (column)
    {
    case 0:
      return g_markup_escape_text (t->name, -1);
    case 1:
      return g_markup_escape_text (t->section, -1);
    case 2:
      return g_markup_escape_text (t->staff_no, -1);
    case 3:
      return clock_or_dash (t->last_seen_us);
    case 4:
      {
        g_autofree char *program = program_words (t);
        return g_markup_escape_text (program, -1);
      }
    default:
      return state_pills (t);
    }
}

/* --- what is shown --- */

static void
show_selected (MgTerminalScreen *self)
{
  const Pb__TerminalItem *t = selected (self);
  const Pb__TerminalListReply *list = mg_terminals_get (terminals (self));
  mg_box_clear (self->details);
  mg_screen_changed (MG_SCREEN (self));
  if (!t || !list)
    return;
  g_autofree char *enrolled = instant_or_dash (t->enrolled_us);
  g_autofree char *until = instant_or_dash (t->cert_not_after_us);
  g_autofree char *seen = clock_or_dash (t->last_seen_us);
  g_autofree char *changed = instant_or_dash (t->changed_us);
  g_autofree char *program = program_words (t);
  const struct
  {
    const char *label;
    const char *value;
  } fields[] = {
      {_ ("端末"), t->name},
      {_ ("状態"), mg_terminal_state_word (t->state)},
      {_ ("置き場所"), t->section},
      {_ ("区"), t->ward},
      {_ ("登録"), enrolled},
      {_ ("証明書の期限"), until},
      {_ ("証明書の更新"), renewal_word (t->renewal)},
      {_ ("最終接続"), seen},
      {_ ("プログラムの版"), program},
      {_ ("使っている職員"), t->staff_no},
      {_ ("通信の方式"), list->tls},
      {_ ("失効・停止"), changed},
      {_ ("した人"), t->changed_by},
      {_ ("理由"), t->note},
  };
  for (guint i = 0; i < G_N_ELEMENTS (fields); i++)
    gtk_box_append (self->details,
                    mg_field_new (fields[i].label, *fields[i].value ? fields[i].value : "―", 24));
  g_autofree char *digest = mg_digest_format (t->cert_sha256.data, t->cert_sha256.len);
  gtk_box_append (self->details, mg_field_new_toned (_ ("証明書"), digest, "t-mono t-small"));
}

static void
say (MgTerminalScreen *self)
{
  static const MgActSays says[] = {
      [MG_TERMINAL_REVOKE] = {N_ ("失効させています…"), N_ ("端末を失効させました。次の操作から受け付けません。"),
                              N_ ("失効させていません。ほかの職員が先に変更しました。"),
                              N_ ("失効させていません。いま使っているこの端末は失効できません。")},
      [MG_TERMINAL_RELEASE] = {N_ ("停止を解いています…"), N_ ("停止を解きました。"),
                               N_ ("解いていません。ほかの職員が先に変更しました。"),
                               N_ ("解いていません。この端末は停止中ではありません。")},
  };
  MgTerminalAct which;
  const MgAct *act = mg_terminals_get_act (terminals (self), &which);
  const MgTrouble trouble = mg_terminals_get_trouble (terminals (self));
  if (mg_base_screen_say_act (self, act, &says[which]))
    return;
  if (trouble != MG_N_TROUBLES)
    mg_base_screen_say (self, "t-bad", mg_trouble_words (trouble));
  else if (mg_terminals_get (terminals (self)) && act->state == MG_ACT_IDLE)
    mg_base_screen_say (self, NULL, _ ("なくした端末、盗まれた端末は［F10］ですぐに失効させます。"));
}

static void
changed_cb (MgTerminalScreen *self)
{
  const Pb__TerminalListReply *list = mg_terminals_get (terminals (self));
  g_autoptr (GPtrArray) rows = g_ptr_array_new ();
  for (size_t i = 0; list && i < list->n_terminals; i++)
    g_ptr_array_add (rows, list->terminals[i]);
  g_autofree char *n = g_strdup_printf (_ ("%u 台"), rows->len);
  mg_table_fill (self->table, self->rows, rows);
  gtk_label_set_text (self->right, list ? n : "");
  show_selected (self);
  say (self);
}

/* --- acts: why, then the own factors --- */

static void
fresh_cb (gpointer data, MgSecret *token)
{
  MgTerminalScreen *self = data;
  mg_base_screen_expect (self);
  mg_terminals_act (terminals (self), self->act, self->terminal_id, self->note, token);
}

static void
reason_cb (MgTerminalScreen *self)
{
  MgSheet *sheet = mg_base_screen_get_sheet (self);
  GtkWidget *entry = g_object_get_data (G_OBJECT (sheet), "mg-note");
  const char *note = mg_entry_text (entry);
  if (!*note)
    {
      mg_sheet_say (sheet, "t-bad", _ ("理由を入れてください。"));
      gtk_widget_grab_focus (entry);
      return;
    }
  g_free (self->note);
  self->note = g_strdup (note);
  mg_fresh_sheet_open (self, mg_terminal_act_path (self->act),
                       self->act == MG_TERMINAL_REVOKE ? _ ("端末の失効") : _ ("停止を解く"),
                       fresh_cb, self);
}

static void
open_reason (MgTerminalScreen *self, MgTerminalAct act)
{
  const Pb__TerminalItem *t = selected (self);
  const gboolean is_revoke = act == MG_TERMINAL_REVOKE;
  g_autofree char *title
      = g_strdup_printf (is_revoke ? _ ("%s を失効させますか") : _ ("%s の停止を解きますか"), t->name);
  MgSheet *sheet
      = mg_sheet_new (title, is_revoke ? _ ("失効させる") : _ ("停止を解く"), _ ("やめる"), is_revoke);
  GtkWidget *note = mg_text_entry_new (_ ("理由"), NOTE_CHARS, NOTE_MAX);
  self->act = act;
  self->terminal_id = t->terminal_id;
  mg_sheet_add_text (sheet, is_revoke
                                ? _ ("その端末はすぐに使えなくなり、使っている人の画面は閉じます。元に戻せません。\n"
                                     "もう一度使うには、新しい鍵で登録し直します。")
                                : _ ("通信が多すぎたので、自動で止めた端末です。原因を確かめてから解いてください。"));
  mg_sheet_add (sheet, mg_form_row_new (1, _ ("理由"), note));
  mg_sheet_set_focus (sheet, note);
  g_object_set_data (G_OBJECT (sheet), "mg-note", note);
  g_signal_connect_swapped (sheet, "act", G_CALLBACK (reason_cb), self);
  mg_base_screen_open_sheet (self, sheet);
}

static void
open_revoke (gpointer self)
{
  open_reason (self, MG_TERMINAL_REVOKE);
}

static void
open_release (gpointer self)
{
  open_reason (self, MG_TERMINAL_RELEASE);
}

static gboolean
is_suspended (gpointer self)
{
  const Pb__TerminalItem *t = selected (self);
  return t && t->state == PB__TERMINAL_STATE__TERMINAL_SUSPENDED;
}

static gboolean
is_alive (gpointer self)
{
  const Pb__TerminalItem *t = selected (self);
  return t && t->state != PB__TERMINAL_STATE__TERMINAL_REVOKED;
}

static void
ask_again (gpointer self)
{
  mg_terminals_ask (terminals (self));
  mg_base_screen_say (self, NULL, _ ("照会中…"));
}

static void
open_requests (gpointer self)
{
  mg_screen_go (MG_SCREEN (self), "requests", NULL);
}

static void
previous (gpointer self)
{
  mg_table_step (MG_TERMINAL_SCREEN (self)->table, -1);
}

static void
next (gpointer self)
{
  mg_table_step (MG_TERMINAL_SCREEN (self)->table, 1);
}

static const MgKeyRow keys[] = {
    {5, N_ ("読み直す"), ask_again, NULL},    {6, N_ ("端末の登録"), open_requests, NULL},
    {7, N_ ("前の端末"), previous, NULL},
    {8, N_ ("次の端末"), next, NULL},         {10, N_ ("失効させる"), open_revoke, is_alive},
    {12, N_ ("停止を解く"), open_release, is_suspended},
};

static void
enter (gpointer self, const char *argument)
{
  ask_again (self);
}

static void
wipe (gpointer self)
{
  g_list_store_remove_all (MG_TERMINAL_SCREEN (self)->rows);
  mg_terminals_clear (terminals (self));
}

static GtkWidget *
get_focus (gpointer self)
{
  return GTK_WIDGET (MG_TERMINAL_SCREEN (self)->table);
}

static const MgBaseSpec spec = {
    .title = N_ ("端末"),
    .help = N_ ("市の端末の一覧です。なくした端末はここで失効させます。次の操作から、つながったままでも受け付けません。\n"
                "通信が多すぎる端末は自動で止まります（停止中）。原因を確かめてから解きます。\n"
                "新しい端末は［F6］で、ふたりで登録します。証明書の更新は端末が自分で申し込みます。"),
    .keys = keys,
    .n_keys = G_N_ELEMENTS (keys),
    .enter = enter,
    .wipe = wipe,
    .get_focus = get_focus,
};

static void
mg_terminal_screen_finalize (GObject *object)
{
  g_clear_object (&MG_TERMINAL_SCREEN (object)->rows);
  g_free (MG_TERMINAL_SCREEN (object)->note);
  G_OBJECT_CLASS (mg_terminal_screen_parent_class)->finalize (object);
}

static void
mg_terminal_screen_class_init (MgTerminalScreenClass *klass)
{
  G_OBJECT_CLASS (klass)->finalize = mg_terminal_screen_finalize;
  MG_BASE_SCREEN_CLASS (klass)->spec = &spec;
}

static void
mg_terminal_screen_init (MgTerminalScreen *self)
{
  GtkBox *main_box, *side_box;
  GtkWidget *body = mg_columns_new ("side-m", &main_box, &side_box);
  for (guint i = 0; i < G_N_ELEMENTS (columns); i++)
    columns[i].title = _ (columns[i].title);
  self->rows = g_list_store_new (MG_TYPE_HOLDER);
  self->table = mg_table_new (_ ("端末"), columns, G_N_ELEMENTS (columns),
                              G_LIST_MODEL (self->rows), cell);
  gtk_box_append (main_box, mg_table_card_new (_ ("端末"), GTK_WIDGET (self->table), &self->right));
  gtk_box_append (side_box, mg_card_new (_ ("選んだ端末"), &self->details));
  mg_base_screen_set_content (self, body);
  g_signal_connect_swapped (self->table, "selected", G_CALLBACK (show_selected), self);
}

GtkWidget *
mg_terminal_screen_new (MgDesk *desk)
{
  gpointer self = mg_base_screen_create (MG_TYPE_TERMINAL_SCREEN, desk);
  g_signal_connect_object (mg_desk_get_terminals (desk), "changed", G_CALLBACK (changed_cb), self,
                           G_CONNECT_SWAPPED);
  return GTK_WIDGET (self);
}
