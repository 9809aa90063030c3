/* SPDX-License-Identifier: Apache-2.0
 * The bar of notices under the header: one line each, urgent ones in amber. Takes no focus, asks nothing, cannot be closed:
 * a notice goes when its time is over or when it is withdrawn. */
#pragma once
#include <gtk/gtk.h>
#include "mg-desk.h"

#define MG_TYPE_NOTICE_BAR (mg_notice_bar_get_type ())
G_DECLARE_FINAL_TYPE (MgNoticeBar, mg_notice_bar, MG, NOTICE_BAR, GtkBox)

/* Shows what desk knows; does nothing when that is shown already. */
void mg_notice_bar_update (MgNoticeBar *self, MgDesk *desk);
