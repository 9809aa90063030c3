/* SPDX-License-Identifier: Apache-2.0
 * The signed matrix of rights in force: verified by the authority root, read, held in memory for all threads, and never
 * taken back to an older one. Which version is in force says the database, in the snapshot in which a session is read;
 * a matrix that is not in memory yet is loaded by the call that meets it first, and no other waits. Signs nothing,
 * applies nothing. */
#pragma once
#include "access/rights_format.h"
#include "base/arena.h"
#include "base/shared.h"
#include "db/db.h"
#include "keys/key_list.h"

#define MG_RIGHTS_TYPE MG_ENVELOPE_TYPE("rights")
#define MG_RIGHTS_SIGNED_BYTES_MAX 20480U /* of the packed envelope */

/* The version in force, as a value of a SELECT whose row `t` names the municipality. */
#define MG_SQL_RIGHTS_VERSION(t)                                                                                       \
	"(SELECT MAX(m.applied_version) FROM madoguchi.rights_matrix m WHERE m.municipality = " t ".municipality)"

/* Verifies by the root's public key and reads. Errors: DENIED (the signature is not the root's, or of another type),
 * INVALID (the text; the detail names the line). */
bool mg_rights_open(struct mg_arena *arena, const uint8_t root[MG_PUBLIC_KEY_BYTES], struct mg_bytes packed,
	struct mg_rights *ret, struct mg_error *err) MG_MUST_CHECK;

/* All matrices that this process has met: a few, of some kilobytes each, kept until it ends, so that what a thread
 * holds of one stays good. */
struct mg_rights_holder;
bool mg_rights_holder_new(struct mg_rights_holder **ret, struct mg_error *err) MG_MUST_CHECK;
void mg_rights_holder_free(struct mg_rights_holder *holder); /* accepts NULL */

/* The matrix of this version, which the database says is in force (0: none). *ret is borrowed of the holder. Errors:
 * UNAVAILABLE (none is in force, or the server was given no root key), DATA_LOSS (not the root's, not complete, or
 * older than one that was seen: an alarm). */
bool mg_rights_at(struct mg_tx *tx, struct mg_arena *arena, const struct mg_shared *shared, uint64_t version,
	const struct mg_rights **ret, struct mg_error *err) MG_MUST_CHECK;
/* The one in force now: before a server opens its door. */
bool mg_rights_in_force(struct mg_tx *tx, struct mg_arena *arena, const struct mg_shared *shared,
	const struct mg_rights **ret, struct mg_error *err) MG_MUST_CHECK;

extern mg_stmt_list mg_rights_statements;
