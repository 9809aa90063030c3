/* SPDX-License-Identifier: Apache-2.0 */
#include "virtual_reader.h"
#include <errno.h>
#include <linux/sockios.h>
#include <poll.h>
#include <stdlib.h>
#include <string.h>
#include <sys/ioctl.h>
#include <sys/socket.h>
#include <sys/un.h>
#include <unistd.h>
#include "base/clock.h"

#define STEP_MS 5

enum fate {
	TAKEN = 1,
	RESET,	 /* the device closed the connection: try anew */
	IGNORED, /* nobody read it in time */
};

static int connect_to(const char *socket_path)
{
	struct sockaddr_un address = {.sun_family = AF_UNIX};
	const size_t n = strlen(socket_path);
	if (n >= sizeof(address.sun_path))
		return -1;
	memcpy(address.sun_path, socket_path, n + 1);
	const int fd = socket(AF_UNIX, SOCK_STREAM | SOCK_CLOEXEC | SOCK_NONBLOCK, 0);
	if (fd >= 0 && connect(fd, (const struct sockaddr *)&address, sizeof(address)) == 0)
		return fd;
	if (fd >= 0)
		close(fd);
	return -1;
}

/* Nothing of it is in the kernel any more: it was read, unless the other side closed with some of it unread (unix(7) says
 * ECONNRESET then). A reader that is pulled reads everything and closes. */
static enum fate fate_of_empty(int fd)
{
	int error = 0;
	socklen_t n = sizeof(error);
	return getsockopt(fd, SOL_SOCKET, SO_ERROR, &error, &n) == 0 && error == 0 ? TAKEN : RESET;
}

/* Sends what fits, and looks whether the other side has read all of it. */
static enum fate deliver(int fd, const uint8_t *bytes, size_t n, int64_t deadline_us)
{
	size_t sent = 0;
	for (;;) {
		if (sent < n) {
			const ssize_t k = send(fd, bytes + sent, n - sent, MSG_NOSIGNAL);
			if (k < 0 && errno != EAGAIN && errno != EINTR)
				return RESET;
			sent += k > 0 ? (size_t)k : 0;
		}
		int unread = 0;
		if (sent == n && ioctl(fd, SIOCOUTQ, &unread) == 0 && unread == 0)
			return fate_of_empty(fd);
		if (mg_mono_us(&mg_clock_system) >= deadline_us)
			return IGNORED;
		struct pollfd p = {.fd = fd, .events = POLLRDHUP};
		if (poll(&p, 1, STEP_MS) > 0)
			return sent == n ? fate_of_empty(fd) : RESET;
	}
}

/* A newer connection takes the place of an older one: without it the driver would read the picture,
 * which stays in the socket of a closed connection, at the next capture. */
static void lift(const char *socket_path)
{
	const int fd = connect_to(socket_path);
	if (fd >= 0)
		close(fd);
}

static bool say(const char *socket_path, const uint8_t *bytes, size_t n, int64_t wait_ms,
	struct mg_error *err)
{
	const int64_t deadline_us = mg_mono_us(&mg_clock_system) + wait_ms * 1000;
	do {
		const int fd = connect_to(socket_path);
		const enum fate fate = fd < 0 ? RESET : deliver(fd, bytes, n, deadline_us);
		if (fd >= 0 && fate == IGNORED)
			lift(socket_path);
		if (fd >= 0)
			close(fd);
		if (fate == TAKEN)
			return true;
		if (fate == RESET)
			usleep(STEP_MS * 1000);
	} while (mg_mono_us(&mg_clock_system) < deadline_us);
	return mg_fail(err, MG_ERR_DEADLINE, "reader: nobody asked for a finger");
}

bool mg_reader_press(const char *socket_path, const struct mg_picture *picture, int64_t wait_ms,
	struct mg_error *err)
{
	const int32_t head[2] = {(int32_t)picture->width, (int32_t)picture->height};
	const size_t pixels = (size_t)picture->width * picture->height;
	uint8_t *bytes = malloc(sizeof(head) + pixels);
	if (!bytes)
		return mg_fail(err, MG_ERR_INTERNAL, "reader: no memory");
	memcpy(bytes, head, sizeof(head));
	memcpy(bytes + sizeof(head), picture->pixels, pixels);
	const bool taken = say(socket_path, bytes, sizeof(head) + pixels, wait_ms, err);
	free(bytes);
	return taken;
}

static bool say_words(
	const char *socket_path, int32_t what, int32_t value, int64_t wait_ms, struct mg_error *err)
{
	const int32_t words[2] = {what, value};
	return say(socket_path, (const uint8_t *)words, sizeof(words), wait_ms, err);
}

bool mg_reader_complain(const char *socket_path, enum mg_reader_complaint complaint,
	int64_t wait_ms, struct mg_error *err)
{
	return say_words(socket_path, -1, (int32_t)complaint, wait_ms, err);
}

bool mg_reader_fail(const char *socket_path, enum mg_reader_fault fault, int64_t wait_ms,
	struct mg_error *err)
{
	return say_words(socket_path, -2, (int32_t)fault, wait_ms, err);
}

bool mg_reader_unplug(const char *socket_path, int64_t wait_ms, struct mg_error *err)
{
	return say_words(socket_path, -5, 0, wait_ms, err);
}
