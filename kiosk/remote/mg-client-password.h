/* SPDX-License-Identifier: Apache-2.0
 * The calls about the own password: ChangePassword with its challenge, ReportLeak, MyLogins. Must keep
 * nothing. */
#pragma once
#include "madoguchi/v1/session.pb-c.h"
#include "mg-assertion.h"
#include "mg-client.h"
#include "model/mg-login.h"

void mg_client_change_challenge_async (MgClient *self, GCancellable *cancellable,
                                       GAsyncReadyCallback callback, gpointer data);
gboolean mg_client_change_challenge_finish (MgClient *self, GAsyncResult *result,
                                            guint8 *ret_login_id, guint8 *ret_nonce,
                                            GError **error);
/* Sends what login holds (the old password, the picture signed) and the new password. The answer is a
 * Pb__ChangePasswordReply, by mg_client_call_finish(). */
void mg_client_change_async (MgClient *self, MgLogin *login, const char *new_password,
                             const MgAssertion *assertion, GCancellable *cancellable,
                             GAsyncReadyCallback callback, gpointer data);
/* Answers: Pb__ReportLeakReply, Pb__MyLoginsReply. */
/* locks: the account too; the session is over then. */
void mg_client_report_leak_async (MgClient *self, gboolean locks, GAsyncReadyCallback callback,
                                  gpointer data);
void mg_client_my_logins_async (MgClient *self, GAsyncReadyCallback callback, gpointer data);
