/* SPDX-License-Identifier: Apache-2.0 */
#include "mg-person-memos.h"
#include "app/mg-guard.h"
#include "im/mg-im-mode.h"
#include "model/mg-era.h"
#include "model/mg-i18n.h"
#include "widgets/mg-holder.h"
#include "widgets/mg-label.h"
#include "widgets/mg-table.h"

struct _MgPersonMemos
{
  GtkBox parent_instance;
  /* children */
  GtkWidget *entry;
  MgTable *table;
  /* owned */
  MgDesk *desk;
  GListStore *rows; /* MgHolder of const Pb__MemoRow * */
  /* state */
  gboolean said_act;
};

G_DEFINE_FINAL_TYPE (MgPersonMemos, mg_person_memos, GTK_TYPE_BOX)

static guint said_signal;

static MgColumn columns[] = {
    {N_ ("いつ"), MG_CELL_TEXT, 1150},
    {N_ ("だれが"), MG_CELL_TEXT, 700},
    {N_ ("メモ"), MG_CELL_TEXT, 0},
    {N_ ("状態"), MG_CELL_PILL, 900},
};

static MgMemos *
memos (MgPersonMemos *self)
{
  return mg_desk_get_memos (self->desk);
}

static char *
cell (gpointer item, guint column)
{
  const Pb__MemoRow *memo = item;
  switch (column)
    {
    case 0:
      return mg_instant_format (memo->at_us);
    case 1:
      return g_markup_escape_text (memo->staff_name, -1);
    case 2:
      return memo->struck ? g_markup_printf_escaped ("<s>%s</s>", memo->text)
                          : g_markup_escape_text (memo->text, -1);
    default:
      return memo->struck ? g_strdup_printf ("warn:%s %s", _ ("取消"), memo->struck_by)
                          : g_strdup ("");
    }
}

static void
tell (MgPersonMemos *self, const char *tone, const char *words)
{
  g_signal_emit (self, said_signal, 0, tone, words);
}

static void
say_act (MgPersonMemos *self, const MgAct *act, const char *done)
{
  const char *words = mg_act_words (act);
  g_autofree char *line = NULL;
  if (act->state == MG_ACT_IDLE || (self->said_act && !mg_act_is_open (act)))
    return;
  self->said_act = !mg_act_is_open (act);
  if (mg_act_is_open (act))
    line = g_strdup (words ? words : _ ("登録しています…"));
  else if (act->state == MG_ACT_DONE)
    line = g_strdup (done);
  else
    line = g_strconcat ("× ", words ? words : mg_trouble_words (act->trouble), NULL);
  tell (self,
        act->state == MG_ACT_DONE     ? "t-good"
        : act->state == MG_ACT_FAILED ? "t-bad"
                                      : "t-warn",
        line);
}

static void
changed_cb (MgPersonMemos *self)
{
  GPtrArray *list = mg_memos_get (memos (self));
  const MgTrouble trouble = mg_memos_get_trouble (memos (self));
  g_autoptr (GPtrArray) rows = g_ptr_array_new ();
  for (guint i = 0; list && i < list->len; i++)
    g_ptr_array_add (rows, g_ptr_array_index (list, i));
  mg_holder_fill (self->rows, rows);
  if (!gtk_widget_get_mapped (GTK_WIDGET (self)))
    return;
  if (trouble != MG_N_TROUBLES)
    tell (self, "t-bad", mg_trouble_words (trouble));
  else
    {
      say_act (self, mg_memos_get_adding (memos (self)), _ ("○ メモを登録しました。"));
      say_act (self, mg_memos_get_striking (memos (self)), _ ("○ メモを取り消しました。"));
    }
}

static void
added_cb (MgPersonMemos *self)
{
  gtk_editable_set_text (GTK_EDITABLE (self->entry), "");
}

void
mg_person_memos_show (MgPersonMemos *self, const char *shori_no)
{
  self->said_act = TRUE;
  if (shori_no)
    mg_memos_open (memos (self), shori_no);
  else
    {
      gtk_editable_set_text (GTK_EDITABLE (self->entry), "");
      mg_memos_close (memos (self));
    }
}

void
mg_person_memos_add (MgPersonMemos *self)
{
  const char *text = gtk_editable_get_text (GTK_EDITABLE (self->entry));
  if (!*text)
    {
      gtk_widget_grab_focus (self->entry);
      tell (self, NULL, _ ("メモを 400 文字までで入れて［F12］を押してください。"));
      return;
    }
  self->said_act = FALSE;
  mg_memos_add (memos (self), text);
}

void
mg_person_memos_strike (MgPersonMemos *self)
{
  g_autoptr (MgHolder) holder
      = g_list_model_get_item (G_LIST_MODEL (self->rows), mg_table_get_selected (self->table));
  const Pb__MemoRow *memo = holder ? holder->held : NULL;
  if (!memo || memo->struck)
    {
      tell (self, NULL, _ ("取り消すメモを一覧で選んでください。"));
      return;
    }
  self->said_act = FALSE;
  mg_memos_strike (memos (self), memo->memo_id);
}

static gboolean
mg_person_memos_grab_focus (GtkWidget *widget)
{
  return gtk_widget_grab_focus (MG_PERSON_MEMOS (widget)->entry);
}

static void
mg_person_memos_dispose (GObject *object)
{
  MgPersonMemos *self = MG_PERSON_MEMOS (object);
  g_clear_object (&self->rows);
  g_clear_object (&self->desk);
  G_OBJECT_CLASS (mg_person_memos_parent_class)->dispose (object);
}

static void
mg_person_memos_class_init (MgPersonMemosClass *klass)
{
  G_OBJECT_CLASS (klass)->dispose = mg_person_memos_dispose;
  GTK_WIDGET_CLASS (klass)->grab_focus = mg_person_memos_grab_focus;
  said_signal = g_signal_new ("said", MG_TYPE_PERSON_MEMOS, G_SIGNAL_RUN_LAST, 0, NULL, NULL, NULL,
                              G_TYPE_NONE, 2, G_TYPE_STRING, G_TYPE_STRING);
}

static void
mg_person_memos_init (MgPersonMemos *self)
{
  static gboolean translated;
  for (guint i = 0; !translated && i < G_N_ELEMENTS (columns); i++)
    columns[i].title = _ (columns[i].title);
  translated = TRUE;
  GtkWidget *line = gtk_box_new (GTK_ORIENTATION_HORIZONTAL, 12);
  gtk_orientable_set_orientation (GTK_ORIENTABLE (self), GTK_ORIENTATION_VERTICAL);
  self->entry = gtk_entry_new ();
  gtk_widget_add_css_class (self->entry, "in");
  gtk_widget_set_hexpand (self->entry, TRUE);
  gtk_entry_set_max_length (GTK_ENTRY (self->entry), MG_MEMO_CHARS);
  mg_guard_entry (self->entry);
  mg_im_ask (self->entry, MG_IM_HIRAGANA);
  gtk_accessible_update_property (GTK_ACCESSIBLE (self->entry), GTK_ACCESSIBLE_PROPERTY_LABEL,
                                  _ ("メモ"), -1);
  mg_add_classes (line, "as-of");
  gtk_box_append (GTK_BOX (line), mg_text_new (_ ("メモ"), "t-strong"));
  gtk_box_append (GTK_BOX (line), self->entry);
  gtk_box_append (GTK_BOX (line), mg_text_new (_ ("［F12］で登録"), "t-small t-faint"));
  gtk_box_append (GTK_BOX (self), line);
  self->rows = g_list_store_new (MG_TYPE_HOLDER);
  self->table = mg_table_new (_ ("メモの一覧"), columns, G_N_ELEMENTS (columns),
                              G_LIST_MODEL (self->rows), cell);
  gtk_widget_set_hexpand (GTK_WIDGET (self->table), TRUE);
  gtk_widget_set_vexpand (GTK_WIDGET (self->table), TRUE);
  gtk_box_append (GTK_BOX (self), GTK_WIDGET (self->table));
}

GtkWidget *
mg_person_memos_new (MgDesk *desk)
{
  MgPersonMemos *self = g_object_new (MG_TYPE_PERSON_MEMOS, NULL);
  self->desk = g_object_ref (desk);
  g_signal_connect_object (memos (self), "changed", G_CALLBACK (changed_cb), self,
                           G_CONNECT_SWAPPED);
  g_signal_connect_object (memos (self), "added", G_CALLBACK (added_cb), self, G_CONNECT_SWAPPED);
  return GTK_WIDGET (self);
}
