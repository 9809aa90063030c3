/* SPDX-License-Identifier: Apache-2.0
 * How many calls each certificate has in the server at once: one terminal, or one that was revoked,
 * must not fill the lanes that all share. Knows certificates only by their hash. */
#pragma once
#include <pthread.h>
#include <stdbool.h>
#include <stdint.h>

#define MG_INFLIGHT_MAX                                                                            \
	24U /* a kiosk has four at most: a long poll, a search and its successor, a log-off */
#define MG_INFLIGHT_JUDGED 4U /* what a call counts whose hashes and matches take a core for a second: six at once */
#define MG_INFLIGHT_SLOTS 4096U /* certificates with a call in the server at one instant */

struct mg_inflight {
	pthread_mutex_t lock;
	struct mg_inflight_slot {
		uint64_t who; /* of the certificate's hash; 0: free */
		uint32_t calls;
	} slots[MG_INFLIGHT_SLOTS];
};
void mg_inflight_init(struct mg_inflight *f);
void mg_inflight_done(struct mg_inflight *f);
/* `weight`: calls that this one counts for, the same when it leaves. False when the certificate would have more than it
 * may have; nothing is counted then. Thread-safe. */
bool mg_inflight_enter(struct mg_inflight *f, const uint8_t cert_sha256[32], uint32_t weight);
void mg_inflight_leave(struct mg_inflight *f, const uint8_t cert_sha256[32], uint32_t weight);
