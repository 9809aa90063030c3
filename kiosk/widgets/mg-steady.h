/* SPDX-License-Identifier: Apache-2.0
 * Keeps what is being typed where it is and in sight while a bar above takes room or gives it back. Moves no focus. */
#pragma once
#include <gtk/gtk.h>

/* Until scroller goes. */
void mg_steady_watch (GtkScrolledWindow *scroller);
