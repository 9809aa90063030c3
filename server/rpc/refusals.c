/* SPDX-License-Identifier: Apache-2.0 */
#include "rpc/refusals.h"
#include <pthread.h>
#include <string.h>
#include "base/macros.h"

#define SLOTS 1024U
#define PROBES 8U /* places that one source may take: with all of them taken the first gives way   \
		   */
#define LONGEST 1000U /* a long storm is still written down now and then */

static pthread_mutex_t lock = PTHREAD_MUTEX_INITIALIZER;
static struct slot {
	uint8_t cert_sha256[32];
	enum mg_code code; /* MG_OK: free */
	const char *method;
	int64_t minute;
	uint32_t seen;
	uint32_t unwritten;
} slots[SLOTS];

static bool is_of(const struct slot *s, const uint8_t cert_sha256[32], enum mg_code code, const char *method)
{
	return s->code == code && s->method == method && memcmp(s->cert_sha256, cert_sha256, 32) == 0;
}

/* The slot of the source, else a free one, else the first. */
static struct slot *find(const uint8_t cert_sha256[32], enum mg_code code, const char *method)
{
	uint32_t at;
	struct slot *free_one = NULL;
	memcpy(&at, cert_sha256, sizeof(at));
	at += (uint32_t)code * 0x9E3779B1U + (uint32_t)((uintptr_t)method >> 3) * 0x85EBCA6BU;
	for (uint32_t i = 0; i < PROBES; i++) {
		struct slot *s = &slots[(at + i) % SLOTS];
		if (is_of(s, cert_sha256, code, method))
			return s;
		if (!free_one && s->code == MG_OK)
			free_one = s;
	}
	return free_one ? free_one : &slots[at % SLOTS];
}

static void take(struct slot *s, struct mg_refusal_count *ret)
{
	memcpy(ret->cert_sha256, s->cert_sha256, sizeof(ret->cert_sha256));
	ret->code = s->code;
	ret->method = s->method;
	ret->n = s->unwritten;
	s->unwritten = 0;
}

bool mg_refusals_note(const uint8_t cert_sha256[32], enum mg_code code, const char *method, int64_t minute,
	struct mg_refusal_count *ret_earlier)
{
	ret_earlier->n = 0;
	pthread_mutex_lock(&lock);
	struct slot *s = find(cert_sha256, code, method);
	if (!is_of(s, cert_sha256, code, method) || s->minute != minute) {
		if (s->unwritten)
			take(s, ret_earlier);
		*s = (struct slot){.code = code, .method = method, .minute = minute};
		memcpy(s->cert_sha256, cert_sha256, sizeof(s->cert_sha256));
	}
	const bool singly = ++s->seen <= MG_REFUSALS_SINGLY;
	s->unwritten += !singly;
	if (s->unwritten == LONGEST)
		take(s, ret_earlier);
	pthread_mutex_unlock(&lock);
	return singly;
}

bool mg_refusals_take(int64_t minute, struct mg_refusal_count *ret)
{
	bool found = false;
	pthread_mutex_lock(&lock);
	for (size_t i = 0; i < SLOTS && !found; i++) {
		found = slots[i].minute < minute && slots[i].unwritten;
		if (found)
			take(&slots[i], ret);
	}
	pthread_mutex_unlock(&lock);
	return found;
}
