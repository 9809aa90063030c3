/* SPDX-License-Identifier: Apache-2.0 */
#include "leaves.h"
#include <stdio.h>
#include <stdlib.h>
#include "audit/log_store.h"

#define TASK_ENTRIES 16384U

static const struct mg_stmt_def read_leaves = {
	.name = "witness.leaves",
	.sql = "SELECT n, entry FROM madoguchi_log.leaf WHERE writer = ? AND n >= ? AND n <= ? ORDER BY n",
	.params = "uuu",
	.columns = "ub",
};
mg_stmt_list mg_leaf_statements = {&read_leaves, NULL};

static int by_writer(const void *a, const void *b)
{
	const struct mg_window_run *x = a, *y = b;
	uint64_t v = x->w->registered.writer, w = y->w->registered.writer;
	if (v != w)
		return v < w ? -1 : 1;
	return x->n_from < y->n_from ? -1 : x->n_from > y->n_from;
}

bool mg_leaf_tasks(struct mg_window *window, struct mg_leaf_task **ret, size_t *ret_n, struct mg_error *err)
{
	struct mg_leaf_task *tasks = calloc(window->n_runs + 1, sizeof(*tasks));
	size_t n = 0;
	if (!tasks)
		return mg_fail(err, MG_ERR_INTERNAL, "out of memory");
	qsort(window->runs, window->n_runs, sizeof(*window->runs), by_writer);
	for (size_t i = 0; i < window->n_runs; i++) {
		const struct mg_window_run *run = &window->runs[i];
		struct mg_leaf_task *last = n ? &tasks[n - 1] : NULL;
		if (last && last->runs[0].w == run->w && run->n_to - last->runs[0].n_from < TASK_ENTRIES)
			last->n_runs++;
		else
			tasks[n++] = (struct mg_leaf_task){run, 1};
	}
	*ret = tasks;
	*ret_n = n;
	return true;
}

/* ---- entries that runs name ---- */

struct walk {
	const struct mg_crypto *crypto;
	const struct mg_window *window;
	struct mg_findings *findings;
	const struct mg_window_run *run, *end; /* where we are, and behind the last */
	struct mg_leaf_writer w;
	bool over;
};

static void report(struct walk *walk, enum mg_leaf_fault fault, uint64_t n, struct mg_bytes entry, const char *what)
{
	struct mg_finding f = {.fault = fault, .index = walk->run->first_index + (n - walk->run->n_from),
		.writer = walk->w.writer, .n = n, .utc_us = mg_entry_instant(entry)};
	snprintf(f.what, sizeof(f.what), "%s", what);
	mg_findings_add(walk->findings, &f);
	walk->over = true;
}

static const char *explain(enum mg_leaf_fault fault)
{
	switch (fault) {
	case MG_LEAF_GAP:
		return "the entry is missing";
	case MG_LEAF_BEYOND_CHAIN:
		return "more entries than the writer has tokens for";
	case MG_LEAF_MALFORMED:
		return "not the bytes of an entry";
	case MG_LEAF_OTHER_PLACE:
		return "the bytes name another writer, number, city or boot";
	case MG_LEAF_TOKEN_WRONG:
		return "not made by its writer: the token does not follow";
	default:
		return mg_leaf_fault_name(fault);
	}
}

/* The entry before the task's first one gives the token to begin with; its own task judges it. */
static void begin_behind(struct walk *walk, uint64_t n, struct mg_bytes entry)
{
	if (n != walk->run->n_from - 1 || entry.n < sizeof(walk->w.token)) {
		report(walk, MG_LEAF_GAP, walk->run->n_from, (struct mg_bytes){NULL, 0}, "the entry before is missing");
		return;
	}
	walk->w.n = n;
	memcpy(walk->w.token, entry.p + entry.n - sizeof(walk->w.token), sizeof(walk->w.token));
}

static bool walk_leaf(void *user, const struct mg_value *row, size_t columns, struct mg_error *err)
{
	struct walk *walk = user;
	uint64_t n = mg_u(&row[0]);
	struct mg_bytes entry = row[1].b;
	struct mg_hash h;
	(void)columns;
	(void)err;
	if (walk->over || walk->run == walk->end)
		return true;
	if (walk->w.n + 1 < walk->run->n_from) {
		begin_behind(walk, n, entry);
		return true;
	}
	if (n != walk->w.n + 1) {
		report(walk, MG_LEAF_GAP, walk->w.n + 1, (struct mg_bytes){NULL, 0}, explain(MG_LEAF_GAP));
		return true;
	}
	mg_merkle_leaf(walk->crypto, entry, &h);
	uint64_t index = walk->run->first_index + (n - walk->run->n_from);
	if (memcmp(h.b, mg_window_hash(walk->window, index)->b, MG_HASH_BYTES) != 0) {
		report(walk, MG_LEAF_CHANGED, n, entry, "the bytes are not those that were indexed");
		return true;
	}
	enum mg_leaf_fault fault = mg_leaf_follow(walk->crypto, &walk->w, n, entry);
	if (fault != MG_LEAF_NONE) {
		report(walk, fault, n, entry, explain(fault));
		return true;
	}
	mg_glass_note(&walk->findings->glasses, index, entry);
	if (n == walk->run->n_to)
		walk->run++;
	return true;
}

bool mg_leaf_task_run(const struct mg_leaf_task *task, const struct mg_window *window, struct mg_tx *tx,
	const struct mg_crypto *crypto, struct mg_findings *findings, struct mg_error *err)
{
	const struct mg_window_run *first = task->runs, *last = task->runs + task->n_runs - 1;
	struct walk walk = {.crypto = crypto, .window = window, .findings = findings, .run = first, .end = last + 1,
		.w = first->w->registered};
	uint64_t from = first->n_from > 1 ? first->n_from - 1 : 1;
	if (!mg_query_each(tx, &read_leaves, MG_PARAMS(MG_U(walk.w.writer), MG_U(from), MG_U(last->n_to)), walk_leaf, &walk,
		    err))
		return false;
	if (!walk.over && walk.run != walk.end) {
		uint64_t missing = walk.w.n + 1 < walk.run->n_from ? walk.run->n_from : walk.w.n + 1;
		report(&walk, MG_LEAF_GAP, missing, (struct mg_bytes){NULL, 0}, explain(MG_LEAF_GAP));
	}
	return true;
}

/* ---- entries that no run names ---- */

struct rest {
	const struct mg_roster *roster;
	struct mg_tx *tx;
	const struct mg_crypto *crypto;
	struct mg_findings *findings;
	uint64_t pending;
	struct mg_leaf_writer w;
	uint64_t *writers; /* that have entries */
	size_t n_writers, cap;
};

static void report_rest(
	struct rest *rest, enum mg_leaf_fault fault, uint64_t n, struct mg_bytes entry, const char *what)
{
	struct mg_finding f = {.fault = fault, .index = MG_NO_INDEX, .writer = rest->w.writer, .n = n,
		.utc_us = mg_entry_instant(entry)};
	snprintf(f.what, sizeof(f.what), "%s", what);
	mg_findings_add(rest->findings, &f);
}

static bool note_writer(void *user, uint64_t writer, struct mg_error *err)
{
	struct rest *rest = user;
	if (rest->n_writers == rest->cap) {
		size_t cap = rest->cap ? rest->cap * 2 : 256;
		uint64_t *wider = realloc(rest->writers, cap * sizeof(*wider));
		if (!wider)
			return mg_fail(err, MG_ERR_INTERNAL, "out of memory");
		rest->writers = wider;
		rest->cap = cap;
	}
	rest->writers[rest->n_writers++] = writer;
	return true;
}

static bool last_token(void *user, const struct mg_value *row, size_t columns, struct mg_error *err)
{
	struct rest *rest = user;
	struct mg_bytes entry = row[1].b;
	(void)columns;
	(void)err;
	if (entry.n >= sizeof(rest->w.token))
		memcpy(rest->w.token, entry.p + entry.n - sizeof(rest->w.token), sizeof(rest->w.token));
	return true;
}

static bool rest_leaf(void *user, uint64_t n, struct mg_bytes entry, bool *stop, struct mg_error *err)
{
	struct rest *rest = user;
	(void)err;
	uint64_t expected = rest->w.n + 1;
	enum mg_leaf_fault fault = mg_leaf_follow(rest->crypto, &rest->w, n, entry);
	if (fault == MG_LEAF_NONE) {
		rest->pending++;
		mg_glass_note(&rest->findings->glasses, MG_NO_INDEX, entry);
		return true;
	}
	if (fault == MG_LEAF_GAP)
		report_rest(rest, fault, expected, (struct mg_bytes){NULL, 0}, explain(fault));
	else
		report_rest(rest, fault, n, entry, explain(fault));
	*stop = true;
	return true;
}

static bool zero_leaf(void *user, const struct mg_value *row, size_t columns, struct mg_error *err)
{
	(void)columns;
	(void)err;
	report_rest(user, MG_LEAF_OTHER_PLACE, 0, row[1].b, "no entry has the number 0");
	return true;
}

static bool check_writer(struct rest *rest, uint64_t writer, struct mg_error *err)
{
	const struct mg_roster_writer *w = mg_roster_find(rest->roster, writer);
	rest->w = (struct mg_leaf_writer){.writer = writer};
	if (!w) {
		report_rest(rest, MG_LEAF_WRITER_UNKNOWN, 1, (struct mg_bytes){NULL, 0},
			"entries of a writer that is not registered");
		return true;
	}
	rest->w = w->registered;
	rest->w.n = w->indexed;
	struct mg_value number = MG_U(writer), done = MG_U(w->indexed), zero = MG_U(0);
	if (w->indexed &&
		!mg_query_each(rest->tx, &read_leaves, MG_PARAMS(number, done, done), last_token, rest, err))
		return false;
	return mg_query_each(rest->tx, &read_leaves, MG_PARAMS(number, zero, zero), zero_leaf, rest, err) &&
	       mg_log_each_leaf(rest->tx, writer, w->indexed, SIZE_MAX >> 1, rest_leaf, rest, err);
}

bool mg_leaf_check_rest(const struct mg_roster *roster, struct mg_tx *tx, const struct mg_crypto *crypto,
	struct mg_findings *findings, uint64_t *ret_pending, struct mg_error *err)
{
	struct rest rest = {.roster = roster, .tx = tx, .crypto = crypto, .findings = findings};
	for (size_t i = 0; i < roster->n; i++) {
		rest.w = roster->items[i].registered;
		if (!roster->items[i].genuine)
			report_rest(&rest, MG_LEAF_WRITER_FORGED, 0, (struct mg_bytes){NULL, 0},
				"the server did not sign this writer");
	}
	bool ok = mg_log_each_leaf_writer(tx, note_writer, &rest, err);
	for (size_t i = 0; ok && i < rest.n_writers; i++)
		ok = check_writer(&rest, rest.writers[i], err);
	free(rest.writers);
	*ret_pending = rest.pending;
	return ok;
}
