/* SPDX-License-Identifier: Apache-2.0
 * Two lanes, each a thread with a connection of its own: one writes a piece while the other writes
 * the next. What ties pieces together (the run's counters, 個人番号, the commit) is done in turn,
 * in the order of the file. */
#include <pthread.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include "exchange/import.h"
#include "exchange/stage_format.h"
#include "person/person.h"

#define PIECE_BYTES ((size_t)256 << 20)

_Static_assert(MG_STAGE_PIECE <= MG_PERSON_WRITE_MAX, "a piece is one call of mg_person_write");

#define LANES 2U

/* What the lanes share. */
struct turns {
	pthread_mutex_t lock;
	pthread_cond_t changed;
	uint64_t posted; /* lines that are committed: the piece behind them has its turn */
	unsigned retreats;
	bool over; /* a lane gave up: none goes further than its turn */
};

/* A lane. */
struct posting {
	struct mg_import im;
	struct mg_run run;
	const uint8_t *key;
	struct turns *turns;
	pthread_t thread;
	uint64_t from, step; /* lines before its first piece, and from one to its next */
	bool ok;
	struct mg_error err;
	/* of the piece under way */
	uint64_t at; /* lines before it */
	bool again;
	struct mg_arena arena; /* wiped */
	struct mg_person_change change[MG_STAGE_PIECE];
	size_t n;
	struct mg_person_written written;
};

/* ---- taking turns ---- */

static void turns_init(struct turns *t, uint64_t posted)
{
	*t = (struct turns){.posted = posted};
	pthread_mutex_init(&t->lock, NULL);
	pthread_cond_init(&t->changed, NULL);
}

static void turns_done(struct turns *t)
{
	pthread_mutex_destroy(&t->lock);
	pthread_cond_destroy(&t->changed);
}

/* A piece that has its turn and lost a race may have lost it to the one that waits for it: that one
 * lets go of its locks. */
static void retreat(struct posting *p)
{
	struct turns *t = p->turns;
	pthread_mutex_lock(&t->lock);
	if (t->posted == p->at)
		t->retreats++;
	pthread_cond_broadcast(&t->changed);
	pthread_mutex_unlock(&t->lock);
}

static bool wait_for_turn(struct posting *p, struct mg_error *err)
{
	struct turns *t = p->turns;
	pthread_mutex_lock(&t->lock);
	const unsigned retreats = t->retreats;
	while (t->posted != p->at && !t->over && t->retreats == retreats)
		pthread_cond_wait(&t->changed, &t->lock);
	const bool ours = t->posted == p->at, over = t->over;
	pthread_mutex_unlock(&t->lock);
	if (ours)
		return true;
	return over ? mg_fail(err, MG_ERR_CANCELLED, "the piece before was not posted")
		    : mg_fail(err, MG_ERR_RETRY, "the piece before comes again");
}

static void end_turn(struct posting *p)
{
	struct turns *t = p->turns;
	pthread_mutex_lock(&t->lock);
	if (p->ok)
		t->posted += p->n;
	else
		t->over = true;
	pthread_cond_broadcast(&t->changed);
	pthread_mutex_unlock(&t->lock);
}

/* ---- one piece ---- */

static bool open_line(struct posting *p, const struct mg_value *row, struct mg_error *err)
{
	const char *municipality = p->im.call->shared->municipality;
	char place_key[MG_STAGE_PLACE_BYTES];
	const struct mg_bytes sealed = row[3].b;
	if (sealed.n < MG_SEAL_OVERHEAD)
		return mg_fail(err, MG_ERR_DATA_LOSS, "a staged line is too short");
	const size_t n = sealed.n - MG_SEAL_OVERHEAD;
	char *plain = mg_arena_alloc(&p->arena, n);
	struct mg_text *fields = mg_arena_calloc(&p->arena, MG_STAGE_FIELDS, sizeof(*fields));
	if (!plain || !fields)
		return mg_fail(err, MG_ERR_TOO_LARGE, "a piece of an import does not fit");
	mg_stage_place(place_key, municipality, p->run.run_id, mg_u(&row[0]));
	const struct mg_seal_place place = {"import_stage_j01", "record", place_key, 1};
	if (!mg_unseal(p->key, &place, sealed.p, sealed.n, (uint8_t *)plain, err))
		return false;
	if (!mg_stage_unpack(plain, n, fields))
		return mg_fail(err, MG_ERR_DATA_LOSS, "a staged line does not read");
	p->change[p->n++] = (struct mg_person_change){.op = mg_s(&row[1])[0],
		.shori_no = mg_s(&row[2]),
		.my_number = fields[0],
		.juki = fields + 1};
	return true;
}

static bool read_piece(struct posting *p, struct mg_call *call, struct mg_error *err)
{
	struct mg_rows rows;
	const uint64_t left = p->run.lines - p->at,
		       n = left < MG_STAGE_PIECE ? left : MG_STAGE_PIECE;
	const uint64_t from = p->at + 2; /* the header is line 1 */
	mg_arena_reset(&p->arena);
	p->n = 0;
	if (!mg_stage_read(call->tx, &p->arena, call->shared, p->run.run_id, from, from + n - 1,
		    &rows, err))
		return false;
	if (rows.n != n)
		return mg_fail(err, MG_ERR_DATA_LOSS,
			"import run %llu: %zu of %llu lines are staged",
			(unsigned long long)p->run.run_id, rows.n, (unsigned long long)n);
	for (size_t i = 0; i < rows.n; i++)
		if (!open_line(p, mg_row(&rows, i), err))
			return false;
	return true;
}

/* Where the run stands is read anew under its lock, so that a piece is never posted twice, whatever
 * became of a commit. */
static bool take_turn(void *user, struct mg_error *err)
{
	struct posting *p = user;
	struct mg_call *call = p->im.call;
	const uint64_t run_id = p->run.run_id;
	if (!wait_for_turn(p, err) || !mg_run_find(call->tx, call->arena, call->shared,
					      /* lock= */ true, &p->run, err))
		return false;
	return (p->run.run_id == run_id && p->run.posted == p->at) ||
	       mg_fail(err, MG_ERR_DATA_LOSS, "import run %llu ended elsewhere",
		       (unsigned long long)run_id);
}

static bool write_piece(struct posting *p, struct mg_call *call, struct mg_error *err)
{
	const struct mg_person_turn turn = {take_turn, p};
	struct mg_error e = {0};
	char source[24];
	size_t at = 0;
	snprintf(source, sizeof(source), "J01 %08u", p->run.seq);
	if (mg_person_write_in_turn(call, source, p->change, p->n, &turn, &p->written, &at, &e))
		return true;
	*err = e;
	/* the check of the whole file said otherwise: somebody wrote persons meanwhile */
	if (e.code == MG_ERR_REFUSED_BY_RULE)
		(void)mg_fail(err, MG_ERR_DATA_LOSS,
			"import run %llu, line %llu cannot follow any more: %.20s",
			(unsigned long long)p->run.run_id, (unsigned long long)(p->at + 2 + at),
			e.detail);
	return false;
}

static bool note_piece(const struct posting *p, struct mg_call *call, struct mg_error *err)
{
	char lines[48];
	snprintf(lines, sizeof(lines), "%llu-%llu", (unsigned long long)p->at + 2,
		(unsigned long long)p->at + 1 + p->n);
	for (size_t i = 0; i < p->n; i++) /* all: the log is searched by person */
		if (!mg_call_note_person(call, p->change[i].shori_no, err))
			return false;
	return mg_call_note_fact(call, "step", "posted", err) &&
	       mg_import_note_number(call, "run", p->run.run_id, err) &&
	       mg_import_note_hex(call, "sha256", p->run.sha256, err) &&
	       mg_call_note_fact(call, "lines", lines, err) &&
	       mg_import_note_number(call, "inserted", p->written.inserted, err) &&
	       mg_import_note_number(call, "updated", p->written.updated, err) &&
	       mg_import_note_number(call, "deleted", p->written.deleted, err);
}

static bool post_piece(struct mg_call *call, void *user, struct mg_error *err)
{
	struct posting *p = user;
	if (p->again)
		retreat(p);
	p->again = true;
	return mg_run_read_committed(call->tx, err) && read_piece(p, call, err) &&
	       write_piece(p, call, err) &&
	       mg_run_add_posted(call->tx, call->shared, &p->run, p->written.inserted,
		       p->written.updated, p->written.deleted, err) &&
	       note_piece(p, call, err);
}

/* ---- a lane ---- */

static bool is_over(struct posting *p)
{
	struct turns *t = p->turns;
	pthread_mutex_lock(&t->lock);
	const bool over = t->over;
	pthread_mutex_unlock(&t->lock);
	return over || mg_call_is_over(p->im.call);
}

static bool post_next(struct posting *p)
{
	p->again = false;
	p->n = 0;
	if (is_over(p))
		p->ok = mg_fail(&p->err, MG_ERR_CANCELLED, "the server stops");
	else
		p->ok = mg_import_do(&p->im, post_piece, p, &p->err);
	end_turn(p);
	return p->ok;
}

static void post_lane(struct posting *p)
{
	p->ok = true;
	for (p->at = p->from; p->at < p->run.lines && post_next(p); p->at += p->step)
		;
	mg_arena_done(&p->arena);
}

static void *lane_main(void *user)
{
	post_lane(user);
	mg_db_thread_done();
	return NULL;
}

/* ---- the end ---- */

static bool finish(struct mg_call *call, void *user, struct mg_error *err)
{
	const struct mg_run *run = user;
	return mg_run_posted(call->tx, call->shared, run, call->now_us, err) &&
	       mg_call_note_fact(call, "step", "finished", err) &&
	       mg_import_note_number(call, "run", run->run_id, err) &&
	       mg_call_note_fact(call, "file", run->file_name, err) &&
	       mg_import_note_hex(call, "sha256", run->sha256, err) &&
	       mg_import_note_number(call, "lines", run->lines, err);
}

/* Before the run ends: a file that is found again afterwards is a second one. */
static bool file_away(struct mg_import *im, const struct mg_run *run, struct mg_error *err)
{
	struct mg_error e = {0};
	MG_CLEANUP(mg_inbox_file_done) struct mg_inbox_file file = {.fd = -1};
	if (!mg_inbox_file_open(&im->inbox, run->file_name, mg_import_is_over, im, &file, &e)) {
		*err = e;
		return e.code == MG_ERR_NOT_FOUND;
	}
	if (file.too_large || memcmp(file.sha256, run->sha256, sizeof(file.sha256)) != 0)
		return true;
	return mg_inbox_move(&im->inbox, &file, run->run_id, MG_INBOX_DONE, err);
}

/* ---- both lanes ---- */

static void postings_freep(struct posting **postings)
{
	free(*postings);
	*postings = NULL;
}

/* Runs the lanes; the first fault of the file is the fault of the whole. */
static bool run_lanes(struct posting *p, unsigned lanes, struct mg_error *err)
{
	if (lanes > 1 && pthread_create(&p[1].thread, NULL, lane_main, &p[1]) != 0)
		return mg_fail(err, MG_ERR_INTERNAL, "cannot start a thread");
	post_lane(&p[0]);
	if (lanes > 1)
		pthread_join(p[1].thread, NULL);
	const struct posting *worst = NULL;
	for (unsigned i = 0; i < lanes; i++)
		if (!p[i].ok && (!worst || p[i].at < worst->at))
			worst = &p[i];
	if (worst)
		*err = worst->err;
	return !worst;
}

static bool post_all(
	struct mg_import *im, const struct mg_run *run, const uint8_t *key, struct mg_error *err)
{
	struct turns turns;
	MG_CLEANUP(mg_job_second_freep) struct mg_call *second = NULL;
	MG_CLEANUP(postings_freep) struct posting *p = calloc(LANES, sizeof(*p));
	const unsigned lanes = run->lines - run->posted > MG_STAGE_PIECE ? LANES : 1;
	if (!p)
		return mg_fail(err, MG_ERR_INTERNAL, "out of memory");
	if (lanes > 1 && !mg_job_second(im->call, &second, err))
		return false;
	turns_init(&turns, run->posted);
	for (unsigned i = 0; i < lanes; i++) {
		p[i].im = (struct mg_import){i ? second : im->call, im->inbox};
		p[i].run = *run;
		p[i].key = key;
		p[i].turns = &turns;
		p[i].from = run->posted + (uint64_t)i * MG_STAGE_PIECE;
		p[i].step = (uint64_t)lanes * MG_STAGE_PIECE;
		mg_arena_init(&p[i].arena, PIECE_BYTES);
		p[i].arena.wipe = true;
	}
	const bool ok = run_lanes(p, lanes, err);
	turns_done(&turns);
	return ok;
}

/* The lock waits for what a job before may still be committing. */
static bool load(struct mg_import *im, struct mg_run *run, uint8_t *key, struct mg_error *err)
{
	struct mg_call *call = im->call;
	const uint64_t run_id = run->run_id;
	mg_arena_reset(call->arena);
	if (!mg_job_begin(call, err) || !mg_run_find(call->tx, call->arena, call->shared,
						/* lock= */ true, run, err))
		return false;
	if (run->run_id != run_id)
		return mg_fail(err, MG_ERR_DATA_LOSS, "import run %llu ended elsewhere",
			(unsigned long long)run_id);
	return mg_run_key(call->tx, call->arena, call->shared, run_id, key, err);
}

bool mg_import_post(struct mg_import *im, const struct mg_run *found, struct mg_error *err)
{
	struct mg_run run = *found;
	uint8_t key[MG_KEY_BYTES];
	if (!load(im, &run, key, err))
		return false;
	const bool ok = post_all(im, &run, key, err);
	mg_wipe(key, sizeof(key));
	return ok && file_away(im, &run, err) && mg_import_do(im, finish, &run, err);
}
