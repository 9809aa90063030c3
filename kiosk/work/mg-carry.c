/* SPDX-License-Identifier: Apache-2.0 */
#include <string.h>
#include "mg-carry-private.h"

#define RECEIPT_MS 200
#define AGAIN_MS 3000
#define PROOF_MS 55000 /* the agent's nonce is good for 60 s */

static const MgCallSpec download_call
    = {&pb__export__descriptor, "Download", .timeout_ms = 20000, MG_CALL_PLAIN};
static const MgCallSpec redeem_call
    = {&pb__export__descriptor, "Redeem", .timeout_ms = 10000, MG_CALL_WRITE};
static const MgCallSpec receipt_call
    = {&pb__export__descriptor, "Receipt", .timeout_ms = 8000, MG_CALL_PLAIN};
static const MgCallSpec close_call
    = {&pb__export__descriptor, "Close", .timeout_ms = 10000, MG_CALL_WRITE};

G_DEFINE_FINAL_TYPE (MgCarry, mg_carry, G_TYPE_OBJECT)

static guint changed_signal;

void
mg_carry_changed (MgCarry *self)
{
  g_signal_emit (self, changed_signal, 0);
}

static gint64
now_ms (void)
{
  return g_get_monotonic_time () / 1000;
}

static ProtobufCBinaryData
id_of (MgCarry *self)
{
  return (ProtobufCBinaryData) {sizeof self->ticket_id, self->ticket_id};
}

/* Nothing runs any more, whatever is shown. */
static void
halt (MgCarry *self)
{
  g_clear_handle_id (&self->timer, g_source_remove);
  mg_read_stop (self->download);
  mg_read_stop (self->receipt);
  g_clear_pointer (&self->agent, mg_agent_free);
  g_clear_pointer (&self->fresh, mg_secret_free);
  g_clear_pointer (&self->first, mg_message_free);
  mg_carry_file_clear (&self->file);
}

void
mg_carry_fail (MgCarry *self, MgCarryFailure failure)
{
  halt (self);
  self->failure = failure;
  self->state = MG_CARRY_FAILED;
  mg_carry_changed (self);
}

static void
fail_by (MgCarry *self, MgTrouble trouble)
{
  self->trouble = trouble;
  mg_carry_fail (self, MG_CARRY_TROUBLE);
}

/* --- the file --- */

static void
ask_piece (MgCarry *self)
{
  Pb__ExportDownloadRequest request = PB__EXPORT_DOWNLOAD_REQUEST__INIT;
  request.ticket_id = id_of (self);
  request.offset = self->file.got;
  mg_read_ask (self->download, &request.base);
}

static gboolean
take_piece (MgCarry *self, const Pb__ExportDownloadReply *piece)
{
  if (piece->size != self->file.size)
    return FALSE;
  if (self->file.got == 0 && (!piece->ticket || !piece->key_list))
    return FALSE;
  return mg_carry_file_add (&self->file, piece->piece.data, piece->piece.len);
}

static void
piece_cb (gpointer owner, MgMessage *message, MgTrouble trouble)
{
  MgCarry *self = owner;
  g_autoptr (MgMessage) came = message;
  self->trouble = message ? MG_N_TROUBLES : trouble;
  if (!message && mg_trouble_passes (trouble))
    {
      mg_carry_changed (self); /* it is asked for again by itself */
      return;
    }
  if (!message)
    {
      fail_by (self, trouble);
      return;
    }
  const gboolean is_first = self->file.got == 0;
  if (!take_piece (self, (const Pb__ExportDownloadReply *)mg_message_get (message)))
    {
      mg_carry_fail (self, MG_CARRY_BAD_FILE);
      return;
    }
  if (is_first)
    self->first = g_steal_pointer (&came);
  if (self->file.got < self->file.size)
    ask_piece (self);
  else if (mg_carry_file_seal (&self->file))
    self->state = MG_CARRY_READY;
  else
    {
      mg_carry_fail (self, MG_CARRY_BAD_FILE);
      return;
    }
  mg_carry_changed (self);
}

gboolean
mg_carry_open (MgCarry *self, const Pb__ExportItem *item)
{
  const Pb__BuiltExtract *extract = item->extract;
  if (!mg_carry_clear (self))
    return FALSE;
  if (item->ticket_id.len != sizeof self->ticket_id)
    return FALSE;
  memcpy (self->ticket_id, item->ticket_id.data, sizeof self->ticket_id);
  if (!extract || extract->sealed_sha256.len != 32
      || !mg_carry_file_open (&self->file, extract->sealed_size, extract->sealed_sha256.data))
    {
      mg_carry_fail (self, MG_CARRY_BAD_FILE);
      return TRUE;
    }
  self->state = MG_CARRY_LOADING;
  ask_piece (self);
  mg_carry_changed (self);
  return TRUE;
}

/* --- the ticket --- */

gboolean
mg_carry_start (MgCarry *self, MgSecret *fresh)
{
  g_autoptr (MgSecret) taken = fresh;
  if (self->state != MG_CARRY_READY)
    return FALSE;
  self->fresh = g_steal_pointer (&taken);
  self->state = MG_CARRY_NONCE;
  self->trouble = MG_N_TROUBLES;
  mg_carry_changed (self);
  if (!mg_carry_agent_begin (self))
    {
      mg_carry_fail (self, MG_CARRY_NO_AGENT);
      return FALSE;
    }
  return TRUE;
}

void
mg_carry_redeem (MgCarry *self)
{
  Pb__ExportRedeemRequest request = PB__EXPORT_REDEEM_REQUEST__INIT;
  request.ticket_id = id_of (self);
  request.nonce = (ProtobufCBinaryData) {sizeof self->nonce, self->nonce};
  self->state = MG_CARRY_REDEEMING;
  self->spent = MG_SPENT_UNKNOWN;
  self->proof_until_ms = now_ms () + PROOF_MS;
  mg_write_send_fresh (self->redeem, &request.base, g_steal_pointer (&self->fresh));
}

static void
ask_receipt (MgCarry *self)
{
  Pb__ExportReceiptRequest request = PB__EXPORT_RECEIPT_REQUEST__INIT;
  request.ticket_id = id_of (self);
  request.nonce = (ProtobufCBinaryData) {sizeof self->nonce, self->nonce};
  request.known_size = self->known_size;
  mg_read_ask (self->receipt, &request.base);
}

/* The ticket is spent and no write may begin: the agent is told, and its word ends this. */
static void
give_up_proof (MgCarry *self)
{
  mg_read_stop (self->receipt);
  self->failure = MG_CARRY_NO_PROOF;
  mg_carry_agent_cancel (self);
}

static gboolean
again_cb (gpointer data)
{
  MgCarry *self = data;
  self->timer = 0;
  if (self->state == MG_CARRY_REDEEMING)
    mg_write_again (self->redeem);
  else if (self->state == MG_CARRY_PROVING && now_ms () > self->proof_until_ms)
    give_up_proof (self);
  else if (self->state == MG_CARRY_PROVING)
    ask_receipt (self);
  else if (self->state == MG_CARRY_CLOSING)
    mg_carry_close_now (self);
  return G_SOURCE_REMOVE;
}

static void
again_after (MgCarry *self, guint ms)
{
  if (self->timer == 0)
    self->timer = g_timeout_add (ms, again_cb, self);
}

static void
redeemed_cb (gpointer owner, MgWrite *write)
{
  MgCarry *self = owner;
  const MgAct *act = mg_write_get_act (write);
  if (self->state != MG_CARRY_REDEEMING)
    return;
  if (act->state == MG_ACT_UNSETTLED)
    again_after (self, AGAIN_MS);
  else if (act->state == MG_ACT_FAILED)
    {
      self->spent = MG_SPENT_NO;
      fail_by (self, act->trouble);
      return;
    }
  else if (act->state == MG_ACT_DONE)
    {
      self->spent = MG_SPENT_YES;
      if (self->closed || !self->agent)
        {
          if (self->closed) /* the agent ended before: its word is there already */
            mg_carry_close_now (self);
          else
            mg_carry_fail (self, MG_CARRY_AGENT_GONE);
          return;
        }
      self->state = MG_CARRY_PROVING;
      ask_receipt (self);
    }
  mg_carry_changed (self);
}

static void
receipt_cb (gpointer owner, MgMessage *message, MgTrouble trouble)
{
  MgCarry *self = owner;
  g_autoptr (MgMessage) came = message;
  if (self->state != MG_CARRY_PROVING)
    return;
  self->trouble = message ? MG_N_TROUBLES : trouble;
  const Pb__ExportReceiptReply *reply
      = message ? (const Pb__ExportReceiptReply *)mg_message_get (message) : NULL;
  if (reply && reply->receipt)
    mg_carry_agent_receipt (self, reply->receipt);
  else if (reply)
    again_after (self, RECEIPT_MS);
  else if (!mg_trouble_passes (trouble) && trouble != MG_TROUBLE_LOCKED)
    give_up_proof (self);
  else /* asked again by itself, or after the screen is opened again; the time runs */
    again_after (self, AGAIN_MS);
}

/* --- the close --- */

void
mg_carry_close_now (MgCarry *self)
{
  gsize n;
  const guint8 *bytes = g_bytes_get_data (self->closed, &n);
  self->state = MG_CARRY_CLOSING;
  mg_read_stop (self->receipt);
  mg_carry_file_clear (&self->file);
  if (!mg_write_again (self->close))
    {
      Pb__ExportCloseRequest *request = pb__export_close_request__unpack (NULL, n, bytes);
      mg_write_send (self->close, &request->base);
      pb__export_close_request__free_unpacked (request, NULL);
    }
  mg_carry_changed (self);
}

/* A definite no of the server to the agent's word: sending it again cannot help. */
static gboolean
is_final (MgTrouble trouble)
{
  return trouble == MG_TROUBLE_CONFLICT || trouble == MG_TROUBLE_NOT_FOUND
         || trouble == MG_TROUBLE_INVALID || trouble == MG_TROUBLE_RULE
         || trouble == MG_TROUBLE_DENIED;
}

static void
closed_cb (gpointer owner, MgWrite *write)
{
  MgCarry *self = owner;
  const MgAct *act = mg_write_get_act (write);
  if (self->state != MG_CARRY_CLOSING)
    return;
  if (act->state == MG_ACT_UNSETTLED || (act->state == MG_ACT_FAILED && !is_final (act->trouble)))
    again_after (self, AGAIN_MS);
  else if (act->state == MG_ACT_DONE || act->state == MG_ACT_FAILED)
    {
      g_clear_pointer (&self->closed, g_bytes_unref);
      if (act->state == MG_ACT_FAILED)
        mg_carry_fail (self, MG_CARRY_NOT_TAKEN);
      else if (!self->was_written)
        mg_carry_fail (self,
                       self->failure == MG_CARRY_NO_PROOF ? MG_CARRY_NO_PROOF : MG_CARRY_REASON);
      else
        {
          halt (self);
          self->state = MG_CARRY_DONE;
        }
    }
  mg_carry_changed (self);
}

gboolean
mg_carry_recover (MgCarry *self, const Pb__ExportItem *item)
{
  if (item->ticket_id.len != sizeof self->ticket_id || !mg_carry_clear (self))
    return FALSE;
  memcpy (self->ticket_id, item->ticket_id.data, sizeof self->ticket_id);
  self->state = MG_CARRY_ASKING;
  self->spent = MG_SPENT_YES;
  self->was_open = TRUE; /* for all that is known here */
  mg_carry_changed (self);
  if (!mg_carry_agent_last (self))
    mg_carry_fail (self, MG_CARRY_NO_AGENT);
  return TRUE;
}

/* --- the clerk --- */

void
mg_carry_cancel (MgCarry *self)
{
  if (self->state == MG_CARRY_LOADING || self->state == MG_CARRY_READY
      || self->state == MG_CARRY_NONCE)
    mg_carry_fail (self, MG_CARRY_GIVEN_UP);
  else if (self->state == MG_CARRY_PROVING || self->state == MG_CARRY_WRITING)
    mg_carry_agent_cancel (self);
}

static void
forget (MgCarry *self)
{
  halt (self);
  g_clear_pointer (&self->closed, g_bytes_unref);
  mg_write_clear (self->redeem);
  mg_write_clear (self->close);
  self->state = MG_CARRY_IDLE;
  self->spent = MG_SPENT_NO;
  self->failure = MG_CARRY_WELL;
  self->trouble = MG_N_TROUBLES;
  self->reason[0] = '\0';
  self->done = self->total = 0;
  self->phase = 0;
  self->was_open = self->was_written = FALSE;
  explicit_bzero (self->nonce, sizeof self->nonce);
}

gboolean
mg_carry_clear (MgCarry *self)
{
  if (mg_carry_is_running (self))
    return FALSE;
  forget (self);
  mg_carry_changed (self);
  return TRUE;
}

void
mg_carry_leave (MgCarry *self)
{
  forget (self);
}

gboolean
mg_carry_is_running (MgCarry *self)
{
  return self->state >= MG_CARRY_NONCE && self->state <= MG_CARRY_CLOSING;
}

MgCarryState
mg_carry_get_state (MgCarry *self)
{
  return self->state;
}

const guint8 *
mg_carry_get_ticket_id (MgCarry *self)
{
  return self->ticket_id;
}

void
mg_carry_get_progress (MgCarry *self, guint64 *ret_done, guint64 *ret_total)
{
  const gboolean loads = self->state == MG_CARRY_LOADING;
  *ret_done = loads ? self->file.got : self->done;
  *ret_total = loads ? self->file.size : self->total;
}

int
mg_carry_get_phase (MgCarry *self)
{
  return self->phase;
}

MgSpent
mg_carry_get_spent (MgCarry *self)
{
  return self->spent;
}

MgCarryFailure
mg_carry_get_failure (MgCarry *self)
{
  return self->failure;
}

const char *
mg_carry_get_reason (MgCarry *self)
{
  return self->reason;
}

MgTrouble
mg_carry_get_trouble (MgCarry *self)
{
  return self->trouble;
}

gboolean
mg_carry_was_open (MgCarry *self)
{
  return self->was_open;
}

int
mg_carry_get_fd (MgCarry *self)
{
  return self->file.fd;
}

static void
mg_carry_finalize (GObject *object)
{
  MgCarry *self = MG_CARRY (object);
  halt (self);
  g_clear_pointer (&self->closed, g_bytes_unref);
  mg_read_free (self->download);
  mg_read_free (self->receipt);
  mg_write_free (self->redeem);
  mg_write_free (self->close);
  G_OBJECT_CLASS (mg_carry_parent_class)->finalize (object);
}

static void
mg_carry_class_init (MgCarryClass *klass)
{
  G_OBJECT_CLASS (klass)->finalize = mg_carry_finalize;
  changed_signal = g_signal_new ("changed", MG_TYPE_CARRY, G_SIGNAL_RUN_LAST, 0, NULL, NULL, NULL,
                                 G_TYPE_NONE, 0);
}

static void
mg_carry_init (MgCarry *self)
{
  mg_carry_file_init (&self->file);
  self->trouble = MG_N_TROUBLES;
}

MgCarry *
mg_carry_new (MgLine *line, const char *agent_path)
{
  MgCarry *self = g_object_new (MG_TYPE_CARRY, NULL);
  self->agent_path = agent_path;
  self->download = mg_read_new (line, &download_call, piece_cb, self);
  self->receipt = mg_read_new (line, &receipt_call, receipt_cb, self);
  self->redeem = mg_write_new (line, &redeem_call, redeemed_cb, self);
  self->close = mg_write_new (line, &close_call, closed_cb, self);
  return self;
}
