/* SPDX-License-Identifier: Apache-2.0
 * What the files of this slice share above its store: the bridge from a call to statements, and
 * content under seal. */
#pragma once
#include "receipt/form_format.h"
#include "receipt/receipt.h"
#include "receipt/receipt_store.h"

struct mg_receipt_in mg_receipt_in(const struct mg_call *call);
struct mg_receipt mg_receipt_of(const struct mg_receipt_row *row);

/* One step of a receipt whose row was locked: image, row, step, and for MG_STEP_CORRECTED nothing
 * of the form. `row` holds the state to be, and gets its new version. */
bool mg_receipt_take_step(struct mg_call *call, struct mg_receipt_row *row,
	enum mg_receipt_step what, const struct mg_receipt_why *why,
	struct mg_error *err) MG_MUST_CHECK;
/* The content of a version, or of the last one before it; *ret_found. */
bool mg_receipt_open_form(struct mg_call *call, const struct mg_receipt_no *no,
	const char *shori_no, uint32_t version, bool before, struct mg_form_content *ret,
	bool *ret_found, struct mg_error *err) MG_MUST_CHECK;
/* Words of why a step was taken. */
bool mg_receipt_open_reason(struct mg_call *call, const struct mg_receipt_no *no,
	const char *shori_no, const struct mg_receipt_step_row *step, const char **ret,
	struct mg_error *err) MG_MUST_CHECK;
/* mg_check_list_load with its receipts locked, for a signature; before any plain read of the
 * transaction. */
bool mg_check_list_lock(struct mg_call *call, const char *ward, struct mg_date day,
	const char *staff_no, struct mg_check_list *ret, uint64_t *ret_staff_id,
	struct mg_error *err) MG_MUST_CHECK;
/* The line of a list, in the call's arena; `reply` was made by the caller. */
bool mg_receipt_reply_row(struct mg_call *call, const struct mg_receipt *r, Pb__ReceiptRow **ret,
	struct mg_error *err) MG_MUST_CHECK;
