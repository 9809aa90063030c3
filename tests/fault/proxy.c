/* SPDX-License-Identifier: Apache-2.0 */
#include "proxy.h"
#include <arpa/inet.h>
#include <poll.h>
#include <pthread.h>
#include <stdatomic.h>
#include <stdbool.h>
#include <stdlib.h>
#include <sys/socket.h>
#include <unistd.h>

#define HANDSHAKE_BYTES 3500U /* of the server's: TLS and settings */
#define ANSWER_BYTES 100      /* less is a ping or a window */

static atomic_int to_port;
static atomic_bool armed[PROXY_LINES];
static atomic_ullong cuts[PROXY_LINES];

static bool send_all(int fd, const uint8_t *p, ssize_t n)
{
	while (n > 0) {
		const ssize_t k = send(fd, p, (size_t)n, MSG_NOSIGNAL);
		if (k <= 0)
			return false;
		p += k, n -= k;
	}
	return true;
}

static bool is_cut(unsigned line)
{
	if (!atomic_exchange(&armed[line], false))
		return false;
	atomic_fetch_add(&cuts[line], 1);
	return true;
}

static int dial(void)
{
	const struct sockaddr_in a = {.sin_family = AF_INET,
		.sin_port = htons((uint16_t)atomic_load(&to_port)),
		.sin_addr.s_addr = htonl(INADDR_LOOPBACK)};
	const int fd = socket(AF_INET, SOCK_STREAM | SOCK_CLOEXEC, 0);
	if (fd >= 0 && connect(fd, (const struct sockaddr *)&a, sizeof(a)) == 0)
		return fd;
	if (fd >= 0)
		close(fd);
	return -1;
}

static void pass(unsigned line, int client, int server)
{
	uint8_t buffer[16384];
	uint64_t answered = 0;
	struct pollfd fds[2] = {{.fd = client, .events = POLLIN}, {.fd = server, .events = POLLIN}};
	while (poll(fds, 2, -1) > 0) {
		for (int i = 0; i < 2; i++) {
			if (!fds[i].revents)
				continue;
			const ssize_t n = recv(fds[i].fd, buffer, sizeof(buffer), 0);
			if (n <= 0)
				return;
			answered += i == 1 ? (uint64_t)n : 0;
			if (i == 1 && n >= ANSWER_BYTES && answered > HANDSHAKE_BYTES &&
				is_cut(line))
				return;
			if (!send_all(fds[1 - i].fd, buffer, n))
				return;
		}
	}
}

/* A line's number and a descriptor in one pointer. */
static void *both(unsigned line, int fd)
{
	return (void *)((uintptr_t)line << 24 | (unsigned)fd);
}

static void *run_line(void *user)
{
	const uintptr_t u = (uintptr_t)user;
	const int client = (int)(u & 0xFFFFFF), server = dial();
	if (server >= 0) {
		pass((unsigned)(u >> 24), client, server);
		close(server);
	}
	close(client);
	return NULL;
}

static void *accept_all(void *user)
{
	const uintptr_t u = (uintptr_t)user;
	const int listener = (int)(u & 0xFFFFFF);
	for (;;) {
		pthread_t thread;
		const int fd = accept4(listener, NULL, NULL, SOCK_CLOEXEC);
		if (fd < 0)
			continue;
		if (pthread_create(&thread, NULL, run_line, both((unsigned)(u >> 24), fd)) != 0)
			abort();
		pthread_detach(thread);
	}
	return NULL;
}

int proxy_start(unsigned line)
{
	struct sockaddr_in a = {.sin_family = AF_INET, .sin_addr.s_addr = htonl(INADDR_LOOPBACK)};
	socklen_t n = sizeof(a);
	pthread_t thread;
	const int fd = socket(AF_INET, SOCK_STREAM | SOCK_CLOEXEC, 0);
	if (fd < 0 || bind(fd, (const struct sockaddr *)&a, sizeof(a)) != 0 ||
		listen(fd, 64) != 0 || getsockname(fd, (struct sockaddr *)&a, &n) != 0 ||
		pthread_create(&thread, NULL, accept_all, both(line, fd)) != 0)
		abort();
	pthread_detach(thread);
	return ntohs(a.sin_port);
}

void proxy_to(int port)
{
	atomic_store(&to_port, port);
}

void proxy_cut_next(unsigned line)
{
	atomic_store(&armed[line], true);
}

uint64_t proxy_cuts(unsigned line)
{
	return atomic_load(&cuts[line]);
}
