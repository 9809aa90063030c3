/* SPDX-License-Identifier: Apache-2.0
 * One connection to the server over mTLS: unary calls as GTasks, the session's token, the
 * terminal's key for idempotency. Must not know what a call means, and shows nothing. */
#pragma once
#include <gio/gio.h>
#include <protobuf-c/protobuf-c.h>
#include "mg-config.h"
#include "model/mg-secret.h"
#include "model/mg-trouble.h"

#define MG_KEY_BYTES 16 /* of idempotency */

typedef enum
{
  MG_CALL_PLAIN = 0,
  MG_CALL_WRITE = 1 << 0, /* carries a fresh idempotency key */
} MgCallFlags;

typedef struct
{
  const ProtobufCServiceDescriptor *service;
  const char *method;
  guint timeout_ms;
  MgCallFlags flags;
} MgCallSpec;

#define MG_TYPE_CLIENT (mg_client_get_type ())
G_DECLARE_FINAL_TYPE (MgClient, mg_client, MG, CLIENT, GObject)

/* Connects when first needed. Emits "entry" (const guint8 *leaf: 32 bytes) in the main context for
 * every answer that carries its log entry. */
MgClient *mg_client_new (const MgConfig *config);

/* 32 bytes, as the login gave them; NULL forgets it. Kept in locked memory. */
void mg_client_set_token (MgClient *self, const guint8 *token, gsize n);
/* Drops what waits between attempts to connect (F5). */
void mg_client_hurry (MgClient *self);

/* request is packed at once, into memory that is wiped after sending. Errors are of domain
 * MG_TROUBLE. */
void mg_client_call_async (MgClient *self, const MgCallSpec *spec, const ProtobufCMessage *request,
                           GCancellable *cancellable, GAsyncReadyCallback callback, gpointer data);
/* The same with a message that is packed already (copied), and the 16 bytes of an idempotency key
 * (NULL: none): what is sent again must be the same bytes under the same key. fresh: what
 * Session.Reauthenticate gave for this one act, in hexadecimal digits; NULL: none. */
void mg_client_send_async (MgClient *self, const MgCallSpec *spec, GBytes *bytes, const guint8 *key,
                           const MgSecret *fresh, GCancellable *cancellable,
                           GAsyncReadyCallback callback, gpointer data);
/* The answer, to be freed with mg_message_free(); see remote/mg-message.h. */
struct _MgMessage *mg_client_call_finish (MgClient *self, GAsyncResult *result, GError **error);
