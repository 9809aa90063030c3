/* SPDX-License-Identifier: Apache-2.0 */
#include "mg-person-day.h"
#include "model/mg-i18n.h"
#include "widgets/mg-era-entry.h"
#include "widgets/mg-label.h"

struct _MgPersonDay
{
  GtkBox parent_instance;
  /* children */
  MgEraEntry *day;
  /* borrowed */
  MgDesk *desk;
};

G_DEFINE_FINAL_TYPE (MgPersonDay, mg_person_day, GTK_TYPE_BOX)

enum
{
  CHOSEN,
  REFUSED,
  N_SIGNALS
};

static guint signals[N_SIGNALS];

static void
entered_cb (MgPersonDay *self)
{
  MgDate date;
  const MgDate today = mg_desk_get_today (self->desk);
  if (!mg_era_entry_get_date (self->day, &date))
    return;
  if (date.month == 0 || date.day == 0 || mg_date_compare (&date, &today) > 0)
    {
      g_signal_emit (self, signals[REFUSED], 0);
      return;
    }
  /* what is known by today is what is known now */
  g_signal_emit (self, signals[CHOSEN], 0, mg_date_compare (&date, &today) < 0 ? &date : NULL);
}

void
mg_person_day_open (MgPersonDay *self)
{
  gtk_widget_set_visible (GTK_WIDGET (self), TRUE);
  gtk_widget_grab_focus (GTK_WIDGET (self->day));
}

void
mg_person_day_close (MgPersonDay *self)
{
  gtk_widget_set_visible (GTK_WIDGET (self), FALSE);
  mg_era_entry_clear (self->day);
}

void
mg_person_day_set_desk (MgPersonDay *self, MgDesk *desk)
{
  self->desk = desk;
}

static void
mg_person_day_class_init (MgPersonDayClass *klass)
{
  signals[CHOSEN] = g_signal_new ("chosen", MG_TYPE_PERSON_DAY, G_SIGNAL_RUN_LAST, 0, NULL, NULL,
                                  NULL, G_TYPE_NONE, 1, G_TYPE_POINTER);
  signals[REFUSED] = g_signal_new ("refused", MG_TYPE_PERSON_DAY, G_SIGNAL_RUN_LAST, 0, NULL, NULL,
                                   NULL, G_TYPE_NONE, 0);
}

static void
mg_person_day_init (MgPersonDay *self)
{
  GtkWidget *hint = mg_text_new (
      _ ("基準日の時点で分かっていた内容を示します。［Enter］で表示、［Esc］でいまに戻します。"),
      "t-small t-faint");
  gtk_widget_set_visible (GTK_WIDGET (self), FALSE);
  gtk_box_set_spacing (GTK_BOX (self), 12);
  gtk_widget_add_css_class (GTK_WIDGET (self), "as-of");
  self->day = MG_ERA_ENTRY (mg_era_entry_new (_ ("基準日")));
  gtk_widget_set_hexpand (hint, TRUE);
  gtk_label_set_xalign (GTK_LABEL (hint), 1);
  gtk_label_set_ellipsize (GTK_LABEL (hint), PANGO_ELLIPSIZE_END);
  gtk_box_append (GTK_BOX (self), mg_text_new (_ ("基準日"), "t-strong"));
  gtk_box_append (GTK_BOX (self), GTK_WIDGET (self->day));
  gtk_box_append (GTK_BOX (self), hint);
  g_signal_connect_swapped (self->day, "entered", G_CALLBACK (entered_cb), self);
}
