/* SPDX-License-Identifier: Apache-2.0
 * Appends log entries on one connection, in the caller's transaction. Numbers committed entries 1, 2, 3 … without a gap
 * and reveals one token of the writer's hash chain with each. Reads nothing, judges nothing. */
#pragma once
#include <openssl/types.h>
#include "base/arena.h"
#include "base/clock.h"
#include "db/db.h"
#include "wire/entry.h"

struct mg_appender; /* belongs to one connection and one thread */

struct mg_appender_config {
	const char *municipality;
	const uint8_t *boot_id;   /* 16 bytes */
	EVP_PKEY *receipt_key;    /* Ed25519; signs the writer's anchor. Borrowed for the appender's life */
	const struct mg_clock *clock;
};

/* Registers a writer in a transaction of its own. Errors: as mg_exec and mg_tx_commit. */
bool mg_appender_open(struct mg_db *db, const struct mg_appender_config *config, struct mg_appender **ret,
	struct mg_error *err) MG_MUST_CHECK;
void mg_appender_free(struct mg_appender *appender);
void mg_appender_freep(struct mg_appender **appender);
/* Between transactions: registers a fresh writer when the chain is used up. */
bool mg_appender_ready(struct mg_appender *appender, struct mg_error *err) MG_MUST_CHECK;
/* The log key (writer, n) that the next entry gets. */
void mg_appender_next(const struct mg_appender *appender, uint64_t *ret_writer, uint64_t *ret_n);
/* What must still be so for an entry to be added: the session with this version. */
struct mg_entry_guard {
	const uint8_t *token_sha256; /* 32 bytes */
	uint64_t session_version;
};

/* Inserts the entry as part of `tx`. Fills in municipality, boot id, clocks, writer, n and token of `entry`; the bytes
 * come back in the arena. At most one entry a transaction. With a guard (NULL: none) one statement looks at its row, holds
 * it until the end of the transaction and inserts: RETRY when it is not so any more. */
bool mg_appender_append(struct mg_appender *appender, struct mg_tx *tx, struct mg_entry *entry,
	const struct mg_entry_guard *guard, struct mg_arena *arena, struct mg_bytes *ret_bytes, struct mg_error *err) MG_MUST_CHECK;
/* After mg_tx_commit succeeded: the number is used. Without it the number (and token) is given again. */
void mg_appender_committed(struct mg_appender *appender);

extern mg_stmt_list mg_appender_statements;
extern mg_stmt_list mg_appender_guard_statements; /* where there are sessions */
