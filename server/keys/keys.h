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

/* Reads the 32 bytes of the KEK from a credential file (64 hexadecimal digits and a newline) into locked memory.
 * Errors: SEALED (no such file: the server starts sealed), INTERNAL (memory cannot be locked, file malformed). */
bool mg_keys_load(const char *kek_file, struct mg_keys **ret, struct mg_error *err) MG_MUST_CHECK;
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

/* Draws a random data key and wraps it under the KEK; `ret_wrapped` is what madoguchi_keys stores. */
#define MG_WRAPPED_BYTES (MG_KEY_BYTES + MG_SEAL_OVERHEAD)
void mg_keys_new_data_key(const struct mg_keys *keys, const char *table, const char *key,
	uint8_t ret_key[MG_KEY_BYTES], uint8_t ret_wrapped[MG_WRAPPED_BYTES]);
bool mg_keys_unwrap(const struct mg_keys *keys, const char *table, const char *key, const void *wrapped, size_t n,
	uint8_t ret_key[MG_KEY_BYTES], struct mg_error *err) MG_MUST_CHECK;

/* The person's data key. NOT_FOUND: the person has none (or was forgotten). Wipe it after use. */
bool mg_keys_person(const struct mg_keys *keys, struct mg_tx *tx, const char *municipality, const char *shori_no,
	uint8_t ret_key[MG_KEY_BYTES], struct mg_error *err) MG_MUST_CHECK;
/* The key of a month of the log ("202611"), made when it is the first use of that month. Cached in locked memory. */
bool mg_keys_month(struct mg_keys *keys, struct mg_tx *tx, const char *municipality, const char *yyyymm,
	uint8_t ret_key[MG_KEY_BYTES], struct mg_error *err) MG_MUST_CHECK;
/* The wrap key of enrolled fingers and of the terminal secrets, by purpose: "finger". */
void mg_keys_purpose(const struct mg_keys *keys, const char *purpose, uint8_t ret_key[MG_KEY_BYTES]);

extern mg_stmt_list mg_keys_statements;
