/* SPDX-License-Identifier: Apache-2.0
 * What the witness found wrong first. Threads report what they meet; the one with the smallest index stays. */
#pragma once
#include <pthread.h>
#include "audit/leaf_rules.h"
#include "glass.h"

#define MG_NO_INDEX UINT64_MAX /* not indexed: behind everything that is */

struct mg_finding {
	enum mg_leaf_fault fault; /* NONE: nothing was found */
	uint64_t index;           /* in the log, or MG_NO_INDEX */
	uint64_t writer, n;       /* 0: not known */
	int64_t utc_us;           /* as the entry says; 0: not readable */
	char what[160];
};

struct mg_findings {
	pthread_mutex_t lock;
	struct mg_finding first;
	struct mg_glass_notes glasses; /* to be named, not wrong */
};

void mg_findings_init(struct mg_findings *findings);
void mg_findings_done(struct mg_findings *findings);
void mg_findings_add(struct mg_findings *findings, const struct mg_finding *finding);
bool mg_findings_any(struct mg_findings *findings);
/* The instant that an entry names, as far as its bytes can be read; 0 otherwise. */
int64_t mg_entry_instant(struct mg_bytes entry);
