/* SPDX-License-Identifier: Apache-2.0
 * What the rules said, as the server sent it: the result in a box, then each reason with its
 * article. Adds no word of its own about the law. */
#pragma once
#include <gtk/gtk.h>
#include "madoguchi/v1/verdict.pb-c.h"

#define MG_TYPE_VERDICT (mg_verdict_get_type ())
G_DECLARE_FINAL_TYPE (MgVerdict, mg_verdict, MG, VERDICT, GtkBox)

GtkWidget *mg_verdict_new (void);
/* Empties it; text stands there instead. */
void mg_verdict_clear (MgVerdict *self, const char *text);
/* may_record: whether the case can go on; decides between ？ and × for the reasons. Nothing is kept
 * of verdict. */
void mg_verdict_set (MgVerdict *self, const Pb__Verdict *verdict, gboolean may_record);
/* A line beside the reasons: what was reckoned ("最初の月"), sign by tone "good" "warn" "bad". */
void mg_verdict_add (MgVerdict *self, const char *tone, const char *what, const char *text,
                     const char *article);
