/* SPDX-License-Identifier: Apache-2.0
 * The part of MgCarry that speaks with the agent. */
#include <string.h>
#include "mg-carry-private.h"
#include "wire/envelope.h"
#include "wire/message.h"

#define NONCE_BYTES 32

static Ag__Signed
signed_of (const Pb__Envelope *envelope)
{
  Ag__Signed s = AG__SIGNED__INIT;
  s.payload = envelope->payload;
  s.key_id = envelope->key_id;
  s.signature = envelope->signature;
  return s;
}

static void
take_nonce (MgCarry *self, const Ag__Nonce *nonce)
{
  if (self->state != MG_CARRY_NONCE || nonce->nonce.len != NONCE_BYTES)
    {
      mg_carry_fail (self, MG_CARRY_AGENT_GONE);
      return;
    }
  memcpy (self->nonce, nonce->nonce.data, NONCE_BYTES);
  self->known_size = nonce->known_size;
  mg_carry_redeem (self);
}

static void
take_refusal (MgCarry *self, const char *reason)
{
  g_strlcpy (self->reason, reason, sizeof self->reason);
  mg_carry_fail (self, self->failure == MG_CARRY_NO_PROOF ? MG_CARRY_NO_PROOF : MG_CARRY_REASON);
}

/* What the agent signed, read for the screen; the server judges it. FALSE: it is of another ticket.
 */
static gboolean
read_close (MgCarry *self, const Ag__Signed *close)
{
  ProtobufCMessage *message = NULL;
  struct mg_error error = {0};
  self->was_written = FALSE;
  if (!mg_message_unpack_exact (&sg__export_close__descriptor, NULL, close->payload.data,
                                close->payload.len, &message, &error))
    return FALSE;
  Sg__ExportClose *word = (Sg__ExportClose *)message;
  const gboolean is_ours
      = word->ticket_id.len == sizeof self->ticket_id
        && memcmp (word->ticket_id.data, self->ticket_id, sizeof self->ticket_id) == 0;
  self->was_written = word->outcome == SG__EXPORT_CLOSE__OUTCOME__WRITTEN;
  self->was_open = word->opened_us > 0;
  g_strlcpy (self->reason, word->reason, sizeof self->reason);
  sg__export_close__free_unpacked (word, NULL);
  return is_ours;
}

static void
take_done (MgCarry *self, const Ag__Signed *close)
{
  Pb__ExportCloseRequest request = PB__EXPORT_CLOSE_REQUEST__INIT;
  Pb__Envelope envelope = PB__ENVELOPE__INIT;
  envelope.payload_type = (char *)MG_ENVELOPE_TYPE ("export-close");
  envelope.payload = close->payload;
  envelope.key_id = close->key_id;
  envelope.signature = close->signature;
  request.ticket_id = (ProtobufCBinaryData) {sizeof self->ticket_id, self->ticket_id};
  request.close = &envelope;
  g_clear_pointer (&self->agent, mg_agent_free);
  if (!read_close (self, close))
    {
      mg_carry_fail (self, MG_CARRY_AGENT_GONE);
      return;
    }
  g_clear_pointer (&self->closed, g_bytes_unref);
  self->closed = mg_line_pack (&request.base);
  if (self->state
      != MG_CARRY_REDEEMING) /* there the server has the word whether anything was spent */
    mg_carry_close_now (self);
}

static void
said_cb (gpointer owner, const Ag__FromAgent *message)
{
  MgCarry *self = owner;
  if (!message)
    {
      g_clear_pointer (&self->agent, mg_agent_free);
      if (self->state != MG_CARRY_REDEEMING)
        mg_carry_fail (self, MG_CARRY_AGENT_GONE);
    }
  else if (message->nonce)
    take_nonce (self, message->nonce);
  else if (message->refused)
    take_refusal (self, message->refused->reason);
  else if (message->done && message->done->close)
    take_done (self, message->done->close);
  else if (message->progress)
    {
      self->state = MG_CARRY_WRITING;
      self->was_open = TRUE;
      self->phase = (int)message->progress->phase;
      self->done = message->progress->done;
      self->total = message->progress->total;
      mg_carry_changed (self);
    }
}

gboolean
mg_carry_agent_begin (MgCarry *self)
{
  const Pb__ExportDownloadReply *first
      = (const Pb__ExportDownloadReply *)mg_message_get (self->first);
  Ag__ToAgent message = AG__TO_AGENT__INIT;
  Ag__Begin begin = AG__BEGIN__INIT;
  Ag__Signed ticket = signed_of (first->ticket);
  Ag__Signed key_list = signed_of (first->key_list);
  begin.ticket = &ticket;
  begin.key_list = &key_list;
  message.begin = &begin;
  g_clear_pointer (&self->agent, mg_agent_free);
  self->agent = mg_agent_connect (self->agent_path, said_cb, self);
  return self->agent && mg_agent_send (self->agent, &message, self->file.fd);
}

void
mg_carry_agent_receipt (MgCarry *self, const Pb__Envelope *receipt)
{
  Ag__ToAgent message = AG__TO_AGENT__INIT;
  Ag__Receipt part = AG__RECEIPT__INIT;
  Ag__Signed s = signed_of (receipt);
  part.receipt = &s;
  message.receipt = &part;
  if (!self->agent || !mg_agent_send (self->agent, &message, -1))
    mg_carry_fail (self, MG_CARRY_AGENT_GONE);
}

gboolean
mg_carry_agent_last (MgCarry *self)
{
  Ag__ToAgent message = AG__TO_AGENT__INIT;
  Ag__Last last = AG__LAST__INIT;
  message.last = &last;
  g_clear_pointer (&self->agent, mg_agent_free);
  self->agent = mg_agent_connect (self->agent_path, said_cb, self);
  return self->agent && mg_agent_send (self->agent, &message, -1);
}

void
mg_carry_agent_cancel (MgCarry *self)
{
  Ag__ToAgent message = AG__TO_AGENT__INIT;
  Ag__Cancel cancel = AG__CANCEL__INIT;
  message.cancel = &cancel;
  if (self->agent && !mg_agent_send (self->agent, &message, -1))
    mg_carry_fail (self, MG_CARRY_AGENT_GONE);
}
