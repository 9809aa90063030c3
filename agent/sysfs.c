/* SPDX-License-Identifier: Apache-2.0 */
#include "agent/sysfs.h"
#include <dirent.h>
#include <errno.h>
#include <fcntl.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

int mg_sysfs_open(int directory, const char *name)
{
	return openat(directory, name, O_PATH | O_DIRECTORY | O_CLOEXEC);
}

ssize_t mg_sysfs_read(int device, const char *name, void *ret, size_t cap)
{
	const int fd = openat(device, name, O_RDONLY | O_CLOEXEC);
	if (fd < 0)
		return -1;
	const ssize_t n = read(fd, ret, cap);
	const int error = errno;
	close(fd);
	errno = error;
	return n;
}

bool mg_sysfs_text(int device, const char *name, char *ret, size_t cap)
{
	const ssize_t n = mg_sysfs_read(device, name, ret, cap - 1);
	ret[n > 0 ? n : 0] = '\0';
	ret[strcspn(ret, "\n")] = '\0';
	return n >= 0;
}

uint16_t mg_sysfs_id(int device, const char *name)
{
	char text[8], *end;
	if (!mg_sysfs_text(device, name, text, sizeof(text)) || strlen(text) != 4)
		return 0;
	const unsigned long v = strtoul(text, &end, 16);
	return *end == '\0' ? (uint16_t)v : 0;
}

bool mg_sysfs_write(int device, const char *name, const char *value)
{
	const int fd = openat(device, name, O_WRONLY | O_CLOEXEC);
	if (fd < 0)
		return false;
	const ssize_t n = write(fd, value, strlen(value));
	const int error = errno;
	close(fd);
	errno = error;
	return n == (ssize_t)strlen(value);
}

bool mg_sysfs_each(int directory, mg_sysfs_fn *f, void *user)
{
	const int fd = openat(directory, ".", O_RDONLY | O_DIRECTORY | O_CLOEXEC);
	DIR *d = fd >= 0 ? fdopendir(fd) : NULL;
	if (!d) {
		if (fd >= 0)
			close(fd);
		return false;
	}
	for (const struct dirent *e; (e = readdir(d)) != NULL;)
		if (strcmp(e->d_name, ".") != 0 && strcmp(e->d_name, "..") != 0)
			f(directory, e->d_name, user);
	closedir(d);
	return true;
}
