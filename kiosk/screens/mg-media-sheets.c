/* SPDX-License-Identifier: Apache-2.0 */
#include "mg-media-sheets.h"
#include <string.h>
#include "im/mg-im-mode.h"
#include "model/mg-i18n.h"
#include "widgets/mg-era-entry.h"
#include "widgets/mg-field.h"
#include "widgets/mg-form-row.h"
#include "widgets/mg-label.h"
#include "widgets/mg-text-entry.h"

#define LABEL_MAX 40
#define NOTE_CHARS 34
#define NOTE_MAX 100
#define STAFF_NO_DIGITS 6

/* One sheet: its fields, and the stick it is about as it was when it was opened. */
typedef struct
{
  /* borrowed */
  gpointer screen;
  MgSheet *sheet;
  GtkWidget *label;
  GtkWidget *ward;
  GtkWidget *staff_no;
  MgEraEntry *due;
  GtkWidget *tick;
  GtkWidget *note;
  GtkBox *plugged;
  /* owned */
  MgMedia *media;
  MgSticks *sticks;
  Pb__Medium medium; /* number, version; nothing else */
} Media;

static void
media_free (gpointer data)
{
  Media *self = data;
  g_signal_handlers_disconnect_by_data (self->sticks, self);
  mg_sticks_watch (self->sticks, FALSE);
  g_object_unref (self->media);
  g_object_unref (self->sticks);
  g_free (self);
}

static Media *
new_sheet (gpointer screen, const Pb__Medium *medium, const char *title, const char *act,
           gboolean is_grave)
{
  MgDesk *desk = mg_base_screen_get_desk (screen);
  Media *self = g_new0 (Media, 1);
  self->screen = screen;
  self->media = g_object_ref (mg_desk_get_media (desk));
  self->sticks = g_object_ref (mg_desk_get_sticks (desk));
  self->medium = (Pb__Medium)PB__MEDIUM__INIT;
  if (medium)
    {
      self->medium.medium_id = medium->medium_id;
      self->medium.row_version = medium->row_version;
    }
  self->sheet = mg_sheet_new (title, act, _ ("やめる"), is_grave);
  g_object_set_data_full (G_OBJECT (self->sheet), "mg-media", self, media_free);
  return self;
}

static void
add_row (Media *self, guint number, const char *label, GtkWidget *field, gboolean is_needed)
{
  GtkWidget *row = mg_form_row_new (number, label, field);
  mg_form_row_set_needed (MG_FORM_ROW (row), is_needed);
  mg_sheet_add (self->sheet, row);
}

static void
lack (Media *self, GtkWidget *field, const char *words)
{
  mg_sheet_say (self->sheet, "t-bad", words);
  gtk_widget_grab_focus (field);
}

static void
next_cb (GtkWidget *next)
{
  gtk_widget_grab_focus (next);
}

static void
finish (Media *self)
{
  mg_base_screen_close_sheet (self->screen);
}

/* --- to enter --- */

/* The one stick that can be entered: exactly one is in, storage and nothing else. */
static const Ag__Stick *
only_stick (Media *self)
{
  const Ag__Stick *stick = mg_sticks_get (self->sticks, 0);
  return stick && stick->is_storage && mg_sticks_count (self->sticks) == 1 ? stick : NULL;
}

static void
plugged_cb (MgSticks *sticks, Media *self)
{
  const Ag__Stick *stick = only_stick (self);
  const guint n = mg_sticks_count (sticks);
  mg_box_clear (self->plugged);
  if (stick)
    {
      g_autofree char *name = mg_stick_format (stick->device, stick->product_name);
      g_autofree char *numbers = mg_stick_format (stick->device, NULL);
      gtk_box_append (self->plugged, mg_field_new (_ ("入っている"), name, 0));
      gtk_box_append (self->plugged, mg_field_new (_ ("識別番号"), numbers, 0));
      return;
    }
  gtk_box_append (self->plugged,
                  mg_text_new (mg_sticks_get_state (sticks) == MG_STICKS_NO_AGENT
                                   ? _ ("▲ この端末の書き出し係が動いていません。")
                               : n == 0 ? _ ("登録する媒体を、この端末に入れてください。")
                               : n > 1 ? _ ("▲ 媒体が 2 本以上入っています。1 本にしてください。")
                                       : _ ("▲ USB メモリではありません。"),
                               "t-warn"));
}

static void
enter_cb (Media *self)
{
  const Ag__Stick *stick = only_stick (self);
  const MgSession *session = mg_desk_get_session (mg_base_screen_get_desk (self->screen));
  if (!*mg_entry_text (self->label))
    lack (self, self->label, _ ("管理番号を入れてください。"));
  else if (strlen (mg_entry_text (self->ward)) != MG_WARD_DIGITS)
    lack (self, self->ward, _ ("媒体を使う区を 3 けたで入れてください。"));
  else if (!stick)
    lack (self, self->label, _ ("登録する媒体を 1 本だけ入れてください。"));
  else
    {
      mg_base_screen_expect (self->screen);
      mg_media_enter (self->media, mg_entry_text (self->label), stick->device,
                      session->section_name, mg_entry_text (self->ward), mg_entry_text (self->note));
      finish (self);
    }
}

void
mg_media_enter_open (gpointer screen)
{
  Media *self = new_sheet (screen, NULL, _ ("媒体を登録しますか"), _ ("登録"), FALSE);
  self->label = mg_text_entry_new (_ ("管理番号"), 12, LABEL_MAX);
  mg_im_ask (self->label, MG_IM_DIRECT);
  self->ward = mg_digit_entry_new (_ ("区"), MG_WARD_DIGITS);
  mg_entry_set (self->ward, mg_desk_get_session (mg_base_screen_get_desk (screen))->ward);
  self->note = mg_text_entry_new (_ ("備考"), NOTE_CHARS, NOTE_MAX);
  self->plugged = GTK_BOX (gtk_box_new (GTK_ORIENTATION_VERTICAL, 3));
  mg_sheet_add (self->sheet, GTK_WIDGET (self->plugged));
  add_row (self, 1, _ ("管理番号"), self->label, TRUE);
  add_row (self, 2, _ ("区"), self->ward, TRUE);
  add_row (self, 3, _ ("備考"), self->note, FALSE);
  mg_sheet_set_focus (self->sheet, self->label);
  g_signal_connect_swapped (self->label, "activate", G_CALLBACK (next_cb), self->ward);
  g_signal_connect_swapped (self->ward, "activate", G_CALLBACK (next_cb), self->note);
  g_signal_connect_swapped (self->sheet, "act", G_CALLBACK (enter_cb), self);
  g_signal_connect (self->sticks, "changed", G_CALLBACK (plugged_cb), self);
  mg_sticks_watch (self->sticks, TRUE);
  plugged_cb (self->sticks, self);
  mg_base_screen_open_sheet (screen, self->sheet);
}

/* --- to lend --- */

static void
lend_cb (Media *self)
{
  MgDate due = {0};
  if (!*mg_entry_text (self->staff_no))
    lack (self, self->staff_no, _ ("借りる職員の番号を入れてください。"));
  else if (!mg_era_entry_get_date (self->due, &due))
    lack (self, GTK_WIDGET (self->due), _ ("返す日を入れてください。"));
  else
    {
      mg_base_screen_expect (self->screen);
      mg_media_lend (self->media, &self->medium, mg_entry_text (self->staff_no), &due);
      finish (self);
    }
}

void
mg_media_lend_open (gpointer screen, const Pb__Medium *medium)
{
  g_autofree char *title = g_strdup_printf (_ ("媒体 %s を貸し出しますか"), medium->label);
  Media *self = new_sheet (screen, medium, title, _ ("貸し出す"), FALSE);
  self->staff_no = mg_digit_entry_new (_ ("借りる職員"), STAFF_NO_DIGITS);
  self->due = MG_ERA_ENTRY (mg_era_entry_new (_ ("返す日")));
  add_row (self, 1, _ ("借りる職員"), self->staff_no, TRUE);
  add_row (self, 2, _ ("返す日"), GTK_WIDGET (self->due), TRUE);
  mg_sheet_add_text (self->sheet, _ ("渡す前に、媒体に何も残っていないことを確かめてください。"));
  mg_sheet_set_focus (self->sheet, self->staff_no);
  g_signal_connect_swapped (self->staff_no, "activate", G_CALLBACK (next_cb), self->due);
  g_signal_connect_swapped (self->sheet, "act", G_CALLBACK (lend_cb), self);
  mg_base_screen_open_sheet (screen, self->sheet);
}

/* --- back again --- */

static void
return_cb (Media *self)
{
  if (!gtk_check_button_get_active (GTK_CHECK_BUTTON (self->tick)))
    {
      lack (self, self->tick,
            _ ("媒体の中身を消したことを確かめ、［Space］で印を付けてください。"));
      return;
    }
  mg_base_screen_expect (self->screen);
  mg_media_take_back (self->media, &self->medium, TRUE, mg_entry_text (self->note));
  finish (self);
}

void
mg_media_return_open (gpointer screen, const Pb__Medium *medium)
{
  g_autofree char *title = g_strdup_printf (_ ("媒体 %s の返却を受けますか"), medium->label);
  g_autofree char *who = g_strdup_printf (_ ("%s（%s）"), medium->lent_to_name, medium->lent_to);
  Media *self = new_sheet (screen, medium, title, _ ("返却を受ける"), FALSE);
  self->tick
      = gtk_check_button_new_with_label (_ ("中身が消えていることを確かめました（消去確認）"));
  self->note = mg_text_entry_new (_ ("備考"), NOTE_CHARS, NOTE_MAX);
  gtk_widget_add_css_class (self->tick, "tick");
  mg_sheet_add (self->sheet, mg_field_new (_ ("借りた職員"), who, 0));
  mg_sheet_add (self->sheet, self->tick);
  add_row (self, 1, _ ("備考"), self->note, FALSE);
  mg_sheet_set_focus (self->sheet, self->tick);
  g_signal_connect_swapped (self->sheet, "act", G_CALLBACK (return_cb), self);
  mg_base_screen_open_sheet (screen, self->sheet);
}

/* --- gone --- */

static void
dispose_cb (Media *self)
{
  if (!*mg_entry_text (self->note))
    {
      lack (self, self->note, _ ("いつ、どうしたかを備考に入れてください。"));
      return;
    }
  mg_base_screen_expect (self->screen);
  mg_media_dispose (self->media, &self->medium,
                    gtk_check_button_get_active (GTK_CHECK_BUTTON (self->tick)),
                    mg_entry_text (self->note));
  finish (self);
}

void
mg_media_dispose_open (gpointer screen, const Pb__Medium *medium)
{
  const gboolean is_lent = medium->state == PB__MEDIUM_STATE__MEDIUM_LENT;
  g_autofree char *title = g_strdup_printf (_ ("媒体 %s を廃棄か紛失にしますか"), medium->label);
  Media *self = new_sheet (screen, medium, title, _ ("登録"), TRUE);
  self->tick = gtk_check_button_new_with_label (_ ("紛失（なくした・見つからない）"));
  self->note = mg_text_entry_new (_ ("備考"), NOTE_CHARS, NOTE_MAX);
  gtk_widget_add_css_class (self->tick, "tick");
  gtk_check_button_set_active (GTK_CHECK_BUTTON (self->tick), is_lent);
  mg_sheet_add_text (self->sheet,
                     is_lent ? _ ("貸出中の媒体は、紛失だけを登録できます。廃棄は返却のあとです。")
                             : _ ("印がなければ廃棄です。どちらも元に戻せません。"));
  mg_sheet_add (self->sheet, self->tick);
  add_row (self, 1, _ ("備考"), self->note, TRUE);
  mg_sheet_add_text (self->sheet,
                     _ ("紛失のときは、すぐに係長と情報セキュリティの担当に知らせてください。"));
  mg_sheet_set_focus (self->sheet, self->note);
  g_signal_connect_swapped (self->sheet, "act", G_CALLBACK (dispose_cb), self);
  mg_base_screen_open_sheet (screen, self->sheet);
}
