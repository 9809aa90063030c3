/* SPDX-License-Identifier: Apache-2.0 */
#include "rpc/entry.h"
#include <openssl/sha.h>
#include <stdio.h>
#include "audit/facts.h"
#include "rpc/notes.h"

static void fill_actor(const struct mg_call *call, char *buffer, size_t cap, struct mg_entry *entry)
{
	if (call->job)
		snprintf(buffer, cap, "system:%s", call->job->name);
	else if (call->session.staff_no[0]) /* also of a session that is over: the refusal bears
					       that name */
		snprintf(buffer, cap, "%s", call->session.staff_no);
	else
		snprintf(buffer, cap, "%s", call->notes->actor);
	entry->actor = (struct mg_bytes){(const uint8_t *)buffer, strlen(buffer)};
}

bool mg_entry_append(struct mg_worker *w, struct mg_call *call, const struct mg_inbound *in,
	enum mg_code result, struct mg_bytes *ret_bytes, struct mg_error *err)
{
	struct mg_entry entry = {.result = (uint16_t)result};
	struct mg_entry_block block = {0};
	char actor[48];
	const char *path = call->job ? call->job->name : call->row ? call->row->path : "unknown";
	enum mg_audit audit = call->audit_as ? call->audit_as
			      : call->job    ? call->job->audit
			      : call->row    ? call->row->audit
					     : MG_AUDIT_UNKNOWN_METHOD;
	entry.action = (uint16_t)audit;
	entry.rpc_path = (struct mg_bytes){(const uint8_t *)path, strlen(path)};
	fill_actor(call, actor, sizeof(actor), &entry);
	memcpy(entry.terminal_cert, call->terminal.cert_sha256, sizeof(entry.terminal_cert));
	if (call->session.state != MG_SESSION_NONE)
		memcpy(entry.session_id, call->session.token_sha256, sizeof(entry.session_id));
	entry.utc_us = call->now_us;
	entry.persons = &call->notes->persons[0][0];
	entry.n_persons = (uint16_t)call->notes->n_persons;
	/* keyed: a number of twelve digits is found from its plain hash in seconds */
	if (in && in->message.n && call->row && (call->row->flags & MG_RPC_PLAIN_HASH))
		SHA256(in->message.p, in->message.n, entry.request_hash);
	else if (in && in->message.n)
		mg_keys_request_hash(
			call->shared->keys, in->message.p, in->message.n, entry.request_hash);
	if (call->notes->facts_n) {
		const struct mg_bytes facts = {call->notes->facts, call->notes->facts_n};
		if (!mg_facts_seal(call->shared, call->tx, w->appender, call->now_us, facts,
			    call->arena, &block, err))
			return false;
		entry.blocks = &block;
		entry.n_blocks = 1;
	}
	const struct mg_entry_guard guard = {.token_sha256 = call->session.token_sha256,
		.session_version = call->session.version};
	return mg_appender_append(w->appender, call->tx, &entry,
		call->session_is_remembered && result == MG_OK ? &guard : NULL, call->arena,
		ret_bytes, err);
}
