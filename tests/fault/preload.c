/* SPDX-License-Identifier: Apache-2.0
 * Loaded in front of programs under test (LD_PRELOAD), never part of the product. Two powers:
 * - MG_FAULT_CLOCK=FILE (fault_page.h): the wall clock of the program itself is off by the
 *   microseconds that stand there, from one moment to the next. Its libraries keep the true one: the
 *   kernel, which ends their waits at an instant, would not follow.
 * - with MG_FAULT_COMMIT as well: one of so many COMMITs is slow, broken off, or the program's last.
 * - MG_FAULT_UNSYNCED=DIR: before bytes of a redo or binary log are overwritten, what stood there
 *   goes to a journal in DIR, which fsync empties: unsynced.c takes back with it what a power cut
 *   would have lost. kill -9 alone loses nothing: the kernel keeps what was written. */
#include <dlfcn.h>
#include <errno.h>
#include <fcntl.h>
#include <link.h>
#include <pthread.h>
#include <signal.h>
#include <stdbool.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/mman.h>
#include <sys/random.h>
#include <sys/socket.h>
#include <sys/stat.h>
#include <sys/syscall.h>
#include <time.h>
#include <unistd.h>
#include "fault_page.h"
#include "unsynced.h"

#define FDS 4096
#define JOURNALS 64
#define IMAGE_BYTES (64U << 20)

/* ---- clock ---- */

static struct fault_page *page;
static bool faulty_commits;
static uintptr_t program_from, program_to;

/* The first object is the program. */
static int find_program(struct dl_phdr_info *info, size_t size, void *user)
{
	(void)size;
	(void)user;
	program_from = UINTPTR_MAX;
	for (int i = 0; i < info->dlpi_phnum; i++) {
		const ElfW(Phdr) *h = &info->dlpi_phdr[i];
		if (h->p_type != PT_LOAD)
			continue;
		const uintptr_t from = info->dlpi_addr + h->p_vaddr, to = from + h->p_memsz;
		program_from = from < program_from ? from : program_from;
		program_to = to > program_to ? to : program_to;
	}
	return 1;
}

int clock_gettime(clockid_t id, struct timespec *t)
{
	const uintptr_t caller = (uintptr_t)__builtin_return_address(0);
	const int r = (int)syscall(SYS_clock_gettime, id, t);
	if (r != 0 || id != CLOCK_REALTIME || !page || caller < program_from ||
		caller >= program_to)
		return r;
	const int64_t us = (int64_t)t->tv_sec * 1000000 + t->tv_nsec / 1000 +
		__atomic_load_n(&page->shift_us, __ATOMIC_RELAXED);
	t->tv_sec = us / 1000000;
	t->tv_nsec = us % 1000000 * 1000 + t->tv_nsec % 1000;
	return r;
}

/* ---- COMMIT ---- */

static char (*real_commit)(void *);
static int (*socket_of)(void *);

static unsigned dice(unsigned below)
{
	unsigned r = 0;
	return getrandom(&r, sizeof(r), 0) == sizeof(r) ? r % below : 0;
}

static bool draw(enum commit_fault *ret)
{
	static const uint8_t of_20[20] = {SLOW_BEFORE, SLOW_BEFORE, SLOW_BEFORE, SLOW_BEFORE, SLOW_BEFORE, SLOW_BEFORE,
		SLOW_BEFORE, SLOW_AFTER, SLOW_AFTER, SLOW_AFTER, SLOW_AFTER, SLOW_AFTER, SLOW_AFTER, SLOW_AFTER,
		LOST_BEFORE, LOST_BEFORE, LOST_AFTER, LOST_AFTER, DEAD_BEFORE, DEAD_AFTER};
	const unsigned one_of = faulty_commits && page ? atomic_load(&page->one_of) : 0;
	if (!one_of || dice(one_of) != 0)
		return false;
	*ret = (enum commit_fault)of_20[dice(20)];
	atomic_fetch_add(&page->done[*ret], 1);
	return true;
}

/* Takes the place of the client library's, in the server alone: the statements before went through. */
char mysql_commit(void *mysql);
char mysql_commit(void *mysql)
{
	enum commit_fault fault;
	if (!draw(&fault))
		return real_commit(mysql);
	char r = 0;
	if (fault == SLOW_AFTER || fault == LOST_AFTER || fault == DEAD_AFTER)
		r = real_commit(mysql);
	if (fault == SLOW_BEFORE || fault == SLOW_AFTER)
		nanosleep(&(struct timespec){0, (long)(5 + dice(86)) * 1000000}, NULL);
	else if (fault == DEAD_BEFORE || fault == DEAD_AFTER)
		kill(getpid(), SIGKILL);
	else
		shutdown(socket_of(mysql), SHUT_RDWR);
	return fault == SLOW_AFTER ? r : real_commit(mysql);
}

/* ---- what was written and not synced ---- */

struct journal {
	char path[UNSYNCED_PATH_BYTES];
	int fd;
	pthread_mutex_t lock;
};
static const char *undo_dir;
static struct journal journals[JOURNALS];
static int n_journals;
static pthread_mutex_t table_lock = PTHREAD_MUTEX_INITIALIZER;
static _Atomic(int)
	kind_of[FDS]; /* 0: not looked at, -1: none of ours, else the journal's number + 1 */
static ssize_t (*real_write)(int, const void *, size_t);
static ssize_t (*real_pwrite)(int, const void *, size_t, off_t);
static int (*real_fsync)(int), (*real_fdatasync)(int), (*real_close)(int);

static void *next(const char *name)
{
	return dlsym(RTLD_NEXT, name);
}

__attribute__((constructor)) static void begin(void)
{
	*(void **)&real_write = next("write");
	*(void **)&real_pwrite = next("pwrite64");
	*(void **)&real_fsync = next("fsync");
	*(void **)&real_fdatasync = next("fdatasync");
	*(void **)&real_close = next("close");
	*(void **)&real_commit = next("mysql_commit");
	*(void **)&socket_of = next("mysql_get_socket");
	faulty_commits = real_commit && socket_of && getenv("MG_FAULT_COMMIT");
	dl_iterate_phdr(find_program, NULL);
	const char *clock_file = getenv("MG_FAULT_CLOCK");
	const int fd = clock_file ? open(clock_file, O_RDWR | O_CLOEXEC) : -1;
	if (fd >= 0) {
		void *p = mmap(NULL, FAULT_PAGE_BYTES, PROT_READ | PROT_WRITE, MAP_SHARED, fd, 0);
		page = p == MAP_FAILED ? NULL : p;
		close(fd);
	}
	undo_dir = getenv("MG_FAULT_UNSYNCED");
}

static int open_journal(const char *path, const char *name)
{
	char file[2 * UNSYNCED_PATH_BYTES];
	for (int i = 0; i < n_journals; i++)
		if (strcmp(journals[i].path, path) == 0)
			return i + 1;
	if (n_journals == JOURNALS)
		abort();
	struct journal *j = &journals[n_journals];
	snprintf(j->path, sizeof(j->path), "%s", path);
	snprintf(file, sizeof(file), "%s/%s.undo", undo_dir, name);
	j->fd = open(file, O_RDWR | O_CREAT | O_TRUNC | O_CLOEXEC, 0600);
	pthread_mutex_init(&j->lock, NULL);
	if (j->fd < 0 || real_write(j->fd, j->path, sizeof(j->path)) != sizeof(j->path))
		abort();
	return ++n_journals;
}

static struct journal *journal_of(int fd)
{
	char link[40], path[UNSYNCED_PATH_BYTES];
	if (!undo_dir || fd < 0 || fd >= FDS)
		return NULL;
	int kind = kind_of[fd];
	if (kind == 0) {
		snprintf(link, sizeof(link), "/proc/self/fd/%d", fd);
		const ssize_t n = readlink(link, path, sizeof(path) - 1);
		path[n > 0 ? n : 0] = '\0';
		const char *slash = strrchr(path, '/'), *name = slash ? slash + 1 : path;
		const bool ours =
			strncmp(name, "ib_logfile", 10) == 0 ||
			(strncmp(name, "binlog.", 7) == 0 && name[7] >= '0' && name[7] <= '9');
		pthread_mutex_lock(&table_lock);
		kind = ours ? open_journal(path, name) : -1;
		kind_of[fd] = kind;
		pthread_mutex_unlock(&table_lock);
	}
	return kind > 0 ? &journals[kind - 1] : NULL;
}

/* What stands at the place goes to the journal first, then the write may happen. The lock is held.
 */
static void keep(struct journal *j, int fd, size_t n, off_t at)
{
	static _Alignas(4096) uint8_t images[2][IMAGE_BYTES];
	static pthread_mutex_t image_lock = PTHREAD_MUTEX_INITIALIZER;
	struct stat st;
	if (fstat(fd, &st) != 0 || n > IMAGE_BYTES - 4096)
		abort();
	const size_t old = at >= st.st_size		   ? 0
			   : (size_t)(st.st_size - at) < n ? (size_t)(st.st_size - at)
							   : n;
	const struct unsynced_head head = {
		.at = (uint64_t)at, .n = old, .old_size = (uint64_t)st.st_size};
	pthread_mutex_lock(&image_lock);
	/* the file may have been opened past the cache: whole pages into a whole page */
	if (old && pread(fd, images[0], n, at) < (ssize_t)old)
		abort();
	memcpy(images[1], &head, sizeof(head));
	memcpy(images[1] + sizeof(head), images[0], old);
	if (real_write(j->fd, images[1], sizeof(head) + old) != (ssize_t)(sizeof(head) + old))
		abort();
	pthread_mutex_unlock(&image_lock);
}

ssize_t pwrite64(int fd, const void *p, size_t n, off_t at)
{
	struct journal *j = journal_of(fd);
	if (!j)
		return real_pwrite(fd, p, n, at);
	pthread_mutex_lock(&j->lock);
	keep(j, fd, n, at);
	const ssize_t r = real_pwrite(fd, p, n, at);
	pthread_mutex_unlock(&j->lock);
	return r;
}

ssize_t pwrite(int fd, const void *p, size_t n, off_t at)
{
	return pwrite64(fd, p, n, at);
}

ssize_t write(int fd, const void *p, size_t n)
{
	if (!real_write)
		return syscall(SYS_write, fd, p, n);
	struct journal *j = journal_of(fd);
	if (!j)
		return real_write(fd, p, n);
	pthread_mutex_lock(&j->lock);
	const bool appends = fcntl(fd, F_GETFL) & O_APPEND;
	keep(j, fd, n, lseek(fd, 0, appends ? SEEK_END : SEEK_CUR));
	const ssize_t r = real_write(fd, p, n);
	pthread_mutex_unlock(&j->lock);
	return r;
}

static int sync_with(int fd, int (*sync_file)(int))
{
	struct journal *j = journal_of(fd);
	if (!j)
		return sync_file(fd);
	pthread_mutex_lock(&j->lock);
	const int r = sync_file(fd), e = errno;
	if (r == 0 && (ftruncate(j->fd, UNSYNCED_PATH_BYTES) != 0 ||
			      lseek(j->fd, UNSYNCED_PATH_BYTES, SEEK_SET) < 0))
		abort();
	pthread_mutex_unlock(&j->lock);
	errno = e;
	return r;
}

int fsync(int fd)
{
	return sync_with(fd, real_fsync);
}

int fdatasync(int fd)
{
	return sync_with(fd, real_fdatasync);
}

int close(int fd)
{
	if (fd >= 0 && fd < FDS)
		kind_of[fd] = 0;
	return real_close ? real_close(fd) : (int)syscall(SYS_close, fd);
}
