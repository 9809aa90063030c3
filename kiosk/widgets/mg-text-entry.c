/* SPDX-License-Identifier: Apache-2.0 */
#include "mg-text-entry.h"
#include "app/mg-guard.h"
#include "im/mg-im-mode.h"

static GtkWidget *
new_entry (const char *name, guint chars, guint max, enum mg_im_mode mode)
{
  GtkWidget *entry = gtk_entry_new ();
  gtk_widget_add_css_class (entry, "in");
  gtk_editable_set_width_chars (GTK_EDITABLE (entry), (int)chars);
  gtk_editable_set_max_width_chars (GTK_EDITABLE (entry), (int)chars);
  gtk_entry_set_max_length (GTK_ENTRY (entry), (int)max);
  mg_guard_entry (entry);
  mg_im_ask (entry, mode);
  gtk_accessible_update_property (GTK_ACCESSIBLE (entry), GTK_ACCESSIBLE_PROPERTY_LABEL, name, -1);
  return entry;
}

GtkWidget *
mg_text_entry_new (const char *name, guint chars, guint max)
{
  return new_entry (name, chars, max, MG_IM_HIRAGANA);
}

GtkWidget *
mg_digit_entry_new (const char *name, guint digits)
{
  GtkWidget *entry = new_entry (name, digits + 2, digits, MG_IM_DIGITS);
  mg_guard_digits (entry);
  return entry;
}

const char *
mg_entry_text (GtkWidget *entry)
{
  return gtk_editable_get_text (GTK_EDITABLE (entry));
}

void
mg_entry_set (GtkWidget *entry, const char *text)
{
  gtk_editable_set_text (GTK_EDITABLE (entry), text);
}
