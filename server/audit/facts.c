/* SPDX-License-Identifier: Apache-2.0 */
#include "audit/facts.h"
#include <stdio.h>
#include <time.h>

static void month_of(int64_t utc_us, char ret[7])
{
	time_t s = (time_t)(utc_us / 1000000) + 9 * 3600; /* the office's month: Japan has no summer time */
	struct tm tm;
	gmtime_r(&s, &tm);
	snprintf(ret, 7, "%04u%02u", (unsigned)(tm.tm_year + 1900) % 10000U, (unsigned)(tm.tm_mon + 1) % 100U);
}

bool mg_facts_seal(const struct mg_shared *shared, struct mg_tx *tx, const struct mg_appender *appender, int64_t utc_us,
	struct mg_bytes facts, struct mg_arena *arena, struct mg_entry_block *ret, struct mg_error *err)
{
	char month[7], key_name[64];
	uint64_t writer, n;
	uint8_t key[MG_KEY_BYTES];
	month_of(utc_us, month);
	if (!mg_keys_month(shared->keys, tx, shared->municipality, month, key, err))
		return false;
	mg_appender_next(appender, &writer, &n);
	snprintf(key_name, sizeof(key_name), "%s/%llu/%llu", shared->municipality, (unsigned long long)writer,
		(unsigned long long)n);
	size_t len = facts.n + MG_SEAL_OVERHEAD;
	uint8_t *sealed = mg_arena_alloc(arena, len);
	if (sealed)
		mg_seal(key, &(struct mg_seal_place){.table = "leaf", .column = "facts", .key = key_name, .version = 1},
			facts.p, facts.n, sealed);
	mg_wipe(key, sizeof(key));
	if (!sealed)
		return mg_fail(err, MG_ERR_TOO_LARGE, "no room for the facts of the entry");
	*ret = (struct mg_entry_block){.kind = MG_ENTRY_BLOCK_MONTH, .ciphertext = {sealed, len}};
	snprintf((char *)ret->key_ref, sizeof(ret->key_ref), "%s%s", shared->municipality, month);
	return true;
}
