/* SPDX-License-Identifier: Apache-2.0 */
#include "mg-requests-screen.h"
#include <string.h>
#include "app/mg-base-screen.h"
#include "im/mg-im-mode.h"
#include "mg-fresh-sheet.h"
#include "model/mg-digest.h"
#include "model/mg-i18n.h"
#include "widgets/mg-field.h"
#include "widgets/mg-form-row.h"
#include "widgets/mg-holder.h"
#include "widgets/mg-label.h"
#include "widgets/mg-layout.h"
#include "widgets/mg-table.h"
#include "widgets/mg-text-entry.h"

#define CALLED_CHARS 16
#define CALLED_MAX 40
#define SECTION_CHARS 28
#define SECTION_MAX 80
#define WORDS_CHARS 34
#define WORDS_MAX 100
#define TYPED_CHARS 40

struct _MgRequestsScreen
{
  MgBaseScreen parent_instance;
  /* children */
  MgTable *table;
  GtkLabel *right;
  GtkBox *details;
  /* owned */
  GListStore *rows; /* MgHolder of const Pb__TerminalRequestItem * */
  GPtrArray *files; /* MgRequestFile, while a request is brought */
  char *file, *name, *section, *ward; /* of the act whose factors are asked for */
  char *words;
  /* state */
  guint64 request_id;
  guint8 typed[MG_FINGERPRINT_BYTES];
};

#define MG_TYPE_REQUESTS_SCREEN (mg_requests_screen_get_type ())
G_DECLARE_FINAL_TYPE (MgRequestsScreen, mg_requests_screen, MG, REQUESTS_SCREEN, MgBaseScreen)
G_DEFINE_FINAL_TYPE (MgRequestsScreen, mg_requests_screen, MG_TYPE_BASE_SCREEN)

static MgColumn columns[] = {
    {N_ ("端末"), MG_CELL_NAME, 950},   {N_ ("置き場所"), MG_CELL_TEXT, 1300},
    {N_ ("出した人"), MG_CELL_TEXT, 900}, {N_ ("出した時刻"), MG_CELL_TEXT, 1250},
    {N_ ("状態"), MG_CELL_PILL, 0},
};

static MgRequests *
requests (gpointer self)
{
  return mg_desk_get_requests (mg_base_screen_get_desk (self));
}

static const Pb__TerminalRequestItem *
selected (gpointer self)
{
  return mg_table_get_held (MG_REQUESTS_SCREEN (self)->table, MG_REQUESTS_SCREEN (self)->rows);
}

static char *
cell (gpointer held, guint column)
{
  const Pb__TerminalRequestItem *r = held;
  switch (column)
    {
    case 0:
      return g_markup_escape_text (r->name, -1);
    case 1:
      return g_markup_escape_text (r->section, -1);
    case 2:
      return g_markup_escape_text (r->renewal ? _ ("端末（更新）") : r->proposer_name, -1);
    case 3:
      return mg_clock_format (r->made_us);
    default:
      return g_strdup_printf ("%s:%s", mg_request_state_tone (r->state),
                              mg_request_state_word (r->state));
    }
}

/* --- what is shown --- */

static char *
who (const char *no, const char *name)
{
  return *no ? g_strdup_printf ("%s %s", no, name) : g_strdup ("―");
}

static void
show_selected (MgRequestsScreen *self)
{
  const Pb__TerminalRequestItem *r = selected (self);
  mg_box_clear (self->details);
  mg_screen_changed (MG_SCREEN (self));
  if (!r)
    return;
  g_autofree char *made = mg_instant_words (r->made_us);
  g_autofree char *by = r->renewal ? g_strdup (_ ("端末（更新）")) : who (r->proposer_no, r->proposer_name);
  g_autofree char *reviewed = r->reviewed_us > 0 ? mg_instant_words (r->reviewed_us) : g_strdup ("―");
  g_autofree char *reviewer = who (r->reviewer_no, r->reviewer_name);
  g_autofree char *digest = r->fingerprint.len > 0
                                ? mg_digest_format (r->fingerprint.data, r->fingerprint.len)
                                : g_strdup (_ ("端末の画面で読みます"));
  const struct
  {
    const char *label;
    const char *value;
  } fields[] = {
      {_ ("端末"), r->name},     {_ ("状態"), mg_request_state_word (r->state)},
      {_ ("置き場所"), r->section}, {_ ("区"), r->ward},
      {_ ("出した人"), by},       {_ ("出した時刻"), made},
      {_ ("決めた人"), reviewer}, {_ ("決めた時刻"), reviewed},
      {_ ("理由"), r->words},
  };
  for (guint i = 0; i < G_N_ELEMENTS (fields); i++)
    gtk_box_append (self->details,
                    mg_field_new (fields[i].label, *fields[i].value ? fields[i].value : "―", 24));
  gtk_box_append (self->details, mg_field_new_toned (_ ("依頼の番号"), digest, "t-mono t-small"));
}

static gboolean
say_act (MgRequestsScreen *self)
{
  static const MgActSays says[] = {
      [MG_REQUEST_PROPOSE] = {N_ ("依頼を出しています…"),
                              N_ ("依頼を出しました。別の職員が端末の画面の番号を読んで承認します。"), NULL, NULL},
      [MG_REQUEST_REVIEW] = {N_ ("記録しています…"), N_ ("記録しました。承認した依頼はサーバーの管理者が発行します。"),
                             NULL, NULL},
  };
  MgRequestAct which;
  const char *field;
  const MgAct *act = mg_requests_get_act (requests (self), &which, &field);
  const char *fault = act->state == MG_ACT_FAILED ? mg_request_fault_words (field) : NULL;
  if (!mg_base_screen_say_act (self, act, &says[which]))
    return act->state != MG_ACT_IDLE;
  if (fault)
    mg_base_screen_say (self, "t-bad", fault);
  return TRUE;
}

static void
say (MgRequestsScreen *self)
{
  const MgTrouble trouble = mg_requests_get_trouble (requests (self));
  if (say_act (self))
    return;
  if (trouble != MG_N_TROUBLES)
    mg_base_screen_say (self, "t-bad", mg_trouble_words (trouble));
  else if (mg_requests_get (requests (self)))
    mg_base_screen_say (self, NULL, _ ("［F4］で新しい端末の依頼を出し、別の職員が［F12］で承認します。"));
}

static void
changed_cb (MgRequestsScreen *self)
{
  const Pb__TerminalRequestsReply *list = mg_requests_get (requests (self));
  g_autoptr (GPtrArray) rows = g_ptr_array_new ();
  for (size_t i = 0; list && i < list->n_requests; i++)
    g_ptr_array_add (rows, list->requests[i]);
  g_autofree char *n = g_strdup_printf (_ ("%u 件"), rows->len);
  mg_table_fill (self->table, self->rows, rows);
  gtk_label_set_text (self->right, list ? n : "");
  show_selected (self);
  say (self);
}

/* --- bringing a request --- */

static void
set (char **place, const char *text)
{
  g_free (*place);
  *place = g_strdup (text);
}

static GtkWidget *
entry_of (MgRequestsScreen *self, const char *key)
{
  return g_object_get_data (G_OBJECT (mg_base_screen_get_sheet (self)), key);
}

static void
propose_cb (gpointer data, MgSecret *token)
{
  MgRequestsScreen *self = data;
  mg_base_screen_expect (self);
  if (!mg_requests_propose (requests (self), self->file, self->name, self->section, self->ward, token))
    mg_base_screen_say (self, "t-bad", mg_request_fault_words ("request"));
}

static void
chosen_cb (MgRequestsScreen *self)
{
  static const char *const needed[] = {"mg-name", "mg-section", "mg-ward"};
  MgSheet *sheet = mg_base_screen_get_sheet (self);
  const char *number = mg_entry_text (entry_of (self, "mg-file"));
  const guint n = *number ? (guint)(*number - '0') : 0;
  const MgRequestFile *file = n >= 1 && n <= self->files->len ? self->files->pdata[n - 1] : NULL;
  if (!file || !file->fingerprint)
    {
      mg_sheet_say (sheet, "t-bad", _ ("上の一覧から依頼のファイルを番号で選んでください。"));
      gtk_widget_grab_focus (entry_of (self, "mg-file"));
      return;
    }
  for (guint i = 0; i < G_N_ELEMENTS (needed); i++)
    if (!*mg_entry_text (entry_of (self, needed[i])))
      {
        mg_sheet_say (sheet, "t-bad", _ ("端末の名前、置き場所、区を入れてください。"));
        gtk_widget_grab_focus (entry_of (self, needed[i]));
        return;
      }
  set (&self->file, file->name);
  set (&self->name, mg_entry_text (entry_of (self, "mg-name")));
  set (&self->section, mg_entry_text (entry_of (self, "mg-section")));
  set (&self->ward, mg_entry_text (entry_of (self, "mg-ward")));
  mg_fresh_sheet_open (self, mg_request_act_path (MG_REQUEST_PROPOSE), _ ("新しい端末の依頼"),
                       propose_cb, self);
}

static void
add_row (MgSheet *sheet, guint number, const char *label, GtkWidget *entry, const char *key)
{
  mg_sheet_add (sheet, mg_form_row_new (number, label, entry));
  g_object_set_data (G_OBJECT (sheet), key, entry);
}

static void
open_propose (gpointer data)
{
  MgRequestsScreen *self = data;
  MgSheet *sheet = mg_sheet_new (_ ("新しい端末の依頼を出しますか"), _ ("次へ"), _ ("やめる"), FALSE);
  g_autoptr (GString) list = g_string_new (NULL);
  GtkWidget *file = mg_digit_entry_new (_ ("ファイル"), 1);
  g_clear_pointer (&self->files, g_ptr_array_unref);
  self->files = mg_requests_list_files (requests (self));
  for (guint i = 0; i < self->files->len; i++)
    {
      const MgRequestFile *f = self->files->pdata[i];
      g_string_append_printf (list, "%u  %s　%s\n", i + 1, f->name,
                              f->fingerprint ? f->fingerprint : _ ("依頼のファイルではありません"));
    }
  mg_sheet_add_text (sheet, self->files->len > 0
                                ? _ ("端末で作った依頼のファイルを選びます。番号が端末の画面と同じか確かめてください。")
                                : _ ("依頼のファイルがありません。端末で作ったファイルを決められた場所に置いてください。"));
  mg_sheet_add_text (sheet, list->str);
  add_row (sheet, 1, _ ("ファイル"), file, "mg-file");
  add_row (sheet, 2, _ ("端末の名前"), mg_text_entry_new (_ ("端末の名前"), CALLED_CHARS, CALLED_MAX), "mg-name");
  add_row (sheet, 3, _ ("置き場所"), mg_text_entry_new (_ ("置き場所"), SECTION_CHARS, SECTION_MAX),
           "mg-section");
  add_row (sheet, 4, _ ("区"), mg_digit_entry_new (_ ("区"), 3), "mg-ward");
  mg_sheet_set_focus (sheet, file);
  g_signal_connect_swapped (sheet, "act", G_CALLBACK (chosen_cb), self);
  mg_base_screen_open_sheet (self, sheet);
}

/* --- deciding --- */

static void
approve_cb (gpointer data, MgSecret *token)
{
  MgRequestsScreen *self = data;
  mg_base_screen_expect (self);
  mg_requests_approve (requests (self), self->request_id, self->typed, token);
}

static void
typed_cb (MgRequestsScreen *self)
{
  GtkWidget *entry = entry_of (self, "mg-typed");
  if (!mg_fingerprint_read (mg_entry_text (entry), self->typed))
    {
      mg_sheet_say (mg_base_screen_get_sheet (self), "t-bad",
                    _ ("0 から 9 と a から f の 32 けたを、端末の画面のとおりに入れてください。"));
      gtk_widget_grab_focus (entry);
      return;
    }
  mg_fresh_sheet_open (self, mg_request_act_path (MG_REQUEST_REVIEW), _ ("端末の依頼の承認"), approve_cb,
                       self);
}

static void
open_approve (gpointer data)
{
  MgRequestsScreen *self = data;
  const Pb__TerminalRequestItem *r = selected (self);
  g_autofree char *title = g_strdup_printf (_ ("%s を承認しますか"), r->name);
  MgSheet *sheet = mg_sheet_new (title, _ ("次へ"), _ ("やめる"), FALSE);
  GtkWidget *typed = mg_text_entry_new (_ ("依頼の番号"), TYPED_CHARS, TYPED_CHARS);
  mg_im_ask (typed, MG_IM_DIRECT);
  self->request_id = r->request_id;
  mg_sheet_add_text (sheet, _ ("その端末の画面に出ている番号を、端末の前の人に読んでもらうか、自分で見て入れます。\n"
                               "依頼を出した人から聞いた番号は使いません。"));
  add_row (sheet, 1, _ ("依頼の番号"), typed, "mg-typed");
  mg_sheet_set_focus (sheet, typed);
  g_signal_connect_swapped (sheet, "act", G_CALLBACK (typed_cb), self);
  mg_base_screen_open_sheet (self, sheet);
}

static void
refuse_cb (gpointer data, MgSecret *token)
{
  MgRequestsScreen *self = data;
  mg_base_screen_expect (self);
  mg_requests_refuse (requests (self), self->request_id, self->words, token);
}

static void
reason_cb (MgRequestsScreen *self)
{
  GtkWidget *entry = entry_of (self, "mg-words");
  if (!*mg_entry_text (entry))
    {
      mg_sheet_say (mg_base_screen_get_sheet (self), "t-bad", _ ("理由を入れてください。"));
      gtk_widget_grab_focus (entry);
      return;
    }
  set (&self->words, mg_entry_text (entry));
  mg_fresh_sheet_open (self, mg_request_act_path (MG_REQUEST_REVIEW), _ ("端末の依頼の却下"), refuse_cb,
                       self);
}

static void
open_refuse (gpointer data)
{
  MgRequestsScreen *self = data;
  const Pb__TerminalRequestItem *r = selected (self);
  g_autofree char *title = g_strdup_printf (_ ("%s を却下しますか"), r->name);
  MgSheet *sheet = mg_sheet_new (title, _ ("却下する"), _ ("やめる"), TRUE);
  GtkWidget *words = mg_text_entry_new (_ ("理由"), WORDS_CHARS, WORDS_MAX);
  self->request_id = r->request_id;
  add_row (sheet, 1, _ ("理由"), words, "mg-words");
  mg_sheet_set_focus (sheet, words);
  g_signal_connect_swapped (sheet, "act", G_CALLBACK (reason_cb), self);
  mg_base_screen_open_sheet (self, sheet);
}

/* --- keys --- */

static gboolean
has_folder (gpointer self)
{
  return mg_requests_has_folder (requests (self));
}

static gboolean
is_proposed (gpointer self)
{
  const Pb__TerminalRequestItem *r = selected (self);
  return r && r->state == PB__TERMINAL_REQUEST_STATE__REQUEST_PROPOSED;
}

/* Who brought it does not approve it; the server says so too. */
static gboolean
is_anothers (gpointer self)
{
  return is_proposed (self)
         && !g_str_equal (selected (self)->proposer_no, mg_base_screen_get_staff_no (self));
}

static void
ask_again (gpointer self)
{
  mg_requests_ask (requests (self));
  mg_base_screen_say (self, NULL, _ ("照会中…"));
}

static void
previous (gpointer self)
{
  mg_table_step (MG_REQUESTS_SCREEN (self)->table, -1);
}

static void
next (gpointer self)
{
  mg_table_step (MG_REQUESTS_SCREEN (self)->table, 1);
}

static void
back (gpointer self)
{
  mg_screen_go (MG_SCREEN (self), "terminal", NULL);
}

static const MgKeyRow keys[] = {
    {0, NULL, back, NULL},
    {4, N_ ("依頼を出す"), open_propose, has_folder},
    {5, N_ ("読み直す"), ask_again, NULL},
    {7, N_ ("前の依頼"), previous, NULL},
    {8, N_ ("次の依頼"), next, NULL},
    {10, N_ ("却下する"), open_refuse, is_proposed},
    {12, N_ ("承認"), open_approve, is_anothers},
};

static void
enter (gpointer self, const char *argument)
{
  ask_again (self);
}

static void
wipe (gpointer self)
{
  g_list_store_remove_all (MG_REQUESTS_SCREEN (self)->rows);
  mg_requests_clear (requests (self));
}

static GtkWidget *
get_focus (gpointer self)
{
  return GTK_WIDGET (MG_REQUESTS_SCREEN (self)->table);
}

static const MgBaseSpec spec = {
    .title = N_ ("端末の登録"),
    .help = N_ ("新しい端末は、端末の前で鍵と依頼を作り（madoguchi-terminal request）、ひとりがここで依頼を出し、\n"
                "別の職員が端末の画面の番号を入れて承認します。そのあとサーバーの管理者が証明書を発行します。\n"
                "更新の依頼は端末が自分で出します。承認はいりません。"),
    .keys = keys,
    .n_keys = G_N_ELEMENTS (keys),
    .enter = enter,
    .wipe = wipe,
    .get_focus = get_focus,
};

static void
mg_requests_screen_finalize (GObject *object)
{
  MgRequestsScreen *self = MG_REQUESTS_SCREEN (object);
  char **texts[] = {&self->file, &self->name, &self->section, &self->ward, &self->words};
  g_clear_object (&self->rows);
  g_clear_pointer (&self->files, g_ptr_array_unref);
  for (guint i = 0; i < G_N_ELEMENTS (texts); i++)
    g_free (*texts[i]);
  G_OBJECT_CLASS (mg_requests_screen_parent_class)->finalize (object);
}

static void
mg_requests_screen_class_init (MgRequestsScreenClass *klass)
{
  G_OBJECT_CLASS (klass)->finalize = mg_requests_screen_finalize;
  MG_BASE_SCREEN_CLASS (klass)->spec = &spec;
}

static void
mg_requests_screen_init (MgRequestsScreen *self)
{
  GtkBox *main_box, *side_box;
  GtkWidget *body = mg_columns_new ("side-m", &main_box, &side_box);
  for (guint i = 0; i < G_N_ELEMENTS (columns); i++)
    columns[i].title = _ (columns[i].title);
  self->rows = g_list_store_new (MG_TYPE_HOLDER);
  self->table = mg_table_new (_ ("端末の登録の依頼"), columns, G_N_ELEMENTS (columns),
                              G_LIST_MODEL (self->rows), cell);
  gtk_box_append (main_box, mg_table_card_new (_ ("依頼"), GTK_WIDGET (self->table), &self->right));
  gtk_box_append (side_box, mg_card_new (_ ("選んだ依頼"), &self->details));
  mg_base_screen_set_content (self, body);
  g_signal_connect_swapped (self->table, "selected", G_CALLBACK (show_selected), self);
}

GtkWidget *
mg_requests_screen_new (MgDesk *desk)
{
  gpointer self = mg_base_screen_create (MG_TYPE_REQUESTS_SCREEN, desk);
  g_signal_connect_object (mg_desk_get_requests (desk), "changed", G_CALLBACK (changed_cb), self,
                           G_CONNECT_SWAPPED);
  return GTK_WIDGET (self);
}
