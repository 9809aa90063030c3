/* SPDX-License-Identifier: Apache-2.0
 * Issues the list of keys that may sign for the city: every change is a new list with the next epoch, signed by the
 * authority root. Keeps no key. */
#pragma once
#include "admin/city.h"
#include "admin/key_store.h"

/* A packed madoguchi.v1.Envelope of `type` over the payload, signed by this key; in the arena. */
bool mg_keys_seal_envelope(struct mg_arena *arena, EVP_PKEY *key, const char *type, struct mg_bytes payload,
	struct mg_bytes *ret, struct mg_error *err) MG_MUST_CHECK;

/* Reads CITY/authority/root.key.pem; asks for its passphrase when it has one. */
bool mg_keys_load_root(const struct mg_city *city, EVP_PKEY **ret, struct mg_error *err) MG_MUST_CHECK;
/* The list in force, verified by the root's public key; NOT_FOUND: none yet. Lives in city->arena. */
bool mg_keys_current(struct mg_city *city, struct mg_tx *tx, const uint8_t root[MG_PUBLIC_KEY_BYTES],
	struct mg_key_list *ret, struct mg_error *err) MG_MUST_CHECK;
/* In the transaction of an act: the list in force without the live keys of this use and holder, with `add` (may be NULL),
 * and with the present receipt and log key. NOT_FOUND: nothing to remove and nothing to add. */
bool mg_keys_issue(struct mg_city *city, struct mg_tx *tx, EVP_PKEY *root, Sg__Key__Use use, const char *holder,
	const struct mg_new_key *add, uint64_t *ret_epoch, struct mg_error *err) MG_MUST_CHECK;
