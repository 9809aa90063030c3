/* SPDX-License-Identifier: Apache-2.0
 * The list of screens: name, number in the menu, who may see it. The window and home read it. Which
 * numbers a session has, the server says at the login (sql/codes/rights.csv). */
#pragma once
#include <gtk/gtk.h>
#include "app/mg-desk.h"

typedef struct
{
  const char *name;
  const char *number; /* as typed at home; NULL: not in the menu */
  const char *group;  /* heading in the menu */
  const char *word;   /* in the menu */
  const char *permission; /* as in the server's list, several divided by "|"; NULL: every session */
  GtkWidget *(*create) (MgDesk *desk);
  gboolean wipes; /* reaching it wipes everything about residents */
} MgScreenRow;

const MgScreenRow *mg_screens_find (const char *name); /* NULL: no such screen */
const MgScreenRow *mg_screens_all (guint *ret_n);
