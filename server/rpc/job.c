/* SPDX-License-Identifier: Apache-2.0
 * Jobs pass the same door under a system actor: each piece of their work is one transaction with
 * one entry. */
#include <stdlib.h>
#include "base/log.h"
#include "rpc/entry.h"
#include "rpc/notes.h"
#include "rpc/space.h"

struct job_passage {
	struct mg_call call; /* first: mg_job_begin finds the rest from it */
	struct mg_worker *w;
	struct mg_tx tx;
};

static struct job_passage *of(struct mg_call *call)
{
	return (struct job_passage *)(void *)call;
}

static void passage_init(
	struct job_passage *p, const struct mg_job *job, const atomic_bool *stopping)
{
	struct mg_worker *w = p->w;
	w->arena.limit_bytes = job->arena_bytes;
	p->call = (struct mg_call){.job = job,
		.shared = w->shared,
		.arena = &w->arena,
		.tx = &p->tx,
		.notes = w->notes,
		.now_us = mg_now_us(w->shared->clock),
		.deadline_mono_us = INT64_MAX,
		.gone = stopping,
		.worker = w};
}

bool mg_job_begin(struct mg_call *call, struct mg_error *err)
{
	struct job_passage *p = of(call);
	mg_tx_done(&p->tx);
	mg_notes_clear(call->notes);
	/* an import fills a disk; other jobs are small, or make room */
	if (call->job->audit == MG_AUDIT_IMPORT_J01 && !mg_space_check(call->shared, err))
		return false;
	if (!mg_worker_ready(p->w, err))
		return false;
	call->db = p->w->db;
	call->now_us = mg_now_us(call->shared->clock);
	mg_tx_begin(&p->tx, p->w->db);
	return true;
}

bool mg_job_commit(struct mg_call *call, struct mg_error *err)
{
	struct job_passage *p = of(call);
	struct mg_bytes entry;
	if (!mg_entry_append(p->w, call, NULL, MG_OK, &entry, err) || !mg_tx_commit(&p->tx, err)) {
		mg_tx_done(&p->tx);
		return false;
	}
	mg_appender_committed(p->w->appender);
	return true;
}

bool mg_gate_run_job(struct mg_worker *w, const struct mg_job *job, const atomic_bool *stopping,
	struct mg_error *err)
{
	mg_arena_reset(&w->arena);
	mg_notes_clear(w->notes);
	if (!mg_keys_ready(w->shared->keys))
		return mg_fail(err, MG_ERR_SEALED, "the server is sealed");
	struct job_passage p = {.w = w};
	passage_init(&p, job, stopping);
	bool ok = mg_worker_ready(w, err);
	p.call.db = w->db;
	ok = ok && job->run(&p.call, err);
	mg_tx_done(&p.tx);
	return ok;
}

/* ---- the second call ---- */

struct second {
	struct job_passage p; /* first: its call is what the job holds */
	struct mg_worker w;
};

bool mg_job_second(const struct mg_call *call, struct mg_call **ret, struct mg_error *err)
{
	const struct mg_worker *w = call->worker;
	struct second *s = calloc(1, sizeof(*s));
	if (!s || !mg_worker_init(&s->w, w->shared, w->db_config, w->appender_config, err)) {
		free(s);
		return mg_fail(err, MG_ERR_INTERNAL, "out of memory");
	}
	s->p.w = &s->w;
	passage_init(&s->p, call->job, call->gone);
	*ret = &s->p.call;
	return true;
}

void mg_job_second_freep(struct mg_call **second)
{
	struct second *s = (struct second *)(void *)*second;
	if (!s)
		return;
	mg_tx_done(&s->p.tx);
	mg_worker_done(&s->w);
	free(s);
	*second = NULL;
}
