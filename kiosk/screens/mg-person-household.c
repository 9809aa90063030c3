/* SPDX-License-Identifier: Apache-2.0 */
#include "mg-person-household.h"
#include "model/mg-i18n.h"
#include "widgets/mg-holder.h"
#include "widgets/mg-label.h"
#include "widgets/mg-table.h"

struct _MgPersonHousehold
{
  GtkBox parent_instance;
  /* children */
  MgTable *table;
  GtkWidget *more; /* a label */
  /* owned */
  GListStore *members; /* MgHolder of MgMember */
};

G_DEFINE_FINAL_TYPE (MgPersonHousehold, mg_person_household, GTK_TYPE_BOX)

static guint opened_signal;

static MgColumn columns[] = {
    {N_ ("氏名"), MG_CELL_NAME, 1150}, {N_ ("カナ"), MG_CELL_TEXT, 1300},
    {N_ ("続柄"), MG_CELL_TEXT, 700},  {N_ ("生年月日"), MG_CELL_TEXT, 1000},
    {N_ ("年齢"), MG_CELL_NUM, 310},   {N_ ("性別"), MG_CELL_TEXT, 300},
    {N_ ("注意"), MG_CELL_PILL, 0},
};

static char *
member_pills (const MgMember *member)
{
  if (member->row->is_protected)
    return g_strdup_printf ("solid:%s", _ ("支援措置"));
  if (member->row->resident == MG_RESIDENT_MOVED_OUT
      || member->row->resident == MG_RESIDENT_DECEASED)
    return g_strdup_printf ("warn:%s", mg_resident_word (member->row->resident));
  return member->is_head ? g_strdup_printf ("key:%s", _ ("世帯主")) : g_strdup ("");
}

static char *
member_cell (gpointer item, guint column)
{
  const MgMember *member = item;
  g_autofree char *text = NULL;
  switch (column)
    {
    case 0:
      return g_markup_escape_text (member->row->name, -1);
    case 1:
      return g_markup_escape_text (member->row->kana, -1);
    case 2:
      return g_markup_escape_text (member->relation, -1);
    case 3:
      text = mg_row_birth (member->row, MG_ERA_COLUMN);
      return g_markup_escape_text (text, -1);
    case 4:
      return member->row->age >= 0 ? g_strdup_printf ("%d", member->row->age) : g_strdup ("");
    case 5:
      return g_strdup (mg_row_sex (member->row));
    default:
      return member_pills (member);
    }
}

static void
opened_cb (MgPersonHousehold *self, guint position)
{
  g_autoptr (MgHolder) holder = g_list_model_get_item (G_LIST_MODEL (self->members), position);
  const MgMember *member = holder ? holder->held : NULL;
  if (!member || !*member->row->shori_no)
    return;
  g_autofree char *shori_no = g_strdup (member->row->shori_no); /* the list goes while it opens */
  g_signal_emit (self, opened_signal, 0, shori_no);
}

void
mg_person_household_show (MgPersonHousehold *self, const MgPersonData *person)
{
  mg_holder_fill (self->members, person ? person->household : NULL);
  gtk_widget_set_visible (self->more, person && person->more_in_household);
}

static gboolean
mg_person_household_grab_focus (GtkWidget *widget)
{
  return gtk_widget_grab_focus (GTK_WIDGET (MG_PERSON_HOUSEHOLD (widget)->table));
}

static void
mg_person_household_dispose (GObject *object)
{
  g_clear_object (&MG_PERSON_HOUSEHOLD (object)->members);
  G_OBJECT_CLASS (mg_person_household_parent_class)->dispose (object);
}

static void
mg_person_household_class_init (MgPersonHouseholdClass *klass)
{
  G_OBJECT_CLASS (klass)->dispose = mg_person_household_dispose;
  GTK_WIDGET_CLASS (klass)->grab_focus = mg_person_household_grab_focus;
  opened_signal = g_signal_new ("opened", MG_TYPE_PERSON_HOUSEHOLD, G_SIGNAL_RUN_LAST, 0, NULL,
                                NULL, NULL, G_TYPE_NONE, 1, G_TYPE_STRING);
}

static void
mg_person_household_init (MgPersonHousehold *self)
{
  static gboolean translated;
  for (guint i = 0; !translated && i < G_N_ELEMENTS (columns); i++)
    columns[i].title = _ (columns[i].title);
  translated = TRUE;
  gtk_orientable_set_orientation (GTK_ORIENTABLE (self), GTK_ORIENTATION_VERTICAL);
  self->members = g_list_store_new (MG_TYPE_HOLDER);
  self->table = mg_table_new (_ ("世帯"), columns, G_N_ELEMENTS (columns),
                              G_LIST_MODEL (self->members), member_cell);
  gtk_widget_set_hexpand (GTK_WIDGET (self->table), TRUE);
  gtk_widget_set_vexpand (GTK_WIDGET (self->table), TRUE);
  gtk_box_append (GTK_BOX (self), GTK_WIDGET (self->table));
  self->more = mg_text_new (_ ("この世帯には、ここに出ていない人がまだいます。氏名で検索してください。"), "t-label");
  gtk_widget_set_visible (self->more, FALSE);
  gtk_box_append (GTK_BOX (self), self->more);
  g_signal_connect_swapped (self->table, "opened", G_CALLBACK (opened_cb), self);
}
