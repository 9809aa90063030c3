/* SPDX-License-Identifier: Apache-2.0 */
#include "mg-pin-entry.h"
#include "app/mg-guard.h"
#include "mg-hidden-text.h"

#define BULLET 0x2022 /* GTK's own is full-width in a CJK font */
#define CHARS_MAX 64
#define FIXED_ROW "............"

GtkWidget *
mg_pin_entry_new (const char *name)
{
  GtkWidget *entry = gtk_password_entry_new ();
  GtkText *text = GTK_TEXT (gtk_editable_get_delegate (GTK_EDITABLE (entry)));
  gtk_text_set_invisible_char (text, BULLET);
  mg_hidden_text_guard (entry, CHARS_MAX, "\u2022");
  gtk_widget_add_css_class (entry, "in");
  gtk_widget_add_css_class (entry, "big");
  mg_guard_entry (entry);
  gtk_accessible_update_property (GTK_ACCESSIBLE (entry), GTK_ACCESSIBLE_PROPERTY_LABEL, name, -1);
  return entry;
}

void
mg_pin_entry_set_fixed (GtkWidget *entry, gboolean is_fixed)
{
  GtkEditable *editable = GTK_EDITABLE (entry);
  if (gtk_editable_get_editable (editable) == !is_fixed)
    return;
  gtk_editable_set_text (editable, is_fixed ? FIXED_ROW : "");
  gtk_editable_set_editable (editable, !is_fixed);
  if (is_fixed)
    gtk_widget_add_css_class (entry, "done");
  else
    gtk_widget_remove_css_class (entry, "done");
}
