/* SPDX-License-Identifier: Apache-2.0 */
#include "state.h"
#include <errno.h>
#include <fcntl.h>
#include <libgen.h>
#include <limits.h>
#include <stdio.h>
#include <string.h>
#include <unistd.h>

static void closep(int *fd)
{
	if (*fd >= 0)
		close(*fd);
}

bool mg_state_read(const char *path, const struct mg_crypto *crypto, const char *origin,
	const uint8_t log_key[MG_PUBLIC_KEY_BYTES], bool *ret_found, struct mg_checkpoint *ret, struct mg_error *err)
{
	uint8_t note[MG_NOTE_BYTES_MAX + 1];
	MG_CLEANUP(closep) int fd = open(path, O_RDONLY | O_CLOEXEC);
	if (fd < 0 && errno == ENOENT) {
		*ret_found = false;
		return true;
	}
	ssize_t n = fd < 0 ? -1 : read(fd, note, sizeof(note));
	if (n < 0)
		return mg_fail(err, MG_ERR_UNAVAILABLE, "the witness's state cannot be read");
	if (!mg_checkpoint_open(crypto, origin, log_key, (struct mg_bytes){note, (size_t)n}, ret, err))
		return false;
	*ret_found = true;
	return true;
}

static bool write_all(int fd, const char *text)
{
	size_t left = strlen(text);
	while (left) {
		ssize_t n = write(fd, text, left);
		if (n <= 0)
			return false;
		text += n;
		left -= (size_t)n;
	}
	return fsync(fd) == 0;
}

bool mg_state_write(const char *path, const char *note, struct mg_error *err)
{
	char fresh[PATH_MAX], folder[PATH_MAX];
	int n = snprintf(fresh, sizeof(fresh), "%s.new", path);
	if (n < 0 || (size_t)n >= sizeof(fresh))
		return mg_fail(err, MG_ERR_UNAVAILABLE, "path of the witness's state too long");
	snprintf(folder, sizeof(folder), "%s", path);
	MG_CLEANUP(closep) int fd = open(fresh, O_WRONLY | O_CREAT | O_TRUNC | O_CLOEXEC, 0600);
	MG_CLEANUP(closep) int dir = open(dirname(folder), O_RDONLY | O_DIRECTORY | O_CLOEXEC);
	if (fd < 0 || dir < 0 || !write_all(fd, note) || rename(fresh, path) != 0 || fsync(dir) != 0)
		return mg_fail(err, MG_ERR_UNAVAILABLE, "the witness's state cannot be written");
	return true;
}
