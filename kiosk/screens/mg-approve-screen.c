/* SPDX-License-Identifier: Apache-2.0 */
#include "mg-approve-screen.h"
#include "app/mg-base-screen.h"
#include "mg-approve-parts.h"
#include "mg-export-cells.h"
#include "mg-fresh-sheet.h"
#include "model/mg-digest.h"
#include "model/mg-fields.h"
#include "model/mg-i18n.h"
#include "widgets/mg-field.h"
#include "widgets/mg-label.h"
#include "widgets/mg-layout.h"
#include "widgets/mg-hidden-text.h"
#include "widgets/mg-pin-entry.h"
#include "widgets/mg-text-entry.h"

#define WORDS_CHARS 40
#define WORDS_MAX 100

struct _MgApproveScreen
{
  MgBaseScreen parent_instance;
  /* children */
  GtkBox *what;
  GtkBox *where;
  GtkLabel *rows_right;
  GtkBox *rows_place;
  GtkBox *checks;
  GtkWidget *pin;
  GtkLabel *follows;
  GtkLabel *digests;
  GtkWidget *rows;  /* NULL: none; borrowed */
  GtkWidget *words; /* of the sheet that refuses; borrowed */
  /* state */
  gconstpointer shown; /* the page in sight */
  MgSigning seen_signing;
  gboolean keeps_word; /* what was said about an act stays until a key */
};

#define MG_TYPE_APPROVE_SCREEN (mg_approve_screen_get_type ())
G_DECLARE_FINAL_TYPE (MgApproveScreen, mg_approve_screen, MG, APPROVE_SCREEN, MgBaseScreen)
G_DEFINE_FINAL_TYPE (MgApproveScreen, mg_approve_screen, MG_TYPE_BASE_SCREEN)

static MgApproval *
approval (gpointer self)
{
  return mg_desk_get_approval (mg_base_screen_get_desk (self));
}

/* --- what is shown --- */

static void
show_rows (MgApproveScreen *self)
{
  guint first_row;
  const Pb__ExportPreviewReply *page = mg_approval_get_page (approval (self), &first_row);
  if (self->shown == page)
    return;
  self->shown = page;
  if (self->rows)
    {
      mg_rows_clear (self->rows);
      gtk_box_remove (self->rows_place, self->rows);
      self->rows = NULL;
    }
  gtk_label_set_text (self->rows_right, "");
  if (!page || !page->item || !page->item->extract)
    return;
  g_autofree char *all = mg_count_format (page->item->extract->row_count);
  g_autofree char *head
      = page->n_rows == 0 ? g_strdup (_ ("中身は 0 行です"))
                          : g_strdup_printf (_ ("%u 行目から %u 行目まで　全 %s 行　表で［←］［→］：ほかの列"), first_row + 1,
                                             first_row + (guint)page->n_rows, all);
  gtk_label_set_text (self->rows_right, head);
  self->rows = mg_rows_new (page);
  gtk_box_append (self->rows_place, self->rows);
}

static void
show_digests (MgApproveScreen *self, const Pb__ExportPreviewReply *seen)
{
  if (!seen)
    {
      gtk_label_set_text (self->digests, "");
      gtk_label_set_text (self->follows, "");
      return;
    }
  g_autofree char *plain = mg_digest_format (seen->plain_sha256.data, seen->plain_sha256.len);
  g_autofree char *sealed = mg_digest_format (seen->sealed_sha256.data, seen->sealed_sha256.len);
  g_autofree char *both
      = g_strdup_printf ("%s\n%s\n%s\n%s", _ ("中身"), plain, _ ("封をしたファイル"), sealed);
  g_autofree char *rows
      = mg_count_format (seen->item && seen->item->extract ? seen->item->extract->row_count : 0);
  g_autofree char *follows = g_strdup_printf (
      _ ("署名すると、この %s 行がこの媒体で 1 回だけ持ち出せるようになります。"), rows);
  gtk_label_set_text (self->digests, both);
  gtk_label_set_text (self->follows, follows);
}

static void
show (MgApproveScreen *self)
{
  const Pb__ExportPreviewReply *seen = mg_approval_get_first (approval (self));
  const Pb__ExportItem *item = seen ? seen->item : NULL;
  mg_export_show_what (self->what, item);
  if (item)
    {
      g_autofree char *columns = mg_columns_format (seen);
      gtk_box_append (self->what, mg_field_new_toned (_ ("列"), columns, "field-value"));
    }
  mg_export_show_where (self->where, item, seen ? seen->not_after_us : 0);
  mg_checks_show (self->checks, seen, mg_base_screen_get_staff_no (self));
  show_digests (self, seen);
  show_rows (self);
}

static void
say_usual (MgApproveScreen *self)
{
  const Pb__ExportListReply *list = mg_approval_get_list (approval (self));
  const MgTrouble trouble = mg_approval_get_trouble (approval (self));
  if (self->keeps_word)
    return;
  if (trouble != MG_N_TROUBLES)
    mg_base_screen_say (self, "t-bad", mg_trouble_words (trouble));
  else if (!list || mg_approval_is_busy (approval (self)))
    mg_base_screen_say (self, NULL, _ ("照会中…"));
  else if (list->n_items == 0)
    mg_base_screen_say (self, NULL, _ ("承認を待つ申請はありません。"));
  else if (mg_base_screen_is_here (self))
    {
      g_autofree char *right = g_strdup_printf (_ ("承認待ち %zu 件中 %u 件目"), list->n_items,
                                                mg_approval_get_chosen (approval (self)) + 1);
      mg_screen_say (MG_SCREEN (self), NULL,
                     _ ("中身を確かめ、署名鍵の暗証番号を入れて［F12］で署名します。中身を見ないま"
                        "ま署名しないでください。"),
                     right);
    }
}

/* --- the signature --- */

static void
fresh_cb (gpointer self, MgSecret *token)
{
  mg_base_screen_expect (self);
  mg_approval_approve (approval (self), token);
}

static void
say_signing (MgApproveScreen *self, MgSigning signing)
{
  static const char *const words[] = {
      [MG_SIGNING_NONE] = NULL,
      [MG_SIGNING_OPENING] = N_ ("署名鍵を開いています…"),
      [MG_SIGNING_SIGNED] = N_ ("署名しました。届けるために本人確認をします。"),
      [MG_SIGNING_WRONG_PIN]
      = N_ ("暗証番号が違います。署名していません。もう一度入れてください。"),
      [MG_SIGNING_CARD_SHUT]
      = N_ ("カードがロックされました。署名していません。情報システム課に連絡してください。"),
      [MG_SIGNING_NO_CARD] = N_ ("署名鍵のカードが見つかりません。署名していません。カードを差して"
                                 "［F12］を押してください。"),
      [MG_SIGNING_TWO_CARDS] = N_ ("同じ署名鍵を見せるカードが二枚以上あります。署名していません。"
                                   "自分のカードだけを差して［F12］を押してください。"),
      [MG_SIGNING_BROKEN]
      = N_ ("署名鍵を開けません。署名していません。情報システム課に連絡してください。"),
  };
  if (words[signing])
    mg_base_screen_say (self, signing > MG_SIGNING_SIGNED ? "t-bad" : "t-warn", _ (words[signing]));
}

static void
follow_signing (MgApproveScreen *self)
{
  const MgSigning signing = mg_approval_get_signing (approval (self));
  if (signing == self->seen_signing)
    return;
  self->seen_signing = signing;
  self->keeps_word = signing != MG_SIGNING_NONE || self->keeps_word;
  say_signing (self, signing);
  if (!mg_base_screen_is_here (self))
    return;
  if (signing == MG_SIGNING_SIGNED)
    mg_fresh_sheet_open (self, "/madoguchi.v1.Export/Approve", _ ("承認する本人の確認"), fresh_cb,
                         self);
  else if (signing > MG_SIGNING_SIGNED)
    gtk_widget_grab_focus (self->pin);
}

static void
follow_act (MgApproveScreen *self)
{
  static const MgActSays says[] = {
      {N_ ("署名を届けています…"), N_ ("署名しました。申請した人が持ち出せるようになりました。"),
       N_ ("署名を届けませんでした。申請が取り下げられたか、決裁されています。"),
       N_ ("署名は受け付けられませんでした。承認していません。")},
      {N_ ("差し戻しています…"), N_ ("差し戻しました。申請した人にことばが届きます。"),
       N_ ("差し戻していません。申請が取り下げられたか、決裁されています。"), NULL},
  };
  gboolean is_refusal;
  const MgAct *act = mg_approval_get_act (approval (self), &is_refusal);
  if (!mg_base_screen_say_act (self, act, &says[is_refusal ? 1 : 0]))
    return;
  self->keeps_word = TRUE;
  if (act->state == MG_ACT_DONE || act->state == MG_ACT_FAILED)
    mg_approval_ask (approval (self), mg_base_screen_get_staff_no (self));
}

static void
changed_cb (MgApproveScreen *self)
{
  show (self);
  follow_signing (self);
  follow_act (self);
  say_usual (self);
  mg_screen_changed (MG_SCREEN (self));
}

static void
sign_cb (MgApproveScreen *self)
{
  const MgTicketVerdict verdict = mg_approval_sign (
      approval (self), mg_hidden_text_get (self->pin), mg_desk_now_us (mg_base_screen_get_desk (self)));
  mg_entry_set (self->pin, "");
  mg_base_screen_close_sheet (self);
  if (verdict == MG_TICKET_OK)
    return;
  self->keeps_word = TRUE;
  mg_base_screen_say (self, "t-bad", mg_ticket_words (verdict));
}

static void
ask_sign (gpointer data)
{
  MgApproveScreen *self = data;
  const Pb__ExportPreviewReply *seen = mg_approval_get_first (approval (self));
  gboolean is_refusal;
  const MgAct *act = mg_approval_get_act (approval (self), &is_refusal);
  if (act->state == MG_ACT_UNSETTLED)
    {
      if (is_refusal)
        mg_approval_refuse (approval (self), "");
      else
        mg_approval_approve (approval (self), NULL);
      return;
    }
  if (!seen || !seen->item || !seen->item->extract)
    {
      mg_base_screen_say (self, NULL, _ ("署名する申請がありません。"));
      return;
    }
  if (!*mg_hidden_text_get (self->pin))
    {
      gtk_widget_grab_focus (self->pin);
      mg_base_screen_say (self, "t-bad", _ ("署名鍵の暗証番号を入れてください。"));
      return;
    }
  const Pb__ExportItem *item = seen->item;
  g_autofree char *rows = mg_count_format (item->extract->row_count);
  g_autofree char *title = g_strdup_printf (_ ("%s 行の持ち出しに署名しますか"), rows);
  g_autofree char *who = mg_export_person_format (item->requester_name, item->requester);
  g_autofree char *body
      = g_strdup_printf (_ ("%s\n%s さんが、媒体 %s で、%s に渡します。\n"
                            "4 時間以内に 1 回だけ書き出せます。署名は取り消せません。"),
                         item->extract->title, who, item->medium_label, item->recipient);
  MgSheet *sheet = mg_sheet_new (title, _ ("署名する"), _ ("やめる"), FALSE);
  mg_sheet_add_text (sheet, body);
  g_signal_connect_object (sheet, "act", G_CALLBACK (sign_cb), self, G_CONNECT_SWAPPED);
  mg_base_screen_open_sheet (self, sheet);
}

static void
refuse_cb (MgApproveScreen *self)
{
  if (!*mg_entry_text (self->words))
    {
      mg_sheet_say (mg_base_screen_get_sheet (self), "t-bad",
                    _ ("差し戻すことばを入れてください。"));
      gtk_widget_grab_focus (self->words);
      return;
    }
  mg_base_screen_expect (self);
  mg_approval_refuse (approval (self), mg_entry_text (self->words));
  mg_base_screen_close_sheet (self);
}

static void
ask_refuse (gpointer data)
{
  MgApproveScreen *self = data;
  MgSheet *sheet
      = mg_sheet_new (_ ("この申請を差し戻しますか"), _ ("差し戻す"), _ ("やめる"), TRUE);
  self->words = mg_text_entry_new (_ ("差し戻すことば"), WORDS_CHARS, WORDS_MAX);
  mg_sheet_add_text (sheet, _ ("申請した人に、このことばがそのまま届きます。"));
  mg_sheet_add (sheet, mg_text_new (_ ("差し戻すことば"), "t-strong"));
  mg_sheet_add (sheet, self->words);
  mg_sheet_set_focus (sheet, self->words);
  g_signal_connect_object (sheet, "act", G_CALLBACK (refuse_cb), self, G_CONNECT_SWAPPED);
  mg_base_screen_open_sheet (self, sheet);
}

/* --- keys --- */

static void
ask_again (gpointer data)
{
  MgApproveScreen *self = data;
  self->keeps_word = FALSE;
  mg_approval_ask (approval (self), mg_base_screen_get_staff_no (self));
}

static void
step (MgApproveScreen *self, int by)
{
  const Pb__ExportListReply *list = mg_approval_get_list (approval (self));
  const int wanted = (int)mg_approval_get_chosen (approval (self)) + by;
  if (!list || wanted < 0 || wanted >= (int)list->n_items)
    return;
  self->keeps_word = FALSE;
  mg_entry_set (self->pin, "");
  mg_approval_choose (approval (self), (guint)wanted);
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

static void
turn (gpointer data)
{
  MgApproveScreen *self = data;
  self->keeps_word = FALSE;
  if (!mg_approval_turn (approval (self), 1) && self->rows)
    gtk_widget_grab_focus (self->rows);
}

static void
turn_back (gpointer data)
{
  mg_approval_turn (approval (data), -1);
}

static gboolean
has_item (gpointer self)
{
  return mg_approval_get_first (approval (self)) != NULL;
}

static gboolean
has_before (gpointer self)
{
  guint first_row;
  mg_approval_get_page (approval (self), &first_row);
  return first_row > 0;
}

static void
undo (gpointer data)
{
  MgApproveScreen *self = data;
  mg_entry_set (self->pin, "");
  gtk_widget_grab_focus (self->pin);
}

static const MgKeyRow keys[] = {
    {0, NULL, undo, NULL},
    {4, N_ ("続きの行"), turn, has_item},
    {5, N_ ("読み直す"), ask_again, NULL},
    {6, N_ ("前の行へ"), turn_back, has_before},
    {7, N_ ("前の申請"), previous, has_item},
    {8, N_ ("次の申請"), next, has_item},
    {10, N_ ("差し戻す"), ask_refuse, has_item},
    {12, N_ ("署名する"), ask_sign, NULL},
};

static void
enter (gpointer self, const char *argument)
{
  ask_again (self);
}

static void
leave (gpointer data)
{
  MgApproveScreen *self = data;
  mg_entry_set (self->pin, "");
  mg_approval_drop_signature (approval (self));
  self->seen_signing = MG_SIGNING_NONE;
}

static void
wipe (gpointer self)
{
  mg_approval_clear (approval (self));
}

static GtkWidget *
get_focus (gpointer self)
{
  return MG_APPROVE_SCREEN (self)->pin;
}

static const MgBaseSpec spec = {
    .title = N_ ("持ち出し承認"),
    .help = N_ ("だれが、何を、どの媒体で、どこへ持ち出すかと、ファイルの中身そのものを示します。［"
                "F4］で続きの行を見ます。\n"
                "署名鍵の暗証番号を入れて［F12］で署名し、パスワードと指で本人確認をします。署名は"
                "、見えている中身だけに有効です。"),
    .keys = keys,
    .n_keys = G_N_ELEMENTS (keys),
    .enter = enter,
    .leave = leave,
    .wipe = wipe,
    .get_focus = get_focus,
};

static void
mg_approve_screen_class_init (MgApproveScreenClass *klass)
{
  MG_BASE_SCREEN_CLASS (klass)->spec = &spec;
}

static void
add_side (MgApproveScreen *self, GtkBox *side)
{
  GtkBox *box;
  GtkWidget *card;
  gtk_box_append (side, mg_card_new (_ ("確認"), &self->checks));
  card = mg_card_new (_ ("署名"), &box);
  gtk_widget_set_vexpand (card, TRUE);
  gtk_box_set_spacing (box, 6);
  self->pin = mg_pin_entry_new (_ ("署名鍵の暗証番号"));
  self->follows = GTK_LABEL (mg_paragraph_new ("", "t-label"));
  self->digests = GTK_LABEL (mg_text_new ("", "t-mono t-small"));
  gtk_label_set_wrap (self->follows, TRUE);
  gtk_box_append (box, mg_text_new (_ ("署名鍵の暗証番号"), "t-strong"));
  gtk_box_append (box, self->pin);
  gtk_box_append (box, GTK_WIDGET (self->follows));
  gtk_box_append (box, mg_text_new (_ ("署名する内容の指紋"), "t-label"));
  gtk_box_append (box, GTK_WIDGET (self->digests));
  gtk_box_append (side, card);
  g_signal_connect_swapped (self->pin, "activate", G_CALLBACK (ask_sign), self);
}

static void
mg_approve_screen_init (MgApproveScreen *self)
{
  GtkBox *main_box, *side_box;
  GtkWidget *body = mg_columns_new ("side-m", &main_box, &side_box);
  GtkWidget *place = gtk_box_new (GTK_ORIENTATION_VERTICAL, 0);
  self->rows_place = GTK_BOX (place);
  gtk_box_append (main_box, mg_card_new (_ ("何を持ち出すか"), &self->what));
  gtk_box_append (main_box, mg_card_new (_ ("だれが・どこで・どの媒体に"), &self->where));
  gtk_box_append (main_box, mg_table_card_new (_ ("中身の確認"), place, &self->rows_right));
  add_side (self, side_box);
  mg_base_screen_set_content (self, body);
}

GtkWidget *
mg_approve_screen_new (MgDesk *desk)
{
  gpointer self = mg_base_screen_create (MG_TYPE_APPROVE_SCREEN, desk);
  g_signal_connect_object (mg_desk_get_approval (desk), "changed", G_CALLBACK (changed_cb), self,
                           G_CONNECT_SWAPPED);
  return GTK_WIDGET (self);
}
