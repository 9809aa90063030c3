/* SPDX-License-Identifier: Apache-2.0 */
#include "mg-layout.h"
#include "mg-label.h"

GtkWidget *
mg_card_new (const char *head, GtkBox **ret_box)
{
  GtkWidget *card = gtk_box_new (GTK_ORIENTATION_VERTICAL, 4);
  GtkWidget *box = gtk_box_new (GTK_ORIENTATION_VERTICAL, 3);
  mg_add_classes (card, "card tight");
  gtk_box_append (GTK_BOX (card), mg_text_new (head, "t-head"));
  gtk_box_append (GTK_BOX (card), box);
  *ret_box = GTK_BOX (box);
  return card;
}

GtkWidget *
mg_table_card_new (const char *head, GtkWidget *table, GtkLabel **ret_right)
{
  GtkWidget *card = gtk_box_new (GTK_ORIENTATION_VERTICAL, 0);
  GtkWidget *line = gtk_box_new (GTK_ORIENTATION_HORIZONTAL, 12);
  GtkWidget *title = mg_text_new (head, "t-head");
  GtkWidget *right = mg_text_new ("", "t-small t-faint");
  mg_add_classes (card, "card flush");
  mg_add_classes (line, "table-head");
  gtk_widget_set_hexpand (title, TRUE);
  gtk_widget_set_vexpand (table, TRUE);
  gtk_widget_set_vexpand (card, TRUE);
  gtk_box_append (GTK_BOX (line), title);
  gtk_box_append (GTK_BOX (line), right);
  gtk_box_append (GTK_BOX (card), line);
  gtk_box_append (GTK_BOX (card), table);
  if (ret_right)
    *ret_right = GTK_LABEL (right);
  return card;
}

GtkWidget *
mg_columns_new (const char *side, GtkBox **ret_main, GtkBox **ret_side)
{
  GtkWidget *body = gtk_box_new (GTK_ORIENTATION_HORIZONTAL, 14);
  GtkWidget *main_box = gtk_box_new (GTK_ORIENTATION_VERTICAL, 12);
  GtkWidget *side_box = gtk_box_new (GTK_ORIENTATION_VERTICAL, 12);
  mg_add_classes (body, "body");
  mg_add_classes (side_box, side);
  gtk_widget_set_vexpand (body, TRUE);
  gtk_widget_set_hexpand (main_box, TRUE);
  gtk_widget_set_hexpand (side_box, FALSE);
  gtk_box_append (GTK_BOX (body), main_box);
  gtk_box_append (GTK_BOX (body), side_box);
  *ret_main = GTK_BOX (main_box);
  *ret_side = GTK_BOX (side_box);
  return body;
}
