/* SPDX-License-Identifier: Apache-2.0
 * The steps that every call takes, in their order:
 *   certificate · row · deadline · size · sealed? · begin · session (a locked one: only some rows) ·
 *   permission · first password changed? · idempotency key there? · unpack · key served before? (then
 *   its stored reply, without a new entry) · [a write ends the transaction of these looks, and needs
 *   room on the disk] · prepare ·
 *   begin (a read goes on in its own, a write holds the session as it was read) · fresh factors spent · handler · demanded notes there? · pack the reply ·
 *   idempotency row · session touched · log entry · commit · reply
 * A terminal that comes with its next certificate for the first time gets it put in force before (rpc/renewed.h).
 * A worker that remembers the session goes from sealed? to permission without a look at the database;
 * the log entry is then added only beside the very session, person and terminal it remembers, in the
 * same transaction and under their locks (docs/adr/0010). Any no sends the call through all steps.
 * Handlers hold no authorisation code at all; a refusal is written down in a transaction of its
 * own. */
#include "rpc/gate.h"
#include <openssl/rand.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include "access/session_store.h"
#include "base/log.h"
#include "rpc/check.h"
#include "rpc/entry.h"
#include "rpc/fresh.h"
#include "rpc/idempotency_store.h"
#include "rpc/notes.h"
#include "rpc/refusals.h"
#include "rpc/renewed.h"
#include "rpc/space.h"

#define ATTEMPTS 8
#define MINUTE_US INT64_C(60000000)
#define ARENA_EXTRA_BYTES                                                                          \
	(64U << 10) /* the gate's own share: session rows, entry, packed reply head */

/* One call on its way through the door. */
struct passage {
	struct mg_worker *w;
	const struct mg_inbound *in;
	struct mg_call call;
	struct mg_tx tx;
	ProtobufCMessage *request;
	uint8_t request_sha256[32];
	bool keyed;   /* carries an idempotency key that counts */
	bool changed; /* the session is no more as it was read */
	struct mg_outcome *ret;
};

static void passage_open(
	struct passage *p, struct mg_worker *w, const struct mg_inbound *in, struct mg_outcome *ret)
{
	mg_arena_reset(&w->arena);
	mg_notes_clear(w->notes);
	w->arena.limit_bytes = (in->row ? in->row->arena_bytes : 0) + ARENA_EXTRA_BYTES;
	w->arena.wipe = in->row && (in->row->flags & MG_RPC_SECRET);
	*ret = (struct mg_outcome){0};
	*p = (struct passage){.w = w, .in = in, .ret = ret};
	p->call = (struct mg_call){
		.row = in->row,
		.shared = w->shared,
		.arena = &w->arena,
		.tx = &p->tx,
		.now_us = mg_now_us(w->shared->clock),
		.deadline_mono_us = in->deadline_mono_us,
		.notes = w->notes,
		.gone = in->gone,
		.worker = w,
	};
}

/* Forgets what an attempt with a remembered session made of the call; its transaction is rolled back. */
static void start_over(struct passage *p)
{
	const bool wipe = p->call.arena->wipe;
	mg_tx_done(&p->tx);
	passage_open(p, p->w, p->in, p->ret);
	p->call.arena->wipe = wipe;
}

static bool check_transport(struct passage *p, struct mg_error *err)
{
	const struct mg_inbound *in = p->in;
	if (in->has_cert)
		memcpy(p->call.terminal.cert_sha256, in->cert_sha256, sizeof(in->cert_sha256));
	if (!in->row)
		return mg_fail(err, MG_ERR_UNIMPLEMENTED, "no such method");
	if (!in->has_cert)
		return mg_fail(err, MG_ERR_UNAUTHENTICATED, "no client certificate");
	if (mg_call_is_over(&p->call))
		return mg_fail(err, MG_ERR_DEADLINE, "the deadline had passed on arrival");
	if (in->is_too_large)
		return mg_fail(err, MG_ERR_TOO_LARGE, "a message longer than its method takes");
	if (!mg_keys_ready(p->call.shared->keys))
		return mg_fail(err, MG_ERR_SEALED, "the server is sealed");
	return true;
}

/* Rows of one's own session (SIGNED_IN) change it, and prepare acts before the commit that would find
 * the session changed: both look at the database first. */
static bool may_remember(const struct mg_rpc *row)
{
	return row->perm != MG_PERM_ANYONE && row->perm != MG_PERM_SIGNED_IN && !row->prepare &&
	       !(row->flags & MG_RPC_FRESH);
}

static bool remember(struct passage *p)
{
	struct mg_call *call = &p->call;
	uint8_t token_sha256[32];
	call->session_is_remembered =
		may_remember(p->in->row) && mg_gate_token_hash(p->in->bearer, token_sha256) &&
		mg_session_cache_find(p->w->sessions, token_sha256, p->in->cert_sha256,
			call->now_us, &call->session, &call->terminal);
	return call->session_is_remembered;
}

static bool load_session(struct passage *p, struct mg_error *err)
{
	enum mg_session_end end;
	struct mg_call *call = &p->call;
	call->session_is_remembered = false;
	bool ok = mg_gate_session_end(call, p->in, &end, err);
	if (ok && may_remember(p->in->row))
		mg_session_cache_put(p->w->sessions, &call->session, &call->terminal, call->now_us);
	else
		mg_session_cache_forget(p->w->sessions, call->session.token_sha256);
	return ok;
}

static bool check_permission(struct passage *p, struct mg_error *err)
{
	const struct mg_rpc *row = p->in->row;
	if (row->perm != MG_PERM_ANYONE && !mg_session_may(&p->call.session, row->perm))
		return mg_fail(err, MG_ERR_DENIED, "%s needs %s", row->path, mg_perm_name(row->perm));
	if (p->call.session.must_change_password && row->perm != MG_PERM_ANYONE &&
		!(row->flags & MG_RPC_WHILE_MUST_CHANGE))
		return mg_fail(err, MG_ERR_DENIED, "%s before the password was changed", row->path);
	bool needs_key = (row->flags & MG_RPC_WRITE) && !(row->flags & MG_RPC_SECRET) &&
			 row->perm != MG_PERM_ANYONE;
	p->keyed = needs_key;
	if (needs_key && p->in->key.n != MG_IDEMPOTENCY_KEY_BYTES)
		return mg_fail(err, MG_ERR_INVALID, "a write without an idempotency key");
	return true;
}

/* True with ret_done set when this key was served before: its stored reply is the answer. */
static bool check_replay(struct passage *p, bool *ret_done, struct mg_error *err)
{
	struct mg_bytes reply = {0};
	*ret_done = false;
	if (!p->keyed)
		return true;
	if (!mg_idempotency_find(&p->call, p->in->key, p->request_sha256, ret_done, &reply, err))
		return false;
	if (*ret_done)
		p->ret->reply = reply;
	return true;
}

static bool pack_reply(struct passage *p, const ProtobufCMessage *reply, struct mg_bytes *ret,
	struct mg_error *err)
{
	size_t n = protobuf_c_message_get_packed_size(reply);
	uint8_t *bytes = mg_arena_alloc(p->call.arena, n);
	if (!bytes)
		return mg_fail(err, MG_ERR_TOO_LARGE, "the reply does not fit its arena");
	protobuf_c_message_pack(reply, bytes);
	*ret = (struct mg_bytes){bytes, n};
	return true;
}

/* A write is made beside the session that was looked at before it, in a transaction and perhaps a prepare that
 * are over: held until the commit. A remembered one is held by its entry (entry.c). */
static bool hold_session(struct passage *p, struct mg_error *err)
{
	struct mg_call *call = &p->call;
	bool same;
	const unsigned flags = p->in->row->flags;
	if (!(flags & MG_RPC_WRITE) || (flags & MG_RPC_OWN_SESSION) || call->session.state == MG_SESSION_NONE ||
		call->session_is_remembered)
		return true;
	if (!mg_session_hold(call->tx, call->arena, call->shared, &call->session, &same, err))
		return false;
	p->changed = !same;
	return same || mg_fail(err, MG_ERR_RETRY, "the session has changed meanwhile");
}

/* begin … commit. On success the outcome is filled. */
static bool attempt(struct passage *p, struct mg_error *err)
{
	struct mg_call *call = &p->call;
	const struct mg_rpc *row = p->in->row;
	struct mg_bytes reply, entry;
	if (!p->tx.db)
		mg_tx_begin(&p->tx, p->w->db);
	ProtobufCMessage *out = mg_message_new(mg_rpc_output(row), call->arena);
	if (!out)
		return mg_fail(err, MG_ERR_TOO_LARGE, "no room for a reply");
	if (!hold_session(p, err) || !mg_fresh_demand(call, p->in->fresh, err) || !row->handle(call, p->request, out, err))
		return false;
	if ((call->notes->got & row->notes) != row->notes)
		return mg_fail(err, MG_ERR_INTERNAL,
			"%s: the handler left out a note that its row demands", row->path);
	if (!pack_reply(p, out, &reply, err))
		return false;
	if (p->keyed && !mg_idempotency_add(call, p->in->key, p->request_sha256, reply, err)) {
		if (err->code == MG_ERR_ALREADY_EXISTS)
			err->code = MG_ERR_RETRY; /* it committed meanwhile: the next round finds
						     its reply */
		return false;
	}
	bool touched = false;
	if (call->session.state == MG_SESSION_LIVE && row->audit != MG_AUDIT_LOGOUT &&
		!mg_session_touch(call->tx, call->shared, &call->session, call->now_us, &touched, err))
		return false;
	if (!mg_entry_append(p->w, call, p->in, MG_OK, &entry, err) || !mg_tx_commit(&p->tx, err))
		return false;
	mg_appender_committed(p->w->appender);
	if (touched && may_remember(row)) {
		call->session.last_seen_us = call->now_us;
		mg_session_cache_put(p->w->sessions, &call->session, &call->terminal, call->now_us);
	}
	p->ret->reply = reply;
	p->ret->entry = entry;
	return true;
}

/* Begins and looks at the session. A connection that broke while it lay idle is only noticed now:
 * nothing was done on it, so a fresh one takes the call. */
static bool enter(struct passage *p, struct mg_error *err)
{
	for (bool again = false;; again = true) {
		if (!mg_worker_ready(p->w, err))
			return false;
		p->call.db = p->w->db;
		mg_tx_begin(&p->tx, p->w->db);
		if (load_session(p, err)) {
			if (!p->call.terminal.is_next)
				return true;
			start_over(p); /* carries no session: those are bound to the certificate before */
			if (!mg_gate_take_next(p->w, p->in->cert_sha256, err))
				return false;
			start_over(p);
			continue;
		}
		if (again || err->code != MG_ERR_UNAVAILABLE || !mg_db_is_broken(p->w->db))
			return false;
		mg_tx_done(&p->tx);
	}
}

static bool unpack(struct passage *p, struct mg_error *err)
{
	return mg_request_unpack(mg_rpc_input(p->in->row), p->call.arena, p->in->message.p,
		p->in->message.n, &p->request, err);
}

/* Sessions begin, lock and end on a full disk too: those who look must be able to. */
static bool has_space(struct passage *p, struct mg_error *err)
{
	const struct mg_rpc *row = p->in->row;
	return !(row->flags & MG_RPC_WRITE) || row->perm <= MG_PERM_SIGNED_IN ||
	       mg_space_check(p->call.shared, err);
}

/* A session that this worker remembers: no look at the database before the handler. The commit finds
 * session, person and terminal as they are remembered, or nothing was done. */
static bool pass_remembered(struct passage *p, struct mg_error *err)
{
	if (!mg_worker_ready(p->w, err))
		return false;
	p->call.db = p->w->db;
	if (!check_permission(p, err) || !unpack(p, err))
		return false;
	if (p->keyed)
		mg_idempotency_hash(&p->call, p->in->message, p->request_sha256);
	return has_space(p, err) && attempt(p, err);
}

/* A call whose caller gave up and its retry under the same key may run side by side: what the second
 * is refused for may be what the first has just done, and then the stored reply is the answer. */
static bool may_be_served(enum mg_code code)
{
	return code != MG_ERR_UNCERTAIN && code != MG_ERR_UNAVAILABLE && code != MG_ERR_DEADLINE &&
	       code != MG_ERR_CANCELLED;
}

/* The session changed while its call was prepared or waited: is it still one that may do this? */
static bool look_again(struct passage *p, struct mg_error *err)
{
	p->changed = false;
	mg_tx_begin(&p->tx, p->w->db);
	const bool ok = load_session(p, err) && check_permission(p, err);
	mg_tx_done(&p->tx);
	return ok;
}

/* Reads keep the transaction in which the session was read; a write starts afresh, because a plain
 * read before the counters would make snapshot isolation refuse it under load. */
static bool pass_read(struct passage *p, struct mg_error *err)
{
	const struct mg_rpc *row = p->in->row;
	bool write = row->flags & MG_RPC_WRITE, done = false;
	if (!enter(p, err) || !check_permission(p, err) || !unpack(p, err))
		return false;
	if (p->keyed)
		mg_idempotency_hash(&p->call, p->in->message, p->request_sha256);
	if (!check_replay(p, &done, err))
		return false;
	if (done)
		return true;
	if (write)
		mg_tx_done(&p->tx);
	if (!has_space(p, err))
		return false;
	if (row->prepare && !row->prepare(&p->call, p->request, NULL, err))
		return false;
	for (int i = 0; i < ATTEMPTS; i++) {
		if (attempt(p, err))
			return true;
		mg_tx_done(&p->tx);
		const bool lost = err->code == MG_ERR_RETRY;
		if (lost && mg_call_is_over(&p->call))
			return mg_fail(err, MG_ERR_DEADLINE, "lost %d races until the deadline", i + 1);
		if (p->keyed && may_be_served(err->code)) {
			struct mg_error no = *err;
			mg_tx_begin(&p->tx, p->w->db);
			if (!check_replay(p, &done, err))
				return false;
			if (done)
				return true;
			mg_tx_done(&p->tx);
			*err = no;
		}
		if (!lost || (p->changed && !look_again(p, err)))
			return false;
		mg_notes_clear(p->call.notes);
	}
	char last[120];
	snprintf(last, sizeof(last), "%.119s", err->detail);
	return mg_fail(err, MG_ERR_BUSY, "lost %d races in a row, the last: %s", ATTEMPTS, last);
}

/* Every no to a remembered session, and every lost race, is asked again of the database: only what it
 * says counts. */
static bool pass(struct passage *p, struct mg_error *err)
{
	if (remember(p)) {
		if (pass_remembered(p, err))
			return true;
		if (err->code == MG_ERR_UNCERTAIN)
			return false;
		if (mg_call_is_over(&p->call)) /* what it was refused for stays untold too */
			return mg_fail(err, MG_ERR_DEADLINE, "over before it could be asked again");
		start_over(p);
		*err = (struct mg_error){0};
	}
	return pass_read(p, err);
}

/* ---- refusals ---- */

static bool write_refusal(struct passage *p, enum mg_code code, struct mg_error *err)
{
	const bool wipe = p->call.arena->wipe;
	bool ok = false;
	for (int i = 0; i < ATTEMPTS && !ok; i++) {
		/* the call's own memory is no longer needed, and may be what ran out */
		mg_arena_reset(p->call.arena);
		p->call.arena->wipe = wipe;
		if (!mg_worker_ready(p->w, err))
			return false;
		mg_tx_begin(&p->tx, p->w->db);
		ok = mg_entry_append(p->w, &p->call, p->in, code, &p->ret->entry, err) &&
		     mg_tx_commit(&p->tx, err);
		if (ok)
			mg_appender_committed(p->w->appender);
		mg_tx_done(&p->tx);
		if (!ok && err->code != MG_ERR_RETRY)
			return false;
	}
	return ok;
}

static void fill_refusal(struct passage *p, const struct mg_error *err)
{
	struct mg_outcome *ret = p->ret;
	uint8_t number[4];
	ret->code = err->code ? err->code : MG_ERR_INTERNAL;
	ret->reply = (struct mg_bytes){0};
	ret->field = ret->code == MG_ERR_INVALID || ret->code == MG_ERR_REFUSED_BY_RULE ? p->call.field
											: NULL;
	if (RAND_bytes(number, sizeof(number)) == 1)
		mg_hex(number, sizeof(number), ret->incident);
	char what[160];
	snprintf(what, sizeof(what), "incident %s %s", ret->incident,
		p->in->row ? p->in->row->path : "unknown method");
	mg_log_error(ret->code == MG_ERR_DATA_LOSS  ? MG_LOG_ALARM
		     : ret->code == MG_ERR_INTERNAL ? MG_LOG_ERROR
						    : MG_LOG_INFO,
		what, err);
}

/* One entry that stands for many refusals of one terminal and one reason. */
static void write_count(struct mg_worker *w, const struct mg_refusal_count *count)
{
	struct mg_error err = {0};
	struct mg_outcome outcome;
	struct passage p;
	const struct mg_inbound in = {.has_cert = true};
	char number[16];
	passage_open(&p, w, &in, &outcome);
	memcpy(p.call.terminal.cert_sha256, count->cert_sha256, sizeof(count->cert_sha256));
	p.call.audit_as = MG_AUDIT_REFUSALS_COUNTED;
	snprintf(number, sizeof(number), "%u", count->n);
	if (!mg_call_note_fact(&p.call, "refusals", number, &err) ||
		(count->method && !mg_call_note_fact(&p.call, "method", count->method, &err)) ||
		!write_refusal(&p, count->code, &err))
		mg_log_error(
			MG_LOG_ALARM, "counted refusals could not be written to the log", &err);
}

static void audit_refusal(struct passage *p, enum mg_code code)
{
	struct mg_error err = {0};
	struct mg_refusal_count earlier;
	if (!mg_keys_ready(p->call.shared->keys)) /* sealed: there is no key to seal with, and nothing was shown */
		return;
	p->call.notes->n_persons = 0; /* nothing was shown of them */
	/* what was judged, or raised an alarm, is always named: how much of that there can be, the
	 * judge bounds */
	bool singly =
		mg_refusals_note(p->in->cert_sha256, code, p->in->row ? p->in->row->path : NULL, p->call.now_us / MINUTE_US, &earlier);
	if ((singly || p->call.always_log) && !write_refusal(p, code, &err))
		mg_log_error(MG_LOG_ALARM, "a refusal could not be written to the log", &err);
	if (earlier.n) {
		struct mg_outcome kept =
			*p->ret; /* its entry stands in the arena that is used again */
		kept.entry = (struct mg_bytes){0};
		write_count(p->w, &earlier);
		*p->ret = kept;
	}
}

void mg_gate_flush_refusals(struct mg_worker *w, bool all)
{
	struct mg_refusal_count count;
	const int64_t minute = mg_now_us(w->shared->clock) / MINUTE_US;
	while (w->shared->keys && mg_refusals_take(all ? INT64_MAX : minute, &count))
		write_count(w, &count);
}

void mg_gate_refuse(struct mg_worker *w, const struct mg_inbound *in, const struct mg_error *why,
	struct mg_outcome *ret)
{
	struct passage p;
	passage_open(&p, w, in, ret);
	memcpy(p.call.terminal.cert_sha256, in->cert_sha256, sizeof(in->cert_sha256));
	fill_refusal(&p, why);
	audit_refusal(&p, ret->code);
}

void mg_gate_run(struct mg_worker *w, const struct mg_inbound *in, struct mg_outcome *ret)
{
	struct passage p;
	struct mg_error err = {0};
	passage_open(&p, w, in, ret);
	bool ok = check_transport(&p, &err) && pass(&p, &err);
	mg_tx_done(&p.tx);
	ret->not_before_mono_us = p.call.not_before_mono_us;
	if (!ok) {
		fill_refusal(&p, &err);
		audit_refusal(&p, ret->code);
	}
	ret->wipe = w->arena.wipe;
}
