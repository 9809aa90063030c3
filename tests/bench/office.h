/* SPDX-License-Identifier: Apache-2.0
 * The server's own path without its transport: one worker of the gate in this process, on the keys
 * and accounts of a served city. Tells what a call costs apart from gRPC, and which statements it
 * runs. */
#pragma once
#include "rpc/gate.h"

struct mg_bench_office;

/* Reads server.conf of the city that MG_ENV names; ends the program with a message when something
 * is not there. */
struct mg_bench_office *mg_bench_office_open(void);
void mg_bench_office_close(struct mg_bench_office *office);
struct mg_worker *mg_bench_office_worker(struct mg_bench_office *office);

/* A terminal's certificate (PEM) as the gate knows it. */
void mg_bench_cert_sha256(const char *pem_path, uint8_t ret[32]);

/* Who calls: a session of the served city. */
struct mg_bench_caller {
	uint8_t cert_sha256[32];
	char bearer[65];
};
/* Takes one packed request through the gate; ends the program unless it is answered. The reply
 * lives until the next call. */
struct mg_bytes mg_bench_office_call(struct mg_bench_office *office, const char *path,
	const struct mg_bench_caller *caller, struct mg_bytes request);
/* The same for a write, under a key of its own; false: it was refused. */
bool mg_bench_office_write(struct mg_bench_office *office, const char *path,
	const struct mg_bench_caller *caller, struct mg_bytes request);
/* One log entry of a usual size, and one with the session and permission checked as the gate does for
 * a session it remembers: each in a transaction that is rolled back. */
void mg_bench_office_entry(struct mg_bench_office *office);
void mg_bench_office_checked_entry(
	struct mg_bench_office *office, const char *path, const struct mg_bench_caller *caller);
