/* SPDX-License-Identifier: Apache-2.0
 * The parked forms that this clerk can open: own ones, and with the right to take over those of the
 * ward. No widgets. */
#pragma once
#include "madoguchi/v1/draft.pb-c.h"
#include "remote/mg-read.h"
#include "remote/mg-write.h"

#define MG_TYPE_DRAFTS (mg_drafts_get_type ())
G_DECLARE_FINAL_TYPE (MgDrafts, mg_drafts, MG, DRAFTS, GObject)

/* Emits "changed", and "taken" when a form came (see mg_drafts_get_taken()). */
MgDrafts *mg_drafts_new (MgLine *line);
void mg_drafts_ask (MgDrafts *self, gboolean whole_ward);
const Pb__DraftListReply *mg_drafts_get (MgDrafts *self); /* NULL: not come */
MgTrouble mg_drafts_get_trouble (MgDrafts *self);
/* The own form parked before (by -1) or after (1) the one of draft_id, in the order of the list and
 * round its end; with draft_id NULL the first or last. NULL: there is no other. */
const Pb__DraftRow *mg_drafts_find_next (MgDrafts *self, const guint8 *draft_id, int by);
/* FALSE: one is being taken. */
gboolean mg_drafts_take (MgDrafts *self, const Pb__DraftRow *row);
const MgAct *mg_drafts_get_act (MgDrafts *self);
const Pb__DraftTakeReply *mg_drafts_get_taken (MgDrafts *self);
void mg_drafts_clear (MgDrafts *self);
