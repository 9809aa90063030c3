/* SPDX-License-Identifier: Apache-2.0 */
#include "relay.h"
#include <pthread.h>
#include <stdatomic.h>
#include <stdio.h>
#include <stdlib.h>
#include <sys/socket.h>
#include <sys/un.h>
#include <time.h>
#include <unistd.h>
#include "matcher/frame.h"
#include "paper/print_format.h"

static struct {
	int listener;
	char to[200];
	bool forwards;
	atomic_bool swallowed;
} relay;

static int dial(const char *path, bool listens)
{
	struct sockaddr_un a = {.sun_family = AF_UNIX};
	const int fd = socket(AF_UNIX, SOCK_STREAM | SOCK_CLOEXEC, 0);
	snprintf(a.sun_path, sizeof(a.sun_path), "%s", path);
	if (listens)
		unlink(path);
	if (fd < 0 || (listens ? bind : connect)(fd, (const struct sockaddr *)&a, sizeof(a)) != 0 ||
		(listens && listen(fd, 8) != 0))
		abort();
	return fd;
}

static void pass(int from)
{
	static uint8_t frame[(4U << 20)], reply[MG_FRAME_HEAD + MG_PRINT_REPLY_MAX];
	const int64_t deadline_us = mg_mono_us(&mg_clock_system) + 20000000;
	size_t n, reply_n;
	if (!mg_frame_read(from, &mg_clock_system, deadline_us, frame + MG_FRAME_HEAD,
		    sizeof(frame) - MG_FRAME_HEAD, &n, NULL))
		return;
	const bool sends = frame[MG_FRAME_HEAD] == MG_PRINT_SEND;
	if (!sends || relay.forwards) {
		const int to = dial(relay.to, false);
		if (!mg_frame_write(to, &mg_clock_system, deadline_us, frame, n, NULL) ||
			!mg_frame_read(to, &mg_clock_system, deadline_us, reply + MG_FRAME_HEAD,
				MG_PRINT_REPLY_MAX, &reply_n, NULL))
			abort();
		close(to);
		if (!sends &&
			!mg_frame_write(from, &mg_clock_system, deadline_us, reply, reply_n, NULL))
			abort();
	}
	if (sends)
		atomic_store(&relay.swallowed, true);
	else
		close(from);
}

static void *run(void *user)
{
	(void)user;
	for (;;)
		pass(accept(relay.listener, NULL, NULL));
	return NULL;
}

void relay_start(const char *path, const char *to, bool forwards)
{
	static bool runs;
	pthread_t thread;
	snprintf(relay.to, sizeof(relay.to), "%s", to);
	relay.forwards = forwards;
	atomic_store(&relay.swallowed, false);
	if (runs)
		return;
	runs = true;
	relay.listener = dial(path, true);
	if (pthread_create(&thread, NULL, run, NULL) != 0)
		abort();
	pthread_detach(thread);
}

bool relay_wait(void)
{
	for (int i = 0; i < 200 && !atomic_load(&relay.swallowed); i++)
		nanosleep(&(struct timespec){.tv_nsec = 50000000}, NULL);
	return atomic_load(&relay.swallowed);
}
