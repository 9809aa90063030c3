/* SPDX-License-Identifier: Apache-2.0 */
#include "agent/talk.h"
#include <errno.h>
#include <poll.h>
#include <string.h>
#include <sys/socket.h>
#include <unistd.h>
#include "agent/halves.h"
#include "agent/packet.h"
#include "base/log.h"

#define FDS_MAX 4U /* more than one is refused, but first they have to be taken to be closed */

enum state {
	STATE_IDLE,
	STATE_ASKED,    /* the other half makes a nonce */
	STATE_OPEN,     /* the kiosk has it, the receipt is awaited */
	STATE_CARRYING, /* ordered or failed: the close is awaited */
};

struct talk {
	const struct mg_talk_options *o;
	enum state state;
	int kiosk; /* -1: nobody */
	int file;  /* -1: none */
	bool is_owned;     /* what is under way is this connection's: it hears how it goes */
	bool wants_answer; /* a question of the kiosk (sticks, last close) is with the other half */
	unsigned stale;    /* answers that will come for a kiosk that is gone */
	struct mg_claim claim;
	struct mg_known known;
	bool is_over;
	uint8_t packet[MG_PACKET_BYTES_MAX + 1], answer[MG_PACKET_BYTES_MAX];
};

static void close_fd(int *fd)
{
	if (*fd >= 0)
		close(*fd);
	*fd = -1;
}

static void ask(struct talk *t, const struct mg_to_root *m, int fd)
{
	if (!mg_half_send(t->o->pair, m, sizeof(*m), fd))
		t->is_over = true;
}

static void ask_kind(struct talk *t, enum mg_ask kind, enum mg_reason reason)
{
	const struct mg_to_root m = {.kind = kind, .reason = reason};
	ask(t, &m, /* fd= */ -1);
}

/* ---- the kiosk ---- */

/* The kiosk is gone or is sent away; what it began ends. */
static void hang_up(struct talk *t)
{
	close_fd(&t->kiosk);
	t->stale += t->wants_answer;
	t->wants_answer = false;
	if (t->is_owned)
		ask_kind(t, MG_ASK_GONE, MG_REASON_NONE);
	t->is_owned = false;
	/* With a nonce asked for or given, the other half answers with a close. */
	if (t->state == STATE_OPEN)
		t->state = STATE_CARRYING;
}

/* A kiosk that does not read has its answers thrown away: the last close can be asked for again. */
static void reply(int fd, const struct mg_writer *w)
{
	if (fd >= 0 && w->ok)
		(void)!send(fd, w->p, w->n, MSG_DONTWAIT | MSG_NOSIGNAL);
}

static void refuse(struct talk *t, int fd, enum mg_reason reason)
{
	struct mg_writer w;
	mg_writer_init(&w, t->answer, sizeof(t->answer));
	mg_packet_refused(&w, reason);
	mg_log(MG_LOG_WARNING, "refused: %s", mg_reason_name(reason));
	reply(fd, &w);
}

static enum mg_reason begin(struct talk *t, const struct mg_packet *p, int file)
{
	uint64_t size = 0;
	uint8_t sha256[MG_DIGEST_BYTES];
	if (file < 0)
		return MG_REASON_FILE_MISSING;
	enum mg_reason reason = mg_sealed_size(file, &size);
	if (reason != MG_REASON_NONE)
		return reason;
	reason = mg_verify_ticket(
		t->o->policy, &t->known, &p->key_list, &p->ticket, mg_now_us(t->o->clock), &t->claim);
	if (reason != MG_REASON_NONE)
		return reason;
	/* Not hashed before its size is the ticket's. */
	reason = size == t->claim.order.sealed_size ? mg_sealed_digest(t->o->digest, file, size, sha256)
						    : MG_REASON_FILE_SIZE;
	return reason != MG_REASON_NONE ? reason : mg_verify_file(&t->claim, size, sha256);
}

static void on_begin(struct talk *t, const struct mg_packet *p, int *file)
{
	if (t->state != STATE_IDLE) {
		refuse(t, t->kiosk, MG_REASON_BUSY);
		return;
	}
	const enum mg_reason reason = begin(t, p, *file);
	if (reason != MG_REASON_NONE) {
		mg_claim_done(&t->claim);
		refuse(t, t->kiosk, reason);
		return;
	}
	t->file = *file;
	*file = -1;
	t->state = STATE_ASKED;
	t->is_owned = true;
	const struct mg_to_root m = {.kind = MG_ASK_NONCE, .order = t->claim.order};
	ask(t, &m, /* fd= */ -1);
}

static void on_receipt(struct talk *t, const struct mg_packet *p)
{
	struct mg_to_root m = {.kind = MG_ASK_CARRY};
	if (t->state != STATE_OPEN) {
		refuse(t, t->kiosk, MG_REASON_NONCE_SPENT);
		return;
	}
	m.reason = mg_verify_receipt(t->o->policy, &t->known, &t->claim, &p->receipt, mg_now_us(t->o->clock),
		mg_mono_us(t->o->clock), &m.order);
	t->state = STATE_CARRYING;
	if (m.reason != MG_REASON_NONE)
		ask_kind(t, MG_ASK_FAIL, m.reason);
	else
		ask(t, &m, t->file);
	close_fd(&t->file);
}

static void on_cancel(struct talk *t)
{
	if (t->state == STATE_OPEN) {
		t->state = STATE_CARRYING;
		ask_kind(t, MG_ASK_FAIL, MG_REASON_CANCELLED);
	} else if (t->state == STATE_CARRYING) {
		ask_kind(t, MG_ASK_CANCEL, MG_REASON_NONE);
	} else {
		refuse(t, t->kiosk, MG_REASON_PACKET_ORDER);
	}
}

/* The other half answers questions only while it does not carry. */
static void on_question(struct talk *t, enum mg_ask kind)
{
	if (t->state == STATE_CARRYING || t->state == STATE_ASKED || t->wants_answer) {
		refuse(t, t->kiosk, MG_REASON_BUSY);
		return;
	}
	t->wants_answer = true;
	ask_kind(t, kind, MG_REASON_NONE);
}

static void on_packet(struct talk *t, size_t n, int *file)
{
	struct mg_packet p = {0};
	if (!mg_packet_read(t->packet, n, &p) || (*file >= 0 && p.kind != MG_PACKET_BEGIN)) {
		mg_packet_done(&p);
		refuse(t, t->kiosk, MG_REASON_PACKET);
		hang_up(t);
		return;
	}
	switch (p.kind) {
	case MG_PACKET_BEGIN:
		on_begin(t, &p, file);
		break;
	case MG_PACKET_RECEIPT:
		on_receipt(t, &p);
		break;
	case MG_PACKET_CANCEL:
		on_cancel(t);
		break;
	case MG_PACKET_DEVICES:
		on_question(t, MG_ASK_STICKS);
		break;
	case MG_PACKET_LAST:
		on_question(t, MG_ASK_LAST);
		break;
	}
	mg_packet_done(&p);
}

/* Takes every descriptor out of the message; the only one stays, more than one are none. False: too many to take. */
static bool take_descriptors(struct msghdr *m, int *ret)
{
	int fds[FDS_MAX];
	size_t n = 0;
	for (struct cmsghdr *c = CMSG_FIRSTHDR(m); c; c = CMSG_NXTHDR(m, c)) {
		if (c->cmsg_level != SOL_SOCKET || c->cmsg_type != SCM_RIGHTS)
			continue;
		const size_t k = (c->cmsg_len - CMSG_LEN(0)) / sizeof(int);
		for (size_t i = 0; i < k && n < FDS_MAX; i++)
			memcpy(&fds[n++], CMSG_DATA(c) + i * sizeof(int), sizeof(int));
	}
	if (n == 1 && (m->msg_flags & MSG_CTRUNC) == 0) {
		*ret = fds[0];
		return true;
	}
	for (size_t i = 0; i < n; i++)
		close(fds[i]);
	return n == 0 || (m->msg_flags & MSG_CTRUNC) == 0;
}

static void hear_kiosk(struct talk *t)
{
	union {
		char bytes[CMSG_SPACE(FDS_MAX * sizeof(int))];
		struct cmsghdr align;
	} control;
	struct iovec part = {.iov_base = t->packet, .iov_len = sizeof(t->packet)};
	struct msghdr m = {
		.msg_iov = &part, .msg_iovlen = 1, .msg_control = control.bytes, .msg_controllen = sizeof(control.bytes)};
	int file = -1;
	const ssize_t n = recvmsg(t->kiosk, &m, MSG_DONTWAIT | MSG_CMSG_CLOEXEC);
	if (n < 0 && (errno == EAGAIN || errno == EINTR))
		return;
	if (n <= 0) {
		hang_up(t);
		return;
	}
	const bool taken = take_descriptors(&m, &file);
	on_packet(t, taken && (m.msg_flags & MSG_TRUNC) == 0 ? (size_t)n : 0, &file);
	close_fd(&file);
}

static void take_connection(struct talk *t)
{
	struct ucred peer;
	socklen_t n = sizeof(peer);
	int fd = accept4(t->o->listener, NULL, NULL, SOCK_CLOEXEC | SOCK_NONBLOCK);
	if (fd < 0)
		return;
	if (getsockopt(fd, SOL_SOCKET, SO_PEERCRED, &peer, &n) != 0 || peer.uid != t->o->kiosk_uid) {
		mg_log(MG_LOG_WARNING, "a connection of another user than the kiosk's");
		close(fd);
	} else if (t->kiosk >= 0) {
		refuse(t, fd, MG_REASON_BUSY);
		close(fd);
	} else {
		t->kiosk = fd;
	}
}

/* ---- the other half ---- */

static void on_nonce(struct talk *t, const struct mg_to_talk *m)
{
	struct mg_writer w;
	if (t->state != STATE_ASKED)
		return;
	mg_claim_open_nonce(&t->claim, m->nonce, mg_mono_us(t->o->clock));
	/* That its kiosk is gone was reported: the close follows. */
	t->state = t->is_owned ? STATE_OPEN : STATE_CARRYING;
	if (!t->is_owned)
		return;
	mg_writer_init(&w, t->answer, sizeof(t->answer));
	mg_packet_nonce(&w, m->nonce, mg_known_size(&t->known, &t->claim));
	reply(t->kiosk, &w);
}

static void send_close(struct talk *t, const struct mg_signed_close *close)
{
	struct mg_writer w;
	mg_writer_init(&w, t->answer, sizeof(t->answer));
	mg_packet_done_close(&w, close);
	reply(t->kiosk, &w);
}

static void on_closed(struct talk *t, const struct mg_to_talk *m)
{
	if (t->is_owned)
		send_close(t, &m->close);
	t->state = STATE_IDLE;
	t->is_owned = false;
	mg_claim_done(&t->claim);
	close_fd(&t->file);
}

static void on_answer(struct talk *t, const struct mg_to_talk *m)
{
	struct mg_writer w;
	if (t->stale > 0) {
		t->stale--;
		return;
	}
	if (!t->wants_answer)
		return;
	t->wants_answer = false;
	mg_writer_init(&w, t->answer, sizeof(t->answer));
	if (m->kind == MG_TELL_STICKS) {
		mg_packet_plugged(&w, m->sticks, m->n_sticks);
		reply(t->kiosk, &w);
	} else if (m->close.n == 0) {
		refuse(t, t->kiosk, MG_REASON_NOTHING);
	} else {
		send_close(t, &m->close);
	}
}

static void hear_root(struct talk *t)
{
	struct mg_to_talk m;
	struct mg_writer w;
	int fd = -1;
	if (!mg_half_receive(t->o->pair, &m, sizeof(m), /* flags= */ 0, &fd)) {
		t->is_over = true;
		return;
	}
	close_fd(&fd);
	mg_writer_init(&w, t->answer, sizeof(t->answer));
	switch (m.kind) {
	case MG_TELL_NONCE:
		on_nonce(t, &m);
		break;
	case MG_TELL_PROGRESS:
		mg_packet_progress(&w, m.phase, m.done, m.total);
		reply(t->is_owned ? t->kiosk : -1, &w);
		break;
	case MG_TELL_CLOSED:
		on_closed(t, &m);
		break;
	case MG_TELL_LAST:
	case MG_TELL_STICKS:
		on_answer(t, &m);
		break;
	}
}

/* ---- the loop ---- */

/* Milliseconds until the open nonce is over; -1: none is. */
static int patience_ms(const struct talk *t)
{
	if (t->state != STATE_OPEN)
		return -1;
	const int64_t left_us = t->claim.open_until_mono_us - mg_mono_us(t->o->clock);
	return left_us > 0 ? (int)(left_us / 1000) + 1 : 0;
}

int mg_talk_run(const struct mg_talk_options *options)
{
	static struct talk talk;
	struct talk *t = &talk;
	*t = (struct talk){.o = options, .kiosk = -1, .file = -1};
	while (!t->is_over) {
		struct pollfd fds[] = {{.fd = t->o->pair, .events = POLLIN}, {.fd = t->kiosk, .events = POLLIN},
			{.fd = t->o->listener, .events = POLLIN}};
		if (poll(fds, MG_LEN(fds), patience_ms(t)) < 0 && errno != EINTR)
			return 1;
		if (t->state == STATE_OPEN && patience_ms(t) == 0) {
			t->state = STATE_CARRYING;
			ask_kind(t, MG_ASK_FAIL, MG_REASON_NONCE_OVER);
		}
		/* The kiosk before the door: who hangs up and comes again is not told that somebody is there. */
		if (fds[0].revents != 0)
			hear_root(t);
		if (fds[1].revents != 0)
			hear_kiosk(t);
		if (fds[2].revents != 0)
			take_connection(t);
	}
	return 0;
}
