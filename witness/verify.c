/* SPDX-License-Identifier: Apache-2.0 */
#include "verify.h"
#include <inttypes.h>
#include <stdatomic.h>
#include <stdio.h>
#include <stdlib.h>
#include <time.h>
#include "audit/log_store.h"
#include "leaves.h"
#include "tree.h"
#include "window.h"
#include "wire/hash_evp.h"

#define WORKERS 2
#define SIGNATURES_STEP 4096U /* entries whose checkpoints one job looks at */

static const struct mg_stmt_def newest_notes = {
	.name = "witness.newest_notes",
	.sql = "SELECT size, note FROM madoguchi_log.checkpoint ORDER BY size DESC LIMIT 100",
	.params = "",
	.columns = "ut",
};
static const struct mg_stmt_def first_alarm = {
	.name = "witness.first_alarm",
	.sql = "SELECT writer, n, fault, created_us FROM madoguchi_log.alarm ORDER BY created_us LIMIT 1",
	.params = "",
	.columns = "uuti",
};
mg_stmt_list mg_verify_statements = {&newest_notes, &first_alarm, NULL};

enum job_kind { JOB_TREE, JOB_SIGNATURES, JOB_LEAVES };
struct job {
	enum job_kind kind;
	uint64_t from, to;              /* JOB_SIGNATURES */
	const struct mg_leaf_task *task; /* JOB_LEAVES */
};

struct verify;

/* A thread with a connection of its own; its snapshot is younger than the one that the runs are read in. */
struct worker {
	struct verify *v;
	pthread_t thread;
	struct mg_db *db;
	struct mg_tx tx;
	struct mg_crypto *crypto;
	struct mg_error err;
	bool ok;
};

struct verify {
	const struct mg_verify_config *config;
	struct mg_db *db;
	struct mg_tx tx;
	struct mg_crypto *crypto;
	struct mg_roster roster;
	struct mg_findings findings;
	struct mg_tree_check tree;
	struct mg_window windows[2];
	struct worker workers[WORKERS];
	/* the window under way */
	const struct mg_window *window;
	struct mg_leaf_task *tasks;
	struct job *jobs;
	size_t n_jobs;
	atomic_size_t next_job;
};

static void verify_done(struct verify *v)
{
	for (size_t i = 0; i < WORKERS; i++) {
		mg_tx_done(&v->workers[i].tx);
		mg_db_free(v->workers[i].db);
		mg_crypto_evp_free(v->workers[i].crypto);
	}
	mg_tx_done(&v->tx);
	mg_db_free(v->db);
	mg_crypto_evp_free(v->crypto);
	mg_roster_done(&v->roster);
	mg_tree_check_done(&v->tree);
	mg_window_done(&v->windows[0]);
	mg_window_done(&v->windows[1]);
	mg_findings_done(&v->findings);
	free(v->tasks);
	free(v->jobs);
}

/* ---- the work of a window, on all threads ---- */

static bool run_job(struct worker *w, const struct job *job)
{
	struct verify *v = w->v;
	switch (job->kind) {
	case JOB_TREE:
		return mg_tree_check_window(&v->tree, v->window, &w->tx, w->crypto, &w->err);
	case JOB_SIGNATURES:
		return mg_tree_check_signatures(&v->tree, job->from, job->to, &w->tx, w->crypto, &w->err);
	case JOB_LEAVES:
		return mg_leaf_task_run(job->task, v->window, &w->tx, w->crypto, &v->findings, &w->err);
	}
	return false;
}

static void *work(void *arg)
{
	struct worker *w = arg;
	struct verify *v = w->v;
	w->ok = true;
	while (w->ok) {
		size_t i = atomic_fetch_add(&v->next_job, 1);
		if (i >= v->n_jobs)
			break;
		w->ok = run_job(w, &v->jobs[i]);
	}
	mg_db_thread_done();
	return NULL;
}

/* The tree first: it is the longest job. */
static bool plan(struct verify *v, struct mg_window *window, struct mg_error *err)
{
	size_t n_tasks, n = 0;
	uint64_t checked = v->config->known && !v->config->from_scratch ? v->config->known->size : 0;
	free(v->tasks);
	v->tasks = NULL;
	if (!mg_leaf_tasks(window, &v->tasks, &n_tasks, err))
		return false;
	free(v->jobs);
	v->jobs = calloc(n_tasks + (window->to - window->from) / SIGNATURES_STEP + 2, sizeof(*v->jobs));
	if (!v->jobs)
		return mg_fail(err, MG_ERR_INTERNAL, "out of memory");
	v->jobs[n++] = (struct job){.kind = JOB_TREE};
	for (uint64_t from = window->from; from < window->to; from += SIGNATURES_STEP) {
		uint64_t to = from + SIGNATURES_STEP < window->to ? from + SIGNATURES_STEP : window->to;
		if (to > checked)
			v->jobs[n++] = (struct job){.kind = JOB_SIGNATURES, .from = from > checked ? from : checked, .to = to};
	}
	for (size_t i = 0; i < n_tasks; i++)
		v->jobs[n++] = (struct job){.kind = JOB_LEAVES, .task = &v->tasks[i]};
	v->window = window;
	v->n_jobs = n;
	atomic_store(&v->next_job, 0);
	return true;
}

/* Checks `window` on the workers while this thread reads the next one. */
static bool check_window(struct verify *v, struct mg_window *window, struct mg_window *next, uint64_t end, struct mg_error *err)
{
	size_t started = 0;
	if (!plan(v, window, err))
		return false;
	for (; started < WORKERS; started++)
		if (pthread_create(&v->workers[started].thread, NULL, work, &v->workers[started]) != 0)
			break;
	bool ok = mg_window_read(next, window, end, &v->tx, &v->roster, &v->findings, err);
	if (started == 0)
		ok = ok && mg_fail(err, MG_ERR_INTERNAL, "no thread");
	for (size_t i = 0; i < started; i++) {
		pthread_join(v->workers[i].thread, NULL);
		if (ok && !v->workers[i].ok)
			ok = mg_fail(err, v->workers[i].err.code, "%s", v->workers[i].err.detail);
	}
	return ok;
}

static bool check_indexed(struct verify *v, uint64_t end, struct mg_error *err)
{
	struct mg_window *window = &v->windows[0], *next = &v->windows[1];
	const struct mg_window nothing = {.to = 0};
	if (!mg_window_read(window, &nothing, end, &v->tx, &v->roster, &v->findings, err))
		return false;
	while (window->to > window->from) {
		if (!check_window(v, window, next, end, err))
			return false;
		if (mg_findings_any(&v->findings) && v->findings.first.index < window->to)
			return true;
		struct mg_window *swap = window;
		window = next;
		next = swap;
	}
	return true;
}

/* ---- the whole ---- */

/* The newest checkpoint that the log really signed; younger rows are found wrong. */
struct newest {
	struct verify *v;
	struct mg_verify_result *result;
};

static bool try_note(void *user, const struct mg_value *row, size_t columns, struct mg_error *err)
{
	struct newest *newest = user;
	struct verify *v = newest->v;
	struct mg_checkpoint c;
	(void)columns;
	(void)err;
	if (newest->result->newest.size)
		return true;
	uint64_t size = mg_u(&row[0]);
	if (row[1].b.n < sizeof(newest->result->newest_note) &&
		mg_checkpoint_open(v->crypto, v->config->origin, v->config->log_key, row[1].b, &c, NULL) && c.size == size) {
		newest->result->newest = c;
		memcpy(newest->result->newest_note, row[1].b.p, row[1].b.n);
		return true;
	}
	struct mg_finding f = {.fault = MG_LEAF_CHECKPOINT_WRONG, .index = size ? size - 1 : 0};
	snprintf(f.what, sizeof(f.what), "the checkpoint of size %" PRIu64 " is not one that the log signed", size);
	mg_findings_add(&v->findings, &f);
	return true;
}

static bool prepare(struct verify *v, struct mg_error *err)
{
	const struct mg_verify_config *c = v->config;
	mg_findings_init(&v->findings);
	v->tree = (struct mg_tree_check){
		.origin = c->origin, .log_key = c->log_key, .known = c->known, .findings = &v->findings};
	if (!mg_crypto_evp_new(&v->crypto, err) || !mg_db_open(&c->db, &v->db, err))
		return false;
	mg_tx_begin(&v->tx, v->db);
	return true;
}

static bool prepare_workers(struct verify *v, struct mg_error *err)
{
	for (size_t i = 0; i < WORKERS; i++) {
		struct worker *w = &v->workers[i];
		w->v = v;
		if (!mg_crypto_evp_new(&w->crypto, err) || !mg_db_open(&v->config->db, &w->db, err))
			return false;
		mg_tx_begin(&w->tx, w->db);
	}
	return true;
}

static bool report_alarm(void *user, const struct mg_value *row, size_t columns, struct mg_error *err)
{
	struct verify *v = user;
	(void)columns;
	(void)err;
	struct mg_finding f = {.fault = MG_LEAF_GAP, .index = MG_NO_INDEX, .writer = mg_u(&row[0]), .n = mg_u(&row[1])};
	snprintf(f.what, sizeof(f.what), "the sequencer recorded an alarm: %s", mg_s(&row[2]));
	mg_findings_add(&v->findings, &f);
	return true;
}

static bool check_all(struct verify *v, struct mg_verify_result *result, struct mg_error *err)
{
	const struct mg_verify_config *c = v->config;
	struct newest newest = {v, result};
	if (!mg_query_each(&v->tx, &newest_notes, MG_NO_PARAMS, try_note, &newest, err) ||
		!mg_roster_read(&v->roster, &v->tx, v->crypto, c->municipality, c->receipt_key, err) ||
		!prepare_workers(v, err))
		return false;
	uint64_t end = result->newest.size;
	if (c->known && end < c->known->size) {
		struct mg_finding f = {.fault = MG_LEAF_ROLLED_BACK, .index = end};
		snprintf(f.what, sizeof(f.what), "this witness has seen %" PRIu64 " entries, the log has %" PRIu64 " now",
			c->known->size, end);
		mg_findings_add(&v->findings, &f);
	}
	if (!check_indexed(v, end, err))
		return false;
	if (mg_findings_any(&v->findings))
		return true;
	return mg_tree_check_end(&v->tree, end, &v->tx, v->crypto, err) &&
	       mg_leaf_check_rest(&v->roster, &v->tx, v->crypto, &v->findings, &result->pending, err) &&
	       (mg_findings_any(&v->findings) ||
		       mg_query_each(&v->tx, &first_alarm, MG_NO_PARAMS, report_alarm, v, err));
}

static double seconds_now(void)
{
	struct timespec t;
	clock_gettime(CLOCK_MONOTONIC, &t);
	return (double)t.tv_sec + (double)t.tv_nsec / 1e9;
}

bool mg_verify(const struct mg_verify_config *config, struct mg_verify_result *ret, struct mg_error *err)
{
	MG_CLEANUP(verify_done) struct verify v = {.config = config};
	double begin = seconds_now();
	*ret = (struct mg_verify_result){.pending = 0};
	if (!prepare(&v, err) || !check_all(&v, ret, err) ||
		!mg_glass_sum(&v.findings.glasses, ret->glasses, &ret->n_glasses, err))
		return false;
	ret->first = v.findings.first;
	ret->checkpoints = v.tree.checkpoints;
	ret->writers = v.roster.n;
	ret->seconds = seconds_now() - begin;
	return true;
}
