/* SPDX-License-Identifier: Apache-2.0 */
#include "rpc/inflight.h"
#include <string.h>

void mg_inflight_init(struct mg_inflight *f)
{
	memset(f->slots, 0, sizeof(f->slots));
	pthread_mutex_init(&f->lock, NULL);
}

void mg_inflight_done(struct mg_inflight *f)
{
	pthread_mutex_destroy(&f->lock);
}

static uint64_t who_of(const uint8_t cert_sha256[32])
{
	uint64_t who;
	memcpy(&who, cert_sha256, sizeof(who));
	return who ? who : 1; /* a call without a certificate counts as one of a certificate */
}

/* The slot of `who`, else a free one, else NULL. A slot that was given back keeps its owner, so
 * that those behind it in the same run are still found; it is taken over by the next newcomer. */
static struct mg_inflight_slot *find(struct mg_inflight *f, uint64_t who)
{
	struct mg_inflight_slot *idle = NULL;
	for (uint32_t i = 0; i < MG_INFLIGHT_SLOTS; i++) {
		struct mg_inflight_slot *s = &f->slots[(who + i) % MG_INFLIGHT_SLOTS];
		if (s->who == who)
			return s;
		if (!idle && s->calls == 0)
			idle = s;
		if (s->who == 0)
			break;
	}
	return idle;
}

bool mg_inflight_enter(struct mg_inflight *f, const uint8_t cert_sha256[32], uint32_t weight)
{
	const uint64_t who = who_of(cert_sha256);
	pthread_mutex_lock(&f->lock);
	struct mg_inflight_slot *s = find(f, who);
	bool may = s != NULL && (s->who != who ? 0 : s->calls) + weight <= MG_INFLIGHT_MAX;
	if (may) {
		s->calls = s->who == who ? s->calls + weight : weight;
		s->who = who;
	}
	pthread_mutex_unlock(&f->lock);
	return may;
}

void mg_inflight_leave(struct mg_inflight *f, const uint8_t cert_sha256[32], uint32_t weight)
{
	const uint64_t who = who_of(cert_sha256);
	pthread_mutex_lock(&f->lock);
	struct mg_inflight_slot *s = find(f, who);
	if (s && s->who == who && s->calls >= weight)
		s->calls -= weight;
	pthread_mutex_unlock(&f->lock);
}
