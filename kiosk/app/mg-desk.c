/* SPDX-License-Identifier: Apache-2.0 */
#include "mg-desk-private.h"
#include "remote/mg-client-login.h"
#include "remote/mg-client-session.h"

#define CHECK_EVERY_MS 15000
#define LOG_OFF_AFTER_S 900

G_DEFINE_FINAL_TYPE (MgDesk, mg_desk, G_TYPE_OBJECT)

static guint signals[MG_DESK_N_SIGNALS];

gint64
mg_desk_now_ms (void)
{
  return g_get_monotonic_time () / 1000;
}

void
mg_desk_emit (MgDesk *self, guint signal)
{
  if (signal == MG_DESK_CHROME_CHANGED) /* under an alarm nothing of residents is asked for or written */
    mg_line_stop (self->line, mg_record_get_state (self->record) == MG_RECORD_ALARM);
  g_signal_emit (self, signals[signal], 0);
}

void
mg_desk_go (MgDesk *self, MgDeskState state)
{
  if (self->state == state || self->state == MG_DESK_ENDING)
    return;
  self->state = state;
  mg_idle_set_locked (&self->idle, state == MG_DESK_LOCKED, mg_desk_now_ms ());
  mg_desk_emit (self, MG_DESK_STATE_CHANGED);
  mg_desk_emit (self, MG_DESK_CHROME_CHANGED);
}

GCancellable *
mg_desk_renew (GCancellable **place)
{
  if (*place)
    g_cancellable_cancel (*place);
  g_clear_object (place);
  *place = g_cancellable_new ();
  return *place;
}

static void
line_failed (MgDesk *self, MgConnectionState state)
{
  mg_record_cut (self->record);
  mg_connection_failed (&self->connection, state, mg_desk_now_ms (), mg_desk_now_us (self));
  mg_desk_emit (self, MG_DESK_CHROME_CHANGED);
}

void
mg_desk_note (MgDesk *self, const GError *error)
{
  const MgTrouble trouble = error ? mg_trouble_of (error) : MG_N_TROUBLES;
  const gboolean has_session = self->state == MG_DESK_WORKING || self->state == MG_DESK_LOCKED;
  if (trouble == MG_TROUBLE_CANCELLED)
    return;
  if (trouble == MG_TROUBLE_LOST)
    line_failed (self, MG_CONNECTION_LOST);
  else if (trouble == MG_TROUBLE_SEALED)
    line_failed (self, MG_CONNECTION_SEALED);
  else if (trouble == MG_TROUBLE_TERMINAL)
    line_failed (self, MG_CONNECTION_SHUT);
  else if (mg_connection_answered (&self->connection, mg_desk_now_us (self)))
    {
      mg_desk_emit (self, MG_DESK_CHROME_CHANGED);
      if (has_session)
        mg_desk_watch (self);
    }
  if (trouble == MG_TROUBLE_ENDED && has_session)
    mg_desk_log_off (self, MG_LEAVE_ENDED);
  else if (trouble == MG_TROUBLE_LOCKED && self->state == MG_DESK_WORKING)
    mg_desk_go (self, MG_DESK_LOCKED);
}

static void
checked_cb (GObject *source, GAsyncResult *result, gpointer data)
{
  g_autoptr (MgDesk) self = data;
  g_autoptr (GError) error = NULL;
  mg_client_check_finish (MG_CLIENT (source), result, &error);
  self->is_checking = FALSE;
  self->next_check_ms = mg_desk_now_ms () + CHECK_EVERY_MS;
  mg_desk_note (self, error);
  if (!error && !*self->terminal)
    mg_desk_ask_challenge (self);
}

static void
check_line (MgDesk *self)
{
  if (self->is_checking)
    return;
  self->is_checking = TRUE;
  mg_client_check_async (self->client, NULL, checked_cb, g_object_ref (self));
}

static void
check_idle (MgDesk *self)
{
  guint seconds;
  if (self->state != MG_DESK_WORKING && self->state != MG_DESK_LOCKED)
    return;
  const MgIdleAct act = mg_idle_check (&self->idle, mg_desk_now_ms (), &seconds);
  const guint warned_s = act == MG_IDLE_WARN ? seconds : 0;
  if (act == MG_IDLE_LOG_OFF)
    mg_desk_log_off (self, MG_LEAVE_IDLE);
  else if (act == MG_IDLE_LOCK)
    mg_desk_lock (self);
  if (warned_s == self->warned_s)
    return;
  self->warned_s = warned_s;
  g_signal_emit (self, signals[MG_DESK_IDLE_WARNED], 0, warned_s);
}

static gboolean
second_cb (gpointer data)
{
  MgDesk *self = data;
  const gint64 now_ms = mg_desk_now_ms ();
  mg_login_tick (mg_desk_get_login (self), now_ms);
  check_idle (self);
  if (mg_connection_due (&self->connection, now_ms)
      || (self->state == MG_DESK_LOGIN && now_ms >= self->next_check_ms))
    check_line (self);
  else if (now_ms >= self->next_watch_ms)
    mg_desk_watch (self);
  mg_desk_await_notices (self);
  mg_desk_terminal_tick (self);
  mg_desk_emit (self, MG_DESK_CHROME_CHANGED); /* the clock, the seconds of the bars */
  return G_SOURCE_CONTINUE;
}

void
mg_desk_start (MgDesk *self)
{
  mg_desk_ask_challenge (self);
  mg_finger_reader_start (self->reader);
  self->timer = g_timeout_add (1000, second_cb, self);
}

void
mg_desk_hurry (MgDesk *self)
{
  mg_connection_hurry (&self->connection, mg_desk_now_ms ());
  mg_client_hurry (self->client);
  if (mg_connection_due (&self->connection, mg_desk_now_ms ()))
    check_line (self);
}

void
mg_desk_touch (MgDesk *self)
{
  self->touched_ms = mg_desk_now_ms ();
  mg_idle_touch (&self->idle, self->touched_ms);
  if (self->warned_s > 0)
    check_idle (self);
}

static void
logged_out_cb (GObject *source, GAsyncResult *result, gpointer data)
{
  g_autoptr (MgDesk) self = data;
  mg_client_logout_finish (MG_CLIENT (source), result, NULL); /* the server's own limits end it else */
  mg_client_set_token (self->client, NULL, 0);
  mg_desk_emit (self, MG_DESK_LEFT);
}

/* What is on the screen goes first; then the server is told; then the program starts anew. */
void
mg_desk_log_off (MgDesk *self, MgLeave why)
{
  if (self->state == MG_DESK_ENDING)
    return;
  mg_desk_go (self, MG_DESK_ENDING);
  self->leave = why;
  mg_desk_fresh_cancel (self);
  mg_desk_cancel_change (self);
  mg_desk_renew (&self->login_cancel);
  mg_desk_renew (&self->search_cancel);
  mg_desk_renew (&self->person_cancel);
  mg_desk_renew (&self->watch_cancel);
  mg_finger_reader_disarm (self->reader);
  mg_search_clear (self->search);
  mg_person_close (self->person);
  mg_desk_counter_leave (self);
  mg_client_logout_async (self->client, NULL, logged_out_cb, g_object_ref (self));
}

MgLeave
mg_desk_get_leave (MgDesk *self)
{
  return self->leave;
}

MgDeskState
mg_desk_get_state (MgDesk *self)
{
  return self->state;
}

const MgConnection *
mg_desk_get_connection (MgDesk *self)
{
  return &self->connection;
}

const MgRecord *
mg_desk_get_record (MgDesk *self)
{
  return self->record;
}

const MgAlarms *
mg_desk_get_alarms (MgDesk *self)
{
  return &self->alarms;
}

const MgSession *
mg_desk_get_session (MgDesk *self)
{
  return self->session;
}

MgLogin *
mg_desk_get_login (MgDesk *self)
{
  if (self->state == MG_DESK_WORKING && self->is_changing)
    return self->change;
  if (self->state == MG_DESK_LOGIN)
    return self->login;
  if (self->state == MG_DESK_WORKING && self->is_witnessing)
    return self->witness;
  return self->state == MG_DESK_WORKING && self->fresh_path ? self->fresh : self->resume;
}

MgSearch *
mg_desk_get_search (MgDesk *self)
{
  return self->search;
}

MgPerson *
mg_desk_get_person (MgDesk *self)
{
  return self->person;
}

const char *
mg_desk_get_terminal (MgDesk *self)
{
  return self->terminal;
}

const char *
mg_desk_get_section (MgDesk *self)
{
  return self->session ? self->session->section_name : self->terminal_section;
}

const char *
mg_desk_get_municipality (MgDesk *self)
{
  return self->municipality;
}

gboolean
mg_desk_is_training (MgDesk *self)
{
  return self->is_training;
}

gint64
mg_desk_now_us (MgDesk *self)
{
  return g_get_real_time () + self->clock_shift_us;
}

guint
mg_desk_seconds_to_log_off (MgDesk *self)
{
  guint seconds;
  mg_idle_check (&self->idle, mg_desk_now_ms (), &seconds);
  return seconds;
}

gboolean
mg_desk_is_stopped (MgDesk *self)
{
  return self->connection.state != MG_CONNECTION_OK
         || mg_record_get_state (self->record) == MG_RECORD_ALARM;
}

static void
mg_desk_dispose (GObject *object)
{
  MgDesk *self = MG_DESK (object);
  g_clear_handle_id (&self->timer, g_source_remove);
  g_clear_handle_id (&self->lock_timer, g_source_remove);
  g_clear_handle_id (&self->search_timer, g_source_remove);
  g_clear_pointer (&self->login, mg_login_free);
  g_clear_pointer (&self->resume, mg_login_free);
  g_clear_pointer (&self->fresh, mg_login_free);
  g_clear_pointer (&self->witness, mg_login_free);
  mg_desk_password_dispose (self);
  g_clear_pointer (&self->session, mg_session_free);
  g_clear_object (&self->search);
  g_clear_object (&self->person);
  mg_desk_counter_dispose (self);
  g_clear_object (&self->reader);
  g_clear_object (&self->client);
  g_clear_pointer (&self->record, mg_record_free);
  g_clear_pointer (&self->log_key, mg_log_key_free);
  g_clear_pointer (&self->authority, mg_authority_free);
  g_clear_pointer (&self->assertion, mg_assertion_free);
  g_clear_object (&self->login_cancel);
  g_clear_object (&self->search_cancel);
  g_clear_object (&self->person_cancel);
  g_clear_object (&self->watch_cancel);
  g_clear_pointer (&self->terminal, g_free);
  g_clear_pointer (&self->terminal_section, g_free);
  g_clear_pointer (&self->municipality, g_free);
  g_clear_pointer (&self->fresh_path, g_free);
  G_OBJECT_CLASS (mg_desk_parent_class)->dispose (object);
}

static guint
new_signal (const char *name, GType argument)
{
  return g_signal_new (name, MG_TYPE_DESK, G_SIGNAL_RUN_LAST, 0, NULL, NULL, NULL, G_TYPE_NONE,
                       argument != G_TYPE_NONE, argument);
}

static void
mg_desk_class_init (MgDeskClass *klass)
{
  G_OBJECT_CLASS (klass)->dispose = mg_desk_dispose;
  signals[MG_DESK_STATE_CHANGED] = new_signal ("state-changed", G_TYPE_NONE);
  signals[MG_DESK_CHROME_CHANGED] = new_signal ("chrome-changed", G_TYPE_NONE);
  signals[MG_DESK_LOGIN_CHANGED] = new_signal ("login-changed", G_TYPE_NONE);
  signals[MG_DESK_IDLE_WARNED] = new_signal ("idle-warned", G_TYPE_UINT);
  signals[MG_DESK_LEFT] = new_signal ("left", G_TYPE_NONE);
  new_signal ("password-judged", G_TYPE_NONE);
  new_signal ("leak-reported", G_TYPE_BOOLEAN);
  new_signal ("logins-came", G_TYPE_POINTER);
}

static void
mg_desk_init (MgDesk *self)
{
  self->terminal = g_strdup ("");
  self->terminal_section = g_strdup ("");
  self->municipality = g_strdup ("");
  mg_connection_init (&self->connection);
}

static void
entry_cb (MgDesk *self, const guint8 *leaf)
{
  mg_record_add_leaf (self->record, leaf);
}

MgDesk *
mg_desk_new (const MgConfig *config, GError **error)
{
  g_autoptr (MgDesk) self = g_object_new (MG_TYPE_DESK, NULL);
  self->config = config;
  self->assertion = mg_assertion_new (config->assertion_key_file, error);
  if (!self->assertion)
    return NULL;
  if (config->log_origin && config->log_key_file)
    {
      self->log_key = mg_log_key_new (config->log_origin, config->log_key_file, error);
      if (!self->log_key)
        return NULL;
    }
  if (config->authority_municipality && config->authority_key_file)
    {
      self->authority = mg_authority_new (config->authority_municipality,
                                          config->authority_key_file, error);
      if (!self->authority)
        return NULL;
    }
  self->record = mg_record_new (self->log_key ? &mg_log_key_checks : NULL, self->log_key);
  self->client = mg_client_new (config);
  g_signal_connect_object (self->client, "entry", G_CALLBACK (entry_cb), self, G_CONNECT_SWAPPED);
  self->reader = mg_finger_reader_new (config->virtual_socket, &mg_desk_reader_says, self);
  mg_idle_init (&self->idle, config->lock_s * 1000, LOG_OFF_AFTER_S * 1000, mg_desk_now_ms ());
  mg_desk_work_init (self);
  mg_desk_counter_init (self);
  if (!mg_desk_login_init (self))
    {
      g_set_error_literal (error, G_FILE_ERROR, G_FILE_ERROR_NOMEM,
                           "no lockable memory for the password (LimitMEMLOCK)");
      return NULL;
    }
  return g_steal_pointer (&self);
}
