/* SPDX-License-Identifier: Apache-2.0 */
#include "wire/hash_evp.h"
#include <openssl/evp.h>
#include <openssl/pem.h>
#include <stdio.h>
#include <stdlib.h>

/* The digest is fetched once: fetching it for each message costs more than hashing a log entry. */
struct evp_state {
	EVP_MD *sha256;
	EVP_MD_CTX *ctx;
};

static void evp_sha256(const struct mg_crypto *crypto, const struct mg_bytes *parts, size_t n_parts,
	struct mg_hash *ret)
{
	const struct evp_state *s = crypto->state;
	bool ok = EVP_DigestInit_ex2(s->ctx, s->sha256, /* params= */ NULL) == 1;
	for (size_t i = 0; ok && i < n_parts; i++)
		ok = EVP_DigestUpdate(s->ctx, parts[i].p, parts[i].n) == 1;
	if (!ok || EVP_DigestFinal_ex(s->ctx, ret->b, /* ret_n= */ NULL) != 1)
		abort(); /* a process that cannot hash must not go on: its answers would be believed
			  */
}

static bool evp_is_signed(const struct mg_crypto *crypto,
	const uint8_t public_key[MG_PUBLIC_KEY_BYTES], const void *message, size_t n,
	const uint8_t signature[MG_SIGNATURE_BYTES])
{
	(void)crypto;
	EVP_PKEY *key = EVP_PKEY_new_raw_public_key(
		EVP_PKEY_ED25519, /* engine= */ NULL, public_key, MG_PUBLIC_KEY_BYTES);
	EVP_MD_CTX *ctx = EVP_MD_CTX_new();
	bool ok = key && ctx && EVP_DigestVerifyInit(ctx, NULL, NULL, NULL, key) == 1 &&
		  EVP_DigestVerify(ctx, signature, MG_SIGNATURE_BYTES, message, n) == 1;
	EVP_MD_CTX_free(ctx);
	EVP_PKEY_free(key);
	return ok;
}

bool mg_crypto_evp_new(struct mg_crypto **ret, struct mg_error *err)
{
	MG_CLEANUP(mg_crypto_evp_freep) struct mg_crypto *crypto = calloc(1, sizeof(*crypto));
	struct evp_state *s = calloc(1, sizeof(*s));
	if (!crypto || !s) {
		free(s);
		return mg_fail(err, MG_ERR_INTERNAL, "out of memory");
	}
	*crypto = (struct mg_crypto){.sha256 = evp_sha256, .is_signed = evp_is_signed, .state = s};
	s->sha256 = EVP_MD_fetch(/* library= */ NULL, "SHA256", /* properties= */ NULL);
	s->ctx = EVP_MD_CTX_new();
	if (!s->sha256 || !s->ctx)
		return mg_fail(err, MG_ERR_INTERNAL, "no SHA-256 in this OpenSSL");
	*ret = MG_TAKE(crypto);
	return true;
}

void mg_crypto_evp_free(struct mg_crypto *crypto)
{
	if (!crypto)
		return;
	struct evp_state *s = crypto->state;
	if (s) {
		EVP_MD_CTX_free(s->ctx);
		EVP_MD_free(s->sha256);
		free(s);
	}
	free(crypto);
}

void mg_crypto_evp_freep(struct mg_crypto **crypto)
{
	mg_crypto_evp_free(*crypto);
	*crypto = NULL;
}

static bool evp_sign(const struct mg_signer *signer, const void *message, size_t n,
	uint8_t ret[MG_SIGNATURE_BYTES], struct mg_error *err)
{
	EVP_MD_CTX *ctx = EVP_MD_CTX_new();
	size_t len = MG_SIGNATURE_BYTES;
	bool ok = ctx && EVP_DigestSignInit(ctx, NULL, NULL, NULL, signer->state) == 1 &&
		  EVP_DigestSign(ctx, ret, &len, message, n) == 1 && len == MG_SIGNATURE_BYTES;
	EVP_MD_CTX_free(ctx);
	return ok || mg_fail(err, MG_ERR_INTERNAL, "the key does not sign");
}

static bool raw_public_key(
	const EVP_PKEY *key, uint8_t ret[MG_PUBLIC_KEY_BYTES], struct mg_error *err)
{
	size_t n = MG_PUBLIC_KEY_BYTES;
	if (EVP_PKEY_get_id(key) != EVP_PKEY_ED25519 ||
		EVP_PKEY_get_raw_public_key(key, ret, &n) != 1 || n != MG_PUBLIC_KEY_BYTES)
		return mg_fail(err, MG_ERR_INVALID, "not an Ed25519 key");
	return true;
}

bool mg_signer_evp(EVP_PKEY *key, struct mg_signer *ret, struct mg_error *err)
{
	struct mg_signer s = {.sign = evp_sign, .state = key};
	if (!raw_public_key(key, s.public_key, err))
		return false;
	*ret = s;
	return true;
}

typedef EVP_PKEY *pem_reader(FILE *, EVP_PKEY **, pem_password_cb *, void *);

static bool load(const char *path, pem_reader *read, EVP_PKEY **ret, struct mg_error *err)
{
	FILE *file = fopen(path, "re");
	if (!file)
		return mg_fail(err, MG_ERR_UNAVAILABLE, "key file: cannot read");
	/* An empty passphrase, so that an encrypted file fails instead of asking on a terminal. */
	EVP_PKEY *key = read(file, NULL, NULL, (void *)(uintptr_t) "");
	fclose(file);
	if (!key)
		return mg_fail(err, MG_ERR_INVALID, "key file: not a PEM key");
	*ret = key;
	return true;
}

bool mg_private_key_load(const char *path, EVP_PKEY **ret, struct mg_error *err)
{
	MG_CLEANUP(mg_private_key_freep) EVP_PKEY *key = NULL;
	uint8_t unused[MG_PUBLIC_KEY_BYTES];
	if (!load(path, PEM_read_PrivateKey, &key, err) || !raw_public_key(key, unused, err))
		return false;
	*ret = MG_TAKE(key);
	return true;
}

bool mg_public_key_load(const char *path, uint8_t ret[MG_PUBLIC_KEY_BYTES], struct mg_error *err)
{
	MG_CLEANUP(mg_private_key_freep) EVP_PKEY *key = NULL;
	return load(path, PEM_read_PUBKEY, &key, err) && raw_public_key(key, ret, err);
}

void mg_private_key_freep(EVP_PKEY **key)
{
	EVP_PKEY_free(*key);
	*key = NULL;
}
