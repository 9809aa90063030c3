/* SPDX-License-Identifier: Apache-2.0 */
#include "mg-staff-review-screen.h"
#include "app/mg-list-screen.h"
#include "mg-fresh-sheet.h"
#include "mg-glass-sheet.h"
#include "mg-reason-sheet.h"
#include "mg-staff-cells.h"
#include "model/mg-i18n.h"
#include "widgets/mg-label.h"
#include "widgets/mg-layout.h"

#define WORDS_MAX 200

struct _MgStaffReviewScreen
{
  MgListScreen parent_instance;
  /* children */
  MgGridTable *grid;
  GtkWidget *password_card;
  GtkLabel *password;
  GtkLabel *time;
  /* state */
  guint64 acting_on; /* the request that fresh factors are asked for */
};

#define MG_TYPE_STAFF_REVIEW_SCREEN (mg_staff_review_screen_get_type ())
G_DECLARE_FINAL_TYPE (MgStaffReviewScreen, mg_staff_review_screen, MG, STAFF_REVIEW_SCREEN,
                      MgListScreen)
G_DEFINE_FINAL_TYPE (MgStaffReviewScreen, mg_staff_review_screen, MG_TYPE_LIST_SCREEN)

static gpointer
staff (gpointer self)
{
  return mg_desk_get_staff (mg_base_screen_get_desk (self));
}

/* --- what is shown --- */

static void
show (gpointer self, GtkBox *card, gconstpointer row)
{
  mg_staff_show_way (card, row);
  mg_staff_show_grid (MG_STAFF_REVIEW_SCREEN (self)->grid, row);
}

static void
show_password (MgStaffReviewScreen *self)
{
  const char *text = mg_staff_peek_password (staff (self));
  g_autofree char *left
      = g_strdup_printf (_ ("あと %u 秒で隠れます。書き取って本人に渡してください。二度と表示できません。"),
                         mg_staff_get_seconds (staff (self)));
  gtk_widget_set_visible (self->password_card, text != NULL);
  gtk_label_set_text (self->password, text ? text : "");
  gtk_label_set_text (self->time, text ? left : "");
}

static void
hint (gpointer self, const Pb__StaffRequestsReply *list, MgListFill *ret)
{
  ret->tone = "t-warn";
  if (mg_glass_sheet_is_offered (self))
    ret->hint = _ ("▲ 非常権限が確認を待っています。［F6］で、行われたことを確かめてください。");
  else if (list->left_open > 0)
    ret->hint = _ ("▲ 7 日を過ぎた依頼があります。先に審査してください。");
  else
    {
      ret->tone = NULL;
      ret->hint = list->n_items == 0 ? _ ("審査を待つ依頼はありません。")
                                     : _ ("いまとあとを見比べ、［F12］で承認、［F10］で差し戻します。");
    }
}

static void
fill (gpointer data, MgListFill *ret)
{
  MgStaffReviewScreen *self = data;
  const Pb__StaffRequestsReply *list = mg_staff_get_requests (staff (self), MG_STAFF_REVIEW);
  show_password (self);
  mg_grid_table_clear (self->grid);
  ret->trouble = mg_staff_get_trouble (staff (self), MG_STAFF_REVIEW);
  ret->is_busy = mg_staff_is_busy (staff (self), MG_STAFF_REVIEW);
  if (!list)
    return;
  for (size_t i = 0; i < list->n_items; i++)
    g_ptr_array_add (ret->rows, list->items[i]);
  ret->count = g_strdup_printf (_ ("%u 件"), ret->rows->len);
  hint (self, list, ret);
}

/* --- deciding --- */

static void
approve_fresh_cb (gpointer self, MgSecret *token)
{
  mg_base_screen_expect (self);
  mg_staff_approve (staff (self), MG_STAFF_REVIEW_SCREEN (self)->acting_on, token);
}

static void
approve (gpointer self)
{
  const Pb__StaffItem *item = mg_list_screen_get_row (self);
  g_autofree char *title
      = g_strdup_printf (_ ("%s　%s の%sを承認しますか"), item->staff_no, item->after->name,
                         mg_staff_kind_word (item->kind));
  MG_STAFF_REVIEW_SCREEN (self)->acting_on = item->request_no;
  mg_fresh_sheet_open (self, MG_STAFF_APPROVE_PATH, title, approve_fresh_cb, self);
}

static void
password_fresh_cb (gpointer self, MgSecret *token)
{
  mg_base_screen_expect (self);
  mg_staff_hide_password (staff (self));
  mg_staff_password (staff (self), MG_STAFF_REVIEW_SCREEN (self)->acting_on, token);
}

static void
give_password (gpointer self)
{
  const Pb__StaffItem *item = mg_list_screen_get_row (self);
  g_autofree char *title = g_strdup_printf (_ ("%s　%s の初回パスワードを作りますか"),
                                            item->staff_no, item->after->name);
  MG_STAFF_REVIEW_SCREEN (self)->acting_on = item->request_no;
  mg_fresh_sheet_open (self, MG_STAFF_PASSWORD_PATH, title, password_fresh_cb, self);
}

static void
refuse_cb (gpointer self, guint64 request_no, const char *words)
{
  mg_base_screen_expect (self);
  mg_staff_refuse (staff (self), request_no, words);
}

static void
refuse (gpointer self)
{
  const Pb__StaffItem *item = mg_list_screen_get_row (self);
  g_autofree char *title
      = g_strdup_printf (_ ("%s　%s の%sを差し戻しますか"), item->staff_no, item->after->name,
                         mg_staff_kind_word (item->kind));
  const MgReasonAsk asked = {
      .title = title,
      .text = _ ("所属長に理由が示されます。直して、もう一度依頼できます。"),
      .act = _ ("差し戻す"),
      .lack = _ ("差し戻す理由を入れてください。"),
      .max = WORDS_MAX,
      .about = item->request_no,
  };
  mg_reason_sheet_open (self, &asked, refuse_cb);
}

/* --- keys --- */

static gboolean
is_open (gpointer self)
{
  const Pb__StaffItem *item = mg_list_screen_get_row (self);
  return item && item->state == PB__STAFF_STATE__STAFF_REQUESTED;
}

static gboolean
wants_password (gpointer self)
{
  const Pb__StaffItem *item = mg_list_screen_get_row (self);
  return item && item->wants_password;
}

static void
hide (gpointer self)
{
  mg_staff_hide_password (staff (self));
}

static const MgKeyRow keys[] = {
    {0, NULL, hide, NULL},
    {4, N_ ("パスワード"), give_password, wants_password},
    {5, N_ ("読み直す"), mg_list_screen_ask, NULL},
    {6, N_ ("非常権限"), mg_glass_sheet_open, mg_glass_sheet_is_offered},
    {7, N_ ("前の依頼"), mg_list_screen_previous, NULL},
    {8, N_ ("次の依頼"), mg_list_screen_next, NULL},
    {10, N_ ("差し戻す"), refuse, is_open},
    {12, N_ ("承認"), approve, is_open},
};

/* --- screen --- */

/* A password belongs to the row. */
static void
left_row (gpointer self)
{
  if (mg_staff_peek_password (staff (self)))
    hide (self);
}

static void
build (gpointer data)
{
  MgStaffReviewScreen *self = data;
  GtkBox *main_box = mg_list_screen_get_main (self);
  GtkBox *box;
  self->password_card = mg_card_new (_ ("初回パスワード"), &box);
  self->password = GTK_LABEL (mg_text_new ("", "t-passphrase t-mono"));
  self->time = GTK_LABEL (mg_text_new ("", "t-label"));
  gtk_box_append (box, GTK_WIDGET (self->password));
  gtk_box_append (box, GTK_WIDGET (self->time));
  gtk_box_prepend (main_box, self->password_card);
  self->grid = MG_GRID_TABLE (mg_grid_table_new (_ ("依頼の中身")));
  gtk_box_append (main_box, mg_card_new (_ ("いま と あと"), &box));
  gtk_box_append (box, GTK_WIDGET (self->grid));
  show_password (self);
}

static void
ask (gpointer self)
{
  mg_staff_forget (staff (self));
  mg_staff_ask (staff (self), MG_STAFF_REVIEW);
  mg_staff_ask (staff (self), MG_STAFF_GLASSES);
}

static void
clear (gpointer self)
{
  mg_staff_clear (staff (self));
}

static const MgListSpec spec = {
    .title = N_ ("登録・変更・抹消の審査"),
    .help = N_ ("所属長の依頼を、いまとあとを見比べて審査します。承認にはパスワードと指が要ります。\n"
                "承認すると、適用日が来ていればすぐに、まだなら適用日の朝に効きます。\n"
                "登録した人には［F4］で初回パスワードを作り、本人に渡します。指は 64 で登録します。\n"
                "非常権限が使われたあとは、［F6］で行われたことを見て、二人が確認します。"),
    .keys = keys,
    .n_keys = G_N_ELEMENTS (keys),
    .name = N_ ("審査を待つ依頼"),
    .new_table = mg_staff_table_new,
    .card = N_ ("選んだ依頼"),
    .show = show,
    .get_model = staff,
    .ask = ask,
    .fill = fill,
    .say_act = mg_staff_say_act,
    .clear = clear,
    .build = build,
    .left_row = left_row,
    .leave = hide,
};

static void
mg_staff_review_screen_class_init (MgStaffReviewScreenClass *klass)
{
  mg_list_screen_class_set (klass, &spec);
}

static void
mg_staff_review_screen_init (MgStaffReviewScreen *self)
{
}

GtkWidget *
mg_staff_review_screen_new (MgDesk *desk)
{
  return mg_list_screen_create (MG_TYPE_STAFF_REVIEW_SCREEN, desk);
}
