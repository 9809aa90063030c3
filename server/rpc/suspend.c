/* SPDX-License-Identifier: Apache-2.0 */
#include "rpc/suspend.h"
#include <stdio.h>
#include <string.h>
#include "access/session_store.h"
#include "base/log.h"
#include "rpc/entry.h"
#include "rpc/notes.h"

#define ATTEMPTS 8
#define ARENA_BYTES (64U << 10)

static bool suspend(struct mg_worker *w, struct mg_call *call, const struct mg_inbound *in, bool *ret_done,
	struct mg_error *err)
{
	struct mg_bytes entry;
	uint64_t terminal_id, ended;
	char number[24];
	if (!mg_terminal_suspend(call->tx, call->arena, call->shared, in->cert_sha256, call->now_us, &terminal_id, err))
		return false;
	*ret_done = terminal_id != 0;
	if (!*ret_done) /* unknown, revoked, suspended already */
		return true;
	snprintf(number, sizeof(number), "%llu", (unsigned long long)terminal_id);
	return mg_session_end_of_terminal(
		       call->tx, call->shared, terminal_id, MG_SESSION_END_REVOKED, call->now_us, &ended, err) &&
	       mg_call_note_fact(call, "terminal", number, err) &&
	       mg_call_note_fact(call, "alarm", "calls_over_limit", err) &&
	       mg_entry_append(w, call, in, MG_OK, &entry, err) && mg_tx_commit(call->tx, err);
}

void mg_gate_suspend(struct mg_worker *w, const uint8_t cert_sha256[32])
{
	struct mg_inbound in = {.has_cert = true};
	struct mg_error err = {0};
	bool done = false, ok = false;
	memcpy(in.cert_sha256, cert_sha256, sizeof(in.cert_sha256));
	for (int i = 0; i < ATTEMPTS && !ok && mg_keys_ready(w->shared->keys); i++) {
		MG_CLEANUP(mg_tx_done) struct mg_tx tx = {0};
		struct mg_call call = {.shared = w->shared, .arena = &w->arena, .tx = &tx, .notes = w->notes, .worker = w,
			.now_us = mg_now_us(w->shared->clock), .audit_as = MG_AUDIT_TERMINAL_SUSPEND};
		memcpy(call.terminal.cert_sha256, cert_sha256, sizeof(in.cert_sha256));
		mg_arena_reset(&w->arena);
		w->arena.limit_bytes = ARENA_BYTES;
		mg_notes_clear(w->notes);
		if (!mg_worker_ready(w, &err))
			break;
		mg_tx_begin(&tx, w->db);
		ok = suspend(w, &call, &in, &done, &err);
		if (ok && done)
			mg_appender_committed(w->appender);
		if (!ok && err.code != MG_ERR_RETRY)
			break;
	}
	if (!ok)
		mg_log_error(MG_LOG_ALARM, "a terminal that calls too often could not be suspended", &err);
	else if (done)
		mg_log(MG_LOG_ALARM, "a terminal went over the limit of calls and was suspended");
}
