/* SPDX-License-Identifier: Apache-2.0 */
#include "agent/port_file.h"
#include <errno.h>
#include <fcntl.h>
#include <stdint.h>
#include <string.h>
#include <unistd.h>

enum mg_reason mg_port_write_reason(int error)
{
	switch (error) {
	case ENOSPC:
	case EDQUOT:
		return MG_REASON_STICK_FULL;
	case EEXIST:
		return MG_REASON_STICK_HAS_FILE;
	case EROFS:
		return MG_REASON_STICK_READ_ONLY;
	case ENODEV:
	case ENXIO:
	case ENOMEDIUM:
		return MG_REASON_STICK_GONE;
	default:
		return MG_REASON_WRITE_ERROR;
	}
}

enum mg_reason mg_port_file_create(struct mg_port_file *f, int directory, const char *name)
{
	memcpy(f->name, name, strlen(name) + 1);
	f->fd = openat(directory, name, O_WRONLY | O_CREAT | O_EXCL | O_NOFOLLOW | O_CLOEXEC, 0600);
	if (f->fd < 0)
		return mg_port_write_reason(errno);
	f->was_created = true;
	return MG_REASON_NONE;
}

enum mg_reason mg_port_file_write(struct mg_port_file *f, const void *bytes, size_t n)
{
	for (size_t done = 0; done < n;) {
		const ssize_t k = write(f->fd, (const uint8_t *)bytes + done, n - done);
		if (k < 0 && errno != EINTR)
			return mg_port_write_reason(errno);
		done += k > 0 ? (size_t)k : 0;
	}
	return MG_REASON_NONE;
}

enum mg_reason mg_port_file_flush(struct mg_port_file *f, int directory)
{
	const int fd = f->fd;
	const bool ok = fsync(fd) == 0;
	const int error = errno;
	f->fd = -1;
	if (!ok) {
		close(fd);
		return mg_port_write_reason(error);
	}
	if (close(fd) != 0 || fsync(directory) != 0 || syncfs(directory) != 0)
		return mg_port_write_reason(errno);
	return MG_REASON_NONE;
}

enum mg_reason mg_port_file_reopen(struct mg_port_file *f, int directory, bool direct)
{
	f->fd = openat(directory, f->name, O_RDONLY | O_NOFOLLOW | O_CLOEXEC | (direct ? O_DIRECT : 0));
	return f->fd >= 0 ? MG_REASON_NONE : MG_REASON_READ_BACK_ERROR;
}

enum mg_reason mg_port_file_read(struct mg_port_file *f, void *ret, size_t cap, size_t *ret_n)
{
	ssize_t k;
	do
		k = read(f->fd, ret, cap);
	while (k < 0 && errno == EINTR);
	if (k < 0)
		return MG_REASON_READ_BACK_ERROR;
	*ret_n = (size_t)k;
	return MG_REASON_NONE;
}

void mg_port_file_end(struct mg_port_file *f, int directory, bool keep)
{
	if (f->fd >= 0)
		close(f->fd);
	if (f->was_created && !keep && directory >= 0 && unlinkat(directory, f->name, 0) == 0)
		(void)syncfs(directory); /* as far as it still goes: the close says FAILED in any case */
	*f = (struct mg_port_file){.fd = -1};
}
