/* SPDX-License-Identifier: Apache-2.0 */
#include "unsynced.h"
#include <fcntl.h>
#include <glob.h>
#include <stdio.h>
#include <stdlib.h>
#include <sys/stat.h>
#include <unistd.h>

static uint8_t *slurp(const char *path, size_t *ret_n)
{
	struct stat st;
	const int fd = open(path, O_RDONLY | O_CLOEXEC);
	uint8_t *bytes = NULL;
	if (fd >= 0 && fstat(fd, &st) == 0 && (bytes = malloc((size_t)st.st_size + 1))) {
		*ret_n = (size_t)st.st_size;
		if (read(fd, bytes, *ret_n) != st.st_size) {
			free(bytes);
			bytes = NULL;
		}
	}
	if (fd >= 0)
		close(fd);
	return bytes;
}

/* Backwards, so that the oldest image is the one that stays. A record that was cut short belongs to
 * a write that did not begin. */
static int64_t undo(const uint8_t *bytes, size_t n, int fd)
{
	int64_t done = 0;
	size_t *starts = calloc(n / sizeof(struct unsynced_head) + 1, sizeof(*starts)), count = 0;
	struct unsynced_head head;
	if (!starts)
		return -1;
	for (size_t at = UNSYNCED_PATH_BYTES; n - at >= sizeof(head); at += sizeof(head) + head.n) {
		__builtin_memcpy(&head, bytes + at, sizeof(head));
		if (head.n > n - at - sizeof(head))
			break;
		starts[count++] = at;
	}
	while (count-- && done >= 0) {
		__builtin_memcpy(&head, bytes + starts[count], sizeof(head));
		const bool ok = pwrite(fd, bytes + starts[count] + sizeof(head), head.n,
					(off_t)head.at) == (ssize_t)head.n &&
				ftruncate(fd, (off_t)head.old_size) == 0;
		done = ok ? done + 1 : -1;
	}
	free(starts);
	return done;
}

static int64_t undo_file(const char *journal)
{
	size_t n = 0;
	int64_t done = -1;
	uint8_t *bytes = slurp(journal, &n);
	if (bytes && n < UNSYNCED_PATH_BYTES)
		done = 0; /* killed before it kept anything */
	else if (bytes) {
		const int fd = open((const char *)bytes, O_RDWR | O_CLOEXEC);
		if (fd >= 0) {
			done = undo(bytes, n, fd);
			close(fd);
		} else
			done = 0; /* a log that was purged meanwhile */
	}
	free(bytes);
	unlink(journal);
	return done;
}

int64_t unsynced_undo(const char *dir)
{
	char pattern[600];
	glob_t all;
	int64_t sum = 0;
	snprintf(pattern, sizeof(pattern), "%s/*.undo", dir);
	if (glob(pattern, 0, NULL, &all) != 0)
		return 0;
	for (size_t i = 0; i < all.gl_pathc; i++) {
		const int64_t done = undo_file(all.gl_pathv[i]);
		sum = done < 0 || sum < 0 ? -1 : sum + done;
	}
	globfree(&all);
	return sum;
}
