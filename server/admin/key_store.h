/* SPDX-License-Identifier: Apache-2.0
 * Signing keys and their lists, as madoguchi-admin writes them. Decides nothing, commits nothing. */
#pragma once
#include "base/shared.h"
#include "keys/key_list.h"
#include "signer/signer.h"

/* A key to be added; its texts are borrowed. */
struct mg_new_key {
	Sg__Key__Use use;
	uint8_t public_key[MG_PUBLIC_KEY_BYTES];
	const char *holder;
	const char *ward;       /* "" unless a supervisor's */
	uint64_t staff_id;      /* 0: none */
	uint64_t terminal_id;   /* 0: none */
	unsigned days;
	const struct mg_wrapped_key *wrapped; /* NULL: the private half is elsewhere */
};

/* Somebody who may hold a key. Texts live in the arena. NOT_FOUND: nobody active with this number. */
struct mg_key_holder {
	uint64_t staff_id;
	const char *ward;
	const char *role;
};
bool mg_key_find_holder(struct mg_tx *tx, struct mg_arena *arena, const struct mg_shared *shared, const char *staff_no,
	struct mg_key_holder *ret, struct mg_error *err) MG_MUST_CHECK;
/* NOT_FOUND: no enrolled terminal of this number. */
bool mg_key_check_terminal(struct mg_tx *tx, struct mg_arena *arena, const struct mg_shared *shared, uint64_t terminal_id,
	struct mg_error *err) MG_MUST_CHECK;

struct mg_key_act {
	int64_t now_us;
	const char *actor;
	uint64_t log_writer, log_n;
};
/* ALREADY_EXISTS: this key was known before; a key that was revoked never comes back. */
bool mg_key_add(struct mg_tx *tx, const struct mg_shared *shared, const struct mg_new_key *key, const Sg__Key *row,
	const struct mg_key_act *act, struct mg_error *err) MG_MUST_CHECK;
bool mg_key_revoke(struct mg_tx *tx, const struct mg_shared *shared, const uint8_t key_id[MG_KEY_ID_BYTES],
	const struct mg_key_act *act, struct mg_error *err) MG_MUST_CHECK;
/* ALREADY_EXISTS, INTERNAL: an epoch that is not the next. */
bool mg_key_add_list(struct mg_tx *tx, const struct mg_shared *shared, const Sg__KeyList *list, struct mg_bytes envelope,
	const struct mg_key_act *act, struct mg_error *err) MG_MUST_CHECK;
bool mg_key_newest_list(struct mg_tx *tx, struct mg_arena *arena, const struct mg_shared *shared, struct mg_bytes *ret,
	struct mg_error *err) MG_MUST_CHECK;

extern mg_stmt_list mg_key_statements;
