/* SPDX-License-Identifier: Apache-2.0
 * The calls that answer without a session: Health, Login.Challenge, Login.Login. Must keep nothing. */
#pragma once
#include "mg-assertion.h"
#include "mg-client.h"
#include "model/mg-login.h"
#include "model/mg-session.h"

/* "Does the server answer, and is it open?" Error SEALED when it answers that it does not serve. */
void mg_client_check_async (MgClient *self, GCancellable *cancellable,
                            GAsyncReadyCallback callback, gpointer data);
gboolean mg_client_check_finish (MgClient *self, GAsyncResult *result, GError **error);

typedef struct
{
  guint8 login_id[MG_LOGIN_ID_BYTES];
  guint8 nonce[MG_LOGIN_NONCE_BYTES];
  char *terminal_name;
  char *section_name;
  char *municipality_name;
  gboolean is_training;
} MgChallenge;
void mg_challenge_free (MgChallenge *challenge);
G_DEFINE_AUTOPTR_CLEANUP_FUNC (MgChallenge, mg_challenge_free)

void mg_client_challenge_async (MgClient *self, GCancellable *cancellable,
                                GAsyncReadyCallback callback, gpointer data);
MgChallenge *mg_client_challenge_finish (MgClient *self, GAsyncResult *result, GError **error);

/* Sends what login holds, the picture signed. On success the client has the session's token. */
void mg_client_login_async (MgClient *self, MgLogin *login, const MgAssertion *assertion,
                            GCancellable *cancellable, GAsyncReadyCallback callback,
                            gpointer data);
MgSession *mg_client_login_finish (MgClient *self, GAsyncResult *result, gint64 *ret_server_now_us,
                                   GError **error);
