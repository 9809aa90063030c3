/* SPDX-License-Identifier: Apache-2.0
 * The memos on the open person: listed, added, struck out. No widgets. */
#pragma once
#include "madoguchi/v1/memo.pb-c.h"
#include "remote/mg-read.h"
#include "remote/mg-write.h"

#define MG_MEMO_CHARS 400

#define MG_TYPE_MEMOS (mg_memos_get_type ())
G_DECLARE_FINAL_TYPE (MgMemos, mg_memos, MG, MEMOS, GObject)

/* Emits "changed", and "added" when a memo was written. */
MgMemos *mg_memos_new (MgLine *line);
void mg_memos_open (MgMemos *self, const char *shori_no);
/* Pb__MemoRow of all pages that came, newest first; NULL: none has come. Good until the next "changed". */
GPtrArray *mg_memos_get (MgMemos *self);
MgTrouble mg_memos_get_trouble (MgMemos *self);
/* FALSE: one is under way. Continues one whose end is not known. */
gboolean mg_memos_add (MgMemos *self, const char *text);
gboolean mg_memos_strike (MgMemos *self, guint64 memo_id);
const MgAct *mg_memos_get_adding (MgMemos *self);
const MgAct *mg_memos_get_striking (MgMemos *self);
void mg_memos_close (MgMemos *self);
