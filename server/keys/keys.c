/* SPDX-License-Identifier: Apache-2.0 */
#include "keys/keys.h"
#include <errno.h>
#include <fcntl.h>
#include <pthread.h>
#include <sodium.h>
#include <stdlib.h>
#include <unistd.h>

#define MONTHS_CACHED 4U

struct month_key {
	char municipality[7];
	char yyyymm[7];
	uint8_t key[MG_KEY_BYTES];
};

/* Lives in one locked allocation (sodium_malloc alone goes on unlocked when RLIMIT_MEMLOCK is used
 * up: measured). */
struct mg_keys {
	uint8_t kek[MG_KEY_BYTES];
	uint8_t wrap[MG_KEY_BYTES];
	uint8_t pepper[MG_KEY_BYTES];
	uint8_t blind_index[MG_KEY_BYTES];
	uint8_t pseudonym[MG_KEY_BYTES];
	pthread_mutex_t lock; /* guards months */
	struct month_key months[MONTHS_CACHED];
	unsigned next_month;
};

static void derive(
	const struct mg_keys *keys, uint64_t id, const char context[9], uint8_t ret[MG_KEY_BYTES])
{
	crypto_kdf_derive_from_key(ret, MG_KEY_BYTES, id, context, keys->kek);
}

static bool read_kek(const char *path, uint8_t ret[MG_KEY_BYTES], struct mg_error *err)
{
	int fd = open(path, O_RDONLY | O_CLOEXEC);
	if (fd < 0)
		return mg_fail(err, errno == ENOENT ? MG_ERR_SEALED : MG_ERR_INTERNAL,
			"root key: cannot open (errno %d)", errno);
	char hex[2 * MG_KEY_BYTES + 2] = {0};
	ssize_t n = read(fd, hex, sizeof(hex) - 1);
	close(fd);
	bool ok = (n == 2 * MG_KEY_BYTES || (n == 2 * MG_KEY_BYTES + 1 && hex[n - 1] == '\n')) &&
		  mg_unhex(hex, 2 * MG_KEY_BYTES, ret, MG_KEY_BYTES);
	mg_wipe(hex, sizeof(hex));
	return ok || mg_fail(err, MG_ERR_INTERNAL,
			     "root key: the file does not hold 64 hexadecimal digits");
}

bool mg_keys_load(const char *kek_file, struct mg_keys **ret, struct mg_error *err)
{
	if (sodium_init() < 0)
		return mg_fail(err, MG_ERR_INTERNAL, "libsodium cannot start");
	MG_CLEANUP(mg_keys_freep) struct mg_keys *keys = calloc(1, sizeof(*keys));
	if (!keys || sodium_mlock(keys, sizeof(*keys)) != 0)
		return mg_fail(
			err, MG_ERR_INTERNAL, "key memory cannot be locked: raise LimitMEMLOCK");
	pthread_mutex_init(&keys->lock, NULL);
	if (!read_kek(kek_file, keys->kek, err))
		return false;
	derive(keys, 1, "WRAPKEY_", keys->wrap);
	derive(keys, 2, "PEPPER__", keys->pepper);
	derive(keys, 3, "BLINDIDX", keys->blind_index);
	derive(keys, 4, "PSEUDONM", keys->pseudonym);
	*ret = MG_TAKE(keys);
	return true;
}

void mg_keys_free(struct mg_keys *keys)
{
	if (!keys)
		return;
	pthread_mutex_destroy(&keys->lock);
	sodium_munlock(keys, sizeof(*keys)); /* wipes too */
	free(keys);
}

void mg_keys_freep(struct mg_keys **keys)
{
	mg_keys_free(*keys);
	*keys = NULL;
}

static void hmac(const uint8_t key[MG_KEY_BYTES], const char *label, const void *a, size_t an,
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
	hmac(keys->pepper, "password", password, n, NULL, 0, ret);
}

void mg_keys_my_number_hash(const struct mg_keys *keys, const char digits[12], uint8_t ret[32])
{
	hmac(keys->blind_index, "mynum", digits, 12, NULL, 0, ret);
}

void mg_keys_request_hash(
	const struct mg_keys *keys, const void *request, size_t n, uint8_t ret[32])
{
	hmac(keys->blind_index, "request", request, n, NULL, 0, ret);
}

void mg_keys_pseudonym(const struct mg_keys *keys, const char *municipality, const char *shori_no,
	uint8_t ret[MG_PSEUDONYM_BYTES])
{
	uint8_t full[32];
	hmac(keys->pseudonym, "person", municipality, strlen(municipality) + 1, shori_no,
		strlen(shori_no), full);
	memcpy(ret, full, MG_PSEUDONYM_BYTES);
}

void mg_keys_purpose(const struct mg_keys *keys, const char *purpose, uint8_t ret_key[MG_KEY_BYTES])
{
	hmac(keys->wrap, "purpose", purpose, strlen(purpose), NULL, 0, ret_key);
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

void mg_keys_new_data_key(const struct mg_keys *keys, const char *table, const char *key,
	uint8_t ret_key[MG_KEY_BYTES], uint8_t ret_wrapped[MG_WRAPPED_BYTES])
{
	randombytes_buf(ret_key, MG_KEY_BYTES);
	mg_seal(keys->wrap,
		&(struct mg_seal_place){
			.table = table, .column = "wrapped", .key = key, .version = 1},
		ret_key, MG_KEY_BYTES, ret_wrapped);
}

bool mg_keys_unwrap(const struct mg_keys *keys, const char *table, const char *key,
	const void *wrapped, size_t n, uint8_t ret_key[MG_KEY_BYTES], struct mg_error *err)
{
	if (n != MG_WRAPPED_BYTES)
		return mg_fail(
			err, MG_ERR_DATA_LOSS, "a wrapped key of %s has %zu bytes", table, n);
	return mg_unseal(keys->wrap,
		&(struct mg_seal_place){
			.table = table, .column = "wrapped", .key = key, .version = 1},
		wrapped, n, ret_key, err);
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
mg_stmt_list mg_keys_statements = {&find_person_key, &find_month_key, &add_month_key, NULL};

static void key_name(const char *municipality, const char *id, char ret[40])
{
	struct mg_writer w;
	mg_writer_init(&w, ret, 39);
	mg_put_raw(&w, municipality, strlen(municipality));
	mg_put_u8(&w, '/');
	mg_put_raw(&w, id, strlen(id));
	ret[w.n] = '\0';
}

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
	key_name(municipality, id, name);
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
	for (unsigned i = 0; i < MONTHS_CACHED && !hit; i++) {
		struct month_key *m = &keys->months[i];
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
	struct month_key *m = &keys->months[keys->next_month++ % MONTHS_CACHED];
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
	key_name(municipality, yyyymm, name);
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
