/* SPDX-License-Identifier: Apache-2.0 */
#include "rpc/refusals.h"
#include <pthread.h>

#define SLOTS 1024U /* terminals times reasons of one minute; a collision only counts earlier */

static pthread_mutex_t lock = PTHREAD_MUTEX_INITIALIZER;
static struct slot {
	uint64_t source;
	int64_t minute;
	uint32_t seen;
	uint32_t unwritten;
} slots[SLOTS];

struct mg_refusal_plan mg_refusals_note(uint64_t source, int64_t minute)
{
	struct mg_refusal_plan plan = {0};
	pthread_mutex_lock(&lock);
	struct slot *s = &slots[(source ^ source >> 32) % SLOTS];
	if (s->source != source || s->minute != minute) {
		plan.write_count = s->unwritten;
		*s = (struct slot){.source = source, .minute = minute};
	}
	if (++s->seen <= MG_REFUSALS_SINGLY)
		plan.write_single = true;
	else
		s->unwritten++;
	/* A long storm is still written down: every thousandth closes a count. */
	if (s->unwritten == 1000) {
		plan.write_count = s->unwritten;
		s->unwritten = 0;
	}
	pthread_mutex_unlock(&lock);
	return plan;
}
