/* SPDX-License-Identifier: Apache-2.0
 * Puts the entries of all writers into one order, under one tree, and signs its checkpoints: the only holder of the log
 * key. Judges no entry's content and changes no row. */
#pragma once
#include "base/clock.h"
#include "db/db.h"
#include "wire/crypto.h"

struct mg_sequencer_config {
	struct mg_db_config db;
	const char *municipality;
	const char *origin;                           /* the log's name in its checkpoints */
	const struct mg_signer *log_key;              /* borrowed */
	uint8_t receipt_key[MG_PUBLIC_KEY_BYTES];     /* public: signs writers */
	const char *state_file;                       /* what was signed last: no database account may reach it */
	size_t batch_max;                             /* entries of one transaction */
	const char *grants;                           /* text of sql/grants.sql to compare with; NULL: not compared */
	const struct mg_clock *clock;
};

struct mg_sequencer;

bool mg_sequencer_new(const struct mg_sequencer_config *config, struct mg_sequencer **ret, struct mg_error *err)
	MG_MUST_CHECK;
void mg_sequencer_free(struct mg_sequencer *sequencer); /* accepts NULL */
void mg_sequencer_freep(struct mg_sequencer **sequencer);

/* Connects when there is no connection, reads the state back and compares it with the state file then, and indexes at most one batch. *ret_more: there is a
 * backlog, so call again at once; else call again within 250 ms. Errors:
 *   UNAVAILABLE, RETRY, UNCERTAIN, INTERNAL: try again later; the state is read back from the database
 *   ALREADY_EXISTS: another sequencer works on this log: end
 *   DATA_LOSS: what is stored is not what this key signed, or no longer all of it: end; nothing more may be signed */
bool mg_sequencer_step(struct mg_sequencer *sequencer, bool *ret_more, struct mg_error *err) MG_MUST_CHECK;
