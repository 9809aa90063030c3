/* SPDX-License-Identifier: Apache-2.0
 * Seals the facts of an entry under the key of its month, bound to the log key that the entry will get. Knows no calls. */
#pragma once
#include "audit/appender.h"
#include "base/shared.h"
#include "keys/keys.h"

/* `facts`: blocks key, value, key, value … `ret` borrows from the arena. Makes the month's key when it is the first of
 * its month, in `tx`. Errors: TOO_LARGE, those of mg_keys_month. */
bool mg_facts_seal(const struct mg_shared *shared, struct mg_tx *tx, const struct mg_appender *appender, int64_t utc_us,
	struct mg_bytes facts, struct mg_arena *arena, struct mg_entry_block *ret, struct mg_error *err) MG_MUST_CHECK;
