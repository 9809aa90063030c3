/* SPDX-License-Identifier: Apache-2.0
 * The sequencer as a process of its own against a real database: nothing lost, nothing twice, whatever happens. */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <cmocka.h>
#include <pthread.h>
#include <signal.h>
#include <stdatomic.h>
#include <sys/wait.h>
#include <time.h>
#include "audit/proof_store.h"
#include "audit/log_store.h"
#include "log_rig.h"

#define WRITERS 64
#define HELD_MS 3000

static struct mg_log_rig *rig;
static atomic_bool over;
static atomic_uint begun; /* busy writers that have written */

static void sleep_ms(long ms)
{
	nanosleep(&(struct timespec){.tv_sec = ms / 1000, .tv_nsec = ms % 1000 * 1000000}, NULL);
}

static int setup(void **state)
{
	(void)state;
	rig = mg_log_rig_start("test_sequencer");
	mg_test_db_sql(rig->superuser, "CREATE DATABASE naive; CREATE TABLE naive.entry (id BIGINT UNSIGNED AUTO_INCREMENT PRIMARY"
				       " KEY, what INT) ENGINE=InnoDB");
	return 0;
}

static int fresh(void **state)
{
	(void)state;
	mg_log_rig_clear(rig);
	atomic_store(&over, false);
	return 0;
}

static int stop(void **state)
{
	(void)state;
	if (rig->sequencer)
		assert_int_equal(mg_log_rig_signal(rig, SIGTERM), 0);
	return 0;
}

/* ---- 64 writers, and the cursor that does not work ---- */

static const struct mg_stmt_def add_naive = {
	.name = "naive.add", .sql = "INSERT INTO naive.entry (what) VALUES (1)", .params = "", .columns = ""};
static const struct mg_stmt_def read_naive = {
	.name = "naive.read", .sql = "SELECT id FROM naive.entry WHERE id > ? ORDER BY id", .params = "u", .columns = "u"};

/* One transaction: the entry, and the same in a table that is numbered as tables usually are. */
static bool write_both(struct mg_rig_writer *w, long hold_ms, struct mg_error *err)
{
	MG_CLEANUP(mg_tx_done) struct mg_tx tx;
	mg_tx_begin(&tx, w->db);
	if (!mg_rig_writer_append(w, &tx, err) || !mg_exec(&tx, &add_naive, MG_NO_PARAMS, NULL, NULL, err))
		return false;
	if (hold_ms)
		sleep_ms(hold_ms);
	while (hold_ms && atomic_load(&begun) < WRITERS) /* a busy machine takes its time to connect them all */
		sleep_ms(20);
	if (!mg_tx_commit(&tx, err))
		return false;
	mg_appender_committed(w->appender);
	return true;
}

static void *busy_writer(void *arg)
{
	struct mg_rig_writer w;
	struct mg_error err = {0};
	unsigned seed = (unsigned)(uintptr_t)arg;
	uintptr_t written = 0;
	mg_rig_writer_open(rig, &w);
	for (; !atomic_load(&over); written++) {
		if (!write_both(&w, 0, &err)) {
			fprintf(stderr, "writer: %s\n", err.detail);
			break;
		}
		if (written == 0)
			atomic_fetch_add(&begun, 1);
		sleep_ms(rand_r(&seed) % 40);
	}
	mg_rig_writer_close(&w);
	mg_db_thread_done();
	return (void *)written;
}

static void *holder(void *arg)
{
	struct mg_rig_writer w;
	struct mg_error err = {0};
	(void)arg;
	mg_rig_writer_open(rig, &w);
	bool ok = write_both(&w, HELD_MS, &err);
	atomic_store(&over, true);
	mg_rig_writer_close(&w);
	mg_db_thread_done();
	return (void *)(uintptr_t)ok;
}

struct naive {
	uint64_t last, seen;
};

static bool naive_row(void *user, const struct mg_value *row, size_t columns, struct mg_error *err)
{
	struct naive *n = user;
	(void)columns;
	(void)err;
	n->last = mg_u(&row[0]);
	n->seen++;
	return true;
}

static void *naive_reader(void *arg)
{
	struct naive *n = arg;
	struct mg_error err = {0};
	MG_CLEANUP(mg_db_freep) struct mg_db *db = mg_test_db_open(rig->superuser);
	for (bool last = false; !last;) {
		last = atomic_load(&over);
		MG_CLEANUP(mg_tx_done) struct mg_tx tx;
		mg_tx_begin(&tx, db);
		if (!mg_query_each(&tx, &read_naive, MG_PARAMS(MG_U(n->last)), naive_row, n, &err))
			fprintf(stderr, "naive: %s\n", err.detail);
		sleep_ms(last ? 0 : 20);
	}
	return NULL;
}

static void every_entry_is_indexed_once_while_a_transaction_stays_open_and_a_naive_cursor_loses_some(void **state)
{
	(void)state;
	pthread_t threads[WRITERS], held, reader;
	struct naive naive = {0};
	uint64_t written = 0;
	void *result;
	mg_log_rig_sequence(rig);
	pthread_create(&reader, NULL, naive_reader, &naive);
	pthread_create(&held, NULL, holder, NULL);
	for (size_t i = 0; i < WRITERS; i++)
		pthread_create(&threads[i], NULL, busy_writer, (void *)(i + 1));
	pthread_join(held, &result);
	written += (uintptr_t)result;
	for (size_t i = 0; i < WRITERS; i++) {
		pthread_join(threads[i], &result);
		assert_true((uintptr_t)result > 0); /* how many depends on the machine */
		written += (uintptr_t)result;
	}
	pthread_join(reader, NULL);
	mg_log_rig_wait(rig, written);
	assert_int_equal(mg_log_rig_check(rig), written);
	assert_int_equal(mg_log_rig_number(rig, "SELECT COUNT(*) FROM madoguchi_log.leaf"), written);
	assert_int_equal(mg_log_rig_number(rig, "SELECT COUNT(*) FROM madoguchi_log.alarm"), 0);
	assert_int_equal(mg_log_rig_number(rig, "SELECT COUNT(*) FROM naive.entry"), written);
	print_message("%llu entries; id > last saw %llu of them\n", (unsigned long long)written,
		(unsigned long long)naive.seen);
	assert_true(naive.seen < written);
}

static void a_number_given_again_after_a_rollback_makes_no_gap(void **state)
{
	(void)state;
	struct mg_rig_writer w;
	struct mg_error err = {0};
	mg_log_rig_sequence(rig);
	mg_rig_writer_open(rig, &w);
	for (int i = 0; i < 20; i++) {
		{
			MG_CLEANUP(mg_tx_done) struct mg_tx tx;
			mg_tx_begin(&tx, w.db);
			assert_true(mg_rig_writer_append(&w, &tx, &err));
		}
		assert_true(mg_rig_writer_write(&w, 3, &err));
	}
	mg_log_rig_wait(rig, 60);
	assert_int_equal(mg_log_rig_check(rig), 60);
	mg_rig_writer_close(&w);
}

static void single_entries_come_under_a_checkpoint_each_without_another_to_push_them(void **state)
{
	(void)state;
	struct mg_rig_writer w;
	struct mg_error err = {0};
	mg_log_rig_sequence(rig);
	mg_rig_writer_open(rig, &w);
	for (uint64_t n = 1; n <= 5; n++) {
		sleep_ms(130 * (long)n);
		assert_true(mg_rig_writer_write(&w, 1, &err));
		mg_log_rig_wait(rig, n); /* how long that takes is measured by tests/bench/run */
	}
	mg_rig_writer_close(&w);
}

/* ---- the process and the database come and go ---- */

static void a_second_sequencer_ends_on_the_primary_key(void **state)
{
	(void)state;
	struct mg_rig_writer w;
	struct mg_error err = {0};
	int status;
	mg_log_rig_sequence(rig);
	pid_t first = rig->sequencer;
	mg_log_rig_sequence(rig);
	mg_rig_writer_open(rig, &w);
	for (int i = 0; i < 100 && waitpid(-1, &status, WNOHANG) == 0; i++) {
		assert_true(mg_rig_writer_write(&w, 5, &err));
		sleep_ms(100);
	}
	assert_true(WIFEXITED(status) && WEXITSTATUS(status) == 1);
	assert_true(mg_log_rig_has_said(rig, "another sequencer indexes this log"));
	/* One of the two is left; which one is not said. */
	if (kill(first, 0) == 0)
		rig->sequencer = first;
	uint64_t written = mg_log_rig_number(rig, "SELECT COUNT(*) FROM madoguchi_log.leaf");
	mg_log_rig_wait(rig, written);
	assert_int_equal(mg_log_rig_check(rig), written);
	mg_rig_writer_close(&w);
}

static void *steady_writer(void *arg)
{
	uintptr_t written = 0;
	struct mg_rig_writer w;
	struct mg_error err = {0};
	(void)arg;
	mg_rig_writer_open(rig, &w);
	for (; !atomic_load(&over); written++)
		if (!mg_rig_writer_write(&w, 1, &err))
			break;
	mg_rig_writer_close(&w);
	mg_db_thread_done();
	return (void *)written;
}

static void a_sequencer_killed_in_mid_work_goes_on_where_it_was(void **state)
{
	(void)state;
	pthread_t threads[8];
	uint64_t written = 0;
	void *result;
	for (size_t i = 0; i < MG_LEN(threads); i++)
		pthread_create(&threads[i], NULL, steady_writer, NULL);
	for (int i = 0; i < 8; i++) {
		mg_log_rig_sequence(rig);
		sleep_ms(150 + 170 * i);
		assert_true(WIFSIGNALED(mg_log_rig_signal(rig, SIGKILL)));
	}
	atomic_store(&over, true);
	for (size_t i = 0; i < MG_LEN(threads); i++) {
		pthread_join(threads[i], &result);
		written += (uintptr_t)result;
	}
	mg_log_rig_sequence(rig);
	mg_log_rig_wait(rig, written);
	assert_int_equal(mg_log_rig_check(rig), written);
	assert_int_equal(mg_log_rig_number(rig, "SELECT COUNT(*) FROM madoguchi_log.alarm"), 0);
}

static void a_database_that_dies_and_returns_loses_nothing(void **state)
{
	(void)state;
	struct mg_rig_writer w;
	struct mg_error err = {0};
	mg_log_rig_sequence(rig);
	for (int i = 0; i < 3; i++) {
		mg_rig_writer_open(rig, &w);
		assert_true(mg_rig_writer_write(&w, 400, &err));
		mg_test_db_do(i == 1 ? "stop" : "kill");
		sleep_ms(600);
		mg_test_db_do("again");
		assert_false(mg_rig_writer_write(&w, 1, &err));
		mg_rig_writer_close(&w);
	}
	mg_rig_writer_open(rig, &w);
	assert_true(mg_rig_writer_write(&w, 1, &err));
	mg_rig_writer_close(&w);
	uint64_t stored = mg_log_rig_number(rig, "SELECT COUNT(*) FROM madoguchi_log.leaf");
	assert_true(stored >= 1201); /* what was acknowledged is there */
	mg_log_rig_wait(rig, stored);
	assert_int_equal(mg_log_rig_check(rig), stored);
	assert_true(mg_log_rig_has_said(rig, "indexing again"));
}

/* ---- what must not pass ---- */

static void assert_alarm(uint64_t writer, uint64_t n, const char *fault)
{
	char sql[300];
	snprintf(sql, sizeof(sql), "SELECT COUNT(*) FROM madoguchi_log.alarm WHERE writer = %llu AND n = %llu AND fault = '%s'",
		(unsigned long long)writer, (unsigned long long)n, fault);
	for (int i = 0; i < 200 && mg_log_rig_number(rig, sql) == 0; i++)
		sleep_ms(100);
	assert_int_equal(mg_log_rig_number(rig, sql), 1);
}

static void do_sql(const char *format, uint64_t a, uint64_t b)
{
	char sql[600];
#pragma GCC diagnostic push
#pragma GCC diagnostic ignored "-Wformat-nonliteral"
	snprintf(sql, sizeof(sql), format, (unsigned long long)a, (unsigned long long)b);
#pragma GCC diagnostic pop
	mg_test_db_sql(rig->superuser, sql);
}

static void a_forged_entry_stops_its_writer_and_no_other(void **state)
{
	(void)state;
	struct mg_rig_writer a, b;
	struct mg_error err = {0};
	uint64_t writer, n;
	mg_log_rig_sequence(rig);
	mg_rig_writer_open(rig, &a);
	mg_rig_writer_open(rig, &b);
	assert_true(mg_rig_writer_write(&a, 10, &err) && mg_rig_writer_write(&b, 10, &err));
	mg_log_rig_wait(rig, 20);
	mg_appender_next(a.appender, &writer, &n);
	/* The superuser repeats entry 10 as entry 11 with the right number in its bytes: only the token is not to be had. */
	do_sql("INSERT INTO madoguchi_log.leaf SELECT writer, 11, INSERT(entry, 48, 8, UNHEX('000000000000000B'))"
	       " FROM madoguchi_log.leaf WHERE writer = %llu AND n = 10",
		writer, 0);
	assert_alarm(writer, 11, "token-wrong");
	assert_true(mg_rig_writer_write(&b, 7, &err));
	mg_log_rig_wait(rig, 27);
	assert_int_equal(mg_log_rig_check(rig), 27);
	/* After a restart too: the alarm is remembered. */
	assert_int_equal(mg_log_rig_signal(rig, SIGTERM), 0);
	mg_log_rig_sequence(rig);
	assert_true(mg_rig_writer_write(&b, 1, &err));
	mg_log_rig_wait(rig, 28);
	assert_int_equal(mg_log_rig_number(rig, "SELECT COUNT(*) FROM madoguchi_log.alarm"), 1);
	mg_rig_writer_close(&a);
	mg_rig_writer_close(&b);
}

static void a_gap_stops_its_writer(void **state)
{
	(void)state;
	struct mg_rig_writer a;
	struct mg_error err = {0};
	uint64_t writer, n;
	mg_rig_writer_open(rig, &a);
	assert_true(mg_rig_writer_write(&a, 10, &err));
	mg_appender_next(a.appender, &writer, &n);
	mg_test_db_sql(rig->superuser, "DROP TRIGGER madoguchi_log.leaf_no_delete");
	do_sql("DELETE FROM madoguchi_log.leaf WHERE writer = %llu AND n = 6", writer, 0);
	mg_test_db_sql(rig->superuser, "CREATE TRIGGER madoguchi_log.leaf_no_delete BEFORE DELETE ON madoguchi_log.leaf FOR EACH ROW"
				       " SIGNAL SQLSTATE '45000'");
	mg_log_rig_sequence(rig);
	assert_alarm(writer, 6, "gap");
	assert_int_equal(mg_log_rig_check(rig), 5);
	mg_rig_writer_close(&a);
}

static void writers_that_the_server_did_not_sign_are_never_indexed(void **state)
{
	(void)state;
	struct mg_rig_writer a;
	struct mg_error err = {0};
	mg_log_rig_sequence(rig);
	mg_rig_writer_open(rig, &a);
	assert_true(mg_rig_writer_write(&a, 2, &err));
	mg_log_rig_wait(rig, 2);
	/* A writer with a chain of one's own, and entries of a writer that never registered. */
	mg_test_db_sql(rig->superuser,
		"INSERT INTO madoguchi_log.writer SELECT 5000, municipality, writer_uid, boot_id, chain_len, UNHEX(MD5('mine')),"
		" signature, started_us FROM madoguchi_log.writer LIMIT 1;"
		"INSERT INTO madoguchi_log.leaf SELECT 5000, n, entry FROM madoguchi_log.leaf;"
		"INSERT INTO madoguchi_log.leaf SELECT 6000, n, entry FROM madoguchi_log.leaf WHERE writer < 5000");
	assert_alarm(5000, 0, "writer-forged");
	assert_alarm(6000, 0, "writer-unknown");
	assert_true(mg_rig_writer_write(&a, 2, &err));
	mg_log_rig_wait(rig, 4);
	assert_int_equal(mg_log_rig_check(rig), 4);
	mg_rig_writer_close(&a);
}

static void a_stored_tree_that_is_not_the_signed_one_is_not_signed_on(void **state)
{
	(void)state;
	struct mg_rig_writer a;
	struct mg_error err = {0};
	int status = 0;
	mg_log_rig_sequence(rig);
	mg_rig_writer_open(rig, &a);
	assert_true(mg_rig_writer_write(&a, 10, &err));
	mg_log_rig_wait(rig, 10);
	assert_int_equal(mg_log_rig_signal(rig, SIGTERM), 0);
	mg_test_db_sql(rig->superuser, "DROP TRIGGER madoguchi_log.run_no_update; UPDATE madoguchi_log.run SET hashes ="
				       " INSERT(hashes, 1, 1, CHAR(ORD(hashes) ^ 1)) LIMIT 1;"
				       "CREATE TRIGGER madoguchi_log.run_no_update BEFORE UPDATE ON madoguchi_log.run FOR EACH ROW SIGNAL"
				       " SQLSTATE '45000'");
	const char *output;
	char words[600];
	snprintf(words, sizeof(words), "--config '%s'", rig->config);
	status = mg_log_rig_run(rig, MG_BINARY_DIR "/server/audit/sequencer/madoguchi-sequencer", words, &output);
	assert_int_equal(status, 1);
	assert_non_null(strstr(output, "the stored tree is not the one of the newest checkpoint"));
	mg_rig_writer_close(&a);
}

static void an_unknown_key_in_the_configuration_is_refused(void **state)
{
	(void)state;
	char words[600];
	const char *output;
	snprintf(words, sizeof(words), "--config '%s'", mg_log_rig_file(rig, "bad.conf", "municipality = 271403\nlog.spelt_wrong = 1\n"));
	assert_int_equal(mg_log_rig_run(rig, MG_BINARY_DIR "/server/audit/sequencer/madoguchi-sequencer", words, &output), 2);
	assert_non_null(strstr(output, "log.spelt_wrong"));
}

static void no_account_of_the_log_may_change_or_remove_a_row(void **state)
{
	(void)state;
	static const char *const tables[] = {"writer", "leaf", "run", "tile", "checkpoint", "cosignature", "alarm"};
	static const char *const users[] = {"mg_seq", "mg_verify", "mg_app"};
	struct mg_error err = {0};
	char sql[200];
	for (size_t u = 0; u < MG_LEN(users); u++) {
		struct mg_db_config config = mg_test_db_as(rig->superuser, users[u]);
		for (size_t t = 0; t < MG_LEN(tables); t++) {
			MG_CLEANUP(mg_db_freep) struct mg_db *db = mg_test_db_open(&config);
			snprintf(sql, sizeof(sql), "DELETE FROM madoguchi_log.%s", tables[t]);
			assert_false(mg_db_script(db, sql, strlen(sql), &err));
			assert_non_null(strstr(err.detail, "1142"));
			snprintf(sql, sizeof(sql), "TRUNCATE madoguchi_log.%s", tables[t]);
			assert_false(mg_db_script(db, sql, strlen(sql), &err));
		}
	}
}

static void every_statement_prepares_under_the_account_that_runs_it(void **state)
{
	(void)state;
	static const struct {
		const char *account;
		const struct mg_stmt_def *const *list;
	} lists[] = {{"mg_seq", mg_log_statements}, {"mg_seq", mg_tile_statements}, {"mg_app", mg_proof_statements}};
	struct mg_error err = {0};
	for (size_t i = 0; i < MG_LEN(lists); i++) {
		const struct mg_db_config config = mg_test_db_as(rig->superuser, lists[i].account);
		MG_CLEANUP(mg_db_freep) struct mg_db *db = mg_test_db_open(&config);
		for (const struct mg_stmt_def *const *def = lists[i].list; *def; def++)
			if (!mg_stmt_check(db, *def, &err))
				fail_msg("%s: %s", (*def)->name, err.detail);
	}
}

int main(void)
{
#define CASE(f) cmocka_unit_test_setup_teardown(f, fresh, stop)
	const struct CMUnitTest tests[] = {
		CASE(every_entry_is_indexed_once_while_a_transaction_stays_open_and_a_naive_cursor_loses_some),
		CASE(a_number_given_again_after_a_rollback_makes_no_gap),
		CASE(single_entries_come_under_a_checkpoint_each_without_another_to_push_them),
		CASE(a_second_sequencer_ends_on_the_primary_key),
		CASE(a_sequencer_killed_in_mid_work_goes_on_where_it_was),
		CASE(a_database_that_dies_and_returns_loses_nothing),
		CASE(a_forged_entry_stops_its_writer_and_no_other),
		CASE(a_gap_stops_its_writer),
		CASE(writers_that_the_server_did_not_sign_are_never_indexed),
		CASE(a_stored_tree_that_is_not_the_signed_one_is_not_signed_on),
		CASE(an_unknown_key_in_the_configuration_is_refused),
		CASE(no_account_of_the_log_may_change_or_remove_a_row),
		CASE(every_statement_prepares_under_the_account_that_runs_it),
	};
	return cmocka_run_group_tests(tests, setup, NULL);
}
