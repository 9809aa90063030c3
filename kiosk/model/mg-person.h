/* SPDX-License-Identifier: Apache-2.0
 * The one person that is open, as of a day, with household, items and history. Knows neither widgets
 * nor wires; the asking goes out through callbacks. Wiped when closed. */
#pragma once
#include <glib-object.h>
#include "mg-era.h"
#include "mg-fields.h"
#include "mg-row.h"
#include "mg-trouble.h"

typedef enum
{
  MG_ITEM_PLAIN,
  MG_ITEM_NOT_PERMITTED,
  MG_ITEM_UNKNOWN,
} MgItemState;

typedef struct
{
  char *column;
  char *value;
  MgItemState state;
} MgItem;

typedef struct
{
  MgRow *row;
  char *relation;
  gboolean is_head;
} MgMember;

/* What the server answered to Open. All owned by it. */
typedef struct
{
  MgRow *row;
  char *pension_no;
  char *insured_type;
  gboolean has_my_number;
  GPtrArray *items[MG_N_GROUPS]; /* MgItem */
  GPtrArray *household;          /* MgMember */
  gboolean more_in_household;    /* than the server lists */
  gint64 known_from_us;
  guint version;
  MgDate as_of;
  gboolean not_yet_known;
} MgPersonData;

typedef struct
{
  char *column;
  char *before;
  char *after;
  MgItemState state;
} MgChange;

typedef struct
{
  gint64 known_from_us;
  MgDate event_date;
  char *reason_code;
  char *source;
  MgGroup group;
  GPtrArray *changes; /* MgChange */
} MgEvent;

MgItem *mg_item_new (const char *column, const char *value, MgItemState state);
MgMember *mg_member_new (MgRow *row, const char *relation, gboolean is_head); /* takes row */
MgPersonData *mg_person_data_new (void); /* with empty arrays that free what is in them */
void mg_person_data_free (MgPersonData *data);
G_DEFINE_AUTOPTR_CLEANUP_FUNC (MgPersonData, mg_person_data_free)
MgChange *mg_change_new (const char *column, const char *before, const char *after,
                         MgItemState state);
MgEvent *mg_event_new (const char *reason_code, const char *source, MgGroup group);
void mg_event_free (MgEvent *event);

typedef enum
{
  MG_PERSON_CLOSED,
  MG_PERSON_OPENING, /* the old content, if any, stays until the answer */
  MG_PERSON_OPEN,
  MG_PERSON_FAILED, /* the old content, if any, stays */
} MgPersonState;

#define MG_TYPE_PERSON (mg_person_get_type ())
G_DECLARE_FINAL_TYPE (MgPerson, mg_person, MG, PERSON, GObject)

typedef struct
{
  /* as_of: NULL for now. Hand the generation back. */
  void (*open) (MgPerson *self, guint generation, const char *shori_no, const MgDate *as_of,
                gpointer data);
  void (*history) (MgPerson *self, guint generation, const char *shori_no, GBytes *cursor,
                   gpointer data);
} MgPersonAsk;

/* Emits "changed" and, for the list of events, "history-changed". ask is borrowed. */
MgPerson *mg_person_new (const MgPersonAsk *ask, gpointer data);

/* Opens another person as of now; what was open is wiped first. */
void mg_person_open (MgPerson *self, const char *shori_no, gint64 now_ms);
/* NULL: now. What is shown stays until the answer comes. */
void mg_person_set_as_of (MgPerson *self, const MgDate *as_of, gint64 now_ms);
void mg_person_again (MgPerson *self, gint64 now_ms);
/* The first or the next page of events, unless all are there. */
void mg_person_ask_history (MgPerson *self);
void mg_person_close (MgPerson *self);

/* Takes data. */
void mg_person_answer (MgPerson *self, guint generation, MgPersonData *data);
/* Takes events (of MgEvent). */
void mg_person_answer_history (MgPerson *self, guint generation, GPtrArray *events,
                               GBytes *next_cursor);
void mg_person_fail (MgPerson *self, guint generation, MgTrouble trouble, gint64 now_ms);
/* When a passing trouble is to be tried again; 0: not. */
gint64 mg_person_due_ms (MgPerson *self);
void mg_person_tick (MgPerson *self, gint64 now_ms);

MgPersonState mg_person_get_state (MgPerson *self);
MgTrouble mg_person_get_trouble (MgPerson *self);
const char *mg_person_get_shori_no (MgPerson *self);
const MgPersonData *mg_person_get_data (MgPerson *self); /* NULL: nothing to show */
const MgDate *mg_person_get_as_of (MgPerson *self);      /* NULL: now */
GPtrArray *mg_person_get_events (MgPerson *self);        /* borrowed */
gboolean mg_person_has_more_events (MgPerson *self);
gboolean mg_person_history_is_shown (MgPerson *self); /* at least one page has come */

/* NULL: the server did not send this item. */
const MgItem *mg_person_data_find (const MgPersonData *data, MgGroup group, const char *column);
/* "—" for empty, 不明, 表示できません, or the value as the office writes it. To be freed. */
char *mg_item_words (MgGroup group, const char *column, const char *value, MgItemState state);
char *mg_pension_no_words (const char *pension_no); /* 4120-318845 or "—"; to be freed */
const char *mg_insured_type_words (const char *code);
