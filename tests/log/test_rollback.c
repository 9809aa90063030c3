/* SPDX-License-Identifier: Apache-2.0
 * The sequencer remembers what it has signed outside the database: an older state is not signed on, and a batch that was
 * signed but not committed is committed as it was. */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <stdio.h>
#include <string.h>
#include <cmocka.h>
#include <signal.h>
#include <sys/wait.h>
#include <time.h>
#include "log_rig.h"

#define SEQUENCER MG_BINARY_DIR "/server/audit/sequencer/madoguchi-sequencer"

static struct mg_log_rig *rig;
static struct mg_rig_writer a, b;

static void sql(const char *text)
{
	mg_test_db_sql(rig->superuser, text);
}

static int setup(void **state)
{
	static const char *const tables[] = {"leaf", "run", "checkpoint"};
	char text[200];
	(void)state;
	rig = mg_log_rig_start("test_rollback");
	for (size_t i = 0; i < MG_LEN(tables); i++) { /* a superuser begins with what is in the way */
		snprintf(text, sizeof(text), "DROP TRIGGER madoguchi_log.%s_no_update; DROP TRIGGER madoguchi_log.%s_no_delete",
			tables[i], tables[i]);
		sql(text);
	}
	return 0;
}

/* 20 entries under one checkpoint, 20 more under the next, two writers each; the sequencer runs. */
static int fresh(void **state)
{
	struct mg_error err = {0};
	(void)state;
	mg_log_rig_clear(rig);
	mg_rig_writer_open(rig, &a);
	mg_rig_writer_open(rig, &b);
	for (uint64_t size = 20; size <= 40; size += 20) {
		assert_true(mg_rig_writer_write(&a, 10, &err) && mg_rig_writer_write(&b, 10, &err));
		mg_log_rig_sequence(rig); /* all twenty are there when it starts: one batch */
		mg_log_rig_wait(rig, size);
		if (size == 20)
			assert_int_equal(mg_log_rig_signal(rig, SIGTERM), 0);
	}
	return 0;
}

static int stop(void **state)
{
	(void)state;
	mg_rig_writer_close(&a);
	mg_rig_writer_close(&b);
	if (rig->sequencer)
		assert_int_equal(mg_log_rig_signal(rig, SIGTERM), 0);
	return 0;
}

static void take_back_checkpoint(void)
{
	sql("DELETE FROM madoguchi_log.checkpoint WHERE size > 20; DELETE FROM madoguchi_log.run WHERE first_index >= 20");
}

static void assert_refuses_to_start(const char *why)
{
	char words[600];
	const char *output;
	snprintf(words, sizeof(words), "--config '%s'", rig->config);
	assert_int_equal(mg_log_rig_run(rig, SEQUENCER, words, &output), 1);
	if (!strstr(output, why))
		fail_msg("%s not in: %s", why, output);
	assert_int_equal(mg_log_rig_number(rig, "SELECT MAX(size) FROM madoguchi_log.checkpoint"), 20);
}

static void an_older_state_behind_a_cut_connection_ends_the_sequencer(void **state)
{
	(void)state;
	int status = 0;
	char text[100];
	/* The newest batch and its entries vanish without a trace, and the sequencer is made to read all back. */
	sql("DELETE FROM madoguchi_log.checkpoint WHERE size > 20; DELETE FROM madoguchi_log.run WHERE first_index >= 20;"
	    "DELETE FROM madoguchi_log.leaf WHERE n > 10");
	uint64_t id = mg_log_rig_number(
		rig, "SELECT CAST(ID AS UNSIGNED) FROM information_schema.PROCESSLIST WHERE USER = 'mg_seq'");
	snprintf(text, sizeof(text), "KILL %llu", (unsigned long long)id);
	sql(text);
	for (int i = 0; i < 100 && waitpid(rig->sequencer, &status, WNOHANG) == 0; i++)
		nanosleep(&(struct timespec){.tv_nsec = 100000000}, NULL);
	assert_true(WIFEXITED(status) && WEXITSTATUS(status) == 1);
	rig->sequencer = 0;
	assert_true(mg_log_rig_has_said(rig, "the sequencer ends"));
	assert_int_equal(mg_log_rig_number(rig, "SELECT MAX(size) FROM madoguchi_log.checkpoint"), 20);
	assert_refuses_to_start("that was signed is gone or changed");
}

static void two_checkpoints_back_is_not_one_batch_behind(void **state)
{
	struct mg_error err = {0};
	(void)state;
	assert_true(mg_rig_writer_write(&a, 3, &err));
	mg_log_rig_wait(rig, 43);
	assert_int_equal(mg_log_rig_signal(rig, SIGTERM), 0);
	take_back_checkpoint();
	assert_refuses_to_start("rolled back: this sequencer has signed 43 entries, the database has 20");
}

static void a_batch_that_was_signed_but_not_committed_is_committed_as_it_was(void **state)
{
	struct mg_error err = {0};
	(void)state;
	assert_int_equal(mg_log_rig_signal(rig, SIGKILL) & 0x7f, SIGKILL);
	sql("CREATE OR REPLACE TABLE mysql.kept_note AS SELECT note, root FROM madoguchi_log.checkpoint WHERE size = 40");
	/* As after a crash between the file and COMMIT; and before the restart both writers went on. */
	take_back_checkpoint();
	assert_true(mg_rig_writer_write(&a, 5, &err) && mg_rig_writer_write(&b, 5, &err));
	mg_log_rig_sequence(rig);
	mg_log_rig_wait(rig, 50);
	assert_int_equal(mg_log_rig_check(rig), 50);
	assert_int_equal(mg_log_rig_number(rig, "SELECT COUNT(*) FROM madoguchi_log.checkpoint c JOIN mysql.kept_note k"
						" ON c.note = k.note AND c.root = k.root WHERE c.size = 40"), 1);
}

static void a_signed_batch_whose_entries_are_gone_is_not_signed_again_without_them(void **state)
{
	(void)state;
	assert_int_equal(mg_log_rig_signal(rig, SIGTERM), 0);
	take_back_checkpoint();
	sql("DELETE FROM madoguchi_log.leaf WHERE n = 20");
	assert_refuses_to_start("that was signed is gone or changed");
}

static void a_log_replaced_by_a_longer_one_is_not_signed_on(void **state)
{
	struct mg_error err = {0};
	(void)state;
	char from[600], to[600];
	assert_int_equal(mg_log_rig_signal(rig, SIGTERM), 0);
	snprintf(from, sizeof(from), "%s/sequencer.state", rig->folder);
	snprintf(to, sizeof(to), "%s/kept.state", rig->folder);
	assert_int_equal(rename(from, to), 0);
	/* Another log of the same key: one that was signed while the state file was away. */
	sql("TRUNCATE madoguchi_log.checkpoint; TRUNCATE madoguchi_log.run; DELETE FROM madoguchi_log.leaf WHERE n > 10");
	mg_rig_writer_close(&a);
	mg_rig_writer_open(rig, &a);
	assert_true(mg_rig_writer_write(&a, 40, &err));
	mg_log_rig_sequence(rig);
	mg_log_rig_wait(rig, 60);
	assert_int_equal(mg_log_rig_signal(rig, SIGTERM), 0);
	assert_int_equal(rename(to, from), 0);
	char words[600];
	const char *output;
	snprintf(words, sizeof(words), "--config '%s'", rig->config);
	assert_int_equal(mg_log_rig_run(rig, SEQUENCER, words, &output), 1);
	assert_non_null(strstr(output, "does not continue the 40 entries that were signed"));
}

static void a_damaged_state_file_is_refused(void **state)
{
	(void)state;
	char words[600];
	const char *output;
	assert_int_equal(mg_log_rig_signal(rig, SIGTERM), 0);
	mg_log_rig_file(rig, "sequencer.state", "madoguchi sequencer v1");
	snprintf(words, sizeof(words), "--config '%s'", rig->config);
	assert_int_equal(mg_log_rig_run(rig, SEQUENCER, words, &output), 2);
	assert_non_null(strstr(output, "state file is damaged"));
}

int main(void)
{
#define CASE(f) cmocka_unit_test_setup_teardown(f, fresh, stop)
	const struct CMUnitTest tests[] = {
		CASE(an_older_state_behind_a_cut_connection_ends_the_sequencer),
		CASE(two_checkpoints_back_is_not_one_batch_behind),
		CASE(a_batch_that_was_signed_but_not_committed_is_committed_as_it_was),
		CASE(a_signed_batch_whose_entries_are_gone_is_not_signed_again_without_them),
		CASE(a_log_replaced_by_a_longer_one_is_not_signed_on),
		CASE(a_damaged_state_file_is_refused),
	};
	return cmocka_run_group_tests(tests, setup, NULL);
}
