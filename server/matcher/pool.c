/* SPDX-License-Identifier: Apache-2.0 */
#include "matcher/pool.h"
#include <errno.h>
#include <stdlib.h>
#include <string.h>
#include <sys/socket.h>
#include "matcher/frame.h"
#include "matcher/process.h"
#include "matcher/protocol.h"

enum worker_state {
	WORKER_NONE = 0,
	WORKER_STARTING,
	WORKER_IDLE,
	WORKER_BUSY,
};

struct worker {
	struct mg_process process;
	enum worker_state state;
	/* owned: the job under way */
	uint8_t *frame;
	size_t frame_n;
	/* borrowed: who waits; NULL when nobody does any more */
	void *owner;
	/* state */
	size_t sent;
	size_t got;
	int64_t started_us;
	int64_t job_since_us;
	int64_t deadline_us; /* while starting or busy */
	int64_t busy_us;
	unsigned jobs;
	uint8_t reply[MG_FRAME_HEAD + MG_MATCHER_REPLY_MAX];
};

struct mg_pool {
	struct mg_pool_options options;
	struct worker workers[MG_POOL_PROCESSES_MAX];
	struct mg_pool_counts counts;
	int64_t start_again_us; /* not before: the last start has failed */
	unsigned starts_failed;
};

#define BACKOFF_MIN_US 250000
#define BACKOFF_MAX_US 30000000

bool mg_pool_new(const struct mg_pool_options *options, struct mg_pool **ret, struct mg_error *err)
{
	if (options->workers < 1 || options->workers > MG_POOL_WORKERS_MAX || options->jobs < 1)
		return mg_fail(err, MG_ERR_INVALID, "pool: number of workers or jobs");
	struct mg_pool *pool = calloc(1, sizeof(*pool));
	if (!pool)
		return mg_fail(err, MG_ERR_INTERNAL, "pool: no memory");
	pool->options = *options;
	mg_process_sweep(options->directory_prefix);
	*ret = pool;
	return true;
}

static void drop_frame(struct worker *w)
{
	mg_wipe(w->frame, w->frame_n);
	free(w->frame);
	w->frame = NULL;
	w->frame_n = 0;
}

static void end_worker(struct worker *w)
{
	mg_process_end(&w->process);
	drop_frame(w);
	mg_wipe(w, sizeof(*w));
}

void mg_pool_free(struct mg_pool *pool)
{
	if (!pool)
		return;
	for (size_t i = 0; i < MG_LEN(pool->workers); i++)
		end_worker(&pool->workers[i]);
	free(pool);
}

static bool is_worn(const struct mg_pool *pool, const struct worker *w, int64_t now_us)
{
	const struct mg_pool_options *o = &pool->options;
	return w->jobs >= o->jobs || w->busy_us >= o->busy_us ||
	       now_us - w->started_us >= o->age_us;
}

/* A worn worker may fill in while its successor starts, but only so far: a quarter above 120 s is
 * below the 180 s at which the device would switch itself off. */
static bool may_work(const struct mg_pool *pool, const struct worker *w)
{
	const struct mg_pool_options *o = &pool->options;
	return w->state == WORKER_IDLE && w->jobs <= o->jobs + o->jobs / 4 &&
	       w->busy_us < o->busy_us + o->busy_us / 4;
}

/* The worker has ended, hung or spoken nonsense. */
static void lose_worker(struct mg_pool *pool, struct worker *w, enum mg_pool_outcome outcome)
{
	const enum worker_state state = w->state;
	void *const owner = w->owner;
	if (state == WORKER_STARTING) {
		int64_t wait_us = BACKOFF_MIN_US
				  << (pool->starts_failed < 7 ? pool->starts_failed : 7);
		wait_us = wait_us > BACKOFF_MAX_US ? BACKOFF_MAX_US : wait_us;
		pool->start_again_us = mg_mono_us(pool->options.clock) + wait_us;
		pool->starts_failed++;
	}
	pool->counts.died++;
	end_worker(w);
	if (state == WORKER_BUSY && owner)
		pool->options.done(pool->options.context, owner, outcome, (struct mg_bytes){0});
}

static bool start_worker(struct mg_pool *pool, struct worker *w, int64_t now_us)
{
	if (!mg_process_start(&w->process, pool->options.directory_prefix, /* err= */ NULL)) {
		pool->start_again_us = now_us + BACKOFF_MAX_US / 30;
		return false;
	}
	w->state = WORKER_STARTING;
	w->started_us = now_us;
	w->deadline_us = now_us + pool->options.start_us;
	pool->counts.started++;
	return true;
}

/* Ends what hangs; counts what is fit to go on. */
static unsigned expire(struct mg_pool *pool, int64_t now_us, unsigned *ret_ready)
{
	unsigned fresh = 0;
	*ret_ready = 0;
	for (size_t i = 0; i < MG_LEN(pool->workers); i++) {
		struct worker *w = &pool->workers[i];
		if ((w->state == WORKER_STARTING || w->state == WORKER_BUSY) &&
			now_us >= w->deadline_us)
			lose_worker(pool, w, MG_POOL_EXPIRED);
		if (w->state == WORKER_NONE || is_worn(pool, w, now_us))
			continue;
		fresh++;
		*ret_ready += w->state != WORKER_STARTING;
	}
	return fresh;
}

void mg_pool_maintain(struct mg_pool *pool)
{
	const int64_t now_us = mg_mono_us(pool->options.clock);
	unsigned ready;
	unsigned fresh = expire(pool, now_us, &ready);
	for (size_t i = 0; i < MG_LEN(pool->workers); i++) {
		struct worker *w = &pool->workers[i];
		if (w->state == WORKER_IDLE && is_worn(pool, w, now_us) &&
			(ready >= pool->options.workers || !may_work(pool, w)))
			end_worker(w);
		if (w->state == WORKER_NONE && fresh < pool->options.workers &&
			now_us >= pool->start_again_us && start_worker(pool, w, now_us))
			fresh++;
	}
}

int64_t mg_pool_due(const struct mg_pool *pool)
{
	const int64_t now_us = mg_mono_us(pool->options.clock);
	int64_t due_us = INT64_MAX;
	unsigned fresh = 0;
	for (size_t i = 0; i < MG_LEN(pool->workers); i++) {
		const struct worker *w = &pool->workers[i];
		const bool fit = w->state != WORKER_NONE && !is_worn(pool, w, now_us);
		int64_t own_us = INT64_MAX;
		if (w->state == WORKER_STARTING || w->state == WORKER_BUSY)
			own_us = w->deadline_us;
		else if (fit)
			own_us = w->started_us + pool->options.age_us;
		due_us = own_us < due_us ? own_us : due_us;
		fresh += fit;
	}
	if (fresh < pool->options.workers && pool->start_again_us < due_us)
		due_us = pool->start_again_us;
	return due_us;
}

/* A fresh worker if there is one, else a worn one that may still fill in. */
static struct worker *find_idle(const struct mg_pool *pool)
{
	const int64_t now_us = mg_mono_us(pool->options.clock);
	const struct worker *found = NULL;
	for (size_t i = 0; i < MG_LEN(pool->workers); i++) {
		const struct worker *w = &pool->workers[i];
		if (!may_work(pool, w))
			continue;
		found = w;
		if (!is_worn(pool, w, now_us))
			break;
	}
	return (struct worker *)found;
}

bool mg_pool_has_room(const struct mg_pool *pool)
{
	return find_idle(pool) != NULL;
}

static void send_some(struct mg_pool *pool, struct worker *w)
{
	const ssize_t k = send(w->process.fd, w->frame + w->sent, w->frame_n - w->sent,
		MSG_NOSIGNAL | MSG_DONTWAIT);
	if (k >= 0)
		w->sent += (size_t)k;
	else if (errno != EAGAIN && errno != EINTR)
		lose_worker(pool, w, MG_POOL_DIED);
	if (w->frame && w->sent == w->frame_n)
		drop_frame(w);
}

void mg_pool_submit(struct mg_pool *pool, uint8_t *frame, size_t n, void *owner)
{
	struct worker *w = find_idle(pool);
	const int64_t now_us = mg_mono_us(pool->options.clock);
	w->state = WORKER_BUSY;
	w->owner = owner;
	w->frame = frame;
	w->frame_n = n;
	w->sent = 0;
	w->got = 0;
	w->job_since_us = now_us;
	w->deadline_us = now_us + pool->options.job_us;
	/* the rest follows when poll() says so, and so does the news of a worker that has just died
	 */
	const ssize_t k = send(w->process.fd, frame, n, MSG_NOSIGNAL | MSG_DONTWAIT);
	w->sent = k > 0 ? (size_t)k : 0;
	if (w->sent == n)
		drop_frame(w);
}

void mg_pool_forget(struct mg_pool *pool, const void *owner)
{
	for (size_t i = 0; i < MG_LEN(pool->workers); i++)
		if (pool->workers[i].owner == owner)
			pool->workers[i].owner = NULL;
}

struct mg_pool_counts mg_pool_count(const struct mg_pool *pool)
{
	struct mg_pool_counts counts = pool->counts;
	for (size_t i = 0; i < MG_LEN(pool->workers); i++) {
		counts.ready += pool->workers[i].state == WORKER_IDLE;
		counts.busy += pool->workers[i].state == WORKER_BUSY;
	}
	counts.ready += counts.busy;
	return counts;
}

/* A whole frame has come: the word that it is ready, or a verdict. */
static void take_reply(struct mg_pool *pool, struct worker *w)
{
	const struct mg_bytes reply = {.p = w->reply + MG_FRAME_HEAD, .n = w->got - MG_FRAME_HEAD};
	w->got = 0;
	if (w->state == WORKER_STARTING) {
		w->state = WORKER_IDLE;
		mg_process_settle(&w->process);
		pool->starts_failed = 0;
		return;
	}
	if (w->state != WORKER_BUSY || w->frame) { /* it answers what it was not asked */
		lose_worker(pool, w, MG_POOL_DIED);
		return;
	}
	w->busy_us += mg_mono_us(pool->options.clock) - w->job_since_us;
	w->jobs++;
	pool->counts.jobs++;
	w->state = WORKER_IDLE;
	void *const owner = w->owner;
	w->owner = NULL;
	if (owner)
		pool->options.done(pool->options.context, owner, MG_POOL_ANSWERED, reply);
	/* a worker whose device has failed ends itself after this answer: nothing more may be sent
	 * to it */
	const bool broken = reply.n > 1 && reply.p[1] == MG_MATCHER_FAILED;
	mg_wipe(w->reply, sizeof(w->reply));
	if (broken)
		end_worker(w);
}

static void receive_some(struct mg_pool *pool, struct worker *w)
{
	size_t want = MG_FRAME_HEAD;
	if (w->got >= MG_FRAME_HEAD)
		want += mg_frame_get_head(w->reply);
	const ssize_t k = recv(w->process.fd, w->reply + w->got, want - w->got, MSG_DONTWAIT);
	if (k < 0 && (errno == EAGAIN || errno == EINTR))
		return;
	if (k <= 0) {
		lose_worker(pool, w, MG_POOL_DIED);
		return;
	}
	w->got += (size_t)k;
	if (w->got < MG_FRAME_HEAD)
		return;
	const size_t n = mg_frame_get_head(w->reply);
	if (n == 0 || n > MG_MATCHER_REPLY_MAX)
		lose_worker(pool, w, MG_POOL_DIED);
	else if (w->got == MG_FRAME_HEAD + n)
		take_reply(pool, w);
}

size_t mg_pool_poll_fill(struct mg_pool *pool, struct pollfd *fds)
{
	size_t n = 0;
	for (size_t i = 0; i < MG_LEN(pool->workers); i++) {
		const struct worker *w = &pool->workers[i];
		if (w->state == WORKER_NONE)
			continue;
		fds[n++] = (struct pollfd){
			.fd = w->process.fd, .events = (short)(POLLIN | (w->frame ? POLLOUT : 0))};
	}
	return n;
}

void mg_pool_poll_done(struct mg_pool *pool, const struct pollfd *fds, size_t n)
{
	for (size_t i = 0; i < n; i++) {
		for (size_t k = 0; k < MG_LEN(pool->workers) && fds[i].revents; k++) {
			struct worker *w = &pool->workers[k];
			if (w->state == WORKER_NONE || w->process.fd != fds[i].fd)
				continue;
			if ((fds[i].revents & POLLOUT) && w->frame)
				send_some(pool, w);
			if ((fds[i].revents & ~POLLOUT) && w->state != WORKER_NONE)
				receive_some(pool, w);
			break;
		}
	}
}
