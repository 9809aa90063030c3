/* SPDX-License-Identifier: Apache-2.0 */
#include "mg-carry-screen.h"
#include <string.h>
#include "app/mg-base-screen.h"
#include "mg-carry-steps.h"
#include "mg-export-cells.h"
#include "mg-fresh-sheet.h"
#include "model/mg-i18n.h"
#include "widgets/mg-field.h"
#include "widgets/mg-holder.h"
#include "widgets/mg-label.h"
#include "widgets/mg-layout.h"

struct _MgCarryScreen
{
  MgBaseScreen parent_instance;
  /* children */
  MgTable *table;
  GtkLabel *right;
  GtkBox *what;
  GtkBox *where;
  MgCarrySteps *steps;
  GtkBox *plugged;
  /* owned */
  GListStore *rows; /* MgHolder of const Pb__ExportItem * */
  /* state */
  MgCarryState seen;
  gboolean is_following; /* what is asked of the model comes back as "changed" */
};

#define MG_TYPE_CARRY_SCREEN (mg_carry_screen_get_type ())
G_DECLARE_FINAL_TYPE (MgCarryScreen, mg_carry_screen, MG, CARRY_SCREEN, MgBaseScreen)
G_DEFINE_FINAL_TYPE (MgCarryScreen, mg_carry_screen, MG_TYPE_BASE_SCREEN)

static MgCarry *
carry (gpointer self)
{
  return mg_desk_get_carry (mg_base_screen_get_desk (self));
}

static MgExports *
exports (gpointer self)
{
  return mg_desk_get_exports (mg_base_screen_get_desk (self));
}

static MgSticks *
sticks (gpointer self)
{
  return mg_desk_get_sticks (mg_base_screen_get_desk (self));
}

static const Pb__ExportItem *
selected (MgCarryScreen *self)
{
  return mg_table_get_held (self->table, self->rows);
}

static gboolean
is_of (MgCarryScreen *self, const Pb__ExportItem *item)
{
  return item && item->ticket_id.len == MG_TICKET_ID_BYTES
         && memcmp (item->ticket_id.data, mg_carry_get_ticket_id (carry (self)), MG_TICKET_ID_BYTES)
                == 0;
}

/* --- what is shown --- */

/* What can still be carried from here, and what was just carried, so that its end stays in sight.
 */
static void
fill (MgCarryScreen *self)
{
  const Pb__ExportListReply *own = mg_exports_get_own (exports (self));
  g_autoptr (GPtrArray) rows = g_ptr_array_new ();
  for (size_t i = 0; own && i < own->n_items; i++)
    {
      const Pb__ExportItem *item = own->items[i];
      if (item->state == PB__EXPORT_STATE__EXPORT_APPROVED
          || item->state == PB__EXPORT_STATE__EXPORT_REDEEMED
          || (is_of (self, item) && mg_carry_get_state (carry (self)) != MG_CARRY_IDLE))
        g_ptr_array_add (rows, (gpointer)item);
    }
  g_autofree char *n = g_strdup_printf (_ ("%u 件"), rows->len);
  mg_table_fill (self->table, self->rows, rows);
  gtk_label_set_text (self->right, own ? n : "");
}

static void
show_plugged (MgCarryScreen *self)
{
  const Pb__ExportItem *item = selected (self);
  const guint n = mg_sticks_count (sticks (self));
  mg_box_clear (self->plugged);
  if (mg_sticks_get_state (sticks (self)) == MG_STICKS_NO_AGENT)
    {
      gtk_box_append (self->plugged,
                      mg_text_new (_ ("▲ この端末の書き出し係が動いていません。"), "t-warn"));
      return;
    }
  for (guint i = 0; i < n; i++)
    {
      const Ag__Stick *stick = mg_sticks_get (sticks (self), i);
      const gboolean fits = item && mg_stick_same (stick->device, item->device);
      g_autofree char *name = mg_stick_format (stick->device, stick->product_name);
      g_autofree char *words
          = g_strdup_printf ("%s %s", fits ? "✓" : "▲",
                             fits                ? _ ("承認された媒体です")
                             : stick->is_storage ? _ ("承認された媒体ではありません")
                                                 : _ ("USB メモリではありません"));
      gtk_box_append (self->plugged, mg_field_new (_ ("入っている"), name, 0));
      gtk_box_append (self->plugged, mg_text_new (words, fits ? "t-good" : "t-warn"));
    }
  if (n == 0)
    gtk_box_append (self->plugged, mg_text_new (_ ("媒体は入っていません。"), "t-label"));
}

static void
show (MgCarryScreen *self)
{
  const Pb__ExportItem *item = selected (self);
  const gboolean is_plugged = item && mg_sticks_has (sticks (self), item->device);
  mg_export_show_what (self->what, item);
  mg_export_show_where (self->where, item, item ? item->not_after_us : 0);
  mg_carry_steps_show (self->steps, carry (self), is_plugged, item ? item->medium_label : "");
  show_plugged (self);
}

static void
say (MgCarryScreen *self)
{
  const MgCarryState state = mg_carry_get_state (carry (self));
  const MgTrouble trouble = mg_exports_get_trouble (exports (self));
  if (state == MG_CARRY_FAILED)
    {
      g_autofree char *words = mg_carry_failure_words (carry (self));
      mg_base_screen_say (self, "t-bad", words);
    }
  else if (state != MG_CARRY_IDLE)
    mg_base_screen_say (self, state == MG_CARRY_DONE ? "t-good" : "t-warn",
                        mg_carry_phase_words (carry (self)));
  else if (trouble != MG_N_TROUBLES)
    mg_base_screen_say (self, "t-bad", mg_trouble_words (trouble));
  else if (!mg_exports_get_own (exports (self)))
    mg_base_screen_say (self, NULL, _ ("照会中…"));
  else if (!selected (self))
    mg_base_screen_say (self, NULL, _ ("持ち出せる申請がありません。承認されるとここに並びます。"));
  else
    mg_base_screen_say (self, NULL, _ ("媒体を入れ、［F12］で始めます。"));
}

/* The file is there before the clerk presses F12; the agent is left alone while it works. */
static void
follow (MgCarryScreen *self)
{
  const MgCarryState state = mg_carry_get_state (carry (self));
  const Pb__ExportItem *item = selected (self);
  const gboolean here = mg_base_screen_is_here (self);
  mg_sticks_watch (sticks (self), here && !mg_carry_is_running (carry (self)));
  if (state != self->seen && (state == MG_CARRY_DONE || state == MG_CARRY_FAILED) && here)
    {
      self->seen = state;
      mg_exports_ask (exports (self));
      return;
    }
  self->seen = state;
  if (state == MG_CARRY_IDLE && here && item && !self->is_following
      && mg_sticks_get_state (sticks (self)) == MG_STICKS_KNOWN
      && !mg_exports_is_busy (exports (self)))
    {
      self->is_following = TRUE;
      if (item->state == PB__EXPORT_STATE__EXPORT_APPROVED)
        mg_carry_open (carry (self), item);
      else if (item->state == PB__EXPORT_STATE__EXPORT_REDEEMED)
        mg_carry_recover (carry (self), item);
      self->is_following = FALSE;
    }
}

static void
changed_cb (MgCarryScreen *self)
{
  fill (self);
  show (self);
  say (self);
  mg_screen_changed (MG_SCREEN (self));
  follow (self);
}

static void
selected_cb (MgCarryScreen *self)
{
  const Pb__ExportItem *item = selected (self);
  if (item && !is_of (self, item) && !mg_carry_is_running (carry (self))
      && mg_carry_get_state (carry (self)) != MG_CARRY_IDLE)
    mg_carry_clear (carry (self)); /* another file: loaded anew */
  show (self);
}

/* --- keys --- */

static void
fresh_cb (gpointer self, MgSecret *token)
{
  mg_sticks_watch (sticks (self), FALSE);
  mg_carry_start (carry (self), token);
}

static void
start (gpointer data)
{
  MgCarryScreen *self = data;
  const Pb__ExportItem *item = selected (self);
  const MgCarryState state = mg_carry_get_state (carry (self));
  if (mg_carry_is_running (carry (self)))
    {
      say (self);
      return;
    }
  if (!item)
    {
      mg_base_screen_say (self, NULL,
                          _ ("持ち出せる申請がありません。承認されるとここに並びます。"));
      return;
    }
  if (state == MG_CARRY_FAILED && mg_carry_get_spent (carry (self)) == MG_SPENT_NO)
    {
      mg_carry_open (carry (self), item);
      return;
    }
  if (state == MG_CARRY_LOADING || state == MG_CARRY_IDLE)
    {
      mg_base_screen_say (self, NULL, _ ("ファイルを受け取っています。終わるまでお待ちください。"));
      return;
    }
  if (state != MG_CARRY_READY)
    {
      say (self);
      return;
    }
  if (!mg_sticks_has (sticks (self), item->device))
    {
      mg_base_screen_say (self, "t-bad",
                          _ ("承認された媒体が入っていません。媒体を入れてください。"));
      return;
    }
  mg_fresh_sheet_open (self, "/madoguchi.v1.Export/Redeem", _ ("持ち出す本人の確認"), fresh_cb,
                       self);
}

static gboolean
is_running (gpointer self)
{
  return mg_carry_is_running (carry (self))
         || mg_carry_get_state (carry (self)) == MG_CARRY_LOADING;
}

static void
stop_cb (MgCarryScreen *self)
{
  mg_carry_cancel (carry (self));
  mg_base_screen_close_sheet (self);
}

static void
stop (gpointer self)
{
  if (mg_carry_get_state (carry (self)) == MG_CARRY_LOADING)
    {
      mg_carry_cancel (carry (self));
      return;
    }
  MgSheet *sheet = mg_sheet_new (_ ("書き出しを中止しますか"), _ ("中止する"), _ ("続ける"), TRUE);
  mg_sheet_add_text (
      sheet, mg_carry_get_spent (carry (self)) == MG_SPENT_NO
                 ? _ ("許可証はまだ使われていません。あとでもう一度始められます。")
                 : _ ("許可証は使われています。中止すると、新しく申請することになります。"));
  g_signal_connect_object (sheet, "act", G_CALLBACK (stop_cb), self, G_CONNECT_SWAPPED);
  mg_base_screen_open_sheet (self, sheet);
}

static void
ask_again (gpointer self)
{
  mg_carry_clear (carry (self));
  mg_exports_ask (exports (self));
}

static void
previous (gpointer self)
{
  mg_table_step (MG_CARRY_SCREEN (self)->table, -1);
}

static void
next (gpointer self)
{
  mg_table_step (MG_CARRY_SCREEN (self)->table, 1);
}

static gboolean
is_idle (gpointer self)
{
  return !mg_carry_is_running (carry (self));
}

static const MgKeyRow keys[] = {
    {3, N_ ("中止"), stop, is_running},      {5, N_ ("読み直す"), ask_again, is_idle},
    {7, N_ ("前の申請"), previous, is_idle}, {8, N_ ("次の申請"), next, is_idle},
    {12, N_ ("始める"), start, NULL},
};

static void
enter (gpointer self, const char *argument)
{
  mg_exports_ask (exports (self));
  mg_sticks_watch (sticks (self), !mg_carry_is_running (carry (self)));
  changed_cb (self);
}

static void
leave (gpointer self)
{
  mg_sticks_watch (sticks (self), FALSE);
}

/* What runs goes on; its screen comes back by its number. */
static void
wipe (gpointer data)
{
  MgCarryScreen *self = data;
  mg_carry_clear (carry (self));
  g_list_store_remove_all (self->rows);
}

static GtkWidget *
get_focus (gpointer self)
{
  return GTK_WIDGET (MG_CARRY_SCREEN (self)->table);
}

static const MgBaseSpec spec = {
    .title = N_ ("持ち出し実行"),
    .help = N_ ("承認された申請を、申請した本人が、決められた端末と媒体で 1 回だけ書き出します。\n"
                "［F12］で本人確認をすると始まります。「媒体を抜いてください」と出るまで抜かないで"
                "ください。"),
    .keys = keys,
    .n_keys = G_N_ELEMENTS (keys),
    .enter = enter,
    .leave = leave,
    .wipe = wipe,
    .get_focus = get_focus,
};

static void
mg_carry_screen_finalize (GObject *object)
{
  g_clear_object (&MG_CARRY_SCREEN (object)->rows);
  G_OBJECT_CLASS (mg_carry_screen_parent_class)->finalize (object);
}

static void
mg_carry_screen_class_init (MgCarryScreenClass *klass)
{
  G_OBJECT_CLASS (klass)->finalize = mg_carry_screen_finalize;
  MG_BASE_SCREEN_CLASS (klass)->spec = &spec;
}

static void
mg_carry_screen_init (MgCarryScreen *self)
{
  GtkBox *main_box, *side_box, *box;
  GtkWidget *body = mg_columns_new ("side-x", &main_box, &side_box);
  self->rows = g_list_store_new (MG_TYPE_HOLDER);
  self->table = mg_export_table_new_short (_ ("持ち出せる申請"), G_LIST_MODEL (self->rows));
  self->steps = MG_CARRY_STEPS (mg_carry_steps_new ());
  GtkWidget *card = mg_card_new (_ ("書き出し"), &box);
  gtk_widget_set_vexpand (card, TRUE);
  gtk_box_append (box, GTK_WIDGET (self->steps));
  gtk_box_append (main_box, card);
  gtk_box_append (main_box, mg_card_new (_ ("この端末の媒体"), &self->plugged));
  gtk_box_append (side_box,
                  mg_table_card_new (_ ("持ち出せる申請"), GTK_WIDGET (self->table), &self->right));
  gtk_box_append (side_box, mg_card_new (_ ("何を持ち出すか"), &self->what));
  gtk_box_append (side_box, mg_card_new (_ ("だれが・どこで・どの媒体に"), &self->where));
  mg_base_screen_set_content (self, body);
  g_signal_connect_swapped (self->table, "selected", G_CALLBACK (selected_cb), self);
}

GtkWidget *
mg_carry_screen_new (MgDesk *desk)
{
  gpointer self = mg_base_screen_create (MG_TYPE_CARRY_SCREEN, desk);
  gpointer models[]
      = {mg_desk_get_carry (desk), mg_desk_get_exports (desk), mg_desk_get_sticks (desk)};
  for (guint i = 0; i < G_N_ELEMENTS (models); i++)
    g_signal_connect_object (models[i], "changed", G_CALLBACK (changed_cb), self,
                             G_CONNECT_SWAPPED);
  return GTK_WIDGET (self);
}
