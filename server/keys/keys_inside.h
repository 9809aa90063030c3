/* SPDX-License-Identifier: Apache-2.0
 * What the files of keys/ know of each other. */
#pragma once
#include <pthread.h>
#include <stdatomic.h>
#include "keys/keys.h"
#include "keys/ring.h"

#define MG_MONTHS_CACHED 4U

struct mg_month_key {
	char municipality[7];
	char yyyymm[7];
	uint8_t key[MG_KEY_BYTES];
};

/* Lives in one locked allocation, as its ring. */
struct mg_keys {
	struct mg_ring *ring; /* owned */
	atomic_bool is_settled; /* ready: secret and ring are what they must be */
	uint8_t secret[MG_KEYS_SECRETS][MG_KEY_BYTES];
	pthread_mutex_t lock; /* guards months */
	struct mg_month_key months[MG_MONTHS_CACHED];
	unsigned next_month;
};

/* Without a file: one root key, handed over. */
bool mg_keys_load_handed(uint32_t generation, const uint8_t kek[MG_KEY_BYTES], struct mg_keys **ret, struct mg_error *err)
	MG_MUST_CHECK;
/* HMAC-SHA-256 over label, a NUL, a and b. */
void mg_keys_hmac(const uint8_t key[MG_KEY_BYTES], const char *label, const void *a, size_t an, const void *b, size_t bn,
	uint8_t ret[32]);
/* "271403/0000000001" */
void mg_keys_name(const char *municipality, const char *id, char ret[40]);

extern const struct mg_stmt_def mg_keys_list_generations, mg_keys_list_secrets;
