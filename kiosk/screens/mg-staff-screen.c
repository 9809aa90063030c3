/* SPDX-License-Identifier: Apache-2.0 */
#include "mg-staff-screen.h"
#include "app/mg-list-screen.h"
#include "mg-staff-cells.h"
#include "mg-staff-form.h"
#include "model/mg-i18n.h"
#include "widgets/mg-holder.h"
#include "widgets/mg-layout.h"

struct _MgStaffScreen
{
  MgListScreen parent_instance;
  /* children */
  MgTable *members; /* besides the list of requests */
  GtkLabel *members_count;
  MgGridTable *grid;
  /* owned */
  GListStore *member_rows; /* MgHolder of const Pb__StaffMember * */
};

#define MG_TYPE_STAFF_SCREEN (mg_staff_screen_get_type ())
G_DECLARE_FINAL_TYPE (MgStaffScreen, mg_staff_screen, MG, STAFF_SCREEN, MgListScreen)
G_DEFINE_FINAL_TYPE (MgStaffScreen, mg_staff_screen, MG_TYPE_LIST_SCREEN)

static gpointer
staff (gpointer self)
{
  return mg_desk_get_staff (mg_base_screen_get_desk (self));
}

/* --- somebody of the section --- */

static MgColumn member_columns[] = {
    {N_ ("職員番号"), MG_CELL_TEXT, 650}, {N_ ("氏名"), MG_CELL_NAME, 900},
    {N_ ("役割"), MG_CELL_TEXT, 750},     {N_ ("終わりの日"), MG_CELL_TEXT, 850},
    {N_ ("使っていない"), MG_CELL_NUM, 700}, {N_ ("状態"), MG_CELL_PILL, 0},
};

static char *
member_pills (const Pb__StaffMember *m)
{
  GString *text = g_string_new (NULL);
  if (m->account->vendor)
    g_string_append_printf (text, "%s:%s", m->personal_today ? "warn" : "",
                            m->personal_today ? _ ("委託先 個人情報可") : _ ("委託先"));
  if (!m->has_password || m->fingers == 0)
    g_string_append_printf (text, "%swarn:%s", text->len ? "|" : "",
                            m->has_password ? _ ("指なし") : _ ("未交付"));
  if (m->unused_days > 60)
    g_string_append_printf (text, "%sbad:%s", text->len ? "|" : "", _ ("60 日超"));
  return g_string_free (text, FALSE);
}

static char *
member_cell (gpointer row, guint column)
{
  const Pb__StaffMember *m = row;
  switch (column)
    {
    case 0:
      return g_markup_escape_text (m->staff_no, -1);
    case 1:
      return g_markup_escape_text (m->account->name, -1);
    case 2:
      return g_markup_escape_text (m->account->role_title, -1);
    case 3:
      return mg_staff_day (m->account->valid_to);
    case 4:
      return g_strdup_printf (_ ("%u 日"), m->unused_days);
    default:
      return member_pills (m);
    }
}

static const Pb__StaffMember *
selected_member (gpointer self)
{
  return mg_table_get_held (MG_STAFF_SCREEN (self)->members, MG_STAFF_SCREEN (self)->member_rows);
}

/* --- what is shown --- */

static void
show (gpointer self, GtkBox *card, gconstpointer row)
{
  mg_staff_show_way (card, row);
  mg_staff_show_grid (MG_STAFF_SCREEN (self)->grid, row);
}

static void
fill_members (MgStaffScreen *self)
{
  const Pb__StaffListReply *people = mg_staff_get_members (staff (self));
  g_autoptr (GPtrArray) members = g_ptr_array_new ();
  for (size_t i = 0; people && i < people->n_members; i++)
    g_ptr_array_add (members, people->members[i]);
  g_autofree char *n = g_strdup_printf (_ ("%u 人"), members->len);
  mg_table_fill (self->members, self->member_rows, members);
  gtk_label_set_text (self->members_count, people ? n : "");
}

static void
fill (gpointer data, MgListFill *ret)
{
  MgStaffScreen *self = data;
  const Pb__StaffRequestsReply *list = mg_staff_get_requests (staff (self), MG_STAFF_OWN);
  fill_members (self);
  mg_grid_table_clear (self->grid);
  ret->trouble = mg_staff_get_trouble (staff (self), MG_STAFF_OWN);
  ret->is_busy = mg_staff_is_busy (staff (self), MG_STAFF_OWN);
  if (!list)
    return;
  for (size_t i = 0; i < list->n_items; i++)
    g_ptr_array_add (ret->rows, list->items[i]);
  ret->count = g_strdup_printf (_ ("%u 件"), ret->rows->len);
  ret->tone = list->left_open > 0 ? "t-warn" : NULL;
  ret->hint = list->left_open > 0
                  ? _ ("▲ 7 日を過ぎても決まっていない依頼があります。権限者に確かめてください。")
                  : _ ("［F12］で登録を、職員を選んで［F4］変更・［F9］再発行・［F10］抹消を依頼します。");
}

/* --- keys --- */

static gboolean
has_member (gpointer self)
{
  return selected_member (self) != NULL;
}

static gboolean
is_open (gpointer self)
{
  const Pb__StaffItem *item = mg_list_screen_get_row (self);
  return item && item->state == PB__STAFF_STATE__STAFF_REQUESTED;
}

static void
ask_new (gpointer self)
{
  mg_staff_form_open (self, PB__STAFF_KIND__STAFF_REGISTER, NULL);
}

static void
ask_change (gpointer self)
{
  mg_staff_form_open (self, PB__STAFF_KIND__STAFF_CHANGE, selected_member (self));
}

static void
ask_removal (gpointer self)
{
  mg_staff_form_open (self, PB__STAFF_KIND__STAFF_REMOVE, selected_member (self));
}

static void
ask_password (gpointer self)
{
  mg_staff_form_open (self, PB__STAFF_KIND__STAFF_PASSWORD, selected_member (self));
}

static void
withdraw (gpointer self)
{
  const Pb__StaffItem *item = mg_list_screen_get_row (self);
  mg_base_screen_expect (self);
  mg_staff_withdraw (staff (self), item->request_no);
}

static const MgKeyRow keys[] = {
    {4, N_ ("変更を依頼"), ask_change, has_member},
    {5, N_ ("読み直す"), mg_list_screen_ask, NULL},
    {6, N_ ("取り下げる"), withdraw, is_open},
    {7, N_ ("前の依頼"), mg_list_screen_previous, NULL},
    {8, N_ ("次の依頼"), mg_list_screen_next, NULL},
    {9, N_ ("再発行を依頼"), ask_password, has_member},
    {10, N_ ("抹消を依頼"), ask_removal, has_member},
    {12, N_ ("登録を依頼"), ask_new, NULL},
};

/* --- screen --- */

static void
build (gpointer data)
{
  MgStaffScreen *self = data;
  GtkBox *box;
  for (guint i = 0; i < G_N_ELEMENTS (member_columns); i++)
    member_columns[i].title = _ (member_columns[i].title);
  self->member_rows = g_list_store_new (MG_TYPE_HOLDER);
  self->members = mg_table_new (_ ("所属の職員"), member_columns, G_N_ELEMENTS (member_columns),
                                G_LIST_MODEL (self->member_rows), member_cell);
  gtk_box_prepend (mg_list_screen_get_main (self),
                   mg_table_card_new (_ ("所属の職員"), GTK_WIDGET (self->members),
                                      &self->members_count));
  self->grid = MG_GRID_TABLE (mg_grid_table_new (_ ("依頼の中身")));
  gtk_box_append (mg_list_screen_get_side (self), mg_card_new (_ ("いま と あと"), &box));
  gtk_box_append (box, GTK_WIDGET (self->grid));
}

static void
ask (gpointer self)
{
  mg_staff_forget (staff (self));
  mg_staff_ask (staff (self), MG_STAFF_OWN);
  mg_staff_ask (staff (self), MG_STAFF_MEMBERS);
}

static void
clear (gpointer self)
{
  mg_staff_clear (staff (self));
}

static GtkWidget *
get_focus (gpointer self)
{
  return GTK_WIDGET (MG_STAFF_SCREEN (self)->members);
}

static const MgListSpec spec = {
    .title = N_ ("登録・変更・抹消の依頼"),
    .help = N_ ("自分の所属の職員の登録・変更・抹消とパスワードの再発行を、必要性と適用日を書いて依頼します。\n"
                "決めるのは権限者です。同じ人が依頼と審査の両方をすることはできません。\n"
                "抹消は適用日の朝に自動で効き、使っている画面もその時に終わります。"),
    .keys = keys,
    .n_keys = G_N_ELEMENTS (keys),
    .name = N_ ("依頼の一覧"),
    .head = N_ ("依頼"),
    .new_table = mg_staff_table_new,
    .card = N_ ("選んだ依頼"),
    .show = show,
    .get_model = staff,
    .ask = ask,
    .fill = fill,
    .say_act = mg_staff_say_act,
    .clear = clear,
    .build = build,
    .get_focus = get_focus,
};

static void
mg_staff_screen_finalize (GObject *object)
{
  g_clear_object (&MG_STAFF_SCREEN (object)->member_rows);
  G_OBJECT_CLASS (mg_staff_screen_parent_class)->finalize (object);
}

static void
mg_staff_screen_class_init (MgStaffScreenClass *klass)
{
  G_OBJECT_CLASS (klass)->finalize = mg_staff_screen_finalize;
  mg_list_screen_class_set (klass, &spec);
}

static void
mg_staff_screen_init (MgStaffScreen *self)
{
}

GtkWidget *
mg_staff_screen_new (MgDesk *desk)
{
  return mg_list_screen_create (MG_TYPE_STAFF_SCREEN, desk);
}
