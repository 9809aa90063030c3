/* SPDX-License-Identifier: Apache-2.0
 * A list, and beside it a card with the selected row: what terminals, logins, sticks, notices and
 * accounts look like. A screen derives from it and gives its MgListSpec: columns, how a row becomes a
 * card, its keys. It is a kind of MgBaseScreen and no widget inside one, so that a screen has keys,
 * sheets and news from one place and needs no state of its own unless its acts have some. It asks,
 * fills, keeps the place and the cursor, says what is newest, and wipes; it may not know what the rows
 * are. A whole small one: screens/mg-sessions-screen.c. */
#pragma once
#include "app/mg-base-screen.h"
#include "widgets/mg-table.h"

/* What the model holds just now, as the screen tells it. */
typedef struct
{
  GPtrArray *rows;   /* to add to: borrowed until the model says "changed" again */
  char *count;       /* at the right end of the head; taken; NULL: the list has not come */
  const char *hint;  /* what one can do here, when nothing newer is to be said; NULL: nothing */
  const char *tone;  /* of the hint, as mg_base_screen_say() takes it */
  MgTrouble trouble; /* of the last question; MG_N_TROUBLES: none */
  gboolean is_busy;  /* the question has no answer yet */
} MgListFill;

/* Words are N_(); what may be NULL says so. */
typedef struct
{
  const char *title;
  const char *help;
  const MgKeyRow *keys; /* with mg_list_screen_ask() on F5, _previous() on F7, _next() on F8 */
  guint n_keys;

  const char *name; /* of the table, for those who hear it */
  const char *head; /* over the table; NULL: its name */
  const MgColumn *columns;
  guint n_columns;
  MgCellFunc cell;
  MgTable *(*new_table) (const char *name, GListModel *rows); /* NULL; or instead of these three */

  const char *card; /* over the details; NULL: there is no such card */
  /* Of a row that is selected; the card is empty. NULL: nothing to do. */
  void (*show) (gpointer self, GtkBox *card, gconstpointer row);

  gpointer (*get_model) (gpointer self); /* of the desk; emits "changed" */
  void (*ask) (gpointer self);
  /* Whenever the model changed. Shows by itself what of the answer is not in the rows. */
  void (*fill) (gpointer self, MgListFill *ret);
  /* What became of an act: TRUE when that was said just now; its words stand until F5. NULL: none. */
  gboolean (*say_act) (gpointer self);
  void (*clear) (gpointer self); /* the model forgets; it emits "changed" */

  /* All of these may be NULL. */
  void (*build) (gpointer self); /* more cards; table and card are there */
  void (*left_row) (gpointer self); /* by hand, for another one; not when the list came anew */
  void (*leave) (gpointer self);
  GtkWidget *(*get_focus) (gpointer self); /* instead of the table */
} MgListSpec;

#define MG_TYPE_LIST_SCREEN (mg_list_screen_get_type ())
G_DECLARE_DERIVABLE_TYPE (MgListScreen, mg_list_screen, MG, LIST_SCREEN, MgBaseScreen)
struct _MgListScreenClass
{
  MgBaseScreenClass parent_class;
  const MgListSpec *spec;
  MgBaseSpec base; /* made from it */
};

/* In class_init. spec must outlive the class. */
void mg_list_screen_class_set (gpointer klass, const MgListSpec *spec);
/* A screen of a derived type that holds desk. */
GtkWidget *mg_list_screen_create (GType type, MgDesk *desk);

/* The selected row, as fill gave it; NULL: none. */
gconstpointer mg_list_screen_get_row (gpointer self);
MgTable *mg_list_screen_get_table (gpointer self);
GtkBox *mg_list_screen_get_main (gpointer self); /* holds the table's card */
GtkBox *mg_list_screen_get_side (gpointer self); /* holds the card of details */
/* What cells, count and hint are made of has changed, though the model has not. */
void mg_list_screen_refresh (gpointer self);
void mg_list_screen_set_top (gpointer self, GtkWidget *top); /* above both. Taken */

/* For the table of keys. */
void mg_list_screen_ask (gpointer self); /* anew; what was said of earlier acts is over */
void mg_list_screen_previous (gpointer self);
void mg_list_screen_next (gpointer self);
