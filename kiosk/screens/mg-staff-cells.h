/* SPDX-License-Identifier: Apache-2.0
 * What the screens of accounts (61, 62, 65) show alike: a request in a row, and item by item with
 * before and after. Shows only. */
#pragma once
#include "app/mg-base-screen.h"
#include "widgets/mg-grid-table.h"
#include "widgets/mg-table.h"

/* Rows are MgHolder of const Pb__StaffItem *. */
MgTable *mg_staff_table_new (const char *name, GListModel *rows);
/* "令和8年12月1日"; "なし" for none. To be freed. */
char *mg_staff_day (const Pb__Date *day);
/* Fills grid with いま and あと of item; NULL empties it. */
void mg_staff_show_grid (MgGridTable *grid, const Pb__StaffItem *item);
/* Who asked why, who decided how. */
void mg_staff_show_way (GtkBox *box, const Pb__StaffItem *item);
/* What became of the act pressed last, in the words of its rule; TRUE when something was said. */
gboolean mg_staff_say_act (gpointer screen);
/* No act of which the words still stand in the message line. */
gboolean mg_staff_is_idle (gpointer screen);
