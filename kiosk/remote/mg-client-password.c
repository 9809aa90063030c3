/* SPDX-License-Identifier: Apache-2.0 */
#include "mg-client-password.h"
#include <string.h>
#include "mg-capture.h"
#include "mg-message.h"

static const MgCallSpec challenge_call
    = {&pb__session__descriptor, "FreshChallenge", .timeout_ms = 5000, MG_CALL_WRITE};
/* Judged as a login, then a dozen hashes. */
static const MgCallSpec change_call
    = {&pb__session__descriptor, "ChangePassword", .timeout_ms = 40000, MG_CALL_WRITE};
static const MgCallSpec report_call
    = {&pb__session__descriptor, "ReportLeak", .timeout_ms = 5000, MG_CALL_WRITE};
static const MgCallSpec logins_call
    = {&pb__session__descriptor, "MyLogins", .timeout_ms = 5000, MG_CALL_PLAIN};

void
mg_client_change_challenge_async (MgClient *self, GCancellable *cancellable,
                                  GAsyncReadyCallback callback, gpointer data)
{
  Pb__FreshChallengeRequest request = PB__FRESH_CHALLENGE_REQUEST__INIT;
  mg_client_call_async (self, &challenge_call, &request.base, cancellable, callback, data);
}

gboolean
mg_client_change_challenge_finish (MgClient *self, GAsyncResult *result, guint8 *ret_login_id,
                                   guint8 *ret_nonce, GError **error)
{
  g_autoptr (MgMessage) message = mg_client_call_finish (self, result, error);
  if (!message)
    return FALSE;
  const Pb__FreshChallengeReply *reply = (const Pb__FreshChallengeReply *)mg_message_get (message);
  if (reply->login_id.len != MG_LOGIN_ID_BYTES || reply->nonce.len != MG_LOGIN_NONCE_BYTES)
    {
      g_set_error_literal (error, MG_TROUBLE, MG_TROUBLE_INTERNAL, "malformed answer");
      return FALSE;
    }
  memcpy (ret_login_id, reply->login_id.data, MG_LOGIN_ID_BYTES);
  memcpy (ret_nonce, reply->nonce.data, MG_LOGIN_NONCE_BYTES);
  return TRUE;
}

void
mg_client_change_async (MgClient *self, MgLogin *login, const char *new_password,
                        const MgAssertion *assertion, GCancellable *cancellable,
                        GAsyncReadyCallback callback, gpointer data)
{
  Pb__ChangePasswordRequest request = PB__CHANGE_PASSWORD_REQUEST__INIT;
  MgCapture capture;
  if (mg_capture_fill (&capture, login, assertion)) /* else the server refuses it */
    {
      request.finger = &capture.finger;
      request.capture = &capture.envelope;
    }
  request.login_id.data = (uint8_t *)mg_login_get_login_id (login);
  request.login_id.len = MG_LOGIN_ID_BYTES;
  request.password = (char *)mg_login_peek_password (login);
  request.new_password = (char *)new_password;
  mg_client_call_async (self, &change_call, &request.base, cancellable, callback, data);
}

void
mg_client_report_leak_async (MgClient *self, gboolean locks, GAsyncReadyCallback callback,
                             gpointer data)
{
  Pb__ReportLeakRequest request = PB__REPORT_LEAK_REQUEST__INIT;
  request.lock_account = locks;
  mg_client_call_async (self, &report_call, &request.base, NULL, callback, data);
}

void
mg_client_my_logins_async (MgClient *self, GAsyncReadyCallback callback, gpointer data)
{
  Pb__MyLoginsRequest request = PB__MY_LOGINS_REQUEST__INIT;
  mg_client_call_async (self, &logins_call, &request.base, NULL, callback, data);
}
