/* SPDX-License-Identifier: Apache-2.0
 * The real matcher when things go wrong: death, load, wear, strangers. */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <pthread.h>
#include <signal.h>
#include <stdlib.h>
#include <string.h>
#include <sys/socket.h>
#include <sys/stat.h>
#include <sys/un.h>
#include <sys/wait.h>
#include <unistd.h>
#include <cmocka.h>
#include "base/clock.h"
#include "fixture.h"

#define NOBODY 65534

struct background {
	const struct rig *rig;
	int64_t timeout_ms;
	bool ok;
	enum mg_match match;
	struct mg_error err;
};

static void *verify_in_background(void *arg)
{
	struct background *b = arg;
	b->ok = verify(b->rig, &own_image, b->timeout_ms, &b->match, &b->err);
	return NULL;
}

/* Waits until a job is with a worker. */
static void await_busy(const struct rig *rig)
{
	for (int i = 0; i < 2000 && rig_status(rig).workers_busy == 0; i++)
		usleep(1000);
	assert_int_equal(rig_status(rig).workers_busy, 1);
}

static void a_worker_killed_over_a_job_is_an_answer_and_the_next_job_is_fine(void **state)
{
	(void)state;
	static const char *const one_worker[] = {"--workers", "1", NULL};
	struct rig rig;
	assert_true(rig_start(&rig, one_worker, 1));
	for (int round = 0; round < 3; round++) {
		pid_t worker[4];
		assert_int_equal(rig_workers(&rig, worker, 4), 1);
		kill(worker[0], SIGSTOP); /* so that it is surely in the middle of the job */
		struct background b = {.rig = &rig, .timeout_ms = TIMEOUT_MS};
		pthread_t thread;
		assert_int_equal(pthread_create(&thread, NULL, verify_in_background, &b), 0);
		await_busy(&rig);
		kill(worker[0], SIGKILL);
		pthread_join(thread, NULL);
		assert_false(b.ok);
		assert_int_equal(b.err.code, MG_ERR_UNAVAILABLE);
		assert_works(&rig);
	}
	assert_int_equal(rig_status(&rig).workers_died, 3);
	assert_int_equal(rig_stop(&rig), 0);
}

static void a_worker_that_hangs_is_killed_and_its_job_answered(void **state)
{
	(void)state;
	static const char *const hasty[] = {"--workers", "1", "--job-timeout-ms", "1500", NULL};
	struct rig rig;
	assert_true(rig_start(&rig, hasty, 1));
	pid_t worker[4];
	assert_int_equal(rig_workers(&rig, worker, 4), 1);
	kill(worker[0], SIGSTOP);
	struct mg_error err = {0};
	enum mg_match match;
	assert_false(verify(&rig, &own_image, TIMEOUT_MS, &match, &err));
	assert_int_equal(err.code, MG_ERR_DEADLINE);
	assert_int_equal(kill(worker[0], 0), -1);
	assert_works(&rig);
	assert_int_equal(rig_stop(&rig), 0);
}

static void a_caller_who_cannot_wait_gets_its_deadline(void **state)
{
	(void)state;
	static const char *const one_worker[] = {"--workers", "1", NULL};
	struct rig rig;
	assert_true(rig_start(&rig, one_worker, 1));
	pid_t worker[4];
	assert_int_equal(rig_workers(&rig, worker, 4), 1);
	kill(worker[0], SIGSTOP);
	struct background first = {.rig = &rig, .timeout_ms = TIMEOUT_MS};
	pthread_t thread;
	assert_int_equal(pthread_create(&thread, NULL, verify_in_background, &first), 0);
	await_busy(&rig);
	struct mg_error err = {0};
	enum mg_match match;
	const int64_t since_us = mg_mono_us(&mg_clock_system);
	assert_false(verify(&rig, &own_image, 200, &match, &err));
	assert_int_equal(err.code, MG_ERR_DEADLINE);
	assert_true(mg_mono_us(&mg_clock_system) - since_us < 5000000);
	assert_false(verify(&rig, &own_image, 0, &match, &err));
	assert_int_equal(err.code, MG_ERR_DEADLINE);
	/* nobody waits for the second job any more: it is not judged when the worker goes on */
	kill(worker[0], SIGCONT);
	pthread_join(thread, NULL);
	assert_true(first.ok);
	assert_int_equal(first.match, MG_MATCH_YES);
	assert_int_equal(rig_status(&rig).jobs, 1);
	assert_int_equal(rig_stop(&rig), 0);
}

static void a_full_queue_is_busy_at_once(void **state)
{
	(void)state;
	static const char *const short_queue[] = {"--workers", "1", "--queue", "3", NULL};
	struct rig rig;
	assert_true(rig_start(&rig, short_queue, 1));
	pid_t worker[4];
	assert_int_equal(rig_workers(&rig, worker, 4), 1);
	kill(worker[0], SIGSTOP);
	struct background b[4];
	pthread_t threads[4];
	for (int i = 0; i < 4; i++) {
		b[i] = (struct background){.rig = &rig, .timeout_ms = TIMEOUT_MS};
		assert_int_equal(pthread_create(&threads[i], NULL, verify_in_background, &b[i]), 0);
		if (i == 0)
			await_busy(&rig);
	}
	for (int i = 0; i < 2000 && rig_status(&rig).queued < 3; i++)
		usleep(1000);
	struct mg_error err = {0};
	enum mg_match match;
	const int64_t since_us = mg_mono_us(&mg_clock_system);
	assert_false(verify(&rig, &own_image, TIMEOUT_MS, &match, &err));
	assert_int_equal(err.code, MG_ERR_BUSY);
	assert_true(mg_mono_us(&mg_clock_system) - since_us < 2000000);
	kill(worker[0], SIGCONT);
	for (int i = 0; i < 4; i++) {
		pthread_join(threads[i], NULL);
		assert_true(b[i].ok);
		assert_int_equal(b[i].match, MG_MATCH_YES);
	}
	assert_int_equal(rig_stop(&rig), 0);
}

static void a_hundred_verdicts_in_a_row_survive_worn_workers(void **state)
{
	(void)state;
	static const char *const worn_soon[] = {"--workers", "1", "--worker-jobs", "9", NULL};
	struct rig rig;
	assert_true(rig_start(&rig, worn_soon, 1));
	for (int i = 0; i < 100; i++) {
		struct mg_error err = {0};
		enum mg_match match;
		assert_true(
			verify(&rig, i % 2 ? &own_image : &other_image, TIMEOUT_MS, &match, &err));
		assert_int_equal(match, i % 2 ? MG_MATCH_YES : MG_MATCH_NO);
	}
	const struct mg_matcher_status status = rig_status(&rig);
	assert_int_equal(status.jobs, 100);
	assert_int_equal(status.workers_died, 0);
	assert_true(status.workers_started >= 9);
	assert_int_equal(rig_stop(&rig), 0);
}

/* libfprint's device is too hot after 180 s at work: here each may be at work for 200 ms, which is
 * 5 verdicts or so. */
static void a_worker_is_replaced_before_its_device_is_too_hot(void **state)
{
	(void)state;
	static const char *const cool[] = {"--workers", "1", "--worker-busy-ms", "200", NULL};
	struct rig rig;
	assert_true(rig_start(&rig, cool, 1));
	pid_t first[4], last[4];
	assert_int_equal(rig_workers(&rig, first, 4), 1);
	for (int i = 0; i < 40; i++)
		assert_works(&rig);
	assert_true(rig_workers(&rig, last, 4) >= 1);
	assert_int_not_equal(first[0], last[0]);
	const struct mg_matcher_status status = rig_status(&rig);
	assert_true(status.workers_started >= 3);
	assert_int_equal(status.workers_died, 0);
	assert_int_equal(rig_stop(&rig), 0);
}

static void sixteen_clients_at_once_all_get_their_own_verdict(void **state)
{
	(void)state;
	struct rig rig;
	assert_true(rig_start(&rig, two_workers, 2));
	for (int round = 0; round < 4; round++) {
		struct background b[16];
		pthread_t threads[16];
		for (int i = 0; i < 16; i++) {
			b[i] = (struct background){.rig = &rig, .timeout_ms = TIMEOUT_MS};
			assert_int_equal(
				pthread_create(&threads[i], NULL, verify_in_background, &b[i]), 0);
		}
		for (int i = 0; i < 16; i++) {
			pthread_join(threads[i], NULL);
			assert_true(b[i].ok);
			assert_int_equal(b[i].match, MG_MATCH_YES);
		}
	}
	assert_int_equal(rig_stop(&rig), 0);
}

/* In another process and as another user: what a verdict attempt ends with. */
static int attempt_as(uid_t uid, const struct rig *rig)
{
	const pid_t pid = fork();
	if (pid == 0) {
		struct mg_error err = {0};
		enum mg_match match = MG_MATCH_NO;
		if (setuid(uid) != 0)
			_exit(99);
		if (verify(rig, &own_image, TIMEOUT_MS, &match, &err))
			_exit(match == MG_MATCH_YES ? 0 : 98);
		_exit((int)err.code);
	}
	int status = 0;
	waitpid(pid, &status, 0);
	return WIFEXITED(status) ? WEXITSTATUS(status) : -1;
}

static void a_user_who_is_not_admitted_gets_no_word(void **state)
{
	(void)state;
	if (geteuid() != 0) /* changing the user takes root; the door itself is the same for all */
		skip();
	static const char *const admits_one[] = {"--workers", "1", "--peer-uid", "65534", NULL};
	struct rig rig;
	assert_true(rig_start(&rig, two_workers, 1));
	struct stat st;
	assert_int_equal(stat(rig.socket, &st), 0);
	assert_int_equal(st.st_mode & 07777, 0600);
	assert_int_equal(
		attempt_as(NOBODY, &rig), MG_ERR_UNAVAILABLE); /* the file's mode says no */
	assert_int_equal(chmod(rig.directory, 0755), 0);
	assert_int_equal(chmod(rig.socket, 0666), 0);
	assert_int_equal(
		attempt_as(NOBODY, &rig), MG_ERR_UNAVAILABLE); /* and so does the matcher */
	assert_works(&rig);
	assert_int_equal(rig_stop(&rig), 0);

	assert_true(rig_start(&rig, admits_one, 1));
	assert_int_equal(chmod(rig.directory, 0755), 0);
	assert_int_equal(chmod(rig.socket, 0666), 0);
	assert_int_equal(attempt_as(NOBODY, &rig), 0);
	assert_int_equal(attempt_as(NOBODY - 1, &rig), MG_ERR_UNAVAILABLE);
	assert_int_equal(rig_stop(&rig), 0);
}

static void idle_connections_beyond_count_leave_a_clear_answer(void **state)
{
	(void)state;
	struct rig rig;
	assert_true(rig_start(&rig, two_workers, 1));
	struct sockaddr_un address = {.sun_family = AF_UNIX};
	memcpy(address.sun_path, rig.socket, sizeof(rig.socket));
	int fds[400];
	for (size_t i = 0; i < MG_LEN(fds); i++) {
		fds[i] = socket(AF_UNIX, SOCK_STREAM | SOCK_CLOEXEC, 0);
		assert_int_equal(
			connect(fds[i], (const struct sockaddr *)&address, sizeof(address)), 0);
	}
	struct mg_error err = {0};
	enum mg_match match;
	assert_false(verify(&rig, &own_image, TIMEOUT_MS, &match, &err));
	assert_int_equal(err.code, MG_ERR_BUSY);
	for (size_t i = 0; i < MG_LEN(fds); i++)
		close(fds[i]);
	for (int i = 0; i < 2000 && rig_status(&rig).workers_ready == 0; i++)
		usleep(1000); /* until it has noticed */
	assert_works(&rig);
	assert_int_equal(rig_stop(&rig), 0);
}

static void nothing_of_the_environment_reaches_a_worker(void **state)
{
	(void)state;
	struct rig rig;
	assert_int_equal(setenv("FP_VIRTUAL_IMAGE", "/nonexistent/reader", 1), 0);
	assert_int_equal(setenv("FP_VIRTUAL_DEVICE", "/nonexistent/device", 1), 0);
	assert_int_equal(setenv("FP_DRIVERS_WHITELIST", "none", 1), 0);
	assert_int_equal(setenv("G_MESSAGES_DEBUG", "all", 1), 0);
	const bool started = rig_start(&rig, two_workers, 1);
	unsetenv("FP_VIRTUAL_IMAGE");
	unsetenv("FP_VIRTUAL_DEVICE");
	unsetenv("FP_DRIVERS_WHITELIST");
	unsetenv("G_MESSAGES_DEBUG");
	assert_true(started);
	assert_works(&rig);
	assert_int_equal(rig_stop(&rig), 0);
}

static void without_a_matcher_the_answer_is_unavailable(void **state)
{
	(void)state;
	struct rig rig = {.socket = "/nonexistent/socket"};
	struct mg_error err = {0};
	enum mg_match match;
	assert_true(mg_matcher_client_new(rig.socket, &rig.client, NULL));
	assert_false(verify(&rig, &own_image, TIMEOUT_MS, &match, &err));
	assert_int_equal(err.code, MG_ERR_UNAVAILABLE);
	mg_matcher_client_free(rig.client);
	assert_true(mg_matcher_client_new("", &rig.client, NULL));
	assert_false(verify(&rig, &own_image, TIMEOUT_MS, &match, &err));
	assert_int_equal(err.code, MG_ERR_UNAVAILABLE);
	mg_matcher_client_free(rig.client);
}

static void a_second_matcher_does_not_take_the_socket_and_a_dead_ones_is_taken_over(void **state)
{
	(void)state;
	struct rig rig;
	assert_true(rig_start(&rig, two_workers, 1));
	pid_t second = fork();
	if (second == 0) {
		execl(rig_program(), "madoguchi-matcher", "--socket", rig.socket, "--workers", "1",
			(char *)NULL);
		_exit(127);
	}
	int status = 0;
	waitpid(second, &status, 0);
	assert_int_equal(WEXITSTATUS(status), 1);
	assert_works(&rig);
	/* killed while its workers are starting anew: socket file and directories stay behind */
	pid_t workers[4];
	const size_t n = rig_workers(&rig, workers, 4);
	for (size_t i = 0; i < n; i++)
		kill(workers[i], SIGKILL);
	usleep(30000);
	kill(rig.pid, SIGKILL);
	waitpid(rig.pid, NULL, 0);
	rig.pid = fork();
	if (rig.pid == 0) {
		execl(rig_program(), "madoguchi-matcher", "--socket", rig.socket, "--workers", "1",
			(char *)NULL);
		_exit(127);
	}
	for (int i = 0; i < 500 && rig_status(&rig).workers_ready < 1; i++)
		usleep(20000);
	assert_works(&rig);
	assert_int_equal(rig_stop(&rig), 0);
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(a_worker_killed_over_a_job_is_an_answer_and_the_next_job_is_fine),
		cmocka_unit_test(a_worker_that_hangs_is_killed_and_its_job_answered),
		cmocka_unit_test(a_caller_who_cannot_wait_gets_its_deadline),
		cmocka_unit_test(a_full_queue_is_busy_at_once),
		cmocka_unit_test(a_hundred_verdicts_in_a_row_survive_worn_workers),
		cmocka_unit_test(a_worker_is_replaced_before_its_device_is_too_hot),
		cmocka_unit_test(sixteen_clients_at_once_all_get_their_own_verdict),
		cmocka_unit_test(a_user_who_is_not_admitted_gets_no_word),
		cmocka_unit_test(idle_connections_beyond_count_leave_a_clear_answer),
		cmocka_unit_test(nothing_of_the_environment_reaches_a_worker),
		cmocka_unit_test(without_a_matcher_the_answer_is_unavailable),
		cmocka_unit_test(
			a_second_matcher_does_not_take_the_socket_and_a_dead_ones_is_taken_over),
	};
	return cmocka_run_group_tests(tests, enrol_once, NULL);
}
