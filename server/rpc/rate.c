/* SPDX-License-Identifier: Apache-2.0 */
#include "rpc/rate.h"
#include <string.h>

#define PROBES 64U
#define SECOND_US INT64_C(1000000)

void mg_rate_init(struct mg_rate *r, uint32_t calls_max)
{
	memset(r->slots, 0, sizeof(r->slots));
	r->calls_max = calls_max;
	pthread_mutex_init(&r->lock, NULL);
}

void mg_rate_done(struct mg_rate *r)
{
	pthread_mutex_destroy(&r->lock);
}

/* The slot of `who`; else the one among its places that was quiet longest and is not shut. */
static struct mg_rate_slot *find(struct mg_rate *r, uint64_t who, int64_t now_us)
{
	struct mg_rate_slot *oldest = NULL;
	for (uint32_t i = 0; i < PROBES; i++) {
		struct mg_rate_slot *s = &r->slots[(who + i) % MG_RATE_SLOTS];
		if (s->who == who)
			return s;
		if (now_us >= s->shut_until_us && (!oldest || s->second < oldest->second))
			oldest = s;
	}
	if (oldest)
		*oldest = (struct mg_rate_slot){.who = who};
	return oldest;
}

enum mg_rate_verdict mg_rate_note(struct mg_rate *r, const uint8_t cert_sha256[32], int64_t now_us)
{
	uint64_t who;
	enum mg_rate_verdict verdict = MG_RATE_FINE;
	memcpy(&who, cert_sha256, sizeof(who));
	if (r->calls_max == 0)
		return verdict;
	pthread_mutex_lock(&r->lock);
	struct mg_rate_slot *s = find(r, who ? who : 1, now_us);
	const int64_t second = now_us / SECOND_US;
	if (s && s->second != second) {
		s->second = second;
		s->calls = 0;
	}
	if (s && now_us < s->shut_until_us)
		verdict = MG_RATE_SHUT;
	if (s && ++s->calls > r->calls_max) {
		if (verdict == MG_RATE_FINE)
			verdict = MG_RATE_OVER;
		s->shut_until_us = now_us + MG_RATE_SHUT_US;
	}
	pthread_mutex_unlock(&r->lock);
	return verdict;
}
