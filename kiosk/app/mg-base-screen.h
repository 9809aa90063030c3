/* SPDX-License-Identifier: Apache-2.0
 * What screens share: keys from a table instead of a switch, a sheet over the content, the news of
 * an act said once. A screen derives from it and gives its MgBaseSpec; it may not know the window.
 */
#pragma once
#include "app/mg-desk.h"
#include "app/mg-screen.h"
#include "widgets/mg-sheet.h"

/* One key of a screen. F1 (help), F2 (search, for who may), F3 (home, unless a row says else) and
 * F11 (lock) are there by themselves. */
typedef struct
{
  guint key;        /* 1 to 12; 0 for Esc */
  const char *word; /* N_(); NULL for Esc */
  void (*press) (gpointer self);
  gboolean (*is_offered) (gpointer self); /* NULL: always */
} MgKeyRow;

typedef struct
{
  const char *title; /* N_() */
  const char *help;  /* N_() */
  const MgKeyRow *keys;
  guint n_keys;
  void (*enter) (gpointer self, const char *argument);
  void (*leave) (gpointer self); /* any of these may be NULL */
  void (*wipe) (gpointer self);
  GtkWidget *(*get_focus) (gpointer self);
} MgBaseSpec;

#define MG_TYPE_BASE_SCREEN (mg_base_screen_get_type ())
G_DECLARE_DERIVABLE_TYPE (MgBaseScreen, mg_base_screen, MG, BASE_SCREEN, GtkBox)
struct _MgBaseScreenClass
{
  GtkBoxClass parent_class;
  const MgBaseSpec *spec; /* set in class_init */
};

/* A screen of a derived type that holds desk. */
gpointer mg_base_screen_create (GType type, MgDesk *desk);
/* The content, once. Taken. */
void mg_base_screen_set_content (gpointer self, GtkWidget *content);
MgDesk *mg_base_screen_get_desk (gpointer self);
gboolean mg_base_screen_is_here (gpointer self);
const char *mg_base_screen_get_staff_no (gpointer self); /* of the session; "" */

/* The message line, plain text, when the screen is here. tone NULL, "t-good", "t-warn", "t-bad": ○
 * or × come before good and bad. */
void mg_base_screen_say (gpointer self, const char *tone, const char *text);
typedef struct
{
  const char *busy; /* all N_() */
  const char *done;
  const char *conflict; /* NULL: the general words */
  const char *rule;     /* the law or the order does not allow it; NULL: the general words */
} MgActSays;
/* What became of act, once each time it ends; TRUE when something was said. Of an act whose end was
 * not known for a while the words of mg_act_words() come before says. */
gboolean mg_base_screen_say_act (gpointer self, const MgAct *act, const MgActSays *says);
/* Before an act begins: its end will be news. */
void mg_base_screen_expect (gpointer self);

/* One at a time; an open one is replaced. It closes by Esc, by the safe button and by leaving.
 * Taken. */
void mg_base_screen_open_sheet (gpointer self, MgSheet *sheet);
void mg_base_screen_close_sheet (gpointer self);
MgSheet *mg_base_screen_get_sheet (gpointer self); /* NULL: none */
