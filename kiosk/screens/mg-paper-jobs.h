/* SPDX-License-Identifier: Apache-2.0
 * What was printed today and what waits, as a table. */
#pragma once
#include "widgets/mg-table.h"

/* items: MgHolder of const Pb__PaperJob *. */
MgTable *mg_paper_jobs_new (GListModel *items);
const char *mg_paper_kind_word (int kind); /* 受付票 … */
