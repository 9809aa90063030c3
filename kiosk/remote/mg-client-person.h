/* SPDX-License-Identifier: Apache-2.0
 * The calls about residents: Search, Open, History. Turns messages into model objects and keeps
 * nothing. */
#pragma once
#include "mg-client.h"
#include "model/mg-person.h"
#include "model/mg-search.h"

void mg_client_search_async (MgClient *self, const MgQuestion *question, GCancellable *cancellable,
                             GAsyncReadyCallback callback, gpointer data);
/* Hands the answer, or the trouble, to search. FALSE with an error when it did not come. */
gboolean mg_client_search_finish (MgClient *self, GAsyncResult *result, MgSearch *search,
                                  guint generation, gint64 now_ms, GError **error);

void mg_client_open_async (MgClient *self, const char *shori_no, const MgDate *as_of,
                           GCancellable *cancellable, GAsyncReadyCallback callback, gpointer data);
MgPersonData *mg_client_open_finish (MgClient *self, GAsyncResult *result, GError **error);

void mg_client_history_async (MgClient *self, const char *shori_no, GBytes *cursor,
                              GCancellable *cancellable, GAsyncReadyCallback callback,
                              gpointer data);
/* MgEvent; ret_cursor is NULL on the last page. */
GPtrArray *mg_client_history_finish (MgClient *self, GAsyncResult *result, GBytes **ret_cursor,
                                     GError **error);
