/* SPDX-License-Identifier: Apache-2.0
 * The queue against a real database, the real workers and a real IPP printer: dead, back again,
 * busy, killed in the middle. What stands on a paper is of no matter here: the papers are those of
 * samples.c. */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/wait.h>
#include <time.h>
#include <unistd.h>
#include <cmocka.h>
#include "bureau.h"
#include "paper/paper.h"
#include "paper_rig.h"
#include "relay.h"
#include "samples.h"

static struct mg_worker worker;
static int64_t now_us = INT64_C(1795833000000000);
static unsigned edition; /* of all records: another changes every paper */

/* The receipt of number n. */
bool mg_paper_describe(struct mg_call *call, const struct mg_paper_ref *ref, struct mg_bytes *ret,
	struct mg_error *err)
{
	struct mg_paper_slip slip = sample_slip;
	struct mg_paper_sheet sheet;
	if (ref->number == 404)
		return mg_fail(err, MG_ERR_NOT_FOUND, "no such receipt");
	slip.number = mg_arena_printf(call->arena, "146-20261128-%04u-%u", ref->number, edition);
	mg_paper_begin(&sheet, mg_arena_alloc(call->arena, MG_PAPER_SLIP_BYTES),
		MG_PAPER_SLIP_BYTES, "受付票", slip.made_us);
	if (!mg_paper_slip(&slip, &sheet, err))
		return false;
	*ret = (struct mg_bytes){sheet.w.p, sheet.w.n};
	return true;
}

/* ---- acting ---- */

struct asked {
	uint32_t number, copies;
	uint64_t job_id;
};

static bool add(struct mg_call *call, void *user, struct mg_error *err)
{
	struct asked *a = user;
	struct mg_made_paper paper;
	struct mg_job_log log;
	struct mg_print_job job = {.ward = "146",
		.paper = {MG_PAPER_KIND_SLIP, "146", {2026, 11, 28}, a->number, ""},
		.copies = a->copies,
		.printer = "北-01",
		.staff_id = 1,
		.staff_no = "100001",
		.staff_name = "西 恵",
		.asked_us = call->now_us};
	mg_call_log_ref(call, &log.writer, &log.n);
	if (!mg_paper_make(call, &job.paper, &paper, err))
		return false;
	memcpy(job.sha256, paper.sha256, 32);
	job.pages = paper.pages;
	return mg_print_job_add(call->tx, call->shared, &job, log, &a->job_id, err);
}

static uint64_t ask_for(uint32_t number, uint32_t copies)
{
	struct mg_error err = {0};
	struct asked a = {.number = number, .copies = copies};
	if (!mg_bureau_run("mg_app", add, &a, &err))
		fail_msg("not queued: %s", err.detail);
	return a.job_id;
}

static const struct mg_job job_row = {.name = "PrintPapers",
	.audit = MG_AUDIT_PAPER_QUEUE,
	.account = "mg_app",
	.every_s = 1,
	.arena_bytes = (size_t)64 << 20,
	.run = mg_paper_print_due};

/* The job once, `seconds` later. */
static void turn(int seconds)
{
	struct mg_error err = {0};
	now_us += seconds * INT64_C(1000000);
	mg_bureau_set_time(now_us);
	if (!mg_gate_run_job(&worker, &job_row, NULL, &err))
		fail_msg("the job: %s", err.detail);
}

static void ask_database(const char *sql, char ret[200])
{
	const struct mg_stmt_def def = {.name = "test", .sql = sql, .params = "", .columns = "t"};
	MG_CLEANUP(mg_db_freep) struct mg_db *db = mg_test_db_open(mg_bureau.superuser);
	MG_CLEANUP(mg_arena_done) struct mg_arena arena;
	MG_CLEANUP(mg_tx_done) struct mg_tx tx;
	struct mg_rows rows;
	struct mg_error err = {0};
	mg_arena_init(&arena, 1 << 16);
	mg_tx_begin(&tx, db);
	if (!mg_query(&tx, &arena, &def, MG_NO_PARAMS, &rows, &err))
		fail_msg("%s: %s", sql, err.detail);
	snprintf(ret, 200, "%s", rows.n ? mg_s(&rows.cells[0]) : "");
}

static const char *of_job(uint64_t job_id, const char *column)
{
	static char value[200];
	char sql[200];
	snprintf(sql, sizeof(sql),
		"SELECT CAST(%s AS CHAR) FROM madoguchi.print_job WHERE job_id = %llu", column,
		(unsigned long long)job_id);
	ask_database(sql, value);
	return value;
}

/* Turns until the job has that state. */
static void turn_until(uint64_t job_id, const char *state)
{
	for (int i = 0; i < 60 && strcmp(of_job(job_id, "state"), state) != 0; i++) {
		turn(2);
		nanosleep(&(struct timespec){.tv_nsec = 100000000}, NULL);
	}
	assert_string_equal(of_job(job_id, "state"), state);
}

static unsigned entries(void)
{
	char n[200];
	ask_database("SELECT CAST(COUNT(*) AS CHAR) FROM madoguchi_log.leaf", n);
	return (unsigned)strtoul(n, NULL, 10);
}

static int open_rig(void **state)
{
	(void)state;
	char sql[400];
	struct mg_error err = {0};
	paper_rig_open("queue", 3);
	paper_rig_printer_on();
	mg_bureau_open("paper-queue");
	mg_bureau.shared.paper = paper_rig.client;
	mg_bureau_set_time(now_us);
	snprintf(sql, sizeof(sql),
		"INSERT INTO madoguchi.printer (municipality, ward, name, position, uri, made_us) "
		"VALUES ('%s', '146', '北-01', 1, '%s', 0)",
		MG_BUREAU_CITY, paper_rig.uri);
	mg_test_db_sql(mg_bureau.superuser, sql);
	return mg_bureau_worker("mg_app", &worker, &err) ? 0 : 1;
}

static int close_rig(void **state)
{
	(void)state;
	mg_worker_done(&worker);
	mg_bureau_close();
	paper_rig_close();
	return 0;
}

/* ---- cases ---- */

static void the_statements_are_those_of_the_schema(void **state)
{
	(void)state;
	struct mg_db_config app = mg_test_db_as(mg_bureau.superuser, "mg_app");
	MG_CLEANUP(mg_db_freep) struct mg_db *db = mg_test_db_open(&app);
	MG_CLEANUP(mg_db_freep) struct mg_db *admin = mg_test_db_open(mg_bureau.superuser);
	struct mg_error err = {0};
	for (size_t i = 0; mg_paper_statements[i]; i++)
		if (!mg_stmt_check(db, mg_paper_statements[i], &err))
			fail_msg("%s: %s", mg_paper_statements[i]->name, err.detail);
	for (size_t i = 0; mg_paper_admin_statements[i]; i++)
		if (!mg_stmt_check(admin, mg_paper_admin_statements[i], &err))
			fail_msg("%s: %s", mg_paper_admin_statements[i]->name, err.detail);
}

static void a_paper_is_printed_with_its_copies_and_each_step_is_logged(void **state)
{
	(void)state;
	char told[100];
	const unsigned before = paper_rig_printed();
	const uint64_t job = ask_for(1, 3);
	const unsigned entries_before = entries();
	turn_until(job, "printed");
	assert_true(paper_rig_wait_printed(before + 1));
	paper_rig_told(before + 1, "copies", told);
	assert_string_equal(told, "3");
	assert_int_equal(entries() - entries_before, 3); /* sending, sent, printed */
	const unsigned after = entries();
	turn(60); /* a queue at rest writes nothing */
	assert_int_equal(entries(), after);
}

static void a_dead_printer_keeps_the_papers_in_their_order(void **state)
{
	(void)state;
	char told[100], expected[40];
	const unsigned before = paper_rig_printed();
	paper_rig_printer_off();
	const uint64_t first = ask_for(2, 1), second = ask_for(3, 1);
	turn(1);
	assert_string_equal(of_job(first, "state"), "queued");
	assert_non_null(strstr(of_job(first, "trouble"), "つながりません"));
	assert_string_equal(of_job(second, "tries"), "0"); /* waits behind the first */
	const unsigned entries_before = entries();
	for (int i = 0; i < 12; i++)
		turn(10);
	/* two minutes: after 10, 20, 40 and 80 s it was tried, not twelve times */
	assert_true(entries() - entries_before >= 2 && entries() - entries_before <= 6);
	paper_rig_printer_on();
	turn(300);
	turn_until(first, "printed");
	turn_until(second, "printed");
	assert_true(paper_rig_wait_printed(before + 2));
	for (unsigned i = 0; i < 2; i++) {
		paper_rig_told(before + 1 + i, "job-name", told);
		snprintf(expected, sizeof(expected), "mg-%llu-",
			(unsigned long long)(i ? second : first));
		assert_memory_equal(told, expected, strlen(expected));
	}
	assert_int_equal(paper_rig_printed(), before + 2);
}

static void a_busy_printer_is_waited_for(void **state)
{
	(void)state;
	const unsigned before = paper_rig_printed();
	paper_rig_hold(true);
	const uint64_t first = ask_for(4, 1), second = ask_for(5, 1);
	turn(2);
	turn(2);
	assert_string_equal(of_job(first, "state"), "sent");
	assert_string_equal(of_job(second, "state"), "queued");
	assert_non_null(strstr(of_job(second, "trouble"), "順番"));
	paper_rig_hold(false);
	turn_until(second, "printed");
	assert_string_equal(of_job(first, "state"), "printed");
	assert_int_equal(paper_rig_printed(), before + 2);
}

static void a_record_that_changed_is_not_printed(void **state)
{
	(void)state;
	const unsigned before = paper_rig_printed();
	const uint64_t job = ask_for(6, 1);
	edition++;
	turn(2);
	assert_string_equal(of_job(job, "state"), "failed");
	assert_non_null(strstr(of_job(job, "trouble"), "変わった"));
	assert_int_equal(paper_rig_printed(), before);
}

/* A server that is killed while the printer's answer is under way. */
static void kill_in_the_middle(bool printer_gets_it)
{
	char relay_path[400], draw[400], print[400];
	struct mg_error err = {0};
	snprintf(draw, sizeof(draw), "%s/draw.sock", paper_rig.dir);
	snprintf(print, sizeof(print), "%s/print.sock", paper_rig.dir);
	snprintf(relay_path, sizeof(relay_path), "%s/relay.sock", paper_rig.dir);
	relay_start(relay_path, print, printer_gets_it);
	const pid_t server = fork();
	if (server == 0) {
		struct mg_worker own;
		if (!mg_paper_client_new(draw, relay_path, &mg_bureau.shared.paper, &err) ||
			!mg_bureau_worker("mg_app", &own, &err))
			_exit(1);
		(void)mg_gate_run_job(&own, &job_row, NULL, &err);
		_exit(2); /* it should not have got so far */
	}
	assert_true(relay_wait());
	kill(server, SIGKILL);
	int status;
	waitpid(server, &status, 0);
	assert_true(WIFSIGNALED(status));
}

static void a_paper_the_printer_got_from_a_server_that_was_killed_is_not_printed_again(void **state)
{
	(void)state;
	const unsigned before = paper_rig_printed();
	const uint64_t job = ask_for(7, 1);
	kill_in_the_middle(true);
	assert_string_equal(of_job(job, "state"), "sending");
	turn_until(job, "printed");
	turn(600);
	assert_int_equal(paper_rig_printed(), before + 1);
}

static void what_nobody_knows_is_left_to_the_clerk(void **state)
{
	(void)state;
	const unsigned before = paper_rig_printed();
	const uint64_t job = ask_for(8, 1);
	kill_in_the_middle(false);
	assert_string_equal(of_job(job, "state"), "sending");
	turn_until(job, "unknown");
	assert_non_null(strstr(of_job(job, "trouble"), "分かりません"));
	const uint64_t next = ask_for(9, 1);
	turn_until(next, "printed"); /* it keeps nobody */
	turn(600);
	assert_string_equal(of_job(job, "state"), "unknown");
	assert_int_equal(paper_rig_printed(), before + 1);
}

static void the_database_itself_sends_nothing_twice(void **state)
{
	(void)state;
	MG_CLEANUP(mg_db_freep) struct mg_db *db = mg_test_db_open(mg_bureau.superuser);
	static const char again[] = "UPDATE madoguchi.print_job SET state = 'queued' WHERE state "
				    "IN ('unknown', 'printed', 'failed')";
	struct mg_error err = {0};
	assert_false(mg_db_script(db, again, strlen(again), &err));
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(the_statements_are_those_of_the_schema),
		cmocka_unit_test(a_paper_is_printed_with_its_copies_and_each_step_is_logged),
		cmocka_unit_test(a_dead_printer_keeps_the_papers_in_their_order),
		cmocka_unit_test(a_busy_printer_is_waited_for),
		cmocka_unit_test(a_record_that_changed_is_not_printed),
		cmocka_unit_test(
			a_paper_the_printer_got_from_a_server_that_was_killed_is_not_printed_again),
		cmocka_unit_test(what_nobody_knows_is_left_to_the_clerk),
		cmocka_unit_test(the_database_itself_sends_nothing_twice),
	};
	return cmocka_run_group_tests(tests, open_rig, close_rig);
}
