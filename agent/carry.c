/* SPDX-License-Identifier: Apache-2.0 */
#include "agent/carry.h"
#include <errno.h>
#include <stdalign.h>
#include <string.h>
#include <unistd.h>
#include "base/bytes.h"

#define PIECE_BYTES (64U * 1024U)
#define PROGRESS_BYTES (1024U * 1024U) /* a word to the kiosk for each of these */

struct run {
	const struct mg_carry_tools *tools;
	const struct mg_order *order;
	int file; /* borrowed */
	struct mg_carry_result result;
};

/* One for the process: there is one carry-out at a time. */
static alignas(MG_PORT_ALIGN) uint8_t piece[PIECE_BYTES];

static void say(const struct run *r, enum mg_phase phase, uint64_t done)
{
	r->tools->watch.progress(r->tools->watch.user, phase, done, r->order->sealed_size);
}

static enum mg_reason interrupted(const struct run *r)
{
	return r->tools->watch.interrupted(r->tools->watch.user);
}

static enum mg_reason open_port(struct run *r)
{
	struct mg_port *port = r->tools->port;
	say(r, MG_PHASE_OPENING, 0);
	const int64_t now_us = mg_now_us(r->tools->clock);
	const enum mg_reason reason = port->ops->open(port, &r->order->device);
	r->result.opened_us = port->was_opened ? now_us : 0;
	return reason != MG_REASON_NONE ? reason : port->ops->create(port, r->order->file_name);
}

static enum mg_reason read_piece(const struct run *r, uint64_t at, size_t *ret_n)
{
	ssize_t k;
	do
		k = pread(r->file, piece, sizeof(piece), (off_t)at);
	while (k < 0 && errno == EINTR);
	if (k <= 0)
		return MG_REASON_FILE_SIZE;
	*ret_n = (size_t)MG_MIN((uint64_t)k, r->order->sealed_size - at);
	return MG_REASON_NONE;
}

static enum mg_reason write_file(struct run *r)
{
	struct mg_port *port = r->tools->port;
	uint64_t said = 0;
	say(r, MG_PHASE_WRITING, 0);
	for (uint64_t at = 0; at < r->order->sealed_size;) {
		size_t n = 0;
		enum mg_reason reason = interrupted(r);
		if (reason == MG_REASON_NONE)
			reason = read_piece(r, at, &n);
		if (reason == MG_REASON_NONE)
			reason = port->ops->write(port, piece, n);
		if (reason != MG_REASON_NONE)
			return reason;
		at += n;
		if (at - said >= PROGRESS_BYTES) {
			say(r, MG_PHASE_WRITING, at);
			said = at;
		}
	}
	return interrupted(r);
}

static enum mg_reason flush(struct run *r)
{
	say(r, MG_PHASE_FLUSHING, r->order->sealed_size);
	return r->tools->port->ops->flush(r->tools->port);
}

/* What counts is the digest of what the stick gives back, not of what it was given. */
static enum mg_reason read_back(struct run *r)
{
	struct mg_port *port = r->tools->port;
	uint64_t done = 0, said = 0;
	size_t n = 0;
	say(r, MG_PHASE_READING_BACK, 0);
	mg_digest_begin(r->tools->digest);
	do {
		const enum mg_reason reason = port->ops->read(port, piece, sizeof(piece), &n);
		if (reason != MG_REASON_NONE)
			return reason;
		mg_digest_add(r->tools->digest, piece, n);
		done += n;
		if (done - said >= PROGRESS_BYTES) {
			say(r, MG_PHASE_READING_BACK, done);
			said = done;
		}
	} while (n == sizeof(piece) && done <= r->order->sealed_size); /* a short piece is the last: no read at an odd place */
	mg_digest_end(r->tools->digest, r->result.written_sha256);
	r->result.written_bytes = done;
	return done == r->order->sealed_size &&
			       mg_equal_ct(r->result.written_sha256, r->order->sealed_sha256, MG_DIGEST_BYTES)
		       ? MG_REASON_NONE
		       : MG_REASON_READ_BACK_DIFFERS;
}

bool mg_carry(const struct mg_carry_tools *tools, const struct mg_order *order, int file, struct mg_carry_result *ret,
	struct mg_error *err)
{
	enum mg_reason (*const steps[])(struct run *) = {open_port, write_file, flush, read_back};
	struct run r = {.tools = tools, .order = order, .file = file};
	enum mg_reason reason = MG_REASON_NONE;
	for (size_t i = 0; reason == MG_REASON_NONE && i < MG_LEN(steps); i++)
		reason = steps[i](&r);
	say(&r, MG_PHASE_CLOSING, 0);
	const bool is_shut = tools->port->ops->close(tools->port, /* keep= */ reason == MG_REASON_NONE, err);
	mg_wipe(piece, sizeof(piece));
	r.result.reason = reason;
	r.result.closed_us = mg_now_us(tools->clock);
	*ret = r.result;
	return is_shut;
}
