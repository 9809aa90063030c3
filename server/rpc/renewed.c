/* SPDX-License-Identifier: Apache-2.0 */
#include "rpc/renewed.h"
#include <stdio.h>
#include <string.h>
#include "access/session_store.h"
#include "rpc/entry.h"
#include "rpc/notes.h"

#define ATTEMPTS 8
#define ARENA_BYTES (64U << 10)

static bool take(struct mg_worker *w, struct mg_call *call, const struct mg_inbound *in, struct mg_error *err)
{
	struct mg_bytes entry;
	uint64_t terminal_id, ended;
	char number[24];
	if (!mg_terminal_take_next(call->tx, call->arena, call->shared, in->cert_sha256, &terminal_id, err))
		return false;
	if (terminal_id == 0) /* it is in force already, or nobody's */
		return true;
	snprintf(number, sizeof(number), "%llu", (unsigned long long)terminal_id);
	if (!mg_session_end_of_terminal(
		    call->tx, call->shared, terminal_id, MG_SESSION_END_REVOKED, call->now_us, &ended, err) ||
		!mg_call_note_fact(call, "terminal", number, err) ||
		!mg_call_note_fact(call, "sessions_ended", ended ? "1" : "0", err) ||
		!mg_entry_append(w, call, in, MG_OK, &entry, err) || !mg_tx_commit(call->tx, err))
		return false;
	mg_appender_committed(w->appender);
	return true;
}

bool mg_gate_take_next(struct mg_worker *w, const uint8_t cert_sha256[32], struct mg_error *err)
{
	struct mg_inbound in = {.has_cert = true};
	memcpy(in.cert_sha256, cert_sha256, sizeof(in.cert_sha256));
	for (int i = 0; i < ATTEMPTS; i++) {
		MG_CLEANUP(mg_tx_done) struct mg_tx tx = {0};
		struct mg_call call = {.shared = w->shared, .arena = &w->arena, .tx = &tx, .notes = w->notes, .worker = w,
			.now_us = mg_now_us(w->shared->clock), .audit_as = MG_AUDIT_TERMINAL_RENEWED};
		memcpy(call.terminal.cert_sha256, cert_sha256, sizeof(in.cert_sha256));
		mg_arena_reset(&w->arena);
		w->arena.limit_bytes = ARENA_BYTES;
		mg_notes_clear(w->notes);
		if (!mg_worker_ready(w, err))
			return false;
		mg_tx_begin(&tx, w->db);
		if (take(w, &call, &in, err))
			return true;
		if (err->code != MG_ERR_RETRY)
			return false;
	}
	return mg_fail(err, MG_ERR_BUSY, "a terminal's next certificate lost %d races", ATTEMPTS);
}
