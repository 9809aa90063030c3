/* SPDX-License-Identifier: Apache-2.0 */
#include "mg-person-history.h"
#include "model/mg-i18n.h"
#include "model/mg-secret.h"
#include "widgets/mg-holder.h"
#include "widgets/mg-item-cards.h"
#include "widgets/mg-label.h"
#include "widgets/mg-table.h"

#define CHANGE_CHARS 8 /* before and after are never narrower */

struct _MgPersonHistory
{
  GtkBox parent_instance;
  /* children */
  MgTable *table;
  GtkLabel *head;
  GtkGrid *changes;
  /* owned */
  GListStore *store;
};

G_DEFINE_FINAL_TYPE (MgPersonHistory, mg_person_history, GTK_TYPE_BOX)

static guint more_signal;

static MgColumn columns[] = {
    {N_ ("記録した日時"), MG_CELL_TEXT, 1130}, {N_ ("異動日"), MG_CELL_NAME, 900},
    {N_ ("記録"), MG_CELL_TEXT, 640},          {N_ ("事由"), MG_CELL_TEXT, 400},
    {N_ ("変わった項目"), MG_CELL_NUM, 680},   {N_ ("もと"), MG_CELL_TEXT, 0},
};

static char *
cell (gpointer item, guint column)
{
  const MgEvent *event = item;
  switch (column)
    {
    case 0:
      return mg_instant_format (event->known_from_us);
    case 1:
      return event->event_date.year > 0 ? mg_era_format (&event->event_date, MG_ERA_SHORT)
                                        : g_strdup ("—");
    case 2:
      return g_strdup (event->group == MG_GROUP_JUKI ? _ ("個人情報") : _ ("宛名"));
    case 3:
      return g_markup_escape_text (event->reason_code, -1);
    case 4:
      return g_strdup_printf ("%u", event->changes->len);
    default:
      return g_markup_escape_text (event->source, -1);
    }
}

static void
add_cell (MgPersonHistory *self, int column, int row, const char *text, const char *classes)
{
  GtkWidget *label = mg_text_new (text, classes);
  gtk_label_set_wrap (GTK_LABEL (label), FALSE);
  if (column > 0)
    gtk_label_set_width_chars (GTK_LABEL (label), CHANGE_CHARS);
  gtk_label_set_ellipsize (GTK_LABEL (label), PANGO_ELLIPSIZE_END);
  gtk_widget_set_tooltip_text (label, text);
  gtk_widget_set_hexpand (label, column > 0);
  gtk_grid_attach (self->changes, label, column, row, 1, 1);
}

static void
clear_changes (MgPersonHistory *self)
{
  while (gtk_widget_get_first_child (GTK_WIDGET (self->changes)))
    gtk_grid_remove (self->changes, gtk_widget_get_first_child (GTK_WIDGET (self->changes)));
  gtk_label_set_text (self->head, "");
}

static void
show_change (MgPersonHistory *self, const MgEvent *event, const MgChange *change, int row)
{
  const MgFieldInfo *field = mg_fields_find (event->group, change->column);
  char *before = mg_item_words (event->group, change->column, change->before, change->state);
  char *after = mg_item_words (event->group, change->column, change->after, change->state);
  add_cell (self, 0, row, field ? field->label : change->column, "td rowhead");
  add_cell (self, 1, row, before, "td");
  add_cell (self, 2, row, after, "td changed");
  mg_wipe_free (before, -1);
  mg_wipe_free (after, -1);
}

static void
selected_cb (MgPersonHistory *self)
{
  const guint position = mg_table_get_selected (self->table);
  g_autoptr (MgHolder) holder = g_list_model_get_item (G_LIST_MODEL (self->store), position);
  clear_changes (self);
  if (!holder)
    return;
  const MgEvent *event = holder->held;
  g_autofree char *known = mg_instant_words (event->known_from_us);
  g_autofree char *head = g_strdup_printf (_ ("%s の変更"), known);
  gtk_label_set_text (self->head, head);
  add_cell (self, 0, 0, _ ("項目"), "th");
  add_cell (self, 1, 0, _ ("前"), "th");
  add_cell (self, 2, 0, _ ("あと"), "th");
  for (guint i = 0; i < event->changes->len; i++)
    show_change (self, event, event->changes->pdata[i], (int)i + 1);
  if (position + 2 >= g_list_model_get_n_items (G_LIST_MODEL (self->store)))
    g_signal_emit (self, more_signal, 0);
}

void
mg_person_history_show (MgPersonHistory *self, const GPtrArray *events)
{
  const guint old = g_list_model_get_n_items (G_LIST_MODEL (self->store));
  const guint position = old > 0 ? mg_table_get_selected (self->table) : 0;
  clear_changes (self);
  mg_holder_fill (self->store, events);
  if (events && position < events->len)
    {
      mg_table_select (self->table, position);
      selected_cb (self);
    }
}

static gboolean
mg_person_history_grab_focus (GtkWidget *widget)
{
  return gtk_widget_grab_focus (GTK_WIDGET (MG_PERSON_HISTORY (widget)->table));
}

static void
mg_person_history_dispose (GObject *object)
{
  g_clear_object (&MG_PERSON_HISTORY (object)->store);
  G_OBJECT_CLASS (mg_person_history_parent_class)->dispose (object);
}

static void
mg_person_history_class_init (MgPersonHistoryClass *klass)
{
  G_OBJECT_CLASS (klass)->dispose = mg_person_history_dispose;
  GTK_WIDGET_CLASS (klass)->grab_focus = mg_person_history_grab_focus;
  more_signal = g_signal_new ("more", MG_TYPE_PERSON_HISTORY, G_SIGNAL_RUN_LAST, 0, NULL, NULL,
                              NULL, G_TYPE_NONE, 0);
}

static GtkWidget *
new_card (void)
{
  GtkWidget *card = gtk_box_new (GTK_ORIENTATION_VERTICAL, 4);
  mg_add_classes (card, "card flush");
  gtk_widget_set_vexpand (card, TRUE);
  return card;
}

static void
mg_person_history_init (MgPersonHistory *self)
{
  static gboolean translated;
  GtkWidget *body = gtk_box_new (GTK_ORIENTATION_HORIZONTAL, 14);
  GtkWidget *left = new_card ();
  GtkWidget *right = new_card ();
  GtkWidget *scroller = gtk_scrolled_window_new ();
  for (guint i = 0; !translated && i < G_N_ELEMENTS (columns); i++)
    columns[i].title = _ (columns[i].title);
  translated = TRUE;
  self->store = g_list_store_new (MG_TYPE_HOLDER);
  self->table = mg_table_new (_ ("変更の履歴"), columns, G_N_ELEMENTS (columns),
                              G_LIST_MODEL (self->store), cell);
  self->head = GTK_LABEL (mg_text_new ("", "t-head table-head"));
  self->changes = GTK_GRID (gtk_grid_new ());
  gtk_widget_add_css_class (GTK_WIDGET (self->changes), "grid-table");
  gtk_widget_add_css_class (body, "body");
  gtk_widget_set_hexpand (body, TRUE);
  gtk_widget_set_hexpand (left, TRUE);
  gtk_widget_set_hexpand (right, TRUE);
  gtk_widget_add_css_class (right, "side-x");
  gtk_box_append (GTK_BOX (left), GTK_WIDGET (self->table));
  gtk_scrolled_window_set_policy (GTK_SCROLLED_WINDOW (scroller), GTK_POLICY_NEVER,
                                  GTK_POLICY_AUTOMATIC);
  gtk_scrolled_window_set_child (GTK_SCROLLED_WINDOW (scroller), GTK_WIDGET (self->changes));
  gtk_widget_set_vexpand (scroller, TRUE);
  mg_scroll_by_keys (GTK_SCROLLED_WINDOW (scroller));
  gtk_box_append (GTK_BOX (right), GTK_WIDGET (self->head));
  gtk_box_append (GTK_BOX (right), scroller);
  gtk_box_append (GTK_BOX (body), left);
  gtk_box_append (GTK_BOX (body), right);
  gtk_box_append (GTK_BOX (self), body);
  g_signal_connect_swapped (self->table, "selected", G_CALLBACK (selected_cb), self);
}
