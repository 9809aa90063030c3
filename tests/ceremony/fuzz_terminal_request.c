/* SPDX-License-Identifier: Apache-2.0
 * Requests of terminals, as a file and as the bytes in it: one that is taken has one spelling and is taken again. */
#include <stdlib.h>
#include <string.h>
#include <openssl/evp.h>
#include "ceremony/request.h"

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size);

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size)
{
	struct mg_request as_text, as_bytes, again;
	char text[MG_REQUEST_TEXT_MAX];
	EVP_PKEY *key = NULL;
	if (mg_request_read(data, size, &as_text, NULL)) {
		if (!mg_request_write(&as_text, text, NULL) || strlen(text) != size || memcmp(text, data, size) != 0 ||
			!mg_request_parse(as_text.bytes, as_text.n, &again, NULL) ||
			memcmp(again.fingerprint, as_text.fingerprint, MG_FINGERPRINT_BYTES) != 0)
			abort();
	}
	if (mg_request_parse(data, size, &as_bytes, NULL)) {
		if (as_bytes.n != size || memcmp(as_bytes.bytes, data, size) != 0 || !mg_request_key(&as_bytes, &key, NULL) ||
			!mg_request_write(&as_bytes, text, NULL) || !mg_request_read(text, strlen(text), &again, NULL))
			abort();
		EVP_PKEY_free(key);
	}
	return 0;
}
