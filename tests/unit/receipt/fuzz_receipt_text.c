/* SPDX-License-Identifier: Apache-2.0
 * Any bytes as what one types to find a receipt: what is read as a receipt's number is one. */
#include <string.h>
#include "receipt/receipt_rules.h"

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size);

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size)
{
	struct mg_receipt_no no = {0};
	char shori_no[11] = "", text[MG_RECEIPT_NO_BYTES];
	switch (mg_receipt_text_read((const char *)data, size, &no, shori_no)) {
	case MG_RECEIPT_TEXT_NO:
		mg_receipt_no_format(&no, text);
		if (!mg_date_is_valid(no.day) || no.number == 0 || strlen(no.ward) != 3)
			__builtin_trap();
		break;
	case MG_RECEIPT_TEXT_PERSON:
		if (strlen(shori_no) != 10)
			__builtin_trap();
		break;
	case MG_RECEIPT_TEXT_NUMBER:
		if (no.number > 999999)
			__builtin_trap();
		break;
	case MG_RECEIPT_TEXT_NONE:
	case MG_RECEIPT_TEXT_NAME:
		break;
	}
	return 0;
}
