/* SPDX-License-Identifier: Apache-2.0 */
#include "access/session_cache.h"
#include <stdlib.h>
#include <string.h>
#include "access/access_rules.h"

#define PLACES 256U /* one for each first byte of the token's hash: the newest stays */

struct mg_session_cache {
	struct place {
		struct mg_session session; /* state NONE: empty */
		struct mg_terminal terminal;
		int64_t day; /* the dates of the person were judged for it */
	} place[PLACES];
};

struct mg_session_cache *mg_session_cache_new(void)
{
	return calloc(1, sizeof(struct mg_session_cache));
}

void mg_session_cache_free(struct mg_session_cache *cache)
{
	free(cache);
}

bool mg_session_cache_find(const struct mg_session_cache *cache, const uint8_t token_sha256[32],
	const uint8_t cert_sha256[32], int64_t now_us, struct mg_session *ret_session, struct mg_terminal *ret_terminal)
{
	const struct place *p = &cache->place[token_sha256[0]];
	const struct mg_session *s = &p->session;
	if (s->state != MG_SESSION_LIVE || memcmp(s->token_sha256, token_sha256, 32) != 0 ||
		memcmp(p->terminal.cert_sha256, cert_sha256, 32) != 0)
		return false;
	const struct mg_session_facts facts = {.created_us = s->created_us,
		.last_seen_us = s->last_seen_us,
		.staff_active = true,
		.terminal_enrolled = true};
	if (p->day != mg_day_in_japan(now_us) || now_us >= p->terminal.cert_not_after_us ||
		mg_session_judge(&facts, now_us).state != MG_SESSION_LIVE)
		return false;
	*ret_session = *s;
	*ret_terminal = p->terminal;
	return true;
}

void mg_session_cache_put(struct mg_session_cache *cache, const struct mg_session *session,
	const struct mg_terminal *terminal, int64_t now_us)
{
	if (session->state != MG_SESSION_LIVE)
		mg_session_cache_forget(cache, session->token_sha256);
	else
		cache->place[session->token_sha256[0]] =
			(struct place){.session = *session, .terminal = *terminal, .day = mg_day_in_japan(now_us)};
}

void mg_session_cache_forget(struct mg_session_cache *cache, const uint8_t token_sha256[32])
{
	struct place *p = &cache->place[token_sha256[0]];
	if (memcmp(p->session.token_sha256, token_sha256, 32) == 0)
		p->session.state = MG_SESSION_NONE;
}
