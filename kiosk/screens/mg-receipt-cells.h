/* SPDX-License-Identifier: Apache-2.0
 * The list of receipts as a table: one look for the register and the list for checking. */
#pragma once
#include "madoguchi/v1/receipt.pb-c.h"
#include "widgets/mg-table.h"

/* The facts of one receipt as fields; what was in to goes. */
void mg_receipt_facts_show (GtkBox *to, const Pb__ReceiptRow *row);
/* items: MgHolder of const Pb__ReceiptRow *. */
MgTable *mg_receipt_table_new (const char *name, GListModel *items);
/* The same with fewer columns, beside something else. */
MgTable *mg_receipt_table_new_short (const char *name, GListModel *items);
