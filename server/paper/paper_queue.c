/* SPDX-License-Identifier: Apache-2.0
 * The job PrintPapers: brings what is queued to the printers, in the order it was asked for, and
 * follows it until it is printed. Each change of a job is one transaction with one entry; no
 * transaction is open while a printer is talked to. */
#include <stdio.h>
#include <string.h>
#include <time.h>
#include "paper/paper.h"

#define PRINT_MS 65000 /* a printing worker ends by itself before */
#define TRIES 20
#define PAUSE_NS 20000000L
#define PRINTERS_MAX 64U

struct queue {
	struct mg_call *call;
	struct mg_print_job *jobs; /* copies that outlive the call's arena */
	size_t n;
	/* printers whose first job waits: what is behind it waits, too */
	const char *blocked[PRINTERS_MAX][2];
	size_t n_blocked;
};

/* One change of a job. */
struct change {
	const struct mg_print_job *job;
	struct mg_job_step step;
	bool prepares; /* makes the paper, and looks whether it is still the one that was looked at
			*/
	struct mg_bytes pdf;
};

/* ---- steps of a job ---- */

static bool commit_step(struct mg_call *call, const struct change *c, struct mg_error *err)
{
	struct mg_job_log log;
	mg_call_log_ref(call, &log.writer, &log.n);
	return mg_call_note_fact(call, "step", mg_job_state_name(c->step.state), err) &&
	       mg_paper_note(call, &c->job->paper, c->job, err) &&
	       (!c->step.trouble[0] || mg_call_note_fact(call, "trouble", c->step.trouble, err)) &&
	       mg_print_job_step(call->tx, call->shared, c->job->job_id, c->job->step.state,
		       &c->step, call->now_us, log, err);
}

/* The paper made anew; `c` becomes a failure when it is not the one that was asked for. */
static bool prepare(struct mg_call *call, struct change *c, struct mg_error *err)
{
	struct mg_made_paper made;
	struct mg_error own = {0};
	/* what the person who asked may see, the paper may show */
	snprintf(call->session.ward, sizeof(call->session.ward), "%s", c->job->ward);
	c->step = c->job->step;
	if (!mg_paper_make(call, &c->job->paper, &made, &own)) {
		if (own.code != MG_ERR_NOT_FOUND && own.code != MG_ERR_TOO_LARGE &&
			own.code != MG_ERR_INVALID) {
			*err = own;
			return false;
		}
		c->step.state = MG_JOB_FAILED;
		c->step.trouble = "元の記録を読めなくなったため、印刷しませんでした。";
		return true;
	}
	if (memcmp(made.sha256, c->job->sha256, 32) != 0) {
		c->step.state = MG_JOB_FAILED;
		c->step.trouble = "依頼のあとで記録が変わったため、印刷しませんでした。";
		return true;
	}
	c->pdf = made.pdf;
	c->step.state = MG_JOB_SENDING;
	c->step.tries++;
	c->step.trouble = "";
	return true;
}

static bool change(struct queue *q, struct change *c, struct mg_error *err)
{
	struct mg_call *call = q->call;
	for (unsigned tries = 1;; tries++) {
		struct mg_error e = {0};
		if (c->prepares)
			mg_arena_reset(call->arena);
		if (mg_job_begin(call, &e) && (!c->prepares || prepare(call, c, &e)) &&
			commit_step(call, c, &e) && mg_job_commit(call, &e))
			return true;
		if (e.code != MG_ERR_RETRY || tries == TRIES || mg_call_is_over(call)) {
			*err = e;
			return false;
		}
		nanosleep(&(struct timespec){.tv_nsec = PAUSE_NS}, NULL);
	}
}

/* ---- the printer ---- */

static bool ask(struct queue *q, const struct mg_print_job *job, enum mg_print_op op,
	struct mg_bytes pdf, struct mg_print_reply *ret, struct mg_error *err)
{
	char name[MG_PRINT_NAME_MAX + 1];
	/* the instant keeps it apart from a job of the same number before the database was restored
	 */
	snprintf(name, sizeof(name), "mg-%llu-%u-%llx", (unsigned long long)job->job_id,
		job->step.tries, (unsigned long long)job->asked_us);
	const struct mg_print_request request = {.op = op,
		.uri = job->uri,
		.job_name = name,
		.copies = job->copies,
		.ipp_job = job->step.ipp_job,
		.pdf = pdf};
	return mg_paper_client_print(q->call->shared->paper, &request, PRINT_MS, ret, err);
}

static bool is_same(const struct mg_job_step *a, const struct mg_job_step *b)
{
	return a->state == b->state && a->ipp_job == b->ipp_job && a->tries == b->tries &&
	       strcmp(a->trouble, b->trouble) == 0;
}

/* Writes what an answer made of the job, unless nothing changed. */
static bool settle(struct queue *q, struct mg_print_job *job, enum mg_print_op op,
	const struct mg_print_reply *reply, struct mg_error *err)
{
	struct change c = {.job = job, .step = mg_job_after(&job->step, op, reply)};
	if (is_same(&c.step, &job->step) && c.step.wait_us <= 1000000)
		return true;
	if (!change(q, &c, err))
		return false;
	job->step = c.step;
	return true;
}

/* A queued job: is the printer there, is the paper still the same, then out with it. */
static bool send(struct queue *q, struct mg_print_job *job, struct mg_error *err)
{
	struct mg_print_reply reply;
	struct change c = {.job = job, .prepares = true};
	if (!ask(q, job, MG_PRINT_HELLO, (struct mg_bytes){0}, &reply, err))
		return false;
	if (reply.result == MG_PRINT_AWAY) {
		struct mg_print_job tried = *job;
		tried.step.tries++; /* the delay grows though nothing was sent */
		struct change away = {
			.job = job, .step = mg_job_after(&tried.step, MG_PRINT_SEND, &reply)};
		return change(q, &away, err) && (job->step = away.step, true);
	}
	if (!change(q, &c, err))
		return false;
	job->step = c.step;
	if (c.step.state != MG_JOB_SENDING)
		return true;
	return ask(q, job, MG_PRINT_SEND, c.pdf, &reply, err) &&
	       settle(q, job, MG_PRINT_SEND, &reply, err);
}

static bool ask_and_settle(
	struct queue *q, struct mg_print_job *job, enum mg_print_op op, struct mg_error *err)
{
	struct mg_print_reply reply;
	return ask(q, job, op, (struct mg_bytes){0}, &reply, err) &&
	       settle(q, job, op, &reply, err);
}

/* ---- the queue ---- */

static bool is_blocked(const struct queue *q, const struct mg_print_job *job)
{
	for (size_t i = 0; i < q->n_blocked; i++)
		if (strcmp(q->blocked[i][0], job->ward) == 0 &&
			strcmp(q->blocked[i][1], job->printer) == 0)
			return true;
	return q->n_blocked == PRINTERS_MAX;
}

static void block(struct queue *q, const struct mg_print_job *job)
{
	if (is_blocked(q, job))
		return;
	q->blocked[q->n_blocked][0] = job->ward;
	q->blocked[q->n_blocked++][1] = job->printer;
}

static bool handle(struct queue *q, struct mg_print_job *job, struct mg_error *err)
{
	const bool is_due = job->next_try_us <= mg_now_us(q->call->shared->clock);
	bool ok = true;
	if (!job->uri[0] && job->step.state == MG_JOB_QUEUED) {
		struct change c = {.job = job, .step = job->step};
		c.step.state = MG_JOB_FAILED;
		c.step.trouble = "このプリンターは登録されていません。";
		return change(q, &c, err);
	}
	if (job->step.state == MG_JOB_SENT && is_due)
		return ask_and_settle(q, job, MG_PRINT_LOOK, err);
	if (job->step.state == MG_JOB_SENDING && is_due)
		ok = ask_and_settle(q, job, MG_PRINT_FIND, err);
	else if (job->step.state == MG_JOB_QUEUED && is_due && !is_blocked(q, job))
		ok = send(q, job, err);
	if (job->step.state == MG_JOB_QUEUED || job->step.state == MG_JOB_SENDING)
		block(q, job);
	return ok;
}

/* What there is to do; looking needs no entry, a queue tells nothing of anybody. */
static bool look(struct queue *q, struct mg_arena *mine, struct mg_error *err)
{
	mg_arena_reset(q->call->arena);
	return mg_job_begin(q->call, err) &&
	       mg_print_job_open(q->call->tx, mine, q->call->shared, &q->jobs, &q->n, err);
}

bool mg_paper_print_due(struct mg_call *call, struct mg_error *err)
{
	MG_CLEANUP(mg_arena_done) struct mg_arena mine;
	struct queue q = {.call = call};
	bool ok = true;
	mg_arena_init(&mine, 4U << 20);
	if (!call->shared->paper)
		return true;
	if (!look(&q, &mine, err))
		return false;
	/* a job that cannot be brought on must not keep the others: its error is told at the end */
	for (size_t i = 0; i < q.n && !mg_call_is_over(call); i++) {
		struct mg_error own = {0};
		if (!handle(&q, &q.jobs[i], &own) && own.code != MG_ERR_CONFLICT &&
			own.code != MG_ERR_CANCELLED) {
			block(&q, &q.jobs[i]);
			*err = own;
			ok = false;
		}
	}
	return ok;
}
