/* SPDX-License-Identifier: Apache-2.0
 * For the fuzz targets of the verdict: every signature holds, so that what is fuzzed lies behind them; the hash is real. */
#pragma once
#include <stdlib.h>
#include <string.h>
#include "agent/verify/keys.h"
#include "wire/hash_evp.h"

static inline bool fuzz_is_signed(const struct mg_crypto *crypto, const uint8_t public_key[MG_PUBLIC_KEY_BYTES],
	const void *message, size_t n, const uint8_t signature[MG_SIGNATURE_BYTES])
{
	(void)crypto;
	(void)public_key;
	(void)message;
	(void)n;
	(void)signature;
	return true;
}

#define FUZZ_NOW (INT64_C(1795000000) * 1000000)

static inline struct mg_policy fuzz_policy(void)
{
	static struct mg_crypto *real, open;
	if (!real) {
		if (!mg_crypto_evp_new(&real, NULL))
			abort();
		open = *real;
		open.is_signed = fuzz_is_signed;
	}
	struct mg_policy p = {
		.crypto = &open, .municipality = "271403", .terminal = 7, .file_bytes_max = UINT64_C(1) << 30};
	memset(p.authority, 9, sizeof(p.authority));
	return p;
}

/* An envelope by whichever key: its id is set. */
static inline struct mg_signed fuzz_signed(const uint8_t *payload, size_t n, const uint8_t key_id[MG_KEY_ID_BYTES])
{
	static const uint8_t signature[MG_SIGNATURE_BYTES];
	return (struct mg_signed){{payload, n}, {key_id, MG_KEY_ID_BYTES}, {signature, sizeof(signature)}};
}
