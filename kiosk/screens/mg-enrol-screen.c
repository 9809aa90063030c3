/* SPDX-License-Identifier: Apache-2.0 */
#include "mg-enrol-screen.h"
#include "app/mg-base-screen.h"
#include "mg-enrol-sheets.h"
#include "mg-export-cells.h"
#include "mg-fresh-sheet.h"
#include "model/mg-i18n.h"
#include "widgets/mg-field.h"
#include "widgets/mg-finger.h"
#include "widgets/mg-form-row.h"
#include "widgets/mg-label.h"
#include "widgets/mg-layout.h"
#include "widgets/mg-text-entry.h"

#define STAFF_NO_DIGITS 6
#define FINGERS_NEEDED 2
#define FINGERS_MAX 4

struct _MgEnrolScreen
{
  MgBaseScreen parent_instance;
  /* children */
  GtkWidget *staff_no;
  GtkWidget *finger;
  GtkWidget *finger_row;
  GtkBox *owner;
  GtkBox *fingers;
  GtkBox *touches;
  GtkLabel *chosen;
  GtkLabel *progress;
};

#define MG_TYPE_ENROL_SCREEN (mg_enrol_screen_get_type ())
G_DECLARE_FINAL_TYPE (MgEnrolScreen, mg_enrol_screen, MG, ENROL_SCREEN, MgBaseScreen)
G_DEFINE_FINAL_TYPE (MgEnrolScreen, mg_enrol_screen, MG_TYPE_BASE_SCREEN)

static MgEnrol *
enrol (gpointer self)
{
  return mg_desk_get_enrol (mg_base_screen_get_desk (self));
}

/* --- what is shown --- */

static void
show_owner (MgEnrolScreen *self)
{
  const Pb__FingerOwner *owner = mg_enrol_get_owner (enrol (self));
  const char *witness = mg_enrol_get_witness (enrol (self));
  mg_box_clear (self->owner);
  if (!owner)
    {
      gtk_box_append (self->owner,
                      mg_text_new (_ ("登録する人の職員番号を入れてください。"), "t-faint"));
      return;
    }
  g_autofree char *name = g_strdup_printf (_ ("%s（%s）"), owner->name, owner->kana);
  gtk_box_append (self->owner, mg_field_new (_ ("登録する人"), name, 24));
  gtk_box_append (self->owner, mg_field_new (_ ("所属"), owner->section, 24));
  gtk_box_append (self->owner, mg_field_new (_ ("役割"), owner->role, 24));
  gtk_box_append (self->owner, mg_field_new (_ ("立会い"), *witness ? witness : "―", 24));
}

static void
show_fingers (MgEnrolScreen *self)
{
  guint n = 0;
  mg_box_clear (self->fingers);
  for (guint i = 1; i <= MG_ENROL_FINGERS && mg_enrol_get_owner (enrol (self)); i++)
    {
      const gint64 since_us = mg_enrol_get_since_us (enrol (self), i);
      const gboolean is_taken = mg_enrol_is_taken (enrol (self), i);
      if (since_us == 0 && !is_taken)
        continue;
      g_autofree char *label = g_strdup_printf ("%u　%s", i, mg_finger_word (i));
      g_autofree char *day = since_us > 0 ? mg_clock_format (since_us) : NULL;
      g_autofree char *since = day ? g_strdup_printf (_ ("登録済　%s"), day) : g_strdup ("");
      gtk_box_append (
          self->fingers,
          mg_field_new_toned (label, is_taken ? _ ("○ 今回読み取り済（まだ登録していません）") : since,
                              is_taken ? "t-good" : NULL));
      n++;
    }
  if (n == 0)
    gtk_box_append (self->fingers, mg_text_new (_ ("登録してある指はありません。"), "t-faint"));
}

static void
show_touches (MgEnrolScreen *self)
{
  const guint finger = mg_enrol_get_finger (enrol (self));
  const guint good = mg_enrol_get_pictures (enrol (self));
  const gboolean whole
      = finger > 0 && mg_enrol_is_taken (enrol (self), finger) && good == 0;
  guint compared, total;
  mg_enrol_get_progress (enrol (self), &compared, &total);
  g_autofree char *chosen
      = finger ? g_strdup_printf (_ ("%s　%u 回目（5 回）"), mg_finger_word (finger),
                                  whole ? MG_ENROL_PICTURES : MIN (good + 1, MG_ENROL_PICTURES))
               : g_strdup (_ ("指はまだ選んでいません"));
  g_autofree char *progress
      = total > 0 ? g_strdup_printf (_ ("ほかの人の指 %u / %u と照らしました"), compared, total)
                  : g_strdup ("");
  gtk_label_set_text (self->chosen, chosen);
  gtk_label_set_text (self->progress, progress);
  mg_box_clear (self->touches);
  for (guint i = 0; i < MG_ENROL_PICTURES; i++)
    {
      const gboolean is_good = whole || i < good;
      g_autofree char *word = g_strdup_printf (is_good ? _ ("%u 回目 ○") : _ ("%u 回目"), i + 1);
      gtk_box_append (self->touches, mg_pill_new (word, is_good ? "good" : ""));
    }
}

static void
changed_cb (MgEnrolScreen *self)
{
  const char *tone;
  const char *words = mg_enrol_get_words (enrol (self), &tone);
  const MgEnrolState state = mg_enrol_get_state (enrol (self));
  show_owner (self);
  show_fingers (self);
  show_touches (self);
  gtk_widget_set_sensitive (self->finger_row, state == MG_ENROL_CHOOSING);
  if (words)
    mg_base_screen_say (self, tone, words);
  if (state == MG_ENROL_CHOOSING && !mg_base_screen_get_sheet (self))
    gtk_widget_grab_focus (self->finger);
  mg_screen_changed (MG_SCREEN (self));
}

/* --- keys --- */

static void
find_cb (MgEnrolScreen *self)
{
  const char *no = mg_entry_text (self->staff_no);
  if (*no)
    mg_enrol_find (enrol (self), no);
  else
    mg_base_screen_say (self, "t-bad", _ ("職員番号を入れてください。"));
}

static void
touch (gpointer data)
{
  MgEnrolScreen *self = data;
  const guint finger = (guint)g_ascii_strtoull (mg_entry_text (self->finger), NULL, 10);
  if (mg_enrol_get_state (enrol (self)) != MG_ENROL_CHOOSING)
    return;
  if (finger < 1 || finger > MG_ENROL_FINGERS)
    {
      mg_base_screen_say (self, "t-bad", _ ("指の番号を 1 から 10 で入れてください。"));
      return;
    }
  if (mg_enrol_count_after (enrol (self)) >= FINGERS_MAX
      && !mg_enrol_is_taken (enrol (self), finger)
      && mg_enrol_get_since_us (enrol (self), finger) == 0)
    {
      mg_base_screen_say (self, "t-bad", _ ("指は 1 人 4 本までです。"));
      return;
    }
  mg_enrol_choose (enrol (self), finger);
  mg_enrol_touch (enrol (self));
}

static void
finger_cb (MgEnrolScreen *self)
{
  touch (self);
}

static void
begin (gpointer self)
{
  mg_enrol_begin (enrol (self));
}

static void
rest (gpointer self)
{
  mg_enrol_rest (enrol (self));
}

static void
committed_cb (gpointer self, MgSecret *token)
{
  mg_enrol_commit (enrol (self), token);
}

static void
commit (gpointer self)
{
  mg_fresh_sheet_open (self, "/madoguchi.v1.Finger/Commit", _ ("指の登録"), committed_cb, self);
}

static void
again (gpointer self)
{
  mg_enrol_clear (enrol (self));
  mg_entry_set (MG_ENROL_SCREEN (self)->staff_no, "");
  gtk_widget_grab_focus (MG_ENROL_SCREEN (self)->staff_no);
}

static gboolean
is_shown (gpointer self)
{
  return mg_enrol_get_state (enrol (self)) == MG_ENROL_SHOWN && !mg_enrol_is_busy (enrol (self));
}

static gboolean
has_fingers (gpointer self)
{
  return is_shown (self) && mg_enrol_count_after (enrol (self)) > 0;
}

static gboolean
is_touching (gpointer self)
{
  return mg_enrol_get_state (enrol (self)) == MG_ENROL_TOUCHING;
}

static gboolean
may_witness (gpointer self)
{
  return mg_enrol_get_state (enrol (self)) == MG_ENROL_CHOOSING && mg_enrol_has_taken (enrol (self))
         && mg_enrol_count_after (enrol (self)) >= FINGERS_NEEDED
         && !mg_enrol_is_busy (enrol (self));
}

static gboolean
may_touch (gpointer self)
{
  return mg_enrol_get_state (enrol (self)) == MG_ENROL_CHOOSING && !may_witness (self)
         && !mg_enrol_is_busy (enrol (self));
}

static gboolean
may_commit (gpointer self)
{
  return mg_enrol_get_state (enrol (self)) == MG_ENROL_WITNESSED && !mg_enrol_is_busy (enrol (self));
}

static gboolean
has_owner (gpointer self)
{
  return mg_enrol_get_owner (enrol (self)) != NULL && !is_touching (self);
}

static const MgKeyRow keys[] = {
    {0, NULL, rest, is_touching},
    {5, N_ ("別の人"), again, has_owner},
    {10, N_ ("休む"), rest, is_touching},
    {10, N_ ("指を消す"), mg_remove_finger_open, has_fingers},
    {12, N_ ("登録を始める"), begin, is_shown},
    {12, N_ ("読み取る"), touch, may_touch},
    {12, N_ ("立会いへ"), mg_witness_sheet_open, may_witness},
    {12, N_ ("登録する"), commit, may_commit},
};

static void
enter (gpointer self, const char *argument)
{
  mg_base_screen_say (self, NULL, _ ("登録する人の職員番号を入れて［Enter］を押します。"));
}

static void
leave (gpointer self)
{
  mg_entry_set (MG_ENROL_SCREEN (self)->staff_no, "");
  mg_entry_set (MG_ENROL_SCREEN (self)->finger, "");
  mg_enrol_clear (enrol (self));
}

static GtkWidget *
get_focus (gpointer self)
{
  return MG_ENROL_SCREEN (self)->staff_no;
}

static const MgBaseSpec spec = {
    .title = N_ ("指の登録"),
    .help = N_ ("登録する人、される人、立ち会う人の 3 人で行います。指は 2 本から 4 本まで、1 本につき 5 回読み取ります。\n"
                "同じ指を 2 回、またはほかの職員の指としては登録できません。すでにある指をもう一度読み取ると、新しい方に替わります。\n"
                "指の番号: 1〜5 は左手の親指から小指、6〜10 は右手の親指から小指です。"),
    .keys = keys,
    .n_keys = G_N_ELEMENTS (keys),
    .enter = enter,
    .leave = leave,
    .wipe = leave,
    .get_focus = get_focus,
};

static void
mg_enrol_screen_class_init (MgEnrolScreenClass *klass)
{
  MG_BASE_SCREEN_CLASS (klass)->spec = &spec;
}

static void
mg_enrol_screen_init (MgEnrolScreen *self)
{
  GtkBox *main_box, *side_box, *who, *take;
  GtkWidget *body = mg_columns_new ("side-m", &main_box, &side_box);
  GtkWidget *mark = mg_finger_new ();
  self->staff_no = mg_digit_entry_new (_ ("登録する人の職員番号"), STAFF_NO_DIGITS);
  self->finger = mg_digit_entry_new (_ ("指の番号"), 2);
  gtk_box_append (main_box, mg_card_new (_ ("だれの指か"), &who));
  gtk_box_append (who, mg_form_row_new (1, _ ("職員番号"), self->staff_no));
  self->owner = GTK_BOX (gtk_box_new (GTK_ORIENTATION_VERTICAL, 4));
  gtk_box_append (who, GTK_WIDGET (self->owner));
  gtk_box_append (main_box, mg_card_new (_ ("読み取り"), &take));
  self->finger_row = mg_form_row_new (2, _ ("指の番号"), self->finger);
  gtk_box_append (take, self->finger_row);
  gtk_widget_add_css_class (mark, "finger-mark");
  gtk_widget_set_halign (mark, GTK_ALIGN_START);
  gtk_box_append (take, mark);
  self->chosen = GTK_LABEL (mg_text_new ("", "t-head"));
  gtk_box_append (take, GTK_WIDGET (self->chosen));
  self->touches = GTK_BOX (gtk_box_new (GTK_ORIENTATION_HORIZONTAL, 8));
  gtk_box_append (take, GTK_WIDGET (self->touches));
  self->progress = GTK_LABEL (mg_text_new ("", "t-label"));
  gtk_box_append (take, GTK_WIDGET (self->progress));
  gtk_box_append (side_box, mg_card_new (_ ("この人の指"), &self->fingers));
  mg_base_screen_set_content (self, body);
  g_signal_connect_swapped (self->staff_no, "activate", G_CALLBACK (find_cb), self);
  g_signal_connect_swapped (self->finger, "activate", G_CALLBACK (finger_cb), self);
}

GtkWidget *
mg_enrol_screen_new (MgDesk *desk)
{
  gpointer self = mg_base_screen_create (MG_TYPE_ENROL_SCREEN, desk);
  g_signal_connect_object (mg_desk_get_enrol (desk), "changed", G_CALLBACK (changed_cb), self,
                           G_CONNECT_SWAPPED);
  show_owner (self);
  show_fingers (self);
  show_touches (self);
  return GTK_WIDGET (self);
}
