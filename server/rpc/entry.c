/* SPDX-License-Identifier: Apache-2.0 */
#include "rpc/entry.h"
#include <openssl/sha.h>
#include <stdio.h>
#include <time.h>
#include "rpc/notes.h"

static void month_of(int64_t utc_us, char ret[7])
{
	time_t s = (time_t)(utc_us / 1000000) + 9 * 3600; /* the office's month: Japan has no summer time */
	struct tm tm;
	gmtime_r(&s, &tm);
	snprintf(ret, 7, "%04u%02u", (unsigned)(tm.tm_year + 1900) % 10000U, (unsigned)(tm.tm_mon + 1) % 100U);
}

/* The facts, sealed under the month's key and bound to the log key of the entry. */
static bool seal_facts(struct mg_worker *w, struct mg_call *call, struct mg_entry_block *ret, struct mg_error *err)
{
	const struct mg_shared *s = call->shared;
	char month[7], key_name[64];
	uint64_t writer, n;
	uint8_t key[MG_KEY_BYTES];
	month_of(call->now_us, month);
	if (!mg_keys_month(s->keys, call->tx, s->municipality, month, key, err))
		return false;
	mg_appender_next(w->appender, &writer, &n);
	snprintf(key_name, sizeof(key_name), "%s/%llu/%llu", s->municipality, (unsigned long long)writer,
		(unsigned long long)n);
	size_t len = call->notes->facts_n + MG_SEAL_OVERHEAD;
	uint8_t *sealed = mg_arena_alloc(call->arena, len);
	if (!sealed) {
		mg_wipe(key, sizeof(key));
		return mg_fail(err, MG_ERR_TOO_LARGE, "no room for the facts of the entry");
	}
	mg_seal(key, &(struct mg_seal_place){.table = "leaf", .column = "facts", .key = key_name, .version = 1},
		call->notes->facts, call->notes->facts_n, sealed);
	mg_wipe(key, sizeof(key));
	*ret = (struct mg_entry_block){.kind = MG_ENTRY_BLOCK_MONTH, .ciphertext = {sealed, len}};
	snprintf((char *)ret->key_ref, sizeof(ret->key_ref), "%s%s", s->municipality, month);
	return true;
}

static void fill_actor(const struct mg_call *call, char *buffer, size_t cap, struct mg_entry *entry)
{
	if (call->job)
		snprintf(buffer, cap, "system:%s", call->job->name);
	else if (call->session.staff_no[0]) /* also of a session that is over: the refusal bears that name */
		snprintf(buffer, cap, "%s", call->session.staff_no);
	else
		snprintf(buffer, cap, "%s", call->notes->actor);
	entry->actor = (struct mg_bytes){(const uint8_t *)buffer, strlen(buffer)};
}

bool mg_entry_append(struct mg_worker *w, struct mg_call *call, const struct mg_inbound *in, enum mg_code result,
	struct mg_bytes *ret_bytes, struct mg_error *err)
{
	struct mg_entry entry = {.result = (uint16_t)result};
	struct mg_entry_block block = {0};
	char actor[48];
	const char *path = call->job ? call->job->name : call->row ? call->row->path : "unknown";
	enum mg_audit audit = call->job ? call->job->audit : call->row ? call->row->audit : MG_AUDIT_REFUSALS_COUNTED;
	entry.action = (uint16_t)audit;
	entry.rpc_path = (struct mg_bytes){(const uint8_t *)path, strlen(path)};
	fill_actor(call, actor, sizeof(actor), &entry);
	memcpy(entry.terminal_cert, call->terminal.cert_sha256, sizeof(entry.terminal_cert));
	if (call->session.state != MG_SESSION_NONE)
		memcpy(entry.session_id, call->session.token_sha256, sizeof(entry.session_id));
	entry.utc_us = call->now_us;
	entry.persons = &call->notes->persons[0][0];
	entry.n_persons = (uint16_t)call->notes->n_persons;
	if (in && in->message.n)
		SHA256(in->message.p, in->message.n, entry.request_hash);
	if (call->notes->facts_n) {
		if (!seal_facts(w, call, &block, err))
			return false;
		entry.blocks = &block;
		entry.n_blocks = 1;
	}
	return mg_appender_append(w->appender, call->tx, &entry, call->arena, ret_bytes, err);
}
