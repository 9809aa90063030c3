/* SPDX-License-Identifier: Apache-2.0 */
#include "mg-staff-report-screen.h"
#include "app/mg-list-screen.h"
#include "mg-staff-cells.h"
#include "model/mg-era.h"
#include "model/mg-i18n.h"
#include "widgets/mg-field.h"
#include "widgets/mg-label.h"
#include "widgets/mg-layout.h"

struct _MgStaffReportScreen
{
  MgListScreen parent_instance;
  /* children */
  GtkBox *source; /* which list of personnel it was held against */
};

#define MG_TYPE_STAFF_REPORT_SCREEN (mg_staff_report_screen_get_type ())
G_DECLARE_FINAL_TYPE (MgStaffReportScreen, mg_staff_report_screen, MG, STAFF_REPORT_SCREEN,
                      MgListScreen)
G_DEFINE_FINAL_TYPE (MgStaffReportScreen, mg_staff_report_screen, MG_TYPE_LIST_SCREEN)

static gpointer
staff (gpointer self)
{
  return mg_desk_get_staff (mg_base_screen_get_desk (self));
}

/* --- a row, in the list and as a card --- */

static const MgColumn columns[] = {
    {N_ ("理由"), MG_CELL_PILL, 850},   {N_ ("職員番号"), MG_CELL_TEXT, 600},
    {N_ ("氏名"), MG_CELL_NAME, 900},   {N_ ("所属"), MG_CELL_TEXT, 1300},
    {N_ ("いつから"), MG_CELL_TEXT, 750}, {N_ ("抹消の依頼"), MG_CELL_PILL, 0},
};

static char *
removal_pill (const Pb__StaffReported *row)
{
  if (row->removal_no == 0)
    return g_strdup ("");
  return row->removal_approved ? g_strdup_printf ("good:%s", _ ("承認済"))
                               : g_strdup_printf ("key:%s", _ ("審査待ち"));
}

static char *
cell (gpointer held, guint column)
{
  const Pb__StaffReported *row = held;
  const MgDate since = mg_wire_date (row->since);
  switch (column)
    {
    case 0:
      return g_strdup_printf ("%s:%s", mg_staff_finding_tone (row->finding),
                              mg_staff_finding_word (row->finding));
    case 1:
      return g_markup_escape_text (row->member->staff_no, -1);
    case 2:
      return g_markup_escape_text (row->member->account->name, -1);
    case 3:
      return g_markup_escape_text (row->member->account->section, -1);
    case 4:
      return since.year > 0 ? mg_era_format (&since, MG_ERA_SHORT) : g_strdup ("");
    default:
      return removal_pill (row);
    }
}

/* Who goes on with it, and where. */
static char *
next_words (const Pb__StaffReported *row)
{
  g_autofree char *day = mg_staff_day (row->removal_on);
  if (row->removal_no > 0 && row->removal_approved)
    return g_strdup_printf (_ ("抹消は承認済みです。%s から使えません。"), day);
  if (row->removal_no > 0)
    return g_strdup_printf (_ ("%s からの抹消が依頼されています。［F12］で 62 の審査へ。"), day);
  if (row->finding == PB__STAFF_FINDING__STAFF_UNCONFIRMED)
    return g_strdup ("");
  if (*row->head_name)
    return g_strdup_printf (_ ("抹消は、所属長の %s が画面 61 で依頼します。"), row->head_name);
  return g_strdup (_ ("この所属には、依頼できる所属長がほかにいません。先に所属長を登録します。"));
}

static void
show (gpointer self, GtkBox *card, gconstpointer held)
{
  const Pb__StaffReported *row = held;
  const Pb__StaffMember *m = row->member;
  g_autofree char *since = mg_staff_day (row->since);
  g_autofree char *login
      = m->last_login_us ? mg_clock_format (m->last_login_us) : g_strdup (_ ("なし"));
  g_autofree char *unused = g_strdup_printf (_ ("%u 日"), m->unused_days);
  g_autofree char *next = next_words (row);
  const MgFieldWords fields[] = {
      {_ ("職員"), m->account->name},
      {_ ("職員番号"), m->staff_no},
      {_ ("役割"), m->account->role_title},
      {_ ("所属"), m->account->section},
      {_ ("理由"), mg_staff_finding_word (row->finding)},
      {_ ("いつから"), since},
      {_ ("最後のログイン"), login},
      {_ ("使っていない"), unused},
      {_ ("今年度の確認"), m->confirmed ? _ ("済み") : _ ("まだ")},
  };
  mg_fields_add (card, fields, G_N_ELEMENTS (fields));
  gtk_box_append (card, mg_paragraph_new (mg_staff_finding_advice (row->finding), NULL));
  if (*next)
    gtk_box_append (card, mg_paragraph_new (next, "t-small"));
}

/* --- the list and its news --- */

static void
show_source (MgStaffReportScreen *self, const Pb__StaffPersonnelReply *report)
{
  mg_box_clear (self->source);
  if (!report)
    return;
  if (report->run_no == 0)
    {
      gtk_box_append (self->source,
                      mg_paragraph_new (_ ("▲ 人事の名簿（H01）がまだ取り込まれていません。退職と、名"
                                           "簿にない人は分かりません。"),
                                        "t-warn"));
      return;
    }
  g_autofree char *day = mg_clock_format (report->imported_us);
  g_autofree char *lines = g_strdup_printf (_ ("%u 人"), report->lines);
  const MgFieldWords fields[] = {{_ ("取り込み"), day}, {_ ("載っている人"), lines}};
  mg_fields_add (self->source, fields, G_N_ELEMENTS (fields));
}

static char *
count_words (const Pb__StaffPersonnelReply *report)
{
  guint n[8] = {0};
  for (size_t i = 0; i < report->n_reported; i++)
    n[(guint)report->reported[i]->finding % G_N_ELEMENTS (n)]++;
  return g_strdup_printf (_ ("%u 人　退職 %u　名簿にない %u　不要 %u　未使用 %u　確認なし %u"),
                          (guint)report->n_reported, n[PB__STAFF_FINDING__STAFF_DEPARTED],
                          n[PB__STAFF_FINDING__STAFF_UNKNOWN], n[PB__STAFF_FINDING__STAFF_TO_END],
                          n[PB__STAFF_FINDING__STAFF_UNUSED],
                          n[PB__STAFF_FINDING__STAFF_UNCONFIRMED]);
}

static void
fill (gpointer self, MgListFill *ret)
{
  const Pb__StaffPersonnelReply *report = mg_staff_get_report (staff (self));
  ret->trouble = mg_staff_get_trouble (staff (self), MG_STAFF_REPORT);
  ret->is_busy = mg_staff_is_busy (staff (self), MG_STAFF_REPORT);
  show_source (self, report);
  if (!report)
    return;
  for (size_t i = 0; i < report->n_reported; i++)
    g_ptr_array_add (ret->rows, report->reported[i]);
  ret->count = count_words (report);
  ret->hint = report->n_reported == 0
                  ? _ ("点検の要る登録はありません。")
                  : _ ("重いものから並んでいます。抹消は所属長が 61 で依頼し、62 で審査します。");
}

/* --- keys --- */

static gboolean
has_open_removal (gpointer self)
{
  const Pb__StaffReported *row = mg_list_screen_get_row (self);
  return row && row->removal_no > 0 && !row->removal_approved
         && mg_session_may (mg_desk_get_session (mg_base_screen_get_desk (self)), "STAFF_REVIEW");
}

static void
review (gpointer self)
{
  mg_screen_go (MG_SCREEN (self), "staff-review", NULL);
}

static const MgKeyRow keys[] = {
    {5, N_ ("読み直す"), mg_list_screen_ask, NULL},
    {7, N_ ("前の職員"), mg_list_screen_previous, NULL},
    {8, N_ ("次の職員"), mg_list_screen_next, NULL},
    {12, N_ ("抹消の審査へ"), review, has_open_removal},
};

/* --- screen --- */

static void
ask (gpointer self)
{
  mg_staff_ask (staff (self), MG_STAFF_REPORT);
}

static void
clear (gpointer self)
{
  mg_staff_clear (staff (self));
}

static void
build (gpointer data)
{
  MgStaffReportScreen *self = data;
  gtk_box_append (mg_list_screen_get_side (self), mg_card_new (_ ("人事の名簿"), &self->source));
}

static const MgListSpec spec = {
    .title = N_ ("登録の点検"),
    .help = N_ ("人事の名簿・最後のログイン・年次確認と突き合わせて、点検の要る登録を重いものから並べます。\n"
                "抹消を依頼するのは所属長（画面 61）、決めるのは権限者（画面 62）です。この画面では何も変わりま"
                "せん。\n"
                "名簿は、情報システム課がサーバーで取り込みます。"),
    .keys = keys,
    .n_keys = G_N_ELEMENTS (keys),
    .name = N_ ("点検の要る登録"),
    .columns = columns,
    .n_columns = G_N_ELEMENTS (columns),
    .cell = cell,
    .card = N_ ("選んだ職員"),
    .show = show,
    .get_model = staff,
    .ask = ask,
    .fill = fill,
    .clear = clear,
    .build = build,
};

static void
mg_staff_report_screen_class_init (MgStaffReportScreenClass *klass)
{
  mg_list_screen_class_set (klass, &spec);
}

static void
mg_staff_report_screen_init (MgStaffReportScreen *self)
{
}

GtkWidget *
mg_staff_report_screen_new (MgDesk *desk)
{
  return mg_list_screen_create (MG_TYPE_STAFF_REPORT_SCREEN, desk);
}
