/* SPDX-License-Identifier: Apache-2.0
 * Starting and ending one worker process with its private directory. Must not talk to it. */
#pragma once
#include <stdbool.h>
#include <sys/types.h>
#include "base/error.h"
#include "base/macros.h"

struct mg_process {
	pid_t pid; /* 0: none */
	int fd;	   /* owned; stream socket to the process */
	char directory[108];
};

/* Runs this same program anew as a worker: an address space of its own, an environment made from
 * nothing, no descriptors but the one to talk on, killed when the supervisor dies.
 * `directory_prefix` names its private directory. */
bool mg_process_start(
	struct mg_process *ret, const char *directory_prefix, struct mg_error *err) MG_MUST_CHECK;
/* It needs its directory no more: removes it. */
void mg_process_settle(struct mg_process *process);
/* Kills it if it lives, waits for its end and removes its directory. Does nothing for a zeroed one.
 */
void mg_process_end(struct mg_process *process);

/* Removes directories that a supervisor which was killed itself has left behind. Only while none is
 * running. */
void mg_process_sweep(const char *directory_prefix);
