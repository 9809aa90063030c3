/* SPDX-License-Identifier: Apache-2.0 */
#include "mg-client-session.h"
#include <string.h>
#include "madoguchi/v1/finger.pb-c.h"
#include "madoguchi/v1/session.pb-c.h"
#include "mg-capture.h"
#include "mg-client-notice.h"
#include "mg-message.h"

static const MgCallSpec lock_call
    = {&pb__session__descriptor, "Lock", .timeout_ms = 5000, MG_CALL_WRITE};
static const MgCallSpec resume_call
    = {&pb__session__descriptor, "Resume", .timeout_ms = 20000, MG_CALL_WRITE};
static const MgCallSpec fresh_challenge_call
    = {&pb__session__descriptor, "FreshChallenge", .timeout_ms = 5000, MG_CALL_WRITE};
/* As the login: a refusal comes at a fixed time. */
static const MgCallSpec reauthenticate_call
    = {&pb__session__descriptor, "Reauthenticate", .timeout_ms = 40000, MG_CALL_WRITE};
static const MgCallSpec witness_call
    = {&pb__finger__descriptor, "Witness", .timeout_ms = 40000, MG_CALL_WRITE};
static const MgCallSpec logout_call
    = {&pb__session__descriptor, "Logout", .timeout_ms = 3000, MG_CALL_WRITE};
static const MgCallSpec watch_call
    = {&pb__session__descriptor, "Watch", .timeout_ms = 40000, MG_CALL_PLAIN};

#define FRESH_TOKEN_BYTES 32
#define ENROLMENT_ID_BYTES 16

static gboolean
take_challenge (const ProtobufCBinaryData *login_id, const ProtobufCBinaryData *nonce,
                guint8 *ret_login_id, guint8 *ret_nonce)
{
  if (login_id->len != MG_LOGIN_ID_BYTES || nonce->len != MG_LOGIN_NONCE_BYTES)
    return FALSE;
  memcpy (ret_login_id, login_id->data, MG_LOGIN_ID_BYTES);
  memcpy (ret_nonce, nonce->data, MG_LOGIN_NONCE_BYTES);
  return TRUE;
}

void
mg_client_lock_async (MgClient *self, GCancellable *cancellable, GAsyncReadyCallback callback,
                      gpointer data)
{
  Pb__LockRequest request = PB__LOCK_REQUEST__INIT;
  mg_client_call_async (self, &lock_call, &request.base, cancellable, callback, data);
}

gboolean
mg_client_lock_finish (MgClient *self, GAsyncResult *result, guint8 *ret_login_id,
                       guint8 *ret_nonce, GError **error)
{
  g_autoptr (MgMessage) message = mg_client_call_finish (self, result, error);
  if (!message)
    return FALSE;
  const Pb__LockReply *reply = (const Pb__LockReply *)mg_message_get (message);
  if (take_challenge (&reply->login_id, &reply->nonce, ret_login_id, ret_nonce))
    return TRUE;
  g_set_error_literal (error, MG_TROUBLE, MG_TROUBLE_INTERNAL, "malformed answer");
  return FALSE;
}

void
mg_client_resume_async (MgClient *self, MgLogin *login, const MgAssertion *assertion,
                        GCancellable *cancellable, GAsyncReadyCallback callback, gpointer data)
{
  Pb__ResumeRequest request = PB__RESUME_REQUEST__INIT;
  MgCapture capture;
  if (mg_capture_fill (&capture, login, assertion))
    {
      request.login_id.data = (uint8_t *)mg_login_get_login_id (login);
      request.login_id.len = MG_LOGIN_ID_BYTES;
      request.finger = &capture.finger;
      request.capture = &capture.envelope;
    }
  mg_client_call_async (self, &resume_call, &request.base, cancellable, callback, data);
}

gboolean
mg_client_resume_finish (MgClient *self, GAsyncResult *result, MgResumed *ret, GError **error)
{
  g_autoptr (MgMessage) message = mg_client_call_finish (self, result, error);
  if (!message)
    return FALSE;
  const Pb__ResumeReply *reply = (const Pb__ResumeReply *)mg_message_get (message);
  ret->resumed = reply->resumed;
  ret->tries_left = reply->tries_left;
  ret->has_challenge = take_challenge (&reply->login_id, &reply->nonce, ret->login_id, ret->nonce);
  return TRUE;
}

void
mg_client_fresh_challenge_async (MgClient *self, GCancellable *cancellable,
                                 GAsyncReadyCallback callback, gpointer data)
{
  Pb__FreshChallengeRequest request = PB__FRESH_CHALLENGE_REQUEST__INIT;
  mg_client_call_async (self, &fresh_challenge_call, &request.base, cancellable, callback, data);
}

gboolean
mg_client_fresh_challenge_finish (MgClient *self, GAsyncResult *result, guint8 *ret_login_id,
                                  guint8 *ret_nonce, GError **error)
{
  g_autoptr (MgMessage) message = mg_client_call_finish (self, result, error);
  if (!message)
    return FALSE;
  const Pb__FreshChallengeReply *reply = (const Pb__FreshChallengeReply *)mg_message_get (message);
  if (take_challenge (&reply->login_id, &reply->nonce, ret_login_id, ret_nonce))
    return TRUE;
  g_set_error_literal (error, MG_TROUBLE, MG_TROUBLE_INTERNAL, "malformed answer");
  return FALSE;
}

void
mg_client_reauthenticate_async (MgClient *self, MgLogin *login, const char *path,
                                const MgAssertion *assertion, GCancellable *cancellable,
                                GAsyncReadyCallback callback, gpointer data)
{
  Pb__ReauthenticateRequest request = PB__REAUTHENTICATE_REQUEST__INIT;
  MgCapture capture;
  if (mg_capture_fill (&capture, login,
                       assertion)) /* without one the server says what is missing */
    {
      request.finger = &capture.finger;
      request.capture = &capture.envelope;
    }
  request.login_id.data = (uint8_t *)mg_login_get_login_id (login);
  request.login_id.len = MG_LOGIN_ID_BYTES;
  request.password = (char *)mg_login_peek_password (login);
  request.path = (char *)path;
  mg_client_call_async (self, &reauthenticate_call, &request.base, cancellable, callback, data);
}

MgSecret *
mg_client_reauthenticate_finish (MgClient *self, GAsyncResult *result, GError **error)
{
  static const char digits[] = "0123456789abcdef";
  g_autoptr (MgMessage) message = mg_client_call_finish (self, result, error);
  char text[2 * FRESH_TOKEN_BYTES];
  if (!message)
    return NULL;
  const Pb__ReauthenticateReply *reply = (const Pb__ReauthenticateReply *)mg_message_get (message);
  g_autoptr (MgSecret) token = mg_secret_new ();
  if (!token || reply->token.len != FRESH_TOKEN_BYTES)
    {
      g_set_error_literal (error, MG_TROUBLE, MG_TROUBLE_INTERNAL, "no token");
      return NULL;
    }
  for (gsize i = 0; i < FRESH_TOKEN_BYTES; i++)
    {
      text[2 * i] = digits[reply->token.data[i] >> 4];
      text[2 * i + 1] = digits[reply->token.data[i] & 15];
    }
  mg_secret_set (token, text, sizeof text);
  explicit_bzero (text, sizeof text);
  return g_steal_pointer (&token);
}

void
mg_client_witness_async (MgClient *self, MgLogin *login, const guint8 *id,
                         const MgAssertion *assertion, GCancellable *cancellable,
                         GAsyncReadyCallback callback, gpointer data)
{
  Pb__FingerWitnessRequest request = PB__FINGER_WITNESS_REQUEST__INIT;
  MgCapture capture;
  if (mg_capture_fill (&capture, login, assertion))
    {
      request.finger = &capture.finger;
      request.capture = &capture.envelope;
    }
  request.enrolment_id = (ProtobufCBinaryData){.len = ENROLMENT_ID_BYTES, .data = (uint8_t *)id};
  request.login_id.data = (uint8_t *)mg_login_get_login_id (login);
  request.login_id.len = MG_LOGIN_ID_BYTES;
  request.staff_no = (char *)mg_login_get_staff_no (login);
  request.password = (char *)mg_login_peek_password (login);
  mg_client_call_async (self, &witness_call, &request.base, cancellable, callback, data);
}

char *
mg_client_witness_finish (MgClient *self, GAsyncResult *result, GError **error)
{
  g_autoptr (MgMessage) message = mg_client_call_finish (self, result, error);
  return message ? g_strdup (((const Pb__FingerWitnessReply *)mg_message_get (message))->name)
                 : NULL;
}

void
mg_client_logout_async (MgClient *self, GCancellable *cancellable, GAsyncReadyCallback callback,
                        gpointer data)
{
  Pb__LogoutRequest request = PB__LOGOUT_REQUEST__INIT;
  mg_client_call_async (self, &logout_call, &request.base, cancellable, callback, data);
}

gboolean
mg_client_logout_finish (MgClient *self, GAsyncResult *result, GError **error)
{
  g_autoptr (MgMessage) message = mg_client_call_finish (self, result, error);
  return message != NULL;
}

void
mg_client_watch_async (MgClient *self, MgRecord *record, const MgBoard *board, gint64 now_ms,
                       GCancellable *cancellable, GAsyncReadyCallback callback, gpointer data)
{
  const guint8 *leaves[MG_RECORD_LEAVES_ASKED];
  ProtobufCBinaryData hashes[MG_RECORD_LEAVES_ASKED];
  Pb__WatchRequest request = PB__WATCH_REQUEST__INIT;
  request.known_size = mg_record_get_size (record);
  request.n_leaf_hashes = mg_record_list_leaves (record, now_ms, leaves);
  request.leaf_hashes = hashes;
  request.known_notices = mg_board_get_version (board);
  for (size_t i = 0; i < request.n_leaf_hashes; i++)
    hashes[i] = (ProtobufCBinaryData) {.len = MG_RECORD_HASH_BYTES, .data = (uint8_t *)leaves[i]};
  mg_client_call_async (self, &watch_call, &request.base, cancellable, callback, data);
}

/* One run of bytes, or NULL when a hash has another length. */
static GByteArray *
join_hashes (const ProtobufCBinaryData *hashes, size_t n)
{
  GByteArray *all = g_byte_array_new ();
  for (size_t i = 0; i < n; i++)
    {
      if (hashes[i].len != MG_RECORD_HASH_BYTES)
        {
          g_byte_array_unref (all);
          return NULL;
        }
      g_byte_array_append (all, hashes[i].data, MG_RECORD_HASH_BYTES);
    }
  return all;
}

static void
proofs_clear (gpointer data)
{
  MgLeafProof *proof = data;
  g_free ((gpointer)proof->path);
}

static gboolean
tell (MgRecord *record, const Pb__WatchReply *reply, gint64 now_ms)
{
  g_autoptr (GByteArray) consistency = join_hashes (reply->consistency, reply->n_consistency);
  g_autoptr (GArray) proofs = g_array_new (FALSE, TRUE, sizeof (MgLeafProof));
  g_array_set_clear_func (proofs, proofs_clear);
  for (size_t i = 0; consistency && i < reply->n_proofs; i++)
    {
      const Pb__LeafProof *one = reply->proofs[i];
      GByteArray *path = join_hashes (one->path, one->n_path);
      if (!path || one->leaf_hash.len != MG_RECORD_HASH_BYTES)
        {
          if (path)
            g_byte_array_unref (path);
          return FALSE;
        }
      const MgLeafProof proof = {.leaf = one->leaf_hash.data,
                                 .index = one->leaf_index,
                                 .path = g_byte_array_free (path, FALSE),
                                 .path_n = one->n_path};
      g_array_append_val (proofs, proof);
    }
  if (!consistency)
    return FALSE;
  mg_record_told (record, reply->checkpoint, strlen (reply->checkpoint), consistency->data,
                  reply->n_consistency, (const MgLeafProof *)(const void *)proofs->data,
                  proofs->len, reply->log_lag_us, now_ms);
  return TRUE;
}

gboolean
mg_client_watch_finish (MgClient *self, GAsyncResult *result, MgRecord *record, MgBoard *board,
                        gint64 now_ms, MgWatched *ret, GError **error)
{
  g_autoptr (MgMessage) message = mg_client_call_finish (self, result, error);
  if (!message)
    return FALSE;
  const Pb__WatchReply *reply = (const Pb__WatchReply *)mg_message_get (message);
  if (!tell (record, reply, now_ms))
    {
      g_set_error_literal (error, MG_TROUBLE, MG_TROUBLE_INTERNAL, "malformed answer");
      return FALSE;
    }
  ret->ended = (unsigned)reply->ended < MG_N_ENDED ? (MgEnded)reply->ended : MG_ENDED_REVOKED;
  ret->server_now_us = reply->server_now_us;
  ret->alarms = (MgAlarms){.unclosed = reply->unclosed,
                           .break_glass = reply->break_glass != 0,
                           .unseen_glasses = reply->break_glasses_unseen};
  mg_client_take_notices (board, reply->notices);
  ret->has_display = reply->display != NULL;
  if (reply->display)
    ret->display = (MgDisplay) {mg_display_scale_of (mg_display_number_of (reply->display->scale)),
                                reply->display->contrast, reply->display->reader};
  return TRUE;
}
