/* SPDX-License-Identifier: Apache-2.0
 * The writes of MgForm: registering, correcting, parking, dropping. */
#include <sys/random.h>
#include "mg-form-private.h"

static const MgCallSpec acquire_call
    = {&pb__qualification__descriptor, "Acquire", .timeout_ms = 10000, MG_CALL_WRITE};
static const MgCallSpec correct_call
    = {&pb__qualification__descriptor, "Correct", .timeout_ms = 10000, MG_CALL_WRITE};
static const MgCallSpec park_call
    = {&pb__draft__descriptor, "Park", .timeout_ms = 10000, MG_CALL_WRITE};
static const MgCallSpec drop_call
    = {&pb__draft__descriptor, "Drop", .timeout_ms = 10000, MG_CALL_WRITE};

static void
recorded_cb (gpointer owner, MgWrite *write)
{
  MgForm *self = owner;
  const MgAct *act = mg_write_get_act (write);
  const ProtobufCMessage *reply = mg_write_get_reply (write);
  if (reply && write == self->acquire)
    {
      const Pb__AcquireReply *acquired = (const Pb__AcquireReply *)reply;
      self->receipt = mg_wire_receipt_no (acquired->no);
      self->entered_us = acquired->entered_us;
    }
  else if (reply)
    self->receipt = self->correcting;
  if (reply)
    {
      self->state = MG_FORM_DONE;
      self->is_dirty = FALSE;
      self->has_draft
          = FALSE; /* an acquisition ends its parked form; a correction's is dropped below */
      if (write == self->correct && self->draft_version > 0)
        mg_form_drop (self);
    }
  self->blamed
      = act->state == MG_ACT_FAILED ? mg_typed_of_name (mg_write_get_field (write)) : MG_N_TYPED;
  if (self->blamed == MG_ACQUIRE_NUMBER) /* what was said of it does not count here */
    {
      self->values.number = MG_NUMBER_NOT_SHOWN;
      mg_form_judge_soon (self);
    }
  if (act->state == MG_ACT_FAILED && act->trouble == MG_TROUBLE_CONFLICT)
    self->has_conflict = TRUE;
  if (act->state == MG_ACT_FAILED && act->trouble == MG_TROUBLE_RULE)
    mg_form_judge_soon (self);
  mg_form_say_changed (self);
}

static void
parked_cb (gpointer owner, MgWrite *write)
{
  MgForm *self = owner;
  const Pb__DraftParkReply *reply = (const Pb__DraftParkReply *)mg_write_get_reply (write);
  if (reply && *self->shori_no)
    {
      self->has_draft = TRUE;
      self->draft_version = reply->version;
      self->is_dirty = self->dirty_at_park;
    }
  mg_form_say_changed (self);
}

static void
dropped_cb (gpointer owner, MgWrite *write)
{
  mg_form_say_changed (owner);
}

gboolean
mg_form_record (MgForm *self, const char *reason_code, const char *reason)
{
  MgWireForm form;
  Pb__ReceiptNo no;
  Pb__Date day;
  gboolean sent;
  if (mg_write_again (mg_form_is_correction (self) ? self->correct : self->acquire))
    return TRUE;
  if (self->state != MG_FORM_OPEN || mg_act_is_open (mg_write_get_act (self->park)))
    return FALSE;
  mg_wire_put_form (&form, &self->values, self->shori_no);
  if (mg_form_is_correction (self))
    {
      Pb__CorrectRequest request = PB__CORRECT_REQUEST__INIT;
      request.no = mg_wire_put_receipt_no (&no, &day, &self->correcting);
      request.version = self->receipt_version;
      request.form = &form.form;
      request.reason_code = (char *)reason_code;
      request.reason = (char *)reason;
      sent = mg_write_send (self->correct, &request.base);
    }
  else
    {
      Pb__AcquireRequest request = PB__ACQUIRE_REQUEST__INIT;
      request.form = &form.form;
      request.state_version = self->state_version;
      if (self->has_draft)
        request.draft_id = (ProtobufCBinaryData) {MG_DRAFT_ID_BYTES, self->draft_id};
      sent = mg_write_send (self->acquire, &request.base);
    }
  mg_wire_form_clear (&form);
  return sent;
}

gboolean
mg_form_park (MgForm *self, MgAcquireField cursor)
{
  MgWireForm form;
  Pb__ReceiptNo no;
  Pb__Date day;
  Pb__DraftForm draft = PB__DRAFT_FORM__INIT;
  MgWireTyped typed;
  Pb__DraftParkRequest request = PB__DRAFT_PARK_REQUEST__INIT;
  if (mg_write_again (self->park))
    return TRUE;
  if (!self->is_dirty || self->state == MG_FORM_DONE || self->state == MG_FORM_CLOSED
      || mg_act_is_open (mg_form_get_act (self)))
    return FALSE;
  if (!self->has_draft)
    while (getrandom (self->draft_id, sizeof self->draft_id, 0) != sizeof self->draft_id)
      ;
  mg_wire_put_form (&form, &self->values, self->shori_no);
  draft.kind = PB__FORM_KIND__FORM_ACQUIRE_FIRST;
  draft.acquire = &form.form;
  mg_wire_put_typed (&typed, &self->values, &draft);
  draft.correcting = mg_wire_put_receipt_no (&no, &day, &self->correcting);
  draft.seen_version = mg_form_is_correction (self) ? self->receipt_version : self->state_version;
  draft.cursor_field = (char *)mg_acquire_name (cursor);
  request.draft_id = (ProtobufCBinaryData) {MG_DRAFT_ID_BYTES, self->draft_id};
  request.version = self->draft_version;
  request.form = &draft;
  self->dirty_at_park = FALSE;
  const gboolean sent = mg_write_send (self->park, &request.base);
  mg_wire_form_clear (&form);
  return sent;
}

void
mg_form_drop (MgForm *self)
{
  Pb__DraftDropRequest request = PB__DRAFT_DROP_REQUEST__INIT;
  request.draft_id = (ProtobufCBinaryData) {MG_DRAFT_ID_BYTES, self->draft_id};
  request.version = self->draft_version;
  const gboolean is_there = self->draft_version > 0;
  self->has_draft = FALSE;
  self->draft_version = 0;
  if (is_there)
    mg_write_send (self->drop, &request.base);
  if (self->state != MG_FORM_DONE)
    mg_form_close (self);
}

void
mg_form_acts_init (MgForm *self, MgLine *line)
{
  self->acquire = mg_write_new (line, &acquire_call, recorded_cb, self);
  self->correct = mg_write_new (line, &correct_call, recorded_cb, self);
  self->park = mg_write_new (line, &park_call, parked_cb, self);
  self->drop = mg_write_new (line, &drop_call, dropped_cb, self);
}
