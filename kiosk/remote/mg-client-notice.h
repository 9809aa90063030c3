/* SPDX-License-Identifier: Apache-2.0
 * The long poll of a terminal at which nobody is logged in: the notices for its ward, and nothing else. */
#pragma once
#include "madoguchi/v1/notice.pb-c.h"
#include "mg-client.h"
#include "model/mg-board.h"

/* Without them (NULL) what is shown stays: the server could not look just now, or the session is over. */
void mg_client_take_notices (MgBoard *board, const Pb__NoticesInForce *told);

/* Asks with what board knows and tells it what came. Answers after 25 s at the latest. */
void mg_client_notices_async (MgClient *self, const MgBoard *board, GCancellable *cancellable,
                              GAsyncReadyCallback callback, gpointer data);
gboolean mg_client_notices_finish (MgClient *self, GAsyncResult *result, MgBoard *board,
                                   GError **error);
