/* SPDX-License-Identifier: Apache-2.0 */
#include "mg-notice-sheets.h"
#include <string.h>
#include "mg-reason-sheet.h"
#include "model/mg-era.h"
#include "model/mg-i18n.h"
#include "widgets/mg-field.h"
#include "widgets/mg-form-row.h"
#include "widgets/mg-label.h"
#include "widgets/mg-text-entry.h"
#include "work/mg-wire.h"

#define TEXT_CHARS 40
#define TEXT_MAX 120
#define WHY_MAX 100
#define TIME_DIGITS 4

/* The sheet of a new one and its fields. */
typedef struct
{
  /* borrowed */
  gpointer screen;
  MgSheet *sheet;
  GtkWidget *text;
  GtkWidget *ward; /* NULL: of the own ward */
  GtkWidget *time;
  GtkWidget *time_row;
  GtkWidget *urgent;
} Notice;

static MgDesk *
desk (const Notice *self)
{
  return mg_base_screen_get_desk (self->screen);
}

static GtkWidget *
add_row (Notice *self, guint number, const char *label, GtkWidget *field, gboolean is_needed)
{
  GtkWidget *row = mg_form_row_new (number, label, field);
  mg_form_row_set_needed (MG_FORM_ROW (row), is_needed);
  mg_sheet_add (self->sheet, row);
  return row;
}

static void
lack (Notice *self, GtkWidget *field, const char *words)
{
  mg_sheet_say (self->sheet, "t-bad", words);
  gtk_widget_grab_focus (field);
}

static void
next_cb (GtkWidget *next)
{
  gtk_widget_grab_focus (next);
}

/* --- a new one --- */

static gint64
until_us (const Notice *self)
{
  return mg_notice_until (mg_desk_now_us (desk (self)), mg_entry_text (self->time));
}

static void
time_cb (Notice *self)
{
  const gint64 us = until_us (self);
  g_autofree char *clock = us > 0 ? mg_clock_format (us) : NULL;
  g_autofree char *words = clock ? g_strdup_printf (_ ("%s まで"), clock) : NULL;
  mg_form_row_say (MG_FORM_ROW (self->time_row), "t-faint", words);
}

static void
post_cb (Notice *self)
{
  const char *ward = self->ward ? mg_entry_text (self->ward)
                                : mg_desk_get_session (desk (self))->ward;
  if (!*mg_entry_text (self->text))
    lack (self, self->text, _ ("知らせることを入れてください。"));
  else if (self->ward && *ward && strlen (ward) != MG_WARD_DIGITS)
    lack (self, self->ward, _ ("区は 3 けたです。空けると全区に出ます。"));
  else if (until_us (self) == 0)
    lack (self, self->time, _ ("終わりの時刻を 4 けたで入れてください。17時30分は 1730 です。"));
  else
    {
      mg_base_screen_expect (self->screen);
      mg_notices_post (mg_desk_get_notices (desk (self)), mg_entry_text (self->text), ward,
                       until_us (self),
                       gtk_check_button_get_active (GTK_CHECK_BUTTON (self->urgent)));
      mg_base_screen_close_sheet (self->screen);
    }
}

void
mg_notice_post_open (gpointer screen)
{
  Notice *self = g_new0 (Notice, 1);
  self->screen = screen;
  self->sheet = mg_sheet_new (_ ("窓口にお知らせを掲示しますか"), _ ("掲示"), _ ("やめる"), FALSE);
  g_object_set_data_full (G_OBJECT (self->sheet), "mg-notice", self, g_free);
  const MgSession *session = mg_desk_get_session (desk (self));
  const gboolean may_city = mg_session_may (session, "NOTICE_CITY");
  self->text = mg_text_entry_new (_ ("本文"), TEXT_CHARS, TEXT_MAX);
  self->time = mg_digit_entry_new (_ ("終わりの時刻"), TIME_DIGITS);
  self->urgent = gtk_check_button_new_with_label (_ ("至急（黄色の帯で出します）"));
  gtk_widget_add_css_class (self->urgent, "tick");
  mg_sheet_add_text (self->sheet,
                     _ ("▲ 宛先のすべての画面に、ロック中も出ます。人の名前や番号など、個人の情報は書かないでください。"));
  add_row (self, 1, _ ("本文"), self->text, TRUE);
  if (may_city)
    {
      self->ward = mg_digit_entry_new (_ ("宛先の区"), MG_WARD_DIGITS);
      GtkWidget *row = add_row (self, 2, _ ("宛先の区"), self->ward, FALSE);
      mg_form_row_say (MG_FORM_ROW (row), "t-faint", _ ("空けると全区"));
    }
  else
    mg_sheet_add (self->sheet, mg_field_new (_ ("宛先の区"), session->ward, 0));
  self->time_row = add_row (self, may_city ? 3 : 2, _ ("終わりの時刻"), self->time, TRUE);
  mg_sheet_add (self->sheet, self->urgent);
  mg_sheet_set_focus (self->sheet, self->text);
  g_signal_connect_swapped (self->text, "activate", G_CALLBACK (next_cb),
                            self->ward ? self->ward : self->time);
  if (self->ward)
    g_signal_connect_swapped (self->ward, "activate", G_CALLBACK (next_cb), self->time);
  g_signal_connect_swapped (self->time, "activate", G_CALLBACK (next_cb), self->urgent);
  g_signal_connect_swapped (self->time, "changed", G_CALLBACK (time_cb), self);
  g_signal_connect_swapped (self->sheet, "act", G_CALLBACK (post_cb), self);
  mg_base_screen_open_sheet (screen, self->sheet);
}

/* --- back --- */

static void
withdraw_cb (gpointer screen, guint64 notice_no, const char *why)
{
  mg_base_screen_expect (screen);
  mg_notices_withdraw (mg_desk_get_notices (mg_base_screen_get_desk (screen)), notice_no, why);
}

void
mg_notice_withdraw_open (gpointer screen, const Pb__NoticeItem *notice)
{
  const MgReasonAsk asked = {
      .title = _ ("このお知らせを取り下げますか"),
      .text = notice->text,
      .act = _ ("取り下げ"),
      .lack = _ ("理由を入れてください。"),
      .max = WHY_MAX,
      .about = notice->notice_no,
  };
  mg_reason_sheet_open (screen, &asked, withdraw_cb);
}
