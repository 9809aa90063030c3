/* SPDX-License-Identifier: Apache-2.0
 * One question that an owner has open at a time: a newer one drops the older one's answer, and a
 * trouble that passes is asked again by itself. Must not know what is asked. */
#pragma once
#include "mg-line.h"

typedef struct _MgRead MgRead;

/* message is yours; NULL: trouble says why. Never called after mg_read_stop() or mg_read_free(). */
typedef void (*MgReadDone) (gpointer owner, MgMessage *message, MgTrouble trouble);

/* spec and owner are borrowed. */
MgRead *mg_read_new (MgLine *line, const MgCallSpec *spec, MgReadDone done, gpointer owner);
void mg_read_free (MgRead *self); /* accepts NULL */
void mg_read_ask (MgRead *self, const ProtobufCMessage *request);
/* Drops the question, its answer and its repetition. */
void mg_read_stop (MgRead *self);
gboolean mg_read_is_busy (const MgRead *self);
