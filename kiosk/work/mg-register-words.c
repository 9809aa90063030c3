/* SPDX-License-Identifier: Apache-2.0
 * The words of MgRegister's states and steps. */
#include <string.h>
#include "mg-register.h"
#include "model/mg-i18n.h"

const char *
mg_receipt_state_word (guint state)
{
  static const char *const words[MG_N_RECEIPT_STATES]
      = {N_ ("すべて"), N_ ("照合待ち"), N_ ("照合済"), N_ ("送付済"),
         N_ ("完結"),   N_ ("返戻"),     N_ ("取下げ"), N_ ("却下")};
  return state < MG_N_RECEIPT_STATES ? _ (words[state]) : "";
}

const char *
mg_receipt_state_tone (guint state)
{
  static const char *const tones[MG_N_RECEIPT_STATES]
      = {"", "key", "good", "good", "good", "warn", "", "bad"};
  return state < MG_N_RECEIPT_STATES ? tones[state] : "";
}

static const struct
{
  const char *what; /* in the protocol */
  const char *word;
  const char *reasons;
} steps[] = {
    {"entered", N_ ("受付処理"), ""},
    {"corrected", N_ ("訂正"), "correction_reason"},
    {"returned", N_ ("返戻"), "return_reason"},
    {"resumed", N_ ("再開"), "resume_reason"},
    {"withdrawn", N_ ("取下げ"), "withdrawal_reason"},
    {"rejected", N_ ("却下"), "rejection_reason"},
    {"checked", N_ ("照合"), ""},
    {"sent", N_ ("送付"), ""},
};

const char *
mg_receipt_step_word (const char *what)
{
  for (gsize i = 0; i < G_N_ELEMENTS (steps); i++)
    if (strcmp (steps[i].what, what) == 0)
      return _ (steps[i].word);
  return what;
}

const char *
mg_receipt_step_reasons (const char *what)
{
  for (gsize i = 0; i < G_N_ELEMENTS (steps); i++)
    if (strcmp (steps[i].what, what) == 0)
      return steps[i].reasons;
  return "";
}

const char *
mg_form_kind_word (int kind)
{
  return kind == PB__FORM_KIND__FORM_ACQUIRE_FIRST ? _ ("資格取得届（第1号）") : "";
}
