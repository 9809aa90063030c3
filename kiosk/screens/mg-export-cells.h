/* SPDX-License-Identifier: Apache-2.0
 * How the screens of the export show a request: rows of a list, and fields of one. Shows only. */
#pragma once
#include "widgets/mg-table.h"
#include "work/mg-exports.h"

/* Rows of MgHolder of const Pb__ExportItem *. */
MgTable *mg_export_table_new (const char *name, GListModel *model);       /* everything: 57 */
MgTable *mg_export_table_new_short (const char *name, GListModel *model); /* 内容, 状態, 申請 */
/* What leaves, to whom and why; empties box first. item NULL: nothing. */
void mg_export_show_what (GtkBox *box, const Pb__ExportItem *item);
/* Who, from which terminal, on which stick, under which name. not_after_us: of the permission, 0:
 * not known yet. */
void mg_export_show_where (GtkBox *box, const Pb__ExportItem *item, gint64 not_after_us);
/* How far it came: asked, decided, redeemed, closed, with the written digest. */
void mg_export_show_way (GtkBox *box, const Pb__ExportItem *item);
/* "山本 里佳（102345）"; to be freed. */
char *mg_export_person_format (const char *name, const char *staff_no);
/* "令和8年11月28日 から …まで"; to be freed. */
char *mg_export_period_format (const Pb__BuiltExtract *extract);
