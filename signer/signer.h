/* SPDX-License-Identifier: Apache-2.0
 * Signing keys of people: a software key that lies wrapped under a PIN, or a key on a PKCS #11 card. Opens one, signs
 * envelopes with it, wipes it. Knows no screen, no server and no list of keys, and asks nobody: the PIN is given.
 * A PIN of few digits is a weak lock: who holds the wrapped key tries them all (docs/security.md). */
#pragma once
#include "madoguchi/v1/export.pb-c.h"
#include "wire/envelope.h"

#define MG_WRAP_SALT_BYTES 16U
#define MG_WRAP_SEALED_BYTES 72U /* nonce 24, seed 32, tag 16 */
#define MG_WRAP_MEMORY_KIB 262144U
#define MG_WRAP_PASSES 3U
#define MG_WRAP_MEMORY_KIB_MIN 8192U
#define MG_WRAP_MEMORY_KIB_MAX 1048576U
#define MG_WRAP_PASSES_MAX 10U
#define MG_PIN_BYTES_MIN 4U
#define MG_PIN_BYTES_MAX 128U

/* An Ed25519 seed under XChaCha20-Poly1305, the public key beside it as additional data; the key from Argon2id (RFC 9106,
 * one lane) over the PIN. Holds no secret by itself. */
struct mg_wrapped_key {
	uint8_t salt[MG_WRAP_SALT_BYTES];
	uint32_t memory_kib;
	uint32_t passes;
	uint8_t sealed[MG_WRAP_SEALED_BYTES];
	uint8_t public_key[MG_PUBLIC_KEY_BYTES];
};

/* Draws a key and wraps it; the seed is gone when this returns. Takes the time of one hash (about a second at
 * MG_WRAP_MEMORY_KIB and MG_WRAP_PASSES). Errors: INVALID (PIN or cost out of bounds), INTERNAL (no memory). */
bool mg_signer_wrap_new(const char *pin, uint32_t memory_kib, uint32_t passes, struct mg_wrapped_key *ret,
	struct mg_error *err) MG_MUST_CHECK;
/* INVALID: a length or a cost out of bounds, or the id of another key. */
bool mg_wrapped_key_from_message(const Pb__WrappedKey *message, struct mg_wrapped_key *ret, struct mg_error *err)
	MG_MUST_CHECK;
/* The file form: a packed madoguchi.v1.WrappedKey, and nothing else. Errors: INVALID; TOO_LARGE (`cap`). */
bool mg_wrapped_key_read(struct mg_bytes bytes, struct mg_wrapped_key *ret, struct mg_error *err) MG_MUST_CHECK;
#define MG_WRAPPED_KEY_FILE_MAX 256U
bool mg_wrapped_key_write(const struct mg_wrapped_key *key, uint8_t *ret, size_t cap, size_t *ret_n, struct mg_error *err)
	MG_MUST_CHECK;

/* An opened key: in memory that is locked, fenced and wiped when it is freed. One thread at a time. */
struct mg_signer_key;

/* Opens a software key. Takes as long as its wrapping. Errors: DENIED (wrong PIN), INVALID, INTERNAL (no memory). */
bool mg_signer_open_wrapped(const struct mg_wrapped_key *wrapped, const char *pin, struct mg_signer_key **ret,
	struct mg_error *err) MG_MUST_CHECK;
/* Logs in at the card that holds this public key and keeps the session. `module`: file name of a PKCS #11 module, NULL:
 * those that p11-kit knows. Errors: DENIED (wrong PIN), BUSY (the card has locked itself), NOT_FOUND (no card with
 * this key), UNAVAILABLE (the module does not load). */
bool mg_signer_open_pkcs11(const char *module, const uint8_t public_key[MG_PUBLIC_KEY_BYTES], const char *pin,
	struct mg_signer_key **ret, struct mg_error *err) MG_MUST_CHECK;
/* The Ed25519 public key on the card with this label, read without a PIN. Errors: NOT_FOUND, CONFLICT (more than one),
 * UNAVAILABLE. */
bool mg_signer_card_public_key(const char *module, const char *label, uint8_t ret[MG_PUBLIC_KEY_BYTES],
	struct mg_error *err) MG_MUST_CHECK;

void mg_signer_key_free(struct mg_signer_key *key); /* accepts NULL; logs a card off */
void mg_signer_key_freep(struct mg_signer_key **key);

/* What goes into an envelope beside its payload. */
struct mg_signed {
	uint8_t key_id[MG_KEY_ID_BYTES];
	uint8_t signature[MG_SIGNATURE_BYTES];
};
/* Signs the payload under its type (MG_ENVELOPE_TYPE("export-ticket")). Errors: TOO_LARGE, UNAVAILABLE (the card is
 * gone), INTERNAL. */
bool mg_signer_sign_envelope(struct mg_signer_key *key, const char *type, struct mg_bytes payload, struct mg_signed *ret,
	struct mg_error *err) MG_MUST_CHECK;
const uint8_t *mg_signer_public_key(const struct mg_signer_key *key); /* 32 bytes, borrowed */
