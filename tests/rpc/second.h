/* SPDX-License-Identifier: Apache-2.0
 * One more madoguchi-server on the served city's database: servers are stateless, so a test may
 * start its own, with one thing of its configuration changed, and stop it as it likes. */
#pragma once
#include <sys/types.h>
#include "rpc_client.h"

struct mg_second {
	pid_t pid;
	char folder[300]; /* its configuration and whatever the test puts there; gone after
			     mg_second_stop */
	char address[64];
};

/* "key=value" pairs that replace lines of the city's server.conf, NULL-terminated; "%s" in a value
 * is the folder. Before the start `prepare` may put files there. Ends the program when it does not
 * start. */
void mg_second_start(
	struct mg_second *ret, const char *const changes[], void (*prepare)(const char *folder));
/* Sends the signal; returns the exit status, or -1 when it was killed. */
int mg_second_stop(struct mg_second *second, int signal_number);
/* A client of it with any certificate. */
struct mg_rpc_client *mg_second_connect(
	const struct mg_second *second, const char *cert_file, const char *key_file);
/* The same as terminal 1 or 2. */
struct mg_rpc_client *mg_second_connect_as(const struct mg_second *second, int terminal);
