/* SPDX-License-Identifier: Apache-2.0 */
#include "matcher/listen.h"
#include <errno.h>
#include <string.h>
#include <sys/socket.h>
#include <sys/stat.h>
#include <sys/un.h>
#include <unistd.h>

static void close_fdp(int *fd)
{
	if (*fd >= 0)
		close(*fd);
}

/* Somebody answers there: not ours to take away. */
static bool is_served(const struct sockaddr_un *address)
{
	MG_CLEANUP(close_fdp)
	int fd = socket(AF_UNIX, SOCK_STREAM | SOCK_CLOEXEC | SOCK_NONBLOCK, 0);
	return fd >= 0 && (connect(fd, (const struct sockaddr *)address, sizeof(*address)) == 0 ||
				  errno == EAGAIN);
}

bool mg_listen(const char *path, mode_t mode, int *ret_fd, struct mg_error *err)
{
	struct sockaddr_un address = {.sun_family = AF_UNIX};
	const size_t n = strlen(path);
	if (n == 0 || n >= sizeof(address.sun_path))
		return mg_fail(err, MG_ERR_INVALID, "socket: length of path");
	memcpy(address.sun_path, path, n + 1);
	struct stat old;
	if (lstat(path, &old) == 0) {
		if (!S_ISSOCK(old.st_mode) || is_served(&address))
			return mg_fail(err, MG_ERR_ALREADY_EXISTS, "socket: the place is taken");
		unlink(path);
	}
	MG_CLEANUP(close_fdp)
	int fd = socket(AF_UNIX, SOCK_STREAM | SOCK_CLOEXEC | SOCK_NONBLOCK, 0);
	if (fd < 0)
		return mg_fail(err, MG_ERR_INTERNAL, "socket: %s", strerror(errno));
	/* no moment in which others could connect */
	const mode_t mask = umask(0177);
	const bool bound = bind(fd, (const struct sockaddr *)&address, sizeof(address)) == 0;
	const int bind_errno = errno;
	umask(mask);
	if (!bound)
		return mg_fail(err, MG_ERR_INTERNAL, "socket: %s", strerror(bind_errno));
	if (chmod(path, mode) != 0 || listen(fd, SOMAXCONN) != 0)
		return mg_fail(err, MG_ERR_INTERNAL, "socket: %s", strerror(errno));
	*ret_fd = fd;
	fd = -1;
	return true;
}

static bool is_admitted(int fd, const struct mg_peers *peers)
{
	struct ucred peer;
	socklen_t n = sizeof(peer);
	if (getsockopt(fd, SOL_SOCKET, SO_PEERCRED, &peer, &n) != 0)
		return false;
	if (peer.uid == geteuid())
		return true;
	for (size_t i = 0; i < peers->n; i++)
		if (peer.uid == peers->uids[i])
			return true;
	return false;
}

bool mg_accept(int listener, const struct mg_peers *peers, int *ret_fd, struct mg_error *err)
{
	MG_CLEANUP(close_fdp)
	int fd = accept4(listener, NULL, NULL, SOCK_CLOEXEC | SOCK_NONBLOCK);
	if (fd < 0) {
		/* out of descriptors, or gone again: the listener is asked anew later */
		*ret_fd = -1;
		return true;
	}
	if (!is_admitted(fd, peers))
		return mg_fail(err, MG_ERR_DENIED, "socket: a user who is not admitted");
	*ret_fd = fd;
	fd = -1;
	return true;
}
