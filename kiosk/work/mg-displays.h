/* SPDX-License-Identifier: Apache-2.0
 * How this terminal shows what it shows: asked of the server at the start, told by it while somebody works, set by whoever is
 * logged in (screen 60). No widgets. */
#pragma once
#include "model/mg-display.h"
#include "remote/mg-read.h"
#include "remote/mg-write.h"

#define MG_TYPE_DISPLAYS (mg_displays_get_type ())
G_DECLARE_FINAL_TYPE (MgDisplays, mg_displays, MG, DISPLAYS, GObject)

/* Emits "changed": of the settings, or of the act. */
MgDisplays *mg_displays_new (MgLine *line);
/* Asks, unless it is known. */
void mg_displays_ask (MgDisplays *self);
void mg_displays_told (MgDisplays *self, const MgDisplay *display);
/* NULL: not known yet. */
const MgDisplay *mg_displays_get (MgDisplays *self);
/* FALSE: an earlier act has no end yet. */
gboolean mg_displays_set (MgDisplays *self, const MgDisplay *display);
const MgAct *mg_displays_get_act (MgDisplays *self);
void mg_displays_clear (MgDisplays *self); /* the act; what is known stays */
