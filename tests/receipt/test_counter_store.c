/* SPDX-License-Identifier: Apache-2.0
 * The counter's tables against a real MariaDB: every statement under the account that runs it, the
 * items of 年金資格 as columns, numbers under 64 connections, and what the database holds by
 * itself. */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <stdio.h>
#include <cmocka.h>
#include <pthread.h>
#include <stdatomic.h>
#include "base/clock.h"
#include "code/code_store.h"
#include "database.h"
#include "draft/draft_store.h"
#include "fields/items_sql.h"
#include "display/display_store.h"
#include "memo/memo_store.h"
#include "notice/board.h"
#include "notice/notice_store.h"
#include "person/view_store.h"
#include "qualification/qualification_store.h"
#include "receipt/receipt_store.h"

#define CITY "271403"
static const struct mg_db_config *superuser;
static struct mg_db_config app;

static int setup(void **state)
{
	(void)state;
	superuser = mg_test_db_start("test_counter_store");
	mg_test_db_grants(superuser);
	app = mg_test_db_as(superuser, "mg_app");
	return 0;
}

static void every_statement_prepares_under_the_account_that_runs_it(void **state)
{
	(void)state;
	const struct {
		const char *account; /* NULL: the superuser, as madoguchi-admin */
		const struct mg_stmt_def *const *list;
	} lists[] = {{"mg_app", mg_receipt_statements}, {"mg_app", mg_receipt_list_statements},
		{"mg_app", mg_qualification_statements}, {"mg_app", mg_draft_statements},
		{"mg_app", mg_memo_statements}, {"mg_app", mg_code_statements},
		{"mg_app", mg_view_statements}, {"mg_app", mg_notice_statements},
		{"mg_app", mg_board_statements}, {"mg_app", mg_display_statements}, {"mg_import", mg_draft_purge_statements},
		{NULL, mg_code_load_statements}};
	int bad = 0;
	for (size_t l = 0; l < MG_LEN(lists); l++) {
		const struct mg_db_config as =
			lists[l].account ? mg_test_db_as(superuser, lists[l].account) : *superuser;
		MG_CLEANUP(mg_db_freep) struct mg_db *db = mg_test_db_open(&as);
		for (size_t i = 0; lists[l].list[i]; i++) {
			struct mg_error err = {0};
			if (!mg_stmt_check(db, lists[l].list[i], &err)) {
				print_message("%s\n", err.detail);
				bad++;
			}
		}
	}
	assert_int_equal(bad, 0);
}

static int64_t number(const char *sql)
{
	const struct mg_stmt_def def = {.name = "number", .sql = sql, .params = "", .columns = "i"};
	struct mg_error err = {0};
	struct mg_rows rows;
	struct mg_tx tx;
	MG_CLEANUP(mg_arena_done) struct mg_arena arena;
	MG_CLEANUP(mg_db_freep) struct mg_db *db = mg_test_db_open(superuser);
	mg_arena_init(&arena, 1 << 16);
	mg_tx_begin(&tx, db);
	if (!mg_query(&tx, &arena, &def, MG_NO_PARAMS, &rows, &err))
		fail_msg("%s", err.detail);
	const int64_t n = mg_i(&rows.cells[0]);
	mg_tx_done(&tx);
	return n;
}

static void every_item_of_the_record_group_is_a_column(void **state)
{
	(void)state;
	/* 13 of the head: city, event, version, instant, source, entry (2), undone, receipt (3) …
	 * and 処理番号 */
	assert_int_equal(number("SELECT COUNT(*) FROM information_schema.columns WHERE "
				"table_schema = 'madoguchi' AND table_name ="
				" 'pension_qualification'"),
		MG_SQL_PENSION_QUALIFICATION_N + 12);
	for (size_t i = 0; i < MG_QUALIFICATION_N; i++) {
		char sql[256];
		snprintf(sql, sizeof(sql),
			"SELECT COUNT(*) FROM information_schema.columns WHERE table_schema = "
			"'madoguchi' AND table_name LIKE"
			" 'pension_qualification%%' AND column_name = '%s'",
			mg_fields_qualification[i].column);
		if (number(sql) != 2) /* and in the history */
			fail_msg("%s", mg_fields_qualification[i].column);
	}
}

/* ---- numbers ---- */

#define CLERKS 64
#define ROUNDS 8
static const struct mg_stmt_def plain_read = {.name = "plain_read",
	.sql = "SELECT COUNT(*) FROM madoguchi.receipt_number",
	.params = "",
	.columns = "i"};
static atomic_int lost, taken;
static pthread_barrier_t together;

struct clerk {
	unsigned n;
	bool reads_first; /* the shape that is not to be */
	pthread_t thread;
};

/* One entry as a handler makes it: number, turn, then what it reads. Every fifth is given up before
 * the commit. */
static bool enter(struct mg_db *db, struct mg_arena *arena, const struct clerk *c, int round,
	bool *ret_kept, struct mg_error *err)
{
	MG_CLEANUP(mg_tx_done) struct mg_tx tx;
	struct mg_rows rows;
	uint32_t no;
	char shori_no[11];
	mg_tx_begin(&tx, db);
	const struct mg_receipt_in in = {
		.tx = &tx, .arena = arena, .municipality = CITY, .now_us = 1};
	snprintf(shori_no, sizeof(shori_no), "%010u",
		c->n % 8); /* some persons are wanted by several */
	*ret_kept = (c->n + (unsigned)round) % 5 != 0;
	if (c->reads_first && !mg_query(&tx, arena, &plain_read, MG_NO_PARAMS, &rows, err))
		return false;
	return mg_receipt_next_number(
		       &in, "146", (struct mg_date){2026, c->reads_first ? 2 : 1, 5}, &no, err) &&
	       mg_person_take_turn(&tx, CITY, shori_no, err) &&
	       mg_query(&tx, arena, &plain_read, MG_NO_PARAMS, &rows, err) &&
	       (!*ret_kept || mg_tx_commit(&tx, err));
}

static void *work(void *user)
{
	const struct clerk *c = user;
	struct mg_arena arena;
	mg_arena_init(&arena, 1 << 18);
	struct mg_db *db = mg_test_db_open(&app);
	pthread_barrier_wait(&together);
	for (int round = 0; round < ROUNDS; round++) {
		struct mg_error err = {0};
		bool kept;
		mg_arena_reset(&arena);
		if (enter(db, &arena, c, round, &kept, &err))
			atomic_fetch_add(&taken, kept);
		else if (err.code == MG_ERR_RETRY)
			atomic_fetch_add(&lost, 1);
		else
			print_message("%s\n", err.detail);
	}
	mg_db_free(db);
	mg_arena_done(&arena);
	mg_db_thread_done();
	return NULL;
}

static void crowd(bool reads_first)
{
	static struct clerk clerks[CLERKS];
	/* the day's first entry; were it rolled back under all others, they would lose one race,
	 * and the gate would run them again */
	mg_test_db_sql(superuser, reads_first ? "INSERT INTO madoguchi.receipt_number VALUES "
						"('271403', '146', '2026-02-05', 1)"
					      : "INSERT INTO madoguchi.receipt_number VALUES "
						"('271403', '146', '2026-01-05', 1)");
	const int64_t begun_us = mg_mono_us(&mg_clock_system);
	atomic_store(&lost, 0);
	atomic_store(&taken, 0);
	assert_int_equal(pthread_barrier_init(&together, NULL, CLERKS), 0);
	for (unsigned i = 0; i < CLERKS; i++) {
		clerks[i] = (struct clerk){.n = i, .reads_first = reads_first};
		assert_int_equal(pthread_create(&clerks[i].thread, NULL, work, &clerks[i]), 0);
	}
	for (unsigned i = 0; i < CLERKS; i++)
		pthread_join(clerks[i].thread, NULL);
	pthread_barrier_destroy(&together);
	print_message("%d transactions on %d connections: %d lost, %d ms\n", CLERKS * ROUNDS,
		CLERKS, atomic_load(&lost),
		(int)((mg_mono_us(&mg_clock_system) - begun_us) / 1000));
}

static void of_64_clerks_at_once_nobody_loses_a_race_and_no_number_is_missing(void **state)
{
	(void)state;
	int kept = 0;
	for (unsigned n = 0; n < CLERKS; n++)
		for (unsigned round = 0; round < ROUNDS; round++)
			kept += (n + round) % 5 != 0;
	crowd(/* reads_first= */ false);
	assert_int_equal(atomic_load(&lost), 0);
	assert_int_equal(atomic_load(&taken), kept);
	/* what was rolled back left no gap */
	assert_int_equal(
		number("SELECT last_number FROM madoguchi.receipt_number WHERE day = '2026-01-05'"),
		kept + 1);
}

static void a_read_before_the_number_loses_races(void **state)
{
	(void)state;
	crowd(/* reads_first= */ true); /* the control: the shape matters */
	assert_true(atomic_load(&lost) > 0);
	assert_int_equal(
		number("SELECT last_number FROM madoguchi.receipt_number WHERE day = '2026-02-05'"),
		atomic_load(&taken) + 1);
}

/* ---- what the database holds by itself ---- */

static void refused(const char *sql, const char *why)
{
	struct mg_error err = {0};
	MG_CLEANUP(mg_db_freep) struct mg_db *db = mg_test_db_open(superuser);
	if (mg_db_script(db, sql, strlen(sql), &err))
		fail_msg("went through: %s", sql);
	if (!strstr(err.detail, why))
		fail_msg("%s: %s", sql, err.detail);
}

static void numbers_steps_and_memos_stay_as_they_were(void **state)
{
	(void)state;
	refused("INSERT INTO madoguchi.receipt_number VALUES ('271403', '141', '2026-01-05', 2)",
		"has number 1");
	refused("UPDATE madoguchi.receipt_number SET last_number = last_number + 2",
		"go up by one");
	refused("UPDATE madoguchi.receipt_number SET last_number = last_number - 1",
		"go up by one");
	/* a number that nobody took would leave a gap, or stand twice on the wall */
	refused("INSERT INTO madoguchi.receipt (municipality, ward, day, number, row_version, "
		"known_from_us, log_writer, log_n, form, state, shori_no, name_kanji, name_kana, "
		"kanji_key, kana_key, received_date, entered_us, staff_id, staff_no, staff_name, "
		"form_version, form_day, form_staff_id, number_inquired) VALUES ('271403', '146', "
		"'2026-01-05', 99999, 1, 1, 1, 1, 'acquire_first', 'entered', '0000000001', 'a', "
		"'a', 'a', 'a', '2026-01-05', 1, 1, 'a', 'a', 1, '2026-01-05', 1, 0)",
		"the number that was taken last");
	mg_test_db_sql(superuser, "INSERT INTO madoguchi.memo (municipality, shori_no, memo_no, "
				  "text, made_us, staff_id, staff_name, log_writer, log_n)"
				  " VALUES ('271403', '0000000001', 1, 'x', 1, 1, 'a', 1, 1)");
	refused("UPDATE madoguchi.memo SET text = 'y'", "never overwritten");
	mg_test_db_sql(superuser,
		"UPDATE madoguchi.memo SET struck_us = 2, struck_by = 1, struck_by_name = 'a'");
	refused("UPDATE madoguchi.memo SET struck_us = NULL, struck_by = NULL", "struck out once");
	mg_test_db_sql(superuser, "INSERT INTO madoguchi.pension_state (municipality, shori_no, "
				  "row_version, known_from_us, source,"
				  " log_writer, log_n, event_no) VALUES ('271403', '0000000001', "
				  "1, 1, 't', 1, 1, 0)");
	refused("UPDATE madoguchi.pension_state SET row_version = 2, insured_type = '1'",
		"without the true image");
	/* nor with a false one */
	mg_test_db_sql(superuser, "INSERT INTO madoguchi.pension_state_history (municipality, "
				  "shori_no, row_version, known_from_us, known_to_us, source,"
				  " log_writer, log_n, event_no, insured_type) VALUES ('271403', "
				  "'0000000001', 1, 1, 2, 't', 1, 1, 0, '3')");
	refused("UPDATE madoguchi.pension_state SET row_version = 2, insured_type = '1'",
		"without the true image");
}

static void images_are_compared_in_every_column(void **state)
{
	(void)state;
	static const char *const tables[] = {"receipt", "pension_qualification", "pension_state"};
	for (size_t i = 0; i < MG_LEN(tables); i++) {
		char sql[700];
		snprintf(sql, sizeof(sql),
			"SELECT COUNT(*) FROM information_schema.columns c JOIN "
			"information_schema.triggers t ON t.trigger_schema = 'madoguchi' AND "
			"t.trigger_name = '%s_keeps_its_history' WHERE c.table_schema = "
			"'madoguchi' AND c.table_name = '%s' AND NOT t.action_statement REGEXP "
			"CONCAT('h\\\\.', c.column_name, ' (<=>|=) OLD\\\\.', c.column_name, '[ )\\n]')",
			tables[i], tables[i]);
		assert_int_equal(number(sql), 0);
	}
}

/* ---- what was in force before ---- */

static void record(const struct mg_qualification_in *in, uint32_t event_no, uint32_t version, bool undone,
	const struct mg_pension_state *after, uint32_t *state_version)
{
	struct mg_error err = {0};
	static struct mg_qualification_event event;
	event = (struct mg_qualification_event){.event_no = event_no, .version = version, .undone = undone};
	for (size_t i = 0; i < MG_QUALIFICATION_N; i++)
		event.item[i] = (struct mg_text){"", 0};
	struct mg_pension_state s = *after;
	s.version = *state_version;
	if (!mg_qualification_put_event(in, &event, &err) || !mg_pension_state_put(in, &s, &err))
		fail_msg("%s", err.detail);
	*state_version = s.version;
}

static void what_was_before_an_event_is_not_what_came_after_it(void **state)
{
	(void)state;
	struct mg_error err = {0};
	struct mg_tx tx;
	uint32_t version = 0;
	MG_CLEANUP(mg_arena_done) struct mg_arena arena;
	MG_CLEANUP(mg_db_freep) struct mg_db *db = mg_test_db_open(&app);
	mg_arena_init(&arena, 1 << 18);
	mg_tx_begin(&tx, db);
	struct mg_qualification_in in = {.tx = &tx, .arena = &arena, .municipality = CITY, .shori_no = "0000000777",
		.now_us = 1, .source = "t", .log_writer = 9};
	const struct mg_pension_state none = {.insured_type = "", .pension_no = ""},
				      first = {.event_no = 1, .insured_type = "1", .pension_no = "1111111111"},
				      second = {.event_no = 2, .insured_type = "2", .pension_no = "2222222222"};
	struct mg_pension_state before;
	in.log_n = 1, record(&in, 1, 1, false, &first, &version);
	in.log_n = 2, record(&in, 1, 2, false, &first, &version); /* corrected */
	in.log_n = 3, record(&in, 2, 1, false, &second, &version);
	assert_true(mg_pension_state_before(&in, 1, &before, &err));
	assert_int_equal(before.event_no, 0);
	assert_true(mg_pension_state_before(&in, 2, &before, &err));
	assert_int_equal(before.event_no, 1);
	assert_string_equal(before.pension_no, "1111111111");
	in.log_n = 4, record(&in, 2, 2, true, &first, &version); /* undone: the first is in force again */
	assert_true(mg_pension_state_before(&in, 1, &before, &err));
	assert_int_equal(before.event_no, 0);
	in.log_n = 5, record(&in, 1, 3, true, &none, &version);
	in.log_n = 6, record(&in, 2, 3, false, &second, &version); /* done again, upon nothing */
	assert_true(mg_pension_state_before(&in, 2, &before, &err));
	assert_int_equal(before.event_no, 0);
	in.log_n = 7, record(&in, 1, 4, false, &first, &version);
	assert_true(mg_pension_state_before(&in, 1, &before, &err));
	assert_int_equal(before.event_no, 2);
	mg_tx_done(&tx);
}

/* ---- lists ---- */

static int64_t rows_read(struct mg_tx *tx, struct mg_arena *arena)
{
	static const struct mg_stmt_def def = {.name = "rows_read",
		.sql = "SELECT CAST(SUM(variable_value) AS SIGNED) FROM information_schema.session_status WHERE "
		       "variable_name IN ('Handler_read_key', 'Handler_read_next', 'Handler_read_prev')",
		.params = "",
		.columns = "i"};
	struct mg_error err = {0};
	struct mg_rows rows;
	if (!mg_query(tx, arena, &def, MG_NO_PARAMS, &rows, &err))
		fail_msg("%s", err.detail);
	return mg_i(&mg_row(&rows, 0)[0]);
}

/* A ward's 400 days with one receipt each; every hundredth is returned, of another clerk and another name. */
static void fill_year(void)
{
	mg_test_db_sql(superuser,
		"INSERT INTO madoguchi.receipt_number SELECT '271403', '199', '2025-01-01' + INTERVAL seq DAY, 1"
		" FROM madoguchi.seq_0_to_399");
	mg_test_db_sql(superuser,
		"INSERT INTO madoguchi.receipt (municipality, ward, day, number, row_version, known_from_us, log_writer, "
		"log_n, form, state, shori_no, name_kanji, name_kana, kanji_key, kana_key, received_date, entered_us, "
		"staff_id, staff_no, staff_name, form_version, form_day, form_staff_id, number_inquired) SELECT '271403', "
		"'199', '2025-01-01' + INTERVAL seq DAY, 1, 1, 1, 1, 1, 'acquire_first', 'entered', "
		"LPAD(seq + 100, 10, '0'), 'a', 'a', IF(seq % 100, 'yama', 'kawa'), IF(seq % 100, 'YAMA', 'KAWA'), "
		"'2025-01-01', 1, 1, IF(seq % 100, '100001', '100002'), 'a', 1, '2025-01-01', 1, 0 FROM madoguchi.seq_0_to_399");
	mg_test_db_sql(superuser,
		"INSERT INTO madoguchi.receipt_history SELECT municipality, ward, day, number, row_version, known_from_us,"
		" 2, log_writer, log_n, form, state, shori_no, name_kanji, name_kana, kanji_key, kana_key, received_date, "
		"entered_us, staff_id, staff_no, staff_name, form_version, form_day, form_staff_id, number_inquired, "
		"checked_us, checked_by, checked_by_name FROM madoguchi.receipt WHERE ward = '199'");
	mg_test_db_sql(superuser, "UPDATE madoguchi.receipt SET row_version = 2, state = 'returned' WHERE ward = '199' AND "
				  "staff_no = '100002'");
}

static void what_is_asked_for_is_read_and_not_the_whole_span(void **state)
{
	(void)state;
	const struct mg_receipt_question all = {.ward = "199", .from = {2025, 1, 1}, .to = {2026, 2, 4}, .staff_no = "",
		.shori_no = "", .kana_key = "", .kanji_key = "", .sees_hidden = true};
	struct mg_receipt_question by[5] = {all, all, all, all, all};
	struct mg_error err = {0};
	struct mg_receipt_row *list;
	uint32_t counts[MG_RECEIPT_STATE_MAX];
	struct mg_tx tx;
	size_t n;
	MG_CLEANUP(mg_arena_done) struct mg_arena arena;
	MG_CLEANUP(mg_db_freep) struct mg_db *db = mg_test_db_open(&app);
	fill_year();
	by[0].shori_no = "0000000200";
	by[1].staff_no = "100002";
	by[2].kana_key = by[2].kanji_key = "KA";
	by[3].kanji_key = "kaw";
	by[4].state = MG_RECEIPT_RETURNED;
	for (size_t i = 0; i < MG_LEN(by); i++) {
		mg_arena_init(&arena, 1 << 18);
		mg_tx_begin(&tx, db);
		const struct mg_receipt_in in = {.tx = &tx, .arena = &arena, .municipality = CITY};
		/* once before: to open tables for the first time reads rows too */
		assert_true(mg_receipt_list(&in, &by[i], &list, &n, &err));
		const int64_t before = rows_read(&tx, &arena);
		assert_true(mg_receipt_list(&in, &by[i], &list, &n, &err));
		const int64_t listed = rows_read(&tx, &arena);
		assert_true(mg_receipt_count(&in, &by[i], counts, &err));
		const int64_t counted = rows_read(&tx, &arena);
		assert_int_equal(n, i == 0 ? 1 : 4);
		assert_int_equal(counts[MG_RECEIPT_RETURNED], i == 0 ? 1 : 4);
		print_message("question %zu: %lld rows read for the list, %lld for the counts\n", i,
			(long long)(listed - before), (long long)(counted - listed));
		assert_in_range(listed - before, 1, 40); /* of 400 */
		if (i < 4)
			assert_in_range(counted - listed, 1, 40);
		mg_tx_done(&tx);
		mg_arena_done(&arena);
	}
	mg_arena_init(&arena, 1 << 18);
	mg_tx_begin(&tx, db);
	struct mg_receipt_question page = all;
	page.behind = (struct mg_receipt_no){.day = {2025, 1, 11}, .number = 1};
	const struct mg_receipt_in in = {.tx = &tx, .arena = &arena, .municipality = CITY};
	assert_true(mg_receipt_list(&in, &page, &list, &n, &err));
	assert_int_equal(n, 10);
	page.number = 1;
	assert_true(mg_receipt_list(&in, &page, &list, &n, &err));
	assert_int_equal(n, 10);
	mg_tx_done(&tx);
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(every_statement_prepares_under_the_account_that_runs_it),
		cmocka_unit_test(every_item_of_the_record_group_is_a_column),
		cmocka_unit_test(of_64_clerks_at_once_nobody_loses_a_race_and_no_number_is_missing),
		cmocka_unit_test(a_read_before_the_number_loses_races),
		cmocka_unit_test(numbers_steps_and_memos_stay_as_they_were),
		cmocka_unit_test(images_are_compared_in_every_column),
		cmocka_unit_test(what_was_before_an_event_is_not_what_came_after_it),
		cmocka_unit_test(what_is_asked_for_is_read_and_not_the_whole_span),
	};
	return cmocka_run_group_tests(tests, setup, NULL);
}
