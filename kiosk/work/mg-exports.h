/* SPDX-License-Identifier: Apache-2.0
 * What can leave and who asked for it (screen 51): built extracts, specifications, the sticks of
 * the register and one's own requests. No widgets, no files. */
#pragma once
#include "madoguchi/v1/export.pb-c.h"
#include "mg-shelf.h"
#include "mg-wire.h"
#include "remote/mg-write.h"

#define MG_TICKET_ID_BYTES 16

#define MG_TYPE_EXPORTS (mg_exports_get_type ())
G_DECLARE_FINAL_TYPE (MgExports, mg_exports, MG, EXPORTS, GObject)

/* Emits "changed". */
MgExports *mg_exports_new (MgLine *line);
/* Everything anew. */
void mg_exports_ask (MgExports *self);
void mg_exports_clear (MgExports *self);

/* NULL: not come. */
const Pb__ExtractSpecsReply *mg_exports_get_specs (MgExports *self);
const Pb__ExtractListReply *mg_exports_get_extracts (MgExports *self);
const Pb__ExportListReply *mg_exports_get_own (MgExports *self);
const Pb__MediaListReply *mg_exports_get_media (MgExports *self);
gboolean mg_exports_is_busy (MgExports *self);
MgTrouble mg_exports_get_trouble (MgExports *self); /* MG_N_TROUBLES: none */

/* What the clerk fills in; all borrowed. */
typedef struct
{
  guint64 extract_id;
  guint64 medium_id;
  const char *purpose;
  const char *recipient;
  const char *reason;
} MgExportWish;
/* FALSE: an earlier act has no end yet. An act of unknown end is settled with its own key instead.
 */
gboolean mg_exports_request (MgExports *self, const MgExportWish *wish);
gboolean mg_exports_withdraw (MgExports *self, const guint8 *ticket_id);
gboolean mg_exports_build (MgExports *self, const Pb__ExtractSpec *spec, const MgDate *from,
                           const MgDate *to, const char *ward, const char *reason);
typedef enum
{
  MG_EXPORTS_NONE,
  MG_EXPORTS_REQUEST,
  MG_EXPORTS_WITHDRAW,
  MG_EXPORTS_BUILD,
} MgExportsWhich;
MgExportsWhich mg_exports_get_last (MgExports *self); /* pressed last */
const MgAct *mg_exports_get_act (MgExports *self);    /* of it */

/* The first stick of the register that is lent to this person; NULL: none. */
const Pb__Medium *mg_exports_find_lent (MgExports *self, const char *staff_no);
/* Still the business of its requester: asked, approved or redeemed. */
gboolean mg_export_is_open (const Pb__ExportItem *item);
const char *mg_export_state_word (Pb__ExportState state);
/* "good" "warn" "bad" "key" or "". */
const char *mg_export_state_tone (Pb__ExportState state);
