/* SPDX-License-Identifier: Apache-2.0 */
#include "mg-ticket.h"
#include <string.h>
#include "model/mg-i18n.h"
#include "wire/envelope.h"

#define DIGEST_BYTES 32
#define ID_BYTES 16
#define WINDOW_US (G_GINT64_CONSTANT (4) * 3600 * 1000000)

const char *
mg_ticket_words (MgTicketVerdict verdict)
{
  static const char *const words[] = {
      [MG_TICKET_OK] = "",
      [MG_TICKET_INCOMPLETE] = N_ ("申請に足りない項目があります。署名していません。差し戻して、申"
                                   "請し直してもらってください。"),
      [MG_TICKET_DIFFERS] = N_ ("表示した中身と、封をしたファイルが一致しません。署名していません。"
                                "情報システム課に連絡してください。"),
      [MG_TICKET_OWN] = N_ ("自分で申請または抽出したものは承認できません。署名していません。"),
      [MG_TICKET_NOT_OPEN]
      = N_ ("この申請はもう承認待ちではありません。［F5］で読み直してください。"),
      [MG_TICKET_NO_KEY] = N_ ("あなたの署名鍵が有効ではありません。署名していません。情報システム"
                               "課に連絡してください。"),
      [MG_TICKET_EPOCH]
      = N_ ("署名鍵の一覧が替わりました。署名していません。［F5］で読み直してください。"),
      [MG_TICKET_AUTHORITY]
      = N_ ("署名鍵の一覧が市の認証局のものと確かめられません。署名していません。情報システム課に連"
            "絡してください。"),
      [MG_TICKET_PERIOD]
      = N_ ("許可の期間が正しくありません。署名していません。情報システム課に連絡してください。"),
  };
  return *words[verdict] ? _ (words[verdict]) : "";
}

void
mg_key_list_free (Sg__KeyList *list)
{
  sg__key_list__free_unpacked (list, NULL);
}

const Sg__Key *
mg_key_list_find (const Sg__KeyList *list, const char *staff_no, gint64 now_us)
{
  for (size_t i = 0; list && i < list->n_keys; i++)
    {
      const Sg__Key *key = list->keys[i];
      if (key->use == SG__KEY__USE__SUPERVISOR && g_str_equal (key->holder, staff_no)
          && key->public_key.len == MG_PUBLIC_KEY_BYTES && key->not_before_us <= now_us
          && now_us < key->not_after_us)
        return key;
    }
  return NULL;
}

static gboolean
is_same_bytes (const ProtobufCBinaryData *a, const ProtobufCBinaryData *b)
{
  return a->len == b->len && (a->len == 0 || memcmp (a->data, b->data, a->len) == 0);
}

static gboolean
is_same_message (const ProtobufCMessage *a, const ProtobufCMessage *b)
{
  g_autoptr (GBytes) packed_a = mg_line_pack (a);
  g_autoptr (GBytes) packed_b = mg_line_pack (b);
  return g_bytes_equal (packed_a, packed_b);
}

gboolean
mg_preview_same (const Pb__ExportPreviewReply *a, const Pb__ExportPreviewReply *b)
{
  if (!a->item || !b->item || a->n_columns != b->n_columns
      || !is_same_message (&a->item->base, &b->item->base))
    return FALSE;
  for (size_t i = 0; i < a->n_columns; i++)
    if (!is_same_message (&a->columns[i]->base, &b->columns[i]->base))
      return FALSE;
  return is_same_bytes (&a->plain_sha256, &b->plain_sha256)
         && is_same_bytes (&a->sealed_sha256, &b->sealed_sha256) && a->key_epoch == b->key_epoch;
}

static gboolean
is_complete (const Pb__ExportPreviewReply *seen)
{
  const Pb__ExportItem *item = seen->item;
  const Sg__UsbDevice *device = item ? item->device : NULL;
  return item && item->extract && device && item->ticket_id.len == ID_BYTES && device->vendor > 0
         && device->product > 0 && *device->serial && device->descriptors_sha256.len == DIGEST_BYTES
         && seen->plain_sha256.len == DIGEST_BYTES && seen->sealed_sha256.len == DIGEST_BYTES
         && item->extract->sealed_size > 0 && *item->file_name && *item->purpose && *item->recipient
         && *item->requester && *item->extract->extractor && item->terminal > 0;
}

static MgTicketVerdict
judge (const Pb__ExportPreviewReply *seen, const Sg__KeyList *list, const char *approver,
       gint64 now_us)
{
  const Pb__ExportItem *item = seen->item;
  if (!is_complete (seen))
    return MG_TICKET_INCOMPLETE;
  if (item->state != PB__EXPORT_STATE__EXPORT_REQUESTED)
    return MG_TICKET_NOT_OPEN;
  if (!is_same_bytes (&seen->plain_sha256, &item->extract->plain_sha256)
      || !is_same_bytes (&seen->sealed_sha256, &item->extract->sealed_sha256))
    return MG_TICKET_DIFFERS;
  if (g_str_equal (item->requester, approver) || g_str_equal (item->extract->extractor, approver))
    return MG_TICKET_OWN;
  if (!list || !mg_key_list_find (list, approver, now_us))
    return MG_TICKET_NO_KEY;
  if (list->epoch != seen->key_epoch)
    return MG_TICKET_EPOCH;
  if (seen->not_after_us <= seen->not_before_us
      || seen->not_after_us - seen->not_before_us > WINDOW_US || seen->not_after_us <= now_us)
    return MG_TICKET_PERIOD;
  return MG_TICKET_OK;
}

MgTicketVerdict
mg_ticket_build (const Pb__ExportPreviewReply *seen, const Sg__KeyList *list, const char *approver,
                 gint64 now_us, GBytes **ret_payload)
{
  const MgTicketVerdict verdict = judge (seen, list, approver, now_us);
  Sg__ExportTicket ticket = SG__EXPORT_TICKET__INIT;
  if (verdict != MG_TICKET_OK)
    return verdict;
  const Pb__ExportItem *item = seen->item;
  ticket.ticket_id = item->ticket_id;
  ticket.municipality = list->municipality;
  ticket.kind = SG__EXPORT_TICKET__KIND__EXPORT;
  ticket.extractor = item->extract->extractor;
  ticket.requester = item->requester;
  ticket.approver = (char *)approver;
  ticket.terminal = item->terminal;
  ticket.device = item->device;
  ticket.plain_sha256 = seen->plain_sha256;
  ticket.sealed_sha256 = seen->sealed_sha256;
  ticket.sealed_size = item->extract->sealed_size;
  ticket.file_name = item->file_name;
  ticket.row_count = item->extract->row_count;
  ticket.purpose = item->purpose;
  ticket.recipient = item->recipient;
  ticket.not_before_us = seen->not_before_us;
  ticket.not_after_us = seen->not_after_us;
  ticket.key_epoch = seen->key_epoch;
  *ret_payload = mg_line_pack (&ticket.base);
  return MG_TICKET_OK;
}
