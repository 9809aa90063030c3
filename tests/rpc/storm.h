/* SPDX-License-Identifier: Apache-2.0
 * A hostile HTTP/2 client, written by hand: begins streams and gives them up at once, on one TLS connection after the other;
 * and one that only holds connections open. */
#pragma once
#include <stddef.h>

struct storm {
	const char *address; /* "127.0.0.1:1234" */
	const char *ca_file, *cert_file, *key_file, *server_name;
	int seconds;
	/* told after the end */
	unsigned long streams;     /* begun and reset */
	unsigned connections;      /* made */
	unsigned cut;              /* by the server */
};
/* Resets streams for so many seconds. */
void storm_reset(struct storm *s);
/* Opens up to n plain TCP connections that say nothing; how many stood. The descriptors go to `ret`. */
size_t storm_hold(const char *address, size_t n, int *ret);
