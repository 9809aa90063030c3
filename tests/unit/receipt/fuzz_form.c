/* SPDX-License-Identifier: Apache-2.0
 * Any bytes as the content of a form, or as a cursor: what is read is written again to the same
 * bytes. */
#include <string.h>
#include "receipt/form_format.h"

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size);

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size)
{
	static struct mg_form_content content;
	static uint8_t again[MG_FORM_BYTES];
	uint8_t cursor[MG_RECEIPT_CURSOR_BYTES];
	int32_t ymd;
	uint32_t number;
	if (mg_form_read(data, size, &content) &&
		(mg_form_write(&content, again) != size || memcmp(again, data, size) != 0))
		__builtin_trap();
	if (mg_receipt_cursor_read(data, size, &ymd, &number) &&
		(mg_receipt_cursor_write(ymd, number, cursor) != size ||
			memcmp(cursor, data, size) != 0))
		__builtin_trap();
	return 0;
}
