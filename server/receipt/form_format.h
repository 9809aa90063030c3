/* SPDX-License-Identifier: Apache-2.0
 * What stood on a form as one piece of bytes: the form as its slice packs it, and its items as
 * words. What is stored are these bytes sealed; they are read strictly all the same. */
#pragma once
#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>
#include "base/bytes.h"
#include "base/text.h"

#define MG_FORM_ITEMS_MAX 40U
#define MG_FORM_BYTES 8000U /* of the whole piece */

struct mg_form_item {
	struct mg_text label;
	struct mg_text value;
};
struct mg_form_content {
	struct mg_bytes packed;
	struct mg_form_item item[MG_FORM_ITEMS_MAX];
	size_t n;
};
/* Returns the number of bytes; 0: it does not fit. */
size_t mg_form_write(const struct mg_form_content *content, uint8_t ret[MG_FORM_BYTES]);
/* False for everything that mg_form_write does not make. Texts borrow `bytes`. */
bool mg_form_read(const uint8_t *bytes, size_t n, struct mg_form_content *ret);

/* Where a page of the register ended, as bytes; what goes over the wire is these bytes sealed. */
#define MG_RECEIPT_CURSOR_BYTES 9U
size_t mg_receipt_cursor_write(int32_t ymd, uint32_t number, uint8_t ret[MG_RECEIPT_CURSOR_BYTES]);
bool mg_receipt_cursor_read(const uint8_t *bytes, size_t n, int32_t *ret_ymd, uint32_t *ret_number);
