/* SPDX-License-Identifier: Apache-2.0 */
#include "mg-check.h"

static const MgCallSpec list_call
    = {&pb__receipt__descriptor, "CheckList", .timeout_ms = 8000, MG_CALL_PLAIN};
static const MgCallSpec sign_call
    = {&pb__receipt__descriptor, "SignOff", .timeout_ms = 10000, MG_CALL_WRITE};

struct _MgCheck
{
  GObject parent_instance;
  /* owned */
  MgRead *list;
  MgWrite *sign;
  MgMessage *shown;
  char *staff_no;
  /* state */
  MgDate day;
  MgTrouble trouble;
};

G_DEFINE_FINAL_TYPE (MgCheck, mg_check, G_TYPE_OBJECT)

static guint changed_signal;

static void
listed_cb (gpointer owner, MgMessage *message, MgTrouble trouble)
{
  MgCheck *self = owner;
  g_autoptr (MgMessage) old = NULL;
  self->trouble = trouble;
  if (message)
    {
      old = g_steal_pointer (&self->shown); /* goes after the screen has let go of it */
      self->shown = message;
    }
  g_signal_emit (self, changed_signal, 0);
}

void
mg_check_again (MgCheck *self)
{
  Pb__CheckListRequest request = PB__CHECK_LIST_REQUEST__INIT;
  Pb__Date day;
  request.day = mg_wire_put_date (&day, &self->day);
  request.staff_no = self->staff_no;
  mg_read_ask (self->list, &request.base);
  g_signal_emit (self, changed_signal, 0);
}

void
mg_check_open (MgCheck *self, const char *staff_no, const MgDate *day)
{
  g_autoptr (MgMessage) old = g_steal_pointer (&self->shown);
  char *copy = g_strdup (staff_no);
  g_free (self->staff_no);
  self->staff_no = copy;
  self->day = *day;
  mg_write_clear (self->sign);
  mg_check_again (self);
}

static void
signed_cb (gpointer owner, MgWrite *write)
{
  MgCheck *self = owner;
  const MgAct *act = mg_write_get_act (write);
  if (act->state == MG_ACT_DONE
      || (act->state == MG_ACT_FAILED && act->trouble == MG_TROUBLE_CONFLICT))
    mg_check_again (self);
  else
    g_signal_emit (self, changed_signal, 0);
}

gboolean
mg_check_sign_off (MgCheck *self)
{
  const Pb__CheckListReply *shown = mg_check_get (self);
  Pb__SignOffRequest request = PB__SIGN_OFF_REQUEST__INIT;
  Pb__Date day;
  if (mg_write_again (self->sign))
    return TRUE;
  if (!shown || shown->n_lines == 0)
    return FALSE;
  request.day = mg_wire_put_date (&day, &self->day);
  request.staff_no = shown->staff_no;
  request.digest = shown->digest;
  return mg_write_send (self->sign, &request.base);
}

const Pb__CheckListReply *
mg_check_get (MgCheck *self)
{
  return self->shown ? (const Pb__CheckListReply *)mg_message_get (self->shown) : NULL;
}

const MgDate *
mg_check_get_day (MgCheck *self)
{
  return &self->day;
}

const char *
mg_check_get_staff_no (MgCheck *self)
{
  return self->staff_no;
}

gboolean
mg_check_is_busy (MgCheck *self)
{
  return mg_read_is_busy (self->list);
}

MgTrouble
mg_check_get_trouble (MgCheck *self)
{
  return self->trouble;
}

const MgAct *
mg_check_get_act (MgCheck *self)
{
  return mg_write_get_act (self->sign);
}

void
mg_check_clear (MgCheck *self)
{
  g_autoptr (MgMessage) old = g_steal_pointer (&self->shown);
  mg_read_stop (self->list);
  mg_write_clear (self->sign);
  self->trouble = MG_N_TROUBLES;
  g_signal_emit (self, changed_signal, 0);
}

static void
mg_check_finalize (GObject *object)
{
  MgCheck *self = MG_CHECK (object);
  mg_read_free (self->list);
  mg_write_free (self->sign);
  g_clear_pointer (&self->shown, mg_message_free);
  g_free (self->staff_no);
  G_OBJECT_CLASS (mg_check_parent_class)->finalize (object);
}

static void
mg_check_class_init (MgCheckClass *klass)
{
  G_OBJECT_CLASS (klass)->finalize = mg_check_finalize;
  changed_signal = g_signal_new ("changed", MG_TYPE_CHECK, G_SIGNAL_RUN_LAST, 0, NULL, NULL, NULL,
                                 G_TYPE_NONE, 0);
}

static void
mg_check_init (MgCheck *self)
{
  self->staff_no = g_strdup ("");
  self->trouble = MG_N_TROUBLES;
}

MgCheck *
mg_check_new (MgLine *line)
{
  MgCheck *self = g_object_new (MG_TYPE_CHECK, NULL);
  self->list = mg_read_new (line, &list_call, listed_cb, self);
  self->sign = mg_write_new (line, &sign_call, signed_cb, self);
  return self;
}
