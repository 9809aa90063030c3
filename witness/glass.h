/* SPDX-License-Identifier: Apache-2.0
 * What the witness names although nothing is wrong with it: each break-glass in the log, with its span and the acts on the server
 * meanwhile. Read from the plain part of the entries: action, actor, instant. */
#pragma once
#include <pthread.h>
#include "base/bytes.h"
#include "base/error.h"

#define MG_GLASSES_MAX 100U

struct mg_glass_seen {
	uint64_t index; /* of its opening in the log, or MG_NO_INDEX */
	int64_t from_us, to_us; /* to_us 0: no end is in the log yet */
	uint32_t acts;
	char by[41]; /* "admin:<user>" */
};

struct mg_glass_notes {
	pthread_mutex_t lock;
	struct mg_glass_note *items; /* owned */
	size_t n, cap;
	bool lost; /* no memory */
};
void mg_glass_notes_init(struct mg_glass_notes *notes);
void mg_glass_notes_done(struct mg_glass_notes *notes);
/* Looks at an entry that was found right; keeps those of madoguchi-admin and of the job that ends a break-glass. Any thread. */
void mg_glass_note(struct mg_glass_notes *notes, uint64_t index, struct mg_bytes entry);
/* The break-glasses in the order of their opening: at most MG_GLASSES_MAX of `*ret_n`, the newest. INTERNAL: memory was out. */
bool mg_glass_sum(struct mg_glass_notes *notes, struct mg_glass_seen ret[MG_GLASSES_MAX], size_t *ret_n,
	struct mg_error *err) MG_MUST_CHECK;
