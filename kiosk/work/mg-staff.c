/* SPDX-License-Identifier: Apache-2.0 */
#include "mg-staff.h"
#include <string.h>

static const MgCallSpec list_calls[MG_N_STAFF_LISTS] = {
    [MG_STAFF_OWN] = {&pb__staff__descriptor, "Requests", .timeout_ms = 8000, MG_CALL_PLAIN},
    [MG_STAFF_REVIEW] = {&pb__staff__descriptor, "Review", .timeout_ms = 8000, MG_CALL_PLAIN},
    [MG_STAFF_MEMBERS] = {&pb__staff__descriptor, "List", .timeout_ms = 8000, MG_CALL_PLAIN},
    [MG_STAFF_TO_CONFIRM]
    = {&pb__staff__descriptor, "ConfirmList", .timeout_ms = 8000, MG_CALL_PLAIN},
    [MG_STAFF_REMINDERS] = {&pb__staff__descriptor, "Reminders", .timeout_ms = 8000, MG_CALL_PLAIN},
    [MG_STAFF_GLASSES] = {&pb__staff__descriptor, "GlassList", .timeout_ms = 8000, MG_CALL_PLAIN},
    [MG_STAFF_REPORT] = {&pb__staff__descriptor, "Personnel", .timeout_ms = 10000, MG_CALL_PLAIN},
};
static const MgCallSpec act_calls[MG_N_STAFF_ACTS] = {
    [MG_STAFF_ASK] = {&pb__staff__descriptor, "Ask", .timeout_ms = 10000, MG_CALL_WRITE},
    [MG_STAFF_WITHDRAW] = {&pb__staff__descriptor, "Withdraw", .timeout_ms = 10000, MG_CALL_WRITE},
    [MG_STAFF_APPROVE] = {&pb__staff__descriptor, "Approve", .timeout_ms = 10000, MG_CALL_WRITE},
    [MG_STAFF_REFUSE] = {&pb__staff__descriptor, "Refuse", .timeout_ms = 10000, MG_CALL_WRITE},
    [MG_STAFF_PASSWORD]
    = {&pb__staff__descriptor, "FirstPassword", .timeout_ms = 10000, MG_CALL_WRITE},
    [MG_STAFF_CONFIRM] = {&pb__staff__descriptor, "Confirm", .timeout_ms = 10000, MG_CALL_WRITE},
    [MG_STAFF_GLASS]
    = {&pb__staff__descriptor, "GlassAcknowledge", .timeout_ms = 10000, MG_CALL_WRITE},
};

struct _MgStaff
{
  GObject parent_instance;
  /* owned */
  MgShelf lists[MG_N_STAFF_LISTS];
  MgWrite *acts[MG_N_STAFF_ACTS];
  MgSecret *password; /* NULL: hidden */
  /* state */
  MgStaffAct last;
  gint64 until_us;
  guint timer;
};

G_DEFINE_FINAL_TYPE (MgStaff, mg_staff, G_TYPE_OBJECT)

static guint changed_signal;

static void
changed (gpointer self)
{
  g_signal_emit (self, changed_signal, 0);
}

/* --- lists --- */

void
mg_staff_ask (MgStaff *self, MgStaffList which)
{
  Pb__StaffRequestsRequest own = PB__STAFF_REQUESTS_REQUEST__INIT;
  Pb__StaffReviewRequest review = PB__STAFF_REVIEW_REQUEST__INIT;
  Pb__StaffListRequest members = PB__STAFF_LIST_REQUEST__INIT;
  Pb__StaffConfirmListRequest to_confirm = PB__STAFF_CONFIRM_LIST_REQUEST__INIT;
  Pb__StaffRemindersRequest reminders = PB__STAFF_REMINDERS_REQUEST__INIT;
  Pb__StaffGlassListRequest glasses = PB__STAFF_GLASS_LIST_REQUEST__INIT;
  Pb__StaffPersonnelRequest report = PB__STAFF_PERSONNEL_REQUEST__INIT;
  const ProtobufCMessage *const requests[MG_N_STAFF_LISTS] = {
      [MG_STAFF_OWN] = &own.base,
      [MG_STAFF_REVIEW] = &review.base,
      [MG_STAFF_MEMBERS] = &members.base,
      [MG_STAFF_TO_CONFIRM] = &to_confirm.base,
      [MG_STAFF_REMINDERS] = &reminders.base,
      [MG_STAFF_GLASSES] = &glasses.base,
      [MG_STAFF_REPORT] = &report.base,
  };
  mg_shelf_ask (&self->lists[which], requests[which]);
}

void
mg_staff_hide_password (MgStaff *self)
{
  g_clear_handle_id (&self->timer, g_source_remove);
  g_clear_pointer (&self->password, mg_secret_free);
  mg_write_clear (self->acts[MG_STAFF_PASSWORD]);
  changed (self);
}

void
mg_staff_clear (MgStaff *self)
{
  MgMessage *old[MG_N_STAFF_LISTS];
  for (guint i = 0; i < MG_N_STAFF_LISTS; i++)
    old[i] = mg_shelf_empty (&self->lists[i]);
  for (guint i = 0; i < MG_N_STAFF_ACTS; i++)
    mg_write_clear (self->acts[i]);
  mg_staff_hide_password (self);
  for (guint i = 0; i < MG_N_STAFF_LISTS; i++)
    mg_message_free (old[i]);
}

gboolean
mg_staff_is_busy (MgStaff *self, MgStaffList which)
{
  return mg_shelf_is_busy (&self->lists[which]);
}

MgTrouble
mg_staff_get_trouble (MgStaff *self, MgStaffList which)
{
  return self->lists[which].trouble;
}

const Pb__StaffRequestsReply *
mg_staff_get_requests (MgStaff *self, MgStaffList which)
{
  return (const Pb__StaffRequestsReply *)mg_shelf_get (&self->lists[which]);
}

const Pb__StaffListReply *
mg_staff_get_members (MgStaff *self)
{
  return (const Pb__StaffListReply *)mg_shelf_get (&self->lists[MG_STAFF_MEMBERS]);
}

const Pb__StaffMember *
mg_staff_find_member (MgStaff *self, const char *staff_no)
{
  const Pb__StaffListReply *list = mg_staff_get_members (self);
  for (size_t i = 0; list && i < list->n_members; i++)
    if (strcmp (list->members[i]->staff_no, staff_no) == 0)
      return list->members[i];
  return NULL;
}

const Pb__StaffConfirmListReply *
mg_staff_get_to_confirm (MgStaff *self)
{
  return (const Pb__StaffConfirmListReply *)mg_shelf_get (&self->lists[MG_STAFF_TO_CONFIRM]);
}

const Pb__StaffRemindersReply *
mg_staff_get_reminders (MgStaff *self)
{
  return (const Pb__StaffRemindersReply *)mg_shelf_get (&self->lists[MG_STAFF_REMINDERS]);
}

const Pb__StaffPersonnelReply *
mg_staff_get_report (MgStaff *self)
{
  return (const Pb__StaffPersonnelReply *)mg_shelf_get (&self->lists[MG_STAFF_REPORT]);
}

static gboolean
waits_for (const Pb__StaffGlass *glass, const char *own_no)
{
  for (size_t i = 0; i < glass->n_seen; i++)
    if (strcmp (glass->seen[i]->staff_no, own_no) == 0)
      return FALSE;
  return glass->ended_us > 0 && glass->n_seen < 2;
}

const Pb__StaffGlass *
mg_staff_find_unseen (MgStaff *self, const char *own_no)
{
  const Pb__StaffGlassListReply *list
      = (const Pb__StaffGlassListReply *)mg_shelf_get (&self->lists[MG_STAFF_GLASSES]);
  for (size_t i = 0; list && i < list->n_items; i++)
    if (waits_for (list->items[i], own_no))
      return list->items[i];
  return NULL;
}

/* --- acts --- */

/* What an act changed is asked for again. */
static void
written_cb (gpointer owner, MgWrite *write)
{
  static const MgStaffList after[MG_N_STAFF_ACTS] = {
      [MG_STAFF_ASK] = MG_STAFF_OWN,       [MG_STAFF_WITHDRAW] = MG_STAFF_OWN,
      [MG_STAFF_APPROVE] = MG_STAFF_REVIEW, [MG_STAFF_REFUSE] = MG_STAFF_REVIEW,
      [MG_STAFF_PASSWORD] = MG_STAFF_REVIEW, [MG_STAFF_CONFIRM] = MG_STAFF_TO_CONFIRM,
      [MG_STAFF_GLASS] = MG_STAFF_GLASSES,
  };
  MgStaff *self = owner;
  const MgAct *act = mg_write_get_act (write);
  const gboolean is_over = act->state == MG_ACT_DONE || act->state == MG_ACT_FAILED;
  for (guint i = 0; is_over && i < MG_N_STAFF_ACTS; i++)
    if (self->acts[i] == write && i != MG_STAFF_PASSWORD
        && (act->state == MG_ACT_DONE || act->trouble == MG_TROUBLE_CONFLICT
            || act->trouble == MG_TROUBLE_RULE))
      mg_staff_ask (self, after[i]);
  changed (self);
}

static gboolean
send (MgStaff *self, MgStaffAct which, const ProtobufCMessage *request)
{
  self->last = which;
  return mg_write_again (self->acts[which]) || mg_write_send (self->acts[which], request);
}

gboolean
mg_staff_send_ask (MgStaff *self, const Pb__StaffAskRequest *request)
{
  return send (self, MG_STAFF_ASK, &request->base);
}

gboolean
mg_staff_withdraw (MgStaff *self, guint64 request_no)
{
  Pb__StaffWithdrawRequest request = PB__STAFF_WITHDRAW_REQUEST__INIT;
  request.request_no = request_no;
  return send (self, MG_STAFF_WITHDRAW, &request.base);
}

static gboolean
send_fresh (MgStaff *self, MgStaffAct which, const ProtobufCMessage *request, MgSecret *fresh)
{
  g_autoptr (MgSecret) taken = fresh;
  self->last = which;
  if (mg_write_again (self->acts[which]))
    return TRUE;
  return mg_write_send_fresh (self->acts[which], request, g_steal_pointer (&taken));
}

gboolean
mg_staff_approve (MgStaff *self, guint64 request_no, MgSecret *fresh)
{
  Pb__StaffApproveRequest request = PB__STAFF_APPROVE_REQUEST__INIT;
  request.request_no = request_no;
  return send_fresh (self, MG_STAFF_APPROVE, &request.base, fresh);
}

gboolean
mg_staff_acknowledge (MgStaff *self, guint64 glass_no, const char *note, MgSecret *fresh)
{
  Pb__StaffGlassAcknowledgeRequest request = PB__STAFF_GLASS_ACKNOWLEDGE_REQUEST__INIT;
  request.glass_no = glass_no;
  request.note = (char *)note;
  return send_fresh (self, MG_STAFF_GLASS, &request.base, fresh);
}

gboolean
mg_staff_refuse (MgStaff *self, guint64 request_no, const char *words)
{
  Pb__StaffRefuseRequest request = PB__STAFF_REFUSE_REQUEST__INIT;
  request.request_no = request_no;
  request.words = (char *)words;
  return send (self, MG_STAFF_REFUSE, &request.base);
}

gboolean
mg_staff_confirm (MgStaff *self, const Pb__StaffAnswer *answers)
{
  const Pb__StaffConfirmListReply *list = mg_staff_get_to_confirm (self);
  Pb__StaffConfirmRequest request = PB__STAFF_CONFIRM_REQUEST__INIT;
  if (!list)
    return FALSE;
  g_autofree Pb__StaffConfirmLine *lines = g_new0 (Pb__StaffConfirmLine, list->n_members + 1);
  g_autofree Pb__StaffConfirmLine **all = g_new0 (Pb__StaffConfirmLine *, list->n_members + 1);
  for (size_t i = 0; i < list->n_members; i++)
    {
      lines[i] = (Pb__StaffConfirmLine)PB__STAFF_CONFIRM_LINE__INIT;
      lines[i].staff_no = list->members[i]->staff_no;
      lines[i].answer = answers[i];
      all[i] = &lines[i];
    }
  request.digest = list->digest;
  request.lines = all;
  request.n_lines = list->n_members;
  return send (self, MG_STAFF_CONFIRM, &request.base);
}

void
mg_staff_forget (MgStaff *self)
{
  for (guint i = 0; i < MG_N_STAFF_ACTS; i++)
    if (!mg_act_is_open (mg_write_get_act (self->acts[i])))
      mg_write_clear (self->acts[i]);
}

const MgAct *
mg_staff_get_act (MgStaff *self, MgStaffAct *ret_which)
{
  *ret_which = self->last;
  return mg_write_get_act (self->acts[self->last]);
}

const char *
mg_staff_get_rule (MgStaff *self)
{
  return mg_write_get_field (self->acts[self->last]);
}

/* --- the first password --- */

static gboolean
second_cb (gpointer data)
{
  MgStaff *self = data;
  if (mg_staff_get_seconds (self) > 0)
    {
      changed (self);
      return G_SOURCE_CONTINUE;
    }
  self->timer = 0;
  mg_staff_hide_password (self);
  return G_SOURCE_REMOVE;
}

static void
given_cb (gpointer owner, MgWrite *write)
{
  MgStaff *self = owner;
  const Pb__StaffFirstPasswordReply *reply
      = (const Pb__StaffFirstPasswordReply *)mg_write_get_reply (write);
  if (reply && !self->password)
    {
      self->password = mg_secret_new ();
      if (self->password)
        mg_secret_set (self->password, reply->password, strlen (reply->password));
      mg_write_clear (write); /* the reply goes, wiped */
      self->until_us = g_get_monotonic_time () + MG_STAFF_PASSWORD_S * G_USEC_PER_SEC;
      self->timer = g_timeout_add (500, second_cb, self);
    }
  changed (self);
}

gboolean
mg_staff_password (MgStaff *self, guint64 request_no, MgSecret *fresh)
{
  Pb__StaffFirstPasswordRequest request = PB__STAFF_FIRST_PASSWORD_REQUEST__INIT;
  request.request_no = request_no;
  return send_fresh (self, MG_STAFF_PASSWORD, &request.base, fresh);
}

const char *
mg_staff_peek_password (MgStaff *self)
{
  return self->password ? mg_secret_peek (self->password) : NULL;
}

guint
mg_staff_get_seconds (MgStaff *self)
{
  const gint64 left_us = self->until_us - g_get_monotonic_time ();
  return self->password && left_us > 0 ? (guint)((left_us + G_USEC_PER_SEC - 1) / G_USEC_PER_SEC)
                                       : 0;
}

/* --- object --- */

static void
mg_staff_finalize (GObject *object)
{
  MgStaff *self = MG_STAFF (object);
  g_clear_handle_id (&self->timer, g_source_remove);
  g_clear_pointer (&self->password, mg_secret_free);
  for (guint i = 0; i < MG_N_STAFF_LISTS; i++)
    mg_shelf_finish (&self->lists[i]);
  for (guint i = 0; i < MG_N_STAFF_ACTS; i++)
    mg_write_free (self->acts[i]);
  G_OBJECT_CLASS (mg_staff_parent_class)->finalize (object);
}

static void
mg_staff_class_init (MgStaffClass *klass)
{
  G_OBJECT_CLASS (klass)->finalize = mg_staff_finalize;
  changed_signal = g_signal_new ("changed", MG_TYPE_STAFF, G_SIGNAL_RUN_LAST, 0, NULL, NULL, NULL,
                                 G_TYPE_NONE, 0);
}

static void
mg_staff_init (MgStaff *self)
{
}

MgStaff *
mg_staff_new (MgLine *line)
{
  MgStaff *self = g_object_new (MG_TYPE_STAFF, NULL);
  for (guint i = 0; i < MG_N_STAFF_LISTS; i++)
    mg_shelf_init (&self->lists[i], line, &list_calls[i], changed, self);
  for (guint i = 0; i < MG_N_STAFF_ACTS; i++)
    self->acts[i]
        = mg_write_new (line, &act_calls[i], i == MG_STAFF_PASSWORD ? given_cb : written_cb, self);
  return self;
}
