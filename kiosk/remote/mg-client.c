/* SPDX-License-Identifier: Apache-2.0 */
#include "mg-client.h"
#include <grpc/byte_buffer.h>
#include <grpc/byte_buffer_reader.h>
#include <grpc/grpc.h>
#include <grpc/grpc_security.h>
#include <grpc/support/alloc.h>
#include <grpc/support/time.h>
#include <string.h>
#include <sys/random.h>
#include "madoguchi/v1/common.pb-c.h"
#include "mg-message.h"
#include "model/mg-secret.h"
#include "wire/hash_evp.h"
#include "wire/merkle.h"

#define TOKEN_BYTES 32
#define MAX_REPLY_BYTES (8 * 1024 * 1024)

struct _MgClient
{
  GObject parent_instance;
  /* owned */
  grpc_channel *channel;
  grpc_completion_queue *queue;
  GThread *thread;
  MgSecret *bearer; /* "Bearer <64 hex>"; empty before login */
};

G_DEFINE_FINAL_TYPE (MgClient, mg_client, G_TYPE_OBJECT)

static guint entry_signal;

/* One call: the tag in the queue. */
typedef struct
{
  gatomicrefcount refs;
  /* owned */
  GTask *task;
  grpc_call *call;
  grpc_byte_buffer *request;
  grpc_byte_buffer *reply;
  grpc_metadata_array head;
  grpc_metadata_array trailer;
  grpc_slice details;
  grpc_metadata sent[3];
  gsize n_sent;
  /* borrowed */
  const ProtobufCMessageDescriptor *output;
  /* state */
  grpc_status_code status;
} Call;

/* What the task gives to mg_client_call_finish(), failed or not: refusals have log entries too. */
typedef struct
{
  MgMessage *message;
  GError *error;
  gboolean has_leaf;
  struct mg_hash leaf;
} Outcome;

static void
outcome_free (gpointer data)
{
  Outcome *outcome = data;
  mg_message_free (outcome->message);
  g_clear_error (&outcome->error);
  g_free (outcome);
}

static void
call_unref (gpointer data)
{
  Call *self = data;
  if (!g_atomic_ref_count_dec (&self->refs))
    return;
  grpc_call_unref (self->call);
  grpc_byte_buffer_destroy (self->request);
  grpc_byte_buffer_destroy (self->reply);
  grpc_metadata_array_destroy (&self->head);
  grpc_metadata_array_destroy (&self->trailer);
  grpc_slice_unref (self->details);
  for (gsize i = 0; i < self->n_sent; i++)
    grpc_slice_unref (self->sent[i].value);
  g_object_unref (self->task);
  g_free (self);
}

typedef struct
{
  gsize size;
  guint8 bytes[];
} SecretBytes;

static void
secret_bytes_free (void *data)
{
  SecretBytes *secret = data;
  explicit_bzero (secret->bytes, secret->size);
  g_free (secret);
}

/* A slice over memory of our own, so that it can be wiped when gRPC lets it go. */
static grpc_slice
new_secret_slice (const void *bytes, gsize n)
{
  SecretBytes *secret = g_malloc (sizeof *secret + n);
  secret->size = n;
  memcpy (secret->bytes, bytes, n);
  return grpc_slice_new_with_user_data (secret->bytes, n, secret_bytes_free, secret);
}

static grpc_byte_buffer *
new_buffer (const void *bytes, gsize n)
{
  grpc_slice slice = new_secret_slice (bytes, n);
  grpc_byte_buffer *buffer = grpc_raw_byte_buffer_create (&slice, 1);
  grpc_slice_unref (slice);
  return buffer;
}

static const grpc_slice *
find_trailer (const Call *self, const char *key)
{
  for (size_t i = 0; i < self->trailer.count; i++)
    if (grpc_slice_str_cmp (self->trailer.metadata[i].key, key) == 0)
      return &self->trailer.metadata[i].value;
  return NULL;
}

static MgTrouble
trouble_of_code (const char *code)
{
  static const struct
  {
    const char *code;
    MgTrouble trouble;
  } rows[] = {
      {"LOGIN_REFUSED", MG_TROUBLE_REFUSED},
      {"DENIED", MG_TROUBLE_DENIED},
      {"UNAUTHENTICATED", MG_TROUBLE_ENDED},
      {"SESSION_LOCKED", MG_TROUBLE_LOCKED},
      {"TERMINAL_UNKNOWN", MG_TROUBLE_TERMINAL},
      {"BUSY", MG_TROUBLE_BUSY},
      {"RETRY", MG_TROUBLE_BUSY},
      {"DEADLINE", MG_TROUBLE_BUSY},
      {"SEALED", MG_TROUBLE_SEALED},
      {"UNAVAILABLE", MG_TROUBLE_BUSY},
      {"UNCERTAIN", MG_TROUBLE_UNCERTAIN},
      {"NOT_FOUND", MG_TROUBLE_NOT_FOUND},
      {"INVALID", MG_TROUBLE_INVALID},
      {"TOO_LARGE", MG_TROUBLE_INVALID},
      {"CONFLICT", MG_TROUBLE_CONFLICT},
      {"ALREADY_EXISTS", MG_TROUBLE_CONFLICT},
      {"DATA_LOSS", MG_TROUBLE_DATA},
      {"CANCELLED", MG_TROUBLE_CANCELLED},
      {"REFUSED_BY_RULE", MG_TROUBLE_RULE},
      {"FRESH_FACTOR", MG_TROUBLE_FRESH},
  };
  for (gsize i = 0; i < G_N_ELEMENTS (rows); i++)
    if (strcmp (rows[i].code, code) == 0)
      return rows[i].trouble;
  return MG_TROUBLE_INTERNAL;
}

/* Without the server's own word the answer came from the line, not from the server. */
static MgTrouble
trouble_of_status (grpc_status_code status)
{
  switch (status)
    {
    case GRPC_STATUS_CANCELLED:
      return MG_TROUBLE_CANCELLED;
    case GRPC_STATUS_UNAVAILABLE:
    case GRPC_STATUS_DEADLINE_EXCEEDED:
    case GRPC_STATUS_INTERNAL: /* a broken stream */
    case GRPC_STATUS_UNKNOWN:
      return MG_TROUBLE_LOST;
    case GRPC_STATUS_RESOURCE_EXHAUSTED:
      return MG_TROUBLE_BUSY;
    case GRPC_STATUS_UNAUTHENTICATED:
      return MG_TROUBLE_ENDED;
    case GRPC_STATUS_PERMISSION_DENIED:
      return MG_TROUBLE_DENIED;
    default:
      return MG_TROUBLE_INTERNAL;
    }
}

static GError *
new_error (const Call *self)
{
  const grpc_slice *bytes = find_trailer (self, "madoguchi-error-bin");
  g_autoptr (MgMessage) message = NULL;
  if (bytes)
    message = mg_message_unpack (&pb__error_detail__descriptor, GRPC_SLICE_START_PTR (*bytes),
                                 GRPC_SLICE_LENGTH (*bytes));
  if (!message)
    return g_error_new (MG_TROUBLE, trouble_of_status (self->status), "status %d",
                        (int)self->status);
  const Pb__ErrorDetail *detail = (const Pb__ErrorDetail *)mg_message_get (message);
  return mg_trouble_new (trouble_of_code (detail->code), detail->field, detail->incident);
}

static MgMessage *
unpack_reply (const Call *self)
{
  grpc_byte_buffer_reader reader;
  if (!self->reply || !grpc_byte_buffer_reader_init (&reader, self->reply))
    return NULL;
  grpc_slice all = grpc_byte_buffer_reader_readall (&reader);
  MgMessage *message
      = mg_message_unpack (self->output, GRPC_SLICE_START_PTR (all), GRPC_SLICE_LENGTH (all));
  explicit_bzero (GRPC_SLICE_START_PTR (all), GRPC_SLICE_LENGTH (all));
  grpc_slice_unref (all);
  grpc_byte_buffer_reader_destroy (&reader);
  return message;
}

static Outcome *
new_outcome (const Call *self, const struct mg_crypto *crypto)
{
  Outcome *outcome = g_new0 (Outcome, 1);
  const grpc_slice *entry = find_trailer (self, "madoguchi-entry-bin");
  if (entry)
    {
      const struct mg_bytes bytes = {GRPC_SLICE_START_PTR (*entry), GRPC_SLICE_LENGTH (*entry)};
      mg_merkle_leaf (crypto, bytes, &outcome->leaf);
      outcome->has_leaf = TRUE;
    }
  if (self->status != GRPC_STATUS_OK)
    outcome->error = new_error (self);
  else if (!(outcome->message = unpack_reply (self)))
    outcome->error = g_error_new_literal (MG_TROUBLE, MG_TROUBLE_INTERNAL, "malformed answer");
  return outcome;
}

/* Owns the queue: the last call of a client that was let go may end here, after its finalize(). */
static gpointer
queue_main (gpointer queue)
{
  struct mg_crypto *crypto = NULL;
  if (!mg_crypto_evp_new (&crypto, NULL))
    g_error ("no SHA-256");
  for (;;)
    {
      grpc_event event
          = grpc_completion_queue_next (queue, gpr_inf_future (GPR_CLOCK_REALTIME), NULL);
      if (event.type == GRPC_QUEUE_SHUTDOWN)
        break;
      Call *self = event.tag;
      g_task_return_pointer (self->task, new_outcome (self, crypto), outcome_free);
      call_unref (self);
    }
  grpc_completion_queue_destroy (queue);
  mg_crypto_evp_free (crypto);
  grpc_shutdown ();
  return NULL;
}

static void
cancelled_cb (GCancellable *cancellable, gpointer data)
{
  Call *self = data;
  grpc_call_cancel (self->call, NULL);
}

static void
add_metadata (Call *self, const char *key, grpc_slice value)
{
  self->sent[self->n_sent].key = grpc_slice_from_static_string (key);
  self->sent[self->n_sent].value = value;
  self->n_sent++;
}

static void
start (Call *self)
{
  grpc_op ops[6] = {
      {.op = GRPC_OP_SEND_INITIAL_METADATA},  {.op = GRPC_OP_SEND_MESSAGE},
      {.op = GRPC_OP_SEND_CLOSE_FROM_CLIENT}, {.op = GRPC_OP_RECV_INITIAL_METADATA},
      {.op = GRPC_OP_RECV_MESSAGE},           {.op = GRPC_OP_RECV_STATUS_ON_CLIENT},
  };
  ops[0].data.send_initial_metadata.metadata = self->sent;
  ops[0].data.send_initial_metadata.count = self->n_sent;
  ops[1].data.send_message.send_message = self->request;
  ops[3].data.recv_initial_metadata.recv_initial_metadata = &self->head;
  ops[4].data.recv_message.recv_message = &self->reply;
  ops[5].data.recv_status_on_client.trailing_metadata = &self->trailer;
  ops[5].data.recv_status_on_client.status = &self->status;
  ops[5].data.recv_status_on_client.status_details = &self->details;
  g_atomic_ref_count_inc (&self->refs); /* the queue's */
  const grpc_call_error error
      = grpc_call_start_batch (self->call, ops, G_N_ELEMENTS (ops), self, NULL);
  g_assert (error == GRPC_CALL_OK);
}

void
mg_client_call_async (MgClient *self, const MgCallSpec *spec, const ProtobufCMessage *request,
                      GCancellable *cancellable, GAsyncReadyCallback callback, gpointer data)
{
  guint8 key[MG_KEY_BYTES];
  const gsize n = protobuf_c_message_get_packed_size (request);
  guint8 *packed = g_malloc (n + 1);
  protobuf_c_message_pack (request, packed);
  g_autoptr (GBytes) bytes = g_bytes_new_static (packed, n); /* lives until it is sent, below */
  if (spec->flags & MG_CALL_WRITE)
    while (getrandom (key, sizeof key, 0) != sizeof key)
      ;
  mg_client_send_async (self, spec, bytes, spec->flags & MG_CALL_WRITE ? key : NULL, NULL,
                        cancellable, callback, data);
  explicit_bzero (packed, n);
  g_free (packed);
}

void
mg_client_send_async (MgClient *self, const MgCallSpec *spec, GBytes *bytes, const guint8 *key,
                      const MgSecret *fresh, GCancellable *cancellable,
                      GAsyncReadyCallback callback, gpointer data)
{
  gsize n;
  const guint8 *packed = g_bytes_get_data (bytes, &n);
  const ProtobufCMethodDescriptor *method
      = protobuf_c_service_descriptor_get_method_by_name (spec->service, spec->method);
  g_assert (method);
  g_autofree char *path = g_strdup_printf ("/%s/%s", spec->service->name, spec->method);
  grpc_slice path_slice = grpc_slice_from_copied_string (path);
  const gpr_timespec deadline = gpr_time_add (
      gpr_now (GPR_CLOCK_MONOTONIC), gpr_time_from_millis (spec->timeout_ms, GPR_TIMESPAN));

  Call *call = g_new0 (Call, 1);
  g_atomic_ref_count_init (&call->refs);
  call->task = g_task_new (self, cancellable, callback, data);
  g_task_set_check_cancellable (call->task, FALSE); /* the outcome says it, with its log entry */
  call->output = method->output;
  call->request = new_buffer (packed, n);
  call->details = grpc_empty_slice ();
  grpc_metadata_array_init (&call->head);
  grpc_metadata_array_init (&call->trailer);
  call->call = grpc_channel_create_call (self->channel, NULL, GRPC_PROPAGATE_DEFAULTS, self->queue,
                                         path_slice, NULL, deadline, NULL);
  grpc_slice_unref (path_slice);
  if (mg_secret_get_size (self->bearer) > 0)
    add_metadata (
        call, "authorization",
        new_secret_slice (mg_secret_peek (self->bearer), mg_secret_get_size (self->bearer)));
  if (key)
    add_metadata (call, "madoguchi-key-bin",
                  grpc_slice_from_copied_buffer ((const char *)key, MG_KEY_BYTES));
  if (fresh && mg_secret_get_size (fresh) > 0)
    add_metadata (call, "madoguchi-fresh",
                  new_secret_slice (mg_secret_peek (fresh), mg_secret_get_size (fresh)));
  start (call);
  if (cancellable)
    {
      g_atomic_ref_count_inc (&call->refs);
      const gulong id
          = g_cancellable_connect (cancellable, G_CALLBACK (cancelled_cb), call, call_unref);
      g_task_set_task_data (call->task, GSIZE_TO_POINTER (id), NULL); /* for finish */
    }
  call_unref (call);
}

MgMessage *
mg_client_call_finish (MgClient *self, GAsyncResult *result, GError **error)
{
  const gulong id = GPOINTER_TO_SIZE (g_task_get_task_data (G_TASK (result)));
  if (id)
    g_cancellable_disconnect (g_task_get_cancellable (G_TASK (result)), id);
  Outcome *outcome = g_task_propagate_pointer (G_TASK (result), error);
  if (!outcome)
    return NULL;
  MgMessage *message = g_steal_pointer (&outcome->message);
  if (outcome->has_leaf)
    g_signal_emit (self, entry_signal, 0, outcome->leaf.b);
  if (outcome->error)
    g_propagate_error (error, g_steal_pointer (&outcome->error));
  outcome_free (outcome);
  return message;
}

static grpc_channel *
new_channel (const MgConfig *config)
{
  grpc_ssl_pem_key_cert_pair pair = {config->key, config->cert};
  grpc_channel_credentials *credentials
      = grpc_ssl_credentials_create_ex (config->ca, &pair, NULL, NULL);
  grpc_arg args[] = {
      {GRPC_ARG_INTEGER, (char *)GRPC_ARG_MAX_RECEIVE_MESSAGE_LENGTH, {.integer = MAX_REPLY_BYTES}},
      {GRPC_ARG_INTEGER, (char *)GRPC_ARG_KEEPALIVE_TIME_MS, {.integer = 30000}},
      {GRPC_ARG_INTEGER, (char *)GRPC_ARG_KEEPALIVE_TIMEOUT_MS, {.integer = 5000}},
      {GRPC_ARG_INTEGER, (char *)GRPC_ARG_INITIAL_RECONNECT_BACKOFF_MS, {.integer = 500}},
      {GRPC_ARG_INTEGER, (char *)GRPC_ARG_MIN_RECONNECT_BACKOFF_MS, {.integer = 1000}},
      {GRPC_ARG_INTEGER, (char *)GRPC_ARG_MAX_RECONNECT_BACKOFF_MS, {.integer = 5000}},
      {GRPC_ARG_INTEGER, (char *)GRPC_ARG_ENABLE_RETRIES, {.integer = 0}},
      {GRPC_ARG_INTEGER, (char *)GRPC_ARG_ENABLE_HTTP_PROXY, {.integer = 0}},
      {GRPC_ARG_INTEGER, (char *)GRPC_ARG_SERVICE_CONFIG_DISABLE_RESOLUTION, {.integer = 1}},
      {GRPC_ARG_STRING, (char *)GRPC_SSL_TARGET_NAME_OVERRIDE_ARG, {.string = config->name}},
  };
  const grpc_channel_args all = {G_N_ELEMENTS (args) - (config->name ? 0 : 1), args};
  grpc_channel *channel = grpc_channel_create (config->address, credentials, &all);
  grpc_channel_credentials_release (credentials);
  return channel;
}

MgClient *
mg_client_new (const MgConfig *config)
{
  MgClient *self = g_object_new (MG_TYPE_CLIENT, NULL);
  self->channel = new_channel (config);
  return self;
}

void
mg_client_set_token (MgClient *self, const guint8 *token, gsize n)
{
  static const char digits[] = "0123456789abcdef";
  char text[sizeof "Bearer " + 2 * TOKEN_BYTES] = "Bearer ";
  mg_secret_clear (self->bearer);
  if (!token || n != TOKEN_BYTES)
    return;
  for (gsize i = 0; i < n; i++)
    {
      text[7 + 2 * i] = digits[token[i] >> 4];
      text[8 + 2 * i] = digits[token[i] & 15];
    }
  mg_secret_set (self->bearer, text, 7 + 2 * n);
  explicit_bzero (text, sizeof text);
}

void
mg_client_hurry (MgClient *self)
{
  grpc_channel_reset_connect_backoff (self->channel);
}

static void
mg_client_finalize (GObject *object)
{
  MgClient *self = MG_CLIENT (object);
  if (self->channel)
    grpc_channel_destroy (self->channel);
  grpc_completion_queue_shutdown (self->queue);
  if (g_thread_self () == self->thread)
    g_thread_unref (self->thread);
  else
    g_thread_join (self->thread);
  mg_secret_free (self->bearer);
  G_OBJECT_CLASS (mg_client_parent_class)->finalize (object);
}

static void
mg_client_class_init (MgClientClass *klass)
{
  G_OBJECT_CLASS (klass)->finalize = mg_client_finalize;
  entry_signal = g_signal_new ("entry", MG_TYPE_CLIENT, G_SIGNAL_RUN_LAST, 0, NULL, NULL, NULL,
                               G_TYPE_NONE, 1, G_TYPE_POINTER);
}

static void
mg_client_init (MgClient *self)
{
  grpc_init ();
  self->bearer = mg_secret_new ();
  g_assert (self->bearer); /* a few pages: LimitMEMLOCK= of the unit */
  self->queue = grpc_completion_queue_create_for_next (NULL);
  self->thread = g_thread_new ("mg-rpc", queue_main, self->queue);
}
