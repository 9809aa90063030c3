/* SPDX-License-Identifier: Apache-2.0 */
#include "mg-display-screen.h"
#include "app/mg-base-screen.h"
#include "model/mg-i18n.h"
#include "widgets/mg-form-row.h"
#include "widgets/mg-label.h"
#include "widgets/mg-layout.h"
#include "widgets/mg-text-entry.h"

struct _MgDisplayScreen
{
  MgBaseScreen parent_instance;
  /* children */
  GtkWidget *scale;
  MgFormRow *scale_row;
  GtkWidget *contrast;
  GtkWidget *reader;
};

#define MG_TYPE_DISPLAY_SCREEN (mg_display_screen_get_type ())
G_DECLARE_FINAL_TYPE (MgDisplayScreen, mg_display_screen, MG, DISPLAY_SCREEN, MgBaseScreen)
G_DEFINE_FINAL_TYPE (MgDisplayScreen, mg_display_screen, MG_TYPE_BASE_SCREEN)

static const char *const scale_words[MG_N_SCALES]
    = {N_ ("画面に合わせる"), N_ ("100 %"), N_ ("125 %"), N_ ("150 %"), N_ ("200 %")};

static MgDisplays *
displays (gpointer self)
{
  return mg_desk_get_displays (mg_base_screen_get_desk (self));
}

/* MG_N_SCALES: nothing that is offered. */
static guint
typed_scale (MgDisplayScreen *self)
{
  const char *typed = mg_entry_text (self->scale);
  return *typed ? (guint)(*typed - '0') : MG_N_SCALES;
}

static void
scale_cb (MgDisplayScreen *self)
{
  const guint number = typed_scale (self);
  const gboolean is_offered = number < MG_N_SCALES;
  const gboolean is_empty = !*mg_entry_text (self->scale);
  mg_form_row_say (self->scale_row, is_offered ? "t-strong" : is_empty ? NULL : "t-bad",
                   is_offered ? _ (scale_words[number])
                   : is_empty ? NULL
                              : _ ("× 0 から 4 です。"));
}

static gboolean
is_ticked (GtkWidget *tick)
{
  return gtk_check_button_get_active (GTK_CHECK_BUTTON (tick));
}

static void
fill (MgDisplayScreen *self)
{
  const MgDisplay *display = mg_displays_get (displays (self));
  char number[2] = "0";
  if (!display)
    return;
  number[0] = (char)('0' + mg_display_number_of (display->scale));
  mg_entry_set (self->scale, number);
  gtk_check_button_set_active (GTK_CHECK_BUTTON (self->contrast), display->contrast);
  gtk_check_button_set_active (GTK_CHECK_BUTTON (self->reader), display->reader);
  scale_cb (self);
}

static void
changed_cb (MgDisplayScreen *self)
{
  static const MgActSays says
      = {N_ ("変えています…"), N_ ("この端末の表示を変えました。画面読み上げは、ログオフのあとから変わります。"), NULL,
         NULL};
  if (mg_base_screen_is_here (self))
    mg_base_screen_say_act (self, mg_displays_get_act (displays (self)), &says);
}

static void
set (gpointer data)
{
  MgDisplayScreen *self = data;
  const guint number = typed_scale (self);
  if (number >= MG_N_SCALES)
    {
      mg_base_screen_say (self, "t-bad", _ ("文字の大きさを 0 から 4 の番号で入れてください。"));
      gtk_widget_grab_focus (self->scale);
      return;
    }
  const MgDisplay display = {mg_display_scale_of (number), is_ticked (self->contrast),
                             is_ticked (self->reader)};
  mg_base_screen_expect (self);
  mg_displays_set (displays (self), &display);
}

static const MgKeyRow keys[] = {{12, N_ ("変える"), set, NULL}};

static void
enter (gpointer self, const char *argument)
{
  mg_displays_clear (displays (self));
  fill (self);
  gtk_editable_select_region (GTK_EDITABLE (MG_DISPLAY_SCREEN (self)->scale), 0, -1);
  mg_base_screen_say (self, NULL, _ ("この端末を使う全員に効きます。だれが変えたかは記録されます。"));
}

static GtkWidget *
get_focus (gpointer self)
{
  return MG_DISPLAY_SCREEN (self)->scale;
}

static const MgBaseSpec spec = {
    .title = N_ ("この端末の表示"),
    .help = N_ ("文字の大きさ、高コントラスト、画面読み上げを、この端末について決めます。サーバーに残り、次にログインする人にも効きます。\n"
                "文字の大きさと高コントラストは［F12］ですぐに変わります。画面読み上げは、ログオフのあとから変わります。\n"
                "いまだけ文字を大きくするには［Ctrl］＋［＋］、戻すには［Ctrl］＋［0］です。"),
    .keys = keys,
    .n_keys = G_N_ELEMENTS (keys),
    .enter = enter,
    .get_focus = get_focus,
};

static void
mg_display_screen_class_init (MgDisplayScreenClass *klass)
{
  MG_BASE_SCREEN_CLASS (klass)->spec = &spec;
}

static GtkWidget *
new_tick (const char *words)
{
  GtkWidget *tick = gtk_check_button_new_with_label (words);
  gtk_widget_add_css_class (tick, "tick");
  gtk_widget_set_halign (tick, GTK_ALIGN_START); /* its ring goes around the words */
  return tick;
}

static void
next_cb (GtkWidget *next)
{
  gtk_widget_grab_focus (next);
}

static void
mg_display_screen_init (MgDisplayScreen *self)
{
  GtkBox *main_box, *side_box, *form, *notes;
  GtkWidget *body = mg_columns_new ("side-m", &main_box, &side_box);
  self->scale = mg_digit_entry_new (_ ("文字の大きさ"), 1);
  self->contrast = new_tick (_ ("高コントラスト（白地に黒、太い線）"));
  self->reader = new_tick (_ ("画面読み上げ（読み上げソフトに画面を渡す）"));
  GtkWidget *row = mg_form_row_new (1, _ ("文字の大きさ"), self->scale);
  self->scale_row = MG_FORM_ROW (row);
  gtk_box_append (main_box, mg_card_new (_ ("この端末の表示"), &form));
  gtk_box_append (form, row);
  gtk_box_append (form, mg_text_new (_ ("0 画面に合わせる　1 100 %　2 125 %　3 150 %　4 200 %"), "t-label"));
  gtk_box_append (form, self->contrast);
  gtk_box_append (form, self->reader);
  gtk_box_append (side_box, mg_card_new (_ ("画面読み上げ"), &notes));
  gtk_box_append (notes, mg_paragraph_new (_ ("必要な人の端末だけで使います。読み上げソフトは画面のことばをすべて読めます。"
                                              "パスワードの文字は渡しません。"),
                                           NULL));
  mg_base_screen_set_content (self, body);
  g_signal_connect_swapped (self->scale, "changed", G_CALLBACK (scale_cb), self);
  g_signal_connect_swapped (self->scale, "activate", G_CALLBACK (next_cb), self->contrast);
}

GtkWidget *
mg_display_screen_new (MgDesk *desk)
{
  gpointer self = mg_base_screen_create (MG_TYPE_DISPLAY_SCREEN, desk);
  g_signal_connect_object (mg_desk_get_displays (desk), "changed", G_CALLBACK (changed_cb), self,
                           G_CONNECT_SWAPPED);
  return GTK_WIDGET (self);
}
