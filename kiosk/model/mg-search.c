/* SPDX-License-Identifier: Apache-2.0 */
#include "mg-search.h"
#include <string.h>
#include "mg-secret.h"

#define PASSING_TROUBLE_MS 1500

struct _MgSearch
{
  GObject parent_instance;
  /* borrowed */
  MgSearchAsk ask;
  gpointer data;
  /* owned */
  char *text;       /* as typed */
  char *asked;      /* of the question under way */
  char *shown;      /* of the rows */
  char *understood;
  char *ward;
  GListStore *rows;
  GBytes *next_cursor;
  /* state */
  MgSearchState state;
  MgTrouble trouble;
  MgResident resident;
  guint generation; /* of the newest question */
  gboolean is_under_way;
  gboolean asked_for_more;
  gint64 due_ms;
  gint64 asked_at_ms;
  guint took_ms;
  guint total;
  gboolean more_than_total;
};

G_DEFINE_FINAL_TYPE (MgSearch, mg_search, G_TYPE_OBJECT)

static guint changed_signal;

static void
replace (char **place, const char *text)
{
  char *old = *place;
  *place = g_strdup (text);
  mg_wipe_free (old, -1);
}

static void
drop_all (MgSearch *self)
{
  self->generation++;
  self->is_under_way = FALSE;
  self->due_ms = 0;
  self->total = 0;
  self->more_than_total = FALSE;
  replace (&self->text, "");
  replace (&self->asked, "");
  replace (&self->shown, "");
  replace (&self->understood, "");
  g_clear_pointer (&self->next_cursor, g_bytes_unref);
  if (self->rows)
    g_list_store_remove_all (self->rows);
}

static void
mg_search_finalize (GObject *object)
{
  MgSearch *self = MG_SEARCH (object);
  drop_all (self);
  g_clear_object (&self->rows);
  g_free (self->text);
  g_free (self->asked);
  g_free (self->shown);
  g_free (self->understood);
  g_free (self->ward);
  G_OBJECT_CLASS (mg_search_parent_class)->finalize (object);
}

static void
mg_search_class_init (MgSearchClass *klass)
{
  G_OBJECT_CLASS (klass)->finalize = mg_search_finalize;
  changed_signal = g_signal_new ("changed", MG_TYPE_SEARCH, G_SIGNAL_RUN_LAST, 0, NULL, NULL, NULL,
                                 G_TYPE_NONE, 0);
}

static void
mg_search_init (MgSearch *self)
{
  self->rows = g_list_store_new (MG_TYPE_ROW);
  self->ward = g_strdup ("");
  drop_all (self);
}

MgSearch *
mg_search_new (MgSearchAsk ask, gpointer data)
{
  MgSearch *self = g_object_new (MG_TYPE_SEARCH, NULL);
  self->ask = ask;
  self->data = data;
  return self;
}

static void
changed (MgSearch *self)
{
  g_signal_emit (self, changed_signal, 0);
}

gboolean
mg_search_is_enough (const char *text)
{
  guint plain = 0;
  for (const char *p = text; *p; p = g_utf8_next_char (p))
    {
      const gunichar c = g_utf8_get_char (p);
      const gboolean is_wide_sign = c >= 0xff01 && c <= 0xff5e; /* full-width ASCII */
      if (c >= 0x80 && !is_wide_sign && g_unichar_isalpha (c))
        return TRUE;
      if (g_unichar_isalnum (c))
        plain++;
    }
  return plain >= 3;
}

static void
ask (MgSearch *self, GBytes *cursor, gint64 now_ms)
{
  self->generation++;
  self->is_under_way = TRUE;
  self->asked_for_more = cursor != NULL;
  self->asked_at_ms = now_ms;
  self->due_ms = 0;
  self->state = MG_SEARCH_WAITING;
  const MgQuestion question = {.generation = self->generation,
                               .text = self->asked,
                               .resident = self->resident,
                               .ward = self->ward,
                               .cursor = cursor};
  changed (self);
  self->ask (self, &question, self->data);
}

static void
ask_first_page (MgSearch *self, gint64 now_ms)
{
  replace (&self->asked, self->text);
  ask (self, NULL, now_ms);
}

void
mg_search_type (MgSearch *self, const char *text, gint64 now_ms)
{
  if (g_str_equal (text, self->text))
    return;
  if (!mg_search_is_enough (text))
    {
      drop_all (self);
      replace (&self->text, text);
      self->state = MG_SEARCH_IDLE;
      changed (self);
      return;
    }
  replace (&self->text, text);
  self->generation++; /* whatever is under way answers an old text */
  self->is_under_way = FALSE;
  self->due_ms = now_ms + MG_SEARCH_REST_MS;
  self->state = MG_SEARCH_WAITING;
  changed (self);
}

void
mg_search_filter (MgSearch *self, MgResident resident, const char *ward, gint64 now_ms)
{
  if (self->resident == resident && g_str_equal (self->ward, ward))
    return;
  self->resident = resident;
  replace (&self->ward, ward);
  if (mg_search_is_enough (self->text))
    ask_first_page (self, now_ms);
  else
    changed (self);
}

gint64
mg_search_due_ms (MgSearch *self)
{
  return self->due_ms;
}

void
mg_search_tick (MgSearch *self, gint64 now_ms)
{
  if (self->due_ms > 0 && now_ms >= self->due_ms)
    ask_first_page (self, now_ms);
}

void
mg_search_again (MgSearch *self, gint64 now_ms)
{
  if (mg_search_is_enough (self->text))
    ask_first_page (self, now_ms);
}

gboolean
mg_search_has_more (MgSearch *self)
{
  return self->next_cursor
         && g_list_model_get_n_items (G_LIST_MODEL (self->rows)) < MG_SEARCH_ROWS_MAX;
}

void
mg_search_more (MgSearch *self, gint64 now_ms)
{
  if (self->state != MG_SEARCH_SHOWN || self->is_under_way || !mg_search_has_more (self))
    return;
  g_autoptr (GBytes) cursor = g_bytes_ref (self->next_cursor);
  ask (self, cursor, now_ms);
}

void
mg_search_answer (MgSearch *self, guint generation, const MgAnswer *answer, gint64 now_ms)
{
  if (!self->is_under_way || generation != self->generation)
    return;
  self->is_under_way = FALSE;
  self->state = MG_SEARCH_SHOWN;
  self->took_ms = (guint)(now_ms - self->asked_at_ms);
  self->total = answer->total;
  self->more_than_total = answer->more_than_total;
  replace (&self->shown, self->asked);
  replace (&self->understood, answer->understood ? answer->understood : "");
  g_clear_pointer (&self->next_cursor, g_bytes_unref);
  if (answer->next_cursor)
    self->next_cursor = g_bytes_ref (answer->next_cursor);
  const guint old = g_list_model_get_n_items (G_LIST_MODEL (self->rows));
  const guint from = self->asked_for_more ? old : 0;
  g_list_store_splice (self->rows, from, old - from, answer->rows->pdata, answer->rows->len);
  changed (self);
}

void
mg_search_fail (MgSearch *self, guint generation, MgTrouble trouble, gint64 now_ms)
{
  if (!self->is_under_way || generation != self->generation)
    return;
  self->is_under_way = FALSE;
  self->state = MG_SEARCH_FAILED;
  self->trouble = trouble;
  self->due_ms = mg_trouble_passes (trouble) ? now_ms + PASSING_TROUBLE_MS : 0;
  changed (self);
}

void
mg_search_clear (MgSearch *self)
{
  drop_all (self);
  self->state = MG_SEARCH_IDLE;
  self->resident = MG_RESIDENT_ALL;
  replace (&self->ward, "");
  changed (self);
}

MgSearchState
mg_search_get_state (MgSearch *self)
{
  return self->state;
}

MgTrouble
mg_search_get_trouble (MgSearch *self)
{
  return self->trouble;
}

GListModel *
mg_search_get_rows (MgSearch *self)
{
  return G_LIST_MODEL (self->rows);
}

const char *
mg_search_get_asked (MgSearch *self)
{
  return self->shown;
}

const char *
mg_search_get_understood (MgSearch *self)
{
  return self->understood;
}

guint
mg_search_get_total (MgSearch *self, gboolean *ret_more)
{
  *ret_more = self->more_than_total;
  return self->total;
}

guint
mg_search_get_took_ms (MgSearch *self)
{
  return self->took_ms;
}

MgResident
mg_search_get_resident (MgSearch *self)
{
  return self->resident;
}

const char *
mg_search_get_ward (MgSearch *self)
{
  return self->ward;
}

char *
mg_search_find_neighbour (MgSearch *self, const char *shori_no, int by)
{
  GListModel *rows = mg_search_get_rows (self);
  const guint n = g_list_model_get_n_items (rows);
  for (guint i = 0; shori_no && i < n; i++)
    {
      g_autoptr (MgRow) row = g_list_model_get_item (rows, i);
      const guint wanted = i + (guint)by; /* wraps below 0 and is then too large */
      if (!g_str_equal (row->shori_no, shori_no) || wanted >= n)
        continue;
      g_autoptr (MgRow) next = g_list_model_get_item (rows, wanted);
      return g_strdup (next->shori_no);
    }
  return NULL;
}
