/* SPDX-License-Identifier: Apache-2.0
 * The part of MgDesk that changes the own password, reports a leak and asks for the own logins. */
#include "mg-desk-private.h"
#include <string.h>
#include "remote/mg-client-password.h"
#include "remote/mg-message.h"

/* What was typed for it goes in any case. */
static void
end_change (MgDesk *self)
{
  self->is_changing = FALSE;
  mg_secret_clear (self->new_password);
  mg_login_cancel (self->change);
}

static void
challenged_cb (GObject *source, GAsyncResult *result, gpointer data)
{
  g_autoptr (MgDesk) self = data;
  g_autoptr (GError) error = NULL;
  guint8 login_id[MG_LOGIN_ID_BYTES];
  guint8 nonce[MG_LOGIN_NONCE_BYTES];
  const gboolean came
      = mg_client_change_challenge_finish (MG_CLIENT (source), result, login_id, nonce, &error);
  mg_desk_note (self, error);
  if (came)
    mg_login_challenged (self->change, login_id, nonce, mg_desk_now_ms ());
  else
    mg_login_failed (self->change, mg_trouble_of (error), mg_desk_now_ms ());
}

static void
ask_challenge (MgLogin *login, gpointer data)
{
  MgDesk *self = data;
  mg_client_change_challenge_async (self->client, mg_desk_renew (&self->login_cancel),
                                    challenged_cb, g_object_ref (self));
}

static void
take_permissions (MgDesk *self, const Pb__ChangePasswordReply *reply)
{
  g_strfreev (self->session->permissions);
  self->session->permissions = g_new0 (char *, reply->n_permissions + 1);
  for (size_t i = 0; i < reply->n_permissions; i++)
    self->session->permissions[i] = g_strdup (reply->permissions[i]);
  mg_session_set_screens (self->session, reply->screens, reply->n_screens);
  self->session->must_change_password = FALSE;
  self->session->password_expired = FALSE;
}

static void
changed_cb (GObject *source, GAsyncResult *result, gpointer data)
{
  g_autoptr (MgDesk) self = data;
  g_autoptr (GError) error = NULL;
  g_autoptr (MgMessage) message = mg_client_call_finish (MG_CLIENT (source), result, &error);
  mg_desk_note (self, error);
  if (!message)
    {
      mg_login_failed (self->change, mg_trouble_of (error), mg_desk_now_ms ());
      return;
    }
  const Pb__ChangePasswordReply *reply = (const Pb__ChangePasswordReply *)mg_message_get (message);
  if (reply->changed && self->session)
    take_permissions (self, reply);
  self->change_result
      = (MgChangeResult){reply->changed, (guint)reply->fault, reply->characters_min, reply->history};
  end_change (self);
  g_signal_emit_by_name (self, "password-judged");
}

static void
send (MgLogin *login, gpointer data)
{
  MgDesk *self = data;
  mg_client_change_async (self->client, login, mg_secret_peek (self->new_password), self->assertion,
                          mg_desk_renew (&self->login_cancel), changed_cb, g_object_ref (self));
}

static const MgLoginActs change_acts
    = {ask_challenge, mg_desk_login_arm, send, mg_desk_login_stop, mg_desk_login_changed};

gboolean
mg_desk_password_init (MgDesk *self)
{
  self->change = mg_login_new (MG_LOGIN_FRESH, &change_acts, self);
  self->new_password = mg_secret_new ();
  return self->change && self->new_password;
}

void
mg_desk_password_dispose (MgDesk *self)
{
  g_clear_pointer (&self->change, mg_login_free);
  g_clear_pointer (&self->new_password, mg_secret_free);
}

MgLoginMissing
mg_desk_change_password (MgDesk *self, const char *old_password, const char *new_password)
{
  if (self->state != MG_DESK_WORKING)
    return MG_LOGIN_NOT_NOW;
  if (*new_password && !mg_secret_set (self->new_password, new_password, strlen (new_password)))
    return MG_LOGIN_NO_PASSWORD;
  self->is_changing = TRUE;
  return mg_login_submit (self->change, "", old_password, mg_desk_now_ms ());
}

void
mg_desk_cancel_change (MgDesk *self)
{
  if (self->is_changing)
    end_change (self);
}

const MgLogin *
mg_desk_get_change (MgDesk *self)
{
  return self->change;
}

const MgChangeResult *
mg_desk_get_change_result (MgDesk *self)
{
  return &self->change_result;
}

/* --- a leak, the own logins --- */

static void
reported_cb (GObject *source, GAsyncResult *result, gpointer data)
{
  g_autoptr (MgDesk) self = data;
  g_autoptr (GError) error = NULL;
  g_autoptr (MgMessage) message = mg_client_call_finish (MG_CLIENT (source), result, &error);
  mg_desk_note (self, error);
  if (message && self->session)
    self->session->must_change_password = TRUE;
  g_signal_emit_by_name (self, "leak-reported", message != NULL);
}

static void
locked_cb (GObject *source, GAsyncResult *result, gpointer data)
{
  g_autoptr (MgDesk) self = data;
  g_autoptr (GError) error = NULL;
  g_autoptr (MgMessage) message = mg_client_call_finish (MG_CLIENT (source), result, &error);
  mg_desk_note (self, error);
  if (message)
    mg_desk_log_off (self, MG_LEAVE_LOCKED);
  else
    g_signal_emit_by_name (self, "leak-reported", FALSE);
}

void
mg_desk_report_leak (MgDesk *self, gboolean locks)
{
  if (self->state == MG_DESK_WORKING)
    mg_client_report_leak_async (self->client, locks, locks ? locked_cb : reported_cb,
                                 g_object_ref (self));
}

static void
logins_cb (GObject *source, GAsyncResult *result, gpointer data)
{
  g_autoptr (MgDesk) self = data;
  g_autoptr (GError) error = NULL;
  g_autoptr (MgMessage) message = mg_client_call_finish (MG_CLIENT (source), result, &error);
  mg_desk_note (self, error);
  if (message)
    g_signal_emit_by_name (self, "logins-came", mg_message_get (message));
}

void
mg_desk_ask_logins (MgDesk *self)
{
  if (self->state == MG_DESK_WORKING)
    mg_client_my_logins_async (self->client, logins_cb, g_object_ref (self));
}
