/* SPDX-License-Identifier: Apache-2.0
 * Reads the whole log from the database and checks everything that can be checked without its keys. Writes nothing. */
#pragma once
#include "finding.h"
#include "wire/checkpoint.h"
#include "db/db.h"

struct mg_verify_config {
	struct mg_db_config db;
	const char *municipality;
	const char *origin;
	uint8_t log_key[MG_PUBLIC_KEY_BYTES];
	uint8_t receipt_key[MG_PUBLIC_KEY_BYTES];
	const struct mg_checkpoint *known; /* seen before: the log must continue it; NULL: none */
	bool from_scratch;                 /* checks the signatures of checkpoints up to `known` again too */
};

struct mg_verify_result {
	struct mg_finding first;     /* fault NONE: all is well */
	struct mg_checkpoint newest; /* size 0: none yet */
	char newest_note[MG_NOTE_BYTES_MAX + 1];
	uint64_t checkpoints;
	uint64_t pending; /* entries that no checkpoint covers yet; checked too */
	uint64_t writers;
	size_t n_glasses; /* break-glasses; the newest MG_GLASSES_MAX of them, number k in glasses[k % MG_GLASSES_MAX] */
	struct mg_glass_seen glasses[MG_GLASSES_MAX];
	double seconds;
};

/* `ret` is filled also when something is wrong: that is a result, not an error. Errors: UNAVAILABLE, INTERNAL, DATA_LOSS
 * (rows of a shape that the schema does not allow). */
bool mg_verify(const struct mg_verify_config *config, struct mg_verify_result *ret, struct mg_error *err) MG_MUST_CHECK;

extern mg_stmt_list mg_verify_statements;
