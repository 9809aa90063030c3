/* SPDX-License-Identifier: Apache-2.0 */
#include "mg-client-terminal.h"
#include <string.h>
#include "madoguchi/v1/terminal.pb-c.h"
#include "mg-message.h"

static const MgCallSpec certificate_call
    = {&pb__terminal__descriptor, "Certificate", .timeout_ms = 8000, MG_CALL_PLAIN};
static const MgCallSpec renew_call
    = {&pb__terminal__descriptor, "Renew", .timeout_ms = 8000, MG_CALL_PLAIN};

void
mg_client_certificate_async (MgClient *self, GCancellable *cancellable,
                             GAsyncReadyCallback callback, gpointer data)
{
  Pb__TerminalCertificateRequest request = PB__TERMINAL_CERTIFICATE_REQUEST__INIT;
  request.program = (char *)MG_VERSION;
  mg_client_call_async (self, &certificate_call, &request.base, cancellable, callback, data);
}

GBytes *
mg_client_certificate_finish (MgClient *self, GAsyncResult *result, GError **error)
{
  g_autoptr (MgMessage) message = mg_client_call_finish (self, result, error);
  if (!message)
    return NULL;
  const Pb__TerminalCertificateReply *reply
      = (const Pb__TerminalCertificateReply *)mg_message_get (message);
  return g_bytes_new (reply->certificate.data, reply->certificate.len);
}

void
mg_client_renew_async (MgClient *self, const char *text, GCancellable *cancellable,
                       GAsyncReadyCallback callback, gpointer data)
{
  Pb__TerminalRenewRequest request = PB__TERMINAL_RENEW_REQUEST__INIT;
  request.request = (ProtobufCBinaryData){.len = strlen (text), .data = (uint8_t *)text};
  mg_client_call_async (self, &renew_call, &request.base, cancellable, callback, data);
}

gboolean
mg_client_renew_finish (MgClient *self, GAsyncResult *result, GError **error)
{
  g_autoptr (MgMessage) message = mg_client_call_finish (self, result, error);
  return message != NULL;
}
