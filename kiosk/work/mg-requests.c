/* SPDX-License-Identifier: Apache-2.0 */
#include "mg-requests.h"
#include <string.h>
#include "model/mg-i18n.h"

#define FILES_MAX 9

static const MgCallSpec list_call
    = {&pb__terminal__descriptor, "Requests", .timeout_ms = 8000, MG_CALL_PLAIN};
static const MgCallSpec act_calls[MG_N_REQUEST_ACTS] = {
    [MG_REQUEST_PROPOSE]
    = {&pb__terminal__descriptor, "Propose", .timeout_ms = 10000, MG_CALL_WRITE},
    [MG_REQUEST_REVIEW]
    = {&pb__terminal__descriptor, "Review", .timeout_ms = 10000, MG_CALL_WRITE},
};

struct _MgRequests
{
  GObject parent_instance;
  /* borrowed */
  const char *folder;
  /* owned */
  MgShelf list;
  MgWrite *acts[MG_N_REQUEST_ACTS];
  /* state */
  MgRequestAct last;
};

G_DEFINE_FINAL_TYPE (MgRequests, mg_requests, G_TYPE_OBJECT)

static guint changed_signal;

static void
changed (gpointer self)
{
  g_signal_emit (self, changed_signal, 0);
}

void
mg_requests_ask (MgRequests *self)
{
  Pb__TerminalRequestsRequest request = PB__TERMINAL_REQUESTS_REQUEST__INIT;
  mg_shelf_ask (&self->list, &request.base);
}

void
mg_requests_clear (MgRequests *self)
{
  g_autoptr (MgMessage) old = mg_shelf_empty (&self->list);
  for (guint i = 0; i < MG_N_REQUEST_ACTS; i++)
    mg_write_clear (self->acts[i]);
  changed (self);
}

const Pb__TerminalRequestsReply *
mg_requests_get (MgRequests *self)
{
  return (const Pb__TerminalRequestsReply *)mg_shelf_get (&self->list);
}

MgTrouble
mg_requests_get_trouble (MgRequests *self)
{
  return self->list.trouble;
}

/* --- files --- */

static void
file_free (gpointer data)
{
  MgRequestFile *file = data;
  g_free (file->name);
  g_free (file->fingerprint);
  g_free (file);
}

gboolean
mg_requests_has_folder (MgRequests *self)
{
  return self->folder != NULL;
}

/* The file's bytes when they are a request; NULL: not. */
static char *
read_file (MgRequests *self, const char *name, struct mg_request *ret, gsize *ret_n)
{
  g_autofree char *path = g_build_filename (self->folder, name, NULL);
  char *text = NULL;
  if (strchr (name, '/') || !g_file_get_contents (path, &text, ret_n, NULL))
    return NULL;
  if (*ret_n < MG_REQUEST_TEXT_MAX && mg_request_read (text, *ret_n, ret, NULL))
    return text;
  g_free (text);
  return NULL;
}

static int
by_name (gconstpointer a, gconstpointer b)
{
  return strcmp (*(const char *const *)a, *(const char *const *)b);
}

GPtrArray *
mg_requests_list_files (MgRequests *self)
{
  GPtrArray *files = g_ptr_array_new_with_free_func (file_free);
  g_autoptr (GPtrArray) names = g_ptr_array_new_with_free_func (g_free);
  g_autoptr (GDir) dir = self->folder ? g_dir_open (self->folder, 0, NULL) : NULL;
  for (const char *name; dir && (name = g_dir_read_name (dir));)
    if (g_str_has_suffix (name, ".request") && g_utf8_validate (name, -1, NULL))
      g_ptr_array_add (names, g_strdup (name));
  g_ptr_array_sort (names, by_name);
  for (guint i = 0; i < names->len && i < FILES_MAX; i++)
    {
      MgRequestFile *file = g_new0 (MgRequestFile, 1);
      struct mg_request request;
      char words[MG_FINGERPRINT_WORDS];
      gsize n;
      file->name = g_strdup (names->pdata[i]);
      g_autofree char *text = read_file (self, file->name, &request, &n);
      if (text)
        {
          mg_fingerprint_words (request.fingerprint, words);
          file->fingerprint = g_strdup (words);
        }
      g_ptr_array_add (files, file);
    }
  return files;
}

/* --- acts --- */

static void
written_cb (gpointer owner, MgWrite *write)
{
  const MgAct *act = mg_write_get_act (write);
  if (act->state == MG_ACT_DONE || act->state == MG_ACT_FAILED)
    mg_requests_ask (owner);
  changed (owner);
}

static gboolean
write_act (MgRequests *self, MgRequestAct which, const ProtobufCMessage *message, MgSecret *token)
{
  self->last = which;
  return mg_write_send_fresh (self->acts[which], message, token);
}

gboolean
mg_requests_propose (MgRequests *self, const char *file, const char *name, const char *section,
                     const char *ward, MgSecret *token)
{
  g_autoptr (MgSecret) taken = token;
  Pb__TerminalProposeRequest message = PB__TERMINAL_PROPOSE_REQUEST__INIT;
  struct mg_request request;
  gsize n = 0;
  g_autofree char *text = self->folder ? read_file (self, file, &request, &n) : NULL;
  if (!text)
    return FALSE;
  message.request = (ProtobufCBinaryData){.len = n, .data = (uint8_t *)text};
  message.name = (char *)name;
  message.section = (char *)section;
  message.ward = (char *)ward;
  return write_act (self, MG_REQUEST_PROPOSE, &message.base, g_steal_pointer (&taken));
}

gboolean
mg_requests_approve (MgRequests *self, guint64 request_id, const guint8 *fingerprint,
                     MgSecret *token)
{
  Pb__TerminalReviewRequest message = PB__TERMINAL_REVIEW_REQUEST__INIT;
  message.request_id = request_id;
  message.approve = TRUE;
  message.fingerprint
      = (ProtobufCBinaryData){.len = MG_FINGERPRINT_BYTES, .data = (uint8_t *)fingerprint};
  return write_act (self, MG_REQUEST_REVIEW, &message.base, token);
}

gboolean
mg_requests_refuse (MgRequests *self, guint64 request_id, const char *words, MgSecret *token)
{
  Pb__TerminalReviewRequest message = PB__TERMINAL_REVIEW_REQUEST__INIT;
  message.request_id = request_id;
  message.words = (char *)words;
  return write_act (self, MG_REQUEST_REVIEW, &message.base, token);
}

const MgAct *
mg_requests_get_act (MgRequests *self, MgRequestAct *ret_which, const char **ret_field)
{
  *ret_which = self->last;
  *ret_field = mg_write_get_field (self->acts[self->last]);
  return mg_write_get_act (self->acts[self->last]);
}

const char *
mg_request_act_path (MgRequestAct which)
{
  return which == MG_REQUEST_PROPOSE ? "/madoguchi.v1.Terminal/Propose"
                                     : "/madoguchi.v1.Terminal/Review";
}

/* --- words --- */

static const struct
{
  const char *word;
  const char *tone;
} states[] = {
    [PB__TERMINAL_REQUEST_STATE__REQUEST_NONE] = {"", ""},
    [PB__TERMINAL_REQUEST_STATE__REQUEST_PROPOSED] = {N_ ("承認待ち"), "warn"},
    [PB__TERMINAL_REQUEST_STATE__REQUEST_APPROVED] = {N_ ("発行待ち"), "warn"},
    [PB__TERMINAL_REQUEST_STATE__REQUEST_REFUSED] = {N_ ("却下"), ""},
    [PB__TERMINAL_REQUEST_STATE__REQUEST_ISSUED] = {N_ ("発行済み"), "good"},
    [PB__TERMINAL_REQUEST_STATE__REQUEST_REPLACED] = {N_ ("出し直し"), ""},
};

const char *
mg_request_state_word (Pb__TerminalRequestState state)
{
  const char *word = (unsigned)state < G_N_ELEMENTS (states) ? states[state].word : "";
  return *word ? _ (word) : "";
}

const char *
mg_request_state_tone (Pb__TerminalRequestState state)
{
  return (unsigned)state < G_N_ELEMENTS (states) ? states[state].tone : "";
}

const char *
mg_request_fault_words (const char *field)
{
  static const struct
  {
    const char *field;
    const char *words;
  } faults[] = {
      {"request", N_ ("出していません。この端末の依頼のファイルではありません。")},
      {"name", N_ ("出していません。端末の名前は 40 字までです。")},
      {"section", N_ ("出していません。置き場所は 80 字までです。")},
      {"ward", N_ ("出していません。区は 3 けたの数字です。")},
      {"name_taken", N_ ("出していません。同じ名前の端末か依頼があります。")},
      {"key_taken", N_ ("出していません。この鍵の端末は登録されています。")},
      {"proposed_already", N_ ("出していません。このファイルの依頼は出ています。")},
      {"person_unknown", N_ ("していません。職員番号に人事の番号が結び付いていません。")},
      {"own_request", N_ ("承認していません。出した人とは別の職員が承認します。")},
      {"same_person", N_ ("承認していません。出した人と同じ人です。")},
      {"fingerprint", N_ ("承認していません。番号が端末の依頼と合いません。端末の画面を読み直してください。")},
      {"decided_already", N_ ("していません。ほかの職員が先に決めました。")},
  };
  for (gsize i = 0; i < G_N_ELEMENTS (faults); i++)
    if (g_str_equal (faults[i].field, field))
      return _ (faults[i].words);
  return NULL;
}

static void
mg_requests_finalize (GObject *object)
{
  MgRequests *self = MG_REQUESTS (object);
  mg_shelf_finish (&self->list);
  for (guint i = 0; i < MG_N_REQUEST_ACTS; i++)
    mg_write_free (self->acts[i]);
  G_OBJECT_CLASS (mg_requests_parent_class)->finalize (object);
}

static void
mg_requests_class_init (MgRequestsClass *klass)
{
  G_OBJECT_CLASS (klass)->finalize = mg_requests_finalize;
  changed_signal = g_signal_new ("changed", MG_TYPE_REQUESTS, G_SIGNAL_RUN_LAST, 0, NULL, NULL,
                                 NULL, G_TYPE_NONE, 0);
}

static void
mg_requests_init (MgRequests *self)
{
}

MgRequests *
mg_requests_new (MgLine *line, const char *folder)
{
  MgRequests *self = g_object_new (MG_TYPE_REQUESTS, NULL);
  self->folder = folder;
  mg_shelf_init (&self->list, line, &list_call, changed, self);
  for (guint i = 0; i < MG_N_REQUEST_ACTS; i++)
    self->acts[i] = mg_write_new (line, &act_calls[i], written_cb, self);
  return self;
}
