/* SPDX-License-Identifier: Apache-2.0
 * Packs and unpacks protobuf messages for the client: in memory that is wiped, with the checks that
 * protobuf-c leaves out. Must not know what a message means. */
#pragma once
#include <glib.h>
#include <protobuf-c/protobuf-c.h>

/* A message and the memory it lies in. */
typedef struct _MgMessage MgMessage;

/* NULL when the bytes are no such message, or a string in it is not UTF-8. */
MgMessage *mg_message_unpack (const ProtobufCMessageDescriptor *type, const guint8 *bytes, gsize n);
void mg_message_free (MgMessage *self); /* wipes */
G_DEFINE_AUTOPTR_CLEANUP_FUNC (MgMessage, mg_message_free)
const ProtobufCMessage *mg_message_get (const MgMessage *self);
