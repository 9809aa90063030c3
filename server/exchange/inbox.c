/* SPDX-License-Identifier: Apache-2.0 */
#include "exchange/inbox.h"
#include <dirent.h>
#include <errno.h>
#include <fcntl.h>
#include <openssl/evp.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/file.h>
#include <sys/stat.h>
#include <unistd.h>
#include "base/bytes.h"

#define PIECE_BYTES ((size_t)1 << 20)

static void close_fd(int *fd)
{
	if (*fd >= 0)
		close(*fd);
	*fd = -1;
}

bool mg_inbox_open(const char *path, struct mg_inbox *ret, bool *ret_taken, struct mg_error *err)
{
	MG_CLEANUP(close_fd) int fd = open(path, O_RDONLY | O_DIRECTORY | O_CLOEXEC);
	if (fd < 0)
		return mg_fail(
			err, MG_ERR_UNAVAILABLE, "import.dir cannot be opened (errno %d)", errno);
	if (faccessat(fd, ".", W_OK, 0) !=
		0) /* else the same file would be refused again and again */
		return mg_fail(
			err, MG_ERR_UNAVAILABLE, "import.dir cannot be written (errno %d)", errno);
	*ret = (struct mg_inbox){.fd = -1};
	*ret_taken = false;
	if (flock(fd, LOCK_EX | LOCK_NB) != 0) {
		if (errno == EWOULDBLOCK)
			return true;
		return mg_fail(
			err, MG_ERR_UNAVAILABLE, "import.dir cannot be locked (errno %d)", errno);
	}
	ret->fd = fd;
	fd = -1;
	*ret_taken = true;
	return true;
}

void mg_inbox_done(struct mg_inbox *inbox)
{
	close_fd(&inbox->fd);
}

/* ---- finding ---- */

static void close_folder(DIR **folder)
{
	if (*folder)
		closedir(*folder);
}

static bool is_plain_file(int folder, const char *name)
{
	struct stat st;
	return fstatat(folder, name, &st, AT_SYMLINK_NOFOLLOW) == 0 && S_ISREG(st.st_mode);
}

bool mg_inbox_find(
	const struct mg_inbox *inbox, char ret_name[MG_IMPORT_NAME_BYTES + 1], struct mg_error *err)
{
	/* a descriptor of its own: a duplicate would share the place where reading stands */
	MG_CLEANUP(close_fd) int fd = openat(inbox->fd, ".", O_RDONLY | O_DIRECTORY | O_CLOEXEC);
	MG_CLEANUP(close_folder) DIR *folder = fd >= 0 ? fdopendir(fd) : NULL;
	if (!folder)
		return mg_fail(
			err, MG_ERR_UNAVAILABLE, "import.dir cannot be listed (errno %d)", errno);
	fd = -1;
	ret_name[0] = '\0';
	errno = 0;
	for (const struct dirent *e; (e = readdir(folder)) != NULL; errno = 0)
		if (mg_import_name_counts(e->d_name) &&
			(!ret_name[0] || strcmp(e->d_name, ret_name) < 0) &&
			is_plain_file(inbox->fd, e->d_name))
			snprintf(ret_name, MG_IMPORT_NAME_BYTES + 1, "%.*s",
				(int)MG_IMPORT_NAME_BYTES, e->d_name);
	return errno == 0 ||
	       mg_fail(err, MG_ERR_UNAVAILABLE, "import.dir cannot be listed (errno %d)", errno);
}

/* ---- opening ---- */

static void free_digest(EVP_MD_CTX **digest)
{
	EVP_MD_CTX_free(*digest);
}

static void free_piece(char **piece)
{
	free(*piece);
}

bool mg_inbox_file_read(void *context, void *ret, size_t cap, size_t *ret_n, struct mg_error *err)
{
	const struct mg_inbox_file *file = context;
	ssize_t n;
	do
		n = read(file->fd, ret, cap);
	while (n < 0 && errno == EINTR);
	if (n < 0)
		return mg_fail(err, MG_ERR_UNAVAILABLE,
			"an interface file cannot be read (errno %d)", errno);
	*ret_n = (size_t)n;
	return true;
}

static bool digest_file(
	struct mg_inbox_file *file, mg_inbox_over *is_over, void *user, struct mg_error *err)
{
	MG_CLEANUP(free_digest) EVP_MD_CTX *digest = EVP_MD_CTX_new();
	MG_CLEANUP(free_piece) char *piece = malloc(PIECE_BYTES);
	size_t n = 0;
	if (!digest || !piece || EVP_DigestInit_ex(digest, EVP_sha256(), NULL) != 1)
		return mg_fail(err, MG_ERR_INTERNAL, "out of memory");
	file->bytes = 0;
	do {
		if (is_over(user))
			return mg_fail(err, MG_ERR_CANCELLED, "the server stops");
		if (!mg_inbox_file_read(file, piece, PIECE_BYTES, &n, err))
			return false;
		EVP_DigestUpdate(digest, piece, n);
		file->bytes += n;
		if (file->bytes > MG_INBOX_FILE_BYTES_MAX) { /* it grew */
			file->too_large = true;
			return true;
		}
	} while (n > 0);
	EVP_DigestFinal_ex(digest, file->sha256, NULL);
	mg_wipe(piece, PIECE_BYTES);
	return lseek(file->fd, 0, SEEK_SET) == 0 ||
	       mg_fail(err, MG_ERR_UNAVAILABLE, "an interface file cannot be rewound");
}

bool mg_inbox_file_open(const struct mg_inbox *inbox, const char *name, mg_inbox_over *is_over,
	void *user, struct mg_inbox_file *ret, struct mg_error *err)
{
	struct stat st;
	/* O_NONBLOCK: a pipe that took the name since it was found must not hold us */
	MG_CLEANUP(mg_inbox_file_done)
	struct mg_inbox_file file = {
		.fd = openat(inbox->fd, name, O_RDONLY | O_NOFOLLOW | O_NONBLOCK | O_CLOEXEC)};
	if (file.fd < 0 && (errno == ENOENT || errno == ELOOP))
		return mg_fail(err, MG_ERR_NOT_FOUND, "no such interface file");
	if (file.fd < 0 || fstat(file.fd, &st) != 0)
		return mg_fail(err, MG_ERR_UNAVAILABLE,
			"an interface file cannot be opened (errno %d)", errno);
	if (!S_ISREG(st.st_mode))
		return mg_fail(err, MG_ERR_NOT_FOUND, "no such interface file");
	snprintf(file.name, sizeof(file.name), "%s", name);
	file.device = st.st_dev;
	file.inode = st.st_ino;
	file.bytes = (uint64_t)st.st_size;
	file.too_large = file.bytes > MG_INBOX_FILE_BYTES_MAX;
	posix_fadvise(file.fd, 0, 0, POSIX_FADV_SEQUENTIAL);
	if (!file.too_large && !digest_file(&file, is_over, user, err))
		return false;
	*ret = file;
	file.fd = -1;
	return true;
}

void mg_inbox_file_done(struct mg_inbox_file *file)
{
	close_fd(&file->fd);
}

/* ---- filing away ---- */

bool mg_inbox_move(const struct mg_inbox *inbox, const struct mg_inbox_file *file, uint64_t run_id,
	enum mg_inbox_place place, struct mg_error *err)
{
	static const char *const folders[] = {
		[MG_INBOX_DONE] = "done", [MG_INBOX_REFUSED] = "refused"};
	struct stat st;
	char name[MG_IMPORT_NAME_BYTES + 24];
	if (mkdirat(inbox->fd, folders[place], 0700) != 0 && errno != EEXIST)
		return mg_fail(err, MG_ERR_UNAVAILABLE, "%s/ cannot be made (errno %d)",
			folders[place], errno);
	MG_CLEANUP(close_fd)
	int to = openat(inbox->fd, folders[place], O_RDONLY | O_DIRECTORY | O_NOFOLLOW | O_CLOEXEC);
	if (to < 0)
		return mg_fail(err, MG_ERR_UNAVAILABLE, "%s/ cannot be opened (errno %d)",
			folders[place], errno);
	if (fstatat(inbox->fd, file->name, &st, AT_SYMLINK_NOFOLLOW) != 0 ||
		st.st_dev != file->device || st.st_ino != file->inode)
		return true;
	snprintf(name, sizeof(name), "%llu-%s", (unsigned long long)run_id, file->name);
	if (renameat2(inbox->fd, file->name, to, name, RENAME_NOREPLACE) != 0)
		return mg_fail(err, MG_ERR_UNAVAILABLE,
			"an interface file cannot be moved to %s/ (errno %d)", folders[place],
			errno);
	return (fsync(to) == 0 && fsync(inbox->fd) == 0) ||
	       mg_fail(err, MG_ERR_UNAVAILABLE, "import.dir cannot be written (errno %d)", errno);
}
