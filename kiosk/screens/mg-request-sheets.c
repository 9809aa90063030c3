/* SPDX-License-Identifier: Apache-2.0 */
#include "mg-request-sheets.h"
#include "im/mg-im-mode.h"
#include "mg-fresh-sheet.h"
#include "mg-reason-sheet.h"
#include "model/mg-i18n.h"
#include "widgets/mg-form-row.h"
#include "widgets/mg-text-entry.h"

#define CALLED_CHARS 16
#define CALLED_MAX 40
#define SECTION_CHARS 28
#define SECTION_MAX 80
#define WORDS_MAX 100
#define TYPED_CHARS 40

/* One act: its first sheet, and what was typed there while the factors are asked for. Lies at the
 * screen until the next one. */
typedef struct
{
  /* borrowed; the fields as long as the first sheet is open */
  gpointer screen;
  MgSheet *sheet;
  GtkWidget *file_field, *name_field, *section_field, *ward_field;
  GtkWidget *typed_field;
  /* owned */
  GPtrArray *files; /* MgRequestFile */
  char *file, *name, *section, *ward;
  char *words;
  /* state */
  guint64 request_id;
  guint8 typed[MG_FINGERPRINT_BYTES];
} Request;

static void
request_free (gpointer data)
{
  Request *self = data;
  char *texts[] = {self->file, self->name, self->section, self->ward, self->words};
  g_clear_pointer (&self->files, g_ptr_array_unref);
  for (guint i = 0; i < G_N_ELEMENTS (texts); i++)
    g_free (texts[i]);
  g_free (self);
}

static Request *
new_request (gpointer screen)
{
  Request *self = g_new0 (Request, 1);
  self->screen = screen;
  g_object_set_data_full (G_OBJECT (screen), "mg-request", self, request_free);
  return self;
}

static MgRequests *
requests (const Request *self)
{
  return mg_desk_get_requests (mg_base_screen_get_desk (self->screen));
}

static void
add_row (Request *self, guint number, const char *label, GtkWidget *field)
{
  GtkWidget *row = mg_form_row_new (number, label, field);
  mg_form_row_set_needed (MG_FORM_ROW (row), TRUE);
  mg_sheet_add (self->sheet, row);
}

static void
lack (Request *self, GtkWidget *field, const char *words)
{
  mg_sheet_say (self->sheet, "t-bad", words);
  gtk_widget_grab_focus (field);
}

/* --- bringing one --- */

static void
propose_cb (gpointer data, MgSecret *token)
{
  Request *self = data;
  mg_base_screen_expect (self->screen);
  if (!mg_requests_propose (requests (self), self->file, self->name, self->section, self->ward, token))
    mg_base_screen_say (self->screen, "t-bad", mg_request_fault_words ("request"));
}

static void
chosen_cb (Request *self)
{
  GtkWidget *const needed[] = {self->name_field, self->section_field, self->ward_field};
  char **const texts[] = {&self->name, &self->section, &self->ward};
  const char *number = mg_entry_text (self->file_field);
  const guint n = *number ? (guint)(*number - '0') : 0;
  const MgRequestFile *file = n >= 1 && n <= self->files->len ? self->files->pdata[n - 1] : NULL;
  if (!file || !file->fingerprint)
    {
      lack (self, self->file_field, _ ("上の一覧から依頼のファイルを番号で選んでください。"));
      return;
    }
  for (guint i = 0; i < G_N_ELEMENTS (needed); i++)
    if (!*mg_entry_text (needed[i]))
      {
        lack (self, needed[i], _ ("端末の名前、置き場所、区を入れてください。"));
        return;
      }
  self->file = g_strdup (file->name);
  for (guint i = 0; i < G_N_ELEMENTS (needed); i++)
    *texts[i] = g_strdup (mg_entry_text (needed[i]));
  mg_fresh_sheet_open (self->screen, mg_request_act_path (MG_REQUEST_PROPOSE), _ ("新しい端末の依頼"),
                       propose_cb, self);
}

/* The files that lie ready, numbered. */
static void
add_files (Request *self)
{
  g_autoptr (GString) list = g_string_new (NULL);
  self->files = mg_requests_list_files (requests (self));
  for (guint i = 0; i < self->files->len; i++)
    {
      const MgRequestFile *f = self->files->pdata[i];
      g_string_append_printf (list, "%s%u  %s　%s", i > 0 ? "\n" : "", i + 1, f->name,
                              f->fingerprint ? f->fingerprint : _ ("依頼のファイルではありません"));
    }
  mg_sheet_add_text (self->sheet,
                     self->files->len > 0
                         ? _ ("端末で作った依頼のファイルを選びます。番号が端末の画面と同じか確かめてください。")
                         : _ ("依頼のファイルがありません。端末で作ったファイルを決められた場所に置いてください。"));
  if (self->files->len > 0)
    mg_sheet_add_text (self->sheet, list->str);
}

void
mg_request_propose_open (gpointer screen)
{
  Request *self = new_request (screen);
  self->sheet = mg_sheet_new (_ ("新しい端末の依頼を出しますか"), _ ("次へ"), _ ("やめる"), FALSE);
  self->file_field = mg_digit_entry_new (_ ("ファイル"), 1);
  self->name_field = mg_text_entry_new (_ ("端末の名前"), CALLED_CHARS, CALLED_MAX);
  self->section_field = mg_text_entry_new (_ ("置き場所"), SECTION_CHARS, SECTION_MAX);
  self->ward_field = mg_digit_entry_new (_ ("区"), MG_WARD_DIGITS);
  add_files (self);
  add_row (self, 1, _ ("ファイル"), self->file_field);
  add_row (self, 2, _ ("端末の名前"), self->name_field);
  add_row (self, 3, _ ("置き場所"), self->section_field);
  add_row (self, 4, _ ("区"), self->ward_field);
  mg_sheet_set_focus (self->sheet, self->file_field);
  g_signal_connect_swapped (self->sheet, "act", G_CALLBACK (chosen_cb), self);
  mg_base_screen_open_sheet (screen, self->sheet);
}

/* --- deciding --- */

static void
approve_cb (gpointer data, MgSecret *token)
{
  Request *self = data;
  mg_base_screen_expect (self->screen);
  mg_requests_approve (requests (self), self->request_id, self->typed, token);
}

static void
typed_cb (Request *self)
{
  if (!mg_fingerprint_read (mg_entry_text (self->typed_field), self->typed))
    {
      lack (self, self->typed_field,
            _ ("0 から 9 と a から f の 32 けたを、端末の画面のとおりに入れてください。"));
      return;
    }
  mg_fresh_sheet_open (self->screen, mg_request_act_path (MG_REQUEST_REVIEW), _ ("端末の依頼の承認"),
                       approve_cb, self);
}

void
mg_request_approve_open (gpointer screen, const Pb__TerminalRequestItem *request)
{
  Request *self = new_request (screen);
  g_autofree char *title = g_strdup_printf (_ ("%s を承認しますか"), request->name);
  self->request_id = request->request_id;
  self->sheet = mg_sheet_new (title, _ ("次へ"), _ ("やめる"), FALSE);
  self->typed_field = mg_text_entry_new (_ ("依頼の番号"), TYPED_CHARS, TYPED_CHARS);
  mg_im_ask (self->typed_field, MG_IM_DIRECT);
  mg_sheet_add_text (self->sheet,
                     _ ("その端末の画面に出ている番号を、端末の前の人に読んでもらうか、自分で見て入れます。\n"
                        "依頼を出した人から聞いた番号は使いません。"));
  add_row (self, 1, _ ("依頼の番号"), self->typed_field);
  mg_sheet_set_focus (self->sheet, self->typed_field);
  g_signal_connect_swapped (self->sheet, "act", G_CALLBACK (typed_cb), self);
  mg_base_screen_open_sheet (screen, self->sheet);
}

static void
refuse_cb (gpointer data, MgSecret *token)
{
  Request *self = data;
  mg_base_screen_expect (self->screen);
  mg_requests_refuse (requests (self), self->request_id, self->words, token);
}

static void
reason_cb (gpointer screen, guint64 request_id, const char *words)
{
  Request *self = new_request (screen);
  self->request_id = request_id;
  self->words = g_strdup (words);
  mg_fresh_sheet_open (screen, mg_request_act_path (MG_REQUEST_REVIEW), _ ("端末の依頼の却下"), refuse_cb,
                       self);
}

void
mg_request_refuse_open (gpointer screen, const Pb__TerminalRequestItem *request)
{
  g_autofree char *title = g_strdup_printf (_ ("%s を却下しますか"), request->name);
  const MgReasonAsk asked = {
      .title = title,
      .act = _ ("却下する"),
      .lack = _ ("理由を入れてください。"),
      .max = WORDS_MAX,
      .is_grave = TRUE,
      .about = request->request_id,
  };
  mg_reason_sheet_open (screen, &asked, reason_cb);
}
