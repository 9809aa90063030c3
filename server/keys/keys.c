/* SPDX-License-Identifier: Apache-2.0 */
#include "keys/keys.h"
#include <sodium.h>
#include <stdlib.h>
#include "base/log.h"
#include "keys/keys_inside.h"

enum { PEPPER, BLIND_INDEX, PSEUDONYM };
const char *const mg_keys_secret_names[MG_KEYS_SECRETS] = {"pepper", "blind-index", "pseudonym"};

static void derive(const uint8_t kek[MG_KEY_BYTES], uint8_t ret[MG_KEYS_SECRETS][MG_KEY_BYTES])
{
	crypto_kdf_derive_from_key(ret[PEPPER], MG_KEY_BYTES, 2, "PEPPER__", kek);
	crypto_kdf_derive_from_key(ret[BLIND_INDEX], MG_KEY_BYTES, 3, "BLINDIDX", kek);
	crypto_kdf_derive_from_key(ret[PSEUDONYM], MG_KEY_BYTES, 4, "PSEUDONM", kek);
}

/* A city's first root key is where its lasting secrets came from. */
static void derive_from_the_first(struct mg_keys *keys)
{
	uint8_t kek[MG_KEY_BYTES];
	if (!mg_ring_kek(keys->ring, 1, kek))
		return;
	derive(kek, keys->secret);
	mg_wipe(kek, sizeof(kek));
	keys->is_settled = true;
}

static bool keys_new(const char *kek_file, struct mg_keys **ret, struct mg_error *err)
{
	struct mg_ring *ring;
	if (!mg_ring_new(kek_file, &ring, err))
		return false;
	struct mg_keys *keys = calloc(1, sizeof(*keys));
	if (!keys || sodium_mlock(keys, sizeof(*keys)) != 0) {
		free(keys);
		mg_ring_free(ring);
		return mg_fail(err, MG_ERR_INTERNAL, "key memory cannot be locked: raise LimitMEMLOCK");
	}
	pthread_mutex_init(&keys->lock, NULL);
	keys->ring = ring;
	*ret = keys;
	return true;
}

bool mg_keys_load(const char *kek_file, struct mg_keys **ret, struct mg_error *err)
{
	MG_CLEANUP(mg_keys_freep) struct mg_keys *keys = NULL;
	if (!keys_new(kek_file, &keys, err) || !mg_ring_read(keys->ring, err))
		return false;
	derive_from_the_first(keys);
	*ret = MG_TAKE(keys);
	return true;
}

bool mg_keys_load_handed(uint32_t generation, const uint8_t kek[MG_KEY_BYTES], struct mg_keys **ret, struct mg_error *err)
{
	MG_CLEANUP(mg_keys_freep) struct mg_keys *keys = NULL;
	if (!keys_new(NULL, &keys, err) || !mg_keys_add(keys, generation, kek, err))
		return false;
	derive_from_the_first(keys);
	*ret = MG_TAKE(keys);
	return true;
}

bool mg_keys_new_sealed(const char *kek_file, struct mg_keys **ret, struct mg_error *err)
{
	return keys_new(kek_file, ret, err);
}

bool mg_keys_adopt(struct mg_keys *keys, const struct mg_keys *from, struct mg_error *err)
{
	if (!mg_ring_copy(keys->ring, from->ring, err))
		return false;
	memcpy(keys->secret, from->secret, sizeof(keys->secret));
	keys->is_settled = true; /* after all it stands for */
	return true;
}

bool mg_keys_ready(const struct mg_keys *keys)
{
	return keys && keys->is_settled;
}

bool mg_keys_add(struct mg_keys *keys, uint32_t generation, const uint8_t kek[MG_KEY_BYTES], struct mg_error *err)
{
	return mg_ring_add(keys->ring, generation, kek, err);
}

void mg_keys_free(struct mg_keys *keys)
{
	if (!keys)
		return;
	mg_ring_free(keys->ring);
	pthread_mutex_destroy(&keys->lock);
	sodium_munlock(keys, sizeof(*keys)); /* wipes too */
	free(keys);
}

void mg_keys_freep(struct mg_keys **keys)
{
	mg_keys_free(*keys);
	*keys = NULL;
}

/* Hashes under a secret of nobody would look like any others: that must never happen. */
static const uint8_t *secret(const struct mg_keys *keys, unsigned which)
{
	if (!keys->is_settled) {
		mg_log(MG_LOG_ALARM, "a lasting secret is used before the database was asked for it");
		abort();
	}
	return keys->secret[which];
}

void mg_keys_hmac(const uint8_t key[MG_KEY_BYTES], const char *label, const void *a, size_t an,
	const void *b, size_t bn, uint8_t ret[32])
{
	crypto_auth_hmacsha256_state st;
	crypto_auth_hmacsha256_init(&st, key, MG_KEY_BYTES);
	crypto_auth_hmacsha256_update(&st, (const uint8_t *)label, strlen(label) + 1);
	crypto_auth_hmacsha256_update(&st, a, an);
	if (bn)
		crypto_auth_hmacsha256_update(&st, b, bn);
	crypto_auth_hmacsha256_final(&st, ret);
	mg_wipe(&st, sizeof(st));
}

void mg_keys_pepper(const struct mg_keys *keys, const void *password, size_t n, uint8_t ret[32])
{
	mg_keys_hmac(secret(keys, PEPPER), "password", password, n, NULL, 0, ret);
}

void mg_keys_my_number_hash(const struct mg_keys *keys, const char digits[12], uint8_t ret[32])
{
	mg_keys_hmac(secret(keys, BLIND_INDEX), "mynum", digits, 12, NULL, 0, ret);
}

void mg_keys_request_hash(
	const struct mg_keys *keys, const void *request, size_t n, uint8_t ret[32])
{
	mg_keys_hmac(secret(keys, BLIND_INDEX), "request", request, n, NULL, 0, ret);
}

void mg_keys_pseudonym(const struct mg_keys *keys, const char *municipality, const char *shori_no,
	uint8_t ret[MG_PSEUDONYM_BYTES])
{
	uint8_t full[32];
	mg_keys_hmac(secret(keys, PSEUDONYM), "person", municipality, strlen(municipality) + 1, shori_no,
		strlen(shori_no), full);
	memcpy(ret, full, MG_PSEUDONYM_BYTES);
}

/* AAD: each part with its length, so that no two places share bytes. */
static size_t place_bytes(const struct mg_seal_place *place, uint8_t *ret, size_t cap)
{
	struct mg_writer w;
	mg_writer_init(&w, ret, cap);
	mg_put_block(&w, place->table, strlen(place->table));
	mg_put_block(&w, place->column, strlen(place->column));
	mg_put_block(&w, place->key, strlen(place->key));
	mg_put_u32(&w, place->version);
	return w.ok ? w.n : 0;
}

void mg_seal(const uint8_t key[MG_KEY_BYTES], const struct mg_seal_place *place, const void *plain,
	size_t n, uint8_t *ret)
{
	uint8_t aad[256];
	size_t aad_n = place_bytes(place, aad, sizeof(aad));
	const size_t nonce_n = crypto_aead_xchacha20poly1305_ietf_NPUBBYTES;
	randombytes_buf(ret, nonce_n);
	crypto_aead_xchacha20poly1305_ietf_encrypt(
		ret + nonce_n, NULL, plain, n, aad, aad_n, NULL, ret, key);
}

bool mg_unseal(const uint8_t key[MG_KEY_BYTES], const struct mg_seal_place *place,
	const void *sealed, size_t n, uint8_t *ret, struct mg_error *err)
{
	uint8_t aad[256];
	size_t aad_n = place_bytes(place, aad, sizeof(aad));
	const size_t nonce_n = crypto_aead_xchacha20poly1305_ietf_NPUBBYTES;
	const uint8_t *s = sealed;
	if (n < MG_SEAL_OVERHEAD || aad_n == 0 ||
		crypto_aead_xchacha20poly1305_ietf_decrypt(
			ret, NULL, NULL, s + nonce_n, n - nonce_n, aad, aad_n, s, key) != 0)
		return mg_fail(err, MG_ERR_DATA_LOSS, "a sealed value of %s.%s does not open",
			place->table, place->column);
	return true;
}

/* ---- under the root key ---- */

/* Turns the wrap key of a generation into that of a purpose, in place. */
static void for_purpose(const char *purpose, uint8_t key[MG_KEY_BYTES])
{
	uint8_t own[32];
	if (!purpose)
		return;
	mg_keys_hmac(key, "purpose", purpose, strlen(purpose), NULL, 0, own);
	memcpy(key, own, MG_KEY_BYTES);
	mg_wipe(own, sizeof(own));
}

void mg_keys_wrap(const struct mg_keys *keys, const char *purpose, const struct mg_seal_place *place, const void *plain,
	size_t n, uint8_t *ret)
{
	uint8_t key[MG_KEY_BYTES];
	struct mg_writer w;
	mg_writer_init(&w, ret, 4);
	mg_put_u32(&w, mg_ring_newest(keys->ring, key));
	for_purpose(purpose, key);
	mg_seal(key, place, plain, n, ret + 4);
	mg_wipe(key, sizeof(key));
}

uint32_t mg_wrapped_generation(struct mg_bytes wrapped, size_t n)
{
	if (wrapped.n == n + MG_SEAL_OVERHEAD)
		return 1;
	if (wrapped.n != n + MG_WRAP_OVERHEAD)
		return 0;
	const uint8_t *p = wrapped.p;
	return (uint32_t)p[0] << 24 | (uint32_t)p[1] << 16 | (uint32_t)p[2] << 8 | p[3];
}

bool mg_keys_open_wrapped(const struct mg_keys *keys, const char *purpose, const struct mg_seal_place *place,
	struct mg_bytes wrapped, size_t n, uint8_t *ret, struct mg_error *err)
{
	uint8_t key[MG_KEY_BYTES];
	const uint32_t generation = mg_wrapped_generation(wrapped, n);
	if (generation == 0)
		return mg_fail(err, MG_ERR_DATA_LOSS, "a wrapped value of %s has %zu bytes", place->table, wrapped.n);
	if (!mg_ring_wrap_key(keys->ring, generation, key))
		return mg_fail(err, MG_ERR_DATA_LOSS, "%s: wrapped under root key %u, which this program does not have",
			place->table, generation);
	const size_t head = wrapped.n - n - MG_SEAL_OVERHEAD;
	for_purpose(purpose, key);
	const bool ok = mg_unseal(key, place, wrapped.p + head, wrapped.n - head, ret, err);
	mg_wipe(key, sizeof(key));
	return ok;
}

uint32_t mg_keys_generation(const struct mg_keys *keys)
{
	return mg_ring_newest(keys->ring, NULL);
}

static struct mg_seal_place key_place(const char *table, const char *key)
{
	return (struct mg_seal_place){.table = table, .column = "wrapped", .key = key, .version = 1};
}

void mg_keys_new_data_key(const struct mg_keys *keys, const char *table, const char *key,
	uint8_t ret_key[MG_KEY_BYTES], uint8_t ret_wrapped[MG_WRAPPED_BYTES])
{
	const struct mg_seal_place place = key_place(table, key);
	randombytes_buf(ret_key, MG_KEY_BYTES);
	mg_keys_wrap(keys, NULL, &place, ret_key, MG_KEY_BYTES, ret_wrapped);
}

bool mg_keys_unwrap(const struct mg_keys *keys, const char *table, const char *key,
	const void *wrapped, size_t n, uint8_t ret_key[MG_KEY_BYTES], struct mg_error *err)
{
	const struct mg_seal_place place = key_place(table, key);
	return mg_keys_open_wrapped(keys, NULL, &place, (struct mg_bytes){wrapped, n}, MG_KEY_BYTES, ret_key, err);
}

/* ---- stored keys ---- */

static const struct mg_stmt_def find_person_key = {
	.name = "keys.find_person",
	.sql = "SELECT wrapped FROM madoguchi_keys.person_key WHERE municipality = ? AND shori_no "
	       "= ?",
	.params = "tt",
	.columns = "b",
};
static const struct mg_stmt_def find_month_key = {
	.name = "keys.find_month",
	.sql = "SELECT wrapped FROM madoguchi_keys.month_key WHERE municipality = ? AND yyyymm = ?",
	.params = "tt",
	.columns = "b",
};
static const struct mg_stmt_def add_month_key = {
	.name = "keys.add_month",
	.sql = "INSERT INTO madoguchi_keys.month_key (municipality, yyyymm, wrapped) VALUES (?, ?, "
	       "?)",
	.params = "ttb",
	.columns = "",
};
mg_stmt_list mg_keys_statements = {
	&find_person_key, &find_month_key, &add_month_key, &mg_keys_list_generations, &mg_keys_list_secrets, NULL};

void mg_keys_name(const char *municipality, const char *id, char ret[40])
{
	struct mg_writer w;
	mg_writer_init(&w, ret, 39);
	mg_put_raw(&w, municipality, strlen(municipality));
	mg_put_u8(&w, '/');
	mg_put_raw(&w, id, strlen(id));
	ret[w.n] = '\0';
}

/* ---- data keys ---- */

static bool find_key(const struct mg_keys *keys, struct mg_tx *tx, const struct mg_stmt_def *def,
	const char *table, const char *municipality, const char *id, uint8_t ret_key[MG_KEY_BYTES],
	struct mg_error *err)
{
	MG_CLEANUP(mg_arena_done) struct mg_arena arena;
	mg_arena_init(&arena, 4096);
	struct mg_rows rows;
	if (!mg_query(tx, &arena, def, MG_PARAMS(MG_T(municipality), MG_T(id)), &rows, err))
		return false;
	if (rows.n == 0)
		return mg_fail(err, MG_ERR_NOT_FOUND, "no key in %s", table);
	char name[40];
	mg_keys_name(municipality, id, name);
	const struct mg_value *v = mg_row(&rows, 0);
	return mg_keys_unwrap(
		keys, table, name, v->b.p, v->kind == MG_VALUE_BYTES ? v->b.n : 0, ret_key, err);
}

bool mg_keys_person(const struct mg_keys *keys, struct mg_tx *tx, const char *municipality,
	const char *shori_no, uint8_t ret_key[MG_KEY_BYTES], struct mg_error *err)
{
	return find_key(
		keys, tx, &find_person_key, "person_key", municipality, shori_no, ret_key, err);
}

static bool month_cached(struct mg_keys *keys, const char *municipality, const char *yyyymm,
	uint8_t ret[MG_KEY_BYTES])
{
	bool hit = false;
	pthread_mutex_lock(&keys->lock);
	for (unsigned i = 0; i < MG_MONTHS_CACHED && !hit; i++) {
		struct mg_month_key *m = &keys->months[i];
		if (m->yyyymm[0] && strcmp(m->yyyymm, yyyymm) == 0 &&
			strcmp(m->municipality, municipality) == 0) {
			memcpy(ret, m->key, MG_KEY_BYTES);
			hit = true;
		}
	}
	pthread_mutex_unlock(&keys->lock);
	return hit;
}

static void month_remember(struct mg_keys *keys, const char *municipality, const char *yyyymm,
	const uint8_t key[MG_KEY_BYTES])
{
	pthread_mutex_lock(&keys->lock);
	struct mg_month_key *m = &keys->months[keys->next_month++ % MG_MONTHS_CACHED];
	memset(m, 0, sizeof(*m));
	memcpy(m->municipality, municipality, strnlen(municipality, sizeof(m->municipality) - 1));
	memcpy(m->yyyymm, yyyymm, strnlen(yyyymm, sizeof(m->yyyymm) - 1));
	memcpy(m->key, key, MG_KEY_BYTES);
	pthread_mutex_unlock(&keys->lock);
}

/* Only a key that stands in the database is remembered: one made in a transaction that rolls back
 * must not be used. */
bool mg_keys_month(struct mg_keys *keys, struct mg_tx *tx, const char *municipality,
	const char *yyyymm, uint8_t ret_key[MG_KEY_BYTES], struct mg_error *err)
{
	if (month_cached(keys, municipality, yyyymm, ret_key))
		return true;
	struct mg_error e = {0};
	if (find_key(keys, tx, &find_month_key, "month_key", municipality, yyyymm, ret_key, &e)) {
		month_remember(keys, municipality, yyyymm, ret_key);
		return true;
	}
	if (e.code != MG_ERR_NOT_FOUND) {
		if (err)
			*err = e;
		return false;
	}
	char name[40];
	uint8_t wrapped[MG_WRAPPED_BYTES];
	mg_keys_name(municipality, yyyymm, name);
	mg_keys_new_data_key(keys, "month_key", name, ret_key, wrapped);
	e = (struct mg_error){0};
	if (mg_exec(tx, &add_month_key,
		    MG_PARAMS(MG_T(municipality), MG_T(yyyymm), MG_B(wrapped, sizeof(wrapped))),
		    NULL, NULL, &e))
		return true;
	/* Another connection made this month's key at the same time: start over and read it. */
	if (e.code == MG_ERR_ALREADY_EXISTS)
		return mg_fail(err, MG_ERR_RETRY, "month key made by another connection");
	if (err)
		*err = e;
	return false;
}
