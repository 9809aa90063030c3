/* SPDX-License-Identifier: Apache-2.0
 * Notes: a parsed one is a valid one; a signature is never found where none was made. */
#include <stdlib.h>
#include <string.h>
#include "wire/checkpoint.h"
#include "wire/hash_evp.h"

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size);

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size)
{
	static struct mg_crypto *crypto;
	static const uint8_t key[MG_PUBLIC_KEY_BYTES] = {1, 2, 3};
	struct mg_checkpoint c;
	uint64_t utc_s;
	if (!crypto && !mg_crypto_evp_new(&crypto, NULL))
		abort();
	if (!mg_checkpoint_parse((struct mg_bytes){data, size}, &c, NULL))
		return 0;
	if (!mg_note_name_is_valid(c.origin))
		abort();
	if (mg_checkpoint_open(crypto, c.origin, key, (struct mg_bytes){data, size}, &c, NULL))
		abort();
	const uint8_t *last = data + size - 1;
	while (last > data && last[-1] != '\n')
		last--;
	if (mg_cosignature_verify(crypto, "witness", key, (struct mg_bytes){data, size},
		    (struct mg_bytes){last, (size_t)(data + size - last)}, &utc_s, NULL))
		abort();
	return 0;
}
