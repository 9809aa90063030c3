/* SPDX-License-Identifier: Apache-2.0 */
#include "mg-paper-jobs.h"
#include "madoguchi/v1/paper.pb-c.h"
#include "model/mg-era.h"
#include "model/mg-i18n.h"

static MgColumn columns[] = {
    {N_ ("時刻"), MG_CELL_TEXT, 480}, {N_ ("帳票"), MG_CELL_TEXT, 760},
    {N_ ("部数"), MG_CELL_NUM, 330},  {N_ ("プリンター"), MG_CELL_TEXT, 640},
    {N_ ("状態"), MG_CELL_PILL, 0},
};

const char *
mg_paper_kind_word (int kind)
{
  return kind == PB__PAPER_KIND__PAPER_RECEIPT_SLIP ? _ ("受付票")
         : kind == PB__PAPER_KIND__PAPER_CHECK_LIST ? _ ("照合用リスト")
                                                    : "";
}

static char *
job_pills (const Pb__PaperJob *job)
{
  static const char *const words[]
      = {N_ ("待っています"), N_ ("送りました"), N_ ("印刷済"), N_ ("失敗"), N_ ("取消")};
  static const char *const tones[] = {"key", "key", "good", "bad", ""};
  const guint state = (guint)job->state < G_N_ELEMENTS (words) ? (guint)job->state : 3;
  const gboolean in_trouble = *job->trouble && state < 2;
  return g_strdup_printf ("%s:%s%s%s", in_trouble ? "warn" : tones[state],
                          in_trouble ? _ ("止まっています") : _ (words[state]),
                          job->reprint_of ? "|warn:" : "", job->reprint_of ? _ ("再印刷") : "");
}

static char *
job_cell (gpointer item, guint column)
{
  const Pb__PaperJob *job = item;
  g_autofree char *clock = mg_clock_format (job->asked_us);
  const char *end = g_utf8_strrchr (clock, -1, 0xff09);
  switch (column)
    {
    case 0:
      return g_strdup (end ? g_utf8_next_char (end) : clock);
    case 1:
      return g_strdup (job->paper ? mg_paper_kind_word (job->paper->kind) : "");
    case 2:
      return g_strdup_printf ("%u", job->copies);
    case 3:
      return g_markup_escape_text (job->printer, -1);
    default:
      return job_pills (job);
    }
}

MgTable *
mg_paper_jobs_new (GListModel *items)
{
  static gboolean translated;
  for (guint i = 0; !translated && i < G_N_ELEMENTS (columns); i++)
    columns[i].title = _ (columns[i].title);
  translated = TRUE;
  return mg_table_new (_ ("きょうの印刷"), columns, G_N_ELEMENTS (columns), items, job_cell);
}
