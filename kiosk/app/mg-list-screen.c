/* SPDX-License-Identifier: Apache-2.0 */
#include "mg-list-screen.h"
#include "model/mg-i18n.h"
#include "widgets/mg-holder.h"
#include "widgets/mg-label.h"
#include "widgets/mg-layout.h"

typedef struct
{
  /* children */
  GtkBox *all;
  GtkBox *main_box;
  GtkBox *side_box;
  GtkBox *card; /* NULL: none */
  MgTable *table;
  GtkLabel *count;
  /* owned */
  MgColumn *columns; /* the spec's in the language of the program; NULL: the table came whole */
  GListStore *rows;  /* MgHolder */
  /* state */
  gboolean is_filling;
  gboolean wants_cursor; /* since it was asked for: rows that come get it */
  gboolean keeps_word; /* what was said of an act stays */
} MgListScreenPrivate;

G_DEFINE_ABSTRACT_TYPE_WITH_PRIVATE (MgListScreen, mg_list_screen, MG_TYPE_BASE_SCREEN)

static MgListScreenPrivate *
priv (gpointer self)
{
  return mg_list_screen_get_instance_private (MG_LIST_SCREEN (self));
}

static const MgListSpec *
spec (gpointer self)
{
  return MG_LIST_SCREEN_GET_CLASS (self)->spec;
}

gconstpointer
mg_list_screen_get_row (gpointer self)
{
  return mg_table_get_held (priv (self)->table, priv (self)->rows);
}

/* --- what is shown --- */

static void
show_row (gpointer self)
{
  MgListScreenPrivate *p = priv (self);
  gconstpointer row = mg_list_screen_get_row (self);
  if (p->card)
    mg_box_clear (p->card);
  if (row && spec (self)->show)
    spec (self)->show (self, p->card, row);
  mg_screen_changed (MG_SCREEN (self));
}

static void
selected_cb (gpointer self)
{
  if (priv (self)->is_filling)
    return;
  if (spec (self)->left_row)
    spec (self)->left_row (self);
  show_row (self);
}

/* Whether the list is the one that is shown: a newer answer never lies where the one before it lay
 * (work/mg-shelf.h), so its rows do not either. */
static gboolean
is_shown (GListStore *store, const GPtrArray *rows)
{
  const guint n = g_list_model_get_n_items (G_LIST_MODEL (store));
  gboolean is_same = n == rows->len;
  for (guint i = 0; is_same && i < n; i++)
    {
      g_autoptr (MgHolder) holder = g_list_model_get_item (G_LIST_MODEL (store), i);
      is_same = holder->held == rows->pdata[i];
    }
  return is_same;
}

static void
fill_table (gpointer self, const GPtrArray *rows)
{
  MgListScreenPrivate *p = priv (self);
  if (is_shown (p->rows, rows))
    return;
  p->is_filling = TRUE;
  mg_table_fill (p->table, p->rows, rows);
  p->is_filling = FALSE;
  if (rows->len == 0 || !p->wants_cursor || !mg_base_screen_is_here (self))
    return;
  p->wants_cursor = FALSE;
  if (!mg_base_screen_get_sheet (self))
    gtk_widget_grab_focus (GTK_WIDGET (p->table));
}

static void
say (gpointer self, const MgListFill *now)
{
  MgListScreenPrivate *p = priv (self);
  if (!mg_base_screen_is_here (self))
    return;
  if (spec (self)->say_act && spec (self)->say_act (self))
    p->keeps_word = TRUE;
  else if (p->keeps_word)
    return;
  else if (now->trouble != MG_N_TROUBLES)
    mg_base_screen_say (self, "t-bad", mg_trouble_words (now->trouble));
  else if (now->hint && !now->is_busy)
    mg_base_screen_say (self, now->tone, now->hint);
}

static void
changed_cb (gpointer self)
{
  MgListScreenPrivate *p = priv (self);
  g_autoptr (GPtrArray) rows = g_ptr_array_new ();
  MgListFill now = {.rows = rows, .trouble = MG_N_TROUBLES};
  spec (self)->fill (self, &now);
  g_autofree char *count = now.count;
  fill_table (self, rows);
  gtk_label_set_text (p->count, count ? count : "");
  show_row (self);
  say (self, &now);
}

void
mg_list_screen_refresh (gpointer self)
{
  MgListScreenPrivate *p = priv (self);
  p->is_filling = TRUE;
  mg_table_refresh (p->table);
  p->is_filling = FALSE;
  changed_cb (self);
}

/* --- keys --- */

void
mg_list_screen_ask (gpointer self)
{
  MgListScreenPrivate *p = priv (self);
  p->keeps_word = FALSE;
  if (gtk_widget_get_state_flags (GTK_WIDGET (p->table)) & GTK_STATE_FLAG_FOCUS_WITHIN)
    p->wants_cursor = TRUE; /* also where asking empties the list */
  spec (self)->ask (self);
  mg_base_screen_say (self, NULL, _ ("照会中…"));
}

void
mg_list_screen_previous (gpointer self)
{
  mg_table_step (priv (self)->table, -1);
}

void
mg_list_screen_next (gpointer self)
{
  mg_table_step (priv (self)->table, 1);
}

/* --- screen --- */

static void
enter (gpointer self, const char *argument)
{
  priv (self)->wants_cursor = !spec (self)->get_focus;
  mg_list_screen_ask (self);
}

static void
wipe (gpointer self)
{
  spec (self)->clear (self); /* and the rows with it */
}

static GtkWidget *
get_focus (gpointer self)
{
  return spec (self)->get_focus ? spec (self)->get_focus (self) : GTK_WIDGET (priv (self)->table);
}

void
mg_list_screen_class_set (gpointer klass, const MgListSpec *with)
{
  MgListScreenClass *self = MG_LIST_SCREEN_CLASS (klass);
  self->spec = with;
  self->base = (MgBaseSpec){
      .title = with->title,
      .help = with->help,
      .keys = with->keys,
      .n_keys = with->n_keys,
      .enter = enter,
      .leave = with->leave,
      .wipe = wipe,
      .get_focus = get_focus,
  };
  self->parent_class.spec = &self->base;
}

static void
mg_list_screen_finalize (GObject *object)
{
  MgListScreenPrivate *p = priv (object);
  g_clear_object (&p->rows);
  g_free (p->columns);
  G_OBJECT_CLASS (mg_list_screen_parent_class)->finalize (object);
}

static void
mg_list_screen_class_init (MgListScreenClass *klass)
{
  G_OBJECT_CLASS (klass)->finalize = mg_list_screen_finalize;
}

static void
mg_list_screen_init (MgListScreen *self)
{
  MgListScreenPrivate *p = priv (self);
  p->all = GTK_BOX (gtk_box_new (GTK_ORIENTATION_VERTICAL, 0));
  gtk_box_append (p->all, mg_columns_new ("side-d", &p->main_box, &p->side_box));
  mg_base_screen_set_content (self, GTK_WIDGET (p->all));
  p->rows = g_list_store_new (MG_TYPE_HOLDER);
}

static MgTable *
new_table (MgListScreenPrivate *p, const MgListSpec *with)
{
  if (with->new_table)
    return with->new_table (_ (with->name), G_LIST_MODEL (p->rows));
  p->columns = g_new (MgColumn, with->n_columns);
  for (guint i = 0; i < with->n_columns; i++)
    {
      p->columns[i] = with->columns[i];
      p->columns[i].title = _ (with->columns[i].title);
    }
  return mg_table_new (_ (with->name), p->columns, with->n_columns, G_LIST_MODEL (p->rows),
                       with->cell);
}

GtkWidget *
mg_list_screen_create (GType type, MgDesk *desk)
{
  gpointer self = mg_base_screen_create (type, desk);
  MgListScreenPrivate *p = priv (self);
  const MgListSpec *with = spec (self);
  p->table = new_table (p, with);
  gtk_box_append (p->main_box, mg_table_card_new (with->head ? _ (with->head) : _ (with->name),
                                                  GTK_WIDGET (p->table), &p->count));
  if (with->card)
    gtk_box_append (p->side_box, mg_card_new (_ (with->card), &p->card));
  if (with->build)
    with->build (self);
  g_signal_connect_object (p->table, "selected", G_CALLBACK (selected_cb), self,
                           G_CONNECT_SWAPPED);
  g_signal_connect_object (with->get_model (self), "changed", G_CALLBACK (changed_cb), self,
                           G_CONNECT_SWAPPED);
  return GTK_WIDGET (self);
}

MgTable *
mg_list_screen_get_table (gpointer self)
{
  return priv (self)->table;
}

GtkBox *
mg_list_screen_get_main (gpointer self)
{
  return priv (self)->main_box;
}

GtkBox *
mg_list_screen_get_side (gpointer self)
{
  return priv (self)->side_box;
}

void
mg_list_screen_set_top (gpointer self, GtkWidget *top)
{
  gtk_box_prepend (priv (self)->all, top);
}
