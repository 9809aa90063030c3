/* SPDX-License-Identifier: Apache-2.0 */
#include "rpc/watch.h"
#include <string.h>
#include <time.h>
#include "access/session_store.h"
#include "audit/proof_store.h"
#include "base/log.h"
#include "notice/board.h"
#include "rpc/check.h"
#include "rpc/notes.h"
#include "rpc/renewed.h"
#include "rpc/watch_state.h"

#define TICK_MS 250
#define HOLD_US (25 * INT64_C(1000000))
#define NEWS_US (5 * INT64_C(1000000)) /* a new checkpoint alone is told this often */
#define PROOF_US                                                                                   \
	INT64_C(900000) /* and the proofs that were asked for no sooner: they cost a look through  \
			   the log */
#define FLUSH_US (20 * INT64_C(1000000))

struct watch {
	struct mg_worker *w;
	struct mg_wire_call *parked;
	uint64_t newest_size;
	struct mg_board board; /* read once a tick, for all that are parked */
};

/* Says no as the gate does: with an incident number and an entry. Takes over the call's reference.
 */
static void refuse(struct watch *watch, struct mg_wire_call *c, const struct mg_error *why)
{
	struct mg_outcome outcome;
	mg_gate_refuse(watch->w, &c->in, why, &outcome);
	mg_wire_call_answer(c, &outcome);
}

/* Answers one call through its row's handler, or with a refusal. Takes over its reference. */
static void tell(
	struct watch *watch, struct mg_wire_call *c, struct mg_call *call, enum mg_session_end end)
{
	struct mg_outcome outcome = {0};
	struct mg_error err = {0};
	ProtobufCMessage *in, *out = mg_message_new(mg_rpc_output(c->in.row), call->arena);
	struct mg_watch_state state = {.end = end, .board = &watch->board};
	call->prepared = &state;
	bool ok = out &&
		  mg_request_unpack(mg_rpc_input(c->in.row), call->arena, c->in.message.p,
			  c->in.message.n, &in, &err) &&
		  c->in.row->handle(call, in, out, &err);
	if (ok) {
		size_t n = protobuf_c_message_get_packed_size(out);
		uint8_t *bytes = mg_arena_alloc(call->arena, n);
		if (bytes)
			outcome.reply =
				(struct mg_bytes){bytes, protobuf_c_message_pack(out, bytes)};
		ok = bytes || mg_fail(&err, MG_ERR_TOO_LARGE, "no room for the reply of a watch");
	}
	if (ok)
		mg_wire_call_answer(c, &outcome);
	mg_tx_done(call->tx);
	if (!ok)
		refuse(watch, c, &err);
}

/* The poll of a terminal where nobody is logged in: it hears of notices, and of nothing else. */
static bool is_of_nobody(const struct mg_wire_call *c)
{
	return c->in.row->perm == MG_PERM_ANYONE;
}

/* Notices are told at once: they cost no look through anything. */
static bool has_other_notices(const struct watch *watch, const struct mg_wire_call *c, const char *ward)
{
	return watch->board.is_known && mg_board_version(&watch->board, ward, !is_of_nobody(c)) != c->watch_notices;
}

static bool is_due(
	const struct watch *watch, const struct mg_wire_call *c, int64_t now, bool closing)
{
	int64_t age = now - c->arrived_mono_us;
	if (closing || age > HOLD_US || now + 1000000 > c->in.deadline_mono_us ||
		atomic_load(&c->gone))
		return true;
	/* The request is small: its known_size is read again by the handler, here only the age
	 * counts. */
	return watch->newest_size > c->watch_size &&
	       (age > NEWS_US || (c->watch_wants_proof && age > PROOF_US));
}

/* All terminals of a city may wait so at night: between the first look and the answer, which both ask who the terminal is, a
 * poll of nobody costs the database nothing. A terminal that was revoked meanwhile is refused instead of answered. */
static bool may_wait_on(const struct watch *watch, const struct mg_wire_call *c, bool closing)
{
	return is_of_nobody(c) && c->watch_ward[0] && !is_due(watch, c, mg_mono_us(&mg_clock_system), closing) &&
	       !has_other_notices(watch, c, c->watch_ward);
}

/* One look at one parked call: true when it was answered. */
static bool visit(struct watch *watch, struct mg_wire_call *c, bool closing)
{
	struct mg_worker *w = watch->w;
	if (may_wait_on(watch, c, closing))
		return false;
	mg_arena_reset(&w->arena);
	w->arena.limit_bytes = c->in.row->arena_bytes;
	mg_notes_clear(w->notes);
	struct mg_tx tx;
	mg_tx_begin(&tx, w->db);
	struct mg_call call = {.row = c->in.row,
		.shared = w->shared,
		.arena = &w->arena,
		.tx = &tx,
		.db = w->db,
		.now_us = mg_now_us(w->shared->clock),
		.deadline_mono_us = c->in.deadline_mono_us,
		.notes = w->notes,
		.gone = c->in.gone,
		.worker = w};
	struct mg_error err = {0};
	enum mg_session_end end = MG_SESSION_END_NONE;
	bool answered = true;
	if (!mg_keys_ready(w->shared->keys)) {
		mg_wire_call_answer(c, &(struct mg_outcome){.code = MG_ERR_SEALED});
	} else if (!mg_gate_session_end(&call, &c->in, &end, &err) && end == MG_SESSION_END_NONE) {
		mg_tx_done(&tx);
		refuse(watch, c, &err);
	} else if (call.terminal.is_next) { /* as in the gate; the next look finds it in force */
		mg_tx_done(&tx);
		answered = !mg_gate_take_next(w, c->in.cert_sha256, &err);
		if (answered)
			refuse(watch, c, &err);
	} else if (end != MG_SESSION_END_NONE ||
		   is_due(watch, c, mg_mono_us(&mg_clock_system), closing) ||
		   has_other_notices(watch, c, call.terminal.ward)) {
		tell(watch, c, &call, end);
	} else {
		memcpy(c->watch_ward, call.terminal.ward, sizeof(c->watch_ward));
		answered = false;
	}
	mg_tx_done(&tx);
	return answered;
}

static void refuse_all(struct watch *watch, enum mg_code code)
{
	while (watch->parked) {
		struct mg_wire_call *next = watch->parked->next;
		mg_wire_call_answer(watch->parked, &(struct mg_outcome){.code = code});
		watch->parked = next;
	}
}

static void visit_all(struct watch *watch, bool closing)
{
	struct mg_error err = {0};
	if (!watch->parked)
		return;
	if (mg_db_is_broken(watch->w->db)) {
		mg_db_freep(&watch->w->db);
		if (!mg_db_open(watch->w->db_config, &watch->w->db, &err)) {
			refuse_all(watch, MG_ERR_UNAVAILABLE);
			return;
		}
	}
	struct mg_tx tx;
	mg_tx_begin(&tx, watch->w->db);
	if (!mg_proof_newest_size(&tx, &watch->newest_size, &err))
		mg_log_error(MG_LOG_WARNING, "watch: newest checkpoint", &err);
	if (!mg_board_read(&watch->board, &tx, watch->w->shared, mg_now_us(watch->w->shared->clock), &err))
		mg_log_error(MG_LOG_WARNING, "watch: notices in force", &err);
	mg_tx_done(&tx);
	for (struct mg_wire_call **at = &watch->parked; *at;) {
		struct mg_wire_call *c = *at, *next = c->next;
		if (visit(watch, c, closing))
			*at = next;
		else
			at = &c->next;
	}
}

/* Reads what of a request decides when it is due. */
static void read_wishes(struct mg_worker *w, struct mg_wire_call *c)
{
	ProtobufCMessage *in;
	struct mg_error err = {0};
	mg_arena_reset(&w->arena);
	w->arena.limit_bytes = c->in.row->arena_bytes;
	if (!mg_request_unpack(mg_rpc_input(c->in.row), &w->arena, c->in.message.p, c->in.message.n,
		    &in, &err))
		return; /* the visit that answers says what is wrong */
	if (is_of_nobody(c)) {
		c->watch_notices = ((const Pb__NoticeWatchRequest *)(const void *)in)->known_notices;
		c->watch_size = UINT64_MAX; /* no checkpoint is news to it */
		return;
	}
	const Pb__WatchRequest *request = (const Pb__WatchRequest *)(const void *)in;
	c->watch_size = request->known_size;
	c->watch_notices = request->known_notices;
	c->watch_wants_proof = request->n_leaf_hashes > 0 || request->known_size == 0;
}

/* One a terminal: a new one sends the old one home, so that what is parked is bounded by the number
 * of terminals. */
static void park(struct watch *watch, struct mg_wire_call *c)
{
	for (struct mg_wire_call **at = &watch->parked; *at; at = &(*at)->next) {
		struct mg_wire_call *old = *at;
		if (memcmp(old->in.cert_sha256, c->in.cert_sha256, sizeof(old->in.cert_sha256)) !=
			0)
			continue;
		*at = old->next;
		mg_wire_call_answer(old, &(struct mg_outcome){.code = MG_ERR_CANCELLED});
		break;
	}
	read_wishes(watch->w, c);
	c->next = watch->parked;
	watch->parked = c;
}

void mg_watch_run(struct mg_worker *worker, struct mg_lane_queue *lane)
{
	struct watch watch = {.w = worker};
	mg_board_init(&watch.board);
	int64_t flushed_us = mg_mono_us(&mg_clock_system);
	for (bool closed = false; !closed;) {
		nanosleep(&(struct timespec){.tv_nsec = TICK_MS * 1000000L}, NULL);
		pthread_mutex_lock(&lane->lock);
		closed = lane->closed;
		pthread_mutex_unlock(&lane->lock);
		for (struct mg_wire_call *c = mg_lane_take_all(lane), *next; c; c = next) {
			next = c->next;
			park(&watch, c);
		}
		visit_all(&watch, closed);
		if (mg_mono_us(&mg_clock_system) - flushed_us > FLUSH_US) {
			mg_gate_flush_refusals(worker, /* all= */ false);
			flushed_us = mg_mono_us(&mg_clock_system);
		}
	}
	mg_gate_flush_refusals(worker, /* all= */ true);
	refuse_all(&watch, MG_ERR_UNAVAILABLE);
	mg_board_done(&watch.board);
}
