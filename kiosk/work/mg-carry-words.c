/* SPDX-License-Identifier: Apache-2.0
 * What MgCarry says to the clerk: what happened, what became of the ticket, what to do. */
#include "mg-carry-private.h"
#include "model/mg-i18n.h"

const char *
mg_reason_words (const char *reason)
{
  static const struct
  {
    const char *name;
    const char *words;
  } rows[] = {
#define MG_REASON(number, name, words, detail) {#name, words},
#include "agent/reasons.def"
#undef MG_REASON
  };
  for (gsize i = 0; i < G_N_ELEMENTS (rows); i++)
    if (g_str_equal (rows[i].name, reason))
      return _ (rows[i].words);
  return NULL;
}

const char *
mg_carry_phase_words (MgCarry *self)
{
  switch (self->state)
    {
    case MG_CARRY_LOADING:
      return _ ("ファイルを受け取っています…　［F3］で中止できます。");
    case MG_CARRY_READY:
      return _ ("準備ができました。媒体を差して［F12］で始めます。");
    case MG_CARRY_NONCE:
      return _ ("許可証・ファイル・媒体を確かめています…");
    case MG_CARRY_REDEEMING:
      return self->spent == MG_SPENT_UNKNOWN
                     && mg_write_get_act (self->redeem)->state == MG_ACT_UNSETTLED
                 ? _ ("許可証を使えたかどうか確かめています。このままお待ちください。")
                 : _ ("許可証を使っています…");
    case MG_CARRY_PROVING:
      return _ ("記録の証明を待っています…");
    case MG_CARRY_WRITING:
      return _ ("書き込んでいます。媒体を抜かないでください。");
    case MG_CARRY_ASKING:
      return _ ("前の書き出しがどう終わったかを、書き出し係にたずねています…");
    case MG_CARRY_CLOSING:
      return _ ("媒体の口は閉じました。結果をサーバーに届けています…");
    case MG_CARRY_DONE:
      return _ ("書き込みを確かめました。媒体を抜いてください。");
    default:
      return "";
    }
}

static const char *
what_happened (MgCarry *self)
{
  const char *words;
  switch (self->failure)
    {
    case MG_CARRY_REASON:
      words = mg_reason_words (self->reason);
      return words ? words : _ ("書き出し係が断りました");
    case MG_CARRY_TROUBLE:
      return mg_trouble_words (self->trouble);
    case MG_CARRY_NO_AGENT:
      return _ ("この端末の書き出し係が動いていません");
    case MG_CARRY_AGENT_GONE:
      return _ ("書き出し係との通信が切れました");
    case MG_CARRY_BAD_FILE:
      return _ ("受け取ったファイルが承認されたものと一致しません");
    case MG_CARRY_NO_PROOF:
      return _ ("記録の証明が時間内に届きませんでした");
    case MG_CARRY_GIVEN_UP:
      return _ ("中止しました");
    case MG_CARRY_NOT_TAKEN:
      return _ ("書き出しの結果をサーバーが受け付けませんでした");
    case MG_CARRY_WELL:
      break;
    }
  return "";
}

static const char *
what_became (MgCarry *self)
{
  if (self->failure == MG_CARRY_NOT_TAKEN)
    return _ ("許可証は使用済みです。媒体を抜かずに、係長と情報システム課に連絡してください。");
  if (self->spent == MG_SPENT_NO)
    return _ ("許可証は使われていません。媒体には何も書かれていません。直して［F12］でもう一度始め"
              "られます。");
  if (self->spent == MG_SPENT_UNKNOWN)
    return _ ("許可証が使われたかどうか分かりません。［F5］で読み直してください。");
  if (self->was_open)
    return _ ("許可証は使用済みです。媒体の中身は使えません。この持ち出しは終わりました。新しく申請"
              "してください。");
  return _ ("許可証は使用済みです。媒体には何も書かれていません。この持ち出しは終わりました。新しく"
            "申請してください。");
}

char *
mg_carry_failure_words (MgCarry *self)
{
  const char *what = what_happened (self);
  const gboolean ends = g_str_has_suffix (what, "。") || g_str_has_suffix (what, ".");
  return g_strconcat (what, ends ? "" : _ ("。"), what_became (self), NULL);
}
