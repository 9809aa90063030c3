/* SPDX-License-Identifier: Apache-2.0 */
#include "mg-enrol-private.h"
#include <string.h>
#include "model/mg-i18n.h"
#include "remote/mg-capture.h"

static const MgCallSpec list_call
    = {&pb__finger__descriptor, "List", .timeout_ms = 8000, MG_CALL_PLAIN};
static const MgCallSpec begin_call
    = {&pb__finger__descriptor, "Begin", .timeout_ms = 8000, MG_CALL_WRITE};
static const MgCallSpec drop_call
    = {&pb__finger__descriptor, "Drop", .timeout_ms = 8000, MG_CALL_WRITE};
static const MgCallSpec commit_call
    = {&pb__finger__descriptor, "Commit", .timeout_ms = 10000, MG_CALL_WRITE};
static const MgCallSpec delete_call
    = {&pb__finger__descriptor, "Delete", .timeout_ms = 10000, MG_CALL_WRITE};

G_DEFINE_FINAL_TYPE (MgEnrol, mg_enrol, G_TYPE_OBJECT)

static guint changed_signal;

void
mg_enrol_say (MgEnrol *self, const char *tone, const char *words)
{
  self->tone = tone;
  self->words = words;
  g_signal_emit (self, changed_signal, 0);
}

void
mg_enrol_say_trouble (MgEnrol *self, MgTrouble trouble)
{
  mg_enrol_say (self, "t-bad", mg_trouble_words (trouble));
}

/* --- calls --- */

void
mg_enrol_ask (MgEnrol *self, const MgCallSpec *spec, const ProtobufCMessage *request,
     GAsyncReadyCallback callback)
{
  g_autoptr (GBytes) bytes = mg_line_pack (request);
  guint8 key[MG_KEY_BYTES];
  for (guint i = 0; i < sizeof key; i += 4)
    {
      const guint32 random = g_random_int ();
      memcpy (key + i, &random, 4);
    }
  self->asking++;
  mg_line_send_async (self->line, spec, bytes, spec->flags & MG_CALL_WRITE ? key : NULL, NULL,
                      self->cancel, callback, g_object_ref (self));
}

/* The answer of a call that is still wanted; NULL: ret_trouble. */
MgMessage *
mg_enrol_finish (MgEnrol *self, GObject *source, GAsyncResult *result, MgTrouble *ret_trouble, char *field)
{
  self->asking--;
  return mg_line_send_finish (MG_LINE (source), result, ret_trouble, field);
}

static void
take_person (MgEnrol *self, MgMessage *message, Pb__EnrolledFinger **fingers, size_t n)
{
  g_clear_pointer (&self->person, mg_message_free);
  self->person = message;
  self->enrolled = 0;
  for (size_t i = 0; i < n; i++)
    if (fingers[i]->finger >= 1 && fingers[i]->finger <= MG_ENROL_FINGERS)
      self->enrolled |= 1u << fingers[i]->finger;
}

static void
found_cb (GObject *source, GAsyncResult *result, gpointer data)
{
  g_autoptr (MgEnrol) self = data;
  MgTrouble trouble;
  MgMessage *message = mg_enrol_finish (self, source, result, &trouble, NULL);
  if (!message)
    {
      if (trouble == MG_TROUBLE_NOT_FOUND)
        mg_enrol_say (self, "t-bad", _ ("その職員番号の人はいません。"));
      else if (trouble != MG_TROUBLE_CANCELLED)
        mg_enrol_say_trouble (self, trouble);
      return;
    }
  const Pb__FingerListReply *reply = (const Pb__FingerListReply *)mg_message_get (message);
  take_person (self, message, reply->fingers, reply->n_fingers);
  if (self->state == MG_ENROL_NOBODY)
    self->state = MG_ENROL_SHOWN;
  mg_enrol_say (self, self->tone, self->words ? self->words
       : reply->enrolled             ? _ ("登録してあります。［F12］で取り直しや追加を始めます。")
                                     : _ ("指が 2 本そろっていません。［F12］で登録を始めます。"));
}

static void
list (MgEnrol *self)
{
  Pb__FingerListRequest request = PB__FINGER_LIST_REQUEST__INIT;
  request.staff_no = self->found;
  mg_enrol_ask (self, &list_call, &request.base, found_cb);
}

void
mg_enrol_find (MgEnrol *self, const char *staff_no)
{
  mg_enrol_clear (self);
  self->found = g_strdup (staff_no);
  list (self);
  mg_enrol_say (self, NULL, NULL);
}

static void
begun_cb (GObject *source, GAsyncResult *result, gpointer data)
{
  g_autoptr (MgEnrol) self = data;
  char field[MG_FIELD_BYTES] = "";
  MgTrouble trouble;
  MgMessage *message = mg_enrol_finish (self, source, result, &trouble, field);
  if (!message)
    {
      if (trouble == MG_TROUBLE_RULE)
        mg_enrol_say (self, "t-bad", _ ("始めていません。自分の指は登録できません。人事の番号がない人も登録できません。"));
      else if (trouble != MG_TROUBLE_CANCELLED)
        mg_enrol_say_trouble (self, trouble);
      return;
    }
  const Pb__FingerBeginReply *reply = (const Pb__FingerBeginReply *)mg_message_get (message);
  if (reply->enrolment_id.len != MG_ENROL_ID_BYTES || reply->nonce.len != MG_LOGIN_NONCE_BYTES)
    {
      mg_message_free (message);
      mg_enrol_say_trouble (self, MG_TROUBLE_INTERNAL);
      return;
    }
  memcpy (self->id, reply->enrolment_id.data, sizeof self->id);
  memcpy (self->nonce, reply->nonce.data, sizeof self->nonce);
  take_person (self, message, reply->fingers, reply->n_fingers);
  self->is_open = TRUE;
  self->taken = 0;
  self->state = MG_ENROL_CHOOSING;
  mg_enrol_say (self, NULL, _ ("登録する指を選び、［Enter］で読み取りを始めます。"));
}

void
mg_enrol_begin (MgEnrol *self)
{
  Pb__FingerBeginRequest request = PB__FINGER_BEGIN_REQUEST__INIT;
  if (self->state != MG_ENROL_SHOWN || self->asking > 0)
    return;
  request.staff_no = self->found;
  mg_enrol_ask (self, &begin_call, &request.base, begun_cb);
  mg_enrol_say (self, NULL, _ ("始めています…"));
}

/* --- the end --- */

void
mg_enrol_witnessed (MgEnrol *self, const char *name)
{
  if (self->state != MG_ENROL_CHOOSING)
    return;
  self->witness = g_strdup (name);
  self->state = MG_ENROL_WITNESSED;
  mg_enrol_say (self, "t-good", _ ("立会いを確かめました。5 分以内に［F12］で登録してください。"));
}

static void
ended_cb (gpointer owner, MgWrite *write)
{
  MgEnrol *self = owner;
  const MgAct *act = mg_write_get_act (write);
  const gboolean is_commit = write == self->commit;
  if (act->state == MG_ACT_DONE)
    {
      if (is_commit)
        self->is_open = FALSE;
      self->taken = 0;
      self->finger = 0;
      g_clear_pointer (&self->witness, g_free);
      self->state = MG_ENROL_SHOWN;
      mg_enrol_say (self, "t-good", is_commit ? _ ("指を登録しました。この人はログインできます。")
                                     : _ ("指を消しました。"));
      list (self);
    }
  else if (act->state == MG_ACT_FAILED && act->trouble == MG_TROUBLE_RULE && is_commit)
    {
      const gboolean late = g_str_equal (mg_write_get_field (write), "witness");
      self->state = MG_ENROL_CHOOSING;
      mg_enrol_say (self, "t-bad",
           late ? _ ("登録していません。立会いから 5 分を過ぎました。初めからやり直してください。")
                : _ ("登録していません。この間にほかの人の指が登録されました。指を読み取り直してください。"));
    }
  else if (act->state == MG_ACT_FAILED && act->trouble == MG_TROUBLE_RULE)
    mg_enrol_say (self, "t-bad", _ ("消していません。指が 1 本だけ残る消し方はできません。"));
  else if (act->state == MG_ACT_FAILED)
    mg_enrol_say_trouble (self, act->trouble);
  else
    g_signal_emit (self, changed_signal, 0);
}

void
mg_enrol_commit (MgEnrol *self, MgSecret *token)
{
  Pb__FingerCommitRequest request = PB__FINGER_COMMIT_REQUEST__INIT;
  request.enrolment_id = mg_enrol_borrow (self->id, sizeof self->id);
  if (self->state == MG_ENROL_WITNESSED)
    mg_write_send_fresh (self->commit, &request.base, token);
  else
    mg_secret_free (token);
  mg_enrol_say (self, NULL, _ ("登録しています…"));
}

void
mg_enrol_remove (MgEnrol *self, guint finger, MgSecret *token)
{
  Pb__FingerDeleteRequest request = PB__FINGER_DELETE_REQUEST__INIT;
  request.staff_no = self->found;
  request.finger = finger;
  mg_write_send_fresh (self->delete, &request.base, token);
  mg_enrol_say (self, NULL, _ ("消しています…"));
}

static void
dropped_cb (GObject *source, GAsyncResult *result, gpointer data)
{
  MgTrouble trouble;
  g_autoptr (MgEnrol) self = data; /* whatever came: the sitting ends by itself after 30 min */
  g_autoptr (MgMessage) message = mg_enrol_finish (self, source, result, &trouble, NULL);
}

void
mg_enrol_clear (MgEnrol *self)
{
  g_cancellable_cancel (self->cancel);
  g_object_unref (self->cancel);
  self->cancel = g_cancellable_new ();
  if (self->state == MG_ENROL_TOUCHING)
    self->reader->disarm (self->reader_data);
  if (self->is_open)
    {
      Pb__FingerDropRequest request = PB__FINGER_DROP_REQUEST__INIT;
      request.enrolment_id = mg_enrol_borrow (self->id, sizeof self->id);
      mg_enrol_ask (self, &drop_call, &request.base, dropped_cb);
    }
  mg_enrol_forget_pictures (self);
  g_clear_pointer (&self->person, mg_message_free);
  g_clear_pointer (&self->witness, g_free);
  g_clear_pointer (&self->found, g_free);
  mg_write_clear (self->commit);
  mg_write_clear (self->delete);
  explicit_bzero (self->nonce, sizeof self->nonce);
  self->state = MG_ENROL_NOBODY;
  self->finger = self->compared = self->total = 0;
  self->enrolled = self->taken = 0;
  self->is_open = FALSE;
  mg_enrol_say (self, NULL, NULL);
}

static void
mg_enrol_finalize (GObject *object)
{
  MgEnrol *self = MG_ENROL (object);
  mg_enrol_forget_pictures (self);
  mg_write_free (self->commit);
  mg_write_free (self->delete);
  g_clear_pointer (&self->person, mg_message_free);
  g_clear_object (&self->cancel);
  g_clear_object (&self->line);
  g_free (self->witness);
  g_free (self->found);
  G_OBJECT_CLASS (mg_enrol_parent_class)->finalize (object);
}

static void
mg_enrol_class_init (MgEnrolClass *klass)
{
  G_OBJECT_CLASS (klass)->finalize = mg_enrol_finalize;
  changed_signal = g_signal_new ("changed", MG_TYPE_ENROL, G_SIGNAL_RUN_LAST, 0, NULL, NULL, NULL,
                                 G_TYPE_NONE, 0);
}

static void
mg_enrol_init (MgEnrol *self)
{
}

MgEnrol *
mg_enrol_new (MgLine *line, const MgAssertion *assertion, const MgEnrolReader *reader,
              gpointer data)
{
  MgEnrol *self = g_object_new (MG_TYPE_ENROL, NULL);
  self->line = g_object_ref (line);
  self->assertion = assertion;
  self->reader = reader;
  self->reader_data = data;
  self->cancel = g_cancellable_new ();
  self->commit = mg_write_new (line, &commit_call, ended_cb, self);
  self->delete = mg_write_new (line, &delete_call, ended_cb, self);
  return self;
}
