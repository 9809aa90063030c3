/* SPDX-License-Identifier: Apache-2.0
 * The part of MgAcquireScreen behind F12: goes to what is missing, says why it cannot go on,
 * registers. */
#include "mg-acquire-private.h"
#include "model/mg-i18n.h"

void
mg_acquire_screen_say_conflict (MgAcquireScreen *self)
{
  mg_acquire_screen_say (
      self, "t-bad",
      _ ("× "
         "ほかの職員が先に変更しました。あなたの入力は残っています。［F5］で見比べてください。"));
}

static gboolean
stop_at (MgAcquireScreen *self, MgAcquireField field, gboolean is_wrong)
{
  if (field == MG_N_ACQUIRE)
    return FALSE;
  g_autofree char *line = g_strdup_printf (
      is_wrong ? _ ("× (%u) %s を直してください。直すと［F12］で登録できます。")
               : _ ("× (%u) %s がまだ入っていません。入れると［F12］で登録できます。"),
      (guint)field + 1, mg_acquire_label (field));
  self->wants_record = FALSE;
  mg_acquire_fields_focus (self->fields, field);
  mg_acquire_screen_say (self, "t-bad", line);
  return TRUE;
}

/* Own entries of today need a code only; all others say in words why. */
static gboolean
has_why (MgAcquireScreen *self)
{
  const MgSession *session = mg_desk_get_session (self->desk);
  const Pb__ReceiptOpenReply *receipt = mg_register_get_receipt (mg_desk_get_register (self->desk));
  const MgDate today = mg_desk_get_today (self->desk);
  const gboolean is_own
      = receipt && receipt->row && g_str_equal (receipt->row->staff_no, session->staff_no)
        && mg_date_compare (&mg_form_get_correcting (mg_acquire_screen_form (self))->day, &today)
               == 0;
  if (!mg_acquire_screen_corrects (self) || mg_acquire_fields_has_why (self->fields, !is_own))
    return TRUE;
  mg_acquire_screen_say (self, "t-bad",
                         _ ("× 訂正の理由がまだ入っていません。入れると［F12］で登録できます。"));
  return FALSE;
}

static void
refuse (MgAcquireScreen *self, const Pb__QualificationJudgeReply *reply)
{
  const Pb__Verdict *verdict = reply->verdict;
  const MgAcquireField field = mg_acquire_of_name (reply->field);
  const gboolean has_reason = verdict && verdict->n_reasons > 0;
  g_autofree char *line
      = has_reason
            ? g_markup_printf_escaped (_ ("× 登録できません。%s（%s）。入力は残っています。"),
                                       verdict->reasons[0]->text, verdict->reasons[0]->article)
            : g_strdup (
                _ ("× まだ登録できません。右の事前判定を見てください。入力は残っています。"));
  mg_acquire_fields_focus (self->fields, field);
  mg_acquire_screen_say (self, "t-bad", line);
}

void
mg_acquire_screen_record (MgAcquireScreen *self)
{
  const MgDate today = mg_desk_get_today (self->desk);
  const Pb__QualificationJudgeReply *reply = mg_form_get_judgement (mg_acquire_screen_form (self));
  const MgAct *act = mg_form_get_act (mg_acquire_screen_form (self));
  self->wants_record = FALSE;
  if (act->state == MG_ACT_UNSETTLED)
    mg_form_record (mg_acquire_screen_form (self), NULL, NULL);
  else if (mg_act_is_open (act))
    mg_acquire_screen_say_act (self, act);
  else if (stop_at (self, mg_acquire_fields_find_wrong (self->fields), TRUE)
           || stop_at (
               self,
               mg_acquire_find_missing (mg_form_get_values (mg_acquire_screen_form (self)), &today),
               FALSE))
    return;
  else if (!has_why (self))
    return;
  else if (mg_form_has_conflict (mg_acquire_screen_form (self)))
    mg_acquire_screen_say_conflict (self);
  else if (mg_form_is_judging (mg_acquire_screen_form (self))
           || mg_form_is_checking_number (mg_acquire_screen_form (self)))
    {
      self->wants_record = TRUE;
      mg_acquire_screen_say (self, NULL, _ ("事前判定を待っています…"));
    }
  else if (!reply || !reply->may_record)
    {
      if (reply)
        refuse (self, reply);
      else
        mg_acquire_screen_say (self, "t-bad", mg_trouble_words (MG_TROUBLE_LOST));
    }
  else
    mg_form_record (mg_acquire_screen_form (self), mg_acquire_fields_get_why_code (self->fields),
                    mg_acquire_fields_get_why (self->fields));
}

void
mg_acquire_screen_reread (MgAcquireScreen *self)
{
  self->says_reread = TRUE;
  mg_acquire_screen_say (self, NULL, _ ("読み直しています…"));
  mg_form_reread (mg_acquire_screen_form (self));
  mg_person_again (mg_desk_get_person (self->desk), mg_desk_now_ms ());
}

/* While the line is bad the form asks again by itself. */
void
mg_acquire_screen_follow_reread (MgAcquireScreen *self)
{
  MgForm *form = mg_acquire_screen_form (self);
  const MgTrouble trouble = mg_form_get_trouble (form);
  if (!self->says_reread || (mg_form_is_rereading (form) && trouble == MG_N_TROUBLES))
    return;
  if (trouble == MG_N_TROUBLES)
    mg_acquire_screen_say (self, NULL,
                           _ ("読み直しました。右の表で見比べ、よければ［F12］で登録します。"));
  else
    mg_acquire_screen_say (self, "t-bad", mg_trouble_words (trouble));
  self->says_reread = trouble != MG_N_TROUBLES && mg_trouble_passes (trouble);
}
