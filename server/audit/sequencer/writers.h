/* SPDX-License-Identifier: Apache-2.0
 * The writers that the sequencer knows, in the order of their numbers: how far each is indexed, and
 * which of them have news often. A plain table in memory; the database says what stands in it. */
#pragma once
#include "audit/leaf_rules.h"
#include "audit/writer_set.h"
#include "db/db.h"

struct mg_seq_writer {
	struct mg_leaf_writer done; /* as committed; n = 0 and the anchor: nothing indexed */
	struct mg_leaf_writer next; /* with the batch under way */
	bool has_token;		    /* done.token was read back (always while done.n is 0) */
	enum mg_leaf_fault fault;   /* not NONE: never indexed again */
	uint64_t fault_n;	    /* the first number that is wrong; 0: the writer itself */
	bool told;		    /* the alarm is in the database */
	int64_t news_mono_us;	    /* when it last had an entry, or was first seen */
};

struct mg_seq_writers {
	struct mg_seq_writer *items; /* owned, ascending */
	size_t n, cap;
	struct mg_writer_set set; /* what the signed writers have that is theirs alone */
	/* borrowed */
	const struct mg_crypto *crypto;
	const char *municipality;
	const uint8_t *receipt_key; /* public */
};

void mg_seq_writers_init(struct mg_seq_writers *writers, const struct mg_crypto *crypto,
	const char *municipality, const uint8_t receipt_key[MG_PUBLIC_KEY_BYTES]);
void mg_seq_writers_done(struct mg_seq_writers *writers); /* accepts a zeroed struct */
/* NULL when unknown. Valid until the next mg_seq_writers_read. */
struct mg_seq_writer *mg_seq_writers_find(const struct mg_seq_writers *writers, uint64_t writer);

/* Adds the registered writers that are new: all of them, or only numbers near the newest. Numbers
 * are given before the row is committed, so a smaller number may come after a larger one. A writer
 * whose signature is wrong, or of another city, is added with that fault. */
bool mg_seq_writers_read(struct mg_seq_writers *writers, struct mg_tx *tx, bool all,
	int64_t mono_us, struct mg_error *err) MG_MUST_CHECK;
/* Adds, with that fault, every writer that has entries but is not registered. Read the writers in
 * the same snapshot. */
bool mg_seq_writers_read_strangers(
	struct mg_seq_writers *writers, struct mg_tx *tx, struct mg_error *err) MG_MUST_CHECK;
/* Sets how far each is indexed, from the runs, and marks those under alarm. */
bool mg_seq_writers_restore(
	struct mg_seq_writers *writers, struct mg_tx *tx, struct mg_error *err) MG_MUST_CHECK;
/* Forgets, or keeps, what the batch did. */
void mg_seq_writers_rollback(struct mg_seq_writers *writers);
void mg_seq_writers_commit(struct mg_seq_writers *writers);
/* Marks a writer and writes the line for the operator. */
void mg_seq_writer_condemn(struct mg_seq_writer *w, uint64_t n, enum mg_leaf_fault fault);
