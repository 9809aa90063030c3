/* SPDX-License-Identifier: Apache-2.0
 * 資格 as the register of forms sees it: what a form did to a person's record goes and comes back
 * with its receipt. The receipt and the person are locked already; it commits nothing. */
#pragma once
#include "receipt/receipt.h"

/* Undoes the event of the receipt: it stays, marked, and the state before it is in force again.
 * REFUSED_BY_RULE: a later event stands on it. */
bool mg_qualification_undo(
	struct mg_call *call, const struct mg_receipt *receipt, struct mg_error *err) MG_MUST_CHECK;
/* Puts it in force again, judged anew by its form. REFUSED_BY_RULE: it no longer fits. */
bool mg_qualification_redo(
	struct mg_call *call, const struct mg_receipt *receipt, struct mg_error *err) MG_MUST_CHECK;
