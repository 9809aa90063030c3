/* SPDX-License-Identifier: Apache-2.0 */
#include "mg-form-private.h"
#include <string.h>
#include "model/mg-secret.h"

static const MgCallSpec show_call
    = {&pb__qualification__descriptor, "Show", .timeout_ms = 8000, MG_CALL_PLAIN};
static const MgCallSpec judge_call
    = {&pb__qualification__descriptor, "Judge", .timeout_ms = 8000, MG_CALL_PLAIN};
static const MgCallSpec number_call
    = {&pb__qualification__descriptor, "CheckNumber", .timeout_ms = 8000, MG_CALL_PLAIN};

G_DEFINE_FINAL_TYPE (MgForm, mg_form, G_TYPE_OBJECT)

enum
{
  CHANGED,
  FILLED,
  N_SIGNALS
};

static guint signals[N_SIGNALS];

void
mg_form_say_changed (MgForm *self)
{
  g_signal_emit (self, signals[CHANGED], 0);
}

gboolean
mg_form_is_correction (MgForm *self)
{
  return self->correcting.number > 0;
}

/* --- the rules --- */

static gboolean
judge_cb (gpointer data)
{
  MgForm *self = data;
  MgWireForm form;
  Pb__ReceiptNo no;
  Pb__Date day;
  Pb__QualificationJudgeRequest request = PB__QUALIFICATION_JUDGE_REQUEST__INIT;
  self->timer = 0;
  mg_wire_put_form (&form, &self->values, self->shori_no);
  request.form = &form.form;
  request.correcting = mg_wire_put_receipt_no (&no, &day, &self->correcting);
  mg_read_ask (self->judge, &request.base);
  mg_wire_form_clear (&form);
  return G_SOURCE_REMOVE;
}

void
mg_form_judge_soon (MgForm *self)
{
  g_clear_handle_id (&self->timer, g_source_remove);
  self->timer = g_timeout_add (MG_FORM_REST_MS, judge_cb, self);
}

static void
judged_cb (gpointer owner, MgMessage *message, MgTrouble trouble)
{
  MgForm *self = owner;
  self->trouble = trouble;
  if (message)
    {
      g_clear_pointer (&self->judgement, mg_message_free);
      self->judgement = message;
      self->news++;
      const Pb__QualificationJudgeReply *reply = mg_form_get_judgement (self);
      if (self->person && !mg_form_is_correction (self)
          && reply->state_version != self->state_version)
        self->has_conflict = TRUE;
    }
  mg_form_say_changed (self);
}

/* --- the person's file --- */

static void
ask_show (MgForm *self)
{
  Pb__QualificationShowRequest request = PB__QUALIFICATION_SHOW_REQUEST__INIT;
  Pb__ReceiptNo no;
  Pb__Date day;
  request.shori_no = self->shori_no;
  request.correcting = mg_wire_put_receipt_no (&no, &day, &self->correcting);
  mg_read_ask (self->show, &request.base);
}

static void
take_versions (MgForm *self, const Pb__QualificationShowReply *reply)
{
  if (self->keeps_version && !self->rereads)
    {
      self->has_conflict = mg_form_is_correction (self)
                               ? reply->receipt_version != self->receipt_version
                               : reply->state_version != self->state_version;
      return;
    }
  self->receipt_version = reply->receipt_version;
  self->state_version = reply->state_version;
  self->keeps_version = FALSE;
  self->has_conflict = FALSE;
}

static void
shown_cb (gpointer owner, MgMessage *message, MgTrouble trouble)
{
  MgForm *self = owner;
  const gboolean is_first = self->state == MG_FORM_OPENING && !self->keeps_version;
  self->trouble = trouble;
  if (!message)
    {
      mg_form_say_changed (self);
      return;
    }
  if (self->rereads)
    {
      g_clear_pointer (&self->seen_before, mg_message_free);
      self->seen_before = g_steal_pointer (&self->person);
    }
  g_clear_pointer (&self->person, mg_message_free);
  self->person = message;
  self->news++;
  const Pb__QualificationShowReply *reply = mg_form_get_person (self);
  take_versions (self, reply);
  self->rereads = FALSE;
  self->state = MG_FORM_OPEN;
  if (is_first && mg_form_is_correction (self) && reply->form && !self->is_dirty)
    {
      mg_wire_get_form (reply->form, &self->values);
      g_signal_emit (self, signals[FILLED], 0);
    }
  mg_form_judge_soon (self);
  mg_form_say_changed (self);
}

void
mg_form_check_number (MgForm *self, const char *digits)
{
  Pb__CheckNumberRequest request = PB__CHECK_NUMBER_REQUEST__INIT;
  request.shori_no = self->shori_no;
  request.my_number = (char *)digits;
  mg_read_ask (self->number, &request.base);
  mg_form_say_changed (self);
}

static void
number_cb (gpointer owner, MgMessage *message, MgTrouble trouble)
{
  MgForm *self = owner;
  g_autoptr (MgMessage) taken = message;
  self->trouble = trouble;
  if (message)
    {
      const Pb__CheckNumberReply *reply = (const Pb__CheckNumberReply *)mg_message_get (message);
      self->values.number = (unsigned)reply->result < MG_N_NUMBERS ? (MgNumberCheck)reply->result
                                                                   : MG_NUMBER_NOT_SHOWN;
      self->is_dirty = TRUE;
      mg_form_judge_soon (self);
    }
  mg_form_say_changed (self);
}

void
mg_form_reread (MgForm *self)
{
  if (self->state != MG_FORM_OPEN)
    return;
  self->rereads = TRUE;
  ask_show (self);
  mg_form_say_changed (self);
}

gboolean
mg_form_is_rereading (MgForm *self)
{
  return self->rereads;
}

/* --- opening and closing --- */

void
mg_form_close (MgForm *self)
{
  g_clear_handle_id (&self->timer, g_source_remove);
  mg_read_stop (self->show);
  mg_read_stop (self->judge);
  mg_read_stop (self->number);
  mg_write_clear (self->acquire);
  mg_write_clear (self->correct);
  mg_write_clear (self->park);
  g_clear_pointer (&self->person, mg_message_free);
  g_clear_pointer (&self->seen_before, mg_message_free);
  g_clear_pointer (&self->judgement, mg_message_free);
  self->news++;
  mg_wipe_free (self->shori_no, -1);
  self->shori_no = g_strdup ("");
  mg_acquire_clear (&self->values);
  mg_acquire_init (&self->values);
  self->state = MG_FORM_CLOSED;
  self->trouble = MG_N_TROUBLES;
  self->correcting = self->receipt = (MgReceiptNo) {.number = 0};
  self->receipt_version = self->state_version = self->draft_version = 0;
  self->keeps_version = self->has_conflict = self->rereads = FALSE;
  self->is_dirty = self->dirty_at_park = self->has_draft = FALSE;
  self->cursor = MG_N_ACQUIRE;
  self->blamed = MG_N_TYPED;
  memset (self->draft_id, 0, sizeof self->draft_id);
  g_signal_emit (self, signals[FILLED], 0);
  mg_form_say_changed (self);
}

static gboolean
begin (MgForm *self, const char *shori_no)
{
  g_autofree char *wanted = g_strdup (shori_no);
  if (mg_form_is_unsaved (self) || mg_act_is_open (mg_form_get_act (self)))
    return FALSE;
  mg_form_close (self);
  g_free (self->shori_no);
  self->shori_no = g_steal_pointer (&wanted);
  self->state = MG_FORM_OPENING;
  return TRUE;
}

static void
start (MgForm *self)
{
  ask_show (self);
  g_signal_emit (self, signals[FILLED], 0);
  mg_form_say_changed (self);
}

gboolean
mg_form_begin (MgForm *self, const char *shori_no, const MgDate *today)
{
  if (!begin (self, shori_no))
    return FALSE;
  self->values.received = *today;
  start (self);
  return TRUE;
}

gboolean
mg_form_begin_correction (MgForm *self, const char *shori_no, const MgReceiptNo *no,
                          const MgDate *today)
{
  const MgReceiptNo wanted = *no; /* may lie in what is closed now */
  if (!begin (self, shori_no))
    return FALSE;
  self->correcting = wanted;
  start (self);
  return TRUE;
}

gboolean
mg_form_begin_draft (MgForm *self, const Pb__DraftTakeReply *draft, const MgDate *today)
{
  const Pb__DraftForm *form = draft->form;
  if (!form || !form->acquire || !draft->row || draft->row->draft_id.len != MG_DRAFT_ID_BYTES
      || !begin (self, form->acquire->shori_no))
    return FALSE;
  mg_wire_get_form (form->acquire, &self->values);
  mg_wire_get_typed (form, &self->values);
  self->correcting = mg_wire_receipt_no (form->correcting);
  self->receipt_version = self->state_version = form->seen_version;
  self->keeps_version = form->seen_version > 0;
  self->cursor = mg_acquire_of_name (form->cursor_field);
  self->has_draft = TRUE;
  self->draft_version = draft->version;
  memcpy (self->draft_id, draft->row->draft_id.data, MG_DRAFT_ID_BYTES);
  start (self);
  return TRUE;
}

void
mg_form_set_values (MgForm *self, const MgAcquire *values)
{
  if (self->state == MG_FORM_CLOSED || self->state == MG_FORM_DONE
      || mg_acquire_equal (&self->values, values))
    return;
  mg_acquire_copy (&self->values, values);
  self->is_dirty = TRUE;
  self->dirty_at_park = TRUE;
  self->blamed = MG_N_TYPED;
  mg_form_judge_soon (self);
  mg_form_say_changed (self);
}

/* --- what is --- */

const MgAcquire *
mg_form_get_values (MgForm *self)
{
  return &self->values;
}

gboolean
mg_form_is_checking_number (MgForm *self)
{
  return mg_read_is_busy (self->number);
}

MgFormState
mg_form_get_state (MgForm *self)
{
  return self->state;
}

const char *
mg_form_get_shori_no (MgForm *self)
{
  return self->shori_no;
}

gboolean
mg_form_is_unsaved (MgForm *self)
{
  return self->state != MG_FORM_CLOSED && self->state != MG_FORM_DONE && self->is_dirty;
}

gboolean
mg_form_is_parked (MgForm *self)
{
  return self->has_draft && !self->is_dirty;
}

gboolean
mg_form_has_draft (MgForm *self)
{
  return self->has_draft;
}

const guint8 *
mg_form_get_draft_id (MgForm *self)
{
  return self->has_draft ? self->draft_id : NULL;
}

const MgReceiptNo *
mg_form_get_correcting (MgForm *self)
{
  return &self->correcting;
}

const MgReceiptNo *
mg_form_get_receipt (MgForm *self)
{
  return &self->receipt;
}

gint64
mg_form_get_entered_us (MgForm *self)
{
  return self->entered_us;
}

MgAcquireField
mg_form_get_cursor (MgForm *self)
{
  return self->cursor;
}

static gconstpointer
get (const MgMessage *message)
{
  return message ? mg_message_get (message) : NULL;
}

const Pb__QualificationShowReply *
mg_form_get_person (MgForm *self)
{
  return get (self->person);
}

const Pb__QualificationJudgeReply *
mg_form_get_judgement (MgForm *self)
{
  return get (self->judgement);
}

const Pb__QualificationShowReply *
mg_form_get_seen_before (MgForm *self)
{
  return get (self->seen_before);
}

gboolean
mg_form_is_judging (MgForm *self)
{
  return self->timer > 0 || mg_read_is_busy (self->judge);
}

guint
mg_form_get_news (MgForm *self)
{
  return self->news;
}

MgTrouble
mg_form_get_trouble (MgForm *self)
{
  return self->trouble;
}

const MgAct *
mg_form_get_act (MgForm *self)
{
  return mg_write_get_act (mg_form_is_correction (self) ? self->correct : self->acquire);
}

const MgAct *
mg_form_get_parking (MgForm *self)
{
  return mg_write_get_act (self->park);
}

guint
mg_form_get_blamed (MgForm *self)
{
  return self->blamed;
}

gboolean
mg_form_has_conflict (MgForm *self)
{
  return self->has_conflict;
}

static void
mg_form_finalize (GObject *object)
{
  MgForm *self = MG_FORM (object);
  g_clear_handle_id (&self->timer, g_source_remove);
  mg_read_free (self->show);
  mg_read_free (self->judge);
  mg_read_free (self->number);
  mg_write_free (self->acquire);
  mg_write_free (self->correct);
  mg_write_free (self->park);
  mg_write_free (self->drop);
  g_clear_pointer (&self->person, mg_message_free);
  g_clear_pointer (&self->seen_before, mg_message_free);
  g_clear_pointer (&self->judgement, mg_message_free);
  mg_wipe_free (self->shori_no, -1);
  mg_acquire_clear (&self->values);
  G_OBJECT_CLASS (mg_form_parent_class)->finalize (object);
}

static void
mg_form_class_init (MgFormClass *klass)
{
  G_OBJECT_CLASS (klass)->finalize = mg_form_finalize;
  signals[CHANGED] = g_signal_new ("changed", MG_TYPE_FORM, G_SIGNAL_RUN_LAST, 0, NULL, NULL, NULL,
                                   G_TYPE_NONE, 0);
  signals[FILLED] = g_signal_new ("filled", MG_TYPE_FORM, G_SIGNAL_RUN_LAST, 0, NULL, NULL, NULL,
                                  G_TYPE_NONE, 0);
}

static void
mg_form_init (MgForm *self)
{
  self->shori_no = g_strdup ("");
  self->cursor = MG_N_ACQUIRE;
  self->blamed = MG_N_TYPED;
  self->trouble = MG_N_TROUBLES;
  mg_acquire_init (&self->values);
}

MgForm *
mg_form_new (MgLine *line)
{
  MgForm *self = g_object_new (MG_TYPE_FORM, NULL);
  self->show = mg_read_new (line, &show_call, shown_cb, self);
  self->judge = mg_read_new (line, &judge_call, judged_cb, self);
  self->number = mg_read_new (line, &number_call, number_cb, self);
  mg_form_acts_init (self, line);
  return self;
}
