/* SPDX-License-Identifier: Apache-2.0
 * The words about accounts: kinds, states, what is out of order, and why a rule refused. */
#include <string.h>
#include "mg-staff.h"
#include "model/mg-i18n.h"

const char *
mg_staff_kind_word (Pb__StaffKind kind)
{
  static const char *const words[] = {
      [PB__STAFF_KIND__STAFF_KIND_NONE] = "",
      [PB__STAFF_KIND__STAFF_REGISTER] = N_ ("登録"),
      [PB__STAFF_KIND__STAFF_CHANGE] = N_ ("変更"),
      [PB__STAFF_KIND__STAFF_REMOVE] = N_ ("抹消"),
      [PB__STAFF_KIND__STAFF_PERSONAL] = N_ ("個人情報の利用"),
      [PB__STAFF_KIND__STAFF_PASSWORD] = N_ ("パスワード再発行"),
  };
  const char *word = (unsigned)kind < G_N_ELEMENTS (words) ? words[kind] : "";
  return *word ? _ (word) : "";
}

static const struct
{
  const char *word;
  const char *tone;
} states[] = {
    [PB__STAFF_STATE__STAFF_STATE_NONE] = {"", ""},
    [PB__STAFF_STATE__STAFF_REQUESTED] = {N_ ("審査待ち"), "key"},
    [PB__STAFF_STATE__STAFF_APPROVED] = {N_ ("承認済"), ""},
    [PB__STAFF_STATE__STAFF_DONE] = {N_ ("適用済"), "good"},
    [PB__STAFF_STATE__STAFF_REFUSED] = {N_ ("差戻し"), "bad"},
    [PB__STAFF_STATE__STAFF_WITHDRAWN] = {N_ ("取下げ"), ""},
    [PB__STAFF_STATE__STAFF_LAPSED] = {N_ ("不適用"), "bad"},
};

const char *
mg_staff_state_word (Pb__StaffState state)
{
  const char *word = (unsigned)state < G_N_ELEMENTS (states) ? states[state].word : "";
  return *word ? _ (word) : "";
}

const char *
mg_staff_state_tone (Pb__StaffState state)
{
  return (unsigned)state < G_N_ELEMENTS (states) ? states[state].tone : "";
}

static const struct
{
  const char *word;
  const char *tone;
  const char *advice;
} findings[] = {
    [PB__STAFF_FINDING__STAFF_FINDING_NONE] = {"", "", ""},
    [PB__STAFF_FINDING__STAFF_UNUSED]
    = {N_ ("60 日超 未使用"), "warn", N_ ("仕事に要るかを所属に確かめ、要らなければ抹消します。")},
    [PB__STAFF_FINDING__STAFF_UNKNOWN]
    = {N_ ("名簿にない"), "bad", N_ ("人事番号の誤りか、在籍しない人です。確かめ、在籍しなければ抹消します。")},
    [PB__STAFF_FINDING__STAFF_DEPARTED] = {N_ ("退職"), "bad", N_ ("すぐに抹消します。")},
    [PB__STAFF_FINDING__STAFF_TO_END]
    = {N_ ("不要と回答"), "bad", N_ ("年次確認で不要とされました。抹消します。")},
    [PB__STAFF_FINDING__STAFF_UNCONFIRMED]
    = {N_ ("年次確認なし"), "warn", N_ ("画面 65 で、所属長が要るかどうかに答えます。")},
};

const char *
mg_staff_finding_word (Pb__StaffFinding finding)
{
  const char *word = (unsigned)finding < G_N_ELEMENTS (findings) ? findings[finding].word : "";
  return *word ? _ (word) : "";
}

const char *
mg_staff_finding_tone (Pb__StaffFinding finding)
{
  return (unsigned)finding < G_N_ELEMENTS (findings) ? findings[finding].tone : "";
}

const char *
mg_staff_finding_advice (Pb__StaffFinding finding)
{
  const char *words = (unsigned)finding < G_N_ELEMENTS (findings) ? findings[finding].advice : "";
  return *words ? _ (words) : "";
}

const char *
mg_staff_rule_words (const char *rule)
{
  static const struct
  {
    const char *rule;
    const char *words;
  } rules[] = {
      {"not_a_head", N_ ("所属長だけが依頼できます。")},
      {"no_person_ref", N_ ("人事番号が分からない人がいるため、別の人と言えません。")},
      {"own_account", N_ ("自分の登録は、自分では扱えません。")},
      {"another_ward", N_ ("ほかの区の職員です。その所属の長が依頼します。")},
      {"another_section", N_ ("ほかの所属の職員です。その所属の長が依頼します。")},
      {"not_active", N_ ("いま使える登録ではありません。")},
      {"vendor_without_end", N_ ("委託先の登録には、終わりの日が要ります。")},
      {"vendor_role", N_ ("委託先の職員は、所属長にも権限者にもなれません。")},
      {"not_a_vendor", N_ ("委託先の職員ではありません。")},
      {"day_is_past", N_ ("適用日が過ぎています。")},
      {"day_too_far", N_ ("適用日が 1 年より先です。")},
      {"end_before_beginning", N_ ("終わりの日が適用日より前です。")},
      {"span_too_long", N_ ("個人情報の利用は、1 回に 31 日までです。")},
      {"nothing_changes", N_ ("いまの登録と同じで、変わるところがありません。")},
      {"number_taken", N_ ("その職員番号は、ほかの人が使っているか、いま使われています。")},
      {"asked_already", N_ ("その職員番号には、審査待ちか適用日前の依頼がもうあります。")},
      {"person_has_account", N_ ("その人事番号の人には、もう登録があります。")},
      {"not_in_personnel", N_ ("その人事番号の人は、人事の名簿にいないか、退職しています。")},
      {"account_changed", N_ ("依頼のあとで登録が変わりました。差し戻して、依頼し直してもらってください。")},
      {"decided_already", N_ ("もう決まっているか、取り下げられています。")},
      {"own_request", N_ ("依頼した人と同じ人は審査できません。")},
      {"decider_not_active", N_ ("審査する人の登録が有効ではありません。")},
      {"requester_not_in_office", N_ ("依頼した人は、いまは所属長ではありません。")},
      {"not_a_new_account", N_ ("もうログインした人です。忘れたときは、所属長が「パスワード再発行」を依頼します。")},
      {"not_of_the_list", N_ ("一覧にない職員が含まれています。")},
      {"still_open", N_ ("非常権限がまだ終わっていません。")},
      {"same_person", N_ ("同じ人がもう確認しています。もう一人の権限者が確認します。")},
      {"acknowledged_already", N_ ("もう二人が確認しています。")},
      {"not_the_authority", N_ ("権限者だけが確認できます。")},
      {"nothing_to_confirm", N_ ("確認するものはもうありません。")},
  };
  for (guint i = 0; i < G_N_ELEMENTS (rules); i++)
    if (strcmp (rules[i].rule, rule) == 0)
      return _ (rules[i].words);
  return rule;
}
