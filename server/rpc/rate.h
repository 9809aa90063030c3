/* SPDX-License-Identifier: Apache-2.0
 * How many calls each certificate begins a second, those that are given up at once included. Who goes over the limit is not
 * heard for a while: answered at once, without lane, worker or database. Knows certificates only by their hash. */
#pragma once
#include <pthread.h>
#include <stdbool.h>
#include <stdint.h>

#define MG_RATE_SLOTS 4096U
#define MG_RATE_CALLS_MAX 200U                        /* in one second; a kiosk at work has fewer than ten */
#define MG_RATE_SHUT_US (600 * INT64_C(1000000))      /* not heard for so long after the last call over the limit */

struct mg_rate {
	pthread_mutex_t lock;
	uint32_t calls_max; /* a second; 0: no limit */
	struct mg_rate_slot {
		uint64_t who; /* of the certificate's hash; 0: free */
		int64_t second;
		uint32_t calls;
		int64_t shut_until_us; /* 0: heard */
	} slots[MG_RATE_SLOTS];
};
enum mg_rate_verdict {
	MG_RATE_FINE = 0,
	MG_RATE_OVER, /* this call went over the limit: to be told once */
	MG_RATE_SHUT, /* not heard */
};
void mg_rate_init(struct mg_rate *r, uint32_t calls_max);
void mg_rate_done(struct mg_rate *r);
/* Counts one call at the monotonic instant. Thread-safe. */
enum mg_rate_verdict mg_rate_note(struct mg_rate *r, const uint8_t cert_sha256[32], int64_t now_us);
