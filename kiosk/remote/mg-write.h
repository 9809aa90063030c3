/* SPDX-License-Identifier: Apache-2.0
 * One kind of write: sends an intended act (model/mg-act.h) under its key until its end is known,
 * each time the same bytes. Must not know what is written. */
#pragma once
#include "mg-line.h"
#include "model/mg-act.h"

typedef struct _MgWrite MgWrite;

/* Something below gives another answer. Never called after mg_write_free(). */
typedef void (*MgWriteChanged) (gpointer owner, MgWrite *self);

/* spec and owner are borrowed. */
MgWrite *mg_write_new (MgLine *line, const MgCallSpec *spec, MgWriteChanged changed,
                       gpointer owner);
/* What is under way goes on to its end at the server; its answer is dropped. Accepts NULL. */
void mg_write_free (MgWrite *self);
/* A new act with a new key. FALSE while an earlier one has no definite answer. */
gboolean mg_write_send (MgWrite *self, const ProtobufCMessage *request);
/* The same for an act that asks for fresh factors; fresh (MgDesk's, in hexadecimal digits) is taken
 * and goes with every sending of this act. */
gboolean mg_write_send_fresh (MgWrite *self, const ProtobufCMessage *request, MgSecret *fresh);
/* The clerk pressed again: settles an open act with its own key. FALSE unless it is UNSETTLED. */
gboolean mg_write_again (MgWrite *self);
const MgAct *mg_write_get_act (const MgWrite *self);
/* Of the act that FAILED: the server's name of the field that is to blame; "": none. Borrowed. */
const char *mg_write_get_field (const MgWrite *self);
/* Of the act that is DONE; borrowed until the next. NULL else. */
const ProtobufCMessage *mg_write_get_reply (const MgWrite *self);
/* Forgets a finished act and its answer. */
void mg_write_clear (MgWrite *self);
