/* SPDX-License-Identifier: Apache-2.0 */
#ifndef MG_TEST_BUILD
#error "simulated sticks are for test builds only"
#endif
#include "agent/port_simulated.h"
#include <dirent.h>
#include <errno.h>
#include <fcntl.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>
#include <time.h>
#include <unistd.h>
#include "agent/descriptors.h"
#include "agent/digest.h"
#include "agent/port_file.h"

#define NAME_BYTES 64U

struct simulated {
	struct mg_port port;
	int folder;               /* owned */
	struct mg_digest *digest; /* owned */
	/* the open stick */
	int stick;             /* owned; -1: none. Pins this folder, as production pins the device */
	char name[NAME_BYTES];
	int media; /* owned; -1: none */
	struct mg_port_file file;
	uint64_t written;
	bool is_corrupt;
};

static struct simulated *of(struct mg_port *port)
{
	return (struct simulated *)port; /* its first member */
}

static void close_fd(int *fd)
{
	if (*fd >= 0)
		close(*fd);
	*fd = -1;
}

static ssize_t read_file(int stick, const char *name, void *ret, size_t cap)
{
	int fd = openat(stick, name, O_RDONLY | O_CLOEXEC);
	const ssize_t n = fd >= 0 ? read(fd, ret, cap) : -1;
	close_fd(&fd);
	return n;
}

static bool read_line(int stick, const char *name, char *ret, size_t cap)
{
	const ssize_t n = read_file(stick, name, ret, cap - 1);
	ret[n > 0 ? n : 0] = '\0';
	ret[strcspn(ret, "\n")] = '\0';
	return n >= 0;
}

static bool has(const struct simulated *s, const char *name)
{
	return faccessat(s->stick, name, F_OK, 0) == 0;
}

/* A number that a file of the stick holds; false when there is no such file. */
static bool read_limit(const struct simulated *s, const char *name, uint64_t *ret)
{
	char line[32];
	if (!read_line(s->stick, name, line, sizeof(line)))
		return false;
	*ret = strtoull(line, NULL, 10);
	return true;
}

static void set_authorized(int stick, const char *value)
{
	int fd = openat(stick, "authorized", O_WRONLY | O_CREAT | O_TRUNC | O_CLOEXEC, 0600);
	if (fd >= 0)
		(void)!write(fd, value, strlen(value));
	close_fd(&fd);
}

static bool look(struct simulated *s, int stick, struct mg_stick *ret)
{
	uint8_t bytes[MG_DESCRIPTORS_BYTES_MAX];
	char number[16];
	*ret = (struct mg_stick){0};
	const ssize_t n = read_file(stick, "descriptors", bytes, sizeof(bytes));
	if (n < 0 || !read_line(stick, "vendor", number, sizeof(number)))
		return false;
	ret->device.vendor = (uint16_t)strtoul(number, NULL, 16);
	read_line(stick, "product", number, sizeof(number));
	ret->device.product = (uint16_t)strtoul(number, NULL, 16);
	read_line(stick, "serial", ret->device.serial, sizeof(ret->device.serial));
	read_line(stick, "product_name", ret->product_name, sizeof(ret->product_name));
	ret->is_storage = mg_descriptors_are_storage(bytes, (size_t)n, NULL);
	mg_digest_begin(s->digest);
	mg_digest_add(s->digest, bytes, (size_t)n);
	mg_digest_end(s->digest, ret->device.descriptors_sha256);
	return true;
}

/* Calls back for each plugged stick with its folder open. */
typedef void each_fn(struct simulated *s, int stick, const char *name, void *user);
static bool each(struct simulated *s, each_fn *f, void *user)
{
	int fd = openat(s->folder, ".", O_RDONLY | O_DIRECTORY | O_CLOEXEC);
	DIR *d = fd >= 0 ? fdopendir(fd) : NULL;
	if (!d) {
		close_fd(&fd);
		return false;
	}
	for (const struct dirent *e; (e = readdir(d)) != NULL;) {
		int stick = e->d_name[0] != '.' && strlen(e->d_name) < NAME_BYTES
				    ? openat(s->folder, e->d_name, O_PATH | O_DIRECTORY | O_CLOEXEC)
				    : -1;
		if (stick >= 0)
			f(s, stick, e->d_name, user);
		close_fd(&stick);
	}
	closedir(d);
	return true;
}

static void shut_one(struct simulated *s, int stick, const char *name, void *user)
{
	(void)s;
	(void)name;
	(void)user;
	set_authorized(stick, "0");
}

static bool port_shut(struct mg_port *port, struct mg_error *err)
{
	return each(of(port), shut_one, NULL) || mg_fail(err, MG_ERR_INTERNAL, "simulated sticks: %s", strerror(errno));
}

struct listing {
	struct mg_stick *ret;
	size_t cap, n;
};

static void list_one(struct simulated *s, int stick, const char *name, void *user)
{
	struct listing *l = user;
	(void)name;
	if (l->n < l->cap && look(s, stick, &l->ret[l->n]))
		l->n++;
}

static bool port_list(struct mg_port *port, struct mg_stick *ret, size_t cap, size_t *ret_n, struct mg_error *err)
{
	struct listing l = {ret, cap, 0};
	if (!each(of(port), list_one, &l))
		return mg_fail(err, MG_ERR_INTERNAL, "simulated sticks: %s", strerror(errno));
	*ret_n = l.n;
	return true;
}

/* ---- one stick ---- */

struct search {
	const struct mg_device *device;
	struct mg_stick found;
	unsigned n;
};

static void match_one(struct simulated *s, int stick, const char *name, void *user)
{
	struct search *search = user;
	struct mg_stick seen;
	if (!look(s, stick, &seen) || seen.device.vendor != search->device->vendor ||
		seen.device.product != search->device->product ||
		strcmp(seen.device.serial, search->device->serial) != 0)
		return;
	search->found = seen;
	search->n++;
	close_fd(&s->stick);
	s->stick = fcntl(stick, F_DUPFD_CLOEXEC, 0);
	snprintf(s->name, sizeof(s->name), "%s", name);
}

/* The folder of that name is still the one that was found. */
static bool is_there(const struct simulated *s)
{
	struct stat now, then;
	return fstatat(s->folder, s->name, &now, 0) == 0 && fstat(s->stick, &then) == 0 && now.st_ino == then.st_ino;
}

static void rename_away(const struct simulated *s)
{
	char hidden[NAME_BYTES + 1];
	snprintf(hidden, sizeof(hidden), ".%s", s->name);
	(void)renameat(s->folder, s->name, s->folder, hidden);
}

static void swap_when_told(const struct simulated *s)
{
	char other[NAME_BYTES], hidden[NAME_BYTES + 1];
	if (!read_line(s->stick, "swap_to", other, sizeof(other)))
		return;
	rename_away(s);
	snprintf(hidden, sizeof(hidden), ".%s", other);
	(void)renameat(s->folder, hidden, s->folder, s->name);
}

static enum mg_reason port_open(struct mg_port *port, const struct mg_device *device)
{
	struct simulated *s = of(port);
	struct search search = {.device = device};
	port->was_opened = false;
	if (!each(s, match_one, &search) || search.n == 0)
		return MG_REASON_STICK_ABSENT;
	if (search.n > 1)
		return MG_REASON_STICK_TWICE;
	if (!search.found.is_storage)
		return MG_REASON_STICK_NOT_STORAGE;
	if (memcmp(search.found.device.descriptors_sha256, device->descriptors_sha256, MG_DIGEST_BYTES) != 0)
		return MG_REASON_STICK_OTHER;
	char authorized[4];
	if (read_line(s->stick, "authorized", authorized, sizeof(authorized)) && authorized[0] == '1')
		return MG_REASON_STICK_OPEN;
	swap_when_told(s);
	if (!is_there(s))
		return MG_REASON_STICK_GONE;
	set_authorized(s->stick, "1");
	port->was_opened = true;
	if (has(s, "unformatted"))
		return MG_REASON_STICK_FILE_SYSTEM;
	s->media = openat(s->stick, "media", O_RDONLY | O_DIRECTORY | O_CLOEXEC);
	s->written = 0;
	return s->media >= 0 ? MG_REASON_NONE : MG_REASON_STICK_FILE_SYSTEM;
}

static enum mg_reason port_create(struct mg_port *port, const char *name)
{
	struct simulated *s = of(port);
	if (has(s, "read_only"))
		return MG_REASON_STICK_READ_ONLY;
	return mg_port_file_create(&s->file, s->media, name);
}

static enum mg_reason port_write(struct mg_port *port, const void *bytes, size_t n)
{
	struct simulated *s = of(port);
	uint64_t limit;
	if (read_limit(s, "slow_ms", &limit)) {
		const struct timespec pause = {(time_t)(limit / 1000), (long)(limit % 1000) * 1000000};
		nanosleep(&pause, NULL);
	}
	if (read_limit(s, "pull_after", &limit) && s->written + n > limit)
		rename_away(s);
	if (!is_there(s))
		return MG_REASON_STICK_GONE;
	if (read_limit(s, "capacity", &limit) && s->written + n > limit)
		return MG_REASON_STICK_FULL;
	s->written += n;
	return mg_port_file_write(&s->file, bytes, n);
}

static enum mg_reason port_flush(struct mg_port *port)
{
	struct simulated *s = of(port);
	const enum mg_reason reason = mg_port_file_flush(&s->file, s->media);
	s->is_corrupt = has(s, "corrupt");
	if (!is_there(s))
		return MG_REASON_STICK_GONE;
	return reason != MG_REASON_NONE ? reason : mg_port_file_reopen(&s->file, s->media, /* direct= */ false);
}

static enum mg_reason port_read(struct mg_port *port, void *ret, size_t cap, size_t *ret_n)
{
	struct simulated *s = of(port);
	const enum mg_reason reason = mg_port_file_read(&s->file, ret, cap, ret_n);
	if (reason == MG_REASON_NONE && s->is_corrupt && *ret_n > 0)
		*(uint8_t *)ret ^= 1;
	return reason;
}

static bool port_close(struct mg_port *port, bool keep, struct mg_error *err)
{
	struct simulated *s = of(port);
	(void)err;
	if (s->stick >= 0)
		mg_port_file_end(&s->file, s->media, keep || !is_there(s));
	close_fd(&s->media);
	if (s->stick >= 0 && port->was_opened)
		set_authorized(s->stick, "0");
	close_fd(&s->stick);
	return true;
}

static void port_free(struct mg_port *port)
{
	struct simulated *s = of(port);
	close_fd(&s->media);
	close_fd(&s->stick);
	close_fd(&s->folder);
	mg_digest_free(s->digest);
	free(s);
}

static const struct mg_port_ops operations = {.shut = port_shut,
	.list = port_list,
	.open = port_open,
	.create = port_create,
	.write = port_write,
	.flush = port_flush,
	.read = port_read,
	.close = port_close,
	.free = port_free};

bool mg_port_simulated_new(const char *folder, struct mg_port **ret, struct mg_error *err)
{
	struct simulated *s = calloc(1, sizeof(*s));
	if (!s)
		return mg_fail(err, MG_ERR_INTERNAL, "out of memory");
	*s = (struct simulated){.port = {.ops = &operations}, .stick = -1, .media = -1, .file = {.fd = -1}};
	s->folder = open(folder, O_PATH | O_DIRECTORY | O_CLOEXEC);
	if (s->folder < 0 || !mg_digest_new(&s->digest, err)) {
		const bool none = s->folder < 0;
		port_free(&s->port);
		return none ? mg_fail(err, MG_ERR_INVALID, "no folder of simulated sticks") : false;
	}
	*ret = &s->port;
	return true;
}
