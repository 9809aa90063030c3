/* SPDX-License-Identifier: Apache-2.0 */
#include "mg-requests-screen.h"
#include "app/mg-list-screen.h"
#include "mg-request-sheets.h"
#include "model/mg-digest.h"
#include "model/mg-i18n.h"
#include "widgets/mg-field.h"

struct _MgRequestsScreen
{
  MgListScreen parent_instance;
};

#define MG_TYPE_REQUESTS_SCREEN (mg_requests_screen_get_type ())
G_DECLARE_FINAL_TYPE (MgRequestsScreen, mg_requests_screen, MG, REQUESTS_SCREEN, MgListScreen)
G_DEFINE_FINAL_TYPE (MgRequestsScreen, mg_requests_screen, MG_TYPE_LIST_SCREEN)

static gpointer
requests (gpointer self)
{
  return mg_desk_get_requests (mg_base_screen_get_desk (self));
}

/* --- a row, in the list and as a card --- */

static const MgColumn columns[] = {
    {N_ ("端末"), MG_CELL_NAME, 950},   {N_ ("置き場所"), MG_CELL_TEXT, 1300},
    {N_ ("出した人"), MG_CELL_TEXT, 900}, {N_ ("出した時刻"), MG_CELL_TEXT, 1250},
    {N_ ("状態"), MG_CELL_PILL, 0},
};

static char *
cell (gpointer row, guint column)
{
  const Pb__TerminalRequestItem *r = row;
  switch (column)
    {
    case 0:
      return g_markup_escape_text (r->name, -1);
    case 1:
      return g_markup_escape_text (r->section, -1);
    case 2:
      return g_markup_escape_text (r->renewal ? _ ("端末（更新）") : r->proposer_name, -1);
    case 3:
      return mg_clock_format (r->made_us);
    default:
      return g_strdup_printf ("%s:%s", mg_request_state_tone (r->state),
                              mg_request_state_word (r->state));
    }
}

static char *
who (const char *no, const char *name)
{
  return *no ? g_strdup_printf ("%s %s", no, name) : NULL;
}

static void
show (gpointer self, GtkBox *card, gconstpointer row)
{
  const Pb__TerminalRequestItem *r = row;
  g_autofree char *made = mg_instant_words (r->made_us);
  g_autofree char *by
      = r->renewal ? g_strdup (_ ("端末（更新）")) : who (r->proposer_no, r->proposer_name);
  g_autofree char *reviewed = r->reviewed_us > 0 ? mg_instant_words (r->reviewed_us) : NULL;
  g_autofree char *reviewer = who (r->reviewer_no, r->reviewer_name);
  g_autofree char *digest = r->fingerprint.len > 0
                                ? mg_digest_format (r->fingerprint.data, r->fingerprint.len)
                                : g_strdup (_ ("端末の画面で読みます"));
  const MgFieldWords fields[] = {
      {_ ("端末"), r->name},     {_ ("状態"), mg_request_state_word (r->state)},
      {_ ("置き場所"), r->section}, {_ ("区"), r->ward},
      {_ ("出した人"), by},       {_ ("出した時刻"), made},
      {_ ("決めた人"), reviewer}, {_ ("決めた時刻"), reviewed},
      {_ ("理由"), r->words},
  };
  mg_fields_add (card, fields, G_N_ELEMENTS (fields));
  gtk_box_append (card, mg_field_new_toned (_ ("依頼の番号"), digest, "t-mono t-small"));
}

/* --- the list and its news --- */

static void
fill (gpointer self, MgListFill *ret)
{
  const Pb__TerminalRequestsReply *list = mg_requests_get (requests (self));
  ret->trouble = mg_requests_get_trouble (requests (self));
  if (!list)
    return;
  for (size_t i = 0; i < list->n_requests; i++)
    g_ptr_array_add (ret->rows, list->requests[i]);
  ret->count = g_strdup_printf (_ ("%u 件"), ret->rows->len);
  ret->hint = _ ("［F4］で新しい端末の依頼を出し、別の職員が［F12］で承認します。");
}

static gboolean
say_act (gpointer self)
{
  static const MgActSays says[] = {
      [MG_REQUEST_PROPOSE] = {N_ ("依頼を出しています…"),
                              N_ ("依頼を出しました。別の職員が端末の画面の番号を読んで承認します。"), NULL, NULL},
      [MG_REQUEST_REVIEW] = {N_ ("記録しています…"), N_ ("記録しました。承認した依頼はサーバーの管理者が発行します。"),
                             NULL, NULL},
  };
  MgRequestAct which;
  const char *field;
  const MgAct *act = mg_requests_get_act (requests (self), &which, &field);
  const char *fault = act->state == MG_ACT_FAILED ? mg_request_fault_words (field) : NULL;
  if (!mg_base_screen_say_act (self, act, &says[which]))
    return FALSE;
  if (fault)
    mg_base_screen_say (self, "t-bad", fault);
  return TRUE;
}

/* --- keys --- */

static gboolean
has_folder (gpointer self)
{
  return mg_requests_has_folder (requests (self));
}

static gboolean
is_proposed (gpointer self)
{
  const Pb__TerminalRequestItem *r = mg_list_screen_get_row (self);
  return r && r->state == PB__TERMINAL_REQUEST_STATE__REQUEST_PROPOSED;
}

/* Who brought it does not approve it; the server says so too. */
static gboolean
is_anothers (gpointer self)
{
  const Pb__TerminalRequestItem *r = mg_list_screen_get_row (self);
  return is_proposed (self) && !g_str_equal (r->proposer_no, mg_base_screen_get_staff_no (self));
}

static void
refuse (gpointer self)
{
  mg_request_refuse_open (self, mg_list_screen_get_row (self));
}

static void
approve (gpointer self)
{
  mg_request_approve_open (self, mg_list_screen_get_row (self));
}

static void
back (gpointer self)
{
  mg_screen_go (MG_SCREEN (self), "terminal", NULL);
}

static const MgKeyRow keys[] = {
    {0, NULL, back, NULL},
    {4, N_ ("依頼を出す"), mg_request_propose_open, has_folder},
    {5, N_ ("読み直す"), mg_list_screen_ask, NULL},
    {7, N_ ("前の依頼"), mg_list_screen_previous, NULL},
    {8, N_ ("次の依頼"), mg_list_screen_next, NULL},
    {10, N_ ("却下する"), refuse, is_proposed},
    {12, N_ ("承認"), approve, is_anothers},
};

/* --- screen --- */

static void
ask (gpointer self)
{
  mg_requests_ask (requests (self));
}

static void
clear (gpointer self)
{
  mg_requests_clear (requests (self));
}

static const MgListSpec spec = {
    .title = N_ ("端末の登録"),
    .help = N_ ("新しい端末は、端末の前で鍵と依頼を作り（madoguchi-terminal request）、ひとりがここで依頼を出し、\n"
                "別の職員が端末の画面の番号を入れて承認します。そのあとサーバーの管理者が証明書を発行します。\n"
                "更新の依頼は端末が自分で出します。承認はいりません。"),
    .keys = keys,
    .n_keys = G_N_ELEMENTS (keys),
    .name = N_ ("端末の登録の依頼"),
    .head = N_ ("依頼"),
    .columns = columns,
    .n_columns = G_N_ELEMENTS (columns),
    .cell = cell,
    .card = N_ ("選んだ依頼"),
    .show = show,
    .get_model = requests,
    .ask = ask,
    .fill = fill,
    .say_act = say_act,
    .clear = clear,
};

static void
mg_requests_screen_class_init (MgRequestsScreenClass *klass)
{
  mg_list_screen_class_set (klass, &spec);
}

static void
mg_requests_screen_init (MgRequestsScreen *self)
{
}

GtkWidget *
mg_requests_screen_new (MgDesk *desk)
{
  return mg_list_screen_create (MG_TYPE_REQUESTS_SCREEN, desk);
}
