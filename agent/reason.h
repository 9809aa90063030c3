/* SPDX-License-Identifier: Apache-2.0
 * Why a carry-out was refused or failed: one code for each cause, reasons.def. Zero is "no objection". */
#pragma once

enum mg_reason {
	MG_REASON_NONE = 0,
#define MG_REASON(number, name, clerk, engineer) MG_REASON_##name = (number),
#include "agent/reasons.def"
#undef MG_REASON
	MG_REASON_END
};

/* "TICKET_FORGED", the word that stands in messages and in the log; "" for NONE, NULL for a number that is none. */
const char *mg_reason_name(enum mg_reason reason);
