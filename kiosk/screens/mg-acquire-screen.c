/* SPDX-License-Identifier: Apache-2.0 */
#include "mg-acquire-private.h"
#include <stdlib.h>
#include <string.h>
#include "mg-paper-screen.h"
#include "model/mg-i18n.h"
#include "widgets/mg-label.h"
#include "widgets/mg-person-bar.h"

static void mg_acquire_screen_iface_init (MgScreenInterface *iface);

G_DEFINE_FINAL_TYPE_WITH_CODE (MgAcquireScreen, mg_acquire_screen, GTK_TYPE_BOX,
                               G_IMPLEMENT_INTERFACE (MG_TYPE_SCREEN, mg_acquire_screen_iface_init))

MgForm *
mg_acquire_screen_form (MgAcquireScreen *self)
{
  return mg_desk_get_form (self->desk);
}

void
mg_acquire_screen_say (MgAcquireScreen *self, const char *tone, const char *words)
{
  const char *right
      = mg_form_is_parked (mg_acquire_screen_form (self)) ? _ ("預けてあります") : NULL;
  if (self->is_here)
    mg_screen_say (MG_SCREEN (self), tone, words, right);
}

/* --- what is shown --- */

gboolean
mg_acquire_screen_corrects (MgAcquireScreen *self)
{
  return mg_form_get_correcting (mg_acquire_screen_form (self))->number > 0;
}

static void
show_head (MgAcquireScreen *self)
{
  g_autofree char *no
      = mg_receipt_no_format (mg_form_get_correcting (mg_acquire_screen_form (self)));
  g_autofree char *done
      = mg_receipt_no_format (mg_form_get_receipt (mg_acquire_screen_form (self)));
  g_autofree char *words = mg_form_get_state (mg_acquire_screen_form (self)) == MG_FORM_DONE
                               ? g_strdup_printf (_ ("届書の内容　受付番号 %s"), done)
                           : mg_acquire_screen_corrects (self)
                               ? g_strdup_printf (_ ("受付番号 %s の訂正"), no)
                               : g_strdup (_ ("届書の内容　受付番号は登録のときに付きます"));
  gtk_label_set_text (self->head, words);
}

static char *
refusal_words (guint blamed)
{
  if (blamed >= MG_N_TYPED)
    return g_strdup (
        _ ("× 受け付けられない内容があります。登録していません。入力は残っています。"));
  if (blamed == MG_ACQUIRE_NUMBER) /* of a parked form: another session compared it */
    return g_strdup (_ ("× 個人番号は、このログインで比べたものだけを使えます。登録していません。"
                        "もう一度カードの番号を入れてください。"));
  return g_strdup_printf (
      _ ("× (%u) %s は受け付けられない内容です。登録していません。直すと［F12］で登録できます。"),
      blamed + 1, mg_typed_label (blamed));
}

void
mg_acquire_screen_say_act (MgAcquireScreen *self, const MgAct *act)
{
  const char *words = mg_act_words (act);
  g_autofree char *no = mg_receipt_no_format (mg_form_get_receipt (mg_acquire_screen_form (self)));
  g_autofree char *line = NULL;
  if (mg_act_is_open (act))
    {
      mg_acquire_screen_say (self, words ? "t-warn" : NULL, words ? words : _ ("登録しています…"));
      self->said_act = FALSE;
      return;
    }
  if (self->said_act || act->state == MG_ACT_IDLE)
    return;
  self->said_act = TRUE;
  if (act->state == MG_ACT_DONE)
    {
      line = g_strdup_printf (
          mg_acquire_screen_corrects (self)
              ? _ ("○ %s受付番号 <b>%s</b> を訂正しました。もう一度、照合を受けます。")
              : _ ("○ %s受付番号 <b>%s</b> で登録しました。［F9］で受付票を印刷します。"),
          words ? words : "", no);
      mg_person_again (mg_desk_get_person (self->desk), mg_desk_now_ms ()); /* what changed */
    }
  else if (act->trouble == MG_TROUBLE_INVALID)
    line = refusal_words (mg_form_get_blamed (mg_acquire_screen_form (self)));
  else
    line = g_strconcat ("× ", words ? words : mg_trouble_words (act->trouble), NULL);
  mg_acquire_screen_say (self, act->state == MG_ACT_DONE ? "t-good" : "t-bad", line);
}

static void
show_judged (MgAcquireScreen *self)
{
  const Pb__QualificationJudgeReply *reply = mg_form_get_judgement (mg_acquire_screen_form (self));
  const MgAcquireField field = reply ? mg_acquire_of_name (reply->field) : MG_N_ACQUIRE;
  const MgAct *act = mg_form_get_act (mg_acquire_screen_form (self));
  const guint blamed = mg_form_get_blamed (mg_acquire_screen_form (self));
  const gboolean points = reply && !reply->may_record && field < MG_N_ACQUIRE && reply->verdict
                          && reply->verdict->n_reasons > 0;
  g_autofree char *words
      = points ? g_strconcat ("× ", reply->verdict->reasons[0]->text, NULL) : NULL;
  if (blamed < MG_N_TYPED && act->trouble == MG_TROUBLE_INVALID)
    {
      mg_acquire_fields_say (self->fields, blamed, _ ("× 直してください"));
      return;
    }
  /* the result of the comparison stands beside the number already */
  mg_acquire_fields_say (self->fields, points && field != MG_ACQUIRE_NUMBER ? field : MG_N_ACQUIRE,
                         words);
}

/* A question that was not answered, and is not asked again by itself. */
static void
say_trouble (MgAcquireScreen *self)
{
  MgForm *form = mg_acquire_screen_form (self);
  const MgTrouble trouble = mg_form_get_trouble (form);
  const gboolean was_number = self->asks_number && !mg_form_is_checking_number (form);
  self->asks_number = self->asks_number && !was_number;
  if (was_number && trouble == MG_N_TROUBLES)
    mg_acquire_screen_say (
        self, NULL,
        mg_form_get_values (form)->number == MG_NUMBER_DIFFERS
            ? _ ("カードと画面の氏名を見比べてください。照会中として受けるときは［F4］です。")
            : _ ("番号を比べました。番号は残していません。"));
  if (trouble == MG_N_TROUBLES || mg_trouble_passes (trouble)
      || (!was_number && mg_form_get_state (form) != MG_FORM_OPENING))
    return;
  g_autofree char *line
      = was_number && trouble == MG_TROUBLE_INVALID
            ? g_strdup (
                _ ("× その 12 けたは個人番号ではありません。カードを見て入れ直してください。"
                   "番号は残していません。"))
            : g_strconcat ("× ", mg_trouble_words (trouble), NULL);
  if (was_number)
    mg_acquire_fields_focus (self->fields, MG_ACQUIRE_NUMBER);
  mg_acquire_screen_say (self, "t-bad", line);
}

static void
changed_cb (MgAcquireScreen *self)
{
  const MgAct *act = mg_form_get_act (mg_acquire_screen_form (self));
  const MgDate today = mg_desk_get_today (self->desk);
  const MgAcquire *values = mg_form_get_values (mg_acquire_screen_form (self));
  const gboolean frozen
      = mg_act_is_open (act) || mg_form_get_state (mg_acquire_screen_form (self)) == MG_FORM_DONE;
  const gboolean was_frozen = !gtk_widget_get_sensitive (GTK_WIDGET (self->fields));
  mg_acquire_fields_show (self->fields, values, &today,
                          mg_form_get_person (mg_acquire_screen_form (self)));
  mg_acquire_fields_show_number (self->fields, values->number,
                                 mg_form_is_checking_number (mg_acquire_screen_form (self)));
  mg_acquire_side_show (self->side, mg_acquire_screen_form (self), mg_desk_get_codes (self->desk));
  show_judged (self);
  show_head (self);
  gtk_widget_set_sensitive (GTK_WIDGET (self->fields), !frozen);
  if (was_frozen && !frozen && self->is_here)
    {
      gtk_widget_grab_focus (GTK_WIDGET (self));
      mg_acquire_fields_focus (self->fields, mg_form_get_blamed (mg_acquire_screen_form (self)));
    }
  mg_acquire_screen_say_act (self, act);
  say_trouble (self);
  mg_acquire_screen_follow_reread (self);
  if (mg_form_has_conflict (mg_acquire_screen_form (self)) && !frozen)
    mg_acquire_screen_say_conflict (self);
  if (self->wants_record && !mg_form_is_judging (mg_acquire_screen_form (self)))
    mg_acquire_screen_record (self);
  mg_screen_changed (MG_SCREEN (self));
}

static void
filled_cb (MgAcquireScreen *self)
{
  mg_acquire_fields_fill (self->fields, mg_form_get_values (mg_acquire_screen_form (self)),
                          mg_acquire_screen_corrects (self));
  const MgAcquireField cursor = mg_form_get_cursor (mg_acquire_screen_form (self));
  mg_acquire_fields_focus (self->fields, cursor == MG_N_ACQUIRE && mg_acquire_screen_corrects (self)
                                             ? MG_ACQUIRE_REASON
                                             : cursor);
}

static void
person_cb (MgAcquireScreen *self)
{
  const MgPersonData *data = mg_person_get_data (mg_desk_get_person (self->desk));
  const gboolean is_own
      = data
        && g_str_equal (data->row->shori_no, mg_form_get_shori_no (mg_acquire_screen_form (self)));
  mg_person_bar_set (self->bar, is_own ? data : NULL); /* never another's name over a form */
}

static void
codes_cb (MgAcquireScreen *self)
{
  mg_acquire_fields_set_codes (self->fields, mg_desk_get_codes (self->desk));
}

/* --- typing --- */

void
mg_acquire_screen_read (MgAcquireScreen *self)
{
  MgAcquire values;
  mg_acquire_init (&values);
  mg_acquire_fields_read (self->fields, &values);
  mg_form_set_values (mg_acquire_screen_form (self), &values);
  mg_acquire_clear (&values);
}

static void
edited_cb (MgAcquireScreen *self)
{
  self->asks_drop = self->wants_record = self->tells_parked = FALSE;
  mg_acquire_screen_read (self);
}

static void
number_cb (MgAcquireScreen *self, const char *digits)
{
  self->asks_number = TRUE;
  mg_form_check_number (mg_acquire_screen_form (self), digits);
}

static void
end_cb (MgAcquireScreen *self)
{
  mg_acquire_screen_say (self, NULL, _ ("終わりの欄です。［F12］で登録します。"));
}

/* --- screen --- */

static const char *
get_title (MgScreen *screen)
{
  return mg_acquire_screen_corrects (MG_ACQUIRE_SCREEN (screen)) ? _ ("資格取得届の訂正")
                                                                 : _ ("資格取得届");
}

static void
list_keys (MgScreen *screen, MgKeys *ret)
{
  MgAcquireScreen *self = MG_ACQUIRE_SCREEN (screen);
  const gboolean is_done = mg_form_get_state (mg_acquire_screen_form (self)) == MG_FORM_DONE;
  ret->words[0] = _ ("操作説明");
  ret->words[1] = _ ("検索");
  ret->words[2] = _ ("戻る");
  ret->words[3] = is_done ? NULL : _ ("選択肢");
  if (mg_form_has_conflict (mg_acquire_screen_form (self)))
    ret->words[4] = _ ("見比べる");
  ret->words[6] = _ ("前の届書");
  ret->words[7] = _ ("次の届書");
  ret->words[8] = is_done ? _ ("受付票印刷") : NULL;
  ret->words[9] = is_done ? NULL : _ ("捨てる");
  ret->words[10] = _ ("画面ロック");
  ret->words[11] = is_done                             ? _ ("次の人")
                   : mg_acquire_screen_corrects (self) ? _ ("訂正登録")
                                                       : _ ("登録");
  ret->first = 12;
}

static gboolean
escape (MgAcquireScreen *self)
{
  self->asks_drop = FALSE;
  self->wants_record = FALSE;
  mg_acquire_screen_say (self, NULL, _ ("入力は残っています。"));
  return TRUE;
}

static gboolean
press (MgScreen *screen, guint key)
{
  MgAcquireScreen *self = MG_ACQUIRE_SCREEN (screen);
  g_autofree char *paper = NULL;
  switch (key)
    {
    case 0:
      return escape (self);
    case 3:
      mg_acquire_screen_park_and (self, MG_AFTER_BACK);
      return TRUE;
    case 4:
      if (!mg_acquire_fields_choose (self->fields))
        mg_acquire_screen_say (self, NULL, _ ("この欄に選択肢はありません。"));
      return TRUE;
    case 5:
      mg_acquire_screen_reread (self);
      return TRUE;
    case 7:
      mg_acquire_screen_park_and (self, MG_AFTER_PREVIOUS);
      return TRUE;
    case 8:
      mg_acquire_screen_park_and (self, MG_AFTER_NEXT);
      return TRUE;
    case 9:
      paper = mg_paper_argument_of_receipt (mg_form_get_receipt (mg_acquire_screen_form (self)));
      mg_screen_go (screen, "paper", paper);
      return TRUE;
    case 10:
      mg_acquire_screen_drop (self);
      return TRUE;
    case 12:
      if (mg_form_get_state (mg_acquire_screen_form (self)) == MG_FORM_DONE)
        mg_screen_go (screen, "search", NULL);
      else
        mg_acquire_screen_record (self);
      return TRUE;
    default:
      return FALSE;
    }
}

static const char *
get_help (MgScreen *screen)
{
  return _ ("［Enter］で次の欄、［Shift］＋［Enter］か［↑］で前の欄に移ります。コードは番号で入れ、"
            "［F4］か［↓］で一覧を開きます。\n"
            "ほかの人に替わるときは、そのまま［F7］［F8］か［F3］で移れます。書きかけはサーバーに預"
            "けられ、端末には残りません。");
}

static gboolean
begin (MgAcquireScreen *self, const char *argument)
{
  const MgDate today = mg_desk_get_today (self->desk);
  g_auto (GStrv) words = g_strsplit (argument, ":", 3);
  MgReceiptNo no;
  if (g_str_equal (words[0], "new") && words[1])
    return g_str_equal (words[1], mg_form_get_shori_no (mg_acquire_screen_form (self)))
                   && mg_form_is_unsaved (mg_acquire_screen_form (self))
               ? TRUE /* the same person's form is still here */
               : mg_form_begin (mg_acquire_screen_form (self), words[1], &today);
  if (g_str_equal (words[0], "correct") && words[1] && words[2]
      && mg_receipt_no_parse (words[1], &no))
    return mg_form_begin_correction (mg_acquire_screen_form (self), words[2], &no, &today);
  return FALSE;
}

static void
enter (MgScreen *screen, const char *argument)
{
  MgAcquireScreen *self = MG_ACQUIRE_SCREEN (screen);
  const gboolean takes = argument && g_str_has_prefix (argument, "take:");
  self->is_here = TRUE;
  self->after = MG_AFTER_NOTHING;
  self->said_act = TRUE;
  self->tells_parked = argument && g_str_has_prefix (argument, "new:");
  self->wanted_draft = takes ? atoi (argument + strlen ("take:")) : -1;
  mg_codes_ask (mg_desk_get_codes (self->desk));
  mg_drafts_ask (mg_desk_get_drafts (self->desk), FALSE);
  if (takes && mg_drafts_get (mg_desk_get_drafts (self->desk)))
    mg_acquire_screen_drafts_changed (self);
  else if (argument && !takes && !begin (self, argument))
    mg_acquire_screen_say (self, "t-bad",
                           _ ("× "
                              "前の届書がまだ登録も預けもされていません。先に［F12］で登録するか［F"
                              "3］で預けてください。"));
  else if (mg_form_get_state (mg_acquire_screen_form (self)) == MG_FORM_CLOSED && !takes)
    {
      mg_screen_go (screen, "search", NULL); /* a form begins with a person */
      return;
    }
  else
    mg_acquire_screen_say (self, NULL, _ ("［Enter］で次の欄へ。書きかけは［F3］で預けられます。"));
  if (*mg_form_get_shori_no (mg_acquire_screen_form (self)))
    {
      MgPerson *person = mg_desk_get_person (self->desk);
      const char *open = mg_person_get_shori_no (person);
      if (!open || !g_str_equal (open, mg_form_get_shori_no (mg_acquire_screen_form (self))))
        mg_person_open (person, mg_form_get_shori_no (mg_acquire_screen_form (self)),
                        mg_desk_now_ms ());
    }
  person_cb (self);
  changed_cb (self);
  gtk_widget_grab_focus (GTK_WIDGET (self));
}

/* Whatever takes the clerk away (F2, the lock): what is typed is parked, and stays here too. */
static void
leave (MgScreen *screen)
{
  MgAcquireScreen *self = MG_ACQUIRE_SCREEN (screen);
  self->is_here = FALSE;
  mg_acquire_screen_read (self);
  mg_form_park (mg_acquire_screen_form (self), mg_acquire_fields_get_focus (self->fields));
}

static void
wipe (MgScreen *screen)
{
  MgAcquireScreen *self = MG_ACQUIRE_SCREEN (screen);
  if (!mg_form_is_unsaved (mg_acquire_screen_form (self))
      && !mg_act_is_open (mg_form_get_act (mg_acquire_screen_form (self))))
    mg_form_close (mg_acquire_screen_form (self));
  mg_person_bar_set (self->bar, NULL);
}

static void
mg_acquire_screen_iface_init (MgScreenInterface *iface)
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
mg_acquire_screen_grab_focus (GtkWidget *widget)
{
  MgAcquireScreen *self = MG_ACQUIRE_SCREEN (widget);
  const MgDate today = mg_desk_get_today (self->desk);
  const MgAcquireField missing
      = mg_acquire_find_missing (mg_form_get_values (mg_acquire_screen_form (self)), &today);
  mg_acquire_fields_focus (self->fields, missing < MG_N_ACQUIRE ? missing : MG_ACQUIRE_REASON);
  return TRUE;
}

static void
mg_acquire_screen_dispose (GObject *object)
{
  g_clear_object (&MG_ACQUIRE_SCREEN (object)->desk);
  G_OBJECT_CLASS (mg_acquire_screen_parent_class)->dispose (object);
}

static void
mg_acquire_screen_class_init (MgAcquireScreenClass *klass)
{
  G_OBJECT_CLASS (klass)->dispose = mg_acquire_screen_dispose;
  GTK_WIDGET_CLASS (klass)->grab_focus = mg_acquire_screen_grab_focus;
}

static void
mg_acquire_screen_init (MgAcquireScreen *self)
{
  GtkWidget *body = gtk_box_new (GTK_ORIENTATION_HORIZONTAL, 14);
  GtkWidget *card = gtk_box_new (GTK_ORIENTATION_VERTICAL, 2);
  GtkWidget *scroller = gtk_scrolled_window_new ();
  gtk_orientable_set_orientation (GTK_ORIENTABLE (self), GTK_ORIENTATION_VERTICAL);
  self->wanted_draft = -1;
  self->bar = g_object_new (MG_TYPE_PERSON_BAR, NULL);
  gtk_widget_add_css_class (GTK_WIDGET (self->bar), "person-bar");
  self->head = GTK_LABEL (mg_text_new ("", "t-head"));
  self->fields = MG_ACQUIRE_FIELDS (mg_acquire_fields_new ());
  self->side = MG_ACQUIRE_SIDE (mg_acquire_side_new ());
  mg_add_classes (card, "card tight");
  gtk_widget_set_hexpand (card, TRUE);
  gtk_widget_set_valign (card, GTK_ALIGN_START);
  gtk_box_append (GTK_BOX (card), GTK_WIDGET (self->head));
  gtk_box_append (GTK_BOX (card), GTK_WIDGET (self->fields));
  gtk_widget_add_css_class (body, "body");
  gtk_box_append (GTK_BOX (body), card);
  gtk_box_append (GTK_BOX (body), GTK_WIDGET (self->side));
  gtk_scrolled_window_set_policy (GTK_SCROLLED_WINDOW (scroller), GTK_POLICY_NEVER,
                                  GTK_POLICY_AUTOMATIC);
  gtk_scrolled_window_set_child (GTK_SCROLLED_WINDOW (scroller), body);
  gtk_widget_set_vexpand (scroller, TRUE);
  gtk_box_append (GTK_BOX (self), GTK_WIDGET (self->bar));
  gtk_box_append (GTK_BOX (self), scroller);
  g_signal_connect_swapped (self->fields, "edited", G_CALLBACK (edited_cb), self);
  g_signal_connect_swapped (self->fields, "number", G_CALLBACK (number_cb), self);
  g_signal_connect_swapped (self->fields, "end", G_CALLBACK (end_cb), self);
}

GtkWidget *
mg_acquire_screen_new (MgDesk *desk)
{
  MgAcquireScreen *self = g_object_new (MG_TYPE_ACQUIRE_SCREEN, NULL);
  MgDrafts *drafts = mg_desk_get_drafts (desk);
  self->desk = g_object_ref (desk);
  g_signal_connect_object (mg_acquire_screen_form (self), "changed", G_CALLBACK (changed_cb), self,
                           G_CONNECT_SWAPPED);
  g_signal_connect_object (mg_acquire_screen_form (self), "changed",
                           G_CALLBACK (mg_acquire_screen_parking_changed), self, G_CONNECT_SWAPPED);
  g_signal_connect_object (mg_acquire_screen_form (self), "filled", G_CALLBACK (filled_cb), self,
                           G_CONNECT_SWAPPED);
  g_signal_connect_object (mg_desk_get_person (desk), "changed", G_CALLBACK (person_cb), self,
                           G_CONNECT_SWAPPED);
  g_signal_connect_object (mg_desk_get_codes (desk), "changed", G_CALLBACK (codes_cb), self,
                           G_CONNECT_SWAPPED);
  g_signal_connect_object (drafts, "taken", G_CALLBACK (mg_acquire_screen_taken_changed), self,
                           G_CONNECT_SWAPPED);
  g_signal_connect_object (drafts, "changed", G_CALLBACK (mg_acquire_screen_drafts_changed), self,
                           G_CONNECT_SWAPPED);
  codes_cb (self);
  filled_cb (self);
  return GTK_WIDGET (self);
}
