/* SPDX-License-Identifier: Apache-2.0 */
#include "mg-passphrase-screen.h"
#include "app/mg-list-screen.h"
#include "mg-export-cells.h"
#include "mg-fresh-sheet.h"
#include "model/mg-i18n.h"
#include "widgets/mg-label.h"
#include "widgets/mg-layout.h"

struct _MgPassphraseScreen
{
  MgListScreen parent_instance;
  /* children */
  GtkLabel *text;
  GtkLabel *time;
  /* state */
  gboolean was_shown;
};

#define MG_TYPE_PASSPHRASE_SCREEN (mg_passphrase_screen_get_type ())
G_DECLARE_FINAL_TYPE (MgPassphraseScreen, mg_passphrase_screen, MG, PASSPHRASE_SCREEN, MgListScreen)
G_DEFINE_FINAL_TYPE (MgPassphraseScreen, mg_passphrase_screen, MG_TYPE_LIST_SCREEN)

#define HIDDEN "●●●●-●●●●-●●●●-●●●●-●●●●" /* of fixed length, whatever is behind it */

static gpointer
passphrase (gpointer self)
{
  return mg_desk_get_passphrase (mg_base_screen_get_desk (self));
}

static gboolean
is_shown (gpointer self)
{
  return mg_passphrase_peek (passphrase (self)) != NULL;
}

static gboolean
is_hidden (gpointer self)
{
  return !is_shown (self);
}

/* --- what is shown --- */

static void
show (gpointer self, GtkBox *card, gconstpointer row)
{
  mg_export_show_way (card, row);
}

static void
show_text (MgPassphraseScreen *self)
{
  const char *text = mg_passphrase_peek (passphrase (self));
  g_autofree char *time
      = g_strdup_printf (_ ("あと %u 秒で隠します"), mg_passphrase_get_seconds (passphrase (self)));
  gtk_label_set_text (self->text, text ? text : HIDDEN);
  gtk_label_set_text (self->time, text ? time : _ ("［F10］で本人確認をして表示します"));
}

static void
fill (gpointer self, MgListFill *ret)
{
  const Pb__ExportListReply *list = mg_passphrase_get_list (passphrase (self));
  const char *me = mg_base_screen_get_staff_no (self);
  show_text (self);
  ret->trouble = mg_passphrase_get_trouble (passphrase (self));
  if (!list)
    return;
  for (size_t i = 0; i < list->n_items; i++)
    if (list->items[i]->state == PB__EXPORT_STATE__EXPORT_WRITTEN
        && g_str_equal (list->items[i]->approver, me))
      g_ptr_array_add (ret->rows, list->items[i]);
  ret->count = g_strdup_printf (_ ("%u 件"), ret->rows->len);
  ret->hint = ret->rows->len > 0
                  ? _ ("媒体と一緒に渡さないでください。表示したことは記録されます。")
                  : _ ("書き出しが終わった持ち出しのうち、あなたが承認したものがここに並びます。");
}

static gboolean
say_act (gpointer data)
{
  static const MgActSays says
      = {N_ ("たずねています…"), N_ ("表示しました。封筒などで媒体と別に渡してください。"),
         N_ ("表示していません。持ち出しがまだ終わっていません。"),
         N_ ("表示していません。もう表示が済んでいるか、まだ終わっていません。")};
  MgPassphraseScreen *self = data;
  const gboolean was_shown = self->was_shown;
  self->was_shown = is_shown (self);
  if (mg_base_screen_say_act (self, mg_passphrase_get_act (passphrase (self)), &says))
    return TRUE;
  if (self->was_shown == was_shown)
    return FALSE;
  if (self->was_shown)
    mg_base_screen_say (self, "t-good", _ (says.done));
  else
    mg_base_screen_say (self, NULL, _ ("隠しました。"));
  return TRUE;
}

/* --- keys --- */

static void
fresh_cb (gpointer self, MgSecret *token)
{
  const Pb__ExportItem *item = mg_list_screen_get_row (self);
  if (!item || item->ticket_id.len != MG_TICKET_ID_BYTES)
    {
      mg_secret_free (token);
      return;
    }
  mg_base_screen_expect (self);
  mg_passphrase_show (passphrase (self), item->ticket_id.data, token);
}

static void
reveal (gpointer self)
{
  if (mg_list_screen_get_row (self))
    mg_fresh_sheet_open (self, "/madoguchi.v1.Export/Passphrase",
                         _ ("開封パスワードを表示する本人の確認"), fresh_cb, self);
  else
    mg_base_screen_say (self, NULL, _ ("表示できる持ち出しがありません。"));
}

static void
hide (gpointer self)
{
  mg_passphrase_hide (passphrase (self));
}

static const MgKeyRow keys[] = {
    {0, NULL, hide, NULL},
    {5, N_ ("読み直す"), mg_list_screen_ask, NULL},
    {7, N_ ("前の行"), mg_list_screen_previous, NULL},
    {8, N_ ("次の行"), mg_list_screen_next, NULL},
    {10, N_ ("表示"), reveal, is_hidden},
    {10, N_ ("隠す"), hide, is_shown},
    {12, N_ ("表示"), reveal, is_hidden},
    {12, N_ ("隠す"), hide, is_shown},
};

/* --- when it is hidden without a key --- */

/* It belongs to the row. */
static void
left_row (gpointer self)
{
  if (is_shown (self))
    hide (self);
}

static void
leave (gpointer self)
{
  MG_PASSPHRASE_SCREEN (self)->was_shown = FALSE; /* no news when one comes back */
  hide (self);
}

/* The window lost the keys: somebody else's eyes may be on the screen. */
static void
active_cb (GtkWindow *window, GParamSpec *param, MgPassphraseScreen *self)
{
  if (!gtk_window_is_active (window) && is_shown (self))
    hide (self);
}

static void
rooted_cb (MgPassphraseScreen *self)
{
  GtkRoot *root = gtk_widget_get_root (GTK_WIDGET (self));
  if (!GTK_IS_WINDOW (root))
    return;
  g_signal_handlers_disconnect_by_func (root, active_cb, self);
  g_signal_connect_object (root, "notify::is-active", G_CALLBACK (active_cb), self, 0);
}

/* --- screen --- */

static void
build (gpointer data)
{
  MgPassphraseScreen *self = data;
  GtkBox *box;
  GtkWidget *card = mg_card_new (_ ("開封パスワード"), &box);
  self->text = GTK_LABEL (mg_text_new ("", "t-passphrase t-mono"));
  self->time = GTK_LABEL (mg_text_new ("", "t-label"));
  gtk_box_set_spacing (box, 8);
  gtk_box_append (box, GTK_WIDGET (self->text));
  gtk_box_append (box, GTK_WIDGET (self->time));
  gtk_box_prepend (mg_list_screen_get_main (self), card);
  show_text (self);
  g_signal_connect_swapped (self, "notify::root", G_CALLBACK (rooted_cb), self);
}

static void
ask (gpointer self)
{
  mg_passphrase_ask (passphrase (self));
}

static void
clear (gpointer self)
{
  mg_passphrase_clear (passphrase (self));
}

static const MgListSpec spec = {
    .title = N_ ("開封パスワード"),
    .help
    = N_ ("承認した持ち出しが書き終わると、暗号化したファイルを開けるパスワードを表示できます。\n"
          "30 秒で隠れ、画面を離れるかロックしても隠れます。媒体とは別の道で渡してください。"),
    .keys = keys,
    .n_keys = G_N_ELEMENTS (keys),
    .name = N_ ("承認した持ち出し"),
    .head = N_ ("書き終わった持ち出し（自分が承認したもの）"),
    .new_table = mg_export_table_new,
    .card = N_ ("いままで"),
    .show = show,
    .get_model = passphrase,
    .ask = ask,
    .fill = fill,
    .say_act = say_act,
    .clear = clear,
    .build = build,
    .left_row = left_row,
    .leave = leave,
};

static void
mg_passphrase_screen_class_init (MgPassphraseScreenClass *klass)
{
  mg_list_screen_class_set (klass, &spec);
}

static void
mg_passphrase_screen_init (MgPassphraseScreen *self)
{
}

GtkWidget *
mg_passphrase_screen_new (MgDesk *desk)
{
  return mg_list_screen_create (MG_TYPE_PASSPHRASE_SCREEN, desk);
}
