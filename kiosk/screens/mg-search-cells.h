/* SPDX-License-Identifier: Apache-2.0
 * The table of the search screen: what tells namesakes apart, and no more. Shows only. */
#pragma once
#include "widgets/mg-table.h"

/* rows: of MgRow. */
MgTable *mg_search_table_new (GListModel *rows);
