/* SPDX-License-Identifier: Apache-2.0 */
#include "audit/sequencer/sequencer.h"
#include <stdlib.h>
#include "audit/proof_store.h"
#include "audit/log_store.h"
#include "audit/sequencer/memory.h"
#include "audit/sequencer/writers.h"
#include "audit/tiler.h"
#include "base/log.h"
#include "wire/checkpoint.h"
#include "wire/hash_evp.h"

#define CHECKPOINT_EVERY_US 700000   /* with a step each 250 ms: a checkpoint each second while there is news */
#define FULL_READ_EVERY_US 10000000  /* all writers, and those that have been silent */
#define SILENT_AFTER_US 600000000    /* a writer without news for so long is asked only then */

struct mg_sequencer {
	struct mg_sequencer_config config;
	/* owned */
	struct mg_crypto *crypto;
	struct mg_db *db; /* NULL: not connected */
	struct mg_seq_writers writers;
	struct mg_hash *hashes; /* of the batch */
	struct mg_tiler *tiler; /* committed, and with the batch */
	struct mg_log_run *runs; /* of the batch */
	struct mg_seq_memory memory;
	/* state */
	int64_t checkpoint_mono_us;
	int64_t full_read_mono_us;
};

bool mg_sequencer_new(const struct mg_sequencer_config *config, struct mg_sequencer **ret, struct mg_error *err)
{
	MG_CLEANUP(mg_sequencer_freep) struct mg_sequencer *s = calloc(1, sizeof(*s));
	if (!s)
		return mg_fail(err, MG_ERR_INTERNAL, "out of memory");
	s->config = *config;
	s->hashes = calloc(MG_SEQ_BATCH_LIMIT, sizeof(*s->hashes));
	s->tiler = calloc(2, sizeof(*s->tiler));
	s->runs = calloc(MG_SEQ_BATCH_LIMIT, sizeof(*s->runs));
	if (!s->hashes || !s->tiler || !s->runs)
		return mg_fail(err, MG_ERR_INTERNAL, "out of memory");
	if (!mg_note_name_is_valid(config->origin))
		return mg_fail(err, MG_ERR_INVALID, "the log's origin cannot stand in a note");
	if (!mg_crypto_evp_new(&s->crypto, err))
		return false;
	s->memory.path = s->config.state_file;
	if (!mg_seq_memory_read(&s->memory, s->crypto, s->config.origin, s->config.log_key->public_key, err))
		return false;
	mg_seq_writers_init(&s->writers, s->crypto, s->config.municipality, s->config.receipt_key);
	*ret = MG_TAKE(s);
	return true;
}

void mg_sequencer_free(struct mg_sequencer *s)
{
	if (!s)
		return;
	mg_db_free(s->db);
	mg_seq_writers_done(&s->writers);
	mg_crypto_evp_free(s->crypto);
	mg_seq_memory_done(&s->memory);
	free(s->runs);
	free(s->hashes);
	free(s->tiler);
	free(s);
}

void mg_sequencer_freep(struct mg_sequencer **s)
{
	mg_sequencer_free(*s);
	*s = NULL;
}

/* ---- reading the state back ---- */

/* The stored tree must continue what this sequencer remembers to have signed. It may be one batch behind: when the process
 * or the database ended between the two. Then that very batch is indexed first (take_remembered), or nothing is. */
static bool recognise(struct mg_sequencer *s, struct mg_tx *tx, const struct mg_checkpoint *stored, const char *note,
	struct mg_error *err)
{
	const struct mg_seq_memory *m = &s->memory;
	const struct mg_checkpoint *known = &m->signed_one;
	struct mg_proof proof = {.n = 0};
	if (known->size == 0 && stored->size == 0)
		return true;
	if (known->size == 0) {
		mg_log(MG_LOG_WARNING, "log: no state file: the database's %llu entries are believed this once",
			(unsigned long long)stored->size);
		return mg_seq_memory_write(&s->memory, stored, note, stored->size, NULL, 0, err);
	}
	if (stored->size < known->size)
		return (m->n_runs && stored->size == m->base) ||
		       mg_fail(err, MG_ERR_DATA_LOSS, "rolled back: this sequencer has signed %llu entries, the database has %llu",
			       (unsigned long long)known->size, (unsigned long long)stored->size);
	if (!mg_proof_consistency(tx, known->size, stored->size, &proof, err))
		return false;
	return mg_consistency_is_proved(
		       s->crypto, known->size, &known->root, stored->size, &stored->root, proof.path, proof.n) ||
	       mg_fail(err, MG_ERR_DATA_LOSS, "the stored tree does not continue the %llu entries that were signed",
		       (unsigned long long)known->size);
}

/* The stored tree must be the one that this key signed last: a tree of changed hashes is never signed on. */
static bool restore_tree(struct mg_sequencer *s, struct mg_tx *tx, struct mg_error *err)
{
	MG_CLEANUP(mg_arena_done) struct mg_arena arena;
	MG_CLEANUP(mg_log_tree_freep) struct mg_log_tree *tree = NULL;
	struct mg_stored_checkpoint newest;
	struct mg_checkpoint signed_one = {.size = 0};
	struct mg_hash root;
	uint64_t run_end;
	mg_arena_init(&arena, 1U << 20);
	if (!mg_proof_newest(tx, &arena, &newest, err) || !mg_log_run_end(tx, &run_end, err))
		return false;
	if (run_end != newest.size)
		return mg_fail(err, MG_ERR_DATA_LOSS, "runs end at %llu, the newest checkpoint at %llu",
			(unsigned long long)run_end, (unsigned long long)newest.size);
	memset(&s->tiler[0], 0, sizeof(s->tiler[0]));
	if (newest.size == 0)
		return recognise(s, tx, &signed_one, "", err);
	if (!mg_checkpoint_open(s->crypto, s->config.origin, s->config.log_key->public_key,
		    (struct mg_bytes){(const uint8_t *)newest.note, strlen(newest.note)}, &signed_one, err) ||
		!mg_log_tree_new(tx, newest.size, &tree, err) || !mg_tiler_load(tree, newest.size, &s->tiler[0], err))
		return false;
	mg_frontier_root(s->crypto, &s->tiler[0].frontier, &root);
	if (signed_one.size != newest.size || !mg_hash_equals(&root, &signed_one.root))
		return mg_fail(err, MG_ERR_DATA_LOSS, "the stored tree is not the one of the newest checkpoint");
	return recognise(s, tx, &signed_one, newest.note, err);
}

static bool connect_and_restore(struct mg_sequencer *s, struct mg_error *err)
{
	MG_CLEANUP(mg_db_freep) struct mg_db *db = NULL;
	MG_CLEANUP(mg_tx_done) struct mg_tx tx = {.db = NULL};
	if (!mg_db_open(&s->config.db, &db, err))
		return false;
	if (s->config.grants && !mg_db_check_grants(db, s->config.grants, err))
		return false;
	mg_tx_begin(&tx, db);
	mg_seq_writers_done(&s->writers);
	int64_t now = mg_mono_us(s->config.clock);
	if (!restore_tree(s, &tx, err) || !mg_seq_writers_read(&s->writers, &tx, /* all= */ true, now, err) ||
		!mg_seq_writers_restore(&s->writers, &tx, err))
		return false;
	mg_tx_done(&tx);
	s->full_read_mono_us = 0;
	s->db = MG_TAKE(db);
	mg_log(MG_LOG_INFO, "log: %llu entries indexed, %zu writers", (unsigned long long)s->tiler[0].frontier.size,
		s->writers.n);
	return true;
}

/* ---- one batch ---- */

struct batch {
	struct mg_sequencer *s;
	struct mg_tx *tx;
	size_t n;                /* hashes so far */
	size_t n_runs;
	size_t alarms;
	struct mg_seq_writer *w; /* whose entries are being read */
};

/* The token of the last indexed entry, after a restart: from that entry, which must still be what was indexed. */
static bool read_token(struct batch *b, struct mg_error *err)
{
	struct mg_seq_writer *w = b->w;
	MG_CLEANUP(mg_arena_done) struct mg_arena arena;
	struct mg_bytes bytes;
	struct mg_entry e;
	struct mg_hash have, indexed;
	uint64_t index;
	bool found;
	mg_arena_init(&arena, 32U << 20);
	if (!mg_log_leaf(b->tx, &arena, w->done.writer, w->done.n, &bytes, err) ||
		!mg_proof_find_entry(
			b->tx, w->done.writer, w->done.n, b->s->tiler[0].frontier.size, &found, &index, &indexed, err)) {
		if (err->code != MG_ERR_DATA_LOSS)
			return false;
		mg_seq_writer_condemn(w, w->done.n, MG_LEAF_GAP);
		return true;
	}
	mg_merkle_leaf(b->s->crypto, bytes, &have);
	if (!found || !mg_hash_equals(&have, &indexed) || !mg_entry_read(bytes.p, bytes.n, &e, err)) {
		mg_seq_writer_condemn(w, w->done.n, MG_LEAF_CHANGED);
		return true;
	}
	memcpy(w->done.token, e.token, sizeof(w->done.token));
	w->next = w->done;
	w->has_token = true;
	return true;
}

static bool take_leaf(void *user, uint64_t n, struct mg_bytes entry, bool *stop, struct mg_error *err)
{
	struct batch *b = user;
	(void)err;
	enum mg_leaf_fault fault = mg_leaf_follow(b->s->crypto, &b->w->next, n, entry);
	if (fault != MG_LEAF_NONE) {
		mg_seq_writer_condemn(b->w, fault == MG_LEAF_GAP ? b->w->next.n + 1 : n, fault);
		*stop = true;
		return true;
	}
	mg_merkle_leaf(b->s->crypto, entry, &b->s->hashes[b->n++]);
	return true;
}

static bool add_tile(void *user, unsigned level, uint64_t idx, const struct mg_hash hashes[MG_TILE_HASHES],
	const struct mg_hash *root, struct mg_error *err)
{
	const struct batch *b = user;
	return mg_log_add_tile(b->tx, level, idx, hashes, root, err);
}

/* What of this writer's entries is new, at most `max` of them, becomes one run. */
static bool take_writer(struct batch *b, size_t max, int64_t now, struct mg_error *err)
{
	struct mg_sequencer *s = b->s;
	struct mg_seq_writer *w = b->w;
	size_t from = b->n;
	struct mg_tiler *tiler = &s->tiler[1];
	if (!mg_log_each_leaf(b->tx, w->done.writer, w->done.n, max, take_leaf, b, err))
		return false;
	if (b->n == from)
		return true;
	w->news_mono_us = now;
	struct mg_log_run *run = &s->runs[b->n_runs++];
	*run = (struct mg_log_run){.first_index = tiler->frontier.size, .writer = w->done.writer, .n_from = w->done.n + 1,
		.n_to = w->next.n};
	if (!mg_log_add_run(b->tx, run, s->hashes + from, err))
		return false;
	for (size_t i = from; i < b->n; i++)
		if (!mg_tiler_add(s->crypto, tiler, &s->hashes[i], add_tile, b, err))
			return false;
	return true;
}

/* The batch that was signed but is not in the database: the same entries in the same order, or none. */
static bool take_remembered(struct batch *b, int64_t now, struct mg_error *err)
{
	struct mg_sequencer *s = b->s;
	const struct mg_seq_memory *m = &s->memory;
	for (size_t i = 0; i < m->n_runs; i++) {
		const struct mg_log_run *run = &m->runs[i];
		struct mg_seq_writer *w = b->w = mg_seq_writers_find(&s->writers, run->writer);
		size_t n = (size_t)(run->n_to - run->n_from + 1);
		if (!w || w->fault != MG_LEAF_NONE || w->done.n + 1 != run->n_from || b->n + n > MG_SEQ_BATCH_LIMIT)
			return mg_fail(err, MG_ERR_DATA_LOSS, "writer %llu is not where it was when entry %llu was signed",
				(unsigned long long)run->writer, (unsigned long long)run->n_from);
		if ((!w->has_token && !read_token(b, err)) || !take_writer(b, n, now, err))
			return false;
		if (w->fault != MG_LEAF_NONE || w->next.n != run->n_to)
			return mg_fail(err, MG_ERR_DATA_LOSS, "an entry of writer %llu that was signed is gone or changed",
				(unsigned long long)run->writer);
	}
	return true;
}

static bool take_news(struct batch *b, bool all, int64_t now, struct mg_error *err)
{
	struct mg_sequencer *s = b->s;
	for (size_t i = 0; i < s->writers.n && b->n < s->config.batch_max; i++) {
		struct mg_seq_writer *w = b->w = &s->writers.items[i];
		if (w->fault != MG_LEAF_NONE || (!all && now - w->news_mono_us > SILENT_AFTER_US))
			continue;
		if (!w->has_token && !read_token(b, err))
			return false;
		if (w->fault == MG_LEAF_NONE && !take_writer(b, s->config.batch_max - b->n, now, err))
			return false;
	}
	return true;
}

static bool tell_alarms(struct batch *b, struct mg_error *err)
{
	const struct mg_seq_writers *writers = &b->s->writers;
	for (size_t i = 0; i < writers->n; i++) {
		const struct mg_seq_writer *w = &writers->items[i];
		if (w->fault == MG_LEAF_NONE || w->told)
			continue;
		b->alarms++;
		if (!mg_log_add_alarm(b->tx, w->done.writer, w->fault_n, mg_leaf_fault_name(w->fault),
			    mg_now_us(b->s->config.clock), err))
			return false;
	}
	return true;
}

static bool is_behind(const struct mg_sequencer *s)
{
	return s->memory.signed_one.size > s->tiler[0].frontier.size;
}

/* The last statement of a batch: its runs are in the database, uncommitted, so nobody else can commit their indexes. What
 * is signed is remembered on the disk before anybody can see it. */
static bool add_checkpoint(struct batch *b, struct mg_error *err)
{
	struct mg_sequencer *s = b->s;
	struct mg_seq_memory *m = &s->memory;
	struct mg_checkpoint c = {.size = s->tiler[1].frontier.size};
	char note[1024];
	strncpy(c.origin, s->config.origin, sizeof(c.origin) - 1);
	mg_frontier_root(s->crypto, &s->tiler[1].frontier, &c.root);
	if (is_behind(s)) {
		if (c.size != m->signed_one.size || !mg_hash_equals(&c.root, &m->signed_one.root))
			return mg_fail(err, MG_ERR_DATA_LOSS, "the entries of the database are not those that were signed");
		return mg_log_add_checkpoint(b->tx, c.size, m->note, &c.root, mg_now_us(s->config.clock), err);
	}
	return mg_checkpoint_sign(s->crypto, s->config.log_key, &c, note, sizeof(note), err) &&
	       mg_log_add_checkpoint(b->tx, c.size, note, &c.root, mg_now_us(s->config.clock), err) &&
	       mg_seq_memory_write(m, &c, note, s->tiler[0].frontier.size, s->runs, b->n_runs, err);
}

static void keep(struct mg_sequencer *s, int64_t checkpoint_mono_us)
{
	s->tiler[0] = s->tiler[1];
	s->checkpoint_mono_us = checkpoint_mono_us;
	mg_seq_writers_commit(&s->writers);
	for (size_t i = 0; i < s->writers.n; i++)
		if (s->writers.items[i].fault != MG_LEAF_NONE)
			s->writers.items[i].told = true;
}

/* All in one transaction, whose first statement makes the snapshot that shows each writer up to the same instant. */
static bool run_batch(struct mg_sequencer *s, int64_t now, bool all, bool *ret_more, struct mg_error *err)
{
	MG_CLEANUP(mg_tx_done) struct mg_tx tx;
	struct batch b = {.s = s, .tx = &tx};
	mg_tx_begin(&tx, s->db);
	s->tiler[1] = s->tiler[0];
	if (!mg_seq_writers_read(&s->writers, &tx, all, now, err) ||
		(all && !mg_seq_writers_read_strangers(&s->writers, &tx, err)) || !(is_behind(s) ? take_remembered(&b, now, err) : take_news(&b, all, now, err)) ||
		!tell_alarms(&b, err) || (b.n && !add_checkpoint(&b, err)))
		return false;
	if (all)
		s->full_read_mono_us = now;
	*ret_more = b.n == s->config.batch_max || (b.n && is_behind(s));
	if (b.n == 0 && b.alarms == 0)
		return true;
	if (!mg_tx_commit(&tx, err))
		return false;
	keep(s, *ret_more ? 0 : now); /* a backlog does not wait */
	return true;
}

/* A race was lost on the log's own keys: has somebody else indexed what we were about to? */
static bool is_overtaken(struct mg_sequencer *s)
{
	MG_CLEANUP(mg_tx_done) struct mg_tx tx;
	uint64_t size;
	if (mg_db_is_broken(s->db))
		return false;
	mg_tx_begin(&tx, s->db);
	return mg_proof_newest_size(&tx, &size, NULL) && size != s->tiler[0].frontier.size;
}

bool mg_sequencer_step(struct mg_sequencer *s, bool *ret_more, struct mg_error *err)
{
	*ret_more = false;
	if (!s->db && !connect_and_restore(s, err))
		return false;
	int64_t now = mg_mono_us(s->config.clock);
	bool all = s->full_read_mono_us == 0 || now - s->full_read_mono_us > FULL_READ_EVERY_US;
	if (now - s->checkpoint_mono_us < CHECKPOINT_EVERY_US)
		return true;
	struct mg_error why = {0};
	if (run_batch(s, now, all, ret_more, &why))
		return true;
	mg_seq_writers_rollback(&s->writers);
	if ((why.code == MG_ERR_ALREADY_EXISTS || why.code == MG_ERR_RETRY) && is_overtaken(s))
		return mg_fail(err, MG_ERR_ALREADY_EXISTS, "another sequencer indexes this log");
	/* The state in memory may be behind the database (an uncertain commit): it is read back on the next step. */
	if (why.code != MG_ERR_RETRY)
		mg_db_freep(&s->db);
	return mg_fail(err, why.code == MG_ERR_ALREADY_EXISTS ? MG_ERR_RETRY : why.code, "%s", why.detail);
}
