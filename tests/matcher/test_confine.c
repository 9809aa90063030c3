/* SPDX-License-Identifier: Apache-2.0
 * What a judging process can no longer do. Each case is a process of its own, since there is no way
 * back. */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <errno.h>
#include <fcntl.h>
#include <pthread.h>
#include <signal.h>
#include <stdlib.h>
#include <sys/mman.h>
#include <sys/resource.h>
#include <sys/socket.h>
#include <sys/syscall.h>
#include <sys/wait.h>
#include <unistd.h>
#include <cmocka.h>
#include "matcher/confine.h"

#define FINE 0
#define NOT_CONFINED 90

typedef int attempt(void);

/* The wait status of a process that confines itself and then tries. */
static int try_confined(attempt *try)
{
	const pid_t pid = fork();
	if (pid == 0) {
		struct mg_error err = {0};
		if (!mg_confine_early(&err) || !mg_confine_for_judging(&err))
			_exit(NOT_CONFINED);
		_exit(try());
	}
	int status = 0;
	waitpid(pid, &status, 0);
	return status;
}

static void assert_killed(attempt *try)
{
	const int status = try_confined(try);
	assert_true(WIFSIGNALED(status));
	assert_int_equal(WTERMSIG(status), SIGSYS);
}

static void assert_result(attempt *try, int expected)
{
	const int status = try_confined(try);
	assert_true(WIFEXITED(status));
	assert_int_equal(WEXITSTATUS(status), expected);
}

static int open_a_file(void)
{
	return open("/etc/hostname", O_RDONLY) < 0 && errno == EACCES &&
			       open("/tmp", O_TMPFILE | O_RDWR, 0600) < 0 && errno == EACCES &&
			       access("/", F_OK) < 0 && errno == EACCES
		       ? FINE
		       : 1;
}

static int open_a_socket(void)
{
	return socket(AF_INET, SOCK_STREAM, 0) < 0;
}

static int open_a_unix_socket(void)
{
	return socket(AF_UNIX, SOCK_STREAM, 0) < 0;
}

static int run_a_program(void)
{
	const char *const arguments[] = {"true", NULL};
	return execve("/bin/true", (char *const *)arguments, NULL);
}

static int fork_a_process(void)
{
	return fork() < 0;
}

static int send_a_signal(void)
{
	return kill(getpid(), 0);
}

static int read_a_process(void)
{
	return (int)syscall(SYS_process_vm_readv, getpid(), NULL, 0, NULL, 0, 0);
}

static int make_memory_executable(void)
{
	return mmap(NULL, 4096, PROT_READ | PROT_EXEC, MAP_PRIVATE | MAP_ANONYMOUS, -1, 0) ==
	       MAP_FAILED;
}

static int raise_a_limit(void)
{
	const struct rlimit more = {.rlim_cur = RLIM_INFINITY, .rlim_max = RLIM_INFINITY};
	return setrlimit(RLIMIT_CORE, &more);
}

static void what_judging_does_not_need_kills(void **state)
{
	(void)state;
	attempt *const attempts[] = {open_a_socket, open_a_unix_socket, run_a_program,
		fork_a_process, send_a_signal, read_a_process, make_memory_executable,
		raise_a_limit};
	for (size_t i = 0; i < sizeof(attempts) / sizeof(attempts[0]); i++)
		assert_killed(attempts[i]);
}

static void no_file_can_be_opened_or_looked_for(void **state)
{
	(void)state;
	assert_result(open_a_file, FINE);
}

static void *think(void *arg)
{
	return malloc(100000) ? arg : NULL;
}

static int use_memory_and_threads(void)
{
	pthread_t thread;
	void *result = NULL;
	char *memory = malloc(1 << 20);
	if (!memory || pthread_create(&thread, NULL, think, memory) != 0)
		return 1;
	pthread_join(thread, &result);
	return result == memory ? FINE : 2;
}

static void memory_and_threads_remain(void **state)
{
	(void)state;
	assert_result(use_memory_and_threads, FINE);
}

static int early_only(void)
{
	struct mg_error err = {0};
	if (!mg_confine_early(&err))
		return NOT_CONFINED;
	struct rlimit core;
	if (getrlimit(RLIMIT_CORE, &core) != 0 || core.rlim_max != 0)
		return 1;
	if (socket(AF_NETLINK, SOCK_RAW, 0) >= 0 || errno != EAFNOSUPPORT)
		return 2;
	if (socket(AF_INET, SOCK_STREAM, 0) >= 0)
		return 3;
	if (run_a_program() != -1 || errno != EPERM)
		return 4;
	return FINE;
}

static void libfprint_is_set_up_without_usb_network_or_programs(void **state)
{
	(void)state;
	const pid_t pid = fork();
	if (pid == 0)
		_exit(early_only());
	int status = 0;
	waitpid(pid, &status, 0);
	assert_true(WIFEXITED(status));
	assert_int_equal(WEXITSTATUS(status), FINE);
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(what_judging_does_not_need_kills),
		cmocka_unit_test(no_file_can_be_opened_or_looked_for),
		cmocka_unit_test(memory_and_threads_remain),
		cmocka_unit_test(libfprint_is_set_up_without_usb_network_or_programs),
	};
	return cmocka_run_group_tests(tests, NULL, NULL);
}
