/* SPDX-License-Identifier: Apache-2.0 */
#include <stdlib.h>
#include <string.h>
#include "signer/signer.h"

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t n);

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t n)
{
	struct mg_wrapped_key key;
	struct mg_error err = {0};
	uint8_t again[MG_WRAPPED_KEY_FILE_MAX];
	size_t again_n;
	if (!mg_wrapped_key_read((struct mg_bytes){data, n}, &key, &err))
		return 0;
	/* What is accepted is written as it was read. */
	if (!mg_wrapped_key_write(&key, again, sizeof(again), &again_n, &err) || again_n != n || memcmp(again, data, n) != 0)
		abort();
	return 0;
}
