/* SPDX-License-Identifier: Apache-2.0 */
#include "signer/signer.h"
#include <sodium.h>
#include <string.h>
#include "signer/inside.h"

struct mg_signer_key *mg_signer_key_new(const uint8_t public_key[MG_PUBLIC_KEY_BYTES])
{
	uint8_t digest[crypto_hash_sha256_BYTES];
	struct mg_signer_key *key = sodium_init() < 0 ? NULL : sodium_malloc(sizeof(*key));
	if (!key)
		return NULL;
	memset(key, 0, sizeof(*key));
	key->signer.state = key;
	memcpy(key->signer.public_key, public_key, MG_PUBLIC_KEY_BYTES);
	crypto_hash_sha256(digest, public_key, MG_PUBLIC_KEY_BYTES);
	memcpy(key->key_id, digest, MG_KEY_ID_BYTES);
	return key;
}

void mg_signer_key_free(struct mg_signer_key *key)
{
	if (!key)
		return;
	mg_signer_card_free(key->card);
	sodium_free(key); /* wipes */
}

void mg_signer_key_freep(struct mg_signer_key **key)
{
	mg_signer_key_free(*key);
	*key = NULL;
}

bool mg_signer_sign_envelope(struct mg_signer_key *key, const char *type, struct mg_bytes payload, struct mg_signed *ret,
	struct mg_error *err)
{
	struct mg_signed made;
	if (!mg_envelope_sign(&key->signer, type, payload, made.signature, err))
		return false;
	memcpy(made.key_id, key->key_id, sizeof(made.key_id));
	*ret = made;
	return true;
}

const uint8_t *mg_signer_public_key(const struct mg_signer_key *key)
{
	return key->signer.public_key;
}
