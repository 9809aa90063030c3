/* SPDX-License-Identifier: Apache-2.0 */
#include "mg-steady.h"

#define MARGIN_PX 8

typedef struct
{
  /* borrowed */
  GtkScrolledWindow *scroller;
  /* owned */
  GtkAdjustment *adjustment;
  /* state */
  double page; /* the height that was there before */
  guint idle;
} Steady;

static void
steady_free (gpointer data)
{
  Steady *self = data;
  g_clear_handle_id (&self->idle, g_source_remove);
  g_signal_handlers_disconnect_by_data (self->adjustment, self);
  g_object_unref (self->adjustment);
  g_free (self);
}

static GtkWidget *
focus_inside (Steady *self)
{
  GtkRoot *root = gtk_widget_get_root (GTK_WIDGET (self->scroller));
  GtkWidget *focus = root ? gtk_root_get_focus (root) : NULL;
  return focus && gtk_widget_is_ancestor (focus, GTK_WIDGET (self->scroller)) ? focus : NULL;
}

/* The content keeps its place on the screen as far as there is something to scroll; the cursor stays in sight in any case. */
static gboolean
settle_cb (gpointer data)
{
  Steady *self = data;
  GtkWidget *focus = focus_inside (self);
  const double page = gtk_adjustment_get_page_size (self->adjustment);
  const double value = gtk_adjustment_get_value (self->adjustment);
  graphene_rect_t at;
  self->idle = 0;
  if (self->page > 0)
    gtk_adjustment_set_value (self->adjustment, value + self->page - page);
  self->page = page;
  if (!focus || !gtk_widget_compute_bounds (focus, GTK_WIDGET (self->scroller), &at))
    return G_SOURCE_REMOVE;
  /* the bounds are those before the scrolling above, which is not laid out yet */
  gtk_adjustment_clamp_page (self->adjustment, value + at.origin.y - MARGIN_PX,
                             value + at.origin.y + at.size.height + MARGIN_PX);
  return G_SOURCE_REMOVE;
}

/* Later: now the widgets are being laid out. */
static void
page_cb (Steady *self)
{
  if (self->idle == 0)
    self->idle = g_idle_add (settle_cb, self);
}

void
mg_steady_watch (GtkScrolledWindow *scroller)
{
  Steady *self = g_new0 (Steady, 1);
  self->scroller = scroller;
  self->adjustment = g_object_ref (gtk_scrolled_window_get_vadjustment (scroller));
  g_signal_connect_swapped (self->adjustment, "notify::page-size", G_CALLBACK (page_cb), self);
  g_object_set_data_full (G_OBJECT (scroller), "mg-steady", self, steady_free);
}
