/* SPDX-License-Identifier: Apache-2.0
 * Cards, and the columns that hold them. Shows only. */
#pragma once
#include <gtk/gtk.h>

/* A card with a head and a box below it; the box is ret_box. */
GtkWidget *mg_card_new (const char *head, GtkBox **ret_box);
/* A card around a table, with a head line; ret_right: a faint label at its right end. */
GtkWidget *mg_table_card_new (const char *head, GtkWidget *table, GtkLabel **ret_right);
/* Main column and side column (css class of its width: "side-m") under class "body"; both vertical
 * boxes to be filled. */
GtkWidget *mg_columns_new (const char *side, GtkBox **ret_main, GtkBox **ret_side);
