/* SPDX-License-Identifier: Apache-2.0 */
#include "mg-enrol-sheets.h"
#include "mg-fresh-sheet.h"
#include "model/mg-i18n.h"
#include "widgets/mg-finger-panel.h"
#include "widgets/mg-hidden-text.h"
#include "widgets/mg-form-row.h"
#include "widgets/mg-label.h"
#include "widgets/mg-pin-entry.h"
#include "widgets/mg-text-entry.h"

#define STAFF_NO_DIGITS 6

typedef struct
{
  /* borrowed */
  gpointer screen;
  MgSheet *sheet;
  GtkWidget *staff_no;
  GtkWidget *password;
  MgFingerPanel *panel;
  /* owned */
  MgDesk *desk;
} Witness;

static gboolean
is_typing (Witness *self)
{
  const MgLoginState state = mg_login_get_state (mg_desk_get_login (self->desk));
  return state == MG_LOGIN_TYPING || state == MG_LOGIN_HELD;
}

static void
show (Witness *self)
{
  MgLogin *login = mg_desk_get_login (self->desk);
  gboolean is_error = FALSE;
  const char *own = mg_desk_get_witness_words (self->desk);
  const char *words = own ? own : mg_login_get_message (login, &is_error);
  mg_finger_panel_show (self->panel, login, MG_LOGIN_NEW, mg_desk_now_ms ());
  mg_sheet_say (self->sheet, words && (own || is_error) ? "t-bad" : NULL, words);
  mg_pin_entry_set_fixed (self->password, !is_typing (self));
  gtk_editable_set_editable (GTK_EDITABLE (self->staff_no), is_typing (self));
}

static void
submit_cb (Witness *self)
{
  if (!is_typing (self))
    return;
  switch (mg_desk_submit (self->desk, mg_entry_text (self->staff_no),
                          mg_hidden_text_get (self->password)))
    {
    case MG_LOGIN_NO_STAFF_NO:
      mg_sheet_say (self->sheet, "t-bad", _ ("立ち会う人の職員番号を入れてください。"));
      gtk_widget_grab_focus (self->staff_no);
      break;
    case MG_LOGIN_NO_PASSWORD:
      mg_sheet_say (self->sheet, "t-bad", _ ("パスワードを入れてください。"));
      gtk_widget_grab_focus (self->password);
      break;
    default:
      break;
    }
}

static void
next_cb (Witness *self)
{
  gtk_widget_grab_focus (self->password);
}

static void
changed_cb (MgDesk *desk, Witness *self)
{
  if (!mg_desk_is_witnessing (desk))
    mg_base_screen_close_sheet (self->screen); /* self goes with it */
  else
    show (self);
}

static void
witness_free (gpointer data)
{
  Witness *self = data;
  g_signal_handlers_disconnect_by_data (self->desk, self);
  mg_desk_witness_cancel (self->desk);
  g_object_unref (self->desk);
  g_free (self);
}

void
mg_witness_sheet_open (gpointer screen)
{
  MgDesk *desk = mg_base_screen_get_desk (screen);
  mg_base_screen_close_sheet (screen);
  if (!mg_desk_witness_begin (desk))
    return;
  Witness *self = g_new0 (Witness, 1);
  self->screen = screen;
  self->desk = g_object_ref (desk);
  self->sheet = mg_sheet_new (_ ("立会いの確かめ"), _ ("指の読み取り"), _ ("やめる"), FALSE);
  self->staff_no = mg_digit_entry_new (_ ("立ち会う人の職員番号"), STAFF_NO_DIGITS);
  self->password = mg_pin_entry_new (_ ("パスワード"));
  self->panel = g_object_new (MG_TYPE_FINGER_PANEL, NULL);
  mg_sheet_add_text (self->sheet, _ ("立ち会う人が、自分の職員番号とパスワードを入れ、自分の指を置きます。"
                                     "本人が目の前にいることと、読み取った指が本人のものであることを確かめてください。"));
  mg_sheet_add (self->sheet, mg_text_new (_ ("立ち会う人の職員番号"), "t-strong"));
  mg_sheet_add (self->sheet, self->staff_no);
  mg_sheet_add (self->sheet, mg_text_new (_ ("パスワード"), "t-strong"));
  mg_sheet_add (self->sheet, self->password);
  mg_sheet_add (self->sheet, GTK_WIDGET (self->panel));
  mg_sheet_set_focus (self->sheet, self->staff_no);
  g_object_set_data_full (G_OBJECT (self->sheet), "mg-witness", self, witness_free);
  g_signal_connect (desk, "login-changed", G_CALLBACK (changed_cb), self);
  g_signal_connect_swapped (self->staff_no, "activate", G_CALLBACK (next_cb), self);
  g_signal_connect_swapped (self->password, "activate", G_CALLBACK (submit_cb), self);
  g_signal_connect_swapped (self->sheet, "act", G_CALLBACK (submit_cb), self);
  mg_base_screen_open_sheet (screen, self->sheet);
  show (self);
}

/* --- to remove --- */

typedef struct
{
  gpointer screen;
  MgSheet *sheet;
  GtkWidget *finger;
  MgEnrol *enrol; /* owned */
} Remove;

/* Outlives its sheet: the fresh sheet takes its place. */
typedef struct
{
  MgEnrol *enrol;
  guint finger;
} Chosen;

static void
chosen_free (gpointer data)
{
  Chosen *self = data;
  g_object_unref (self->enrol);
  g_free (self);
}

static void
fresh_cb (gpointer data, MgSecret *token)
{
  Chosen *self = data;
  mg_enrol_remove (self->enrol, self->finger, token);
}

static void
remove_cb (Remove *self)
{
  const char *text = mg_entry_text (self->finger);
  const guint finger = (guint)g_ascii_strtoull (text, NULL, 10);
  if (!*text || finger > MG_ENROL_FINGERS
      || (finger > 0 && mg_enrol_get_since_us (self->enrol, finger) == 0))
    {
      mg_sheet_say (self->sheet, "t-bad", _ ("登録してある指の番号か、すべてなら 0 を入れてください。"));
      gtk_widget_grab_focus (self->finger);
      return;
    }
  Chosen *chosen = g_new0 (Chosen, 1);
  gpointer screen = self->screen;
  chosen->enrol = g_object_ref (self->enrol);
  chosen->finger = finger;
  g_object_set_data_full (G_OBJECT (screen), "mg-chosen-finger", chosen, chosen_free);
  mg_fresh_sheet_open (screen, "/madoguchi.v1.Finger/Delete", /* self goes here */
                       finger ? _ ("指を消す") : _ ("指をすべて消す"), fresh_cb, chosen);
}

static void
remove_free (gpointer data)
{
  Remove *self = data;
  g_object_unref (self->enrol);
  g_free (self);
}

void
mg_remove_finger_open (gpointer screen)
{
  Remove *self = g_new0 (Remove, 1);
  self->screen = screen;
  self->enrol = g_object_ref (mg_desk_get_enrol (mg_base_screen_get_desk (screen)));
  self->sheet = mg_sheet_new (_ ("どの指を消しますか"), _ ("消す"), _ ("やめる"), TRUE);
  self->finger = mg_digit_entry_new (_ ("指の番号（すべては 0）"), 2);
  mg_sheet_add_text (self->sheet,
                     _ ("消した指ではログインできません。元に戻せません。\n"
                        "1 本だけ残す消し方はできません。すべて消すと、その人の画面は閉じます。"));
  mg_sheet_add (self->sheet, mg_form_row_new (1, _ ("指の番号（すべては 0）"), self->finger));
  mg_sheet_set_focus (self->sheet, self->finger);
  g_object_set_data_full (G_OBJECT (self->sheet), "mg-remove-finger", self, remove_free);
  g_signal_connect_swapped (self->sheet, "act", G_CALLBACK (remove_cb), self);
  mg_base_screen_open_sheet (screen, self->sheet);
}
