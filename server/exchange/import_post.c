/* SPDX-License-Identifier: Apache-2.0 */
#include <stdio.h>
#include <string.h>
#include "exchange/import.h"
#include "exchange/stage_format.h"
#include "person/person.h"

#define PIECE_BYTES ((size_t)256 << 20)
#define PERSONS_NAMED 256U /* as many as an entry takes; history rows name their entry for all */

_Static_assert(MG_STAGE_PIECE <= MG_PERSON_WRITE_MAX, "a piece is one call of mg_person_write");

struct posting {
	struct mg_import *im;
	struct mg_run run;
	uint8_t key[MG_KEY_BYTES];
	struct mg_arena arena; /* of one piece; wiped */
	struct mg_person_change change[MG_STAGE_PIECE];
	size_t n;
	struct mg_person_written written;
};

static void posting_done(struct posting *p)
{
	mg_arena_done(&p->arena);
	mg_wipe(p->key, sizeof(p->key));
}

/* ---- one piece ---- */

static bool open_line(struct posting *p, const struct mg_value *row, struct mg_error *err)
{
	const char *municipality = p->im->call->shared->municipality;
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
	const uint64_t left = p->run.lines - p->run.posted,
		       n = left < MG_STAGE_PIECE ? left : MG_STAGE_PIECE;
	const uint64_t from = p->run.posted + 2; /* the header is line 1 */
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

static bool write_piece(struct posting *p, struct mg_call *call, struct mg_error *err)
{
	struct mg_error e = {0};
	char source[24];
	size_t at = 0;
	snprintf(source, sizeof(source), "J01 %08u", p->run.seq);
	if (mg_person_write(call, source, p->change, p->n, &p->written, &at, &e))
		return true;
	*err = e;
	/* the check of the whole file said otherwise: somebody wrote persons meanwhile */
	if (e.code == MG_ERR_REFUSED_BY_RULE)
		(void)mg_fail(err, MG_ERR_DATA_LOSS,
			"import run %llu, line %llu cannot follow any more: %.20s",
			(unsigned long long)p->run.run_id,
			(unsigned long long)(p->run.posted + 2 + at), e.detail);
	return false;
}

static bool note_piece(const struct posting *p, struct mg_call *call, struct mg_error *err)
{
	char lines[48];
	snprintf(lines, sizeof(lines), "%llu-%llu", (unsigned long long)p->run.posted + 2,
		(unsigned long long)p->run.posted + 1 + p->n);
	for (size_t i = 0; i < p->n && i < PERSONS_NAMED; i++)
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

/* Where the run stands is read anew under its lock, so that a piece is never posted twice, whatever
 * became of a commit. */
static bool post_piece(struct mg_call *call, void *user, struct mg_error *err)
{
	struct posting *p = user;
	const uint64_t run_id = p->run.run_id;
	if (!mg_run_find(call->tx, call->arena, call->shared, /* lock= */ true, &p->run, err))
		return false;
	if (p->run.run_id != run_id || p->run.posted >= p->run.lines)
		return mg_fail(err, MG_ERR_DATA_LOSS, "import run %llu ended elsewhere",
			(unsigned long long)run_id);
	return read_piece(p, call, err) && write_piece(p, call, err) &&
	       mg_run_add_posted(call->tx, call->shared, &p->run, p->written.inserted,
		       p->written.updated, p->written.deleted, err) &&
	       note_piece(p, call, err);
}

/* ---- the end ---- */

static bool finish(struct mg_call *call, void *user, struct mg_error *err)
{
	const struct posting *p = user;
	return mg_run_posted(call->tx, call->shared, &p->run, call->now_us, err) &&
	       mg_call_note_fact(call, "step", "finished", err) &&
	       mg_import_note_number(call, "run", p->run.run_id, err) &&
	       mg_call_note_fact(call, "file", p->run.file_name, err) &&
	       mg_import_note_hex(call, "sha256", p->run.sha256, err) &&
	       mg_import_note_number(call, "lines", p->run.lines, err);
}

/* Before the run ends: a file that is found again afterwards is a second one. */
static bool file_away(struct posting *p, struct mg_error *err)
{
	struct mg_error e = {0};
	MG_CLEANUP(mg_inbox_file_done) struct mg_inbox_file file = {.fd = -1};
	if (!mg_inbox_file_open(
		    &p->im->inbox, p->run.file_name, mg_import_is_over, p->im, &file, &e)) {
		*err = e;
		return e.code == MG_ERR_NOT_FOUND;
	}
	if (file.too_large || memcmp(file.sha256, p->run.sha256, sizeof(file.sha256)) != 0)
		return true;
	return mg_inbox_move(&p->im->inbox, &file, p->run.run_id, MG_INBOX_DONE, err);
}

bool mg_import_post(struct mg_import *im, const struct mg_run *run, struct mg_error *err)
{
	struct mg_call *call = im->call;
	MG_CLEANUP(posting_done) struct posting p = {.im = im, .run = *run};
	mg_arena_init(&p.arena, PIECE_BYTES);
	p.arena.wipe = true;
	if (!mg_job_begin(call, err) ||
		!mg_run_key(call->tx, call->arena, call->shared, run->run_id, p.key, err))
		return false;
	while (p.run.posted < p.run.lines) {
		if (mg_call_is_over(call))
			return mg_fail(err, MG_ERR_CANCELLED, "the server stops");
		if (!mg_import_do(im, post_piece, &p, err))
			return false;
		p.run.posted += p.n;
	}
	return file_away(&p, err) && mg_import_do(im, finish, &p, err);
}
