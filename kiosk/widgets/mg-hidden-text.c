/* SPDX-License-Identifier: Apache-2.0 */
#include "mg-hidden-text.h"
#include <string.h>
#include "model/mg-secret.h"

#define TEXT_KEY "mg-hidden-text"
#define BYTES_MAX 512

typedef struct
{
  /* owned */
  MgSecret *letters; /* NULL: no memory could be locked, and nothing can be typed */
  char *filler;
  /* state */
  guint max;
  gboolean is_filling;
} Hidden;

static void
hidden_free (gpointer data)
{
  Hidden *self = data;
  mg_secret_free (self->letters);
  g_free (self->filler);
  g_free (self);
}

/* Puts n bytes in the place of the characters from start to end. */
static gboolean
replace (Hidden *self, glong start, glong end, const char *added, gsize n)
{
  char bytes[BYTES_MAX];
  const char *old = mg_secret_peek (self->letters);
  const gsize before = (gsize)(g_utf8_offset_to_pointer (old, start) - old);
  const char *rest = g_utf8_offset_to_pointer (old, end);
  const gsize after = strlen (rest);
  if (before + n + after >= sizeof bytes || before + n + after > mg_secret_capacity ())
    return FALSE;
  memcpy (bytes, old, before);
  memcpy (bytes + before, added, n);
  memcpy (bytes + before + n, rest, after);
  const gboolean is_kept = mg_secret_set (self->letters, bytes, before + n + after);
  explicit_bzero (bytes, sizeof bytes);
  return is_kept;
}

static glong
count (Hidden *self)
{
  return g_utf8_strlen (mg_secret_peek (self->letters), -1);
}

static Hidden *
hidden (GtkWidget *entry)
{
  return g_object_get_data (G_OBJECT (entry), TEXT_KEY);
}

static void
insert_cb (GtkEditable *text, const char *added, int n, int *position, GtkWidget *entry)
{
  Hidden *self = hidden (entry);
  if (!self || self->is_filling)
    return;
  g_signal_stop_emission_by_name (text, "insert-text");
  if (!self->letters)
    return;
  const glong at = CLAMP (*position, 0, count (self));
  const glong room = MAX ((glong)self->max - count (self), 0);
  const glong chars = MIN (g_utf8_strlen (added, n), room);
  const gsize bytes = (gsize)(g_utf8_offset_to_pointer (added, chars) - added);
  if (chars == 0 || !replace (self, at, at, added, bytes))
    return;
  g_autoptr (GString) fillers = g_string_new (NULL);
  for (glong i = 0; i < chars; i++)
    g_string_append (fillers, self->filler);
  self->is_filling = TRUE;
  gtk_editable_insert_text (text, fillers->str, (int)fillers->len, position);
  self->is_filling = FALSE;
}

static void
delete_cb (GtkEditable *text, int start, int end, GtkWidget *entry)
{
  Hidden *self = hidden (entry);
  if (!self || !self->letters)
    return;
  const glong all = count (self);
  const glong last = end < 0 ? all : MIN (end, all);
  const glong first = CLAMP (start, 0, last);
  replace (self, first, last, "", 0);
}

void
mg_hidden_text_guard (GtkWidget *entry, guint max, const char *filler)
{
  GtkEditable *text = gtk_editable_get_delegate (GTK_EDITABLE (entry));
  Hidden *self = g_new0 (Hidden, 1);
  self->letters = mg_secret_new ();
  self->filler = g_strdup (filler);
  self->max = max;
  gtk_editable_set_enable_undo (GTK_EDITABLE (entry), FALSE);
  g_object_set_data_full (G_OBJECT (entry), TEXT_KEY, self, hidden_free);
  g_signal_connect_object (text, "insert-text", G_CALLBACK (insert_cb), entry, 0);
  g_signal_connect_object (text, "delete-text", G_CALLBACK (delete_cb), entry, 0);
}

const char *
mg_hidden_text_get (GtkWidget *entry)
{
  const Hidden *self = hidden (entry);
  return self && self->letters ? mg_secret_peek (self->letters) : "";
}
