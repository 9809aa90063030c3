/* SPDX-License-Identifier: Apache-2.0
 * Imports that are broken off: killed, stopped, without a database, robbed of their file. Whatever
 * happens, every record is posted exactly once, or the file is refused. */
#include <pthread.h>
#include <setjmp.h>
#include <signal.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/wait.h>
#include <unistd.h>
#include <cmocka.h>
#include "import_rig.h"

#define LINES 10001U
static uint32_t next_seq = 1;

static int setup(void **state)
{
	(void)state;
	rig_open("test_import_broken");
	srand(20261127);
	return 0;
}

static int teardown(void **state)
{
	(void)state;
	rig_close();
	return 0;
}

static void drop_many(unsigned first, size_t n)
{
	char name[40];
	struct sample s;
	const struct mg_frame_header h = rig_header(next_seq);
	snprintf(name, sizeof(name), "J01-%04u.csv", next_seq++);
	rig_make_many(&s, &h, first, n);
	rig_drop(&s, name);
	sample_done(&s);
}

static void last_run(char *ret, size_t cap)
{
	rig_text("SELECT CONCAT_WS('/', state, line_count, posted, inserted) FROM "
		 "madoguchi.import_run ORDER BY run_id DESC LIMIT 1",
		ret, cap);
}

/* ---- killed ---- */

static pid_t start_child(void)
{
	const pid_t pid = fork();
	if (pid == 0) {
		struct mg_error err = {0};
		rig_forget_worker(); /* a connection is not shared with the parent */
		_exit(rig_run(NULL, &err) ? 0 : 1);
	}
	return pid;
}

/* Kills the job some time after the run has come so far; false: it ended before. */
static bool kill_when(const char *sql)
{
	const pid_t pid = start_child();
	int status = 0;
	bool came = false;
	while (!came && waitpid(pid, &status, WNOHANG) == 0) {
		usleep(2000);
		came = rig_number(sql) != 0;
	}
	if (!came)
		return false;
	usleep((useconds_t)(rand() % 150) * 1000);
	kill(pid, SIGKILL);
	waitpid(pid, &status, 0);
	return WIFSIGNALED(status);
}

static void a_job_that_is_killed_goes_on_where_it_was(void **state)
{
	(void)state;
	static const char *const moments[] = {
		"SELECT COUNT(*) FROM madoguchi.import_run WHERE state = 'received'",
		"SELECT COUNT(*) FROM madoguchi.import_run WHERE state = 'received' AND line_count "
		">= 2000",
		"SELECT COUNT(*) FROM madoguchi.import_run WHERE state = 'received' AND line_count "
		">= 4000",
		"SELECT COUNT(*) FROM madoguchi.import_run WHERE under_way = 1 AND line_count >= "
		"10001",
		"SELECT COUNT(*) FROM madoguchi.import_run WHERE under_way = 1 AND posted >= 2000",
		"SELECT COUNT(*) FROM madoguchi.import_run WHERE under_way = 1 AND posted >= 4000",
		"SELECT COUNT(*) FROM madoguchi.import_run WHERE under_way = 1 AND posted >= 8000",
		"SELECT COUNT(*) FROM madoguchi.import_run WHERE state = 'posted'",
	};
	char text[100];
	unsigned kills = 0;
	drop_many(1, LINES);
	for (size_t i = 0; i < MG_LEN(moments); i++) {
		kills += kill_when(moments[i]);
		last_run(text, sizeof(text));
		print_message("killed at %s\n", text);
	}
	assert_true(kills >= 5);
	rig_run_well();
	last_run(text, sizeof(text));
	assert_string_equal(text, "posted/10001/10001/10001");
	assert_int_equal(rig_number("SELECT COUNT(*) FROM madoguchi.import_run"), 1);
	assert_int_equal(
		rig_number("SELECT COUNT(*) FROM madoguchi.juki_person WHERE row_version = 1"),
		LINES);
	assert_int_equal(rig_number("SELECT COUNT(*) FROM madoguchi.juki_person_history"), 0);
	assert_int_equal(rig_number("SELECT COUNT(*) FROM madoguchi.my_number"), (LINES + 2) / 3);
	/* six pieces, six entries: none was posted twice */
	assert_int_equal(
		rig_number("SELECT COUNT(DISTINCT log_writer, log_n) FROM madoguchi.juki_person"),
		6);
	assert_true(rig_exists("done/1-J01-0001.csv"));
	rig_check_whole();
}

/* ---- without its database ---- */

struct runner {
	pthread_t thread;
	const atomic_bool *stopping;
	bool ok;
	struct mg_error err;
};

static void *run(void *user)
{
	struct runner *r = user;
	r->ok = rig_run(r->stopping, &r->err);
	mg_db_thread_done();
	return NULL;
}

static void wait_until(const char *sql)
{
	for (int i = 0; i < 10000 && rig_number(sql) == 0; i++)
		usleep(2000);
	assert_int_equal(rig_number(sql), 1);
}

static void a_database_that_dies_and_returns_loses_nothing(void **state)
{
	(void)state;
	char text[100];
	struct runner r = {.ok = false};
	drop_many(20001, LINES);
	assert_int_equal(pthread_create(&r.thread, NULL, run, &r), 0);
	wait_until(
		"SELECT COUNT(*) FROM madoguchi.import_run WHERE under_way = 1 AND posted >= 2000");
	mg_test_db_do("kill");
	pthread_join(r.thread, NULL);
	assert_false(r.ok);
	assert_true(r.err.code == MG_ERR_UNAVAILABLE || r.err.code == MG_ERR_UNCERTAIN);
	assert_false(rig_run(NULL, &r.err)); /* still away: the same worker says so and lives */
	assert_int_equal(r.err.code, MG_ERR_UNAVAILABLE);
	mg_test_db_do("again");
	rig_run_well();
	last_run(text, sizeof(text));
	assert_string_equal(text, "posted/10001/10001/10001");
	assert_int_equal(
		rig_number("SELECT COUNT(*) FROM madoguchi.juki_person WHERE row_version = 1"),
		2 * LINES);
	rig_check_whole();
}

/* ---- stopped ---- */

static void a_server_that_stops_ends_between_two_pieces(void **state)
{
	(void)state;
	char text[100];
	atomic_bool stopping = false;
	struct runner r = {.stopping = &stopping};
	drop_many(40001, LINES);
	assert_int_equal(pthread_create(&r.thread, NULL, run, &r), 0);
	wait_until("SELECT COUNT(*) FROM madoguchi.import_run WHERE under_way = 1 AND line_count "
		   ">= 2000");
	atomic_store(&stopping, true);
	pthread_join(r.thread, NULL);
	assert_true(r.ok);
	last_run(text, sizeof(text));
	assert_null(strstr(text, "posted/"));
	assert_int_equal(rig_number("SELECT line_count % 2000 FROM madoguchi.import_run WHERE "
				    "under_way = 1 AND line_count < 10001"),
		0);
	atomic_store(&stopping, false);
	rig_run_well();
	last_run(text, sizeof(text));
	assert_string_equal(text, "posted/10001/10001/10001");
	rig_check_whole();
}

/* ---- robbed of its file ---- */

static void begin_and_break_off(unsigned first)
{
	atomic_bool stopping = false;
	struct runner r = {.stopping = &stopping};
	drop_many(first, 40001);
	assert_int_equal(pthread_create(&r.thread, NULL, run, &r), 0);
	wait_until("SELECT COUNT(*) FROM madoguchi.import_run WHERE under_way = 1 AND line_count "
		   ">= 2000");
	atomic_store(&stopping, true);
	pthread_join(r.thread, NULL);
	assert_int_equal(
		rig_number("SELECT COUNT(*) FROM madoguchi.import_run WHERE state = 'received'"),
		1);
}

static void a_file_that_goes_or_changes_before_it_is_checked_is_refused(void **state)
{
	(void)state;
	char path[700], text[100];
	struct sample other;
	const uint64_t persons = rig_number("SELECT COUNT(*) FROM madoguchi.juki_person");
	begin_and_break_off(100001);
	snprintf(path, sizeof(path), "%s/J01-%04u.csv", rig_inbox(), next_seq - 1);
	assert_int_equal(unlink(path), 0);
	rig_run_well();
	rig_text("SELECT CONCAT_WS('/', refusal, refusal_line) FROM madoguchi.import_run ORDER BY "
		 "run_id DESC LIMIT 1",
		text, sizeof(text));
	assert_string_equal(text, "FILE_CHANGED/0");
	assert_int_equal(rig_number("SELECT COUNT(*) FROM madoguchi.juki_person"), persons);
	rig_check_whole();

	/* another one under its name: the run is refused, the other is taken for what it is */
	next_seq--;
	begin_and_break_off(100001);
	const struct mg_frame_header h = rig_header(next_seq - 1);
	const struct rig_line line = {'I', 99999999, NULL, NULL};
	rig_make(&other, &h, &line, 1);
	snprintf(path, sizeof(path), "J01-%04u.csv", next_seq - 1);
	rig_drop(&other, path);
	rig_run_well();
	rig_text("SELECT GROUP_CONCAT(COALESCE(refusal, state) ORDER BY run_id DESC) FROM (SELECT "
		 "run_id, refusal, state FROM"
		 " madoguchi.import_run ORDER BY run_id DESC LIMIT 2) x",
		text, sizeof(text));
	assert_string_equal(text, "posted,FILE_CHANGED");
	assert_int_equal(rig_number("SELECT COUNT(*) FROM madoguchi.juki_person"), persons + 1);
	rig_check_whole();
	sample_done(&other);
}

static void a_stage_that_was_tampered_with_posts_nothing_more(void **state)
{
	(void)state;
	atomic_bool stopping = false;
	struct runner r = {.stopping = &stopping};
	const uint64_t persons = rig_number("SELECT COUNT(*) FROM madoguchi.juki_person");
	drop_many(300001, 40001);
	assert_int_equal(pthread_create(&r.thread, NULL, run, &r), 0);
	wait_until("SELECT COUNT(*) FROM madoguchi.import_run WHERE state = 'received' AND "
		   "line_count >= 4000");
	/* a line is put in another's place */
	mg_test_db_sql(mg_bureau.superuser,
		"UPDATE madoguchi.import_stage_j01 a JOIN madoguchi.import_stage_j01 b ON "
		"b.line_no = 3 AND b.run_id = a.run_id"
		" SET a.record = b.record WHERE a.line_no = 2");
	pthread_join(r.thread, NULL);
	assert_false(r.ok);
	assert_int_equal(r.err.code, MG_ERR_DATA_LOSS);
	assert_int_equal(rig_number("SELECT COUNT(*) FROM madoguchi.juki_person"), persons);
}

static void nothing_readable_stands_in_the_stage(void **state)
{
	(void)state;
	/* of the run that the test before left behind */
	assert_true(rig_number("SELECT COUNT(*) FROM madoguchi.import_stage_j01") > 2000);
	assert_int_equal(rig_number("SELECT COUNT(*) FROM madoguchi.import_stage_j01 WHERE "
				    "INSTR(record, '架空') OR"
				    " INSTR(record, '19790514') OR INSTR(record, person)"),
		0);
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(a_job_that_is_killed_goes_on_where_it_was),
		cmocka_unit_test(a_database_that_dies_and_returns_loses_nothing),
		cmocka_unit_test(a_server_that_stops_ends_between_two_pieces),
		cmocka_unit_test(a_file_that_goes_or_changes_before_it_is_checked_is_refused),
		cmocka_unit_test(a_stage_that_was_tampered_with_posts_nothing_more),
		cmocka_unit_test(nothing_readable_stands_in_the_stage),
	};
	return cmocka_run_group_tests(tests, setup, teardown);
}
