/* SPDX-License-Identifier: Apache-2.0
 * Good files, and what is no file of ours: the whole job against a real database. */
#include <fcntl.h>
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <stdio.h>
#include <string.h>
#include <sys/stat.h>
#include <unistd.h>
#include <cmocka.h>
#include "exchange/stage_store.h"
#include "import_rig.h"

static int setup(void **state)
{
	(void)state;
	rig_open("test_import");
	return 0;
}

static int teardown(void **state)
{
	(void)state;
	rig_close();
	return 0;
}

static void every_statement_prepares_under_the_account_that_runs_it(void **state)
{
	(void)state;
	static const struct {
		const char *account;
		const struct mg_stmt_def *const *list;
	} lists[] = {{"mg_import", mg_exchange_statements}, {"mg_import", mg_stage_statements},
		{"mg_app", mg_exchange_list_statements}};
	for (size_t l = 0; l < MG_LEN(lists); l++) {
		struct mg_error err = {0};
		const struct mg_db_config as = mg_test_db_as(mg_bureau.superuser, lists[l].account);
		MG_CLEANUP(mg_db_freep) struct mg_db *db = mg_test_db_open(&as);
		for (size_t i = 0; lists[l].list[i]; i++)
			if (!mg_stmt_check(db, lists[l].list[i], &err))
				fail_msg("%s", err.detail);
	}
}

static void an_empty_inbox_leaves_no_trace(void **state)
{
	(void)state;
	rig_run_well();
	assert_int_equal(rig_number("SELECT COUNT(*) FROM madoguchi.import_run"), 0);
	assert_int_equal(rig_number("SELECT COUNT(*) FROM madoguchi_log.leaf"), 0);
}

static void what_is_not_a_complete_file_is_left_alone(void **state)
{
	(void)state;
	char path[700], link_to[700];
	struct sample s;
	const struct mg_frame_header h = rig_header(1);
	rig_make_many(&s, &h, 1, 3);
	rig_drop(&s, "J01-0001.csv.part");
	rig_drop(&s, ".hidden.csv");
	rig_drop(&s, "J01-0001.txt");
	snprintf(path, sizeof(path), "%s/link.csv", rig_inbox());
	snprintf(link_to, sizeof(link_to), "%s/J01-0001.csv.part", rig_inbox());
	assert_int_equal(symlink(link_to, path), 0);
	snprintf(path, sizeof(path), "%s/folder.csv", rig_inbox());
	assert_int_equal(mkdir(path, 0700), 0);
	snprintf(path, sizeof(path), "%s/pipe.csv", rig_inbox());
	assert_int_equal(mkfifo(path, 0600), 0);
	snprintf(path, sizeof(path), "%s/bad\xff.csv", rig_inbox());
	close(open(path, O_CREAT | O_WRONLY, 0600));
	rig_run_well();
	assert_int_equal(rig_number("SELECT COUNT(*) FROM madoguchi.import_run"), 0);
	assert_true(rig_exists("J01-0001.csv.part") && rig_exists(".hidden.csv") &&
		    rig_exists("link.csv"));
	sample_done(&s);
}

static void a_good_file_is_posted_whole(void **state)
{
	(void)state;
	char text[200];
	struct sample s;
	const struct mg_frame_header h = rig_header(1);
	rig_make_many(&s, &h, 1, 4100);
	rig_drop(&s, "J01-0001.csv");
	rig_run_well();
	rig_text("SELECT CONCAT_WS('/', state, line_count, posted, inserted, updated, deleted, "
		 "seq, source, charset, file_made,"
		 " file_bytes = 0) FROM madoguchi.import_run",
		text, sizeof(text));
	assert_string_equal(text, "posted/4100/4100/4100/0/0/1/住民記録/UTF-8/20261124083000/0");
	assert_int_equal(rig_number("SELECT COUNT(*) FROM madoguchi.my_number"), 1367);
	assert_int_equal(
		rig_number("SELECT COUNT(DISTINCT log_writer, log_n) FROM madoguchi.juki_person"),
		3);
	assert_true(rig_exists("done/1-J01-0001.csv"));
	assert_false(rig_exists("J01-0001.csv"));
	rig_check_whole();
	sample_done(&s);
}

static void a_change_file_inserts_updates_and_takes_back(void **state)
{
	(void)state;
	char number[13], text[200];
	struct sample s;
	const struct mg_frame_header h = rig_header(2);
	/* 4 gives up the number it holds, and 2 takes it in the same file */
	char of_four[13], fresh[13];
	rig_my_number(4, of_four);
	const struct rig_line lines[] = {{'I', 5001, rig_my_number(5001, number), "新規　花子"},
		{'U', 2, of_four, "変更　次郎"}, {'U', 4, rig_my_number(9004, fresh), NULL},
		{'D', 7, NULL, NULL}};
	rig_make(&s, &h, lines, MG_LEN(lines));
	rig_drop(&s, "J01-0002.csv");
	rig_run_well();
	rig_text("SELECT CONCAT_WS('/', state, line_count, posted, inserted, updated, deleted) "
		 "FROM madoguchi.import_run"
		 " WHERE seq = 2",
		text, sizeof(text));
	assert_string_equal(text, "posted/4/4/1/2/1");
	rig_text("SELECT CONCAT_WS('/', name_kanji, row_version, source) FROM "
		 "madoguchi.juki_person WHERE shori_no = '0000000002'",
		text, sizeof(text));
	assert_string_equal(text, "変更　次郎/2/J01 00000002");
	assert_int_equal(
		rig_number(
			"SELECT COUNT(*) FROM madoguchi.juki_person WHERE shori_no = '0000000007'"),
		0);
	assert_int_equal(
		rig_number(
			"SELECT COUNT(*) FROM madoguchi.my_number WHERE shori_no = '0000000007'"),
		0);
	rig_check_whole();
	sample_done(&s);
}

static void an_empty_day_in_cp932_is_a_good_file(void **state)
{
	(void)state;
	struct sample s;
	struct mg_frame_header h = rig_header(3);
	h.charset = MG_CHARSET_CP932;
	rig_make(&s, &h, NULL, 0);
	rig_drop(&s, "J01-0003.csv");
	rig_run_well();
	assert_int_equal(rig_number("SELECT COUNT(*) FROM madoguchi.import_run WHERE seq = 3 AND "
				    "state = 'posted' AND"
				    " charset = 'CP932' AND line_count = 0"),
		1);
	sample_done(&s);
}

static void two_files_that_wait_are_taken_in_their_order(void **state)
{
	(void)state;
	struct sample four, five;
	struct mg_frame_header h = rig_header(4);
	h.charset = MG_CHARSET_CP932;
	rig_make_many(&four, &h, 6001, 10);
	h = rig_header(5);
	const struct rig_line line = {'D', 6001, NULL, NULL};
	rig_make(&five, &h, &line, 1);
	rig_drop(&five, "J01-0005.csv");
	rig_drop(&four, "J01-0004.csv");
	rig_run_well();
	assert_int_equal(
		rig_number("SELECT COUNT(*) FROM madoguchi.import_run WHERE state = 'posted'"), 5);
	rig_check_whole();
	sample_done(&four);
	sample_done(&five);
}

static void the_list_shows_the_newest_run_first(void **state)
{
	(void)state;
	const struct mg_db_config as = mg_test_db_as(mg_bureau.superuser, "mg_app");
	MG_CLEANUP(mg_db_freep) struct mg_db *db = mg_test_db_open(&as);
	MG_CLEANUP(mg_arena_done) struct mg_arena arena;
	MG_CLEANUP(mg_tx_done) struct mg_tx tx;
	struct mg_error err = {0};
	mg_arena_init(&arena, 512 << 10);
	mg_tx_begin(&tx, db);
	struct mg_call call = {.shared = &mg_bureau.shared, .arena = &arena, .tx = &tx, .db = db};
	Pb__ListRunsRequest in = PB__LIST_RUNS_REQUEST__INIT;
	Pb__ListRunsReply out = PB__LIST_RUNS_REPLY__INIT;
	assert_false(mg_Exchange_list_runs(&call, &in, &out, &err));
	assert_int_equal(err.code, MG_ERR_INVALID);
	in.limit = 201;
	assert_false(mg_Exchange_list_runs(&call, &in, &out, &err));
	in.limit = 4;
	assert_true(mg_Exchange_list_runs(&call, &in, &out, &err));
	assert_int_equal(out.n_runs, 4);
	assert_int_equal(out.runs[0]->seq, 5);
	assert_int_equal(out.runs[3]->seq, 2);
	assert_string_equal(out.runs[3]->file_name, "J01-0002.csv");
	assert_int_equal(out.runs[3]->state, PB__IMPORT_RUN__STATE__POSTED);
	assert_int_equal(out.runs[3]->file_sha256.len, 32);
	assert_int_equal(out.runs[3]->updated, 2);
	assert_true(out.runs[3]->finished_us >= out.runs[3]->received_us);
	assert_string_equal(out.runs[3]->refusal, "");
	assert_true(protobuf_c_message_check(&out.base));
}

#define LOCK_WAITS                                                                                 \
	"SELECT CAST(VARIABLE_VALUE AS UNSIGNED) FROM information_schema.GLOBAL_STATUS WHERE "     \
	"VARIABLE_NAME = "                                                                         \
	"'INNODB_ROW_LOCK_WAITS'"

#define NAMES_ALL "SELECT COUNT(*) FROM madoguchi_log.leaf WHERE LENGTH(entry) > 32000"

/* Three pieces and a line of the fourth, every number but those of the first piece held until the
 * piece before is posted. */
static void numbers_pass_from_piece_to_piece(void **state)
{
	(void)state;
	enum { N = 6001, FIRST = 700001, PIECE = 2000 };
	static char number[N][13];
	static struct rig_line line[N];
	char text[100];
	struct sample s;
	struct mg_frame_header h = rig_header(6);
	const uint64_t waits = rig_number(LOCK_WAITS), named = rig_number(NAMES_ALL);
	rig_make_many(&s, &h, FIRST, N);
	rig_drop(&s, "J01-0006.csv");
	rig_run_well();
	sample_done(&s);
	for (unsigned i = 0; i < N; i++)
		line[i] = (struct rig_line){'U', FIRST + i,
			rig_my_number(i < PIECE ? 800000 + i : FIRST + i - PIECE, number[i]),
			"変更　次郎"};
	h = rig_header(7);
	rig_make(&s, &h, line, N);
	rig_drop(&s, "J01-0007.csv");
	rig_run_well();
	sample_done(&s);
	rig_text("SELECT CONCAT_WS('/', state, posted, updated, COALESCE(refusal, '')) FROM "
		 "madoguchi.import_run WHERE seq = 7",
		text, sizeof(text));
	assert_string_equal(text, "posted/6001/6001/");
	/* the entry of each of the six whole pieces names its 2,000 persons, 16 bytes each */
	assert_int_equal(rig_number(NAMES_ALL) - named, 6);
	/* who held one, holds another; a number that passed was held by the one 2,000 before */
	assert_int_equal(rig_number("SELECT COUNT(*) FROM madoguchi.my_number n WHERE n.shori_no "
				    "BETWEEN '0000700001' AND '0000706001'"),
		N);
	assert_int_equal(
		rig_number("SELECT COUNT(*) FROM madoguchi.my_number n JOIN "
			   "madoguchi.my_number_history h ON h.number_hash = n.number_hash AND "
			   "h.shori_no + 2000 = n.shori_no WHERE n.shori_no > '0000702000'"),
		(4001 + 2) / 3);
	assert_int_equal(rig_number("SELECT COUNT(DISTINCT log_writer, log_n) FROM "
				    "madoguchi.juki_person WHERE shori_no > '0000700000'"),
		4);
	/* pieces side by side lock nothing of each other */
	assert_int_equal(rig_number(LOCK_WAITS), waits);
	rig_check_whole();
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(every_statement_prepares_under_the_account_that_runs_it),
		cmocka_unit_test(an_empty_inbox_leaves_no_trace),
		cmocka_unit_test(what_is_not_a_complete_file_is_left_alone),
		cmocka_unit_test(a_good_file_is_posted_whole),
		cmocka_unit_test(a_change_file_inserts_updates_and_takes_back),
		cmocka_unit_test(an_empty_day_in_cp932_is_a_good_file),
		cmocka_unit_test(two_files_that_wait_are_taken_in_their_order),
		cmocka_unit_test(the_list_shows_the_newest_run_first),
		cmocka_unit_test(numbers_pass_from_piece_to_piece),
	};
	return cmocka_run_group_tests(tests, setup, teardown);
}
