/* SPDX-License-Identifier: Apache-2.0
 * What every main does before its first thread: shut the process against others, and take the signals that ask it to end in
 * order. */
#pragma once
#include <signal.h>
#include <stdbool.h>

/* Nothing of this process may reach a core file or another process of the same user, and no program that it starts gains
 * rights. False when the kernel refuses one of them. */
bool mg_harden(void);
/* Blocks SIGTERM and SIGINT and returns them. Their disposition is reset: one that is inherited as
 * ignored (nohup, some supervisors) would never arrive at sigwait(). SIGPIPE is ignored. */
void mg_stop_signals(sigset_t *ret);
