/* SPDX-License-Identifier: Apache-2.0
 * How screen 63 shows the matrix of rights: rows of the table, and the cards beside it. Shows only. */
#pragma once
#include "madoguchi/v1/rights.pb-c.h"
#include "widgets/mg-table.h"

/* Rows of MgHolder of const Pb__RightsLine *. */
MgTable *mg_rights_table_new (const char *name, GListModel *model);
/* A matrix: version, digest, who and when; empties box first. matrix NULL: words instead. */
void mg_rights_show_matrix (GtkBox *box, const Pb__RightsMatrix *matrix, const char *otherwise);
/* Who gains and who loses what under the proposal; empties box first. */
void mg_rights_show_changes (GtkBox *box, const Pb__RightsShowReply *shown);
/* Cells that change; a line whose screens change counts as one more. */
guint mg_rights_count_changes (const Pb__RightsShowReply *shown);
