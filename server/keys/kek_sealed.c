/* SPDX-License-Identifier: Apache-2.0 */
#include "keys/kek_sealed.h"
#include <sodium.h>
#include <string.h>

#define MAGIC "MGKS"
#define VERSION 1U
#define HEAD_BYTES (MG_KEK_SEALED_BYTES - 24U - 32U - 16U)
#define SALTS_AT (HEAD_BYTES - 32U)
#define NONCE_AT HEAD_BYTES
#define BOX_AT (HEAD_BYTES + 24U)

/* What a file may ask for: 64 MiB and 3 passes as we write it, and room for a later version to ask for more. */
#define KIB_MIN 8192U
#define KIB_MAX 1048576U
#define PASSES_MAX 12U

bool mg_kek_sealed_parse(struct mg_bytes file, struct mg_kek_sealed *ret, struct mg_error *err)
{
	struct mg_kek_sealed s = {0};
	struct mg_reader r;
	const uint8_t *p = file.p;
	if (file.n != MG_KEK_SEALED_BYTES || memcmp(p, MAGIC, 4) != 0)
		return mg_fail(err, MG_ERR_INVALID, "not a sealed root key");
	if (p[4] != VERSION)
		return mg_fail(err, MG_ERR_INVALID, "a sealed root key of version %u, which this program does not know", p[4]);
	mg_reader_init(&r, p + 5, file.n - 5);
	s.generation = mg_get_u32(&r);
	memcpy(s.municipality, p + 9, 6);
	mg_reader_init(&r, p + 15, 8);
	s.kib = mg_get_u32(&r);
	s.passes = mg_get_u32(&r);
	if (s.generation == 0 || s.generation > MG_KEK_GENERATION_MAX || strspn(s.municipality, "0123456789") != 6 ||
		s.kib < KIB_MIN || s.kib > KIB_MAX || s.passes == 0 || s.passes > PASSES_MAX)
		return mg_fail(err, MG_ERR_INVALID, "a sealed root key with numbers that none has");
	memcpy(s.bytes, p, MG_KEK_SEALED_BYTES);
	*ret = s;
	return true;
}

/* Characters of UTF-8; 0: not UTF-8 in its outer form. */
static size_t characters(const char *s)
{
	size_t n = 0;
	for (const uint8_t *p = (const uint8_t *)s; *p; n++) {
		const unsigned more = *p < 0x80 ? 0 : *p >= 0xf0 && *p < 0xf5 ? 3 : *p >= 0xe0 ? 2 : *p >= 0xc2 ? 1 : 9;
		if (more == 9 || *p >= 0xf5)
			return 0;
		p++;
		for (unsigned i = 0; i < more; i++, p++)
			if ((*p & 0xc0) != 0x80)
				return 0;
	}
	return n;
}

bool mg_kek_passphrases_check(const char *first, const char *second, struct mg_error *err)
{
	if (characters(first) < MG_KEK_PASSPHRASE_MIN || characters(second) < MG_KEK_PASSPHRASE_MIN)
		return mg_fail(err, MG_ERR_INVALID, "a passphrase has at least %u characters", MG_KEK_PASSPHRASE_MIN);
	const size_t n = strlen(first);
	if (n == strlen(second) && mg_equal_ct(first, second, n))
		return mg_fail(err, MG_ERR_INVALID, "the two passphrases are the same: each of the two people has an own one");
	return true;
}

static bool derive(const struct mg_kek_sealed *s, const char *first, const char *second, uint8_t ret[32], struct mg_error *err)
{
	uint8_t half[2][32];
	const char *const passphrase[2] = {first, second};
	bool ok = true;
	for (size_t i = 0; ok && i < 2; i++)
		ok = crypto_pwhash(half[i], 32, passphrase[i], strlen(passphrase[i]), s->bytes + SALTS_AT + i * 16, s->passes,
			     (size_t)s->kib * 1024, crypto_pwhash_ALG_ARGON2ID13) == 0;
	if (ok)
		crypto_generichash(ret, 32, half[0], sizeof(half), (const uint8_t *)"madoguchi sealed root key 1", 27);
	mg_wipe(half, sizeof(half));
	return ok || mg_fail(err, MG_ERR_INTERNAL, "no memory for Argon2id (%u KiB)", s->kib);
}

bool mg_kek_seal(uint32_t generation, const char *municipality, const uint8_t kek[MG_KEK_BYTES], const char *first,
	const char *second, uint8_t ret[MG_KEK_SEALED_BYTES], struct mg_error *err)
{
	struct mg_kek_sealed s = {.generation = generation, .kib = MG_KEK_SEALED_KIB, .passes = MG_KEK_SEALED_PASSES};
	uint8_t key[32];
	struct mg_writer w;
	if (sodium_init() < 0)
		return mg_fail(err, MG_ERR_INTERNAL, "libsodium cannot start");
	randombytes_buf(s.bytes, sizeof(s.bytes)); /* salts and nonce stay */
	mg_writer_init(&w, s.bytes, SALTS_AT);
	mg_put_raw(&w, MAGIC, 4);
	mg_put_u8(&w, VERSION);
	mg_put_u32(&w, generation);
	mg_put_raw(&w, municipality, 6);
	mg_put_u32(&w, s.kib);
	mg_put_u32(&w, s.passes);
	if (!derive(&s, first, second, key, err))
		return false;
	crypto_aead_xchacha20poly1305_ietf_encrypt(
		s.bytes + BOX_AT, NULL, kek, MG_KEK_BYTES, s.bytes, HEAD_BYTES, NULL, s.bytes + NONCE_AT, key);
	mg_wipe(key, sizeof(key));
	memcpy(ret, s.bytes, sizeof(s.bytes));
	return true;
}

bool mg_kek_unseal(const struct mg_kek_sealed *sealed, const char *first, const char *second, uint8_t ret[MG_KEK_BYTES],
	struct mg_error *err)
{
	const char *const order[2][2] = {{first, second}, {second, first}};
	if (sodium_init() < 0)
		return mg_fail(err, MG_ERR_INTERNAL, "libsodium cannot start");
	for (size_t i = 0; i < 2; i++) {
		uint8_t key[32];
		if (!derive(sealed, order[i][0], order[i][1], key, err))
			return false;
		const bool ok = crypto_aead_xchacha20poly1305_ietf_decrypt(ret, NULL, NULL, sealed->bytes + BOX_AT, 48, sealed->bytes,
					HEAD_BYTES, sealed->bytes + NONCE_AT, key) == 0;
		mg_wipe(key, sizeof(key));
		if (ok)
			return true;
	}
	return mg_fail(err, MG_ERR_DENIED, "these two passphrases do not open the sealed root key");
}
