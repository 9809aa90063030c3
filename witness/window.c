/* SPDX-License-Identifier: Apache-2.0 */
#include "window.h"
#include <inttypes.h>
#include <stdio.h>
#include <stdlib.h>
#include "audit/tile_store.h"

static const struct mg_stmt_def read_runs = {
	.name = "witness.runs",
	.sql = "SELECT first_index, writer, n_from, n_to, hashes FROM madoguchi_log.run"
	       " WHERE first_index >= ? AND first_index < ? ORDER BY first_index",
	.params = "uu",
	.columns = "uuuub",
};
mg_stmt_list mg_window_statements = {&read_runs, NULL};

struct reading {
	struct mg_window *window;
	struct mg_roster *roster;
	struct mg_findings *findings;
	uint64_t end;
	bool broken;
};

static bool grow(void **items, size_t *cap, size_t want, size_t size, struct mg_error *err)
{
	if (want <= *cap)
		return true;
	size_t next = *cap ? *cap : 1024;
	while (next < want)
		next *= 2;
	void *wider = realloc(*items, next * size);
	if (!wider)
		return mg_fail(err, MG_ERR_INTERNAL, "out of memory");
	*items = wider;
	*cap = next;
	return true;
}

/* What is wrong with a run that should begin at window->to; NULL when nothing is. */
static const char *fault_of(const struct reading *r, const struct mg_window_run *run, size_t hash_bytes)
{
	uint64_t count = run->n_to - run->n_from + 1;
	if (run->first_index > r->window->to)
		return "the run that names this entry is missing";
	if (run->first_index < r->window->to)
		return "a run names entries that are in the log already";
	if (run->n_to < run->n_from || hash_bytes % MG_HASH_BYTES != 0 || hash_bytes / MG_HASH_BYTES != count)
		return "a run has not one hash for each entry";
	if (run->first_index + count > r->end)
		return "a run names entries that no checkpoint covers";
	if (run->w->indexed + 1 != run->n_from)
		return "a run does not continue the entries of its writer";
	return NULL;
}

static void report(struct reading *r, const struct mg_window_run *run, uint64_t writer, enum mg_leaf_fault fault,
	const char *what)
{
	struct mg_finding f = {.fault = fault, .index = r->window->to};
	if (run->first_index == r->window->to) { /* else the entry at that index is another one, and not known */
		f.writer = writer;
		f.n = run->n_from;
	}
	snprintf(f.what, sizeof(f.what), "%s", what);
	mg_findings_add(r->findings, &f);
	r->broken = true;
}

static bool read_run(void *user, const struct mg_value *row, size_t columns, struct mg_error *err)
{
	struct reading *r = user;
	struct mg_window *w = r->window;
	(void)columns;
	if (r->broken)
		return true;
	uint64_t writer = mg_u(&row[1]);
	struct mg_bytes hashes = row[4].b;
	struct mg_window_run run = {.first_index = mg_u(&row[0]), .n_from = mg_u(&row[2]), .n_to = mg_u(&row[3]),
		.w = mg_roster_find(r->roster, writer)};
	if (!run.w || !run.w->genuine) {
		report(r, &run, writer, run.w ? MG_LEAF_WRITER_FORGED : MG_LEAF_WRITER_UNKNOWN,
			run.w ? "the server did not sign this writer" : "this writer is not registered");
		return true;
	}
	const char *fault = fault_of(r, &run, hashes.n);
	if (fault) {
		report(r, &run, writer, MG_LEAF_RUN_WRONG, fault);
		return true;
	}
	size_t have = (size_t)(w->to - w->base), count = hashes.n / MG_HASH_BYTES;
	if (!grow((void **)&w->hashes, &w->hashes_cap, have + count, sizeof(*w->hashes), err) ||
		!grow((void **)&w->runs, &w->runs_cap, w->n_runs + 1, sizeof(*w->runs), err))
		return false;
	memcpy(w->hashes + have, hashes.p, hashes.n);
	w->runs[w->n_runs++] = run;
	w->to += count;
	run.w->indexed = run.n_to;
	return true;
}

bool mg_window_read(struct mg_window *window, const struct mg_window *before, uint64_t end, struct mg_tx *tx,
	struct mg_roster *roster, struct mg_findings *findings, struct mg_error *err)
{
	struct reading r = {.window = window, .roster = roster, .findings = findings, .end = end};
	window->from = window->to = before->to;
	window->base = before->to / MG_TILE_HASHES * MG_TILE_HASHES;
	window->n_runs = 0;
	size_t kept = (size_t)(window->from - window->base);
	if (!grow((void **)&window->hashes, &window->hashes_cap, kept + MG_WINDOW_ENTRIES, sizeof(*window->hashes), err))
		return false;
	if (kept)
		memcpy(window->hashes, mg_window_hash(before, window->base), kept * sizeof(*window->hashes));
	window->until = window->from + MG_WINDOW_ENTRIES;
	if (window->from >= end)
		return true;
	if (!mg_query_each(tx, &read_runs, MG_PARAMS(MG_U(before->until), MG_U(window->until)), read_run, &r, err))
		return false;
	if (window->to < end && window->to < window->until && !r.broken) {
		const struct mg_window_run gone = {.first_index = MG_NO_INDEX};
		report(&r, &gone, 0, MG_LEAF_RUN_WRONG, "the run that names this entry is missing");
	}
	return true;
}

void mg_window_done(struct mg_window *window)
{
	free(window->hashes);
	free(window->runs);
	*window = (struct mg_window){.hashes = NULL};
}
