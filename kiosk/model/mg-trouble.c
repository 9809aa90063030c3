/* SPDX-License-Identifier: Apache-2.0 */
#include "mg-trouble.h"
#include <gio/gio.h>
#include <string.h>
#include "mg-i18n.h"

typedef struct
{
  char field[MG_FIELD_BYTES];
} MgTroublePrivate;

static void
mg_trouble_private_init (MgTroublePrivate *private)
{
  private->field[0] = '\0';
}

static void
mg_trouble_private_copy (const MgTroublePrivate *from, MgTroublePrivate *to)
{
  memcpy (to->field, from->field, sizeof to->field);
}

static void
mg_trouble_private_clear (MgTroublePrivate *private)
{
}

G_DEFINE_EXTENDED_ERROR (MgTrouble, mg_trouble)

GError *
mg_trouble_new (MgTrouble trouble, const char *field, const char *incident)
{
  GError *error = g_error_new (MG_TROUBLE, (gint)trouble, "%s", incident);
  g_strlcpy (mg_trouble_get_private (error)->field, field, MG_FIELD_BYTES);
  return error;
}

const char *
mg_trouble_field_of (const GError *error)
{
  return error->domain == MG_TROUBLE ? mg_trouble_get_private (error)->field : "";
}

static const char *const words[] = {
    [MG_TROUBLE_LOST] = N_ ("サーバーにつながりません。入力はこの画面に残っています。"),
    [MG_TROUBLE_SEALED]
    = N_ ("サーバーは準備中です（鍵の開封を待っています）。開封されると自動で使えるようになります。"),
    [MG_TROUBLE_BUSY] = N_ ("混み合っています。自動でもう一度たずねます。"),
    [MG_TROUBLE_REFUSED] = N_ (
        "ログインできませんでした。職員番号・パスワード・指をもう一度確かめてください。"),
    [MG_TROUBLE_DENIED]
    = N_ ("この操作の権限がありません。必要なときは係長に依頼してください。記録しました。"),
    [MG_TROUBLE_LOCKED] = N_ ("画面はロックされています。指を置いて再開してください。"),
    [MG_TROUBLE_ENDED] = N_ ("ログインの時間が終わりました。もう一度ログインしてください。"),
    [MG_TROUBLE_TERMINAL]
    = N_ ("この端末は登録されていません。情報システム課に連絡してください。"),
    [MG_TROUBLE_NOT_FOUND] = N_ ("該当する記録がありません。検索からやり直してください。"),
    [MG_TROUBLE_INVALID] = N_ ("この条件では探せません。条件を変えてください。"),
    [MG_TROUBLE_CONFLICT]
    = N_ ("ほかの職員が先に変更しました。あなたの入力は残っています。［F5］で読み直してください。"),
    [MG_TROUBLE_RULE]
    = N_ ("決まりに合わないので、登録していません。右の事前判定に理由と条文があります。"),
    [MG_TROUBLE_FRESH]
    = N_ ("本人確認の時間が過ぎたか、済んでいません。何も変わっていません。もう一度［F12］から行ってください。"),
    [MG_TROUBLE_UNCERTAIN]
    = N_ ("終わったかどうか確かめています。もう一度押さないでください。"),
    [MG_TROUBLE_DATA]
    = N_ ("記録の検査に合わないデータがありました。表示しません。情報システム課に連絡してください。"),
    [MG_TROUBLE_ALARM]
    = N_ ("記録の異常のため、照会を止めています。上の赤い帯のとおりに連絡してください。"),
    [MG_TROUBLE_INTERNAL]
    = N_ ("サーバーで処理できませんでした。何も変わっていません。続くときは情報システム課に連絡してください。"),
    [MG_TROUBLE_CANCELLED] = N_ ("中止しました。"),
};
G_STATIC_ASSERT (G_N_ELEMENTS (words) == MG_N_TROUBLES);

const char *
mg_trouble_words (MgTrouble trouble)
{
  return _ (words[trouble]);
}

MgTrouble
mg_trouble_of (const GError *error)
{
  if (error->domain == MG_TROUBLE && error->code >= 0 && error->code < MG_N_TROUBLES)
    return (MgTrouble)error->code;
  return g_error_matches (error, G_IO_ERROR, G_IO_ERROR_CANCELLED) ? MG_TROUBLE_CANCELLED
                                                                   : MG_TROUBLE_INTERNAL;
}

gboolean
mg_trouble_passes (MgTrouble trouble)
{
  return trouble == MG_TROUBLE_LOST || trouble == MG_TROUBLE_SEALED || trouble == MG_TROUBLE_BUSY;
}
