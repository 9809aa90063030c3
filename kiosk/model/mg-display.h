/* SPDX-License-Identifier: Apache-2.0
 * How this terminal shows what it shows, as the server keeps it. Plain values. */
#pragma once
#include <glib.h>

typedef struct
{
  guint scale;       /* per cent: 100, 125, 150, 200; 0: by the size of the screen */
  gboolean contrast; /* high contrast */
  gboolean reader;   /* a screen reader may look into the window: from the next start of the program on */
} MgDisplay;

gboolean mg_display_equal (const MgDisplay *a, const MgDisplay *b);
/* "150 1 0": what a program hands to itself when it starts anew. To be freed. */
char *mg_display_format (const MgDisplay *display);
/* FALSE, with *ret untouched, for anything that is not offered. text may be NULL. */
gboolean mg_display_parse (const char *text, MgDisplay *ret);
/* The five scales by their number on the screen, 0 to 4; and back (0 for one that is not offered). */
#define MG_N_SCALES 5
guint mg_display_scale_of (guint number);
guint mg_display_number_of (guint scale);
