/* SPDX-License-Identifier: Apache-2.0 */
#include "mg-media-screen.h"
#include "app/mg-list-screen.h"
#include "mg-media-sheets.h"
#include "model/mg-digest.h"
#include "model/mg-i18n.h"
#include "widgets/mg-field.h"

struct _MgMediaScreen
{
  MgListScreen parent_instance;
};

#define MG_TYPE_MEDIA_SCREEN (mg_media_screen_get_type ())
G_DECLARE_FINAL_TYPE (MgMediaScreen, mg_media_screen, MG, MEDIA_SCREEN, MgListScreen)
G_DEFINE_FINAL_TYPE (MgMediaScreen, mg_media_screen, MG_TYPE_LIST_SCREEN)

static gpointer
media (gpointer self)
{
  return mg_desk_get_media (mg_base_screen_get_desk (self));
}

/* --- a row, in the list and as a card --- */

static const MgColumn columns[] = {
    {N_ ("管理番号"), MG_CELL_NAME, 850},
    {N_ ("所管"), MG_CELL_TEXT, 1350},
    {N_ ("借りている職員"), MG_CELL_TEXT, 900},
    {N_ ("返す日"), MG_CELL_TEXT, 1150},
    {N_ ("状態"), MG_CELL_PILL, 0},
};

static char *
due_of (const Pb__Medium *medium)
{
  const MgDate due = mg_wire_date (medium->due);
  return due.year > 0 ? mg_era_format (&due, MG_ERA_COLUMN) : g_strdup ("");
}

static char *
cell (gpointer row, guint column)
{
  const Pb__Medium *medium = row;
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

static void
show (gpointer self, GtkBox *card, gconstpointer row)
{
  const Pb__Medium *medium = row;
  g_autofree char *device = mg_stick_format (medium->device, NULL);
  g_autofree char *who
      = *medium->lent_to_name
            ? g_strdup_printf (_ ("%s（%s）"), medium->lent_to_name, medium->lent_to)
            : NULL;
  g_autofree char *lent = medium->lent_us > 0 ? mg_clock_format (medium->lent_us) : NULL;
  g_autofree char *due = due_of (medium);
  const MgFieldWords fields[] = {
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
  mg_fields_add (card, fields, G_N_ELEMENTS (fields));
  if (medium->device && medium->device->descriptors_sha256.len > 0)
    {
      g_autofree char *digest = mg_digest_format (medium->device->descriptors_sha256.data,
                                                  medium->device->descriptors_sha256.len);
      gtk_box_append (card, mg_field_new_toned (_ ("記述子"), digest, "t-mono t-small"));
    }
}

/* --- the list and its news --- */

static void
fill (gpointer self, MgListFill *ret)
{
  const Pb__MediaListReply *list = mg_media_get (media (self));
  ret->trouble = mg_media_get_trouble (media (self));
  ret->is_busy = mg_media_is_busy (media (self));
  if (!list)
    return;
  for (size_t i = 0; i < list->n_media; i++)
    g_ptr_array_add (ret->rows, list->media[i]);
  ret->count = g_strdup_printf (_ ("%u 本"), ret->rows->len);
  ret->hint = list->n_media == 0 ? _ ("媒体はまだありません。［F4］で登録します。")
                                 : _ ("［F12］で貸出か返却、［F4］で新しい媒体を登録します。");
}

static gboolean
say_act (gpointer self)
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
  return mg_base_screen_say_act (self, act, &says[which]);
}

/* --- keys --- */

static gboolean
is_in (gpointer self)
{
  const Pb__Medium *medium = mg_list_screen_get_row (self);
  return medium && medium->state == PB__MEDIUM_STATE__MEDIUM_IN;
}

static gboolean
is_lent (gpointer self)
{
  const Pb__Medium *medium = mg_list_screen_get_row (self);
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
  mg_media_lend_open (self, mg_list_screen_get_row (self));
}

static void
take_back (gpointer self)
{
  mg_media_return_open (self, mg_list_screen_get_row (self));
}

static void
dispose (gpointer self)
{
  mg_media_dispose_open (self, mg_list_screen_get_row (self));
}

static const MgKeyRow keys[] = {
    {4, N_ ("登録"), mg_media_enter_open, NULL},
    {5, N_ ("読み直す"), mg_list_screen_ask, NULL},
    {7, N_ ("前の媒体"), mg_list_screen_previous, NULL},
    {8, N_ ("次の媒体"), mg_list_screen_next, NULL},
    {10, N_ ("廃棄・紛失"), dispose, is_alive},
    {12, N_ ("貸し出す"), lend, is_in},
    {12, N_ ("返却を受ける"), take_back, is_lent},
};

/* --- screen --- */

static void
ask (gpointer self)
{
  mg_media_ask (media (self));
}

static void
clear (gpointer self)
{
  mg_media_clear (media (self));
}

static const MgListSpec spec = {
    .title = N_ ("媒体台帳"),
    .help = N_ ("市の USB メモリの台帳です。登録した媒体を、人と返す日を決めて貸し出します。\n"
                "返却のときは中身が消えていることを確かめます。廃棄と紛失は元に戻せません。"),
    .keys = keys,
    .n_keys = G_N_ELEMENTS (keys),
    .name = N_ ("媒体台帳"),
    .head = N_ ("媒体"),
    .columns = columns,
    .n_columns = G_N_ELEMENTS (columns),
    .cell = cell,
    .card = N_ ("選んだ媒体"),
    .show = show,
    .get_model = media,
    .ask = ask,
    .fill = fill,
    .say_act = say_act,
    .clear = clear,
};

static void
mg_media_screen_class_init (MgMediaScreenClass *klass)
{
  mg_list_screen_class_set (klass, &spec);
}

static void
mg_media_screen_init (MgMediaScreen *self)
{
}

GtkWidget *
mg_media_screen_new (MgDesk *desk)
{
  return mg_list_screen_create (MG_TYPE_MEDIA_SCREEN, desk);
}
