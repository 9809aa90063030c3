/* SPDX-License-Identifier: Apache-2.0
 * The list of keys that may sign for the city (signed/v1/export.proto, KeyList): verified, read, and never taken back to
 * an older one. Signs nothing and holds no private key. */
#pragma once
#include "base/arena.h"
#include "base/shared.h"
#include "db/db.h"
#include "madoguchi/signed/v1/export.pb-c.h"
#include "madoguchi/v1/login.pb-c.h"
#include "wire/envelope.h"

#define MG_KEY_LIST_TYPE MG_ENVELOPE_TYPE("key-list")
#define MG_KEY_LIST_BYTES_MAX 32768U /* of the packed envelope: about 250 keys */

/* A list that was verified. Lives in the arena it was opened in. */
struct mg_key_list {
	const Sg__KeyList *list;
	const Pb__Envelope *envelope;
};

/* A packed madoguchi.v1.Envelope, unpacked exactly into the arena; the payload is not looked at. Errors: INVALID. */
bool mg_envelope_unpack(struct mg_arena *arena, struct mg_bytes packed, const Pb__Envelope **ret, struct mg_error *err)
	MG_MUST_CHECK;
/* Verifies an envelope of `type` by this key and unpacks its payload exactly. Errors: INVALID, DENIED (the signature). */
bool mg_envelope_open(struct mg_arena *arena, const uint8_t public_key[MG_PUBLIC_KEY_BYTES], const char *type,
	const Pb__Envelope *envelope, const ProtobufCMessageDescriptor *payload, ProtobufCMessage **ret,
	struct mg_error *err) MG_MUST_CHECK;

/* Verifies by the authority root's public key and looks at every field. Errors: DATA_LOSS (not the root's, another city's,
 * or not in the one spelling). */
bool mg_key_list_open(struct mg_arena *arena, const uint8_t root[MG_PUBLIC_KEY_BYTES], const char *municipality,
	struct mg_bytes packed, struct mg_key_list *ret, struct mg_error *err) MG_MUST_CHECK;

/* The key of this id and use. NULL when there is none in force at `now_us`; `ret_fault` says why, for the log: "key_unknown",
 * "key_of_another_use", "key_not_yet", "key_expired". */
const Sg__Key *mg_key_list_key(const struct mg_key_list *list, Sg__Key__Use use, struct mg_bytes key_id, int64_t now_us,
	const char **ret_fault);

/* The root's public key and the highest epoch ever seen, which a file outside the database remembers; the highest version of
 * the matrix of rights stands in a second file beside it, ".rights" behind its name. Thread-safe. */
struct mg_key_trust;
/* Errors: UNAVAILABLE, INVALID (no key in the file), DATA_LOSS (the state file is damaged). */
bool mg_key_trust_new(const char *root_file, const char *state_file, struct mg_key_trust **ret, struct mg_error *err)
	MG_MUST_CHECK;
void mg_key_trust_free(struct mg_key_trust *trust); /* accepts NULL */
const uint8_t *mg_key_trust_root(const struct mg_key_trust *trust); /* MG_PUBLIC_KEY_BYTES, borrowed */
/* DATA_LOSS: a higher version of the matrix was seen before. */
bool mg_key_trust_accept_rights(struct mg_key_trust *trust, uint32_t version, struct mg_error *err) MG_MUST_CHECK;

/* The newest list in the database. Errors: NOT_FOUND (there is none yet), UNAVAILABLE (the server was given no root key),
 * DATA_LOSS (as mg_key_list_open; or older than one that was seen: an alarm). */
bool mg_key_list_newest(struct mg_tx *tx, struct mg_arena *arena, const struct mg_shared *shared, struct mg_key_list *ret,
	struct mg_error *err) MG_MUST_CHECK;

extern mg_stmt_list mg_key_list_statements;
