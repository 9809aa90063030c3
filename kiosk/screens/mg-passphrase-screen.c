/* SPDX-License-Identifier: Apache-2.0 */
#include "mg-passphrase-screen.h"
#include "app/mg-base-screen.h"
#include "mg-export-cells.h"
#include "mg-fresh-sheet.h"
#include "model/mg-i18n.h"
#include "widgets/mg-holder.h"
#include "widgets/mg-label.h"
#include "widgets/mg-layout.h"

struct _MgPassphraseScreen
{
  MgBaseScreen parent_instance;
  /* children */
  MgTable *table;
  GtkLabel *right;
  GtkBox *way;
  GtkLabel *text;
  GtkLabel *time;
  /* owned */
  GListStore *rows; /* MgHolder of const Pb__ExportItem * */
  /* state */
  gboolean was_shown;
  gboolean keeps_word;
};

#define MG_TYPE_PASSPHRASE_SCREEN (mg_passphrase_screen_get_type ())
G_DECLARE_FINAL_TYPE (MgPassphraseScreen, mg_passphrase_screen, MG, PASSPHRASE_SCREEN, MgBaseScreen)
G_DEFINE_FINAL_TYPE (MgPassphraseScreen, mg_passphrase_screen, MG_TYPE_BASE_SCREEN)

#define HIDDEN "●●●●-●●●●-●●●●-●●●●-●●●●" /* of fixed length, whatever is behind it */

static MgPassphrase *
passphrase (gpointer self)
{
  return mg_desk_get_passphrase (mg_base_screen_get_desk (self));
}

static void
show_selected (MgPassphraseScreen *self)
{
  mg_export_show_way (self->way, mg_table_get_held (self->table, self->rows));
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
fill (MgPassphraseScreen *self)
{
  const Pb__ExportListReply *list = mg_passphrase_get_list (passphrase (self));
  const char *me = mg_base_screen_get_staff_no (self);
  g_autoptr (GPtrArray) rows = g_ptr_array_new ();
  for (size_t i = 0; list && i < list->n_items; i++)
    if (list->items[i]->state == PB__EXPORT_STATE__EXPORT_WRITTEN
        && g_str_equal (list->items[i]->approver, me))
      g_ptr_array_add (rows, list->items[i]);
  g_autofree char *n = g_strdup_printf (_ ("%u 件"), rows->len);
  mg_table_fill (self->table, self->rows, rows);
  gtk_label_set_text (self->right, list ? n : "");
}

static void
say (MgPassphraseScreen *self)
{
  static const MgActSays says
      = {N_ ("たずねています…"), N_ ("表示しました。封筒などで媒体と別に渡してください。"),
         N_ ("表示していません。持ち出しがまだ終わっていません。"),
         N_ ("表示していません。もう表示が済んでいるか、まだ終わっていません。")};
  const MgTrouble trouble = mg_passphrase_get_trouble (passphrase (self));
  const gboolean is_shown = mg_passphrase_peek (passphrase (self)) != NULL;
  if (mg_base_screen_say_act (self, mg_passphrase_get_act (passphrase (self)), &says))
    self->keeps_word = TRUE;
  else if (is_shown && !self->was_shown)
    mg_base_screen_say (self, "t-good", _ (says.done));
  else if (!is_shown && self->was_shown)
    {
      self->keeps_word = TRUE;
      mg_base_screen_say (self, NULL, _ ("隠しました。"));
    }
  else if (trouble != MG_N_TROUBLES)
    mg_base_screen_say (self, "t-bad", mg_trouble_words (trouble));
  else if (!is_shown && !self->keeps_word && mg_passphrase_get_list (passphrase (self)))
    mg_base_screen_say (
        self, NULL,
        g_list_model_get_n_items (G_LIST_MODEL (self->rows)) > 0
            ? _ ("媒体と一緒に渡さないでください。表示したことは記録されます。")
            : _ ("書き出しが終わった持ち出しのうち、あなたが承認したものがここに並びます。"));
  self->was_shown = is_shown;
}

static void
changed_cb (MgPassphraseScreen *self)
{
  if (!mg_passphrase_peek (passphrase (self)) || !self->was_shown)
    {
      fill (self);
      show_selected (self);
    }
  show_text (self);
  say (self);
  mg_screen_changed (MG_SCREEN (self));
}

/* --- keys --- */

static void
fresh_cb (gpointer data, MgSecret *token)
{
  MgPassphraseScreen *self = data;
  const Pb__ExportItem *item = mg_table_get_held (self->table, self->rows);
  if (!item || item->ticket_id.len != MG_TICKET_ID_BYTES)
    {
      mg_secret_free (token);
      return;
    }
  mg_base_screen_expect (self);
  mg_passphrase_show (passphrase (self), item->ticket_id.data, token);
}

static void
reveal (gpointer data)
{
  MgPassphraseScreen *self = data;
  if (!mg_table_get_held (self->table, self->rows))
    {
      mg_base_screen_say (self, NULL, _ ("表示できる持ち出しがありません。"));
      return;
    }
  self->keeps_word = FALSE;
  mg_fresh_sheet_open (self, "/madoguchi.v1.Export/Passphrase",
                       _ ("開封パスワードを表示する本人の確認"), fresh_cb, self);
}

static void
hide (gpointer data)
{
  mg_passphrase_hide (passphrase (data));
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

static void
ask_again (gpointer data)
{
  MG_PASSPHRASE_SCREEN (data)->keeps_word = FALSE;
  mg_passphrase_ask (passphrase (data));
}

static void
step (MgPassphraseScreen *self, int by)
{
  mg_passphrase_hide (passphrase (self)); /* it belongs to the row */
  mg_table_step (self->table, by);
}

static void
previous (gpointer self)
{
  step (self, -1);
}

static void
next (gpointer self)
{
  step (self, 1);
}

static const MgKeyRow keys[] = {
    {0, NULL, hide, NULL},
    {5, N_ ("読み直す"), ask_again, NULL},
    {7, N_ ("前の行"), previous, NULL},
    {8, N_ ("次の行"), next, NULL},
    {10, N_ ("表示"), reveal, is_hidden},
    {10, N_ ("隠す"), hide, is_shown},
    {12, N_ ("表示"), reveal, is_hidden},
    {12, N_ ("隠す"), hide, is_shown},
};

static void
enter (gpointer self, const char *argument)
{
  ask_again (self);
}

static void
leave (gpointer self)
{
  mg_passphrase_hide (passphrase (self));
}

static void
wipe (gpointer data)
{
  MgPassphraseScreen *self = data;
  g_list_store_remove_all (self->rows);
  mg_passphrase_clear (passphrase (self));
}

static GtkWidget *
get_focus (gpointer self)
{
  return GTK_WIDGET (MG_PASSPHRASE_SCREEN (self)->table);
}

static const MgBaseSpec spec = {
    .title = N_ ("開封パスワード"),
    .help
    = N_ ("承認した持ち出しが書き終わると、暗号化したファイルを開けるパスワードを表示できます。\n"
          "30 秒で隠れ、画面を離れるかロックしても隠れます。媒体とは別の道で渡してください。"),
    .keys = keys,
    .n_keys = G_N_ELEMENTS (keys),
    .enter = enter,
    .leave = leave,
    .wipe = wipe,
    .get_focus = get_focus,
};

static void
mg_passphrase_screen_finalize (GObject *object)
{
  g_clear_object (&MG_PASSPHRASE_SCREEN (object)->rows);
  G_OBJECT_CLASS (mg_passphrase_screen_parent_class)->finalize (object);
}

static void
mg_passphrase_screen_class_init (MgPassphraseScreenClass *klass)
{
  G_OBJECT_CLASS (klass)->finalize = mg_passphrase_screen_finalize;
  MG_BASE_SCREEN_CLASS (klass)->spec = &spec;
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

static void
mg_passphrase_screen_init (MgPassphraseScreen *self)
{
  GtkBox *main_box, *side_box, *box;
  GtkWidget *body = mg_columns_new ("side-m", &main_box, &side_box);
  self->rows = g_list_store_new (MG_TYPE_HOLDER);
  self->table = mg_export_table_new (_ ("承認した持ち出し"), G_LIST_MODEL (self->rows));
  GtkWidget *card = mg_card_new (_ ("開封パスワード"), &box);
  self->text = GTK_LABEL (mg_text_new (HIDDEN, "t-passphrase t-mono"));
  self->time = GTK_LABEL (mg_text_new ("", "t-label"));
  gtk_box_set_spacing (box, 8);
  gtk_box_append (box, GTK_WIDGET (self->text));
  gtk_box_append (box, GTK_WIDGET (self->time));
  gtk_box_append (main_box, card);
  gtk_box_append (main_box, mg_table_card_new (_ ("書き終わった持ち出し（自分が承認したもの）"),
                                               GTK_WIDGET (self->table), &self->right));
  gtk_box_append (side_box, mg_card_new (_ ("いままで"), &self->way));
  mg_base_screen_set_content (self, body);
  g_signal_connect_swapped (self->table, "selected", G_CALLBACK (show_selected), self);
  g_signal_connect_swapped (self, "notify::root", G_CALLBACK (rooted_cb), self);
}

GtkWidget *
mg_passphrase_screen_new (MgDesk *desk)
{
  gpointer self = mg_base_screen_create (MG_TYPE_PASSPHRASE_SCREEN, desk);
  g_signal_connect_object (mg_desk_get_passphrase (desk), "changed", G_CALLBACK (changed_cb), self,
                           G_CONNECT_SWAPPED);
  return GTK_WIDGET (self);
}
