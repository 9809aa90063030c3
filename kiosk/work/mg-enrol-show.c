/* SPDX-License-Identifier: Apache-2.0
 * What MgEnrol shows of itself. */
#include "mg-enrol-private.h"
#include "model/mg-i18n.h"

MgEnrolState
mg_enrol_get_state (const MgEnrol *self)
{
  return self->state;
}

/* List and Begin give the same of a person. */
const Pb__FingerOwner *
mg_enrol_get_owner (const MgEnrol *self)
{
  const ProtobufCMessage *m = self->person ? mg_message_get (self->person) : NULL;
  if (!m)
    return NULL;
  return m->descriptor == &pb__finger_list_reply__descriptor
             ? ((const Pb__FingerListReply *)m)->owner
             : ((const Pb__FingerBeginReply *)m)->owner;
}

gint64
mg_enrol_get_since_us (const MgEnrol *self, guint finger)
{
  const ProtobufCMessage *m = self->person ? mg_message_get (self->person) : NULL;
  const gboolean is_list = m && m->descriptor == &pb__finger_list_reply__descriptor;
  const size_t n = !m        ? 0
                   : is_list ? ((const Pb__FingerListReply *)m)->n_fingers
                             : ((const Pb__FingerBeginReply *)m)->n_fingers;
  for (size_t i = 0; i < n; i++)
    {
      const Pb__EnrolledFinger *f = is_list ? ((const Pb__FingerListReply *)m)->fingers[i]
                                            : ((const Pb__FingerBeginReply *)m)->fingers[i];
      if (f->finger == finger)
        return MAX (f->enrolled_us, 1);
    }
  return 0;
}

gboolean
mg_enrol_is_taken (const MgEnrol *self, guint finger)
{
  return (self->taken >> finger & 1) != 0;
}

gboolean
mg_enrol_has_taken (const MgEnrol *self)
{
  return self->taken != 0;
}

guint
mg_enrol_count_after (const MgEnrol *self)
{
  guint n = 0;
  for (guint32 bits = self->enrolled | self->taken; bits; bits &= bits - 1)
    n++;
  return n;
}

guint
mg_enrol_get_finger (const MgEnrol *self)
{
  return self->finger;
}

guint
mg_enrol_get_pictures (const MgEnrol *self)
{
  guint n = 0;
  for (guint i = 0; i < MG_ENROL_PICTURES; i++)
    n += self->pictures[i] && !(self->state == MG_ENROL_LOOKING && i == self->slot);
  return n;
}

void
mg_enrol_get_progress (const MgEnrol *self, guint *ret_compared, guint *ret_total)
{
  *ret_compared = self->compared;
  *ret_total = self->total;
}

const guint8 *
mg_enrol_get_id (const MgEnrol *self)
{
  return self->id;
}

const char *
mg_enrol_get_witness (const MgEnrol *self)
{
  return self->witness ? self->witness : "";
}

gboolean
mg_enrol_is_busy (const MgEnrol *self)
{
  return self->asking > 0 || mg_act_is_open (mg_write_get_act (self->commit))
         || mg_act_is_open (mg_write_get_act (self->delete));
}

const char *
mg_enrol_get_words (const MgEnrol *self, const char **ret_tone)
{
  *ret_tone = self->tone;
  return self->words;
}

const char *
mg_finger_word (guint finger)
{
  static const char *const words[]
      = {"",
         N_ ("左手親指"),
         N_ ("左手人差し指"),
         N_ ("左手中指"),
         N_ ("左手薬指"),
         N_ ("左手小指"),
         N_ ("右手親指"),
         N_ ("右手人差し指"),
         N_ ("右手中指"),
         N_ ("右手薬指"),
         N_ ("右手小指")};
  return finger >= 1 && finger < G_N_ELEMENTS (words) ? _ (words[finger]) : "";
}
