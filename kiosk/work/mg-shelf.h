/* SPDX-License-Identifier: Apache-2.0
 * A question of an owner and its newest answer, held as it came until the next one or until it is
 * wiped. Must not know what is asked. */
#pragma once
#include "remote/mg-read.h"

typedef struct
{
  /* borrowed */
  void (*changed) (gpointer owner);
  gpointer owner;
  /* owned */
  MgRead *read;
  MgMessage *held; /* NULL: not come */
  /* state */
  MgTrouble trouble; /* of the last answer; MG_N_TROUBLES: none */
} MgShelf;

/* changed is called when an answer or a trouble came; what was held before lives until it returns.
 */
void mg_shelf_init (MgShelf *self, MgLine *line, const MgCallSpec *spec,
                    void (*changed) (gpointer owner), gpointer owner);
void mg_shelf_ask (MgShelf *self, const ProtobufCMessage *request);
/* Borrowed until the next answer; NULL: not come. */
const ProtobufCMessage *mg_shelf_get (const MgShelf *self);
gboolean mg_shelf_is_busy (const MgShelf *self);
/* Drops the question and gives the answer away, for the caller to free after telling: wipes. */
MgMessage *mg_shelf_empty (MgShelf *self) G_GNUC_WARN_UNUSED_RESULT;
void mg_shelf_finish (MgShelf *self);
