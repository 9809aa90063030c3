/* SPDX-License-Identifier: Apache-2.0
 * What every screen is to the window: a title, words for the function keys, an answer to each of
 * them. A screen never reaches into the window; it says what it wants through these signals. */
#pragma once
#include <gtk/gtk.h>
#include "widgets/mg-function-bar.h"

typedef struct
{
  const char *words[MG_N_KEYS]; /* as mg_function_bar_set_keys() takes them */
  guint first;
} MgKeys;

#define MG_TYPE_SCREEN (mg_screen_get_type ())
G_DECLARE_INTERFACE (MgScreen, mg_screen, MG, SCREEN, GtkWidget)

struct _MgScreenInterface
{
  GTypeInterface parent_interface;
  const char *(*get_title) (MgScreen *self);
  void (*list_keys) (MgScreen *self, MgKeys *ret);
  /* F-key 1 to 12, 0 for Esc. FALSE: it means nothing here. */
  gboolean (*press) (MgScreen *self, guint key);
  /* Alt+1 to Alt+9; may be NULL. */
  gboolean (*choose) (MgScreen *self, guint number);
  /* What F1 says beside the keys; borrowed. */
  const char *(*get_help) (MgScreen *self);
  /* It comes on the screen (argument: what mg_screen_go() was given) or is left. Leaving wipes
   * nothing by itself; see wipe. */
  void (*enter) (MgScreen *self, const char *argument);
  void (*leave) (MgScreen *self);
  /* Forget everything about residents: home was reached, or the session ends. */
  void (*wipe) (MgScreen *self);
};

const char *mg_screen_get_title (MgScreen *self);
void mg_screen_list_keys (MgScreen *self, MgKeys *ret);
gboolean mg_screen_press (MgScreen *self, guint key);
gboolean mg_screen_choose (MgScreen *self, guint number);
const char *mg_screen_get_help (MgScreen *self);
void mg_screen_enter (MgScreen *self, const char *argument);
void mg_screen_leave (MgScreen *self);
void mg_screen_wipe (MgScreen *self);

/* Puts the columns of everything of class "body" side by side or under each other. */
void mg_screen_reflow (MgScreen *self, GtkOrientation orientation);

/* For screens. Signal "say": the message line (tone and right may be NULL; markup). */
void mg_screen_say (MgScreen *self, const char *tone, const char *markup, const char *right);
/* Signal "go": to another screen by name; argument may be NULL. */
void mg_screen_go (MgScreen *self, const char *name, const char *argument);
/* Signal "keys-changed": title or keys are other ones now. */
void mg_screen_changed (MgScreen *self);
