/* SPDX-License-Identifier: Apache-2.0
 * What the counter's work asks through: the client, the word of an alarm, and one place where every
 * finished call says what it tells of line and session. Must not know what a call means. */
#pragma once
#include "mg-client.h"
#include "mg-message.h"

#define MG_TYPE_LINE (mg_line_get_type ())
G_DECLARE_FINAL_TYPE (MgLine, mg_line, MG, LINE, GObject)

/* Emits "noted" (const GError *, or NULL) after every call, before the callback of its asker. */
MgLine *mg_line_new (MgClient *client);
/* Under an alarm nothing is sent: every call fails with MG_TROUBLE_ALARM. */
void mg_line_stop (MgLine *self, gboolean is_stopped);
/* Ends everything under way: log-off. */
void mg_line_cancel (MgLine *self);

/* bytes: a packed message, copied at once. key: NULL, or the 16 bytes of a write. fresh: as
 * mg_client_send_async() takes it. cancellable may be NULL. */
void mg_line_send_async (MgLine *self, const MgCallSpec *spec, GBytes *bytes, const guint8 *key,
                         const MgSecret *fresh, GCancellable *cancellable,
                         GAsyncReadyCallback callback, gpointer data);
/* The answer (yours), or NULL with ret_trouble. field: NULL, or MG_FIELD_BYTES for the name of the
 * field that is to blame ("": none). */
MgMessage *mg_line_send_finish (MgLine *self, GAsyncResult *result, MgTrouble *ret_trouble,
                                char *field);
/* Packed into memory that is wiped when the last reference goes. */
GBytes *mg_line_pack (const ProtobufCMessage *message);
