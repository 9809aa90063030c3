/* SPDX-License-Identifier: Apache-2.0
 * What the sequencer has signed last, in a file of its own that no database account reaches: the note, and the runs of the
 * batch that it covers. Written before that batch is committed, so it is at most one batch ahead of the database; the
 * runs say exactly which entries that batch was, in which order. */
#pragma once
#include "audit/log_store.h"
#include "wire/checkpoint.h"

#define MG_SEQ_BATCH_LIMIT 65536U /* entries of one batch */

struct mg_seq_memory {
	const char *path; /* borrowed */
	/* what the file says; size 0: nothing was signed yet */
	struct mg_checkpoint signed_one;
	char note[MG_NOTE_BYTES_MAX + 1];
	uint64_t base;           /* size of the tree before the batch */
	struct mg_log_run *runs; /* owned: the batch, in order */
	size_t n_runs;
};

/* Reads the file; a missing one is an empty memory. Errors: UNAVAILABLE, DATA_LOSS (changed, or another log's). */
bool mg_seq_memory_read(struct mg_seq_memory *memory, const struct mg_crypto *crypto, const char *origin,
	const uint8_t log_key[MG_PUBLIC_KEY_BYTES], struct mg_error *err) MG_MUST_CHECK;
/* Remembers, on the disk first. Takes a copy of the runs. Errors: UNAVAILABLE, INTERNAL. */
bool mg_seq_memory_write(struct mg_seq_memory *memory, const struct mg_checkpoint *checkpoint, const char *note,
	uint64_t base, const struct mg_log_run *runs, size_t n_runs, struct mg_error *err) MG_MUST_CHECK;
void mg_seq_memory_done(struct mg_seq_memory *memory); /* accepts a zeroed struct */
