/* SPDX-License-Identifier: Apache-2.0
 * The job ExportWatch: what time makes of tickets. Requests that nobody decided and approvals that nobody redeemed expire; a
 * redemption without a close is an alarm. Each is one transaction with one entry. */
#include "base/log.h"
#include "export/export.h"

static bool lapse(struct mg_call *call, const uint8_t ticket_id[16], struct mg_error *err)
{
	const struct mg_export_in at = mg_export_in(call);
	struct mg_ticket t;
	if (!mg_ticket_get(&at, ticket_id, /* lock= */ true, &t, err))
		return false;
	const enum mg_ticket_state to =
		mg_ticket_after(t.state, t.asked_us, t.not_after_us, t.redeemed_us, call->now_us);
	if (to == t.state) /* it moved on meanwhile */
		return true;
	const bool alarm = to == MG_TICKET_UNCLOSED;
	if (!mg_export_note(call, &t, to, err) || (alarm && !mg_call_note_fact(call, "alarm", "unclosed", err)) ||
		!mg_ticket_lapse(&at, t.ticket_id, t.state, to, call->now_us, mg_export_log(call), err) ||
		!mg_job_commit(call, err))
		return false;
	if (alarm)
		mg_log(MG_LOG_ALARM, "a ticket of terminal %llu was redeemed and not closed",
			(unsigned long long)t.terminal_id);
	return true;
}

bool mg_job_export_watch(struct mg_call *call, struct mg_error *err)
{
	MG_CLEANUP(mg_arena_done) struct mg_arena mine;
	struct mg_ticket *due;
	size_t n;
	mg_arena_init(&mine, 1U << 20);
	const struct mg_export_in at = {call->tx, &mine, call->shared};
	if (!mg_job_begin(call, err) || !mg_ticket_list(&at, MG_TICKETS_DUE, 0, "", call->now_us, &due, &n, err))
		return false;
	bool ok = true;
	for (size_t i = 0; i < n && !mg_call_is_over(call); i++) {
		struct mg_error own = {0};
		mg_arena_reset(call->arena);
		/* lost to somebody who moved it: the next round looks again */
		if ((!mg_job_begin(call, &own) || !lapse(call, due[i].ticket_id, &own)) && own.code != MG_ERR_RETRY &&
			own.code != MG_ERR_CONFLICT) {
			*err = own;
			ok = false;
		}
	}
	return ok;
}
