/* SPDX-License-Identifier: Apache-2.0 */
#include "matcher/supervise.h"
#include <errno.h>
#include <limits.h>
#include <stdlib.h>
#include <string.h>
#include <sys/socket.h>
#include <unistd.h>
#include "base/log.h"
#include "matcher/frame.h"
#include "matcher/protocol.h"

#define CONNECTIONS_MAX 384
/* All requests that are read or wait, together. */
#define PENDING_BYTES_MAX (64u << 20)
/* A request has to arrive, and a reply to be fetched, within this. */
#define TRANSFER_US 10000000
#define TIMEOUT_MS_MAX 60000u
/* Requests this small (STATUS) are read whatever the load. */
#define SMALL_REQUEST 64

enum step {
	STEP_FREE = 0,
	STEP_READING,
	STEP_QUEUED,
	STEP_JUDGING, /* the pool has the request */
	STEP_WRITING,
};

struct connection {
	enum step step;
	int fd;
	bool close_after; /* the reply under way is the last one */
	uint8_t head[MG_FRAME_HEAD];
	uint8_t *frame; /* owned, length included, while reading and queued */
	size_t frame_n;
	size_t done; /* bytes read or written */
	size_t reply_n;
	int64_t deadline_us;
	uint64_t turn; /* who came first */
	uint8_t reply[MG_FRAME_HEAD + MG_MATCHER_REPLY_MAX];
};

struct mg_supervisor {
	struct mg_supervisor_options options;
	size_t pending_bytes;
	size_t queued;
	uint64_t turns;
	struct connection connections[CONNECTIONS_MAX];
};

bool mg_supervisor_new(struct mg_supervisor **ret, struct mg_error *err)
{
	*ret = calloc(1, sizeof(**ret));
	return *ret || mg_fail(err, MG_ERR_INTERNAL, "supervisor: no memory");
}

static void drop_frame(struct mg_supervisor *s, struct connection *c)
{
	if (!c->frame)
		return;
	mg_wipe(c->frame, c->frame_n);
	free(c->frame);
	c->frame = NULL;
	s->pending_bytes -= c->frame_n;
}

static void close_connection(struct mg_supervisor *s, struct connection *c)
{
	if (c->step == STEP_QUEUED)
		s->queued--;
	if (c->step == STEP_JUDGING)
		mg_pool_forget(s->options.pool, c);
	drop_frame(s, c);
	close(c->fd);
	mg_wipe(c->reply, c->reply_n);
	*c = (struct connection){.fd = -1};
}

void mg_supervisor_free(struct mg_supervisor *supervisor)
{
	for (size_t i = 0; supervisor && i < CONNECTIONS_MAX; i++)
		if (supervisor->connections[i].step != STEP_FREE)
			close_connection(supervisor, &supervisor->connections[i]);
	free(supervisor);
}

static void start_reading(struct mg_supervisor *s, struct connection *c)
{
	c->step = STEP_READING;
	c->done = 0;
	c->deadline_us = mg_mono_us(s->options.clock) + TRANSFER_US;
}

static void write_some(struct mg_supervisor *s, struct connection *c)
{
	const ssize_t k =
		send(c->fd, c->reply + c->done, c->reply_n - c->done, MSG_NOSIGNAL | MSG_DONTWAIT);
	if (k < 0 && (errno == EAGAIN || errno == EINTR))
		return;
	if (k < 0) {
		close_connection(s, c);
		return;
	}
	c->done += (size_t)k;
	if (c->done < c->reply_n)
		return;
	mg_wipe(c->reply, c->reply_n);
	if (c->close_after)
		close_connection(s, c);
	else
		start_reading(s, c);
}

static void start_writing(struct mg_supervisor *s, struct connection *c, size_t n)
{
	if (c->step == STEP_QUEUED)
		s->queued--;
	drop_frame(s, c);
	mg_frame_put_head(c->reply, n);
	c->reply_n = MG_FRAME_HEAD + n;
	c->done = 0;
	c->step = STEP_WRITING;
	c->deadline_us = mg_mono_us(s->options.clock) + TRANSFER_US;
	write_some(s, c);
}

static void reply_with(
	struct mg_supervisor *s, struct connection *c, const struct mg_matcher_reply *reply)
{
	struct mg_writer w;
	mg_writer_init(&w, c->reply + MG_FRAME_HEAD, MG_MATCHER_REPLY_MAX);
	mg_matcher_reply_write(reply, &w);
	start_writing(s, c, w.n);
}

static void refuse(struct mg_supervisor *s, struct connection *c, enum mg_matcher_result result)
{
	const struct mg_matcher_reply reply = {.result = result};
	reply_with(s, c, &reply);
}

/* With unread bytes behind it, the connection cannot go on. */
static void refuse_and_close(
	struct mg_supervisor *s, struct connection *c, enum mg_matcher_result result)
{
	c->close_after = true;
	refuse(s, c, result);
}

void mg_supervisor_done(
	void *context, void *owner, enum mg_pool_outcome outcome, struct mg_bytes reply)
{
	struct mg_supervisor *s = context;
	struct connection *c = owner;
	switch (outcome) {
	case MG_POOL_ANSWERED:
		memcpy(c->reply + MG_FRAME_HEAD, reply.p, reply.n);
		start_writing(s, c, reply.n);
		break;
	case MG_POOL_DIED:
		refuse(s, c, MG_MATCHER_WORKER_DIED);
		break;
	case MG_POOL_EXPIRED:
		refuse(s, c, MG_MATCHER_TIMED_OUT);
		break;
	}
}

static void reply_status(struct mg_supervisor *s, struct connection *c)
{
	const struct mg_pool_counts counts = mg_pool_count(s->options.pool);
	const struct mg_matcher_reply reply = {.result = MG_MATCHER_NUMBERS,
		.status = {.workers_ready = counts.ready,
			.workers_busy = counts.busy,
			.queued = (uint32_t)s->queued,
			.jobs = counts.jobs,
			.workers_started = counts.started,
			.workers_died = counts.died}};
	reply_with(s, c, &reply);
}

static void take_request(struct mg_supervisor *s, struct connection *c)
{
	enum mg_matcher_operation operation;
	uint32_t timeout_ms;
	const struct mg_bytes bytes = {c->frame + MG_FRAME_HEAD, c->frame_n - MG_FRAME_HEAD};
	if (!mg_matcher_request_peek(bytes, &operation, &timeout_ms)) {
		refuse_and_close(s, c, MG_MATCHER_BAD_REQUEST);
	} else if (operation == MG_MATCHER_STATUS) {
		reply_status(s, c);
	} else if (s->queued >= s->options.queue_max) {
		refuse(s, c, MG_MATCHER_BUSY);
	} else {
		timeout_ms = timeout_ms > TIMEOUT_MS_MAX ? TIMEOUT_MS_MAX : timeout_ms;
		c->step = STEP_QUEUED;
		c->turn = s->turns++;
		c->deadline_us = mg_mono_us(s->options.clock) + (int64_t)timeout_ms * 1000;
		s->queued++;
	}
}

/* The length is known: make room for the request, or say that there is none. */
static void take_head(struct mg_supervisor *s, struct connection *c)
{
	const size_t n = mg_frame_get_head(c->head);
	if (n == 0 || n > MG_MATCHER_REQUEST_MAX) {
		refuse_and_close(s, c, MG_MATCHER_BAD_REQUEST);
		return;
	}
	const bool full =
		s->queued >= s->options.queue_max || s->pending_bytes + n > PENDING_BYTES_MAX;
	uint8_t *frame = full && n > SMALL_REQUEST ? NULL : malloc(MG_FRAME_HEAD + n);
	if (!frame) {
		refuse_and_close(s, c, MG_MATCHER_BUSY);
		return;
	}
	memcpy(frame, c->head, MG_FRAME_HEAD);
	c->frame = frame;
	c->frame_n = MG_FRAME_HEAD + n;
	s->pending_bytes += c->frame_n;
}

static void read_some(struct mg_supervisor *s, struct connection *c)
{
	uint8_t *to = c->frame ? c->frame : c->head;
	const size_t want = c->frame ? c->frame_n : MG_FRAME_HEAD;
	const ssize_t k = recv(c->fd, to + c->done, want - c->done, MSG_DONTWAIT);
	if (k < 0 && (errno == EAGAIN || errno == EINTR))
		return;
	if (k <= 0) {
		close_connection(s, c);
		return;
	}
	c->done += (size_t)k;
	if (c->done < want)
		return;
	if (c->frame)
		take_request(s, c);
	else
		take_head(s, c);
}

static void poll_connection(struct mg_supervisor *s, struct connection *c, short revents)
{
	switch (c->step) {
	case STEP_READING:
		read_some(s, c);
		break;
	case STEP_WRITING:
		write_some(s, c);
		break;
	case STEP_QUEUED:
	case STEP_JUDGING:
		if (revents & (POLLRDHUP | POLLHUP | POLLERR))
			close_connection(s, c);
		break;
	case STEP_FREE:
		break;
	}
}

static short events_of(const struct connection *c)
{
	if (c->step == STEP_READING)
		return POLLIN;
	return c->step == STEP_WRITING ? POLLOUT : POLLRDHUP;
}

/* Who is too late: a peer that does not send or fetch is dropped, a request that nobody got to is
 * answered. */
static int64_t expire(struct mg_supervisor *s)
{
	const int64_t now_us = mg_mono_us(s->options.clock);
	int64_t next_us = INT64_MAX;
	for (size_t i = 0; i < CONNECTIONS_MAX; i++) {
		struct connection *c = &s->connections[i];
		if (c->step == STEP_FREE || c->step == STEP_JUDGING)
			continue;
		if (now_us >= c->deadline_us) {
			if (c->step == STEP_QUEUED)
				refuse(s, c, MG_MATCHER_TIMED_OUT);
			else
				close_connection(s, c);
		}
		if (c->step != STEP_FREE && c->deadline_us < next_us)
			next_us = c->deadline_us;
	}
	return next_us;
}

static void dispatch(struct mg_supervisor *s)
{
	while (s->queued > 0 && mg_pool_has_room(s->options.pool)) {
		struct connection *first = NULL;
		for (size_t i = 0; i < CONNECTIONS_MAX; i++) {
			struct connection *c = &s->connections[i];
			if (c->step == STEP_QUEUED && (!first || c->turn < first->turn))
				first = c;
		}
		s->queued--;
		s->pending_bytes -= first->frame_n;
		first->step = STEP_JUDGING;
		mg_pool_submit(s->options.pool, MG_TAKE(first->frame), first->frame_n, first);
	}
}

static void welcome(struct mg_supervisor *s, int fd)
{
	for (size_t i = 0; i < CONNECTIONS_MAX; i++) {
		struct connection *c = &s->connections[i];
		if (c->step != STEP_FREE)
			continue;
		*c = (struct connection){.fd = fd};
		start_reading(s, c);
		return;
	}
	/* one word, if it fits into the socket at once */
	uint8_t busy[MG_FRAME_HEAD + 8];
	struct mg_writer w;
	mg_writer_init(&w, busy + MG_FRAME_HEAD, sizeof(busy) - MG_FRAME_HEAD);
	const struct mg_matcher_reply reply = {.result = MG_MATCHER_BUSY};
	mg_matcher_reply_write(&reply, &w);
	mg_frame_put_head(busy, w.n);
	(void)!send(fd, busy, MG_FRAME_HEAD + w.n, MSG_NOSIGNAL | MSG_DONTWAIT);
	close(fd);
}

static void accept_all(struct mg_supervisor *s)
{
	for (int i = 0; i < CONNECTIONS_MAX; i++) {
		int fd = -1;
		struct mg_error err;
		if (!mg_accept(s->options.listener, s->options.peers, &fd, &err)) {
			mg_log(MG_LOG_WARNING, "matcher: %s", err.detail);
			continue;
		}
		if (fd < 0)
			return;
		welcome(s, fd);
	}
}

/* Listener, signals, connections (and whose they are), then the pool's workers. */
struct watch {
	struct pollfd fds[2 + CONNECTIONS_MAX + MG_POOL_PROCESSES_MAX];
	struct connection *connections[CONNECTIONS_MAX];
	size_t connections_n;
	size_t workers_n;
};

static void fill(struct mg_supervisor *s, struct watch *w)
{
	w->fds[0] = (struct pollfd){.fd = s->options.listener, .events = POLLIN};
	w->fds[1] = (struct pollfd){.fd = s->options.signal_fd, .events = POLLIN};
	w->connections_n = 0;
	for (size_t i = 0; i < CONNECTIONS_MAX; i++) {
		struct connection *c = &s->connections[i];
		if (c->step == STEP_FREE)
			continue;
		w->connections[w->connections_n] = c;
		w->fds[2 + w->connections_n] = (struct pollfd){.fd = c->fd, .events = events_of(c)};
		w->connections_n++;
	}
	w->workers_n = mg_pool_poll_fill(s->options.pool, w->fds + 2 + w->connections_n);
}

bool mg_supervise(struct mg_supervisor *supervisor, const struct mg_supervisor_options *options,
	struct mg_error *err)
{
	supervisor->options = *options;
	struct watch w;
	for (;;) {
		mg_pool_maintain(options->pool);
		dispatch(supervisor);
		int64_t next_us = mg_pool_due(options->pool);
		const int64_t expire_us = expire(supervisor);
		next_us = expire_us < next_us ? expire_us : next_us;
		const int64_t left_us = next_us - mg_mono_us(options->clock);
		const int timeout_ms = left_us <= 0	    ? 0
				       : left_us > 60000000 ? 60000
							    : (int)(left_us / 1000 + 1);
		fill(supervisor, &w);
		if (poll(w.fds, 2 + w.connections_n + w.workers_n, timeout_ms) < 0) {
			if (errno != EINTR)
				return mg_fail(
					err, MG_ERR_INTERNAL, "supervisor: %s", strerror(errno));
			continue;
		}
		if (w.fds[1].revents)
			return true;
		for (size_t i = 0; i < w.connections_n; i++)
			if (w.fds[2 + i].revents)
				poll_connection(supervisor, w.connections[i], w.fds[2 + i].revents);
		mg_pool_poll_done(options->pool, w.fds + 2 + w.connections_n, w.workers_n);
		if (w.fds[0].revents)
			accept_all(supervisor);
	}
}
