/* SPDX-License-Identifier: Apache-2.0
 * The part of MgDesk that asks the session's own person for password and finger once more. */
#include "mg-desk-private.h"
#include "remote/mg-client-session.h"

static void
challenged_cb (GObject *source, GAsyncResult *result, gpointer data)
{
  g_autoptr (MgDesk) self = data;
  g_autoptr (GError) error = NULL;
  guint8 login_id[MG_LOGIN_ID_BYTES];
  guint8 nonce[MG_LOGIN_NONCE_BYTES];
  const gboolean came
      = mg_client_fresh_challenge_finish (MG_CLIENT (source), result, login_id, nonce, &error);
  mg_desk_note (self, error);
  if (came)
    mg_login_challenged (self->fresh, login_id, nonce, mg_desk_now_ms ());
  else
    mg_login_failed (self->fresh, mg_trouble_of (error), mg_desk_now_ms ());
}

static void
ask_challenge (MgLogin *login, gpointer data)
{
  MgDesk *self = data;
  mg_client_fresh_challenge_async (self->client, mg_desk_renew (&self->login_cancel), challenged_cb,
                                   g_object_ref (self));
}

static void
forget (MgDesk *self)
{
  g_clear_pointer (&self->fresh_path, g_free);
  self->fresh_done = NULL;
  self->fresh_owner = NULL;
}

static void
judged_cb (GObject *source, GAsyncResult *result, gpointer data)
{
  g_autoptr (MgDesk) self = data;
  g_autoptr (GError) error = NULL;
  g_autoptr (MgSecret) token = mg_client_reauthenticate_finish (MG_CLIENT (source), result, &error);
  mg_desk_note (self, error);
  if (!token)
    {
      mg_login_failed (self->fresh, mg_trouble_of (error), mg_desk_now_ms ());
      return;
    }
  if (!self->fresh_path)
    return; /* given up meanwhile; the token is worth nothing after 60 s */
  const MgFreshDone done = self->fresh_done;
  const gpointer owner = self->fresh_owner;
  forget (self);
  mg_login_cancel (self->fresh); /* ready for the next act */
  done (owner, g_steal_pointer (&token));
}

static void
send (MgLogin *login, gpointer data)
{
  MgDesk *self = data;
  mg_client_reauthenticate_async (self->client, login, self->fresh_path, self->assertion,
                                  mg_desk_renew (&self->login_cancel), judged_cb,
                                  g_object_ref (self));
}

const MgLoginActs mg_desk_fresh_acts
    = {ask_challenge, mg_desk_login_arm, send, mg_desk_login_stop, mg_desk_login_changed};

gboolean
mg_desk_fresh_begin (MgDesk *self, const char *path, MgFreshDone done, gpointer owner)
{
  if (self->state != MG_DESK_WORKING || self->fresh_path)
    return FALSE;
  self->fresh_path = g_strdup (path);
  self->fresh_done = done;
  self->fresh_owner = owner;
  mg_desk_emit (self, MG_DESK_LOGIN_CHANGED);
  return TRUE;
}

void
mg_desk_fresh_cancel (MgDesk *self)
{
  if (!self->fresh_path)
    return;
  forget (self);
  mg_login_cancel (self->fresh);
}
