/* SPDX-License-Identifier: Apache-2.0
 * The job Retention: removes, in short pieces with an entry each, what has outlived its use. */
#include <stdio.h>
#include "retention/retention_store.h"
#include "rpc/call.h"

#define PIECES 20U /* of one table in a run; the next run goes on */

static bool piece(struct mg_call *call, const struct mg_retention *what, uint64_t *ret_n, struct mg_error *err)
{
	char number[24];
	if (!mg_job_begin(call, err) ||
		!mg_retention_remove(
			call->tx, call->arena, what, call->shared->municipality, call->now_us, ret_n, err))
		return false;
	if (*ret_n == 0)
		return true; /* rolled back with the next begin or the job's end: nothing happened, nothing is written down */
	snprintf(number, sizeof(number), "%llu", (unsigned long long)*ret_n);
	return mg_call_note_fact(call, "table", what->table, err) && mg_call_note_fact(call, "rows", number, err) &&
	       mg_job_commit(call, err);
}

bool mg_job_retention(struct mg_call *call, struct mg_error *err)
{
	for (size_t i = 0; i < mg_retention_list_len; i++) {
		uint64_t n = MG_RETENTION_PIECE;
		for (unsigned k = 0; k < PIECES && n == MG_RETENTION_PIECE; k++)
			if (!piece(call, &mg_retention_list[i], &n, err))
				return false;
	}
	return true;
}
