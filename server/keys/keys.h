/* SPDX-License-Identifier: Apache-2.0
 * The key hierarchy: one root key (KEK), what is derived from it, and the data keys it wraps. Reads and writes only
 * schema madoguchi_keys; never logs, never returns the KEK. */
#pragma once
#include "base/bytes.h"
#include "db/db.h"

#define MG_KEY_BYTES 32U
#define MG_SEAL_OVERHEAD 40U /* 24 bytes nonce + 16 bytes tag */
#define MG_PSEUDONYM_BYTES 16U

struct mg_keys; /* in locked memory; thread-safe after creation */

/* Reads the KEK's file (keys/kek_file.h), and beside it .next and .old while the root key is being rotated, into locked
 * memory; looks at them again when they change. What depends on no rotation (pepper, blind index, pseudonyms) is derived
 * from generation 1, or read by mg_keys_settle, before which the functions that use it may not be called.
 * Errors: SEALED (no such file: the server starts sealed), INTERNAL (memory cannot be locked, file malformed). */
bool mg_keys_load(const char *kek_file, struct mg_keys **ret, struct mg_error *err) MG_MUST_CHECK;
/* mg_keys_load and mg_keys_settle. */
bool mg_keys_open(const char *kek_file, struct mg_db *db, const char *municipality, struct mg_keys **ret,
	struct mg_error *err) MG_MUST_CHECK;
/* The same with one root key that lies in no file and is copied. DENIED also: the database knows no root key of this
 * generation, so that nobody can tell whether it is right. */
bool mg_keys_open_handed(uint32_t generation, const uint8_t kek[MG_KEY_BYTES], struct mg_db *db, const char *municipality,
	struct mg_keys **ret, struct mg_error *err) MG_MUST_CHECK;
/* One more generation, beside those of the files. */
bool mg_keys_add(struct mg_keys *keys, uint32_t generation, const uint8_t kek[MG_KEY_BYTES], struct mg_error *err) MG_MUST_CHECK;
/* Compares every root key with what the database knows of its generation, and takes the lasting secrets of a city whose
 * root key was rotated. Errors: DENIED (not this city's root key, or an older one than the rows need), DATA_LOSS. */
bool mg_keys_settle(struct mg_keys *keys, struct mg_tx *tx, const char *municipality, struct mg_error *err) MG_MUST_CHECK;
/* Keys without a root key, for a server that starts sealed; `kek_file` may be NULL, and need not exist: it is looked at once
 * mg_keys_adopt has made them ready, for a rotation that brings it. Errors: INTERNAL. */
bool mg_keys_new_sealed(const char *kek_file, struct mg_keys **ret, struct mg_error *err) MG_MUST_CHECK;
/* Takes over what `from` holds and is ready from then on, in every thread. Errors: INTERNAL. */
bool mg_keys_adopt(struct mg_keys *keys, const struct mg_keys *from, struct mg_error *err) MG_MUST_CHECK;
/* False: NULL, or sealed; then no other function may be called. */
bool mg_keys_ready(const struct mg_keys *keys);
void mg_keys_free(struct mg_keys *keys);
void mg_keys_freep(struct mg_keys **keys);

/* HMAC-SHA-256 under a derived key; `ret` 32 bytes. */
void mg_keys_pepper(const struct mg_keys *keys, const void *password, size_t n, uint8_t ret[32]);
/* Keyed hash for exact search of a 個人番号 (12 ASCII digits). */
void mg_keys_my_number_hash(const struct mg_keys *keys, const char digits[12], uint8_t ret[32]);
/* What an entry keeps of a request's bytes: equal requests are seen to be equal, and nothing else. */
void mg_keys_request_hash(const struct mg_keys *keys, const void *request, size_t n, uint8_t ret[32]);
/* The pseudonym of a person in the log: 16 bytes, stable for one municipality. */
void mg_keys_pseudonym(const struct mg_keys *keys, const char *municipality, const char *shori_no,
	uint8_t ret[MG_PSEUDONYM_BYTES]);

/* Additional data that binds a sealed value to its place: a value moved to another row, column or version does not open. */
struct mg_seal_place {
	const char *table;
	const char *column;
	const char *key;  /* primary key as text: "271403/0000000001" */
	uint32_t version; /* 1 unless the place keeps several */
};
/* XChaCha20-Poly1305 with a random nonce in front. `ret` holds n + MG_SEAL_OVERHEAD bytes. */
void mg_seal(const uint8_t key[MG_KEY_BYTES], const struct mg_seal_place *place, const void *plain, size_t n,
	uint8_t *ret);
/* `ret` holds n - MG_SEAL_OVERHEAD bytes. Errors: DATA_LOSS (wrong key, wrong place, changed bytes). */
bool mg_unseal(const uint8_t key[MG_KEY_BYTES], const struct mg_seal_place *place, const void *sealed, size_t n,
	uint8_t *ret, struct mg_error *err) MG_MUST_CHECK;

/* Wrapping under the root key: four bytes that say its generation, then a seal. `purpose` NULL: data keys; else a key of
 * its own for "finger", "export-passphrase", "cursor". A row of before the generations has the seal alone and is of the
 * first. Always under the newest generation that is known. */
#define MG_WRAP_OVERHEAD (4U + MG_SEAL_OVERHEAD)
void mg_keys_wrap(const struct mg_keys *keys, const char *purpose, const struct mg_seal_place *place, const void *plain,
	size_t n, uint8_t *ret);
/* `n` is of the plain value. Errors: DATA_LOSS (as mg_unseal, another length, or a root key that this program lacks). */
bool mg_keys_open_wrapped(const struct mg_keys *keys, const char *purpose, const struct mg_seal_place *place,
	struct mg_bytes wrapped, size_t n, uint8_t *ret, struct mg_error *err) MG_MUST_CHECK;
/* The generation under which a value of `n` bytes was wrapped; 0: no wrapped value. */
uint32_t mg_wrapped_generation(struct mg_bytes wrapped, size_t n);
/* The newest generation that is known. */
uint32_t mg_keys_generation(const struct mg_keys *keys);

/* Draws a random data key and wraps it under the KEK; `ret_wrapped` is what madoguchi_keys stores. */
#define MG_WRAPPED_BYTES (MG_KEY_BYTES + MG_WRAP_OVERHEAD)
void mg_keys_new_data_key(const struct mg_keys *keys, const char *table, const char *key,
	uint8_t ret_key[MG_KEY_BYTES], uint8_t ret_wrapped[MG_WRAPPED_BYTES]);
bool mg_keys_unwrap(const struct mg_keys *keys, const char *table, const char *key, const void *wrapped, size_t n,
	uint8_t ret_key[MG_KEY_BYTES], struct mg_error *err) MG_MUST_CHECK;

/* ---- what the database keeps of a generation; for the rotation ---- */

/* A keyed hash by which a root key is known again. False: no key of this generation. */
bool mg_keys_check_value(const struct mg_keys *keys, uint32_t generation, const char *municipality, uint8_t ret[32]) MG_MUST_CHECK;
/* The lasting secrets, each wrapped under the newest generation, in the order of their names below. */
#define MG_KEYS_SECRETS 3U
extern const char *const mg_keys_secret_names[MG_KEYS_SECRETS];
void mg_keys_wrap_secret(
	const struct mg_keys *keys, const char *municipality, unsigned secret, uint8_t ret_wrapped[MG_WRAPPED_BYTES]);

/* The person's data key. NOT_FOUND: the person has none (or was forgotten). Wipe it after use. */
bool mg_keys_person(const struct mg_keys *keys, struct mg_tx *tx, const char *municipality, const char *shori_no,
	uint8_t ret_key[MG_KEY_BYTES], struct mg_error *err) MG_MUST_CHECK;
/* The key of a month of the log ("202611"), made when it is the first use of that month. Cached in locked memory. */
bool mg_keys_month(struct mg_keys *keys, struct mg_tx *tx, const char *municipality, const char *yyyymm,
	uint8_t ret_key[MG_KEY_BYTES], struct mg_error *err) MG_MUST_CHECK;

extern mg_stmt_list mg_keys_statements;
