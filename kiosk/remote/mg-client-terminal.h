/* SPDX-License-Identifier: Apache-2.0
 * What a terminal asks for itself, without a session: its next certificate. */
#pragma once
#include "mg-client.h"

/* Says which program this is, and asks for the certificate that was signed for the next key. */
void mg_client_certificate_async (MgClient *self, GCancellable *cancellable,
                                  GAsyncReadyCallback callback, gpointer data);
/* DER; empty: none waits; NULL: no answer. */
GBytes *mg_client_certificate_finish (MgClient *self, GAsyncResult *result, GError **error);

/* Asks for a certificate for the next key; text: the request as a file has it. */
void mg_client_renew_async (MgClient *self, const char *text, GCancellable *cancellable,
                            GAsyncReadyCallback callback, gpointer data);
gboolean mg_client_renew_finish (MgClient *self, GAsyncResult *result, GError **error);
