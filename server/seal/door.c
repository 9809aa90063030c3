/* SPDX-License-Identifier: Apache-2.0 */
#include "seal/door.h"
#include <errno.h>
#include <poll.h>
#include <pthread.h>
#include <sodium.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/eventfd.h>
#include <sys/socket.h>
#include <sys/stat.h>
#include <sys/un.h>
#include <unistd.h>
#include "base/log.h"
#include "db/db.h"
#include "seal/unseal_format.h"

#define WRONG_DELAY_MS 1000
#define REQUEST_TIMEOUT_S 10

/* In locked memory: the request passes through it. */
struct mg_door {
	struct mg_door_config config;
	struct sockaddr_un address;
	int listener, end; /* the second: written to, the thread ends */
	pthread_t thread;
	bool has_thread, is_bound;
	unsigned wrong;
	uint8_t request[MG_UNSEAL_REQUEST_BYTES];
	uint8_t kek[32];
};

static void closep(int *fd)
{
	if (*fd >= 0)
		close(*fd);
}

/* Only who runs the server, and root. */
static bool may_unseal(int fd, unsigned *ret_uid)
{
	struct ucred peer;
	socklen_t n = sizeof(peer);
	if (getsockopt(fd, SOL_SOCKET, SO_PEERCRED, &peer, &n) != 0 || n != sizeof(peer))
		return false;
	*ret_uid = peer.uid;
	return peer.uid == 0 || peer.uid == geteuid();
}

/* False: the end came meanwhile. */
static bool wait_ms(const struct mg_door *d, int ms)
{
	struct pollfd p = {.fd = d->end, .events = POLLIN};
	return poll(&p, 1, ms) == 0;
}

static void answer(int fd, bool ok, const char *text)
{
	uint8_t bytes[MG_UNSEAL_ANSWER_BYTES];
	const size_t n = strnlen(text, sizeof(bytes) - 1);
	bytes[0] = ok;
	memcpy(bytes + 1, text, n);
	(void)send(fd, bytes, n + 1, MSG_NOSIGNAL);
}

/* *ret_silent: shut again without a word, as who looks whether somebody listens. */
static bool read_request(struct mg_door *d, int fd, uint32_t *ret_generation, bool *ret_silent)
{
	const struct timeval timeout = {.tv_sec = REQUEST_TIMEOUT_S};
	size_t n = 0;
	(void)setsockopt(fd, SOL_SOCKET, SO_RCVTIMEO, &timeout, sizeof(timeout));
	while (n < sizeof(d->request)) {
		const ssize_t got = recv(fd, d->request + n, sizeof(d->request) - n, 0);
		if (got <= 0)
			break;
		n += (size_t)got;
	}
	*ret_silent = n == 0;
	const bool ok = mg_unseal_request_read(d->request, n, ret_generation, d->kek);
	sodium_memzero(d->request, sizeof(d->request));
	return ok;
}

static void refuse(struct mg_door *d, int fd, unsigned uid, const char *why)
{
	d->wrong++;
	mg_log(MG_LOG_ALARM, "unsealing refused, %u since the start (user id %u): %s", d->wrong, uid, why);
	(void)wait_ms(d, WRONG_DELAY_MS);
	answer(fd, false, why);
}

/* True: served. */
static bool serve_one(struct mg_door *d, int fd)
{
	unsigned uid = (unsigned)-1;
	uint32_t generation;
	struct mg_error err = {0};
	if (!may_unseal(fd, &uid)) {
		refuse(d, fd, uid, "only the user that runs the server, or root, unseals it");
		return false;
	}
	bool is_silent;
	if (!read_request(d, fd, &generation, &is_silent)) {
		if (!is_silent)
			refuse(d, fd, uid, "not a request to unseal");
		return false;
	}
	const bool ok = d->config.open(d->config.user, generation, d->kek, &err);
	sodium_memzero(d->kek, sizeof(d->kek));
	if (ok) {
		answer(fd, true, "the server serves");
	} else if (err.code == MG_ERR_DENIED || err.code == MG_ERR_INVALID || err.code == MG_ERR_DATA_LOSS) {
		refuse(d, fd, uid, err.detail);
	} else {
		mg_log_error(MG_LOG_ERROR, "unsealing", &err);
		answer(fd, false, err.detail);
	}
	return ok;
}

static void *door_main(void *user)
{
	struct mg_door *d = user;
	bool served = false;
	while (!served) {
		struct pollfd p[2] = {{.fd = d->end, .events = POLLIN}, {.fd = d->listener, .events = POLLIN}};
		if (poll(p, 2, -1) < 0 && errno != EINTR)
			break;
		if (p[0].revents)
			break;
		MG_CLEANUP(closep) int fd = p[1].revents ? accept4(d->listener, NULL, NULL, SOCK_CLOEXEC) : -1;
		served = fd >= 0 && serve_one(d, fd);
	}
	if (served)
		unlink(d->address.sun_path);
	mg_db_thread_done();
	return NULL;
}

/* A socket nobody listens at is of a server that was killed. */
static bool clear_path(const struct mg_door *d, struct mg_error *err)
{
	struct stat st;
	if (lstat(d->address.sun_path, &st) != 0)
		return errno == ENOENT || mg_fail(err, MG_ERR_UNAVAILABLE, "unseal.socket: errno %d", errno);
	MG_CLEANUP(closep) int fd = socket(AF_UNIX, SOCK_STREAM | SOCK_CLOEXEC, 0);
	if (!S_ISSOCK(st.st_mode) || fd < 0 ||
		connect(fd, (const struct sockaddr *)(const void *)&d->address, sizeof(d->address)) == 0)
		return mg_fail(err, MG_ERR_UNAVAILABLE, "unseal.socket: something else is there");
	return unlink(d->address.sun_path) == 0 || mg_fail(err, MG_ERR_UNAVAILABLE, "unseal.socket: errno %d", errno);
}

static bool listen_at(struct mg_door *d, struct mg_error *err)
{
	if (!clear_path(d, err))
		return false;
	d->end = eventfd(0, EFD_CLOEXEC);
	d->listener = socket(AF_UNIX, SOCK_STREAM | SOCK_CLOEXEC | SOCK_NONBLOCK, 0);
	const mode_t before = umask(0177); /* no other thread makes files yet */
	d->is_bound = d->end >= 0 && d->listener >= 0 &&
		      bind(d->listener, (const struct sockaddr *)(const void *)&d->address, sizeof(d->address)) == 0;
	umask(before);
	return (d->is_bound && listen(d->listener, 4) == 0) ||
	       mg_fail(err, MG_ERR_UNAVAILABLE, "unseal.socket %.100s: errno %d", d->address.sun_path, errno);
}

bool mg_door_open(const struct mg_door_config *config, struct mg_door **ret, struct mg_error *err)
{
	struct mg_door *d = calloc(1, sizeof(*d));
	if (!d || sodium_init() < 0 || sodium_mlock(d, sizeof(*d)) != 0) {
		free(d);
		return mg_fail(err, MG_ERR_INTERNAL, "key memory cannot be locked: raise LimitMEMLOCK");
	}
	d->config = *config;
	d->listener = d->end = -1;
	d->address.sun_family = AF_UNIX;
	if (strlen(config->path) >= sizeof(d->address.sun_path)) {
		mg_door_close(d);
		return mg_fail(err, MG_ERR_INVALID, "unseal.socket: the path is too long");
	}
	snprintf(d->address.sun_path, sizeof(d->address.sun_path), "%s", config->path);
	d->has_thread = listen_at(d, err) && pthread_create(&d->thread, NULL, door_main, d) == 0;
	if (!d->has_thread) {
		mg_door_close(d);
		return (err && err->code != MG_OK) ? false : mg_fail(err, MG_ERR_INTERNAL, "no thread for the unseal socket");
	}
	*ret = d;
	return true;
}

void mg_door_close(struct mg_door *d)
{
	if (!d)
		return;
	if (d->has_thread) {
		const uint64_t one = 1;
		const ssize_t n = write(d->end, &one, sizeof(one));
		(void)n;
		pthread_join(d->thread, NULL);
	}
	if (d->is_bound)
		unlink(d->address.sun_path); /* gone already when somebody was right */
	closep(&d->listener);
	closep(&d->end);
	sodium_munlock(d, sizeof(*d)); /* wipes too */
	free(d);
}
