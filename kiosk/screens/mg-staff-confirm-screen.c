/* SPDX-License-Identifier: Apache-2.0 */
#include "mg-staff-confirm-screen.h"
#include "app/mg-list-screen.h"
#include "mg-staff-cells.h"
#include "model/mg-i18n.h"
#include "widgets/mg-label.h"
#include "widgets/mg-layout.h"

struct _MgStaffConfirmScreen
{
  MgListScreen parent_instance;
  /* children */
  GtkBox *reminders;
  /* borrowed */
  const Pb__StaffConfirmListReply *answered; /* the list that answers belong to */
  /* owned */
  Pb__StaffAnswer *answers; /* one a row */
};

#define MG_TYPE_STAFF_CONFIRM_SCREEN (mg_staff_confirm_screen_get_type ())
G_DECLARE_FINAL_TYPE (MgStaffConfirmScreen, mg_staff_confirm_screen, MG, STAFF_CONFIRM_SCREEN,
                      MgListScreen)
G_DEFINE_FINAL_TYPE (MgStaffConfirmScreen, mg_staff_confirm_screen, MG_TYPE_LIST_SCREEN)

/* The screen whose cells are drawn: there is one. */
static MgStaffConfirmScreen *drawn;

static gpointer
staff (gpointer self)
{
  return mg_desk_get_staff (mg_base_screen_get_desk (self));
}

/* --- a row --- */

static const MgColumn columns[] = {
    {N_ ("答え"), MG_CELL_PILL, 520},        {N_ ("職員番号"), MG_CELL_TEXT, 600},
    {N_ ("氏名"), MG_CELL_NAME, 800},        {N_ ("役割"), MG_CELL_TEXT, 700},
    {N_ ("所属"), MG_CELL_TEXT, 1100},       {N_ ("最後のログイン"), MG_CELL_TEXT, 1130},
    {N_ ("使っていない"), MG_CELL_NUM, 0},
};

static Pb__StaffAnswer
answer_of (const Pb__StaffMember *member)
{
  const Pb__StaffConfirmListReply *list = drawn ? drawn->answered : NULL;
  for (size_t i = 0; list && i < list->n_members; i++)
    if (list->members[i] == member)
      return drawn->answers[i];
  return PB__STAFF_ANSWER__STAFF_ANSWER_NONE;
}

static char *
cell (gpointer row, guint column)
{
  const Pb__StaffMember *m = row;
  switch (column)
    {
    case 0:
      switch (answer_of (m))
        {
        case PB__STAFF_ANSWER__STAFF_KEEP:
          return g_strdup_printf ("good:%s", _ ("○ 必要"));
        case PB__STAFF_ANSWER__STAFF_END:
          return g_strdup_printf ("bad:%s", _ ("× 不要"));
        default:
          return g_strdup_printf ("warn:%s", _ ("？ 未"));
        }
    case 1:
      return g_markup_escape_text (m->staff_no, -1);
    case 2:
      return g_markup_escape_text (m->account->name, -1);
    case 3:
      return g_markup_escape_text (m->account->role_title, -1);
    case 4:
      return g_markup_escape_text (m->account->section, -1);
    case 5:
      return m->last_login_us ? mg_clock_format (m->last_login_us) : g_strdup (_ ("なし"));
    default:
      return g_strdup_printf (_ ("%u 日"), m->unused_days);
    }
}

static guint
count (MgStaffConfirmScreen *self, Pb__StaffAnswer answer)
{
  guint n = 0;
  for (size_t i = 0; self->answered && i < self->answered->n_members; i++)
    n += self->answers[i] == answer;
  return n;
}

/* --- what is shown --- */

static void
show_reminders (MgStaffConfirmScreen *self)
{
  const Pb__StaffRemindersReply *reply = mg_staff_get_reminders (staff (self));
  mg_box_clear (self->reminders);
  gtk_widget_set_visible (GTK_WIDGET (mg_list_screen_get_side (self)), reply != NULL);
  for (size_t i = 0; reply && i < reply->n_reminders; i++)
    {
      const Pb__StaffReminder *r = reply->reminders[i];
      g_autofree char *words = g_strdup_printf (
          _ ("%s　%s　未確認 %u／%u 人"), r->section,
          *r->head_name ? r->head_name : _ ("所属長なし"), r->unconfirmed, r->members);
      if (r->unconfirmed > 0)
        gtk_box_append (self->reminders,
                        mg_paragraph_new (words, r->overdue ? "t-bad t-small" : "t-small"));
    }
  if (reply && !gtk_widget_get_first_child (GTK_WIDGET (self->reminders)))
    gtk_box_append (self->reminders, mg_text_new (_ ("すべて確認済みです。"), "t-good"));
}

static char *
count_words (MgStaffConfirmScreen *self)
{
  const Pb__StaffConfirmListReply *list = self->answered;
  return list ? g_strdup_printf (_ ("%u 年度　必要 %u　不要 %u　未 %u　確認済み %u 人"),
                                 list->fiscal_year, count (self, PB__STAFF_ANSWER__STAFF_KEEP),
                                 count (self, PB__STAFF_ANSWER__STAFF_END),
                                 count (self, PB__STAFF_ANSWER__STAFF_ANSWER_NONE), list->confirmed)
              : NULL;
}

static void
fill (gpointer data, MgListFill *ret)
{
  MgStaffConfirmScreen *self = data;
  const Pb__StaffConfirmListReply *list = mg_staff_get_to_confirm (staff (self));
  drawn = self;
  if (list != self->answered)
    {
      g_free (self->answers);
      self->answered = list;
      self->answers = g_new0 (Pb__StaffAnswer, (list ? list->n_members : 0) + 1);
    }
  show_reminders (self);
  ret->trouble = mg_staff_get_trouble (staff (self), MG_STAFF_TO_CONFIRM);
  ret->is_busy = mg_staff_is_busy (staff (self), MG_STAFF_TO_CONFIRM);
  ret->count = count_words (self);
  if (!list)
    return;
  for (size_t i = 0; i < list->n_members; i++)
    g_ptr_array_add (ret->rows, list->members[i]);
  ret->hint = list->n_members == 0 ? _ ("この年度に確認するものはありません。")
                                   : _ ("1 人ずつ［1］必要、［2］不要で答え、［F12］で署名します。");
}

/* --- answers --- */

static void
answer (MgStaffConfirmScreen *self, Pb__StaffAnswer value)
{
  MgTable *table = mg_list_screen_get_table (self);
  const guint at = mg_table_get_selected (table);
  if (!self->answered || at >= self->answered->n_members)
    return;
  self->answers[at] = value;
  mg_list_screen_refresh (self);
  mg_table_select (table, MIN (at + 1, (guint)self->answered->n_members - 1));
  gtk_widget_grab_focus (GTK_WIDGET (table));
}

static void
keep (gpointer self)
{
  answer (self, PB__STAFF_ANSWER__STAFF_KEEP);
}

static void
end (gpointer self)
{
  answer (self, PB__STAFF_ANSWER__STAFF_END);
}

static gboolean
key_cb (GtkEventControllerKey *controller, guint key, guint code, GdkModifierType state,
        MgStaffConfirmScreen *self)
{
  if (mg_base_screen_get_sheet (self))
    return FALSE;
  if (key == GDK_KEY_1 || key == GDK_KEY_KP_1 || key == GDK_KEY_space)
    keep (self);
  else if (key == GDK_KEY_2 || key == GDK_KEY_KP_2)
    end (self);
  else
    return FALSE;
  return TRUE;
}

/* --- the signature --- */

static void
sign_cb (MgStaffConfirmScreen *self)
{
  mg_base_screen_expect (self);
  mg_staff_confirm (staff (self), self->answers);
  mg_base_screen_close_sheet (self);
}

static void
sign (gpointer data)
{
  MgStaffConfirmScreen *self = data;
  const guint open = count (self, PB__STAFF_ANSWER__STAFF_ANSWER_NONE);
  const guint to_end = count (self, PB__STAFF_ANSWER__STAFF_END);
  for (guint i = 0; open > 0 && i < self->answered->n_members; i++)
    if (self->answers[i] == PB__STAFF_ANSWER__STAFF_ANSWER_NONE)
      {
        mg_table_select (mg_list_screen_get_table (self), i);
        mg_base_screen_say (self, "t-bad", _ ("まだ答えていない職員がいます。［1］必要か［2］不要で答えてください。"));
        return;
      }
  g_autofree char *title = g_strdup_printf (_ ("%u 人の確認に署名しますか"),
                                            (guint)self->answered->n_members);
  g_autofree char *ends = g_strdup_printf (
      _ ("不要とした %u 人は、このあと 61 で抹消を依頼してください。依頼するまで報告に残ります。"), to_end);
  MgSheet *sheet = mg_sheet_new (title, _ ("署名する"), _ ("やめる"), FALSE);
  mg_sheet_add_text (sheet, _ ("この年度に、だれがどの役割でこの仕組みを使うかを確かめた記録になります。"));
  if (to_end > 0)
    mg_sheet_add_text (sheet, ends);
  g_signal_connect_swapped (sheet, "act", G_CALLBACK (sign_cb), self);
  mg_base_screen_open_sheet (self, sheet);
}

static gboolean
has_rows (gpointer data)
{
  MgStaffConfirmScreen *self = data;
  return self->answered && self->answered->n_members > 0;
}

/* --- keys --- */

static const MgKeyRow keys[] = {
    {4, N_ ("必要"), keep, has_rows},
    {5, N_ ("読み直す"), mg_list_screen_ask, NULL},
    {6, N_ ("不要"), end, has_rows},
    {7, N_ ("前の職員"), mg_list_screen_previous, NULL},
    {8, N_ ("次の職員"), mg_list_screen_next, NULL},
    {12, N_ ("署名する"), sign, has_rows},
};

/* --- screen --- */

static void
build (gpointer data)
{
  MgStaffConfirmScreen *self = data;
  GtkEventController *controller = gtk_event_controller_key_new ();
  GtkBox *side = mg_list_screen_get_side (self);
  gtk_box_append (side, mg_card_new (_ ("まだ確認していない所属"), &self->reminders));
  gtk_widget_set_visible (GTK_WIDGET (side), FALSE);
  gtk_event_controller_set_propagation_phase (controller, GTK_PHASE_CAPTURE);
  g_signal_connect (controller, "key-pressed", G_CALLBACK (key_cb), self);
  gtk_widget_add_controller (GTK_WIDGET (mg_list_screen_get_table (self)), controller);
}

static void
ask (gpointer self)
{
  const MgSession *session = mg_desk_get_session (mg_base_screen_get_desk (self));
  mg_staff_forget (staff (self));
  mg_staff_ask (staff (self), MG_STAFF_TO_CONFIRM);
  if (mg_session_may (session, "STAFF_REPORT"))
    mg_staff_ask (staff (self), MG_STAFF_REMINDERS);
}

static void
clear (gpointer self)
{
  mg_staff_clear (staff (self));
}

static const MgListSpec spec = {
    .title = N_ ("登録の年次確認"),
    .help = N_ ("年度の初めと登録が変わったときに、所属の職員 1 人ずつについて、仕事にまだ必要かを答えます。\n"
                "すべて答えたら［F12］で署名します。所属長の分は権限者が確認します。自分の分は自分で確認できません。"),
    .keys = keys,
    .n_keys = G_N_ELEMENTS (keys),
    .name = N_ ("確認する職員"),
    .columns = columns,
    .n_columns = G_N_ELEMENTS (columns),
    .cell = cell,
    .get_model = staff,
    .ask = ask,
    .fill = fill,
    .say_act = mg_staff_say_act,
    .clear = clear,
    .build = build,
};

static void
mg_staff_confirm_screen_finalize (GObject *object)
{
  MgStaffConfirmScreen *self = MG_STAFF_CONFIRM_SCREEN (object);
  if (drawn == self)
    drawn = NULL;
  g_free (self->answers);
  G_OBJECT_CLASS (mg_staff_confirm_screen_parent_class)->finalize (object);
}

static void
mg_staff_confirm_screen_class_init (MgStaffConfirmScreenClass *klass)
{
  G_OBJECT_CLASS (klass)->finalize = mg_staff_confirm_screen_finalize;
  mg_list_screen_class_set (klass, &spec);
}

static void
mg_staff_confirm_screen_init (MgStaffConfirmScreen *self)
{
}

GtkWidget *
mg_staff_confirm_screen_new (MgDesk *desk)
{
  return mg_list_screen_create (MG_TYPE_STAFF_CONFIRM_SCREEN, desk);
}
