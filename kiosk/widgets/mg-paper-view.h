/* SPDX-License-Identifier: Apache-2.0
 * A PDF drawn from memory, page by page, fitted to the place it has. Keeps no file and no picture
 * beyond the page shown. */
#pragma once
#include <gtk/gtk.h>

#define MG_TYPE_PAPER_VIEW (mg_paper_view_get_type ())
G_DECLARE_FINAL_TYPE (MgPaperView, mg_paper_view, MG, PAPER_VIEW, GtkDrawingArea)

GtkWidget *mg_paper_view_new (const char *name);
/* NULL: nothing. FALSE: these bytes are no PDF; then nothing is shown. The bytes are held until the
 * next. */
gboolean mg_paper_view_set (MgPaperView *self, GBytes *pdf);
guint mg_paper_view_get_pages (MgPaperView *self);
guint mg_paper_view_get_page (MgPaperView *self); /* from 0 */
void mg_paper_view_set_page (MgPaperView *self, guint page);
