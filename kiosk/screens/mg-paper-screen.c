/* SPDX-License-Identifier: Apache-2.0 */
#include "mg-paper-screen.h"
#include <stdlib.h>
#include <string.h>
#include "app/mg-guard.h"
#include "app/mg-screen.h"
#include "im/mg-im-mode.h"
#include "mg-paper-jobs.h"
#include "model/mg-i18n.h"
#include "widgets/mg-code-entry.h"
#include "widgets/mg-form-row.h"
#include "widgets/mg-holder.h"
#include "widgets/mg-label.h"
#include "widgets/mg-paper-view.h"

struct _MgPaperScreen
{
  GtkBox parent_instance;
  /* children */
  GtkLabel *head;
  GtkLabel *pages;
  MgPaperView *view;
  GtkWidget *copies;
  MgCodeEntry *printer;
  MgFormRow *printer_row;
  MgTable *table;
  GtkLabel *trouble;
  /* owned */
  MgDesk *desk;
  GListStore *jobs;    /* MgHolder of const Pb__PaperJob * */
  GPtrArray *printers; /* MgCode: 1, 2 … and the name */
  /* state */
  gboolean is_here;
  gboolean said_act;
  gboolean said_none; /* that the ward has no printer */
  char back[16];      /* the screen it was opened from */
};

static void mg_paper_screen_iface_init (MgScreenInterface *iface);

G_DEFINE_FINAL_TYPE_WITH_CODE (MgPaperScreen, mg_paper_screen, GTK_TYPE_BOX,
                               G_IMPLEMENT_INTERFACE (MG_TYPE_SCREEN, mg_paper_screen_iface_init))

char *
mg_paper_argument_of_receipt (const MgReceiptNo *no)
{
  g_autofree char *text = mg_receipt_no_format (no);
  return g_strdup_printf ("slip:%s", text);
}

char *
mg_paper_argument_of_list (const MgDate *day, const char *staff_no)
{
  return g_strdup_printf ("list:%04d%02d%02d:%s", day->year, day->month, day->day, staff_no);
}

static MgPapers *
papers (MgPaperScreen *self)
{
  return mg_desk_get_papers (self->desk);
}

/* --- the queue --- */

static const Pb__PaperJob *
selected_job (MgPaperScreen *self)
{
  g_autoptr (MgHolder) holder
      = g_list_model_get_item (G_LIST_MODEL (self->jobs), mg_table_get_selected (self->table));
  return holder ? holder->held : NULL;
}

static void
show_trouble (MgPaperScreen *self)
{
  const Pb__PaperJob *job = selected_job (self);
  g_autofree char *words
      = job && *job->trouble ? g_strdup_printf ("▲ %s", job->trouble) : g_strdup ("");
  gtk_label_set_text (self->trouble, words);
}

static void
show_printers (MgPaperScreen *self, const Pb__PaperJobsReply *reply)
{
  mg_form_row_set_rest (self->printer_row, reply && reply->n_printers == 0
                                               ? _ ("▲ この区には登録されていません")
                                               : NULL);
  if (self->printers->len == (reply ? reply->n_printers : 0))
    return;
  mg_code_entry_set_codes (self->printer, NULL, NULL);
  g_ptr_array_set_size (self->printers, 0);
  for (size_t i = 0; reply && i < reply->n_printers && i < 9; i++)
    {
      const char digit[] = {(char)('1' + i), '\0'};
      g_autofree char *word = g_strdup_printf (
          "%s%s", reply->printers[i]->name, reply->printers[i]->answers ? "" : _ ("　▲ 応答なし"));
      g_ptr_array_add (self->printers, mg_code_new (digit, word));
    }
  mg_code_entry_set_codes (self->printer, self->printers, NULL);
  if (self->printers->len > 0 && !*mg_code_entry_get_value (self->printer))
    mg_code_entry_set_value (self->printer, "1");
}

static gboolean
has_no_printer (MgPaperScreen *self)
{
  const Pb__PaperJobsReply *reply = mg_papers_get_jobs (papers (self));
  return reply && reply->n_printers == 0;
}

static const char *
chosen_printer (MgPaperScreen *self)
{
  const Pb__PaperJobsReply *reply = mg_papers_get_jobs (papers (self));
  const char *value = mg_code_entry_get_value (self->printer);
  const size_t i = *value ? (size_t)(*value - '1') : G_MAXSIZE;
  return reply && i < reply->n_printers ? reply->printers[i]->name : "";
}

/* --- what is shown --- */

static gboolean
say_no_printer (MgPaperScreen *self)
{
  if (!has_no_printer (self))
    return FALSE;
  mg_screen_say (MG_SCREEN (self), "t-bad",
                 _ ("× この区にはプリンターが登録されていません。印刷していません。情報システム課に"
                    "登録を頼んでください。"),
                 NULL);
  return TRUE;
}

static void
say_act (MgPaperScreen *self)
{
  const MgAct *act = mg_papers_get_act (papers (self));
  const char *words = mg_act_words (act);
  g_autofree char *line = NULL;
  if (act->state == MG_ACT_IDLE || (self->said_act && !mg_act_is_open (act)))
    return;
  self->said_act = !mg_act_is_open (act);
  if (mg_act_is_open (act))
    line = g_strdup (words ? words : _ ("送っています…"));
  else if (act->state == MG_ACT_DONE)
    line = g_strdup (_ ("○ プリンターの待ち行列に入れました。記録しました。"));
  else if (act->trouble == MG_TROUBLE_INVALID)
    line = g_strdup (_ ("× 部数かプリンターが受け付けられませんでした。印刷していません。"));
  else
    line = g_strconcat ("× ", words ? words : mg_trouble_words (act->trouble), NULL);
  mg_screen_say (MG_SCREEN (self),
                 act->state == MG_ACT_DONE     ? "t-good"
                 : act->state == MG_ACT_FAILED ? "t-bad"
                                               : "t-warn",
                 line, NULL);
}

static void
changed_cb (MgPaperScreen *self)
{
  const Pb__PaperJobsReply *reply = mg_papers_get_jobs (papers (self));
  const guint here = mg_table_get_selected (self->table);
  g_autoptr (GPtrArray) rows = g_ptr_array_new ();
  for (size_t i = 0; reply && i < reply->n_jobs; i++)
    g_ptr_array_add (rows, reply->jobs[i]);
  mg_holder_fill (self->jobs, rows);
  if (here < rows->len)
    mg_table_select (self->table, here);
  show_printers (self, reply);
  show_trouble (self);
  if (!self->is_here)
    return;
  mg_screen_changed (MG_SCREEN (self)); /* there is something to print again, or no more */
  if (!self->said_none && has_no_printer (self))
    self->said_none = say_no_printer (self);
  say_act (self);
}

static void
show_page (MgPaperScreen *self)
{
  const guint n = mg_paper_view_get_pages (self->view);
  g_autofree char *words
      = n > 0 ? g_strdup_printf (_ ("%u / %u ページ"), mg_paper_view_get_page (self->view) + 1, n)
              : g_strdup ("");
  gtk_label_set_text (self->pages, words);
}

static void
paper_cb (MgPaperScreen *self)
{
  GBytes *pdf = mg_papers_get_bytes (papers (self));
  const MgTrouble trouble = mg_papers_get_trouble (papers (self));
  const gboolean is_pdf = mg_paper_view_set (self->view, pdf);
  gtk_label_set_text (self->head, mg_paper_kind_word (mg_papers_get_ref (papers (self))->kind));
  show_page (self);
  if (!self->is_here)
    return;
  if (trouble != MG_N_TROUBLES || !is_pdf)
    {
      g_autofree char *line
          = g_strconcat ("× ", mg_trouble_words (is_pdf ? trouble : MG_TROUBLE_DATA), NULL);
      mg_screen_say (MG_SCREEN (self), "t-bad", line, NULL);
    }
  else if (pdf && !say_no_printer (self))
    mg_screen_say (MG_SCREEN (self), NULL, _ ("このまま印刷されます。［F12］で印刷します。"), NULL);
}

/* --- acts --- */

static void
print (MgPaperScreen *self)
{
  const int copies = atoi (gtk_editable_get_text (GTK_EDITABLE (self->copies)));
  if (say_no_printer (self))
    return;
  if (copies < 1 || copies > MG_COPIES_MAX)
    {
      gtk_widget_grab_focus (self->copies);
      mg_screen_say (MG_SCREEN (self), "t-bad", _ ("× 部数は 1 から 20 で入れてください。"), NULL);
      return;
    }
  self->said_act = FALSE;
  if (!mg_papers_print (papers (self), (guint)copies, chosen_printer (self)))
    mg_screen_say (MG_SCREEN (self), NULL, _ ("帳票ができるのを待っています…"), NULL);
}

static void
reprint (MgPaperScreen *self)
{
  const Pb__PaperJob *job = selected_job (self);
  if (!job || say_no_printer (self))
    return;
  self->said_act = FALSE;
  mg_papers_reprint (papers (self), job->job_id, chosen_printer (self));
}

static void
cancel (MgPaperScreen *self)
{
  const Pb__PaperJob *job = selected_job (self);
  if (!job)
    return;
  self->said_act = FALSE;
  mg_papers_cancel (papers (self), job->job_id);
}

/* --- screen --- */

static const char *
get_title (MgScreen *screen)
{
  return _ ("帳票");
}

static void
list_keys (MgScreen *screen, MgKeys *ret)
{
  MgPaperScreen *self = MG_PAPER_SCREEN (screen);
  const gboolean has_job = g_list_model_get_n_items (G_LIST_MODEL (self->jobs)) > 0;
  ret->words[0] = _ ("操作説明");
  ret->words[2] = _ ("戻る");
  ret->words[3] = _ ("プリンター");
  ret->words[4] = _ ("読み直す");
  ret->words[5] = has_job ? _ ("再印刷") : NULL;
  ret->words[6] = _ ("前のページ");
  ret->words[7] = _ ("次のページ");
  ret->words[9] = has_job ? _ ("印刷取消") : NULL;
  ret->words[10] = _ ("画面ロック");
  ret->words[11] = _ ("印刷");
  ret->first = 12;
}

static gboolean
press (MgScreen *screen, guint key)
{
  MgPaperScreen *self = MG_PAPER_SCREEN (screen);
  const guint page = mg_paper_view_get_page (self->view);
  switch (key)
    {
    case 3:
      mg_screen_go (screen, self->back, NULL);
      return TRUE;
    case 4:
      gtk_widget_grab_focus (GTK_WIDGET (self->printer));
      mg_code_entry_toggle_list (self->printer);
      return TRUE;
    case 5:
      mg_papers_ask_jobs (papers (self));
      return TRUE;
    case 6:
      reprint (self);
      return TRUE;
    case 7:
      mg_paper_view_set_page (self->view, page > 0 ? page - 1 : 0);
      show_page (self);
      return TRUE;
    case 8:
      mg_paper_view_set_page (self->view, page + 1);
      show_page (self);
      return TRUE;
    case 10:
      cancel (self);
      return TRUE;
    case 12:
      print (self);
      return TRUE;
    default:
      return FALSE;
    }
}

static const char *
get_help (MgScreen *screen)
{
  return _ (
      "左が印刷される帳票です。部数とプリンターを選び、［F12］で印刷します。端末には残りません。\n"
      "プリンターが止まっているときは待ち行列に残ります。［F6］で選んだものを刷り直し、［F10］で取"
      "り消します。");
}

static void
enter (MgScreen *screen, const char *argument)
{
  MgPaperScreen *self = MG_PAPER_SCREEN (screen);
  MgPaperRef ref = {.kind = PB__PAPER_KIND__PAPER_NONE};
  g_auto (GStrv) words = g_strsplit (argument ? argument : "", ":", 3);
  self->is_here = TRUE;
  self->said_act = TRUE;
  self->said_none = FALSE;
  if (words[0] && g_str_equal (words[0], "slip") && words[1]
      && mg_receipt_no_parse (words[1], &ref.receipt))
    {
      ref.kind = PB__PAPER_KIND__PAPER_RECEIPT_SLIP;
      g_strlcpy (self->back,
                 mg_form_get_state (mg_desk_get_form (self->desk)) == MG_FORM_DONE ? "acquire"
                                                                                   : "receipt",
                 sizeof self->back);
    }
  else if (words[0] && g_str_equal (words[0], "list") && words[1] && words[2]
           && mg_date_from_digits (words[1], &ref.day))
    {
      ref.kind = PB__PAPER_KIND__PAPER_CHECK_LIST;
      g_strlcpy (ref.staff_no, words[2], sizeof ref.staff_no);
      g_strlcpy (self->back, "check", sizeof self->back);
    }
  if (ref.kind != PB__PAPER_KIND__PAPER_NONE)
    mg_papers_open (papers (self), &ref);
  else if (!argument)
    g_strlcpy (self->back, *self->back ? self->back : "home", sizeof self->back);
  gtk_editable_set_text (GTK_EDITABLE (self->copies), "1");
  mg_papers_ask_jobs (papers (self));
  if (!mg_papers_get_bytes (papers (self)))
    mg_screen_say (screen, NULL,
                   mg_papers_get_ref (papers (self))->kind != PB__PAPER_KIND__PAPER_NONE
                       ? _ ("帳票を作っています…")
                       : _ ("きょう印刷したものを示しています。"),
                   NULL);
}

static void
leave (MgScreen *screen)
{
  MG_PAPER_SCREEN (screen)->is_here = FALSE;
}

static void
wipe (MgScreen *screen)
{
  mg_papers_close (papers (MG_PAPER_SCREEN (screen)));
}

static void
mg_paper_screen_iface_init (MgScreenInterface *iface)
{
  iface->get_title = get_title;
  iface->list_keys = list_keys;
  iface->press = press;
  iface->get_help = get_help;
  iface->enter = enter;
  iface->leave = leave;
  iface->wipe = wipe;
}

static gboolean
mg_paper_screen_grab_focus (GtkWidget *widget)
{
  return gtk_widget_grab_focus (MG_PAPER_SCREEN (widget)->copies);
}

static void
mg_paper_screen_dispose (GObject *object)
{
  MgPaperScreen *self = MG_PAPER_SCREEN (object);
  g_clear_object (&self->desk);
  g_clear_object (&self->jobs);
  g_clear_pointer (&self->printers, g_ptr_array_unref);
  G_OBJECT_CLASS (mg_paper_screen_parent_class)->dispose (object);
}

static void
mg_paper_screen_class_init (MgPaperScreenClass *klass)
{
  G_OBJECT_CLASS (klass)->dispose = mg_paper_screen_dispose;
  GTK_WIDGET_CLASS (klass)->grab_focus = mg_paper_screen_grab_focus;
}

static GtkWidget *
new_copies (void)
{
  GtkWidget *entry = gtk_entry_new ();
  gtk_widget_add_css_class (entry, "in");
  gtk_editable_set_width_chars (GTK_EDITABLE (entry), 3);
  gtk_editable_set_max_width_chars (GTK_EDITABLE (entry), 3);
  gtk_entry_set_max_length (GTK_ENTRY (entry), 2);
  mg_guard_entry (entry);
  mg_guard_digits (entry);
  mg_im_ask (entry, MG_IM_DIGITS);
  gtk_accessible_update_property (GTK_ACCESSIBLE (entry), GTK_ACCESSIBLE_PROPERTY_LABEL, _ ("部数"),
                                  -1);
  return entry;
}

static GtkWidget *
new_side (MgPaperScreen *self)
{
  GtkWidget *side = gtk_box_new (GTK_ORIENTATION_VERTICAL, 14);
  GtkWidget *ask = gtk_box_new (GTK_ORIENTATION_VERTICAL, 2);
  GtkWidget *queue = gtk_box_new (GTK_ORIENTATION_VERTICAL, 4);
  self->copies = new_copies ();
  self->printer = MG_CODE_ENTRY (mg_code_entry_new (_ ("プリンター"), 1, FALSE));
  self->jobs = g_list_store_new (MG_TYPE_HOLDER);
  self->table = mg_paper_jobs_new (G_LIST_MODEL (self->jobs));
  self->trouble = GTK_LABEL (mg_paragraph_new ("", "t-warn"));
  mg_add_classes (ask, "card tight");
  mg_add_classes (queue, "card tight");
  gtk_box_append (GTK_BOX (ask), mg_form_row_new (1, _ ("部数"), self->copies));
  self->printer_row
      = MG_FORM_ROW (mg_form_row_new (2, _ ("プリンター"), GTK_WIDGET (self->printer)));
  gtk_box_append (GTK_BOX (ask), GTK_WIDGET (self->printer_row));
  gtk_box_append (GTK_BOX (queue), mg_text_new (_ ("きょうの印刷"), "t-head"));
  gtk_widget_set_vexpand (GTK_WIDGET (self->table), TRUE);
  gtk_box_append (GTK_BOX (queue), GTK_WIDGET (self->table));
  gtk_box_append (GTK_BOX (queue), GTK_WIDGET (self->trouble));
  gtk_widget_set_vexpand (queue, TRUE);
  gtk_box_append (GTK_BOX (side), ask);
  gtk_box_append (GTK_BOX (side), queue);
  mg_add_classes (side, "side side-x");
  gtk_widget_set_hexpand (side, FALSE);
  g_signal_connect_swapped (self->table, "selected", G_CALLBACK (show_trouble), self);
  return side;
}

static void
mg_paper_screen_init (MgPaperScreen *self)
{
  GtkWidget *body = gtk_box_new (GTK_ORIENTATION_HORIZONTAL, 14);
  GtkWidget *paper = gtk_box_new (GTK_ORIENTATION_VERTICAL, 6);
  GtkWidget *line = gtk_box_new (GTK_ORIENTATION_HORIZONTAL, 8);
  gtk_orientable_set_orientation (GTK_ORIENTABLE (self), GTK_ORIENTATION_VERTICAL);
  self->printers = mg_code_list_new ();
  self->head = GTK_LABEL (mg_text_new ("", "t-head"));
  self->pages = GTK_LABEL (mg_text_new ("", "t-small t-faint"));
  self->view = MG_PAPER_VIEW (mg_paper_view_new (_ ("印刷される帳票")));
  gtk_widget_set_hexpand (GTK_WIDGET (self->head), TRUE);
  gtk_widget_set_hexpand (GTK_WIDGET (self->view), TRUE);
  gtk_widget_set_vexpand (GTK_WIDGET (self->view), TRUE);
  gtk_box_append (GTK_BOX (line), GTK_WIDGET (self->head));
  gtk_box_append (GTK_BOX (line), GTK_WIDGET (self->pages));
  gtk_box_append (GTK_BOX (paper), line);
  gtk_box_append (GTK_BOX (paper), GTK_WIDGET (self->view));
  gtk_widget_add_css_class (body, "body");
  gtk_widget_set_vexpand (body, TRUE);
  gtk_box_append (GTK_BOX (body), paper);
  gtk_box_append (GTK_BOX (body), new_side (self));
  gtk_box_append (GTK_BOX (self), body);
}

GtkWidget *
mg_paper_screen_new (MgDesk *desk)
{
  MgPaperScreen *self = g_object_new (MG_TYPE_PAPER_SCREEN, NULL);
  self->desk = g_object_ref (desk);
  g_signal_connect_object (papers (self), "changed", G_CALLBACK (changed_cb), self,
                           G_CONNECT_SWAPPED);
  g_signal_connect_object (papers (self), "paper-changed", G_CALLBACK (paper_cb), self,
                           G_CONNECT_SWAPPED);
  return GTK_WIDGET (self);
}
