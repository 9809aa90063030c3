/* SPDX-License-Identifier: Apache-2.0 */
#include "mg-home-drafts.h"
#include "model/mg-era.h"
#include "model/mg-i18n.h"
#include "widgets/mg-holder.h"
#include "widgets/mg-label.h"
#include "widgets/mg-table.h"

struct _MgHomeDrafts
{
  GtkBox parent_instance;
  /* children */
  GtkLabel *head;
  GtkLabel *empty;
  MgTable *table;
  /* owned */
  MgDesk *desk;
  GListStore *rows; /* MgHolder of const Pb__DraftRow * */
};

G_DEFINE_FINAL_TYPE (MgHomeDrafts, mg_home_drafts, GTK_TYPE_BOX)

static guint opened_signal;

static MgColumn columns[] = {
    {N_ ("氏名"), MG_CELL_NAME, 1000},
    {N_ ("預けた時刻"), MG_CELL_TEXT, 1350},
    {N_ ("職員"), MG_CELL_PILL, 0},
};

static char *
cell (gpointer item, guint column)
{
  const Pb__DraftRow *row = item;
  switch (column)
    {
    case 0:
      return g_markup_escape_text (row->name_kanji, -1);
    case 1:
      return mg_clock_format (row->parked_us);
    default:
      return row->own ? g_strdup_printf ("key:%s", _ ("自分"))
                      : g_strdup_printf ("%s:%s", row->may_take ? "warn" : "", row->staff_name);
    }
}

static void
changed_cb (MgHomeDrafts *self)
{
  const Pb__DraftListReply *list = mg_drafts_get (mg_desk_get_drafts (self->desk));
  g_autoptr (GPtrArray) rows = g_ptr_array_new ();
  for (size_t i = 0; list && i < list->n_rows; i++)
    g_ptr_array_add (rows, list->rows[i]);
  g_autofree char *head
      = g_strdup_printf (rows->len > 0 ? _ ("預けた届書　%u 件　［↓］で選び［Enter］で開きます")
                                       : _ ("預けた届書　%u 件"),
                         rows->len);
  gtk_label_set_text (self->head, list ? head : _ ("預けた届書"));
  gtk_label_set_text (self->empty,
                      list && rows->len == 0 ? _ ("書きかけの届書はありません。") : "");
  gtk_widget_set_visible (GTK_WIDGET (self->empty), rows->len == 0);
  gtk_widget_set_visible (GTK_WIDGET (self->table), rows->len > 0);
  mg_holder_fill (self->rows, rows);
}

static void
opened_cb (MgHomeDrafts *self, guint position)
{
  g_signal_emit (self, opened_signal, 0, position);
}

void
mg_home_drafts_refresh (MgHomeDrafts *self)
{
  const MgSession *session = mg_desk_get_session (self->desk);
  mg_drafts_ask (mg_desk_get_drafts (self->desk), mg_session_may (session, "DRAFT_TAKE"));
}

static gboolean
mg_home_drafts_grab_focus (GtkWidget *widget)
{
  MgHomeDrafts *self = MG_HOME_DRAFTS (widget);
  return g_list_model_get_n_items (G_LIST_MODEL (self->rows)) > 0
         && gtk_widget_grab_focus (GTK_WIDGET (self->table));
}

static void
mg_home_drafts_dispose (GObject *object)
{
  MgHomeDrafts *self = MG_HOME_DRAFTS (object);
  g_clear_object (&self->rows);
  g_clear_object (&self->desk);
  G_OBJECT_CLASS (mg_home_drafts_parent_class)->dispose (object);
}

static void
mg_home_drafts_class_init (MgHomeDraftsClass *klass)
{
  G_OBJECT_CLASS (klass)->dispose = mg_home_drafts_dispose;
  GTK_WIDGET_CLASS (klass)->grab_focus = mg_home_drafts_grab_focus;
  opened_signal = g_signal_new ("opened", MG_TYPE_HOME_DRAFTS, G_SIGNAL_RUN_LAST, 0, NULL, NULL,
                                NULL, G_TYPE_NONE, 1, G_TYPE_UINT);
}

static void
mg_home_drafts_init (MgHomeDrafts *self)
{
  static gboolean translated;
  for (guint i = 0; !translated && i < G_N_ELEMENTS (columns); i++)
    columns[i].title = _ (columns[i].title);
  translated = TRUE;
  gtk_orientable_set_orientation (GTK_ORIENTABLE (self), GTK_ORIENTATION_VERTICAL);
  gtk_box_set_spacing (GTK_BOX (self), 4);
  mg_add_classes (GTK_WIDGET (self), "card tight");
  self->head = GTK_LABEL (mg_text_new ("", "t-head"));
  self->empty = GTK_LABEL (mg_text_new ("", "t-label"));
  self->rows = g_list_store_new (MG_TYPE_HOLDER);
  self->table = mg_table_new (_ ("預けた届書"), columns, G_N_ELEMENTS (columns),
                              G_LIST_MODEL (self->rows), cell);
  gtk_widget_set_vexpand (GTK_WIDGET (self->table), TRUE);
  gtk_box_append (GTK_BOX (self), GTK_WIDGET (self->head));
  gtk_box_append (GTK_BOX (self), GTK_WIDGET (self->empty));
  gtk_box_append (GTK_BOX (self), GTK_WIDGET (self->table));
  g_signal_connect_swapped (self->table, "opened", G_CALLBACK (opened_cb), self);
}

GtkWidget *
mg_home_drafts_new (MgDesk *desk)
{
  MgHomeDrafts *self = g_object_new (MG_TYPE_HOME_DRAFTS, NULL);
  self->desk = g_object_ref (desk);
  g_signal_connect_object (mg_desk_get_drafts (desk), "changed", G_CALLBACK (changed_cb), self,
                           G_CONNECT_SWAPPED);
  changed_cb (self);
  return GTK_WIDGET (self);
}
