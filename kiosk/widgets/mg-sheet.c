/* SPDX-License-Identifier: Apache-2.0 */
#include "mg-sheet.h"
#include "mg-label.h"

struct _MgSheet
{
  GtkBox parent_instance;
  /* children */
  GtkBox *body;
  GtkLabel *word;
  GtkWidget *safe_button;
  GtkWidget *focus; /* borrowed */
  /* owned */
  char *act;
  char *safe;
  /* state */
  gboolean is_grave;
};

G_DEFINE_FINAL_TYPE (MgSheet, mg_sheet, GTK_TYPE_BOX)

enum
{
  ACT,
  CLOSED,
  N_SIGNALS
};

static guint signals[N_SIGNALS];

static gboolean
mg_sheet_grab_focus (GtkWidget *widget)
{
  return gtk_widget_grab_focus (MG_SHEET (widget)->focus);
}

static void
mg_sheet_finalize (GObject *object)
{
  MgSheet *self = MG_SHEET (object);
  g_free (self->act);
  g_free (self->safe);
  G_OBJECT_CLASS (mg_sheet_parent_class)->finalize (object);
}

static void
mg_sheet_class_init (MgSheetClass *klass)
{
  G_OBJECT_CLASS (klass)->finalize = mg_sheet_finalize;
  GTK_WIDGET_CLASS (klass)->grab_focus = mg_sheet_grab_focus;
  signals[ACT]
      = g_signal_new ("act", MG_TYPE_SHEET, G_SIGNAL_RUN_LAST, 0, NULL, NULL, NULL, G_TYPE_NONE, 0);
  signals[CLOSED] = g_signal_new ("closed", MG_TYPE_SHEET, G_SIGNAL_RUN_LAST, 0, NULL, NULL, NULL,
                                  G_TYPE_NONE, 0);
}

static void
mg_sheet_init (MgSheet *self)
{
  mg_add_classes (GTK_WIDGET (self), "scrim");
}

static GtkWidget *
new_button (const char *word, const char *key, const char *classes)
{
  g_autofree char *label = g_strdup_printf ("%s（%s）", word, key);
  GtkWidget *button = gtk_button_new_with_label (label);
  mg_add_classes (button, classes);
  return button;
}

void
mg_sheet_act (MgSheet *self)
{
  g_signal_emit (self, signals[ACT], 0);
}

void
mg_sheet_close (MgSheet *self)
{
  g_signal_emit (self, signals[CLOSED], 0);
}

MgSheet *
mg_sheet_new (const char *title, const char *act, const char *safe, gboolean is_grave)
{
  MgSheet *self = g_object_new (MG_TYPE_SHEET, "orientation", GTK_ORIENTATION_VERTICAL, NULL);
  GtkWidget *card = gtk_box_new (GTK_ORIENTATION_VERTICAL, 12);
  GtkWidget *buttons = gtk_box_new (GTK_ORIENTATION_HORIZONTAL, 14);
  GtkWidget *act_button = new_button (act, "F12", is_grave ? "act big danger" : "act big first");
  self->act = g_strdup (act);
  self->safe = g_strdup (safe);
  self->is_grave = is_grave;
  self->safe_button = new_button (safe, "Esc", "act big");
  self->focus = self->safe_button;
  self->body = GTK_BOX (gtk_box_new (GTK_ORIENTATION_VERTICAL, 8));
  self->word = GTK_LABEL (mg_text_new ("", NULL));
  gtk_widget_set_focusable (act_button, FALSE); /* the act needs F12 */
  mg_add_classes (card, "card sheet");
  gtk_widget_set_halign (card, GTK_ALIGN_CENTER);
  gtk_widget_set_valign (card, GTK_ALIGN_CENTER);
  gtk_widget_set_vexpand (card, TRUE);
  gtk_widget_set_halign (buttons, GTK_ALIGN_END);
  gtk_box_append (GTK_BOX (buttons), self->safe_button);
  gtk_box_append (GTK_BOX (buttons), act_button);
  gtk_box_append (GTK_BOX (card), mg_text_new (title, "t-title"));
  gtk_box_append (GTK_BOX (card), GTK_WIDGET (self->body));
  gtk_box_append (GTK_BOX (card), GTK_WIDGET (self->word));
  gtk_box_append (GTK_BOX (card), buttons);
  gtk_box_append (GTK_BOX (self), card);
  gtk_accessible_update_property (GTK_ACCESSIBLE (self), GTK_ACCESSIBLE_PROPERTY_LABEL, title, -1);
  g_signal_connect_swapped (act_button, "clicked", G_CALLBACK (mg_sheet_act), self);
  g_signal_connect_swapped (self->safe_button, "clicked", G_CALLBACK (mg_sheet_close), self);
  return self;
}

void
mg_sheet_add (MgSheet *self, GtkWidget *child)
{
  gtk_box_append (self->body, child);
}

void
mg_sheet_add_text (MgSheet *self, const char *text)
{
  mg_sheet_add (self, mg_text_new (text, NULL));
}

void
mg_sheet_set_focus (MgSheet *self, GtkWidget *child)
{
  self->focus = child;
}

void
mg_sheet_say (MgSheet *self, const char *tone, const char *text)
{
  const char *classes[] = {tone ? tone : "t-label", NULL};
  gtk_widget_set_css_classes (GTK_WIDGET (self->word), classes);
  gtk_label_set_text (self->word, text ? text : "");
}

const char *
mg_sheet_get_act (MgSheet *self)
{
  return self->act;
}

const char *
mg_sheet_get_safe (MgSheet *self)
{
  return self->safe;
}

gboolean
mg_sheet_is_grave (MgSheet *self)
{
  return self->is_grave;
}
