/* SPDX-License-Identifier: Apache-2.0
 * The part of MgEnrol that takes one finger: picture after picture, then all five. */
#include "mg-enrol-private.h"
#include "model/mg-i18n.h"
#include "remote/mg-capture.h"

#define BUSY_MAX 10 /* times, and seconds between them */
#define BUSY_SECONDS 2

static const MgCallSpec look_call
    = {&pb__finger__descriptor, "Look", .timeout_ms = 25000, MG_CALL_WRITE};
static const MgCallSpec capture_call
    = {&pb__finger__descriptor, "Capture", .timeout_ms = 55000, MG_CALL_WRITE};

/* --- pictures --- */

void
mg_enrol_forget_pictures (MgEnrol *self)
{
  g_clear_handle_id (&self->again, g_source_remove);
  self->busy = 0;
  for (guint i = 0; i < MG_ENROL_PICTURES; i++)
    g_clear_pointer (&self->pictures[i], mg_picture_free);
}

static guint
free_slot (const MgEnrol *self)
{
  for (guint i = 0; i < MG_ENROL_PICTURES; i++)
    if (!self->pictures[i])
      return i;
  return MG_ENROL_PICTURES;
}

/* --- one finger --- */

void
mg_enrol_choose (MgEnrol *self, guint finger)
{
  if (self->state != MG_ENROL_CHOOSING || finger < 1 || finger > MG_ENROL_FINGERS)
    return;
  if (finger != self->finger)
    mg_enrol_forget_pictures (self);
  self->finger = finger;
  self->compared = self->total = 0;
  mg_enrol_say (self, self->tone, self->words);
}

static void
arm (MgEnrol *self, const char *tone, const char *words)
{
  self->state = MG_ENROL_TOUCHING;
  self->is_reader_ill = FALSE;
  self->reader->arm (self->reader_data);
  if (self->state == MG_ENROL_TOUCHING) /* the reader may have said at once that it cannot */
    mg_enrol_say (self, tone, words);
}

void
mg_enrol_touch (MgEnrol *self)
{
  if (self->state != MG_ENROL_CHOOSING || self->finger == 0 || self->asking > 0)
    return;
  arm (self, NULL, _ ("指を置いてください。"));
}

void
mg_enrol_rest (MgEnrol *self)
{
  if (self->state != MG_ENROL_TOUCHING)
    return;
  self->state = MG_ENROL_CHOOSING;
  self->reader->disarm (self->reader_data);
  mg_enrol_say (self, NULL, _ ("読み取りを休みました。［Enter］で続けます。"));
}

static void
send_capture (MgEnrol *self);

static gboolean
again_cb (gpointer data)
{
  MgEnrol *self = data;
  self->again = 0;
  if (self->state == MG_ENROL_COMPARING)
    send_capture (self);
  return G_SOURCE_REMOVE;
}

/* The pictures are there, and the words promise it. */
static gboolean
asks_again (MgEnrol *self, MgTrouble trouble)
{
  if (trouble != MG_TROUBLE_BUSY || self->busy >= BUSY_MAX)
    return FALSE;
  self->busy++;
  self->again = g_timeout_add_seconds (BUSY_SECONDS, again_cb, self);
  mg_enrol_say_trouble (self, trouble);
  return TRUE;
}

static void
captured_cb (GObject *source, GAsyncResult *result, gpointer data)
{
  static const struct
  {
    Pb__FingerFault fault;
    const char *words;
  } faults[] = {
      {PB__FINGER_FAULT__FINGER_BLANK, N_ ("指が写っていません。もう一度置いてください。")},
      {PB__FINGER_FAULT__FINGER_UNCLEAR, N_ ("はっきり読めません。指先を拭いて、もう一度置いてください。")},
      {PB__FINGER_FAULT__FINGER_DIFFERENT, N_ ("ほかの回と合いません。同じ指を、真ん中に置いてください。")},
  };
  g_autoptr (MgEnrol) self = data;
  MgTrouble trouble;
  g_autoptr (MgMessage) message = mg_enrol_finish (self, source, result, &trouble, NULL);
  if (self->state != MG_ENROL_COMPARING || (!message && asks_again (self, trouble)))
    return;
  self->state = MG_ENROL_CHOOSING;
  self->busy = 0;
  if (!message)
    {
      if (trouble != MG_TROUBLE_CANCELLED)
        mg_enrol_say_trouble (self, trouble);
      return;
    }
  const Pb__FingerCaptureReply *reply = (const Pb__FingerCaptureReply *)mg_message_get (message);
  self->compared = reply->compared;
  self->total = reply->total;
  if (reply->verdict == PB__FINGER_CAPTURE_REPLY__VERDICT__RETAKE
      && reply->picture < MG_ENROL_PICTURES)
    {
      g_clear_pointer (&self->pictures[reply->picture], mg_picture_free);
      for (guint i = 0; i < G_N_ELEMENTS (faults); i++)
        if (faults[i].fault == reply->fault)
          arm (self, "t-warn", _ (faults[i].words));
      return;
    }
  if (reply->verdict == PB__FINGER_CAPTURE_REPLY__VERDICT__TAKEN && !reply->complete)
    {
      self->state = MG_ENROL_COMPARING;
      send_capture (self);
      mg_enrol_say (self, NULL, _ ("ほかの人の指と照らしています…"));
      return;
    }
  mg_enrol_forget_pictures (self);
  if (reply->verdict == PB__FINGER_CAPTURE_REPLY__VERDICT__TAKEN)
    {
      self->taken |= 1u << self->finger;
      mg_enrol_say (self, "t-good",
           reply->fingers >= 2 ? _ ("この指を読み取りました。立会いの人を呼び、［F12］で確かめてもらいます。")
                               : _ ("この指を読み取りました。もう 1 本選んでください。"));
    }
  else
    mg_enrol_say (self, "t-bad",
         reply->verdict == PB__FINGER_CAPTURE_REPLY__VERDICT__OWN_TWICE
             ? _ ("この人の別の指としてもう登録してあります。違う指を選んでください。")
             : _ ("この指はほかの職員の指として登録してあります。登録していません。記録しました。"));
}

static void
fill_capture (MgEnrol *self, MgCapture *capture, const MgPicture *picture)
{
  if (!mg_capture_fill_picture (capture, picture, self->nonce, self->assertion))
    g_warning ("a picture could not be signed");
}

static void
send_capture (MgEnrol *self)
{
  Pb__FingerCaptureRequest request = PB__FINGER_CAPTURE_REQUEST__INIT;
  MgCapture captures[MG_ENROL_PICTURES];
  Pb__FingerImage *images[MG_ENROL_PICTURES];
  Pb__Envelope *envelopes[MG_ENROL_PICTURES];
  for (guint i = 0; i < MG_ENROL_PICTURES; i++)
    {
      fill_capture (self, &captures[i], self->pictures[i]);
      images[i] = &captures[i].finger;
      envelopes[i] = &captures[i].envelope;
    }
  request.enrolment_id = mg_enrol_borrow (self->id, sizeof self->id);
  request.finger = self->finger;
  request.n_images = request.n_captures = MG_ENROL_PICTURES;
  request.images = images;
  request.captures = envelopes;
  mg_enrol_ask (self, &capture_call, &request.base, captured_cb);
}

static void
looked_cb (GObject *source, GAsyncResult *result, gpointer data)
{
  g_autoptr (MgEnrol) self = data;
  MgTrouble trouble;
  g_autoptr (MgMessage) message = mg_enrol_finish (self, source, result, &trouble, NULL);
  if (self->state != MG_ENROL_LOOKING)
    return;
  if (!message)
    {
      g_clear_pointer (&self->pictures[self->slot], mg_picture_free);
      self->state = MG_ENROL_CHOOSING;
      if (trouble != MG_TROUBLE_CANCELLED)
        mg_enrol_say_trouble (self, trouble);
      return;
    }
  const Pb__FingerLookReply *reply = (const Pb__FingerLookReply *)mg_message_get (message);
  if (reply->fault != PB__FINGER_FAULT__FINGER_FINE)
    {
      g_clear_pointer (&self->pictures[self->slot], mg_picture_free);
      arm (self, "t-warn",
           reply->fault == PB__FINGER_FAULT__FINGER_BLANK
               ? _ ("指が写っていません。もう一度置いてください。")
               : _ ("はっきり読めません。指先を拭いて、もう一度置いてください。"));
      return;
    }
  if (free_slot (self) < MG_ENROL_PICTURES)
    {
      arm (self, "t-good", _ ("良い画です。指を一度離し、もう一度置いてください。"));
      return;
    }
  self->state = MG_ENROL_COMPARING;
  send_capture (self);
  mg_enrol_say (self, NULL, _ ("5 回そろいました。ほかの指と照らしています…"));
}

gboolean
mg_enrol_wants_finger (const MgEnrol *self)
{
  return self->state == MG_ENROL_TOUCHING;
}

void
mg_enrol_picture (MgEnrol *self, MgPicture *picture)
{
  Pb__FingerLookRequest request = PB__FINGER_LOOK_REQUEST__INIT;
  MgCapture capture;
  if (self->state != MG_ENROL_TOUCHING)
    {
      mg_picture_free (picture);
      return;
    }
  self->slot = free_slot (self);
  self->pictures[self->slot] = picture;
  self->state = MG_ENROL_LOOKING;
  fill_capture (self, &capture, picture);
  request.enrolment_id = mg_enrol_borrow (self->id, sizeof self->id);
  request.image = &capture.finger;
  request.capture = &capture.envelope;
  mg_enrol_ask (self, &look_call, &request.base, looked_cb);
  mg_enrol_say (self, NULL, _ ("見ています… 指を離してかまいません。"));
}

static void
stop_for_reader (MgEnrol *self, const char *tone, const char *words)
{
  self->state = MG_ENROL_CHOOSING;
  self->is_reader_ill = TRUE;
  mg_enrol_say (self, tone, words);
}

void
mg_enrol_reader (MgEnrol *self, MgReaderStatus status)
{
  if (self->state == MG_ENROL_CHOOSING && self->is_reader_ill && status == MG_READER_READY)
    {
      self->is_reader_ill = FALSE;
      mg_enrol_say (self, "t-good", _ ("読み取り装置を使えるようになりました。［Enter］で続けます。"));
    }
  if (self->state != MG_ENROL_TOUCHING)
    return;
  switch (status)
    {
    case MG_READER_READY:
    case MG_READER_WANTS:
      return;
    case MG_READER_TOUCHED:
      mg_enrol_say (self, NULL, _ ("読み取っています… そのまま動かさないでください。"));
      return;
    case MG_READER_UNCLEAR:
      arm (self, "t-warn", _ ("はっきり読めません。指先と読み取り面を拭いて、もう一度置いてください。"));
      return;
    case MG_READER_SHORT:
      arm (self, "t-warn", _ ("離すのが早すぎました。少し長めに置いてください。"));
      return;
    case MG_READER_OFF:
      arm (self, "t-warn", _ ("指が中央にありません。読み取り面のまん中に置いてください。"));
      return;
    case MG_READER_LIFT:
      arm (self, "t-warn", _ ("前の指がまだ載っています。指を一度離してから、もう一度置いてください。"));
      return;
    case MG_READER_MISSING:
      stop_for_reader (self, "t-bad", _ ("読み取り装置が外れています。差してから［Enter］で続けます。読み取った分は残っています。"));
      return;
    case MG_READER_WRONG:
      stop_for_reader (self, "t-bad", _ ("この読み取り装置は使えません。庁内で決めた機種に差し替えてください。"));
      return;
    case MG_READER_HOT:
      stop_for_reader (self, "t-warn", _ ("読み取り装置が熱くなったので休ませています。数分待って［Enter］で続けます。読み取った分は残っています。"));
      return;
    case MG_READER_BROKEN:
      stop_for_reader (self, "t-bad", _ ("読み取り装置が動きません。差し直しても続くときは情報システム課に連絡してください。"));
      return;
    }
}
