/* SPDX-License-Identifier: Apache-2.0
 * The part of MgDesk that asks for residents and keeps an eye on the session and the record. */
#include "mg-desk-private.h"
#include "remote/mg-client-person.h"
#include "remote/mg-client-session.h"

#define WATCH_PAUSE_MS 300 /* a server that answers at once must not be asked in a loop */

/* A call under way and what its answer belongs to. */
typedef struct
{
  MgDesk *desk;
  guint generation;
} Asked;

static Asked *
asked_new (MgDesk *desk, guint generation)
{
  Asked *asked = g_new0 (Asked, 1);
  asked->desk = g_object_ref (desk);
  asked->generation = generation;
  return asked;
}

static void
asked_free (Asked *asked)
{
  g_object_unref (asked->desk);
  g_free (asked);
}
G_DEFINE_AUTOPTR_CLEANUP_FUNC (Asked, asked_free)

/* --- timers of search and person --- */

static void set_timer (MgDesk *self);

static gboolean
due_cb (gpointer data)
{
  MgDesk *self = data;
  self->search_timer = 0;
  if (self->state == MG_DESK_WORKING)
    {
      mg_search_tick (self->search, mg_desk_now_ms ());
      mg_person_tick (self->person, mg_desk_now_ms ());
    }
  set_timer (self);
  return G_SOURCE_REMOVE;
}

static void
set_timer (MgDesk *self)
{
  const gint64 search_ms = mg_search_due_ms (self->search);
  const gint64 person_ms = mg_person_due_ms (self->person);
  const gint64 due_ms = search_ms && person_ms ? MIN (search_ms, person_ms) : search_ms + person_ms;
  g_clear_handle_id (&self->search_timer, g_source_remove);
  if (due_ms == 0 || self->state == MG_DESK_ENDING)
    return;
  const gint64 wait_ms = MAX (due_ms - mg_desk_now_ms (), 10);
  self->search_timer = g_timeout_add ((guint)wait_ms, due_cb, self);
}

/* --- what is not even asked --- */

/* Under an alarm nothing of residents is asked for: nobody could tell later who was looked at. */
static gboolean
is_alarmed (MgDesk *self)
{
  return mg_record_get_state (self->record) == MG_RECORD_ALARM;
}

static gboolean
refuse_search_cb (gpointer data)
{
  Asked *asked = data;
  mg_search_fail (asked->desk->search, asked->generation, MG_TROUBLE_ALARM, mg_desk_now_ms ());
  return G_SOURCE_REMOVE;
}

static gboolean
refuse_person_cb (gpointer data)
{
  Asked *asked = data;
  mg_person_fail (asked->desk->person, asked->generation, MG_TROUBLE_ALARM, mg_desk_now_ms ());
  return G_SOURCE_REMOVE;
}

/* Later, as an answer would come. */
static void
refuse (MgDesk *self, GSourceFunc callback, guint generation)
{
  g_idle_add_full (G_PRIORITY_DEFAULT, callback, asked_new (self, generation),
                   (GDestroyNotify)asked_free);
}

/* --- search --- */

static void
searched_cb (GObject *source, GAsyncResult *result, gpointer data)
{
  g_autoptr (Asked) asked = data;
  g_autoptr (GError) error = NULL;
  mg_client_search_finish (MG_CLIENT (source), result, asked->desk->search, asked->generation,
                           mg_desk_now_ms (), &error);
  mg_desk_note (asked->desk, error);
}

static void
ask_search (MgSearch *search, const MgQuestion *question, gpointer data)
{
  MgDesk *self = data;
  if (is_alarmed (self))
    {
      refuse (self, refuse_search_cb, question->generation);
      return;
    }
  mg_client_search_async (self->client, question, mg_desk_renew (&self->search_cancel),
                          searched_cb, asked_new (self, question->generation));
}

/* --- person --- */

static void
opened_cb (GObject *source, GAsyncResult *result, gpointer data)
{
  g_autoptr (Asked) asked = data;
  g_autoptr (GError) error = NULL;
  MgPersonData *person = mg_client_open_finish (MG_CLIENT (source), result, &error);
  if (person)
    mg_person_answer (asked->desk->person, asked->generation, person);
  else
    mg_person_fail (asked->desk->person, asked->generation, mg_trouble_of (error),
                    mg_desk_now_ms ());
  mg_desk_note (asked->desk, error);
}

static void
ask_open (MgPerson *person, guint generation, const char *shori_no, const MgDate *as_of,
          gpointer data)
{
  MgDesk *self = data;
  if (is_alarmed (self))
    {
      refuse (self, refuse_person_cb, generation);
      return;
    }
  mg_client_open_async (self->client, shori_no, as_of, mg_desk_renew (&self->person_cancel),
                        opened_cb, asked_new (self, generation));
}

static void
history_cb (GObject *source, GAsyncResult *result, gpointer data)
{
  g_autoptr (Asked) asked = data;
  g_autoptr (GError) error = NULL;
  g_autoptr (GBytes) cursor = NULL;
  GPtrArray *events = mg_client_history_finish (MG_CLIENT (source), result, &cursor, &error);
  if (events)
    mg_person_answer_history (asked->desk->person, asked->generation, events, cursor);
  else
    mg_person_fail (asked->desk->person, asked->generation, mg_trouble_of (error),
                    mg_desk_now_ms ());
  mg_desk_note (asked->desk, error);
}

static void
ask_history (MgPerson *person, guint generation, const char *shori_no, GBytes *cursor,
             gpointer data)
{
  MgDesk *self = data;
  if (is_alarmed (self))
    {
      refuse (self, refuse_person_cb, generation);
      return;
    }
  mg_client_history_async (self->client, shori_no, cursor, self->person_cancel, history_cb,
                           asked_new (self, generation));
}

static const MgPersonAsk person_ask = {ask_open, ask_history};

/* --- the long poll --- */

static void
take_ended (MgDesk *self, MgEnded ended)
{
  static const MgLeave leaves[] = {
      [MG_ENDED_LOGGED_OFF] = MG_LEAVE_ENDED,    [MG_ENDED_IDLE] = MG_LEAVE_IDLE,
      [MG_ENDED_ABSOLUTE] = MG_LEAVE_ABSOLUTE,   [MG_ENDED_REVOKED] = MG_LEAVE_REVOKED,
      [MG_ENDED_ELSEWHERE] = MG_LEAVE_ELSEWHERE, [MG_ENDED_TRIES] = MG_LEAVE_ENDED,
      [MG_ENDED_ADMINISTRATOR] = MG_LEAVE_ADMINISTRATOR,
  };
  if (ended == MG_ENDED_NOT)
    return;
  if (ended == MG_ENDED_LOCKED)
    mg_desk_lock (self);
  else
    mg_desk_log_off (self, leaves[ended]);
}

static void
watched_cb (GObject *source, GAsyncResult *result, gpointer data)
{
  g_autoptr (MgDesk) self = data;
  g_autoptr (GError) error = NULL;
  MgWatched watched = {0};
  self->is_watching = FALSE;
  const gboolean told
      = mg_client_watch_finish (MG_CLIENT (source), result, self->record, self->board,
                                mg_desk_now_ms (), &watched, &error);
  self->next_watch_ms = mg_desk_now_ms () + (told ? WATCH_PAUSE_MS : 1000);
  mg_desk_note (self, error);
  if (!told)
    return;
  self->alarms = watched.alarms;
  if (watched.has_display)
    mg_displays_told (self->displays, &watched.display);
  if (watched.server_now_us > 0)
    self->clock_shift_us = watched.server_now_us - g_get_real_time ();
  mg_desk_emit (self, MG_DESK_CHROME_CHANGED);
  take_ended (self, watched.ended);
}

void
mg_desk_watch (MgDesk *self)
{
  const gint64 now_ms = mg_desk_now_ms ();
  if (self->is_watching || now_ms < self->next_watch_ms
      || self->connection.state != MG_CONNECTION_OK
      || (self->state != MG_DESK_WORKING && self->state != MG_DESK_LOCKED))
    return;
  self->is_watching = TRUE;
  mg_client_watch_async (self->client, self->record, self->board, now_ms,
                         mg_desk_renew (&self->watch_cancel), watched_cb, g_object_ref (self));
}

void
mg_desk_work_init (MgDesk *self)
{
  self->search = mg_search_new (ask_search, self);
  self->person = mg_person_new (&person_ask, self);
  g_signal_connect_object (self->search, "changed", G_CALLBACK (set_timer), self,
                           G_CONNECT_SWAPPED);
  g_signal_connect_object (self->person, "changed", G_CALLBACK (set_timer), self,
                           G_CONNECT_SWAPPED);
}
