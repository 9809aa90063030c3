/* SPDX-License-Identifier: Apache-2.0 */
#include "mg-terminal-screen.h"
#include "app/mg-list-screen.h"
#include "mg-fresh-sheet.h"
#include "mg-reason-sheet.h"
#include "model/mg-digest.h"
#include "model/mg-i18n.h"
#include "widgets/mg-field.h"

#define NOTE_MAX 100

struct _MgTerminalScreen
{
  MgListScreen parent_instance;
  /* owned: of the act whose factors are asked for */
  char *note;
  /* state */
  guint64 terminal_id;
  MgTerminalAct act;
};

#define MG_TYPE_TERMINAL_SCREEN (mg_terminal_screen_get_type ())
G_DECLARE_FINAL_TYPE (MgTerminalScreen, mg_terminal_screen, MG, TERMINAL_SCREEN, MgListScreen)
G_DEFINE_FINAL_TYPE (MgTerminalScreen, mg_terminal_screen, MG_TYPE_LIST_SCREEN)

static gpointer
terminals (gpointer self)
{
  return mg_desk_get_terminals (mg_base_screen_get_desk (self));
}

/* --- a row, in the list and as a card --- */

static const MgColumn columns[] = {
    {N_ ("端末"), MG_CELL_NAME, 600},       {N_ ("置き場所"), MG_CELL_TEXT, 1300},
    {N_ ("使っている職員"), MG_CELL_TEXT, 850}, {N_ ("最終接続"), MG_CELL_TEXT, 1200},
    {N_ ("版"), MG_CELL_TEXT, 680},           {N_ ("状態"), MG_CELL_PILL, 0},
};

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
cell (gpointer row, guint column)
{
  const Pb__TerminalItem *t = row;
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

static void
show (gpointer self, GtkBox *card, gconstpointer row)
{
  const Pb__TerminalItem *t = row;
  const Pb__TerminalListReply *list = mg_terminals_get (terminals (self));
  g_autofree char *enrolled = instant_or_dash (t->enrolled_us);
  g_autofree char *until = instant_or_dash (t->cert_not_after_us);
  g_autofree char *seen = clock_or_dash (t->last_seen_us);
  g_autofree char *changed = instant_or_dash (t->changed_us);
  g_autofree char *program = program_words (t);
  const MgFieldWords fields[] = {
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
      {_ ("通信の方式"), list ? list->tls : NULL},
      {_ ("失効・停止"), changed},
      {_ ("した人"), t->changed_by},
      {_ ("理由"), t->note},
  };
  g_autofree char *digest = mg_digest_format (t->cert_sha256.data, t->cert_sha256.len);
  mg_fields_add (card, fields, G_N_ELEMENTS (fields));
  gtk_box_append (card, mg_field_new_toned (_ ("証明書"), digest, "t-mono t-small"));
}

/* --- the list and its news --- */

static void
fill (gpointer self, MgListFill *ret)
{
  const Pb__TerminalListReply *list = mg_terminals_get (terminals (self));
  ret->trouble = mg_terminals_get_trouble (terminals (self));
  if (!list)
    return;
  for (size_t i = 0; i < list->n_terminals; i++)
    g_ptr_array_add (ret->rows, list->terminals[i]);
  ret->count = g_strdup_printf (_ ("%u 台"), ret->rows->len);
  ret->hint = _ ("なくした端末、盗まれた端末は［F10］ですぐに失効させます。");
}

static gboolean
say_act (gpointer self)
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
  return mg_base_screen_say_act (self, act, &says[which]);
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
confirm (MgTerminalScreen *self, MgTerminalAct act, guint64 terminal_id, const char *note)
{
  g_free (self->note);
  self->note = g_strdup (note);
  self->act = act;
  self->terminal_id = terminal_id;
  mg_fresh_sheet_open (self, mg_terminal_act_path (act),
                       act == MG_TERMINAL_REVOKE ? _ ("端末の失効") : _ ("停止を解く"), fresh_cb,
                       self);
}

static void
revoke_cb (gpointer self, guint64 terminal_id, const char *note)
{
  confirm (self, MG_TERMINAL_REVOKE, terminal_id, note);
}

static void
open_revoke (gpointer self)
{
  const Pb__TerminalItem *t = mg_list_screen_get_row (self);
  g_autofree char *title = g_strdup_printf (_ ("%s を失効させますか"), t->name);
  const MgReasonAsk asked = {
      .title = title,
      .text = _ ("その端末はすぐに使えなくなり、使っている人の画面は閉じます。元に戻せません。\n"
                 "もう一度使うには、新しい鍵で登録し直します。"),
      .act = _ ("失効させる"),
      .lack = _ ("理由を入れてください。"),
      .max = NOTE_MAX,
      .is_grave = TRUE,
      .about = t->terminal_id,
  };
  mg_reason_sheet_open (self, &asked, revoke_cb);
}

static void
release_cb (gpointer self, guint64 terminal_id, const char *note)
{
  confirm (self, MG_TERMINAL_RELEASE, terminal_id, note);
}

static void
open_release (gpointer self)
{
  const Pb__TerminalItem *t = mg_list_screen_get_row (self);
  g_autofree char *title = g_strdup_printf (_ ("%s の停止を解きますか"), t->name);
  const MgReasonAsk asked = {
      .title = title,
      .text = _ ("通信が多すぎたので、自動で止めた端末です。原因を確かめてから解いてください。"),
      .act = _ ("停止を解く"),
      .lack = _ ("理由を入れてください。"),
      .max = NOTE_MAX,
      .about = t->terminal_id,
  };
  mg_reason_sheet_open (self, &asked, release_cb);
}

/* --- keys --- */

static gboolean
is_suspended (gpointer self)
{
  const Pb__TerminalItem *t = mg_list_screen_get_row (self);
  return t && t->state == PB__TERMINAL_STATE__TERMINAL_SUSPENDED;
}

static gboolean
is_alive (gpointer self)
{
  const Pb__TerminalItem *t = mg_list_screen_get_row (self);
  return t && t->state != PB__TERMINAL_STATE__TERMINAL_REVOKED;
}

static void
open_requests (gpointer self)
{
  mg_screen_go (MG_SCREEN (self), "requests", NULL);
}

static const MgKeyRow keys[] = {
    {5, N_ ("読み直す"), mg_list_screen_ask, NULL},
    {6, N_ ("端末の登録"), open_requests, NULL},
    {7, N_ ("前の端末"), mg_list_screen_previous, NULL},
    {8, N_ ("次の端末"), mg_list_screen_next, NULL},
    {10, N_ ("失効させる"), open_revoke, is_alive},
    {12, N_ ("停止を解く"), open_release, is_suspended},
};

/* --- screen --- */

static void
ask (gpointer self)
{
  mg_terminals_ask (terminals (self));
}

static void
clear (gpointer self)
{
  mg_terminals_clear (terminals (self));
}

static const MgListSpec spec = {
    .title = N_ ("端末"),
    .help = N_ ("市の端末の一覧です。なくした端末はここで失効させます。次の操作から、つながったままでも受け付けません。\n"
                "通信が多すぎる端末は自動で止まります（停止中）。原因を確かめてから解きます。\n"
                "新しい端末は［F6］で、ふたりで登録します。証明書の更新は端末が自分で申し込みます。"),
    .keys = keys,
    .n_keys = G_N_ELEMENTS (keys),
    .name = N_ ("端末"),
    .columns = columns,
    .n_columns = G_N_ELEMENTS (columns),
    .cell = cell,
    .card = N_ ("選んだ端末"),
    .show = show,
    .get_model = terminals,
    .ask = ask,
    .fill = fill,
    .say_act = say_act,
    .clear = clear,
};

static void
mg_terminal_screen_finalize (GObject *object)
{
  g_free (MG_TERMINAL_SCREEN (object)->note);
  G_OBJECT_CLASS (mg_terminal_screen_parent_class)->finalize (object);
}

static void
mg_terminal_screen_class_init (MgTerminalScreenClass *klass)
{
  G_OBJECT_CLASS (klass)->finalize = mg_terminal_screen_finalize;
  mg_list_screen_class_set (klass, &spec);
}

static void
mg_terminal_screen_init (MgTerminalScreen *self)
{
}

GtkWidget *
mg_terminal_screen_new (MgDesk *desk)
{
  return mg_list_screen_create (MG_TYPE_TERMINAL_SCREEN, desk);
}
