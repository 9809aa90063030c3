/* SPDX-License-Identifier: Apache-2.0 */
#include "mg-approval.h"
#include <string.h>
#include "mg-sign.h"
#include "model/mg-digest.h"
#include "wire/envelope.h"

static const MgCallSpec list_call
    = {&pb__export__descriptor, "List", .timeout_ms = 8000, MG_CALL_PLAIN};
static const MgCallSpec keys_call
    = {&pb__export__descriptor, "Keys", .timeout_ms = 8000, MG_CALL_PLAIN};
/* The server opens and hashes the whole file for each page. */
static const MgCallSpec preview_call
    = {&pb__export__descriptor, "Preview", .timeout_ms = 30000, MG_CALL_PLAIN};
static const MgCallSpec approve_call
    = {&pb__export__descriptor, "Approve", .timeout_ms = 15000, MG_CALL_WRITE};
static const MgCallSpec refuse_call
    = {&pb__export__descriptor, "Refuse", .timeout_ms = 10000, MG_CALL_WRITE};

struct _MgApproval
{
  GObject parent_instance;
  /* owned */
  MgShelf list;
  MgShelf keys;
  MgRead *preview;
  MgMessage *first; /* NULL: not come */
  MgMessage *page;  /* NULL: first is in sight */
  MgWrite *approve;
  MgWrite *refuse;
  MgSigned *signature; /* NULL: none */
  GCancellable *signing_cancel;
  char *staff_no;
  /* borrowed */
  MgWrite *last;
  MgAuthority *authority; /* NULL: none is pinned here, and nothing is signed */
  /* state */
  MgSigning signing;
  MgTrouble trouble;
  guint chosen;
  guint first_row; /* of the page in sight */
  guint wanted_row;
};

G_DEFINE_FINAL_TYPE (MgApproval, mg_approval, G_TYPE_OBJECT)

static guint changed_signal;

static void
changed (gpointer self)
{
  g_signal_emit (self, changed_signal, 0);
}

void
mg_approval_drop_signature (MgApproval *self)
{
  if (self->signing_cancel)
    g_cancellable_cancel (self->signing_cancel);
  g_clear_object (&self->signing_cancel);
  g_clear_pointer (&self->signature, mg_signed_free);
  self->signing = MG_SIGNING_NONE;
}

/* What was in sight, given away so that it goes after the screen has let go of it. */
static void
drop_preview (MgApproval *self, MgMessage **ret_first, MgMessage **ret_page)
{
  mg_read_stop (self->preview);
  mg_approval_drop_signature (self);
  *ret_first = g_steal_pointer (&self->first);
  *ret_page = g_steal_pointer (&self->page);
  self->first_row = self->wanted_row = 0;
  self->trouble = MG_N_TROUBLES;
}

static const Pb__ExportItem *
item (MgApproval *self)
{
  const Pb__ExportListReply *list = mg_approval_get_list (self);
  return list && self->chosen < list->n_items ? list->items[self->chosen] : NULL;
}

static void
ask_rows (MgApproval *self, guint first_row)
{
  Pb__ExportPreviewRequest request = PB__EXPORT_PREVIEW_REQUEST__INIT;
  self->wanted_row = first_row;
  request.ticket_id = item (self)->ticket_id;
  request.first_row = first_row;
  mg_read_ask (self->preview, &request.base);
}

static void
previewed_cb (gpointer owner, MgMessage *message, MgTrouble trouble)
{
  MgApproval *self = owner;
  g_autoptr (MgMessage) came = message;
  g_autoptr (MgMessage) old = NULL;
  self->trouble = message ? MG_N_TROUBLES : trouble;
  if (message && !self->first)
    self->first = g_steal_pointer (&came);
  else if (message
           && !mg_preview_same (mg_approval_get_first (self),
                                (const Pb__ExportPreviewReply *)mg_message_get (message)))
    self->trouble = MG_TROUBLE_CONFLICT; /* not the file whose first rows were shown */
  else if (message)
    {
      old = g_steal_pointer (&self->page);
      self->page = g_steal_pointer (&came);
      self->first_row = self->wanted_row;
    }
  changed (self);
}

void
mg_approval_choose (MgApproval *self, guint n)
{
  g_autoptr (MgMessage) first = NULL;
  g_autoptr (MgMessage) page = NULL;
  drop_preview (self, &first, &page);
  self->chosen = n;
  mg_write_clear (self->approve);
  mg_write_clear (self->refuse);
  if (item (self))
    ask_rows (self, 0);
  changed (self);
}

static void
listed_cb (gpointer owner)
{
  MgApproval *self = owner;
  const Pb__ExportListReply *list = mg_approval_get_list (self);
  if (list && self->list.trouble == MG_N_TROUBLES && !self->first)
    mg_approval_choose (self, self->chosen < list->n_items ? self->chosen : 0);
  else
    changed (self);
}

void
mg_approval_ask (MgApproval *self, const char *staff_no)
{
  g_autoptr (MgMessage) first = NULL;
  g_autoptr (MgMessage) page = NULL;
  Pb__ExportListRequest list = PB__EXPORT_LIST_REQUEST__INIT;
  Pb__ExportKeysRequest keys = PB__EXPORT_KEYS_REQUEST__INIT;
  char *copy = g_strdup (staff_no);
  g_free (self->staff_no);
  self->staff_no = copy;
  drop_preview (self, &first, &page);
  list.to_approve = TRUE;
  mg_shelf_ask (&self->list, &list.base);
  mg_shelf_ask (&self->keys, &keys.base);
  changed (self);
}

void
mg_approval_clear (MgApproval *self)
{
  g_autoptr (MgMessage) first = NULL;
  g_autoptr (MgMessage) page = NULL;
  g_autoptr (MgMessage) list = mg_shelf_empty (&self->list);
  g_autoptr (MgMessage) keys = mg_shelf_empty (&self->keys);
  drop_preview (self, &first, &page);
  mg_write_clear (self->approve);
  mg_write_clear (self->refuse);
  self->chosen = 0;
  changed (self);
}

const Pb__ExportListReply *
mg_approval_get_list (MgApproval *self)
{
  return (const Pb__ExportListReply *)mg_shelf_get (&self->list);
}

gboolean
mg_approval_is_busy (MgApproval *self)
{
  return mg_shelf_is_busy (&self->list) || mg_read_is_busy (self->preview);
}

MgTrouble
mg_approval_get_trouble (MgApproval *self)
{
  return self->list.trouble != MG_N_TROUBLES   ? self->list.trouble
         : self->keys.trouble != MG_N_TROUBLES ? self->keys.trouble
                                               : self->trouble;
}

guint
mg_approval_get_chosen (MgApproval *self)
{
  return self->chosen;
}

const Pb__ExportPreviewReply *
mg_approval_get_first (MgApproval *self)
{
  return self->first ? (const Pb__ExportPreviewReply *)mg_message_get (self->first) : NULL;
}

const Pb__ExportPreviewReply *
mg_approval_get_page (MgApproval *self, guint *ret_first_row)
{
  *ret_first_row = self->first_row;
  return self->page ? (const Pb__ExportPreviewReply *)mg_message_get (self->page)
                    : mg_approval_get_first (self);
}

gboolean
mg_approval_turn (MgApproval *self, int by)
{
  const Pb__ExportPreviewReply *first = mg_approval_get_first (self);
  const gint64 wanted = (gint64)self->first_row + by * MG_PREVIEW_PAGE;
  if (!first || mg_read_is_busy (self->preview) || wanted < 0
      || wanted >= (gint64)first->item->extract->row_count)
    return FALSE;
  ask_rows (self, (guint)wanted);
  return TRUE;
}

/* --- the signature --- */

static void
signed_cb (GObject *source, GAsyncResult *result, gpointer data)
{
  MgApproval *self = MG_APPROVAL (source);
  MgSigning outcome = MG_SIGNING_BROKEN;
  MgSigned *signature = mg_sign_finish (result, &outcome);
  if (g_task_get_cancellable (G_TASK (result)) != self->signing_cancel)
    {
      mg_signed_free (signature);
      return;
    }
  self->signing = outcome;
  self->signature = signature;
  changed (self);
}

MgTicketVerdict
mg_approval_sign (MgApproval *self, const char *pin, gint64 now_us)
{
  const Pb__ExportPreviewReply *seen = mg_approval_get_first (self);
  const Pb__ExportKeysReply *keys = (const Pb__ExportKeysReply *)mg_shelf_get (&self->keys);
  g_autoptr (GBytes) payload = NULL;
  if (!seen || !keys)
    return MG_TICKET_INCOMPLETE;
  g_autoptr (Sg__KeyList) list
      = self->authority ? mg_authority_open (self->authority, keys->key_list) : NULL;
  if (!list)
    return MG_TICKET_AUTHORITY;
  const MgTicketVerdict verdict = mg_ticket_build (seen, list, self->staff_no, now_us, &payload);
  if (verdict != MG_TICKET_OK)
    return verdict;
  mg_approval_drop_signature (self);
  self->signing = MG_SIGNING_OPENING;
  self->signing_cancel = g_cancellable_new ();
  mg_sign_async (G_OBJECT (self), payload, keys->own,
                 mg_key_list_find (list, self->staff_no, now_us)->public_key.data, pin,
                 self->signing_cancel, signed_cb, NULL);
  changed (self);
  return MG_TICKET_OK;
}

MgSigning
mg_approval_get_signing (MgApproval *self)
{
  return self->signing;
}

char *
mg_approval_format_signed (MgApproval *self)
{
  if (!self->signature)
    return NULL;
  g_autofree char *digits
      = g_compute_checksum_for_bytes (G_CHECKSUM_SHA256, self->signature->payload);
  return mg_digest_group (digits);
}

static void
written_cb (gpointer owner, MgWrite *write)
{
  MgApproval *self = owner;
  const MgAct *act = mg_write_get_act (write);
  if (!mg_act_is_open (act))
    mg_approval_drop_signature (self);
  changed (self);
}

gboolean
mg_approval_approve (MgApproval *self, MgSecret *fresh)
{
  g_autoptr (MgSecret) taken = fresh;
  Pb__ExportApproveRequest request = PB__EXPORT_APPROVE_REQUEST__INIT;
  Pb__Envelope envelope = PB__ENVELOPE__INIT;
  gsize n;
  self->last = self->approve;
  if (mg_write_again (self->approve))
    return TRUE;
  if (!self->signature || self->signing != MG_SIGNING_SIGNED || !self->first)
    return FALSE;
  const guint8 *payload = g_bytes_get_data (self->signature->payload, &n);
  envelope.payload_type = (char *)MG_ENVELOPE_TYPE ("export-ticket");
  envelope.payload = (ProtobufCBinaryData) {n, (uint8_t *)payload};
  envelope.key_id = (ProtobufCBinaryData) {MG_KEY_ID_BYTES, self->signature->with.key_id};
  envelope.signature = (ProtobufCBinaryData) {MG_SIGNATURE_BYTES, self->signature->with.signature};
  request.ticket_id = mg_approval_get_first (self)->item->ticket_id;
  request.ticket = &envelope;
  return mg_write_send_fresh (self->approve, &request.base, g_steal_pointer (&taken));
}

gboolean
mg_approval_refuse (MgApproval *self, const char *words)
{
  Pb__ExportRefuseRequest request = PB__EXPORT_REFUSE_REQUEST__INIT;
  self->last = self->refuse;
  if (mg_write_again (self->refuse))
    return TRUE;
  if (!item (self))
    return FALSE;
  request.ticket_id = item (self)->ticket_id;
  request.words = (char *)words;
  return mg_write_send (self->refuse, &request.base);
}

const MgAct *
mg_approval_get_act (MgApproval *self, gboolean *ret_is_refusal)
{
  *ret_is_refusal = self->last == self->refuse;
  return mg_write_get_act (self->last);
}

static void
mg_approval_finalize (GObject *object)
{
  MgApproval *self = MG_APPROVAL (object);
  mg_approval_drop_signature (self);
  mg_shelf_finish (&self->list);
  mg_shelf_finish (&self->keys);
  mg_read_free (self->preview);
  g_clear_pointer (&self->first, mg_message_free);
  g_clear_pointer (&self->page, mg_message_free);
  mg_write_free (self->approve);
  mg_write_free (self->refuse);
  g_free (self->staff_no);
  G_OBJECT_CLASS (mg_approval_parent_class)->finalize (object);
}

static void
mg_approval_class_init (MgApprovalClass *klass)
{
  G_OBJECT_CLASS (klass)->finalize = mg_approval_finalize;
  changed_signal = g_signal_new ("changed", MG_TYPE_APPROVAL, G_SIGNAL_RUN_LAST, 0, NULL, NULL,
                                 NULL, G_TYPE_NONE, 0);
}

static void
mg_approval_init (MgApproval *self)
{
  self->staff_no = g_strdup ("");
  self->trouble = MG_N_TROUBLES;
}

MgApproval *
mg_approval_new (MgLine *line, MgAuthority *authority)
{
  MgApproval *self = g_object_new (MG_TYPE_APPROVAL, NULL);
  mg_shelf_init (&self->list, line, &list_call, listed_cb, self);
  mg_shelf_init (&self->keys, line, &keys_call, changed, self);
  self->preview = mg_read_new (line, &preview_call, previewed_cb, self);
  self->approve = mg_write_new (line, &approve_call, written_cb, self);
  self->refuse = mg_write_new (line, &refuse_call, written_cb, self);
  self->last = self->approve;
  self->authority = authority;
  return self;
}
