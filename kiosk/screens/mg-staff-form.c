/* SPDX-License-Identifier: Apache-2.0 */
#include "mg-staff-form.h"
#include <string.h>
#include "im/mg-im-mode.h"
#include "model/mg-i18n.h"
#include "widgets/mg-code-entry.h"
#include "widgets/mg-era-entry.h"
#include "widgets/mg-form-row.h"
#include "widgets/mg-label.h"
#include "widgets/mg-text-entry.h"
#include "work/mg-codes.h"

#define STAFF_NO_MAX 16
#define NAME_CHARS_MAX 30
#define NEED_CHARS 34
#define NEED_MAX 200

enum
{
  ROW_KIND,
  ROW_NO,
  ROW_REF,
  ROW_NAME,
  ROW_KANA,
  ROW_SECTION,
  ROW_WARD,
  ROW_ROLE,
  ROW_FROM,
  ROW_TO,
  ROW_NEED,
  N_ROWS
};

typedef struct
{
  /* borrowed */
  gpointer screen;
  MgSheet *sheet;
  GtkWidget *field[N_ROWS];
  MgFormRow *row[N_ROWS];
  GtkWidget *vendor;
  /* owned */
  MgStaff *staff;
  GPtrArray *kinds;
  GPtrArray *roles;
} Form;

/* In the order of their numbers. */
static const char *const role_names[]
    = {"clerk", "supervisor", "head", "authority", "it", "auditor"};

static void
form_free (gpointer data)
{
  Form *self = data;
  g_object_unref (self->staff);
  g_ptr_array_unref (self->kinds);
  g_ptr_array_unref (self->roles);
  g_free (self);
}

static void
fill_codes (Form *self)
{
  const char *const roles[] = {_ ("窓口担当"), _ ("係長"), _ ("所属長"), _ ("権限者"),
                               _ ("情報システム担当"), _ ("監査")};
  self->kinds = mg_code_list_new ();
  self->roles = mg_code_list_new ();
  for (guint i = PB__STAFF_KIND__STAFF_REGISTER; i <= PB__STAFF_KIND__STAFF_PASSWORD; i++)
    {
      g_autofree char *number = g_strdup_printf ("%u", i);
      g_ptr_array_add (self->kinds, mg_code_new (number, mg_staff_kind_word ((Pb__StaffKind)i)));
    }
  for (guint i = 0; i < G_N_ELEMENTS (roles); i++)
    {
      g_autofree char *number = g_strdup_printf ("%u", i + 1);
      g_ptr_array_add (self->roles, mg_code_new (number, roles[i]));
    }
}

static Pb__StaffKind
kind_of (Form *self)
{
  const char *value = mg_code_entry_get_value (MG_CODE_ENTRY (self->field[ROW_KIND]));
  return (Pb__StaffKind)(*value ? *value - '0' : 0);
}

/* --- what the kind asks for --- */

static void
set_rest (Form *self, guint row, gboolean asks, const char *why)
{
  mg_form_row_set_rest (self->row[row], asks ? NULL : why);
  mg_form_row_set_needed (self->row[row], asks && row != ROW_TO);
}

/* Who waits for a password waits today. */
static void
set_today (Form *self)
{
  const MgDate today = mg_desk_get_today (mg_base_screen_get_desk (self->screen));
  mg_era_entry_set_date (MG_ERA_ENTRY (self->field[ROW_FROM]), &today);
}

static void
show_kind (Form *self)
{
  const Pb__StaffKind kind = kind_of (self);
  const gboolean is_new = kind == PB__STAFF_KIND__STAFF_REGISTER;
  const gboolean has_image = is_new || kind == PB__STAFF_KIND__STAFF_CHANGE;
  const gboolean is_password = kind == PB__STAFF_KIND__STAFF_PASSWORD;
  const gboolean has_end = kind != PB__STAFF_KIND__STAFF_REMOVE && !is_password;
  set_rest (self, ROW_REF, is_new, _ ("登録のまま"));
  set_rest (self, ROW_NAME, has_image, _ ("登録のまま"));
  set_rest (self, ROW_KANA, has_image, _ ("登録のまま"));
  set_rest (self, ROW_SECTION, kind == PB__STAFF_KIND__STAFF_CHANGE,
            is_new ? _ ("自分の所属") : _ ("登録のまま"));
  set_rest (self, ROW_WARD, kind == PB__STAFF_KIND__STAFF_CHANGE,
            is_new ? _ ("自分の区") : _ ("登録のまま"));
  set_rest (self, ROW_ROLE, has_image, _ ("登録のまま"));
  set_rest (self, ROW_TO, has_end, is_password ? _ ("登録のまま") : _ ("適用日から使えません"));
  if (is_password)
    set_today (self);
  gtk_widget_set_sensitive (self->vendor, is_new);
}

static void
fill_from (Form *self, const Pb__StaffMember *member)
{
  mg_entry_set (self->field[ROW_NAME], member->account->name);
  mg_entry_set (self->field[ROW_KANA], member->account->kana);
  mg_entry_set (self->field[ROW_SECTION], member->account->section);
  mg_entry_set (self->field[ROW_WARD], member->account->ward);
  for (guint i = 0; i < G_N_ELEMENTS (role_names); i++)
    if (strcmp (role_names[i], member->account->role) == 0)
      {
        g_autofree char *number = g_strdup_printf ("%u", i + 1);
        mg_code_entry_set_value (MG_CODE_ENTRY (self->field[ROW_ROLE]), number);
      }
  const MgDate end = mg_wire_date (member->account->valid_to);
  mg_era_entry_set_date (MG_ERA_ENTRY (self->field[ROW_TO]), &end);
  gtk_check_button_set_active (GTK_CHECK_BUTTON (self->vendor), member->account->vendor);
}

/* A number of the own section: what stands there is filled in, to be changed. */
static void
number_cb (Form *self)
{
  const char *number = mg_entry_text (self->field[ROW_NO]);
  const Pb__StaffMember *member = mg_staff_find_member (self->staff, number);
  const gboolean is_new = kind_of (self) == PB__STAFF_KIND__STAFF_REGISTER;
  mg_form_row_say (self->row[ROW_NO], "t-faint",
                   member ? member->account->name : is_new ? NULL : _ ("自分の所属にいません"));
  if (member && !is_new)
    fill_from (self, member);
}

static void
kind_cb (Form *self)
{
  show_kind (self);
  number_cb (self);
}

/* --- to ask --- */

static gboolean
lack (Form *self, guint row, const char *words)
{
  mg_sheet_say (self->sheet, "t-bad", words);
  gtk_widget_grab_focus (self->field[row]);
  return FALSE;
}

static gboolean
check (Form *self, const MgDate *from)
{
  const Pb__StaffKind kind = kind_of (self);
  const gboolean is_new = kind == PB__STAFF_KIND__STAFF_REGISTER;
  const gboolean has_image = is_new || kind == PB__STAFF_KIND__STAFF_CHANGE;
  if (kind == PB__STAFF_KIND__STAFF_KIND_NONE)
    return lack (self, ROW_KIND, _ ("種別を番号で入れてください。"));
  if (!*mg_entry_text (self->field[ROW_NO]))
    return lack (self, ROW_NO, _ ("職員番号を入れてください。"));
  if (is_new && !*mg_entry_text (self->field[ROW_REF]))
    return lack (self, ROW_REF, _ ("人事番号を入れてください。同じ人の二つ目の登録を防ぎます。"));
  if (has_image && !*mg_entry_text (self->field[ROW_NAME]))
    return lack (self, ROW_NAME, _ ("氏名を入れてください。"));
  if (has_image && !*mg_entry_text (self->field[ROW_KANA]))
    return lack (self, ROW_KANA, _ ("カナを入れてください。"));
  if (has_image && !*mg_code_entry_get_value (MG_CODE_ENTRY (self->field[ROW_ROLE])))
    return lack (self, ROW_ROLE, _ ("役割を番号で入れてください。"));
  if (from->year == 0)
    return lack (self, ROW_FROM, _ ("適用日を入れてください。"));
  if (mg_era_entry_is_wrong (MG_ERA_ENTRY (self->field[ROW_TO])))
    return lack (self, ROW_TO, _ ("終わりの日を確かめてください。"));
  if (!*mg_entry_text (self->field[ROW_NEED]))
    return lack (self, ROW_NEED, _ ("仕事のどこに要るかを入れてください。"));
  return TRUE;
}

static const char *
role_of (Form *self)
{
  const char *value = mg_code_entry_get_value (MG_CODE_ENTRY (self->field[ROW_ROLE]));
  return *value >= '1' && *value <= '6' ? role_names[*value - '1'] : "";
}

static void
ask_cb (Form *self)
{
  Pb__StaffAskRequest request = PB__STAFF_ASK_REQUEST__INIT;
  Pb__StaffAccount account = PB__STAFF_ACCOUNT__INIT;
  Pb__Date from_place, to_place;
  MgDate from = {0}, to = {0};
  mg_era_entry_get_date (MG_ERA_ENTRY (self->field[ROW_FROM]), &from);
  mg_era_entry_get_date (MG_ERA_ENTRY (self->field[ROW_TO]), &to);
  if (!check (self, &from))
    return;
  const gboolean is_change = kind_of (self) == PB__STAFF_KIND__STAFF_CHANGE;
  request.kind = kind_of (self);
  request.staff_no = (char *)mg_entry_text (self->field[ROW_NO]);
  request.person_ref = (char *)mg_entry_text (self->field[ROW_REF]);
  request.need = (char *)mg_entry_text (self->field[ROW_NEED]);
  request.effective = mg_wire_put_date (&from_place, &from);
  request.account = &account;
  account.name = (char *)mg_entry_text (self->field[ROW_NAME]);
  account.kana = (char *)mg_entry_text (self->field[ROW_KANA]);
  account.section = (char *)(is_change ? mg_entry_text (self->field[ROW_SECTION]) : "");
  account.ward = (char *)(is_change ? mg_entry_text (self->field[ROW_WARD]) : "");
  account.role = (char *)role_of (self);
  account.valid_to = mg_wire_put_date (&to_place, &to);
  account.vendor = gtk_check_button_get_active (GTK_CHECK_BUTTON (self->vendor));
  mg_base_screen_expect (self->screen);
  mg_staff_send_ask (self->staff, &request);
  mg_base_screen_close_sheet (self->screen);
}

/* --- the sheet --- */

static void
next_cb (GtkWidget *next)
{
  gtk_widget_grab_focus (next);
}

static void
make_fields (Form *self)
{
  self->field[ROW_KIND] = mg_code_entry_new (_ ("種別"), 1, FALSE);
  self->field[ROW_NO] = mg_text_entry_new (_ ("職員番号"), 10, STAFF_NO_MAX);
  self->field[ROW_REF] = mg_text_entry_new (_ ("人事番号"), 12, 20);
  self->field[ROW_NAME] = mg_text_entry_new (_ ("氏名"), 18, NAME_CHARS_MAX);
  self->field[ROW_KANA] = mg_text_entry_new (_ ("カナ"), 18, NAME_CHARS_MAX);
  self->field[ROW_SECTION] = mg_text_entry_new (_ ("所属"), 24, 40);
  self->field[ROW_WARD] = mg_digit_entry_new (_ ("区"), MG_WARD_DIGITS);
  self->field[ROW_ROLE] = mg_code_entry_new (_ ("役割"), 1, FALSE);
  self->field[ROW_FROM] = mg_era_entry_new (_ ("適用日"));
  self->field[ROW_TO] = mg_era_entry_new (_ ("終わりの日"));
  self->field[ROW_NEED] = mg_text_entry_new (_ ("必要性"), NEED_CHARS, NEED_MAX);
  mg_im_ask (self->field[ROW_NO], MG_IM_DIRECT);
  mg_im_ask (self->field[ROW_REF], MG_IM_DIRECT);
  mg_im_ask (self->field[ROW_NAME], MG_IM_HIRAGANA);
  mg_im_ask (self->field[ROW_KANA], MG_IM_KATAKANA);
  mg_code_entry_set_codes (MG_CODE_ENTRY (self->field[ROW_KIND]), self->kinds, NULL);
  mg_code_entry_set_codes (MG_CODE_ENTRY (self->field[ROW_ROLE]), self->roles, NULL);
}

static void
add_rows (Form *self)
{
  const char *const labels[N_ROWS]
      = {_ ("種別"), _ ("職員番号"), _ ("人事番号"), _ ("氏名"), _ ("カナ"), _ ("所属"),
         _ ("区"),   _ ("役割"),     _ ("適用日"),   _ ("終わりの日"), _ ("必要性")};
  for (guint i = 0; i < N_ROWS; i++)
    {
      GtkWidget *row = mg_form_row_new (i + 1, labels[i], self->field[i]);
      self->row[i] = MG_FORM_ROW (row);
      mg_form_row_set_needed (self->row[i], i != ROW_TO);
      mg_sheet_add (self->sheet, row);
    }
  self->vendor = gtk_check_button_new_with_label (
      _ ("委託先の職員（終わりの日が要り、住民の情報は別の依頼で期間を決めて使います）"));
  gtk_widget_add_css_class (self->vendor, "tick");
  mg_sheet_add (self->sheet, self->vendor);
}

static void
connect (Form *self)
{
  g_signal_connect_swapped (self->field[ROW_KIND], "edited", G_CALLBACK (kind_cb), self);
  g_signal_connect_swapped (self->field[ROW_KIND], "full", G_CALLBACK (next_cb),
                            self->field[ROW_NO]);
  g_signal_connect_swapped (self->field[ROW_NO], "changed", G_CALLBACK (number_cb), self);
  g_signal_connect_swapped (self->sheet, "act", G_CALLBACK (ask_cb), self);
}

void
mg_staff_form_open (gpointer screen, Pb__StaffKind kind, const Pb__StaffMember *member)
{
  Form *self = g_new0 (Form, 1);
  self->screen = screen;
  self->staff = g_object_ref (mg_desk_get_staff (mg_base_screen_get_desk (screen)));
  fill_codes (self);
  self->sheet = mg_sheet_new (_ ("職員の登録・変更・抹消を依頼しますか"), _ ("依頼する"),
                              _ ("やめる"), FALSE);
  g_object_set_data_full (G_OBJECT (self->sheet), "mg-staff-form", self, form_free);
  make_fields (self);
  add_rows (self);
  connect (self);
  if (kind != PB__STAFF_KIND__STAFF_KIND_NONE)
    {
      g_autofree char *number = g_strdup_printf ("%d", (int)kind);
      mg_code_entry_set_value (MG_CODE_ENTRY (self->field[ROW_KIND]), number);
    }
  if (member)
    mg_entry_set (self->field[ROW_NO], member->staff_no);
  kind_cb (self);
  const guint first = kind == PB__STAFF_KIND__STAFF_PASSWORD ? ROW_NEED : ROW_FROM;
  mg_sheet_set_focus (self->sheet, self->field[member ? first : ROW_KIND]);
  mg_base_screen_open_sheet (screen, self->sheet);
}
