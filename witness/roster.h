/* SPDX-License-Identifier: Apache-2.0
 * The writers as they registered, with the verdict on their signatures. Read once; threads only
 * look. */
#pragma once
#include "audit/leaf_rules.h"
#include "audit/writer_set.h"
#include "db/db.h"

struct mg_roster_writer {
	struct mg_leaf_writer registered; /* n = 0, token = anchor */
	bool genuine;	  /* signed by the receipt key, of this city, and no writer's double */
	uint64_t indexed; /* how far the runs seen so far go; the loader's */
};
struct mg_roster {
	struct mg_roster_writer *items; /* owned, ascending by number */
	size_t n, cap;
	struct mg_writer_set set;
};

bool mg_roster_read(struct mg_roster *roster, struct mg_tx *tx, const struct mg_crypto *crypto,
	const char *municipality, const uint8_t receipt_key[MG_PUBLIC_KEY_BYTES],
	struct mg_error *err) MG_MUST_CHECK;
struct mg_roster_writer *mg_roster_find(
	const struct mg_roster *roster, uint64_t writer); /* NULL: not registered */
void mg_roster_done(struct mg_roster *roster);
