/* SPDX-License-Identifier: Apache-2.0 */
#include "mg-glass-sheet.h"
#include "app/mg-base-screen.h"
#include "mg-fresh-sheet.h"
#include "mg-staff-cells.h"
#include "model/mg-era.h"
#include "model/mg-i18n.h"
#include "widgets/mg-form-row.h"
#include "widgets/mg-text-entry.h"

#define NOTE_CHARS 34
#define NOTE_MAX 200
#define ACTS_SHOWN 8

/* What is acknowledged, while the factors are asked for. */
typedef struct
{
  guint64 glass_no;
  char *note;
} Word;

static void
word_free (gpointer data)
{
  Word *word = data;
  g_free (word->note);
  g_free (word);
}

static const Pb__StaffGlass *
unseen (gpointer screen)
{
  MgDesk *desk = mg_base_screen_get_desk (screen);
  const MgSession *session = mg_desk_get_session (desk);
  return session ? mg_staff_find_unseen (mg_desk_get_staff (desk), session->staff_no) : NULL;
}

gboolean
mg_glass_sheet_is_offered (gpointer screen)
{
  return unseen (screen) != NULL;
}

/* --- what is shown --- */

static void
add_span (MgSheet *sheet, const Pb__StaffGlass *g)
{
  g_autofree char *from = mg_instant_words (g->opened_us);
  g_autofree char *to = mg_instant_words (g->ended_us);
  g_autofree char *way
      = g->by_codes ? g_strdup (_ ("二つの封筒の復旧コード"))
                    : g_strdup_printf (_ ("権限者 %s と %s のパスワード"), g->first, g->second);
  g_autofree char *span = g_strdup_printf (_ ("%s から %s まで"), from, to);
  g_autofree char *who = g_strdup_printf (_ ("開いた人　%s（%s）"), g->opened_by, way);
  g_autofree char *why = g_strdup_printf (_ ("理由　%s"), g->reason);
  mg_sheet_add_text (sheet, span);
  mg_sheet_add_text (sheet, who);
  mg_sheet_add_text (sheet, why);
}

static void
add_acts (MgSheet *sheet, const Pb__StaffGlass *g)
{
  g_autoptr (GString) text = g_string_new (NULL);
  g_string_append_printf (text, _ ("サーバーで行われたこと　%u 件"), g->acts_in_all);
  for (size_t i = 0; i < g->n_acts && i < ACTS_SHOWN; i++)
    {
      g_autofree char *at = mg_instant_format (g->acts[i]->at_us);
      g_string_append_printf (text, "\n%s　%s　%s", at, g->acts[i]->command, g->acts[i]->by);
    }
  if (g->acts_in_all > ACTS_SHOWN)
    {
      g_string_append_c (text, '\n');
      g_string_append_printf (text, _ ("ほか %u 件。監査の記録で見てください。"), g->acts_in_all - ACTS_SHOWN);
    }
  mg_sheet_add_text (sheet, text->str);
  for (size_t i = 0; i < g->n_seen; i++)
    {
      g_autofree char *seen = g_strdup_printf (_ ("確認した人　%s　%s　%s"), g->seen[i]->staff_no,
                                               g->seen[i]->staff_name, g->seen[i]->note);
      mg_sheet_add_text (sheet, seen);
    }
}

/* --- the word --- */

static void
fresh_cb (gpointer screen, MgSecret *token)
{
  const Word *word = g_object_get_data (G_OBJECT (screen), "mg-glass-word");
  mg_base_screen_expect (screen);
  mg_staff_acknowledge (mg_desk_get_staff (mg_base_screen_get_desk (screen)), word->glass_no,
                        word->note, token);
}

static void
act_cb (MgSheet *sheet)
{
  gpointer screen = g_object_get_data (G_OBJECT (sheet), "mg-screen");
  GtkWidget *note = g_object_get_data (G_OBJECT (sheet), "mg-note");
  const guint64 *no = g_object_get_data (G_OBJECT (sheet), "mg-no");
  if (!*mg_entry_text (note))
    {
      mg_sheet_say (sheet, "t-bad", _ ("どう確かめたかを入れてください。"));
      gtk_widget_grab_focus (note);
      return;
    }
  Word *word = g_new0 (Word, 1);
  word->glass_no = *no;
  word->note = g_strdup (mg_entry_text (note));
  g_object_set_data_full (G_OBJECT (screen), "mg-glass-word", word, word_free);
  g_autofree char *number = g_strdup_printf ("%" G_GUINT64_FORMAT, word->glass_no);
  g_autofree char *title = g_strdup_printf (_ ("非常権限 %s を確認しますか"), number);
  mg_fresh_sheet_open (screen, MG_STAFF_GLASS_PATH, title, fresh_cb, screen);
}

void
mg_glass_sheet_open (gpointer screen)
{
  const Pb__StaffGlass *g = unseen (screen);
  g_autofree char *number = g_strdup_printf ("%" G_GUINT64_FORMAT, (guint64)g->glass_no);
  g_autofree char *title = g_strdup_printf (_ ("非常権限 %s で行われたこと"), number);
  MgSheet *sheet = mg_sheet_new (title, _ ("確認する"), _ ("やめる"), FALSE);
  GtkWidget *note = mg_text_entry_new (_ ("確認の内容"), NOTE_CHARS, NOTE_MAX);
  GtkWidget *row = mg_form_row_new (1, _ ("確認の内容"), note);
  guint64 *no = g_new (guint64, 1);
  *no = g->glass_no;
  add_span (sheet, g);
  add_acts (sheet, g);
  mg_form_row_set_needed (MG_FORM_ROW (row), TRUE);
  mg_sheet_add (sheet, row);
  mg_sheet_add_text (sheet, _ ("理由と行われたことを、開いた人や所属長に確かめてから確認してください。二人の権限者が確認します。"));
  mg_sheet_set_focus (sheet, note);
  g_object_set_data (G_OBJECT (sheet), "mg-screen", screen);
  g_object_set_data (G_OBJECT (sheet), "mg-note", note);
  g_object_set_data_full (G_OBJECT (sheet), "mg-no", no, g_free);
  g_signal_connect (sheet, "act", G_CALLBACK (act_cb), NULL);
  mg_base_screen_open_sheet (screen, sheet);
}
