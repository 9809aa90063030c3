/* SPDX-License-Identifier: Apache-2.0
 * 媒体台帳 (screen 56): the city's sticks, entered, lent, taken back, disposed of. No widgets. */
#pragma once
#include "mg-exports.h"

#define MG_TYPE_MEDIA (mg_media_get_type ())
G_DECLARE_FINAL_TYPE (MgMedia, mg_media, MG, MEDIA, GObject)

/* Emits "changed". */
MgMedia *mg_media_new (MgLine *line);
void mg_media_ask (MgMedia *self);
void mg_media_clear (MgMedia *self);
const Pb__MediaListReply *mg_media_get (MgMedia *self); /* NULL: not come */
gboolean mg_media_is_busy (MgMedia *self);
MgTrouble mg_media_get_trouble (MgMedia *self);

typedef enum
{
  MG_MEDIA_ENTER,
  MG_MEDIA_LEND,
  MG_MEDIA_TAKE_BACK,
  MG_MEDIA_DISPOSE,
  MG_N_MEDIA_ACTS,
} MgMediaAct;
/* All FALSE: an earlier act of the kind has no end yet. An act of unknown end is settled with its
 * own key instead. */
gboolean mg_media_enter (MgMedia *self, const char *label, const Sg__UsbDevice *device,
                         const char *owner, const char *ward, const char *note);
gboolean mg_media_lend (MgMedia *self, const Pb__Medium *medium, const char *staff_no,
                        const MgDate *due);
gboolean mg_media_take_back (MgMedia *self, const Pb__Medium *medium, gboolean erased,
                             const char *note);
gboolean mg_media_dispose (MgMedia *self, const Pb__Medium *medium, gboolean lost,
                           const char *note);
/* Of the act pressed last. */
const MgAct *mg_media_get_act (MgMedia *self, MgMediaAct *ret_which);
const char *mg_medium_state_word (Pb__MediumState state);
const char *mg_medium_state_tone (Pb__MediumState state);
