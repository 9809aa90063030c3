/* SPDX-License-Identifier: Apache-2.0
 * 32 帳票: a paper as it will be printed, from memory; copies, printer, the queue and its trouble.
 * Entered with what the functions below make, or NULL for the paper that is open. */
#pragma once
#include <gtk/gtk.h>
#include "app/mg-desk.h"

#define MG_TYPE_PAPER_SCREEN (mg_paper_screen_get_type ())
G_DECLARE_FINAL_TYPE (MgPaperScreen, mg_paper_screen, MG, PAPER_SCREEN, GtkBox)

GtkWidget *mg_paper_screen_new (MgDesk *desk);
/* To be freed. */
char *mg_paper_argument_of_receipt (const MgReceiptNo *no);
char *mg_paper_argument_of_list (const MgDate *day, const char *staff_no);
