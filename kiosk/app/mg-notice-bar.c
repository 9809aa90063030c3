/* SPDX-License-Identifier: Apache-2.0 */
#include "mg-notice-bar.h"
#include "model/mg-i18n.h"
#include "widgets/mg-label.h"

struct _MgNoticeBar
{
  GtkBox parent_instance;
  /* state */
  guint64 shown; /* version; 0: none */
};

G_DEFINE_FINAL_TYPE (MgNoticeBar, mg_notice_bar, GTK_TYPE_BOX)

static void
mg_notice_bar_class_init (MgNoticeBarClass *klass)
{
}

static void
mg_notice_bar_init (MgNoticeBar *self)
{
  gtk_orientable_set_orientation (GTK_ORIENTABLE (self), GTK_ORIENTATION_VERTICAL);
  gtk_accessible_update_property (GTK_ACCESSIBLE (self), GTK_ACCESSIBLE_PROPERTY_LABEL, _ ("お知らせ"),
                                  -1);
  gtk_widget_set_visible (GTK_WIDGET (self), FALSE);
}

static GtkWidget *
new_line (const MgNotice *notice)
{
  g_autofree char *words = mg_notice_words (notice);
  GtkWidget *line = gtk_box_new (GTK_ORIENTATION_HORIZONTAL, 0);
  GtkWidget *label = mg_label_new (words, NULL);
  gtk_label_set_wrap (GTK_LABEL (label), TRUE);
  gtk_label_set_wrap_mode (GTK_LABEL (label), PANGO_WRAP_WORD_CHAR);
  gtk_widget_set_hexpand (label, TRUE);
  mg_add_classes (line, notice->is_urgent ? "notice urgent" : "notice");
  gtk_box_append (GTK_BOX (line), label);
  return line;
}

void
mg_notice_bar_update (MgNoticeBar *self, MgDesk *desk)
{
  const MgBoard *board = mg_desk_get_board (desk);
  const guint64 version
      = mg_desk_get_state (desk) != MG_DESK_ENDING ? mg_board_get_version (board) : 0;
  if (version == self->shown)
    return;
  self->shown = version;
  mg_box_clear (GTK_BOX (self));
  for (guint i = 0; version != 0 && i < mg_board_count (board); i++)
    gtk_box_append (GTK_BOX (self), new_line (mg_board_get (board, i)));
  gtk_widget_set_visible (GTK_WIDGET (self), version != 0);
}
