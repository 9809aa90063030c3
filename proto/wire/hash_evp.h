/* SPDX-License-Identifier: Apache-2.0
 * OpenSSL behind wire/crypto.h, and Ed25519 keys from PEM files. Everything here that touches OpenSSL stays here. */
#pragma once
#include <openssl/types.h>
#include "wire/crypto.h"

/* For one thread. Errors: INTERNAL. */
bool mg_crypto_evp_new(struct mg_crypto **ret, struct mg_error *err) MG_MUST_CHECK;
void mg_crypto_evp_free(struct mg_crypto *crypto); /* accepts NULL */
void mg_crypto_evp_freep(struct mg_crypto **crypto);

/* A signer over an Ed25519 private key, which it borrows. Errors: INVALID (another kind of key). */
bool mg_signer_evp(EVP_PKEY *key, struct mg_signer *ret, struct mg_error *err) MG_MUST_CHECK;

/* Reads an Ed25519 key in PEM. Errors: UNAVAILABLE (no such file), INVALID (not such a key). */
bool mg_private_key_load(const char *path, EVP_PKEY **ret, struct mg_error *err) MG_MUST_CHECK;
bool mg_public_key_load(const char *path, uint8_t ret[MG_PUBLIC_KEY_BYTES], struct mg_error *err) MG_MUST_CHECK;
void mg_private_key_freep(EVP_PKEY **key);
