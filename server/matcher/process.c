/* SPDX-License-Identifier: Apache-2.0 */
#include "matcher/process.h"
#include <errno.h>
#include <fcntl.h>
#include <glob.h>
#include <limits.h>
#include <signal.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/prctl.h>
#include <sys/socket.h>
#include <sys/stat.h>
#include <sys/wait.h>
#include <unistd.h>
#include "matcher/worker.h"

#define SUFFIX ".worker-XXXXXX"
#define SUFFIX_PATTERN ".worker-??????"
#define SOCKET_NAME "/reader"

static void remove_directory(const char *directory)
{
	char path[sizeof(((struct mg_process *)NULL)->directory) + sizeof(SOCKET_NAME)];
	snprintf(path, sizeof(path), "%s" SOCKET_NAME, directory);
	unlink(path);
	rmdir(directory);
}

void mg_process_sweep(const char *directory_prefix)
{
	char pattern[128];
	const int n = snprintf(pattern, sizeof(pattern), "%s" SUFFIX_PATTERN, directory_prefix);
	glob_t found;
	if (n < 0 || (size_t)n >= sizeof(pattern) || glob(pattern, 0, NULL, &found) != 0)
		return;
	for (size_t i = 0; i < found.gl_pathc; i++)
		if (strlen(found.gl_pathv[i]) < sizeof(((struct mg_process *)NULL)->directory))
			remove_directory(found.gl_pathv[i]);
	globfree(&found);
}

/* Sanitizers take their options from the environment; nothing else of it reaches a worker. */
static void pass_option(
	const char **environment, size_t *n, char *buffer, size_t cap, const char *name)
{
	const char *value = getenv(name);
	if (!value || snprintf(buffer, cap, "%s=%s", name, value) >= (int)cap)
		return;
	environment[(*n)++] = buffer;
}

/* In the child, which shares nothing with the supervisor from here on. Does not return. */
static void become_worker(int fd, pid_t supervisor, const char *directory)
{
	char asan[256], ubsan[256];
	const char *environment[8] = {"PATH=/nonexistent", "HOME=/nonexistent", "LC_ALL=C",
		"GIO_USE_VFS=local", "GIO_MODULE_DIR=/nonexistent"};
	size_t n = 5;
	pass_option(environment, &n, asan, sizeof(asan), "ASAN_OPTIONS");
	pass_option(environment, &n, ubsan, sizeof(ubsan), "UBSAN_OPTIONS");
	const char *arguments[] = {"madoguchi-matcher", MG_WORKER_ARGUMENT, NULL};
	sigset_t none;
	sigemptyset(&none);
	if (prctl(PR_SET_PDEATHSIG, SIGKILL) != 0 || getppid() != supervisor ||
		sigprocmask(SIG_SETMASK, &none, NULL) != 0 || chdir(directory) != 0 ||
		(fd != MG_WORKER_FD && dup2(fd, MG_WORKER_FD) < 0) ||
		fcntl(MG_WORKER_FD, F_SETFD, 0) != 0)
		_exit(EXIT_FAILURE);
	const int nothing = open("/dev/null", O_RDWR | O_CLOEXEC);
	if (nothing < 0 || dup2(nothing, STDIN_FILENO) < 0 || dup2(nothing, STDOUT_FILENO) < 0 ||
		close_range(MG_WORKER_FD + 1, UINT_MAX, 0) != 0)
		_exit(EXIT_FAILURE);
	execve("/proc/self/exe", (char *const *)arguments, (char *const *)environment);
	_exit(EXIT_FAILURE);
}

bool mg_process_start(struct mg_process *ret, const char *directory_prefix, struct mg_error *err)
{
	struct mg_process p = {.fd = -1};
	const int n = snprintf(p.directory, sizeof(p.directory), "%s" SUFFIX, directory_prefix);
	if (n < 0 || (size_t)n >= sizeof(p.directory))
		return mg_fail(err, MG_ERR_INVALID, "worker: path too long");
	if (!mkdtemp(p.directory))
		return mg_fail(err, MG_ERR_INTERNAL, "worker: directory: %s", strerror(errno));
	int ends[2];
	if (socketpair(AF_UNIX, SOCK_STREAM | SOCK_CLOEXEC, 0, ends) != 0) {
		rmdir(p.directory);
		return mg_fail(err, MG_ERR_INTERNAL, "worker: %s", strerror(errno));
	}
	const pid_t supervisor = getpid();
	p.fd = ends[0];
	p.pid = fork();
	if (p.pid == 0)
		become_worker(ends[1], supervisor, p.directory);
	close(ends[1]);
	if (p.pid < 0) {
		p.pid = 0;
		close(p.fd);
		rmdir(p.directory);
		return mg_fail(err, MG_ERR_INTERNAL, "worker: %s", strerror(errno));
	}
	*ret = p;
	return true;
}

void mg_process_settle(struct mg_process *process)
{
	if (process->directory[0])
		remove_directory(process->directory);
	process->directory[0] = '\0';
}

void mg_process_end(struct mg_process *process)
{
	if (process->pid == 0)
		return;
	kill(process->pid, SIGKILL);
	while (waitpid(process->pid, NULL, 0) < 0 && errno == EINTR)
		continue;
	close(process->fd);
	mg_process_settle(process);
	*process = (struct mg_process){.fd = -1};
}
