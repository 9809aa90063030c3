/* SPDX-License-Identifier: Apache-2.0 */
#include "mg-media-screen.h"
#include "app/mg-base-screen.h"
#include "mg-export-layout.h"
#include "mg-media-sheets.h"
#include "model/mg-digest.h"
#include "model/mg-i18n.h"
#include "widgets/mg-field.h"
#include "widgets/mg-holder.h"
#include "widgets/mg-label.h"
#include "widgets/mg-table.h"

struct _MgMediaScreen
{
  MgBaseScreen parent_instance;
  /* children */
  MgTable *table;
  GtkLabel *right;
  GtkBox *details;
  /* owned */
  GListStore *rows; /* MgHolder of const Pb__Medium * */
};

#define MG_TYPE_MEDIA_SCREEN (mg_media_screen_get_type ())
G_DECLARE_FINAL_TYPE (MgMediaScreen, mg_media_screen, MG, MEDIA_SCREEN, MgBaseScreen)
G_DEFINE_FINAL_TYPE (MgMediaScreen, mg_media_screen, MG_TYPE_BASE_SCREEN)

static MgColumn columns[] = {
    {N_ ("管理番号"), MG_CELL_NAME, 850},
    {N_ ("所管"), MG_CELL_TEXT, 1350},
    {N_ ("借りている職員"), MG_CELL_TEXT, 900},
    {N_ ("返す日"), MG_CELL_TEXT, 1150},
    {N_ ("状態"), MG_CELL_PILL, 0},
};

static MgMedia *
media (gpointer self)
{
  return mg_desk_get_media (mg_base_screen_get_desk (self));
}

static const Pb__Medium *
selected (gpointer self)
{
  return mg_table_get_held (MG_MEDIA_SCREEN (self)->table, MG_MEDIA_SCREEN (self)->rows);
}

static char *
due_of (const Pb__Medium *medium)
{
  const MgDate due = mg_wire_date (medium->due);
  return due.year > 0 ? mg_era_format (&due, MG_ERA_COLUMN) : g_strdup ("");
}

static char *
cell (gpointer held, guint column)
{
  const Pb__Medium *medium = MG_HOLDER (held)->held;
  switch (column)
    {
    case 0:
      return g_markup_escape_text (medium->label, -1);
    case 1:
      return g_markup_escape_text (medium->owner, -1);
    case 2:
      return g_markup_escape_text (medium->lent_to_name, -1);
    case 3:
      return due_of (medium);
    default:
      return g_strdup_printf ("%s:%s", mg_medium_state_tone (medium->state),
                              mg_medium_state_word (medium->state));
    }
}

/* --- what is shown --- */

static void
show_selected (MgMediaScreen *self)
{
  const Pb__Medium *medium = selected (self);
  mg_box_clear (self->details);
  mg_screen_changed (MG_SCREEN (self));
  if (!medium)
    return;
  g_autofree char *device = mg_stick_format (medium->device, NULL);
  g_autofree char *who
      = medium->lent_to_name && *medium->lent_to_name
            ? g_strdup_printf (_ ("%s（%s）"), medium->lent_to_name, medium->lent_to)
            : g_strdup ("―");
  g_autofree char *lent = medium->lent_us > 0 ? mg_clock_format (medium->lent_us) : g_strdup ("―");
  g_autofree char *due = due_of (medium);
  const struct
  {
    const char *label;
    const char *value;
  } fields[] = {
      {_ ("管理番号"), medium->label},
      {_ ("状態"), mg_medium_state_word (medium->state)},
      {_ ("所管"), medium->owner},
      {_ ("区"), medium->ward},
      {_ ("識別番号"), device},
      {_ ("借りた職員"), who},
      {_ ("貸出"), lent},
      {_ ("返す日"), due},
      {_ ("備考"), medium->note},
  };
  for (guint i = 0; i < G_N_ELEMENTS (fields); i++)
    gtk_box_append (self->details,
                    mg_field_new (fields[i].label, *fields[i].value ? fields[i].value : "―", 24));
  if (medium->device && medium->device->descriptors_sha256.len > 0)
    {
      g_autofree char *digest = mg_digest_format (medium->device->descriptors_sha256.data,
                                                  medium->device->descriptors_sha256.len);
      gtk_box_append (self->details, mg_field_new_toned (_ ("記述子"), digest, "t-mono t-small"));
    }
}

static void
say (MgMediaScreen *self)
{
  static const MgActSays says[] = {
      [MG_MEDIA_ENTER]
      = {N_ ("登録しています…"), N_ ("媒体を登録しました。"),
         N_ ("登録していません。同じ管理番号か同じ媒体が、もう台帳にあります。"), NULL},
      [MG_MEDIA_LEND]
      = {N_ ("登録しています…"), N_ ("貸し出しました。"),
         N_ ("貸し出していません。ほかの職員が先に変更しました。一覧を読み直しました。"),
         N_ ("貸し出していません。職員番号か返す日を確かめてください。")},
      [MG_MEDIA_TAKE_BACK]
      = {N_ ("登録しています…"), N_ ("返却を受けました。"),
         N_ ("受けていません。ほかの職員が先に変更しました。一覧を読み直しました。"), NULL},
      [MG_MEDIA_DISPOSE]
      = {N_ ("登録しています…"), N_ ("廃棄か紛失を登録しました。"),
         N_ ("登録していません。ほかの職員が先に変更しました。一覧を読み直しました。"),
         N_ ("登録していません。貸出中の媒体は廃棄にできません。")},
  };
  MgMediaAct which;
  const MgAct *act = mg_media_get_act (media (self), &which);
  const MgTrouble trouble = mg_media_get_trouble (media (self));
  const Pb__MediaListReply *list = mg_media_get (media (self));
  if (mg_base_screen_say_act (self, act, &says[which]))
    return;
  if (trouble != MG_N_TROUBLES)
    mg_base_screen_say (self, "t-bad", mg_trouble_words (trouble));
  else if (list && !mg_media_is_busy (media (self)) && act->state == MG_ACT_IDLE)
    mg_base_screen_say (self, NULL,
                        list->n_media == 0
                            ? _ ("媒体はまだありません。［F4］で登録します。")
                            : _ ("［F12］で貸出か返却、［F4］で新しい媒体を登録します。"));
}

static void
changed_cb (MgMediaScreen *self)
{
  const Pb__MediaListReply *list = mg_media_get (media (self));
  g_autoptr (GPtrArray) rows = g_ptr_array_new ();
  for (size_t i = 0; list && i < list->n_media; i++)
    g_ptr_array_add (rows, list->media[i]);
  g_autofree char *n = g_strdup_printf (_ ("%u 本"), rows->len);
  mg_table_fill (self->table, self->rows, rows);
  gtk_label_set_text (self->right, list ? n : "");
  show_selected (self);
  say (self);
}

/* --- keys --- */

static gboolean
is_in (gpointer self)
{
  const Pb__Medium *medium = selected (self);
  return medium && medium->state == PB__MEDIUM_STATE__MEDIUM_IN;
}

static gboolean
is_lent (gpointer self)
{
  const Pb__Medium *medium = selected (self);
  return medium && medium->state == PB__MEDIUM_STATE__MEDIUM_LENT;
}

static gboolean
is_alive (gpointer self)
{
  return is_in (self) || is_lent (self);
}

static void
lend (gpointer self)
{
  mg_media_lend_open (self, selected (self));
}

static void
take_back (gpointer self)
{
  mg_media_return_open (self, selected (self));
}

static void
dispose (gpointer self)
{
  mg_media_dispose_open (self, selected (self));
}

static void
ask_again (gpointer self)
{
  mg_media_ask (media (self));
  mg_base_screen_say (self, NULL, _ ("照会中…"));
}

static void
previous (gpointer self)
{
  mg_table_step (MG_MEDIA_SCREEN (self)->table, -1);
}

static void
next (gpointer self)
{
  mg_table_step (MG_MEDIA_SCREEN (self)->table, 1);
}

static const MgKeyRow keys[] = {
    {4, N_ ("登録"), mg_media_enter_open, NULL},   {5, N_ ("読み直す"), ask_again, NULL},
    {7, N_ ("前の媒体"), previous, NULL},          {8, N_ ("次の媒体"), next, NULL},
    {10, N_ ("廃棄・紛失"), dispose, is_alive},    {12, N_ ("貸し出す"), lend, is_in},
    {12, N_ ("返却を受ける"), take_back, is_lent},
};

static void
enter (gpointer self, const char *argument)
{
  ask_again (self);
}

static void
wipe (gpointer self)
{
  g_list_store_remove_all (MG_MEDIA_SCREEN (self)->rows);
  mg_media_clear (media (self));
}

static GtkWidget *
get_focus (gpointer self)
{
  return GTK_WIDGET (MG_MEDIA_SCREEN (self)->table);
}

static const MgBaseSpec spec = {
    .title = N_ ("媒体台帳"),
    .help = N_ ("市の USB メモリの台帳です。登録した媒体を、人と返す日を決めて貸し出します。\n"
                "返却のときは中身が消えていることを確かめます。廃棄と紛失は元に戻せません。"),
    .keys = keys,
    .n_keys = G_N_ELEMENTS (keys),
    .enter = enter,
    .wipe = wipe,
    .get_focus = get_focus,
};

static void
mg_media_screen_finalize (GObject *object)
{
  g_clear_object (&MG_MEDIA_SCREEN (object)->rows);
  G_OBJECT_CLASS (mg_media_screen_parent_class)->finalize (object);
}

static void
mg_media_screen_class_init (MgMediaScreenClass *klass)
{
  G_OBJECT_CLASS (klass)->finalize = mg_media_screen_finalize;
  MG_BASE_SCREEN_CLASS (klass)->spec = &spec;
}

static void
mg_media_screen_init (MgMediaScreen *self)
{
  GtkBox *main_box, *side_box;
  GtkWidget *body = mg_columns_new ("side-m", &main_box, &side_box);
  for (guint i = 0; i < G_N_ELEMENTS (columns); i++)
    columns[i].title = _ (columns[i].title);
  self->rows = g_list_store_new (MG_TYPE_HOLDER);
  self->table = mg_table_new (_ ("媒体台帳"), columns, G_N_ELEMENTS (columns),
                              G_LIST_MODEL (self->rows), cell);
  gtk_box_append (main_box, mg_table_card_new (_ ("媒体"), GTK_WIDGET (self->table), &self->right));
  gtk_box_append (side_box, mg_card_new (_ ("選んだ媒体"), &self->details));
  mg_base_screen_set_content (self, body);
  g_signal_connect_swapped (self->table, "selected", G_CALLBACK (show_selected), self);
}

GtkWidget *
mg_media_screen_new (MgDesk *desk)
{
  gpointer self = mg_base_screen_create (MG_TYPE_MEDIA_SCREEN, desk);
  g_signal_connect_object (mg_desk_get_media (desk), "changed", G_CALLBACK (changed_cb), self,
                           G_CONNECT_SWAPPED);
  return GTK_WIDGET (self);
}
