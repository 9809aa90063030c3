/* SPDX-License-Identifier: Apache-2.0
 * What is being looked for and what was found: waits until the clerk pauses, asks, drops answers to
 * an old question, pages on. Knows neither widgets nor wires; the asking goes out through a callback. */
#pragma once
#include <gio/gio.h>
#include "mg-row.h"
#include "mg-trouble.h"

#define MG_SEARCH_REST_MS 150
#define MG_SEARCH_ROWS_MAX 200 /* beyond it the clerk is asked for another condition */
#define MG_SEARCH_TEXT_BYTES 200

typedef enum
{
  MG_SEARCH_IDLE,    /* nothing asked, nothing shown */
  MG_SEARCH_WAITING, /* the clerk is typing, or a question is under way; old rows stay */
  MG_SEARCH_SHOWN,
  MG_SEARCH_FAILED, /* see mg_search_get_trouble(); old rows stay */
} MgSearchState;

typedef struct
{
  guint generation; /* hand it back with the answer */
  const char *text;
  MgResident resident;
  const char *ward; /* "" for all */
  GBytes *cursor;   /* NULL: first page */
} MgQuestion;

typedef struct
{
  GPtrArray *rows; /* MgRow; borrowed */
  guint total;     /* counted up to 1,000 by the server */
  gboolean more_than_total;
  GBytes *next_cursor;    /* NULL: last page */
  const char *understood; /* how the server read the text */
} MgAnswer;

#define MG_TYPE_SEARCH (mg_search_get_type ())
G_DECLARE_FINAL_TYPE (MgSearch, mg_search, MG, SEARCH, GObject)

typedef void (*MgSearchAsk) (MgSearch *self, const MgQuestion *question, gpointer data);

/* Emits "changed" whenever anything below gives another answer. ask may be called from any setter. */
MgSearch *mg_search_new (MgSearchAsk ask, gpointer data);

/* Times are milliseconds of a clock that never steps back. */
/* The text as it stands in the field, with what is being composed. */
void mg_search_type (MgSearch *self, const char *text, gint64 now_ms);
/* Asks at once. */
void mg_search_filter (MgSearch *self, MgResident resident, const char *ward, gint64 now_ms);
/* Asks when the rest is over; call it at mg_search_due_ms(). */
void mg_search_tick (MgSearch *self, gint64 now_ms);
gint64 mg_search_due_ms (MgSearch *self); /* 0: nothing is due */
/* The same question again, at once (F5, a connection that came back). */
void mg_search_again (MgSearch *self, gint64 now_ms);
/* The next page, unless it is under way, or there is none, or MG_SEARCH_ROWS_MAX are shown. */
void mg_search_more (MgSearch *self, gint64 now_ms);

void mg_search_answer (MgSearch *self, guint generation, const MgAnswer *answer, gint64 now_ms);
/* A trouble that passes is asked again by itself after a while. */
void mg_search_fail (MgSearch *self, guint generation, MgTrouble trouble, gint64 now_ms);
/* Forgets text, question and rows: they are wiped. */
void mg_search_clear (MgSearch *self);

/* TRUE when there is enough to ask with: a kana or kanji, or three digits or letters. */
gboolean mg_search_is_enough (const char *text);

MgSearchState mg_search_get_state (MgSearch *self);
MgTrouble mg_search_get_trouble (MgSearch *self);
GListModel *mg_search_get_rows (MgSearch *self); /* of MgRow; borrowed */
/* The question that the rows answer; "" for none. */
const char *mg_search_get_asked (MgSearch *self);
const char *mg_search_get_understood (MgSearch *self);
guint mg_search_get_total (MgSearch *self, gboolean *ret_more);
guint mg_search_get_took_ms (MgSearch *self);
gboolean mg_search_has_more (MgSearch *self);
MgResident mg_search_get_resident (MgSearch *self);
const char *mg_search_get_ward (MgSearch *self);
/* The 処理番号 of the row beside that person's, by -1 or 1; NULL: there is none. To be freed. */
char *mg_search_find_neighbour (MgSearch *self, const char *shori_no, int by);
