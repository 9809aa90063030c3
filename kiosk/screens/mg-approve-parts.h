/* SPDX-License-Identifier: Apache-2.0
 * Parts of screen 52: the rows of the file as they are, and what the kiosk checked by itself. Shows
 * only. */
#pragma once
#include <gtk/gtk.h>
#include "madoguchi/v1/export.pb-c.h"

/* A table of the very cells of page; its columns are freed with it. page may go before it when
 * mg_rows_clear() was called. */
GtkWidget *mg_rows_new (const Pb__ExportPreviewReply *page);
void mg_rows_clear (GtkWidget *rows);
/* ✓ and ▲ lines; empties box first. */
void mg_checks_show (GtkBox *box, const Pb__ExportPreviewReply *seen, const char *approver);
/* Names of the columns, broken by hand; to be freed. */
char *mg_columns_format (const Pb__ExportPreviewReply *seen);
