/* SPDX-License-Identifier: Apache-2.0 */
#include "mg-papers.h"
#include <string.h>

#define PAPER_BYTES_MAX (32 * 1024 * 1024)
#define JOBS_EVERY_MS 2000

static const MgCallSpec preview_call
    = {&pb__paper__descriptor, "Preview", .timeout_ms = 20000, MG_CALL_PLAIN};
static const MgCallSpec jobs_call
    = {&pb__paper__descriptor, "Jobs", .timeout_ms = 8000, MG_CALL_PLAIN};
static const MgCallSpec print_call
    = {&pb__paper__descriptor, "Print", .timeout_ms = 20000, MG_CALL_WRITE};
static const MgCallSpec reprint_call
    = {&pb__paper__descriptor, "Reprint", .timeout_ms = 20000, MG_CALL_WRITE};
static const MgCallSpec cancel_call
    = {&pb__paper__descriptor, "Cancel", .timeout_ms = 10000, MG_CALL_WRITE};

struct _MgPapers
{
  GObject parent_instance;
  /* owned */
  MgRead *preview;
  MgRead *jobs;
  MgWrite *print;
  MgWrite *reprint;
  MgWrite *cancel;
  MgMessage *shown_jobs;
  GBytes *bytes; /* whole */
  /* borrowed */
  MgWrite *last; /* pressed last */
  /* state */
  MgPaperRef ref;
  guint8 *pieces; /* owned: size bytes, got of them there */
  gsize size;
  gsize got;
  guint8 sha256[32];
  MgTrouble trouble;
  guint timer;
};

G_DEFINE_FINAL_TYPE (MgPapers, mg_papers, G_TYPE_OBJECT)

enum
{
  CHANGED,
  PAPER_CHANGED,
  N_SIGNALS
};

static guint signals[N_SIGNALS];

/* The message over self->ref; parts lie in the places. */
typedef struct
{
  Pb__PaperRef ref;
  Pb__ReceiptNo receipt;
  Pb__Date receipt_day;
  Pb__Date day;
} WireRef;

static Pb__PaperRef *
put_ref (WireRef *place, const MgPaperRef *ref)
{
  place->ref = (Pb__PaperRef)PB__PAPER_REF__INIT;
  place->ref.kind = ref->kind;
  place->ref.receipt = mg_wire_put_receipt_no (&place->receipt, &place->receipt_day, &ref->receipt);
  place->ref.day = mg_wire_put_date (&place->day, &ref->day);
  place->ref.staff_no = (char *)ref->staff_no;
  return &place->ref;
}

/* --- the paper --- */

typedef struct
{
  guint8 *bytes;
  gsize n;
} Whole;

static void
whole_free (gpointer data)
{
  Whole *whole = data;
  explicit_bzero (whole->bytes, whole->n);
  g_free (whole->bytes);
  g_free (whole);
}

static void
drop_pieces (MgPapers *self)
{
  if (self->pieces)
    explicit_bzero (self->pieces, self->size);
  g_clear_pointer (&self->pieces, g_free);
  self->size = self->got = 0;
}

static void
ask_piece (MgPapers *self)
{
  WireRef ref;
  Pb__PaperPreviewRequest request = PB__PAPER_PREVIEW_REQUEST__INIT;
  request.paper = put_ref (&ref, &self->ref);
  request.offset = (guint32)self->got;
  if (self->got > 0)
    request.sha256 = (ProtobufCBinaryData) {sizeof self->sha256, self->sha256};
  mg_read_ask (self->preview, &request.base);
}

static gboolean
take_piece (MgPapers *self, const Pb__PaperPreviewReply *reply)
{
  if (self->got == 0)
    {
      if (reply->size == 0 || reply->size > PAPER_BYTES_MAX
          || reply->sha256.len != sizeof self->sha256)
        return FALSE;
      drop_pieces (self);
      self->size = reply->size;
      self->pieces = g_malloc (self->size);
      memcpy (self->sha256, reply->sha256.data, sizeof self->sha256);
    }
  if (reply->piece.len == 0 || reply->piece.len > self->size - self->got)
    return FALSE;
  memcpy (self->pieces + self->got, reply->piece.data, reply->piece.len);
  self->got += reply->piece.len;
  return TRUE;
}

static gboolean
is_whole (MgPapers *self)
{
  g_autoptr (GChecksum) sum = g_checksum_new (G_CHECKSUM_SHA256);
  guint8 digest[32];
  gsize n = sizeof digest;
  g_checksum_update (sum, self->pieces, (gssize)self->size);
  g_checksum_get_digest (sum, digest, &n);
  return memcmp (digest, self->sha256, sizeof digest) == 0;
}

static void
previewed_cb (gpointer owner, MgMessage *message, MgTrouble trouble)
{
  MgPapers *self = owner;
  g_autoptr (MgMessage) taken = message;
  self->trouble = trouble;
  if (!message && trouble == MG_TROUBLE_CONFLICT)
    {
      drop_pieces (self); /* the record changed meanwhile: the new paper from its start */
      ask_piece (self);
      return;
    }
  if (message && !take_piece (self, (const Pb__PaperPreviewReply *)mg_message_get (message)))
    self->trouble = MG_TROUBLE_INTERNAL;
  else if (message && self->got < self->size)
    {
      ask_piece (self);
      return;
    }
  else if (message && !is_whole (self))
    self->trouble = MG_TROUBLE_DATA;
  else if (message)
    {
      Whole *whole = g_new0 (Whole, 1);
      whole->bytes = g_steal_pointer (&self->pieces);
      whole->n = self->size;
      g_clear_pointer (&self->bytes, g_bytes_unref);
      self->bytes = g_bytes_new_with_free_func (whole->bytes, whole->n, whole_free, whole);
    }
  g_signal_emit (self, signals[PAPER_CHANGED], 0);
  g_signal_emit (self, signals[CHANGED], 0);
}

void
mg_papers_open (MgPapers *self, const MgPaperRef *ref)
{
  const MgPaperRef wanted = *ref;
  mg_papers_close (self);
  self->ref = wanted;
  ask_piece (self);
  mg_papers_ask_jobs (self);
}

void
mg_papers_close (MgPapers *self)
{
  g_autoptr (MgMessage) old = g_steal_pointer (&self->shown_jobs);
  g_clear_handle_id (&self->timer, g_source_remove);
  mg_read_stop (self->preview);
  mg_read_stop (self->jobs);
  mg_write_clear (self->print);
  mg_write_clear (self->reprint);
  mg_write_clear (self->cancel);
  self->last = self->print;
  self->ref = (MgPaperRef) {.kind = PB__PAPER_KIND__PAPER_NONE};
  self->trouble = MG_N_TROUBLES;
  drop_pieces (self);
  g_clear_pointer (&self->bytes, g_bytes_unref);
  g_signal_emit (self, signals[PAPER_CHANGED], 0);
  g_signal_emit (self, signals[CHANGED], 0);
}

/* --- the queue --- */

static gboolean
jobs_again_cb (gpointer data)
{
  MgPapers *self = data;
  self->timer = 0;
  mg_papers_ask_jobs (self);
  return G_SOURCE_REMOVE;
}

static gboolean
is_waiting (const Pb__PaperJobsReply *jobs)
{
  for (size_t i = 0; i < jobs->n_jobs; i++)
    if (jobs->jobs[i]->state == PB__PAPER_JOB__STATE__QUEUED
        || jobs->jobs[i]->state == PB__PAPER_JOB__STATE__SENT)
      return TRUE;
  return FALSE;
}

static void
jobs_cb (gpointer owner, MgMessage *message, MgTrouble trouble)
{
  MgPapers *self = owner;
  g_autoptr (MgMessage) old = NULL;
  if (message)
    {
      old = g_steal_pointer (&self->shown_jobs);
      self->shown_jobs = message;
      if (is_waiting (mg_papers_get_jobs (self)) && self->timer == 0)
        self->timer = g_timeout_add (JOBS_EVERY_MS, jobs_again_cb, self);
    }
  g_signal_emit (self, signals[CHANGED], 0);
}

void
mg_papers_ask_jobs (MgPapers *self)
{
  Pb__PaperJobsRequest request = PB__PAPER_JOBS_REQUEST__INIT;
  mg_read_ask (self->jobs, &request.base);
}

static void
written_cb (gpointer owner, MgWrite *write)
{
  MgPapers *self = owner;
  const MgActState state = mg_write_get_act (write)->state;
  if (state == MG_ACT_DONE && self->ref.kind != PB__PAPER_KIND__PAPER_NONE)
    mg_papers_ask_jobs (self);
  g_signal_emit (self, signals[CHANGED], 0);
}

gboolean
mg_papers_print (MgPapers *self, guint copies, const char *printer)
{
  WireRef ref;
  Pb__PaperPrintRequest request = PB__PAPER_PRINT_REQUEST__INIT;
  self->last = self->print;
  if (mg_write_again (self->print))
    return TRUE;
  if (!self->bytes)
    return FALSE;
  request.paper = put_ref (&ref, &self->ref);
  request.copies = copies;
  request.printer = (char *)printer;
  request.sha256 = (ProtobufCBinaryData) {sizeof self->sha256, self->sha256};
  return mg_write_send (self->print, &request.base);
}

gboolean
mg_papers_reprint (MgPapers *self, guint64 job_id, const char *printer)
{
  Pb__PaperReprintRequest request = PB__PAPER_REPRINT_REQUEST__INIT;
  self->last = self->reprint;
  request.job_id = job_id;
  request.printer = (char *)printer;
  return mg_write_again (self->reprint) || mg_write_send (self->reprint, &request.base);
}

gboolean
mg_papers_cancel (MgPapers *self, guint64 job_id)
{
  Pb__PaperCancelRequest request = PB__PAPER_CANCEL_REQUEST__INIT;
  self->last = self->cancel;
  request.job_id = job_id;
  return mg_write_again (self->cancel) || mg_write_send (self->cancel, &request.base);
}

const MgPaperRef *
mg_papers_get_ref (MgPapers *self)
{
  return &self->ref;
}

GBytes *
mg_papers_get_bytes (MgPapers *self)
{
  return self->bytes;
}

MgTrouble
mg_papers_get_trouble (MgPapers *self)
{
  return self->trouble;
}

const Pb__PaperJobsReply *
mg_papers_get_jobs (MgPapers *self)
{
  return self->shown_jobs ? (const Pb__PaperJobsReply *)mg_message_get (self->shown_jobs) : NULL;
}

const MgAct *
mg_papers_get_act (MgPapers *self)
{
  return mg_write_get_act (self->last);
}

static void
mg_papers_finalize (GObject *object)
{
  MgPapers *self = MG_PAPERS (object);
  g_clear_handle_id (&self->timer, g_source_remove);
  mg_read_free (self->preview);
  mg_read_free (self->jobs);
  mg_write_free (self->print);
  mg_write_free (self->reprint);
  mg_write_free (self->cancel);
  g_clear_pointer (&self->shown_jobs, mg_message_free);
  drop_pieces (self);
  g_clear_pointer (&self->bytes, g_bytes_unref);
  G_OBJECT_CLASS (mg_papers_parent_class)->finalize (object);
}

static void
mg_papers_class_init (MgPapersClass *klass)
{
  G_OBJECT_CLASS (klass)->finalize = mg_papers_finalize;
  signals[CHANGED] = g_signal_new ("changed", MG_TYPE_PAPERS, G_SIGNAL_RUN_LAST, 0, NULL, NULL,
                                   NULL, G_TYPE_NONE, 0);
  signals[PAPER_CHANGED] = g_signal_new ("paper-changed", MG_TYPE_PAPERS, G_SIGNAL_RUN_LAST, 0,
                                         NULL, NULL, NULL, G_TYPE_NONE, 0);
}

static void
mg_papers_init (MgPapers *self)
{
  self->trouble = MG_N_TROUBLES;
}

MgPapers *
mg_papers_new (MgLine *line)
{
  MgPapers *self = g_object_new (MG_TYPE_PAPERS, NULL);
  self->preview = mg_read_new (line, &preview_call, previewed_cb, self);
  self->jobs = mg_read_new (line, &jobs_call, jobs_cb, self);
  self->print = mg_write_new (line, &print_call, written_cb, self);
  self->reprint = mg_write_new (line, &reprint_call, written_cb, self);
  self->cancel = mg_write_new (line, &cancel_call, written_cb, self);
  self->last = self->print;
  return self;
}
