/* SPDX-License-Identifier: Apache-2.0
 * Reads checkpoints and proofs for those who check the log: runs, tiles and notes that the sequencer wrote. */
#pragma once
#include "base/arena.h"
#include "db/db.h"

/* Tree size of the newest checkpoint; 0 when there is none yet. */
bool mg_proof_newest_size(struct mg_tx *tx, uint64_t *ret_size, struct mg_error *err) MG_MUST_CHECK;

struct mg_stored_checkpoint {
	uint64_t size;
	const char *note; /* C2SP signed note; arena */
	int64_t created_us;
};
/* The newest checkpoint; size 0 and an empty note when there is none yet. */
bool mg_proof_newest(struct mg_tx *tx, struct mg_arena *arena, struct mg_stored_checkpoint *ret, struct mg_error *err)
	MG_MUST_CHECK;

extern mg_stmt_list mg_proof_statements;
