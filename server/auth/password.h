/* SPDX-License-Identifier: Apache-2.0
 * Passwords: Argon2id (64 MiB, 2 passes) over HMAC(pepper, NFC password), at most as many at once as there are cores.
 * Stores nothing and knows no person. */
#pragma once
#include <semaphore.h>
#include "keys/keys.h"

#define MG_PASSWORD_HASH_BYTES 128U /* libsodium's text form with its NUL */
#define MG_PASSWORD_PEPPER_ID 1U    /* of the pepper that mg_keys_pepper uses now */

/* One for the process: its semaphore bounds the memory (64 MiB each) and the cores that logins take. */
struct mg_password_gate {
	sem_t slots;
	char decoy[MG_PASSWORD_HASH_BYTES]; /* what unknown staff numbers are compared with: nobody knows its password */
};
/* Takes one hash's time. Errors: INTERNAL. */
bool mg_password_gate_init(struct mg_password_gate *gate, struct mg_error *err) MG_MUST_CHECK;
void mg_password_gate_done(struct mg_password_gate *gate);

/* NFC form of UTF-8 text, NUL-terminated; `ret` is to be wiped. INVALID: not UTF-8, or longer than `cap` allows. */
bool mg_password_nfc(const char *password, char *ret, size_t cap, struct mg_error *err) MG_MUST_CHECK;
/* Blocks until a slot is free. Errors: INVALID (as above), INTERNAL (no memory). */
bool mg_password_hash(struct mg_password_gate *gate, const struct mg_keys *keys, const char *password,
	char ret[MG_PASSWORD_HASH_BYTES], struct mg_error *err) MG_MUST_CHECK;
/* Compares with a stored hash; a password that is not text, or too long, matches nothing but takes as long. */
bool mg_password_matches(struct mg_password_gate *gate, const struct mg_keys *keys, const char *password,
	const char *hash);
/* True when a stored hash was made with other costs than new ones are. */
bool mg_password_needs_rehash(const char *hash);
