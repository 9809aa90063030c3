/* SPDX-License-Identifier: Apache-2.0
 * What is plugged into this terminal's guarded ports, as its agent sees it: asked for again and
 * again while somebody looks. No widgets. */
#pragma once
#include <glib-object.h>
#include "madoguchi/agent/v1/agent.pb-c.h"

#define MG_TYPE_STICKS (mg_sticks_get_type ())
G_DECLARE_FINAL_TYPE (MgSticks, mg_sticks, MG, STICKS, GObject)

/* Emits "changed" when something was plugged or pulled. path: the agent's socket, borrowed; NULL:
 * this terminal has none. */
MgSticks *mg_sticks_new (const char *path);
/* Every second and a half, until it is switched off: one carry-out at a time speaks to the agent.
 */
void mg_sticks_watch (MgSticks *self, gboolean on);
typedef enum
{
  MG_STICKS_UNKNOWN,
  MG_STICKS_NO_AGENT, /* none configured, or nobody listens */
  MG_STICKS_KNOWN,
} MgSticksState;
MgSticksState mg_sticks_get_state (MgSticks *self);
guint mg_sticks_count (MgSticks *self);
const Ag__Stick *mg_sticks_get (MgSticks *self, guint n); /* NULL: there are fewer */
/* This very stick is in. */
gboolean mg_sticks_has (MgSticks *self, const Sg__UsbDevice *device);
/* "USB メモリ 058f:6387 7F3A21": product name, or its numbers, and serial. To be freed. */
char *mg_stick_format (const Sg__UsbDevice *device, const char *product_name);
gboolean mg_stick_same (const Sg__UsbDevice *a, const Sg__UsbDevice *b);
