/* SPDX-License-Identifier: Apache-2.0 */
#include "mg-reason-sheet.h"
#include "model/mg-i18n.h"
#include "widgets/mg-form-row.h"
#include "widgets/mg-text-entry.h"

#define WORDS_CHARS 34

typedef struct
{
  /* borrowed */
  gpointer screen;
  MgSheet *sheet;
  GtkWidget *words;
  MgReasonDone done;
  /* owned */
  char *lack;
  /* state */
  guint64 about;
} Reason;

static void
reason_free (gpointer data)
{
  Reason *self = data;
  g_free (self->lack);
  g_free (self);
}

static void
act_cb (Reason *self)
{
  const gpointer screen = self->screen;
  const MgReasonDone done = self->done;
  const guint64 about = self->about;
  g_autofree char *words = g_strdup (mg_entry_text (self->words));
  if (!*words)
    {
      mg_sheet_say (self->sheet, "t-bad", self->lack);
      gtk_widget_grab_focus (self->words);
      return;
    }
  mg_base_screen_close_sheet (screen); /* self goes with it */
  done (screen, about, words);
}

void
mg_reason_sheet_open (gpointer screen, const MgReasonAsk *ask, MgReasonDone done)
{
  Reason *self = g_new0 (Reason, 1);
  self->screen = screen;
  self->done = done;
  self->about = ask->about;
  self->lack = g_strdup (ask->lack);
  self->sheet = mg_sheet_new (ask->title, ask->act, _ ("やめる"), ask->is_grave);
  self->words = mg_text_entry_new (_ ("理由"), WORDS_CHARS, ask->max);
  GtkWidget *row = mg_form_row_new (1, _ ("理由"), self->words);
  mg_form_row_set_needed (MG_FORM_ROW (row), TRUE);
  if (ask->text)
    mg_sheet_add_text (self->sheet, ask->text);
  mg_sheet_add (self->sheet, row);
  mg_sheet_set_focus (self->sheet, self->words);
  g_object_set_data_full (G_OBJECT (self->sheet), "mg-reason", self, reason_free);
  g_signal_connect_swapped (self->sheet, "act", G_CALLBACK (act_cb), self);
  mg_base_screen_open_sheet (screen, self->sheet);
}
