/* SPDX-License-Identifier: Apache-2.0 */
#include "mg-form-row.h"
#include "mg-label.h"
#include "model/mg-i18n.h"

struct _MgFormRow
{
  GtkBox parent_instance;
  /* children */
  GtkLabel *need;
  GtkWidget *field;
  GtkLabel *word;
  /* state */
  gboolean rests;
};

G_DEFINE_FINAL_TYPE (MgFormRow, mg_form_row, GTK_TYPE_BOX)

static gboolean
mg_form_row_grab_focus (GtkWidget *widget)
{
  return gtk_widget_grab_focus (MG_FORM_ROW (widget)->field);
}

static void
mg_form_row_class_init (MgFormRowClass *klass)
{
  GTK_WIDGET_CLASS (klass)->grab_focus = mg_form_row_grab_focus;
}

static void
mg_form_row_init (MgFormRow *self)
{
  gtk_widget_add_css_class (GTK_WIDGET (self), "form-row");
}

GtkWidget *
mg_form_row_new (guint number, const char *label, GtkWidget *field)
{
  MgFormRow *self = g_object_new (MG_TYPE_FORM_ROW, NULL);
  char circled[8] = "";
  circled[g_unichar_to_utf8 (0x2460 + number - 1, circled)] = '\0'; /* ① */
  g_autofree char *words = g_strdup_printf ("%s %s", circled, label);
  GtkWidget *name = mg_text_new (words, "form-label");
  self->need = GTK_LABEL (mg_text_new ("", "need"));
  self->field = field;
  self->word = GTK_LABEL (mg_text_new ("", "form-word"));
  gtk_label_set_ellipsize (self->word, PANGO_ELLIPSIZE_END);
  gtk_widget_set_hexpand (GTK_WIDGET (self->word), TRUE);
  gtk_widget_set_valign (field, GTK_ALIGN_CENTER);
  gtk_box_append (GTK_BOX (self), name);
  gtk_box_append (GTK_BOX (self), GTK_WIDGET (self->need));
  gtk_box_append (GTK_BOX (self), field);
  gtk_box_append (GTK_BOX (self), GTK_WIDGET (self->word));
  return GTK_WIDGET (self);
}

void
mg_form_row_set_needed (MgFormRow *self, gboolean is_needed)
{
  gtk_label_set_text (self->need, is_needed ? _ ("必須") : "");
}

void
mg_form_row_set_rest (MgFormRow *self, const char *why)
{
  const gboolean rests = why != NULL;
  gtk_widget_set_sensitive (self->field, !rests);
  if (rests)
    mg_form_row_say (self, "t-faint", why);
  else if (self->rests)
    mg_form_row_say (self, NULL, NULL);
  self->rests = rests;
}

void
mg_form_row_say (MgFormRow *self, const char *tone, const char *text)
{
  const char *classes[] = {"form-word", tone, NULL};
  gtk_widget_set_css_classes (GTK_WIDGET (self->word), classes);
  gtk_label_set_text (self->word, text ? text : "");
}
