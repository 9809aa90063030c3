/* SPDX-License-Identifier: Apache-2.0 */
#include "mg-password-screen.h"
#include <string.h>
#include "app/mg-guard.h"
#include "madoguchi/v1/session.pb-c.h"
#include "model/mg-era.h"
#include "model/mg-i18n.h"
#include "widgets/mg-finger-panel.h"
#include "widgets/mg-hidden-text.h"
#include "widgets/mg-label.h"

#define BULLET 0x2022 /* GTK's own is full-width in a CJK font */
#define PASSWORD_MAX 64
#define ROWS_MAX 14

enum
{
  OLD,
  NEW,
  AGAIN,
  N_ENTRIES
};

struct _MgPasswordScreen
{
  MgBaseScreen parent_instance;
  /* children */
  GtkLabel *head;
  GtkLabel *why;
  GtkWidget *entries[N_ENTRIES];
  MgFingerPanel *panel;
  GtkWidget *side; /* the own logins; not while the password must be changed */
  GtkBox *logins;
  GtkWidget *tick; /* of the sheet that reports a leak: the account is locked too */
};

G_DEFINE_FINAL_TYPE (MgPasswordScreen, mg_password_screen, MG_TYPE_BASE_SCREEN)

static MgDesk *
desk (gpointer self)
{
  return mg_base_screen_get_desk (self);
}

static gboolean
is_forced (gpointer self)
{
  const MgSession *session = mg_desk_get_session (desk (self));
  return session && session->must_change_password;
}

static gboolean
is_own (gpointer self)
{
  return !is_forced (self);
}

static gboolean
is_typing (gpointer self)
{
  const MgLoginState state = mg_login_get_state (mg_desk_get_change (desk (self)));
  return state == MG_LOGIN_TYPING || state == MG_LOGIN_HELD;
}

static const char *
text (MgPasswordScreen *self, int entry)
{
  return mg_hidden_text_get (self->entries[entry]);
}

/* Nothing of what was typed stays longer than needed. */
static void
clear_entries (MgPasswordScreen *self)
{
  for (int i = 0; i < N_ENTRIES; i++)
    gtk_editable_set_text (GTK_EDITABLE (self->entries[i]), "");
}

/* --- what is shown --- */

static void
show_why (MgPasswordScreen *self)
{
  const MgSession *session = mg_desk_get_session (desk (self));
  if (!session)
    return;
  gtk_widget_set_visible (self->side, is_own (self));
  gtk_label_set_text (self->head, is_forced (self) ? _ ("▲ パスワードを変える必要があります")
                                                   : _ ("自分のパスワードを変える"));
  gtk_label_set_text (
      self->why, !is_forced (self) ? _ ("いつでも変えられます。人に知られたかもしれないときは［F10］です。")
                 : session->password_expired
                     ? _ ("使える期間が過ぎました。変えるまで、ほかの画面は使えません。")
                     : _ ("はじめてのパスワード、または人に知られた疑いのあるパスワードです。"
                          "変えるまで、ほかの画面は使えません。"));
}

static void
refresh_cb (MgPasswordScreen *self)
{
  gboolean is_error = FALSE;
  const MgLogin *change = mg_desk_get_change (desk (self));
  const char *words = mg_login_get_message (change, &is_error);
  if (!mg_base_screen_is_here (self))
    return;
  mg_finger_panel_show (self->panel, change, MG_LOGIN_FRESH, mg_desk_now_ms ());
  for (int i = 0; i < N_ENTRIES; i++)
    gtk_editable_set_editable (GTK_EDITABLE (self->entries[i]), is_typing (self));
  if (words)
    mg_base_screen_say (self, is_error ? "t-bad" : NULL, words);
  mg_screen_changed (MG_SCREEN (self));
}

static char *
fault_words (const MgChangeResult *result)
{
  switch (result->fault)
    {
    case PB__PASSWORD_FAULT__PASSWORD_TOO_SHORT:
      return g_strdup_printf (_ ("短すぎます。%u 文字以上にしてください。"), result->characters_min);
    case PB__PASSWORD_FAULT__PASSWORD_STAFF_NUMBER:
      return g_strdup (_ ("職員番号が入っています。入れずに作り直してください。"));
    case PB__PASSWORD_FAULT__PASSWORD_OWN_NAME:
      return g_strdup (_ ("自分の氏名が入っています。入れずに作り直してください。"));
    case PB__PASSWORD_FAULT__PASSWORD_BIRTH_DATE:
      return g_strdup (_ ("生年月日が入っています。入れずに作り直してください。"));
    case PB__PASSWORD_FAULT__PASSWORD_WORD:
      return g_strdup (_ ("よく使われる言葉や年だけでできています。自分だけの言葉を 4 文字以上足してください。"));
    case PB__PASSWORD_FAULT__PASSWORD_KEYBOARD:
      return g_strdup (_ ("キーの並びだけでできています。自分だけの言葉を 4 文字以上足してください。"));
    case PB__PASSWORD_FAULT__PASSWORD_MONOTONOUS:
      return g_strdup (_ ("同じ文字か続きの文字だけでできています。自分だけの言葉を 4 文字以上足してください。"));
    case PB__PASSWORD_FAULT__PASSWORD_REUSED:
      return g_strdup_printf (_ ("最近 %u 回に使ったものです。新しいものにしてください。"), result->history);
    default:
      return g_strdup (_ ("使えない文字があるか、長すぎます。作り直してください。"));
    }
}

static void
judged_cb (MgPasswordScreen *self)
{
  const MgChangeResult *result = mg_desk_get_change_result (desk (self));
  g_autofree char *words = result->changed ? NULL : fault_words (result);
  if (!mg_base_screen_is_here (self))
    return;
  clear_entries (self);
  show_why (self);
  refresh_cb (self);
  if (result->changed)
    mg_base_screen_say (self, "t-good", _ ("パスワードを変えました。［F3］ではじめに戻ります。"));
  else
    mg_base_screen_say (self, "t-bad", words);
  gtk_widget_grab_focus (self->entries[OLD]);
  if (result->changed)
    mg_desk_ask_logins (desk (self));
}

static const char *
outcome_words (Pb__LoginSeen__Outcome outcome)
{
  switch (outcome)
    {
    case PB__LOGIN_SEEN__OUTCOME__PASSED:
      return _ ("○ できた");
    case PB__LOGIN_SEEN__OUTCOME__UNJUDGED:
      return _ ("― 判定できず");
    case PB__LOGIN_SEEN__OUTCOME__BROKEN_OFF:
      return _ ("× 途中で切れた");
    default:
      return _ ("× 断られた");
    }
}

static const char *
act_words (Pb__LoginSeen__Act act)
{
  return act == PB__LOGIN_SEEN__ACT__LOGIN    ? _ ("ログイン")
         : act == PB__LOGIN_SEEN__ACT__RESUME ? _ ("ロックの解除")
                                              : _ ("本人の再確認");
}

static void
logins_cb (MgPasswordScreen *self, gpointer data)
{
  const Pb__MyLoginsReply *reply = data;
  if (!mg_base_screen_is_here (self))
    return;
  g_autofree char *since = mg_clock_format (reply->password_changed_us);
  g_autofree char *until = mg_clock_format (reply->password_expires_us);
  g_autofree char *count = g_strdup_printf (_ ("90 日間の失敗 %u 回"), reply->refused);
  g_autofree char *age = reply->password_expires_us
                             ? g_strdup_printf (_ ("パスワード　%s から　%s まで"), since, until)
                             : g_strdup_printf (_ ("パスワード　%s から（期限なし）"), since);
  mg_box_clear (self->logins);
  gtk_box_append (self->logins, mg_text_new (age, "t-label"));
  gtk_box_append (self->logins, mg_text_new (count, reply->refused ? "t-strong" : "t-label"));
  for (size_t i = 0; i < reply->n_seen && i < ROWS_MAX; i++)
    {
      const Pb__LoginSeen *row = reply->seen[i];
      g_autofree char *clock = mg_clock_format (row->at_us);
      g_autofree char *line = g_strdup_printf ("%s　%s　%s　%s", clock, row->terminal_name,
                                               act_words (row->act), outcome_words (row->outcome));
      gtk_box_append (self->logins,
                      mg_text_new (line, row->outcome == PB__LOGIN_SEEN__OUTCOME__PASSED
                                                 || row->outcome == PB__LOGIN_SEEN__OUTCOME__UNJUDGED
                                             ? NULL
                                             : "t-bad"));
    }
}

static void
reported_cb (MgPasswordScreen *self, gboolean is_written)
{
  if (!mg_base_screen_is_here (self))
    return;
  show_why (self);
  mg_screen_changed (MG_SCREEN (self));
  mg_base_screen_say (self, is_written ? "t-warn" : "t-bad",
                      is_written ? _ ("漏れの疑いを記録しました。すぐにパスワードを変えてください。")
                                 : _ ("記録できませんでした。もう一度［F10］を押してください。"));
  gtk_widget_grab_focus (self->entries[OLD]);
}

/* --- keys --- */

static void
submit (gpointer data)
{
  MgPasswordScreen *self = data;
  const gboolean is_held
      = mg_login_get_state (mg_desk_get_change (desk (self))) == MG_LOGIN_HELD;
  if (!is_typing (self))
    return;
  if (is_held && !*text (self, OLD))
    {
      mg_desk_change_password (desk (self), "", "");
      return;
    }
  for (int i = 0; i < N_ENTRIES; i++)
    if (!*text (self, i))
      {
        gtk_widget_grab_focus (self->entries[i]);
        mg_base_screen_say (self, "t-bad", _ ("三つの欄をすべて入れてください。"));
        return;
      }
  if (strcmp (text (self, NEW), text (self, AGAIN)) != 0)
    {
      gtk_editable_set_text (GTK_EDITABLE (self->entries[NEW]), "");
      gtk_editable_set_text (GTK_EDITABLE (self->entries[AGAIN]), "");
      gtk_widget_grab_focus (self->entries[NEW]);
      mg_base_screen_say (self, "t-bad", _ ("新しいパスワードの二つが違います。入れ直してください。"));
      return;
    }
  if (mg_desk_change_password (desk (self), text (self, OLD), text (self, NEW)) == MG_LOGIN_OK)
    clear_entries (self);
}

static void
restart (gpointer data)
{
  MgPasswordScreen *self = data;
  mg_desk_cancel_change (desk (self));
  clear_entries (self);
  gtk_widget_grab_focus (self->entries[OLD]);
}

static void
log_off (gpointer self)
{
  mg_desk_log_off (desk (self), MG_LEAVE_ASKED);
}

static void
report_cb (MgPasswordScreen *self)
{
  const gboolean locks = gtk_check_button_get_active (GTK_CHECK_BUTTON (self->tick));
  mg_base_screen_close_sheet (self);
  mg_desk_report_leak (desk (self), locks);
}

static void
ask_report (gpointer data)
{
  MgPasswordScreen *self = data;
  MgSheet *sheet = mg_sheet_new (_ ("パスワードが人に知られた疑いを報告しますか"), _ ("報告する"),
                                 _ ("やめる"), TRUE);
  mg_sheet_add_text (sheet, _ ("事故として記録します。パスワードを変えるまで、ほかの画面は使えなくなります。"));
  self->tick = gtk_check_button_new_with_label (_ ("すぐに変えられないので、自分のアカウントを止める"));
  gtk_widget_add_css_class (self->tick, "tick");
  mg_sheet_add (sheet, self->tick);
  mg_sheet_set_focus (sheet, self->tick);
  g_signal_connect_object (sheet, "act", G_CALLBACK (report_cb), self, G_CONNECT_SWAPPED);
  mg_base_screen_open_sheet (self, sheet);
}

static void
next_cb (GtkWidget *entry, MgPasswordScreen *self)
{
  for (int i = 0; i < N_ENTRIES; i++)
    if (self->entries[i] == entry && i + 1 < N_ENTRIES)
      {
        gtk_widget_grab_focus (self->entries[i + 1]);
        return;
      }
  submit (self);
}

static const MgKeyRow keys[] = {
    {0, NULL, restart, NULL},
    {3, N_ ("ログオフ"), log_off, is_forced},
    {10, N_ ("漏れの疑い"), ask_report, is_own},
    {12, N_ ("変える"), submit, is_typing},
};

/* --- screen --- */

static void
enter (gpointer data, const char *argument)
{
  MgPasswordScreen *self = data;
  clear_entries (self);
  show_why (self);
  mg_box_clear (self->logins);
  if (is_own (self))
    mg_desk_ask_logins (desk (self));
  mg_base_screen_say (self, NULL, _ ("いまのパスワード、新しいパスワードを 2 回の順に入れ、指を置きます。"));
  mg_finger_panel_show (self->panel, mg_desk_get_change (desk (self)), MG_LOGIN_FRESH,
                        mg_desk_now_ms ());
}

static void
leave (gpointer data)
{
  MgPasswordScreen *self = data;
  mg_desk_cancel_change (desk (self));
  clear_entries (self);
  mg_box_clear (self->logins);
}

static void
wipe (gpointer data)
{
  clear_entries (data);
}

static GtkWidget *
get_focus (gpointer self)
{
  return MG_PASSWORD_SCREEN (self)->entries[OLD];
}

static const MgBaseSpec spec = {
    .title = N_ ("自分のログイン・パスワード"),
    .help = N_ ("いまのパスワードと新しいパスワードを入れ、［F12］のあとに指を置くと変わります。\n"
                "氏名・職員番号・よく使われる言葉だけのもの・最近 12 回に使ったものは使えません。\n"
                "覚えのないログインや失敗があるときは［F10］で報告し、係長にも知らせてください。"),
    .keys = keys,
    .n_keys = G_N_ELEMENTS (keys),
    .enter = enter,
    .leave = leave,
    .wipe = wipe,
    .get_focus = get_focus,
};

static GtkWidget *
new_entry (MgPasswordScreen *self, const char *label)
{
  GtkWidget *entry = gtk_password_entry_new ();
  GtkText *inner = GTK_TEXT (gtk_editable_get_delegate (GTK_EDITABLE (entry)));
  gtk_text_set_invisible_char (inner, BULLET);
  mg_hidden_text_guard (entry, PASSWORD_MAX, "\u2022");
  mg_guard_entry (entry);
  mg_add_classes (entry, "in big");
  gtk_widget_set_margin_bottom (entry, 14);
  gtk_accessible_update_property (GTK_ACCESSIBLE (entry), GTK_ACCESSIBLE_PROPERTY_LABEL, label, -1);
  g_signal_connect (entry, "activate", G_CALLBACK (next_cb), self);
  return entry;
}

static void
mg_password_screen_class_init (MgPasswordScreenClass *klass)
{
  MG_BASE_SCREEN_CLASS (klass)->spec = &spec;
}

static GtkWidget *
new_card (int spacing)
{
  GtkWidget *card = gtk_box_new (GTK_ORIENTATION_VERTICAL, spacing);
  mg_add_classes (card, "card");
  gtk_widget_set_valign (card, GTK_ALIGN_START);
  return card;
}

static void
mg_password_screen_init (MgPasswordScreen *self)
{
  const char *labels[] = {_ ("いまのパスワード"), _ ("新しいパスワード"), _ ("新しいパスワード（もう一度）")};
  GtkWidget *body = gtk_box_new (GTK_ORIENTATION_HORIZONTAL, 14);
  GtkWidget *card = new_card (4);
  GtkWidget *side = new_card (6);
  mg_add_classes (body, "body");
  self->head = GTK_LABEL (mg_text_new ("", "t-head"));
  self->why = GTK_LABEL (mg_paragraph_new ("", "t-label"));
  gtk_widget_set_margin_bottom (GTK_WIDGET (self->why), 10);
  gtk_box_append (GTK_BOX (card), GTK_WIDGET (self->head));
  gtk_box_append (GTK_BOX (card), GTK_WIDGET (self->why));
  for (int i = 0; i < N_ENTRIES; i++)
    {
      self->entries[i] = new_entry (self, labels[i]);
      gtk_box_append (GTK_BOX (card), mg_text_new (labels[i], "t-strong"));
      gtk_box_append (GTK_BOX (card), self->entries[i]);
    }
  self->panel = g_object_new (MG_TYPE_FINGER_PANEL, NULL);
  gtk_box_append (GTK_BOX (card), GTK_WIDGET (self->panel));
  self->logins = GTK_BOX (gtk_box_new (GTK_ORIENTATION_VERTICAL, 4));
  gtk_box_append (GTK_BOX (side), mg_text_new (_ ("自分のログイン"), "t-head"));
  gtk_box_append (GTK_BOX (side), GTK_WIDGET (self->logins));
  gtk_widget_set_hexpand (card, TRUE);
  gtk_widget_set_hexpand (side, TRUE);
  self->side = side;
  gtk_box_append (GTK_BOX (body), card);
  gtk_box_append (GTK_BOX (body), side);
  mg_base_screen_set_content (self, body);
}

GtkWidget *
mg_password_screen_new (MgDesk *desk)
{
  MgPasswordScreen *self = mg_base_screen_create (MG_TYPE_PASSWORD_SCREEN, desk);
  g_signal_connect_object (desk, "login-changed", G_CALLBACK (refresh_cb), self, G_CONNECT_SWAPPED);
  g_signal_connect_object (desk, "password-judged", G_CALLBACK (judged_cb), self,
                           G_CONNECT_SWAPPED);
  g_signal_connect_object (desk, "logins-came", G_CALLBACK (logins_cb), self, G_CONNECT_SWAPPED);
  g_signal_connect_object (desk, "leak-reported", G_CALLBACK (reported_cb), self,
                           G_CONNECT_SWAPPED);
  return GTK_WIDGET (self);
}
