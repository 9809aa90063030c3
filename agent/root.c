/* SPDX-License-Identifier: Apache-2.0 */
#include "agent/root.h"
#include <errno.h>
#include <poll.h>
#include <string.h>
#include <sys/random.h>
#include <sys/socket.h>
#include <unistd.h>
#include "agent/carry.h"
#include "agent/close.h"
#include "agent/halves.h"
#include "agent/verify/shape.h"
#include "base/bytes.h"
#include "base/log.h"

struct root {
	const struct mg_root_options *o;
	struct mg_digest *digest; /* owned */
	/* the nonce that is open: its ticket, and until when on the clock that never steps */
	bool is_open;
	uint8_t ticket_id[MG_TICKET_ID_BYTES];
	uint8_t nonce[MG_NONCE_BYTES];
	int64_t open_until_us;
	struct mg_signed_close last;
	bool is_talk_gone;
};

static void close_fdp(int *fd)
{
	if (*fd >= 0)
		close(*fd);
}

static void free_digestp(struct mg_digest **d)
{
	mg_digest_free(*d);
}

static void tell(struct root *r, const struct mg_to_talk *message)
{
	if (!mg_half_send(r->o->pair, message, sizeof(*message), /* fd= */ -1))
		r->is_talk_gone = true;
}

/* ---- while a file is carried ---- */

static bool is_readable(int fd)
{
	struct pollfd p = {.fd = fd, .events = POLLIN};
	return poll(&p, 1, 0) == 1 && p.revents != 0;
}

static enum mg_reason interrupted(void *user)
{
	struct root *r = user;
	struct mg_to_root m;
	if (is_readable(r->o->signal_fd))
		return MG_REASON_STOPPED;
	if (r->is_talk_gone)
		return MG_REASON_INTERNAL;
	if (!is_readable(r->o->pair))
		return MG_REASON_NONE;
	MG_CLEANUP(close_fdp) int fd = -1;
	if (!mg_half_receive(r->o->pair, &m, sizeof(m), MSG_DONTWAIT, &fd) ||
		(m.kind != MG_ASK_CANCEL && m.kind != MG_ASK_GONE)) {
		r->is_talk_gone = true;
		return MG_REASON_INTERNAL;
	}
	return m.kind == MG_ASK_CANCEL ? MG_REASON_CANCELLED : MG_REASON_KIOSK_GONE;
}

static void progress(void *user, enum mg_phase phase, uint64_t done, uint64_t total)
{
	const struct mg_to_talk m = {.kind = MG_TELL_PROGRESS, .phase = phase, .done = done, .total = total};
	tell(user, &m);
}

/* ---- the end of a nonce ---- */

/* Signs what came of the open nonce, keeps it as the last one and tells it. */
static bool end_nonce(struct root *r, const struct mg_carry_result *result, struct mg_error *err)
{
	struct mg_to_talk m = {.kind = MG_TELL_CLOSED};
	struct mg_order order = {.terminal = r->o->terminal};
	memcpy(order.ticket_id, r->ticket_id, MG_TICKET_ID_BYTES);
	memcpy(order.nonce, r->nonce, MG_NONCE_BYTES);
	r->is_open = false;
	mg_wipe(r->nonce, sizeof(r->nonce));
	if (!mg_close_sign(r->o->signer, r->o->crypto, &order, result, &m.close, err))
		return false;
	mg_log(result->reason == MG_REASON_NONE ? MG_LOG_INFO : MG_LOG_WARNING, "carry-out ended: %s, %llu bytes",
		result->reason == MG_REASON_NONE ? "WRITTEN" : mg_reason_name(result->reason),
		(unsigned long long)result->written_bytes);
	r->last = m.close;
	tell(r, &m);
	return true;
}

static bool fail_nonce(struct root *r, enum mg_reason reason, struct mg_error *err)
{
	const struct mg_carry_result result = {.reason = reason, .closed_us = mg_now_us(r->o->clock)};
	return end_nonce(r, &result, err);
}

/* ---- what it is asked ---- */

static bool give_nonce(struct root *r, const struct mg_to_root *m, struct mg_error *err)
{
	struct mg_to_talk answer = {.kind = MG_TELL_NONCE};
	if (getrandom(r->nonce, sizeof(r->nonce), 0) != (ssize_t)sizeof(r->nonce))
		return mg_fail(err, MG_ERR_INTERNAL, "no random bytes");
	memcpy(r->ticket_id, m->order.ticket_id, MG_TICKET_ID_BYTES);
	r->is_open = true;
	r->open_until_us = mg_mono_us(r->o->clock) + MG_NONCE_LIFE_US;
	memcpy(answer.nonce, r->nonce, MG_NONCE_BYTES);
	tell(r, &answer);
	return true;
}

/* Looks again at all that can be looked at without parsing: the other half reads what strangers send. */
static enum mg_reason judge(struct root *r, const struct mg_order *order, int file)
{
	uint64_t size = 0;
	uint8_t sha256[MG_DIGEST_BYTES];
	if (mg_mono_us(r->o->clock) >= r->open_until_us)
		return MG_REASON_NONCE_OVER;
	if (!mg_equal_ct(order->nonce, r->nonce, MG_NONCE_BYTES) ||
		!mg_equal_ct(order->ticket_id, r->ticket_id, MG_TICKET_ID_BYTES) ||
		order->terminal != r->o->terminal || !mg_order_is_whole(order, mg_now_us(r->o->clock)))
		return MG_REASON_ORDER;
	enum mg_reason reason = mg_sealed_size(file, &size);
	if (reason == MG_REASON_NONE)
		reason = size == order->sealed_size ? mg_sealed_digest(r->digest, file, size, sha256) : MG_REASON_FILE_SIZE;
	if (reason == MG_REASON_NONE && !mg_equal_ct(sha256, order->sealed_sha256, MG_DIGEST_BYTES))
		reason = MG_REASON_FILE_DIGEST;
	return reason;
}

static bool carry(struct root *r, const struct mg_to_root *m, int file, struct mg_error *err)
{
	const struct mg_carry_tools tools = {.port = r->o->port,
		.digest = r->digest,
		.clock = r->o->clock,
		.watch = {interrupted, progress, r}};
	struct mg_carry_result result = {0};
	if (!r->is_open)
		return true; /* it was ended by its time, and the other half has not heard yet */
	const enum mg_reason reason = judge(r, &m->order, file);
	if (reason != MG_REASON_NONE)
		return fail_nonce(r, reason, err);
	const bool is_shut = mg_carry(&tools, &m->order, file, &result, err);
	/* The close is made even when the port would not shut: the server must hear of the file. */
	struct mg_error later = {0};
	if (!end_nonce(r, &result, is_shut ? err : &later))
		return false;
	return is_shut;
}

static void tell_sticks(struct root *r)
{
	struct mg_to_talk m = {.kind = MG_TELL_STICKS};
	struct mg_error err = {0};
	if (!r->o->port->ops->list(r->o->port, m.sticks, MG_STICKS_MAX, &m.n_sticks, &err)) {
		mg_log_error(MG_LOG_WARNING, "the ports", &err);
		m.n_sticks = 0;
	}
	tell(r, &m);
}

static bool answer(struct root *r, const struct mg_to_root *m, int file, struct mg_error *err)
{
	switch (m->kind) {
	case MG_ASK_NONCE:
		return give_nonce(r, m, err);
	case MG_ASK_CARRY:
		return carry(r, m, file, err);
	case MG_ASK_FAIL:
		if (!mg_reason_name(m->reason) || m->reason == MG_REASON_NONE)
			return mg_fail(err, MG_ERR_INTERNAL, "the talking half gives no reason");
		return !r->is_open || fail_nonce(r, m->reason, err);
	case MG_ASK_GONE:
		return !r->is_open || fail_nonce(r, MG_REASON_KIOSK_GONE, err);
	case MG_ASK_CANCEL:
		return true; /* it crossed with the end of what it was to stop */
	case MG_ASK_STICKS:
		tell_sticks(r);
		return true;
	case MG_ASK_LAST: {
		const struct mg_to_talk last = {.kind = MG_TELL_LAST, .close = r->last};
		tell(r, &last);
		return true;
	}
	}
	return mg_fail(err, MG_ERR_INTERNAL, "the talking half asks what it may not");
}

static bool serve(struct root *r, struct mg_error *err)
{
	struct pollfd fds[] = {{.fd = r->o->signal_fd, .events = POLLIN}, {.fd = r->o->pair, .events = POLLIN}};
	while (!r->is_talk_gone) {
		if (poll(fds, MG_LEN(fds), -1) < 0 && errno != EINTR)
			return mg_fail(err, MG_ERR_INTERNAL, "poll: %s", strerror(errno));
		if (fds[0].revents != 0)
			return true;
		if (fds[1].revents == 0)
			continue;
		struct mg_to_root m;
		MG_CLEANUP(close_fdp) int file = -1;
		if (!mg_half_receive(r->o->pair, &m, sizeof(m), /* flags= */ 0, &file))
			break;
		if (!answer(r, &m, file, err))
			return false;
	}
	return mg_fail(err, MG_ERR_INTERNAL, "the talking half is gone");
}

bool mg_root_run(const struct mg_root_options *options, struct mg_error *err)
{
	struct root r = {.o = options};
	if (!mg_digest_new(&r.digest, err))
		return false;
	MG_CLEANUP(free_digestp) struct mg_digest *digest MG_UNUSED = r.digest;
	return serve(&r, err);
}
