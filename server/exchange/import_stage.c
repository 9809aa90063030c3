/* SPDX-License-Identifier: Apache-2.0
 * Two threads: one reads, judges and seals the next lines while the job puts the ones before into
 * the database. */
#include <pthread.h>
#include <stdio.h>
#include <stdlib.h>
#include "exchange/import.h"
#include "exchange/stage_format.h"

#define BATCH_BYTES ((size_t)160 << 20) /* 2,000 lines at their longest */

struct batch {
	struct mg_arena arena;
	struct mg_stage_rows rows;
	enum mg_frame_event last; /* DATA: there is more */
	bool full;
};

struct stager {
	const struct mg_shared *shared;
	const struct mg_run *run;
	uint64_t skip; /* lines that are staged already */
	uint8_t key[MG_KEY_BYTES];
	/* of the reading thread until it is joined */
	struct mg_frame_reader *reader;
	struct mg_import_faults *faults;
	struct mg_error err;
	char packed[MG_STAGE_BYTES];
	/* under the lock */
	pthread_mutex_t lock;
	pthread_cond_t changed;
	struct batch batch[2];
	bool stop;
};

/* ---- reading ---- */

static bool seal_record(struct stager *s, struct batch *b, const struct mg_j01_record *record)
{
	char place_key[MG_STAGE_PLACE_BYTES];
	size_t n;
	if (!mg_stage_pack(record, s->packed, sizeof(s->packed), &n))
		return false;
	char *sealed = mg_arena_alloc(&b->arena, n + MG_SEAL_OVERHEAD);
	if (!sealed)
		return false;
	mg_stage_place(place_key, s->shared->municipality, s->run->run_id, s->reader->data.line);
	const struct mg_seal_place place = {"import_stage_j01", "record", place_key, 1};
	mg_seal(s->key, &place, s->packed, n, (uint8_t *)sealed);
	mg_wipe(s->packed, n);
	b->rows.record[b->rows.n] = sealed;
	b->rows.record_n[b->rows.n] = n + MG_SEAL_OVERHEAD;
	return true;
}

static bool add_line(struct stager *s, struct batch *b, const struct mg_j01_record *record)
{
	static const char *const ops[] = {"I", "U", "D"};
	struct mg_stage_rows *rows = &b->rows;
	const bool gives = record->op != MG_J01_DELETE && record->my_number.n;
	rows->line_no[rows->n] = (int64_t)s->reader->data.line;
	rows->op[rows->n] = ops[record->op == MG_J01_INSERT   ? 0
				: record->op == MG_J01_UPDATE ? 1
							      : 2];
	rows->person[rows->n] = mg_arena_memdup(&b->arena, record->shori_no.s, record->shori_no.n);
	uint8_t *hash = gives ? mg_arena_alloc(&b->arena, 32) : NULL;
	if (!rows->person[rows->n] || (gives && !hash) || !seal_record(s, b, record))
		return false;
	if (hash)
		mg_keys_my_number_hash(s->shared->keys, record->my_number.s, hash);
	rows->number_hash[rows->n++] = (const char *)hash;
	return true;
}

static void read_line(struct stager *s, struct batch *b)
{
	struct mg_j01_record record;
	struct mg_import_fault fault;
	if (s->reader->data.number <= s->skip)
		return;
	if (!mg_j01_read(&s->reader->data, &record, &fault)) {
		mg_import_add_fault(s->faults, fault);
	} else if (s->faults->n == 0 && !add_line(s, b, &record)) {
		(void)mg_fail(&s->err, MG_ERR_INTERNAL, "no room for %u lines of an interface file",
			MG_STAGE_PIECE);
		b->last = MG_FRAME_FAILED;
	}
}

/* Once a fault is found the rest is read for its faults only: nothing of it is staged any more. */
static void fill(struct stager *s, struct batch *b)
{
	mg_arena_reset(&b->arena);
	b->rows.n = 0;
	for (unsigned lines = 0; lines < MG_STAGE_PIECE; lines++) {
		b->last = mg_frame_next(s->reader, &s->err);
		if (b->last == MG_FRAME_DATA)
			read_line(s, b);
		if (b->last != MG_FRAME_DATA)
			break;
	}
	if (b->last == MG_FRAME_REFUSED)
		mg_import_add_fault(s->faults, s->reader->fault);
	/* what was read is what was judged for its digest before */
	if (b->last == MG_FRAME_END &&
		!mg_equal_ct(s->reader->sha256, s->run->sha256, sizeof(s->run->sha256)))
		mg_import_add_fault(
			s->faults, (struct mg_import_fault){MG_REASON_FILE_CHANGED, 0, NULL});
	if (s->faults->n)
		b->rows.n = 0;
}

/* Waits until the batch is as wanted; false: the work is to stop. */
static bool wait_for(struct stager *s, const struct batch *b, bool full)
{
	pthread_mutex_lock(&s->lock);
	while (b->full != full && !s->stop)
		pthread_cond_wait(&s->changed, &s->lock);
	const bool go_on = !s->stop;
	pthread_mutex_unlock(&s->lock);
	return go_on;
}

static void hand_over(struct stager *s, struct batch *b, bool full, bool stop)
{
	pthread_mutex_lock(&s->lock);
	b->full = full;
	s->stop |= stop;
	pthread_cond_signal(&s->changed);
	pthread_mutex_unlock(&s->lock);
}

static void *read_all(void *user)
{
	struct stager *s = user;
	for (size_t i = 0;; i ^= 1) {
		struct batch *b = &s->batch[i];
		if (!wait_for(s, b, /* full= */ false))
			return NULL;
		fill(s, b);
		const bool more = b->last == MG_FRAME_DATA; /* not ours any more after this */
		hand_over(s, b, /* full= */ true, /* stop= */ false);
		if (!more)
			return NULL;
	}
}

/* ---- storing ---- */

struct storing {
	const struct mg_run *run;
	const struct mg_stage_rows *rows;
};

static bool store(struct mg_call *call, void *user, struct mg_error *err)
{
	const struct storing *s = user;
	char lines[48];
	snprintf(lines, sizeof(lines), "%lld-%lld", (long long)s->rows->line_no[0],
		(long long)s->rows->line_no[s->rows->n - 1]);
	return mg_stage_add(call->tx, call->shared, s->run->run_id, s->rows, err) &&
	       mg_run_staged(call->tx, call->shared, s->run, s->run->lines + s->rows->n, err) &&
	       mg_call_note_fact(call, "step", "staged", err) &&
	       mg_import_note_number(call, "run", s->run->run_id, err) &&
	       mg_call_note_fact(call, "lines", lines, err);
}

/* Stores batch after batch; `ret_last` is how the file ended. */
static bool store_all(struct mg_import *im, struct stager *s, struct mg_run *run,
	enum mg_frame_event *ret_last, struct mg_error *err)
{
	*ret_last = MG_FRAME_DATA;
	for (size_t i = 0; *ret_last == MG_FRAME_DATA; i ^= 1) {
		struct batch *b = &s->batch[i];
		struct storing storing = {run, &b->rows};
		(void)wait_for(s, b, /* full= */ true);
		*ret_last = b->last;
		if (mg_call_is_over(im->call))
			return mg_fail(err, MG_ERR_CANCELLED, "the server stops");
		if (b->rows.n) {
			if (!mg_import_do(im, store, &storing, err))
				return false;
			run->lines += b->rows.n;
		}
		hand_over(s, b, /* full= */ false, /* stop= */ false);
	}
	return true;
}

static void stager_freep(struct stager **s)
{
	if (!*s)
		return;
	for (size_t i = 0; i < 2; i++)
		mg_arena_done(&(*s)->batch[i].arena);
	pthread_mutex_destroy(&(*s)->lock);
	pthread_cond_destroy(&(*s)->changed);
	mg_wipe(*s, sizeof(**s));
	free(*s);
}

static struct stager *stager_new(struct mg_import *im, struct mg_frame_reader *reader,
	const struct mg_run *run, struct mg_import_faults *faults)
{
	struct stager *s = calloc(1, sizeof(*s));
	if (!s)
		return NULL;
	s->shared = im->call->shared;
	s->run = run;
	s->skip = run->lines;
	s->reader = reader;
	s->faults = faults;
	pthread_mutex_init(&s->lock, NULL);
	pthread_cond_init(&s->changed, NULL);
	for (size_t i = 0; i < 2; i++)
		mg_arena_init(&s->batch[i].arena, BATCH_BYTES);
	return s;
}

static bool load_key(struct mg_import *im, struct stager *s, struct mg_error *err)
{
	struct mg_call *call = im->call;
	return mg_job_begin(call, err) &&
	       mg_run_key(call->tx, call->arena, call->shared, s->run->run_id, s->key, err);
}

bool mg_import_stage(struct mg_import *im, struct mg_frame_reader *reader, struct mg_run *run,
	struct mg_import_faults *faults, struct mg_error *err)
{
	pthread_t thread;
	enum mg_frame_event last;
	/* the reading thread sees a copy: ours counts on */
	const struct mg_run begun = *run;
	MG_CLEANUP(stager_freep) struct stager *s = stager_new(im, reader, &begun, faults);
	if (!s)
		return mg_fail(err, MG_ERR_INTERNAL, "out of memory");
	if (!load_key(im, s, err))
		return false;
	if (pthread_create(&thread, NULL, read_all, s) != 0)
		return mg_fail(err, MG_ERR_INTERNAL, "cannot start a thread");
	const bool ok = store_all(im, s, run, &last, err);
	if (!ok)
		hand_over(s, &s->batch[0], /* full= */ false, /* stop= */ true);
	pthread_join(thread, NULL);
	if (ok && last == MG_FRAME_FAILED)
		*err = s->err;
	return ok && last != MG_FRAME_FAILED;
}
