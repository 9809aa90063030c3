/* SPDX-License-Identifier: Apache-2.0 */
#include "mg-client-login.h"
#include <string.h>
#include "madoguchi/health.pb-c.h"
#include "madoguchi/v1/login.pb-c.h"
#include "mg-capture.h"
#include "mg-message.h"

static const MgCallSpec check
    = {&pb_health__health__descriptor, "Check", .timeout_ms = 4000, MG_CALL_PLAIN};
static const MgCallSpec challenge
    = {&pb__login__descriptor, "Challenge", .timeout_ms = 5000, MG_CALL_WRITE};
/* The server answers every refusal at a fixed time; a rush of a hundred people takes a while. */
static const MgCallSpec login_call
    = {&pb__login__descriptor, "Login", .timeout_ms = 40000, MG_CALL_WRITE};

static GError *
new_malformed (void)
{
  return g_error_new_literal (MG_TROUBLE, MG_TROUBLE_INTERNAL, "malformed answer");
}

void
mg_client_check_async (MgClient *self, GCancellable *cancellable, GAsyncReadyCallback callback,
                       gpointer data)
{
  PbHealth__HealthCheckRequest request = PB_HEALTH__HEALTH_CHECK_REQUEST__INIT;
  mg_client_call_async (self, &check, &request.base, cancellable, callback, data);
}

gboolean
mg_client_check_finish (MgClient *self, GAsyncResult *result, GError **error)
{
  g_autoptr (MgMessage) message = mg_client_call_finish (self, result, error);
  if (!message)
    return FALSE;
  const PbHealth__HealthCheckResponse *reply
      = (const PbHealth__HealthCheckResponse *)mg_message_get (message);
  if (reply->status == PB_HEALTH__HEALTH_CHECK_RESPONSE__SERVING_STATUS__SERVING)
    return TRUE;
  g_set_error_literal (error, MG_TROUBLE, MG_TROUBLE_SEALED, "not serving");
  return FALSE;
}

void
mg_challenge_free (MgChallenge *self)
{
  if (!self)
    return;
  g_free (self->terminal_name);
  g_free (self->section_name);
  g_free (self->municipality_name);
  g_free (self);
}

void
mg_client_challenge_async (MgClient *self, GCancellable *cancellable, GAsyncReadyCallback callback,
                           gpointer data)
{
  Pb__ChallengeRequest request = PB__CHALLENGE_REQUEST__INIT;
  mg_client_call_async (self, &challenge, &request.base, cancellable, callback, data);
}

MgChallenge *
mg_client_challenge_finish (MgClient *self, GAsyncResult *result, GError **error)
{
  g_autoptr (MgMessage) message = mg_client_call_finish (self, result, error);
  if (!message)
    return NULL;
  const Pb__ChallengeReply *reply = (const Pb__ChallengeReply *)mg_message_get (message);
  if (reply->login_id.len != MG_LOGIN_ID_BYTES || reply->nonce.len != MG_LOGIN_NONCE_BYTES)
    {
      g_propagate_error (error, new_malformed ());
      return NULL;
    }
  MgChallenge *answer = g_new0 (MgChallenge, 1);
  memcpy (answer->login_id, reply->login_id.data, MG_LOGIN_ID_BYTES);
  memcpy (answer->nonce, reply->nonce.data, MG_LOGIN_NONCE_BYTES);
  answer->terminal_name = g_strdup (reply->terminal_name);
  answer->section_name = g_strdup (reply->section_name);
  answer->municipality_name = g_strdup (reply->municipality_name);
  answer->is_training = reply->training;
  return answer;
}

void
mg_client_login_async (MgClient *self, MgLogin *login, const MgAssertion *assertion,
                       GCancellable *cancellable, GAsyncReadyCallback callback, gpointer data)
{
  Pb__LoginRequest request = PB__LOGIN_REQUEST__INIT;
  MgCapture capture;
  if (!mg_capture_fill (&capture, login, assertion))
    {
      g_task_report_new_error (self, callback, data, mg_client_login_async, MG_TROUBLE,
                               MG_TROUBLE_INTERNAL, "no picture");
      return;
    }
  request.login_id.data = (uint8_t *)mg_login_get_login_id (login);
  request.login_id.len = MG_LOGIN_ID_BYTES;
  request.staff_no = (char *)mg_login_get_staff_no (login);
  request.password = (char *)mg_login_peek_password (login);
  request.finger = &capture.finger;
  request.capture = &capture.envelope;
  mg_client_call_async (self, &login_call, &request.base, cancellable, callback, data);
}

static MgSession *
new_session (const Pb__LoginReply *reply)
{
  MgSession *session = g_new0 (MgSession, 1);
  session->staff_name = g_strdup (reply->staff_name);
  session->section_name = g_strdup (reply->section_name);
  session->role_name = g_strdup (reply->role_name);
  session->ward = g_strdup (reply->ward);
  session->last_login_terminal = g_strdup (reply->last_login_terminal);
  session->must_change_password = reply->must_change_password;
  session->password_expired = reply->password_expired;
  session->last_login_us = reply->last_login_us;
  session->failures_since = reply->failures_since;
  session->permissions = g_new0 (char *, reply->n_permissions + 1);
  for (size_t i = 0; i < reply->n_permissions; i++)
    session->permissions[i] = g_strdup (reply->permissions[i]);
  mg_session_set_screens (session, reply->screens, reply->n_screens);
  return session;
}

MgSession *
mg_client_login_finish (MgClient *self, GAsyncResult *result, gint64 *ret_server_now_us,
                        GError **error)
{
  if (g_async_result_is_tagged (result, mg_client_login_async))
    return g_task_propagate_pointer (G_TASK (result), error);
  g_autoptr (MgMessage) message = mg_client_call_finish (self, result, error);
  if (!message)
    return NULL;
  const Pb__LoginReply *reply = (const Pb__LoginReply *)mg_message_get (message);
  if (reply->token.len != 32)
    {
      g_propagate_error (error, new_malformed ());
      return NULL;
    }
  mg_client_set_token (self, reply->token.data, reply->token.len);
  *ret_server_now_us = reply->server_now_us;
  return new_session (reply);
}
