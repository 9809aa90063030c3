/* SPDX-License-Identifier: Apache-2.0
 * What the parts of MgAcquireScreen share; for mg-acquire-screen.c and mg-acquire-park.c only. */
#pragma once
#include "app/mg-screen.h"
#include "mg-acquire-fields.h"
#include "mg-acquire-screen.h"
#include "mg-acquire-side.h"
#include "widgets/mg-person-bar.h"

/* What is done once the form is parked. */
typedef enum
{
  MG_AFTER_NOTHING,
  MG_AFTER_BACK,
  MG_AFTER_PREVIOUS,
  MG_AFTER_NEXT,
} MgAfter;

struct _MgAcquireScreen
{
  GtkBox parent_instance;
  /* children */
  MgPersonBar *bar;
  GtkLabel *head;
  MgAcquireFields *fields;
  MgAcquireSide *side;
  /* owned */
  MgDesk *desk;
  /* state */
  MgAfter after;
  gboolean is_here;      /* on the screen */
  gboolean wants_record; /* F12 came before the answer of the rules */
  gboolean asks_drop;    /* F10 was pressed once */
  gboolean said_act;     /* its end was said */
  gboolean says_reread;  /* F5: said when the answer is there */
  gboolean tells_parked; /* of other parked forms, once, when a new one begins */
  gboolean asks_number;  /* a 個人番号 is being compared */
  int wanted_draft;      /* a row of the parked forms to be opened when they have come; -1: none */
};

MgForm *mg_acquire_screen_form (MgAcquireScreen *self);
gboolean mg_acquire_screen_corrects (MgAcquireScreen *self);
/* What stands in the fields becomes the form's, half typed or not. */
void mg_acquire_screen_read (MgAcquireScreen *self);
void mg_acquire_screen_say (MgAcquireScreen *self, const char *tone, const char *words);
void mg_acquire_screen_say_act (MgAcquireScreen *self, const MgAct *act);
/* mg-acquire-record.c: F12 */
void mg_acquire_screen_record (MgAcquireScreen *self);
void mg_acquire_screen_say_conflict (MgAcquireScreen *self);
/* F5, and its end when it has come */
void mg_acquire_screen_reread (MgAcquireScreen *self);
void mg_acquire_screen_follow_reread (MgAcquireScreen *self);
/* mg-acquire-park.c: parking, dropping, and the forms beside this one */
void mg_acquire_screen_park_and (MgAcquireScreen *self, MgAfter after);
void mg_acquire_screen_drop (MgAcquireScreen *self);
void mg_acquire_screen_parking_changed (MgAcquireScreen *self);
void mg_acquire_screen_taken_changed (MgAcquireScreen *self);
void mg_acquire_screen_drafts_changed (MgAcquireScreen *self);
