/* SPDX-License-Identifier: Apache-2.0
 * The supervisor: connections, the bounded queue and the hand-over to workers. Must not judge, nor
 * parse more of a request than its length, operation and timeout. Single-threaded. */
#pragma once
#include <stdbool.h>
#include <stddef.h>
#include "base/clock.h"
#include "base/error.h"
#include "base/macros.h"
#include "matcher/listen.h"
#include "matcher/pool.h"

struct mg_supervisor_options {
	int listener;		      /* borrowed; from mg_listen() */
	int signal_fd;		      /* borrowed; anything readable on it ends mg_supervise() */
	struct mg_pool *pool;	      /* borrowed */
	const struct mg_peers *peers; /* borrowed */
	const struct mg_clock *clock; /* borrowed */
	size_t queue_max;	      /* requests that wait for a worker; more are answered BUSY */
};

struct mg_supervisor;

/* Made before the pool, whose options want mg_supervisor_done and the context. */
bool mg_supervisor_new(struct mg_supervisor **ret, struct mg_error *err) MG_MUST_CHECK;
void mg_supervisor_free(struct mg_supervisor *supervisor);
mg_pool_done_fn mg_supervisor_done;

/* Runs until the signal descriptor is readable. */
bool mg_supervise(struct mg_supervisor *supervisor, const struct mg_supervisor_options *options,
	struct mg_error *err) MG_MUST_CHECK;
