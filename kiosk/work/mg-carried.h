/* SPDX-License-Identifier: Apache-2.0
 * 持ち出しの記録 (screen 57): everything ever carried, filtered, page by page. No widgets. */
#pragma once
#include "mg-exports.h"

#define MG_TYPE_CARRIED (mg_carried_get_type ())
G_DECLARE_FINAL_TYPE (MgCarried, mg_carried, MG, CARRIED, GObject)

/* Emits "changed". */
MgCarried *mg_carried_new (MgLine *line);
/* The first page. Dates with year 0 and empty texts: no condition. */
void mg_carried_ask (MgCarried *self, const MgDate *from, const MgDate *to, const char *ward,
                     const char *staff_no);
void mg_carried_more (MgCarried *self); /* the next page, when there is one and none is asked for */
void mg_carried_clear (MgCarried *self);
/* const Pb__ExportItem *, newest first; borrowed until the next question. */
const GPtrArray *mg_carried_get_rows (MgCarried *self);
gboolean mg_carried_has_answer (MgCarried *self);
gboolean mg_carried_has_more (MgCarried *self);
gboolean mg_carried_is_busy (MgCarried *self);
MgTrouble mg_carried_get_trouble (MgCarried *self);
