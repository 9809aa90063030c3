/* SPDX-License-Identifier: Apache-2.0 */
#include "mg-fresh-sheet.h"
#include "app/mg-guard.h"
#include "model/mg-i18n.h"
#include "widgets/mg-finger-panel.h"
#include "widgets/mg-hidden-text.h"
#include "widgets/mg-label.h"
#include "widgets/mg-pin-entry.h"

typedef struct
{
  /* borrowed */
  gpointer screen;
  MgSheet *sheet;
  GtkWidget *password;
  MgFingerPanel *panel;
  MgFreshDone done;
  gpointer owner;
  /* owned */
  MgDesk *desk;
} Fresh;

static gboolean
is_typing (Fresh *self)
{
  const MgLoginState state = mg_login_get_state (mg_desk_get_login (self->desk));
  return state == MG_LOGIN_TYPING || state == MG_LOGIN_HELD;
}

static void
show (Fresh *self)
{
  MgLogin *login = mg_desk_get_login (self->desk);
  gboolean is_error = FALSE;
  const char *words = mg_login_get_message (login, &is_error);
  if (mg_desk_get_state (self->desk) != MG_DESK_WORKING)
    return;
  mg_finger_panel_show (self->panel, login, MG_LOGIN_FRESH, mg_desk_now_ms ());
  mg_sheet_say (self->sheet, words && is_error ? "t-bad" : NULL, words);
  mg_pin_entry_set_fixed (self->password, !is_typing (self));
}

static void
submit_cb (Fresh *self)
{
  if (!is_typing (self))
    return;
  const MgLoginMissing missing
      = mg_desk_submit (self->desk, "", mg_hidden_text_get (self->password));
  if (missing == MG_LOGIN_NO_PASSWORD)
    {
      mg_sheet_say (self->sheet, "t-bad", _ ("パスワードを入れてください。"));
      gtk_widget_grab_focus (self->password);
    }
}

static void
done_cb (gpointer data, MgSecret *token)
{
  Fresh *self = data;
  const MgFreshDone done = self->done;
  const gpointer owner = self->owner;
  mg_base_screen_close_sheet (self->screen); /* self goes with it */
  done (owner, token);
}

static void
changed_cb (MgDesk *desk, Fresh *self)
{
  show (self);
}

static void
fresh_free (gpointer data)
{
  Fresh *self = data;
  g_signal_handlers_disconnect_by_data (self->desk, self);
  mg_desk_fresh_cancel (self->desk);
  g_object_unref (self->desk);
  g_free (self);
}

void
mg_fresh_sheet_open (gpointer screen, const char *path, const char *title, MgFreshDone done,
                     gpointer owner)
{
  MgDesk *desk = mg_base_screen_get_desk (screen);
  mg_base_screen_close_sheet (screen);
  Fresh *self = g_new0 (Fresh, 1);
  if (!mg_desk_fresh_begin (desk, path, done_cb, self))
    {
      g_free (self);
      return;
    }
  self->screen = screen;
  self->done = done;
  self->owner = owner;
  self->desk = g_object_ref (desk);
  self->sheet = mg_sheet_new (title, _ ("指の読み取り"), _ ("やめる"), FALSE);
  self->password = mg_pin_entry_new (_ ("パスワード"));
  self->panel = g_object_new (MG_TYPE_FINGER_PANEL, NULL);
  mg_sheet_add_text (
      self->sheet,
      _ ("本人であることをもう一度確かめます。パスワードを入れて［Enter］を押し、指を置きます。"));
  mg_sheet_add (self->sheet, mg_text_new (_ ("パスワード"), "t-strong"));
  mg_sheet_add (self->sheet, self->password);
  mg_sheet_add (self->sheet, GTK_WIDGET (self->panel));
  mg_sheet_set_focus (self->sheet, self->password);
  g_object_set_data_full (G_OBJECT (self->sheet), "mg-fresh", self, fresh_free);
  g_signal_connect (desk, "login-changed", G_CALLBACK (changed_cb), self);
  g_signal_connect_swapped (self->password, "activate", G_CALLBACK (submit_cb), self);
  g_signal_connect_swapped (self->sheet, "act", G_CALLBACK (submit_cb), self);
  mg_base_screen_open_sheet (screen, self->sheet);
  show (self);
}
