/* SPDX-License-Identifier: Apache-2.0 */
#include "mg-receipt-screen.h"
#include "app/mg-base-screen.h"
#include "app/mg-guard.h"
#include "im/mg-im-mode.h"
#include "mg-paper-screen.h"
#include "mg-receipt-cells.h"
#include "model/mg-i18n.h"
#include "widgets/mg-code-entry.h"
#include "widgets/mg-form-row.h"
#include "widgets/mg-grid-table.h"
#include "widgets/mg-label.h"

#define REASON_CHARS 200

struct _MgReceiptScreen
{
  MgBaseScreen parent_instance;
  /* children */
  GtkLabel *head;
  GtkBox *pills;
  GtkBox *facts;
  MgGridTable *steps;
  GtkWidget *move; /* card of the steps that may be taken */
  GtkLabel *move_hint;
  MgCodeEntry *which;
  MgCodeEntry *code;
  GtkWidget *reason;
  /* owned */
  GPtrArray *moves; /* MgCode: what may be done from here */
};

G_DEFINE_FINAL_TYPE (MgReceiptScreen, mg_receipt_screen, MG_TYPE_BASE_SCREEN)

/* The number typed for each step, and the list its reasons stand in. */
static const struct
{
  const char *code;
  const char *word;
  const char *list;
  Pb__ReceiptState to;
  const char *verb; /* of a step that nobody takes back, to be asked; NULL: it is not asked */
} move_rows[] = {
    {"1", N_ ("返戻"), "return_reason", PB__RECEIPT_STATE__RECEIPT_RETURNED, NULL},
    {"2", N_ ("取下げ"), "withdrawal_reason", PB__RECEIPT_STATE__RECEIPT_WITHDRAWN,
     N_ ("取り下げる")},
    {"3", N_ ("却下"), "rejection_reason", PB__RECEIPT_STATE__RECEIPT_REJECTED,
     N_ ("却下する")},
    {"4", N_ ("返戻から再開"), "resume_reason", PB__RECEIPT_STATE__RECEIPT_ENTERED, NULL},
};

static MgRegister *
receipts (MgReceiptScreen *self)
{
  return mg_desk_get_register (mg_base_screen_get_desk (self));
}

static const Pb__ReceiptOpenReply *
receipt (MgReceiptScreen *self)
{
  return mg_register_get_receipt (receipts (self));
}

/* --- what is shown --- */

static void
show_head (MgReceiptScreen *self, const Pb__ReceiptRow *row)
{
  g_autofree char *head = g_markup_printf_escaped (
      "%s　<span size='medium' weight='normal'>%s</span>", row->name_kanji, row->name_kana);
  gtk_label_set_markup (self->head, head);
  mg_box_clear (self->pills);
  gtk_box_append (self->pills, mg_pill_new (mg_receipt_state_word (row->state),
                                            mg_receipt_state_tone (row->state)));
  if (row->corrected)
    gtk_box_append (self->pills, mg_pill_new (_ ("訂正あり"), "warn"));
  if (row->late_entry)
    gtk_box_append (self->pills, mg_pill_new (_ ("後日入力"), "warn"));
  if (row->number_inquired)
    gtk_box_append (self->pills, mg_pill_new (_ ("番号照会中"), "warn"));
}

static void
show_steps (MgReceiptScreen *self, const Pb__ReceiptOpenReply *reply)
{
  const char *heads[] = {_ ("いつ"), _ ("何を"), _ ("だれが"), _ ("理由"), NULL};
  mg_grid_table_start (self->steps, heads);
  for (size_t i = 0; i < reply->n_steps; i++)
    {
      const Pb__ReceiptStep *step = reply->steps[i];
      const char *coded = mg_codes_find (mg_desk_get_codes (mg_base_screen_get_desk (self)),
                                         mg_receipt_step_reasons (step->what), step->reason_code);
      g_autofree char *when = mg_instant_format (step->at_us);
      g_autofree char *why = g_strdup_printf ("%s%s%s", coded ? coded : "",
                                              coded && *step->reason ? "　" : "", step->reason);
      const char *cells[] = {when, mg_receipt_step_word (step->what), step->staff_name, why};
      mg_grid_table_add (self->steps, cells, 0);
    }
}

static void
show_moves (MgReceiptScreen *self, const Pb__ReceiptOpenReply *reply)
{
  const gboolean is_returned = reply->row->state == PB__RECEIPT_STATE__RECEIPT_RETURNED;
  gtk_label_set_text (self->move_hint,
                      reply->may_move
                          ? _ ("［F10］で選び、理由を入れて、もう一度［F10］で行います。")
                      : *reply->why_not    ? reply->why_not
                      : reply->may_correct ? ""
                                           : _ ("この届書は、いま動かせません。"));
  gtk_widget_set_sensitive (self->move, reply->may_move);
  mg_code_entry_set_codes (self->which, NULL, NULL);
  g_ptr_array_set_size (self->moves, 0);
  for (gsize i = 0; i < G_N_ELEMENTS (move_rows); i++)
    {
      const gboolean resumes = move_rows[i].to == PB__RECEIPT_STATE__RECEIPT_ENTERED;
      if (resumes != is_returned && (resumes || i == 0))
        continue; /* what is returned can be resumed, and only that */
      g_ptr_array_add (self->moves, mg_code_new (move_rows[i].code, _ (move_rows[i].word)));
    }
  mg_code_entry_set_codes (self->which, self->moves, NULL);
}

static const MgActSays says = {.busy = N_ ("登録しています…"), .done = N_ ("登録しました。")};

static void
say_act (MgReceiptScreen *self)
{
  const MgAct *act = mg_register_get_act (receipts (self));
  if (!mg_base_screen_say_act (self, act, &says) || act->state != MG_ACT_DONE)
    return;
  mg_code_entry_set_value (self->which, "");
  mg_code_entry_set_value (self->code, "");
  gtk_editable_set_text (GTK_EDITABLE (self->reason), "");
}

static void
clear (MgReceiptScreen *self)
{
  gtk_label_set_text (self->head, "");
  gtk_label_set_text (self->move_hint, "");
  mg_box_clear (self->facts);
  mg_box_clear (self->pills);
  mg_grid_table_clear (self->steps);
  gtk_widget_set_sensitive (self->move, FALSE);
}

static void
changed_cb (MgReceiptScreen *self)
{
  const Pb__ReceiptOpenReply *reply = receipt (self);
  const MgTrouble trouble = mg_register_get_receipt_trouble (receipts (self));
  if (!reply || !reply->row)
    clear (self);
  else
    {
      mg_receipt_facts_show (self->facts, reply->row);
      show_head (self, reply->row);
      show_steps (self, reply);
      show_moves (self, reply);
    }
  if (!mg_base_screen_is_here (self))
    return;
  if (!gtk_widget_get_focus_child (GTK_WIDGET (self)))
    gtk_widget_grab_focus (GTK_WIDGET (self)); /* there was nothing to go to before it came */
  if (trouble != MG_N_TROUBLES)
    mg_base_screen_say (self, "t-bad", mg_trouble_words (trouble));
  else
    say_act (self);
  mg_screen_changed (MG_SCREEN (self));
}

/* --- steps --- */

static int
chosen_move (MgReceiptScreen *self)
{
  const char *code = mg_code_entry_get_value (self->which);
  for (gsize i = 0; i < G_N_ELEMENTS (move_rows); i++)
    if (g_str_equal (move_rows[i].code, code))
      return (int)i;
  return -1;
}

static void
which_cb (MgReceiptScreen *self)
{
  const int i = chosen_move (self);
  mg_code_entry_set_value (self->code, "");
  mg_code_entry_set_codes (
      self->code,
      i >= 0 ? mg_codes_get (mg_desk_get_codes (mg_base_screen_get_desk (self)), move_rows[i].list)
             : NULL,
      NULL);
}

static void
next_cb (MgReceiptScreen *self)
{
  gtk_widget_child_focus (self->move, GTK_DIR_TAB_FORWARD);
}

static void
move_now (MgReceiptScreen *self)
{
  const int i = chosen_move (self);
  mg_base_screen_close_sheet (self);
  if (i < 0)
    return;
  mg_base_screen_expect (self);
  mg_register_move (receipts (self), move_rows[i].to, mg_code_entry_get_value (self->code),
                    gtk_editable_get_text (GTK_EDITABLE (self->reason)));
}

static void
ask_final (MgReceiptScreen *self, int i)
{
  g_autofree char *no = mg_receipt_no_format (mg_register_get_no (receipts (self)));
  g_autofree char *title = move_rows[i].to == PB__RECEIPT_STATE__RECEIPT_WITHDRAWN
                               ? g_strdup_printf (_ ("受付番号 %s を取り下げますか"), no)
                               : g_strdup_printf (_ ("受付番号 %s を却下しますか"), no);
  MgSheet *sheet = mg_sheet_new (title, _ (move_rows[i].verb), _ ("やめる"), TRUE);
  mg_sheet_add_text (sheet, _ ("資格の記録は取り消されます。元には戻せません。"));
  g_signal_connect_object (sheet, "act", G_CALLBACK (move_now), self, G_CONNECT_SWAPPED);
  mg_base_screen_open_sheet (self, sheet);
}

static void
move (gpointer data)
{
  MgReceiptScreen *self = data;
  const Pb__ReceiptOpenReply *reply = receipt (self);
  const int i = chosen_move (self);
  const char *code = mg_code_entry_get_value (self->code);
  const char *reason = gtk_editable_get_text (GTK_EDITABLE (self->reason));
  const MgAct *act = mg_register_get_act (receipts (self));
  if (act->state == MG_ACT_UNSETTLED)
    mg_register_move (receipts (self), 0, NULL, NULL);
  else if (!reply || !reply->may_move)
    mg_base_screen_say (self, "t-bad",
                        reply && *reply->why_not ? reply->why_not
                                                 : mg_trouble_words (MG_TROUBLE_DENIED));
  else if (i < 0 || !*code || !*reason)
    {
      gtk_widget_grab_focus (i < 0    ? GTK_WIDGET (self->which)
                             : !*code ? GTK_WIDGET (self->code)
                                      : self->reason);
      mg_base_screen_say (
          self, NULL,
          _ ("何をするか、理由の番号、理由のことばを入れて、もう一度［F10］を押してください。"));
    }
  else if (move_rows[i].verb)
    ask_final (self, i);
  else
    move_now (self);
}

static void
correct (gpointer self)
{
  const Pb__ReceiptOpenReply *reply = receipt (self);
  if (!reply || !reply->may_correct)
    {
      mg_base_screen_say (self, "t-bad",
                          reply && *reply->why_not ? reply->why_not
                                                   : _ ("この届書は、いま訂正できません。"));
      return;
    }
  g_autofree char *no = mg_receipt_no_format (mg_register_get_no (receipts (self)));
  g_autofree char *argument = g_strdup_printf ("correct:%s:%s", no, reply->row->shori_no);
  mg_screen_go (MG_SCREEN (self), "acquire", argument);
}

/* --- keys --- */

static gboolean
has_receipt (gpointer self)
{
  return receipt (self) != NULL;
}

/* What was sent, returned or closed has no form to correct. */
static gboolean
has_form (gpointer self)
{
  const Pb__ReceiptOpenReply *reply = receipt (self);
  return reply && reply->row
         && (reply->row->state == PB__RECEIPT_STATE__RECEIPT_ENTERED
             || reply->row->state == PB__RECEIPT_STATE__RECEIPT_CHECKED);
}

static void
go_back (gpointer self)
{
  mg_screen_go (self, "register", NULL);
}

static void
choose (gpointer data)
{
  MgReceiptScreen *self = data;
  const gboolean in_code
      = gtk_widget_get_focus_child (self->move) == gtk_widget_get_parent (GTK_WIDGET (self->code));
  mg_code_entry_toggle_list (in_code ? self->code : self->which);
}

static void
read_again (gpointer self)
{
  mg_register_open (receipts (self), mg_register_get_no (receipts (self)));
}

static void
open_person (gpointer self)
{
  g_autofree char *shori_no = g_strdup (receipt (self)->row->shori_no);
  mg_screen_go (self, "person", shori_no);
}

static void
print (gpointer self)
{
  g_autofree char *paper = mg_paper_argument_of_receipt (mg_register_get_no (receipts (self)));
  mg_screen_go (self, "paper", paper);
}

static const MgKeyRow keys[] = {
    {3, N_ ("戻る"), go_back, NULL},        {4, N_ ("選択肢"), choose, NULL},
    {5, N_ ("読み直す"), read_again, NULL}, {6, N_ ("個人照会"), open_person, has_receipt},
    {9, N_ ("受付票印刷"), print, NULL},    {10, N_ ("返戻・取下げ"), move, has_receipt},
    {12, N_ ("訂正"), correct, has_form},
};

/* --- screen --- */

static void
enter (gpointer self, const char *argument)
{
  MgReceiptNo no = *mg_register_get_no (receipts (self));
  if (argument && !mg_receipt_no_parse (argument, &no))
    return;
  if (no.number == 0)
    {
      mg_screen_go (self, "register", NULL);
      return;
    }
  mg_base_screen_say (self, NULL, _ ("この照会は記録されました。"));
  mg_register_open (receipts (self), &no);
}

static void
wipe (gpointer data)
{
  MgReceiptScreen *self = data;
  mg_code_entry_set_value (self->which, "");
  mg_code_entry_set_value (self->code, "");
  gtk_editable_set_text (GTK_EDITABLE (self->reason), "");
  mg_register_clear (receipts (self));
}

static GtkWidget *
get_focus (gpointer data)
{
  MgReceiptScreen *self = data;
  return gtk_widget_is_sensitive (self->move) ? GTK_WIDGET (self->which) : NULL;
}

static const MgBaseSpec spec = {
    .title = N_ ("受付した届書"),
    .help = N_ ("届書がたどった段階を、だれが・いつ・なぜとともに示します。［F12］で訂正します。\n"
                "［F10］で返戻・取下げ・却下・再開に移ります。理由の番号とことばが要ります。"),
    .keys = keys,
    .n_keys = G_N_ELEMENTS (keys),
    .enter = enter,
    .wipe = wipe,
    .get_focus = get_focus,
};

static void
mg_receipt_screen_dispose (GObject *object)
{
  MgReceiptScreen *self = MG_RECEIPT_SCREEN (object);
  g_clear_pointer (&self->moves, g_ptr_array_unref);
  G_OBJECT_CLASS (mg_receipt_screen_parent_class)->dispose (object);
}

static void
mg_receipt_screen_class_init (MgReceiptScreenClass *klass)
{
  G_OBJECT_CLASS (klass)->dispose = mg_receipt_screen_dispose;
  MG_BASE_SCREEN_CLASS (klass)->spec = &spec;
}

static GtkWidget *
new_card (const char *title)
{
  GtkWidget *card = gtk_box_new (GTK_ORIENTATION_VERTICAL, 4);
  mg_add_classes (card, "card tight");
  if (title)
    gtk_box_append (GTK_BOX (card), mg_text_new (title, "t-head"));
  return card;
}

static void
add_move (MgReceiptScreen *self, GtkWidget *column)
{
  self->move = new_card (_ ("返戻・取下げ・却下"));
  self->move_hint = GTK_LABEL (mg_paragraph_new ("", "t-label"));
  self->which = MG_CODE_ENTRY (mg_code_entry_new (_ ("何をするか"), 1, FALSE));
  self->code = MG_CODE_ENTRY (mg_code_entry_new (_ ("理由"), 2, FALSE));
  self->reason = gtk_entry_new ();
  gtk_entry_set_max_length (GTK_ENTRY (self->reason), REASON_CHARS);
  gtk_widget_set_hexpand (self->reason, TRUE);
  gtk_widget_add_css_class (self->reason, "in");
  mg_guard_entry (self->reason);
  mg_im_ask (self->reason, MG_IM_HIRAGANA);
  gtk_accessible_update_property (GTK_ACCESSIBLE (self->reason), GTK_ACCESSIBLE_PROPERTY_LABEL,
                                  _ ("理由のことば"), -1);
  gtk_box_append (GTK_BOX (self->move), GTK_WIDGET (self->move_hint));
  gtk_box_append (GTK_BOX (self->move),
                  mg_form_row_new (1, _ ("何をするか"), GTK_WIDGET (self->which)));
  gtk_box_append (GTK_BOX (self->move), mg_form_row_new (2, _ ("理由"), GTK_WIDGET (self->code)));
  gtk_box_append (GTK_BOX (self->move), mg_form_row_new (3, _ ("理由のことば"), self->reason));
  gtk_box_append (GTK_BOX (column), self->move);
  g_signal_connect_swapped (self->which, "edited", G_CALLBACK (which_cb), self);
  g_signal_connect_swapped (self->which, "full", G_CALLBACK (next_cb), self);
  g_signal_connect_swapped (self->code, "full", G_CALLBACK (next_cb), self);
}

static void
mg_receipt_screen_init (MgReceiptScreen *self)
{
  GtkWidget *content = gtk_box_new (GTK_ORIENTATION_VERTICAL, 0);
  GtkWidget *bar = gtk_box_new (GTK_ORIENTATION_HORIZONTAL, 14);
  GtkWidget *body = gtk_box_new (GTK_ORIENTATION_HORIZONTAL, 14);
  GtkWidget *column = gtk_box_new (GTK_ORIENTATION_VERTICAL, 14);
  GtkWidget *side = new_card (_ ("受付"));
  GtkWidget *history = new_card (_ ("たどった段階"));
  self->moves = mg_code_list_new ();
  self->head = GTK_LABEL (mg_text_new ("", "t-title"));
  self->pills = GTK_BOX (gtk_box_new (GTK_ORIENTATION_HORIZONTAL, 4));
  self->facts = GTK_BOX (gtk_box_new (GTK_ORIENTATION_VERTICAL, 3));
  self->steps = MG_GRID_TABLE (mg_grid_table_new (_ ("たどった段階")));
  gtk_widget_set_hexpand (GTK_WIDGET (self->head), TRUE);
  mg_add_classes (bar, "person-bar");
  gtk_box_append (GTK_BOX (bar), GTK_WIDGET (self->head));
  gtk_box_append (GTK_BOX (bar), GTK_WIDGET (self->pills));
  gtk_box_append (GTK_BOX (history), GTK_WIDGET (self->steps));
  gtk_box_append (GTK_BOX (column), history);
  add_move (self, column);
  gtk_box_append (GTK_BOX (side), GTK_WIDGET (self->facts));
  mg_add_classes (side, "side-l");
  gtk_widget_set_valign (side, GTK_ALIGN_START);
  gtk_widget_set_hexpand (side, FALSE);
  gtk_widget_set_hexpand (column, TRUE);
  gtk_widget_add_css_class (body, "body");
  gtk_box_append (GTK_BOX (body), column);
  gtk_box_append (GTK_BOX (body), side);
  gtk_widget_set_vexpand (body, TRUE);
  gtk_box_append (GTK_BOX (content), bar);
  gtk_box_append (GTK_BOX (content), body);
  mg_base_screen_set_content (self, content);
}

GtkWidget *
mg_receipt_screen_new (MgDesk *desk)
{
  MgReceiptScreen *self = mg_base_screen_create (MG_TYPE_RECEIPT_SCREEN, desk);
  g_signal_connect_object (receipts (self), "receipt-changed", G_CALLBACK (changed_cb), self,
                           G_CONNECT_SWAPPED);
  clear (self);
  return GTK_WIDGET (self);
}
