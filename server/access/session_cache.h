/* SPDX-License-Identifier: Apache-2.0
 * Sessions that one worker has read lately. What stands here may only ever lead to a yes that the database confirms in the
 * same transaction (struct mg_entry_guard, audit/appender.h); every no is looked up again. Belongs to one thread. */
#pragma once
#include "access/session.h"

struct mg_session_cache;

struct mg_session_cache *mg_session_cache_new(void); /* NULL: out of memory */
void mg_session_cache_free(struct mg_session_cache *cache);
/* True when the session of this token and certificate is remembered and LIVE at `now_us` by what is remembered, on the
 * civil day (in Japan) on which it was read, and the terminal's certificate has not run out. */
bool mg_session_cache_find(const struct mg_session_cache *cache, const uint8_t token_sha256[32],
	const uint8_t cert_sha256[32], int64_t now_us, struct mg_session *ret_session, struct mg_terminal *ret_terminal);
/* Remembers a LIVE session as read at `now_us`; any other is forgotten. */
void mg_session_cache_put(struct mg_session_cache *cache, const struct mg_session *session,
	const struct mg_terminal *terminal, int64_t now_us);
void mg_session_cache_forget(struct mg_session_cache *cache, const uint8_t token_sha256[32]);
