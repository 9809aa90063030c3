/* SPDX-License-Identifier: Apache-2.0
 * The notices that stand at this counter, as the server told them last. Holds no personal data of residents; knows neither
 * wires nor widgets. */
#pragma once
#include <glib.h>

typedef struct
{
  /* owned */
  char *text;
  char *who; /* section, and the name where somebody is logged in */
  /* state */
  gboolean is_urgent;
  gint64 posted_us; /* UTC */
  gint64 until_us;
} MgNotice;

typedef struct _MgBoard MgBoard;

MgBoard *mg_board_new (void);
void mg_board_free (MgBoard *self); /* accepts NULL */
/* name "": not told. */
MgNotice *mg_notice_new (const char *text, const char *section, const char *name);
void mg_notice_free (MgNotice *notice);
/* notices: of MgNotice with mg_notice_free, in the order they are shown; taken. */
void mg_board_told (MgBoard *self, guint64 version, GPtrArray *notices);
/* What the next question says is known; 0: none. */
guint64 mg_board_get_version (const MgBoard *self);
guint mg_board_count (const MgBoard *self);
const MgNotice *mg_board_get (const MgBoard *self, guint i);
/* One line of markup: sign and kind, the text, who posted it and until when. To be freed. */
char *mg_notice_words (const MgNotice *notice);
/* The next instant after now at which clocks in Japan show these four digits, "1730"; never more than 24 hours ahead. 0:
 * no such time. */
gint64 mg_notice_until (gint64 now_us, const char *digits);
