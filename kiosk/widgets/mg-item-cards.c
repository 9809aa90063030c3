/* SPDX-License-Identifier: Apache-2.0 */
#include "mg-item-cards.h"
#include <string.h>
#include "mg-field.h"
#include "mg-label.h"
#include "mg-scale.h"
#include "model/mg-i18n.h"
#include "model/mg-secret.h"

#define COLUMNS 2
#define VALUE_CHARS 24 /* full-width characters to a line of a value */
#define HEAD_ROWS 2    /* what a heading takes, in rows */

struct _MgItemCards
{
  GtkBox parent_instance;
  /* children */
  GtkScrolledWindow *scroller;
  GtkBox *columns[COLUMNS];
};

G_DEFINE_FINAL_TYPE (MgItemCards, mg_item_cards, GTK_TYPE_BOX)

static gboolean
mg_item_cards_grab_focus (GtkWidget *widget)
{
  return gtk_widget_grab_focus (GTK_WIDGET (MG_ITEM_CARDS (widget)->scroller));
}

static void
mg_item_cards_class_init (MgItemCardsClass *klass)
{
  GTK_WIDGET_CLASS (klass)->grab_focus = mg_item_cards_grab_focus;
}

static gboolean
scroll_key_cb (GtkEventControllerKey *controller, guint key, guint code, GdkModifierType state,
               GtkScrolledWindow *scroller)
{
  GtkAdjustment *where = gtk_scrolled_window_get_vadjustment (scroller);
  const double page = gtk_adjustment_get_page_size (where) - mg_scale_rem (1.8);
  double to = gtk_adjustment_get_value (where);
  if (state & (GDK_CONTROL_MASK | GDK_ALT_MASK | GDK_SHIFT_MASK))
    return GDK_EVENT_PROPAGATE;
  switch (key)
    {
    case GDK_KEY_Up:
      to -= mg_scale_rem (1.8);
      break;
    case GDK_KEY_Down:
      to += mg_scale_rem (1.8);
      break;
    case GDK_KEY_Page_Up:
      to -= page;
      break;
    case GDK_KEY_Page_Down:
      to += page;
      break;
    case GDK_KEY_Home:
      to = 0;
      break;
    case GDK_KEY_End:
      to = gtk_adjustment_get_upper (where);
      break;
    default:
      return GDK_EVENT_PROPAGATE;
    }
  gtk_adjustment_set_value (where, to);
  return GDK_EVENT_STOP;
}

void
mg_scroll_by_keys (GtkScrolledWindow *scroller)
{
  GtkEventController *keys = gtk_event_controller_key_new ();
  gtk_event_controller_set_propagation_phase (keys, GTK_PHASE_CAPTURE);
  g_signal_connect (keys, "key-pressed", G_CALLBACK (scroll_key_cb), scroller);
  gtk_widget_add_controller (GTK_WIDGET (scroller), keys);
  gtk_widget_set_focusable (GTK_WIDGET (scroller), TRUE);
  gtk_widget_add_css_class (GTK_WIDGET (scroller), "focusable-inset");
}

static void
mg_item_cards_init (MgItemCards *self)
{
  GtkWidget *sides = gtk_box_new (GTK_ORIENTATION_HORIZONTAL, 14);
  GtkWidget *scroller = gtk_scrolled_window_new ();
  gtk_box_set_homogeneous (GTK_BOX (sides), TRUE);
  gtk_widget_add_css_class (sides, "body");
  gtk_widget_add_css_class (sides, "even");
  for (int i = 0; i < COLUMNS; i++)
    {
      self->columns[i] = GTK_BOX (gtk_box_new (GTK_ORIENTATION_VERTICAL, 10));
      gtk_box_append (GTK_BOX (sides), GTK_WIDGET (self->columns[i]));
    }
  self->scroller = GTK_SCROLLED_WINDOW (scroller);
  gtk_scrolled_window_set_policy (self->scroller, GTK_POLICY_NEVER, GTK_POLICY_AUTOMATIC);
  gtk_scrolled_window_set_child (self->scroller, sides);
  gtk_widget_set_hexpand (scroller, TRUE);
  gtk_widget_set_vexpand (scroller, TRUE);
  mg_scroll_by_keys (self->scroller);
  gtk_box_append (GTK_BOX (self), scroller);
}

GtkWidget *
mg_item_cards_new (const char *name)
{
  MgItemCards *self = g_object_new (MG_TYPE_ITEM_CARDS, NULL);
  gtk_accessible_update_property (GTK_ACCESSIBLE (self->scroller),
                                  GTK_ACCESSIBLE_PROPERTY_LABEL, name, -1);
  return GTK_WIDGET (self);
}

static GtkWidget *
new_card (const char *title)
{
  GtkWidget *card = gtk_box_new (GTK_ORIENTATION_VERTICAL, 3);
  mg_add_classes (card, "card tight wide-labels");
  gtk_box_append (GTK_BOX (card), mg_text_new (title, "t-head"));
  return card;
}

/* The fields of one run of items; returns how many. */
static guint
add_run (GtkWidget *card, const MgPersonData *person, MgGroup group, const MgSection *section,
         gboolean with_empty)
{
  guint n_fields;
  guint shown = 0;
  const MgFieldInfo *fields = mg_fields_list (group, &n_fields);
  for (guint i = 0; i < n_fields; i++)
    {
      if (fields[i].seq < section->from || fields[i].seq > section->to)
        continue;
      const MgItem *item = mg_person_data_find (person, group, fields[i].column);
      const char *value = item ? item->value : "";
      const MgItemState state = item ? item->state : MG_ITEM_PLAIN;
      if (!with_empty && !*value && state == MG_ITEM_PLAIN)
        continue;
      char *words = mg_item_words (group, fields[i].column, value, state);
      gtk_box_append (GTK_BOX (card), mg_field_new (fields[i].label, words, VALUE_CHARS));
      mg_wipe_free (words, -1);
      shown++;
    }
  return shown;
}

guint
mg_item_cards_show (MgItemCards *self, const MgPersonData *person, MgGroup group,
                    gboolean with_empty, guint *ret_all)
{
  guint n_sections;
  guint heights[COLUMNS] = {0};
  guint shown = 0;
  const MgSection *sections = mg_fields_sections (group, &n_sections);
  mg_fields_list (group, ret_all);
  for (int i = 0; i < COLUMNS; i++)
    mg_box_clear (self->columns[i]);
  for (guint i = 0; person && i < n_sections;)
    {
      const char *title = sections[i].title;
      GtkWidget *card = g_object_ref_sink (new_card (_ (title)));
      guint rows = 0;
      for (; i < n_sections && strcmp (sections[i].title, title) == 0; i++)
        rows += add_run (card, person, group, &sections[i], with_empty);
      if (rows > 0)
        {
          const guint at = heights[1] < heights[0] ? 1 : 0; /* the shorter one */
          gtk_box_append (self->columns[at], card);
          heights[at] += rows + HEAD_ROWS;
          shown += rows;
        }
      g_object_unref (card);
    }
  gtk_adjustment_set_value (gtk_scrolled_window_get_vadjustment (self->scroller), 0);
  return shown;
}
