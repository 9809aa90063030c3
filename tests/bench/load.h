/* SPDX-License-Identifier: Apache-2.0
 * Runs one act many times on many threads for a while and tells latency and the CPU that named
 * processes used meanwhile. */
#pragma once
#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#define MG_LOAD_PROCESSES 6

struct mg_load {
	unsigned threads;
	double seconds;
	/* Once a thread; NULL: none. What it returns is handed to `act`. */
	void *(*begin)(void *user, unsigned thread);
	/* One act; `k` counts up over all threads. False: it failed. */
	bool (*act)(void *user, void *state, uint64_t k);
	void (*end)(void *user, void *state);
	void *user;
	int pids[MG_LOAD_PROCESSES]; /* 0: end of list */
	bool count_own_cpu;	     /* for raw runs: this process is the client library */
};
struct mg_load_result {
	uint64_t done, failed;
	double per_s;
	double p50_ms, p99_ms, max_ms;
	double cpu_us; /* per act, over all pids (and this process when asked) */
};
struct mg_load_result mg_load_run(const struct mg_load *load);
/* CPU seconds of a process so far (user + system); 0 when it is gone. */
double mg_load_cpu_s(int pid);
/* Resident memory in MiB. */
double mg_load_rss_mib(int pid);
/* {"what": …} on one line of `path` (appended) and a readable row on standard output. */
void mg_load_print(
	const char *path, const char *what, unsigned clients, const struct mg_load_result *r);
/* One figure that is no latency: {"what": …, "of": …, "clients": …, "value": …}; `clients` 0: not
 * said. */
void mg_load_note(
	const char *path, const char *what, const char *of, unsigned clients, double value);
