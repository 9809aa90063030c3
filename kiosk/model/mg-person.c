/* SPDX-License-Identifier: Apache-2.0 */
#include "mg-person.h"
#include "mg-secret.h"

#define PASSING_TROUBLE_MS 1500

struct _MgPerson
{
  GObject parent_instance;
  /* borrowed */
  const MgPersonAsk *ask;
  gpointer data;
  /* owned */
  char *shori_no;
  MgPersonData *content; /* NULL: none */
  GPtrArray *events;
  GBytes *next_events; /* NULL: no more */
  /* state */
  MgPersonState state;
  MgTrouble trouble;
  guint generation;
  gboolean has_as_of;
  MgDate as_of;
  gboolean asks_history;
  gboolean history_is_shown;
  gint64 due_ms;
};

G_DEFINE_FINAL_TYPE (MgPerson, mg_person, G_TYPE_OBJECT)

enum
{
  CHANGED,
  HISTORY_CHANGED,
  N_SIGNALS
};

static guint signals[N_SIGNALS];

static void
drop_events (MgPerson *self)
{
  g_clear_pointer (&self->next_events, g_bytes_unref);
  if (self->events)
    g_ptr_array_set_size (self->events, 0);
  self->asks_history = FALSE;
  self->history_is_shown = FALSE;
}

static void
drop_all (MgPerson *self)
{
  self->generation++;
  self->due_ms = 0;
  self->has_as_of = FALSE;
  mg_wipe_free (g_steal_pointer (&self->shori_no), -1);
  g_clear_pointer (&self->content, mg_person_data_free);
  drop_events (self);
}

static void
mg_person_finalize (GObject *object)
{
  MgPerson *self = MG_PERSON (object);
  drop_all (self);
  g_ptr_array_unref (self->events);
  G_OBJECT_CLASS (mg_person_parent_class)->finalize (object);
}

static void
mg_person_class_init (MgPersonClass *klass)
{
  G_OBJECT_CLASS (klass)->finalize = mg_person_finalize;
  signals[CHANGED] = g_signal_new ("changed", MG_TYPE_PERSON, G_SIGNAL_RUN_LAST, 0, NULL, NULL,
                                   NULL, G_TYPE_NONE, 0);
  signals[HISTORY_CHANGED] = g_signal_new ("history-changed", MG_TYPE_PERSON, G_SIGNAL_RUN_LAST, 0,
                                           NULL, NULL, NULL, G_TYPE_NONE, 0);
}

static void
mg_person_init (MgPerson *self)
{
  self->events = g_ptr_array_new_with_free_func ((GDestroyNotify)mg_event_free);
}

MgPerson *
mg_person_new (const MgPersonAsk *ask, gpointer data)
{
  MgPerson *self = g_object_new (MG_TYPE_PERSON, NULL);
  self->ask = ask;
  self->data = data;
  return self;
}

static void
changed (MgPerson *self)
{
  g_signal_emit (self, signals[CHANGED], 0);
}

static void
ask_open (MgPerson *self)
{
  self->generation++;
  self->due_ms = 0;
  self->state = MG_PERSON_OPENING;
  self->asks_history = FALSE; /* an answer under way has an old generation now */
  changed (self);
  self->ask->open (self, self->generation, self->shori_no, mg_person_get_as_of (self), self->data);
}

void
mg_person_open (MgPerson *self, const char *shori_no, gint64 now_ms)
{
  g_autofree char *wanted = g_strdup (shori_no); /* may be our own */
  drop_all (self);
  self->shori_no = g_steal_pointer (&wanted);
  ask_open (self);
}

void
mg_person_set_as_of (MgPerson *self, const MgDate *as_of, gint64 now_ms)
{
  if (!self->shori_no)
    return;
  self->has_as_of = as_of != NULL;
  if (as_of)
    self->as_of = *as_of;
  ask_open (self);
}

void
mg_person_again (MgPerson *self, gint64 now_ms)
{
  if (!self->shori_no)
    return;
  drop_events (self);
  ask_open (self);
}

void
mg_person_ask_history (MgPerson *self)
{
  if (!self->shori_no || self->asks_history || (self->history_is_shown && !self->next_events)
      || self->state != MG_PERSON_OPEN)
    return;
  g_autoptr (GBytes) cursor = self->next_events ? g_bytes_ref (self->next_events) : NULL;
  self->asks_history = TRUE;
  self->ask->history (self, self->generation, self->shori_no, cursor, self->data);
}

void
mg_person_close (MgPerson *self)
{
  drop_all (self);
  self->state = MG_PERSON_CLOSED;
  changed (self);
}

void
mg_person_answer (MgPerson *self, guint generation, MgPersonData *data)
{
  g_autoptr (MgPersonData) taken = data;
  if (generation != self->generation || self->state != MG_PERSON_OPENING)
    return;
  g_clear_pointer (&self->content, mg_person_data_free);
  self->content = g_steal_pointer (&taken);
  self->state = MG_PERSON_OPEN;
  changed (self);
}

void
mg_person_answer_history (MgPerson *self, guint generation, GPtrArray *events,
                          GBytes *next_cursor)
{
  g_autoptr (GPtrArray) taken = events;
  if (generation != self->generation || !self->asks_history)
    return;
  self->asks_history = FALSE;
  self->history_is_shown = TRUE;
  g_clear_pointer (&self->next_events, g_bytes_unref);
  self->next_events = next_cursor ? g_bytes_ref (next_cursor) : NULL;
  g_ptr_array_extend_and_steal (self->events, g_steal_pointer (&taken));
  g_signal_emit (self, signals[HISTORY_CHANGED], 0);
}

void
mg_person_fail (MgPerson *self, guint generation, MgTrouble trouble, gint64 now_ms)
{
  if (generation != self->generation)
    return;
  self->asks_history = FALSE;
  self->trouble = trouble;
  if (self->state == MG_PERSON_OPENING)
    self->state = MG_PERSON_FAILED;
  self->due_ms = mg_trouble_passes (trouble) ? now_ms + PASSING_TROUBLE_MS : 0;
  changed (self);
}

gint64
mg_person_due_ms (MgPerson *self)
{
  return self->due_ms;
}

void
mg_person_tick (MgPerson *self, gint64 now_ms)
{
  if (self->due_ms == 0 || now_ms < self->due_ms)
    return;
  self->due_ms = 0;
  if (self->state == MG_PERSON_FAILED)
    ask_open (self);
  else
    mg_person_ask_history (self);
}

MgPersonState
mg_person_get_state (MgPerson *self)
{
  return self->state;
}

MgTrouble
mg_person_get_trouble (MgPerson *self)
{
  return self->trouble;
}

const char *
mg_person_get_shori_no (MgPerson *self)
{
  return self->shori_no;
}

const MgPersonData *
mg_person_get_data (MgPerson *self)
{
  return self->content;
}

const MgDate *
mg_person_get_as_of (MgPerson *self)
{
  return self->has_as_of ? &self->as_of : NULL;
}

GPtrArray *
mg_person_get_events (MgPerson *self)
{
  return self->events;
}

gboolean
mg_person_has_more_events (MgPerson *self)
{
  return self->next_events != NULL;
}

gboolean
mg_person_history_is_shown (MgPerson *self)
{
  return self->history_is_shown;
}
