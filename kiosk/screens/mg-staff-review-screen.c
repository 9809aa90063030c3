/* SPDX-License-Identifier: Apache-2.0 */
#include "mg-staff-review-screen.h"
#include "app/mg-base-screen.h"
#include "im/mg-im-mode.h"
#include "mg-fresh-sheet.h"
#include "mg-glass-sheet.h"
#include "mg-staff-cells.h"
#include "model/mg-i18n.h"
#include "widgets/mg-form-row.h"
#include "widgets/mg-holder.h"
#include "widgets/mg-label.h"
#include "widgets/mg-layout.h"
#include "widgets/mg-text-entry.h"

#define WORDS_CHARS 34
#define WORDS_MAX 200
#define HIDDEN "●●●●-●●●●-●●●●-●●●●"

struct _MgStaffReviewScreen
{
  MgBaseScreen parent_instance;
  /* children */
  MgTable *table;
  GtkLabel *right;
  GtkBox *way;
  MgGridTable *grid;
  GtkWidget *password_card;
  GtkLabel *password;
  GtkLabel *time;
  /* owned */
  GListStore *rows; /* MgHolder of const Pb__StaffItem * */
  /* state */
  guint64 acting_on; /* the request that fresh factors are asked for */
};

#define MG_TYPE_STAFF_REVIEW_SCREEN (mg_staff_review_screen_get_type ())
G_DECLARE_FINAL_TYPE (MgStaffReviewScreen, mg_staff_review_screen, MG, STAFF_REVIEW_SCREEN,
                      MgBaseScreen)
G_DEFINE_FINAL_TYPE (MgStaffReviewScreen, mg_staff_review_screen, MG_TYPE_BASE_SCREEN)

static MgStaff *
staff (gpointer self)
{
  return mg_desk_get_staff (mg_base_screen_get_desk (self));
}

static const Pb__StaffItem *
selected (gpointer self)
{
  return mg_table_get_held (MG_STAFF_REVIEW_SCREEN (self)->table,
                            MG_STAFF_REVIEW_SCREEN (self)->rows);
}

/* --- what is shown --- */

static void
show_password (MgStaffReviewScreen *self)
{
  const char *text = mg_staff_peek_password (staff (self));
  g_autofree char *left
      = g_strdup_printf (_ ("あと %u 秒で隠れます。書き取って本人に渡してください。二度と表示できません。"),
                         mg_staff_get_seconds (staff (self)));
  gtk_widget_set_visible (self->password_card, text != NULL);
  gtk_label_set_text (self->password, text ? text : HIDDEN);
  gtk_label_set_text (self->time, text ? left : "");
}

static void
show_selected (MgStaffReviewScreen *self)
{
  const Pb__StaffItem *item = selected (self);
  mg_staff_show_way (self->way, item);
  mg_staff_show_grid (self->grid, item);
  mg_screen_changed (MG_SCREEN (self));
}

static void
say (MgStaffReviewScreen *self)
{
  const MgTrouble trouble = mg_staff_get_trouble (staff (self), MG_STAFF_REVIEW);
  const Pb__StaffRequestsReply *list = mg_staff_get_requests (staff (self), MG_STAFF_REVIEW);
  if (mg_staff_say_act (self) || !mg_staff_is_idle (self))
    return;
  if (trouble != MG_N_TROUBLES)
    mg_base_screen_say (self, "t-bad", mg_trouble_words (trouble));
  else if (mg_glass_sheet_is_offered (self))
    mg_base_screen_say (self, "t-warn",
                        _ ("▲ 非常権限が確認を待っています。［F6］で、行われたことを確かめてください。"));
  else if (list && list->left_open > 0)
    mg_base_screen_say (self, "t-warn", _ ("▲ 7 日を過ぎた依頼があります。先に審査してください。"));
  else if (list && !mg_staff_is_busy (staff (self), MG_STAFF_REVIEW))
    mg_base_screen_say (self, NULL,
                        list->n_items == 0 ? _ ("審査を待つ依頼はありません。")
                                           : _ ("いまとあとを見比べ、［F12］で承認、［F10］で差し戻します。"));
}

static void
changed_cb (MgStaffReviewScreen *self)
{
  const Pb__StaffRequestsReply *list = mg_staff_get_requests (staff (self), MG_STAFF_REVIEW);
  g_autoptr (GPtrArray) rows = g_ptr_array_new ();
  for (size_t i = 0; list && i < list->n_items; i++)
    g_ptr_array_add (rows, list->items[i]);
  g_autofree char *n = g_strdup_printf (_ ("%u 件"), rows->len);
  mg_table_fill (self->table, self->rows, rows);
  gtk_label_set_text (self->right, list ? n : "");
  show_selected (self);
  show_password (self);
  if (mg_base_screen_is_here (self))
    say (self);
}

/* --- deciding --- */

static gboolean
is_open (gpointer self)
{
  const Pb__StaffItem *item = selected (self);
  return item && item->state == PB__STAFF_STATE__STAFF_REQUESTED;
}

static gboolean
wants_password (gpointer self)
{
  const Pb__StaffItem *item = selected (self);
  return item && item->wants_password;
}

static void
approve_fresh_cb (gpointer data, MgSecret *token)
{
  MgStaffReviewScreen *self = data;
  mg_base_screen_expect (self);
  mg_staff_approve (staff (self), self->acting_on, token);
}

static void
approve (gpointer data)
{
  MgStaffReviewScreen *self = data;
  const Pb__StaffItem *item = selected (self);
  g_autofree char *title = g_strdup_printf (
      _ ("%s　%s の%sを承認しますか"), item->staff_no, item->after->name,
      mg_staff_kind_word (item->kind));
  self->acting_on = item->request_no;
  mg_fresh_sheet_open (self, MG_STAFF_APPROVE_PATH, title, approve_fresh_cb, self);
}

static void
password_fresh_cb (gpointer data, MgSecret *token)
{
  MgStaffReviewScreen *self = data;
  mg_base_screen_expect (self);
  mg_staff_hide_password (staff (self));
  mg_staff_password (staff (self), self->acting_on, token);
}

static void
give_password (gpointer data)
{
  MgStaffReviewScreen *self = data;
  const Pb__StaffItem *item = selected (self);
  g_autofree char *title = g_strdup_printf (_ ("%s　%s の初回パスワードを作りますか"),
                                            item->staff_no, item->after->name);
  self->acting_on = item->request_no;
  mg_fresh_sheet_open (self, MG_STAFF_PASSWORD_PATH, title, password_fresh_cb, self);
}

static void
refuse_cb (MgSheet *sheet)
{
  MgStaffReviewScreen *self = g_object_get_data (G_OBJECT (sheet), "mg-screen");
  GtkWidget *words = g_object_get_data (G_OBJECT (sheet), "mg-words");
  if (!*mg_entry_text (words))
    {
      mg_sheet_say (sheet, "t-bad", _ ("差し戻す理由を入れてください。"));
      gtk_widget_grab_focus (words);
      return;
    }
  mg_base_screen_expect (self);
  mg_staff_refuse (staff (self), self->acting_on, mg_entry_text (words));
  mg_base_screen_close_sheet (self);
}

static void
refuse (gpointer data)
{
  MgStaffReviewScreen *self = data;
  const Pb__StaffItem *item = selected (self);
  g_autofree char *title = g_strdup_printf (_ ("%s　%s の%sを差し戻しますか"), item->staff_no,
                                            item->after->name, mg_staff_kind_word (item->kind));
  MgSheet *sheet = mg_sheet_new (title, _ ("差し戻す"), _ ("やめる"), FALSE);
  GtkWidget *words = mg_text_entry_new (_ ("理由"), WORDS_CHARS, WORDS_MAX);
  GtkWidget *row = mg_form_row_new (1, _ ("理由"), words);
  mg_form_row_set_needed (MG_FORM_ROW (row), TRUE);
  mg_sheet_add (sheet, row);
  mg_sheet_add_text (sheet, _ ("所属長に理由が示されます。直して、もう一度依頼できます。"));
  mg_sheet_set_focus (sheet, words);
  self->acting_on = item->request_no;
  g_object_set_data (G_OBJECT (sheet), "mg-screen", self);
  g_object_set_data (G_OBJECT (sheet), "mg-words", words);
  g_signal_connect (sheet, "act", G_CALLBACK (refuse_cb), NULL);
  mg_base_screen_open_sheet (self, sheet);
}

/* --- keys --- */

static void
hide (gpointer self)
{
  mg_staff_hide_password (staff (self));
}

static void
ask_again (gpointer self)
{
  mg_staff_forget (staff (self));
  mg_staff_ask (staff (self), MG_STAFF_REVIEW);
  mg_staff_ask (staff (self), MG_STAFF_GLASSES);
  mg_base_screen_say (self, NULL, _ ("照会中…"));
}

static void
step (MgStaffReviewScreen *self, int by)
{
  hide (self); /* it belongs to the row */
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
    {4, N_ ("パスワード"), give_password, wants_password},
    {5, N_ ("読み直す"), ask_again, NULL},
    {6, N_ ("非常権限"), mg_glass_sheet_open, mg_glass_sheet_is_offered},
    {7, N_ ("前の依頼"), previous, NULL},
    {8, N_ ("次の依頼"), next, NULL},
    {10, N_ ("差し戻す"), refuse, is_open},
    {12, N_ ("承認"), approve, is_open},
};

static void
enter (gpointer self, const char *argument)
{
  show_password (self);
  ask_again (self);
}

static void
leave (gpointer self)
{
  hide (self);
}

static void
wipe (gpointer data)
{
  MgStaffReviewScreen *self = data;
  g_list_store_remove_all (self->rows);
  mg_grid_table_clear (self->grid);
  mg_staff_clear (staff (self));
}

static GtkWidget *
get_focus (gpointer self)
{
  return GTK_WIDGET (MG_STAFF_REVIEW_SCREEN (self)->table);
}

static const MgBaseSpec spec = {
    .title = N_ ("登録・変更・抹消の審査"),
    .help = N_ ("所属長の依頼を、いまとあとを見比べて審査します。承認にはパスワードと指が要ります。\n"
                "承認すると、適用日が来ていればすぐに、まだなら適用日の朝に効きます。\n"
                "登録した人には［F4］で初回パスワードを作り、本人に渡します。指は 64 で登録します。\n"
                "非常権限が使われたあとは、［F6］で行われたことを見て、二人が確認します。"),
    .keys = keys,
    .n_keys = G_N_ELEMENTS (keys),
    .enter = enter,
    .leave = leave,
    .wipe = wipe,
    .get_focus = get_focus,
};

static void
mg_staff_review_screen_finalize (GObject *object)
{
  g_clear_object (&MG_STAFF_REVIEW_SCREEN (object)->rows);
  G_OBJECT_CLASS (mg_staff_review_screen_parent_class)->finalize (object);
}

static void
mg_staff_review_screen_class_init (MgStaffReviewScreenClass *klass)
{
  G_OBJECT_CLASS (klass)->finalize = mg_staff_review_screen_finalize;
  MG_BASE_SCREEN_CLASS (klass)->spec = &spec;
}

static void
mg_staff_review_screen_init (MgStaffReviewScreen *self)
{
  GtkBox *main_box, *side_box, *box;
  GtkWidget *body = mg_columns_new ("side-m", &main_box, &side_box);
  self->rows = g_list_store_new (MG_TYPE_HOLDER);
  self->table = mg_staff_table_new (_ ("審査を待つ依頼"), G_LIST_MODEL (self->rows));
  self->grid = MG_GRID_TABLE (mg_grid_table_new (_ ("依頼の中身")));
  self->password_card = mg_card_new (_ ("初回パスワード"), &box);
  self->password = GTK_LABEL (mg_text_new (HIDDEN, "t-passphrase t-mono"));
  self->time = GTK_LABEL (mg_text_new ("", "t-label"));
  gtk_box_append (box, GTK_WIDGET (self->password));
  gtk_box_append (box, GTK_WIDGET (self->time));
  gtk_box_append (main_box, self->password_card);
  gtk_box_append (main_box, mg_table_card_new (_ ("審査を待つ依頼"), GTK_WIDGET (self->table),
                                               &self->right));
  GtkWidget *card = mg_card_new (_ ("いま と あと"), &box);
  gtk_box_append (box, GTK_WIDGET (self->grid));
  gtk_box_append (main_box, card);
  gtk_box_append (side_box, mg_card_new (_ ("選んだ依頼"), &self->way));
  mg_base_screen_set_content (self, body);
  g_signal_connect_swapped (self->table, "selected", G_CALLBACK (show_selected), self);
}

GtkWidget *
mg_staff_review_screen_new (MgDesk *desk)
{
  gpointer self = mg_base_screen_create (MG_TYPE_STAFF_REVIEW_SCREEN, desk);
  g_signal_connect_object (mg_desk_get_staff (desk), "changed", G_CALLBACK (changed_cb), self,
                           G_CONNECT_SWAPPED);
  return GTK_WIDGET (self);
}
