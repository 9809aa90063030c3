/* SPDX-License-Identifier: Apache-2.0
 * Software keys: Argon2id over the PIN, XChaCha20-Poly1305 around the seed. */
#include <sodium.h>
#include <string.h>
#include "signer/inside.h"
#include "wire/message.h"

#define NONCE_BYTES crypto_aead_xchacha20poly1305_ietf_NPUBBYTES

_Static_assert(MG_WRAP_SALT_BYTES == crypto_pwhash_argon2id_SALTBYTES, "salt of Argon2id");
_Static_assert(MG_WRAP_SEALED_BYTES ==
		       NONCE_BYTES + crypto_sign_SEEDBYTES + crypto_aead_xchacha20poly1305_ietf_ABYTES,
	"nonce, seed, tag");

/* What opens the seed, and the seed: wiped when freed. */
struct scratch {
	uint8_t key[crypto_aead_xchacha20poly1305_ietf_KEYBYTES];
	uint8_t seed[crypto_sign_SEEDBYTES];
	uint8_t secret[crypto_sign_SECRETKEYBYTES];
};

static void scratch_freep(struct scratch **s)
{
	sodium_free(*s);
}

static bool check_cost(uint32_t memory_kib, uint32_t passes, struct mg_error *err)
{
	if (memory_kib < MG_WRAP_MEMORY_KIB_MIN || memory_kib > MG_WRAP_MEMORY_KIB_MAX || passes < 1 ||
		passes > MG_WRAP_PASSES_MAX)
		return mg_fail(err, MG_ERR_INVALID, "wrapped key: cost out of bounds");
	return true;
}

static bool derive(const struct mg_wrapped_key *w, const char *pin, struct scratch **ret, struct mg_error *err)
{
	MG_CLEANUP(scratch_freep) struct scratch *s = NULL;
	size_t n = strlen(pin);
	if (n < MG_PIN_BYTES_MIN || n > MG_PIN_BYTES_MAX)
		return mg_fail(err, MG_ERR_INVALID, "a PIN has %u to %u bytes", MG_PIN_BYTES_MIN, MG_PIN_BYTES_MAX);
	if (!check_cost(w->memory_kib, w->passes, err))
		return false;
	if (sodium_init() < 0 || !(s = sodium_malloc(sizeof(*s))))
		return mg_fail(err, MG_ERR_INTERNAL, "no locked memory");
	if (crypto_pwhash(s->key, sizeof(s->key), pin, n, w->salt, w->passes, (size_t)w->memory_kib * 1024,
		    crypto_pwhash_ALG_ARGON2ID13) != 0)
		return mg_fail(err, MG_ERR_INTERNAL, "no memory for Argon2id");
	*ret = MG_TAKE(s);
	return true;
}

bool mg_signer_wrap_new(
	const char *pin, uint32_t memory_kib, uint32_t passes, struct mg_wrapped_key *ret, struct mg_error *err)
{
	MG_CLEANUP(scratch_freep) struct scratch *s = NULL;
	struct mg_wrapped_key w = {.memory_kib = memory_kib, .passes = passes};
	if (sodium_init() < 0)
		return mg_fail(err, MG_ERR_INTERNAL, "libsodium does not start");
	randombytes_buf(w.salt, sizeof(w.salt));
	if (!derive(&w, pin, &s, err))
		return false;
	randombytes_buf(s->seed, sizeof(s->seed));
	randombytes_buf(w.sealed, NONCE_BYTES);
	crypto_sign_seed_keypair(w.public_key, s->secret, s->seed);
	crypto_aead_xchacha20poly1305_ietf_encrypt(w.sealed + NONCE_BYTES, NULL, s->seed, sizeof(s->seed), w.public_key,
		sizeof(w.public_key), NULL, w.sealed, s->key);
	*ret = w;
	return true;
}

static bool sign(const struct mg_signer *signer, const void *message, size_t n, uint8_t ret[MG_SIGNATURE_BYTES],
	struct mg_error *err)
{
	const struct mg_signer_key *key = signer->state;
	(void)err;
	crypto_sign_detached(ret, NULL, message, n, key->secret);
	return true;
}

bool mg_signer_open_wrapped(
	const struct mg_wrapped_key *w, const char *pin, struct mg_signer_key **ret, struct mg_error *err)
{
	MG_CLEANUP(scratch_freep) struct scratch *s = NULL;
	MG_CLEANUP(mg_signer_key_freep) struct mg_signer_key *key = NULL;
	uint8_t public_key[MG_PUBLIC_KEY_BYTES];
	if (!derive(w, pin, &s, err))
		return false;
	if (crypto_aead_xchacha20poly1305_ietf_decrypt(s->seed, NULL, NULL, w->sealed + NONCE_BYTES,
		    MG_WRAP_SEALED_BYTES - NONCE_BYTES, w->public_key, sizeof(w->public_key), w->sealed, s->key) != 0)
		return mg_fail(err, MG_ERR_DENIED, "wrong PIN");
	crypto_sign_seed_keypair(public_key, s->secret, s->seed);
	if (!mg_equal_ct(public_key, w->public_key, sizeof(public_key)))
		return mg_fail(err, MG_ERR_INVALID, "the wrapped seed is another key's");
	if (!(key = mg_signer_key_new(public_key)))
		return mg_fail(err, MG_ERR_INTERNAL, "no locked memory");
	memcpy(key->secret, s->secret, sizeof(key->secret));
	key->signer.sign = sign;
	*ret = MG_TAKE(key);
	return true;
}

/* ---- forms ---- */

bool mg_wrapped_key_from_message(const Pb__WrappedKey *m, struct mg_wrapped_key *ret, struct mg_error *err)
{
	struct mg_wrapped_key w = {.memory_kib = m->memory_kib, .passes = m->passes};
	uint8_t digest[crypto_hash_sha256_BYTES];
	if (m->salt.len != sizeof(w.salt) || m->sealed.len != sizeof(w.sealed) ||
		m->public_key.len != sizeof(w.public_key) || m->key_id.len != MG_KEY_ID_BYTES)
		return mg_fail(err, MG_ERR_INVALID, "wrapped key: a length is wrong");
	if (!check_cost(w.memory_kib, w.passes, err))
		return false;
	memcpy(w.salt, m->salt.data, sizeof(w.salt));
	memcpy(w.sealed, m->sealed.data, sizeof(w.sealed));
	memcpy(w.public_key, m->public_key.data, sizeof(w.public_key));
	crypto_hash_sha256(digest, w.public_key, sizeof(w.public_key));
	if (memcmp(digest, m->key_id.data, MG_KEY_ID_BYTES) != 0)
		return mg_fail(err, MG_ERR_INVALID, "wrapped key: the id of another key");
	*ret = w;
	return true;
}

static void freep(ProtobufCMessage **message)
{
	if (*message)
		protobuf_c_message_free_unpacked(*message, NULL);
}

bool mg_wrapped_key_read(struct mg_bytes bytes, struct mg_wrapped_key *ret, struct mg_error *err)
{
	MG_CLEANUP(freep) ProtobufCMessage *message = NULL;
	if (bytes.n > MG_WRAPPED_KEY_FILE_MAX)
		return mg_fail(err, MG_ERR_INVALID, "wrapped key: too long");
	return mg_message_unpack_exact(&pb__wrapped_key__descriptor, NULL, bytes.p, bytes.n, &message, err) &&
	       mg_wrapped_key_from_message((const Pb__WrappedKey *)(const void *)message, ret, err);
}

bool mg_wrapped_key_write(const struct mg_wrapped_key *w, uint8_t *ret, size_t cap, size_t *ret_n, struct mg_error *err)
{
	Pb__WrappedKey m = PB__WRAPPED_KEY__INIT;
	uint8_t digest[crypto_hash_sha256_BYTES];
	crypto_hash_sha256(digest, w->public_key, sizeof(w->public_key));
	m.key_id = (ProtobufCBinaryData){MG_KEY_ID_BYTES, digest};
	m.salt = (ProtobufCBinaryData){sizeof(w->salt), (uint8_t *)(uintptr_t)w->salt};
	m.memory_kib = w->memory_kib;
	m.passes = w->passes;
	m.sealed = (ProtobufCBinaryData){sizeof(w->sealed), (uint8_t *)(uintptr_t)w->sealed};
	m.public_key = (ProtobufCBinaryData){sizeof(w->public_key), (uint8_t *)(uintptr_t)w->public_key};
	if (pb__wrapped_key__get_packed_size(&m) > cap)
		return mg_fail(err, MG_ERR_TOO_LARGE, "wrapped key: the buffer is too short");
	*ret_n = pb__wrapped_key__pack(&m, ret);
	return true;
}
