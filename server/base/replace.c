/* SPDX-License-Identifier: Apache-2.0 */
#include "base/replace.h"
#include <errno.h>
#include <fcntl.h>
#include <libgen.h>
#include <limits.h>
#include <stdio.h>
#include <stdlib.h>
#include <sys/file.h>
#include <sys/stat.h>
#include <unistd.h>

static void closep(int *fd)
{
	if (*fd >= 0)
		close(*fd);
}

static void freep(uint8_t **p)
{
	free(*p);
	*p = NULL;
}

static bool write_all(int fd, const uint8_t *p, size_t n)
{
	while (n) {
		ssize_t done = write(fd, p, n);
		if (done <= 0)
			return false;
		p += done;
		n -= (size_t)done;
	}
	return fsync(fd) == 0;
}

bool mg_file_replace(const char *path, const void *bytes, size_t n, struct mg_error *err)
{
	char fresh[PATH_MAX], folder[PATH_MAX];
	int length = snprintf(fresh, sizeof(fresh), "%s.new", path);
	if (length < 0 || (size_t)length >= sizeof(fresh))
		return mg_fail(err, MG_ERR_UNAVAILABLE, "path too long: %.100s", path);
	snprintf(folder, sizeof(folder), "%s", path);
	/* Another process may replace the same file: one after the other, or one takes the other's fresh file away. */
	MG_CLEANUP(closep) int dir = open(dirname(folder), O_RDONLY | O_DIRECTORY | O_CLOEXEC);
	if (dir < 0 || flock(dir, LOCK_EX) != 0)
		return mg_fail(err, MG_ERR_UNAVAILABLE, "%.100s cannot be written", path);
	MG_CLEANUP(closep) int fd = open(fresh, O_WRONLY | O_CREAT | O_TRUNC | O_CLOEXEC, 0600);
	if (fd < 0 || !write_all(fd, bytes, n) || rename(fresh, path) != 0 || fsync(dir) != 0)
		return mg_fail(err, MG_ERR_UNAVAILABLE, "%.100s cannot be written", path);
	return true;
}

bool mg_file_read(const char *path, size_t max, uint8_t **ret, size_t *ret_n, struct mg_error *err)
{
	MG_CLEANUP(freep) uint8_t *bytes = NULL;
	struct stat s;
	size_t n = 0;
	*ret = NULL;
	*ret_n = 0;
	MG_CLEANUP(closep) int fd = open(path, O_RDONLY | O_CLOEXEC);
	if (fd < 0 && errno == ENOENT)
		return true;
	if (fd < 0 || fstat(fd, &s) != 0 || !S_ISREG(s.st_mode))
		return mg_fail(err, MG_ERR_UNAVAILABLE, "%.100s cannot be read", path);
	if (s.st_size < 0 || (uint64_t)s.st_size > max)
		return mg_fail(err, MG_ERR_DATA_LOSS, "%.100s is larger than it can be", path);
	bytes = malloc((size_t)s.st_size + 1);
	if (!bytes)
		return mg_fail(err, MG_ERR_UNAVAILABLE, "out of memory");
	while (n < (size_t)s.st_size) {
		ssize_t done = read(fd, bytes + n, (size_t)s.st_size - n);
		if (done <= 0)
			return mg_fail(err, MG_ERR_UNAVAILABLE, "%.100s cannot be read", path);
		n += (size_t)done;
	}
	bytes[n] = '\0';
	*ret_n = n;
	*ret = MG_TAKE(bytes);
	return true;
}
