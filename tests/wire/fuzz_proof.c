/* SPDX-License-Identifier: Apache-2.0
 * Proofs of any shape: two sizes, then hashes. Checking ends, stays in bounds, and never proves a
 * leaf into a root that is not made of it. */
#include <stdlib.h>
#include <string.h>
#include "wire/hash_evp.h"
#include "wire/merkle.h"

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size);

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size)
{
	static struct mg_crypto *crypto;
	static const struct mg_hash impossible = {{0xEE}};
	struct mg_reader r;
	struct mg_proof p = {.n = 0};
	struct mg_hash leaf = {{0}}, root = {{0}};
	if (!crypto && !mg_crypto_evp_new(&crypto, NULL))
		abort();
	mg_reader_init(&r, data, size);
	uint64_t a = mg_get_u64(&r), b = mg_get_u64(&r);
	for (const uint8_t *h; p.n < MG_PROOF_MAX && (h = mg_get_raw(&r, MG_HASH_BYTES)); p.n++)
		memcpy(p.path[p.n].b, h, MG_HASH_BYTES);
	if (mg_inclusion_is_proved(crypto, a, b, &leaf, p.path, p.n, &impossible))
		abort();
	if (mg_consistency_is_proved(crypto, a, &leaf, b, &impossible, p.path, p.n) && a != 0)
		abort();
	(void)mg_consistency_is_proved(crypto, a, &root, b, &root, p.path, p.n);
	return 0;
}
