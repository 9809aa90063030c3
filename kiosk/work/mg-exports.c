/* SPDX-License-Identifier: Apache-2.0 */
#include "mg-exports.h"
#include <string.h>
#include "model/mg-i18n.h"

#define N_SHELVES 4

static const MgCallSpec specs_call
    = {&pb__extract__descriptor, "Specs", .timeout_ms = 8000, MG_CALL_PLAIN};
static const MgCallSpec extracts_call
    = {&pb__extract__descriptor, "List", .timeout_ms = 8000, MG_CALL_PLAIN};
static const MgCallSpec own_call
    = {&pb__export__descriptor, "List", .timeout_ms = 8000, MG_CALL_PLAIN};
static const MgCallSpec media_call
    = {&pb__media__descriptor, "List", .timeout_ms = 8000, MG_CALL_PLAIN};
static const MgCallSpec request_call
    = {&pb__export__descriptor, "Request", .timeout_ms = 10000, MG_CALL_WRITE};
static const MgCallSpec withdraw_call
    = {&pb__export__descriptor, "Withdraw", .timeout_ms = 10000, MG_CALL_WRITE};
/* Reads and seals everything of a period. */
static const MgCallSpec build_call
    = {&pb__extract__descriptor, "Build", .timeout_ms = 120000, MG_CALL_WRITE};

struct _MgExports
{
  GObject parent_instance;
  /* owned */
  MgShelf shelves[N_SHELVES]; /* specs, extracts, own, media */
  MgWrite *request;
  MgWrite *withdraw;
  MgWrite *build;
  /* state */
  MgExportsWhich last;
};

G_DEFINE_FINAL_TYPE (MgExports, mg_exports, G_TYPE_OBJECT)

static guint changed_signal;

static void
changed (gpointer self)
{
  g_signal_emit (self, changed_signal, 0);
}

void
mg_exports_ask (MgExports *self)
{
  Pb__ExtractSpecsRequest specs = PB__EXTRACT_SPECS_REQUEST__INIT;
  Pb__ExtractListRequest extracts = PB__EXTRACT_LIST_REQUEST__INIT;
  Pb__ExportListRequest own = PB__EXPORT_LIST_REQUEST__INIT;
  Pb__MediaListRequest media = PB__MEDIA_LIST_REQUEST__INIT;
  mg_shelf_ask (&self->shelves[0], &specs.base);
  mg_shelf_ask (&self->shelves[1], &extracts.base);
  mg_shelf_ask (&self->shelves[2], &own.base);
  mg_shelf_ask (&self->shelves[3], &media.base);
}

void
mg_exports_clear (MgExports *self)
{
  MgMessage *old[N_SHELVES];
  for (guint i = 0; i < N_SHELVES; i++)
    old[i] = mg_shelf_empty (&self->shelves[i]);
  mg_write_clear (self->request);
  mg_write_clear (self->withdraw);
  mg_write_clear (self->build);
  changed (self);
  for (guint i = 0; i < N_SHELVES; i++)
    mg_message_free (old[i]);
}

const Pb__ExtractSpecsReply *
mg_exports_get_specs (MgExports *self)
{
  return (const Pb__ExtractSpecsReply *)mg_shelf_get (&self->shelves[0]);
}

const Pb__ExtractListReply *
mg_exports_get_extracts (MgExports *self)
{
  return (const Pb__ExtractListReply *)mg_shelf_get (&self->shelves[1]);
}

const Pb__ExportListReply *
mg_exports_get_own (MgExports *self)
{
  return (const Pb__ExportListReply *)mg_shelf_get (&self->shelves[2]);
}

const Pb__MediaListReply *
mg_exports_get_media (MgExports *self)
{
  return (const Pb__MediaListReply *)mg_shelf_get (&self->shelves[3]);
}

gboolean
mg_exports_is_busy (MgExports *self)
{
  gboolean busy = FALSE;
  for (guint i = 0; i < N_SHELVES; i++)
    busy |= mg_shelf_is_busy (&self->shelves[i]);
  return busy;
}

MgTrouble
mg_exports_get_trouble (MgExports *self)
{
  for (guint i = 0; i < N_SHELVES; i++)
    if (self->shelves[i].trouble != MG_N_TROUBLES)
      return self->shelves[i].trouble;
  return MG_N_TROUBLES;
}

static void
written_cb (gpointer owner, MgWrite *write)
{
  const MgAct *act = mg_write_get_act (write);
  if (act->state == MG_ACT_DONE
      || (act->state == MG_ACT_FAILED && act->trouble == MG_TROUBLE_CONFLICT))
    mg_exports_ask (owner);
  changed (owner);
}

gboolean
mg_exports_request (MgExports *self, const MgExportWish *wish)
{
  Pb__ExportRequestRequest request = PB__EXPORT_REQUEST_REQUEST__INIT;
  self->last = MG_EXPORTS_REQUEST;
  request.extract_id = wish->extract_id;
  request.medium_id = wish->medium_id;
  request.purpose = (char *)wish->purpose;
  request.recipient = (char *)wish->recipient;
  request.reason = (char *)wish->reason;
  return mg_write_again (self->request) || mg_write_send (self->request, &request.base);
}

gboolean
mg_exports_withdraw (MgExports *self, const guint8 *ticket_id)
{
  Pb__ExportWithdrawRequest request = PB__EXPORT_WITHDRAW_REQUEST__INIT;
  self->last = MG_EXPORTS_WITHDRAW;
  request.ticket_id = (ProtobufCBinaryData) {MG_TICKET_ID_BYTES, (uint8_t *)ticket_id};
  return mg_write_again (self->withdraw) || mg_write_send (self->withdraw, &request.base);
}

gboolean
mg_exports_build (MgExports *self, const Pb__ExtractSpec *spec, const MgDate *from,
                  const MgDate *to, const char *ward, const char *reason)
{
  Pb__ExtractBuildRequest request = PB__EXTRACT_BUILD_REQUEST__INIT;
  Pb__Date days[2];
  self->last = MG_EXPORTS_BUILD;
  request.spec = spec->spec;
  request.version = spec->version;
  request.from = mg_wire_put_date (&days[0], from);
  request.to = mg_wire_put_date (&days[1], to);
  request.ward = (char *)ward;
  request.reason = (char *)reason;
  return mg_write_again (self->build) || mg_write_send (self->build, &request.base);
}

MgExportsWhich
mg_exports_get_last (MgExports *self)
{
  return self->last;
}

const MgAct *
mg_exports_get_act (MgExports *self)
{
  return mg_write_get_act (self->last == MG_EXPORTS_WITHDRAW ? self->withdraw
                           : self->last == MG_EXPORTS_BUILD  ? self->build
                                                             : self->request);
}

const Pb__Medium *
mg_exports_find_lent (MgExports *self, const char *staff_no)
{
  const Pb__MediaListReply *media = mg_exports_get_media (self);
  for (size_t i = 0; media && i < media->n_media; i++)
    if (media->media[i]->state == PB__MEDIUM_STATE__MEDIUM_LENT
        && g_str_equal (media->media[i]->lent_to, staff_no))
      return media->media[i];
  return NULL;
}

gboolean
mg_export_is_open (const Pb__ExportItem *item)
{
  return item->state == PB__EXPORT_STATE__EXPORT_REQUESTED
         || item->state == PB__EXPORT_STATE__EXPORT_APPROVED
         || item->state == PB__EXPORT_STATE__EXPORT_REDEEMED;
}

static const struct
{
  const char *word;
  const char *tone;
} states[] = {
    [PB__EXPORT_STATE__EXPORT_NONE] = {"", ""},
    [PB__EXPORT_STATE__EXPORT_REQUESTED] = {N_ ("承認待ち"), "key"},
    [PB__EXPORT_STATE__EXPORT_APPROVED] = {N_ ("承認済"), "good"},
    [PB__EXPORT_STATE__EXPORT_REDEEMED] = {N_ ("書き出し中"), "warn"},
    [PB__EXPORT_STATE__EXPORT_WRITTEN] = {N_ ("持ち出し済"), "good"},
    [PB__EXPORT_STATE__EXPORT_FAILED] = {N_ ("書き出し失敗"), "bad"},
    [PB__EXPORT_STATE__EXPORT_REFUSED] = {N_ ("差し戻し"), "bad"},
    [PB__EXPORT_STATE__EXPORT_WITHDRAWN] = {N_ ("取り下げ"), ""},
    [PB__EXPORT_STATE__EXPORT_EXPIRED] = {N_ ("期限切れ"), ""},
    [PB__EXPORT_STATE__EXPORT_UNCLOSED] = {N_ ("結果不明"), "bad"},
};

const char *
mg_export_state_word (Pb__ExportState state)
{
  const char *word = (unsigned)state < G_N_ELEMENTS (states) ? states[state].word : "";
  return *word ? _ (word) : "";
}

const char *
mg_export_state_tone (Pb__ExportState state)
{
  return (unsigned)state < G_N_ELEMENTS (states) ? states[state].tone : "";
}

static void
mg_exports_finalize (GObject *object)
{
  MgExports *self = MG_EXPORTS (object);
  for (guint i = 0; i < N_SHELVES; i++)
    mg_shelf_finish (&self->shelves[i]);
  mg_write_free (self->request);
  mg_write_free (self->withdraw);
  mg_write_free (self->build);
  G_OBJECT_CLASS (mg_exports_parent_class)->finalize (object);
}

static void
mg_exports_class_init (MgExportsClass *klass)
{
  G_OBJECT_CLASS (klass)->finalize = mg_exports_finalize;
  changed_signal = g_signal_new ("changed", MG_TYPE_EXPORTS, G_SIGNAL_RUN_LAST, 0, NULL, NULL, NULL,
                                 G_TYPE_NONE, 0);
}

static void
mg_exports_init (MgExports *self)
{
}

MgExports *
mg_exports_new (MgLine *line)
{
  static const MgCallSpec *const calls[N_SHELVES]
      = {&specs_call, &extracts_call, &own_call, &media_call};
  MgExports *self = g_object_new (MG_TYPE_EXPORTS, NULL);
  for (guint i = 0; i < N_SHELVES; i++)
    mg_shelf_init (&self->shelves[i], line, calls[i], changed, self);
  self->request = mg_write_new (line, &request_call, written_cb, self);
  self->withdraw = mg_write_new (line, &withdraw_call, written_cb, self);
  self->build = mg_write_new (line, &build_call, written_cb, self);
  return self;
}
