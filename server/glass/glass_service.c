/* SPDX-License-Identifier: Apache-2.0
 * The server's part of a break-glass: the job that calls out while one is open and ends it when its time is over, and what the
 * terminals are told. Opened and closed by hand: admin/cmd_glass.c. */
#include <stdio.h>
#include "base/log.h"
#include "glass/glass.h"
#include "glass/glass_rules.h"
#include "glass/glass_seen_store.h"

#define EVERY_US INT64_C(20000000) /* of job_list.def */

static bool end_it(struct mg_call *call, const struct mg_glass *g, struct mg_error *err)
{
	struct mg_glass_log log;
	char no[24], acts[16];
	bool ended;
	snprintf(no, sizeof(no), "%llu", (unsigned long long)g->glass_no);
	snprintf(acts, sizeof(acts), "%u", g->acts);
	mg_call_log_ref(call, &log.writer, &log.n);
	if (!mg_glass_end(call->tx, call->shared, g->glass_no, "system", call->now_us, log, &ended, err))
		return false;
	if (!ended) /* somebody closed it meanwhile */
		return true;
	if (!mg_call_note_fact(call, "break_glass", no, err) || !mg_call_note_fact(call, "acts", acts, err) ||
		!mg_call_note_fact(call, "by", "its time is over", err) || !mg_job_commit(call, err))
		return false;
	mg_log(MG_LOG_ALARM, "break-glass %llu is over; %u acts on the server; the authority acknowledges it",
		(unsigned long long)g->glass_no, g->acts);
	return true;
}

bool mg_job_break_glass(struct mg_call *call, struct mg_error *err)
{
	struct mg_glass g;
	if (!mg_job_begin(call, err) || !mg_glass_find(call->tx, call->arena, call->shared, &g, err))
		return false;
	if (g.glass_no == 0)
		return true;
	if (!mg_glass_is_open_at(g.opened_us, g.until_us, call->now_us))
		return call->now_us < g.opened_us || end_it(call, &g, err);
	/* the job keeps nothing in mind: it calls out in the first run of each ten minutes */
	if ((call->now_us - g.opened_us) % MG_GLASS_TELL_US < EVERY_US)
		mg_log(MG_LOG_ALARM, "break-glass %llu is open for %lld more minutes; %u acts on the server so far",
			(unsigned long long)g.glass_no, (long long)((g.until_us - call->now_us) / 60000000), g.acts);
	return true;
}

bool mg_glass_tell(struct mg_call *call, Pb__WatchReply *out, struct mg_error *err)
{
	struct mg_glass g;
	if (!mg_glass_find(call->tx, call->arena, call->shared, &g, err))
		return false;
	if (g.glass_no && mg_glass_is_open_at(g.opened_us, g.until_us, call->now_us)) {
		out->break_glass = g.glass_no;
		out->break_glass_until_us = g.until_us;
	}
	return !mg_session_may(&call->session, MG_PERM_STAFF_REVIEW) ||
	       mg_glass_count_unseen(call->tx, call->arena, call->shared, &out->break_glasses_unseen, err);
}
