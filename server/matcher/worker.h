/* SPDX-License-Identifier: Apache-2.0
 * The process that judges: set up libfprint, give up everything else, then answer frames on one
 * descriptor until it is closed. Must not be run by hand; the supervisor starts it in a private,
 * empty working directory. */
#pragma once

/* The argument that makes the program a worker, and the descriptor its supervisor talks on. */
#define MG_WORKER_ARGUMENT "--worker"
#define MG_WORKER_FD 3

/* Returns the exit status: 0 after its supervisor has closed the descriptor. */
int mg_matcher_worker(void);
