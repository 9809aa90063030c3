/* SPDX-License-Identifier: Apache-2.0
 * The supervisor's worker processes: started ahead, one job at a time each, replaced before they
 * wear out, killed when they hang. Must not look into a job: it hands on bytes and takes bytes
 * back. Single-threaded, never blocks. */
#pragma once
#include <poll.h>
#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>
#include "base/bytes.h"
#include "base/clock.h"
#include "base/error.h"
#include "base/macros.h"

#define MG_POOL_WORKERS_MAX 16
/* While a worn worker's successor starts, both live. */
#define MG_POOL_PROCESSES_MAX (2 * MG_POOL_WORKERS_MAX)

enum mg_pool_outcome {
	MG_POOL_ANSWERED = 1,
	MG_POOL_DIED,	 /* the worker ended over the job */
	MG_POOL_EXPIRED, /* it took too long and was killed */
};

/* `reply` (without its length) is borrowed and empty unless ANSWERED. `owner` is what came with the
 * job. Must not call back into the pool. */
typedef void mg_pool_done_fn(
	void *context, void *owner, enum mg_pool_outcome outcome, struct mg_bytes reply);

struct mg_pool_options {
	unsigned workers; /* 1 to MG_POOL_WORKERS_MAX */
	unsigned jobs;	  /* a worker is worn after so many... */
	int64_t busy_us;  /* ...or so much time at work (libfprint's device is too hot after 180
			     s)... */
	int64_t age_us;	  /* ...or so long after its start */
	int64_t job_us;	  /* a job may take */
	int64_t start_us; /* a start may take */
	const char *directory_prefix; /* borrowed; of the workers' private directories */
	mg_pool_done_fn *done;
	void *context;		      /* borrowed */
	const struct mg_clock *clock; /* borrowed */
};

struct mg_pool_counts {
	unsigned ready; /* idle or at work */
	unsigned busy;
	unsigned jobs; /* since the start, as are the next two */
	unsigned started;
	unsigned died; /* of their own accord, or killed over a time limit */
};

struct mg_pool;

bool mg_pool_new(const struct mg_pool_options *options, struct mg_pool **ret,
	struct mg_error *err) MG_MUST_CHECK;
/* Kills all workers and removes what they left. */
void mg_pool_free(struct mg_pool *pool);

/* Starts, retires and kills what is due. */
void mg_pool_maintain(struct mg_pool *pool);
/* When that is to be called again at the latest; changes with every job that is submitted. */
int64_t mg_pool_due(const struct mg_pool *pool);
bool mg_pool_has_room(const struct mg_pool *pool);
/* Only while mg_pool_has_room(). Takes the frame over (malloc'ed; its n bytes include the length at
 * the front) and wipes it when it is no longer needed. `owner` is never NULL. */
void mg_pool_submit(struct mg_pool *pool, uint8_t *frame, size_t n, void *owner);
/* Nobody waits for this owner's job any more: done() will not be called for it. */
void mg_pool_forget(struct mg_pool *pool, const void *owner);
struct mg_pool_counts mg_pool_count(const struct mg_pool *pool);

/* Fills at most MG_POOL_PROCESSES_MAX entries and returns how many; after poll(), hands the same
 * array back. */
size_t mg_pool_poll_fill(struct mg_pool *pool, struct pollfd *fds);
void mg_pool_poll_done(struct mg_pool *pool, const struct pollfd *fds, size_t n);
