/* SPDX-License-Identifier: Apache-2.0 */
#include "mg-paper-view.h"
#include <poppler.h>

#define EDGE 1 /* hairline around the sheet, in pixels */

struct _MgPaperView
{
  GtkDrawingArea parent_instance;
  /* owned */
  PopplerDocument *document; /* NULL: none */
  /* state */
  guint page;
};

G_DEFINE_FINAL_TYPE (MgPaperView, mg_paper_view, GTK_TYPE_DRAWING_AREA)

static void
draw_cb (GtkDrawingArea *area, cairo_t *cr, int width, int height, gpointer data)
{
  MgPaperView *self = MG_PAPER_VIEW (area);
  double w;
  double h;
  if (!self->document)
    return;
  PopplerPage *page = poppler_document_get_page (self->document, (int)self->page);
  if (!page)
    return;
  poppler_page_get_size (page, &w, &h);
  const double scale = MIN ((width - 2 * EDGE) / w, (height - 2 * EDGE) / h);
  cairo_translate (cr, (int)((width - w * scale) / 2), (int)((height - h * scale) / 2));
  cairo_rectangle (cr, 0.5, 0.5, (int)(w * scale), (int)(h * scale));
  cairo_set_source_rgb (cr, 1, 1, 1); /* paper */
  cairo_fill_preserve (cr);
  cairo_set_line_width (cr, EDGE);
  cairo_set_source_rgb (cr, 0.42, 0.45, 0.5);
  cairo_stroke (cr);
  cairo_scale (cr, scale, scale);
  poppler_page_render (page, cr);
  g_object_unref (page);
}

static void
mg_paper_view_dispose (GObject *object)
{
  g_clear_object (&MG_PAPER_VIEW (object)->document);
  G_OBJECT_CLASS (mg_paper_view_parent_class)->dispose (object);
}

static void
mg_paper_view_class_init (MgPaperViewClass *klass)
{
  G_OBJECT_CLASS (klass)->dispose = mg_paper_view_dispose;
}

static void
mg_paper_view_init (MgPaperView *self)
{
  gtk_drawing_area_set_draw_func (GTK_DRAWING_AREA (self), draw_cb, NULL, NULL);
}

GtkWidget *
mg_paper_view_new (const char *name)
{
  MgPaperView *self
      = g_object_new (MG_TYPE_PAPER_VIEW, "accessible-role", GTK_ACCESSIBLE_ROLE_IMG, NULL);
  gtk_accessible_update_property (GTK_ACCESSIBLE (self), GTK_ACCESSIBLE_PROPERTY_LABEL, name, -1);
  return GTK_WIDGET (self);
}

gboolean
mg_paper_view_set (MgPaperView *self, GBytes *pdf)
{
  g_clear_object (&self->document);
  self->page = 0;
  if (pdf)
    self->document = poppler_document_new_from_bytes (pdf, NULL, NULL);
  gtk_widget_queue_draw (GTK_WIDGET (self));
  return !pdf || self->document;
}

guint
mg_paper_view_get_pages (MgPaperView *self)
{
  return self->document ? (guint)poppler_document_get_n_pages (self->document) : 0;
}

guint
mg_paper_view_get_page (MgPaperView *self)
{
  return self->page;
}

void
mg_paper_view_set_page (MgPaperView *self, guint page)
{
  if (page >= mg_paper_view_get_pages (self))
    return;
  self->page = page;
  gtk_widget_queue_draw (GTK_WIDGET (self));
}
