/* SPDX-License-Identifier: Apache-2.0
 * Hashing and signatures as callbacks, so that the same bytes are checked with OpenSSL on the server and with another
 * library elsewhere. Holds no key and chooses no algorithm: SHA-256 and Ed25519 (RFC 8032) only. */
#pragma once
#include "base/bytes.h"
#include "base/error.h"

#define MG_HASH_BYTES 32U
#define MG_PUBLIC_KEY_BYTES 32U
#define MG_SIGNATURE_BYTES 64U

struct mg_hash {
	uint8_t b[MG_HASH_BYTES];
};

/* One user at a time: a thread that hashes has its own. */
struct mg_crypto {
	/* SHA-256 of the parts one behind the other. Cannot fail: an implementation that cannot hash ends the process. */
	void (*sha256)(const struct mg_crypto *crypto, const struct mg_bytes *parts, size_t n_parts, struct mg_hash *ret);
	/* True when `signature` is the key's over the message. */
	bool (*is_signed)(const struct mg_crypto *crypto, const uint8_t public_key[MG_PUBLIC_KEY_BYTES], const void *message,
		size_t n, const uint8_t signature[MG_SIGNATURE_BYTES]);
	void *state; /* the implementation's */
};

/* A private key that never shows itself. */
struct mg_signer {
	bool (*sign)(const struct mg_signer *signer, const void *message, size_t n, uint8_t ret[MG_SIGNATURE_BYTES],
		struct mg_error *err);
	uint8_t public_key[MG_PUBLIC_KEY_BYTES];
	void *state; /* the implementation's; borrowed */
};

static inline bool mg_hash_equals(const struct mg_hash *a, const struct mg_hash *b)
{
	return mg_equal_ct(a->b, b->b, MG_HASH_BYTES);
}
