/* SPDX-License-Identifier: Apache-2.0 */
#include "mg-fit-label.h"
#include "mg-label.h"

#define LEAST 0.7 /* of its width; narrower is hard to read */

struct _MgFitLabel
{
  GtkWidget parent_instance;
  /* children */
  GtkWidget *label;
};

G_DEFINE_FINAL_TYPE (MgFitLabel, mg_fit_label, GTK_TYPE_WIDGET)

static int
natural_width (MgFitLabel *self)
{
  int natural;
  gtk_widget_measure (self->label, GTK_ORIENTATION_HORIZONTAL, -1, NULL, &natural, NULL, NULL);
  return natural;
}

/* What the label itself is given of width; the rest is scaled. */
static int
label_width (MgFitLabel *self, int width)
{
  const int natural = natural_width (self);
  return width >= natural * LEAST ? natural : width;
}

static GtkSizeRequestMode
mg_fit_label_get_request_mode (GtkWidget *widget)
{
  return GTK_SIZE_REQUEST_HEIGHT_FOR_WIDTH;
}

static void
mg_fit_label_measure (GtkWidget *widget, GtkOrientation orientation, int for_size, int *minimum,
                      int *natural, int *minimum_baseline, int *natural_baseline)
{
  MgFitLabel *self = MG_FIT_LABEL (widget);
  if (orientation == GTK_ORIENTATION_VERTICAL && for_size >= 0)
    for_size = label_width (self, for_size);
  gtk_widget_measure (self->label, orientation, for_size, minimum, natural, NULL, NULL);
}

static void
mg_fit_label_size_allocate (GtkWidget *widget, int width, int height, int baseline)
{
  MgFitLabel *self = MG_FIT_LABEL (widget);
  const int full = label_width (self, width);
  GskTransform *transform = NULL;
  if (full > width)
    transform = gsk_transform_scale (NULL, (float)width / (float)full, 1);
  else
    transform = gsk_transform_translate (
        NULL, &GRAPHENE_POINT_INIT ((float)((width - full) / 2), 0));
  gtk_widget_allocate (self->label, full, height, baseline, transform);
}

static void
mg_fit_label_dispose (GObject *object)
{
  g_clear_pointer (&MG_FIT_LABEL (object)->label, gtk_widget_unparent);
  G_OBJECT_CLASS (mg_fit_label_parent_class)->dispose (object);
}

static void
mg_fit_label_class_init (MgFitLabelClass *klass)
{
  G_OBJECT_CLASS (klass)->dispose = mg_fit_label_dispose;
  GTK_WIDGET_CLASS (klass)->get_request_mode = mg_fit_label_get_request_mode;
  GTK_WIDGET_CLASS (klass)->measure = mg_fit_label_measure;
  GTK_WIDGET_CLASS (klass)->size_allocate = mg_fit_label_size_allocate;
}

static void
mg_fit_label_init (MgFitLabel *self)
{
}

GtkWidget *
mg_fit_label_new (const char *classes)
{
  MgFitLabel *self = g_object_new (MG_TYPE_FIT_LABEL, NULL);
  self->label = mg_text_new ("", classes);
  gtk_label_set_xalign (GTK_LABEL (self->label), 0.5F);
  gtk_label_set_wrap (GTK_LABEL (self->label), TRUE);
  gtk_label_set_wrap_mode (GTK_LABEL (self->label), PANGO_WRAP_CHAR);
  gtk_label_set_justify (GTK_LABEL (self->label), GTK_JUSTIFY_CENTER);
  gtk_widget_set_parent (self->label, GTK_WIDGET (self));
  return GTK_WIDGET (self);
}

void
mg_fit_label_set (MgFitLabel *self, const char *text)
{
  gtk_label_set_text (GTK_LABEL (self->label), text);
}

const char *
mg_fit_label_get (MgFitLabel *self)
{
  return gtk_label_get_text (GTK_LABEL (self->label));
}
