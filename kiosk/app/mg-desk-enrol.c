/* SPDX-License-Identifier: Apache-2.0
 * The part of MgDesk that enrols fingers: lends the reader to MgEnrol, and asks a second person for
 * staff number, password and finger. */
#include "mg-desk-private.h"
#include "model/mg-i18n.h"
#include "remote/mg-client-session.h"

static void
arm (gpointer data)
{
  mg_finger_reader_arm (MG_DESK (data)->reader);
}

static void
disarm (gpointer data)
{
  mg_finger_reader_disarm (MG_DESK (data)->reader);
}

static const MgEnrolReader reader = {arm, disarm};

void
mg_desk_enrol_init (MgDesk *self)
{
  self->enrol = mg_enrol_new (self->line, self->assertion, &reader, self);
  self->terminals = mg_terminals_new (self->line);
  self->requests = mg_requests_new (self->line, self->config->requests_folder);
}

void
mg_desk_enrol_leave (MgDesk *self)
{
  mg_desk_witness_cancel (self);
  mg_enrol_clear (self->enrol);
  mg_terminals_clear (self->terminals);
  mg_requests_clear (self->requests);
}

void
mg_desk_enrol_dispose (MgDesk *self)
{
  g_clear_object (&self->enrol);
  g_clear_object (&self->terminals);
  g_clear_object (&self->requests);
}

MgEnrol *
mg_desk_get_enrol (MgDesk *self)
{
  return self->enrol;
}

MgTerminals *
mg_desk_get_terminals (MgDesk *self)
{
  return self->terminals;
}

MgRequests *
mg_desk_get_requests (MgDesk *self)
{
  return self->requests;
}

/* --- the second person --- */

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
    mg_login_challenged (self->witness, login_id, nonce, mg_desk_now_ms ());
  else
    mg_login_failed (self->witness, mg_trouble_of (error), mg_desk_now_ms ());
}

static void
ask_challenge (MgLogin *login, gpointer data)
{
  MgDesk *self = data;
  self->witness_words = NULL;
  mg_client_fresh_challenge_async (self->client, mg_desk_renew (&self->login_cancel), challenged_cb,
                                   g_object_ref (self));
}

static void
judged_cb (GObject *source, GAsyncResult *result, gpointer data)
{
  g_autoptr (MgDesk) self = data;
  g_autoptr (GError) error = NULL;
  g_autofree char *name = mg_client_witness_finish (MG_CLIENT (source), result, &error);
  mg_desk_note (self, error);
  if (name && self->is_witnessing)
    {
      self->is_witnessing = FALSE;
      mg_login_cancel (self->witness);
      mg_enrol_witnessed (self->enrol, name);
      return;
    }
  if (name)
    return; /* given up meanwhile */
  if (mg_trouble_of (error) == MG_TROUBLE_RULE)
    self->witness_words
        = g_str_equal (mg_trouble_field_of (error), "staff_no")
              ? _ ("この人は立ち会えません。登録する人でもされる人でもない、別の職員が必要です。")
              : _ ("まだ立ち会えません。指を 2 本以上、読み取ってください。");
  mg_login_failed (self->witness, mg_trouble_of (error), mg_desk_now_ms ());
}

static void
send (MgLogin *login, gpointer data)
{
  MgDesk *self = data;
  mg_client_witness_async (self->client, login, mg_enrol_get_id (self->enrol), self->assertion,
                           mg_desk_renew (&self->login_cancel), judged_cb, g_object_ref (self));
}

const MgLoginActs mg_desk_witness_acts
    = {ask_challenge, mg_desk_login_arm, send, mg_desk_login_stop, mg_desk_login_changed};

gboolean
mg_desk_witness_begin (MgDesk *self)
{
  if (self->state != MG_DESK_WORKING || self->fresh_path || self->is_witnessing)
    return FALSE;
  self->is_witnessing = TRUE;
  self->witness_words = NULL;
  mg_desk_emit (self, MG_DESK_LOGIN_CHANGED);
  return TRUE;
}

void
mg_desk_witness_cancel (MgDesk *self)
{
  if (!self->is_witnessing)
    return;
  self->is_witnessing = FALSE;
  mg_login_cancel (self->witness);
}

gboolean
mg_desk_is_witnessing (MgDesk *self)
{
  return self->is_witnessing;
}

const char *
mg_desk_get_witness_words (MgDesk *self)
{
  return self->witness_words;
}
