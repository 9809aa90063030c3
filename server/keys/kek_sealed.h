/* SPDX-License-Identifier: Apache-2.0
 * The root key sealed under two passphrases, of two people: neither opens it alone. A file format with a version; knows no
 * database and asks nobody.
 *
 *   "MGKS" · u8 version = 1 · u32 generation · 6 bytes municipality · u32 KiB and u32 passes of Argon2id ·
 *   16 bytes salt of the first passphrase · 16 bytes of the second · 24 bytes nonce · 32 + 16 bytes
 *
 * Integers are big-endian. All before the nonce is bound into the seal (XChaCha20-Poly1305). Its key is BLAKE2b over the two
 * Argon2id results, in the order of the salts. */
#pragma once
#include "keys/kek_file.h"

#define MG_KEK_SEALED_BYTES (4U + 1U + 4U + 6U + 4U + 4U + 16U + 16U + 24U + 32U + 16U)
#define MG_KEK_SEALED_KIB 65536U
#define MG_KEK_SEALED_PASSES 3U
#define MG_KEK_PASSPHRASE_MIN 12U /* characters */

struct mg_kek_sealed {
	uint32_t generation;
	char municipality[7];
	uint32_t kib, passes;
	uint8_t bytes[MG_KEK_SEALED_BYTES]; /* as they stand */
};
/* Exactly one file, nothing behind it; costs that no program of ours wrote are refused before anybody pays them.
 * Errors: INVALID. Nothing is decrypted. */
bool mg_kek_sealed_parse(struct mg_bytes file, struct mg_kek_sealed *ret, struct mg_error *err) MG_MUST_CHECK;

/* INVALID: shorter than MG_KEK_PASSPHRASE_MIN characters, no UTF-8, or both the same. */
bool mg_kek_passphrases_check(const char *first, const char *second, struct mg_error *err) MG_MUST_CHECK;
/* Errors: INTERNAL (no memory for the hash). */
bool mg_kek_seal(uint32_t generation, const char *municipality, const uint8_t kek[MG_KEK_BYTES], const char *first,
	const char *second, uint8_t ret[MG_KEK_SEALED_BYTES], struct mg_error *err) MG_MUST_CHECK;
/* The passphrases in either order. Errors: DENIED (they do not open it), INTERNAL. */
bool mg_kek_unseal(const struct mg_kek_sealed *sealed, const char *first, const char *second, uint8_t ret[MG_KEK_BYTES],
	struct mg_error *err) MG_MUST_CHECK;
