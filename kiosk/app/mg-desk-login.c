/* SPDX-License-Identifier: Apache-2.0
 * The part of MgDesk that opens, locks and reopens the session. */
#include "mg-desk-private.h"
#include "remote/mg-client-login.h"
#include "remote/mg-client-session.h"

#define LOCK_WAIT_MS 20
#define LOCK_WAITS_MAX 100

static void
set_text (char **place, const char *text)
{
  g_free (*place);
  *place = g_strdup (text);
}

static void
challenged_cb (GObject *source, GAsyncResult *result, gpointer data)
{
  g_autoptr (MgDesk) self = data;
  g_autoptr (GError) error = NULL;
  g_autoptr (MgChallenge) challenge
      = mg_client_challenge_finish (MG_CLIENT (source), result, &error);
  mg_desk_note (self, error);
  if (!challenge)
    {
      mg_login_failed (self->login, mg_trouble_of (error), mg_desk_now_ms ());
      return;
    }
  set_text (&self->terminal, challenge->terminal_name);
  set_text (&self->terminal_section, challenge->section_name);
  set_text (&self->municipality, challenge->municipality_name);
  self->is_training = challenge->is_training;
  mg_displays_ask (self->displays);
  mg_login_challenged (self->login, challenge->login_id, challenge->nonce, mg_desk_now_ms ());
  mg_desk_await_notices (self);
  mg_desk_emit (self, MG_DESK_CHROME_CHANGED);
}

void
mg_desk_ask_challenge (MgDesk *self)
{
  mg_client_challenge_async (self->client, mg_desk_renew (&self->login_cancel), challenged_cb,
                             g_object_ref (self));
}

static void
logged_in_cb (GObject *source, GAsyncResult *result, gpointer data)
{
  g_autoptr (MgDesk) self = data;
  g_autoptr (GError) error = NULL;
  gint64 server_now_us = 0;
  MgSession *session
      = mg_client_login_finish (MG_CLIENT (source), result, &server_now_us, &error);
  mg_desk_note (self, error);
  if (!session)
    {
      mg_login_failed (self->login, mg_trouble_of (error), mg_desk_now_ms ());
      return;
    }
  if (server_now_us > 0)
    self->clock_shift_us = server_now_us - g_get_real_time ();
  session->staff_no = g_strdup (mg_login_get_staff_no (self->login));
  self->session = session;
  mg_login_accepted (self->login);
  mg_desk_leave_notices (self);
  mg_desk_go (self, MG_DESK_WORKING);
  mg_desk_watch (self);
}

/* --- acts of the login --- */

static void
ask_challenge (MgLogin *login, gpointer data)
{
  mg_desk_ask_challenge (data);
}

void
mg_desk_login_arm (MgLogin *login, gpointer data)
{
  mg_finger_reader_arm (MG_DESK (data)->reader);
}

static void
send_login (MgLogin *login, gpointer data)
{
  MgDesk *self = data;
  mg_client_login_async (self->client, login, self->assertion, mg_desk_renew (&self->login_cancel),
                         logged_in_cb, g_object_ref (self));
}

void
mg_desk_login_stop (MgLogin *login, gpointer data)
{
  MgDesk *self = data;
  mg_finger_reader_disarm (self->reader);
  mg_desk_renew (&self->login_cancel);
}

void
mg_desk_login_changed (MgLogin *login, gpointer data)
{
  mg_desk_emit (data, MG_DESK_LOGIN_CHANGED);
}

static const MgLoginActs login_acts = {ask_challenge, mg_desk_login_arm, send_login,
                                       mg_desk_login_stop, mg_desk_login_changed};

/* --- acts of the reopening --- */

static void
resumed_cb (GObject *source, GAsyncResult *result, gpointer data)
{
  g_autoptr (MgDesk) self = data;
  g_autoptr (GError) error = NULL;
  MgResumed resumed = {0};
  const gint64 now_ms = mg_desk_now_ms ();
  const gboolean judged = mg_login_get_picture (self->resume) != NULL;
  const gboolean answered
      = mg_client_resume_finish (MG_CLIENT (source), result, &resumed, &error);
  mg_desk_note (self, error);
  if (!answered)
    {
      mg_login_failed (self->resume, mg_trouble_of (error), now_ms);
      return;
    }
  if (resumed.resumed)
    {
      mg_login_cancel (self->resume); /* ready for the next lock */
      mg_desk_go (self, MG_DESK_WORKING);
      return;
    }
  if (judged)
    mg_login_not_resumed (self->resume, resumed.tries_left, now_ms);
  if (resumed.has_challenge)
    mg_login_challenged (self->resume, resumed.login_id, resumed.nonce, now_ms);
  else if (judged && resumed.tries_left > 0)
    mg_client_resume_async (self->client, self->resume, self->assertion,
                            mg_desk_renew (&self->login_cancel), resumed_cb, g_object_ref (self));
  else if (!judged)
    mg_login_failed (self->resume, MG_TROUBLE_INTERNAL, now_ms);
}

static void
resume (MgLogin *login, gpointer data)
{
  MgDesk *self = data;
  mg_client_resume_async (self->client, login, self->assertion,
                          mg_desk_renew (&self->login_cancel), resumed_cb, g_object_ref (self));
}

static const MgLoginActs resume_acts = {resume, mg_desk_login_arm, resume, mg_desk_login_stop,
                                        mg_desk_login_changed};

static void
locked_cb (GObject *source, GAsyncResult *result, gpointer data)
{
  g_autoptr (MgDesk) self = data;
  g_autoptr (GError) error = NULL;
  guint8 login_id[MG_LOGIN_ID_BYTES];
  guint8 nonce[MG_LOGIN_NONCE_BYTES];
  if (mg_client_lock_finish (MG_CLIENT (source), result, login_id, nonce, &error))
    mg_login_challenged (self->resume, login_id, nonce, mg_desk_now_ms ());
  mg_desk_note (self, error); /* without it the screen is locked all the same */
}

/* The server takes no parked form of a locked session, so the form that is left goes first; it is
 * waited for 2 s at most. */
static gboolean
lock_cb (gpointer data)
{
  MgDesk *self = data;
  if (mg_form_get_parking (self->form)->state == MG_ACT_SENDING
      && self->lock_waits++ < LOCK_WAITS_MAX)
    return G_SOURCE_CONTINUE;
  self->lock_timer = 0;
  if (self->state == MG_DESK_LOCKED)
    mg_client_lock_async (self->client, NULL, locked_cb, g_object_ref (self));
  return G_SOURCE_REMOVE;
}

void
mg_desk_lock (MgDesk *self)
{
  if (self->state != MG_DESK_WORKING)
    return;
  mg_desk_go (self, MG_DESK_LOCKED); /* nothing is in sight from here on; the form was parked */
  self->lock_waits = 0;
  g_clear_handle_id (&self->lock_timer, g_source_remove);
  if (lock_cb (self))
    self->lock_timer = g_timeout_add (LOCK_WAIT_MS, lock_cb, self);
}

/* --- what the clerk and the reader do --- */

MgLoginMissing
mg_desk_submit (MgDesk *self, const char *staff_no, const char *password)
{
  return mg_login_submit (mg_desk_get_login (self), staff_no, password, mg_desk_now_ms ());
}

void
mg_desk_cancel_login (MgDesk *self)
{
  mg_login_cancel (mg_desk_get_login (self));
}

/* That a reader went or came is told to all, also to those who do not wait for a finger now: else they would show later what
 * is long past. */
static void
tell_all (MgDesk *self, MgReaderStatus status)
{
  MgLogin *const logins[] = {self->login, self->resume, self->fresh, self->witness, self->change};
  for (gsize i = 0; i < G_N_ELEMENTS (logins); i++)
    if (logins[i] != mg_desk_get_login (self))
      mg_login_reader (logins[i], status, mg_desk_now_ms ());
  mg_enrol_reader (self->enrol, status);
}

static void
reader_status (MgReaderStatus status, gpointer data)
{
  MgDesk *self = data;
  const gboolean is_plug
      = status == MG_READER_READY || status == MG_READER_MISSING || status == MG_READER_WRONG;
  const gboolean is_for_enrol = mg_enrol_wants_finger (self->enrol);
  if (is_plug)
    tell_all (self, status);
  else if (is_for_enrol)
    mg_enrol_reader (self->enrol, status);
  if (is_plug || !is_for_enrol)
    mg_login_reader (mg_desk_get_login (self), status, mg_desk_now_ms ());
}

static void
reader_picture (MgPicture *picture, gpointer data)
{
  MgDesk *self = data;
  if (mg_enrol_wants_finger (self->enrol))
    mg_enrol_picture (self->enrol, picture);
  else
    mg_login_captured (mg_desk_get_login (self), picture, mg_desk_now_ms ());
}

const MgFingerReaderSays mg_desk_reader_says = {reader_status, reader_picture};

gboolean
mg_desk_login_init (MgDesk *self)
{
  self->login = mg_login_new (MG_LOGIN_NEW, &login_acts, self);
  self->resume = mg_login_new (MG_LOGIN_RESUME, &resume_acts, self);
  self->fresh = mg_login_new (MG_LOGIN_FRESH, &mg_desk_fresh_acts, self);
  self->witness = mg_login_new (MG_LOGIN_NEW, &mg_desk_witness_acts, self);
  return self->login && self->resume && self->fresh && self->witness && mg_desk_password_init (self);
}
