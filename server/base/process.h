/* SPDX-License-Identifier: Apache-2.0
 * The signals that ask a program to end in order: every main blocks them before its first thread
 * and waits for them. */
#pragma once
#include <signal.h>

/* Blocks SIGTERM and SIGINT and returns them. Their disposition is reset: one that is inherited as
 * ignored (nohup, some supervisors) would never arrive at sigwait(). SIGPIPE is ignored. */
void mg_stop_signals(sigset_t *ret);
