/* SPDX-License-Identifier: Apache-2.0 */
#include "matcher/frame.h"
#include <errno.h>
#include <limits.h>
#include <poll.h>
#include <string.h>
#include <sys/socket.h>

void mg_frame_put_head(uint8_t *head, size_t n)
{
	for (int i = 0; i < MG_FRAME_HEAD; i++)
		head[i] = (uint8_t)(n >> (8 * (MG_FRAME_HEAD - 1 - i)));
}

size_t mg_frame_get_head(const uint8_t *head)
{
	size_t n = 0;
	for (int i = 0; i < MG_FRAME_HEAD; i++)
		n = n << 8 | head[i];
	return n;
}

static bool wait_for(int fd, short events, const struct mg_clock *clock, int64_t deadline_us,
	struct mg_error *err)
{
	for (;;) {
		int timeout_ms = -1;
		if (deadline_us != MG_FRAME_FOREVER) {
			const int64_t left_us = deadline_us - mg_mono_us(clock);
			if (left_us <= 0)
				return mg_fail(err, MG_ERR_DEADLINE, "frame: no answer in time");
			const int64_t left_ms = (left_us + 999) / 1000;
			timeout_ms = left_ms > INT_MAX ? INT_MAX : (int)left_ms;
		}
		struct pollfd p = {.fd = fd, .events = events};
		const int n = poll(&p, 1, timeout_ms);
		if (n > 0)
			return true;
		if (n < 0 && errno != EINTR)
			return mg_fail(err, MG_ERR_INTERNAL, "frame: poll: %s", strerror(errno));
	}
}

bool mg_frame_write(int fd, const struct mg_clock *clock, int64_t deadline_us, uint8_t *frame,
	size_t n, struct mg_error *err)
{
	mg_frame_put_head(frame, n);
	for (size_t sent = 0; sent < MG_FRAME_HEAD + n;) {
		if (!wait_for(fd, POLLOUT, clock, deadline_us, err))
			return false;
		const ssize_t k = send(
			fd, frame + sent, MG_FRAME_HEAD + n - sent, MSG_NOSIGNAL | MSG_DONTWAIT);
		if (k >= 0)
			sent += (size_t)k;
		else if (errno != EAGAIN && errno != EINTR)
			return mg_fail(err, MG_ERR_UNAVAILABLE, "frame: %s", strerror(errno));
	}
	return true;
}

static bool read_exactly(int fd, const struct mg_clock *clock, int64_t deadline_us, uint8_t *buffer,
	size_t n, struct mg_error *err)
{
	for (size_t got = 0; got < n;) {
		if (!wait_for(fd, POLLIN, clock, deadline_us, err))
			return false;
		const ssize_t k = recv(fd, buffer + got, n - got, MSG_DONTWAIT);
		if (k > 0)
			got += (size_t)k;
		else if (k == 0)
			return mg_fail(err, MG_ERR_UNAVAILABLE, "frame: the other side has closed");
		else if (errno != EAGAIN && errno != EINTR)
			return mg_fail(err, MG_ERR_UNAVAILABLE, "frame: %s", strerror(errno));
	}
	return true;
}

bool mg_frame_read(int fd, const struct mg_clock *clock, int64_t deadline_us, uint8_t *buffer,
	size_t cap, size_t *ret_n, struct mg_error *err)
{
	uint8_t head[MG_FRAME_HEAD];
	if (!read_exactly(fd, clock, deadline_us, head, sizeof(head), err))
		return false;
	const size_t n = mg_frame_get_head(head);
	if (n == 0 || n > cap)
		return mg_fail(err, MG_ERR_INVALID, "frame: %zu bytes", n);
	if (!read_exactly(fd, clock, deadline_us, buffer, n, err))
		return false;
	*ret_n = n;
	return true;
}
