/* SPDX-License-Identifier: Apache-2.0 */
#include "mg-staff-cells.h"
#include <string.h>
#include "model/mg-i18n.h"
#include "widgets/mg-field.h"
#include "widgets/mg-label.h"

#define WORDS_CHARS 18

static MgColumn columns[] = {
    {N_ ("番号"), MG_CELL_NUM, 350},   {N_ ("種別"), MG_CELL_TEXT, 600},
    {N_ ("職員"), MG_CELL_NAME, 1350}, {N_ ("所属"), MG_CELL_TEXT, 1200},
    {N_ ("適用日"), MG_CELL_TEXT, 850}, {N_ ("状態"), MG_CELL_PILL, 0},
};

char *
mg_staff_day (const Pb__Date *day)
{
  const MgDate date = mg_wire_date (day);
  return date.year > 0 ? mg_era_format (&date, MG_ERA_LONG) : g_strdup (_ ("なし"));
}

static char *
state_pills (const Pb__StaffItem *item)
{
  GString *text = g_string_new (NULL);
  g_string_printf (text, "%s:%s", mg_staff_state_tone (item->state),
                   mg_staff_state_word (item->state));
  if (item->left_open)
    g_string_append_printf (text, "|bad:%s", _ ("▲ 7 日超"));
  if (item->wants_password)
    g_string_append_printf (text, "|warn:%s", _ ("未ログイン"));
  return g_string_free (text, FALSE);
}

static char *
cell (gpointer held, guint column)
{
  const Pb__StaffItem *item = held;
  const MgDate day = mg_wire_date (item->effective);
  switch (column)
    {
    case 0:
      return g_strdup_printf ("%" G_GUINT64_FORMAT, (guint64)item->request_no);
    case 1:
      return g_markup_escape_text (mg_staff_kind_word (item->kind), -1);
    case 2:
      return g_markup_printf_escaped ("%s　%s", item->staff_no, item->after->name);
    case 3:
      return g_markup_escape_text (item->asked_section, -1);
    case 4:
      return mg_era_format (&day, MG_ERA_SHORT);
    default:
      return state_pills (item);
    }
}

MgTable *
mg_staff_table_new (const char *name, GListModel *rows)
{
  static gboolean is_translated;
  for (guint i = 0; !is_translated && i < G_N_ELEMENTS (columns); i++)
    columns[i].title = _ (columns[i].title);
  is_translated = TRUE;
  return mg_table_new (name, columns, G_N_ELEMENTS (columns), rows, cell);
}

/* --- one request --- */

static void
add_item (MgGridTable *grid, const char *what, const char *before, const char *after)
{
  const char *cells[] = {what, before, after};
  mg_grid_table_add (grid, cells, before && after && strcmp (before, after) != 0 ? 2 : 0);
}

void
mg_staff_show_grid (MgGridTable *grid, const Pb__StaffItem *item)
{
  const char *const heads[] = {_ ("項目"), _ ("いま"), _ ("あと"), NULL};
  mg_grid_table_clear (grid);
  if (!item)
    return;
  const Pb__StaffAccount none = PB__STAFF_ACCOUNT__INIT;
  const gboolean is_gone = item->kind == PB__STAFF_KIND__STAFF_REMOVE;
  const Pb__StaffAccount *before = item->before ? item->before : &none;
  const Pb__StaffAccount *after = item->after;
  g_autofree char *was = item->before ? mg_staff_day (before->valid_to) : g_strdup ("―");
  g_autofree char *to = mg_staff_day (is_gone ? item->effective : after->valid_to);
  g_autofree char *until = is_gone ? g_strdup_printf (_ ("%s に停止"), to) : g_strdup (to);
#define OLD(text) (item->before ? (text) : "―")
  mg_grid_table_start (grid, heads);
  add_item (grid, _ ("職員番号"), OLD (item->staff_no), item->staff_no);
  add_item (grid, _ ("人事番号"), OLD (item->person_ref), item->person_ref);
  add_item (grid, _ ("氏名"), OLD (before->name), after->name);
  add_item (grid, _ ("カナ"), OLD (before->kana), after->kana);
  add_item (grid, _ ("所属"), OLD (before->section), after->section);
  add_item (grid, _ ("区"), OLD (before->ward), after->ward);
  add_item (grid, _ ("役割"), OLD (before->role_title), is_gone ? _ ("なし（停止）") : after->role_title);
  add_item (grid, _ ("終わりの日"), was, until);
#undef OLD
  if (after->vendor)
    add_item (grid, _ ("委託先"), _ ("はい"), _ ("はい"));
}

void
mg_staff_show_way (GtkBox *box, const Pb__StaffItem *item)
{
  mg_box_clear (box);
  if (!item)
    return;
  g_autofree char *day = mg_staff_day (item->effective);
  g_autofree char *asked = mg_clock_format (item->asked_us);
  g_autofree char *who
      = g_strdup_printf (_ ("%s（%s）"), item->requester_name, item->requester);
  gtk_box_append (box, mg_field_new (_ ("種別"), mg_staff_kind_word (item->kind), 0));
  gtk_box_append (box, mg_field_new_toned (_ ("適用日"), day, "t-strong"));
  gtk_box_append (box, mg_field_new (_ ("必要性"), item->need, WORDS_CHARS));
  gtk_box_append (box, mg_field_new (_ ("依頼"), who, WORDS_CHARS));
  gtk_box_append (box, mg_field_new ("", asked, 0));
  if (item->left_open)
    gtk_box_append (box, mg_text_new (_ ("▲ 7 日を過ぎても決まっていません。"), "t-warn"));
  if (!item->decider || !*item->decider)
    return;
  g_autofree char *by = g_strdup_printf (_ ("%s（%s）"), item->decider_name, item->decider);
  g_autofree char *decided = mg_clock_format (item->decided_us);
  gtk_box_append (box, mg_field_new (_ ("審査"), by, WORDS_CHARS));
  gtk_box_append (box, mg_field_new ("", decided, 0));
  if (item->words && *item->words)
    gtk_box_append (box, mg_field_new (_ ("差戻しの理由"), item->words, WORDS_CHARS));
}

/* --- what became of an act --- */

gboolean
mg_staff_say_act (gpointer screen)
{
  static const MgActSays says[MG_N_STAFF_ACTS] = {
      [MG_STAFF_ASK] = {N_ ("依頼しています…"), N_ ("依頼しました。権限者の審査を待ちます。"), NULL, NULL},
      [MG_STAFF_WITHDRAW] = {N_ ("取り下げています…"), N_ ("取り下げました。"), NULL, NULL},
      [MG_STAFF_APPROVE]
      = {N_ ("承認しています…"), N_ ("承認しました。適用日が来ていれば、いま適用しました。"), NULL, NULL},
      [MG_STAFF_REFUSE] = {N_ ("差し戻しています…"), N_ ("差し戻しました。"), NULL, NULL},
      [MG_STAFF_PASSWORD] = {N_ ("作っています…"), N_ ("初回パスワードを作りました。"), NULL, NULL},
      [MG_STAFF_GLASS] = {N_ ("記録しています…"), N_ ("非常権限の確認を記録しました。"), NULL, NULL},
      [MG_STAFF_CONFIRM]
      = {N_ ("署名しています…"), N_ ("確認を記録しました。"),
         N_ ("記録していません。一覧が変わりました。読み直した一覧を確かめてください。"), NULL},
  };
  MgStaff *staff = mg_desk_get_staff (mg_base_screen_get_desk (screen));
  MgStaffAct which;
  const MgAct *act = mg_staff_get_act (staff, &which);
  MgActSays words = says[which];
  g_autofree char *rule = NULL;
  if (act->state == MG_ACT_FAILED && act->trouble == MG_TROUBLE_RULE)
    {
      rule = g_strdup_printf (_ ("していません。%s記録しました。"),
                              mg_staff_rule_words (mg_staff_get_rule (staff)));
      words.rule = rule;
    }
  return mg_base_screen_say_act (screen, act, &words);
}

gboolean
mg_staff_is_idle (gpointer screen)
{
  MgStaffAct which;
  return mg_staff_get_act (mg_desk_get_staff (mg_base_screen_get_desk (screen)), &which)->state
         == MG_ACT_IDLE;
}
