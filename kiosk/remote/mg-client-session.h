/* SPDX-License-Identifier: Apache-2.0
 * The calls about the session itself: Lock, Resume, Logout and the long poll Watch. Must keep
 * nothing but what MgRecord holds. */
#pragma once
#include "mg-assertion.h"
#include "mg-client.h"
#include "model/mg-board.h"
#include "model/mg-display.h"
#include "model/mg-login.h"
#include "model/mg-record.h"
#include "model/mg-session.h"

typedef enum
{
  MG_ENDED_NOT,
  MG_ENDED_LOGGED_OFF,
  MG_ENDED_IDLE,
  MG_ENDED_ABSOLUTE,
  MG_ENDED_REVOKED,
  MG_ENDED_ELSEWHERE,
  MG_ENDED_LOCKED,
  MG_ENDED_TRIES,
  MG_ENDED_ADMINISTRATOR,
  MG_N_ENDED,
} MgEnded;

/* Both give the challenge for the next Resume. ret_*: MG_LOGIN_ID_BYTES and MG_LOGIN_NONCE_BYTES.
 */
void mg_client_lock_async (MgClient *self, GCancellable *cancellable, GAsyncReadyCallback callback,
                           gpointer data);
gboolean mg_client_lock_finish (MgClient *self, GAsyncResult *result, guint8 *ret_login_id,
                                guint8 *ret_nonce, GError **error);

typedef struct
{
  gboolean resumed;
  guint tries_left;
  gboolean has_challenge;
  guint8 login_id[MG_LOGIN_ID_BYTES];
  guint8 nonce[MG_LOGIN_NONCE_BYTES];
} MgResumed;
/* login without a picture asks for a challenge only. */
void mg_client_resume_async (MgClient *self, MgLogin *login, const MgAssertion *assertion,
                             GCancellable *cancellable, GAsyncReadyCallback callback,
                             gpointer data);
gboolean mg_client_resume_finish (MgClient *self, GAsyncResult *result, MgResumed *ret,
                                  GError **error);

/* The nonce for one Reauthenticate. ret_*: as above. */
void mg_client_fresh_challenge_async (MgClient *self, GCancellable *cancellable,
                                      GAsyncReadyCallback callback, gpointer data);
gboolean mg_client_fresh_challenge_finish (MgClient *self, GAsyncResult *result,
                                           guint8 *ret_login_id, guint8 *ret_nonce, GError **error);
/* Judges what login holds for one call of path. */
void mg_client_reauthenticate_async (MgClient *self, MgLogin *login, const char *path,
                                     const MgAssertion *assertion, GCancellable *cancellable,
                                     GAsyncReadyCallback callback, gpointer data);
/* The token in hexadecimal digits, as mg_client_send_async() takes it. */
MgSecret *mg_client_reauthenticate_finish (MgClient *self, GAsyncResult *result, GError **error);

/* A second person's factors, as login holds them, for the enrolment of id (16 bytes). The name of the person, or NULL. */
void mg_client_witness_async (MgClient *self, MgLogin *login, const guint8 *id,
                              const MgAssertion *assertion, GCancellable *cancellable,
                              GAsyncReadyCallback callback, gpointer data);
char *mg_client_witness_finish (MgClient *self, GAsyncResult *result, GError **error);

void mg_client_logout_async (MgClient *self, GCancellable *cancellable,
                             GAsyncReadyCallback callback, gpointer data);
gboolean mg_client_logout_finish (MgClient *self, GAsyncResult *result, GError **error);

/* Besides what record and board are told. */
typedef struct
{
  MgEnded ended;
  gint64 server_now_us;
  MgAlarms alarms;
  gboolean has_display;
  MgDisplay display; /* how this terminal shows it all */
} MgWatched;
/* Asks with what record and board know and tells them what came. Answers after 25 s at the latest. */
void mg_client_watch_async (MgClient *self, MgRecord *record, const MgBoard *board, gint64 now_ms,
                            GCancellable *cancellable, GAsyncReadyCallback callback, gpointer data);
gboolean mg_client_watch_finish (MgClient *self, GAsyncResult *result, MgRecord *record,
                                 MgBoard *board, gint64 now_ms, MgWatched *ret, GError **error);
