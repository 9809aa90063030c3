/* SPDX-License-Identifier: Apache-2.0
 * The sentences of the amber and the red bar: what happened, what was stopped, what to do. No widgets. */
#pragma once
#include "mg-desk.h"

/* Markup, to be freed; NULL when the line is well. */
char *mg_bars_line (MgDesk *desk);
/* Markup, borrowed; NULL without an alarm. */
const char *mg_bars_alarm (MgDesk *desk);
